"""The ledger: every figure of the site, typed once, in TOML files that a clinician can read and a program can check.

`Finding`, `Guideline` and `Harm` are the one definition that validates a row, renders it and exports it. All faults of
the files are reported with the line of the field.
"""

from __future__ import annotations

import datetime
import math
import re
import tomllib
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Annotated, Any, Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, ValidationError

from plugins.faults import Report, Rule, guess

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
Text = Annotated[str, StringConstraints(min_length=2, strip_whitespace=True)]
Traced = Literal["publication", "copy", "summary"]
Kind = Literal["acupuncture", "sham", "no acupuncture", "waiting list", "usual care", "medicine", "exercise", "other"]
UNKNOWN = "time not given"
# A group after “than”, where “with” and its kind would not do.
THAN = {"no acupuncture": "without it", "waiting list": "on a waiting list", "other": "in the other group"}
GENERAL = "general"  # the rows that belong to no condition
# The words that stand for a certainty, and the one that each rating asks for. Source: the wording of Cochrane’s plain
# language summaries, as in doi:10.1002/14651858.CD013010 (“probably” for moderate, “may” for low).
HEDGES = {
    "probably": re.compile(r"\bprobably\b", re.IGNORECASE),
    "may": re.compile(r"\b(?<!\d )may\b(?! \d)"),
    "very uncertain": re.compile(r"\bvery uncertain\b", re.IGNORECASE),
    "little or no difference": re.compile(r"\blittle or no difference\b", re.IGNORECASE),
}
WORDING = {
    "high": "",
    "moderate": "probably",
    "low": "may",
    "very low": "very uncertain",
    "not rated": "",
}
# What each rating means to a reader.
MEANS = {
    "high": "The true effect is close to this.",
    "moderate": "The true effect is probably close to this.",
    "low": "The true effect may be quite different.",
    "very low": "We are very uncertain about the true effect.",
    "not rated": "We found no rating of how sure this is.",
}
TRACED = {
    "publication": "Figure read in the publication or its official record.",
    "copy": "Figure read in a copy; original to be confirmed.",
    "summary": "Figure taken from a summary; original to be confirmed.",
}
SAYS = {
    "for": "For",
    "conditional": "For, with conditions",
    "silent": "No recommendation",
    "not seen": "Not seen",
    "against": "Against",
}


class Row(BaseModel):
    """What every row has: its id, its source, how far the figure was traced, when, and what a reader must beware of."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    id: Annotated[Slug, Field(description="Unique in the whole ledger")]
    source: Annotated[str, Field(description="Key of the source in sources.bib", min_length=1)]
    traced: Annotated[Traced, Field(description="Where the figure was read: publication, copy of it, or a summary")]
    checked: Annotated[datetime.date, Field(description="Day on which the row was compared with its source")]
    caution: Annotated[Text | None, Field(description="What a reader has to know of the figure")] = None

    @property
    def trace(self) -> str:
        """How far the figure was traced, as a sentence."""
        return TRACED[self.traced]


class Counted(BaseModel):
    """A count out of a number of people or treatments, with an interval in the same unit where one is given."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    count: Annotated[float | None, Field(description="People with the outcome", ge=0)] = None
    of: Annotated[int | None, Field(description="Out of how many; 100 for a percentage", gt=0)] = None
    low: Annotated[float | None, Field(description="Lower end of the 95 % interval")] = None
    high: Annotated[float | None, Field(description="Upper end of the 95 % interval")] = None

    @property
    def share(self) -> float:
        """The count as a percentage; 0 where there is none."""
        return 100 * (self.count or 0) / (self.of or 100)

    def per(self, many: int, count: float | None = None) -> int:
        """Return the count (or another of the same unit) out of `many`, as a whole number, half rounded up."""
        number = (self.count or 0) if count is None else count
        return math.floor(round(number * many / (self.of or 100), 6) + 0.5)


