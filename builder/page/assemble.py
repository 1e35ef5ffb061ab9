"""A page, put together from its texts and the evidence: what the templates are told, of all pages and of one."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import lxml.html

from builder.evidence import Evidence
from builder.evidence.answer import Answer
from builder.evidence.finding import Finding
from builder.evidence.guideline import Guideline
from builder.evidence.option import Option
from builder.evidence.row import Row
from builder.evidence.sign import Sign
from builder.evidence.term import Term
from builder.outline import PARTS, STUDIES
from builder.page.draw import Components
from builder.page.numbering import Numbering
from builder.page.pages import HOME, SOURCES, Page, Section
from builder.page.search import index_of_everything
from builder.page.structured_data import crumbs, structured_data
from builder.page.use import Use
from builder.text.marks import ROWS


@dataclass(frozen=True)
class Whole:
    """All that the pages are made of: themselves, the guide, the HTML of each text by its document, the evidence.

    `pages` are all pages, `sections` those of the guide in reading order.
    """

    pages: tuple[Page, ...]
    sections: tuple[Section, ...]
    html: Mapping[str, str]
    evidence: Evidence
    use: Use
    siteurl: str

    @cached_property
    def by_url(self) -> dict[str, Page]:
        """The pages by address, in the order of their files."""
        return {page.url: page for page in sorted(self.pages, key=lambda page: page.document)}

    def translations(self, page: Page) -> list[Page]:
        """Return the pages that say the same in other languages: their files are of the same name."""
        found = (other for other in self.pages if other.slug == page.slug and other.lang != page.lang)
        return sorted(found, key=lambda other: other.lang)


def from_root(html: str, siteurl: str, own: str) -> str:
    """Return the HTML of a text whose links and pictures of this site begin with `siteurl`.

    As they are typed, they begin with a slash, or with the address that the site will have, `own`.
    """
    of_the_site = rf'(<(?:a|img)\b[^>]*? (?:href|src)=")(?:{re.escape(own)})?/(?!/)'
    return re.sub(of_the_site, rf"\1{siteurl}/", html) if siteurl or own else html


@dataclass(frozen=True)
class Assembled:
    """A page put together: the HTML of each text by document, its sources and terms, its JSON-LD, the pages above."""

    parts: Mapping[str, str]
    numbering: Numbering
    structured_data: dict[str, Any]
    crumbs: tuple[tuple[str, str], ...]


def assemble(page: Page, whole: Whole, components: Components) -> Assembled:
    """Draw the rows of a page, number its sources, and say what it says of itself to search engines."""
    ledger = whole.evidence.ledger
    numbering = Numbering(whole.evidence.sources.entries, ledger.of(Term))
    parts = {name: components.draw(whole.html[name], ledger, numbering, page) for name in page.texts}
    cited, above = tuple(numbering.cited.values()), crumbs(page, whole.by_url)
    data = structured_data(page, above, cited, ledger.by_source, whole.siteurl)
    return Assembled(parts, numbering, data, above)


def page_variables(page: Page, whole: Whole, assembled: Assembled) -> dict[str, Any]:
    """Return what the template of a page is told besides `whole_variables`."""
    condition, studies = page.condition, f"{page.url}{STUDIES}/"
    of_page = [
        row for row in whole.evidence.ledger.rows.values() if condition and getattr(row, "condition", None) == condition
    ]
    answers = [row for row in of_page if isinstance(row, Answer)]
    rows = [row for kind in (Finding, Option, Guideline) for row in of_page if isinstance(row, kind)]
    guide = [(section, assembled.parts[section.document]) for section in whole.sections if page.template == HOME]
    return {
        "page": page,
        "content": assembled.parts[page.document],
        "guide": guide,
        # The template of the glossary cites too, before it lists what is cited.
        "cite": assembled.numbering.cite,
        "cited": assembled.numbering.cited.values(),
        "explained": _in_order(assembled.numbering.explained.values()),
        "listed": whole.use.listed.get(page.url, ()),
        "translations": whole.translations(page),
        "structured_data": assembled.structured_data,
        "crumbs": assembled.crumbs,
        # The rows that the page of all studies shows: their names there are kept here, where they stood before.
        "results": by_heading(
            [row for row in _not_on(page, assembled, rows) if whole.use.addresses.get(row.id, "").startswith(studies)],
            whole.html[whole.by_url[studies].document] if studies in whole.by_url else "",
        ),
        # That one is missing is a fault, and no fault of the links to it.
        "missing": _not_on(page, assembled, answers),
    }


def _in_order(terms: Iterable[Term]) -> list[Term]:
    return sorted(terms, key=lambda term: term.term.casefold())


def by_heading(rows: Iterable[Row], html: str) -> list[tuple[str, list[Row]]]:
    """Return rows under the headings under which a text draws them, in its order; first those that it only names."""
    under, heading = {}, ""
    for element in lxml.html.fragment_fromstring(html, create_parent="div").iter("h2", ROWS):
        if element.tag == ROWS:
            under.update(dict.fromkeys(element.get("ids").split(), heading))
        else:
            heading = element.text_content().strip()
    groups: dict[str, list[Row]] = {heading: [] for heading in ("", *under.values())}
    for row in rows:
        groups[under.get(row.id, "")].append(row)
    return [(heading, group) for heading, group in groups.items() if group]


def _not_on(page: Page, assembled: Assembled, rows: Iterable[Row]) -> list[Row]:
    return [row for row in rows if f'id="{row.id}"' not in assembled.parts[page.document]]


def whole_variables(whole: Whole, exports: Iterable[tuple[str, str]]) -> dict[str, Any]:
    """Return what all templates are told: computed once, since a loop on every page would cost most.

    `exports`: the address and the title of each file to download.
    """
    pages = whole.by_url.values()
    lists = [page for page in pages if page.template == SOURCES]
    return {
        "sections": list(whole.sections),
        "ledger": whole.evidence.ledger,
        "signs": list(whole.evidence.ledger.of(Sign).values()),
        "terms": _in_order(whole.evidence.ledger.of(Term).values()),
        "all_sources": whole.evidence.sources,
        "use": whole.use,
        "exports": list(exports),
        "source_lists": sorted(lists, key=lambda page: page.letters),
        # The foot of every page leads to the pages at the top level; the others are a step below one of these.
        "footer_pages": [page for page in pages if page.url.count("/") == 1],
        "condition_parts": {anchor: part for part, anchor in PARTS.items()},
        "condition_titles": {page.condition: page.short_title for page in pages if page.condition},
        "guide_parts": {section.slug: section.title for section in whole.sections if not section.is_introduction},
        "index_of_everything": index_of_everything(pages, whole.sections, whole.html),
    }
