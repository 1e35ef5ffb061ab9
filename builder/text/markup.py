"""What Markdown may hold besides text: no raw HTML, in braces only what this site knows, sound lists and whole tables.

Python-Markdown forgives almost everything; what it would lose, flatten or show as it is typed is a fault at its line.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from itertools import groupby
from statistics import mode

from markdown import Extension, Markdown
from markdown.blockparser import BlockParser
from markdown.extensions.sane_lists import SaneOListProcessor

from builder.faults import Fault, Rule
from builder.language import is_language_tag
from builder.plain import RAW
from builder.text.document import FENCE, Document

QUOTE = re.compile(r"^(> ?)+")
# The mark of an item of a list; a year that begins a line, as in “in late / 2026. Then”, is none.
NUMBER = r"\d{1,3}"
ITEM = re.compile(rf"( *)([-*+]|{NUMBER}\.) +\S")
ROW = re.compile(r"\|.*\|$")
RULE_OF_TABLE = re.compile(r"(?=.*-)(?=.*\|)[|: -]+$")  # the row of hyphens below the head
NO_CELL = re.compile(r"(`+).*?\1|\\.")  # in which a bar divides nothing
UNDERLINE = re.compile(r"(?:-+|=+)\s*$")
ROMAN = "[ivx]{1,4}"
AN_ITEM = "“- ” or “1. ” before each item"
# Marks of other kinds of Markdown, of Wikis and of word processors, and what to write instead. After those of lists,
# which begin a line, come those that may be anywhere.
OTHER_MARKS = (
    (re.compile(r"\s*(?:[-*+]|\d+\.) +(\[[ xX]?\]) "), "a list of “- ”, without boxes"),
    (re.compile(rf"\s*([•◦‣∙·▪▫■□●○–—]|\(?(?:{NUMBER}|[a-zA-Z]|{ROMAN})\))\s*\S"), AN_ITEM),
    (re.compile(rf"\s*((?:[a-h]|{ROMAN})\.|\d{{1,2}} [-–—](?= [^\W\d])) "), AN_ITEM),
    (re.compile(rf"\s*((?:[-*+]|{NUMBER}\.)[\xa0\u2002-\u200a\u202f])"), "an ordinary space after the mark of an item"),
    (re.compile(r"\s+(#{1,6}) "), "a heading that begins its line"),
    (
        re.compile(r" {0,3}(\*?\[[^]]*\]:)"),
        "a link as [words]({filename}/pages/name.md), and no lists of addresses or of words",
    ),
    (re.compile(r"\s*([-+]|\d{1,3}\.)[^\W\d_]"), "a space after the mark of an item"),
    (re.compile(r"\s*(:) "), "a list of “- **word:** what it means”"),
    (re.compile(r".*?(\[\[[^\]]*\]*|\[TOC\])"), "a link as [words]({filename}/pages/name.md)"),
    (re.compile(r".*?\w(\[\d[\d,–-]*\])(?![\[(:])"), "a citation as [@key]"),
    (re.compile(r".*?(:{3,}|==(?=\w)|(?<=\w)==)"), "a block as docs/writing.md shows it, or **bold** words"),
    (re.compile(r".*?(\\)$"), "an empty line, or two spaces at the end of the line"),
)
DEEPER = 4  # spaces by which Python-Markdown knows a list inside an item
BRACES = re.compile(r"\{+([^{}]*)\}*")
ATTRIBUTE = re.compile(r"[#.][a-z][a-z0-9-]*")
LINK_TARGETS = ("filename", "static")


class RawHtml(Rule):
    """Raw HTML could hold scripts, forms and what nobody can read."""

    wrong = "the text holds raw HTML: “<{tag}”"
    expected = "Markdown, and the blocks that docs/writing.md shows"
    fix = "write it in Markdown, or delete it (a comment must be closed with -->)"
    example = "<script>x</script>"


class BracesUnknown(Rule):
    """Braces that mean nothing would be shown to readers."""

    wrong = "these braces mean nothing here: “{braces}”"
    expected = "{{filename}} or {{static}} in a link; {{: #anchor}}, {{: .class}} or {{: lang=xx}} after a text"
    fix = "correct or delete them"
    example = "{: onclick=x}"


class ListInText(Rule):
    """Right below a line of text, Markdown takes a list or a table for text."""

    wrong = "a list or a table starts right below a line of text, so it would be shown as text"
    expected = "an empty line between the two"
    fix = "put an empty line above"
    example = "Do this:\n- now"


class ItemIndented(Rule):
    """What is indented otherwise would be flattened, be shown as text, or stand outside of the list."""

    wrong = "an item of a list, or a text in one, is indented by {spaces} space{s}, so it would not belong to another"
    expected = f"no spaces before it, or {DEEPER} more than before the item that it belongs to"
    fix = "indent it so"
    example = "- a\n  - b"


class MarkUnknown(Rule):
    """Marks of other kinds of Markdown would be shown as they are typed, and no list or link would come of them."""

    wrong = "“{mark}” means nothing here, so it would be shown as it is typed"
    expected = "{instead}"
    fix = "write it so, or in other words"
    example = "- [ ] x"


class HeadingUnderlined(Rule):
    """A row of hyphens below a text makes a heading of it."""

    wrong = "this line would make a heading of the text right above it"
    expected = "headings with ## in front; an empty line above a dividing line"
    fix = "write ## before the heading, or put an empty line above"
    example = "It is a text.\n---"


class TableCells(Rule):
    """A cell that is too many would be lost without a word, and where one is missing the others move."""

    wrong = "the row has {cells}, and most rows of its table {usual}"
    expected = "as many cells in each row as in the first; an empty one is written | |"
    fix = "write what is missing, or delete what is too many; a bar that is a sign is written \\|"
    example = "| A | B |\n| --- | --- |\n| a | b | c |"


class ListsMerged(Rule):
    """A list right below one of another kind would lose its numbers, or gain some."""

    wrong = "an item is right below a list of another kind, so it would be shown as part of that"
    expected = "one kind of mark in a list"
    fix = "put an empty line above"
    example = "- a\n1. b"


def check_markup(document: Document) -> Iterator[Fault]:
    """Yield a fault for each raw tag, and for braces that are no link target and no list of allowed attributes."""
    opened: set[str] = set()
    for number, line in document.numbered:
        for tag in RAW.finditer(line):
            if tag[1].lower() not in opened:  # the end of an element is a fault only where its start is none
                yield RawHtml.at(document.at(number), tag=tag[1])
            opened.add(f"/{tag[1].lower()}")
        for braces in BRACES.finditer(line):
            if braces[0].startswith("{{") or not _has_meaning(braces[1]):
                yield BracesUnknown.at(document.at(number), braces=braces[0])


def _has_meaning(inside: str) -> bool:
    return inside in LINK_TARGETS or (
        inside.startswith(": ") and all(ATTRIBUTE.fullmatch(part) or _is_language(part) for part in inside[2:].split())
    )


def _is_language(attribute: str) -> bool:
    return attribute.startswith("lang=") and is_language_tag(attribute.removeprefix("lang="))


def check_lists(document: Document) -> Iterator[Fault]:
    """Yield items and rows that Python-Markdown would take for text, and lists that it would make flat or merge.

    It reads the lines from one empty line to the next as one: what began as a text, an indented one too, stays text,
    and what began as a list with dots has no numbers. So the first line that is wrong stands for all up to there.
    """
    in_text: bool | None = None  # None: the next line begins anew
    told = False
    marks: dict[int, str] = {}  # the last mark at each depth since the last empty line
    depth = -1  # of the last item; no list is open below 0
    for number, quoted in document.numbered:
        line = QUOTE.sub("", quoted).expandtabs(DEEPER)
        begins, item = in_text is None, ITEM.match(line)
        if not line.strip() or line.startswith((FENCE, "#")):
            in_text, told, marks = None, False, {}
            depth = depth if not line.strip() else -1
            continue
        spaces = len(line) - len(line.lstrip())
        if begins:
            in_text = not item and not ROW.match(line)
            depth = depth if item or spaces else -1
        if told:
            continue
        if not begins and in_text and (item or ROW.match(line)):
            yield ListInText.at(document.at(number))
            told = True
        elif (item or (begins and depth >= 0)) and (spaces % DEEPER or spaces > DEEPER * (depth + 1)):
            yield ItemIndented.at(document.at(number), spaces=spaces, s="s" * (spaces > 1))
            told = True
        elif item:
            kind = "number" if item[2][0].isdigit() else "dot"
            depth = spaces // DEEPER
            if marks.get(depth, kind) != kind or (depth not in marks and depth < max(marks, default=0)):
                yield ListsMerged.at(document.at(number))
            marks = {level: mark for level, mark in marks.items() if level < depth} | {depth: kind}


def check_marks(document: Document) -> Iterator[Fault]:
    """Yield the marks of other kinds of Markdown, and the lines that would make a heading of the text above them.

    Of lines below each other that have the same kind of mark, the first stands for all.
    """
    above = told = ""
    for number, quoted in document.numbered:
        line = QUOTE.sub("", quoted)
        if UNDERLINE.match(line) and above.strip() and not above.startswith((FENCE, "#")):
            yield HeadingUnderlined.at(document.at(number))
        elif line.strip() and not RULE_OF_TABLE.match(line) and number not in document.option_lines:
            found = ((pattern.match(line), instead) for pattern, instead in OTHER_MARKS)
            mark, instead = next(((mark[1], instead) for mark, instead in found if mark), ("", ""))
            if mark and instead != told:
                yield MarkUnknown.at(document.at(number), mark=mark, instead=instead)
            told = instead
        above = line


def check_tables(document: Document) -> Iterator[Fault]:
    """Yield the rows that have more or fewer cells than most of their table."""
    for is_text, lines in groupby(document.numbered, key=lambda line: bool(line[1].strip())):
        rows = list(lines)
        if not is_text or len(rows) < 2 or not RULE_OF_TABLE.match(rows[1][1].strip()):
            continue
        cells = [_cells(row) for _, row in rows]
        usual = mode(cells)
        for (number, _), count in zip(rows, cells, strict=True):
            if count != usual:
                yield TableCells.at(document.at(number), cells=f"{count} cell{'s' * (count > 1)}", usual=usual)


def _cells(row: str) -> int:
    """Return how many cells a row of a table has; the bars at its ends divide nothing."""
    return NO_CELL.sub("", row).strip().removeprefix("|").removesuffix("|").count("|") + 1


class YearsAreNoItems(Extension):
    """The Markdown extension that leaves “2016. It was late.” a text: no list has so many items."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Take the place of the processor of numbered lists."""
        md.parser.blockprocessors.register(_ShortNumbers(md.parser), "olist", 40)


class _ShortNumbers(SaneOListProcessor):
    def __init__(self, parser: BlockParser) -> None:
        super().__init__(parser)
        self.RE = re.compile(rf"^[ ]{{0,3}}{NUMBER}\.[ ]+(.*)")
        self.CHILD_RE = re.compile(rf"^[ ]{{0,3}}(({NUMBER}\.))[ ]+(.*)")