class Arm(Counted):
    """One group of a study: people out of a number, or a mean on the scale of the finding."""

    kind: Annotated[Kind, Field(description="What the group was given")]
    name: Annotated[Text | None, Field(description="The group in words, where its kind alone is not enough")] = None
    what: Annotated[Text | None, Field(description="What the sham was")] = None
    score: Annotated[float | None, Field(description="Mean on the scale of the finding")] = None

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

    model_config = ConfigDict(extra="forbid", frozen=True, populate_by_name=True)

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
    def ends(self) -> str:
        """The ends of the scale, as the end of a sentence; days and attacks need none."""
        if self.unit != "points":
            return ""
        return (
            f", on a scale of {self.start:g} to {self.to:g}" if self.width else ", on a scale whose ends we did not see"
        )

    @property
    def heading(self) -> str:
        """What the scores of the groups are, as the head of a column."""
        level = "Score" if self.unit == "points" else self.unit.capitalize()
        return {
            "fall": f"{self.unit.capitalize()} down",
            "rise": f"{self.unit.capitalize()} up",
            "level low": f"{level} (low is better)",
            "level high": f"{level} (high is better)",
        }.get(self.scores or "", self.unit.capitalize())

    def amount(self, value: float) -> str:
        """Return a difference in words: “6 points better”, “1 day fewer”."""
        told = self.points(abs(value))
        unit = self.unit.removesuffix("s") if told == "1" else self.unit
        if self.unit == "points":
            return f"{told} {unit} {'worse' if value < 0 else 'better'}"
        return f"{told} {unit} {'more' if value < 0 else 'fewer'}"

    @property
    def width(self) -> float | None:
        """The points from one end to the other, where both are known."""
        return None if self.start is None or self.to is None else self.to - self.start

    def points(self, number: float) -> str:
        """Return a number of points as readers see it: whole where the scale is long, with one decimal elsewhere.

        A number beside the smallest noticeable one keeps its decimal, so that the two are not taken for the same.
        """
        whole = math.floor(abs(number) + 0.5)
        if self.width is not None and self.width >= 50 and (whole != self.noticeable or number == whole):
            return ("−" if number < 0 and whole else "") + str(whole)
        tenths = math.floor(round(abs(number) * 10, 6) + 0.5) / 10
        return ("−" if number < 0 and tenths else "") + f"{tenths:g}"


