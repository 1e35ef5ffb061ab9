"""One built page, read once: what it holds, what it names, and what is wrong with it whatever the other pages are."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree

from builder.check.elements import (
    IN_SVG_FILES,
    PLAIN,
    REFRESH,
    ElementNotAllowed,
    check_attributes,
    check_element,
    refused_command,
)
from builder.check.links import Link, Resource, links_of, resolved, resources_of
from builder.check.parts import (
    HEADINGS,
    HELD,
    TITLES,
    Heading,
    check_disclaimer,
    check_empty,
    check_headings,
    check_images,
    check_parts,
    check_patterns,
    check_tables,
    headings_of,
    reviews_of,
)
from builder.check.terms import Found, Terms, found
from builder.check.urls import css_addresses
from builder.check.wording import BLOCKS, Shown, check_left_over, words_shown
from builder.faults import Rule
from builder.language import same_language

REFERENCES = ("ma-sources", "ma-bibliography")  # classes of lists whose words are those of other people
SPOKEN = ("aria-label", "alt")
SILENT = ("script", "style")
AROUND = ("head", "body", "a", "form")  # elements of which it matters what stands in them
IDS: Any = etree.XPath("//@id[. != '']", smart_strings=False)
DESCRIPTIONS: Any = etree.XPath("/html/head/meta[@name='description']/@content", smart_strings=False)
SORTED = dict.fromkeys(TITLES, HEADINGS)


class IdTwice(Rule):
    """A link to an id leads to the first of its elements; a second could not be reached."""

    wrong = "the id “{id}” is there twice on the page"
    expected = "each id once, in the drawings of a page too"
    fix = "rename one of the two"
    example = "## Cookies {: #cookies}, and again further down"


class ImageUnreadable(Rule):
    """A browser shows nothing of a picture whose XML is broken."""

    wrong = "the image {file} is not sound XML: {error}"
    expected = "an SVG file that an XML parser can read"
    fix = "correct it, or export it again"
    example = "<svg><path></svg>"


class Command(NamedTuple):
    """What a meta element tells the browser to do, and the fault that it is on any page but one."""

    content: str
    refused: Found


@dataclass(frozen=True)
class PageFacts:
    """What is to know of one page: its ids and headings, what it leads to and loads, and what is wrong with it.

    `reviews` counts the texts whose two review dates are shown; `refreshes` are commands to go to another page.
    """

    file: str
    ids: frozenset[str] = frozenset()
    headings: tuple[Heading, ...] = ()
    links: tuple[Link, ...] = ()
    resources: tuple[Resource, ...] = ()
    reviews: int = 0
    refreshes: tuple[Command, ...] = ()
    words: tuple[Shown, ...] = ()
    found: tuple[Found, ...] = ()


@lru_cache(maxsize=HELD)
def read_page(file: str, html: bytes, terms: Terms) -> PageFacts:
    """Return the facts of a page from its bytes. `file` is its name below the output."""
    parser = etree.HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True)
    tree = etree.fromstring(html or b"<html></html>", parser)
    faults: list[Found] = []
    elements: dict[str, list[Any]] = defaultdict(list)
    said = _walk(tree, terms, elements, faults)
    headings = headings_of(elements)
    ids = Counter(IDS(tree))
    links, insecure = links_of(elements, file, terms.siteurl)
    resources, foreign = resources_of(elements, file, terms.siteurl)
    faults += [
        *insecure,
        *foreign,
        *(
            found(IdTwice, f"#{identifier}}}", f'id="{identifier}"', f"#{identifier}", id=identifier)
            for identifier, count in ids.items()
            if count > 1
        ),
        *check_headings(headings),
        *check_disclaimer(elements, terms),
        *check_parts(tree, elements),
        *check_tables(elements),
        *check_images(elements),
        *check_empty(elements),
        *check_patterns(tree, ids),
        *check_left_over(said),
    ]
    return PageFacts(
        file=file,
        ids=frozenset(ids),
        headings=headings,
        links=tuple(links),
        resources=tuple(resources),
        reviews=reviews_of(elements),
        refreshes=tuple(
            Command(element.get("content", ""), refused_command(element, REFRESH))
            for element in elements["meta"]
            if element.get("http-equiv") == REFRESH
        ),
        words=words_shown(said, terms) if same_language(tree.get("lang", terms.lang), terms.lang) else (),
        found=tuple(dict.fromkeys(faults)),
    )


@lru_cache(maxsize=HELD)
def read_svg(file: str, data: bytes, terms: Terms) -> PageFacts:
    """Return the facts of a picture that is a file of its own."""
    try:
        root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, no_network=True))
    except etree.XMLSyntaxError as error:
        return PageFacts(file, found=(found(ImageUnreadable, file=file, error=error.msg or ""),))
    faults: list[Found] = []
    named: list[tuple[str, str]] = []
    for element in root.iter(etree.Element):
        # As in a page, so that one list and one way to look serve both.
        tag = etree.QName(element).localname
        allowed = IN_SVG_FILES.get(tag.lower())
        if allowed is None:
            faults.append(found(ElementNotAllowed, f"<{tag}", element=tag))
            continue
        items = [(etree.QName(str(name)).localname.lower(), str(value)) for name, value in element.attrib.items()]
        faults += check_attributes(tag.lower(), tag, items, allowed, terms)
        if tag == "style":
            named += [(tag, address.strip()) for address in css_addresses(element.text or "")]
        elif tag != "a":
            named += [(tag, value.strip()) for name, value in items if name == "href"]
    resources, foreign = resolved(named, file, terms.siteurl)
    ids = Counter(IDS(root))
    faults += [*foreign, *check_patterns(root, ids)]
    return PageFacts(file, frozenset(ids), resources=tuple(resources), found=tuple(dict.fromkeys(faults)))


def _walk(tree: Any, terms: Terms, elements: dict[str, list[Any]], faults: list[Found]) -> str:
    """Look at every element once, and sort them by name, all headings together in `HEADINGS`.

    Return what the page says: a line for each block, without its sources.
    """
    said: list[str] = []
    around = dict.fromkeys(AROUND, 0)
    unread: list[Any] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if event == "start":
            names = element.keys()
            if tag not in PLAIN or not PLAIN[tag].issuperset(names):
                faults += check_element(element, around, terms)
                said += [element.get(name) for name in SPOKEN if name in names]
            if tag in around:
                around[tag] += 1
            if names and element.get("class") in REFERENCES:
                unread.append(element)
            elements[SORTED.get(tag, tag)].append(element)
            text = element.text
        else:
            if tag in around:
                around[tag] -= 1
            if unread and element is unread[-1]:
                unread.pop()
            text = element.tail
        if tag in BLOCKS or (tag == "title" and around["head"]):
            said.append("\n")
        if text and not unread and (around["body"] or tag == "title") and tag not in SILENT:
            said.append(text.replace("\n", " "))
    return "\n".join([*DESCRIPTIONS(tree), re.sub(" {2,}", " ", "".join(said))])
