"""What is wrong with a warning sign of the ledger that the types of its fields alone do not show."""

from __future__ import annotations

import re
from collections.abc import Iterator

from builder.evidence.ledger import Ledger, RowPlace
from builder.evidence.sign import NEEDLES, Sign
from builder.faults import Fault, Rule


class SignWithoutSource(Rule):
    """Whether somebody calls for help is decided by those who know, or said to be our own advice."""

    wrong = "the sign “{id}” names no source"
    expected = "“sources” and “traced”; or “own = true”, which the page says"
    fix = "add the sources of the sign, or say that it is our own advice"
    example = 'words = "you are pale"  # and no “sources”'


class SignNotTraced(Rule):
    """How far the words of a sign were traced is in the data to download."""

    wrong = "the sign has sources, but not how far it was traced"
    expected = "“traced”: publication, copy or summary, that of the weakest of its words"
    fix = "add the line “traced = …”"
    example = 'sources = ["nhs_sah"]  # and no “traced”'


class SignOwnAndSourced(Rule):
    """What a source gives is not our own advice."""

    wrong = "the sign is our own advice, but it names a source"
    expected = "“own = true”, or “sources” with “traced”"
    fix = "delete one of the two; a sign of which a source gives only a part is two signs"
    example = 'own = true\nsources = ["nhs_sah"]'


class SignTime(Rule):
    """The signs after needles are listed by the time when they show."""

    wrong = "the sign {problem}"
    expected = f"“when” exactly where “parts” holds “{NEEDLES}”"
    fix = "add or delete the one or the other"
    example = f'parts = ["{NEEDLES}"]  # and no “when”'


class SignWords(Rule):
    """A sign goes on from “Call 999 if:”, whichever card it stands in."""

    wrong = "the words of the sign {problem}"
    expected = "words that go on from “Call 999 if:”, as “you have chest pain”"
    fix = "write them so"
    example = 'words = "Chest pain."'


class SignNamesTwice(Rule):
    """What is in a list twice was meant to be something else."""

    wrong = "“{field}” holds “{name}” twice"
    expected = "each once"
    fix = "delete one, or correct it"
    example = 'parts = ["back", "back"]'


class SignTwice(Rule):
    """One sign is one row, so that it is everywhere as urgent."""

    wrong = "these are the words of the sign “{other}”"
    expected = "a row for each sign; the other is in line {line}"
    fix = "delete one of the two rows, and let the other have the parts of both"
    example = 'words = "you have chest pain"  # twice'


def sign_faults(sign: Sign, place: RowPlace) -> Iterator[Fault]:
    """Yield what is wrong with a sign by itself."""
    if sign.own and (sign.sources or sign.traced):
        yield SignOwnAndSourced.at(place.at("own"))
    elif not sign.own and not sign.sources:
        yield SignWithoutSource.at(place.at("sources"), id=sign.id)
    elif not sign.own and not sign.traced:
        yield SignNotTraced.at(place.at("sources"))
    after = NEEDLES in sign.parts
    if after != (sign.when is not None):
        problem = "comes after needles, but not when" if after else "says “when”, but does not come after needles"
        yield SignTime.at(place.at("parts" if after else "when"), problem=problem)
    if sign.words[0].isupper():
        yield SignWords.at(place.at("words"), problem="begin with a capital letter")
    elif sign.words[-1] in ".,;:?":
        yield SignWords.at(place.at("words"), problem=f"end with “{sign.words[-1]}”")
    for field, names in {"parts": sign.parts, "sources": sign.sources}.items():
        for twice in sorted({name for name in names if names.count(name) > 1}):
            yield SignNamesTwice.at(place.at(field), field=field, name=twice)


def same_sign_faults(ledger: Ledger) -> Iterator[Fault]:
    """Yield signs with the words of another; capitals and punctuation make no other words of them."""
    first: dict[str, str] = {}
    for sign in ledger.of(Sign).values():
        other = first.setdefault(re.sub(r"\W", "", sign.words).casefold(), sign.id)
        if other != sign.id:
            line = ledger.places[other].at("words").line
            yield SignTwice.at(ledger.places[sign.id].at("words"), other=other, line=line)
