"""The files of the sheets: PDF for each size of paper, tagged for screen readers (PDF/UA-1), set by Typst.

The template gets the text as data, so nothing in a text can break it. A file rests on what it says, the template and
the typeface, and on no clock: the same give the same bytes. They are set beside the work on the pages.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import re
from collections.abc import Iterable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

from builder.faults import Fault, Place, Report, Rule
from builder.page.pages import Page
from builder.page.sheets import Sheet

FOLDER = "leaflet"  # of the files of the site, and of the theme
TEMPLATE = "sheet.typ"
PDF = b"%PDF"  # with which a file of this kind begins
SECONDS = 60  # for the work on all sheets; one takes a tenth of a second
TOO_LONG = re.compile(r"TOO LONG, (\d+)")  # how the template says by how much, in per cent
NO_LETTER = re.compile(r'the text `"(.+?)"` could not be displayed')
LINE = re.compile(r"([a-z-]+\.typ):(\d+):")


class SheetTooLong(Rule):
    """Whoever takes a sheet along takes one piece of paper."""

    wrong = "the sheet of this page does not fit on two sides of {paper}: {percent} % too much, in the smallest type"
    expected = "a sheet of two sides"
    fix = "say it in fewer words, or let its cards show fewer signs; builder/outline.py says what a sheet takes"
    example = "a card with sixty signs"


class SheetLetter(Rule):
    """A character that no typeface has would be a hole in the text."""

    wrong = "the sheet of this page cannot show “{letter}”: no typeface for paper has it"
    expected = "letters, figures and signs of European languages"
    fix = "write it in other words, here or in a row of the ledger that the page shows"
    example = "The idea of 氣 plays no part."


class SheetFails(Rule):
    """A sheet that cannot be set would be missing without a word."""

    wrong = "the sheets cannot be set: {error}"
    expected = "a template of Typst without a slip, that asks only for what it is given"
    fix = "correct the line; the comment at its top says what it is given"
    example = "#shet.title"


class Paper(NamedTuple):
    """A size of paper: how the names of its files end, what Typst calls it, and what readers do."""

    ending: str
    name: str
    words: str


PAPERS = (Paper("a4", "a4", "A4"), Paper("letter", "us-letter", "US\u00a0Letter"))


class File(NamedTuple):
    """A file of a sheet: the size of its paper in words, its address below that of the site, its bytes."""

    paper: str
    address: str
    data: bytes

    @property
    def weight(self) -> str:
        """What it weighs, in words, between which no line breaks."""
        return f"{max(1, round(len(self.data) / 1000))}\u00a0kB"


class Press(NamedTuple):
    """What all sheets rest on besides their texts: a folder with the template and the typeface, and their bytes."""

    folder: Path
    files: tuple[tuple[str, bytes], ...]


def press_of(theme: Path) -> Press:
    """Return the press of a theme, as its files are now."""
    folder = theme / FOLDER
    return Press(folder, tuple((path.name, path.read_bytes()) for path in sorted(folder.glob("[!.]*"))))


class UnsetError(Exception):
    """Typst has refused a sheet: its message, and all that it said."""


@lru_cache(maxsize=64)
def typeset(press: Press, told: str, paper: str, day: datetime.date) -> bytes:
    """Return the PDF of a sheet. `told` is JSON, `paper` a size as Typst calls it, `day` the date that the file bears.

    Raises `UnsetError`.
    """
    import typst  # 80 MB, which a build does not need that has all the files

    try:
        return typst.compile(
            press.folder / TEMPLATE,
            root=press.folder,
            format="pdf",
            font_paths=typst.Fonts(include_system_fonts=False, font_paths=[str(press.folder)]),
            ignore_system_fonts=True,
            sys_inputs={"sheet": told, "paper": paper},
            pdf_standards="ua-1",
            timestamp=datetime.datetime.combine(day, datetime.time(), datetime.UTC),
        )
    except typst.TypstError as error:
        raise UnsetError(error.message, error.diagnostic) from None


def keep(press: Press, told: str, paper: str, day: datetime.date, folder: Path) -> tuple[bytes, Path]:
    """Return the PDF of a sheet and where it is kept for the next build: below a name made of all that it rests on.

    Raises `UnsetError`.
    """
    rests_on = repr((version("typst"), press.files, told, paper, day)).encode()
    file = folder / f"sheet-{hashlib.sha256(rests_on).hexdigest()[:16]}.pdf"
    with contextlib.suppress(OSError):
        if (data := file.read_bytes()).startswith(PDF):
            return data, file
    data = typeset(press, told, paper, day)
    part = file.with_suffix(".tmp")
    try:
        part.write_bytes(data)
        part.replace(file)
    except OSError:  # where the disk is full, it is set again
        part.unlink(missing_ok=True)
    return data, file


class Made(NamedTuple):
    """What became of a sheet: its bytes, empty where it has a fault; where they are kept, if they are."""

    data: bytes
    fault: Fault | None = None
    kept: Path | None = None


@dataclass(frozen=True)
class Sheets:
    """The files of all sheets by their pages: size of paper, address, and the work that goes on."""

    jobs: Mapping[Page, tuple[tuple[str, str, Future[Made]], ...]]

    def of(self, page: Page) -> tuple[File, ...]:
        """Return the files of the sheet of a page, once they are set; none where it has no sheet."""
        return tuple(File(paper, address, job.result(SECONDS).data) for paper, address, job in self.jobs.get(page, ()))

    def finished(self) -> tuple[dict[str, bytes], list[Fault]]:
        """Return all files by their addresses, and what is wrong with them; forget what was kept and no longer is."""
        made = {address: job.result(SECONDS) for jobs in self.jobs.values() for _, address, job in jobs}
        kept = {one.kept for one in made.values()} - {None}
        for folder in {file.parent for file in kept if file}:
            for old in set(folder.glob("sheet-*.pdf")) - kept:
                old.unlink(missing_ok=True)
        # One cause, one fault, whatever the paper.
        faults = {fault.place: fault for one in reversed(made.values()) if (fault := one.fault)}
        return {address: one.data for address, one in made.items()}, list(faults.values())


def begin(sheets: Iterable[tuple[Sheet, str]], press: Press, root: Path, folder: Path | None) -> Sheets:
    """Begin to set sheets, each given with what its template is told as JSON, in the order in which they are named.

    `root` is the folder of the project, from which faults name files, `folder` where files are kept, if they are.
    """
    pool = ThreadPoolExecutor(1)  # Typst itself takes more cores where there are some
    jobs = {
        sheet.page: tuple(
            (
                paper.words,
                f"{FOLDER}/{sheet.name}-{paper.ending}.pdf",
                pool.submit(_make, sheet, told, paper, press, root, folder),
            )
            for paper in PAPERS
        )
        for sheet, told in sheets
    }
    pool.shutdown(wait=False)
    return Sheets(jobs)


def _make(sheet: Sheet, told: str, paper: Paper, press: Press, root: Path, folder: Path | None) -> Made:
    given = press, told, paper.name, sheet.reviewed
    try:
        if folder:
            data, kept = keep(*given, folder)
            return Made(data, kept=kept)
        return Made(typeset(*given))
    except UnsetError as error:
        message, diagnostic = error.args
        if too_long := TOO_LONG.search(message):
            return Made(b"", SheetTooLong.at(sheet.page.document, paper=paper.words, percent=too_long[1]))
        if letter := NO_LETTER.search(message):
            return Made(b"", SheetLetter.at(sheet.page.document, letter=letter[1]))
        line = LINE.search(diagnostic)
        place = Place(Report(root).name(press.folder / (line[1] if line else TEMPLATE)), int(line[2]) if line else 0)
        return Made(b"", SheetFails.at(place, error=message))
