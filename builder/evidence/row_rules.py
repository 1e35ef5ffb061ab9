"""What is wrong with a row of the ledger that the types of its fields alone do not show.

A check looks only at fields that another has not found faulty, so that one slip is one fault.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator

from builder.dates import has_begun
from builder.evidence.answer_rules import option_faults, size_faults
from builder.evidence.comparison_rules import comparison_faults, same_comparison_faults
from builder.evidence.count_rules import count_faults
from builder.evidence.finding import Finding
from builder.evidence.finding_rules import certainty_faults, group_faults, scale_faults, score_faults
from builder.evidence.harm import Harm
from builder.evidence.ledger import RowPlace
from builder.evidence.option import Option
from builder.evidence.row import Row
from builder.evidence.sign import Sign
from builder.evidence.sign_rules import sign_faults
from builder.faults import Fault, Rule
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
        yield from count_faults(row, place, ())
    if isinstance(row, Finding):
        yield from certainty_faults(row, place)
        yield from group_faults(row, place)
        for number, arm in enumerate(row.arm):
            yield from count_faults(arm, place, ("arm", number))
        of_scale = list(scale_faults(row.scale, place)) if row.scale else []
        yield from of_scale
        yield from score_faults(row, place)
        for number, comparison in enumerate(row.comparison):
            faults = list(comparison_faults(row, comparison, place, number))
            yield from faults
            yield from () if faults or of_scale else size_faults(row, comparison, place, number)
        yield from same_comparison_faults(row, place)
