"""A Markdown file as an editor sees it: header fields and body, each with its line.

Python-Markdown forgets line numbers and forgives almost everything; this module does neither.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from plugins.faults import Report, Rule

HEADER_LINE = re.compile(r"^([A-Za-z][A-Za-z_]*):[ \t]*(.*?)[ \t]*$")
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
# Characters that nobody sees, that turn the text round, or that stand for one that was lost.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufffd]")


FILL_IN = "FILL-IN"  # what tools/new.py writes where something is to be filled in


@dataclass
class SourceFile:
    """One Markdown file. `fields` maps a lower-case field name to its value and line; lines count from 1.

    `allowed` holds the forbidden words of which one use is allowed here, with a reason beside it.
    """

    name: str
    lines: list[str] = field(default_factory=list)
    fields: dict[str, tuple[str, int]] = field(default_factory=dict)
    body_line: int = 1
    allowed: set[str] = field(default_factory=set)

    @cached_property
    def body(self) -> str:
        """The Markdown below the header, with each comment blanked out and every line where it was."""
        text = "\n".join(self.lines[self.body_line - 1 :])
        return COMMENT.sub(lambda comment: "\n" * comment[0].count("\n"), text)

    def has_line(self, line: str) -> bool:
        """Return whether the body, its comments left out, holds exactly this line."""
        return line in self.body.split("\n")

    def at(self, field_name: str) -> tuple[str, int]:
        """Return the file and the line of a header field; line 1 where the field is absent."""
        return self.name, self.fields.get(field_name, ("", 1))[1]


def read_source(path: Path, report: Report) -> SourceFile:
    """Read a Markdown file, report what is wrong with its bytes and its header, and return what could be read.

    An unreadable file gives an empty `SourceFile`, so that the run goes on and finds the other faults too.
    """
    source = SourceFile(report.name(path))
    report.sources[source.name] = source
    try:
        raw = path.read_bytes()
    except OSError as error:
        report.add(
            Rule.ENCODING, source.name, f"the file cannot be read: {error.strerror}", "a file", "check its permissions"
        )
        return source
    if raw.startswith(b"\xef\xbb\xbf"):
        report.add(
            Rule.BYTE_ORDER_MARK,
            (source.name, 1),
            "the file starts with a byte-order mark",
            "UTF-8 without one",
            "save it as “UTF-8” (not “UTF-8 with BOM”)",
        )
        raw = raw[3:]
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        report.add(
            Rule.ENCODING,
            (source.name, line),
            f"the byte 0x{raw[error.start]:02x} is not UTF-8",
            "a file in UTF-8",
            "open it in an editor, check this line and save it as UTF-8",
        )
        text = raw.decode(errors="replace")
    if not text.strip():
        report.add(Rule.EMPTY, source.name, "the file is empty", "a header and text", "write it, or delete the file")
        return source
    if "\r" in text:
        line = text[: text.index("\r")].count("\n") + 1
        report.add(
            Rule.LINE_ENDS,
            (source.name, line),
            "the file has Windows line ends",
            "lines that end with LF alone",
            "set the line ends to LF in the editor and save",
        )
        text = text.replace("\r\n", "\n").replace("\r", "\n")
    if control := CONTROL.search(text):
        report.add(
            Rule.ENCODING,
            (source.name, text.count("\n", 0, control.start()) + 1),
            f"the line holds the control character {control[0]!a}",
            "text that can be seen",
            "delete it",
        )
        text = CONTROL.sub(" ", text)
    source.lines = text.split("\n")
    _read_header(source, report)
    return source


def check_filled_in(name: str, text: str, report: Report) -> None:
    """Report each line of a data file on which something is still to be filled in; the texts are checked as words."""
    for number, line in enumerate(text.split("\n"), 1):
        if FILL_IN in line.upper():
            report.add(
                Rule.WORD,
                (name, number),
                f"“{FILL_IN}” says that something is still to be filled in",
                "what belongs here, from the source",
                "replace it, or delete the line if the field is optional",
            )


def _read_header(source: SourceFile, report: Report) -> None:
    for number, line in enumerate(source.lines, 1):
        source.body_line = number + 1
        if not line.strip():
            return
        match = HEADER_LINE.match(line)
        if not match:
            report.add(
                Rule.HEADER_LINE,
                (source.name, number),
                f"this header line cannot be read: {line.strip()[:60]!r}",
                "“Field: value” on one line, and an empty line after the last field",
                "mend the line, or put the empty line before the text",
            )
            continue
        name, value = match[1].lower(), match[2]
        if name in source.fields:
            report.add(
                Rule.FIELD_TWICE,
                (source.name, number),
                f"the field “{match[1]}” stands twice",
                f"one; the first is in line {source.fields[name][1]}",
                "delete one of the two",
            )
            continue
        source.fields[name] = value, number
