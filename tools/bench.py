"""Measures what a maintainer waits for, beside bare Pelican on the same Markdown, and how nginx bears a load.

Every measure is made in a copy of the project; nothing of the project itself is touched but `.build/bench.json`.
"""

from __future__ import annotations

import argparse
import contextlib
import http.client
import json
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass
from itertools import cycle, islice
from pathlib import Path

from tools import load
from tools.hosts import MissingError

ROOT = Path(__file__).resolve().parent.parent
PARTS = ("content", "theme", "plugins", "tools", "deploy", "pelicanconf.py", "publishconf.py")
ADDRESS = {"SITE_URL": "https://site.example", "CONTACT_URL": "mailto:help@site.example"}
BUILD = (sys.executable, "-X", "utf8", "-m", "tools.build")
PUBLISH = (*BUILD, "--settings", "publishconf.py", "--output", "public")
BARE = (sys.executable, "-m", "pelican", "-s", "bare.py", "-q")
BARE_SETTINGS = """
PATH = "content"
PAGE_PATHS = ["guide", "pages", "conditions"]
ARTICLE_PATHS = STATIC_PATHS = []
THEME = "simple"
TIMEZONE = "UTC"
OUTPUT_PATH = "bare"
"""
# Pages with which bare Pelican is still measured: its theme lists all pages on every page, so its time explodes.
MOST_BARE = 1000
SIZES = (10, 100, 1000, 10_000)
SIMPLE, HTML = "bare Pelican, theme simple", "make html"


@dataclass
class Cost:
    """What one command cost: seconds, and the peak memory of its largest process in MB (Linux counts in KiB)."""

    seconds: float
    memory: float | None


@dataclass
class Grown:
    """What a site with more pages cost: bare Pelican and ours in seconds, the peak memory in MB, the bytes written.

    `edit` is the time in seconds from saving one page to its being there.
    """

    bare: float | None
    seconds: float
    milliseconds_a_page: float
    memory: float | None
    bytes: int
    edit: float


def cost_of(command: tuple[str, ...], folder: Path) -> Cost:
    """Run a command in a copy of the project and return its cost. Raises RuntimeError where it fails."""
    start = time.monotonic()
    process = subprocess.Popen(
        command, cwd=folder, env={**os.environ, **ADDRESS}, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True
    )
    said = process.stderr.read() if process.stderr else ""
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)} failed:\n{said[-2000:]}")
    unit = 1024 if sys.platform == "linux" else 1024 * 1024
    return Cost(time.monotonic() - start, usage.ru_maxrss / unit)


def usual(command: tuple[str, ...], folder: Path, times: int) -> Cost:
    """Return the median of the seconds, and the most memory, of several runs of a command."""
    costs = [cost_of(command, folder) for _ in range(times)]
    return Cost(statistics.median(cost.seconds for cost in costs), max(cost.memory or 0 for cost in costs))


def copy_project(folder: Path) -> None:
    """Copy what a build reads, as git holds it."""
    folder.mkdir(parents=True)
    for part in PARTS:
        if (ROOT / part).is_dir():
            shutil.copytree(ROOT / part, folder / part, ignore=shutil.ignore_patterns("__pycache__", "node_modules"))
        else:
            shutil.copy(ROOT / part, folder)
    (folder / "bare.py").write_text(BARE_SETTINGS, encoding="utf-8")


def grow(folder: Path, pages: int) -> None:
    """Add condition pages to a copy: the real ones again, each by a name and with a finding of its own."""
    real = sorted((folder / "content/conditions").glob("*.md"))
    for number, page in enumerate(islice(cycle(real), pages), 1):
        name = f"{page.stem}-{number:05}"
        rows = folder / f"content/evidence/findings/{page.stem}.toml"
        first = re.split(r"(?m)^\[\[finding\]\]$", rows.read_text(encoding="utf-8"))[1]
        first = re.sub('(?m)^id = ".*"$', f'id = "{name}"', first, count=1)
        (rows.parent / f"{name}.toml").write_text(f"[[finding]]{first}", encoding="utf-8")
        text = page.read_text(encoding="utf-8")
        # Cut first: a summary that grows beyond its limit would be refused.
        text = re.sub(r"(?m)^((?:Title|Summary): .{,150}).*$", rf"\1, copy {number}", text)
        text = text.replace("## In short\n", f"## In short\n\n[={name} words]\n", 1)
        (page.parent / f"{name}.md").write_text(text, encoding="utf-8")


