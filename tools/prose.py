"""Measures how a built page reads: the length of its sentences, how hard its words are, and what it says twice.

Prose is what is read as sentences: paragraphs, lists and the answers of options. Headings, tables, captions, sources,
citations, the signs of care cards, navigation and the labels beside a picture are none. `make prose` and `make audit`
print the measure of each page; tests/content holds the pages that readers decide with to their limits.
"""

from __future__ import annotations

import re
import sys
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path
from typing import Any

import lxml.html
import textstat

from builder.language import same_language
from builder.text.wording import Words, read_words
from tools.budgets import pages_of
from tools.columns import columns

ROOT = Path(__file__).resolve().parent.parent
PHRASES = ROOT / "content/phrases.toml"
SHORT, LONG = 6, 25  # words: a sentence of fewer is short, one of more is long
FEW = 12  # sentences: with fewer, one more or less moves every share
BLOCKS = ("p", "li", "dd", "blockquote")
# Elements and classes whose words are no prose.
ASIDE = re.compile(r"table|figure|nav|sup|small|svg|script|noscript|form|h[1-4]|dt|summary")
ASIDE_CLASS = re.compile(
    r"ma-(?:alert|also|bibliography|care|counts|facts|from|hidden|key|ladder|line|map|rating|review|sources)"
    r"|ma-yard__(?:end|words)"
)
ANSWER = re.compile("ma-part--in-short")
SOURCES = re.compile(r"ma-(?:bibliography|sources)")
# Where a sentence may come again: a sign belongs to two cards, and options and guidelines are tables in all but looks.
CELLS = re.compile(r"ma-(?:bibliography|care|facts|guidelines|hidden|line|options|rating|sources|yard)")
# After these a full stop ends no sentence; after the others, none if a number follows.
ABBREVIATION = re.compile(r"[eE]\.g|[iI]\.e|vs|cf|al|Dr|Mrs?|Ms|Prof|St")
BEFORE_NUMBER = re.compile(r"[Nn]os?|[Ff]igs?|pp?|ca?|approx")
END = re.compile(r"[.?!…][”’\"')\]]*(?=\s+[“‘\"'(\[]*[A-Z0-9])")
ENDED = re.compile(r"[.?!…:][”’\"')\]]*$")
LABEL_WORDS = 5  # at most, of a heading that runs into its paragraph: “Neck.”
AS_READ = str.maketrans({"\u2060": "", "\u00ad": "", "\u00a0": " ", "\u2011": "-", "’": "'"})


@dataclass(frozen=True)
class Limits:
    """What holds for a page: words a sentence, parts of all sentences, and the grade of Flesch and Kincaid."""

    mean: tuple[float, float] = (11, 17)
    short: float = 0.2
    long: float = 0.03
    grade: float = 8


PAGE, PLAINEST = Limits(), Limits(grade=7)
# By template: the guide is read by everybody. Pages to look things up are aside: their sentences are notes to rows.
LIMITS = {
    "home": PLAINEST,
    "studies": None,
    "all-findings": None,
    "all-signs": None,
    "all-sources": None,
    "glossary": None,
}


@dataclass(frozen=True)
class Measure:
    """The sentences of a part of a page, those that it says twice, and the phrases of the list in it."""

    sentences: tuple[str, ...]
    twice: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()

    @cached_property
    def mean(self) -> float:
        """Words a sentence."""
        return sum(map(words_in, self.sentences)) / len(self.sentences) if self.sentences else 0

    @cached_property
    def short(self) -> list[str]:
        """The sentences of fewer than `SHORT` words, shortest first."""
        return sorted((text for text in self.sentences if words_in(text) < SHORT), key=words_in)

    @cached_property
    def long(self) -> list[str]:
        """The sentences of more than `LONG` words, longest first."""
        return sorted((text for text in self.sentences if words_in(text) > LONG), key=words_in, reverse=True)

    @cached_property
    def grade(self) -> float:
        """The grade of all sentences together."""
        return grade(self.sentences)

    def share(self, sentences: list[str]) -> float:
        """Return which part of all sentences these are."""
        return len(sentences) / len(self.sentences) if self.sentences else 0

    def faults(self, limits: Limits) -> list[str]:
        """Return what is beyond the limits, each with the worst sentences."""
        found, (least, most) = [], limits.mean
        if len(self.sentences) >= FEW:
            if not least <= self.mean <= most:
                worst = sorted(self.sentences, key=words_in, reverse=self.mean > most)
                found.append(f"{self.mean:.1f} words a sentence, not {least:g} to {most:g}{quoted(worst)}")
            if self.share(self.short) > limits.short:
                found.append(
                    f"{self.share(self.short):.0%} of the sentences are under {SHORT} words{quoted(self.short)}"
                )
        if self.share(self.long) > limits.long:
            found.append(f"{self.share(self.long):.0%} of the sentences are over {LONG} words{quoted(self.long)}")
        if self.grade > limits.grade:
            hardest = sorted(self.sentences, key=lambda text: grade([text]), reverse=True)
            found.append(f"grade {self.grade:.1f}, not {limits.grade:g}{quoted(hardest)}")
        if self.twice:
            found.append(f"said twice{quoted(self.twice)}")
        return [*found, *self.phrases]


