"""What all tests share: copies of the project to build and to break, and the sites built once a run.

The tests of the program stand on a small site of their own, tests/sample/content: so a sentence, a figure or a page
that changes in content/ breaks none of them. What any content must hold is in tests/content and tests/browser, which
build the real one.
"""

import datetime
import fcntl
import io
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass
from pathlib import Path
from types import CodeType

import pytest
from bs4 import BeautifulSoup
from jinja2 import Environment

from builder import __main__ as program
from builder import build
from builder.page import typeset as sheets
from builder.publish import pictures
from tests.waiting import run
from tools.budgets import pages_of

os.environ["PYTHONUTF8"] = "1"  # for the workers too, which pytest-xdist starts without the -X utf8 of the Makefile
ROOT = Path(__file__).resolve().parent.parent
PROGRAM = ("theme", "builder", "pelicanconf.py", "publishconf.py")
REAL, SAMPLE = ROOT / "content", ROOT / "tests/sample/content"
# How the published site of the tests is made, and for which address.
PUBLISH = ("publish",)
ADDRESS = {
    "SITE_URL": "https://site.example",
    "CONTACT_URL": "mailto:help@site.example",
    "SOURCE_DATE_EPOCH": "1795478400",
}


def run_build(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program of a copy of the project in a process of its own, as make does. `make html` has no arguments."""
    return run(
        [sys.executable, "-X", "utf8", "-m", "builder", *(arguments or ["html"])],
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
    )


@contextmanager
def inside(folder: Path, **environment: str) -> Iterator[pytest.MonkeyPatch]:
    """Let this process be one of a copy of the project, but for the program, which is that of the tests.

    What a process keeps is put back: the same program builds copies in many folders here.
    """
    with pytest.MonkeyPatch.context() as patch:
        for module in ("builder.__main__", "builder.build", "builder.site"):
            patch.setattr(f"{module}.ROOT", folder)
        patch.setattr(build, "WORK", folder / ".build")
        patch.setattr(pictures, "draw_card", draw_once)
        patch.setattr(Environment, "compile", compile_once)
        patch.setattr(sheets, "typeset", set_once)
        patch.setattr(sys, "path", [str(folder), *sys.path])
        patch.setitem(sys.modules, "pelicanconf", None)  # that it may be put back
        del sys.modules["pelicanconf"]
        for name, value in environment.items():
            patch.setenv(name, value)
        yield patch


CARDS: dict[tuple[str, str, bytes], bytes] = {}


def draw_once(title: str, site: str, theme: Path, draw: Callable[..., bytes] = pictures.draw_card) -> bytes:
    """Return the picture of a page, which takes long to draw and is the same in each copy with the same colours."""
    key = title, site, (theme / "static/css/tokens.css").read_bytes()
    if key not in CARDS:
        CARDS[key] = draw(title, site, theme)
    return CARDS[key]


TEMPLATES: dict[tuple[object, ...], str] = {}


def compile_once(
    self: Environment,
    source: str,
    name: str | None = None,
    filename: str | None = None,
    made: Callable[..., str] = Environment.compile,
) -> CodeType:
    """Return a compiled template. What Python it becomes is the same in each copy with the same text of it."""
    key = source, name, self.optimized, self.trim_blocks, self.lstrip_blocks, *self.filters, *self.tests
    if key not in TEMPLATES:
        TEMPLATES[key] = made(self, source, name, filename, raw=True)
    return self._compile(TEMPLATES[key], filename or "<template>")


SHEETS: dict[tuple[object, ...], bytes] = {}


def set_once(
    press: sheets.Press,
    told: str,
    paper: str,
    day: datetime.date,
    made: Callable[..., bytes] = sheets.typeset.__wrapped__,
) -> bytes:
    """Return the PDF of a sheet, which is the same in each copy with the same files of the press."""
    key = press.files, told, paper, day
    if key not in SHEETS:
        SHEETS[key] = made(press, told, paper, day)
    return SHEETS[key]


def run_here(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the program on a copy of the project as `run_build` does, but in this process: half as long.

    For what is about the site or the faults. What is about the process, or changes the program, needs one of its own.
    """
    said, told = io.StringIO(), io.StringIO()
    command = ["builder", *(arguments or ["html"])]
    with inside(folder, **environment) as patch, redirect_stdout(said), redirect_stderr(told):
        patch.setattr(sys, "argv", command)
        try:
            code = program.main()
        except SystemExit as ended:  # argparse ends so
            code = int(ended.code or 0)
    return subprocess.CompletedProcess(command, code, said.getvalue(), told.getvalue())


def fake_program(path: Path, *lines: str) -> str:
    """Write a shell script of these lines that stands in for another program; return its path."""
    path.write_text("\n".join(["#!/bin/sh", *lines]) + "\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


# What stands in for what an owner may have set in pelicanconf.py. Where a site is published to, and who answers for it,
# is none of any test; the tests of the program do not know the name, the numbers or the disclaimer either.
UNOWNED: dict[str, str | int] = {
    **dict.fromkeys(("SITEURL", "PUBLISHER", "CONTACT_URL", "AUTHORS", "REVIEWER", "FUNDING", "SELLS"), ""),
    "OVERDUE_STOPS": True,
}
OF_THE_SAMPLE: dict[str, str | int] = {
    "BROTLI_QUALITY": 4,  # quick; where a test is about it, it has the highest
    "SITENAME": "A Sample",
    "REGION": "uk",
    "DISCLAIMER": "This site is for information only. It does not replace professional medical advice.",
}
REGIONS = """REGIONS = {
    "uk": {
        "name": "the UK",
        "emergency": {"number": "999", "source": "ambulance999"},
        "advice": {"number": "111", "name": "Advice of the sample", "source": "ambulance999"},
        "crisis": [{"number": "116 123", "name": "Listeners", "how": "day or night", "sources": ["listeners"]}],
    },
    "ireland": {
        "name": "Ireland",
        "emergency": {"number": "112 or 999", "source": "europe112"},
        "crisis": [{"number": "116 123", "name": "Listeners", "sources": ["listeners"]}],
    },
    "eu": {"name": "the EU", "emergency": {"number": "112", "source": "europe112"}},
}
"""


def set_in(settings: str, **values: str | int) -> str:
    """Return the text of pelicanconf.py with other values for some of its settings."""
    for name, value in values.items():
        quoted = json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)
        line = re.compile(rf"(?m)^{name} = .*?(  #.*)?$")
        assert line.search(settings), f"pelicanconf.py has lost the line of {name}"
        settings = line.sub(lambda found, line=f"{name} = {quoted}": line + (found[1] or ""), settings, count=1)
    return settings


def _copy(folder: Path, root: Path, content: Path) -> None:
    folder.mkdir(parents=True)
    for part in PROGRAM:
        source = root / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)
    shutil.copytree(content, folder / "content")