class Comparison(BaseModel):
    """Acupuncture against one other group. Points, SDs and people count how much better acupuncture did."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    against: Annotated[Kind, Field(alias="with", description="The group that acupuncture is compared with")]
    outcome: Annotated[Text | None, Field(description="What was measured, where it is not that of the finding")] = None
    measure: Annotated[
        Literal["points", "sd", "people", "risk ratio", "odds ratio"] | None, Field(description="Unit of the value")
    ] = None
    value: Annotated[float | None, Field(description="Positive: acupuncture did better; ratios as printed")] = None
    low: Annotated[float | None, Field(description="Lower end of the 95 % interval")] = None
    high: Annotated[float | None, Field(description="Upper end of the 95 % interval")] = None
    chance: Annotated[Literal["yes", "no", "unclear"], Field(description="Whether the difference could be chance")]
    noticed: Annotated[
        Literal["yes", "no", "unknown"], Field(description="Whether the gain is one that people notice")
    ] = "unknown"


class Finding(Row):
    """One result of one study or review."""

    who: Annotated[Text, Field(description="Population")]
    outcome: Annotated[Text, Field(description="What was counted or measured, in plain words")]
    when: Annotated[Text, Field(description="Time point")]
    design: Annotated[Literal["review", "pooled patients", "trial"], Field(description="Kind of study")]
    trials: Annotated[int | None, Field(description="Number of trials in this result", gt=0)] = None
    people: Annotated[int | None, Field(description="Number of people in this result", gt=0)] = None
    summary: Annotated[Text, Field(description="The result in one or two plain sentences, without figures")]
    certainty: Annotated[
        Literal["high", "moderate", "low", "very low", "not rated"], Field(description="Certainty by GRADE")
    ]
    rated_by: Annotated[str, Field(description="Who rated the certainty; empty if nobody did")] = ""
    arm: Annotated[tuple[Arm, ...], Field(description="The groups, acupuncture first")] = ()
    scale: Annotated[Scale | None, Field(description="The scale, where the result is in points")] = None
    comparison: Annotated[tuple[Comparison, ...], Field(description="Acupuncture against each group", min_length=1)]
    condition: Annotated[str, Field(description="The condition, given by the name of the file")] = GENERAL

    @property
    def shares(self) -> list[Arm]:
        """The groups of which people were counted."""
        return [arm for arm in self.arm if arm.count is not None]

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
        """The certainty in the words of a sentence."""
        return "not rated" if self.certainty == "not rated" else f"{self.certainty} certainty"

    @property
    def size(self) -> str:
        """How large the study was, in words."""
        study = {"review": "review", "pooled patients": "patients pooled", "trial": "1 trial"}[self.design]
        if self.trials and self.design != "trial":
            study = f"{study} of {self.trials} trial{'s' if self.trials > 1 else ''}"
            study = study.replace("pooled of", "pooled from")
        study = f"{study}, {self.people:,} people" if self.people else study
        return f"{study}; {UNKNOWN}" if self.when.startswith(UNKNOWN) else study

    def compared_with(self, kind: str) -> Comparison | None:
        """Return the comparison with a kind of group, if there is one."""
        return next((comparison for comparison in self.comparison if comparison.against == kind), None)

    def arm_named(self, name: str) -> Arm | None:
        """Return the group of this name, or the only one of this kind."""
        named = [arm for arm in self.arm if arm.label.casefold() == name.casefold()]
        kinds = [arm for arm in self.arm if arm.kind == name]
        return named[0] if named else kinds[0] if len(kinds) == 1 else None

    def figure(self, arm: Arm) -> str:
        """Return the one number of a group, as readers see it."""
        if arm.count is not None:
            return str(arm.per(100)) if arm.per(100) or not arm.count else "fewer than 1"
        return self.scale.points(arm.score or 0) if self.scale else f"{arm.score or 0:g}"

    def exact(self, arm: Arm) -> str:
        """Return the one number of a group as the ledger has it; shares as a percentage of three figures."""
        return f"{arm.share:.3g}" if arm.count is not None else _number(arm.score or 0)

    def gap(self, comparison: Comparison) -> str:
        """Return the difference of a comparison with its interval, exactly as the ledger has it."""
        if comparison.value is None:
            return ""
        unit = {
            "points": "points",
            "sd": "SD",
            "people": "people of 100",
            "risk ratio": "RR",
            "odds ratio": "OR",
        }[comparison.measure or "points"]
        number = _number(comparison.value)
        told = f"{unit} {number}" if unit in ("RR", "OR") else f"{number} {unit}"
        if comparison.low is None or comparison.high is None:
            return told
        return f"{told} ({_number(comparison.low)} to {_number(comparison.high)})"

    @property
    def numbers(self) -> str:
        """All the numbers in a phrase; empty where the row has none that a reader can use."""
        if self.shares:
            first, *others = self.shares
            rest = [f"{self.figure(arm)} {arm.phrase}" for arm in others]
            ended = f"{', '.join(rest[:-1])} and {rest[-1]}" if len(rest) > 1 else "".join(rest)
            return f"{self.figure(first)} out of 100 people {first.phrase}" + (f", {ended}" if ended else "")
        if self.scores and self.scale:
            told = [f"{self.figure(arm)} {arm.phrase}" for arm in self.scores]
            told[0] = f"{self.scale.label}, {self.scale.heading.lower()}: {told[0]}"
            return f"{', '.join(told[:-1])} and {told[-1]}" if len(told) > 1 else told[0]
        gap = next((gap for gap in self.comparison if gap.measure == "points" and gap.value is not None), None)
        if gap and gap.value is not None and self.scale:
            than = THAN.get(gap.against, f"with {gap.against}")
            return f"{self.scale.label}: {self.scale.amount(gap.value)} than {than}{self.scale.ends}"
        return ""


class Guideline(Row):
    """What one guideline says of acupuncture for one topic."""

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
    def verdict(self) -> str:
        """Which way it goes, in words."""
        return SAYS[self.says]


class Harm(Row, Counted):
    """How often something unwanted happened, or what people felt, per person or per treatment."""

    event: Annotated[Text, Field(description="What happened, in plain words")]
    who: Annotated[Text, Field(description="Population")]
    unit: Annotated[Literal["people", "treatments"], Field(description="What the count is out of")]
    counted: Annotated[Text, Field(description="What was counted, and how")]

    @property
    def base(self) -> int:
        """The round number out of which a reader is told the count: 100 unless the event is too seldom for it."""
        return next((base for base in (100, 10_000, 1_000_000) if self.share * base >= 95), 1_000_000)

    @property
    def numbers(self) -> str:
        """The count in a phrase; counts of few cases stay as they were printed."""
        if self.count is not None and self.of is not None and self.of > 10_000 and self.count < 100:
            rate = f" (about {self.per(self.base)} in {self.base:,})" if self.count else ""
            return f"{self.count:,.0f} of {self.of:,} {self.unit}{rate}"
        return f"{self.per(self.base):,} out of {self.base:,} {self.unit}"

    def out_of(self, many: int) -> str:
        """Return the count out of `many` with its interval; counts over 100 are rounded to tens."""
        told = [self.per(many)]
        if self.low is not None and self.high is not None:
            told += [self.per(many, self.low), self.per(many, self.high)]
        shown = [f"{round(number, -1) if number >= 100 else number:,}" for number in told]
        if not told[0] and self.count:
            return "fewer than 1"
        return shown[0] + (f" ({shown[1]} to {shown[2]})" if len(shown) == 3 else "")


def _number(number: float) -> str:
    return f"{number:g}".replace("-", "−")


class Place(NamedTuple):
    """Where a row stands: the file and the lines of its fields, by their path in the row."""

    file: str
    lines: dict[tuple[str | int, ...], int]

    def at(self, *path: str | int) -> tuple[str, int]:
        """Return the file and line of a field, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.file, self.lines.get(path, 0)