def judge(main: Any, template: str, phrases: Words) -> list[str]:
    """Return what is beyond the limits for a page of a template; a short answer is held to those of the guide, too."""
    limits = LIMITS.get(template, PAGE)
    if limits is None or not is_english(main):
        return []
    answer = (measure(part).faults(PLAINEST) for part in main.iter("section") if has_class(part, ANSWER))
    found = [
        f"the short answer: {fault}" for faults in answer for fault in faults if not fault.startswith("said twice")
    ]
    return [*measure(main, phrases).faults(limits), *found]


def measure(part: Any, phrases: Words | None = None) -> Measure:
    """Return the measure of a page or a part of it. Phrases and what comes twice are looked for in captions, too."""
    listed = tuple(phrases_in(part, phrases)) if phrases else ()
    return Measure(tuple(sentences_of(part)), tuple(said_twice(part)), listed)


def sentences_of(part: Any) -> Iterator[str]:
    """Yield the sentences of a page or a part of it. What has no full stop, such as a line of a list, is none."""
    for block in part.iter(*BLOCKS):
        if not (_only_leads(block) or any(_is_aside(element) for element in (block, *block.iterancestors()))):
            yield from (text for text in split(text_of(block)) if ENDED.search(text))


def said_twice(part: Any) -> list[str]:
    """Return the sentences that come more than once, also where a template says them; tables and cards may."""
    said = Counter[str]()
    for block in part.iter(*BLOCKS, "figcaption"):
        around = (block, *block.iterancestors())
        if not any(element.tag in ("table", "nav") or has_class(element, CELLS) for element in around):
            said.update(text for text in split(text_of(block, whole=True)) if ENDED.search(text))
    return [text for text, times in said.items() if times > 1 and words_in(text) > 2]


def phrases_in(part: Any, phrases: Words) -> Iterator[str]:
    """Yield each phrase of the list that is shown outside tables and sources, with what to say instead."""
    for block in part.iter(*BLOCKS, "figcaption"):
        around = (block, *block.iterancestors())
        if not any(element.tag == "table" or has_class(element, SOURCES) for element in around):
            text = text_of(block, whole=True)
            for word, use in phrases.uses_in(text):
                yield f"“{use}”: {word.why}; say {word.instead}{quoted([text])}"


def split(text: str) -> list[str]:
    """Return the sentences of a text.

    A full stop in a number or after “e.g.” ends none, nor does a colon: what follows it belongs to the sentence.
    """
    found, start = [], 0
    for end in END.finditer(text):
        last = text[start : end.start()].rpartition(" ")[2].lstrip("(“‘[")
        number_follows = text[end.end() :].lstrip()[:1].isdigit()
        goes_on = ABBREVIATION.fullmatch(last) or (number_follows and BEFORE_NUMBER.fullmatch(last))
        if end[0] != "." or not goes_on:
            found.append(text[start : end.end()].strip())
            start = end.end()
    return [*found, text[start:].strip()] if text[start:].strip() else found


def words_of(text: str) -> list[str]:
    """Return the words of a text: what has a letter or a digit."""
    return [word for word in text.split() if any(character.isalnum() for character in word)]


def words_in(text: str) -> int:
    """Return how many words a text has."""
    return len(words_of(text))


def grade(sentences: Iterable[str]) -> float:
    """Return the grade of Flesch and Kincaid: the year of a US school in which sentences like these can be read.

    Source of the formula: Kincaid and others 1975, Research Branch Report 8-75 of the US Navy.
    """
    lengths = [[syllables(word) for word in words_of(text)] for text in sentences]
    words = sum(map(len, lengths))
    return 0.39 * words / len(lengths) + 11.8 * sum(map(sum, lengths)) / words - 15.59 if words else 0


