"""Citations: `[@key]` in Markdown becomes a mark, which the page turns into a numbered link to its list of sources.

The sources are in one BibTeX file, `content/evidence/sources.bib`.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor

from builder.evidence.references import Sources
from builder.faults import Fault, Place, Rule, did_you_mean
from builder.owner import Region
from builder.text.document import Document
from builder.text.marks import SOURCES

KEY = r"[\w:-]+"
CITED = re.compile(rf"@({KEY})")
CITATION = re.compile(rf"\[(@{KEY}(?:; *@{KEY})*)\]")
ATTEMPT = re.compile(r"\[ *@[^\]]*\]?")


class CitationMarks(Extension):
    """The Markdown extension that turns `[@key; @other]` into a mark, to be numbered when the page is put together."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the pattern before links, which also start with a bracket."""
        md.inlinePatterns.register(_CitationProcessor(CITATION.pattern, md), "citation", 175)


class _CitationProcessor(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ElementTree.Element, int, int]:  # type: ignore[override]  # noqa: N802
        return ElementTree.Element(SOURCES, {"keys": " ".join(CITED.findall(m[1]))}), m.start(0), m.end(0)


class CitationForm(Rule):
    """A citation of another form would be shown as it is typed, and its source would be missing."""

    wrong = "this citation cannot be resolved: “{citation}”"
    expected = "[@key] or [@key; @other] in the text, never in the header"
    fix = "correct or move it"
    example = "It sets no cookies [@hse112, @nz111]."


class CitedSourceUnknown(Rule):
    """Every statement rests on a source that readers can find."""

    wrong = "no source has the key “{key}”{near}"
    expected = "a key of {file}"
    fix = "correct the key, or add the source"
    example = "It was so. [@white2009]"
    cause = "source {key}"


def check_citations(document: Document, sources: Sources) -> Iterator[Fault]:
    """Yield citations of another form, or in the header, and keys that are those of no source."""
    for number, line in enumerate(document.lines, 1):
        for attempt in ATTEMPT.finditer(line):
            citation = CITATION.fullmatch(attempt[0])
            if not citation or number < document.body_line:
                yield CitationForm.at(document.at(number), citation=attempt[0])
            else:
                yield from _check_keys(CITED.findall(citation[1]), document.at(number), sources)


def check_help_lines(regions: Iterable[Region], place: Place, sources: Sources) -> Iterator[Fault]:
    """Yield the keys of help numbers that are those of no source. `place` is that of the setting `REGIONS`."""
    for region in regions:
        yield from _check_keys((key for line in region.lines for key in line.keys), place, sources)


def _check_keys(keys: Iterable[str], place: Place, sources: Sources) -> Iterator[Fault]:
    for key in keys:
        if not sources.knows(key):
            yield CitedSourceUnknown.at(place, key=key, near=did_you_mean(key, sources.lines), file=sources.file)
