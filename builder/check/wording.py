"""What a page says: Markdown that was left in it, and words that the site does not use."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

from builder.check.terms import Found, Terms, found
from builder.faults import Rule

# Elements that end a word.
BLOCKS = frozenset(
    ("p", "li", *(f"h{level}" for level in range(1, 7)), "td", "th", "caption", "figcaption", "dt", "dd", "text", "pre")
) | {"div", "section", "nav", "header", "small", "blockquote", "summary"}
# Each way begins with a character of its own, so that the search can skip to it.
LEFT_OVER = re.compile(
    r"///|\[\s*[@=＝]|\{[:%{]|\{ *:|\{(?:filename|static)\}"
    r"|\[\^|\[[a-z_]+\d{4}[a-z0-9]*\]|\] ?\(|\]\[|!\[|\*\*|~~|```|<<{6}|=={6}|>>{6}|\| ?-{3}|&[a-z]+;"
)


class MarkdownLeft(Rule):
    """Markdown that nothing understood is shown to readers as it was typed."""

    wrong = "Markdown was left in the text of the page: “{line}”"
    expected = "blocks, citations and attributes as docs/writing.md shows them"
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
    left = [
        (match[0], said[said.rfind("\n", 0, match.start()) + 1 : said.find("\n", match.end())].strip())
        for match in LEFT_OVER.finditer(f"{said}\n")
    ]
    # The end of a block says nothing where its beginning is left over too.
    begun = any(line.startswith("/// ") for _, line in left)
    for mark, line in left:
        if not (begun and line == "///"):
            begins = " ".join(line.split()[:2])  # of lines that a page shows as one
            needles = (line[:40], begins if line.startswith("/// ") else "", _near(mark, line), mark)
            yield found(MarkdownLeft, *needles, line=line[:60])


def _near(mark: str, line: str) -> str:
    """Return a mark with what touches it: more likely to be there once than the mark alone."""
    around = re.search(rf"\S*{re.escape(mark)}\S*", line)
    return around[0] if around else mark


def words_shown(said: str, terms: Terms) -> tuple[Shown, ...]:
    """Return the words that the site does not use and that a page shows, each use once."""
    for heading in terms.headings:
        said = said.replace(heading, "")
    lines = dict.fromkeys(said.split("\n"))  # tables say the same again and again
    uses = (found for line in lines if line for found in terms.words.uses_in(line))
    return tuple(dict.fromkeys(Shown(use, word.why, word.instead) for word, use in uses))
