"""Care cards: each names parts of the body or single signs, and what it shows of them comes from the ledger.

`/// care-card | emergency` and the lines `- back` and `- chest` show all signs of the back and the chest for which the
number for emergencies is the one to call. So a sign reads the same, and is as urgent, wherever it stands.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import get_args

from builder.evidence.ledger import Ledger
from builder.evidence.sign import MOST_SIGNS, NEEDLES, Part, Sign, Urgency, in_groups
from builder.faults import Fault, Rule, did_you_mean
from builder.outline import CARDS as CARDS_OF_CONDITIONS
from builder.outline import SECTION_CARDS, Cards
from builder.text.document import Document, WrittenBlock

CARD = "care-card"
# The cards, and how urgent the signs of each are. That of a crisis says whom to talk to.
CARDS: dict[str, Urgency] = {"emergency": "999", "urgent": "today", "soon": "soon", "crisis": "today"}
PARTS: tuple[str, ...] = get_args(Part)
NAME = re.compile(r"- ([a-z0-9-]+)")


class CardUnknown(Rule):
    """A care card says whom to call: for that it must be one of those that the site knows."""

    wrong = "there is no care card “{card}”{near}"
    expected = "one of: {known}"
    fix = "correct the word after the bar"
    example = "/// care-card | emergancy"


class CardEmpty(Rule):
    """A card without signs says “call” and not when."""

    wrong = "the card “{card}” names no signs"
    expected = "lines “- back”, each with a part of the body or the id of a sign"
    fix = "write them below an empty line"
    example = "/// care-card | urgent\n\n///"


class CardText(Rule):
    """A sign that is typed into a card could differ from the same sign on another page."""

    wrong = "a card holds no text of its own: “{text}”"
    expected = "lines “- back” only, each with a part of the body or the id of a sign"
    fix = "write the sign into content/evidence/signs.toml, and put what is no sign above or below the card"
    example = "/// care-card | emergency\n\n- you have chest pain\n\n///"


class CardNameUnknown(Rule):
    """A part that is not known would leave its signs out."""

    wrong = "there is no part of the body and no sign “{name}”{near}"
    expected = "the id of a sign, or one of: {known}"
    fix = "correct the name, or add the sign to content/evidence/signs.toml"
    example = "/// care-card | emergency\n\n- bakc\n\n///"


class CardNameOutOfPlace(Rule):
    """A card says whom to call, so all its signs are equally urgent."""

    wrong = "“{name}” has no sign for the card “{card}”"
    expected = "what has signs with urgency = “{urgency}” in content/evidence/signs.toml{has}"
    fix = "move the line to another card, or delete it"
    example = "/// care-card | soon\n\n- stroke\n\n///"


class CardTooLong(Rule):
    """A long list cannot be read in a hurry."""

    wrong = "{count} signs stand in one list{under}"
    expected = f"at most {MOST_SIGNS} signs under one heading"
    fix = "name fewer parts, or give some signs another heading in content/evidence/signs.toml"
    example = "/// care-card | emergency\n\n- general\n\n///  (of which eight have the heading “Back”)"


class CardPartMissing(Rule):
    """The signs that a reader of this page must not miss are shown there."""

    wrong = "the card “{card}” has lost its line “- {part}”"
    expected = "the lines {parts}"
    fix = "put the line back: builder/outline.py says which signs belong to which page"
    example = "/// care-card | emergency (on the page about the back, without “- neck”)"


def named_in(block: WrittenBlock) -> Iterator[tuple[str, int]]:
    """Yield each name that a card lists, with its line."""
    for number, line in enumerate(block.inside, block.line + 1):
        if name := NAME.fullmatch(line.rstrip()):
            yield name[1], number


def shown_in(card: str, names: Iterable[str], ledger: Ledger) -> list[Sign]:
    """Return the signs that a card shows of these parts and ids, each once, in the order of the names."""
    signs = [sign for sign in ledger.of(Sign).values() if sign.urgency == CARDS.get(card)]
    shown = {sign.id: sign for name in names for sign in signs if name == sign.id or name in sign.parts}
    return list(shown.values())


def is_owed(sign: Sign) -> bool:
    """Return whether a section or the page of a condition owes its readers a card that shows the sign."""
    places = (*SECTION_CARDS.values(), *CARDS_OF_CONDITIONS.values())
    cards = [(card, parts) for place in places for card, parts in place.items()]
    return any(CARDS[card] == sign.urgency and not set(parts).isdisjoint(sign.parts) for card, parts in cards)


def check_card(document: Document, block: WrittenBlock, ledger: Ledger) -> Iterator[Fault]:
    """Yield what is wrong with a care card: its name, the names that it lists, or how much it would show."""
    place, card = document.at(block.line), block.argument
    if card not in CARDS:
        yield CardUnknown.at(place, card=card, near=did_you_mean(card, CARDS), known=", ".join(CARDS))
        return
    names = dict(named_in(block))
    texts = {
        number: line.strip()
        for number, line in enumerate(block.inside, block.line + 1)
        if line.strip() and number not in {at for _, at in named_in(block)}
    }
    if not names and not texts:
        yield CardEmpty.at(place, card=card)
    for number, text in texts.items():
        yield CardText.at(document.at(number), text=text[:60])
    signs, whole = ledger.of(Sign), not any(name.endswith("signs.toml") for name in ledger.broken)
    for name, number in names.items():
        known = [*PARTS, *signs]
        if name not in known and name not in ledger.broken:
            near, parts = did_you_mean(name, known), ", ".join(PARTS)
            yield CardNameUnknown.at(document.at(number), name=name, near=near, known=parts)
        elif whole and name in known and not shown_in(card, [name], ledger):
            has = f"; it is “{signs[name].urgency}”" if name in signs else ""
            blanks = {"name": name, "card": card, "urgency": CARDS[card], "has": has}
            yield CardNameOutOfPlace.at(document.at(number), **blanks)
    for heading, group in in_groups(shown_in(card, names, ledger), by_time=NEEDLES in names):
        if len(group) > MOST_SIGNS:
            yield CardTooLong.at(place, count=len(group), under=f" under “{heading}”" if heading else "")


def missing_cards(blocks: Iterable[WrittenBlock], wanted: Cards) -> list[str]:
    """Return the cards, of those that must be among these blocks, that are not."""
    there = {block.argument for block in blocks if block.name == CARD}
    return [card for card in wanted if card not in there]


def check_card_parts(document: Document, blocks: Iterable[WrittenBlock], wanted: Cards) -> Iterator[Fault]:
    """Yield the parts that the cards among these blocks must name and do not, at the last card of their kind."""
    cards = [block for block in blocks if block.name == CARD]
    for card, parts in wanted.items():
        of_kind = [block for block in cards if block.argument == card]
        named = {name for block in of_kind for name, _ in named_in(block)}
        for part in parts if of_kind else ():
            if part not in named:
                lines = " and ".join(f"“- {part}”" for part in parts)
                yield CardPartMissing.at(document.at(of_kind[-1].line), card=card, part=part, parts=lines)
