"""What a page is measured against, what names a page, and what was found on one before its place is known."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple

from builder.faults import Rule
from builder.outline import DISCLAIMER_ANCHOR, HEADINGS
from builder.text.wording import Words

# Bytes that a page and its stylesheet may weigh together after brotli: a promise to readers on slow connections.
PAGE_WEIGHT = 18_000


@dataclass(frozen=True)
class Terms:
    """What holds for every page of a site. Equal terms and equal bytes give the same facts.

    `siteurl` is empty where the site is only looked at here. `stylesheets` are the files that pages name, each with its
    bytes as they are published; only the weight of a page depends on them. `search_page` is the file that a form
    may send to; empty where the search is off. `lang` is the language of the site, whose words `words` are. `headings`
    are given, so they may hold any word.
    """

    siteurl: str
    disclaimer: str
    words: Words
    look_script: str
    stylesheets: tuple[tuple[str, bytes], ...] = field(repr=False, compare=False)
    search_page: str = ""
    lang: str = "en"
    headings: tuple[str, ...] = HEADINGS
    disclaimer_anchor: str = DISCLAIMER_ANCHOR
    page_weight: int = PAGE_WEIGHT


@dataclass(frozen=True)
class BuiltPage:
    """A page of the site: its file below the output, its template, and the Markdown files that it is made of.

    `headings` are the titles of the sections that the page must show, in order; only the home page has any.
    """

    file: str
    template: str
    documents: tuple[str, ...]
    headings: tuple[str, ...] = ()

    @property
    def template_file(self) -> str:
        """The file of the template, from the project."""
        return f"theme/templates/{self.template}.html"


class Otherwise(Enum):
    """What a fault is put down to where no file holds any of its needles."""

    OUTPUT = 1  # the built page
    TEMPLATE = 2  # the template of the page; pages that lack the same are named together
    DOCUMENT = 3  # the first document of the page, or its template
    BLOCK = 4  # the block of a document whose component holds the last needle, or the built page


class Found(NamedTuple):
    """A rule that a page breaks, before its place is known.

    `needles` are texts to look for in the files that the page is made of: the first that is found gives the line, with
    `every` each line of a document that holds it. `blanks` fill the sentences of the rule.
    """

    rule: type[Rule]
    needles: tuple[str, ...]
    blanks: tuple[tuple[str, object], ...] = ()
    every: bool = False
    otherwise: Otherwise = Otherwise.OUTPUT


def found(
    rule: type[Rule],
    *needles: str,
    every: bool = False,
    otherwise: Otherwise = Otherwise.OUTPUT,
    **blanks: object,
) -> Found:
    """Return that a rule is broken where one of these needles stands."""
    return Found(rule, needles, tuple(blanks.items()), every, otherwise)
