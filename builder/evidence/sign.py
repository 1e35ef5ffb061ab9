"""A warning sign: its words, how urgent it is, and the parts of the body to which it belongs."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal, get_args

from pydantic import Field

from builder.evidence.row import FROM_LIST, Row, Text, Traced

NEEDLES = "needles"  # the part whose signs come after needles
MOST_SIGNS = 7  # in one list: more cannot be read in a hurry
# When a sign after needles shows, as the heading of a list.
TIMES = {
    "during": "During the session or right after",
    "same day": "The same day",
    "days later": "Days or weeks later",
}
# How urgent a sign is: call the number for emergencies, a doctor on the same day, a doctor without haste.
Urgency = Literal["999", "today", "soon"]
# Where a sign belongs: a card names a part, and shows its signs. “general” is for whoever reads the guide alone, while
# “heart” and “fast” are the first signs of the chest and of a stroke.
Part = Literal[
    "general", "chest", "heart", "stroke", "fast", "head", "back", "neck", "joints", "infection", "bowel", "stomach",
    "pelvis", "mood", "needles",
]  # fmt: skip
# What stands above the signs of one part of the body, where a card has many. First where minutes count.
Heading = Literal[
    "Chest and breathing", "Stroke", "Headache", "Eyes", "Back", "Neck", "Joints", "Skin", "Infection", "Tummy",
    "Stomach", "Pelvis", "Mind", "Whole body",
]  # fmt: skip
When = Literal["during", "same day", "days later"]


class Sign(Row):
    """A sign that somebody needs help: in the same words wherever it stands, and everywhere as urgent."""

    prose = ("words", "caution")
    without_numbers = ("words", "caution")
    sources_field = "sources"

    words: Annotated[Text, Field(description="The sign, as it goes on from “Call 999 if:”")]
    urgency: Annotated[
        Urgency, Field(description="Call 999, a doctor on the same day (today), or one without haste (soon)")
    ]
    parts: Annotated[tuple[Part, ...], Field(description="Where it belongs: cards name these", min_length=1), FROM_LIST]
    heading: Annotated[Heading, Field(description="The part of the body that it stands under in a card of many")]
    when: Annotated[
        When | None, Field(description="After needles: during (or the first minutes), same day, days later")
    ] = None
    sources: Annotated[tuple[str, ...], Field(description="Keys of its sources in sources.bib"), FROM_LIST] = ()
    traced: Annotated[
        Traced | None, Field(description="Where its words were read: publication, copy of it, or a summary")
    ] = None
    own: Annotated[bool, Field(description="Whether it is the site’s own advice, which rests on no source")] = False

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all its sources."""
        return self.sources

    def stands_under(self, by_time: bool) -> str:
        """Return the heading of the sign in a card: its part of the body, or the time after needles."""
        return TIMES[self.when] if by_time and self.when else self.heading


def in_groups(signs: Sequence[Sign], by_time: bool) -> list[tuple[str, list[Sign]]]:
    """Return the signs of a card in groups, each with its heading; few signs are one group without a heading.

    The groups stand in the order of the signs, those `by_time` in the order of time.
    """
    if len(signs) <= MOST_SIGNS:
        return [("", list(signs))]
    groups: dict[str, list[Sign]] = {heading: [] for heading in TIMES.values()} if by_time else {}
    for sign in signs:
        groups.setdefault(sign.stands_under(by_time), []).append(sign)
    return [(heading, group) for heading, group in groups.items() if group]


def under_headings(signs: Sequence[Sign]) -> list[tuple[str, list[Sign]]]:
    """Return signs under the part of the body where each stands, in the order of `Heading`."""
    groups: dict[str, list[Sign]] = {heading: [] for heading in get_args(Heading)}
    for sign in signs:
        groups[sign.heading].append(sign)
    return [(heading, group) for heading, group in groups.items() if group]
