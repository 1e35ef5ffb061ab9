"""Lists in Markdown: what Python-Markdown would lose, flatten or merge is refused at its line, and nothing else is."""

import itertools
import re

import pytest
from lxml import html
from markdown import Markdown

from builder.text.document import read_document
from builder.text.markup import YearsAreNoItems, check_lists

CARD = ["/// care-card | emergency", "", "- you have chest pain", "{}", "- you faint", "", "///"]


def lines_of_faults(lines: list[str]) -> list[int]:
    document, _ = read_document("text.md", "\n".join(["Title: Lists", "", *lines]).encode())
    return [fault.place.line - 2 for fault in check_lists(document)]


@pytest.mark.parametrize(
    ("lines", "faulty"),
    [
        (["- a", "  - b"], [2]),
        (["1. a", "   - b"], [2]),
        (["- a", "", "    An indented text.", "- b", "- c"], [4]),
        (["- a", "", "\tAn indented text.", "\t- b"], [4]),
        (["Some text.", " - a"], [2]),
        (["> Some text.", "> - a"], [2]),
        (["- a", "        - b"], [2]),
        (["- a", "1. b"], [2]),
        (["Text", "| A |", "| --- |"], [2]),
        (["- a", "  - b", "  - c", "", "- d", "  - e"], [2, 6]),
        (["1. a", "", "   A text that would not belong to it."], [3]),
        (["- a", "", "        A text that would be code."], [3]),
        ([line.format("  - with sweating") for line in CARD], [4]),
        ([line.format("\n    It may spread.").replace("\n", "") for line in CARD], []),
        (["- a", "    - b", "    - c", "- d"], []),
        (["1. a", "", "    An indented text.", "", "2. b"], []),
        (["It was late in", "2026. Then it was over."], []),  # a year, not a number of a list
        (["It was early in", "12. Then it was over."], [2]),
        (["## A heading", "- a"], []),
    ],
)
def test_a_list_that_would_not_be_one_is_refused_at_its_line(lines: list[str], faulty: list[int]):
    assert lines_of_faults(lines) == faulty


def items(markup: str) -> list[tuple[int, str]]:
    """The items of a page, each with its depth and its first word."""
    found = []
    for item in html.fromstring(f"<div>{markup}</div>").iter("li"):
        texts = [item.text or "", *(child.text or "" for child in item if child.tag == "p")]
        found.append((len(list(item.iterancestors("li"))), " ".join(texts).split()[0]))
    return found


def test_every_list_that_passes_has_the_items_that_were_written():
    """All texts of up to four lines: an item that is lost, or stands elsewhere than it was written, is a fault."""
    kinds = ("- dot", "    - deeper", "        - deepest", "1. number", "    indented", "text", "2026. Year", "")
    markdown = Markdown(extensions=["sane_lists", YearsAreNoItems()])
    passed = refused = 0
    for count in (2, 3, 4):
        for chosen in itertools.product(kinds, repeat=count):
            lines = [f"{kind}{number}" if kind else "" for number, kind in enumerate(chosen)]
            written = [
                ((len(line) - len(line.lstrip())) // 4, line.split()[-1])
                for line in lines
                if re.match(r" *(-|1\.) ", line)
            ]
            markup = markdown.reset().convert("\n".join(lines))
            if "<pre>" in markup:  # text indented like code, which another rule refuses
                continue
            right = items(markup) == written
            if lines_of_faults(lines):
                refused += 1
                assert not right, f"refused without need: {lines}"
            else:
                passed += 1
                assert right, f"passed, and lost: {lines}"
    assert passed > 300
    assert refused > 300
