"""A harm: how often something went wrong, per person or per treatment."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Literal

from pydantic import Field

from builder.evidence.row import PERCENT, Counted, OfOneSource, Text, number_words

EACH = 10_000  # one number of people or treatments for all side effects, so that they can be compared
FEW = 0.95  # of 100: what would be told as none or as 1 out of 100
# How often something happened, out of that number: the smallest of each class, and its words.
HOW_OFTEN = ((100, "100 or more"), (10, "10 to 99"), (1, "1 to 9"))


class Harm(OfOneSource, Counted):
    """How often something unwanted happened, or what people felt, per person or per treatment."""

    prose = ("event", "who", "counted", "caution")

    event: Annotated[Text, Field(description="What happened, in plain words")]
    who: Annotated[Text, Field(description="Population")]
    unit: Annotated[Literal["people", "treatments"], Field(description="What the count is out of")]
    counted: Annotated[Text, Field(description="What was counted, and how")]

    @property
    def base(self) -> int:
        """The round number out of which a reader is told the count: 100 unless the event is too rare for it."""
        return 100 if self.share >= FEW else EACH

    @property
    def is_few(self) -> bool:
        """Whether so few were counted that a sentence gives the count itself, and the round figure as our sum."""
        return bool(self.raw) and self.share < FEW

    @property
    def numbers(self) -> str:
        """The count in a phrase; where it is of few, as it was made."""
        if not self.amount:
            return f"0 of {self.of or 0:,} {self.unit}"
        shown = self.rounded(self.base, self.amount)
        if self.is_few:
            return f"{self.raw} {self.unit} (about {shown} in {self.base:,})".replace("about fewer", "fewer")
        return f"{shown} out of {self.base:,} {self.unit}"

    @property
    def printed(self) -> str:
        """The count or the rate as printed, with its interval: “7.98 of each 1,000,000 treatments (1.39 to 20)”."""
        number = number_words(self.amount or 0)
        percentage = f"{number}% of" if self.of == PERCENT else f"{number} of each {self.of or 0:,}"
        shown = f"{self.raw or percentage} {self.unit}"
        if self.low is None or self.high is None:
            return shown
        return f"{shown} ({number_words(self.low)} to {number_words(self.high)})"

    @property
    def out_of_each(self) -> str:
        """The count out of the one number that a table of side effects uses, with its interval."""
        return self.out_of(EACH)

    def out_of(self, many: int) -> str:
        """Return the count out of `many` with its interval."""
        shown = self.rounded(many, self.amount or 0)
        if self.low is None or self.high is None or not self.per(many, self.high):
            return shown
        return f"{shown} ({self.rounded(many, self.low)} to {self.rounded(many, self.high)})"

    def rounded(self, many: int, count: float) -> str:
        """Return a count of the same unit out of `many`; over 100 to tens, and never 0 for what did happen."""
        number = self.per(many, count)
        if not number and count:
            return "fewer than 1"
        return f"{round(number, -1) if number >= 100 else number:,}"


def by_how_often(rows: Sequence[Harm]) -> list[tuple[str, list[Harm]]]:
    """Return side effects in classes of how often they happened, from frequent to seldom, each with its words."""
    classes: dict[str, list[Harm]] = {}
    for row in sorted(rows, key=lambda row: -row.share):
        seldom = "fewer than 1" if row.amount else "none counted"
        words = next((words for least, words in HOW_OFTEN if row.per(EACH) >= least), seldom)
        classes.setdefault(words, []).append(row)
    return list(classes.items())
