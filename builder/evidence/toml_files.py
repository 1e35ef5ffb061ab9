"""Reads the ledger from its TOML files; every fault is named with the line of the field."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections import Counter
from collections.abc import Collection, Iterator
from functools import lru_cache
from itertools import zip_longest
from pathlib import PurePath
from typing import Any, NamedTuple, get_args

from pydantic import BaseModel, ValidationError

from builder.evidence.answer import Answer
from builder.evidence.answer_rules import answer_faults, option_list_faults
from builder.evidence.fill_in import fill_in_faults, is_to_fill_in
from builder.evidence.guideline import Guideline
from builder.evidence.kinds import Kind, kind_of
from builder.evidence.ledger import Ledger, RowPlace
from builder.evidence.option import Option
from builder.evidence.row import Path, Row
from builder.evidence.row_rules import row_faults
from builder.evidence.sign_rules import same_sign_faults
from builder.evidence.term_rules import same_term_faults
from builder.faults import Fault, Place, Rule, decoded, did_you_mean, field_errors, toml_line

ID = re.compile(r"""^\s*id\s*=\s*["']([^"']+)""", re.MULTILINE)
KEY = re.compile(r'\s*"?([\w-]+)"?[\w.]*\s*=')

# --- files ---


class LedgerFileUnreadable(Rule):
    """A file of the ledger that cannot be read would leave all its numbers out."""

    wrong = "the file cannot be read: {problem}"
    expected = "TOML in UTF-8, with tables [[{table}]]"
    fix = (
        'correct the line: texts are in straight double quotes ("…"); numbers and dates in none, as 1841, -1.2 and '
        "2026-11-25; a row begins with two brackets"
    )
    example = "who = adults"


class LedgerFileEmpty(Rule):
    """A file without a row was emptied by mistake, or is one too many."""

    wrong = "the file holds no [[{table}]]"
    expected = "at least one"
    fix = "write it, or delete the file"
    example = "# nothing"


class LedgerTableUnknown(Rule):
    """A table with another name would be read by nothing."""

    wrong = "the file holds “{name}”{hint}"
    expected = "tables [[{table}]] only"
    fix = "rename or move it"
    example = "[[harms]]"


class FileRows(NamedTuple):
    """The rows of one file, each with its place; what of it could not be used; what is wrong; and in which rows."""

    rows: tuple[tuple[RowPlace, Row], ...]
    broken: frozenset[str]
    faults: tuple[Fault, ...]
    faulty: frozenset[str] = frozenset()


@lru_cache(maxsize=8)
def read_ledger(
    files: tuple[tuple[str, bytes | None], ...],
    today: datetime.date,
    day_given: bool,
    conditions: frozenset[str] = frozenset(),
) -> tuple[Ledger, tuple[Fault, ...]]:
    """Return the ledger of these files and what is wrong in them.

    A file is its name from the project and its bytes, None where it cannot be opened; its name gives the kind of its
    rows. Raises ValueError for a name of none. `today` and `day_given` are for `row_faults`. `conditions` have a page:
    that one has no file of findings is said of its page, and of no row that rests on them.
    """
    rows: dict[str, Row] = {}
    places: dict[str, RowPlace] = {}
    broken: set[str] = set()
    faulty: set[str] = set()
    faults: list[Fault] = []
    for name, data in files:
        read = _read_file(kind_of(name), name, data, today, day_given)
        broken |= read.broken
        faulty |= read.faulty
        faults += read.faults
        for place, row in read.rows:
            if row.id in places:
                first = places[row.id].at()
                faults.append(RowTwice.at(place.at("id"), id=row.id, file=first.file, line=first.line))
            else:
                rows[row.id], places[row.id] = row, place
    lost = conditions - {PurePath(name).stem for name, _ in files}
    incomplete = bool(lost) or any(data is None for _, data in files)
    ledger = Ledger(rows, places, frozenset(broken), incomplete, frozenset(faulty))
    faults += [*_condition_faults(ledger, lost), *_guideline_faults(ledger), *same_sign_faults(ledger)]
    return ledger, (*faults, *same_term_faults(ledger), *answer_faults(ledger), *option_list_faults(ledger))


@lru_cache(maxsize=256)
def _read_file(
    kind: Kind,
    name: str,
    data: bytes | None,
    today: datetime.date,
    day_given: bool,
) -> FileRows:
    text = (data or b"").decode("utf-8", errors="replace")
    # What refers to a row of this file, or to the file as a whole, is not at fault where the file is.
    whole = frozenset((PurePath(name).name, *ID.findall(text)))
    try:
        tables = tomllib.loads(decoded(data))
    except ValueError as error:
        at = Place(name, toml_line(error))
        return FileRows((), whole, (LedgerFileUnreadable.at(at, problem=error, table=kind.table),))
    faults = list(fill_in_faults(name, text))
    for odd in sorted(tables.keys() - {kind.table}):
        line = next((number for number, line in enumerate(text.split("\n"), 1) if odd in line), 0)
        hint = did_you_mean(odd, [kind.table])
        faults.append(LedgerTableUnknown.at(Place(name, line), name=odd, hint=hint, table=kind.table))
    listed = tables.get(kind.table)
    if not isinstance(listed, list) or not listed:
        return FileRows((), whole, (*faults, LedgerFileEmpty.at(name, table=kind.table)))
    rows: list[tuple[RowPlace, Row]] = []
    broken: set[str] = set()
    faulty: set[str] = set()
    # A table written in one line, as `finding = [{…}]`, has no lines of its own.
    for lines, values in zip_longest(field_lines(text, kind.table)[: len(listed)], listed):
        place = RowPlace(name, lines or {})
        row, found = _read_row(kind, values, name, place)
        faults += found
        if row:
            rows.append((place, row))
            wrong = list(row_faults(row, place, today, day_given))
            faults += wrong
            faulty |= {row.id} if wrong else set()
        else:
            broken |= {PurePath(name).name, str(values.get("id", "")) if isinstance(values, dict) else ""} - {""}
    return FileRows(tuple(rows), frozenset(broken), tuple(faults), frozenset(faulty))


def field_lines(text: str, table: str) -> list[dict[Path, int]]:
    """Return for each `[[table]]` the line of every field, from 1: (field, index of a table inside, …) to line."""
    head = re.compile(rf"\s*(\[\[?)\s*{table}(?:\.(\w+))?\s*\]")
    tables: list[dict[Path, int]] = []
    here: Path = ()
    inside: Counter[str] = Counter()
    for number, line in enumerate(text.split("\n"), 1):
        if start := head.match(line):
            if start[2] is None:
                tables.append({})
                inside.clear()
                here = ()
            elif start[1] == "[[":
                here = (start[2], inside[start[2]])
                inside[start[2]] += 1
            else:
                here = (start[2],)
            if tables:
                tables[-1][here] = number
        elif tables and (field := KEY.match(line)):
            tables[-1][*here, field[1]] = number
    return tables


# --- rows ---


class RowNoTable(Rule):
    """A row is a table: its fields have names."""

    wrong = "a row of {table} is written as a value"
    expected = "tables [[{table}]]"
    fix = "write [[{table}]], and each field on a line of its own below it"
    example = "finding = [1]"


class RowNamesCondition(Rule):
    """The condition of a finding is typed once, as the name of its file."""

    wrong = "the name of the file gives the {field}"
    expected = "[[{table}]] without “{field}”"
    fix = "delete the line, or move the row to the file of its {field}"
    example = 'condition = "anxiety"  # in findings/anxiety.toml'


class RowFieldMissing(Rule):
    """A row without one of its fields leaves a gap on the page."""

    wrong = "the row “{id}” has no “{field}”"
    expected = "the fields of a {table} as docs/evidence.md lists them"
    fix = "add it from the source"
    example = '[[finding]]\nid = "x"  # and no “source”'


class RowFieldUnknown(Rule):
    """A field with another name would be shown to nobody."""

    wrong = "the field “{field}” is unknown{hint}"
    expected = "the fields of a {table} as docs/evidence.md lists them"
    fix = "correct the field, or delete it"
    example = 'outcom = "Pain"'


class RowFieldUnusable(Rule):
    """A field holds what it says, in its own form: nothing is turned into something else."""

    wrong = "“{field}” cannot be {given}"
    expected = "{field}: {takes}"
    fix = "correct the field, or delete it"
    example = 'count = "49"'


class RowTwice(Rule):
    """An id leads to one row."""

    wrong = "the id “{id}” is there twice in the ledger"
    expected = "one row an id; the first is in {file}, line {line}"
    fix = "give this row another id, or merge the two"
    example = 'id = "back-gerac"  # twice'


def _read_row(kind: Kind, values: Any, name: str, place: RowPlace) -> tuple[Row | None, list[Fault]]:
    """Return the row, or None and every field that cannot be used."""
    given = kind.given(name)
    if not isinstance(values, dict):
        return None, [RowNoTable.at(place.at(), table=kind.table)]
    if double := sorted(values.keys() & given.keys()):
        return None, [RowNamesCondition.at(place.at(field), field=field, table=kind.table) for field in double]
    try:
        return kind.model(**values, **given), []
    except ValidationError as error:
        return None, list(_field_faults(kind, values, error, place))


def _field_faults(kind: Kind, values: dict[str, Any], error: ValidationError, place: RowPlace) -> Iterator[Fault]:
    errors = list(field_errors(error))
    unknown = [found.path for found in errors if found.kind == "unknown"]
    for found in errors:
        field, at = str(found.path[-1]), place.at(*found.path)
        beside = [str(path[-1]) for path in unknown if path[:-1] == found.path[:-1]]
        # A field that is missing because it is misspelt is reported as that.
        if found.kind == "missing" and any(did_you_mean(other, [field]) for other in beside):
            continue
        if found.kind == "missing":
            yield RowFieldMissing.at(at, id=values.get("id", "?"), field=field, table=kind.table)
        elif found.kind == "unknown":
            hint = did_you_mean(field, _fields_beside(kind.model, found.path))
            yield RowFieldUnknown.at(at, field=field, hint=hint, table=kind.table)
        elif not is_to_fill_in(found.given):
            yield RowFieldUnusable.at(at, field=field, given=found.given, takes=found.message)


def _fields_beside(model: type[BaseModel], path: Path) -> list[str]:
    """Return the names of the fields that may be where this path leads."""
    for part in path[:-1]:
        if isinstance(part, str) and part in model.model_fields:
            inner = [kind for kind in get_args(model.model_fields[part].annotation) if hasattr(kind, "model_fields")]
            model = inner[0] if inner else model
    return [field.alias or name for name, field in model.model_fields.items()]


# --- conditions and guidelines ---


class RowConditionUnknown(Rule):
    """A row of a condition that has no page is shown nowhere."""

    wrong = "there are no findings on “{condition}”{hint}"
    expected = "one of: {known}"
    fix = "correct the condition"
    example = 'condition = "bowels"'


class GuidelinesContradict(Rule):
    """One edition of a guideline takes one position on a topic."""

    wrong = "{body} is “{says}” here and “{other_says}” in the row “{other}”"
    expected = "one position of one edition on one topic"
    fix = "correct one row, or give the two their own topics or years"
    example = 'says = "for"  # and in another row of the same body and topic “against”'


def _condition_faults(ledger: Ledger, lost: Collection[str]) -> Iterator[Fault]:
    """Yield rows of a condition that has no findings; those of the `lost` are missed elsewhere."""
    known = [*ledger.conditions, *sorted(lost)]
    rows: tuple[Answer | Option | Guideline, ...] = (
        *ledger.of(Answer).values(),
        *ledger.of(Option).values(),
        *ledger.of(Guideline).values(),
    )
    for row in rows:
        if row.condition not in known and f"{row.condition}.toml" not in ledger.broken:
            place, hint = ledger.places[row.id].at("condition"), did_you_mean(row.condition, known)
            yield RowConditionUnknown.at(place, condition=row.condition, hint=hint, known=", ".join(known))


def _guideline_faults(ledger: Ledger) -> Iterator[Fault]:
    """Yield guidelines that say two things."""
    before: list[Guideline] = []
    for guideline in ledger.of(Guideline).values():
        place = ledger.places[guideline.id]
        for other in before:
            if other.says != guideline.says and _same_position(guideline, other):
                blanks = {"body": guideline.body, "says": guideline.says, "other_says": other.says, "other": other.id}
                yield GuidelinesContradict.at(place.at("says"), **blanks)
                break
        before.append(guideline)


def _same_position(one: Guideline, other: Guideline) -> bool:
    """Return whether two rows speak of the same edition and topic, however they are written."""
    same_year = one.year is None or other.year is None or one.year == other.year
    return same_year and _letters(one.body) == _letters(other.body) and _letters(one.topic) == _letters(other.topic)


def _letters(text: str) -> str:
    return re.sub(r"\s*\([^)]*\)|\W", "", text).casefold()
