"""What is wrong with a row of the ledger that the types of its fields alone do not show."""

from __future__ import annotations

import datetime
import os
from collections.abc import Iterator
from typing import NamedTuple

from plugins.faults import Rule
from plugins.figures import TYPED, plain
from plugins.ledger import HEDGES, WORDING, Arm, Comparison, Counted, Finding, Harm, Row, mismatch
from plugins.review import today

FIRST = datetime.date(2026, 1, 1)  # the ledger did not exist before


class RowFault(NamedTuple):
    """A fault of a row; `path` leads to the field: ("arm", 1, "count")."""

    rule: Rule
    path: tuple[str | int, ...]
    wrong: str
    expected: str
    mend: str


def row_faults(row: Row) -> Iterator[RowFault]:
    """Yield what is wrong with a row that the types alone do not show."""
    if not FIRST <= row.checked <= today() and "SOURCE_DATE_EPOCH" not in os.environ:
        wrong, expected = f"the row was checked on {row.checked}", "a day of this project that has come"
        yield RowFault(Rule.LEDGER_FIELD, ("checked",), wrong, expected, "write the day on which you compared it")
    for name in ("summary", "words", "reason"):
        if typed := TYPED.search(plain(getattr(row, name, None) or "")):
            wrong, expected = f"“{name}” holds the figure “{typed[0]}”", "words; figures stand in the fields of the row"
            yield RowFault(Rule.FIGURE_TYPED, (name,), wrong, expected, "reword it")
    if isinstance(row, Harm):
        yield from _share_faults(row, ())
    if isinstance(row, Finding):
        yield from _group_faults(row)
        for number, arm in enumerate(row.arm):
            yield from _share_faults(arm, ("arm", number))
            yield from _score_faults(row, arm, number)
        yield from _twice_faults(row)
        for number, comparison in enumerate(row.comparison):
            yield from _comparison_faults(row, comparison, number)
            yield from _fit_faults(row, comparison, number)
        yield from _scale_faults(row)
        yield from _certainty_faults(row)


def _twice_faults(finding: Finding) -> Iterator[RowFault]:
    for number, one in enumerate(finding.comparison):
        for other in finding.comparison[:number]:
            same = (one.against, one.outcome) == (other.against, other.outcome)
            if same and (one.measure == other.measure or None in (one.measure, other.measure)):
                wrong = f"two comparisons with “{one.against}” are of the same outcome"
                expected, mend = "one for each outcome and measure", "delete one, or say in “outcome” what it is of"
                yield RowFault(Rule.LEDGER_CONTRADICTION, ("comparison", number), wrong, expected, mend)


def _group_faults(finding: Finding) -> Iterator[RowFault]:
    if finding.arm and finding.arm[0].kind != "acupuncture":
        wrong = f"the first group is “{finding.arm[0].kind}”"
        yield RowFault(Rule.LEDGER_SHARE, ("arm", 0, "kind"), wrong, "acupuncture first", "put the groups in order")
    labels = [arm.label.casefold() for arm in finding.arm]
    for number, label in enumerate(labels):
        if label in labels[:number]:
            wrong, expected = f"two groups are called “{label}”", "a name of its own for each group"
            yield RowFault(Rule.LEDGER_SHARE, ("arm", number, "kind"), wrong, expected, "give them a “name”")
    if finding.shares and finding.scores:
        wrong, expected = "some groups have counts and some have scores", "one or the other in all groups"
        yield RowFault(Rule.LEDGER_SHARE, ("arm",), wrong, expected, "split the row into two findings")
    if finding.design == "trial" and (finding.trials or 1) > 1:
        wrong = f"a single trial counts {finding.trials} trials"
        yield RowFault(Rule.LEDGER_FIELD, ("trials",), wrong, "1, or another design", "correct one of the two")


def _scale_faults(finding: Finding) -> Iterator[RowFault]:
    scale = finding.scale
    if scale is None:
        return
    if (scale.start is None) != (scale.to is None) or (scale.width is not None and scale.width <= 0):
        wrong, expected = "the ends of the scale do not fit", "“from” and “to”, the smaller one first; or neither"
        yield RowFault(Rule.LEDGER_INTERVAL, ("scale", "from"), wrong, expected, "correct them from the source")
    elif scale.width is not None and (scale.noticeable or 0) > scale.width:
        wrong = f"the smallest noticeable change ({scale.noticeable:g}) is longer than the scale"
        yield RowFault(Rule.LEDGER_INTERVAL, ("scale", "noticeable"), wrong, "a change on the scale", "correct it")


