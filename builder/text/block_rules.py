"""What is wrong with the blocks of a document: each has its form, and shows what there is."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

import yaml
from lxml import etree

from builder.evidence.finding import Finding
from builder.evidence.harm import EACH, Harm
from builder.evidence.ledger import Ledger
from builder.evidence.row import Row
from builder.faults import Fault, Place, Rule, did_you_mean
from builder.makers import OF_THE_PROJECT
from builder.text.blocks import (
    BLOCKS,
    ROWS_BLOCKS,
    SVG,
    Doors,
    Drawing,
    Fold,
    Glance,
    KeyPoints,
    MakersBlock,
    RowsBlock,
)
from builder.text.cards import CARD, check_card
from builder.text.document import FENCE, FENCES, Document, WrittenBlock
from builder.text.numbers import RowUnknown
from builder.text.tables import Table
from builder.text.worksheets import Checklist, Diary, Lines

FOLDER = "content/images"
HUNDRED, LADDER = "hundred", "ladder"  # the pictures of 100 people, and of 10,000
ID_LINE = re.compile(r"- ([a-z0-9-]+)")
WORKSHEETS = (Checklist.NAME, Lines.NAME)
LISTS = (KeyPoints.NAME, Glance.NAME, Doors.NAME, *WORKSHEETS)
TABLES = (Table.NAME, Diary.NAME)
DRAWING_NAME = re.compile("[a-z0-9-]+")
LIST = re.compile(r"^[-*+] .", re.MULTILINE)
ROWS_WITH_BARS = re.compile(r"\|.*\|\n\|[ |-]+\|\n\|")


class BlockNothingOpen(Rule):
    """A `///` that closes nothing is what is left of a block."""

    wrong = "nothing is open that this could close"
    expected = "a block before it"
    fix = "delete it"
    example = "///"


class BlockNotClosed(Rule):
    """A block that is not closed would swallow the text below."""

    wrong = "this block is not closed"
    expected = "a line “///” after it"
    fix = "add the line “///”"
    example = "/// care-card | urgent (and no /// below)"


class BlockFence(Rule):
    """The beginning and the end of a block are found by three slashes at the start of a line."""

    wrong = "“{line}” neither begins a block nor ends one"
    expected = "three slashes, without spaces before them"
    fix = "write {better}"
    example = "  ///"


class BlockUnknown(Rule):
    """A block of an unknown name would be shown as it is typed."""

    wrong = "there is no block “{name}”{near}"
    expected = "one of: {known}"
    fix = "correct the name"
    example = "/// keypoints"


class ListMissing(Rule):
    """Key points, facts and links are found fastest in a list."""

    wrong = "the block “{name}” has no list"
    expected = "lines that start with “- ”"
    fix = "write them"
    example = "/// key-points\n///"


class CaptionMissing(Rule):
    """The caption tells those who listen what a table, or a list to fill in, is about."""

    wrong = "the block “{name}” has no caption"
    expected = "“/// {name} | Caption”, and below an empty line what it holds"
    fix = "write it after a bar: docs/writing.md shows it"
    example = "/// table"


class TableRowsMissing(Rule):
    """What is no table would be shown as text with bars."""

    wrong = "the block holds no table"
    expected = "“/// {name} | Caption”, and rows with bars; no colons in the row of hyphens"
    fix = "write the rows as docs/writing.md shows them"
    example = "/// table | Caption\n\nSome text.\n\n///"


class FoldUnsound(Rule):
    """A fold is opened for what its summary promises."""

    wrong = "the fold has no {what}"
    expected = "“/// fold | Summary”, and the text that it holds"
    fix = "write the summary after a bar, and the text below an empty line"
    example = "/// fold\n\nSome text.\n\n///"


class MakersUnknown(Rule):
    """What the site says of its makers comes from the settings, so that it is true of whoever publishes a copy."""

    wrong = "the settings say nothing of “{what}”"
    expected = "“/// makers | authors”, “review” or “money”"
    fix = "correct the word after the bar"
    example = "/// makers | revue\n///"


class BlockArgument(Rule):
    """What follows the bar of a block that takes nothing would be lost."""

    wrong = "the block “{name}” takes nothing after its name"
    expected = "“/// {name}”"
    fix = "delete the bar and what follows"
    example = "/// key-points | The most important"


class BlockOptions(Rule):
    """An indented line right below the name is an option, which is not shown."""

    wrong = "the block “{name}” takes no options"
    expected = "its text below an empty line"
    fix = "delete the indented lines, or put an empty line above and no spaces before them"
    example = "/// help-numbers\n    all: yes\n///"


class DrawingMissing(Rule):
    """A drawing that is not there would leave an empty frame."""

    wrong = f"there is no drawing {FOLDER}/{{drawing}}.svg{{near}}"
    expected = "one of: {known}"
    fix = "correct the name, or draw it"
    example = "/// drawing | sesion"


class DrawingUnsound(Rule):
    """A drawing that no browser opens would leave an empty frame."""

    wrong = "the drawing is not sound: {problem}"
    expected = "an SVG file that a browser opens"
    fix = "correct the line"
    example = "<svg><path></svg>"


class DrawingCaptionMissing(Rule):
    """A drawing says the same in words, for those who do not see it and those who do."""

    wrong = "the drawing “{drawing}” has no caption"
    expected = "text between the alt text and “///”"
    fix = "say what it shows"
    example = "/// drawing | session\n    alt: A timeline\n///"


class DrawingAltMissing(Rule):
    """The alt text says in a few words what a drawing shows."""

    wrong = "the drawing “{drawing}” has no alt text that can be read"
    expected = "one line “    alt: …” right below, with what the drawing shows and without another colon"
    fix = "add or correct the line, indented by four spaces"
    example = "/// drawing | session\n    note: A timeline\n\nThe caption.\n\n///"


class RowsNotNamed(Rule):
    """A block of the ledger shows the rows that it names, and nothing else."""

    wrong = "the block “{name}” does not name its rows"
    expected = "{expected}"
    fix = "see docs/evidence.md"
    example = "/// findings | Caption\n///"


class BoxWithoutNumber(Rule):
    """A fact box is a picture of a number."""

    wrong = "the finding “{id}” has no number for a reader"
    expected = "a finding with groups, or with a gap in points"
    fix = "put it into a block “/// findings”"
    example = "/// fact-box | a-finding-in-sd"


class PictureOfGroups(Rule):
    """One picture of 100 people shows usual care, pretend acupuncture and acupuncture, each a step up from the last."""

    wrong = "“{id}” cannot be drawn as one picture of 100 people"
    expected = "a finding that counted people with usual care, with sham and with acupuncture, in this rising order"
    fix = "show it with “/// fact-box”"
    example = "/// hundred | migraine-sham"


class BoxOfNobody(Rule):
    """In a picture of 10,000 people, what happens to fewer would be seen in nobody."""

    wrong = "of 10,000 people, “{id}” would show nobody, or it counts treatments"
    expected = "a harm per person, of 1 in 10,000 or more"
    fix = "put it into “/// harms”"
    example = "/// ladder | Side effects\n\n- lung-once-in-a-million\n\n///"


class RowShownTwice(Rule):
    """Links to a row lead to the one place where it is shown."""

    wrong = "the row “{id}” is shown twice; first in line {first}"
    expected = "each row in one block of a page"
    fix = "delete one of the two"
    example = "- ibs-gp-care (below /// fact-box | ibs-gp-care)"


def check_blocks(document: Document, drawings: Mapping[str, bytes], ledger: Ledger) -> Iterator[Fault]:
    """Yield what is wrong with each block: its name, its form, or what it would show."""
    shown: dict[str, int] = {}  # the line where each row is shown first
    for number, line in document.numbered:
        if (fence := FENCES.match(line)) and fence[0] != FENCE:
            better = f"{FENCE}{line.rstrip()[fence.end() :]}"
            yield BlockFence.at(document.at(number), line=line.strip(), better=better)
    for block in document.blocks:
        place = document.at(block.line)
        if not block.name and not block.closed:
            yield BlockNothingOpen.at(place)
        elif not block.closed:
            yield BlockNotClosed.at(place)
        elif block.name == CARD:
            yield from check_card(document, block, ledger)
        elif block.name in ROWS_BLOCKS:
            yield from _check_rows(document, block, ROWS_BLOCKS[block.name], ledger, shown)
        elif block.name not in BLOCKS:
            near, known = did_you_mean(block.name, BLOCKS), ", ".join(BLOCKS)
            yield BlockUnknown.at(place, name=block.name, near=near, known=known)
        elif block.name == Drawing.NAME:
            yield from _check_drawing(place, block, drawings)
        else:
            yield from _check_form(place, block)


def _check_form(place: Place, block: WrittenBlock) -> Iterator[Fault]:
    """Yield the first thing that is wrong with a block that has no options."""
    name, argument = block.name, block.argument
    if name in LISTS and not LIST.search(block.text):
        yield ListMissing.at(place, name=name)
    elif name in (*TABLES, *WORKSHEETS) and not argument:
        yield CaptionMissing.at(place, name=name)
    elif name in TABLES and not ROWS_WITH_BARS.match(block.text):
        yield TableRowsMissing.at(place, name=name)
    elif name == Fold.NAME and not (argument and block.text):
        yield FoldUnsound.at(place, what="text" if argument else "summary")
    elif name == MakersBlock.NAME and argument not in OF_THE_PROJECT.said:
        yield MakersUnknown.at(place, what=argument)
    elif name not in (*TABLES, *WORKSHEETS, Fold.NAME, MakersBlock.NAME) and argument:
        yield BlockArgument.at(place, name=name)
    elif block.options:
        yield BlockOptions.at(place, name=name)


def _check_rows(
    document: Document, block: WrittenBlock, kind: type[RowsBlock], ledger: Ledger, shown: dict[str, int]
) -> Iterator[Fault]:
    """Yield a block that names no rows, unknown rows, or a row that another block of the document shows."""
    place, drawn = document.at(block.line), kind.DRAWN
    listed = [(text.rstrip(), line) for line, text in enumerate(block.inside, block.line + 1) if text.strip()]
    named = [(id_line[1], line) for text, line in listed if (id_line := ID_LINE.fullmatch(text))]
    takes = "id" if drawn.one else "Caption" if drawn.caption else ""
    if bool(block.argument) != bool(takes) or (listed if drawn.one else len(named) < len(listed) or not named):
        form = f"“/// {block.name}{' | ' * bool(takes)}{takes}”"
        expected = form if drawn.one else f"{form}, and lines “- id” below an empty line"
        yield RowsNotNamed.at(place, name=block.name, expected=expected)
        return
    known = ledger.of(kind.KIND.model)
    for identifier, line in [(block.argument, block.line)] if drawn.one else named:
        place = document.at(line)
        if ledger.may_hold(identifier):
            continue
        if identifier not in known:
            yield RowUnknown.at(place, kind=kind.KIND.table, id=identifier, near=did_you_mean(identifier, known))
            continue
        fault = _box_fault(place, known[identifier], drawn.name) if drawn.one or drawn.name == LADDER else None
        if fault:
            yield fault
        elif drawn.place and shown.setdefault(identifier, line) != line:
            yield RowShownTwice.at(place, id=identifier, first=shown[identifier])


def _box_fault(place: Place, row: Row, name: str) -> Fault | None:
    """Return why a row cannot be drawn as the picture of this name."""
    if isinstance(row, Finding) and not row.has_figure:
        return BoxWithoutNumber.at(place, id=row.id)
    if isinstance(row, Finding) and name == HUNDRED and not row.steps:
        return PictureOfGroups.at(place, id=row.id)
    if isinstance(row, Harm) and (row.unit != "people" or not row.per(EACH)):
        return BoxOfNobody.at(place, id=row.id)
    return None


def _check_drawing(place: Place, block: WrittenBlock, drawings: Mapping[str, bytes]) -> Iterator[Fault]:
    name = block.argument
    if not block.text:
        yield DrawingCaptionMissing.at(place, drawing=name)
    if not DRAWING_NAME.fullmatch(name) or name not in drawings:
        known = sorted(drawings)
        yield DrawingMissing.at(place, drawing=name, near=did_you_mean(name, known), known=", ".join(known))
    else:
        yield from _check_svg(f"{FOLDER}/{name}.svg", drawings[name])
    try:
        options = yaml.safe_load("\n".join(line[4:] for line in block.options))
    except yaml.YAMLError:
        options = None
    if not isinstance(options, dict) or list(options) != ["alt"] or not isinstance(options["alt"], str):
        yield DrawingAltMissing.at(place, drawing=name)


def _check_svg(file: str, data: bytes) -> Iterator[Fault]:
    try:
        root = etree.fromstring(data, etree.XMLParser(remove_pis=True))
    except etree.XMLSyntaxError as error:
        yield DrawingUnsound.at(Place(file, error.lineno or 1), problem=error.msg)
        return
    if root.tag != f"{SVG}svg" or not len(root):
        yield DrawingUnsound.at(Place(file, 1), problem="its root is not an <svg> with a drawing")
