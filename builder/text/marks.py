"""Marks in the HTML of a text, for what only the page can fill in: the rows that it draws, its sources, its terms.

The Markdown extensions write them; `pieces` is the one place that reads them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape
from typing import NamedTuple

ROWS = "ma-ledger"
SOURCES = "ma-cite"
TERM = "ma-term"
SAID = "ma-said"  # around what a form of the ledger says; it is taken out again before a text is handed on
# Python-Markdown writes attributes in the order of the alphabet.
MARK = re.compile(
    rf'<{ROWS} caption="([^"]*)" ids="([^"]*)" kind="([a-z-]+)"></{ROWS}>|\s*<{SOURCES} keys="([^"]*)"></{SOURCES}>'
    rf'|<{TERM} id="([^"]*)">(.*?)</{TERM}>'
)
SAID_TAG = re.compile(rf"</?{SAID}[^>]*>")


class Rows(NamedTuple):
    """A block of the ledger: the component that draws it, the ids of its rows, and the caption of a table."""

    component: str
    ids: tuple[str, ...]
    caption: str


class Cited(NamedTuple):
    """A citation: the keys of its sources. The spaces before it are part of the mark."""

    keys: tuple[str, ...]


class Termed(NamedTuple):
    """A term whose meaning the page tells: its id, and the words of the text, as HTML."""

    id: str
    words: str


def pieces(html: str) -> Iterator[str | Rows | Cited | Termed]:
    """Yield the HTML of a text, or of a component, piece by piece: what is ready as it is, and marks as values."""
    end = 0
    for mark in MARK.finditer(html):
        yield html[end : mark.start()]
        end = mark.end()
        if mark[3]:
            yield Rows(mark[3], tuple(mark[2].split()), unescape(mark[1]))
        else:
            yield Termed(mark[5], mark[6]) if mark[5] else Cited(tuple(mark[4].split()))
    yield html[end:]
