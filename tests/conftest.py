"""What all tests share: the site, built once a run, and copies of the project to break."""

import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.waiting import run
from tools.budgets import pages_of

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("content", "theme", "plugins", "tools", "pelicanconf.py", "publishconf.py")
# How the published site of the tests is made, and for which address.
PUBLISH = ("--settings", "publishconf.py", "--output", "public")
ADDRESS = {
    "SITE_URL": "https://site.example",
    "CONTACT_URL": "mailto:help@site.example",
    "SOURCE_DATE_EPOCH": "1795478400",
}


def run_build(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """Run the build of a copy of the project, as `make html` does."""
    return run(
        [sys.executable, "-X", "utf8", "-m", "tools.build", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
    )


def fake_program(path: Path, *lines: str) -> str:
    """Write a shell script of these lines that stands in for another program; return its path."""
    path.write_text("\n".join(["#!/bin/sh", *lines]) + "\n", encoding="utf-8")
    path.chmod(0o755)
    return str(path)


# What an owner may have set in pelicanconf.py. The tests are of the project, whoever owns the copy.
UNOWNED = {
    "SITENAME": "Medical Acupuncture Explained",
    "SITEURL": "",
    "PUBLISHER": "",
    "CONTACT_URL": "",
    "REGION": "uk",
    "OVERDUE_STOPS": True,
}


def copy_project(folder: Path, root: Path = ROOT) -> Path:
    """Copy what the build reads into an empty folder, without what its owner has set."""
    folder.mkdir(parents=True)
    for part in PARTS:
        source = root / part
        if source.is_dir():
            shutil.copytree(source, folder / part, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(source, folder / part)
    settings = folder / "pelicanconf.py"
    text = settings.read_text(encoding="utf-8")
    for name, value in UNOWNED.items():
        quoted = json.dumps(value) if isinstance(value, str) else value
        text = re.sub(rf"(?m)^{name} = .*?(  #.*)?$", rf"{name} = {quoted}\1", text, count=1)
    settings.write_text(text, encoding="utf-8")
    return folder


@dataclass
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


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The real content, built once for the run of each worker."""
    project = copy_project(tmp_path_factory.mktemp("site") / "project")
    done = run_build(project)
    assert done.returncode == 0, done.stderr
    return Site(project / "output", read_pages(project / "output"))


@pytest.fixture(scope="session")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The published site, made once for the run of each worker."""
    project = copy_project(tmp_path_factory.mktemp("public") / "project")
    done = run_build(project, *PUBLISH, **ADDRESS)
    assert done.returncode == 0, done.stderr
    return project / "public"


class Project:
    """A copy of the project with a marker for an old site in output/, to be broken."""

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

    def build(self, **environment: str) -> subprocess.CompletedProcess[str]:
        return run_build(self.folder, **environment)

    def snapshot(self) -> dict[str, bytes]:
        output = self.folder / "output"
        return {path.relative_to(output).as_posix(): path.read_bytes() for path in output.rglob("*") if path.is_file()}


@pytest.fixture
def project(tmp_path: Path) -> Project:
    """A fresh copy of the project."""
    return Project(tmp_path / "project")


Break = Callable[[Project], None]
