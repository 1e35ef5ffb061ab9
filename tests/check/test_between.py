"""What the texts owe each other, and what lies beside them."""

from dataclasses import dataclass
from pathlib import Path

import pytest

from builder.check.between import Entry, check_key_points, check_kinds, check_required, check_unique
from builder.faults import Place
from builder.leftovers import is_copy
from builder.outline import REQUIRED


@dataclass(frozen=True)
class Typed:
    """A document whose fields stand in the order title, summary, save_as."""

    name: str
    lines: tuple[str, ...] = ()

    def at(self, line: int | str) -> Place:
        return Place(self.name, ("title", "summary", "save_as").index(str(line)) + 1)

    def has_line(self, line: str) -> bool:
        return line in self.lines


def entry(name: str, title: str, summary: str, address: str) -> Entry:
    return Entry(Typed(name), title, summary, address)


FIRST = entry("a.md", "Privacy", "About it.", "a/index.html")


@pytest.mark.parametrize(
    ("second", "rule", "line"),
    [
        (entry("b.md", "privacy", "Another.", "b/index.html"), "title-twice", 1),
        (entry("b.md", "Other", "About it.", "b/index.html"), "summary-twice", 2),
        (entry("b.md", "Other", "Another.", "a/index.html"), "address-twice", 3),
    ],
)
def test_two_pages_share_nothing_that_tells_them_apart(second, rule, line):
    (fault,) = check_unique([FIRST, second], [])
    assert (fault.rule, fault.place) == (rule, Place("b.md", line))
    assert "is that of a.md too" in fault.wrong


def test_two_sections_do_not_share_an_anchor():
    sections = [entry("1.md", "A", "", "a"), entry("2.md", "B", "", "a"), entry("3.md", "C", "", "c")]
    (fault,) = check_unique([FIRST], sections)
    assert (fault.rule, fault.place) == ("anchor-twice", Place("2.md", 1))


def test_a_page_that_shares_more_than_one_thing_with_another_is_one_too_many():
    again = entry("b.md", "Privacy", "About it.", "a/index.html")
    assert [fault.rule for fault in check_unique([FIRST, again], [])] == ["address-twice"]


MERGED = ("a (conflicted copy 2026-11-23).md", "a.sync-conflict-20261123-101010-AB.toml", "a_LOCAL_12.md", "a.bak.md")


@pytest.mark.parametrize(
    "name", ["a copy.md", "a copy 2.md", "a (1).md", "a(1).toml", "a - Copy.md", "a - Copy (2).md", *MERGED]
)
def test_what_a_manager_of_files_calls_a_copy_is_one(name: str):
    assert is_copy(name)


@pytest.mark.parametrize("name", ["a-copy.md", "first visit.md", "copy.md", "a (b).md", "schröpfen.md", "a copy.svg"])
def test_what_somebody_named_is_no_copy(name: str):
    assert not is_copy(name)


def test_pages_and_sections_that_differ_have_no_faults():
    assert (
        list(check_unique([FIRST, entry("b.md", "B", "B.", "b/index.html")], [entry("1.md", "Privacy", "", "x")])) == []
    )


def test_a_page_that_every_copy_has_is_missed_by_its_file():
    files = REQUIRED.keys() - {"privacy/index.html"}
    (fault,) = check_required(files)
    assert (fault.rule, fault.place) == ("page-missing", Place("content/pages/privacy.md"))
    assert "no text is written to privacy/index.html" in fault.wrong
    assert list(check_required(REQUIRED)) == []
    assert list(check_required(files, {"index.html": "home.md"})) == []


def test_the_home_page_keeps_its_key_points():
    (fault,) = check_key_points(Typed("home.md"))
    assert (fault.rule, fault.place) == ("key-points-missing", Place("home.md"))
    assert list(check_key_points(Typed("home.md", ("/// key-points",)))) == []


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("content/pages/a.md", "content/images/side-effects.svg", "content/wording.toml", "theme/a.html"):
        (tmp_path / "root" / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / "root" / name).write_text("x")
    (tmp_path / "outside").mkdir()
    (tmp_path / "outside/b.md").write_text("x")
    return tmp_path / "root"


def test_what_belongs_into_the_project_is_no_fault(root: Path):
    (root / "content/pages/.hidden").write_text("x")
    (root / "content/images/.DS_Store").write_text("x")
    for left in (
        "~$a.docx",
        "a.md.save.1",
        "a.md:Zone.Identifier",
        "a.md.sb-1a2b-Xy",
        "Icon\r",
        "a.md.part",
        "a.md.old",
    ):
        (root / "content/pages" / left).write_text("x")
    assert list(check_kinds(root, {"content/pages/a.md"})) == []


@pytest.mark.parametrize(
    ("name", "rule", "words"),
    [
        (
            "content/new.md",
            "text-unread",
            "expected: texts in content/guide, content/pages, content/conditions, content/studies only",
        ),
        ("content/evidence/new.toml", "text-unread", "evidence/findings/*.toml"),
        ("content/more.bib", "text-unread", "evidence/sources.bib"),
        ("content/pages/deep/a.rst", "file-not-markdown", "pictures belong in content/images"),
        ("content/images/my pic.png", "name-not-publishable", "rename it to my-pic.png"),
        ("content/images/Body.svg", "name-not-publishable", "“Body.svg” cannot be the address of a picture"),
    ],
)
def test_a_file_that_would_not_be_published_as_it_should_is_named(root: Path, name, rule, words):
    (root / name).parent.mkdir(exist_ok=True)
    (root / name).write_text("x")
    (fault,) = check_kinds(root, {"content/pages/a.md"})
    assert (fault.rule, fault.place) == (rule, Place(name))
    assert words in str(fault)


@pytest.mark.parametrize("name", ["content/pages/b.md", "content/pages/other", "theme/b.txt"])
def test_a_link_out_of_the_project_is_named(root: Path, name):
    (root / name).symlink_to(root.parent / ("outside" if name.endswith("other") else "outside/b.md"))
    (fault,) = check_kinds(root, {"content/pages/a.md", "content/pages/b.md"})
    assert (fault.rule, fault.place) == ("link-outside", Place(name))


def test_a_link_to_a_folder_is_a_fault_and_one_to_a_file_inside_the_project_is_none(root: Path):
    (root / "content/pages/round").symlink_to(".")
    (fault,) = check_kinds(root, {"content/pages/a.md"})
    assert (fault.rule, fault.place) == ("link-inside", Place("content/pages/round"))
    (root / "content/pages/round").unlink()
    (root / "content/pages/b.md").symlink_to("a.md")
    assert list(check_kinds(root, {"content/pages/a.md", "content/pages/b.md"})) == []
