"""One document becomes one text: HTML with marks, a typed header, what it uses, and all that is wrong with it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path, PurePath
from types import MappingProxyType
from typing import Any, Literal, NamedTuple

from markdown import Extension, Markdown

from builder.evidence import Evidence
from builder.evidence.kinds import DRAWN
from builder.evidence.ledger import Ledger
from builder.faults import Fault, Rule, bytes_of
from builder.language import same_language
from builder.makers import OF_THE_PROJECT, Makers
from builder.outline import CONDITIONS, STUDIES
from builder.owner import Region
from builder.plain import plain
from builder.text import block_rules, markup
from builder.text.block_rules import check_blocks
from builder.text.blocks import SiteBlocks
from builder.text.citations import CitationForm, CitationMarks, check_citations
from builder.text.condition import TEMPLATES, check_condition, check_template, in_sections
from builder.text.document import Document, read_document
from builder.text.header import ConditionHeader, PageHeader, SectionHeader, read_header
from builder.text.marks import SAID_TAG, Cited, Rows, Termed, pieces
from builder.text.markup import YearsAreNoItems, check_lists, check_marks, check_markup, check_tables
from builder.text.numbers import FORM, FormMisplaced, FormUnknown, LedgerForms, check_numbers
from builder.text.terms import TermMarks, TermMisplaced, check_terms, terms_in
from builder.text.wording import OF_EVERY_LANGUAGE, Words, check_wording

Kind = Literal["section", "page", "condition", "studies"]
# The folders of content/ that hold documents, and what each document there is.
FOLDERS: dict[str, Kind] = {"guide": "section", "pages": "page", CONDITIONS: "condition", STUDIES: "studies"}
UNCITED = "evidence-map"  # the component that leads to where each row is cited
EXTENSIONS = ("markdown.extensions.attr_list", "markdown.extensions.tables", "markdown.extensions.sane_lists")


# The rules of what Markdown reads: a line that breaks one becomes something else than was meant.
OF_MARKUP = frozenset(
    rule.name
    for rule in Rule.rules.values()
    if rule.__module__ in (markup.__name__, block_rules.__name__)
    or rule in (FormUnknown, FormMisplaced, CitationForm, TermMisplaced)
)


class Uses(NamedTuple):
    """Which rows of the ledger a text draws, which it names in forms, and which sources it cites.

    And the terms of the glossary, by their ids: those that it marks, and all that stand in its words and its rows.
    """

    drawn: frozenset[str] = frozenset()
    named: frozenset[str] = frozenset()
    cited: frozenset[str] = frozenset()
    marked: frozenset[str] = frozenset()
    terms: frozenset[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Context:
    """All that texts depend on besides their own bytes: two contexts are the same only if they are one object.

    `regions`: the reader's own first; `drawings`: SVG files by name; `templates`: the names that a page may choose
    from; `day_given`: whether `today` was given from outside; `lang`: the language of the site, whose words `words`
    are. Make it with `context_of`.
    """

    evidence: Evidence
    words: Words
    regions: tuple[Region, ...]
    drawings: Mapping[str, bytes]
    templates: frozenset[str]
    today: datetime.date
    day_given: bool
    makers: Makers = OF_THE_PROJECT
    lang: str = "en"

    @cached_property
    def markdown(self) -> Markdown:
        """The converter, made once. It keeps state while it converts, so no two threads may use one context."""
        extensions: list[str | Extension] = [*EXTENSIONS, YearsAreNoItems(), CitationMarks(), TermMarks()]
        extensions.append(LedgerForms(self.evidence.ledger))
        extensions.append(SiteBlocks(self.regions, self.drawings, self.evidence.ledger, self.makers))
        return Markdown(extensions=extensions, output_format="html")


@lru_cache(maxsize=4)
def context_of(
    evidence: Evidence,
    words: Words,
    regions: tuple[Region, ...],
    drawings: tuple[tuple[str, bytes], ...],
    templates: frozenset[str],
    today: datetime.date,
    day_given: bool,
    makers: Makers = OF_THE_PROJECT,
    lang: str = "en",
) -> Context:
    """Return the context of these values: the same one for equal values, so that texts are remembered with it."""
    return Context(evidence, words, regions, dict(drawings), templates, today, day_given, makers, lang)


@dataclass(frozen=True, eq=False)
class Text:
    """A document as it was read. The HTML holds marks, which `marks.pieces` tells apart.

    `header` has typed values by field name, and for the page of a condition its slug. `misread` are the lines of which
    Markdown makes something else than was meant: what a page shows of them is no fault of its own.
    """

    document: Document
    html: str
    header: Mapping[str, Any]
    faults: tuple[Fault, ...] = ()
    uses: Uses = field(default_factory=Uses)
    misread: frozenset[int] = frozenset()

    @property
    def told_elsewhere(self) -> tuple[str, ...]:
        """What other pages show of the document: its title, its summary and its headings."""
        fields = (self.document.fields[name].value for name in ("title", "summary") if name in self.document.fields)
        headings = (line.lstrip("# ") for _, line in self.document.numbered if line.startswith("#"))
        return tuple(plain(text) for text in (*fields, *headings))


class PageEmpty(Rule):
    """A page without a text is one that somebody forgot."""

    wrong = "the page has no text"
    expected = "text below the header"
    fix = "write it"
    example = "Title: Privacy (and nothing below the header)"


@lru_cache(maxsize=512)
def read_text(name: str, data: bytes | None, kind: Kind, context: Context) -> Text:
    """Return what a document holds and what is wrong with it. `data` is None where the file could not be read.

    The same bytes in the same context give the same text, which is remembered.
    """
    document, faults = read_document(name, data)
    header, wrong = _header(document, kind, context)
    if not document.lines:
        return Text(document, "", header, faults)
    is_ours = same_language(header.get("lang", context.lang), context.lang)
    forbidden = check_wording(document, context.words if is_ours else OF_EVERY_LANGUAGE)
    html = SAID_TAG.sub("", context.markdown.reset().convert(document.body))
    html = in_sections(html) if kind == "condition" else html
    found = tuple(_check(document, kind, context))
    faults = (*faults, *wrong, *forbidden, *found)
    uses = uses_of(html, document.body, context.evidence.ledger)
    misread = frozenset(_misread(document, {fault.place.line for fault in found if fault.rule in OF_MARKUP}))
    return Text(document, html, header, faults, uses, misread)


def _misread(document: Document, lines: set[int]) -> Iterator[int]:
    """Yield these lines, and all lines of the blocks that begin on one of them."""
    yield from lines
    for block in document.blocks:
        if block.line in lines:
            yield from range(block.line, block.line + len(block.inside) + 2)


def uses_of(html: str, body: str, ledger: Ledger) -> Uses:
    """Return what a text uses. `html` is what its Markdown, `body`, became."""
    marks = list(pieces(html))
    rows = [(mark.component, identifier) for mark in marks if isinstance(mark, Rows) for identifier in mark.ids]
    drawn = frozenset(identifier for component, identifier in rows if DRAWN[component].place)
    named = {form[1] for form in FORM.finditer(body)} | {identifier for _, identifier in rows}
    cited = {key for mark in marks if isinstance(mark, Cited) for key in mark.keys}
    cited |= {key for component, identifier in rows if component != UNCITED for key in ledger.keys_of(identifier)}
    marked = frozenset(mark.id for mark in marks if isinstance(mark, Termed))
    in_rows = (
        text for _, identifier in rows if identifier in ledger.rows for _, text in ledger.rows[identifier].in_words()
    )
    terms = terms_in("\n".join((body, *in_rows)), ledger)
    return Uses(drawn, frozenset(named - drawn), frozenset(cited), marked, marked | terms)


def read_drawings(folder: Path) -> tuple[tuple[str, bytes], ...]:
    """Return the SVG files of a folder: the name of each without its ending, and its bytes."""
    files = ((path.stem, bytes_of(path)) for path in sorted(folder.glob("[!.]*.svg")))
    return tuple((name, data) for name, data in files if data is not None)


def _header(document: Document, kind: Kind, context: Context) -> tuple[Mapping[str, Any], tuple[Fault, ...]]:
    model = SectionHeader if kind == "section" else PageHeader if kind == "page" else ConditionHeader
    values, faults = read_header(document, model, context.templates, context.today, day_given=context.day_given)
    if kind in TEMPLATES:
        # Another template is a fault, and it would lack what the page is drawn with.
        slug = f"{CONDITIONS}/{PurePath(document.name).stem}" + (f"/{STUDIES}" if kind == "studies" else "")
        values |= {"slug": slug, "template": TEMPLATES[kind]}
    return MappingProxyType(values), faults


def _check(document: Document, kind: Kind, context: Context) -> Iterator[Fault]:
    ledger = context.evidence.ledger
    yield from check_blocks(document, context.drawings, ledger)
    yield from check_numbers(document, ledger)
    yield from check_citations(document, context.evidence.sources)
    yield from check_terms(document, ledger)
    yield from check_markup(document)
    yield from check_lists(document)
    yield from check_marks(document)
    yield from check_tables(document)
    if kind in TEMPLATES:
        yield from check_template(document, TEMPLATES[kind])
    if kind == "condition":
        yield from check_condition(document)
    if kind != "section" and document.fields and not document.body.strip():
        yield PageEmpty.at(document.name)
