"""What all rows of the ledger have: exact values, an id, a date, sources, and what a reader sees of them in words."""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping
from typing import Annotated, Any, ClassVar, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from builder.plain import CONTROL, RAW

# Nothing is turned into something else: no true for 1, no “47.6” for 47.6, no infinity.
EXACT = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
GENERAL = "general"  # the condition of the rows that belong to none
PERCENT = 100  # a count “of 100” is a percentage
TRACED = {
    "publication": "Read in the publication or its official record.",
    "copy": "Read in a copy.",
    "summary": "Read in a summary by others.",
}


def _visible(text: str) -> str:
    if odd := CONTROL.search(text) or RAW.search(text):
        raise ValueError(f"text that can be seen, without “{odd[0]!a}”")
    return text


def _listed(value: Any) -> Any:
    if not isinstance(value, list | tuple):
        raise ValueError("a list")  # noqa: TRY004 - pydantic makes a fault of this one only
    return tuple(value)


Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(min_length=2, max_length=700, strip_whitespace=True), AfterValidator(_visible)]
Traced = Literal["publication", "copy", "summary"]
FROM_LIST = BeforeValidator(_listed)
Path = tuple[str | int, ...]  # of a field in its row, as ("arm", 1, "count")


def number_words(number: float) -> str:
    """Return a number exactly as the ledger has it, with a true minus."""
    return f"{number:g}".replace("-", "−")


class Row(BaseModel):
    """What every row has: its id, the day when it was checked, the keys of its sources, what a reader must beware of.

    A kind gives `keys` by the fields in which it names its sources.
    """

    model_config = EXACT

    # The fields that are written in words for readers, and those of them that hold no result of a study in numbers.
    prose: ClassVar[tuple[str, ...]] = ("caution",)
    without_numbers: ClassVar[tuple[str, ...]] = ()
    sources_field: ClassVar[str] = "source"  # where it names its sources

    id: Annotated[Slug, Field(description="Unique in the whole ledger")]
    checked: Annotated[datetime.date, Field(description="Day on which the row was compared with its source")]
    caution: Annotated[Text | None, Field(description="What a reader has to know besides")] = None

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all its sources."""
        raise NotImplementedError

    def in_words(self) -> Iterator[tuple[Path, str]]:
        """Yield what a reader sees of the row in words: each text with the path of its field."""
        for name in self.prose:
            if text := getattr(self, name):
                yield (name,), text

    def columns(self) -> dict[str, Any]:
        """Return the row as columns of a table: a name and a value for each field, a list of words in one cell."""
        return dict(_columns(self.model_dump(mode="json", by_alias=True)))


def _columns(values: Mapping[str, Any], start: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in values.items():
        if isinstance(value, dict):
            yield from _columns(value, f"{start}{name}_")
        elif isinstance(value, list) and value and isinstance(value[0], dict):
            for number, part in enumerate(value, 1):
                yield from _columns(part, f"{start}{name}_{number}_")
        else:
            yield f"{start}{name}", "; ".join(value) if isinstance(value, list) else value


class OfOneSource(Row):
    """A row that rests on a single source, and how far its number was traced there."""

    source: Annotated[str, Field(description="Key of the source in sources.bib", min_length=1)]
    traced: Annotated[Traced, Field(description="Where the figure was read: publication, copy of it, or a summary")]

    @property
    def keys(self) -> tuple[str, ...]:
        """The key of its source."""
        return (self.source,)

    @property
    def trace(self) -> str:
        """How far it was traced, in a few words: the page says once what they mean."""
        return TRACED[self.traced]


class Counted(BaseModel):
    """How many of how many people or treatments, with an interval in the same unit where one is given.

    It is a count out of a real number or a percentage, or else a rate, which counts nobody: 7.98 of each million.
    """

    model_config = EXACT

    count: Annotated[float | None, Field(description="People or treatments with the outcome, as counted", ge=0)] = None
    rate: Annotated[
        float | None, Field(description="Instead of a count: the rate as printed, such as 7.98 of each million", ge=0)
    ] = None
    of: Annotated[
        int | None,
        Field(
            description="Out of how many: the real number, or 100 for a percentage; of a rate, of each how many",
            gt=0,
            lt=10**9,
        ),
    ] = None
    low: Annotated[float | None, Field(description="Lower end of the 95 % interval", ge=0)] = None
    high: Annotated[float | None, Field(description="Upper end of the 95 % interval", ge=0)] = None

    @property
    def amount(self) -> float | None:
        """The count or the rate, whichever is given."""
        return self.rate if self.count is None else self.count

    @property
    def share(self) -> float:
        """The count or the rate as a percentage; 0 where there is none."""
        return 100 * (self.amount or 0) / (self.of or 100)

    @property
    def raw(self) -> str:
        """The count as it was made, “205 of 391”; empty for a percentage or a rate, of which nobody saw the count."""
        return "" if self.count is None or self.of in (None, PERCENT) else f"{self.count:,.0f} of {self.of:,}"

    def per(self, many: int, count: float | None = None) -> int:
        """Return the count (or another of the same unit) out of `many`, as a whole number, half rounded up."""
        number = (self.amount or 0) if count is None else count
        return math.floor(round(number * many / (self.of or 100), 6) + 0.5)
