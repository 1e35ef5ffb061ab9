"""The rows that a text names, drawn by the components of the theme, and the numbers of its citations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from jinja2 import Environment

from builder.evidence.kinds import DRAWN
from builder.evidence.ledger import Ledger
from builder.faults import Fault
from builder.page.numbering import Numbering
from builder.page.pages import Page
from builder.page.templates import COMPONENT, template_faults
from builder.text.marks import Cited, Rows, Termed, pieces


@dataclass(frozen=True)
class Components:
    """The components of the theme that draw rows, found by their names in an environment.

    Those that fail are added to `faults`; `root` is the folder of the project.
    """

    environment: Environment
    root: Path
    faults: list[Fault] = field(default_factory=list)

    def draw(self, html: str, ledger: Ledger, numbering: Numbering, page: Page | None = None) -> str:
        """Return the HTML of a text with every mark replaced by its box, its table or its links.

        A component is told the page that it is drawn on, and the ledger. Unknown rows and keys are left out; of rows
        that cannot be drawn only the ids are left, so that no link to them is called broken too.
        """
        drawn: list[str] = []
        shown: set[str] = set()
        for piece in pieces(html):
            if isinstance(piece, Rows):
                again = shown if DRAWN[piece.component].place else ()
                new = tuple(identifier for identifier in dict.fromkeys(piece.ids) if identifier not in again)
                shown.update(new if DRAWN[piece.component].place else ())
                # A row that a text shows again has a fault of its own; its id is on the page once.
                drawn.append(self._draw(piece._replace(ids=new), ledger, numbering, page) if new else "")
            elif isinstance(piece, Termed):
                drawn.append(numbering.explain(piece.id, piece.words))
            else:
                drawn.append(numbering.cite(*piece.keys) if isinstance(piece, Cited) else piece)
        return "".join(drawn)

    def _draw(self, piece: Rows, ledger: Ledger, numbering: Numbering, page: Page | None) -> str:
        ids = piece.ids if DRAWN[piece.component].place else ()
        rows = [ledger.rows[identifier] for identifier in piece.ids if identifier in ledger.rows]
        template = COMPONENT.format(name=piece.component)
        with template_faults(self.faults, self.root, f"theme/{template}"):
            macro = piece.component.replace("-", "_")
            drawn = self._macro(template, macro, rows, piece.caption, numbering.cite, page, ledger) if rows else ""
            return drawn + _stand_ins(
                {identifier for identifier in ids if ledger.may_hold(identifier)} - ledger.rows.keys()
            )
        return _stand_ins(ids)

    def _macro(self, template: str, name: str, *given: Any) -> str:
        try:
            return str(getattr(self.environment.get_template(template).module, name)(*given))
        except Exception:
            self.environment.handle_exception()  # raises it with the lines of the template, as rendering does


def _stand_ins(ids: Iterable[str]) -> str:
    return "".join(f'<i id="{identifier}"></i>' for identifier in sorted(set(ids)))
