"""Terms of the glossary in a text: `[usual care](term:usual-care)` marks the first use, whose meaning the page tells.

Whether a text uses a term is seen in its words, marked or not.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor

from builder.evidence.ledger import Ledger
from builder.evidence.term import TERM as PREFIX
from builder.evidence.term import Term
from builder.faults import Fault, Rule, did_you_mean
from builder.plain import plain
from builder.text.document import FENCE, Document
from builder.text.marks import TERM
from builder.text.markup import RULE_OF_TABLE

TERMED = re.compile(r"\[([^\[\]]+)\]\(term:([^)\s]*)\)")


class TermMarks(Extension):
    """The Markdown extension that turns `[words](term:slug)` into a mark, which the page makes a link."""

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the pattern before links, which have the same form."""
        md.inlinePatterns.register(_TermProcessor(TERMED.pattern, md), "term", 174)


class _TermProcessor(InlineProcessor):
    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ElementTree.Element, int, int]:  # type: ignore[override]  # noqa: N802
        mark = ElementTree.Element(TERM, {"id": PREFIX + m[2]})
        mark.text = m[1]
        return mark, m.start(0), m.end(0)


class TermUnknown(Rule):
    """A word that is marked and not explained leaves its reader with less than before."""

    wrong = "the glossary has no term “{slug}”{near}"
    expected = f"the end of an id in content/evidence/glossary.toml, after “{PREFIX}”"
    fix = "correct it, or add the term to the glossary"
    example = "[usual care](term:usual-car)"


class TermMisplaced(Rule):
    """Headings, links and heads of tables are shown elsewhere too, where no meaning can follow."""

    wrong = "the term “{words}” is marked in a heading, the head of a table or the first lines of a block"
    expected = "marks in texts, lists and the cells of tables only"
    fix = "mark the first use in the text below, or take the mark out"
    example = "## Against [usual care](term:usual-care)"


class TermAgain(Rule):
    """A reader is told once what a word means: a text full of links is hard to read."""

    wrong = "the term “{slug}” is marked again; first in line {first}"
    expected = "only the first use of a term to be marked"
    fix = "write “{words}” without the mark"
    example = "[sham](term:sham) … [sham](term:sham)"


def check_terms(document: Document, ledger: Ledger) -> Iterator[Fault]:
    """Yield marks of terms that the glossary lacks, that stand where no meaning can follow, or that come again."""
    first: dict[str, int] = {}
    heads = {number for (number, _), (_, below) in pairwise(document.numbered) if RULE_OF_TABLE.match(below.strip())}
    known = [identifier.removeprefix(PREFIX) for identifier in ledger.of(Term)]
    for number, line in document.numbered:
        here = number not in document.option_lines | heads and not line.startswith((FENCE, "#"))
        for words, slug in TERMED.findall(line):
            place = document.at(number)
            if not here:
                yield TermMisplaced.at(place, words=words)
            elif slug not in known and not ledger.may_hold(PREFIX + slug):
                yield TermUnknown.at(place, slug=slug, near=did_you_mean(slug, known))
            elif first.setdefault(slug, number) != number or line.count(f"(term:{slug})") > 1:
                yield TermAgain.at(place, slug=slug, first=first[slug], words=words)
                break


def terms_in(text: str, ledger: Ledger) -> frozenset[str]:
    """Return the ids of the terms that stand in a text as whole words, in any of their forms."""
    by_form, any_form = _forms(ledger)
    return frozenset(by_form[form] for form in any_form.findall(plain(text).casefold())) if by_form else frozenset()


@lru_cache(maxsize=4)
def _forms(ledger: Ledger) -> tuple[dict[str, str], re.Pattern[str]]:
    by_form = {form: term.id for term in ledger.of(Term).values() for form in term.forms}
    longest_first = sorted(by_form, key=lambda form: (-len(form), form))
    return by_form, re.compile(rf"\b(?:{'|'.join(map(re.escape, longest_first))})\b")
