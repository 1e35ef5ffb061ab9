"""The page that a writer waits for: rebuilt alone, with the same bytes as a whole build, or not at all."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.conftest import Project

BACK = "content/conditions/back-and-neck-pain.md"
PRIVACY = "content/pages/privacy.md"
SECTION = "content/guide/05-what-a-session-feels-like.md"


class Builder:
    """The build that stays, on a copy of the project."""

    def __init__(self, project: Project) -> None:
        self.project = project
        command = [sys.executable, "-X", "utf8", "-m", "tools.rebuild"]
        pipe = subprocess.PIPE
        self.process = subprocess.Popen(command, cwd=project.folder, stdin=pipe, stdout=pipe, text=True)
        assert self.answer()["code"] == 0

    def answer(self) -> dict:
        line = self.process.stdout.readline()
        return json.loads(line) if line else {}

    def rebuild(self, name: str) -> dict:
        print(self.project.folder / name, file=self.process.stdin, flush=True)
        return self.answer()


@pytest.fixture
def builder(project: Project):
    builder = Builder(project)
    yield builder
    builder.process.kill()
    builder.process.wait()


def test_pages_built_alone_have_the_bytes_of_a_whole_build(builder: Builder, project: Project):
    before = project.snapshot()
    edits = [
        (PRIVACY, "It sets no cookies.", "It sets no cookies at all.", "privacy/index.html"),
        (BACK, "## In short\n", "## In short\n\nA new sentence.\n", "conditions/back-and-neck-pain/index.html"),
        (SECTION, "\n\n", "\n\nOne more sentence.\n\n", "index.html"),
        ("content/guide/09-a-simple-way-to-understand-it.md", "\n\n", "\n\nAnd another.\n\n", "index.html"),
        (PRIVACY, "no cookies at all", "no cookies whatever", "privacy/index.html"),
    ]
    for name, old, new, page in edits:
        project.replace(name, old, new)
        assert builder.rebuild(name)["said"].startswith(f"Built output/{page} in 0."), name
    builder.process.stdin.close()
    assert builder.process.wait(timeout=20) == 0, "the search knows the new pages once the builder rests"
    alone = project.snapshot()
    changed = {name for name in alone if alone[name] != before.get(name) and not name.startswith("pagefind/")}
    assert changed == {page for *_, page in edits}
    assert project.build().returncode == 0
    assert alone == project.snapshot()
    assert sorted(path.name for path in (project.folder / ".build").iterdir()) == ["lock", "templates"]


@pytest.mark.parametrize(
    ("name", "old", "new"),
    [
        pytest.param(PRIVACY, "Title: Privacy", "Title: Your privacy", id="a title, which other pages show"),
        pytest.param(BACK, "[@", "[@calm2023sample; @", id="a citation, which the list of sources shows"),
        pytest.param(BACK, "## In short\n", "## In short\n\n[=anxiety-low words]\n", id="a row of the ledger"),
        pytest.param(PRIVACY, "\n## ", "\n## Also {: #also}\n\nText.\n\n## ", id="a place to link to"),
        pytest.param(PRIVACY, "It sets no", "It has a proven lack of", id="a fault of the text"),
        pytest.param(PRIVACY, "It sets no", "[Look](/#nowhere). It sets no", id="a link to a place that is not there"),
        pytest.param(SECTION, "/// drawing | session", "/// drawing | body-map", id="a section without its drawing"),
    ],
)
def test_what_touches_other_pages_is_left_to_a_whole_build(builder: Builder, project: Project, name, old, new):
    before = project.snapshot()
    project.replace(name, old, new)
    assert builder.rebuild(name) == {}
    assert builder.process.wait(timeout=10) == 0
    assert project.snapshot() == before


def test_a_new_text_is_left_to_a_whole_build(builder: Builder, project: Project):
    project.write("content/pages/new.md", project.read(PRIVACY).replace("Title: Privacy", "Title: New"))
    assert builder.rebuild("content/pages/new.md") == {}
    assert not Path(project.folder / "output/new/index.html").exists()
