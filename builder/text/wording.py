"""Words that the site does not use: they promise too much, frighten, or mislead. The list is content/wording.toml.

One use is allowed by a comment above it, or on its line, that names the word and the reason:
`<!-- allow "safe": the sentence says who and how -->`

So is one number that no study found, where it stands: `<!-- allow "3 of 20": a chapter of a book -->`
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import zip_longest
from typing import Annotated, Any

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, ValidationError

from builder import outline
from builder.faults import Fault, FieldError, Place, Rule, decoded, did_you_mean, field_errors, line_of, toml_line
from builder.plain import FILL_IN, results_in
from builder.text.document import Document

TABLE = "word"
TABLE_LINE = re.compile(r"\s*\[\[\s*word\s*\]\]")
ALLOW = re.compile(r'<!--\s*allow "([^"]+)"\s*(?::\s*(.*?))?\s*-->')
START = r"(?<![^\W_])"  # of a word; `\b` would see none in “_cure_”
NOT_PROSE = re.compile(r"\]\([^)]*\)|\[@[^\]]*\]|https?://\S+|\{:[^}]*\}|<!--.*?-->")
# They are given, so they may hold any word.
HEADINGS = frozenset((outline.INTRODUCTION, *outline.HEADINGS))


def _pattern(text: str) -> str:
    try:
        re.compile(text)
    except re.error as error:
        raise ValueError(f"a regular expression, but {error}") from error
    if re.match(text, ""):
        raise ValueError("a regular expression that needs at least one letter")
    return text


def _pattern_if_any(text: str | None) -> str | None:
    return text if text is None else _pattern(text)


class Word(BaseModel):
    """A forbidden word: its pattern, why it is forbidden, what to write instead, and around what it is right."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pattern: Annotated[str, Field(min_length=2), AfterValidator(_pattern)]
    why: Annotated[str, Field(min_length=2)]
    instead: Annotated[str, Field(min_length=2)]
    unless: Annotated[str | None, Field(min_length=2), AfterValidator(_pattern_if_any)] = None

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern; it matches whole words, in any case."""
        return re.compile(rf"{START}(?:{self.pattern})(?![^\W_])", re.IGNORECASE)

    @cached_property
    def right(self) -> re.Pattern[str] | None:
        """What the word may stand in, such as a quotation: a use within a match is right."""
        return re.compile(self.unless, re.IGNORECASE) if self.unless else None

    def uses_in(self, text: str) -> Iterator[str]:
        """Yield each use of the word in a text that is not right where it stands."""
        around = [match.span() for match in self.right.finditer(text)] if self.right else []
        for use in self.regex.finditer(text):
            if not any(start <= use.start() and use.end() <= end for start, end in around):
                yield use[0]


@dataclass(frozen=True, eq=False)
class Words:
    """The forbidden words. The list is not `complete` where a part of its file could not be used."""

    words: tuple[Word, ...] = ()
    complete: bool = True

    @cached_property
    def _any(self) -> re.Pattern[str]:
        pattern = "|".join(word.pattern for word in self.words) or "(?!)"
        return re.compile(f"{START}(?:{pattern})", re.IGNORECASE if pattern != pattern.casefold() else 0)

    def uses_in(self, text: str) -> Iterator[tuple[Word, str]]:
        """Yield each use of one of the words in a text, word by word in the order of the list."""
        if self._any.search(text.casefold()):  # a quick look, which spares the search for each
            yield from ((word, use) for word in self.words for use in word.uses_in(text))


# What is looked for in a page that is not in the language of the list.
OF_EVERY_LANGUAGE = Words(
    (Word(pattern=FILL_IN, why="something is still to be filled in", instead="the text that belongs here"),)
)


class WordListUnusable(Rule):
    """Without the list, no forbidden word would be found."""

    wrong = "the list of words cannot be used: {problem}"
    expected = "tables [[word]], each with a pattern, why and instead, and unless if it is right somewhere"
    fix = "correct the line"
    example = '[[word]]\npattern = "("'


class WordTableUnknown(Rule):
    """A table that nothing reads would leave its words allowed."""

    wrong = "the list of words holds “{table}”{near}"
    expected = "only tables [[word]]"
    fix = "correct the name, or delete it"
    example = "[[words]]"


@lru_cache(maxsize=8)
def read_words(name: str, data: bytes | None) -> tuple[Words, tuple[Fault, ...]]:
    """Return the words of a TOML file with one `[[word]]` table each, and what is wrong with the file.

    `data` is None where the file could not be read.
    """
    try:
        text = decoded(data)
        tables: dict[str, Any] = tomllib.loads(text)
    except ValueError as error:
        # An error of TOML that names no line is at the end of the file.
        line = toml_line(error) or (data.count(b"\n") + 1 if data else 0)
        return Words(complete=False), (WordListUnusable.at(Place(name, line), problem=" ".join(str(error).split())),)
    words, faults = _read_tables(name, text, tables.pop(TABLE, None))
    for table in tables:
        line = line_of(text, re.compile(rf"\s*\[*\s*[\"']?{re.escape(table)}\b"))
        near = did_you_mean(table, [TABLE])
        faults.append(WordTableUnknown.at(Place(name, line), table=table, near=near))
    return Words(words, complete=not faults), tuple(faults)


def _read_tables(name: str, text: str, tables: Any) -> tuple[tuple[Word, ...], list[Fault]]:
    if not isinstance(tables, list) or not tables:
        return (), [WordListUnusable.at(name, problem="it holds no word")]
    words: list[Word] = []
    faults: list[Fault] = []
    lines = [number for number, line in enumerate(text.split("\n"), 1) if TABLE_LINE.match(line)]
    for table, line in zip_longest(tables, lines[: len(tables)], fillvalue=0):
        try:
            words.append(Word.model_validate(table))
        except ValidationError as error:
            faults += [WordListUnusable.at(Place(name, line), problem=_problem(found)) for found in field_errors(error)]
    return tuple(words), faults


def _problem(found: FieldError) -> str:
    field_name = ".".join(map(str, found.path)) or TABLE
    if found.kind == "missing":
        return f"a table has no “{field_name}”"
    if found.kind == "unknown":
        return f"a table has the field “{field_name}”{did_you_mean(field_name, Word.model_fields)}"
    return f"“{field_name}” must be {found.message}: {found.given}"


class ForbiddenWord(Rule):
    """A word that promises too much, frightens or misleads."""

    wrong = "the word “{word}” is not used on this site: {why}"
    expected = "{instead}"
    fix = "write it so{or_allow}"
    example = "It is proven to work."


class AllowanceReason(Rule):
    """Whoever allows a word has to say why."""

    wrong = "the allowance of “{word}” gives no reason"
    expected = '<!-- allow "{word}": the reason -->'
    fix = "write after the colon why this one use is right"
    example = '<!-- allow "cure" -->'


class AllowanceUnused(Rule):
    """An allowance that is left behind would allow a word that somebody types later."""

    wrong = "the allowance of “{word}” allows nothing: the next line does not use the word"
    expected = "an allowance on the line right above the word"
    fix = "move it there, or delete it"
    example = '<!-- allow "cure": nothing to allow -->'


def check_wording(document: Document, words: Words) -> Iterator[Fault]:
    """Yield the forbidden words that a document uses, and its useless allowances.

    Where the list of words is not complete, nothing is said of allowances that allow nothing.
    """
    allowances: dict[str, int] = {}

    def unused() -> Iterator[Fault]:
        if words.complete:
            yield from (AllowanceUnused.at(document.at(line), word=word) for word, line in allowances.items())
        allowances.clear()

    for number, line in enumerate(document.lines, 1):
        for allowance in ALLOW.finditer(line):
            if not any(results_in(allowance[1])):  # that of a number is read with its sentence
                allowances[allowance[1].lower()] = number
            if not allowance[2]:
                yield AllowanceReason.at(document.at(number), word=allowance[1])
        prose = NOT_PROSE.sub(" ", line)
        if not prose.strip() or line.removeprefix("Title:").strip() in HEADINGS:
            continue
        for word, use in words.uses_in(prose):
            fill_in = use.upper() == FILL_IN
            if not fill_in and allowances.pop(use.lower(), 0):
                continue
            can_allow = not fill_in and number >= document.body_line
            comment = f', or put above it: <!-- allow "{use.lower()}": the reason -->' if can_allow else ""
            place = document.at(number)
            yield ForbiddenWord.at(place, word=use, why=word.why, instead=word.instead, or_allow=comment)
        yield from unused()
    yield from unused()


def check_texts(texts: Iterable[tuple[Place, str]], words: Words) -> Iterator[Fault]:
    """Yield a fault for every forbidden word of texts that are no Markdown, each given with its place.

    What is still to be filled in is left to those who read the file: they find it in fields that nobody sees, too.
    """
    for place, text in texts:
        for word, use in words.uses_in(text):
            if use.upper() != FILL_IN:
                yield ForbiddenWord.at(place, word=use, why=word.why, instead=word.instead, or_allow="")
