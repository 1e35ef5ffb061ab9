"""The guide: eleven sections with fixed headings, each a document, put together on the home page.

A file of content/guide is named NN-slug.md; NN gives the order and the slug becomes the section's anchor. 00 is the
introduction.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator, Sequence
from pathlib import PurePath
from typing import NamedTuple

from builder.faults import Fault, Rule, did_you_mean
from builder.outline import FEWEST_WORDS, HEADINGS, INTRODUCTION, SECTION_BLOCKS, SECTION_CARDS
from builder.text.cards import CARD, check_card_parts, missing_cards
from builder.text.header import STAND_INS
from builder.text.reader import Text

FOLDER = "content/guide"
FILE_NAME = re.compile(r"(\d\d)-([a-z0-9-]+)\.md")
WANTED = (INTRODUCTION, *HEADINGS)
TAG = re.compile(r"<[^>]*>")


class Section(NamedTuple):
    """A section of the guide: its place, 0 for the introduction, its anchor, its heading, and its text."""

    order: int
    slug: str
    title: str
    text: Text


class SectionFile(Rule):
    """The name of a file gives the section its place and its anchor."""

    wrong = "the name of the file gives no place and no anchor"
    expected = "two digits and small letters, as in 06-is-it-safe.md"
    fix = "rename the file"
    example = "content/guide/more.md"


class SectionRenamed(Rule):
    """The headings of the guide are fixed by the content brief of the project."""

    wrong = "the heading of section {order} is “{title}”"
    expected = "word for word “{wanted}”"
    fix = "write “Title: {wanted}”"
    example = "Title: What is Medical Acupuncture?"


class SectionUnexpected(Rule):
    """The guide has its sections, and no more."""

    wrong = "the guide has no section “{title}”{near}"
    expected = "only the introduction and the eleven sections"
    fix = "move the text into one of them, or make it a page in content/pages"
    example = "Title: More"


class SectionTwice(Rule):
    """A section that is there twice would be read twice."""

    wrong = "the section “{title}” is there twice"
    expected = "one; the other is {other}"
    fix = "merge the two files"
    example = "content/guide/12-again.md (Title: What Is Medical Acupuncture?)"


class SectionOrder(Rule):
    """The sections build on each other."""

    wrong = "“{title}” is at place {order}"
    expected = "place {wanted}"
    fix = "rename the file to {file}"
    example = "content/guide/02-how-medical-acupuncture-works.md"


class SectionMissing(Rule):
    """A guide without one of its sections leaves a question open."""

    wrong = "the section “{title}” is missing"
    expected = "the introduction and all eleven sections"
    fix = "restore the file {order:02}-….md with “Title: {title}”"
    example = "rm content/guide/11-medical-disclaimer.md"


class SectionEmpty(Rule):
    """A heading without a text promises what is not there."""

    wrong = "the section “{title}” has {count} different words"
    expected = f"at least {FEWEST_WORDS}: real text"
    fix = "write it"
    example = "Too short."


class SectionBlockMissing(Rule):
    """Where a reader may need help, a card says whom to call; three sections are told by a picture."""

    wrong = "the section “{title}” has lost its block “{block}”"
    expected = "the drawings of sections 3 and 5, the map of section 4 and the care cards of sections 6 and 8"
    fix = "put it back: {block}, its text, and ///"
    example = "/// care-card | urgent (in place of /// care-card | emergency)"


class SectionHeading(Rule):
    """A heading of level 2 would be one of the guide's own."""

    wrong = "the heading “{heading}” would be beside the sections of the guide"
    expected = "### or less: the title of the section is the heading of level 2"
    fix = "write it with ###: ### {heading}"
    example = "## More"


class DisclaimerSection(Rule):
    """The last section of the guide says what every page says."""

    wrong = "the section does not hold the disclaimer that every page shows"
    expected = "word for word: “{disclaimer}”"
    fix = "put the sentences back"
    example = "It may replace professional medical advice."


def in_order(texts: Sequence[Text]) -> tuple[Section, ...]:
    """Return the sections of the guide in reading order; a text whose file has no number is left out."""
    sections = [
        Section(int(name[1]), name[2], text.header["title"], text)
        for text in texts
        if (name := FILE_NAME.fullmatch(PurePath(text.document.name).name))
    ]
    return tuple(sorted(sections, key=lambda section: (section.order, section.text.document.name)))


def check_guide(texts: Sequence[Text], disclaimer: str) -> Iterator[Fault]:
    """Yield sections that are missing, unexpected, renamed, there twice, out of order, empty, or that lack a block.

    `texts` are those of content/guide; `disclaimer` are the sentences that every page shows, which the last section
    must hold word for word.
    """
    sections = in_order(texts)
    numbered = {section.text.document.name for section in sections}
    unnumbered = [text for text in texts if text.document.name not in numbered]
    yield from (SectionFile.at(text.document.name) for text in unnumbered)
    for document in (text.document for text in texts):
        for number, line in document.numbered:
            if line.startswith("## "):
                yield SectionHeading.at(document.at(number), heading=line[3:])
    titles = {section.title for section in sections}
    there = {text.header["title"] for text in unnumbered}  # headings that are not missing, whatever is wrong with them
    first: dict[str, str] = {}  # the file of each heading
    for section in sections:
        document = section.text.document
        at_this_place = WANTED[section.order] if section.order < len(WANTED) else ""
        if section.title == STAND_INS["title"]:
            there.add(at_this_place)  # the header has its own fault
        elif section.title not in WANTED and at_this_place and at_this_place not in titles:
            there.add(at_this_place)
            place = document.at("title")
            yield SectionRenamed.at(place, order=section.order, title=section.title, wanted=at_this_place)
        elif section.title not in WANTED:
            near = did_you_mean(section.title, WANTED)
            yield SectionUnexpected.at(document.at("title"), title=section.title, near=near)
        elif section.title in first:
            yield SectionTwice.at(document.at("title"), title=section.title, other=first[section.title])
        else:
            first[section.title] = document.name
            yield from _check_section(section, disclaimer)
    for order, title in enumerate(WANTED):
        if title not in first and title not in there:
            yield SectionMissing.at(FOLDER, title=title, order=order)


def _check_section(section: Section, disclaimer: str) -> Iterator[Fault]:
    """Yield what is wrong with a section of a known heading."""
    document, title, wanted = section.text.document, section.title, WANTED.index(section.title)
    if section.order != wanted:
        file = f"{wanted:02}-{section.slug}.md"
        yield SectionOrder.at(document.at("title"), title=title, order=section.order, wanted=wanted, file=file)
    cards = SECTION_CARDS.get(wanted, {})
    lines = [line for _, line in document.numbered]
    missing = [block for block in SECTION_BLOCKS.get(wanted, ()) if not any(line.startswith(block) for line in lines)]
    for block in (*missing, *(f"/// {CARD} | {card}" for card in missing_cards(document.blocks, cards))):
        yield SectionBlockMissing.at(document.name, title=title, block=block)
    yield from check_card_parts(document, document.blocks, cards)
    words = html.unescape(TAG.sub(" ", section.text.html)).split()
    if len(set(words)) < FEWEST_WORDS:
        yield SectionEmpty.at(document.name, title=title, count=len(set(words)))
    if title == HEADINGS[-1] and disclaimer not in " ".join(words):
        yield DisclaimerSection.at(document.name, disclaimer=disclaimer)
