"""What is wrong with short answers, the sizes that they rest on, and the options beside acupuncture."""

from __future__ import annotations

from collections.abc import Iterator

from builder.evidence.answer import Answer, Compared
from builder.evidence.finding import Comparison, Finding, Size
from builder.evidence.ledger import Ledger, RowPlace
from builder.evidence.option import Option, Said
from builder.evidence.row import Path
from builder.faults import Fault, Rule, did_you_mean

# The groups with which each of the two questions compares.
HELPS = ("no acupuncture", "waiting list", "usual care")
NEEDLE = ("sham",)
NEEDED = {"nothing": "nothing extra for now", "needles": "acupuncture"}  # sorts of options, which no list leaves out
# Where the classes of size begin, by what was measured: people or points of 100, and standard deviations.
CLASSES: dict[str, tuple[tuple[float, Size], ...]] = {
    "people": ((25, "large"), (15, "moderate"), (5, "small")),
    "points": ((20, "large"), (10, "moderate"), (5, "small")),
    "sd": ((0.8, "large"), (0.5, "moderate"), (0.2, "small")),
}


class SizeUnexplained(Rule):
    """A bar of the evidence map rests on what a source says."""

    wrong = "“{there}” is given without “{missing}”"
    expected = "“size” and “sized”, or neither"
    fix = "add “sized”: the words or the figure of the source; or delete both"
    example = 'size = "small"  # and no “sized”'


class SizeOtherThanFigure(Rule):
    """The classes of size are the same for every row, so that bars can be compared."""

    wrong = "the size is “{size}”, but the difference of {value} is {expected}"
    expected = "the class of the figure; “none” too where it could be chance, and “unclear” where sources disagree"
    fix = "correct the size, or the value"
    example = 'value = 24  # people of 100\nsize = "small"'


class AnswerFindingUnknown(Rule):
    """An answer that rests on no finding is an opinion."""

    wrong = "the answer names the finding “{finding}”, which is not there{near}"
    expected = "the id of a finding"
    fix = "correct the id, or add the finding"
    example = 'finding = "back-gerak"'


class AnswerComparisonMissing(Rule):
    """The group that an answer compares with is one of its finding."""

    wrong = "the finding “{finding}” has no comparison with “{group}”"
    expected = "one of: {known}"
    fix = "correct “with”, or name another finding"
    example = 'finding = "back-gerac"\nwith = "waiting list"'


class AnswerHalf(Rule):
    """Either a comparison answers a question, or nothing was found."""

    wrong = "the question names “{there}” and not “{missing}”"
    expected = "“finding” and “with”, or neither"
    fix = "add the other, or delete the line"
    example = 'finding = "back-gerac"  # and no “with”'


class AnswerOtherQuestion(Rule):
    """Whether acupuncture helps people is one question, whether it is the needle another."""

    wrong = "“{question}” compares with “{group}”"
    expected = "{groups}"
    fix = "name a comparison of this question, or put this one under “also”, where the map does not draw it for another"
    example = 'with = "sham"  # in [answer.helps]'


class AnswerWithoutSize(Rule):
    """An answer is drawn in the evidence map, where its length is a size."""

    wrong = "the comparison that answers this has no size"
    expected = "“size” and “sized” in the comparison of “{finding}” with “{group}”"
    fix = "add them there: docs/evidence.md lists the classes"
    example = '[[finding.comparison]]\nwith = "sham"  # and no “size”'


class SaidWithoutSource(Rule):
    """What is said of an option rests on a source, or the site says that it is its own."""

    wrong = "“{field}” names no source"
    expected = "“sources”, or “own = true” where nothing was found or an everyday effort is meant"
    fix = "add the sources, or say that it is our own"
    example = 'helps = { words = "It eases pain." }'


class SaidOwnAndSourced(Rule):
    """What a source gives is not our own."""

    wrong = "“{field}” is our own, but it names a source"
    expected = "“sources” or “own = true”"
    fix = "delete one of the two"
    example = 'helps = { words = "It eases pain.", sources = ["hayden2021exercise"], own = true }'


class OptionNeeded(Rule):
    """To choose, a reader has to see what it means to do nothing more, and where acupuncture stands."""

    wrong = "the options of “{condition}” lack {needed}"
    expected = "a row with sort = “{sort}”"
    fix = "add it to the options of this condition"
    example = "the options of a condition without “Nothing extra for now”"


