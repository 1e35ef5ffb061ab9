"""Reads the ledger from its TOML files and reports every fault with the line of the field."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from plugins.citations import Sources
from plugins.faults import Report, Rule, guess
from plugins.ledger import Finding, Guideline, Harm, Ledger, Place, Row
from plugins.row_check import row_faults
from plugins.source import check_filled_in

FOLDER = "content/evidence"
ID = re.compile(r"""^\s*id\s*=\s*["']([^"']+)""", re.MULTILINE)


def read_evidence(report: Report) -> tuple[Ledger, Sources]:
    """Read the ledger and its sources below the project of the report; report every fault in them."""
    from plugins.bibtex import read_sources  # loads the library of BibTeX, which no other process needs

    ledger = read_ledger(report.root / FOLDER, report)
    sources = read_sources(report.root / FOLDER / "sources.bib", report)
    check_row_sources(ledger, sources.lines, report)
    return ledger, sources


def read_ledger(folder: Path, report: Report) -> Ledger:
    """Read findings/*.toml, guidelines.toml and harms.toml; report every row that cannot be used."""
    findings: dict[str, Finding] = {}
    guidelines: dict[str, Guideline] = {}
    harms: dict[str, Harm] = {}
    places: dict[str, Place] = {}
    broken: set[str] = set()
    files: list[tuple[Path, str, type[Row], dict[str, Any], dict[str, Any]]] = [
        (path, "finding", Finding, findings, {"condition": path.stem})
        for path in sorted((folder / "findings").glob("[!.]*.toml"))
    ]
    files.append((folder / "guidelines.toml", "guideline", Guideline, guidelines, {}))
    files.append((folder / "harms.toml", "harm", Harm, harms, {}))
    for path, table, model, rows, given in files:
        tables = _tables(path, table, report)
        if tables is None:
            broken.update([path.name, *_ids_in(path)])
        for place, values in tables or []:
            row = _row(model, values, given, place, report)
            if row is None:
                broken.add(str(values.get("id", path.name)) if isinstance(values, dict) else path.name)
                continue
            if row.id in places:
                other = places[row.id].at()
                report.add(
                    Rule.LEDGER_TWICE,
                    place.at("id"),
                    f"the id “{row.id}” stands twice in the ledger",
                    f"one row an id; the first is in {other[0]}, line {other[1]}",
                    "give this row another id, or merge the two",
                )
                continue
            places[row.id] = place
            rows[row.id] = row
            for fault in row_faults(row):
                report.add(fault.rule, place.at(*fault.path), fault.wrong, fault.expected, fault.mend)
    ledger = Ledger(findings, guidelines, harms, places, broken)
    _check_guidelines(ledger, report)
    return ledger


def _tables(path: Path, table: str, report: Report) -> list[tuple[Place, Any]] | None:
    """Return the tables of a TOML file, each with the lines of its fields; None if the file cannot be read."""
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
            f"TOML in UTF-8 without a byte-order mark, with tables [[{table}]]",
            'mend the line: texts stand in straight double quotes ("…"); numbers and dates in none, as 1841, -1.2 and '
            "2026-11-25; a row begins with two brackets",
        )
        return None
    check_filled_in(name, text, report)
    for odd in tables.keys() - {table}:
        number = next((n for n, line in enumerate(text.split("\n"), 1) if odd in line), 0)
        wrong = f"the file holds “{odd}”{guess(odd, [table])}"
        report.add(Rule.LEDGER_FIELD, (name, number), wrong, f"tables [[{table}]] only", "rename or move it")
    rows = tables.get(table)
    if not isinstance(rows, list) or not rows:
        report.add(
            Rule.LEDGER_FILE, name, f"the file holds no [[{table}]]", "at least one", "write it, or delete the file"
        )
        return None
    # A table written in one line, as `finding = [{…}]`, has no lines of its own.
    return [(Place(name, lines or {}), row) for lines, row in zip_longest(field_lines(text, table)[: len(rows)], rows)]


