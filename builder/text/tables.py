"""Tables with what screen readers need."""

from __future__ import annotations

from xml.etree import ElementTree

from pymdownx.blocks.block import Block


class Table(Block):  # type: ignore[misc]
    """`/// table | Caption`: a Markdown table with a caption and with the scopes that screen readers need."""

    NAME = "table"
    ARGUMENT = True

    def on_create(self, parent: ElementTree.Element) -> ElementTree.Element:
        """Return a frame for the table."""
        return ElementTree.SubElement(parent, "div", {"class": "ma-table"})

    def on_end(self, block: ElementTree.Element) -> None:
        """Give the table its caption; make the first cell of each row a heading."""
        table = block.find("table")
        if table is None:
            return
        caption = ElementTree.Element("caption")
        caption.text = self.argument
        table.insert(0, caption)
        for cell in table.iterfind("thead/tr/th"):
            cell.set("scope", "col")
        for row in table.iterfind("tbody/tr"):
            row[0].tag = "th"
            row[0].set("scope", "row")
