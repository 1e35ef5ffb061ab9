"""The site's own Markdown reader: it reports every fault of a file and never drops one.

Pelican leaves out a file that it cannot read and goes on, which hides both the file and the faults of those that link
to it. This reader gives stand-ins for what is faulty; the build is refused at the end in any case.
"""

from __future__ import annotations

from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from markdown import Markdown
from pelican import signals
from pelican.readers import BaseReader, Readers

from plugins.blocks import SiteBlocks, check_blocks
from plugins.citations import CitationMarks
from plugins.condition import FOLDER, check_condition, in_sections
from plugins.faults import Fault, Report, Rule
from plugins.figures import LedgerForms, check_figures
from plugins.guide import HEADINGS, INTRODUCTION
from plugins.markup import check_markup
from plugins.metadata import PageHeader, SectionHeader, check_header
from plugins.parallel import spread
from plugins.source import SourceFile, read_source
from plugins.wording import check_wording


class Text(NamedTuple):
    """A Markdown file as it was read: its HTML, its typed header, its lines and its faults."""

    html: str
    metadata: dict[str, Any]
    source: SourceFile
    faults: set[Fault]


class SiteReader(BaseReader):  # type: ignore[misc]
    """Reads a Markdown file of the site and checks all that can be seen in the file alone."""

    file_extensions = ["md"]  # noqa: RUF012 - the name and form that Pelican asks for

    @cached_property
    def _markdown(self) -> Markdown:
        settings = self.settings
        blocks = SiteBlocks(settings["REGIONS"], Path(settings["DRAWINGS"]))
        marks = [CitationMarks(), LedgerForms(settings["LEDGER"])]
        extensions = [*settings["MARKDOWN"]["extensions"], *marks, blocks]
        return Markdown(extensions=extensions, output_format=settings["MARKDOWN"]["output_format"])

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the HTML and the typed metadata of a file; put its faults into the report of the run."""
        text = self.settings["TEXTS"].get(source_path) or self.read_aside(source_path)
        report: Report = self.settings["REPORT"]
        report.sources[text.source.name] = text.source
        report.take(text.faults)
        return text.html, dict(text.metadata)

    def read_aside(self, source_path: str) -> Text:
        """Return what a file holds and what is wrong with it; the report of the run stays as it is."""
        settings, report = self.settings, self.settings["REPORT"]
        with report.aside() as faults:
            source = read_source(Path(source_path), report)
            folder = Path(source_path).relative_to(settings["PATH"]).parts[0]
            model = SectionHeader if folder in settings["GUIDE_PATHS"] else PageHeader
            metadata = check_header(source, model, Path(settings["THEME"]) / "templates", report)
            check_blocks(source, Path(settings["DRAWINGS"]), settings["LEDGER"], report)
            check_figures(source, settings["LEDGER"], report)
            check_markup(source, report)
            check_wording(source, settings["WORDS"], [*HEADINGS, INTRODUCTION], report)
            if source.lines and not source.body.strip() and model is PageHeader:
                report.add(Rule.EMPTY, source.name, "the page has no text", "text below the header", "write it")
            html = self._markdown.reset().convert(source.body)
            if folder == FOLDER:
                metadata["slug"] = f"{FOLDER}/{Path(source_path).stem}"
                check_condition(source, report)
                html = in_sections(html)
        values = {name: self.process_metadata(name, value) for name, value in metadata.items()}
        return Text(html, values, source, faults)


def read_ahead(settings: dict[str, Any]) -> dict[str, Text]:
    """Read all texts at once, on all cores; return each by its path, for `SiteReader.read`."""
    content = Path(settings["PATH"])
    paths = [
        str(path)
        for folder in (*settings["GUIDE_PATHS"], *settings["PAGE_PATHS"])
        for path in sorted((content / folder).rglob("*.md"))
        if not any(part.startswith(".") for part in path.relative_to(content).parts)
    ]
    return dict(zip(paths, spread(SiteReader(settings).read_aside, paths, settings["REPORT"]), strict=True))


def _add_reader(readers: Readers) -> None:
    # Only what is checked is read: no other reader is left but the one that copies files as they are.
    for kind in set(readers.reader_classes) - {"static"}:
        del readers.reader_classes[kind]
    readers.reader_classes["md"] = SiteReader


def register() -> None:
    """Read Markdown with `SiteReader` instead of Pelican's reader."""
    signals.readers_init.connect(_add_reader)
