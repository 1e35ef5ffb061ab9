"""What is wrong with a comparison of a finding: it has to fit its groups, its scale and what is said of it."""

from __future__ import annotations

from collections.abc import Iterator

from builder.evidence.count_rules import IntervalLevelAlone, interval_faults
from builder.evidence.finding import UNSAID_LEVEL, Arm, Comparison, Finding
from builder.evidence.finding_rules import is_off, width_of
from builder.evidence.ledger import RowPlace
from builder.evidence.row import Path
from builder.faults import Fault, Place, Rule


class ComparedWithItself(Rule):
    """A comparison is between two groups."""

    wrong = "acupuncture is compared with itself"
    expected = "another group"
    fix = "name the other group"
    example = '[[finding.comparison]]\nwith = "acupuncture"'


class ComparedGroupMissing(Rule):
    """A comparison with a group that the row does not have is shown nowhere in its fact box."""

    wrong = "the row compares with “{kind}”, but has no such group"
    expected = "one of its groups: {kinds}"
    fix = "correct one of the two"
    example = '[[finding.comparison]]\nwith = "medicine"'


class ComparisonTwice(Rule):
    """Two comparisons of the same groups and outcome may contradict each other."""

    wrong = "two comparisons with “{kind}” are of the same outcome"
    expected = "one for each outcome and measure"
    fix = "delete one, or say in “outcome” what it is of"
    example = '[[finding.comparison]]\nwith = "sham"  # twice'


class MeasureOrValueMissing(Rule):
    """A number says nothing without its unit."""

    wrong = "a difference has a value or a measure, but not both"
    expected = "both, or neither"
    fix = "add the other one, or delete this one"
    example = "value = 9.2  # and no “measure”"


class PointsWithoutScale(Rule):
    """Points say nothing without their scale."""

    wrong = "a difference in points has no scale"
    expected = "[finding.scale]"
    fix = "add the scale from the source"
    example = 'measure = "points"  # and no [finding.scale]'


class DifferenceImpossible(Rule):
    """A difference stays within what can be."""

    wrong = "{value:g} {measure} cannot be"
    expected = "a ratio above 0, a gap on the scale, or one of 100 people"
    fix = "correct it from the source"
    example = 'measure = "people"\nvalue = 180'


class DifferenceOtherThanGroups(Rule):
    """The gap is what the groups differ by: if it is not, one of the numbers is wrong or has the wrong sign."""

    wrong = "the groups differ by {difference:.3g} people of 100, but the gap is {value:g}"
    expected = "the same gap"
    fix = "correct counts, gap or sign"
    example = 'measure = "people"\nvalue = -18'


class GapUnexplained(Rule):
    """A reader who works out the gap from the groups and gets another one has to know why."""

    wrong = "the groups make {measure} of {worked_out:.3g}, but the gap is {value:g}, and nothing says why"
    expected = "the same gap, or “differs” with the reason in words"
    fix = "correct counts, gap or sign; or say in “differs” that it is adjusted, or pooled from the trials"
    example = 'count = 84  # and 63 with medicine\nmeasure = "risk ratio"\nvalue = 1.28'


class ChanceOtherThanInterval(Rule):
    """Whether a gap could be chance is what its interval says."""

    wrong = "“chance” is “{chance}”, but the interval is {low:g} to {high:g}"
    expected = "“yes” if the interval holds no difference, “no” if it does not"
    fix = "correct one of the two"
    example = 'low = -10.8\nhigh = 29.2\nchance = "no"'


class NoticedOtherThanScale(Rule):
    """Whether people notice a gain is what the smallest noticeable change says."""

    wrong = "“noticed” is “{noticed}”, but {value:g} is set against {noticeable:g}"
    expected = "what the numbers say"
    fix = "correct one of the two"
    example = 'value = 4.2\nnoticed = "yes"  # of a scale with noticeable = 10'


def comparison_faults(finding: Finding, gap: Comparison, place: RowPlace, number: int) -> Iterator[Fault]:
    """Yield what is wrong with a comparison of a finding, given with its number, from 0."""
    path = ("comparison", number)
    yield from _compared_group_faults(finding, gap, place, path)
    yield from interval_faults(gap.value, gap.low, gap.high, place, path)
    if gap.level != UNSAID_LEVEL and gap.low is None and gap.high is None:
        yield IntervalLevelAlone.at(place.at(*path, "level"), level=gap.level)
    if (gap.value is None) != (gap.measure is None):
        yield MeasureOrValueMissing.at(place.at(*path))
    if gap.value is None or gap.measure is None:
        return
    no_scale = gap.measure == "points" and finding.scale is None
    if no_scale and not finding.scores and all(other.measure != "points" for other in finding.comparison[:number]):
        yield PointsWithoutScale.at(place.at(*path))
    most = {"people": 100, "points": width_of(finding)}.get(gap.measure)
    is_ratio = gap.no_difference == 1
    if (is_ratio and min(gap.value, gap.low or gap.value) <= 0) or (most is not None and abs(gap.value) > most):
        yield DifferenceImpossible.at(place.at(*path, "value"), value=gap.value, measure=gap.measure)
    elif gap.low is None or gap.high is None or gap.low <= gap.value <= gap.high:
        yield from _contradictions(finding, gap, gap.value, place, path)


