"""The page of a condition: its parts, in the order in which a reader needs them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from itertools import pairwise
from pathlib import PurePath
from typing import NamedTuple

from builder.faults import Fault, Rule
from builder.outline import CARDS, CARDS_PART, OTHER_CARDS, PART_BLOCKS, PARTS
from builder.text.cards import CARD, check_card_parts, missing_cards
from builder.text.document import Document

# The templates of the two pages of each condition, by what their documents are.
TEMPLATES: Mapping[str, str] = {"condition": "condition", "studies": "studies"}
HEADING = "## "


class Part(NamedTuple):
    """A part of a page as it is written: its heading, the attributes after it, its line, and the lines below."""

    heading: str
    attributes: str
    line: int
    lines: tuple[str, ...]


class ConditionTemplate(Rule):
    """The template shows the contents of the page, and its picture."""

    wrong = "the page of a condition has another template"
    expected = "Template: {template}"
    fix = "write this line into the header"
    example = "Template: page"


class PartMissing(Rule):
    """Every page of a condition answers the same questions."""

    wrong = "the part “{part}” is missing"
    expected = "the headings {headings}"
    fix = "correct the headings that start with ##"
    example = "## What we do not know"


class PartUnexpected(Rule):
    """A part of its own kind would have no place in the contents of the page."""

    wrong = "the part “{part}” does not belong here{again}"
    expected = "the headings {headings}"
    fix = "correct the headings that start with ##"
    example = "## More"


class PartOrder(Rule):
    """A reader who knows one page finds the same part at the same place of another."""

    wrong = "the parts are not in their order"
    expected = "the headings {headings}"
    fix = "correct the headings that start with ##"
    example = "## What studies found (before “The short answer”)"


class PartAnchor(Rule):
    """The contents of the page, and other pages, lead to the anchors that the parts of all pages have."""

    wrong = "the part “{part}” has attributes of its own: “{attributes}”"
    expected = "“## {part}” and nothing more: the anchor #{anchor} is set by the site"
    fix = "delete the braces"
    example = "## The short answer {: #short}"


class PartBlockMissing(Rule):
    """The short answer, the options and what guidelines say are shown from the ledger."""

    wrong = "the part “{part}” has no block “{block}”"
    expected = "at least one"
    fix = "add {block} | …, its rows, and ///: docs/evidence.md shows it"
    example = "## What else could help (and no /// options below)"


class PartCardMissing(Rule):
    """A reader in danger must find whom to call."""

    wrong = "the part “{part}” has no card “{card}”"
    expected = "the cards of its page"
    fix = "put it back: {card}, the parts of the body whose signs it shows, and ///"
    example = "## When to see a doctor first (and no /// care-card | emergency below)"


class PartEmpty(Rule):
    """A heading without a text promises what is not there."""

    wrong = "the part “{part}” is empty"
    expected = "real text"
    fix = "write it"
    example = "## The short answer (and the next heading below)"


def in_sections(html: str) -> str:
    """Return the HTML of a condition page with each part in a section, under the anchor of its heading.

    Of a part that is missing only the anchor is left, so that the contents of the page are not called broken too.
    """
    missing = []
    for part, anchor in PARTS.items():
        heading = f'</section>\n<section class="ma-part ma-part--{anchor}"><h2 id="{anchor}">{part}</h2>'
        html, found = re.subn(f"<h2[^>]*>{re.escape(part)}</h2>", heading, html, count=1)
        missing += [] if found else [f'<i id="{anchor}"></i>']
    if "<section " not in html:
        return html
    return html.replace("</section>\n", "", 1) + "</section>" + "".join(missing)


def check_template(document: Document, template: str) -> Iterator[Fault]:
    """Yield that a page of a condition has another template than its own."""
    if document.lines and ("template" not in document.fields or document.fields["template"].value != template):
        yield ConditionTemplate.at(document.at("template"), template=template)


def check_condition(document: Document) -> Iterator[Fault]:
    """Yield what is wrong with the page of a condition: its parts, and the blocks they must hold."""
    if not document.lines:
        return
    parts = tuple(_parts(document))
    yield from _check_headings(document, parts)
    for heading, last in {part.heading: part for part in parts if part.heading in PARTS}.items():
        place = document.at(last.line)
        lines = [line for part in parts if part.heading == heading for line in part.lines]
        block = PART_BLOCKS.get(heading)
        if block and not any(line.startswith(block) for line in lines):
            yield PartBlockMissing.at(place, part=heading, block=block)
        if heading == CARDS_PART:
            yield from _check_cards(document, last)
        if not any(line.strip() for line in lines):
            yield PartEmpty.at(place, part=heading)


def _parts(document: Document) -> Iterator[Part]:
    starts = [place for place, (_, line) in enumerate(document.numbered) if line.startswith(HEADING)]
    for start, end in pairwise([*starts, len(document.numbered)]):
        (number, line), *below = document.numbered[start:end]
        heading, brace, attributes = line.removeprefix(HEADING).partition("{")
        yield Part(heading.strip(), (brace + attributes).strip(), number, tuple(text for _, text in below))


def _check_cards(document: Document, part: Part) -> Iterator[Fault]:
    """Yield the cards that the part must hold and does not, and what those that are there must show."""
    wanted = CARDS.get(PurePath(document.name).stem, OTHER_CARDS)
    blocks = [block for block in document.blocks if part.line < block.line <= part.line + len(part.lines)]
    for card in missing_cards(blocks, wanted):
        yield PartCardMissing.at(document.at(part.line), part=part.heading, card=f"/// {CARD} | {card}")
    yield from check_card_parts(document, blocks, wanted)


def _check_headings(document: Document, parts: tuple[Part, ...]) -> Iterator[Fault]:
    for part in parts:
        if part.attributes and part.heading in PARTS:
            place, anchor = document.at(part.line), PARTS[part.heading]
            yield PartAnchor.at(place, part=part.heading, attributes=part.attributes, anchor=anchor)
    found, headings = [part.heading for part in parts], ", ".join(f"“{part}”" for part in PARTS)
    lines = {part.heading: part.line for part in parts}
    odd = next((heading for heading in found if heading not in PARTS or found.count(heading) > 1), None)
    missing = next((part for part in PARTS if part not in found), None)
    # A heading that is not known is most often one that was renamed: its line is the place to look at.
    place = document.at(lines[odd] if odd is not None else 0)
    if missing:
        yield PartMissing.at(place, part=missing, headings=headings)
    elif odd is not None:
        again = ", or is here again" if odd in PARTS else ""
        yield PartUnexpected.at(place, part=odd, again=again, headings=headings)
    elif found != list(PARTS):
        yield PartOrder.at(place, headings=headings)
