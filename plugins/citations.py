"""Citations: `[@key]` in Markdown becomes a numbered link to the page's list of sources, which links back.

The sources live in one BibTeX file, `sources.bib` in the folder `EVIDENCE`. A key has one number on a page, however
often it is cited.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor
from pybtex.database import Entry, Person
from pybtex.database.input.bibtex import Parser
from pybtex.richtext import Text
from pydantic import BaseModel, ConfigDict

from plugins.faults import Report, Rule, guess
from plugins.owner import Region

KEY = r"[\w:-]+"
CITATION = re.compile(rf"\[(@{KEY}(?:; *@{KEY})*)\]")
ATTEMPT = re.compile(r"\[ *@[^\]]*\]?")
MARK = re.compile(r'\s*<ma-cite keys="([^"]*)"></ma-cite>')
ENTRY = re.compile(rf"@([a-z]+)\{{({KEY}),", re.IGNORECASE)
AT = re.compile(r"^[ \t]*@.*$", re.MULTILINE)
COMMENT = re.compile(r"^%.*$", re.MULTILINE)
DOI = re.compile(r"10\.\d{4,9}/[\w.;()/:<>+-]*[\w)>]")
# Of BibTeX's fields those that a reference of any type may have, and three of ours: pmid, traced and annote.
FIELDS = {
    *("title", "journal", "institution", "publisher", "booktitle", "editor", "edition", "isbn", "month", "year"),
    *("volume", "number", "pages", "doi", "pmid", "url", "traced", "annote"),
}
# What a source says of how its figure was read, by the word in its field `traced`.
TRACED = {"copy": "Read in a copy or summary; the original is to be confirmed."}


class Source(BaseModel):
    """A published source as the reader sees it. `link` is the DOI where there is one; `year` may be “no date given”."""

    model_config = ConfigDict(frozen=True)

    key: str
    authors: str
    title: str
    published: str
    year: str
    link: str
    link_text: str
    note: str
    all_authors: str
    where: str

    @property
    def initial(self) -> str:
        """The letter under which it stands in a list: A to Z."""
        return unicodedata.normalize("NFKD", self.all_authors)[:1].upper()

    @property
    def is_doi(self) -> bool:
        """Whether the link leads to the very article; without that, a reader needs to know where it was published."""
        return self.link.startswith("https://doi.org/")

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
    pages: dict[str, list[Any]] = field(default_factory=lambda: defaultdict(list))
    listed_on: dict[str, str] = field(default_factory=dict)

    @property
    def in_order(self) -> list[Source]:
        """All sources in the order of their references."""

        def plain(source: Source) -> str:
            return unicodedata.normalize("NFKD", source.reference).casefold()

        return sorted(self.entries.values(), key=plain)


def read_sources(path: Path, report: Report) -> Sources:
    """Read the BibTeX file; report entries that cannot be read, that stand twice or that lack what a reader needs."""
    sources = Sources(report.name(path))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        report.add(Rule.BIBTEX, sources.file, f"the file cannot be read: {error}", "BibTeX in UTF-8", "restore it")
        return sources
    starts = list(AT.finditer(text))
    if not starts:
        report.add(Rule.BIBTEX, sources.file, "the file holds no source", "entries of BibTeX", "restore it")
    ends = [start.start() for start in starts[1:]] + [len(text)] if starts else []
    for start, end in zip(starts, ends, strict=True):
        line = text.count("\n", 0, start.start()) + 1
        head = ENTRY.match(start[0].lstrip())
        if not head:
            report.add(
                Rule.BIBTEX,
                (sources.file, line),
                f"this is not the start of an entry: “{start[0][:40]}”",
                "@article{key, with a key of letters, digits, _, : and -",
                "mend the line",
            )
            continue
        key = head[2]
        if key in sources.lines:
            report.add(
                Rule.SOURCE_TWICE,
                (sources.file, line),
                f"the key “{key}” stands twice",
                f"one source a key; the first is in line {sources.lines[key]}",
                "merge the two, or give this one another key",
            )
            continue
        sources.lines[key] = line
        try:
            entry = Parser().parse_string(COMMENT.sub("", text[start.start() : end])).entries[key]
            sources.entries[key] = _source(key, entry, (sources.file, line), report)
        except Exception as error:
            report.add(
                Rule.BIBTEX,
                (sources.file, line),
                f"the entry “{key}” cannot be read: {str(error).splitlines()[-1] if str(error) else 'it has no end'}",
                "an entry of BibTeX: @article{key, field = {value}, …}",
                "close every brace and put a comma after each field",
            )
    _check_same(sources, report)
    return sources


def _check_same(sources: Sources, report: Report) -> None:
    links: dict[str, str] = {}
    for key, source in sources.entries.items():
        if source.link and links.setdefault(source.link.lower(), key) != key:
            report.add(
                Rule.SOURCE_TWICE,
                (sources.file, sources.lines[key]),
                f"the source “{key}” is “{links[source.link.lower()]}” again: both link to {source.link}",
                "one key for each source",
                "keep one of the two and cite that",
            )


def _source(key: str, entry: Entry, place: tuple[str, int], report: Report) -> Source:
    raw = {"doi", "url", "pmid"}  # addresses are no LaTeX
    fields = {name.lower(): value if name.lower() in raw else _plain(value) for name, value in entry.fields.items()}
    missing = [
        name
        for name, present in {
            "author": [person for person in entry.persons.get("author", []) if person.last_names],
            "title": fields.get("title"),
            "year": fields.get("year"),
            "doi, pmid or url": fields.get("doi") or fields.get("pmid") or fields.get("url"),
        }.items()
        if not present
    ]
    if missing:
        report.add(
            Rule.SOURCE_INCOMPLETE,
            place,
            f"the source “{key}” has no {', no '.join(missing)}",
            "author, title, year (“n.d.” where none is given), and a DOI, a PMID or a URL",
            "add it from the publication itself",
        )
    odd = [
        f"{name} = {{{fields.get(name, '')}}}"
        for name, sound in {
            "doi": not fields.get("doi") or DOI.fullmatch(fields["doi"]),
            "year": not fields.get("year") or re.fullmatch(r"1[89]\d\d|20\d\d|n\.d\.", fields["year"]),
            "pmid": fields.get("pmid", "1").isdigit(),
            "url": fields.get("url", "https://").startswith("https://"),
            "traced": fields.get("traced", "copy") in TRACED,
            **dict.fromkeys(set(fields) - FIELDS, False),
        }.items()
        if not sound
    ]
    if odd:
        report.add(
            Rule.SOURCE_INCOMPLETE,
            place,
            f"the source “{key}” has what cannot be used: {', '.join(sorted(odd))}",
            f"a DOI as 10.…/…, a year or n.d., an https URL, traced = copy; only {', '.join(sorted(FIELDS))}",
            "correct it",
        )
    doi, pmid, url = (fields.get(name, "") for name in ("doi", "pmid", "url"))
    # A source without any address has been reported; its stand-in makes no further fault.
    link, link_text = url or "https://missing.invalid", re.sub(r"^https?://(www\.)?([^/]+).*", r"\2", url)
    if doi:
        link, link_text = f"https://doi.org/{doi}", f"doi:{doi}"
    elif pmid:
        link, link_text = f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/", f"PMID {pmid}"
    # A DOI leads to the very article; without one, the reader needs the volume and the pages.
    where = [] if doi else [fields.get("volume", ""), fields.get("pages", "").replace("--", "–")]
    published = next(
        (fields[name] for name in ("journal", "booktitle", "institution", "publisher") if fields.get(name)), ""
    )
    year = fields.get("year", "")
    notes = [fields.get("annote", ""), TRACED.get(fields.get("traced", ""), "")]
    return Source(
        key=key,
        authors=_authors(entry.persons.get("author", [])),
        title=fields.get("title", "").rstrip("."),
        published=" ".join(part for part in (published, ":".join(part for part in where if part)) if part),
        year="no date given" if year == "n.d." else year,
        link=link,
        link_text=link_text,
        note=" ".join(note for note in notes if note),
        all_authors=_authors(entry.persons.get("author", []), 6),
        where=":".join(part for part in (fields.get("volume", ""), fields.get("pages", "").replace("--", "–")) if part),
    )


def _plain(value: str) -> str:
    return str(Text.from_latex(value)) if re.search(r"[{}\\~]|``|''", value) else value


def _authors(persons: list[Person], most: int = 2) -> str:
    """Return up to `most` authors as “Surname A, Surname B”; of more, the first half of that number “and others”."""
    shown = persons if len(persons) <= most else persons[: most // 2]
    names = [_name(person) for person in shown if str(person) != "others"]
    return ", ".join(names) + (" and others" if len(names) < len(persons) else "")


def _name(person: Person) -> str:
    surname = _plain(" ".join(person.prelast_names + person.last_names))
    initials = "".join(_plain(name)[0] for name in person.first_names + person.middle_names)
    return f"{surname} {initials}".strip()


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

    def __init__(self, sources: Sources, page: Any) -> None:
        self.sources = sources
        self.page = page
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
            if self.page not in self.sources.pages[key]:
                self.sources.pages[key].append(self.page)
            n = cited.number
            anchor = f' id="c{n}"' if cited.times == 1 else ""
            links.append(f'<a{anchor} href="#s{n}"><span class="ma-hidden">source </span>{n}</a>')
        return f'\u2060<sup class="ma-cite">[{", ".join(links)}]</sup>' if links else ""


def check_citations(sources: Sources, report: Report) -> None:
    """Report every key that is cited without being a source; run before the marks are numbered."""
    for name, text in report.sources.items():
        for number, line in enumerate(text.lines, 1):
            for attempt in ATTEMPT.finditer(line):
                citation = CITATION.fullmatch(attempt[0])
                if not citation or number < text.body_line:
                    report.add(
                        Rule.CITATION_UNKNOWN,
                        (name, number),
                        f"this citation cannot be resolved: “{attempt[0]}”",
                        "[@key] or [@key; @other] in the text, never in the header",
                        "correct or move it",
                    )
                    continue
                for key in re.findall(rf"@({KEY})", citation[1]):
                    _check_key(key, (name, number), sources, report)


def check_help_lines(regions: dict[str, Region], sources: Sources, report: Report) -> None:
    """Report every help number of the settings whose source is not in the list of sources."""
    for region in regions.values():
        for line in (region.emergency, region.advice, region.crisis):
            if line:
                _check_key(line.source, report.setting("REGIONS"), sources, report)


def _check_key(key: str, place: str | tuple[str, int], sources: Sources, report: Report) -> None:
    if key not in sources.lines:
        report.add(
            Rule.CITATION_UNKNOWN,
            place,
            f"no source has the key “{key}”{guess(key, list(sources.lines))}",
            f"a key of {sources.file}",
            "correct the key, or add the source",
        )
