"""What holds for every fault: it stops the build, the old site stays as it was, and one cause is one fault."""

import re
from collections.abc import Callable

import pytest

from builder.faults import Rule
from builder.rules import rules_page
from tests.conftest import ADDRESS, OF_THE_SAMPLE, PUBLISH, ROOT, SAMPLE, Project, set_in
from tests.faults.gallery import ROOM, ROOMS, faults_of, line_with, rules_in
from tests.faults.test_alone import CASES, IN_THE_PROGRAM

PRIVACY, HOME = "content/pages/privacy.md", "content/pages/home.md"
ROWS = "content/evidence/findings/anxiety.toml"
# One way to break each stage of a build, in its order.
STAGES: dict[str, Callable[[Project], None]] = {
    "reading": lambda project: project.replace(PRIVACY, "Title: ", "Title "),
    "rows": lambda project: project.replace(ROWS, 'traced = "', 'traced = "no '),
    "templates": lambda project: project.replace("theme/templates/page.html", "{{ page.title }}", "{{ page.titel }}"),
    "pages": lambda project: project.replace(PRIVACY, "- It", "- [It](/nowhere/)"),
    "publishing": lambda project: project.replace("content/published.txt", "/privacy/\n", ""),
}


def test_every_rule_is_broken_by_a_case():
    met = {rule for room in ROOMS.rglob(ROOM) for rule in rules_in(room.parent)}
    met |= {rule for case in (*CASES, *IN_THE_PROGRAM) for _, _, rule, _ in case.faults}
    assert met == set(Rule.rules)


def test_the_list_of_rules_is_what_the_program_says():
    listed = (ROOT / "docs/rules.md").read_text(encoding="utf-8")
    assert listed == rules_page(), "run `make rules`"
    assert set(re.findall("^### ([a-z0-9-]+)$", listed, re.MULTILINE)) == set(Rule.rules)


@pytest.mark.parametrize("stage", STAGES)
def test_a_fault_of_any_stage_stops_the_build_and_leaves_the_old_site_byte_for_byte(project: Project, stage: str):
    for name in ("output/old.html", "public/index.html", "public/data/old.csv"):
        project.write(name, f"the old {name}")
    before = {folder: project.snapshot(folder) for folder in ("output", "public")}
    STAGES[stage](project)
    published = stage == "publishing"
    done = project.build(*PUBLISH, **ADDRESS) if published else project.build()
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 fault: nothing was published" in done.stderr, done.stderr
    assert f"{'public' if published else 'output'}/ is as it was." in done.stderr
    assert {folder: project.snapshot(folder) for folder in before} == before


def test_a_component_that_fails_is_one_fault_however_many_rows_it_draws(project: Project):
    rows = ("fact-box", "findings", "guidelines", "harms", "options", "short-answer")
    names = [f"theme/components/{component}/template.html" for component in rows]
    for name in names:
        broken = "{% macro broken() %}{% endmacro %}{{ x.y }}{% macro"
        project.write(name, project.read(name).replace("{% macro", broken))
    assert [(fault.place.file, fault.rule) for fault in faults_of(project)] == [
        (name, "template-fails") for name in names
    ]


def test_what_many_places_lead_to_is_one_fault_where_it_is_gone(project: Project):
    """A key, a template of a component, a macro, a page that is drawn by nothing."""
    project.replace("content/evidence/sources.bib", "{able2021safety,", "{able2020safety,")
    project.replace("content/pages/home.md", "Template: home", "Template: hoem")
    icon = "theme/components/icon/template.html"
    project.replace(icon, "macro icon(", "macro ikon(")
    faults = {fault.rule: fault for fault in faults_of(project)}
    assert sorted(faults) == ["page-template-unknown", "row-source-unknown", "source-uncited", "template-fails"]
    assert "(did you mean “able2020safety”?); and" in faults["row-source-unknown"].wrong
    (project.folder / icon).unlink()
    (fault,) = [fault for fault in faults_of(project) if fault.rule == "template-missing"]
    assert "more times: theme/components/" in fault.wrong


def test_one_slip_in_a_file_of_the_ledger_is_one_fault_whatever_rests_on_its_rows(project: Project):
    names = sorted(path.relative_to(SAMPLE.parent).as_posix() for path in SAMPLE.rglob("evidence/**/*.toml"))
    slips = []
    for name in names:
        field = next(field for field in ("traced", "sort", "words", "meaning") if f'{field} = "' in project.read(name))
        project.replace(name, f'{field} = "', f"{field} = ")
        slips.append((name, line_with(project, name, f"{field} = "), "ledger-file-unreadable"))
    assert sorted((*fault.place, fault.rule) for fault in faults_of(project)) == slips
    # Alone, and of another kind: the rows of the other files stand.
    project.write(ROWS, (SAMPLE.parent / ROWS).read_bytes().replace(b'who = "', b'who = "\xff', 1))
    for name in set(names) - {ROWS}:
        project.write(name, (SAMPLE.parent / name).read_bytes())
    assert [(fault.place.file, fault.rule) for fault in faults_of(project)] == [(ROWS, "ledger-file-unreadable")]


