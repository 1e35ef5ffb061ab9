"""Faults: what is wrong with the site, where, and how to mend it.

Every check adds to one `Report`; nothing stops at the first fault. The report travels through Pelican in the setting
`REPORT`, so that each run has its own and no module keeps state.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from difflib import get_close_matches
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from plugins.source import SourceFile


# Code that every error passes through, and that is not at fault.
PASSED_THROUGH = re.compile(r"/\.venv/|/tools/build\.py$|/plugins/parallel\.py$")


class Rule(StrEnum):
    """The name of every rule. The tests hold that each one is broken on purpose at least once."""

    # a file
    ENCODING = "file-encoding"
    EMPTY = "file-empty"
    BYTE_ORDER_MARK = "file-byte-order-mark"
    LINE_ENDS = "file-line-ends"
    KIND = "file-kind"
    # its header
    HEADER_LINE = "header-line"
    FIELD_MISSING = "field-missing"
    FIELD_UNKNOWN = "field-unknown"
    FIELD_TWICE = "field-twice"
    FIELD_VALUE = "field-value"
    DATE = "date"
    DATE_ORDER = "date-order"
    # the guide
    SECTION_FILE = "section-file"
    SECTION_MISSING = "section-missing"
    SECTION_UNEXPECTED = "section-unexpected"
    SECTION_RENAMED = "section-renamed"
    SECTION_TWICE = "section-twice"
    SECTION_ORDER = "section-order"
    SECTION_EMPTY = "section-empty"
    DISCLAIMER_SECTION = "disclaimer-section"
    DISCLAIMER_PAGE = "disclaimer-page"
    # between files
    PAGE_MISSING = "page-missing"
    ADDRESS_TWICE = "address-twice"
    TITLE_TWICE = "title-twice"
    SUMMARY_TWICE = "summary-twice"
    # addresses
    REDIRECT = "redirect"
    ADDRESS_LIST = "address-list"
    ADDRESS_LOST = "address-lost"
    ADDRESS_UNLISTED = "address-unlisted"
    # sources
    BIBTEX = "bibtex"
    SOURCE_TWICE = "source-twice"
    SOURCE_INCOMPLETE = "source-incomplete"
    SOURCE_UNCITED = "source-uncited"
    SOURCE_UNLISTED = "source-unlisted"
    CITATION_UNKNOWN = "citation-unknown"
    # the ledger
    LEDGER_FILE = "ledger-file"
    LEDGER_FIELD = "ledger-field"
    LEDGER_TWICE = "ledger-twice"
    LEDGER_SHARE = "ledger-share"
    LEDGER_INTERVAL = "ledger-interval"
    LEDGER_CERTAINTY = "ledger-certainty"
    LEDGER_SOURCE = "ledger-source"
    LEDGER_CONTRADICTION = "ledger-contradiction"
    LEDGER_UNKNOWN = "ledger-unknown"
    LEDGER_UNSHOWN = "ledger-unshown"
    CERTAINTY_WORDS = "certainty-words"
    FIGURE_TYPED = "figure-typed"
    # the condition pages
    CONDITION_MISSING = "condition-missing"
    CONDITION_PART = "condition-part"
    # words
    WORD = "word"
    ALLOWANCE = "allowance"
    WORD_LIST = "word-list"
    # the search
    SEARCH_FILE = "search-file"
    SEARCH_PHRASE = "search-phrase"
    SEARCH_TARGET = "search-target"
    SEARCH_INDEX = "search-index"
    # blocks
    BLOCK = "block"
    BLOCK_MISSING = "block-missing"
    DRAWING_MISSING = "drawing-missing"
    # links and images
    LINK_BROKEN = "link-broken"
    ANCHOR_BROKEN = "anchor-broken"
    LINK_INSECURE = "link-insecure"
    IMAGE_MISSING = "image-missing"
    IMAGE_ALT = "image-alt"
    # markup
    RAW_ELEMENT = "raw-element"
    ATTRIBUTE = "attribute"
    LEFTOVER = "leftover"
    TABLE = "table"
    PAGE_WEIGHT = "page-weight"
    EVENT_HANDLER = "event-handler"
    INLINE_STYLE = "inline-style"
    SCRIPT_LINK = "script-link"
    FOREIGN_RESOURCE = "foreign-resource"
    ID_TWICE = "id-twice"
    HEADINGS = "headings"
    # the theme, the plugins and the settings
    TEMPLATE_MISSING = "template-missing"
    TEMPLATE_SYNTAX = "template-syntax"
    TEMPLATE_VARIABLE = "template-variable"
    TEMPLATE_PART = "template-part"
    STYLESHEET = "stylesheet"
    PLUGIN = "plugin"
    SETTING = "setting"
    OVERDUE = "overdue"
    PELICAN = "pelican"


@dataclass(frozen=True, order=True)
class Fault:
    """One fault. `line` counts from 1; 0 means that the fault is about the file as a whole."""

    file: str
    line: int
    rule: Rule
    wrong: str
    expected: str
    mend: str

    def __str__(self) -> str:
        place = f"{self.file}:{self.line}" if self.line else self.file
        return f"{place}: {self.wrong} [{self.rule}]\n    expected: {self.expected}\n    to mend:  {self.mend}"


class Faulty(Exception):  # noqa: N818 - it reads as what it says of the site
    """The site has faults and must not be published."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__(f"{len(faults)} fault{'s' if len(faults) > 1 else ''}")
        self.faults = faults