@lru_cache(maxsize=20_000)
def syllables(word: str) -> int:
    """Return the syllables of a word; a number counts as one, since it is seen at a glance."""
    parts = re.findall(r"[^\W\d_]+(?:'[^\W\d_]+)*", word.translate(AS_READ))
    return sum(max(1, textstat.syllable_count(part)) for part in parts) or 1


def text_of(block: Any, *, whole: bool = False) -> str:
    """Return the words of a block without those of the blocks in it.

    If not `whole`, without what is aside and without a heading that runs into it, such as “**Neck.**”, too.
    """
    label = None if whole else _label(block)
    pieces = [block.text or ""]
    for child in block:
        left_out = child is label or child.tag in (*BLOCKS, "sup", "dl") or (not whole and _is_aside(child))
        pieces += ["" if left_out or not isinstance(child.tag, str) else text_of(child, whole=whole), child.tail or ""]
    return " ".join("".join(pieces).translate(AS_READ).split())


def quoted(sentences: Iterable[str], most: int = 5) -> str:
    """Return the first of some sentences, each on a line of its own."""
    return "".join(f"\n    – {text[:200]}" for text in list(sentences)[:most])


def has_class(element: Any, pattern: re.Pattern[str]) -> bool:
    """Return whether an element has a class that is just so."""
    return isinstance(element.tag, str) and any(map(pattern.fullmatch, (element.get("class") or "").split()))


def _label(block: Any) -> Any:
    first = block[0] if block.tag in BLOCKS and len(block) and not (block.text or "").strip() else None
    if first is None or first.tag not in ("strong", "b") or not (first.tail or "").strip():
        return None
    text = " ".join(first.text_content().split())
    return first if text.endswith((".", ":", "?")) and words_in(text) <= LABEL_WORDS else None


def _only_leads(block: Any) -> bool:
    """Return whether a block is a link and nothing else, as in a list of pages."""
    return any(child.tag == "a" and text_of(child) == text_of(block) for child in block)


def _is_aside(element: Any) -> bool:
    return isinstance(element.tag, str) and (bool(ASIDE.fullmatch(element.tag)) or has_class(element, ASIDE_CLASS))


# --- for the terminal ---

HEAD: tuple[str, ...] = ("page", "sentences", "words", f"under {SHORT}", f"over {LONG}", "grade", "twice", "phrases")


def line(name: str, found: Measure) -> tuple[str, ...]:
    """Return the measure of a page as a line of a table."""
    shares = (f"{found.share(part):.0%}" for part in (found.short, found.long))
    counts = (str(len(part)) for part in (found.twice, found.phrases))
    return (name, str(len(found.sentences)), f"{found.mean:.1f}", *shares, f"{found.grade:.1f}", *counts)


def is_english(main: Any) -> bool:
    """Return whether a page is in English: no other language can be measured."""
    return same_language(main.getroottree().getroot().get("lang", "en"), "en")


def main_of(page: Path) -> Any:
    """Return the main part of a built page, or of a published one, in which the ends of paragraphs are left out."""
    # The parser does not know that these end a paragraph, too.
    html = re.sub(rb"<(?=(?:details|section|figure|nav|fieldset)\b)", b"</p><", page.read_bytes())
    return next(lxml.html.fromstring(html).iter("main"))


def template_of(page: Path) -> str:
    """Return the name of the template that drew a page."""
    names = next(lxml.html.fromstring(page.read_bytes()).iter("body")).get("class", "").split()
    return next(name.removeprefix("ma-page--") for name in names if name.startswith("ma-page--"))


def read_phrases() -> Words:
    """Return the list of phrases. Raises ValueError where it cannot be read."""
    phrases, faults = read_words(PHRASES.relative_to(ROOT).as_posix(), PHRASES.read_bytes())
    if faults:
        raise ValueError("\n".join(map(str, faults)))
    return phrases


def main() -> int:
    """Print the measure of each page of output/. Exit code 1 if one is beyond its limits."""
    phrases, faults, lines = read_phrases(), list[str](), [HEAD]
    for page in pages_of(ROOT / "output"):
        name, part = page.relative_to(ROOT / "output").as_posix(), main_of(page)
        if not is_english(part):
            continue
        lines.append(line(f"/{name.removesuffix('index.html')}", measure(part, phrases)))
        faults += [f"{name}: {fault}" for fault in judge(part, template_of(page), phrases)]
    print(columns(lines), "", *faults, sep="\n")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