def _fit_faults(finding: Finding, comparison: Comparison, number: int) -> Iterator[RowFault]:
    """Yield where a difference contradicts its own unit, the groups, or what is said of chance and of notice."""
    path = ("comparison", number)
    value, low, high, measure = comparison.value, comparison.low, comparison.high, comparison.measure
    if value is None or measure is None:
        return
    ratio = measure.endswith("ratio")
    most = {"people": 100, "points": finding.scale.width if finding.scale else None}.get(measure)
    if (ratio and min(value, low or value) <= 0) or (most is not None and abs(value) > most):
        wrong, expected = (
            f"{value:g} {measure} cannot be",
            "a ratio above 0, a gap on the scale, or one of 100 people",
        )
        yield RowFault(Rule.LEDGER_INTERVAL, (*path, "value"), wrong, expected, "correct it from the source")
    others = [arm for arm in finding.shares if arm.kind == comparison.against]
    first = finding.shares[0] if finding.shares else None
    if measure == "people" and first and len(others) == 1 and not comparison.outcome:
        difference = first.share - others[0].share
        if abs(difference - value) > 1:
            wrong = f"the groups differ by {difference:.3g} people of 100, but the gap is {value:g}"
            yield RowFault(Rule.LEDGER_INTERVAL, (*path, "value"), wrong, "the same gap", "correct counts, gap or sign")
    if low is not None and high is not None:
        holds = low <= (1 if ratio else 0) <= high
        if (comparison.chance == "no" and holds and low != 0 and high != 0) or (
            comparison.chance == "yes" and not holds
        ):
            wrong = f"“chance” is “{comparison.chance}”, but the interval is {low:g} to {high:g}"
            expected = "“yes” if the interval holds no difference, “no” if it does not"
            yield RowFault(Rule.LEDGER_INTERVAL, (*path, "chance"), wrong, expected, "correct one of the two")
    noticeable = finding.scale.noticeable if finding.scale else None
    if measure == "points" and noticeable and comparison.noticed == ("yes" if value < noticeable else "no"):
        wrong = f"“noticed” is “{comparison.noticed}”, but {value:g} is set against {noticeable:g}"
        yield RowFault(
            Rule.LEDGER_INTERVAL, (*path, "noticed"), wrong, "what the figures say", "correct one of the two"
        )


def _share_faults(counted: Counted, path: tuple[str | int, ...]) -> Iterator[RowFault]:
    has_score = isinstance(counted, Arm) and counted.score is not None
    if counted.count is not None and counted.of is None:
        wrong = f"the count {counted.count:g} has no denominator"
        expected = "“of”: out of how many people, 100 for a percentage"
        yield RowFault(Rule.LEDGER_SHARE, (*path, "count"), wrong, expected, "add the line “of = …” from the source")
    elif counted.count is None and (not has_score or counted.of is not None):
        wrong, expected = "the group has no result", "“count” and “of”, or “score” on the scale of the finding"
        yield RowFault(Rule.LEDGER_SHARE, (*path, "kind"), wrong, expected, "add it, or delete the group")
    elif counted.count is not None and counted.of is not None:
        if max(counted.count, counted.high or 0) > counted.of:
            wrong = f"{max(counted.count, counted.high or 0):g} of {counted.of} is more than all"
            expected = "a count that is at most “of”"
            yield RowFault(Rule.LEDGER_SHARE, (*path, "count"), wrong, expected, "correct it from the source")
        if has_score:
            wrong, expected = "the group has a count and a score", "one of the two"
            yield RowFault(Rule.LEDGER_SHARE, (*path, "score"), wrong, expected, "split the row into two findings")
    yield from _interval_faults(counted.count, counted.low, counted.high, path)