def bare(folder: Path, times: int) -> Cost:
    """Return the cost of bare Pelican with its theme `simple` on the Markdown of a copy.

    The field that names one of our templates is left out, since the theme has none of them.
    """
    with tempfile.TemporaryDirectory(dir=folder.parent) as place:
        shutil.copytree(folder / "content", Path(place) / "content")
        shutil.copy(folder / "bare.py", place)
        for text in (Path(place) / "content").rglob("*.md"):
            text.write_text(re.sub("(?m)^Template: .*\n", "", text.read_text(encoding="utf-8")), encoding="utf-8")
        return usual(BARE, Path(place), times)


@contextlib.contextmanager
def development(folder: Path) -> Iterator[http.client.HTTPResponse]:
    """Run the development server on a copy; give the stream of its events once the site is built."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    command = (sys.executable, "-u", "-X", "utf8", "-m", "tools.devserver", "--port", str(port))
    server = subprocess.Popen(command, cwd=folder, stdout=subprocess.PIPE, text=True)
    try:
        next(line for line in server.stdout or () if line.startswith("Serving"))
        connection = http.client.HTTPConnection("127.0.0.1", port)
        connection.request("GET", "/_devserver/events")
        yield connection.getresponse()
    finally:
        server.kill()
        server.wait()


def edit(folder: Path, times: int) -> float:
    """Return the median of the seconds from saving one page to the browser being told that it is there."""
    page = folder / "content/conditions/anxiety.md"
    text = page.read_text(encoding="utf-8")
    seconds = []
    with development(folder) as events:
        time.sleep(0.5)
        for number in range(times):
            start = time.monotonic()
            page.write_text(f"{text}\nSentence {number}.\n", encoding="utf-8")
            while not (line := events.readline()).startswith(b"data:"):
                pass
            if line != b"data: \n":
                raise RuntimeError(f"the edited page has a fault: {line.decode()}")
            seconds.append(time.monotonic() - start)
            events.readline()
            time.sleep(0.5)
    page.write_text(text, encoding="utf-8")
    return statistics.median(seconds)


def size_of(folder: Path) -> int:
    """Return the bytes of all files below a folder."""
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def say(text: str) -> None:
    """Print one line at once: the whole takes minutes."""
    print(text, flush=True)


def missed(site: dict[str, Cost], grown: dict[int, Grown]) -> Iterator[str]:
    """Yield the targets that these measures miss."""
    if site[HTML].seconds > 2 * site[SIMPLE].seconds:
        yield "make html: at most 2 times bare Pelican"
    for pages, cost in grown.items():
        if pages == MOST_BARE and cost.bare:
            if cost.seconds > 1.5 * cost.bare:
                yield f"{pages:,} pages more: at most 1.5 times bare Pelican"
            if cost.edit > 0.25 * cost.bare:
                yield f"one page of {pages:,} edited: at most 0.25 times bare Pelican"
    if {100, 10_000} <= grown.keys():
        few, many = grown[100].milliseconds_a_page, grown[10_000].milliseconds_a_page
        if many > 1.25 * few:
            yield f"the time a page must not grow: {few:.1f} ms with 100 pages, {many:.1f} ms with 10,000"


def measure_site(folder: Path, times: int) -> dict[str, Cost]:
    """Print and return what it costs to work on this site, by the name of the work."""
    say(f"{'this site':<44}{'seconds':>9}{'of bare':>9}{'MB':>7}")
    works: dict[str, Callable[[], Cost]] = {
        SIMPLE: lambda: bare(folder, times),
        "make html, the first time": lambda: cost_of(BUILD, folder),
        HTML: lambda: usual(BUILD, folder, times),
        "make publish": lambda: usual(PUBLISH, folder, times),
        "devserver: from saving a page to seeing it": lambda: Cost(edit(folder, times), None),
    }
    costs = {}
    for name, work in works.items():
        cost = costs[name] = work()
        memory = f"{cost.memory:>7.0f}" if cost.memory else ""
        say(f"{name:<44}{cost.seconds:>9.2f}{cost.seconds / costs[SIMPLE].seconds:>9.2f}{memory}")
    return costs


def measure_grown(folder: Path, pages: int, times: int, alone: float) -> Grown:
    """Print and return what a site with so many condition pages more costs; `alone`: the seconds without them."""
    copy_project(folder)
    grow(folder, pages)
    theirs = bare(folder, times) if pages <= MOST_BARE else None
    ours = usual(BUILD, folder, times)
    cost = Grown(
        bare=theirs.seconds if theirs else None,
        seconds=ours.seconds,
        milliseconds_a_page=1000 * (ours.seconds - alone) / pages,
        memory=ours.memory,
        bytes=size_of(folder / "output"),
        edit=edit(folder, 3),
    )
    numbers = (
        f"{cost.bare:.2f}" if cost.bare else "–",
        f"{cost.seconds:.2f}",
        f"{cost.seconds / cost.bare:.2f}" if cost.bare else "–",
        f"{cost.milliseconds_a_page:.1f}",
        f"{cost.memory:.0f}",
        f"{cost.bytes / 1e6:.1f}",
        f"{cost.edit:.2f}",
    )
    say(f"{pages:<12,}{''.join(f'{number:>10}' for number in numbers)}")
    return cost


def load_of(site: Path) -> list[dict[str, object]]:
    """Print and return how nginx bears a few seconds of load on a published site; nothing where it cannot be had."""
    say(f"\n{'nginx, connections':<20}{'requests/s':>12}{'errors':>8}{'50 % ms':>9}{'90 % ms':>9}{'99 % ms':>9}")
    results: list[dict[str, object]] = []
    try:
        for connections in (16, 64):
            result = load.run(site, connections=connections)
            times = "".join(f"{milliseconds:>9.2f}" for milliseconds in result.milliseconds.values())
            say(f"{connections:<20}{result.requests_per_second:>12,.0f}{result.errors:>8}{times}")
            results.append({"connections": connections, **asdict(result)})
    except MissingError as error:
        say(f"not measured: {error}")
    return results


def main() -> int:
    """Measure, print, write `.build/bench.json`. Exit code 0: every target met; 1: the last lines name those missed."""
    parser = argparse.ArgumentParser(
        description="Measure the builds, an edit, publishing and the load that nginx bears."
    )
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES, help="condition pages to add")
    parser.add_argument("--times", type=int, default=3, help="runs of which the median counts")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="bench-") as place:
        work = Path(place)
        copy_project(work / "site")
        site = measure_site(work / "site", arguments.times)
        titles = ("bare s", "ours s", "of bare", "ms a page", "MB", "MB out", "edit s")
        say(f"\n{'pages more':<12}{''.join(f'{title:>10}' for title in titles)}")
        grown = {}
        for pages in arguments.sizes:
            times = arguments.times if pages <= 100 else 1
            grown[pages] = measure_grown(work / "grown", pages, times, site[HTML].seconds)
            shutil.rmtree(work / "grown")
        under_load = load_of(work / "site/public")
    target = ROOT / ".build/bench.json"
    target.parent.mkdir(exist_ok=True)
    numbers = {
        "site": {name: asdict(cost) for name, cost in site.items()},
        "grown": {pages: asdict(cost) for pages, cost in grown.items()},
        "load": under_load,
    }
    target.write_text(json.dumps(numbers, indent=1) + "\n", encoding="utf-8")
    say(f"\nAll numbers: {target.relative_to(ROOT)}")
    failures = list(missed(site, grown))
    for failure in failures:
        say(f"Missed: {failure}")
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
