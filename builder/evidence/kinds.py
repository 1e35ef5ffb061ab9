"""The kinds of rows of the ledger: every number of the site, typed once.

It is typed in TOML files that a clinician can read and a program can check.
`Finding`, `Answer`, `Option`, `Guideline`, `Harm`, `Sign` and `Term` are the one definition that validates a row,
renders it and exports it.
`KINDS` is the one place where a kind of row is registered: all else loops over it.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import PurePath
from typing import NamedTuple

from builder.evidence.answer import Answer
from builder.evidence.finding import Finding
from builder.evidence.guideline import Guideline
from builder.evidence.harm import Harm
from builder.evidence.option import Option
from builder.evidence.row import Row
from builder.evidence.sign import Sign
from builder.evidence.term import Term


class Drawn(NamedTuple):
    """A block, and the component of the theme that draws it.

    It draws the single row after its bar (`one`) or many in a list, which has a caption where it is a table. Links to a
    row lead to the block that is its `place` on a page; another only shows it again.
    """

    name: str
    one: bool = False
    caption: bool = True
    place: bool = True


@dataclass(frozen=True)
class Kind:
    """A kind of row: what it is called, where it is kept, and what draws it."""

    table: str  # one row, in words and as the table in the file: [[finding]]
    plural: str  # many of them: their name in the data to download
    title: str  # many of them, to a reader
    model: type[Row]
    files: str  # its files below content/evidence; those without a star must be there
    drawn: tuple[Drawn, ...]  # what draws them
    from_file_name: str | None = None  # the field that the name of the file gives

    def given(self, name: str) -> dict[str, str]:
        """Return the fields that the name of a file gives its rows."""
        return {self.from_file_name: PurePath(name).stem} if self.from_file_name else {}


KINDS = (
    Kind(
        "finding",
        "findings",
        "Findings",
        Finding,
        "findings/*.toml",
        (Drawn("findings"), Drawn("fact-box", one=True), Drawn("hundred", one=True, place=False)),
        "condition",
    ),
    Kind(
        "answer",
        "answers",
        "Short answers",
        Answer,
        "answers.toml",
        (
            Drawn("short-answer", caption=False),
            Drawn("other-answers", caption=False),
            Drawn("evidence-map", place=False),
        ),
    ),
    Kind("option", "options", "Options", Option, "options.toml", (Drawn("options"),)),
    Kind("guideline", "guidelines", "Guidelines", Guideline, "guidelines.toml", (Drawn("guidelines"),)),
    Kind(
        "harm",
        "harms",
        "Side effects",
        Harm,
        "harms.toml",
        (Drawn("harms"), Drawn("ladder", place=False)),
    ),
    Kind("sign", "signs", "Warning signs", Sign, "signs.toml", (Drawn("care-card"),)),
    Kind(
        "term", "terms", "Words and what they mean", Term, "glossary.toml", ()
    ),  # drawn by theme/templates/glossary.html
)
DRAWN = {drawn.name: drawn for kind in KINDS for drawn in kind.drawn}


def kind_of(name: str) -> Kind:
    """Return the kind of the rows of a file. Raises ValueError for a file of none."""
    for kind in KINDS:
        if PurePath(name).match(kind.files):
            return kind
    raise ValueError(f"{name} is a file of no kind of rows")
