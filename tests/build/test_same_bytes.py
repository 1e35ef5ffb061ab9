"""The same content gives the same bytes: on any machine, on any day, with `pelican` alone, and in a running process."""

import json
import os
import re
import shutil
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path

from builder.new import start
from tests.conftest import ADDRESS, PUBLISH, Project, Site, contents, copy_project
from tests.waiting import end_of, line_of, run

PYTHON = [sys.executable, "-X", "utf8"]


def differing(some: dict[str, bytes], others: dict[str, bytes]) -> list[str]:
    """The files that are not the same in two sites."""
    return sorted(name for name in some.keys() | others.keys() if some.get(name) != others.get(name))


# --- on another machine ---


def pelican(folder: Path, *arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return run(
        [*PYTHON, "-m", "pelican", "-s", "pelicanconf.py", "-o", *arguments],
        cwd=folder,
        env={**os.environ, "PYTHONDONTWRITEBYTECODE": "1", **environment},
    )


def test_pelican_by_itself_gives_the_bytes_of_make_html_in_another_folder_zone_and_order(
    sample_site: Site, tmp_path: Path
):
    folder = copy_project(tmp_path / "another folder/deep/project")
    for path in folder.rglob("*"):
        os.utime(path, (1_000_000, 1_000_000))
    there = {"PYTHONHASHSEED": "1", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"}
    done = pelican(folder, str(tmp_path / "a site"), **there)
    assert done.returncode == 0, done.stdout + done.stderr
    assert differing(contents(tmp_path / "a site"), contents(sample_site.folder)) == []


def test_pelican_by_itself_names_a_fault_with_its_line_and_how_to_fix_it(project: Project):
    project.replace("content/pages/privacy.md", "It sets no", "It has a proven lack of")
    line = project.read("content/pages/privacy.md").split("\n").index("- It has a proven lack of cookies.") + 1
    done = pelican(project.folder, "elsewhere")
    assert done.returncode == 1
    assert re.fullmatch(
        rf"content/pages/privacy\.md:{line}: the word “proven” is not used on this site: .+ \[forbidden-word\]\n"
        r"    expected: .+\n    to fix:   .+\n\n1 fault: nothing was published\n",
        done.stderr,
    ), done.stderr
    assert done.stdout == ""


# On what day it is, and then the program.
TRAVEL = """
import runpy, sys, time
import time_machine
with time_machine.travel(sys.argv.pop(1)):
    assert time.strftime("%Y") == "2031"
    runpy.run_module("builder", run_name="__main__", alter_sys=True)
"""


def test_published_elsewhere_on_another_day_with_what_programs_leave_the_site_has_the_same_bytes(
    public: Path, project: Project
):
    for hidden in (
        *("content/.DS_Store", "content/pages/.DS_Store", "content/images/.DS_Store", "theme/static/.DS_Store"),
        *("content/pages/.privacy.md.swp", "content/evidence/.sources.bib.swp", "content/guide/._intro"),
        *("content/evidence/findings/.anxiety.toml", "content/images/.session.svg", "theme/static/js/.site.js"),
        *("theme/static/.git/draft.txt", "theme/templates/files/.draft.txt"),
    ):
        project.write(hidden, "Title: A draft\n\nUnheard-of.\n")
    for path in project.folder.rglob("*"):
        os.utime(path, (86_400, 86_400))
    with_a_slash = {**ADDRESS, "SITE_URL": f"{ADDRESS['SITE_URL']}/"}
    done = run(
        [*PYTHON, "-c", TRAVEL, "2031-02-28 23:59 +0000", *PUBLISH],
        cwd=project.folder,
        env={**os.environ, **with_a_slash, "PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LANG": "C"},
    )
    assert done.returncode == 0, done.stderr
    first, second = contents(public), contents(project.folder / "public")
    assert differing(first, second) == []
    assert {name.rpartition(".")[2] for name in first} >= {
        "html",
        "css",
        "js",
        "png",
        "gz",
        "br",
        "xml",
        "json",
        "csv",
        "pdf",
    }
    assert [path.name for path in (public.parent / ".build").iterdir()] == ["lock"], "nothing is kept for a next time"


# --- in a process that goes on ---

# Builds at each line that it reads, and says what came of it: into output/ as the development server does, in this
# process, which remembers the builds before; into any other folder in a child that has the program and no build behind.
BUILDER = """
import json, os, sys
import pelican, builder.plugin
from builder.build import ROOT, renew_index, try_build

name = sys.argv[1]
remembers = name == "output"
for _ in sys.stdin:
    if remembers or not (child := os.fork()):
        code, said, site = try_build(ROOT / "pelicanconf.py", ROOT / name, keep_index=remembers)
        if remembers and site and site.search:
            renew_index(ROOT / name, site)
        print(json.dumps([code, said]), flush=True)
        remembers or os._exit(0)
    else:
        os.waitpid(child, 0)
"""


class Builder:
    """A process that builds a copy of the project at each call, into a folder."""

    def __init__(self, project: Project, name: str, **environment: str) -> None:
        self.folder = project.folder / name
        pipe, environment = subprocess.PIPE, {**os.environ, **environment}
        command = [*PYTHON, "-c", BUILDER, name]
        self.process = subprocess.Popen(command, cwd=project.folder, stdin=pipe, stdout=pipe, env=environment)

    def __enter__(self) -> "Builder":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.stdin.close()
        assert end_of(self.process) == 0

    def build(self) -> tuple[int, str, dict[str, bytes]]:
        """Return the exit code, what is said, and the site."""
        self.process.stdin.write(b"\n")
        self.process.stdin.flush()
        code, said = json.loads(line_of(self.process))
        return code, said.replace(f"{self.folder.name}/ is", "The site is"), contents(self.folder)


SETTINGS = "pelicanconf.py"
BACK = "content/evidence/findings/back-and-neck-pain.toml"
WORDING = "content/wording.toml"
WORD = '\n[[word]]\npattern = "invented"\nwhy = "it tells too much"\ninstead = "“made up”"\n'


@dataclass(frozen=True)
class Edit:
    """What a maintainer replaces between two builds, and words of the files that the site then has."""

    name: str
    replaced: list[tuple[str, str, str]]
    shown: dict[str, str] = field(default_factory=dict)


EDITS = [
    Edit(
        "a page and a section of the guide, of which none is made of the other",
        [
            ("content/pages/privacy.md", "no cookies.", "no cookies at all."),
            ("content/guide/05-what-a-session-feels-like.md", "do not drive.", "do not drive home."),
        ],
        {"privacy/index.html": "no cookies at all.", "index.html": "do not drive home."},
    ),
    Edit(
        "a row of the ledger",
        [
            (BACK, "count = 44.2", "count = 41.2"),
            (BACK, "value = 3.4\n", "value = 6.4\n"),
            (BACK, 'size = "none"', 'size = "small"'),
        ],
        {
            "index.html": "48 out of 100 people with acupuncture, 41 with sham",
            "conditions/back-and-neck-pain/studies/index.html": "<b>41</b>",
            "evidence/findings/index.html": "Sham 41.2",
            "data/findings.csv": "41.2",
        },
    ),
    Edit(
        "a source",
        [("content/evidence/sources.bib", "title = {", "title = {Seen again: ")],
        {"sources/index.html": "Seen again: "},
    ),
    Edit(
        "a template",
        [("theme/templates/base.html", "Skip to the text", "Skip to what this page says")],
        {"privacy/index.html": "Skip to what this page says"},
    ),
    Edit(
        "a drawing, a stylesheet and what readers type, of which none is made of another",
        [
            ("content/images/session.svg", ">Talk<", ">Listen<"),
            ("theme/static/css/layout.css", ":root {", ".ma-page{order:9}\n:root {"),
            ("content/search.toml", "idle = [", 'idle = ["hereabouts", '),
        ],
        {"index.html": ">Listen<", "assets/home.css": "order:9", "pagefind/synonyms.json": "hereabouts"},
    ),
    Edit("a word that is not to be used", [(WORDING, "\n[[word]]", f"{WORD}\n[[word]]")]),  # which is a fault
    Edit("the word that is allowed again", [(WORDING, WORD, "")]),
    Edit(
        "the settings",
        [(SETTINGS, 'PUBLISHER = ""', 'PUBLISHER = "Someone"'), (SETTINGS, "SEARCH = True", "SEARCH = False")],
        {"index.html": "Published by Someone."},
    ),
    Edit("a search, as before", [(SETTINGS, "SEARCH = False", "SEARCH = True")], {"index.html": 'type="search"'}),
]


def test_after_any_edit_a_running_process_builds_what_a_new_one_builds(project: Project):
    shutil.rmtree(project.folder / "output")
    codes = []
    built_anew: dict[str, tuple[int, str, dict[str, bytes]]] = {}

    def check(edit: str) -> dict[str, bytes]:
        """Build in both, and return the site, which has to be the same, as have the faults."""
        read = f"{project.snapshot('content')}{project.snapshot('theme')}{project.read(SETTINGS)}"
        if read not in built_anew:  # once for the same content, before an edit and after it was taken back
            built_anew[read] = forgetting.build()
        (code, said, site), (fresh_code, fresh_said, fresh) = remembering.build(), built_anew[read]
        assert (code, said if code else "") == (fresh_code, fresh_said if code else ""), edit
        assert differing(site, fresh) == [], edit
        codes.append(code)
        return site

    there = {"PYTHONHASHSEED": "3", "TZ": "America/Los_Angeles", "LC_ALL": "C"}
    with Builder(project, "output") as remembering, Builder(project, "fresh", **there) as forgetting:
        check("none")
        for edit in EDITS:
            for file, old, new in edit.replaced:
                project.replace(file, old, new)
            site = check(edit.name)
            for file, words in edit.shown.items():
                assert words in site[file].decode(), f"{edit.name}: {file}"
        assert codes == [0] * 6 + [1] + [0] * 3
        (page,) = start("page", "your-session", "", project.folder)
        page.write_text(page.read_text().replace("FILL-IN: ", ""))
        assert b"Your session" in check("a new page, filled in")["your-session/index.html"]
        page.unlink()
        assert differing(check("a page that is gone"), site) == []
    kept = {path.name.partition("-")[0] for path in (project.folder / ".build").iterdir()}
    assert kept == {"lock", "sheet", "template"}
