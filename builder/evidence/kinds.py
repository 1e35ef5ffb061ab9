"""The kinds of rows of the ledger: every number of the site, typed once.

It is typed in TOML files that a clinician can read and a program can check.
`Finding`, `Answer`, `Option`, `Guideline`, `Harm`, `Sign` and `Term` are the one definition that validates a row,
renders it and exports it.
`KINDS` is the one place where a kind of row is registered: all else loops over it.
"""

from __future__ import annotations

import datetime
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, get_args

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, StringConstraints

from builder.evidence.certainty import MEANS
from builder.plain import CONTROL, RAW

# Nothing is turned into something else: no true for 1, no “47.6” for 47.6, no infinity.
EXACT = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)
GENERAL = "general"  # the condition of the rows that belong to none
UNKNOWN = "time not given"
PERCENT = 100  # a count “of 100” is a percentage
UNSAID_LEVEL = 95  # an interval of another level says so
# A group after “than”, where “with” and its kind would not do.
THAN = {"no acupuncture": "without it", "waiting list": "on a waiting list", "other": "in the other group"}
SAYS = {
    "for": "For",
    "conditional": "For, with conditions",
    "silent": "No recommendation",
    "not seen": "Not known to us",
    "against": "Against",
}
TERM = "term-"  # with which the id of a term begins
NEEDLES = "needles"  # the part whose signs come after needles
MOST_SIGNS = 7  # in one list: more cannot be read in a hurry
# When a sign after needles shows, as the heading of a list.
TIMES = {
    "during": "During the session or right after",
    "same day": "The same day",
    "days later": "Days or weeks later",
}
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
Group = Literal[
    "acupuncture",
    "real or sham",
    "sham",
    "no acupuncture",
    "waiting list",
    "usual care",
    "medicine",
    "exercise",
    "other",
]
# The groups that acupuncture was tried on: those of the first, where real and sham are counted together.
TREATED = ("acupuncture", "real or sham")
OURS = "our reading"  # the start of `rated_by` where nobody rated the result in so many words
Traced = Literal["publication", "copy", "summary"]
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
# How much better acupuncture did, in classes that are the same for every outcome: see `size_of`.
Size = Literal["none", "small", "moderate", "large", "unclear"]
# What sort of treatment an option is: the theme has a sign for each.
Sort = Literal["nothing", "medicine", "movement", "hands", "mind", "programme", "food", "needles", "other"]
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


class Arm(Counted):
    """One group of a study: people out of a number, or a mean on the scale of the finding."""

    kind: Annotated[Group, Field(description="What the group was given")]
    name: Annotated[Text | None, Field(description="The group in words, where its kind alone is not enough")] = None
    what: Annotated[Text | None, Field(description="What the sham was")] = None
    score: Annotated[float | None, Field(description="Mean on the scale of the finding")] = None

    @property
    def is_treated(self) -> bool:
        """Whether the group had the needles that the finding is about."""
        return self.kind in TREATED

    @property
    def label(self) -> str:
        """The name of the group as the heading of a row."""
        return self.name or self.kind.capitalize()

    @property
    def phrase(self) -> str:
        """The name of the group in a sentence, after a number."""
        if self.kind == "no acupuncture" and not self.name:
            return "without acupuncture"
        preposition = "on a " if self.kind == "waiting list" and not self.name else "with "
        return preposition + self.label[0].lower() + self.label[1:]