@dataclass
class Ledger:
    """All rows by id, with the place of each, the pages that show it, and the address where it is drawn."""

    findings: dict[str, Finding] = field(default_factory=dict)
    guidelines: dict[str, Guideline] = field(default_factory=dict)
    harms: dict[str, Harm] = field(default_factory=dict)
    places: dict[str, Place] = field(default_factory=dict)
    shown: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    addresses: dict[str, str] = field(default_factory=dict)

    @property
    def rows(self) -> dict[str, Finding | Guideline | Harm]:
        """All rows of all kinds."""
        return {**self.findings, **self.guidelines, **self.harms}

    @property
    def by_source(self) -> dict[str, list[Finding | Guideline | Harm]]:
        """The rows by the key of their source."""
        told = defaultdict(list)
        for row in self.rows.values():
            told[row.source].append(row)
        return told

    @property
    def conditions(self) -> dict[str, list[Finding]]:
        """The findings by condition."""
        told = defaultdict(list)
        for finding in self.findings.values():
            told[finding.condition].append(finding)
        return told


def read_ledger(folder: Path, sources: set[str], report: Report) -> Ledger:
    """Read findings/*.toml, guidelines.toml and harms.toml; report every row that cannot be used.

    `sources` holds the keys of the sources that a row may name.
    """
    ledger = Ledger()
    files: list[tuple[Path, str, type[Row], dict[str, Any], dict[str, Any]]] = [
        (path, "finding", Finding, ledger.findings, {"condition": path.stem})
        for path in sorted((folder / "findings").glob("*.toml"))
    ]
    files.append((folder / "guidelines.toml", "guideline", Guideline, ledger.guidelines, {}))
    files.append((folder / "harms.toml", "harm", Harm, ledger.harms, {}))
    for path, table, model, rows, given in files:
        for place, values in _tables(path, table, report):
            row = _row(model, {**values, **given}, table, place, report)
            if row is None:
                continue
            if row.id in ledger.places:
                other = ledger.places[row.id].at()
                report.add(
                    Rule.LEDGER_TWICE,
                    place.at("id"),
                    f"the id “{row.id}” stands twice in the ledger",
                    f"one row an id; the first is in {other[0]}, line {other[1]}",
                    "give this row another id, or merge the two",
                )
                continue
            ledger.places[row.id] = place
            rows[row.id] = row
            _check_source(row, sources, place, report)
            for fault in _faults(row):
                report.add(fault.rule, place.at(*fault.path), fault.wrong, fault.expected, fault.mend)
    _check_contradictions(ledger, report)
    return ledger


