"""What Markdown may hold besides text: no raw HTML at all, and in braces only what this site knows."""

from __future__ import annotations

import re

from plugins.faults import Report, Rule
from plugins.source import SourceFile

RAW = re.compile(r"<(?=[A-Za-z/!?])(?!https://|mailto:)(/?[A-Za-z][\w-]*|.)")
BLOCK_START = re.compile(r"([-*+] |\d+\. |\|.*\|$)\S?")
PLAIN = re.compile(r"(?![-*+] |\d+\. |\||\s|///|>|#)\S")
BRACE = re.compile(r"\{([^{}]*)\}?")
ATTRIBUTE = re.compile(r"#[a-z][a-z0-9-]*|\.[a-z][a-z0-9-]*|lang=[A-Za-z-]+")


def check_markup(source: SourceFile, report: Report) -> None:
    """Report every raw tag of a file, and every brace that is not a link target or a list of allowed attributes."""
    before = ""
    for number, line in enumerate(source.body.split("\n"), source.body_line):
        if BLOCK_START.match(line) and PLAIN.match(before):
            report.add(
                Rule.LEFTOVER,
                (source.name, number),
                "a list or a table starts right below a line of text, so it would be shown as text",
                "an empty line between the two",
                "put an empty line above this line",
            )
        before = line
        for tag in RAW.finditer(line):
            report.add(
                Rule.RAW_ELEMENT,
                (source.name, number),
                f"the text holds raw HTML: “<{tag[1]}”",
                "Markdown, and the blocks that docs/writing.md shows",
                "write it in Markdown, or delete it (a comment must be closed with -->)",
            )
        for brace in BRACE.finditer(line):
            inside = brace[1]
            if inside in ("filename", "static"):
                continue
            if inside.startswith(": ") and all(ATTRIBUTE.fullmatch(part) for part in inside[2:].split()):
                continue
            report.add(
                Rule.ATTRIBUTE,
                (source.name, number),
                f"these braces mean nothing here: “{brace[0]}”",
                "{filename} or {static} in a link; {: #anchor}, {: .class} or {: lang=xx} after a text",
                "correct or delete them",
            )
