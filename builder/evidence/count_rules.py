"""What is wrong with a count, of a harm or of a group of a finding, and with an interval."""

from __future__ import annotations

from collections.abc import Iterator

from builder.evidence.finding import Arm
from builder.evidence.ledger import RowPlace
from builder.evidence.row import PERCENT, Counted, Path
from builder.faults import Fault, Rule


class CountWithoutTotal(Rule):
    """A count says nothing without the number that it is out of."""

    wrong = "the count {count:g} has no denominator"
    expected = "“of”: out of how many people, 100 for a percentage"
    fix = "add the line “of = …” from the source"
    example = "count = 49  # and no “of”"


class ResultMissing(Rule):
    """A group without a number would be drawn as nobody."""

    wrong = "the {holder} has no result"
    expected = "{takes}"
    fix = "add it, or delete the {holder}"
    example = '[[finding.arm]]\nkind = "sham"  # and nothing else'


class CountAboveTotal(Rule):
    """More than all cannot be."""

    wrong = "{count:g} of {total} is more than all"
    expected = "a count that is at most “of”"
    fix = "correct it from the source"
    example = "count = 149\nof = 100"


class CountIsRate(Rule):
    """A rate that is set as a count would be shown as people whom nobody counted."""

    wrong = "{count:g} of {total:,} is a rate, not a count"
    expected = "a count out of a real number, a percentage of 100, or “rate”"
    fix = "write “rate” in place of “count”, or give the percentage or the count itself"
    example = "count = 7.98\nof = 1000000"


class CountAndRate(Rule):
    """Of a count and a rate, the one that the source prints is kept; the other follows from it."""

    wrong = "the row has a count and a rate"
    expected = "one of the two"
    fix = "keep the one that the source prints"
    example = "count = 3\nrate = 4.7\nof = 6348"


class CountAndScore(Rule):
    """A group has one number in a fact box."""

    wrong = "the group has a count and a score"
    expected = "one of the two"
    fix = "split the row into two findings"
    example = "count = 49\nof = 100\nscore = 4"


def count_faults(counted: Counted, place: RowPlace, path: Path) -> Iterator[Fault]:
    """Yield what is wrong with the count of a harm or of a group, and with its interval."""
    score = counted.score if isinstance(counted, Arm) else None
    count, total = counted.amount, counted.of
    if counted.count is not None and counted.rate is not None:
        yield CountAndRate.at(place.at(*path, "rate"))
        return
    if count is None and (score is None or total is not None):
        arm = isinstance(counted, Arm)
        takes = "“count” and “of”, or “score” on the scale of the finding" if arm else "“count” or “rate”, and “of”"
        yield ResultMissing.at(place.at(*path, "kind"), holder="group" if arm else "harm", takes=takes)
        return
    if count is not None and total is None:
        yield CountWithoutTotal.at(place.at(*path, "count"), count=count)
    if count is not None and total is not None and max(count, counted.high or 0) > total:
        yield CountAboveTotal.at(place.at(*path, "count"), count=max(count, counted.high or 0), total=total)
        return
    if counted.count is not None and total is not None and _is_rate(counted.count, total):
        yield CountIsRate.at(place.at(*path, "count"), count=counted.count, total=total)
    if count is not None and score is not None:
        yield CountAndScore.at(place.at(*path, "score"))
    yield from interval_faults(count, counted.low, counted.high, place, path)


def _is_rate(count: float, total: int) -> bool:
    """Return whether nobody counted this: it is no whole number, or out of 1,000, 10,000 or another power of ten."""
    is_power_of_ten = str(total).strip("0") == "1"
    return total != PERCENT and (count != int(count) or (total > PERCENT and is_power_of_ten))


# --- intervals ---


class IntervalLevelAlone(Rule):
    """The level says how wide an interval is, so it needs one."""

    wrong = "there is a level of {level:g}%, but no interval"
    expected = "“low” and “high” with it"
    fix = "add the interval, or delete the level"
    example = "value = 13\nlevel = 97.5"


class IntervalHalf(Rule):
    """An interval has two ends."""

    wrong = "the interval has one end"
    expected = "“low” and “high”"
    fix = "add the other end, or delete this one"
    example = "value = 9.2\nhigh = 29.2"


class IntervalMissesEstimate(Rule):
    """An interval holds its estimate: if it does not, one of the numbers is wrong or has the wrong sign."""

    wrong = "the interval {low:g} to {high:g} does not hold its estimate ({estimate})"
    expected = "low ≤ estimate ≤ high; for differences, positive means that acupuncture did better"
    fix = "correct the signs; leave out an interval that the source misprints and say so in “caution”"
    example = "value = 9.2\nlow = 10.8\nhigh = 29.2"


def interval_faults(
    value: float | None, low: float | None, high: float | None, place: RowPlace, path: Path
) -> Iterator[Fault]:
    """Yield what is wrong with the interval of a count or a difference; `path` leads to it in its row."""
    if low is not None and high is not None:
        if value is None or not low <= value <= high:
            estimate = "no estimate" if value is None else f"{value:g}"
            yield IntervalMissesEstimate.at(place.at(*path, "low"), low=low, high=high, estimate=estimate)
    elif low is not None or high is not None:
        yield IntervalHalf.at(place.at(*path, "high" if low is None else "low"))
