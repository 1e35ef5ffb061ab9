"""The blocks that Markdown may hold besides the usual: key points, care cards, drawings, tables, rows of the ledger.

A block opens with `/// name | argument` and closes with `///`. `check_blocks` reports what is wrong with the blocks of
a file by line; the block classes turn sound blocks into HTML.
"""

from __future__ import annotations

import itertools
import re
from pathlib import Path
from typing import TYPE_CHECKING, Any
from xml.etree import ElementTree

import yaml
from lxml import etree
from pymdownx.blocks import BlocksExtension
from pymdownx.blocks.block import Block, type_string

from plugins.faults import Report, Rule, guess
from plugins.ledger import Ledger
from plugins.source import SourceFile

if TYPE_CHECKING:
    from plugins.owner import Region

OPEN = re.compile(r"^/// *([^ |]+) *(?:\| *(.*?))? *$")
CARDS = ("emergency", "urgent", "crisis")
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

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return the card with its heading; the signs to watch for follow."""
        card = ElementTree.SubElement(parent, "div", {"class": f"ma-care ma-care--{self.argument}"})
        heading = ElementTree.SubElement(card, "h3", {"class": "ma-care__heading"})
        urgency, text, self.notes = self._words()
        home = next(iter(self.config["regions"].values()))
        self.danger = DANGER.format(home.emergency.unbroken) if self.argument == "crisis" else ""
        hidden = ElementTree.SubElement(heading, "span", {"class": "ma-hidden"})
        hidden.text, hidden.tail = f"{urgency}: ", text
        return card

    def on_end(self, block: ElementTree.Element) -> None:
        """Close the card with what is an emergency even here, and with the numbers for other places."""
        if self.danger:
            paragraph = ElementTree.SubElement(block, "p")
            ElementTree.SubElement(paragraph, "strong").text = self.danger
        for note in self.notes:
            ElementTree.SubElement(block, "p", {"class": "ma-care__note"}).text = note

    def _words(self) -> tuple[str, str, list[str]]:
        home, *others = self.config["regions"].values()
        if self.argument == "emergency":
            numbers = "; ".join(f"{other.name} {other.emergency.number}" for other in others if other is not home)
            return "Emergency", f"Call {home.emergency.unbroken} if:", [f"Outside {home.name}: {numbers}."]
        if self.argument == "crisis":
            return "Urgent", *self._crisis(home, [other for other in others if other is not home])
        line = home.advice
        if not line:
            return "Urgent", "Call your doctor today if:", []
        return (
            "Urgent",
            f"Call your doctor or {line.number} today if:",
            [f"No {line.number} where you live? Call your doctor."],
        )

    @staticmethod
    def _crisis(home: Region, others: list[Region]) -> tuple[str, list[str]]:
        """Return the heading and the notes for a crisis of the mind: whom to call, here and in other places."""
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
        svg = inline_svg(self.config["images"] / f"{self.argument}.svg", self.options["alt"])
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
        for region in dict.fromkeys(self.config["regions"].values()):
            row = ElementTree.SubElement(body, "tr")
            ElementTree.SubElement(row, "th", {"scope": "row"}).text = region.name[0].upper() + region.name[1:]
            told = [f"{line.entry} [{'; '.join(f'@{key}' for key in line.keys)}]" for line in region.lines]
            ElementTree.SubElement(row, "td").text = "; ".join(told)
        return frame


class LedgerRows(Block):  # type: ignore[misc]
    """Rows of the ledger, drawn by the theme when all is read: the ids stand in a list, or one stands after the bar."""

    ARGUMENT = True
    ONE = False

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return a mark that names the component of the theme."""
        return ElementTree.SubElement(parent, "ma-ledger", {"kind": self.NAME})

    def on_markdown(self) -> str:
        """Have the content read as blocks: the list of ids."""
        return "block"

    def on_end(self, block: ElementTree.Element) -> None:
        """Move the ids from the list into the mark."""
        ids = [self.argument] if self.ONE else ["".join(item.itertext()).strip() for item in block.iter("li")]
        block.clear()
        block.attrib.update({"kind": self.NAME, "ids": " ".join(ids), "caption": "" if self.ONE else self.argument})
        block.tail = "\n"


class FactBox(LedgerRows):
    """`/// fact-box | id`: one finding as a table out of 100, as a picture, and in words."""

    NAME = "fact-box"
    ONE = True
    ROWS = "findings"


class Findings(LedgerRows):
    """`/// findings | Caption`: findings in a table."""

    NAME = "findings"
    ROWS = "findings"


class Guidelines(LedgerRows):
    """`/// guidelines | Caption`: what guidelines say, side by side."""

    NAME = "guidelines"
    ROWS = "guidelines"


