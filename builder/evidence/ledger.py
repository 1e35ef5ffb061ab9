"""The ledger: all rows of all kinds, and where each field of them is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeVar

from builder.evidence.answer import Answer, Compared
from builder.evidence.finding import Comparison, Finding
from builder.evidence.row import Path, Row
from builder.faults import Place

AnyRow = TypeVar("AnyRow", bound=Row)


class RowPlace(NamedTuple):
    """Where a row is written: the file, and the line of each field by its path in the row, as ("arm", 1, "count")."""

    file: str
    lines: Mapping[Path, int]

    def at(self, *path: str | int) -> Place:
        """Return the place of a field, or of the nearest thing around it."""
        while path and path not in self.lines:
            path = path[:-1]
        return Place(self.file, self.lines.get(path, 0))


@dataclass(frozen=True, eq=False)
class Ledger:
    """All rows by id, with the place of each. What is computed from them is computed once.

    `broken` holds the ids of rows and the names of files that could not be used: what refers to them is not at fault,
    and neither is what rests on a row that is `faulty`, in which something was found wrong. It is `incomplete` where a
    file is missing, so that nobody knows what its ids were.
    """

    rows: Mapping[str, Row]
    places: Mapping[str, RowPlace]
    broken: frozenset[str] = frozenset()
    incomplete: bool = False
    faulty: frozenset[str] = frozenset()

    def may_hold(self, identifier: str) -> bool:
        """Return whether a row of this id is there that could not be read, for all that is known."""
        return identifier in self.broken or (self.incomplete and identifier not in self.rows)

    @cached_property
    def _by_model(self) -> dict[type[Row], dict[str, Row]]:
        rows: dict[type[Row], dict[str, Row]] = defaultdict(dict)
        for row in self.rows.values():
            rows[type(row)][row.id] = row
        return dict(rows)

    def of(self, model: type[AnyRow]) -> Mapping[str, AnyRow]:
        """Return the rows of one kind by id, in the order of the files."""
        return self._by_model.get(model, {})  # type: ignore[return-value]

    @property
    def findings(self) -> Mapping[str, Finding]:
        """The findings by id."""
        return self.of(Finding)

    def found(self, compared: Compared) -> tuple[Finding, Comparison] | None:
        """Return the finding that answers a question, and which comparison of it; None where there is none."""
        finding = self.findings.get(compared.finding or "")
        gaps = finding.comparison if finding else ()
        return next(((finding, gap) for gap in gaps if finding and gap.against == compared.against), None)

    def keys_of(self, identifier: str) -> tuple[str, ...]:
        """Return the keys of the sources of a row; those of an answer are the sources of its findings."""
        row = self.rows.get(identifier)
        if isinstance(row, Answer):
            return tuple(key for _, compared in row.compared for key in self.keys_of(compared.finding or ""))
        return row.keys if row else ()

    @cached_property
    def texts(self) -> tuple[tuple[Place, str], ...]:
        """What a reader sees of the rows in words: each text with its place."""
        return tuple(
            (self.places[row.id].at(*path), text) for row in self.rows.values() for path, text in row.in_words()
        )

    @cached_property
    def by_source(self) -> dict[str, tuple[Row, ...]]:
        """The rows by the keys of their sources."""
        rows: dict[str, list[Row]] = defaultdict(list)
        for row in self.rows.values():
            for key in row.keys:
                rows[key].append(row)
        return {key: tuple(of_source) for key, of_source in rows.items()}

    @cached_property
    def conditions(self) -> dict[str, tuple[Finding, ...]]:
        """The findings by condition."""
        rows: dict[str, list[Finding]] = defaultdict(list)
        for finding in self.findings.values():
            rows[finding.condition].append(finding)
        return {condition: tuple(of_condition) for condition, of_condition in rows.items()}
