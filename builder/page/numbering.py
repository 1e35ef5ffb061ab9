"""The numbers of the sources of one page, in the order in which they are first cited, and its terms."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from markupsafe import Markup

from builder.evidence.references import Source
from builder.evidence.term import Term


@dataclass(frozen=True)
class Cited:
    """A source on one page, and its number there."""

    source: Source
    number: int


class Numbering:
    """Numbers the sources of one page, and keeps its terms. `cite` is given to the components of the theme too."""

    def __init__(self, sources: Mapping[str, Source], terms: Mapping[str, Term] | None = None) -> None:
        self.sources = sources
        self.terms = terms or {}
        self.cited: dict[str, Cited] = {}
        self.explained: dict[str, Term] = {}

    def explain(self, identifier: str, words: str) -> str:
        """Return words of a text, as HTML, as a link to what they mean, which leads back to the anchor of this link.

        They stay alone where the page has told it already, and where there is no such term.
        """
        if identifier in self.explained or identifier not in self.terms:
            return words
        term = self.explained[identifier] = self.terms[identifier]
        return f'<a id="u-{term.slug}" href="#w-{term.slug}" role="doc-glossref">{words}</a>'

    def cite(self, *keys: str) -> Markup:
        """Return the numbered links for the keys of sources; unknown keys are left out.

        The first link to a source has an anchor, to which the list of sources leads back.
        """
        links = []
        for key in keys:
            if key not in self.sources:
                continue
            is_first = key not in self.cited
            number = self.cited.setdefault(key, Cited(self.sources[key], len(self.cited) + 1)).number
            anchor = f' id="c{number}"' if is_first else ""
            links.append(f'<a{anchor} href="#s{number}"><span class="ma-hidden">source </span>[{number}]</a>')
        return Markup(f'\u2060<sup class="ma-cite">{"".join(links)}</sup>' if links else "")  # noqa: S704 - ours
