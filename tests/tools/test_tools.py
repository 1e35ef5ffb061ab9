"""The commands for maintainers: what is due, and files that are started for them."""

import re
from pathlib import Path

import pytest

from builder.new import due_dates, start
from tests.conftest import ROOT, Project


def test_every_text_is_listed_by_the_day_of_its_check(project: Project):
    project.replace("content/guide/06-is-it-safe.md", "Next_review: 2027-11-23", "Next_review: 2027-01-31")
    project.replace("content/pages/about.md", "Next_review: 2027-11-23", "Next_review: 2027-03-03")
    rows = due_dates(project.folder)
    assert rows[0] == ("2027-01-31", "content/guide/06-is-it-safe.md")
    assert len(rows) == len(list((project.folder / "content").rglob("*.md")))
    assert rows == sorted(rows)
    listed = project.build("review", SOURCE_DATE_EPOCH="1801440000").stdout.splitlines()  # 1 February 2027
    assert listed[0] == "2027-01-31  overdue  content/guide/06-is-it-safe.md"
    assert [line.split()[-1] for line in listed] == [name for _, name in rows]
    assert listed[1] == "2027-03-03  soon     content/pages/about.md"
    watched = (ROOT / ".github/workflows/watch.yml").read_text(encoding="utf-8")
    told = re.compile(re.search("grep -E '(.*)'", watched)[1])
    assert [line for line in listed if told.search(line)] == listed[:2]


def test_a_build_tells_a_month_before_which_texts_fall_due_and_else_nothing(project: Project):
    done = project.build(SOURCE_DATE_EPOCH="1823904000")  # 19 October 2027: 35 days before
    assert len(done.stdout.splitlines()) == 1, done.stdout
    before = project.snapshot()
    project.replace("content/pages/about.md", "Next_review: 2027-11-23", "Next_review: 2027-11-18")
    (project.folder / "content/pages/.#about.md").symlink_to("me@host.1:2")
    said = project.build(SOURCE_DATE_EPOCH="1823904000").stdout
    assert said.splitlines()[1:] == [
        "Due for a check within 30 days (`make review` lists all):",
        "  2027-11-18  content/pages/about.md",
    ]
    said = project.build(SOURCE_DATE_EPOCH="1824336000").stdout  # 24 October 2027
    assert said.endswith(f"and {len(due_dates(project.folder)) - 10} more\n")
    project.replace("content/pages/about.md", "Next_review: 2027-11-18", "Next_review: 2027-11-23")
    project.build(SOURCE_DATE_EPOCH="1824336000")
    assert project.snapshot() == before


STARTED = [
    ("page", "your-session", "", ["content/pages/your-session.md"]),
    (
        "condition",
        "long-covid",
        "",
        [
            "content/conditions/long-covid.md",
            "content/studies/long-covid.md",
            "content/evidence/findings/long-covid.toml",
            "content/evidence/answers.toml",
            "content/evidence/options.toml",
            "content/evidence/guidelines.toml",
        ],
    ),
    ("finding", "anxiety-newtrial", "anxiety", ["content/evidence/findings/anxiety.toml"]),
]


def test_started_files_lack_only_what_is_to_be_filled_in(project: Project):
    for kind, name, condition, files in STARTED:
        made = start(kind, name, condition, project.folder)
        assert [path.relative_to(project.folder).as_posix() for path in made] == files
    done = project.build()
    assert done.returncode == 1
    faults = [fault.strip() for fault in done.stderr.split("\n\n") if re.match(r"\S+:", fault.strip())]
    # A finding is not shown before its id is written into a page.
    assert sum("never shown" in fault for fault in faults) == 1
    assert [fault for fault in faults if "FILL-IN" not in fault and "never shown" not in fault] == []
    for *_, files in STARTED:
        for file in files:
            assert any(fault.startswith(f"{file}:") and "FILL-IN" in fault for fault in faults), file


def texts(folder: Path) -> dict[str, bytes]:
    return {str(path): path.read_bytes() for path in (folder / "content").rglob("*") if path.is_file()}


@pytest.mark.parametrize(
    ("kind", "name", "condition", "error", "words"),
    [
        ("page", "about", "", FileExistsError, r"pages/about\.md is there already: open it"),
        ("condition", "anxiety", "", FileExistsError, r"anxiety\.(md|toml) is there already"),
        ("finding", "back-people", "back-and-neck-pain", FileExistsError, "has a finding 'back-people' already"),
        ("page", "", "", ValueError, "For example: make new-page NAME="),
        ("page", "../About us", "", ValueError, "small letters"),
        ("finding", "x", "toothache", ValueError, "there are: anxiety"),
    ],
)
def test_nothing_is_overwritten_and_odd_names_are_refused(
    project: Project, kind: str, name: str, condition: str, error: type[Exception], words: str
):
    before = texts(project.folder)
    with pytest.raises(error, match=words):
        start(kind, name, condition, project.folder)
    assert texts(project.folder) == before


def test_a_condition_of_which_one_file_is_there_is_not_begun(project: Project):
    project.write("content/evidence/findings/long-covid.toml", "# begun by hand\n")
    before = texts(project.folder)
    with pytest.raises(FileExistsError, match=r"findings/long-covid\.toml is there already"):
        start("condition", "long-covid", "", project.folder)
    assert texts(project.folder) == before


@pytest.mark.parametrize("fails", range(3))
def test_where_the_disk_refuses_one_file_of_a_condition_none_is_left(
    project: Project, monkeypatch: pytest.MonkeyPatch, fails: int
):
    before, written = texts(project.folder), []
    write = Path.write_text

    def refuse(path: Path, text: str, **options: str) -> int:
        written.append(path)
        if len(written) > fails:
            write(path, text[:9], **options)
            raise OSError(28, "No space left on device")
        return write(path, text, **options)

    monkeypatch.setattr(Path, "write_text", refuse)
    with pytest.raises(OSError, match="No space left"):
        start("condition", "long-covid", "", project.folder)
    assert len(written) == fails + 1
    assert texts(project.folder) == before


def test_the_commands_say_what_they_did_and_what_hinders_them(project: Project):
    command = ("new", "page", "your-session")
    assert project.build(*command).stdout.startswith("Started content/pages/your-session.md.")
    again = project.build(*command)
    assert (again.returncode, again.stdout) == (1, "")
    assert again.stderr == "pages/your-session.md is there already: open it, or choose another name\n"
    (project.folder / "content/evidence/guidelines.toml").unlink()
    lost = project.build("new", "condition", "long-covid")
    assert lost.returncode == 1
    assert "guidelines.toml" in lost.stderr
    assert "Traceback" not in lost.stderr
    assert not (project.folder / "content/conditions/long-covid.md").exists()


def test_a_started_condition_asks_for_what_its_readers_are_owed(project: Project):
    page = start("condition", "long-covid", "", project.folder)[0].read_text()
    parts = dict(re.findall(r"^## (.+)\n\n((?:.|\n)*?)(?=\n## |\Z)", page, re.MULTILINE))
    assert "what sham is, and that its effect is disputed, with a source" in parts["The short answer"]
    assert "option-long-covid-nothing" in parts["What else could help"]
    assert "why they differ" in parts["What guidelines say"]
    assert "/// care-card | emergency" in parts["When to see a doctor first"]
