"""What Markdown may hold besides text: no raw HTML at all, in braces only what this site knows, and sound lists."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.faults import Fault, Rule
from builder.plain import RAW
from builder.text.document import FENCE, Document

QUOTE = re.compile(r"^(> ?)+")
# The mark of an item of a list; a year that begins a line, as in “in late / 2026. Then”, is none.
ITEM = re.compile(r"( *)([-*+]|\d{1,3}\.) +\S")
ROW = re.compile(r"\|.*\|$")
DEEPER = 4  # spaces by which Python-Markdown knows a list inside an item
BRACES = re.compile(r"\{+([^{}]*)\}*")
ATTRIBUTE = re.compile(r"#[a-z][a-z0-9-]*|\.[a-z][a-z0-9-]*|lang=[A-Za-z-]+")
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
    """An item that is indented otherwise would be flattened, or be shown as text."""

    wrong = "an item of a list is indented by {spaces} spaces, so it would not be set below another"
    expected = f"no spaces before its mark, or {DEEPER} more than the item that it belongs to"
    fix = "indent it so"
    example = "- a\n  - b"


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
        inside.startswith(": ") and all(ATTRIBUTE.fullmatch(part) for part in inside[2:].split())
    )


def check_lists(document: Document) -> Iterator[Fault]:
    """Yield items and rows that Python-Markdown would take for text, and lists that it would make flat or merge.

    It reads the lines from one empty line to the next as one: what began as a text, an indented one too, stays text,
    and what began as a list with dots has no numbers.
    """
    in_text: bool | None = None  # None: the next line begins anew
    marks: dict[int, str] = {}  # the last mark at each depth since the last empty line
    depth = -1  # of the last item; no list is open below 0
    for number, quoted in document.numbered:
        line = QUOTE.sub("", quoted).expandtabs(DEEPER)
        begins, item = in_text is None, ITEM.match(line)
        if not line.strip() or line.startswith((FENCE, "#")):
            in_text, marks = None, {}
            depth = depth if not line.strip() else -1
            continue
        if begins:
            in_text = not item and not ROW.match(line)
            depth = depth if item or line.startswith(" ") else -1
        if not begins and in_text and (item or ROW.match(line)):
            yield ListInText.at(document.at(number))
        elif item:
            spaces, kind = len(item[1]), "number" if item[2][0].isdigit() else "dot"
            if spaces % DEEPER or spaces > DEEPER * (depth + 1):
                yield ItemIndented.at(document.at(number), spaces=spaces)
                continue
            depth = spaces // DEEPER
            if marks.get(depth, kind) != kind or (depth not in marks and depth < max(marks, default=0)):
                yield ListsMerged.at(document.at(number))
            marks = {level: mark for level, mark in marks.items() if level < depth} | {depth: kind}
