"""How sure a result is: what each rating means to a reader, and the word that a sentence needs for it."""

from __future__ import annotations

import re
from collections.abc import Iterable

from builder.dates import MONTHS

# The words that stand for a certainty, and the one that each rating asks for. Source: the wording of Cochrane’s plain
# language summaries, as in doi:10.1002/14651858.CD013010 (“probably” for moderate, “may” for low).
HEDGES = {
    "probably": re.compile(r"\b(?:probably|likely)\b", re.IGNORECASE),
    "may": re.compile(r"\b(?:may|might|perhaps|possibly)\b", re.IGNORECASE),
    "very uncertain": re.compile(r"\bvery uncertain\b", re.IGNORECASE),
    "little or no difference": re.compile(r"\blittle or no difference\b", re.IGNORECASE),
}
WORDING = {
    "high": "",
    "moderate": "probably",
    "low": "may",
    "very low": "very uncertain",
    "not rated": "",
}
# What each rating means to a reader; content/pages/evidence.md has these words in a table, and a test compares them.
MEANS = {
    "high": "The true effect is close to this.",
    "moderate": "The true effect is probably close to this.",
    "low": "The true effect may be quite different.",
    "very low": "We are very uncertain about the true effect.",
    "not rated": "We found no rating of how sure this is.",
}
# The month, which is no hedge: after a day, a month or a word of time, or before a day, a year or a month. “May help”
# at the start of a sentence is none of these.
_MONTH = "|".join(MONTHS)
_BEFORE = (
    r"[Ii]n|[Oo]f|[Oo]n|[Ss]ince|[Uu]ntil|[Tt]ill|[Bb]y|[Ff]rom|[Tt]o|[Bb]etween|[Dd]uring|[Bb]efore|[Aa]fter"
    rf"|[Tt]hrough|[Ll]ast|[Nn]ext|[Tt]his|[Ee]ach|[Ee]very|[Ee]arly|[Ll]ate|(?:{_MONTH})(?: and| or)?"
)
MONTH_OF_MAY = re.compile(
    rf"(?:\d |\b(?:{_BEFORE}) |\b[Mm]id-)May\b|\bMay(?=,? \d|[’'–/-]|(?: to| and| or)? (?:{_MONTH})\b)"
)
# “More likely” compares, and “where it is likely to lie” explains a range: neither says how sure a result is.
COMPARES = re.compile(r"\b(?:more|less|most|least|as|how) likely\b|\blikely (?:to lie|range)\b", re.IGNORECASE)


def hedges_in(sentence: str) -> list[str]:
    """Return the kinds of hedges that a sentence holds; the month of May is none, nor is “more likely”."""
    sentence = MONTH_OF_MAY.sub("", sentence) if "May" in sentence else sentence
    sentence = COMPARES.sub("", sentence)
    return [word for word, pattern in HEDGES.items() if pattern.search(sentence)]


def mismatch(sentence: str, certainties: Iterable[str]) -> str:
    """Return the words of certainty of a sentence that none of these certainties allows, quoted, or nothing."""
    given = set(certainties)
    allowed = {WORDING[certainty] for certainty in given}
    if given != {"not rated"}:
        allowed.add("little or no difference")
    return " and ".join(f"“{word}”" for word in hedges_in(sentence) if word not in allowed)