class Scale(BaseModel):
    """The scale on which a finding was measured. Its ends are left out where the source does not give them."""

    model_config = EXACT

    name: Annotated[Text, Field(description="What is measured, in plain words")]
    start: Annotated[float | None, Field(alias="from", description="Lower end of the scale")] = None
    to: Annotated[float | None, Field(description="Upper end of the scale")] = None
    unit: Annotated[Literal["points", "days", "attacks"], Field(description="What the numbers count")] = "points"
    scores: Annotated[
        Literal["fall", "rise", "level low", "level high"] | None,
        Field(
            description="Scores of the groups: points down or up from the start, or the level (low or high is better)"
        ),
    ] = None
    noticeable: Annotated[float | None, Field(description="Smallest change that counts as noticeable", gt=0)] = None

    @property
    def label(self) -> str:
        """What is measured, at the start of a sentence."""
        return self.name[0].upper() + self.name[1:]

    @property
    def width(self) -> float | None:
        """The points from one end to the other, where both are known."""
        return None if self.start is None or self.to is None else self.to - self.start

    @property
    def ends(self) -> str:
        """The ends of the scale, as the end of a sentence; days and attacks need none."""
        if self.unit != "points":
            return ""
        if not self.width:
            return ", on a scale whose length we do not know"
        return f", on a scale of {self.start:g} to {self.to:g}"

    @property
    def heading(self) -> str:
        """What the scores of the groups are, as the head of a column."""
        level = "Score" if self.unit == "points" else self.unit.capitalize()
        return {
            "fall": f"Fall in {self.unit}",
            "rise": f"Rise in {self.unit}",
            "level low": f"{level} ({'lower' if self.unit == 'points' else 'fewer'} is better)",
            "level high": f"{level} ({'higher' if self.unit == 'points' else 'more'} is better)",
        }.get(self.scores or "", self.unit.capitalize())

    def meets_noticeable(self, number: float) -> bool:
        """Return whether a number, made whole, would be taken for the smallest noticeable one although it is not."""
        whole = math.floor(abs(number) + 0.5)
        return self.is_long and whole == self.noticeable and abs(number) != whole

    @property
    def is_long(self) -> bool:
        """Whether its numbers are told without decimals."""
        return self.width is not None and self.width >= 50


class Comparison(BaseModel):
    """Acupuncture against one other group. Points, SDs and people count how much better acupuncture did."""

    model_config = EXACT

    against: Annotated[Group, Field(alias="with", description="The group that acupuncture is compared with")]
    outcome: Annotated[Text | None, Field(description="What was measured, where it is not that of the finding")] = None
    measure: Annotated[
        Literal["points", "sd", "people", "risk ratio", "odds ratio"] | None, Field(description="Unit of the value")
    ] = None
    value: Annotated[float | None, Field(description="Positive: acupuncture did better; ratios as printed")] = None
    low: Annotated[float | None, Field(description="Lower end of the interval")] = None
    high: Annotated[float | None, Field(description="Upper end of the interval")] = None
    level: Annotated[float, Field(description="Of the interval, in per cent", gt=50, lt=100)] = UNSAID_LEVEL
    differs: Annotated[
        Text | None, Field(description="Why the gap is not exactly that of the groups, such as: it is adjusted")
    ] = None
    chance: Annotated[Literal["yes", "no", "unclear"], Field(description="Whether the difference could be chance")]
    noticed: Annotated[
        Literal["yes", "no", "unknown"], Field(description="Whether the gain is one that people notice")
    ] = "unknown"
    size: Annotated[
        Size | None,
        Field(description="How much better acupuncture did: a class of ours, the same for every outcome"),
    ] = None
    sized: Annotated[
        Text | None, Field(description="The words or the figure of the source on which the size rests")
    ] = None
    doubt: Annotated[
        Literal["one trial", "disputed"] | None,
        Field(description="Why the size is drawn hollow: it rests on one trial, or reviewers disagree"),
    ] = None

    @property
    def no_difference(self) -> float:
        """The value that stands for no difference: 1 for a ratio, else 0."""
        return 1 if self.measure in ("risk ratio", "odds ratio") else 0


class Hundred(NamedTuple):
    """100 people: as many as do well anyway, how many more with acupuncture (fewer where it is negative), the rest."""

    anyway: int
    extra: int

    @property
    def rest(self) -> int:
        """Those who did not do well with either."""
        return 100 - self.anyway - max(self.extra, 0)


