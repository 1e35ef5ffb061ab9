"""What Markdown may hold besides text: no raw HTML at all, and in braces only what this site knows."""

from __future__ import annotations

import re

from plugins.faults import Report, Rule
from plugins.source import SourceFile

RAW = re.compile(r"<(?=[A-Za-z/!?])(?!https://|mailto:)(/?[A-Za-z][\w-]*|.)")
QUOTE = re.compile(r"^(> ?)+")
# The mark of an item of a list; a year that begins a line, as in “in late / 2026. Then”, is none.
ITEM = re.compile(r"( *)([-*+]|\d{1,3}\.) +\S")
ROW = re.compile(r"\|.*\|$")
DEEPER = 4  # spaces by which Python-Markdown knows a list inside an item
BRACE = re.compile(r"\{([^{}]*)\}?")
ATTRIBUTE = re.compile(r"#[a-z][a-z0-9-]*|\.[a-z][a-z0-9-]*|lang=[A-Za-z-]+")


def check_markup(source: SourceFile, report: Report) -> None:
    """Report every raw tag of a file, and every brace that is not a link target or a list of allowed attributes."""
    _check_lists(source, report)
    for number, line in enumerate(source.body.split("\n"), source.body_line):
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


def _check_lists(source: SourceFile, report: Report) -> None:
    """Report items and rows that Python-Markdown would take for text, and lists that it would make flat or merge.

    It reads the lines from one empty line to the next as one: what began as a text, an indented one too, stays text,
    and what began as a list with dots has no numbers.
    """
    in_text: bool | None = None  # None: the next line begins anew
    marks: dict[int, str] = {}  # the last mark at each depth since the last empty line
    depth = -1  # of the last item; no list is open below 0
    for number, quoted in enumerate(source.body.split("\n"), source.body_line):
        line = QUOTE.sub("", quoted).expandtabs(DEEPER)
        begins, item = in_text is None, ITEM.match(line)
        if not line.strip() or line.startswith(("///", "#")):
            in_text, marks = None, {}
            depth = depth if not line.strip() else -1
            continue
        if begins:
            in_text = not item and not ROW.match(line)
            depth = depth if item or line.startswith(" ") else -1
        if not begins and in_text and (item or ROW.match(line)):
            wrong = "a list or a table starts right below a line of text, so it would be shown as text"
            _list_fault(source, number, wrong, "an empty line between the two", "put an empty line above", report)
        elif item:
            spaces, kind = len(item[1]), "number" if item[2][0].isdigit() else "dot"
            if spaces % DEEPER or spaces > DEEPER * (depth + 1):
                wrong = f"an item of a list is indented by {spaces} spaces, so it would not be set below another"
                expected = f"no spaces before its mark, or {DEEPER} more than the item that it belongs to"
                _list_fault(source, number, wrong, expected, "indent it so", report)
                continue
            depth = spaces // DEEPER
            if marks.get(depth, kind) != kind or (depth not in marks and depth < max(marks, default=0)):
                wrong = "an item stands right below a list of another kind, so it would be shown as part of that"
                _list_fault(source, number, wrong, "one kind of mark in a list", "put an empty line above", report)
            marks = {level: mark for level, mark in marks.items() if level < depth} | {depth: kind}


def _list_fault(source: SourceFile, number: int, wrong: str, expected: str, mend: str, report: Report) -> None:
    report.add(Rule.LEFTOVER, (source.name, number), wrong, expected, mend)
