"""Checks of the checks and of the promises that the repository makes about itself."""

import os
import re
import subprocess
from fnmatch import fnmatch
from pathlib import Path

import pytest

from builder.evidence.certainty import MEANS
from builder.text.cards import CARDS
from tests.conftest import ROOT, copy_project, set_in
from tests.waiting import run

LARGEST = 400_000
# The tests that read the real content, and what all of them share.
OF_THE_CONTENT = ("content", "browser", "guards")
SHARED = ("conftest.py", "pages.py")


def tracked() -> list[Path]:
    # Whoever owns the folder: git only reads here.
    done = run(["git", "-c", "safe.directory=*", "ls-files", "-z"], cwd=ROOT)
    assert done.returncode == 0, done.stderr
    listed = done.stdout
    return [ROOT / name for name in listed.split("\0") if name and (ROOT / name).is_file()]


def make(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(["make", *arguments], cwd=ROOT, env={**os.environ, **environment})


def test_the_readme_is_short_and_shows_a_picture_that_is_there():
    readme = (ROOT / "README.md").read_text()
    assert readme.count("\n") < 100
    assert "make html" in readme
    for picture in re.findall(r"!\[[^\]]+\]\(([^)]+)\)", readme):
        assert (ROOT / picture).is_file()
    assert "![" in readme
    for link in re.findall(r"(?<!!)\[[^\]]+\]\(([^)#:]+)\)", readme):
        assert (ROOT / link).exists(), link


def test_the_guide_for_contributors_names_commands_that_there_are_in_the_order_of_their_work():
    text = (ROOT / "CONTRIBUTING.md").read_text()
    steps = re.findall(r"^## (.+)$", text, re.MULTILINE)
    first = ["To change a sentence", "To add a finding", "To add a page"]
    assert steps == [*first, "To help readers find a page", "Before you send it"]
    shown = make("help").stdout
    for target in re.findall(r"`make ([a-z-]+)", text):
        assert f"  make {target} " in shown, target
    for path in re.findall(r"`(content/[^`]+)`", text):
        assert (ROOT / path).exists() or path == "content/pages/first-visit.md", path


def test_every_pinned_package_has_its_hash_and_no_file_names_a_registry():
    for lock in (ROOT / "requirements").glob("*.txt"):
        packages = re.findall(r"^[a-z0-9-]+==[^\\]*\\\n    --hash=sha256:[0-9a-f]{64}", lock.read_text(), re.MULTILINE)
        assert len(packages) == len(re.findall(r"^[a-z0-9]", lock.read_text(), re.MULTILINE))
        assert "://" not in lock.read_text()
    for path in tracked():
        if path.suffix not in (".woff2", ".ttf", ".png"):
            assert not re.search(r"--(extra-)?index-ur[l]|--find-link[s]", path.read_text()), path


def test_no_test_is_skipped_and_no_large_file_is_tracked():
    for path in tracked():
        assert path.stat().st_size <= LARGEST, path
        if path.is_relative_to(ROOT / "tests") and path.suffix == ".py":
            assert not re.search(r"pytest\.(ski[p]|importorski[p])|mark\.(ski[p]|xfai[l])", path.read_text()), path


def test_every_class_of_the_stylesheet_is_used():
    css = "".join(path.read_text() for path in (ROOT / "theme").rglob("*.css"))
    styled = set(re.findall(r"\.(ma-[a-z0-9_-]+)", css))
    folders = ("theme/templates", "theme/components", "theme/static/js", "builder", "content")
    files = [path for folder in folders for path in ROOT.joinpath(folder).rglob("*")]
    text = "".join(path.read_text() for path in files if path.suffix in (".html", ".py", ".md", ".svg", ".js"))
    made = {f"ma-figure--{path.stem}" for path in ROOT.glob("content/images/*.svg")}
    made |= {f"ma-rating--{rating.replace(' ', '-')}" for rating in MEANS}
    made |= {f"ma-care--{card}" for card in CARDS} | {"ma-page--home", "ma-page--condition", "ma-scale__them"}
    used = set(re.findall(r"\b(ma-[a-z0-9_-]+)", text)) | made
    assert styled <= used, styled - used


def test_what_an_owner_sets_changes_nothing_for_the_tests_of_the_program(tmp_path: Path):
    owned = copy_project(tmp_path / "owned") / "pelicanconf.py"
    new = {
        "SITENAME": "Needles",
        "SITEURL": "https://a.example",
        "PUBLISHER": 'A "B"',
        "CONTACT_URL": "mailto:a@a.example",
    }
    text = set_in(owned.read_text(), **new, REGION="eu", OVERDUE_STOPS=False, DISCLAIMER="Another disclaimer. " * 3)
    owned.write_text(text.replace("REGIONS = {\n", 'REGIONS = {\n    "moon": {"name": "the moon"},\n', 1))
    copies = [copy_project(tmp_path / "one", tmp_path / "owned"), copy_project(tmp_path / "other")]
    assert len({(copy / "pelicanconf.py").read_text() for copy in copies}) == 1


def test_no_test_of_the_program_reads_the_real_content():
    """It is the business of tests/content, of tests/browser, and of these guards, which look at the whole."""
    names = r"\b(REAL|real_site|real_public|copy_real)\b|from tests\.pages import [^\n]*\b(PAGES|CONDITIONS)\b"
    reads = re.compile(rf'{names}|ROOT / f?"content')
    for path in tracked():
        if path.suffix == ".py" and path.is_relative_to(ROOT / "tests"):
            folder = path.relative_to(ROOT / "tests").parts[0]
            assert folder in (*OF_THE_CONTENT, *SHARED) or not reads.search(path.read_text()), path


def test_the_folders_of_the_tests_mirror_those_of_the_program():
    program = {path.parent.name for path in (ROOT / "builder").rglob("*.py")} - {"builder"}
    folders = {path.parent.name for path in tracked() if path.match("tests/*/test_*.py")}
    whole = {"build", "tools", "guards", "content", "browser", "servers"}
    assert program | whole <= folders, (
        "each station of the data has tests of its own, and the whole has those of build/"
    )


def test_no_folder_of_tests_is_passed_over(pytestconfig: pytest.Config):
    patterns = pytestconfig.getini("norecursedirs")
    for path in tracked():
        if path.match("test_*.py"):
            parts = path.relative_to(ROOT).parts
            assert not [part for part in parts if any(fnmatch(part, pattern) for pattern in patterns)], path