class Finding(OfOneSource):
    """One result of one study or review."""

    prose = ("who", "outcome", "when", "summary", "caution")
    without_numbers = ("summary",)

    who: Annotated[Text, Field(description="Population")]
    outcome: Annotated[Text, Field(description="What was counted or measured, in plain words")]
    when: Annotated[Text, Field(description="Time point")]
    design: Annotated[Literal["review", "pooled patients", "trial"], Field(description="Kind of study")]
    trials: Annotated[int | None, Field(description="Number of trials in this result", gt=0)] = None
    people: Annotated[int | None, Field(description="Number of people in this result", gt=0)] = None
    people_summed: Annotated[
        bool, Field(description="Whether “people” is our own sum of the groups, not a number that the source gives")
    ] = False
    summary: Annotated[Text, Field(description="The result in one or two plain sentences, without figures")]
    certainty: Annotated[
        Literal["high", "moderate", "low", "very low", "not rated"], Field(description="Certainty by GRADE")
    ]
    rated_by: Annotated[
        str,
        Field(
            description="Who rated the certainty; empty if nobody did; “our reading of …” if we read it from the words",
            max_length=100,
        ),
    ] = ""
    arm: Annotated[tuple[Arm, ...], Field(description="The groups, acupuncture first"), FROM_LIST] = ()
    scale: Annotated[Scale | None, Field(description="The scale, where the result is in points")] = None
    comparison: Annotated[
        tuple[Comparison, ...], Field(description="Acupuncture against each group", min_length=1), FROM_LIST
    ]
    condition: Annotated[str, Field(description="The condition, given by the name of the file")] = GENERAL

    def in_words(self) -> Iterator[tuple[Path, str]]:
        """Yield the texts of the row and those of its comparisons."""
        yield from super().in_words()
        for number, comparison in enumerate(self.comparison):
            for name in ("differs", "sized"):
                if text := getattr(comparison, name):
                    yield ("comparison", number, name), text

    @property
    def shares(self) -> list[Arm]:
        """The groups of which people were counted."""
        return [arm for arm in self.arm if arm.amount is not None]

    @property
    def scores(self) -> list[Arm]:
        """The groups that have a mean on the scale."""
        return [arm for arm in self.arm if arm.score is not None]

    @property
    def has_figure(self) -> bool:
        """Whether it has a number that a reader can use: people out of 100, or points."""
        return bool(self.shares or self.scores or any(gap.measure == "points" for gap in self.comparison))

    @property
    def title(self) -> str:
        """What was counted or measured, and when, where that is known."""
        return self.outcome if self.when.startswith(UNKNOWN) else f"{self.outcome}, {self.when}"

    @property
    def means(self) -> str:
        """What the certainty means, in a sentence."""
        return MEANS[self.certainty]

    @property
    def certainty_words(self) -> str:
        """The certainty in the words of a sentence; a rating that is our own reading never passes for another’s."""
        if self.certainty == "not rated":
            return self.certainty
        return f"{self.certainty} certainty" + (" (our reading)" if self.rated_by.startswith(OURS) else "")

    @property
    def rating(self) -> str:
        """The certainty with who rated it: “low (the review’s authors)”."""
        return f"{self.certainty} ({self.rated_by})" if self.rated_by else self.certainty

    @property
    def notes(self) -> list[str]:
        """What a reader has to know of the figures: the caution of the row, and why a gap is not that of the groups."""
        return [note for note in (self.caution, *(gap.differs for gap in self.comparison)) if note]

    @property
    def extent(self) -> str:
        """How many studies and people, in short and in the words of a reader: “14 studies, 1,825 people”."""
        several = "1 study" if self.design == "trial" else "several studies together"
        studies = self._trials.replace("trials", "studies").replace("trial", "study") or several
        return f"{studies}, {self.people:,} people" if self.people else studies

    @property
    def size(self) -> str:
        """How large the study was, in words, with what those who check it have to know."""
        trials = self._trials
        study = {
            "review": f"review of {trials}" if trials else "review",
            "pooled patients": f"people of {trials or 'several trials'} taken together",
            "trial": "1 trial",
        }[self.design]
        people = (
            f"{self.people:,} people{' (our sum of the groups)' if self.people_summed else ''}" if self.people else ""
        )
        study = ", ".join(filter(None, (study, people)))
        return f"{study}; {UNKNOWN}" if self.when.startswith(UNKNOWN) else study

    @property
    def _trials(self) -> str:
        return f"{self.trials} trial{'s' if self.trials > 1 else ''}" if self.trials else ""

    def is_own(self, comparison: Comparison) -> bool:
        """Return whether a comparison is of the outcome of the finding itself, not of another one."""
        return comparison.outcome is None or comparison.outcome.casefold() == self.outcome.casefold()

    def compared_with(self, kind: str) -> Comparison | None:
        """Return the comparison of this outcome with the one group of this kind.

        None where there is none, or where several groups of the kind leave open which of them it is of.
        """
        if sum(arm.kind == kind for arm in self.arm) > 1:
            return None
        return next((gap for gap in self.comparison if gap.against == kind and self.is_own(gap)), None)

    @property
    def steps(self) -> tuple[int, int, int] | None:
        """Of 100 people, those who did well with usual care, sham and acupuncture; None unless it rises so."""
        shown = [self.arm_named(kind) for kind in ("usual care", "sham", "acupuncture")]
        counts = [arm.per(100) for arm in shown if arm and arm.amount is not None]
        return (counts[0], counts[1], counts[2]) if len(counts) == 3 and counts == sorted(counts) else None

    def group_of(self, comparison: Comparison) -> Arm | None:
        """Return the group that a comparison is with, where there is only one of its kind."""
        groups = [arm for arm in self.arm if arm.kind == comparison.against]
        return groups[0] if len(groups) == 1 and self.is_own(comparison) else None

    def hundred(self, comparison: Comparison) -> Hundred | None:
        """Return a comparison as 100 people, by the whole numbers that readers see; None where nobody was counted."""
        them = self.group_of(comparison)
        if not them or them.amount is None or not self.shares or not self.shares[0].is_treated:
            return None
        return Hundred(them.per(100), self.shares[0].per(100) - them.per(100))

    def arm_named(self, name: str) -> Arm | None:
        """Return the group of this name, or the only one of this kind."""
        named = [arm for arm in self.arm if arm.label.casefold() == name.casefold()]
        kinds = [arm for arm in self.arm if arm.kind == name]
        return named[0] if named else kinds[0] if len(kinds) == 1 else None

    def figure(self, arm: Arm) -> str:
        """Return the one number of a group, as readers see it."""
        if arm.amount is not None:
            return str(arm.per(100)) if arm.per(100) or not arm.amount else "fewer than 1"
        return self.points(arm.score or 0)

    def figure_of_each(self, arm: Arm) -> str:
        """Return the people of a group out of `EACH`, in hundreds, since studies of fewer people are no more exact."""
        hundreds = arm.per(100)
        return f"{hundreds * EACH // 100:,}" if hundreds or not arm.amount else f"fewer than {EACH // 100}"

    def points(self, number: float) -> str:
        """Return a number of points as readers see it: whole where the scale is long, with one decimal elsewhere.

        Where one of the numbers would be taken for the smallest noticeable one, all keep a decimal.
        """
        tenths = math.floor(round(abs(number) * 10, 6) + 0.5) / 10
        whole = math.floor(abs(number) + 0.5)
        if self.scale and self.scale.is_long:
            shown = f"{tenths:.1f}" if self._keeps_decimals else str(whole)
        else:
            shown = f"{tenths:g}"
        return ("−" if number < 0 and float(shown) else "") + shown

    @property
    def _keeps_decimals(self) -> bool:
        """Whether a number of this finding, made whole, would be taken for the smallest noticeable one."""
        gaps = [gap.value for gap in self.comparison if gap.measure == "points"]
        shown = [number for number in (*(arm.score for arm in self.arm), *gaps) if number is not None]
        return self.scale is not None and any(self.scale.meets_noticeable(number) for number in shown)

    def amount(self, value: float) -> str:
        """Return a difference in words: “6 points better”, “1 day fewer”."""
        shown, unit = self.points(abs(value)), self.scale.unit if self.scale else "points"
        one = unit.removesuffix("s") if shown == "1" else unit
        if unit == "points":
            return f"{shown} {one} {'worse' if value < 0 else 'better'}"
        return f"{shown} {one} {'more' if value < 0 else 'fewer'}"

    def is_on_scale(self, comparison: Comparison) -> bool:
        """Return whether a difference is in points that a reader can place: not of a scale whose ends nobody saw."""
        scale = self.scale
        return comparison.measure == "points" and scale is not None and bool(scale.unit != "points" or scale.width)

    def difference(self, comparison: Comparison, after: str = "") -> str:
        """Return a difference in figures: people of 100, or points on a scale with ends; empty where there is neither.

        `after` are the words that it stands after: where these say “more”, it does not say so again.
        """
        hundred = self.hundred(comparison)
        if hundred:
            more = "" if hundred.extra and "more" in after.casefold().split() else " more"
            sign = " fewer" if hundred.extra < 0 else more
            return "" if comparison.size == "unclear" else f"{abs(hundred.extra) or 'no'}{sign} out of 100"
        if self.is_on_scale(comparison) and self.scale and comparison.value is not None:
            return f"{self.amount(comparison.value)}{self.scale.ends}"
        return ""

    def likely_range(self, comparison: Comparison) -> str:
        """Return how far chance could move a difference, in a sentence; empty where the groups have ranges."""
        low, high, people = comparison.low, comparison.high, comparison.measure == "people"
        told = self.hundred(comparison) and self.shares[0].low is not None
        if low is None or high is None or told or not (people or self.is_on_scale(comparison)):
            return ""
        less, more = (" fewer", " more") if people else (" worse", " better")
        first, last = (str(round(abs(end))) if people else self.points(abs(end)) for end in (low, high))
        ends = less if high < 0 else more if low < 0 else ""
        return f"Likely range: {first}{less if low < 0 else ''} to {last}{ends}."

    def exact(self, arm: Arm) -> str:
        """Return the one number of a group as the ledger has it; shares as a percentage of three digits."""
        if arm.amount is None:
            return number_words(arm.score or 0)
        return f"{arm.share:.3g}" + (f" ({arm.raw})" if arm.raw else "")

    @property
    def counted(self) -> str:
        """The counts behind the shares, “205 of 391 with acupuncture, 133 of 312 with sham”; empty for percentages."""
        return ", ".join(f"{arm.raw} {arm.phrase}" for arm in self.shares if arm.raw)

    def gap(self, comparison: Comparison) -> str:
        """Return the difference of a comparison with its interval, exactly as the ledger has it."""
        if comparison.value is None:
            return ""
        unit = {
            "points": self.scale.unit if self.scale else "points",
            "sd": "SD",
            "people": "people of 100",
            "risk ratio": "RR",
            "odds ratio": "OR",
        }[comparison.measure or "points"]
        number = number_words(comparison.value)
        shown = f"{unit} {number}" if unit in ("RR", "OR") else f"{number} {unit}"
        if comparison.low is None or comparison.high is None:
            return shown
        level = "" if comparison.level == UNSAID_LEVEL else f", a {comparison.level:g}% range"
        return f"{shown} ({number_words(comparison.low)} to {number_words(comparison.high)}{level})"

    @property
    def numbers(self) -> str:
        """All the numbers in a phrase; empty where the row has none that a reader can use."""
        if self.shares:
            first, *others = self.shares
            rest = [f"{self.figure(arm)} {arm.phrase}" for arm in others]
            ended = f"{', '.join(rest[:-1])} and {rest[-1]}" if len(rest) > 1 else "".join(rest)
            return f"{self.figure(first)} out of 100 people {first.phrase}" + (f", {ended}" if ended else "")
        if self.scores and self.scale:
            shown = [f"{self.figure(arm)} {arm.phrase}" for arm in self.scores]
            shown[0] = f"{self.scale.label}, {self.scale.heading.lower()}: {shown[0]}"
            return f"{', '.join(shown[:-1])} and {shown[-1]}" if len(shown) > 1 else shown[0]
        gap = next((gap for gap in self.comparison if gap.measure == "points" and gap.value is not None), None)
        if gap and gap.value is not None and self.scale:
            than = THAN.get(gap.against, f"with {gap.against}")
            return f"{self.scale.label}: {self.amount(gap.value)} than {than}{self.scale.ends}"
        return ""

    def columns(self) -> dict[str, Any]:
        """Return the row as columns; its groups, gaps and scale as arm_1_kind, gap_1_value, scale_name."""
        nested = {"arm", "comparison", "scale"}
        return self.model_dump(mode="json", by_alias=True, exclude=nested) | dict(self._nested_columns())

    def _nested_columns(self) -> Iterator[tuple[str, Any]]:
        parts = [(f"arm_{number}", part) for number, part in enumerate[BaseModel](self.arm, 1)]
        parts += [(f"gap_{number}", part) for number, part in enumerate(self.comparison, 1)]
        parts += [("scale", self.scale)] if self.scale else []
        for start, part in parts:
            for name, value in part.model_dump(by_alias=True).items():
                yield f"{start}_{name}", value


