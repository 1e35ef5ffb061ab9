"""Faults that need a build of their own: what stops all else, and what no file of a room can hold.

Each is what a maintainer may do to a copy of the project, and the whole of what the build says of it.
"""

import random
import shutil
from collections.abc import Callable
from typing import NamedTuple

import pytest

from tests.conftest import Project, run_build
from tests.faults.gallery import Expected, difference, faults_of, line_with

SETTINGS, BASE, SOURCES = "pelicanconf.py", "theme/templates/base.html", "content/evidence/sources.bib"
ANXIETY, JOINTS = "content/conditions/anxiety.md", "content/conditions/joint-pain.md"
MOST = 21  # builds of their own: each takes a quarter of a second, or a whole one where the program itself is broken


class Case(NamedTuple):
    """A way to break a copy, and the faults: of each the file, a text on its line or none, the rule, words of it."""

    name: str
    breaking: Callable[[Project], object]
    faults: tuple[tuple[str, str, str, str], ...]

    def expected(self, project: Project) -> list[Expected]:
        return [
            Expected(file, line_with(project, file, on) if on else 0, rule, words)
            for file, on, rule, words in self.faults
        ]


def delete(*names: str) -> Callable[[Project], object]:
    return lambda project: [(project.folder / name).unlink() for name in names]


def replace(name: str, old: str, new: str) -> Callable[[Project], object]:
    return lambda project: project.replace(name, old, new)


def put_byte(name: str, before: str) -> Callable[[Project], object]:
    """Put a byte that is no letter of UTF-8 into a file."""

    def breaking(project: Project) -> None:
        data = (project.folder / name).read_bytes()
        project.write(name, data.replace(before.encode(), b"\xff" + before.encode(), 1))

    return breaking


def write_much(project: Project) -> None:
    letters = random.Random(1)
    words = ("".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(3_000))
    project.append("content/pages/privacy.md", f"\n{' '.join(words)}\n")


def write_what_no_sheet_can_hold(project: Project) -> None:
    endless = "This sentence of the sample has no end in sight. " * 9
    project.replace(ANXIETY, "## When to see", f"{endless}\n\n" * 30 + "## When to see")
    project.replace(JOINTS, "The sample says", "The 氣 of the sample says")