# Slips of which each page, or each row, would show something; the first of their faults is the cause.
PAGE = """Title: {}
Summary: A page of the gallery of faults, which stands where another stands.
Reviewed: 2026-11-23
Next_review: 2027-11-23
Save_as: {}

Some text.
"""
ONE_CAUSE: dict[str, tuple[Callable[[Project], object], list[str]]] = {
    "a title with marks": (
        lambda project: project.replace(PRIVACY, "Title: ", "Title: **Our** "),
        [f"{PRIVACY}:1 markup-shown"],
    ),
    "a second page at an address": (
        lambda project: project.write("content/pages/help.md", PAGE.format("Help", "about/index.html")),
        ["content/pages/help.md:5 address-twice"],
    ),
    "links in a circle": (
        lambda project: (project.folder / "content/pages/round").symlink_to(".."),
        ["content/pages/round link-inside"],
    ),
    "a home page in UTF-16": (
        lambda project: project.write(HOME, project.read(HOME).encode("utf-16")),
        [f"{HOME}:1 document-encoding"],
    ),
    "no page about privacy": (
        lambda project: (project.folder / PRIVACY).unlink(),
        [f"{PRIVACY} page-missing"],
    ),
    "no findings on a condition": (
        lambda project: (project.folder / ROWS).unlink(),
        ["content/conditions/anxiety.md condition-without-findings"],
    ),
    "no page of a condition": (
        lambda project: (project.folder / "content/conditions/anxiety.md").unlink(),
        [f"{ROWS} condition-without-page"],
    ),
    "no page of the studies of a condition": (
        lambda project: (project.folder / "content/studies/anxiety.md").unlink(),
        ["content/conditions/anxiety.md studies-without-page"],
    ),
    "a guide without a section": (
        lambda project: (project.folder / "content/guide/08-when-to-consider-it.md").unlink(),
        ["content/guide section-missing"],
    ),
    "a guide without the section that all pages lead to": (
        lambda project: (project.folder / "content/guide/11-medical-disclaimer.md").unlink(),
        ["content/guide section-missing"],
    ),
    "a word whose pattern is none": (
        lambda project: project.replace("content/wording.toml", 'pattern = "', 'pattern = "('),
        ["content/wording.toml:3 word-list-unusable"],
    ),
}


@pytest.mark.parametrize("slip", ONE_CAUSE)
def test_one_cause_is_one_fault_whatever_rests_on_it(project: Project, slip: str):
    breaking, expected = ONE_CAUSE[slip]
    breaking(project)
    found = [f"{fault.place} {fault.rule}" for fault in faults_of(project)]
    assert [fault for fault in found if not fault.endswith("link-broken")] == expected, "\n".join(found)
    assert len(found) <= len(expected) + 2


def test_what_programs_leave_and_a_mark_of_the_byte_order_are_no_faults(project: Project):
    for name in ("pages/._about.md", "pages/about.md~", "pages/#about.md#", "guide/4913", "images/Thumbs.db"):
        project.write(f"content/{name}", "x")
    project.write("theme/static/css/layout.css~", "x")
    (project.folder / "content/pages/.#about.md").symlink_to("me@host.1:2")
    for name in ("redirects.toml", "published.txt", "search.toml", "wording.toml", "evidence/harms.toml"):
        project.write(f"content/{name}", f"\ufeff{project.read(f'content/{name}')}")
    # A page that is written elsewhere has its address there.
    project.write("content/pages/help.md", PAGE.format("Help", "more/help.html"))
    assert faults_of(project) == []


def test_what_may_look_like_a_fault_is_none(project: Project):
    # Signs in the disclaimer that HTML writes otherwise.
    text = "This site is for information & nothing else. It doesn’t replace “advice” of your doctor."
    old = project.read("content/guide/11-medical-disclaimer.md")
    project.write("content/guide/11-medical-disclaimer.md", old.replace(str(OF_THE_SAMPLE["DISCLAIMER"]), text))
    project.write("pelicanconf.py", set_in(project.read("pelicanconf.py"), DISCLAIMER=text))
    # One use of a word, allowed with its reason.
    allowance = '<!-- allow "cure": the sentence denies it -->\n'
    project.replace(PRIVACY, "- It sets", f"{allowance}- There is no cure here. It sets")
    # A page of the name of a condition, which stands in for its page nowhere.
    page = (SAMPLE.parent / PRIVACY).read_text(encoding="utf-8").replace("Title: Privacy", "Title: Worry and you")
    project.write("content/pages/anxiety.md", page.replace("Summary: This site", "Summary: The worry of this site"))
    assert faults_of(project) == []
    assert "allow" not in project.read("built/privacy/index.html")
    table = project.read("built/evidence/findings/index.html")
    assert ">Anxiety</h2>" in table
    assert ">Worry and you</h2>" not in table