class HarmBox(LedgerRows):
    """`/// harm-box | id`: how many of 100 people something happened to, as a picture with a caption."""

    NAME = "harm-box"
    ONE = True
    ROWS = "harms"


class Harms(LedgerRows):
    """`/// harms | Caption`: what happened to how many, in a table."""

    NAME = "harms"
    ROWS = "harms"


LEDGER_BLOCKS = (FactBox, Findings, Guidelines, HarmBox, Harms)
BLOCKS = (KeyPoints, CareCard, Drawing, Table, HelpNumbers, *LEDGER_BLOCKS)
ID_LINE = re.compile(r"- ([a-z0-9-]+)")


class SiteBlocks(BlocksExtension):  # type: ignore[misc]
    """The Markdown extension that knows the blocks. `regions`: the help numbers; `images`: the folder of drawings."""

    def __init__(self, regions: dict[str, Region], images: Path) -> None:
        self.site = {"regions": regions, "images": images}
        super().__init__()

    def extendMarkdownBlocks(self, md: Any, block_mgr: Any) -> None:  # noqa: N802 - the library's name
        """Register every block."""
        for block in BLOCKS:
            block_mgr.register(block, self.site)


def inline_svg(path: Path, alt: str) -> str:
    """Return a drawing as one line of HTML, named by `alt`; a drawing with links stays open to screen readers.

    A file that is missing or is not XML gives nothing: `check_blocks` has reported it.
    """
    try:
        root = etree.parse(
            path, etree.XMLParser(remove_comments=True, remove_pis=True, remove_blank_text=True)
        ).getroot()
    except (OSError, etree.XMLSyntaxError):
        return ""
    for element in root.iter():
        element.tag = element.tag.removeprefix(SVG)
    root.set("role", "group" if root.find(".//a") is not None else "img")
    root.set("aria-label", alt)
    etree.cleanup_namespaces(root)
    markup: str = etree.tostring(root, encoding="unicode", with_tail=False)
    return markup.replace(f' xmlns="{SVG[1:-1]}"', "")


def check_blocks(source: SourceFile, images: Path, ledger: Ledger, report: Report) -> None:
    """Report every block of a file that is unknown, not closed, or lacks what it needs."""
    boxes: dict[str, int] = {}
    opened = 0
    lines = ["" for _ in range(source.body_line - 1)] + source.body.split("\n")
    for number, line in enumerate(lines, 1):
        if not line.lstrip().startswith("///"):
            continue
        if line.rstrip() == "///":
            if not opened:
                _fault(
                    source, number, "nothing is open that this could close", "a block before it", "delete it", report
                )
            else:
                _check_block(source, opened, lines[opened : number - 1], images, report)
                _check_rows(source, opened, lines[opened : number - 1], ledger, boxes, report)
            opened = 0
            continue
        if opened:
            _not_closed(source, opened, report)
        opened = number
    if opened:
        _not_closed(source, opened, report)


def _check_block(source: SourceFile, number: int, inside: list[str], images: Path, report: Report) -> None:
    names = [block.NAME for block in BLOCKS]
    match = OPEN.fullmatch(source.lines[number - 1])
    name, argument = (match[1], match[2] or "") if match else (source.lines[number - 1].strip("/ "), "")
    header = list(itertools.takewhile(lambda line: line.startswith("    "), inside))
    text = "\n".join(inside[len(header) :]).strip()
    if name not in names:
        wrong = f"there is no block “{name}”{guess(name, names)}"
        _fault(source, number, wrong, f"one of: {', '.join(names)}", "correct the name", report)
    elif name == "care-card" and argument not in CARDS:
        wrong = f"there is no care card “{argument}”{guess(argument, list(CARDS))}"
        _fault(source, number, wrong, f"one of: {', '.join(CARDS)}", "correct the word after the bar", report)
    elif name in {block.NAME for block in LEDGER_BLOCKS}:
        return
    elif name in ("care-card", "key-points") and not re.search(r"^[-*+] .", text, re.MULTILINE):
        _fault(source, number, f"the block “{name}” has no list", "lines that start with “- ”", "write them", report)
    elif name == "table" and (not argument or not re.match(r"\|.*\|\n\|[ |-]+\|\n\|", text)):
        wrong = "the table has no caption" if not argument else "the block holds no table"
        _fault(source, number, wrong, "“/// table | Caption”, and rows with bars", "see docs/writing.md", report)
    elif name in ("key-points", "help-numbers") and argument:
        wrong = f"the block “{name}” takes nothing after its name"
        _fault(source, number, wrong, f"“/// {name}”", "delete the bar and what follows", report)
    elif name == "drawing":
        if not text:
            wrong = f"the drawing “{argument}” has no caption"
            _fault(source, number, wrong, "text between the alt text and “///”", "say what it shows", report)
        _check_drawing((source.name, number), argument, header, images, report)
    elif header:
        _fault(source, number, f"the block “{name}” takes no options", "its text right below", "delete them", report)