def _tables(path: Path, table: str, report: Report) -> Iterator[tuple[Place, dict[str, Any]]]:
    """Yield the tables of a TOML file, each with the lines of its fields."""
    name = report.name(path)
    try:
        text = path.read_text(encoding="utf-8")
        tables = tomllib.loads(text)
    except (OSError, ValueError) as error:
        line = re.search(r"at line (\d+)", str(error))
        report.add(
            Rule.LEDGER_FILE,
            (name, int(line[1]) if line else 0),
            f"the file cannot be read: {error}",
            f"TOML in UTF-8, with tables [[{table}]]",
            "mend the line; texts stand in double quotes, numbers do not",
        )
        return
    for odd in tables.keys() - {table}:
        number = next((n for n, line in enumerate(text.split("\n"), 1) if odd in line), 0)
        wrong = f"the file holds “{odd}”{guess(odd, [table])}"
        report.add(Rule.LEDGER_FIELD, (name, number), wrong, f"tables [[{table}]] only", "rename or move it")
    lines = field_lines(text, table)
    for index, values in enumerate(tables.get(table, [])):
        own = {path[1:]: line for path, line in lines.items() if path[0] == index}
        yield Place(name, own), values


def field_lines(text: str, table: str) -> dict[tuple[str | int, ...], int]:
    """Return the line of every field of the tables `[[table]]`: (index of the table, field, …) to line, from 1."""
    lines: dict[tuple[str | int, ...], int] = {}
    here: tuple[str | int, ...] = ()
    index = -1
    for number, line in enumerate(text.split("\n"), 1):
        if head := re.match(rf"\s*(\[\[?){table}(?:\.(\w+))?\]", line):
            if head[2] is None:
                index += 1
                here = (index,)
            elif head[1] == "[[":
                inside = sum(path[:2] == (index, head[2]) and len(path) == 3 for path in lines)
                here = (index, head[2], inside)
            else:
                here = (index, head[2])
            lines[here] = number
        elif key := re.match(r"\s*(\w+)\s*=", line):
            lines[(*here, key[1])] = number
    return lines


def _row(model: type[Row], values: dict[str, Any], table: str, place: Place, report: Report) -> Any:
    try:
        return model(**values)
    except ValidationError as errors:
        for error in errors.errors():
            path = error["loc"]
            name = str(path[-1]) if path else table
            known = [spec.alias or key for key, spec in model.model_fields.items()]
            wrong = {
                "missing": f"the row “{values.get('id', '?')}” has no “{name}”",
                "extra_forbidden": f"the field “{name}” is unknown{guess(name, known)}",
            }.get(error["type"], f"“{name}” cannot be {error.get('input')!r}")
            report.add(
                Rule.LEDGER_FIELD,
                place.at(*path),
                wrong,
                f"{name}: {error['msg'][0].lower()}{error['msg'][1:]}"
                if error["type"] not in ("missing", "extra_forbidden")
                else f"the fields of a {table} as docs/evidence.md lists them",
                "add it from the source" if error["type"] == "missing" else "correct the field, or delete it",
            )
    return None


