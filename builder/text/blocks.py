"""The blocks that Markdown may hold besides the usual: key points, drawings, tables, folds, cards, rows of the ledger.

A block opens with `/// name | argument` and closes with `///`. These classes turn sound blocks into HTML; what is wrong
with others is found by block_rules.py.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, ClassVar
from xml.etree import ElementTree

from lxml import etree
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_string

from builder.evidence.kinds import KINDS, Drawn, Kind
from builder.evidence.ledger import Ledger
from builder.evidence.sign import NEEDLES, Sign
from builder.makers import Makers
from builder.owner import Region
from builder.text import marks
from builder.text.cards import shown_in
from builder.text.tables import Table
from builder.text.worksheets import Checklist, Diary, Lines

SVG = "{http://www.w3.org/2000/svg}"


class Glance(Block):  # type: ignore[misc]
    """`/// glance`: a list of facts, each with a word in bold before it, at the end of a short answer."""

    NAME = "glance"

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return a frame for the list."""
        return ElementTree.SubElement(parent, "div", {"class": "ma-glance"})


class Doors(Block):  # type: ignore[misc]
    """`/// doors`: the links with which a reader who knows what to look for begins."""

    NAME = "doors"

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return a landmark around the list."""
        return ElementTree.SubElement(parent, "nav", {"class": "ma-doors", "aria-label": "Where to begin"})


class KeyPoints(Block):  # type: ignore[misc]
    """`/// key-points`: the main messages, in a box with its own heading."""

    NAME = "key-points"

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return the box; the list inside follows the heading."""
        box = ElementTree.SubElement(parent, "div", {"class": "ma-key-points"})
        ElementTree.SubElement(box, "h2", {"id": "key-points"}).text = "Key points"
        return box


class Drawing(Block):  # type: ignore[misc]
    """`/// drawing | name`: an SVG of content/images, set into the page so that it follows the page's colours."""

    NAME = "drawing"
    ARGUMENT = True
    OPTIONS = {"alt": ["", type_string]}  # noqa: RUF012 - the name and form that the library asks for

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return the figure with the drawing in it."""
        figure = ElementTree.SubElement(parent, "figure", {"class": f"ma-figure ma-plate ma-figure--{self.argument}"})
        svg = inline_svg(self.config["drawings"].get(self.argument, b""), self.options["alt"])
        figure.text = self.md.htmlStash.store(svg)
        ElementTree.SubElement(figure, "figcaption")
        return figure

    def on_add(self, block: ElementTree.Element) -> ElementTree.Element | None:
        """Return where the text of the block goes: into the caption."""
        return block.find("figcaption")


class Fold(Block):  # type: ignore[misc]
    """`/// fold | Summary`: what only some readers want, closed until they open it; the theme draws it alike."""

    NAME = "fold"
    ARGUMENT = True

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return the fold; what it holds follows its summary."""
        fold = ElementTree.SubElement(parent, "details", {"class": "ma-fold"})
        summary = ElementTree.SubElement(fold, "summary")
        ElementTree.SubElement(summary, "span").text = self.argument
        return fold


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


class MakersBlock(Block):  # type: ignore[misc]
    """`/// makers | review`: what the settings say of those who make the site: `authors`, `review` or `money`."""

    NAME = "makers"
    ARGUMENT = True

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return the paragraph."""
        paragraph = ElementTree.SubElement(parent, "p")
        paragraph.text = self.config["makers"].said.get(self.argument, "")
        return paragraph


class RowsBlock(Block):  # type: ignore[misc]
    """Rows of the ledger, drawn by the theme when all is read: the ids are in a list, or one is after the bar.

    `/// findings | Caption` shows rows in a table, `/// fact-box | id` one of them as a picture. There is such a class
    for each component of a kind of rows: `KIND` is the kind, `DRAWN` what the component draws.
    """

    KIND: ClassVar[Kind]
    DRAWN: ClassVar[Drawn]

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return a mark that names the component of the theme."""
        return ElementTree.SubElement(parent, marks.ROWS, {"kind": self.NAME})

    def on_markdown(self) -> str:
        """Have the content read as blocks: the list of ids."""
        return "block"

    def on_end(self, block: ElementTree.Element) -> None:
        """Move the ids from the list into the mark."""
        one, argument = self.DRAWN.one, self.argument or ""
        ids = [argument] if one else ["".join(item.itertext()).strip() for item in block.iter("li")]
        block.clear()
        block.attrib.update({"kind": self.NAME, "ids": " ".join(ids), "caption": "" if one else argument})
        block.tail = "\n"


class CareCard(RowsBlock):
    """`/// care-card | emergency`, `urgent`, `soon` or `crisis`: the signs of the parts of the body that it names.

    The caption is the card, and after it `by-time` where its signs come after needles.
    """

    def on_end(self, block: ElementTree.Element) -> None:
        """Move the ids of the signs that the card shows into the mark."""
        names = ["".join(item.itertext()).strip() for item in block.iter("li")]
        ids = [sign.id for sign in shown_in(self.argument, names, self.config["ledger"])]
        block.clear()
        caption = f"{self.argument} by-time" if NEEDLES in names else self.argument
        block.attrib.update({"kind": self.NAME, "ids": " ".join(ids), "caption": caption})
        block.tail = "\n"


def _rows_blocks(kind: Kind) -> list[type[RowsBlock]]:
    of_kind = CareCard if kind.model is Sign else RowsBlock
    return [
        type(
            drawn.name.title().replace("-", ""),
            (of_kind,),
            {"NAME": drawn.name, "ARGUMENT": drawn.one or drawn.caption, "KIND": kind, "DRAWN": drawn},
        )
        for drawn in kind.drawn
    ]


ROWS_BLOCKS: dict[str, type[RowsBlock]] = {block.NAME: block for kind in KINDS for block in _rows_blocks(kind)}
_OWN: tuple[Any, ...] = (
    KeyPoints,
    Glance,
    Doors,
    Drawing,
    Table,
    Fold,
    HelpNumbers,
    MakersBlock,
    Checklist,
    Lines,
    Diary,
)
BLOCKS: dict[str, Any] = {block.NAME: block for block in _OWN} | ROWS_BLOCKS


class SiteBlocks(BlocksExtension):  # type: ignore[misc]
    """The Markdown extension that knows the blocks. `regions`: the reader's first; `drawings`: SVG files by name."""

    def __init__(
        self, regions: tuple[Region, ...], drawings: Mapping[str, bytes], ledger: Ledger, makers: Makers
    ) -> None:
        self.site = {"regions": regions, "drawings": drawings, "ledger": ledger, "makers": makers}
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