def _compared_group_faults(finding: Finding, gap: Comparison, place: RowPlace, path: Path) -> Iterator[Fault]:
    kinds = {arm.kind for arm in finding.arm}
    if gap.against == "acupuncture":
        yield ComparedWithItself.at(place.at(*path, "with"))
    # Where two groups have one name, one of them may have the kind of the other by mistake.
    elif kinds and gap.against not in kinds and len({arm.label.casefold() for arm in finding.arm}) == len(finding.arm):
        yield ComparedGroupMissing.at(place.at(*path, "with"), kind=gap.against, kinds=", ".join(sorted(kinds)))


def _contradictions(finding: Finding, gap: Comparison, value: float, place: RowPlace, path: Path) -> Iterator[Fault]:
    """Yield where a difference that can be contradicts the groups, or what is said of chance and of notice."""
    first = [arm for arm in finding.arm[:1] if arm.is_treated]
    others = [arm for arm in finding.arm if arm.kind == gap.against]
    if first and len(others) == 1 and finding.is_own(gap) and not gap.differs:
        yield from _gap_faults(finding, gap, value, (first[0], others[0]), place.at(*path, "value"))
    if gap.low is not None and gap.high is not None:
        none = gap.no_difference
        inside, holds = gap.low < none < gap.high, gap.low <= none <= gap.high
        if (gap.chance == "no" and inside) or (gap.chance == "yes" and not holds):
            yield ChanceOtherThanInterval.at(place.at(*path, "chance"), chance=gap.chance, low=gap.low, high=gap.high)
    noticeable, width = finding.scale.noticeable if finding.scale else None, width_of(finding)
    if gap.measure != "points" or noticeable is None or (width and noticeable > width):
        return
    if gap.noticed == ("yes" if value < noticeable else "no"):
        blanks = {"noticed": gap.noticed, "value": value, "noticeable": noticeable}
        yield NoticedOtherThanScale.at(place.at(*path, "noticed"), **blanks)


def _gap_faults(
    finding: Finding, gap: Comparison, value: float, groups: tuple[Arm, Arm], place: Place
) -> Iterator[Fault]:
    """Yield where a gap is not the one between its two groups."""
    if gap.measure == "points" and all(arm.score is not None for arm in groups):
        if finding.scale is None or finding.scale.scores is None or any(is_off(arm.score, finding) for arm in groups):
            return
        (first, less), (second, more) = ((arm.score or 0, _half(arm.score or 0)) for arm in groups)
        sign = -1 if finding.scale.scores == "level low" else 1
        low, high = sorted((sign * (first - second) - less - more, sign * (first - second) + less + more))
    elif any(arm.amount is None or arm.of is None or arm.amount > arm.of for arm in groups):
        return
    elif gap.measure == "people":
        difference = groups[0].share - groups[1].share
        if abs(difference - value) > 1:
            yield DifferenceOtherThanGroups.at(place, difference=difference, value=value)
        return
    else:
        if not (ratios := _ratios(gap, groups)):
            return
        low, high = ratios
    slack = _half(value) + 1e-9
    if not low <= value + slack or not high >= value - slack:
        yield GapUnexplained.at(place, measure=gap.measure, worked_out=(low + high) / 2, value=value)


def _ratios(gap: Comparison, groups: tuple[Arm, Arm]) -> tuple[float, float] | None:
    """Return the smallest and largest ratio that the groups, as they are rounded, can make; none of an empty one."""

    def ends(arm: Arm) -> tuple[float, float]:
        slack = 0 if arm.raw else _half(arm.share)
        return (arm.share - slack) / 100, (arm.share + slack) / 100

    (low, high), (other_low, other_high) = ends(groups[0]), ends(groups[1])
    if gap.measure == "odds ratio" and max(high, other_high) < 1:
        low, high, other_low, other_high = (share / (1 - share) for share in (low, high, other_low, other_high))
    elif gap.measure != "risk ratio":
        return None
    return (low / other_high, high / other_low) if other_low > 0 else None


def _half(number: float) -> float:
    """Return half of the last digit of a number as it is printed: 0.05 of 1.3."""
    return 0.5 * 10.0 ** -len(f"{number:g}".partition(".")[2])


def same_comparison_faults(finding: Finding, place: RowPlace) -> Iterator[Fault]:
    """Yield comparisons that another one before them makes too."""
    gaps = [
        (gap.against, "" if finding.is_own(gap) else (gap.outcome or "").casefold(), gap.measure)
        for gap in finding.comparison
    ]
    for number, (kind, outcome, measure) in enumerate(gaps):
        for other in gaps[:number]:
            if other[:2] == (kind, outcome) and (measure == other[2] or None in (measure, other[2])):
                yield ComparisonTwice.at(place.at("comparison", number), kind=kind)
                break
