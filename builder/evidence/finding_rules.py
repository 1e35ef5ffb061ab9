"""What is wrong with a finding: how sure it is, its groups and its scale."""

from __future__ import annotations

from collections.abc import Iterator

from builder.evidence.certainty import WORDING, hedges_in, mismatch
from builder.evidence.fill_in import is_to_fill_in
from builder.evidence.finding import Finding, Scale
from builder.evidence.ledger import RowPlace
from builder.faults import Fault, Rule

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


def certainty_faults(finding: Finding, place: RowPlace) -> Iterator[Fault]:
    """Yield where the certainty of a finding, who rated it and what its summary says do not fit."""
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


def group_faults(finding: Finding, place: RowPlace) -> Iterator[Fault]:
    """Yield what is wrong with the groups of a finding as a whole, and with how many people they are."""
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


def scale_faults(scale: Scale, place: RowPlace) -> Iterator[Fault]:
    """Yield what is wrong with a scale by itself."""
    if (scale.start is None) != (scale.to is None) or (scale.width is not None and scale.width <= 0):
        yield ScaleEnds.at(place.at("scale", "from"))
    elif scale.width is not None and (scale.noticeable or 0) > scale.width:
        yield NoticeableOffScale.at(place.at("scale", "noticeable"), noticeable=scale.noticeable)


def score_faults(finding: Finding, place: RowPlace) -> Iterator[Fault]:
    """Yield scores of groups that no scale, or not this one, can give."""
    scale = finding.scale
    scored = [(number, arm.score) for number, arm in enumerate(finding.arm) if arm.score is not None]
    if scored and not finding.shares and (scale is None or scale.scores is None):
        yield ScoreWithoutScale.at(place.at("arm", scored[0][0], "score"))
    for number, score in scored:
        if scale and is_off(score, finding):
            yield ScoreOffScale.at(place.at("arm", number, "score"), score=score, start=scale.start, to=scale.to)


def is_off(score: float | None, finding: Finding) -> bool:
    """Return whether a score is beyond the ends of the scale of its finding."""
    width, end = width_of(finding), finding.scale.to if finding.scale else None
    return width is not None and abs(score or 0) > max(width, abs(end or 0))


def width_of(finding: Finding) -> float | None:
    """Return the length of the scale of a finding, where its ends are known and fit."""
    width = finding.scale.width if finding.scale else None
    return width if width and width > 0 else None
