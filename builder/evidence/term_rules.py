"""What is wrong between the terms of the glossary."""

from __future__ import annotations

from collections.abc import Iterator

from builder.evidence.ledger import Ledger
from builder.evidence.term import Term
from builder.faults import Fault, Rule


class TermTwice(Rule):
    """A word has one meaning here, whichever page asks for it."""

    wrong = "“{form}” is a form of the term “{other}” too"
    expected = "each word in one row; the other is in line {line}"
    fix = "delete it from one of the two"
    example = 'term = "sham"  # twice'


def same_term_faults(ledger: Ledger) -> Iterator[Fault]:
    """Yield terms with a form that another has, in whatever letters."""
    first: dict[str, Term] = {}
    for term in ledger.of(Term).values():
        for form in term.forms:
            other = first.setdefault(form, term)
            if other is not term:
                field = "term" if form == term.term.casefold() else "also"
                line = ledger.places[other.id].at("term").line
                yield TermTwice.at(ledger.places[term.id].at(field), form=form, other=other.term, line=line)
                break
