"""The blocks that Markdown may hold besides the usual: key points, care cards, drawings, tables, rows of the ledger.

A block opens with `/// name | argument` and closes with `///`. These classes turn sound blocks into HTML; what is wrong
with others is found by block_rules.py.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar
from xml.etree import ElementTree

from lxml import etree
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_string

from builder.evidence.kinds import KINDS, Kind
from builder.owner import Region
from builder.text import marks

DANGER = "If you have taken an overdose or harmed yourself, or if a life is in danger, call {} now."
SVG = "{http://www.w3.org/2000/svg}"


class KeyPoints(Block):  # type: ignore[misc]
    """`/// key-points`: the main messages, in a box with its own heading."""

    NAME = "key-points"

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return the box; the list inside follows the heading."""
        box = ElementTree.SubElement(parent, "div", {"class": "ma-key-points"})
        ElementTree.SubElement(box, "h2", {"id": "key-points"}).text = "Key points"
        return box


class CareCard(Block):  # type: ignore[misc]
    """`/// care-card | emergency`, `urgent` or `crisis`: when to get help, and whom to call by the settings."""

    NAME = "care-card"
    ARGUMENT = True
    CARDS = ("emergency", "urgent", "crisis")

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return the card with its heading; the signs to watch for follow."""
        card = ElementTree.SubElement(parent, "div", {"class": f"ma-care ma-care--{self.argument}"})
        heading = ElementTree.SubElement(card, "h3", {"class": "ma-care__heading"})
        urgency, text, self.notes = self._words()
        hidden = ElementTree.SubElement(heading, "span", {"class": "ma-hidden"})
        hidden.text, hidden.tail = f"{urgency}: ", text
        return card

    def on_end(self, block: ElementTree.Element) -> None:
        """Close the card with what is an emergency even here, and with the numbers for other places."""
        if self.argument == "crisis":
            paragraph = ElementTree.SubElement(block, "p")
            number = self.config["regions"][0].emergency.unbroken
            ElementTree.SubElement(paragraph, "strong").text = DANGER.format(number)
        for note in self.notes:
            ElementTree.SubElement(block, "p", {"class": "ma-care__note"}).text = note

    def _words(self) -> tuple[str, str, list[str]]:
        """Return how urgent it is, whom to call, and the notes at the end."""
        home, *others = self.config["regions"]
        if self.argument == "emergency":
            numbers = "; ".join(f"{other.name} {other.emergency.number}" for other in others)
            return "Emergency", f"Call {home.emergency.unbroken} if:", [f"Outside {home.name}: {numbers}."]
        if self.argument == "crisis":
            return "Urgent", *_crisis_words(home, others)
        if not home.advice:
            return "Urgent", "Call your doctor today if:", []
        advice = home.advice.number
        return "Urgent", f"Call your doctor or {advice} today if:", [f"No {advice} where you live? Call your doctor."]


def _crisis_words(home: Region, others: Sequence[Region]) -> tuple[str, list[str]]:
    """Return whom to call in a crisis of the mind, and the notes for other places."""
    line, option = home.crisis, home.mental_health
    names = [f"{option.called} ({option.option})"] if option else []
    names += [f"{line.name} on {line.unbroken}"] if line else []
    whom = f"{' or '.join(names)}, day or night," if names else "a crisis line or your doctor now"
    notes = []
    if option:
        rest = f"{line.name if line else 'a crisis line'} or your doctor"
        notes.append(f"{option.called} has this option in {option.where}. In the rest of {home.name}, call {rest}.")
    if names:
        known = "".join(f"{other.name} {other.crisis.unbroken}; " for other in others if other.crisis)
        known += "elsewhere " if known else ""
        notes.append(f"Outside {home.name}: {known}a crisis line or your own emergency number.")
    return f"Call {whom} if:", notes


class Drawing(Block):  # type: ignore[misc]
    """`/// drawing | name`: an SVG of content/images, set into the page so that it follows the page's colours."""

    NAME = "drawing"
    ARGUMENT = True
    OPTIONS = {"alt": ["", type_string]}  # noqa: RUF012 - the name and form that the library asks for

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return the figure with the drawing in it."""
        figure = ElementTree.SubElement(parent, "figure", {"class": f"ma-figure ma-figure--{self.argument}"})
        svg = inline_svg(self.config["drawings"].get(self.argument, b""), self.options["alt"])
        figure.text = self.md.htmlStash.store(svg)
        ElementTree.SubElement(figure, "figcaption")
        return figure

    def on_add(self, block: ElementTree.Element) -> ElementTree.Element | None:
        """Return where the text of the block goes: into the caption."""
        return block.find("figcaption")


class Table(Block):  # type: ignore[misc]
    """`/// table | Caption`: a Markdown table with a caption and with the scopes that screen readers need."""

    NAME = "table"
    ARGUMENT = True

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return a frame for the table."""
        return ElementTree.SubElement(parent, "div", {"class": "ma-table"})

    def on_end(self, block: ElementTree.Element) -> None:
        """Give the table its caption; make the first cell of each row a heading."""
        table = block.find("table")
        if table is None:
            return
        caption = ElementTree.Element("caption")
        caption.text = self.argument
        table.insert(0, caption)
        for cell in table.iterfind("thead/tr/th"):
            cell.set("scope", "col")
        for row in table.iterfind("tbody/tr"):
            row[0].tag = "th"
            row[0].set("scope", "row")


