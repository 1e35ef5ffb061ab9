"""Asks for every page elsewhere that the built site links to, and says which are gone and where the link stands.

Politely: one request at a time to a host, first without the body, with a name that says who asks.
"""

from __future__ import annotations

import argparse
import contextlib
import sys
import threading
from collections import defaultdict
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from urllib.parse import urldefrag, urlsplit

import requests
from lxml import html
from requests.adapters import HTTPAdapter
from rich.console import Console
from rich.progress import Progress
from urllib3.util import Retry

from builder.evidence.bibtex import read_sources
from pelicanconf import SITEURL

ROOT = Path(__file__).resolve().parent.parent
HOSTS = 8  # asked at the same time
TIMEOUT = 15.0  # seconds for an answer
# An error of the host may pass. How long it asks to wait is not heeded: it may be hours.
RETRY = Retry(
    total=2,
    connect=1,
    read=False,
    backoff_factor=1,
    status_forcelist=(500, 502, 503, 504),
    raise_on_status=False,
    respect_retry_after_header=False,
)
USER_AGENT = {"User-Agent": "medical-acupuncture-explained/links (checks the references of a health site, rarely)"}
NO_NETWORK = 2
RESOLVERS = {"doi.org", "dx.doi.org"}  # it is their purpose to lead on


class Kind(StrEnum):
    """What an answer means for the link. The text is the heading in the report."""

    FINE = "Fine"
    MOVED = "Moved for good: write the new address"
    REFUSED = "Refused to a program (many publishers do so): look by hand"
    SILENT = "No answer, or an error: try again later, then look by hand"
    GONE = "Gone: find where the text is now, or another source"

    @property
    def is_broken(self) -> bool:
        """Whether a reader gets nothing there, as far as a program can tell."""
        return self in (Kind.SILENT, Kind.GONE)


@dataclass(frozen=True)
class Answer:
    """What came back for a link: its kind, and the status, the new address or the reason."""

    kind: Kind
    text: str


def links_of(site: Path) -> list[str]:
    """Return the addresses elsewhere that the pages of a built site link to, without their anchors, in order."""
    found = {
        urldefrag(link.get("href", "")).url
        for page in site.rglob("*.html")
        for link in html.document_fromstring(page.read_bytes()).iter("a")
    }
    own = f"{SITEURL}/" if SITEURL else "/"
    return sorted(link for link in found if link.startswith(("https://", "http://")) and not f"{link}/".startswith(own))


def places_of(links: list[str], root: Path) -> dict[str, str]:
    """Return where each link is written: the key of its source with file and line, or the file and line of a text."""
    sources, _ = read_sources("content/evidence/sources.bib", (root / "content/evidence/sources.bib").read_bytes())
    places = {source.link: f"{sources.file}:{sources.lines[key]} ({key})" for key, source in sources.entries.items()}
    files = [root / "pelicanconf.py", *sorted((root / "content").rglob("*.md")), *sorted(root.glob("theme/**/*.html"))]
    lines = [
        (f"{file.relative_to(root).as_posix()}:{number}", line)
        for file in files
        for number, line in enumerate(file.read_text(encoding="utf-8").split("\n"), 1)
    ]
    return {link: places.get(link) or next((at for at, line in lines if link in line), "?") for link in links}


def ask(session: requests.Session, link: str, patience: float) -> Answer:
    """Ask for a link, without its body where the host answers well to that; return what the answer means."""
    try:
        with contextlib.suppress(requests.exceptions.RequestException):
            answer = session.head(link, allow_redirects=True, timeout=patience)
            if answer.ok:
                return _meaning(link, answer)
        with session.get(link, stream=True, timeout=patience) as answer:
            return _meaning(link, answer)
    except requests.exceptions.SSLError:
        return Answer(Kind.SILENT, "its certificate is not valid")
    except requests.exceptions.Timeout:
        return Answer(Kind.SILENT, f"nothing within {patience:g} s")
    except requests.exceptions.ConnectionError:
        return Answer(Kind.SILENT, "no connection")
    except requests.exceptions.RequestException as error:
        return Answer(Kind.SILENT, type(error).__name__)


