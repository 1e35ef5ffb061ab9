"""Where what is wrong with a page stands: the line of its Markdown, of a template, of a drawing or of a row.

No file is read before there is a fault.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from types import MappingProxyType

from builder.check import elements
from builder.check.links import ImageMissing, LinkBroken
from builder.check.parts import CodeShown, HeadingSkips, PageTitleAgain, TableBare
from builder.check.terms import BuiltPage, Found, Otherwise
from builder.check.wording import MarkdownLeft, Shown, WordShown
from builder.evidence.fill_in import is_to_fill_in
from builder.faults import Fault, Place

EVIDENCE = "content/evidence"
# The files besides the texts that pages are made of, in the order in which they are searched.
OTHERS = (
    ("theme/templates", "**/*.html"),
    ("theme/components", "*/template.html"),
    ("theme", "**/*.css"),
    ("content/images", "*.svg"),
    (EVIDENCE, "*.bib"),
    (EVIDENCE, "**/*.toml"),
)
COMPONENTS = "theme/components/"
BASE = "theme/templates/base.html"
# What a misread line of Markdown becomes on a page.
MADE_OF_MARKUP = frozenset(
    {
        CodeShown,
        HeadingSkips,
        ImageMissing,
        LinkBroken,
        MarkdownLeft,
        PageTitleAgain,
        TableBare,
        elements.ElementNotAllowed,
        elements.ElementMisplaced,
        elements.ScriptInPage,
        elements.FormNotSearch,
        elements.AttributeNotAllowed,
        elements.EventHandler,
        elements.InlineStyle,
        elements.ColumnAligned,
        elements.MarkNotDrawn,
    }
)
COMMENTS = {".md": re.compile(r"<!--.*?-->", re.DOTALL), ".html": re.compile(r"\{#.*?#\}", re.DOTALL)}
NOT_PROSE = re.compile(r"\]\([^)]*\)|\[@[^\]]*\]|https?://\S+|\{:[^}]*\}")
# What may stand between two letters of a word in Markdown and is not seen on the page, and what divides two words.
UNSEEN, GAP = r"(?:[*_`\\]|~~|</?\w+>)*", r"(?:[*_`\\]|~~|</?\w+>|\s|\n[ >]*)+"


class Places:
    """Finds the lines of a project at `root` in which something stands. `documents` are its Markdown files.

    `worded` are texts whose words another check has looked at, and which any page may show: those of the ledger, and
    the titles and headings of other pages. `misread` are, of each document and each file of the ledger, the lines that
    pages do not show as they were meant, which another check has said.
    """

    def __init__(
        self,
        root: Path,
        documents: Iterable[str],
        worded: Iterable[str] = (),
        misread: Mapping[str, Collection[int]] = MappingProxyType({}),
    ) -> None:
        self.root = root
        self.documents = tuple(documents)
        self.worded = tuple(worded)
        self.misread = misread
        self._read: dict[str, str] = {}

    @cached_property
    def others(self) -> tuple[str, ...]:
        """The files besides the documents, from the project."""
        found = (path for folder, pattern in OTHERS for path in sorted((self.root / folder).glob(pattern)))
        return tuple(path.relative_to(self.root).as_posix() for path in found if path.is_file())

    def text(self, name: str) -> str:
        """Return the text of a file, each comment blanked out and every line where it was; empty if there is none."""
        if name not in self._read:
            path = self.root / name
            raw = path.read_bytes() if path.is_file() else b""
            text = raw.decode(errors="replace").replace("\r\n", "\n").replace("\r", "\n")
            if comment := COMMENTS.get(path.suffix):
                text = comment.sub(lambda found: "\n" * found[0].count("\n"), text)
            self._read[name] = text
        return self._read[name]

    def find(self, needles: Sequence[str], names: Sequence[str], *, inside: bool = True) -> Iterator[Place]:
        """Yield every place of the first needle that any file holds, as whole words, or else `inside` others."""
        for needle in filter(None, needles):
            for pattern in (_whole(needle), *([re.compile(re.escape(needle))] if inside else [])):
                places = [place for name in names for place in self._places(pattern, name)]
                if places:
                    yield from places
                    return

    def first(self, needles: Sequence[str], page: BuiltPage) -> Place | None:
        """Return the first place of the first needle that any file holds: those of the page first, then all others.

        Needles are in order: a later one may be anywhere, as the name of an element is.
        """
        own = [name for name in self.others if name in (page.template_file, BASE)]
        for needle in needles:
            for names in (page.documents, sorted(own, key=lambda name: name == BASE), self.others):
                if place := next(self.find([needle], names), None):
                    return place
        return None

    def of(self, found: Found, page: BuiltPage) -> Iterator[Place]:
        """Yield the places of something that was found on a page; none where it is what became of a misread line."""
        if found.rule in MADE_OF_MARKUP and self._is_misread(found, page):
            return
        needles = found.needles[:-1] if found.otherwise is Otherwise.BLOCK else found.needles
        lines = list(dict.fromkeys(self.find(needles, page.documents))) if found.every else []
        if lines:
            yield from lines
        elif place := self.first(needles, page):
            yield place
        elif found.otherwise is Otherwise.BLOCK:
            yield self._block(found.needles[-1], page) or output(page.file)
        elif found.otherwise is Otherwise.OUTPUT:
            yield output(page.file)
        else:
            is_document = found.otherwise is Otherwise.DOCUMENT and page.documents
            yield Place(page.documents[0] if is_document else page.template_file)

    def _block(self, drawn: str, page: BuiltPage) -> Place | None:
        """Return the first block of a page whose component draws what holds these words."""
        components = (name.split("/")[-2] for name in self.others if name.startswith(COMPONENTS))
        named = (f"/// {name}" for name in components if drawn in self.text(f"{COMPONENTS}{name}/template.html"))
        return next(self.find(list(named), page.documents), None)

    def _is_misread(self, found: Found, page: BuiltPage) -> bool:
        """Return whether something was found in a paragraph of which a line was misread: a page shows both as one."""
        evidence = (name for name in self.others if name.startswith(EVIDENCE))
        place = next(self.find(found.needles, (*page.documents, *evidence)), None)
        misread = self.misread.get(place.file, ()) if place else ()
        if not place or not misread:
            return False
        after = self.text(place.file).split("\n")[place.line - 1 :]
        paragraph = itertools.takewhile(str.strip, after)
        return any(place.line + number in misread for number, _ in enumerate(paragraph))

    def word_faults(self, shown: Shown, page: BuiltPage) -> Iterator[Fault]:
        """Yield where a word that a page shows stands, unless a check of the texts has seen it there.

        Such a check sees what stands in a document or a row as it is typed; it has reported it, or the document gives
        the reason why it may stand there. It sees nothing that markup or a line end divides.
        """
        blanks = {"word": shown.use, "why": shown.why, "instead": shown.instead}
        divided = [place for name in page.documents for place in self._divided(shown.use, name)]
        yield from (WordShown.at(place, **blanks) for place in divided)
        if divided or any(self._says(shown.use, self.text(name)) for name in page.documents):
            return
        theme = (page.template_file, BASE, *(name for name in self.others if not name.startswith(EVIDENCE)))
        if place := next(self.find([shown.use], theme, inside=False), None):
            yield WordShown.at(place, **blanks)
        elif not any(self._says(shown.use, text) for text in self.worded):
            anywhere = (*page.documents, *(name for name in self.others if name.endswith(".toml")))
            place = next(self.find([shown.use], anywhere, inside=False), output(page.file))
            # What is still to be filled in has been found in every field of the ledger already.
            if not (place.file.startswith(EVIDENCE) and is_to_fill_in(shown.use)):
                yield WordShown.at(place, **blanks)

    def _places(self, pattern: re.Pattern[str], name: str) -> Iterator[Place]:
        text = self.text(name)
        for match in pattern.finditer(text):
            yield Place(name, text.count("\n", 0, match.start()) + 1)

    def _says(self, use: str, text: str) -> bool:
        return _whole(use).search(NOT_PROSE.sub(" ", text)) is not None

    def _divided(self, use: str, name: str) -> Iterator[Place]:
        words = [UNSEEN.join(map(re.escape, word)) for word in use.split()]
        pattern = re.compile(rf"(?<!\w){GAP.join(words)}(?!\w)")
        text = self.text(name)
        for match in pattern.finditer(text):
            if match[0] != use:
                yield Place(name, text.count("\n", 0, match.start()) + 1)


def output(file: str) -> Place:
    """Return the place of a built file, for a fault that no file of the project explains."""
    return Place(f"output: {file}")


def _whole(needle: str) -> re.Pattern[str]:
    before = r"(?<!\w)" if re.match(r"\w", needle) else ""
    after = r"(?![\w-])" if re.search(r"\w$", needle) else ""
    return re.compile(f"{before}{re.escape(needle)}{after}")