def copy_project(folder: Path, root: Path = ROOT) -> Path:
    """Copy the program into an empty folder, with the sample for its content and nothing of what its owner has set."""
    _copy(folder, root, SAMPLE)
    settings = folder / "pelicanconf.py"
    text = set_in(settings.read_text(encoding="utf-8"), **UNOWNED, **OF_THE_SAMPLE)
    text, found = re.subn(r"(?ms)^REGIONS = \{$.*?^\}\n", lambda _: REGIONS, text, count=1)
    assert found, "pelicanconf.py has lost its table of REGIONS"
    settings.write_text(text, encoding="utf-8")
    return folder


def copy_real(folder: Path, root: Path = ROOT) -> Path:
    """Copy the program into an empty folder with the real content, and with what its owner has set, but the address."""
    _copy(folder, root, root / "content")
    settings = folder / "pelicanconf.py"
    settings.write_text(set_in(settings.read_text(encoding="utf-8"), **UNOWNED), encoding="utf-8")
    return folder


@dataclass(eq=False)  # so that what was asked of it can be remembered
class Site:
    """The built site: its folder and its pages by file name."""

    folder: Path
    pages: dict[str, BeautifulSoup]

    @property
    def home(self) -> BeautifulSoup:
        return self.pages["index.html"]


def read_pages(folder: Path) -> dict[str, BeautifulSoup]:
    """Return every page below a folder by its file name, but for those that only lead on."""
    return {path.relative_to(folder).as_posix(): BeautifulSoup(path.read_bytes(), "lxml") for path in pages_of(folder)}


