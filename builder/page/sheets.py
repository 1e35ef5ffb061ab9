"""What a sheet of paper says: the guide, or the page of a condition, in short, for whoever takes it to an appointment.

No text is written for it: it takes blocks of the texts, and the rows that these show, as builder/outline.py names them.
How it looks is for theme/leaflet/ to say, builder/page/typeset.py makes the files.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from html import escape
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeAlias

import lxml.html
from lxml.html import HtmlElement

from builder.dates import long_date
from builder.evidence.answer import Answer, Compared
from builder.evidence.finding import Arm, Hundred
from builder.evidence.ledger import Ledger
from builder.evidence.sign import in_groups
from builder.outline import CONDITION_SHEET, HOME_SHEET, SECTION_SHEET, Kinds
from builder.owner import Owner, Region
from builder.page.assemble import Whole
from builder.page.pages import HOME, Page, Section
from builder.text.cards import CARD
from builder.text.marks import ROWS, SOURCES

GUIDE = "guide"  # how the files of its sheet begin
HEADINGS = ("h2", "h3")
SPACES = re.compile(r"\s+")
SENTENCE = re.compile(r"[.?!]\s*$")  # the end of one
LEAD = re.compile(r"[^.?!]*:$")  # a sentence that leads into a list


class Run(NamedTuple):
    """A piece of a text, and whether it is in bold."""

    text: str
    bold: bool


Runs: TypeAlias = tuple[Run, ...]


class Block(NamedTuple):
    """What a sheet shows: its kind, as outline.py and theme/leaflet/ know it, and what it holds."""

    kind: str
    holds: Any


class Arm100(NamedTuple):
    """How many of 100 people did well, what they were given, and the ends of the range, where there is one."""

    well: int
    phrase: str
    ends: tuple[int, int] | None


@dataclass(frozen=True)
class Listed:
    """A list, and the words that lead into it."""

    lead: str
    items: tuple[Runs, ...]
    is_numbered: bool = False


@dataclass(frozen=True)
class Asked:
    """One question of an answer, in words and figures. `name`: helps, needle, or the heading of another comparison.

    Of a question to which nothing was found there are only words. `hundred` and `groups` are there where people were
    counted.
    """

    name: str
    against: str
    words: str
    means: str
    beware: str
    difference: str = ""
    range: str = ""
    extent: str = ""
    certainty: str = ""
    doubt: str = ""
    hundred: Hundred | None = None
    groups: tuple[Arm100, ...] = ()


@dataclass(frozen=True)
class Answered:
    """What is answered for one part of a condition: the two questions, and others."""

    name: str
    asked: tuple[Asked, ...]


@dataclass(frozen=True)
class Card:
    """The signs for which somebody is to be called, in groups under headings, and what is said around them."""

    before: Runs
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    cautions: tuple[str, ...]
    own: tuple[str, ...]


@dataclass(frozen=True)
class Group:
    """What stands under one heading, of level 2 or 3 in its text."""

    heading: str
    blocks: tuple[Block, ...]


@dataclass(frozen=True)
class Sheet:
    """One sheet: its page, when its texts were checked and are due, and its front, its back, and what either may take.

    Its files begin with `name`.
    """

    name: str
    page: Page
    reviewed: datetime.date
    next_review: datetime.date
    sides: tuple[tuple[Group, ...], ...]

    def told(self, owner: Owner, regions: Sequence[Region], siteurl: str, language: str) -> dict[str, Any]:
        """Return all that the template is told, as values of JSON. `siteurl` is empty where the site has no address."""
        return {
            "title": self.page.title,
            "sides": [[asdict(group) for group in side] for side in self.sides],
            "checked": long_date(self.reviewed),
            "due": long_date(self.next_review),
            "site": owner.SITENAME,
            "address": f"{siteurl}/{self.page.url}" if siteurl else "",
            "disclaimer": owner.DISCLAIMER,
            "language": language,
            "regions": [_told(region) for region in regions],
        }


def _told(region: Region) -> dict[str, Any]:
    return {
        "name": region.name,
        "emergency": region.emergency.number if region.emergency else "",
        "advice": region.advice.number if region.advice else "",
        "crisis": [{"called": line.called, "about": line.about} for line in region.crisis],
    }


def sheets_of(whole: Whole) -> tuple[Sheet, ...]:
    """Return the sheet of the guide and that of each condition, in the order of their files."""
    pages = [page for page in whole.pages if page.template == HOME or page.condition]
    return tuple(_sheet(page, whole) for page in sorted(pages, key=lambda page: page.template != HOME))


def _sheet(page: Page, whole: Whole) -> Sheet:
    ledger, html = whole.evidence.ledger, whole.html[page.document]
    if page.condition:
        sides = tuple(tuple(_groups(html, taken, ledger)) for taken in CONDITION_SHEET)
        return Sheet(page.condition, page, page.reviewed, page.next_review, sides)
    there = {section.order: section for section in whole.sections}
    sides = tuple(
        (*_groups(html, {"": kinds}, ledger), *_of_sections(taken, there, whole))
        for kinds, taken in zip(HOME_SHEET, SECTION_SHEET, strict=True)
    )
    used: list[Page | Section] = [
        page,
        *(there[order] for order in {**SECTION_SHEET[0], **SECTION_SHEET[1]} if order in there),
    ]
    return Sheet(GUIDE, page, min(text.reviewed for text in used), min(text.next_review for text in used), sides)


def _of_sections(taken: Mapping[int, Kinds], there: Mapping[int, Section], whole: Whole) -> Iterator[Group]:
    for order, kinds in taken.items():
        if section := there.get(order):
            text = f"<h2>{escape(section.title)}</h2>{whole.html[section.document]}"
            yield from _groups(text, {section.title: kinds}, whole.evidence.ledger)


def _groups(html: str, taken: Mapping[str, Kinds], ledger: Ledger) -> Iterator[Group]:
    """Yield what is taken of a text under each heading, in the order of `taken`: kinds by headings of level 2."""
    found: dict[str, list[Group]] = {heading: [] for heading in taken}
    part = heading = ""
    blocks: list[Block] = []
    for block in [*_blocks(html, ledger), Block("h2", "")]:
        if block.kind in HEADINGS:
            if blocks:
                found[part].append(Group(heading, tuple(blocks)))
            heading, blocks = block.holds, []
            part = heading if block.kind == "h2" else part
        elif block.kind in taken.get(part, ()):
            blocks.append(block)
    for groups in found.values():
        yield from groups


def _blocks(html: str, ledger: Ledger) -> Iterator[Block]:
    """Yield what a text consists of, but for what only a screen can show, and paragraphs that lead elsewhere.

    What is said right before a card belongs to it, and so does a sentence with a colon right before a list.
    """
    root = lxml.html.fragment_fromstring(html, create_parent="div")
    kind = "opening"
    for element in root.xpath("./*[not(self::section)] | ./section/*"):
        name = element.get("class", "").removeprefix("ma-")
        if element.tag in HEADINGS:
            yield Block(element.tag, element.text_content().strip())
            kind = "opening" if element.tag == "h2" else kind
        elif element.tag == "p":
            if not _leads_on(element) and not _is_card(element.getnext()):
                yield from _paragraph(_runs(element), "lead" if name == "lead" else kind)
            kind = "paragraph"
        elif element.tag in ("ul", "ol"):
            above = element.getprevious()
            lead = LEAD.search("" if above is None or above.tag != "p" else above.text_content().rstrip())
            yield Block("list", Listed(lead[0].strip() if lead else "", _items(element), element.tag == "ol"))
        elif element.tag == "details":
            # Paper has no folds: a list in one stands under its summary.
            for inner in element.xpath("./ul | ./ol"):
                yield Block("h3", element.findtext("summary/span", "").strip())
                yield Block("list", Listed("", _items(inner), inner.tag == "ol"))
        elif name == "key-points":
            yield Block(name, Listed(element.findtext("h2", ""), _items(element)))
        elif name == "glance":
            # What leads to a part of its page stands there on the sheet, too.
            items = [item for item in element.iter("li") if not item.xpath(".//a[starts-with(@href, '#')]")]
            yield Block(name, Listed("", tuple(map(_runs, items))))
        elif element.tag == ROWS:
            yield from _drawn(element, ledger)


def _is_card(element: HtmlElement | None) -> bool:
    return element is not None and element.tag == ROWS and element.get("kind") == CARD


def _leads_on(paragraph: HtmlElement) -> bool:
    """Return whether a paragraph leads elsewhere. A sentence at its end that is nothing but a link is taken out."""
    for link in paragraph.findall("a")[-1:]:
        if not (link.tail or "").strip() and link.getnext() is None and link.text_content()[:1].isupper():
            link.drop_tree()
    return paragraph.find(".//a") is not None


def _paragraph(runs: Runs, kind: str) -> Iterator[Block]:
    """Yield a paragraph; the sentences in bold with which it begins are a message of their own."""
    if runs and runs[0].bold and SENTENCE.search(runs[0].text):
        yield Block("message", runs[:1])
        runs = _stripped(runs[1:])
    if runs:
        yield Block(kind, runs)


def _items(element: HtmlElement) -> tuple[Runs, ...]:
    return tuple(_runs(item) for item in element.iter("li"))


def _runs(element: HtmlElement) -> Runs:
    """Return the pieces of a text, without its citations."""
    pieces: list[tuple[str, bool]] = []
    for text in element.xpath(f".//text()[not(parent::{SOURCES})]"):
        around = text.getparent() if text.is_text else text.getparent().getparent()
        pieces.append((str(text), bool(around.xpath("ancestor-or-self::strong"))))
    joined = [
        (SPACES.sub(" ", "".join(text for text, _ in some)), bold) for bold, some in groupby(pieces, itemgetter(1))
    ]
    return _stripped(tuple(Run(text, bold) for text, bold in joined if text.strip()))


def _stripped(runs: Runs) -> Runs:
    """Return a text without spaces around it."""
    if not runs:
        return ()
    first, *_ = runs
    *others, last = (first._replace(text=first.text.lstrip()), *runs[1:])
    return (*others, last._replace(text=last.text.rstrip()))


def _drawn(element: HtmlElement, ledger: Ledger) -> Iterator[Block]:
    """Yield the rows that a component of the theme draws on a page, as a sheet shows them."""
    kind, caption = element.get("kind"), element.get("caption")
    rows: list[Any] = [ledger.rows[name] for name in element.get("ids").split() if name in ledger.rows]
    if kind == "hundred" and rows and rows[0].steps:
        yield Block(kind, rows[0].steps)
    elif kind == "short-answer" and rows:
        # The page has a table of the others further down.
        others = (row for row in ledger.of(Answer).values() if row.condition == rows[0].condition and row not in rows)
        yield Block(kind, tuple(_answered(row, ledger) for row in (*rows, *others)))
    elif kind == "options" and rows:
        yield Block(kind, tuple({"name": row.full_name, "words": row.helps.words} for row in rows))
    elif kind == CARD and rows:
        above, (card, *by_time) = element.getprevious(), caption.split()
        before = () if above is None or above.tag != "p" or _leads_on(above) else _runs(above)
        groups = tuple(
            (heading, tuple(sign.words for sign in signs)) for heading, signs in in_groups(rows, bool(by_time))
        )
        cautions = tuple(dict.fromkeys(sign.caution for sign in rows if sign.caution))
        yield Block(card, Card(before, groups, cautions, tuple(sign.words for sign in rows if sign.own)))


def _answered(answer: Answer, ledger: Ledger) -> Answered:
    asked = {"helps": answer.helps, "needle": answer.needle, **{third.label: third for third in answer.also}}
    return Answered(answer.name, tuple(_asked(name, compared, ledger) for name, compared in asked.items()))


def _asked(name: str, compared: Compared, ledger: Ledger) -> Asked:
    told = name, compared.against or "", compared.words, compared.means or "", compared.beware or ""
    found = ledger.found(compared)
    if not found:
        return Asked(*told)
    finding, gap = found
    hundred, them = finding.hundred(gap), finding.group_of(gap)
    return Asked(
        *told,
        difference=finding.difference(gap, compared.words),
        range=finding.likely_range(gap),
        extent=finding.extent,
        certainty=finding.certainty,
        doubt=gap.doubt or "",
        hundred=hundred,
        groups=tuple(_counted(arm) for arm in (finding.shares[0], them)) if hundred and them else (),
    )


def _counted(arm: Arm) -> Arm100:
    ends = None if arm.low is None or arm.high is None else (arm.per(100, arm.low), arm.per(100, arm.high))
    return Arm100(arm.per(100), arm.phrase, ends)