class Guideline(OfOneSource):
    """What one guideline says of acupuncture for one topic."""

    prose = ("body", "topic", "words", "reason", "caution")
    without_numbers = ("words", "reason")

    body: Annotated[Text, Field(description="Who wrote the guideline")]
    year: Annotated[int | None, Field(description="Year of the edition", ge=1990, le=2100)] = None
    country: Annotated[Text | None, Field(description="Where it applies")] = None
    condition: Annotated[Slug, Field(description="The condition whose page shows it, or general")]
    topic: Annotated[Text, Field(description="What exactly it covers")]
    says: Annotated[
        Literal["for", "conditional", "against", "silent", "not seen"], Field(description="Which way it goes")
    ]
    words: Annotated[Text, Field(description="What it says, in our words")]
    reason: Annotated[Text | None, Field(description="The reason that the body gives")] = None

    @property
    def title(self) -> str:
        """Who says it, and of what."""
        return f"{self.body}: {self.topic}"

    @property
    def verdict(self) -> str:
        """Which way it goes, in words."""
        return SAYS[self.says]


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


class Compared(BaseModel):
    """One question of an answer: the comparison that answers it, and in words what it found.

    Where nothing was found there is no finding, and the words say so.
    """

    model_config = EXACT

    finding: Annotated[Slug | None, Field(description="Id of the finding")] = None
    against: Annotated[
        Group | None, Field(alias="with", description="Which comparison of the finding: the group compared with")
    ] = None
    words: Annotated[Text, Field(description="What was found, in two to six words and without a figure")]
    means: Annotated[Text | None, Field(description="What was counted or measured, and when, in a sentence")] = None
    beware: Annotated[Text | None, Field(description="What a reader must not overlook, in a short sentence")] = None