class HelpNumbers(Block):  # type: ignore[misc]
    """`/// help-numbers`: every number of the settings, by region, each with its source."""

    NAME = "help-numbers"

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return the table."""
        frame = ElementTree.SubElement(parent, "div", {"class": "ma-table"})
        table = ElementTree.SubElement(frame, "table")
        ElementTree.SubElement(table, "caption").text = "Emergency and help numbers used on this site"
        head = ElementTree.SubElement(ElementTree.SubElement(table, "thead"), "tr")
        for title in ("Where", "Number to call"):
            ElementTree.SubElement(head, "th", {"scope": "col"}).text = title
        body = ElementTree.SubElement(table, "tbody")
        for region in self.config["regions"]:
            row = ElementTree.SubElement(body, "tr")
            ElementTree.SubElement(row, "th", {"scope": "row"}).text = region.name[0].upper() + region.name[1:]
            numbers = [f"{line.entry} [{'; '.join(f'@{key}' for key in line.keys)}]" for line in region.lines]
            ElementTree.SubElement(row, "td").text = "; ".join(numbers)
        return frame


class RowsBlock(Block):  # type: ignore[misc]
    """Rows of the ledger, drawn by the theme when all is read: the ids are in a list, or one is after the bar.

    `/// findings | Caption` shows rows in a table, `/// fact-box | id` one of them as a picture. There is such a class
    for each component of a kind of rows: `KIND` is the kind, `ONE` whether it draws a single row.
    """

    ARGUMENT = True
    KIND: ClassVar[Kind]
    ONE: ClassVar[bool]

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return a mark that names the component of the theme."""
        return ElementTree.SubElement(parent, marks.ROWS, {"kind": self.NAME})

    def on_markdown(self) -> str:
        """Have the content read as blocks: the list of ids."""
        return "block"

    def on_end(self, block: ElementTree.Element) -> None:
        """Move the ids from the list into the mark."""
        ids = [self.argument] if self.ONE else ["".join(item.itertext()).strip() for item in block.iter("li")]
        block.clear()
        block.attrib.update({"kind": self.NAME, "ids": " ".join(ids), "caption": "" if self.ONE else self.argument})
        block.tail = "\n"


def _rows_blocks(kind: Kind) -> list[type[RowsBlock]]:
    names = {kind.table_component: False, **({kind.box: True} if kind.box else {})}
    return [
        type(name.title().replace("-", ""), (RowsBlock,), {"NAME": name, "KIND": kind, "ONE": one})
        for name, one in names.items()
    ]


ROWS_BLOCKS: dict[str, type[RowsBlock]] = {block.NAME: block for kind in KINDS for block in _rows_blocks(kind)}
_OWN: tuple[Any, ...] = (KeyPoints, CareCard, Drawing, Table, HelpNumbers)
BLOCKS: dict[str, Any] = {block.NAME: block for block in _OWN} | ROWS_BLOCKS


class SiteBlocks(BlocksExtension):  # type: ignore[misc]
    """The Markdown extension that knows the blocks. `regions`: the reader's first; `drawings`: SVG files by name."""

    def __init__(self, regions: tuple[Region, ...], drawings: Mapping[str, bytes]) -> None:
        self.site = {"regions": regions, "drawings": drawings}
        super().__init__()

    def extendMarkdownBlocks(self, md: Any, block_mgr: Any) -> None:  # noqa: N802 - the library's name
        """Register every block."""
        for block in BLOCKS.values():
            block_mgr.register(block, self.site)


def inline_svg(data: bytes, alt: str) -> str:
    """Return a drawing as one line of HTML, named by `alt`; a drawing with links stays open to screen readers.

    What is no XML gives nothing: the check of the blocks tells of it.
    """
    try:
        root = etree.fromstring(data, etree.XMLParser(remove_comments=True, remove_pis=True, remove_blank_text=True))
    except etree.XMLSyntaxError:
        return ""
    for element in root.iter():
        element.tag = element.tag.removeprefix(SVG)
    root.set("role", "group" if root.find(".//a") is not None else "img")
    root.set("aria-label", alt)
    etree.cleanup_namespaces(root)
    markup: str = etree.tostring(root, encoding="unicode", with_tail=False)
    return markup.replace(f' xmlns="{SVG[1:-1]}"', "")
