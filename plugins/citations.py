"""Citations: `[@key]` in Markdown becomes a numbered link to the page's list of sources, which links back.

The sources live in one BibTeX file, `content/evidence/sources.bib`. A key has one number on a page, however
often it is cited.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Annotated, Any
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor
from pydantic import BaseModel, ConfigDict, Field

from plugins.faults import Report, Rule, guess
from plugins.owner import Region
from plugins.source import SourceFile

KEY = r"[\w:-]+"
CITATION = re.compile(rf"\[(@{KEY}(?:; *@{KEY})*)\]")
ATTEMPT = re.compile(r"\[ *@[^\]]*\]?")
MARK = re.compile(r'\s*<ma-cite keys="([^"]*)"></ma-cite>')


class Source(BaseModel):
    """A published source as the reader sees it."""

    model_config = ConfigDict(frozen=True)

    key: Annotated[str, Field(description="Unique among the sources; rows name it in “source”")]
    authors: Annotated[str, Field(description="One or two authors, or the first “and others”")]
    title: Annotated[str, Field(description="Title with its subtitle, without a full stop")]
    published: Annotated[str, Field(description="Journal, book or body that published it")]
    year: Annotated[str, Field(description="Year of publication, or “no date given”")]
    link: Annotated[str, Field(description="The DOI as an address, else that of PubMed, else the URL")]
    link_text: Annotated[str, Field(description="What the link says: doi:…, PMID …, or the name of the host")]
    note: Annotated[str, Field(description="What a reader has to know of it; empty if nothing")]
    all_authors: Annotated[str, Field(description="Up to six authors; of more, the first three “and others”")]
    where: Annotated[str, Field(description="Volume and pages, as 12:34–56; empty if neither is known")]

    @property
    def initial(self) -> str:
        """The letter under which it stands in a list: A to Z."""
        return unicodedata.normalize("NFKD", self.all_authors)[:1].upper()

    @property
    def is_doi(self) -> bool:
        """Whether the link leads to the very article; without that, a reader needs to know where it was published."""
        return self.link.startswith("https://doi.org/")

    @property
    def found_in(self) -> str:
        """What it takes to find it without a DOI: where it was published, with volume and pages."""
        return f"{self.published} {self.where}".strip()

    @property
    def main_title(self) -> str:
        """The title without its subtitle, where what is left still says what the source is about."""
        main = self.title.partition(": ")[0]
        return main if len(main) >= 25 else self.title

    @property
    def short(self) -> str:
        """The first author, or the body, and the year."""
        name = self.all_authors.removesuffix(" and others").split(", ")[0]
        surname = re.sub(r" [A-Z]+$", "", name)
        return f"{surname} {self.year}" if self.year.isdigit() else surname

    @property
    def reference(self) -> str:
        """The full reference: up to six authors, the title, where it was published, the year and the notes."""
        title = self.title if self.title.endswith("?") else f"{self.title}."
        published = f"{self.published}. " if self.published else ""
        where = f";{self.where}" if self.where else ""
        year = f"{self.year[0].upper()}{self.year[1:]}" if self.year else ""
        return f"{self.all_authors}. {title} {published}{year}{where}. {self.note}".strip()


@dataclass
class Cited:
    """A source on one page: its number there and how often the page cites it."""

    source: Source
    number: int
    times: int = 0


@dataclass
class Sources:
    """All sources by key, with the line of each in the file, the pages that cite it, and the one that lists it."""

    file: str = ""
    entries: dict[str, Source] = field(default_factory=dict)
    lines: dict[str, int] = field(default_factory=dict)
    pages: dict[str, dict[Any, None]] = field(default_factory=lambda: defaultdict(dict))
    listed_on: dict[str, str] = field(default_factory=dict)

    @property
    def in_order(self) -> list[Source]:
        """All sources in the order of their references."""

        def plain(source: Source) -> str:
            return unicodedata.normalize("NFKD", source.reference).casefold()

        return sorted(self.entries.values(), key=plain)


class CitationMarks(Extension):
    """The Markdown extension that turns `[@key; @other]` into a mark, to be numbered when the page is put together."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the pattern before links, which also start with a bracket."""
        md.inlinePatterns.register(_CitationProcessor(CITATION.pattern, md), "citation", 175)


class _CitationProcessor(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ElementTree.Element, int, int]:  # type: ignore[override]  # noqa: N802
        keys = " ".join(re.findall(rf"@({KEY})", m[1]))
        return ElementTree.Element("ma-cite", {"keys": keys}), m.start(0), m.end(0)


class Numbering:
    """Numbers the sources of one page in the order in which they are first cited."""

    def __init__(self, sources: Sources) -> None:
        self.sources = sources
        self.cited: dict[str, Cited] = {}

    def number(self, html: str) -> str:
        """Return the HTML with every mark replaced by its numbered links; unknown keys are left out."""
        return MARK.sub(self._links, html)

    def _links(self, mark: re.Match[str]) -> str:
        links = []
        for key in mark[1].split():
            source = self.sources.entries.get(key)
            if source is None:
                continue
            cited = self.cited.setdefault(key, Cited(source, len(self.cited) + 1))
            cited.times += 1
            n = cited.number
            anchor = f' id="c{n}"' if cited.times == 1 else ""
            links.append(f'<a{anchor} href="#s{n}"><span class="ma-hidden">source </span>{n}</a>')
        return f'\u2060<sup class="ma-cite">[{", ".join(links)}]</sup>' if links else ""


def check_citations(texts: Iterable[SourceFile], sources: Sources, report: Report) -> None:
    """Report every key that these texts cite without its being a source."""
    for text in texts:
        for number, line in enumerate(text.lines, 1):
            for attempt in ATTEMPT.finditer(line):
                citation = CITATION.fullmatch(attempt[0])
                if not citation or number < text.body_line:
                    report.add(
                        Rule.CITATION_UNKNOWN,
                        (text.name, number),
                        f"this citation cannot be resolved: “{attempt[0]}”",
                        "[@key] or [@key; @other] in the text, never in the header",
                        "correct or move it",
                    )
                    continue
                for key in re.findall(rf"@({KEY})", citation[1]):
                    _check_key(key, (text.name, number), sources, report)


def check_help_lines(regions: dict[str, Region], sources: Sources, report: Report) -> None:
    """Report every help number of the settings whose source is not in the list of sources."""
    for region in regions.values():
        for key in (key for line in region.lines for key in line.keys):
            _check_key(key, report.setting("REGIONS"), sources, report)


def _check_key(key: str, place: str | tuple[str, int], sources: Sources, report: Report) -> None:
    if key not in sources.lines:
        report.add(
            Rule.CITATION_UNKNOWN,
            place,
            f"no source has the key “{key}”{guess(key, list(sources.lines))}",
            f"a key of {sources.file}",
            "correct the key, or add the source",
        )