def _meaning(link: str, answer: requests.Response) -> Answer:
    status = f"{answer.status_code} {answer.reason}".strip()
    if answer.status_code in (404, 410):
        return Answer(Kind.GONE, status)
    if answer.status_code in (401, 403, 429):
        return Answer(Kind.REFUSED, status)
    if answer.status_code >= 400:
        return Answer(Kind.SILENT, status)
    if answer.history and answer.history[0].is_permanent_redirect and urlsplit(link).hostname not in RESOLVERS:
        return Answer(Kind.MOVED, f"{answer.history[0].status_code} to {answer.url}")
    return Answer(Kind.FINE, status)


def check(links: list[str], done: Callable[[], None], patience: float = TIMEOUT) -> dict[str, Answer]:
    """Ask for every link, each host in turn and `HOSTS` of them at a time; call `done` after each; return the answers.

    Raises ConnectionError if none of the first hosts can be reached: then there is no network.
    """
    hosts = defaultdict(list)
    for link in links:
        hosts[urlsplit(link).netloc].append(link)
    most = sorted(hosts, key=lambda host: -len(hosts[host]))[:3]
    if most and not any(_is_reached(hosts[host][0]) for host in most):
        raise ConnectionError(", ".join(most))
    answers: dict[str, Answer] = {}
    stopped = threading.Event()

    def in_turn(host: str) -> None:
        with requests.Session() as session:
            session.headers.update(USER_AGENT)
            session.mount("https://", HTTPAdapter(max_retries=RETRY))
            session.mount("http://", HTTPAdapter(max_retries=RETRY))
            for link in hosts[host]:
                if not stopped.is_set():
                    answers[link] = ask(session, link, patience)
                    done()

    with ThreadPoolExecutor(HOSTS) as pool:
        try:
            list(pool.map(in_turn, hosts))
        except BaseException:
            stopped.set()
            raise
    return dict(sorted(answers.items()))


def _is_reached(link: str) -> bool:
    try:
        requests.head(link, headers=USER_AGENT, timeout=5)
    except requests.exceptions.SSLError:  # which requests calls a ConnectionError; a proxy that inspects has answered
        return True
    except requests.exceptions.ConnectionError:
        return False
    except requests.exceptions.RequestException:
        return True
    return True


def report(answers: dict[str, Answer], places: dict[str, str]) -> str:
    """Return what a maintainer is to look at, the worst last, and the sum of each kind."""
    parts = []
    for kind in Kind:
        rows = [(link, answer.text) for link, answer in answers.items() if answer.kind is kind]
        if rows and kind is not Kind.FINE:
            parts += [f"{kind}\n" + "\n".join(f"    {places[link]}: {link}\n        {text}" for link, text in rows)]
    counts = [sum(answer.kind is kind for answer in answers.values()) for kind in Kind]
    names = ("fine", "moved", "refused", "without an answer", "gone")
    parts.append(f"{len(answers)} links: " + ", ".join(f"{n} {name}" for n, name in zip(counts, names, strict=True)))
    return "\n\n".join(parts) + "."


def main() -> int:
    """Check the links of the built site. Exit code 0: all can be read; 1: some are broken; 2: there is no network."""
    parser = argparse.ArgumentParser(description="Check every link of the built site that leads elsewhere.")
    parser.add_argument("--site", type=Path, default=ROOT / "output")
    site = parser.parse_args().site
    links = links_of(site)
    if not links:
        print(f"No page in {site} links elsewhere: run `make html` first.", file=sys.stderr)
        return 1
    try:
        console = Console(stderr=True)
        with Progress(console=console, transient=True, disable=not console.is_terminal) as progress:
            task = progress.add_task(f"Asking for {len(links)} links", total=len(links))
            answers = check(links, lambda: progress.advance(task))
    except ConnectionError as hosts:
        print(f"There is no network here: none of {hosts} can be reached. No link was checked.", file=sys.stderr)
        return NO_NETWORK
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        return 130
    print(report(answers, places_of(links, ROOT)))
    return 1 if any(answer.kind.is_broken for answer in answers.values()) else 0


if __name__ == "__main__":
    sys.exit(main())
