"""A tiny project with one page, which each test breaks in one way."""

import re
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from builder.check.page import PageFacts
from builder.check.place import Places
from builder.check.site import check_site
from builder.check.terms import BuiltPage, Terms
from builder.faults import Fault

DISCLAIMER = "For information only."
SITE = "https://site.example"
PRIVACY = "content/pages/privacy.md"
BASE = "theme/templates/base.html"
DRAWING = "content/images/session.svg"
PAGE = """<!doctype html>
<html lang="en-gb"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>Privacy – Site</title><meta name="description" content="What is kept.">
<script>look()</script><link rel="stylesheet" href="/assets/site.css">
</head><body class="ma-page"><a class="ma-skip" href="#main">Skip</a>
<form class="ma-search" action="/search/" role="search"><input type="search" name="q" aria-label="Search"></form>
<main id="main"><h1>Privacy</h1>
<p class="ma-review">Checked <time datetime="2026-11-23">23</time>, next <time datetime="2027-11-23">23</time></p>
BODY
</main><footer><p class="ma-disclaimer">For information only. <a href="/about/#medical-disclaimer">More</a></p></footer>
</body></html>"""


@dataclass(frozen=True)
class Word:
    regex: re.Pattern[str]
    why: str = "research gives certainty in steps"
    instead: str = "“may”"


@dataclass(frozen=True)
class Words:
    words: tuple[Word, ...] = (Word(re.compile(r"\b(?:proven|energy flow|effective)\b", re.IGNORECASE)),)

    def uses_in(self, text: str):
        yield from ((word, use[0]) for word in self.words for use in word.regex.finditer(text))


@dataclass
class Tiny:
    """The project: what is written to it, and what is said of its one page."""

    root: Path
    siteurl: str = ""
    page: BuiltPage = field(default_factory=lambda: BuiltPage("privacy/index.html", "page", (PRIVACY,)))
    others: list[BuiltPage] = field(default_factory=list)
    leads_on: dict[str, str] = field(default_factory=dict)
    failed: tuple[str, ...] = ()
    worded: tuple[str, ...] = ()
    budget: int = 18_000
    search: str = "search/index.html"
    facts: dict[str, PageFacts] = field(default_factory=dict)

    def write(self, name: str, text: str | bytes) -> None:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text if isinstance(text, bytes) else text.encode())

    def built(self, body: str = "", old: str = "", new: str = "") -> None:
        """Write the built page with a text in it, or with a part of its shell replaced."""
        assert old in PAGE
        html = PAGE.replace(old, new) if old else PAGE
        self.write("output/privacy/index.html", html.replace("BODY", body))

    @property
    def terms(self) -> Terms:
        paths = sorted((self.root / "output/assets").glob("*.css"))
        sheets = tuple((f"assets/{path.name}", path.read_bytes()) for path in paths)
        return Terms(self.siteurl, DISCLAIMER, Words(), "look()", sheets, self.search, page_weight=self.budget)

    def faults(self) -> list[Fault]:
        pages = [self.page, *self.others]
        places = Places(self.root, [name for page in pages for name in page.documents], self.worded)
        self.facts, faults = check_site(self.root / "output", pages, self.leads_on, self.failed, self.terms, places)
        return faults

    def named(self) -> list[tuple[str, str]]:
        """Return the rule and the place of each fault."""
        return [(fault.rule, str(fault.place)) for fault in self.faults()]


@pytest.fixture
def tiny(tmp_path: Path) -> Tiny:
    project = Tiny(tmp_path)
    project.built()
    for other in ("about", "search"):
        html = PAGE.replace("Privacy", other.title()).replace("BODY", '<h2 id="medical-disclaimer">All of it</h2>')
        project.write(f"output/{other}/index.html", html)
        project.others.append(BuiltPage(f"{other}/index.html", other, (f"content/pages/{other}.md",)))
        project.write(f"content/pages/{other}.md", f"Title: {other.title()}\n\nText.\n")
    project.write("output/assets/site.css", "p{color:red}")
    project.write("output/images/session.svg", '<svg xmlns="http://www.w3.org/2000/svg"/>')
    project.write(PRIVACY, "Title: Privacy\n\nText.\n")
    project.write(BASE, '<body class="ma-page">\n<a href="#main">Skip</a>\n')
    project.write("theme/templates/page.html", "<h1>{{ page.title }}</h1>\n")
    project.write("theme/static/css/site.css", "p {\n  color: red }\n")
    return project