class _RowFault(NamedTuple):
    rule: Rule
    path: tuple[str | int, ...]
    wrong: str
    expected: str
    mend: str


def _faults(row: Row) -> Iterator[_RowFault]:
    """Yield what is wrong with a row that the types alone do not show."""
    if isinstance(row, Harm):
        yield from _share_faults(row, ())
    if isinstance(row, Finding):
        for number, arm in enumerate(row.arm):
            yield from _share_faults(arm, ("arm", number))
            yield from _score_faults(row, arm, number)
        for number, comparison in enumerate(row.comparison):
            yield from _comparison_faults(row, comparison, number)
        yield from _certainty_faults(row)


def _share_faults(counted: Counted, path: tuple[str | int, ...]) -> Iterator[_RowFault]:
    has_score = isinstance(counted, Arm) and counted.score is not None
    if counted.count is not None and counted.of is None:
        wrong = f"the count {counted.count:g} has no denominator"
        expected = "“of”: out of how many people, 100 for a percentage"
        yield _RowFault(Rule.LEDGER_SHARE, (*path, "count"), wrong, expected, "add the line “of = …” from the source")
    elif counted.count is None and (not has_score or counted.of is not None):
        wrong, expected = "the group has no result", "“count” and “of”, or “score” on the scale of the finding"
        yield _RowFault(Rule.LEDGER_SHARE, (*path, "kind"), wrong, expected, "add it, or delete the group")
    elif counted.count is not None and counted.of is not None:
        if max(counted.count, counted.high or 0) > counted.of:
            wrong = f"{max(counted.count, counted.high or 0):g} of {counted.of} is more than all"
            expected = "a count that is at most “of”"
            yield _RowFault(Rule.LEDGER_SHARE, (*path, "count"), wrong, expected, "correct it from the source")
        if has_score:
            wrong, expected = "the group has a count and a score", "one of the two"
            yield _RowFault(Rule.LEDGER_SHARE, (*path, "score"), wrong, expected, "split the row into two findings")
    yield from _interval_faults(counted.count, counted.low, counted.high, path)


def _score_faults(finding: Finding, arm: Arm, number: int) -> Iterator[_RowFault]:
    path = ("arm", number, "score")
    if arm.score is None:
        return
    if finding.scale is None or finding.scale.scores is None:
        wrong, expected = "a group has a score, but nothing says on which scale", "[finding.scale] with “scores”"
        yield _RowFault(Rule.LEDGER_SHARE, path, wrong, expected, "add the scale from the source")
    elif finding.scale.width is not None and abs(arm.score) > max(finding.scale.width, abs(finding.scale.to or 0)):
        wrong = f"the score {arm.score:g} is not on the scale of {finding.scale.start:g} to {finding.scale.to:g}"
        yield _RowFault(Rule.LEDGER_SHARE, path, wrong, "a score on the scale", "correct it from the source")


def _comparison_faults(finding: Finding, comparison: Comparison, number: int) -> Iterator[_RowFault]:
    path: tuple[str | int, ...] = ("comparison", number)
    yield from _interval_faults(comparison.value, comparison.low, comparison.high, path)
    if (comparison.value is None) != (comparison.measure is None):
        wrong, expected = "a difference has a value or a measure, but not both", "both, or neither"
        yield _RowFault(Rule.LEDGER_INTERVAL, path, wrong, expected, "add the other one, or delete this one")
    if comparison.measure == "points" and finding.scale is None:
        wrong, expected = "a difference in points has no scale", "[finding.scale]"
        yield _RowFault(Rule.LEDGER_INTERVAL, path, wrong, expected, "add the scale from the source")
    if finding.arm and comparison.against not in {arm.kind for arm in finding.arm}:
        wrong = f"the row compares with “{comparison.against}”, but has no such group"
        yield _RowFault(Rule.LEDGER_INTERVAL, (*path, "with"), wrong, "a group of this kind", "correct one of the two")


