"""Texts that are shown as they are typed: titles and summaries, and all that the ledger and the sources say."""

from __future__ import annotations

from collections.abc import Iterator

from builder.faults import Fault, Place, Rule
from builder.plain import MARKED


class MarkupShown(Rule):
    """Where no Markdown, HTML or TeX is read, a reader would see its marks."""

    wrong = "{what} would be shown with its marks: “{mark}”"
    expected = "plain text: no Markdown, no HTML, no TeX, no quotes around the whole"
    fix = "write the words or the sign alone, such as & – ’ é"
    example = "Title: Rest *well* &amp; sleep"


def markup_faults(place: Place, what: str, *texts: str) -> Iterator[Fault]:
    """Yield that one of these texts, all of which stand at one place, holds marks that would be shown."""
    mark = next(filter(None, map(MARKED.search, texts)), None)
    if mark:
        yield MarkupShown.at(place, what=what, mark=mark[0][:60])
