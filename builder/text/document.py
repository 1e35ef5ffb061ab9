"""A Markdown document as an editor sees it: header fields, body and blocks, each with its line.

Python-Markdown forgets line numbers and forgives almost everything; this module does neither.
"""

from __future__ import annotations

import codecs
import itertools
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from builder.faults import Fault, Place, Rule
from builder.plain import CONTROL

HEADER_LINE = re.compile(r"^([A-Za-z][A-Za-z_]*):[ \t]*(.*?)[ \t]*$")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)  # with which a file in it begins
FENCE = "///"  # before the name of a block, and alone where it ends
FENCES = re.compile(r"\s*/{3,}")  # that of a block, and what was meant to be one
OPENS = re.compile(r"/{3,} *([^ |]+) *(?:\| *(.*?))?")
OPTION = "    "  # four spaces, right below the name of a block


class FieldLine(NamedTuple):
    """The value of a header field, and its line."""

    value: str
    line: int


class WrittenBlock(NamedTuple):
    """A block as it is written: its first line, its name, what follows the bar, and the lines inside.

    A `///` that ends nothing is a block without a name.
    """

    line: int
    name: str
    argument: str
    inside: tuple[str, ...]
    closed: bool

    @property
    def options(self) -> tuple[str, ...]:
        """The lines right below the name that are options of the block, as its alt text."""
        return tuple(itertools.takewhile(lambda line: line.startswith(OPTION), self.inside))

    @property
    def text(self) -> str:
        """What follows the options."""
        return "\n".join(self.inside[len(self.options) :]).strip()


@dataclass(frozen=True, eq=False)
class Document:
    """One Markdown file. `fields` is the header by field name in small letters; lines count from 1."""

    name: str
    lines: tuple[str, ...] = ()
    fields: Mapping[str, FieldLine] = field(default_factory=dict)
    body_line: int = 1

    @cached_property
    def body(self) -> str:
        """The Markdown below the header, with each comment blanked out and every line where it was."""
        text = "\n".join(self.lines[self.body_line - 1 :])
        return COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)

    @cached_property
    def numbered(self) -> tuple[tuple[int, str], ...]:
        """The lines of the body, each with its number in the file."""
        return tuple(enumerate(self.body.split("\n"), self.body_line))

    @cached_property
    def blocks(self) -> tuple[WrittenBlock, ...]:
        """The blocks of the body, sound or not."""
        return tuple(sorted(_blocks(self.numbered), key=lambda block: block.line))

    @cached_property
    def option_lines(self) -> frozenset[int]:
        """The lines that hold options of a block: they are no text."""
        return frozenset(block.line + number for block in self.blocks for number in range(1, len(block.options) + 1))

    def has_line(self, line: str) -> bool:
        """Return whether the body, its comments left out, holds exactly this line."""
        return any(text == line for _, text in self.numbered)

    def at(self, where: int | str) -> Place:
        """Return the place of a line, or of a header field: line 1 where the field is absent."""
        line = where if isinstance(where, int) else self.fields.get(where, FieldLine("", 1)).line
        return Place(self.name, line)


class DocumentUnreadable(Rule):
    """A file that cannot be opened must not drop out of the site without a word."""

    wrong = "the file cannot be read"
    expected = "a file"
    fix = "check that it is there, and its permissions"
    example = "a link to a file that is gone"


class DocumentEmpty(Rule):
    """A file without a word is a page that somebody forgot."""

    wrong = "the file is empty"
    expected = "a header and text"
    fix = "write it, or delete the file"
    example = ""


class ByteOrderMark(Rule):
    """A byte-order mark would hide the first field of the header."""

    wrong = "the file starts with a byte-order mark"
    expected = "UTF-8 without one"
    fix = "save it as “UTF-8” (not “UTF-8 with BOM”)"
    example = "\ufeffTitle: Privacy"


class DocumentEncoding(Rule):
    """Letters in another encoding would be shown as other letters."""

    wrong = "the byte 0x{byte:02x} is not UTF-8"
    expected = "a file in UTF-8"
    fix = "open it in an editor, check this line and save it as UTF-8"
    example = "Caf\\xe9"


class LineEnds(Rule):
    """Two kinds of line ends make every line look changed."""

    wrong = "the file has Windows line ends"
    expected = "lines that end with LF alone"
    fix = "set the line ends to LF in the editor and save"
    example = "Title: Privacy\\r"


class ControlCharacter(Rule):
    """A character that nobody sees can hide a word from every check, or turn the text round."""

    wrong = "the line holds the control character {character}"
    expected = "text that can be seen"
    fix = "delete it"
    example = "no coo\\u200bkies"