class Third(Compared):
    """A comparison beside the two questions, such as that with a medicine."""

    label: Annotated[Text, Field(description="What acupuncture is compared with, as a heading")]
    mapped: Annotated[
        Literal["helps", "needle"] | None,
        Field(description="The question that the map answers with this one: a rated review in place of one study"),
    ] = None


class Answer(Row):
    """What the site answers for one part of a condition: whether it helps people, and whether it is the needle."""

    prose = ("message", "caution")
    without_numbers = ("message", "words", "means", "beware")

    condition: Annotated[Slug, Field(description="The condition whose page shows it")]
    name: Annotated[Text, Field(description="The part of the condition, as a heading")]
    message: Annotated[Text, Field(description="Both answers in one sentence, without figures")]
    helps: Annotated[Compared, Field(description="Against carrying on as usual, or no acupuncture")]
    needle: Annotated[Compared, Field(description="Against pretend acupuncture")]
    also: Annotated[tuple[Third, ...], Field(description="Other comparisons"), FROM_LIST] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """None: its findings have theirs."""
        return ()

    @property
    def compared(self) -> Iterator[tuple[Path, Compared]]:
        """The questions, each with the path of its field."""
        yield ("helps",), self.helps
        yield ("needle",), self.needle
        for number, third in enumerate(self.also):
            yield ("also", number), third

    @property
    def in_map(self) -> tuple[Compared, Compared]:
        """What the map draws for the two questions: a comparison that is mapped in place of the question itself."""
        mapped: dict[str | None, Compared] = {third.mapped: third for third in self.also}
        return mapped.get("helps", self.helps), mapped.get("needle", self.needle)

    def in_words(self) -> Iterator[tuple[Path, str]]:
        """Yield the texts of the row and those of its questions."""
        yield from super().in_words()
        for path, compared in self.compared:
            for name in ("label", "words", "means", "beware"):
                if text := getattr(compared, name, None):
                    yield (*path, name), text