def _ids_in(path: Path) -> list[str]:
    """Return the ids that stand in a file that cannot be used: what refers to them is not at fault."""
    return ID.findall(path.read_text(encoding="utf-8", errors="replace")) if path.is_file() else []


def field_lines(text: str, table: str) -> list[dict[tuple[str | int, ...], int]]:
    """Return for each `[[table]]` the line of every field, from 1: (field, index of a table inside, …) to line."""
    head = re.compile(rf"\s*(\[\[?)\s*{table}(?:\.(\w+))?\s*\]")
    key = re.compile(r'\s*"?(\w+)"?\s*=')
    tables: list[dict[tuple[str | int, ...], int]] = []
    here: tuple[str | int, ...] = ()
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
        elif tables and (field := key.match(line)):
            tables[-1][*here, field[1]] = number
    return tables


def _row(model: type[Row], values: Any, given: dict[str, Any], place: Place, report: Report) -> Any:
    """Return the row, or None after a report of every field that cannot be used."""
    table = model.__name__.lower()
    if not isinstance(values, dict) or values.keys() & given.keys():
        wrong = "this is no table" if not isinstance(values, dict) else "the name of the file gives the condition"
        report.add(Rule.LEDGER_FIELD, place.at(*given), wrong, f"[[{table}]] without “condition”", "correct it")
        return None
    try:
        return model(**values, **given)
    except ValidationError as errors:
        for error in errors.errors():
            path = error["loc"]
            name = str(path[-1]) if path else table
            known = [spec.alias or key for key, spec in model.model_fields.items()]
            wrong = {
                "missing": f"the row “{values.get('id', '?')}” has no “{name}”",
                "extra_forbidden": f"the field “{name}” is unknown{guess(name, known)}",
            }.get(error["type"], f"“{name}” cannot be {str(error.get('input'))[:80]!r}")
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


def check_row_sources(ledger: Ledger, sources: Iterable[str], report: Report) -> None:
    """Report every row that names another source than one of these keys."""
    known = set(sources)
    for row in ledger.rows.values():
        if row.source not in known:
            report.add(
                Rule.LEDGER_SOURCE,
                ledger.places[row.id].at("source"),
                f"the row “{row.id}” names the source “{row.source}”, which is not there"
                f"{guess(row.source, sorted(known))}",
                "a key of content/evidence/sources.bib",
                "correct the key, or add the source",
            )


def _check_guidelines(ledger: Ledger, report: Report) -> None:
    """Report guidelines of a condition that the ledger does not know, and those that say two things."""
    told: list[Guideline] = []
    known = [*dict.fromkeys(finding.condition for finding in ledger.findings.values())]
    for guideline in ledger.guidelines.values():
        place = ledger.places[guideline.id]
        if guideline.condition not in known and not ledger.broken:
            report.add(
                Rule.LEDGER_FIELD,
                place.at("condition"),
                f"there are no findings on “{guideline.condition}”{guess(guideline.condition, known)}",
                f"one of: {', '.join(known)}",
                "correct the condition",
            )
        for other in told:
            if other.says != guideline.says and _same_position(guideline, other):
                report.add(
                    Rule.LEDGER_CONTRADICTION,
                    place.at("says"),
                    f"{guideline.body} is “{guideline.says}” here and “{other.says}” in the row “{other.id}”",
                    "one position of one edition on one topic",
                    "correct one row, or give the two their own topics or years",
                )
        told.append(guideline)


def _same_position(one: Guideline, other: Guideline) -> bool:
    """Return whether two rows speak of the same edition and topic, however they are written."""
    same_year = one.year is None or other.year is None or one.year == other.year
    return same_year and all(
        _letters(getattr(one, field)) == _letters(getattr(other, field)) for field in ("body", "topic")
    )


def _letters(text: str) -> str:
    return re.sub(r"\([^)]*\)|\W+", "", text).casefold()