def size_faults(finding: Finding, gap: Comparison, place: RowPlace, number: int) -> Iterator[Fault]:
    """Yield what is wrong with the size of a comparison, the one of this number in its finding."""
    path = ("comparison", number)
    if (gap.size is None) != (gap.sized is None):
        there, missing = ("size", "sized") if gap.size else ("sized", "size")
        yield SizeUnexplained.at(place.at(*path, there), there=there, missing=missing)
        return
    fits = {size_of(finding, gap), "unclear", "none" if gap.chance == "yes" else "unclear"}
    if gap.size and None not in fits and gap.size not in fits:
        expected = " or ".join(f"“{size}”" for size in sorted(fits - {"unclear", None}, key=str))
        yield SizeOtherThanFigure.at(place.at(*path, "size"), size=gap.size, value=gap.value, expected=expected)


def size_of(finding: Finding, gap: Comparison) -> Size | None:
    """Return the class of a difference; None where no figure gives one, as of a scale whose ends are not known."""
    value, measure = gap.value, gap.measure
    if measure not in CLASSES and (people := finding.hundred(gap)):
        value, measure = people.extra, "people"
    if measure == "points" and value is not None:
        width = finding.scale.width if finding.scale and finding.scale.unit == "points" else None
        value = 100 * value / width if width else None
    if value is None or measure not in CLASSES:
        return None
    return next((size for least, size in CLASSES[measure] if round(value, 6) >= least), "none")


def answer_faults(ledger: Ledger) -> Iterator[Fault]:
    """Yield what is wrong with each question of each answer."""
    for answer in ledger.of(Answer).values():
        for path, compared in answer.compared:
            yield from _question_faults(compared, path, ledger.places[answer.id], ledger)


def _question_faults(compared: Compared, path: Path, place: RowPlace, ledger: Ledger) -> Iterator[Fault]:
    identifier, group = compared.finding, compared.against
    if identifier is None or group is None:
        if identifier or group:
            there, missing = ("finding", "with") if identifier else ("with", "finding")
            yield AnswerHalf.at(place.at(*path, there), there=there, missing=missing)
        return
    finding = ledger.findings.get(identifier)
    if not finding:
        if not ledger.may_hold(identifier):
            near = did_you_mean(identifier, ledger.findings)
            yield AnswerFindingUnknown.at(place.at(*path, "finding"), finding=identifier, near=near)
        return
    if identifier in ledger.faulty:
        return
    question = getattr(compared, "mapped", None) or path[0]
    groups = {"helps": HELPS, "needle": NEEDLE}.get(str(question))
    found = ledger.found(compared)
    if groups and group not in groups:
        one_of = " or ".join(f"“{name}”" for name in groups)
        yield AnswerOtherQuestion.at(place.at(*path, "with"), question=question, group=group, groups=one_of)
    elif not found:
        known = ", ".join(gap.against for gap in finding.comparison)
        blanks = {"finding": identifier, "group": group, "known": known}
        yield AnswerComparisonMissing.at(place.at(*path, "with"), **blanks)
    elif not found[1].size:
        yield AnswerWithoutSize.at(place.at(*path, "finding"), finding=identifier, group=group)


def option_faults(option: Option, place: RowPlace) -> Iterator[Fault]:
    """Yield what is wrong with an option by itself."""
    for name, said in option.said.items():
        yield from _said_faults(name, said, place)


def _said_faults(field: str, said: Said, place: RowPlace) -> Iterator[Fault]:
    if said.own and said.sources:
        yield SaidOwnAndSourced.at(place.at(field), field=field)
    elif not said.own and not said.sources:
        yield SaidWithoutSource.at(place.at(field), field=field)


def option_list_faults(ledger: Ledger) -> Iterator[Fault]:
    """Yield the conditions whose options leave out to do nothing for now, or acupuncture itself."""
    if any(name.endswith("options.toml") for name in ledger.broken):
        return
    first: dict[str, str] = {}
    sorts: dict[str, set[str]] = {}
    for option in ledger.of(Option).values():
        first.setdefault(option.condition, option.id)
        sorts.setdefault(option.condition, set()).add(option.sort)
    for condition, identifier in first.items():
        for sort in NEEDED.keys() - sorts[condition]:
            place = ledger.places[identifier].at("condition")
            yield OptionNeeded.at(place, condition=condition, needed=NEEDED[sort], sort=sort)