class Said(BaseModel):
    """What is said of an option to one of the four questions, and the sources; or the site says it itself."""

    model_config = EXACT

    words: Annotated[Text, Field(description="The answer, in one or two sentences")]
    sources: Annotated[tuple[str, ...], Field(description="Keys of its sources in sources.bib"), FROM_LIST] = ()
    own: Annotated[
        bool, Field(description="Whether the site says it itself: that nothing was found, or what an effort it is")
    ] = False


class Option(Row):
    """One of the things that somebody with a condition can choose, each with the same four questions."""

    prose = ("name", "caution")
    sources_field = "helps"

    condition: Annotated[Slug, Field(description="The condition whose page shows it, or general")]
    name: Annotated[Text, Field(description="What it is, in a few words")]
    sort: Annotated[Sort, Field(description="What sort of treatment it is: the theme has a sign for each")]
    part: Annotated[Text | None, Field(description="For which part of the condition, where it is not for all")] = None
    helps: Annotated[Said, Field(description="Does it help?")]
    sure: Annotated[Said, Field(description="How sure is that?")]
    wrong: Annotated[Said, Field(description="What can go wrong?")]
    asks: Annotated[Said, Field(description="What does it ask of you?")]

    @property
    def title(self) -> str:
        """What it is."""
        return self.name

    @property
    def full_name(self) -> str:
        """The name with the part of the condition that it is for, where the name does not say it."""
        return f"{self.name} ({self.part})" if self.part and self.part not in self.name.casefold() else self.name

    @property
    def said(self) -> dict[str, Said]:
        """The four answers by the names of their fields, in order."""
        return {"helps": self.helps, "sure": self.sure, "wrong": self.wrong, "asks": self.asks}

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all its sources."""
        return tuple(dict.fromkeys(key for said in self.said.values() for key in said.sources))

    def in_words(self) -> Iterator[tuple[Path, str]]:
        """Yield the texts of the row, with its four answers."""
        yield from super().in_words()
        for name, said in self.said.items():
            yield (name, "words"), said.words


class Term(Row):
    """A word that readers may not know, with what it means: listed in the glossary, told where a text marks it."""

    prose = ("term", "meaning", "caution")
    without_numbers = ("meaning",)
    sources_field = "cite"

    id: Annotated[
        Slug, StringConstraints(pattern=f"^{TERM}"), Field(description="Unique in the whole ledger, after “term-”")
    ]
    term: Annotated[Text, Field(description="The word or words, as they stand inside a sentence")]
    also: Annotated[tuple[Text, ...], Field(description="Its other forms, such as the plural"), FROM_LIST] = ()
    meaning: Annotated[Text, Field(description="What it means, in one plain sentence")]
    say: Annotated[Text | None, Field(description="How to say it, as “sy-AT-ik-uh”: capitals are stressed")] = None
    cite: Annotated[
        tuple[str, ...], Field(description="Keys of the sources of how to say it, or of the meaning"), FROM_LIST
    ] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all its sources."""
        return self.cite

    @property
    def forms(self) -> tuple[str, ...]:
        """All its forms in small letters, each once."""
        return tuple(dict.fromkeys(form.casefold() for form in (self.term, *self.also)))

    @property
    def slug(self) -> str:
        """Its id as texts mark it: the end."""
        return self.id.removeprefix(TERM)

    @property
    def letter(self) -> str:
        """The letter under which it is listed."""
        return self.term[0].upper()