CASES = [
    # The settings.
    Case(
        "settings that are no Python",
        replace(SETTINGS, "SITEURL =", "SITEURL = ="),
        ((SETTINGS, "SITEURL = =", "build-stopped", "SyntaxError"),),
    ),
    Case(
        "a setting that only Pelican reads",
        lambda project: project.append(SETTINGS, "JINJA_EXTENSIONS = []\n"),
        (("(Pelican)", "", "pelican-warned", "JINJA_EXTENSIONS"),),
    ),
    Case(
        "no region",
        replace(SETTINGS, "REGION =", "REGOIN ="),
        ((SETTINGS, "", "setting-unusable", "the setting REGION is missing"),),
    ),
    # The files of the content without which nothing can be compared.
    Case(
        "no sources, rows or lists",
        delete(
            SOURCES,
            "content/evidence/harms.toml",
            *(f"content/{name}" for name in ("redirects.toml", "published.txt", "search.toml", "wording.toml")),
        ),
        (
            (SOURCES, "", "sources-unreadable", "the file cannot be read"),
            ("content/evidence/harms.toml", "", "ledger-file-unreadable", "the file cannot be read"),
            ("content/redirects.toml", "", "redirects-unreadable", "the redirects cannot be read"),
            ("content/published.txt", "", "address-list-unreadable", "the list of addresses cannot be read"),
            ("content/search.toml", "", "search-file-unusable", "cannot be used"),
            ("content/wording.toml", "", "word-list-unusable", "it is missing, or may not be opened"),
        ),
    ),
    Case(
        "a clock that was set back",
        lambda project: [
            project.write(name, project.read(name).replace("checked = 20", "checked = 29"))
            for name in ("content/evidence/harms.toml", "content/evidence/signs.toml")
        ],
        (("(the clock)", "", "clock-behind", "the clock of this computer says"),),
    ),
    Case(
        "folders that are gone, or hold only what an editor left, and a setting on which much rests",
        lambda project: [
            shutil.rmtree(project.folder / "content/guide"),
            *(path.rename(f"{path}~") for path in (project.folder / "content/studies").glob("*.md")),
            project.append(SETTINGS, "RELATIVE_URLS = True\n"),
        ],
        (
            ("content/guide", "", "folder-empty", "the folder holds no *.md"),
            ("content/studies", "", "folder-empty", "git checkout -- content/studies"),
            (SETTINGS, "RELATIVE_URLS = True", "setting-fixed", "RELATIVE_URLS = False"),
        ),
    ),
    Case(
        "no source",
        lambda project: project.write(SOURCES, "% nothing\n"),
        ((SOURCES, "", "sources-empty", "the file holds no source"),),
    ),
    Case(
        "sources of another encoding",
        put_byte(SOURCES, "Able"),
        ((SOURCES, "Able", "sources-unreadable", "the byte 0xff is not UTF-8"),),
    ),
    # The theme. Pelican's own has a base.html: to fall back to it must be a fault, not a surprise.
    Case(
        "no base.html",
        delete(BASE),
        tuple(
            (f"theme/templates/{name}.html", "extends", "template-missing", "no template “base.html”")
            for name in ("condition", "home", "page")
        ),
    ),
    Case(
        "no disclaimer.html",
        delete("theme/components/disclaimer/template.html"),
        tuple(
            (
                f"theme/templates/{name}.html",
                "components/disclaimer",
                "template-missing",
                "components/disclaimer/template.html",
            )
            for name in ("base", "files/moved")
        ),
    ),
    Case(
        "a base.html of another encoding",
        put_byte(BASE, "Skip to"),
        ((BASE, "", "template-unreadable", "cannot be read"),),
    ),
    # The whole of a page, and of the search.
    Case("a page that is too heavy", write_much, (("content/pages/privacy.md", "", "page-weight", "at most 18,000"),)),
    Case(
        "what does not fit on a sheet of paper",
        write_what_no_sheet_can_hold,
        (
            (ANXIETY, "", "sheet-too-long", "does not fit on two sides of A4: "),
            (JOINTS, "", "sheet-letter", "cannot show “氣”"),
        ),
    ),
    Case(
        "a page without anything to search",
        replace(BASE, '<main class="ma-main" id="main"', '<main class="ma-main" id="main" data-pagefind-ignore="all"'),
        (("builder/page/search.py", "", "search-index-missing", "Pagefind made no index"),),
    ),
]
# What is broken in the program itself, or keeps it out: only a process of its own takes it from the copy.
IN_THE_PROGRAM = [
    Case(
        "no plugin",
        replace(SETTINGS, 'PLUGINS = ["builder.plugin"]', "PLUGINS = []"),
        ((SETTINGS, "PLUGINS =", "plugin-not-loaded", "PLUGINS does not name it"),),
    ),
    Case(
        "a plugin that is not there",
        replace(SETTINGS, "builder.plugin", "builder.plugn"),
        ((SETTINGS, "PLUGINS =", "plugin-not-loaded", "builder.plugn"),),
    ),
    Case(
        "a plugin that cannot be imported",
        lambda project: project.append("builder/plugin.py", "\nnonsense\n"),
        (("builder/plugin.py", "nonsense", "build-stopped", "NameError"),),
    ),
    Case(
        "a plugin that ends the program",
        lambda project: project.append("builder/plugin.py", "\nraise SystemExit(0)\n"),
        (("builder/plugin.py", "raise SystemExit(0)", "build-stopped", "SystemExit"),),
    ),
    Case(
        "a plugin that takes no part",
        replace("builder/plugin.py", "def register()", "def registre()"),
        ((SETTINGS, "PLUGINS =", "plugin-not-loaded", "register"),),
    ),
    Case(
        "an exception that Pelican swallows",
        replace(
            "builder/text/wording.py",
            "    allowances: dict[str, int] = {}",
            '    raise RuntimeError("boo")\n    allowances: dict[str, int] = {}',
        ),
        (("builder/text/wording.py", 'RuntimeError("boo")', "build-stopped", "RuntimeError: boo"),),
    ),
    Case(
        "an exception between the texts",
        replace("builder/text/guide.py", "    sections = in_order(texts)", '    raise RuntimeError("boo")'),
        (("builder/text/guide.py", 'RuntimeError("boo")', "build-stopped", "RuntimeError: boo"),),
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_what_stops_all_else_is_told_and_nothing_else_is(case: Case, project: Project):
    case.breaking(project)
    faults = faults_of(project)
    wrong = difference(faults, case.expected(project))
    assert not wrong, wrong
    assert all(len(str(fault)) < 1_500 for fault in faults), "a message holds all that the program knows"


@pytest.mark.parametrize("case", IN_THE_PROGRAM, ids=lambda case: case.name)
def test_a_fault_of_the_program_is_told_at_its_line_and_no_page_is_blamed(case: Case, project: Project):
    case.breaking(project)
    done = run_build(project.folder)
    (fault,) = case.expected(project)
    assert done.returncode == 1
    assert f"{fault.file}:{fault.line}: " in done.stderr
    assert fault.words in done.stderr
    assert f"[{fault.rule}]" in done.stderr
    assert "1 fault: nothing was published" in done.stderr, done.stderr
    assert "Traceback" not in done.stderr
    assert project.snapshot() == {"index.html": b"the old site"}


def test_few_faults_need_a_build_of_their_own():
    assert len(CASES) + len(IN_THE_PROGRAM) <= MOST
