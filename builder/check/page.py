"""One built page, read once: what it holds, what it names, and what is wrong with it whatever the other pages are."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from lxml import etree

from builder.check.elements import (
    IN_SVG_FILES,
    REFRESH,
    ElementNotAllowed,
    check_attributes,
    check_element,
    refused_command,
)
from builder.check.links import Link, Resource, links_of, resources_of
from builder.check.parts import (
    Heading,
    check_disclaimer,
    check_empty,
    check_headings,
    check_images,
    check_parts,
    check_patterns,
    check_tables,
    check_weight,
    headings_of,
    reviews_of,
)
from builder.check.terms import Found, Terms, found
from builder.check.urls import css_addresses
from builder.check.wording import BLOCKS, Shown, check_left_over, words_shown
from builder.faults import Rule

REFERENCES = ("ma-sources", "ma-bibliography")  # classes of lists whose words are those of other people
SPOKEN = ("aria-label", "alt")
SILENT = ("script", "style")
AROUND = ("head", "body", "a", "form")  # elements of which it matters what stands in them
IDS: Any = etree.XPath("//@id[. != '']", smart_strings=False)
DESCRIPTIONS: Any = etree.XPath("//meta[@name='description']/@content", smart_strings=False)
HELD = 1_000  # pages that are remembered: several builds of this site, so that a server that runs for days stays small


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
    refreshes: list[Command] = []
    said = _walk(tree, terms, faults, refreshes)
    headings = headings_of(tree)
    ids = Counter(IDS(tree))
    links, resources = links_of(tree), resources_of(tree)
    faults += [
        found(IdTwice, f"#{identifier}}}", f'id="{identifier}"', f"#{identifier}", id=identifier)
        for identifier, count in ids.items()
        if count > 1
    ]
    for check in (check_disclaimer, check_parts):
        faults += check(tree, file, terms)
    for look in (check_tables, check_images, check_empty):
        faults += look(tree)
    faults += check_headings(headings)
    faults += check_patterns(tree, ids)
    faults += check_left_over(said)
    faults += check_weight(tree, file, html, terms)
    return PageFacts(
        file=file,
        ids=frozenset(ids),
        headings=headings,
        links=links,
        resources=resources,
        reviews=reviews_of(tree),
        refreshes=tuple(refreshes),
        words=words_shown(said, terms),
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
    resources: list[Resource] = []
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
            resources += [Resource("style", address.strip()) for address in css_addresses(element.text or "")]
        for name, value in items:
            if name == "href" and tag != "a":
                resources.append(Resource(tag, value.strip()))
    ids = Counter(IDS(root))
    faults += check_patterns(root, ids)
    return PageFacts(file, frozenset(ids), resources=tuple(resources), found=tuple(dict.fromkeys(faults)))


def _walk(tree: Any, terms: Terms, faults: list[Found], refreshes: list[Command]) -> str:
    """Look at every element once; return what the page says: a line for each block, without its sources."""
    said: list[str] = []
    around = dict.fromkeys(AROUND, 0)
    unread: list[Any] = []
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        tag = element.tag
        if event == "start":
            faults += check_element(element, around, terms)
            if tag in around:
                around[tag] += 1
            attributes = element.attrib
            if attributes:
                if attributes.get("class") in REFERENCES:
                    unread.append(element)
                said += [attributes[name] for name in SPOKEN if name in attributes]
                if tag == "meta" and attributes.get("http-equiv") == REFRESH:
                    refreshes.append(Command(attributes.get("content", ""), refused_command(element, REFRESH)))
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
