"""Measures what a maintainer waits for, as the median of five: bare Pelican, a build, an edit, sites with more pages.

The pages are those of the tests' sample and copies of its conditions, so that content/ does not change the measures.
"""

from __future__ import annotations

import importlib
import re
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable
from itertools import cycle, islice, pairwise
from pathlib import Path

TIMES, EDITED = 5, 50  # runs of each work; pages made, beside which one is edited
PYTHON = [sys.executable, "-X", "utf8", "-m"]
BARE = (
    'PATH = "bare"\nPAGE_PATHS = ["."]\nARTICLE_PATHS = []\nTHEME = "simple"\nTIMEZONE = "UTC"\nOUTPUT_PATH = "plain"\n'
)


def project(folder: Path, pages: int) -> Path:
    """Copy the project with the sample, and with so many condition pages more, each with a finding of its own."""
    importlib.import_module("tests.conftest").copy_project(folder)
    for number, page in enumerate(islice(cycle(sorted((folder / "content/conditions").glob("*.md"))), pages), 1):
        name, rows = f"{page.stem}-{number:05}", folder / f"content/evidence/findings/{page.stem}.toml"
        first = rows.read_text(encoding="utf-8").split("[[finding]]\n")[1]
        first = re.sub('(?m)^id = ".*"$', f'id = "{name}"', first, count=1)
        rows.with_name(f"{name}.toml").write_text(f"[[finding]]\n{first}", encoding="utf-8")
        text = re.sub(r"(?m)^((?:Title|Summary): .*?)(\.?)$", rf"\1 {number}\2", page.read_text(encoding="utf-8"))
        studies = (folder / f"content/studies/{page.stem}.md").read_text(encoding="utf-8").split("\n\n", 1)[0]
        studies = re.sub(r"(?m)^((?:Title|Summary): .*?)(\.?)$", rf"\1 {number}\2", studies)
        studies += f"\n\n/// findings | Its one study\n\n- {name}\n\n///\n"
        (folder / f"content/studies/{name}.md").write_text(studies, encoding="utf-8")
        # What the cards of a condition must show that builder/outline.py does not name.
        text = re.sub(r"(/// care-card \| (?:emergency|urgent)\n\n)(?!- general)", r"\1- general\n", text)
        page.with_name(f"{name}.md").write_text(text, encoding="utf-8")
    for path in (folder / "content").rglob("*.md"):  # for bare Pelican, whose theme has none of the templates named
        bare = folder / "bare" / path.relative_to(folder / "content")
        bare.parent.mkdir(parents=True, exist_ok=True)
        bare.write_text(re.sub(r"(?m)^Template: .*\n", "", path.read_text(encoding="utf-8")), encoding="utf-8")
    (folder / "bare.py").write_text(BARE, encoding="utf-8")
    terms = folder / "builder/check/terms.py"  # which would not let the index of so many pages pass
    terms.write_text(re.sub(r"(?m)^PAGE_WEIGHT = [\d_]+", "PAGE_WEIGHT = 10**9", terms.read_text(encoding="utf-8")))
    return folder


def seconds(work: Callable[[], object]) -> float:
    """Return the median of the seconds that a piece of work takes."""
    moments = [time.perf_counter(), *((work(), time.perf_counter())[1] for _ in range(TIMES))]
    return statistics.median(after - before for before, after in pairwise(moments))


def run(folder: Path, *command: str) -> float:
    """Return the seconds of running a module in a folder. Raises CalledProcessError where it fails."""
    whole = [*PYTHON, *command]
    return seconds(lambda: subprocess.run(whole, cwd=folder, capture_output=True, check=True, timeout=600))


def edit(folder: Path) -> float:
    """Return the seconds from saving a page to seeing it in what the development server sends."""
    command, file = [*PYTHON, "builder", "dev", "--port", "0"], folder / "content/pages/privacy.md"
    with subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True) as server:
        lines = iter(server.stdout.readline, "") if server.stdout else iter(())
        here = urllib.request.build_opener(urllib.request.ProxyHandler({}))  # no proxy stands before this machine
        port = next(found[1] for line in lines if (found := re.search(r"localhost:(\d+)", line)))

        def save_and_see() -> None:
            words, text = f"No cookie at {time.time_ns()}.", file.read_text(encoding="utf-8")
            file.write_text(re.sub(r"(?m)^- .*cookie.*$", f"- {words}", text), encoding="utf-8")
            while words.encode() not in here.open(f"http://localhost:{port}/privacy/", timeout=5).read():
                time.sleep(0.002)

        try:
            return seconds(save_and_see)
        finally:
            server.terminate()


if __name__ == "__main__":
    for pages in (0, EDITED, 100, 1000):
        with tempfile.TemporaryDirectory() as temporary:
            at = project(Path(temporary) / "project", pages)
            taken = {"bare Pelican": run(at, "pelican", "-s", "bare.py"), "make html": run(at, "builder", "html")}
            taken |= {"edit, seen": edit(at)} if pages == EDITED else {}
            for name, median in taken.items():
                print(f"{pages:>5} pages made: {name:<12} {median:7.2f} s {median / taken['bare Pelican']:6.2f} times")
