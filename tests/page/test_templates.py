"""The theme: what of it cannot be read, is not there, or fails."""

import datetime
from pathlib import Path

import pytest

from builder.evidence.kinds import DRAWN
from builder.faults import Fault
from builder.page.templates import Compiled, check_templates, prepare, template_faults
from tests.page.making import page, templates, told

ROWS = {f"component__{name.replace('-', '_')}": "" for name in DRAWN}


def check(root: Path, **texts: str) -> list[tuple[str, str, str]]:
    environment = templates(root, **{**ROWS, **texts})
    return told(list(check_templates(root / "theme", environment, root)))


def render(root: Path, name: str, *given: dict[str, object], **texts: str) -> list[Fault]:
    environment, faults = templates(root, **texts), list[Fault]()
    for variables in given:
        with template_faults(faults, root, f"theme/templates/{name}"):
            environment.get_template(name).render(variables)
    return faults


def test_a_template_that_is_named_but_not_there_is_a_fault_at_the_line_that_names_it(tmp_path: Path):
    assert check(tmp_path, base="x", page='\n{% extends "bsae.html" %}') == [
        (
            "theme/templates/page.html:2",
            "template-missing",
            "the theme has no template “bsae.html” (did you mean “base.html”?)",
        )
    ]


def test_components_name_each_other_by_their_folders(tmp_path: Path):
    box = '{% from "components/people/template.html" import people %}'
    assert check(tmp_path, component__fact_box=box, component__people="{% macro people() %}{% endmacro %}") == []
    assert check(tmp_path, component__hundred=box.replace("people/", "poeple/")) == [
        (
            "theme/components/hundred/template.html:1",
            "template-missing",
            "the theme has no template “components/poeple/template.html” "
            "(did you mean “components/people/template.html”?)",
        )
    ]


def test_every_kind_of_row_needs_the_components_that_draw_it(tmp_path: Path):
    environment = templates(tmp_path, **{name: text for name, text in ROWS.items() if name != "component__harms"})
    assert told(list(check_templates(tmp_path / "theme", environment, tmp_path))) == [
        (
            "theme/components/harms/template.html",
            "template-missing",
            "the theme has no template “components/harms/template.html”",
        )
    ]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("\n{% endfro %}", ":2", "the template cannot be read: Encountered unknown tag 'endfro'."),
        ("{{ page|mop }}", ":1", "the template cannot be read: No filter named 'mop'."),
    ],
)
def test_a_slip_in_a_template_is_a_fault_at_its_line(tmp_path: Path, text: str, line: str, words: str):
    assert check(tmp_path, base=text) == [(f"theme/templates/base.html{line}", "template-unreadable", words)]
    (fault,) = render(tmp_path, "base.html", {}, {}, base=text)
    assert (str(fault.place), fault.wrong) == (f"theme/templates/base.html{line}", words)


def test_a_template_that_is_not_utf_8_is_a_fault(tmp_path: Path):
    environment = templates(tmp_path, base="x", **ROWS)
    (tmp_path / "theme/templates/base.html").write_bytes(b"Skip \xff to")
    (fault,) = check_templates(tmp_path / "theme", environment, tmp_path)
    assert (str(fault.place), fault.rule) == ("theme/templates/base.html", "template-unreadable")
    assert "'utf-8' codec can't decode byte 0xff" in fault.wrong


def test_what_an_editor_left_is_no_template(tmp_path: Path):
    environment = templates(tmp_path, base="x", **ROWS)
    (tmp_path / "theme/templates/.base.html.swp").write_bytes(b"\xff")
    assert list(check_templates(tmp_path / "theme", environment, tmp_path)) == []


def test_a_line_that_fails_on_many_pages_is_one_fault_whatever_each_was_given(tmp_path: Path):
    given = [{"page": page("about")}, {"page": None}, {"page": page("privacy")}]
    faults = render(tmp_path, "page.html", *given, base="\n{{ page.titel }}", page='{% extends "base.html" %}')
    assert told(faults) == [
        (
            "theme/templates/base.html:2",
            "template-fails",
            "the template fails: 'builder.page.pages.Page object' has no attribute 'titel'",
        )
    ]


@pytest.mark.parametrize(
    "text", ["{{ 1 / 0 }}", "{{ [].pop() }}", "{{ none.x.y }}", "{{ 'a' + 1 }}", "{{ 'x'|int('a', 'b', 'c', 1) }}"]
)
def test_whatever_a_template_does_wrong_is_a_fault_at_its_line(tmp_path: Path, text: str):
    (fault,) = render(tmp_path, "base.html", {}, base=f"\n{text}")
    assert (str(fault.place), fault.rule) == ("theme/templates/base.html:2", "template-fails")


def test_a_template_named_by_a_variable_is_found_missing_when_it_is_drawn(tmp_path: Path):
    (fault,) = render(tmp_path, "base.html", {"name": "gone.html"}, base="\n{% include name %}")
    assert told([fault]) == [
        ("theme/templates/base.html:2", "template-missing", "the theme has no template “gone.html”")
    ]


def test_templates_can_ask_for_assets_dates_and_what_is_overdue(tmp_path: Path):
    text = "{{ asset('site.css') }} {{ page.reviewed|long_date }} {{ page is overdue }}"
    environment = templates(tmp_path, base=text)
    day = datetime.date(2027, 11, 24)
    prepare(environment, lambda name: f"assets/{name}", (), day)
    assert environment.get_template("base.html").render(page=page("about")) == ("assets/site.css 23 November 2026 True")
    prepare(environment, lambda name: f"assets/{name}", (), datetime.date(2027, 11, 23))
    assert environment.get_template("base.html").render(page=page("about")).endswith("False"), "not on the day itself"


def drawn(root: Path, folder: Path, options: str = "") -> str:
    environment = templates(root, page="{{ 1 }}")
    environment.bytecode_cache = Compiled(str(folder), environment, options)
    return environment.get_template("page.html").render()


def test_a_template_is_compiled_once_for_all_that_it_is_compiled_with(tmp_path: Path):
    kept = tmp_path / "kept"
    kept.mkdir()
    drawn(tmp_path, kept)
    (file,) = kept.iterdir()
    written = file.stat().st_mtime_ns
    assert drawn(tmp_path, kept) == "1"
    assert file.stat().st_mtime_ns == written
    drawn(tmp_path, kept, "other options")
    assert len(list(kept.iterdir())) == 2


@pytest.mark.parametrize("end", [0, 20, 40, -5])
def test_a_kept_template_that_is_cut_short_is_compiled_again(tmp_path: Path, end: int):
    drawn(tmp_path, tmp_path / "theme")
    (file,) = (tmp_path / "theme").glob("template-*")
    whole = file.read_bytes()
    file.write_bytes(whole[:end])
    assert drawn(tmp_path, tmp_path / "theme") == "1"
    assert file.read_bytes() == whole


def test_where_no_template_can_be_kept_each_is_compiled(tmp_path: Path):
    assert drawn(tmp_path, tmp_path / "not-there") == "1"
