"""What templates are told of a page and of a section of the guide: plain values, each made from one header."""

from __future__ import annotations

import datetime
from dataclasses import dataclass

from builder.outline import CONDITION_TITLE, CONDITIONS

HOME = "home"
CONDITION = "condition"
NOT_FOUND = "not-found"
SEARCH = "search"
SOURCES = "all-sources"
STUDIES = "studies"
GLOSSARY = "glossary"


@dataclass(frozen=True)
class Section:
    """A section of the guide, which is an anchor of the home page. `document` names its Markdown file."""

    document: str
    slug: str
    title: str
    order: int
    reviewed: datetime.date
    next_review: datetime.date

    @property
    def url(self) -> str:
        """Its address below that of the site."""
        return f"#{self.slug}"

    @property
    def is_introduction(self) -> bool:
        """Whether this is the text before the numbered sections."""
        return self.order == 0


@dataclass(frozen=True)
class Page:
    """A page: its Markdown file, the file of the site that it becomes, its address, and what its header says.

    `texts` are the documents that it is made of: its own, and on the home page the sections of the guide. `lang` is its
    language, empty where that is the one of the site.
    """

    document: str
    file: str
    url: str
    slug: str
    title: str
    template: str
    summary: str
    reviewed: datetime.date
    next_review: datetime.date
    texts: tuple[str, ...]
    letters: str = ""
    lang: str = ""

    @property
    def short_title(self) -> str:
        """The title without the words that all pages of conditions share."""
        short = self.title.removeprefix(CONDITION_TITLE)
        return short[:1].upper() + short[1:]

    @property
    def condition(self) -> str:
        """The condition whose page this is, as the ledger names it; empty on other pages."""
        return self.slug.removeprefix(f"{CONDITIONS}/") if self.template == CONDITION else ""

    @property
    def up(self) -> str:
        """The way from its address to that of the site, as the start of a link: “../../”."""
        return "../" * self.url.count("/")