def _check_rows(
    source: SourceFile, number: int, inside: list[str], ledger: Ledger, boxes: dict[str, int], report: Report
) -> None:
    """Report a block of the ledger that names no rows, unknown rows, or a row that another block of the file shows."""
    match = OPEN.fullmatch(source.lines[number - 1])
    block = next((block for block in LEDGER_BLOCKS if match and match[1] == block.NAME), None)
    if match is None or block is None:
        return
    argument = match[2] or ""
    listed = [(line.rstrip(), number + offset) for offset, line in enumerate(inside, 1) if line.strip()]
    named = [(id_line[1], line) for text, line in listed if (id_line := ID_LINE.fullmatch(text))]
    if block.ONE:
        named = [(argument, number)]
    if not argument or (listed if block.ONE else len(named) < len(listed) or not named):
        expected = "“/// {0} | id”" if block.ONE else "“/// {0} | Caption”, and lines “- id” below an empty line"
        wrong = f"the block “{block.NAME}” does not name its rows"
        _fault(source, number, wrong, expected.format(block.NAME), "see docs/evidence.md", report)
        return
    known = getattr(ledger, block.ROWS)
    for identifier, line in named:
        if identifier in ledger.broken:
            continue
        if identifier not in known:
            report.add(
                Rule.LEDGER_UNKNOWN,
                (source.name, line),
                f"the ledger has no “{identifier}” among its {block.ROWS}{guess(identifier, list(known))}",
                f"an id of content/evidence ({block.ROWS})",
                "correct the id, or add the row",
            )
        elif block is FactBox and not known[identifier].has_figure:
            wrong = f"the finding “{identifier}” has no figure for a reader"
            expected = "a finding with groups, or with a gap in points"
            _fault(source, line, wrong, expected, "put it into a block “/// findings”", report)
        elif block is HarmBox and (known[identifier].unit != "people" or not known[identifier].per(100)):
            wrong = f"of 100 people, “{identifier}” would show nobody, or it counts treatments"
            _fault(source, line, wrong, "a harm per person, of 1 in 100 or more", "put it into “/// harms”", report)
        elif boxes.setdefault(identifier, line) != line:
            wrong = f"the row “{identifier}” is shown twice; first in line {boxes[identifier]}"
            _fault(source, line, wrong, "each row in one block of a page", "delete one of the two", report)


def _fault(source: SourceFile, number: int, wrong: str, expected: str, mend: str, report: Report) -> None:
    report.add(Rule.BLOCK, (source.name, number), wrong, expected, mend)


def _not_closed(source: SourceFile, number: int, report: Report) -> None:
    _fault(source, number, "this block is not closed", "a line “///” after it", "add the line “///”", report)


def _check_drawing(place: tuple[str, int], name: str, header: list[str], images: Path, report: Report) -> None:
    path = images / f"{name}.svg"
    if not re.fullmatch("[a-z0-9-]+", name) or not path.is_file():
        known = sorted(drawing.stem for drawing in images.glob("[!.]*.svg"))
        report.add(
            Rule.DRAWING_MISSING,
            place,
            f"there is no drawing content/images/{name}.svg{guess(name, known)}",
            f"one of: {', '.join(known)}",
            "correct the name, or draw it",
        )
    else:
        _check_svg(path, report)
    try:
        options = yaml.safe_load("\n".join(line[4:] for line in header))
    except yaml.YAMLError:
        options = None
    if not isinstance(options, dict) or list(options) != ["alt"] or not isinstance(options["alt"], str):
        report.add(
            Rule.IMAGE_ALT,
            place,
            f"the drawing “{name}” has no alt text that can be read",
            "one line “    alt: …” right below, with what the drawing shows and without another colon",
            "add or correct the line, indented by four spaces",
        )


def _check_svg(path: Path, report: Report) -> None:
    try:
        root = etree.parse(path, etree.XMLParser(remove_pis=True)).getroot()
        problem, line = ("" if root.tag == f"{SVG}svg" and len(root) else "its root is not an <svg> with a drawing"), 1
    except etree.XMLSyntaxError as error:
        problem, line = str(error.msg), error.lineno or 1
    if problem:
        report.add(
            Rule.DRAWING_MISSING,
            (report.name(path), line),
            f"the drawing is not sound: {problem}",
            "an SVG file that a browser opens",
            "mend the line",
        )
