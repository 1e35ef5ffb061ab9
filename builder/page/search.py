"""The search: what readers type and what it means, an index of everything, and the index that Pagefind makes.

Pagefind indexes the pages as they were written. The pages of the site load nothing of it before a reader asks.
"""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from builder.faults import Fault, Place, Rule, decoded, did_you_mean, field_errors, toml_line
from builder.outline import GROUPS, GUIDE_GROUP, REQUIRED
from builder.page.pagefind import begin
from builder.page.pages import HOME, NOT_FOUND, SEARCH, Page, Section

FOLDER = "pagefind"
# Only the text of these pages is searched, and only what a reader came for.
TEXT = f".ma-page:not(.ma-page--{SEARCH}, .ma-page--{NOT_FOUND}, .ma-page--moved) main"
NOT_TEXT = [
    *(".ma-trail", ".ma-contents", ".ma-alert", ".ma-review", ".ma-cite"),
    *(".ma-sources", ".ma-bibliography", ".ma-patterns", ".ma-words"),
]
# Of what Pagefind writes, the pages use its two scripts and the index, besides the programs of their languages: none of
# its ready-made interfaces.
USED = re.compile(r"pagefind-entry\.json|pagefind(-worker)?\.js|.*\.pf_(meta|index|fragment)")
HEADING = re.compile(r'<h([23]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
ANCHOR = re.compile(r'<h[2-6][^>]* id="([^"]+)"')


class SearchFileUnusable(Rule):
    """Without the list of what people type, the search finds what they typed and not what they meant."""

    wrong = "the list of what people type cannot be used: {error}"
    expected = "idle = […], and tables [[search]], each with typed (a list), words and finds"
    fix = "correct the table; texts stand in straight double quotes"
    example = "words = “chest pain”"


class SearchPhraseRepeated(Rule):
    """Of a phrase that is there twice only one meaning would count."""

    wrong = "“{phrase}” is there twice: the first is in line {first}"
    expected = "each phrase once; order, capitals, apostrophes and hyphens make no other phrase of it"
    fix = "delete one of the two"
    example = 'typed = ["sore back", "Back, sore"]'


class SearchPhraseEmpty(Rule):
    """A phrase without a word is one that nobody can type."""

    wrong = "“{phrase}” holds no word"
    expected = "phrases as people type them, in words"
    fix = "write the phrase, or delete it"
    example = 'typed = ["…"]'


class SearchTargetMissing(Rule):
    """What a phrase means is a place that the search can lead to."""

    wrong = "“{phrase}” is meant to find “{target}”, which does not exist"
    expected = "the address of a page, as conditions/anxiety/, and # and the anchor of one of its headings"
    fix = "correct the address, or give the heading its anchor"
    example = 'finds = "nowhere/"'


class SearchIndexMissing(Rule):
    """A page with a search field that finds nothing misleads."""

    wrong = "Pagefind made no index: {error}"
    expected = "pages with the text that TEXT selects, and an answer to each request"
    fix = "correct what the message names; `make clean` and `make html` install Pagefind again"
    example = 'TEXT = "mian"'


class Synonym(BaseModel):
    """What readers type, the words of the site for it, and the page or section that it is meant to find."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    typed: Annotated[tuple[str, ...], Field(min_length=1)]
    words: Annotated[str, Field(min_length=2)]
    finds: str


class _File(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    idle: tuple[str, ...] = ()
    search: tuple[Synonym, ...] = ()


@dataclass(frozen=True)
class Phrases:
    """What content/search.toml holds: words that ask nothing, what others mean, and the place of each target."""

    idle: tuple[str, ...] = ()
    synonyms: tuple[Synonym, ...] = ()
    targets: tuple[Place, ...] = ()

    @property
    def for_the_script(self) -> list[tuple[str, str, str]]:
        """Each phrase with its words and its target, longest first, as the script takes them; idle words last."""
        rows = [(_plain(typed), synonym.words, synonym.finds) for synonym in self.synonyms for typed in synonym.typed]
        return [*sorted(rows, key=lambda row: (-len(row[0]), row[0])), *((_plain(word), "", "") for word in self.idle)]


def _plain(text: str) -> str:
    """Return a text as it is compared: small letters and digits, no apostrophes, one space between words."""
    return " ".join(re.sub(r"[\W_]+", " ", re.sub("['’]", "", text.lower())).split())


class _Lines:
    """Where things stand in the file: the first line of each table, and of what is written in it."""

    def __init__(self, name: str, text: str) -> None:
        self.name, self.lines = name, text.split("\n")
        self.tables = [number for number, line in enumerate(self.lines, 1) if line.strip() == "[[search]]"]

    def at(self, start: str, table: int | None = None) -> Place:
        """Return the first line that holds a text, in a table (from 0) or above all; else where the table begins."""
        first, *after = [1, *self.tables] if table is None else self.tables[table:] or [0]
        last = after[0] if after else len(self.lines) + 1
        numbers = (number for number in range(max(first, 1), last) if start in self.lines[number - 1])
        return Place(self.name, next(numbers, first if table is not None else 0))


@lru_cache(maxsize=8)
def read_phrases(name: str, data: bytes | None) -> tuple[Phrases, tuple[Fault, ...]]:
    """Return what a TOML file says of the words that people type, and what cannot be used; then nothing of it is.

    `data` is None where the file could not be read.
    """
    try:
        text = decoded(data)
        tables = tomllib.loads(text)
    except ValueError as error:
        return Phrases(), (SearchFileUnusable.at(Place(name, toml_line(error)), error=error),)
    lines = _Lines(name, text)
    try:
        file = _File(**tables)
    except ValidationError as error:
        return Phrases(), tuple(_unusable(error, lines))
    targets = tuple(lines.at(f'"{synonym.finds}"', table) for table, synonym in enumerate(file.search))
    return Phrases(file.idle, file.search, targets), tuple(_check_phrases(file.search, lines))


def _unusable(error: ValidationError, lines: _Lines) -> Iterator[Fault]:
    """Yield each field that is not sound; one with a slip in its name is not missed too."""
    errors = list(field_errors(error))
    unknown = {(found.path[:-1], str(found.path[-1])) for found in errors if found.kind == "unknown"}
    for found in errors:
        inside = found.path[:1] == ("search",) and len(found.path) > 1
        table = int(found.path[1]) if inside else None
        field = str(found.path[2 if inside else 0])
        known = list((Synonym if inside else _File).model_fields)
        if found.kind == "missing" and any(
            did_you_mean(near, [field]) for at, near in unknown if at == found.path[:-1]
        ):
            continue
        problem = f"there is no such field{did_you_mean(field, known)}" if found.kind == "unknown" else found.message
        place = lines.at(f"{field} =", table)
        yield SearchFileUnusable.at(place, error=f"{field}: {problem}")


def _check_phrases(synonyms: Iterable[Synonym], lines: _Lines) -> Iterator[Fault]:
    """Yield phrases that hold no word, and those that are there twice."""
    seen: dict[tuple[str, ...], int] = {}
    for table, synonym in enumerate(synonyms):
        for phrase in synonym.typed:
            place, key = lines.at(f'"{phrase}"', table), tuple(sorted(_plain(phrase).split()))
            if not key:
                yield SearchPhraseEmpty.at(place, phrase=phrase)
            elif key in seen:
                yield SearchPhraseRepeated.at(place, phrase=phrase, first=seen[key])
            seen.setdefault(key, place.line)


Headings = list[tuple[str, str, bool]]  # anchor, title, and whether it is below another


def _headings(text: str) -> Headings:
    """Return the headings of a text that links can lead to."""
    found = HEADING.findall(text)
    return [(anchor, html.unescape(re.sub(r"<[^>]*>", "", title)), level == "3") for level, anchor, title in found]


def index_of_everything(
    pages: Iterable[Page], sections: Iterable[Section], texts: Mapping[str, str]
) -> dict[str, list[tuple[Page, Headings]]]:
    """Return all pages with their headings in groups, in the order in which a reader would look for them.

    `texts`: the HTML of each text by its document.
    """
    groups: dict[str, list[tuple[Page, Headings]]] = {GUIDE_GROUP: [], **{name: [] for name in GROUPS}}
    for page in sorted(pages, key=lambda page: page.url):
        if page.template == HOME:
            parts = [[(part.slug, part.title, False), *_headings(texts[part.document])] for part in sections]
            groups[GUIDE_GROUP].append((page, [heading for part in parts for heading in part]))
        elif page.template not in (SEARCH, NOT_FOUND):
            group = next(name for name, starts in GROUPS.items() if page.url.startswith(starts))
            groups[group].append((page, _headings(texts[page.document])))
    return groups


def check_targets(
    phrases: Phrases, pages: Iterable[Page], built: Mapping[str, str], owed: Collection[str] = REQUIRED
) -> Iterator[Fault]:
    """Yield every phrase whose page, or whose section on it, is not on the site.

    `built`: the HTML of each page by its file. A page that is not there could not be drawn, or is `owed`, which another
    fault says.
    """
    unsearched = {page.file for page in pages if page.template in (SEARCH, NOT_FOUND)} | {f"{SEARCH}/index.html"}
    searched = {*(page.file for page in pages), *owed} - unsearched
    for synonym, place in zip(phrases.synonyms, phrases.targets, strict=True):
        address, _, anchor = synonym.finds.partition("#")
        file = f"{address}index.html"
        if file in searched and file not in built:
            continue
        if file not in searched or (anchor and anchor not in ANCHOR.findall(built[file])):
            yield SearchTargetMissing.at(place, phrase=synonym.typed[0], target=synonym.finds)


def begin_index(
    built: Mapping[str, str], phrases: Phrases, lang: str
) -> Callable[[], tuple[dict[str, bytes], list[Fault]]]:
    """Begin to index pages, given by file and HTML; return the function that waits for the files of the search.

    They belong into `FOLDER`; with a fault there is none. All pages have one index, that of the language of the site,
    `lang`: one index for each would be searched from the pages of its language alone.
    """
    config = {"root_selector": TEXT, "exclude_selectors": NOT_TEXT, "force_language": lang}
    collect = begin(sorted(built.items()), config)

    def files() -> tuple[dict[str, bytes], list[Fault]]:
        try:
            made = collect()
        except (OSError, ValueError) as error:
            return {}, [_no_index(str(error))]
        if not any(name.startswith("index/") for name in made):
            return {}, [_no_index("it found no text")]
        languages = json.loads(made["pagefind-entry.json"])["languages"].values()
        programs = {f"wasm.{language['wasm'] or 'unknown'}.pagefind" for language in languages}
        used = {name: data for name, data in made.items() if USED.fullmatch(name) or name in programs}
        if lost := programs - used.keys():
            return {}, [_no_index(f"it did not write {', '.join(sorted(lost))}")]
        synonyms = json.dumps(phrases.for_the_script, ensure_ascii=False)
        return {**used, "synonyms.json": f"{synonyms}\n".encode()}, []

    return files


def _no_index(error: str) -> Fault:
    return SearchIndexMissing.at("builder/page/search.py", error=" ".join(error.split())[:300])