class HeaderLine(Rule):
    """A header line that is no field would be lost."""

    wrong = "this header line cannot be read: {line!r}"
    expected = "“Field: value” on one line, and an empty line after the last field"
    fix = "correct the line, or put the empty line before the text"
    example = "Title Privacy"


class FieldTwice(Rule):
    """Of a field that is there twice, one value would be lost."""

    wrong = "the field “{field}” is there twice"
    expected = "one; the first is in line {first}"
    fix = "delete one of the two"
    example = "Title: Again"


def read_document(name: str, data: bytes | None) -> tuple[Document, tuple[Fault, ...]]:
    """Return the document of a file's bytes, and what is wrong with these and with the form of the header.

    `data` is None where the file could not be read. Such a file, an empty one and one in UTF-16 have no lines.
    """
    if data is None:
        return Document(name), (DocumentUnreadable.at(name),)
    if data.startswith(UTF_16) or data.count(0) > len(data) // 4:  # without its mark, half of its bytes are 0
        return Document(name), (DocumentEncoding.at(Place(name, 1), byte=data[0] if data.startswith(UTF_16) else 0),)
    text, faults = _decoded(name, data)
    if not text.strip():
        return Document(name), (*faults, DocumentEmpty.at(name))
    lines = tuple(text.split("\n"))
    start = next(number for number, line in enumerate(lines) if line.strip())
    end = next((number for number, line in enumerate(lines) if not line.strip() and number > start), len(lines))
    fields, wrong = _read_fields(name, lines[start:end], start + 1)
    if start:
        faults.append(HeaderLine.at(Place(name, 1), line=""))
    return Document(name, lines, fields, end + 2 if end < len(lines) else end + 1), (*faults, *wrong)


def _decoded(name: str, data: bytes) -> tuple[str, list[Fault]]:
    """Return the text of a file with LF at its line ends, without what nobody sees, and what was wrong with it."""
    faults = []
    if data.startswith(b"\xef\xbb\xbf"):
        faults.append(ByteOrderMark.at(Place(name, 1)))
        data = data[3:]
    try:
        text = data.decode()
    except UnicodeDecodeError as error:
        place = Place(name, data.count(b"\n", 0, error.start) + 1)
        faults.append(DocumentEncoding.at(place, byte=data[error.start]))
        # What a byte stands for is not known; a lost sign there would be blamed as a control character too.
        text = data.decode(errors="replace").replace("\ufffd", "?")
    if not text.strip():
        return text, faults
    if "\r" in text:
        faults.append(LineEnds.at(Place(name, text.count("\n", 0, text.index("\r")) + 1)))
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    faults += [
        ControlCharacter.at(Place(name, number), character=ascii(character))
        for number, line in enumerate(text.split("\n"), 1)
        for character in dict.fromkeys(CONTROL.findall(line))
    ]
    return CONTROL.sub(" ", text), faults


def _read_fields(name: str, lines: tuple[str, ...], first_line: int) -> tuple[dict[str, FieldLine], list[Fault]]:
    """Return the fields of a header, and what is wrong with its lines; where none is a field, it is the first line."""
    fields: dict[str, FieldLine] = {}
    faults = []
    for number, line in enumerate(lines, first_line):
        if not (match := HEADER_LINE.match(line)):
            faults.append(HeaderLine.at(Place(name, number), line=line.strip()[:60]))
        elif (field_name := match[1].lower()) in fields:
            first = fields[field_name].line
            faults.append(FieldTwice.at(Place(name, number), field=match[1], first=first))
        else:
            fields[field_name] = FieldLine(match[2], number)
    return fields, faults if fields else faults[:1]


def _blocks(lines: tuple[tuple[int, str], ...]) -> Iterator[WrittenBlock]:
    """Yield the blocks by their ends; one may stand in another. Those without an end come last."""
    begun: list[tuple[int, str, list[str]]] = []
    for number, line in lines:
        fence = FENCES.match(line)
        ends = fence and fence[0] == line.rstrip()
        if ends and begun:
            first, opens, inside = begun.pop()
            yield _block(first, opens, tuple(inside), closed=True)
        elif ends:
            yield WrittenBlock(number, "", "", (), closed=False)
        for _, _, inside in begun:
            inside.append(line)
        if fence and not ends:
            begun.append((number, line.strip(), []))
    yield from (_block(first, opens, tuple(inside), closed=False) for first, opens, inside in begun)


def _block(number: int, line: str, inside: tuple[str, ...], *, closed: bool) -> WrittenBlock:
    opens = OPENS.fullmatch(line)
    name, argument = (opens[1], opens[2] or "") if opens else (line.strip("/ "), "")
    return WrittenBlock(number, name, argument, inside, closed)
