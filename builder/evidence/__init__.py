"""The evidence: the ledger of findings, guidelines, harms and signs, and the sources that it rests on.

It knows no text and no page.
"""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from builder.evidence.as_typed import markup_faults
from builder.evidence.bibtex import read_sources
from builder.evidence.fill_in import is_to_fill_in
from builder.evidence.kinds import KINDS
from builder.evidence.ledger import Ledger
from builder.evidence.references import Sources
from builder.evidence.toml_files import read_ledger
from builder.faults import Fault, Place, Rule, bytes_of, did_you_mean
from builder.leftovers import is_copy

SOURCES_FILE = "sources.bib"
File = tuple[str, bytes | None]  # its name from the project, and its bytes; None if it cannot be opened


@dataclass(frozen=True, eq=False)
class Evidence:
    """The ledger and the sources. Two are equal if they are the same: one is read once for the same files."""

    ledger: Ledger
    sources: Sources

    @cached_property
    def texts(self) -> tuple[tuple[Place, str], ...]:
        """What a reader sees of rows and sources in words: each text with its place."""
        sources = self.sources
        notes = tuple((sources.at(key), source.note) for key, source in sources.entries.items() if source.note)
        return (*self.ledger.texts, *notes)


def read_evidence(
    folder: Path, root: Path, today: datetime.date, day_given: bool, conditions: frozenset[str] = frozenset()
) -> tuple[Evidence, list[Fault]]:
    """Return the evidence in a folder of the project `root`, and what is wrong in it.

    Files that begin with a dot are those of editors, and left out. `today` is the day of the build; where it is given
    from outside (`day_given`), a row may have been checked after it. `conditions` are those that have a page.
    """
    paths = [path for kind in KINDS for path in _paths(folder, kind.files)]
    files = tuple(_file(path, root) for path in paths)
    evidence, faults = _read(files, _file(folder / SOURCES_FILE, root), today, day_given, conditions)
    return evidence, list(faults)


def _paths(folder: Path, files: str) -> list[Path]:
    if "*" not in files:
        return [folder / files]
    return sorted(path for path in folder.glob(files) if not (path.name.startswith(".") or is_copy(path.name)))


def _file(path: Path, root: Path) -> File:
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix(), bytes_of(path)


@lru_cache(maxsize=8)
def _read(
    files: tuple[File, ...],
    bibliography: File,
    today: datetime.date,
    day_given: bool,
    conditions: frozenset[str],
) -> tuple[Evidence, tuple[Fault, ...]]:
    ledger, faults = read_ledger(files, today, day_given, conditions)
    sources, more = read_sources(*bibliography)
    marked = (fault for place, text in ledger.texts for fault in markup_faults(place, "the text", text))
    return Evidence(ledger, sources), (*faults, *more, *marked, *check_row_sources(ledger, sources))


class RowSourceUnknown(Rule):
    """Every number has a source that a reader can look up."""

    wrong = "the row “{id}” names the source “{key}”, which is not there{hint}"
    expected = "a key of {file}"
    fix = "correct the key, or add the source"
    example = 'source = "macpherson2012ibz"'
    cause = "source {key}"


def check_row_sources(ledger: Ledger, sources: Sources) -> Iterator[Fault]:
    """Yield every row that names a source which is not there."""
    for row in ledger.rows.values():
        for key in row.keys:
            if not sources.knows(key) and not is_to_fill_in(key):
                yield RowSourceUnknown.at(
                    ledger.places[row.id].at(row.sources_field),
                    id=row.id,
                    key=key,
                    hint=did_you_mean(key, sorted(sources.lines)),
                    file=sources.file,
                )