def _interval_faults(
    value: float | None, low: float | None, high: float | None, path: tuple[str | int, ...]
) -> Iterator[_RowFault]:
    if (low is None) != (high is None):
        wrong, expected = "the interval has one end", "“low” and “high”"
        end = (*path, "high" if low is None else "low")
        yield _RowFault(Rule.LEDGER_INTERVAL, end, wrong, expected, "add the other end, or delete this one")
    elif low is not None and high is not None and (value is None or not low <= value <= high):
        estimate = "no estimate" if value is None else f"{value:g}"
        wrong = f"the interval {low:g} to {high:g} does not hold its estimate ({estimate})"
        expected = "low ≤ estimate ≤ high; for differences, positive means that acupuncture did better"
        mend = "correct the signs; leave out an interval that the source misprints and say so in “caution”"
        yield _RowFault(Rule.LEDGER_INTERVAL, (*path, "low"), wrong, expected, mend)


def _certainty_faults(finding: Finding) -> Iterator[_RowFault]:
    rated = finding.certainty != "not rated"
    if rated != bool(finding.rated_by.strip()):
        wrong = (
            f"the certainty is “{finding.certainty}”, but nobody is said to have rated it"
            if rated
            else f"“{finding.rated_by}” rated the certainty, but it is “not rated”"
        )
        mend = "name who rated it in “rated_by”, or write “not rated”"
        yield _RowFault(Rule.LEDGER_CERTAINTY, ("certainty",), wrong, "a rating and who gave it, or neither", mend)
    if wrong_words := mismatch(finding.summary, {finding.certainty}):
        wrong = f"the summary says {wrong_words}, but the certainty is “{finding.certainty}”"
        yield _RowFault(Rule.CERTAINTY_WORDS, ("summary",), wrong, _expected(finding.certainty), "reword the summary")
    elif (word := WORDING[finding.certainty]) and not HEDGES[word].search(finding.summary):
        wrong = f"the summary does not show that the certainty is “{finding.certainty}”"
        yield _RowFault(Rule.CERTAINTY_WORDS, ("summary",), wrong, _expected(finding.certainty), "reword the summary")


def _expected(certainty: str) -> str:
    if certainty == "not rated":
        return "what the study found, in the past tense, without “probably”, “may” or “little or no difference”"
    return f"the word “{WORDING[certainty]}”" if WORDING[certainty] else "a plain statement"


def mismatch(sentence: str, certainties: set[str]) -> str:
    """Return the words of certainty of a sentence that none of these certainties allows, or nothing."""
    allowed = {WORDING[certainty] for certainty in certainties}
    if certainties != {"not rated"}:
        allowed.add("little or no difference")
    wrong = [f"“{word}”" for word, pattern in HEDGES.items() if word not in allowed and pattern.search(sentence)]
    return " and ".join(wrong)


def _check_source(row: Row, sources: set[str], place: Place, report: Report) -> None:
    if row.source not in sources:
        report.add(
            Rule.LEDGER_SOURCE,
            place.at("source"),
            f"the row “{row.id}” names the source “{row.source}”, which is not there{guess(row.source, list(sources))}",
            "a key of content/evidence/sources.bib",
            "correct the key, or add the source",
        )


def _check_contradictions(ledger: Ledger, report: Report) -> None:
    told: dict[tuple[Any, ...], Guideline] = {}
    for guideline in ledger.guidelines.values():
        first = told.setdefault((guideline.body, guideline.year, guideline.topic.casefold()), guideline)
        if first.says != guideline.says:
            report.add(
                Rule.LEDGER_CONTRADICTION,
                ledger.places[guideline.id].at("says"),
                f"{guideline.body} is “{guideline.says}” here and “{first.says}” in the row “{first.id}”",
                "one position of one edition on one topic",
                "correct one row, or give the two their own topics or years",
            )