def contents(folder: Path) -> dict[str, bytes]:
    """Return every file below a folder, by its name."""
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def once(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a folder that `make` fills once a run, whichever worker comes first; the others wait for it."""
    base = factory.getbasetemp()
    folder = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / name
    with folder.with_suffix(".lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)  # deadline: that of each test
        if not (folder / "done").is_file():
            shutil.rmtree(folder, ignore_errors=True)
            make(folder)
            (folder / "done").touch()
    return folder


def built(project: Path) -> None:
    """Build a copy of the project."""
    done = run_here(project)
    assert done.returncode == 0, done.stderr


def published(project: Path) -> None:
    """Publish a copy of the project."""
    done = run_here(project, *PUBLISH, **ADDRESS)
    assert done.returncode == 0, done.stderr


def site_in(project: Path) -> Site:
    """Return the site that a copy of the project was built to."""
    return Site(project / "output", read_pages(project / "output"))


@pytest.fixture(scope="session")
def sample_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The sample, built once a run."""
    return site_in(once(tmp_path_factory, "sample-site", lambda folder: built(copy_project(folder))))


@pytest.fixture(scope="session")
def site(sample_site: Site) -> Site:
    """The sample; tests/content and tests/browser put the real content in its place."""
    return sample_site


@pytest.fixture(scope="session")
def sample_public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, published once a run."""
    return once(tmp_path_factory, "sample-public", lambda folder: published(copy_project(folder))) / "public"


@pytest.fixture(scope="session")
def public(sample_public: Path) -> Path:
    """The sample, published; tests/content and tests/browser put the real content in its place."""
    return sample_public


def made_of_the_content(factory: pytest.TempPathFactory, name: str, make: Callable[[Path], None]) -> Path:
    """Return a copy with the real content that `make` builds once a run; in that of an owner the sites are there."""
    return ROOT if "OWNER_BUILT" in os.environ else once(factory, name, lambda folder: make(copy_real(folder)))


@pytest.fixture(scope="session")
def real_site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The real content, built once a run."""
    return site_in(made_of_the_content(tmp_path_factory, "real-site", built))


@pytest.fixture(scope="session")
def real_public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The real content, published once a run, compressed as well as it can be: the budgets count it."""
    return made_of_the_content(tmp_path_factory, "real-public", published) / "public"


class Project:
    """A copy of the project, with the sample, and with a marker for an old site in output/, to be broken."""

    def __init__(self, folder: Path) -> None:
        self.folder = copy_project(folder)
        (self.folder / "output").mkdir()
        (self.folder / "output/index.html").write_text("the old site")

    def write(self, name: str, content: str | bytes) -> None:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content.encode() if isinstance(content, str) else content)

    def read(self, name: str) -> str:
        return (self.folder / name).read_text(encoding="utf-8", errors="replace")

    def replace(self, name: str, old: str, new: str) -> None:
        text = self.read(name)
        assert old in text, f"{name} no longer holds {old!r}: mend the test"
        self.write(name, text.replace(old, new, 1))

    def append(self, name: str, text: str) -> None:
        self.write(name, self.read(name) + text)

    def build(self, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
        return run_here(self.folder, *arguments, **environment)

    def snapshot(self, folder: str = "output") -> dict[str, bytes]:
        return contents(self.folder / folder)


@pytest.fixture
def project(tmp_path: Path, sample_site: Site) -> Project:
    """A fresh copy of the project, in which a build has kept the leaflets of the sample: to set them takes seconds."""
    project = Project(tmp_path / "project")
    work = project.folder / ".build"
    work.mkdir()
    for kept in (sample_site.folder.parent / ".build").glob("sheet-*.pdf"):
        os.link(kept, work / kept.name)
    return project


# What takes longest, and so is begun first: at the end one worker would wait for another.
LONGEST = ("test_what_a_new_owner_changes", "test_after_any_edit", "test_devserver")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Put the longest tests first. The first half of all is for one worker, the second for another (worksteal)."""
    long = [item for item in items if item.name.startswith(LONGEST)]
    first, others = long[::2], [item for item in items if item not in long]
    half = len(items) // 2 - len(first)
    items[:] = [*first, *others[:half], *long[1::2], *others[half:]]
