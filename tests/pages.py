"""The pages of a content, known before anything is built, so that a test can be made for each."""

import tomllib
from pathlib import Path

from builder.check.addresses import file_of
from tests.conftest import REAL, SAMPLE


def moved_in(content: Path) -> dict[str, str]:
    """Return the old addresses, and where each leads."""
    return tomllib.loads((content / "redirects.toml").read_text(encoding="utf-8")).get("moved", {})


def pages_of(content: Path) -> list[str]:
    """Return the file of each page that the list of addresses names, but for those that only lead on."""
    moved = moved_in(content)
    lines = (content / "published.txt").read_text(encoding="utf-8").split("\n")
    return [file_of(line) for line in lines if line.endswith(("/", ".html")) and line not in moved]


def conditions_of(content: Path) -> list[str]:
    """Return the name of each page of a condition."""
    return sorted(path.stem for path in (content / "conditions").glob("*.md"))


PAGES, CONDITIONS = pages_of(REAL), conditions_of(REAL)
SAMPLE_PAGES, MOVED = pages_of(SAMPLE), moved_in(SAMPLE)
