"""What a page says: Markdown that was left in it, and words that the site does not use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

from builder.check.terms import Found, Terms, found
from builder.faults import Rule

# Elements that end a word.
BLOCKS = frozenset(
    ("p", "li", *(f"h{level}" for level in range(1, 7)), "td", "th", "caption", "figcaption", "dt", "dd", "text", "pre")
) | {"div", "section", "nav", "header", "small", "blockquote", "summary"}
# Each way but those at the start of a line begins with a character of its own, so that the search can skip to it.
LEFT_OVER = re.compile(
    r"///|\[\s*[@=＝]|\{[:%{]|\{ *:|\{(?:filename|static)\}"
    r"|\[[\^!]|\[[a-z_]+\d{4}[a-z0-9]*\]|\] ?\(|\]\[|!\[|\*\*|~~|```|<<{6}|=={6}|>>{6}|\| ?-{3}|&(?:#\w+|[a-z]+);"
    # Emphasis, code and escapes that are none.
    r"|(?<!\w)\*(?=[\w\[])|(?<=\w)\*(?!\w)|(?<!\w)_(?=[^\W_])|(?<=[^\W_])_(?!\w)|`|\\"
    # Dashes, entities, and what other kinds of Markdown know.
    r"|(?<![^\s])--+(?!\S)|(?<=[^\W\d_])--+(?=[^\W\d_])|&(?:nbsp|[nm]dash|amp|[lg]t|quot|copy|hellip|[lr][sd]quo)\b"
    r"|(?<=\w)\^(?=\w)|(?<=\w)~(?=\w+~)|\+\+(?=\w)|(?<!\w):[a-z_]+:(?!\w)|\$[^$\n]*[\\^_{][^$\n]*\$"
    r"|^ ?(?:(?:#{2,6}|!!!|\?\?\?) |\|(?:[^|\n]*\|){2})",
    re.MULTILINE,
)


class MarkdownLeft(Rule):
    """Markdown that nothing understood is shown to readers as it was typed."""

    wrong = "Markdown was left in the text of the page: “{line}”"
    expected = (
        "blocks, citations, attributes and emphasis as docs/writing.md shows them; a dash as –, a sign as it is seen"
    )
    fix = "check the lines around it: empty lines, spaces, spelling"
    example = "It sets no cookies. [lund2009]"


class WordShown(Rule):
    """A word that the site does not use, where no check of a text could see it: divided, in a template or a drawing."""

    wrong = "the word “{word}” is shown, which is not used on this site: {why}"
    expected = "{instead}"
    fix = "write it so; in Markdown, a word that markup or a line end divides cannot be allowed"
    example = "It sets no pro**ven** cookies."


class Shown(NamedTuple):
    """A word that the site does not use, as a page shows it, why it is not used, and what to write instead."""

    use: str
    why: str
    instead: str


def check_left_over(said: str) -> Iterator[Found]:
    """Yield the Markdown that was left in what a page says."""
    said = f"{said}\n"
    left = [
        (match[0], said[said.rfind("\n", 0, match.start()) + 1 : said.find("\n", match.end())].strip())
        for match in LEFT_OVER.finditer(said)
    ]
    # The end of a block says nothing where its beginning is left over too.
    begun = any(line.startswith("/// ") for _, line in left)
    for mark, line in left:
        if not (begun and line == "///"):
            yield found(MarkdownLeft, *_near(mark, line), line=line[:60])


def _near(mark: str, line: str) -> tuple[str, ...]:
    """Return how a document may hold what was left, from the most of it to the mark alone.

    A line of the page may be several lines of the document.
    """
    before, _, after = line.partition(mark)
    start, rest, last = line.split(), f"{mark}{after}".split(), before.split(" ")[-1]
    parts = [start[:6], start[:4], rest[:5], rest[:4], rest[:3], [f"{last}{rest[0]}"], rest[:1]]
    return line[:40], *(" ".join(part) for part in parts), mark


def words_shown(said: str, terms: Terms) -> tuple[Shown, ...]:
    """Return the words that the site does not use and that a page shows, each use once."""
    lines = dict.fromkeys(said.split("\n"))  # tables say the same again and again
    given = _given(terms.headings)  # looked for where a word is found only: that costs twice as much as all the words
    uses = (use for line in lines if any(terms.words.uses_in(line)) for use in terms.words.uses_in(given.sub("", line)))
    return tuple(dict.fromkeys(Shown(use, word.why, word.instead) for word, use in uses))


@lru_cache(maxsize=8)
def _given(headings: tuple[str, ...]) -> re.Pattern[str]:
    """Return what finds the headings that are given, in any case: that a template changes them is said elsewhere."""
    return re.compile("|".join(map(re.escape, headings)) or "(?!)", re.IGNORECASE)
