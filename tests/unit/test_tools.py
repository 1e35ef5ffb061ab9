"""The tools for maintainers: what is due, and files that are started for them."""

import re
import sys

import pytest

from builder.new import due_dates, start
from tests.conftest import Project, run_build
from tests.waiting import run


def test_every_text_is_listed_by_the_day_of_its_check(project: Project):
    project.replace("content/guide/06-is-it-safe.md", "Next_review: 2027-11-23", "Next_review: 2027-01-31")
    rows = due_dates(project.folder)
    assert rows[0] == ("2027-01-31", "content/guide/06-is-it-safe.md")
    assert len(rows) == len(list((project.folder / "content").rglob("*.md")))
    assert rows == sorted(rows)


@pytest.mark.parametrize(
    ("kind", "name", "condition", "file"),
    [
        ("page", "your-session", "", "content/pages/your-session.md"),
        ("condition", "long-covid", "", "content/conditions/long-covid.md"),
        ("finding", "anxiety-newtrial", "anxiety", "content/evidence/findings/anxiety.toml"),
    ],
)
def test_a_started_file_lacks_only_what_is_to_be_filled_in(
    project: Project, kind: str, name: str, condition: str, file: str
):
    assert file in {
        path.relative_to(project.folder).as_posix() for path in start(kind, name, condition, project.folder)
    }
    done = run_build(project.folder)
    assert done.returncode == 1
    faults = [fault.strip() for fault in done.stderr.split("\n\n") if re.match(r"\S+:", fault.strip())]
    # A finding is not shown before its id is written into a page.
    expected = ("FILL-IN", *(["never shown"] if kind == "finding" else []))
    assert any("FILL-IN" in fault for fault in faults)
    assert [fault for fault in faults if not any(words in fault for words in expected)] == []


def test_a_page_that_is_filled_in_is_published(project: Project):
    (path,) = start("page", "your-session", "", project.folder)
    path.write_text(re.sub(r"FILL-IN: ", "", path.read_text()))
    done = run_build(project.folder)
    assert done.returncode == 0, done.stderr
    assert (project.folder / "output/your-session/index.html").is_file()


def test_nothing_is_overwritten_and_odd_names_are_refused(project: Project):
    with pytest.raises(FileExistsError):
        start("page", "about", "", project.folder)
    with pytest.raises(FileExistsError):
        start("finding", "back-people", "back-and-neck-pain", project.folder)
    with pytest.raises(FileExistsError, match=r"about\.md is there already: open it"):
        start("page", "about", "", project.folder)
    with pytest.raises(ValueError, match="For example: make new-page NAME="):
        start("page", "", "", project.folder)
    with pytest.raises(ValueError, match="small letters"):
        start("page", "../About us", "", project.folder)
    with pytest.raises(ValueError, match="there are: anxiety"):
        start("finding", "x", "toothache", project.folder)


def test_the_commands_say_what_they_did(project: Project):
    command = [sys.executable, "-m", "tools.new", "page", "your-session"]
    done = run(command, cwd=project.folder)
    assert done.stdout.startswith("Started content/pages/your-session.md.")
    again = run(command, cwd=project.folder)
    assert again.returncode == 1


def test_a_started_condition_asks_for_what_its_readers_are_owed(project: Project):
    page = start("condition", "long-covid", "", project.folder)[0].read_text()
    parts = dict(re.findall(r"^## (.+)\n\n((?:.|\n)*?)(?=\n## |\Z)", page, re.MULTILINE))
    assert "what sham is, and that its effect is disputed, with a source" in parts["In short"]
    assert "to do nothing for now" in parts["Other options to talk about"]
    assert "why they differ" in parts["What guidelines say, and why they differ"]
    assert "/// care-card | emergency" in parts["When to see a doctor first"]
