"""A text as people see it: what shows in it, what does not, and what looks like a number that a study found."""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator

# Characters that nobody sees, that turn the text round, or that stand for one that was lost; and letters of a PDF that
# are two in one, which no search finds.
CONTROL = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u00ad\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufb00-\ufb06\ufffd]"
)
# The start of a raw tag. A link in angle brackets is none.
RAW = re.compile(r"<(?=[A-Za-z/!?])(?!https://|mailto:)(/?[A-Za-z][\w-]*|.)")
# What shows its marks where a text is taken as it stands: Markdown, HTML, TeX, and quotes around the whole.
MARKED = re.compile(
    r"(?<!\w)(\*{1,2}|__?)(?=\S)[^*_]*?(?<=\S)\1(?!\w)|\*\*|~~|`|&(?:#\w+|[A-Za-z]\w*);|</?[A-Za-z][^>]*>|\]\(|\[\["
    r"|[{}\\]|--|\$(?:[^$\s]|[^$]*[\\^_{<>=][^$]*)\$|^\"[^\"]*\"$|^'[^']*'$"
)
FILL_IN = "FILL-IN"  # what `new.py` writes where something is to be filled in

MARKS = re.compile(r"\[[@=][^\]]*\]")  # citations and forms of the ledger
UNUSUAL = re.compile("[^\x00-\x7f½⅓⅔¼¾]+")
UNSEEN = re.compile(r"\]\([^)]*\)|\{:[^}]*\}|[*_`\\\[\]()]")
SHORT = re.compile(r"\b(e\.g|i\.e|Dr|Mr|Mrs|vs|approx)\.")

WORD = "one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|(?:a |one )?hundred|(?:a |one )?thousand"
NUMBER = rf"(?:\d[\d,.]*\d|\d|{WORD})"
PEOPLE = "(?:people|persons?|patients?|adults?|women|men)"
# What looks like a result: “48 out of 100”, “48 of 100”, “1 in 7”, “48 per 100”, “48 %”; no years, and no “3 of 5”.
RESULT = re.compile(
    rf"\b{NUMBER} (?:{PEOPLE} )?out of (?:every |the )?{NUMBER}\b"
    rf"|\b{NUMBER} (?:{PEOPLE} )?(?:of|in) (?:every |the )?(?!(?:19|20)\d\d\b)"
    r"(?:[2-9]\d|\d[\d,]+\d|(?:a |one )?hundred|(?:a |one )?thousand)\b(?! (?:weeks|months|sessions))"
    rf"|\b(?:1|one)(?: {PEOPLE})?[ -]in[ -](?:every )?{NUMBER}\b(?! (?:weeks|months|sessions|minutes|hours|days|years))"
    r"|\b\d[\d,.]* ?(?:/|:|per|from) ?(?:100|1,?000|10,?000|hundred|thousand)\b"
    rf"|\b\d+/\d+(?= {PEOPLE}\b)"
    r"|\b[\w.,-]+ ?(?:%|‰)|\b[\w.,-]+ (?:per[ -]?cent|pct|percentage points?)\b|[½⅓⅔¼¾]",
    re.IGNORECASE,
)
# What every result holds, in small letters: one look tells of most sentences that there is none.
MAY_HOLD_RESULT = re.compile(rf"[\d½⅓⅔¼¾%‰]|per[ -]?cent|pct|\b(?:{WORD.replace('(?:a |one )?', '')})\b")
YEAR = re.compile(r"\b(?:1|one) in (?:19|20)\d\d$", re.IGNORECASE)


def plain(text: str) -> str:
    """Return a text as a reader sees it: without marks, emphasis and link targets, with ordinary spaces and signs."""
    shown = html.unescape(SHORT.sub(r"\1", MARKS.sub("", text)))
    shown = UNUSUAL.sub(lambda signs: unicodedata.normalize("NFKC", signs[0]), shown)
    return " ".join(UNSEEN.sub("", shown).split())


def results_in(shown: str) -> Iterator[str]:
    """Yield what looks like the result of a study in a text that `plain` returned."""
    if MAY_HOLD_RESULT.search(shown.casefold()):
        yield from (found[0] for found in RESULT.finditer(shown) if not YEAR.search(found[0]))