class Crash(Exception):  # noqa: N818 - it reads as what it is
    """A plugin that failed, as the fault that tells of it."""

    def __init__(self, fault: Fault) -> None:
        super().__init__(fault)
        self.fault = fault

    @classmethod
    def of(cls, error: BaseException, root: Path, otherwise: Path = Path("(Pelican)")) -> Crash:
        """Return the crash for an exception: it names the deepest line of the project (`root`) that it went through.

        An exception that went through none is put down to the file `otherwise`.
        """
        if isinstance(error, Crash):
            return error
        if isinstance(error, SyntaxError) and error.filename:
            place, line = Path(error.filename), error.lineno or 0
        else:
            frames = [
                (Path(frame.filename), frame.lineno or 0)
                for frame in traceback.extract_tb(error.__traceback__)
                if Path(frame.filename).is_relative_to(root) and not PASSED_THROUGH.search(frame.filename)
            ]
            place, line = frames[-1] if frames else (otherwise, 0)
        name = place.relative_to(root).as_posix() if place.is_relative_to(root) else str(place)
        message = " ".join(str(error).split())[:300]
        return cls(
            Fault(
                name,
                line,
                Rule.PELICAN,
                f"the build stopped here: {type(error).__name__}: {message}",
                "a build that runs to its end",
                "mend this line, or what it was given",
            )
        )


@dataclass
class Report:
    """The faults of one run, and the sources in which later checks find the line of what they dislike.

    `root` is the project's folder; faults name their files relative to it.
    """

    root: Path
    settings_file: Path = Path("pelicanconf.py")
    sources: dict[str, SourceFile] = field(default_factory=dict)
    _faults: set[Fault] = field(default_factory=set)

    def add(self, rule: Rule, place: str | tuple[str, int], wrong: str, expected: str, mend: str) -> None:
        """Record a fault at a file, or at a file and line. The same fault is kept once."""
        file, line = (place, 0) if isinstance(place, str) else place
        self._faults.add(Fault(file, line, rule, wrong, expected, mend))

    @contextmanager
    def aside(self) -> Iterator[set[Fault]]:
        """Put what is reported inside into the set that this gives, and leave the report as it was.

        So work may be done in another process, and in any order; `take` brings its faults here.
        """
        before, new = self._faults, set[Fault]()
        self._faults = set(before)
        try:
            yield new
        finally:
            new |= self._faults - before
            self._faults = before

    def take(self, faults: set[Fault]) -> None:
        """Add faults that were set aside."""
        self._faults |= faults

    def name(self, path: str | Path) -> str:
        """Return the path relative to the project, with forward slashes; a path outside stays as it is."""
        path = Path(path)
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

    def setting(self, name: str) -> tuple[str, int]:
        """Return the file and line of a setting; line 0 where the settings do not hold it."""
        lines = self.settings_file.read_text(encoding="utf-8").split("\n") if self.settings_file.is_file() else []
        line = next((number for number, text in enumerate(lines, 1) if re.match(rf"{name}\b", text)), 0)
        return self.name(self.settings_file), line

    @property
    def faults(self) -> list[Fault]:
        """All faults, by file and line."""
        return sorted(self._faults)


def guess(word: str, known: list[str]) -> str:
    """Return ` (did you mean “x”?)` for the known word nearest to this one, or nothing."""
    near = get_close_matches(word, known, n=1)
    return f" (did you mean “{near[0]}”?)" if near else ""