class Drawn(NamedTuple):
    """A block, and the component of the theme that draws it.

    It draws the single row after its bar (`one`) or many in a list, which has a caption where it is a table. Links to a
    row lead to the block that is its `place` on a page; another only shows it again.
    """

    name: str
    one: bool = False
    caption: bool = True
    place: bool = True


@dataclass(frozen=True)
class Kind:
    """A kind of row: what it is called, where it is kept, and what draws it."""

    table: str  # one row, in words and as the table in the file: [[finding]]
    plural: str  # many of them: their name in the data to download
    title: str  # many of them, to a reader
    model: type[Row]
    files: str  # its files below content/evidence; those without a star must be there
    drawn: tuple[Drawn, ...]  # what draws them
    from_file_name: str | None = None  # the field that the name of the file gives

    def given(self, name: str) -> dict[str, str]:
        """Return the fields that the name of a file gives its rows."""
        return {self.from_file_name: PurePath(name).stem} if self.from_file_name else {}


KINDS = (
    Kind(
        "finding",
        "findings",
        "Findings",
        Finding,
        "findings/*.toml",
        (Drawn("findings"), Drawn("fact-box", one=True), Drawn("hundred", one=True, place=False)),
        "condition",
    ),
    Kind(
        "answer",
        "answers",
        "Short answers",
        Answer,
        "answers.toml",
        (
            Drawn("short-answer", caption=False),
            Drawn("other-answers", caption=False),
            Drawn("evidence-map", place=False),
        ),
    ),
    Kind("option", "options", "Options", Option, "options.toml", (Drawn("options"),)),
    Kind("guideline", "guidelines", "Guidelines", Guideline, "guidelines.toml", (Drawn("guidelines"),)),
    Kind(
        "harm",
        "harms",
        "Side effects",
        Harm,
        "harms.toml",
        (Drawn("harms"), Drawn("ladder", place=False)),
    ),
    Kind("sign", "signs", "Warning signs", Sign, "signs.toml", (Drawn("care-card"),)),
    Kind(
        "term", "terms", "Words and what they mean", Term, "glossary.toml", ()
    ),  # drawn by theme/templates/glossary.html
)
DRAWN = {drawn.name: drawn for kind in KINDS for drawn in kind.drawn}


def kind_of(name: str) -> Kind:
    """Return the kind of the rows of a file. Raises ValueError for a file of none."""
    for kind in KINDS:
        if PurePath(name).match(kind.files):
            return kind
    raise ValueError(f"{name} is a file of no kind of rows")
