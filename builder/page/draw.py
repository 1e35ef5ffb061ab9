"""The rows that a text names, drawn by the components of the theme, and the numbers of its citations.

A text holds marks where these go: `<ma-ledger kind="fact-box" ids="…" caption="…">` and `<ma-cite keys="…">`.
"""

from __future__ import annotations

import html
import re
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment

from builder.evidence.ledger import Ledger
from builder.faults import Fault
from builder.page.numbering import Numbering
from builder.page.templates import template_faults

# A citation takes away the spaces before it, so that no line breaks there.
MARK = re.compile(r"<ma-ledger\b(?P<rows>[^>]*)></ma-ledger>|\s*<ma-cite\b(?P<cite>[^>]*)></ma-cite>|</?ma-said[^>]*>")
ATTRIBUTE = re.compile(r'([a-z]+)="([^"]*)"')


@dataclass(frozen=True)
class Components:
    """The components of the theme that draw rows, found by their names in an environment.

    Those that fail are added to `faults`; `root` is the folder of the project.
    """

    environment: Environment
    root: Path
    faults: list[Fault] = field(default_factory=list)

    def draw(self, text: str, ledger: Ledger, numbering: Numbering) -> str:
        """Return the HTML of a text with every mark replaced by its box, its table or its numbered links.

        Unknown rows and keys are left out; of rows that cannot be drawn only the ids are left, so that no link to them
        is called broken too.
        """

        def put_in_place(mark: re.Match[str]) -> str:
            if mark["rows"] is not None:
                return self._rows(_attributes(mark["rows"]), ledger, numbering)
            return numbering.cite(_attributes(mark["cite"])["keys"]) if mark["cite"] is not None else ""

        return MARK.sub(put_in_place, text)

    def _rows(self, mark: dict[str, str], ledger: Ledger, numbering: Numbering) -> str:
        ids, kind = mark["ids"].split(), mark["kind"]
        rows = [ledger.rows[identifier] for identifier in ids if identifier in ledger.rows]
        component = f"components/{kind}.html"
        with template_faults(self.faults, self.root, f"theme/templates/{component}"):
            drawn = (
                self._macro(component, kind.replace("-", "_"), rows, mark["caption"], numbering.cite) if rows else ""
            )
            return drawn + _stand_ins(ledger.broken.intersection(ids) - ledger.rows.keys())
        return _stand_ins(set(ids))

    def _macro(self, template: str, name: str, *given: Any) -> str:
        try:
            return str(getattr(self.environment.get_template(template).module, name)(*given))
        except Exception:
            self.environment.handle_exception()  # raises it with the lines of the template, as rendering does


def _attributes(text: str) -> dict[str, str]:
    return {name: html.unescape(value) for name, value in ATTRIBUTE.findall(text)}


def _stand_ins(ids: AbstractSet[str]) -> str:
    return "".join(f'<i id="{identifier}"></i>' for identifier in sorted(ids))
