"""Blocks that readers fill in, on the screen or on paper: lists to tick, lines to write on, tables to fill.

Their fields stand in no form, and nothing sends or keeps what is typed: the check of the pages holds them to it.
"""

from __future__ import annotations

from typing import ClassVar
from xml.etree import ElementTree

from pymdownx.blocks.block import Block

from builder.text.tables import Table

# Browsers would fill it in again. A box to tick may not say so in HTML; theme/static/js/site.js lets none stay ticked.
NOT_KEPT = {"text": {"autocomplete": "off"}}
ONLY_TICKED = "Show only what I ticked"


def _field(parent: ElementTree.Element, kind: str, **attributes: str) -> None:
    ElementTree.SubElement(parent, "input", {"type": kind, **NOT_KEPT.get(kind, {}), **attributes})


def _labels(block: ElementTree.Element, kind: str) -> None:
    """Make the words of each item of the lists in a block the label of a field: before a tick, after a line."""
    for item in block.iter("li"):
        words = list(item)
        label = ElementTree.Element("label")
        if kind == "checkbox":
            _field(label, kind)
        span = ElementTree.SubElement(label, "span")
        span.text, item.text = item.text, None
        for part in words:
            item.remove(part)
            span.append(part)
        if kind == "text":
            _field(label, kind)
        item.append(label)


class Worksheet(Block):  # type: ignore[misc]
    """What is filled in, in a group that has a name."""

    ARGUMENT = True
    CLASS: ClassVar[str]

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return the group; what it holds follows its name."""
        group = ElementTree.SubElement(parent, "fieldset", {"class": f"ma-worksheet {self.CLASS}"})
        ElementTree.SubElement(group, "legend").text = self.argument
        return group


class Checklist(Worksheet):
    """`/// checklist | Caption`: a list to tick, of which the reader can show and print what is ticked alone."""

    NAME = "checklist"
    CLASS = "ma-checklist"

    def on_end(self, block: ElementTree.Element) -> None:
        """Give each item a box to tick, and the list one that hides the rest."""
        _labels(block, "checkbox")
        only = ElementTree.Element("label", {"class": "ma-checklist__only"})
        _field(only, "checkbox")
        ElementTree.SubElement(only, "span").text = ONLY_TICKED
        block.append(only)


class Lines(Worksheet):
    """`/// lines | Caption`: a list of questions, each with a line for the answer."""

    NAME = "lines"
    CLASS = "ma-lines"

    def on_end(self, block: ElementTree.Element) -> None:
        """Give each item its line."""
        _labels(block, "text")


class Diary(Table):
    """`/// diary | Caption`: a table whose empty cells are to be filled in."""

    NAME = "diary"

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return a frame for the table."""
        frame: ElementTree.Element = super().on_create(parent)
        frame.set("class", "ma-table ma-worksheet ma-diary")
        return frame

    def on_end(self, block: ElementTree.Element) -> None:
        """Put a field into each empty cell, named by its row and its column."""
        super().on_end(block)
        heads = ["".join(cell.itertext()).strip() for cell in block.iterfind("table/thead/tr/th")]
        for row in block.iterfind("table/tbody/tr"):
            name = "".join(row[0].itertext()).strip()
            for head, cell in zip(heads[1:], row[1:], strict=False):
                if not "".join(cell.itertext()).strip():
                    _field(cell, "text", **{"aria-label": f"{heads[0]} {name}: {head}"})