def _score_faults(finding: Finding, arm: Arm, number: int) -> Iterator[RowFault]:
    path = ("arm", number, "score")
    if arm.score is None:
        return
    if finding.scale is None or finding.scale.scores is None:
        wrong, expected = "a group has a score, but nothing says on which scale", "[finding.scale] with “scores”"
        yield RowFault(Rule.LEDGER_SHARE, path, wrong, expected, "add the scale from the source")
    elif finding.scale.width is not None and abs(arm.score) > max(finding.scale.width, abs(finding.scale.to or 0)):
        wrong = f"the score {arm.score:g} is not on the scale of {finding.scale.start:g} to {finding.scale.to:g}"
        yield RowFault(Rule.LEDGER_SHARE, path, wrong, "a score on the scale", "correct it from the source")


def _comparison_faults(finding: Finding, comparison: Comparison, number: int) -> Iterator[RowFault]:
    path: tuple[str | int, ...] = ("comparison", number)
    yield from _interval_faults(comparison.value, comparison.low, comparison.high, path)
    if (comparison.value is None) != (comparison.measure is None):
        wrong, expected = "a difference has a value or a measure, but not both", "both, or neither"
        yield RowFault(Rule.LEDGER_INTERVAL, path, wrong, expected, "add the other one, or delete this one")
    if comparison.measure == "points" and finding.scale is None:
        wrong, expected = "a difference in points has no scale", "[finding.scale]"
        yield RowFault(Rule.LEDGER_INTERVAL, path, wrong, expected, "add the scale from the source")
    if comparison.against == "acupuncture":
        wrong, expected = "acupuncture is compared with itself", "another group"
        yield RowFault(Rule.LEDGER_INTERVAL, (*path, "with"), wrong, expected, "name the other group")
    elif finding.arm and comparison.against not in {arm.kind for arm in finding.arm}:
        wrong = f"the row compares with “{comparison.against}”, but has no such group"
        yield RowFault(Rule.LEDGER_INTERVAL, (*path, "with"), wrong, "a group of this kind", "correct one of the two")


def _interval_faults(
    value: float | None, low: float | None, high: float | None, path: tuple[str | int, ...]
) -> Iterator[RowFault]:
    if (low is None) != (high is None):
        wrong, expected = "the interval has one end", "“low” and “high”"
        end = (*path, "high" if low is None else "low")
        yield RowFault(Rule.LEDGER_INTERVAL, end, wrong, expected, "add the other end, or delete this one")
    elif low is not None and high is not None and (value is None or not low <= value <= high):
        estimate = "no estimate" if value is None else f"{value:g}"
        wrong = f"the interval {low:g} to {high:g} does not hold its estimate ({estimate})"
        expected = "low ≤ estimate ≤ high; for differences, positive means that acupuncture did better"
        mend = "correct the signs; leave out an interval that the source misprints and say so in “caution”"
        yield RowFault(Rule.LEDGER_INTERVAL, (*path, "low"), wrong, expected, mend)


def _certainty_faults(finding: Finding) -> Iterator[RowFault]:
    rated = finding.certainty != "not rated"
    if rated != bool(finding.rated_by.strip()):
        wrong = (
            f"the certainty is “{finding.certainty}”, but nobody is said to have rated it"
            if rated
            else f"“{finding.rated_by}” rated the certainty, but it is “not rated”"
        )
        mend = "name who rated it in “rated_by”, or write “not rated”"
        yield RowFault(Rule.LEDGER_CERTAINTY, ("certainty",), wrong, "a rating and who gave it, or neither", mend)
    if wrong_words := mismatch(finding.summary, {finding.certainty}):
        wrong = f"the summary says {wrong_words}, but the certainty is “{finding.certainty}”"
        yield RowFault(Rule.CERTAINTY_WORDS, ("summary",), wrong, _expected(finding.certainty), "reword the summary")
    elif (word := WORDING[finding.certainty]) and not HEDGES[word].search(finding.summary):
        wrong = f"the summary does not show that the certainty is “{finding.certainty}”"
        yield RowFault(Rule.CERTAINTY_WORDS, ("summary",), wrong, _expected(finding.certainty), "reword the summary")


def _expected(certainty: str) -> str:
    if certainty == "not rated":
        return "what the study found, in the past tense, without “probably”, “may” or “little or no difference”"
    return f"the word “{WORDING[certainty]}”" if WORDING[certainty] else "a plain statement"
