"""Texts that are shown as they are typed: titles and summaries, and all that the ledger and the sources say."""

from __future__ import annotations

from collections.abc import Iterator

from builder.faults import Fault, Place, Rule
from builder.plain import CONTROL, MARKED


class MarkupShown(Rule):
    """Where no Markdown, HTML or TeX is read, a reader would see its marks. What is not seen hides a word."""

    wrong = "{what} would be shown with its marks: “{mark}”"
    expected = "plain text: no Markdown, HTML or TeX, no quotes around the whole, no signs that nobody sees or searches"
    fix = "write the words or the sign alone, such as & – ’ é"
    example = "Title: Rest *well* &amp; sleep"


def markup_faults(place: Place, what: str, *texts: str) -> Iterator[Fault]:
    """Yield that one of these texts, all of which stand at one place, holds marks that would be shown."""
    marks = (found for text in texts if (found := MARKED.search(text) or CONTROL.search(text)))
    if mark := next(marks, None):
        shown = ascii(mark[0])[1:-1] if CONTROL.match(mark[0]) else mark[0][:60]
        yield MarkupShown.at(place, what=what, mark=shown)
