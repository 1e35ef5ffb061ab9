"""Words that the site does not use: they promise too much, frighten, or mislead. The list is content/wording.toml.

One use is allowed by a comment above it, or on its line, that names the word and the reason:
`<!-- allow "safe": the sentence says who and how -->`
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable
from functools import cached_property
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from plugins.faults import Report, Rule
from plugins.source import FILL_IN, SourceFile

ALLOW = re.compile(r'<!--\s*allow "([^"]+)"\s*(?::\s*(.*?))?\s*-->')
START = r"(?<![^\W_])"  # of a word; `\b` would see none in “_cure_”
NOT_PROSE = re.compile(r"\]\([^)]*\)|\[@[^\]]*\]|https?://\S+|\{:[^}]*\}|<!--.*?-->")


class Word(BaseModel):
    """A forbidden word: its pattern, why it is forbidden, and what to write instead."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    pattern: Annotated[str, Field(min_length=2)]
    why: Annotated[str, Field(min_length=2)]
    instead: Annotated[str, Field(min_length=2)]

    @cached_property
    def regex(self) -> re.Pattern[str]:
        """The compiled pattern; it matches whole words, in any case."""
        return re.compile(rf"{START}(?:{self.pattern})(?![^\W_])", re.IGNORECASE)


class Words(list[Word]):
    """The forbidden words."""

    @cached_property
    def _any(self) -> re.Pattern[str]:
        pattern = "|".join(word.pattern for word in self) or "(?!)"
        return re.compile(f"{START}(?:{pattern})", re.IGNORECASE if pattern != pattern.casefold() else 0)

    def may_be_in(self, text: str) -> bool:
        """Return whether the text may hold one of the words: a quick look, which spares the search for each."""
        return self._any.search(text.casefold()) is not None


def read_words(path: Path, report: Report) -> Words:
    """Return the forbidden words of a TOML file with one `[[word]]` table each; report a file that cannot be used."""
    words = Words()
    try:
        for word in tomllib.loads(path.read_text(encoding="utf-8"))["word"]:
            words.append(Word(**word))
            re.compile(words[-1].pattern)
    except (OSError, ValueError, KeyError, TypeError, re.error) as error:
        report.add(
            Rule.WORD_LIST,
            report.name(path),
            f"the list of words cannot be used: {' '.join(str(error).split())}",
            "tables [[word]], each with a pattern, why and instead",
            "mend the table that the message names",
        )
        return Words()
    return words


def check_wording(source: SourceFile, words: Words, headings: list[str], report: Report) -> None:
    """Report every forbidden word of a file, and every allowance without a reason or without a use.

    `headings` are the required headings of the guide: they are given, so they may hold any word.
    """
    allowed: dict[str, int] = {}
    for number, line in enumerate(source.lines, 1):
        for allowance in ALLOW.finditer(line):
            allowed[allowance[1].lower()] = number
            if not allowance[2]:
                report.add(
                    Rule.ALLOWANCE,
                    (source.name, number),
                    f"the allowance of “{allowance[1]}” gives no reason",
                    f'<!-- allow "{allowance[1]}": the reason -->',
                    "write after the colon why this one use is right",
                )
        prose = NOT_PROSE.sub(" ", line)
        if not prose.strip() or line.removeprefix("Title:").strip() in headings:
            continue
        for word in words if words.may_be_in(prose) else ():
            for use in word.regex.finditer(prose):
                if use[0].upper() != FILL_IN and allowed.pop(use[0].lower(), 0):
                    source.allowed.add(use[0].lower())
                    continue
                mend = f'write it so, or put above it: <!-- allow "{use[0].lower()}": the reason -->'
                if use[0].upper() == FILL_IN or number < source.body_line:
                    mend = "write it so"
                report.add(
                    Rule.WORD,
                    (source.name, number),
                    f"the word “{use[0]}” is not used on this site: {word.why}",
                    word.instead,
                    mend,
                )
        _report_unused(source, allowed, report)
        allowed.clear()
    _report_unused(source, allowed, report)


def check_texts(texts: Iterable[tuple[tuple[str, int], str]], words: Words, report: Report) -> None:
    """Report every forbidden word of texts that are no Markdown, each given with its file and line."""
    for place, text in texts:
        for word in words if words.may_be_in(text) else ():
            for use in word.regex.finditer(text):
                wrong = f"the word “{use[0]}” is not used on this site: {word.why}"
                report.add(Rule.WORD, place, wrong, word.instead, "write it so")


def _report_unused(source: SourceFile, allowed: dict[str, int], report: Report) -> None:
    for word, number in allowed.items():
        report.add(
            Rule.ALLOWANCE,
            (source.name, number),
            f"the allowance of “{word}” allows nothing: the next line does not use the word",
            "an allowance on the line right above the word",
            "move it there, or delete it",
        )
