"""What is wrong with a row of the ledger that the types of its fields alone do not show.

A check looks only at fields that another has not found faulty, so that one slip is one fault.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from builder.dates import has_begun
from builder.evidence.answer_rules import option_faults, size_faults
from builder.evidence.certainty import WORDING, hedges_in, mismatch
from builder.evidence.fill_in import is_to_fill_in
from builder.evidence.finding import UNSAID_LEVEL, Arm, Comparison, Finding, Scale
from builder.evidence.harm import Harm
from builder.evidence.ledger import RowPlace
from builder.evidence.option import Option
from builder.evidence.row import PERCENT, Counted, Path, Row
from builder.evidence.sign import Sign
from builder.evidence.sign_rules import sign_faults
from builder.faults import Fault, Place, Rule
from builder.plain import plain, results_in

FIRST_DAY = datetime.date(2026, 1, 1)  # the ledger did not exist before
MOST_MISTAKES = 3  # dates in the future that somebody may have typed


class CheckedDay(Rule):
    """A row that was checked before the ledger existed, or will be, was not checked."""

    wrong = "the row was checked on {day}"
    expected = "a day of this project that has come"
    fix = "write the day on which you compared it"
    example = "checked = 2999-11-23"


class ClockBehind(Rule):
    """A clock that was set back makes every date one of the future."""

    wrong = "the clock of this computer says {today}, and {count} rows were checked after that day"
    expected = "the day of today"
    fix = "set the clock"
    example = "date --set 2020-01-01"


class RowHoldsNumber(Rule):
    """A number is typed once, in its field, so that it cannot differ from the same number in a sentence."""

    wrong = "“{field}” holds the number “{number}”"
    expected = "words; numbers belong in the fields of the row"
    fix = "reword it"
    example = 'summary = "48% more people did well."'


def check_clock(rows: Iterable[Row], today: datetime.date) -> Iterator[Fault]:
    """Yield that the clock is behind, where more rows were checked after today than anybody types by mistake."""
    count = sum(not has_begun(row.checked, today) for row in rows)
    if count > MOST_MISTAKES:
        yield ClockBehind.at("(the clock)", today=today, count=count)


def row_faults(row: Row, place: RowPlace, today: datetime.date, day_given: bool) -> Iterator[Fault]:
    """Yield what is wrong with a row that its types alone do not show.

    `today` is the day of the build; where it is given from outside (`day_given`), a row may have been checked after it.
    """
    if not (row.checked >= FIRST_DAY and has_begun(row.checked, today)) and not day_given:
        yield CheckedDay.at(place.at("checked"), day=row.checked)
    for path, text in row.in_words():
        if path[-1] in row.without_numbers and (typed := next(results_in(plain(text)), None)):
            yield RowHoldsNumber.at(place.at(*path), field=path[-1], number=typed)
    if isinstance(row, Sign):
        yield from sign_faults(row, place)
    if isinstance(row, Option):
        yield from option_faults(row, place)
    if isinstance(row, Harm):
        yield from _count_faults(row, place, ())
    if isinstance(row, Finding):
        yield from _certainty_faults(row, place)
        yield from _group_faults(row, place)
        for number, arm in enumerate(row.arm):
            yield from _count_faults(arm, place, ("arm", number))
        of_scale = list(_scale_faults(row.scale, place)) if row.scale else []
        yield from of_scale
        yield from _score_faults(row, place)
        for number, comparison in enumerate(row.comparison):
            faults = list(_comparison_faults(row, comparison, place, number))
            yield from faults
            yield from () if faults or of_scale else size_faults(row, comparison, place, number)
        yield from _same_comparison_faults(row, place)


# --- certainty ---

EXPECTED_WORDING = {
    rating: f"the word “{word}”" if word else "a plain statement" for rating, word in WORDING.items()
} | {"not rated": "what the study found, in the past tense, without “probably”, “may” or “little or no difference”"}


class CertaintyByNobody(Rule):
    """Who rated the certainty is shown beside it: the site itself rates nothing."""

    wrong = "the certainty is “{certainty}”, but nobody is said to have rated it"
    expected = "a rating and who gave it, or neither"
    fix = "name who rated it in “rated_by”, or write “not rated”"
    example = 'certainty = "moderate"\nrated_by = ""'


class CertaintyNotGiven(Rule):
    """A rating that somebody gave is shown."""

    wrong = "“{rater}” rated the certainty, but it is “not rated”"
    expected = "a rating and who gave it, or neither"
    fix = "write the rating, or leave “rated_by” empty"
    example = 'certainty = "not rated"\nrated_by = "Cochrane"'


class SummaryOtherCertainty(Rule):
    """The words of a summary promise no more, and no less, than the certainty of the result allows."""

    wrong = "the summary says {words}, but the certainty is “{certainty}”"
    expected = "{wording}"
    fix = "reword the summary"
    example = 'certainty = "moderate"\nsummary = "Acupuncture may ease pain."'


class SummaryNoCertainty(Rule):
    """A summary without the word for its certainty reads as surer than it is."""

    wrong = "the summary does not show that the certainty is “{certainty}”"
    expected = "{wording}"
    fix = "reword the summary"
    example = 'certainty = "moderate"\nsummary = "Acupuncture eases pain."'


def _certainty_faults(finding: Finding, place: RowPlace) -> Iterator[Fault]:
    certainty, rater = finding.certainty, finding.rated_by.strip()
    wording = EXPECTED_WORDING[certainty]
    if certainty != "not rated" and not rater:
        yield CertaintyByNobody.at(place.at("certainty"), certainty=certainty)
    elif certainty == "not rated" and rater and not is_to_fill_in(rater):
        yield CertaintyNotGiven.at(place.at("certainty"), rater=rater)
    elif words := mismatch(finding.summary, [certainty]):
        yield SummaryOtherCertainty.at(place.at("summary"), words=words, certainty=certainty, wording=wording)
    elif WORDING[certainty] and WORDING[certainty] not in hedges_in(finding.summary):
        yield SummaryNoCertainty.at(place.at("summary"), certainty=certainty, wording=wording)


# --- groups ---


class FirstGroup(Rule):
    """The groups are drawn in their order, and a reader looks for acupuncture first."""

    wrong = "the first group is “{kind}”"
    expected = "acupuncture first, or the group of real and sham together"
    fix = "put the groups in order"
    example = '[[finding.arm]]\nkind = "exercise"'


class GroupsSameName(Rule):
    """Two groups of one name cannot be told apart."""

    wrong = "two groups are called “{label}”"
    expected = "a name of its own for each group"
    fix = "give them a “name”"
    example = 'kind = "sham"  # twice'


class GroupsCountedAndScored(Rule):
    """People and points cannot be compared in one picture."""

    wrong = "some groups have counts and some have scores"
    expected = "one or the other in all groups"
    fix = "split the row into two findings"
    example = 'count = 49\nof = 100\n\n[[finding.arm]]\nkind = "sham"\nscore = 4'


class TrialOfMany(Rule):
    """A single trial that counts several is a review, or the number is wrong."""

    wrong = "a single trial counts {trials} trials"
    expected = "1, or another design"
    fix = "correct one of the two"
    example = 'design = "trial"\ntrials = 3'


def _group_faults(finding: Finding, place: RowPlace) -> Iterator[Fault]:
    if finding.arm and not finding.arm[0].is_treated:
        yield FirstGroup.at(place.at("arm", 0, "kind"), kind=finding.arm[0].kind)
    labels = [arm.label.casefold() for arm in finding.arm]
    for number, label in enumerate(labels):
        if label in labels[:number]:
            yield GroupsSameName.at(place.at("arm", number, "kind"), label=label)
    counted = [number for number, arm in enumerate(finding.arm) if arm.amount is not None and arm.score is None]
    scored = [number for number, arm in enumerate(finding.arm) if arm.score is not None and arm.amount is None]
    if counted and scored:
        yield GroupsCountedAndScored.at(place.at("arm", max(counted[0], scored[0])))
    if finding.design == "trial" and (finding.trials or 1) > 1:
        yield TrialOfMany.at(place.at("trials"), trials=finding.trials)
    if finding.people_summed:
        yield from _sum_faults(finding, place)


class SumOtherThanGroups(Rule):
    """What we added up ourselves is what the groups add up to."""

    wrong = "“people” is called our own sum, but {problem}"
    expected = "the sum of the groups"
    fix = "correct it, or delete “people_summed” if the source gives the number"
    example = "people = 298\npeople_summed = true  # of groups of 151 and 146"


def _sum_faults(finding: Finding, place: RowPlace) -> Iterator[Fault]:
    totals = [arm.of for arm in finding.arm if arm.raw]
    total = sum(of for of in totals if of)
    if finding.people is None:
        yield SumOtherThanGroups.at(place.at("people_summed"), problem="there is none")
    elif totals and len(totals) == len(finding.arm) and total != finding.people:
        yield SumOtherThanGroups.at(place.at("people"), problem=f"the groups add up to {total:,}")


# --- counts ---


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


def _count_faults(counted: Counted, place: RowPlace, path: Path) -> Iterator[Fault]:
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
    yield from _interval_faults(count, counted.low, counted.high, place, path)


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


def _interval_faults(
    value: float | None, low: float | None, high: float | None, place: RowPlace, path: Path
) -> Iterator[Fault]:
    if low is not None and high is not None:
        if value is None or not low <= value <= high:
            estimate = "no estimate" if value is None else f"{value:g}"
            yield IntervalMissesEstimate.at(place.at(*path, "low"), low=low, high=high, estimate=estimate)
    elif low is not None or high is not None:
        yield IntervalHalf.at(place.at(*path, "high" if low is None else "low"))


# --- scales and scores ---


class ScaleEnds(Rule):
    """A scale is drawn from its lower to its upper end."""

    wrong = "the ends of the scale do not fit"
    expected = "“from” and “to”, the smaller one first; or neither"
    fix = "correct them from the source"
    example = "[finding.scale]\nfrom = 200\nto = 100"


class NoticeableOffScale(Rule):
    """No change is longer than its scale."""

    wrong = "the smallest noticeable change ({noticeable:g}) is longer than the scale"
    expected = "a change on the scale"
    fix = "correct it"
    example = "from = 0\nto = 100\nnoticeable = 1000"


class ScoreWithoutScale(Rule):
    """A score says nothing without its scale."""

    wrong = "a group has a score, but nothing says on which scale"
    expected = "[finding.scale] with “scores”"
    fix = "add the scale from the source"
    example = "score = 4  # and no [finding.scale]"


class ScoreOffScale(Rule):
    """A score beyond the ends of its scale cannot be."""

    wrong = "the score {score:g} is not on the scale of {start:g} to {to:g}"
    expected = "a score on the scale"
    fix = "correct it from the source"
    example = "score = 540.0  # on a scale of 0 to 500"


def _scale_faults(scale: Scale, place: RowPlace) -> Iterator[Fault]:
    if (scale.start is None) != (scale.to is None) or (scale.width is not None and scale.width <= 0):
        yield ScaleEnds.at(place.at("scale", "from"))
    elif scale.width is not None and (scale.noticeable or 0) > scale.width:
        yield NoticeableOffScale.at(place.at("scale", "noticeable"), noticeable=scale.noticeable)


def _score_faults(finding: Finding, place: RowPlace) -> Iterator[Fault]:
    scale = finding.scale
    scored = [(number, arm.score) for number, arm in enumerate(finding.arm) if arm.score is not None]
    if scored and not finding.shares and (scale is None or scale.scores is None):
        yield ScoreWithoutScale.at(place.at("arm", scored[0][0], "score"))
    for number, score in scored:
        if scale and _is_off(score, finding):
            yield ScoreOffScale.at(place.at("arm", number, "score"), score=score, start=scale.start, to=scale.to)


def _is_off(score: float | None, finding: Finding) -> bool:
    """Return whether a score is beyond the ends of the scale of its finding."""
    width, end = _width(finding), finding.scale.to if finding.scale else None
    return width is not None and abs(score or 0) > max(width, abs(end or 0))


def _width(finding: Finding) -> float | None:
    """Return the length of the scale of a finding, where its ends are known and fit."""
    width = finding.scale.width if finding.scale else None
    return width if width and width > 0 else None


# --- comparisons ---


class ComparedWithItself(Rule):
    """A comparison is between two groups."""

    wrong = "acupuncture is compared with itself"
    expected = "another group"
    fix = "name the other group"
    example = '[[finding.comparison]]\nwith = "acupuncture"'


class ComparedGroupMissing(Rule):
    """A comparison with a group that the row does not have is shown nowhere in its fact box."""

    wrong = "the row compares with “{kind}”, but has no such group"
    expected = "a group of this kind"
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


def _comparison_faults(finding: Finding, gap: Comparison, place: RowPlace, number: int) -> Iterator[Fault]:
    path = ("comparison", number)
    yield from _compared_group_faults(finding, gap, place, path)
    yield from _interval_faults(gap.value, gap.low, gap.high, place, path)
    if gap.level != UNSAID_LEVEL and gap.low is None and gap.high is None:
        yield IntervalLevelAlone.at(place.at(*path, "level"), level=gap.level)
    if (gap.value is None) != (gap.measure is None):
        yield MeasureOrValueMissing.at(place.at(*path))
    if gap.value is None or gap.measure is None:
        return
    no_scale = gap.measure == "points" and finding.scale is None
    if no_scale and not finding.scores and all(other.measure != "points" for other in finding.comparison[:number]):
        yield PointsWithoutScale.at(place.at(*path))
    most = {"people": 100, "points": _width(finding)}.get(gap.measure)
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
        yield ComparedGroupMissing.at(place.at(*path, "with"), kind=gap.against)


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
    noticeable, width = finding.scale.noticeable if finding.scale else None, _width(finding)
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
        if finding.scale is None or finding.scale.scores is None or any(_is_off(arm.score, finding) for arm in groups):
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


def _same_comparison_faults(finding: Finding, place: RowPlace) -> Iterator[Fault]:
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
