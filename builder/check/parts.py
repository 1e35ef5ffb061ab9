"""What every page must have: headings, disclaimer, review dates, captions, words for its pictures; and a low weight."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import brotli
import minify_html
from lxml import etree

from builder.check.links import is_picture
from builder.check.terms import Found, Otherwise, Terms, found
from builder.faults import Rule

HELD = 1_000  # pages that are remembered: several builds of this site, so that a server that runs for days stays small
HEADINGS = "h"  # all elements of TITLES, in order
TITLES = ("h1", "h2", "h3", "h4", "h5", "h6")
WORDY = ("a", "caption", "li", HEADINGS)  # elements that must hold words
IMAGES = frozenset({".svg", ".png", ".jpg", ".jpeg", ".webp"})
# Qualities of brotli: thirty and three times faster than the best one, which hosts send. A page that is light enough
# after one of them is so after the best one, too.
QUICK, GOOD, BEST = 5, 10, 11


CLASSES = re.compile(rb'class="([^"]*)"')  # of a page
STYLED = re.compile(rb"\.(ma-[\w-]+)")  # in a stylesheet


def _xpath(path: str) -> Any:
    return etree.XPath(path, smart_strings=False)


VIEWPORT = _xpath("boolean(/html/head/meta[@name='viewport'])")
DESCRIPTION = _xpath("string(/html/head/meta[@name='description']/@content)")
PATTERNS = _xpath("//@fill[starts-with(., 'url(#')] | //@stroke[starts-with(., 'url(#')]")
USED = _xpath("//*[local-name()='use']/@*[local-name()='href' or name()='xlink:href'][starts-with(., '#')]")


class PageTitleMissing(Rule):
    """The heading of level 1 tells people who do not see the page where they are."""

    wrong = "the page has no heading of level 1"
    expected = "one, which the template makes from the title"
    fix = "print {{{{ page.title }}}} in an <h1>"
    example = "<h2>This page has moved</h2>"
    cause = "heading of level 1"


class PageTitleAgain(Rule):
    """Two headings of level 1 leave people who do not see the page in doubt where they are."""

    wrong = "the page has {count} headings of level 1"
    expected = "one, which the template makes from the title"
    fix = "start the headings of the text with ##"
    example = "# Top"


class HeadingSkips(Rule):
    """Many people find their way by the headings; a level that is skipped looks like a part that is missing."""

    wrong = "the heading “{text}” skips from level {before} to level {level}"
    expected = "level {most} at most"
    fix = "write it with {marks}"
    example = "### What happens (right below the title)"


class PartLost(Rule):
    """Every page has these parts; a template that loses one loses it on all its pages."""

    wrong = "the template has lost {part}: see {pages}"
    expected = "html[lang], a title, a description, a viewport, the stylesheet, one main, both review dates of its text"
    fix = "put it back into the template, or into base.html"
    example = "a template without {{ review(page) }}"
    cause = "part {part}"


class DisclaimerLost(Rule):
    """No page may be read without the words that say what the site cannot do."""

    wrong = "the template does not show the disclaimer with a link to the whole of it: see {pages}"
    expected = "“{disclaimer}” in the footer, for everyone to see"
    fix = "keep the block “footer” of base.html, or call the macro disclaimer() in it"
    example = '<p class="ma-disclaimer" hidden>'


class TableBare(Rule):
    """Without a caption and the scope of its headings, a table that is read aloud is a list of numbers."""

    wrong = "a table has no caption, or its headings have no scope"
    expected = "“/// table | Caption” around the table"
    fix = "put the table into such a block"
    example = "| A | B |"


class ElementEmpty(Rule):
    """An empty link or heading is announced, and says nothing."""

    wrong = "the page holds an empty <{element}>"
    expected = "words in every link, heading and line"
    fix = "write or delete it"
    example = "[](/about/)"


class CodeShown(Rule):
    """Four spaces at the start of a paragraph make it look like a program."""

    wrong = "a text begins with four spaces or a tab, so it would be shown as program code"
    expected = "no spaces before a paragraph"
    fix = "delete them"
    example = "    Code it is."


class ImageNotPicture(Rule):
    """What is no picture is shown as a broken one."""

    wrong = "“{address}” is not an image"
    expected = "a file of content/images that ends in {endings}"
    fix = "correct the address"
    example = "![x](/about/)"


class ImageWithoutAlt(Rule):
    """People who do not see a picture must be told the same in words."""

    wrong = "the image “{address}” has no alt text"
    expected = "the same in words: ![what it shows](file)"
    fix = "write between the brackets what the picture shows"
    example = "![](/assets/icons/mark.svg)"


class PatternMissing(Rule):
    """A picture that is filled with what the page lacks would be empty."""

    wrong = "a picture uses “{id}”, which this page does not have"
    expected = "the id of a shape or a pattern on the page"
    fix = "use a template that brings those of 100 people: “figures”, “options” or “condition”; or correct the id"
    example = "/// fact-box | back-gerac (on a page with the template “page”)"


class PageWeight(Rule):
    """Many people with pain read on slow and costly connections."""

    wrong = "the page {file} weighs {weight:,} bytes with its stylesheet, compressed with brotli"
    expected = "at most {most:,}"
    fix = "move what fewer readers need to a page of its own; leave out nothing that a reader needs"
    example = "a text of 3,000 more words"


class StyleMissing(Rule):
    """A stylesheet holds the styles of the components that its pages use, so that no page loads those of all."""

    wrong = "the page uses “{name}”, whose styles are in a stylesheet that it does not load"
    expected = "the styles of each component in the stylesheet of the template"
    fix = "add the component to theme/static/css/{sheet}, or take it off this page"
    example = "/// ladder | Side effects (on the page of a condition)"


# The elements of a page by name, each name in the order of the page; the headings together as HEADINGS.
Elements = Mapping[str, list[Any]]


class Heading(NamedTuple):
    """A heading of a page: its level, its words, its id, which may be empty, and the class by which it is known."""

    level: int
    text: str
    id: str
    known_by: str


def headings_of(elements: Elements) -> tuple[Heading, ...]:
    """Return the headings of a page in order."""
    found = elements.get(HEADINGS, ())
    return tuple(Heading(int(e.tag[1]), words_of(e), e.get("id", ""), _known_by(e)) for e in found)


def _known_by(heading: Any) -> str:
    """Return the class of a heading, or else the nearest around it."""
    return next((f'class="{one.get("class")}"' for one in (heading, *heading.iterancestors()) if one.get("class")), "")


def reviews_of(elements: Elements) -> int:
    """Return how many texts of a page show both of their review dates."""
    lines = (element for element in elements.get("p", ()) if element.get("class") == "ma-review")
    return sum(sum(1 for _ in line.iter("time")) == 2 for line in lines)


def words_of(element: Any) -> str:
    """Return the words of an element, with one space between them."""
    return " ".join("".join(element.itertext()).split())


def check_headings(headings: tuple[Heading, ...]) -> Iterator[Found]:
    """Yield that a page has no heading of level 1, or several, and headings that skip a level."""
    first = [heading.text for heading in headings if heading.level == 1]
    if not first:
        needles = [f">{heading.text}<" for heading in headings[:1]]
        yield found(PageTitleMissing, *needles, otherwise=Otherwise.TEMPLATE)
    elif len(first) > 1:
        needles = [*(f"# {text}" for text in first), *(f"{text}\n" for text in first[1:])]
        yield found(PageTitleAgain, *needles, count=len(first))
    for before, heading in pairwise(headings):
        if heading.level > before.level + 1:
            most = before.level + 1
            yield found(
                HeadingSkips,
                f"# {heading.text}",
                f">{heading.text}<",
                f"{heading.text}\n",
                heading.known_by,
                otherwise=Otherwise.BLOCK,
                text=heading.text,
                before=before.level,
                level=heading.level,
                most=most,
                marks="#" * most,
            )


def check_parts(tree: Any, elements: Elements) -> Iterator[Found]:
    """Yield each part that every page has and this one lacks; review dates are counted elsewhere."""
    titles = [title for title in elements.get("title", ()) if title.getparent().tag == "head"]
    parts = {
        "html[lang]": tree.get("lang"),
        "a title": any((title.text or "").strip(" –\n") for title in titles),
        "a description": str(DESCRIPTION(tree)).strip(),
        "a viewport": VIEWPORT(tree),
        # Of one that is not there, the check of what a page loads says so.
        "the stylesheet": any(link.get("rel") == "stylesheet" for link in elements.get("link", ())),
        "one main": len(elements.get("main", ())) == 1,
    }
    for part in (part for part, there in parts.items() if not there):
        yield lost(part)


def lost(part: str) -> Found:
    """Return that the template of a page has lost a part."""
    return found(PartLost, otherwise=Otherwise.TEMPLATE, part=part)


def check_disclaimer(elements: Elements, terms: Terms) -> Iterator[Found]:
    """Yield that a page does not show the disclaimer, with a link to the section that says more."""
    for footer in elements.get("footer", ()):
        for element in footer.iter("p", "div"):
            if element.get("class") == "ma-disclaimer" and not _is_hidden(element):
                leads_on = any(a.get("href", "").endswith(f"#{terms.disclaimer_anchor}") for a in element.iter("a"))
                if leads_on and terms.disclaimer in words_of(element):
                    return
    yield found(DisclaimerLost, otherwise=Otherwise.TEMPLATE, disclaimer=terms.disclaimer)


def _is_hidden(element: Any) -> bool:
    """Return whether an element is hidden from anyone, by itself or by what is around it."""
    return any(
        "hidden" in one.attrib or "aria-hidden" in one.attrib or "hidden" in one.get("class", "")
        for one in (element, *element.iterancestors())
    )


def check_tables(elements: Elements) -> Iterator[Found]:
    """Yield tables without a caption, or whose headings do not say what they are the headings of."""
    for table in elements.get("table", ()):
        cells = list(table.iter("th"))
        if table.find("caption") is None or not cells or any(not cell.get("scope") for cell in cells):
            first = words_of(cells[0]) if cells else ""
            yield found(
                TableBare,
                *((f"| {first} |", f">{first}<") if first else ()),
                "| ---",
                "|---",
                "--- |",
                "---|",
                "<table",
            )


def check_images(elements: Elements) -> Iterator[Found]:
    """Yield images that are none, and those of which no words say what they show."""
    for image in elements.get("img", ()):
        address = image.get("src", "").strip()
        if not is_picture(address, IMAGES):
            endings = ", ".join(sorted(IMAGES))
            yield found(
                ImageNotPicture, f"]({address})", f"]({address}", address, "![", address=address, endings=endings
            )
        if not image.get("alt", "").strip():
            name = address.rpartition("/")[2]
            yield found(ImageWithoutAlt, f"![]({address}", f"]({address}", name, "![", address=address)


def check_empty(elements: Elements) -> Iterator[Found]:
    """Yield links, headings and lines without words, and texts that are shown as program code."""
    for element in (element for name in WORDY for element in elements.get(name, ())):
        if not any(text.strip() for text in element.itertext()) and element.find(".//img") is None:
            marks = f"{'#' * int(element.tag[1])} \n" if element.tag in TITLES else ""
            yield found(ElementEmpty, marks, "[](", f"<{element.tag}></", element=element.tag)
    for element in elements.get("pre", ()):
        yield found(CodeShown, "".join(element.itertext()).split("\n")[0])


def check_patterns(tree: Any, ids: Collection[str]) -> Iterator[Found]:
    """Yield patterns and shapes that a drawing uses and the page lacks."""
    used = [str(value).partition("#")[2].partition(")")[0] for value in (*PATTERNS(tree), *USED(tree))]
    for identifier in dict.fromkeys(used):
        if identifier not in ids:
            yield found(PatternMissing, "/// fact-box", f"#{identifier}", id=identifier)


def check_styles(html: bytes, sheets: Mapping[str, bytes], loaded: Collection[str]) -> Iterator[Found]:
    """Yield the first class of a page that only stylesheets know which it does not load. `sheets`: all, by file.

    Of a page that loads none, that has been said.
    """
    used = {name for names in CLASSES.findall(html) for name in names.split()}
    known = {name for file in loaded for name in classes_of(sheets[file])}
    elsewhere = {name for sheet in sheets.values() for name in classes_of(sheet)} - known
    for name in sorted(used & elsewhere)[:1] if loaded else ():
        sheet = f"{next(iter(loaded)).rpartition('/')[2].partition('.')[0]}.css"
        yield found(StyleMissing, otherwise=Otherwise.DOCUMENT, name=name.decode(), sheet=sheet)


@lru_cache(maxsize=32)
def classes_of(sheet: bytes) -> frozenset[bytes]:
    """Return the classes of the theme for which a stylesheet has rules."""
    return frozenset(STYLED.findall(sheet))


@lru_cache(maxsize=HELD)
def check_weight(file: str, html: bytes, sheets: tuple[bytes, ...], most: int) -> tuple[Found, ...]:
    """Return that a page is too heavy with its stylesheets, as they are published: minified and compressed."""
    weight = 0
    for weight in _weights(html, sheets):
        if weight <= most:
            return ()
    return (found(PageWeight, otherwise=Otherwise.DOCUMENT, file=file, weight=weight, most=most),)


def _weights(html: bytes, sheets: tuple[bytes, ...]) -> Iterator[int]:
    """Yield what a page weighs with its stylesheets, each time more exactly and more costly, and never more."""
    yield _weight(html, QUICK) + sum(weigh(data, QUICK) for data in sheets)
    small = minify_html.minify(html.decode(errors="replace"), keep_html_and_head_opening_tags=True).encode()
    for quality in (GOOD, BEST):
        yield _weight(small, quality) + sum(weigh(data, quality) for data in sheets)


def _weight(data: bytes, quality: int) -> int:
    return len(brotli.compress(data, quality=quality))


# Stylesheets are few, and every page names one.
weigh = lru_cache(maxsize=32)(_weight)
