"""The page of a condition: its parts, in the order in which a reader needs them."""

from __future__ import annotations

from pathlib import Path

from plugins.faults import Report, Rule
from plugins.source import SourceFile

FOLDER = "conditions"
TEMPLATE = "condition"
# The headings of every condition page, in order, as the content brief of the project fixes them. The sources follow.
# Each has the anchor that the contents of the page lead to.
PARTS = {
    "In short": "in-short",
    "What studies found": "studies",
    "What is not known": "not-known",
    "What guidelines say, and why they differ": "guidelines",
    "Other options to talk about": "options",
    "When to see a doctor first": "doctor-first",
}
# What a part must hold besides its text.
BLOCKS = {
    "What studies found": "/// fact-box",
    "What guidelines say, and why they differ": "/// guidelines",
}
# The care cards of the part about doctors, by page: where a mind may be in danger, one says whom to talk to.
CARDS = {
    "anxiety": ("emergency", "crisis"),
    "psychosomatic-symptoms": ("emergency", "urgent", "crisis"),
    **dict.fromkeys(
        ("back-and-neck-pain", "headache-and-migraine", "irritable-bowel-syndrome", "joint-pain"),
        ("emergency", "urgent"),
    ),
}
OTHER_CARDS = ("emergency",)


def short_title(title: str) -> str:
    """Return the title of a page without the words that all condition pages share."""
    short = title.removeprefix("Acupuncture for ")
    return short[:1].upper() + short[1:]


def in_sections(html: str) -> str:
    """Return the HTML of a condition page with each part in a section, under the anchor of its heading."""
    for part, anchor in PARTS.items():
        html = html.replace(f"<h2>{part}</h2>", f'</section>\n<section><h2 id="{anchor}">{part}</h2>', 1)
    return html.replace("</section>\n", "", 1) + "</section>" if "<section>" in html else html


def check_condition(source: SourceFile, report: Report) -> None:
    """Report a condition page whose parts are missing, renamed, out of order or empty, or that has lost a block."""
    if source.fields.get("template", ("", 1))[0] != TEMPLATE:
        report.add(
            Rule.CONDITION_PART,
            source.at("template"),
            "the page of a condition has another template",
            f"Template: {TEMPLATE}",
            "write this line into the header",
        )
    parts: dict[str, list[str]] = {}
    lines: dict[str, int] = {}
    found: list[str] = []
    heading = ""
    for number, line in enumerate(source.body.split("\n"), source.body_line):
        if line.startswith("## "):
            heading = line.removeprefix("## ").partition(" {:")[0].strip()
            lines[heading] = number
            found.append(heading)
        parts.setdefault(heading, []).append(line)
    if found != list(PARTS):
        odd = next((heading for heading in found if heading not in PARTS or found.count(heading) > 1), "")
        missing = next((part for part in PARTS if part not in found), "")
        wrong = (
            f"the part “{missing}” is missing"
            if missing
            else f"the part “{odd}” does not belong here{', or stands here again' if odd in PARTS else ''}"
            if odd
            else "the parts are not in their order"
        )
        place = (source.name, lines[odd]) if odd else source.name
        expected = f"the headings {', '.join(f'“{part}”' for part in PARTS)}"
        report.add(Rule.CONDITION_PART, place, wrong, expected, "correct the headings that start with ##")
    for part, text in parts.items():
        block = BLOCKS.get(part)
        if block and not any(line.startswith(block) for line in text):
            wrong = f"the part “{part}” has no block “{block}”"
            mend = f"add {block} | …, its rows, and ///: docs/evidence.md shows it"
            report.add(Rule.CONDITION_PART, (source.name, lines[part]), wrong, "at least one", mend)
        for card in CARDS.get(Path(source.name).stem, OTHER_CARDS) if part == list(PARTS)[-1] else ():
            if f"/// care-card | {card}" not in text:
                wrong = f"the part “{part}” has no card “/// care-card | {card}”"
                mend = f"put it back: /// care-card | {card}, a list of signs, and ///"
                report.add(Rule.CONDITION_PART, (source.name, lines[part]), wrong, "the cards of its page", mend)
        if part in PARTS and not any(line.strip() for line in text[1:]):
            wrong = f"the part “{part}” is empty"
            report.add(Rule.CONDITION_PART, (source.name, lines[part]), wrong, "real text", "write it")
