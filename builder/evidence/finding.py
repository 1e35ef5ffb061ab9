"""A finding: what one study or review found, in groups of people or in points, against one or more other groups."""

from __future__ import annotations

import math
from collections.abc import Iterator
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, Field

from builder.evidence.certainty import MEANS
from builder.evidence.harm import EACH
from builder.evidence.row import EXACT, FROM_LIST, GENERAL, Counted, OfOneSource, Path, Text, number_words

UNKNOWN = "time not given"
UNSAID_LEVEL = 95  # an interval of another level says so
# A group after “than”, where “with” and its kind would not do.
THAN = {"no acupuncture": "without it", "waiting list": "on a waiting list", "other": "in the other group"}
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
# How much better acupuncture did, in classes that are the same for every outcome: see `size_of`.
Size = Literal["none", "small", "moderate", "large", "unclear"]


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
    """Of 100 people, as many as do well anyway, and how many more with acupuncture: fewer where it is negative."""

    anyway: int
    extra: int


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
