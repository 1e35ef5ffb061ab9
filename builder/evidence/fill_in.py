"""What is still to be filled in, in a file of data; the texts are checked as words."""

from __future__ import annotations

from collections.abc import Iterator

from builder.faults import Fault, Place, Rule
from builder.plain import FILL_IN


class StillToFillIn(Rule):
    """What `new.py` started is not published half done."""

    wrong = "“FILL-IN” says that something is still to be filled in"
    expected = "what belongs here, from the source"
    fix = "replace it, or delete the line if the field is optional"
    example = 'who = "FILL-IN: the people"'


def is_to_fill_in(value: object) -> bool:
    """Return whether a value is a text in which something is still to be filled in: it has been reported as that."""
    return isinstance(value, str) and FILL_IN in value.upper()


def fill_in_faults(name: str, text: str) -> Iterator[Fault]:
    """Yield each line of a file on which something is still to be filled in."""
    for number, line in enumerate(text.split("\n"), 1):
        if is_to_fill_in(line):
            yield StillToFillIn.at(Place(name, number))
