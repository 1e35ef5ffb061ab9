"""What the texts owe each other: one title, summary and address each; and what lies in content/ besides them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from builder.check.addresses import PART, SHAPE
from builder.evidence.kinds import KINDS
from builder.faults import Fault, Rule
from builder.leftovers import is_copy, is_hidden, is_left
from builder.outline import KEY_POINTS, REQUIRED
from builder.text.document import Document

CONTENT, THEME, IMAGES = "content", "theme", "content/images"
RESERVED = "pagefind/"  # the folder of the search, in which no page may be
# Files of content/ that are data.
DATA = (
    *("wording.toml", "phrases.toml", "search.toml", "redirects.toml", "evidence/sources.bib"),
    *(f"evidence/{kind.files}" for kind in KINDS),
)
TEXTS = ("guide", "pages", "conditions", "studies")  # folders of content/ of which every file is a text

# What the site is made of: without any file of one of these kinds, nothing can be said of the rest.
MADE_OF = (
    *(f"content/{folder}/[!.]*.md" for folder in TEXTS),
    *("content/evidence/findings/[!.]*.toml", "content/images/[!.]*.svg"),
    *(
        "theme/templates/[!.]*.html",
        "theme/components/[!.]*/template.html",
        "theme/static/css/[!.]*.css",
        "theme/leaflet/[!.]*.typ",
    ),
)


class Entry(NamedTuple):
    """A page or a section: its document, its title and summary, and its address: a file, or of a section the anchor.

    A title or a summary that could not be read is empty, and that of no other text.
    """

    document: Document
    title: str
    summary: str
    address: str


class FolderEmpty(Rule):
    """Of all that is missing with a whole folder, and of all that leads there, one thing is the cause."""

    wrong = "the folder holds no {files}, so the site cannot be put together"
    expected = "the files that every copy of the site has"
    fix = "restore the folder, for example with: git checkout -- {folder}"
    example = "rm -r content/guide"


class TitleTwice(Rule):
    """The title is what a reader sees of a page in a list of tabs or of results."""

    wrong = "the title is that of {other} too"
    expected = "one title for one text"
    fix = "change one title"
    example = "Title: Privacy (on a second page)"


class SummaryTwice(Rule):
    """The summary tells two results of a search apart."""

    wrong = "the summary is that of {other} too"
    expected = "one summary for one text"
    fix = "change one summary"
    example = "Summary: Same (on two pages)"


class AddressTwice(Rule):
    """Of two pages at one address, one would be lost."""

    wrong = "the file is that of {other} too"
    expected = "one file for one text"
    fix = "rename one of the two files, or change one “Save_as”"
    example = "Save_as: about/index.html (on the page about privacy)"


class AddressReserved(Rule):
    """A page among the files of the search would be lost when they are made anew."""

    wrong = "the page would stand among the files of the search: {address}"
    expected = f"a page anywhere but in {RESERVED}"
    fix = "rename the file, or change its “Save_as”"
    example = "content/pages/pagefind.md"


class AnchorTwice(Rule):
    """Of two sections with one anchor, links reach the first only."""

    wrong = "the anchor is that of {other} too"
    expected = "one anchor for one section"
    fix = "rename one of the two files"
    example = "content/guide/12-introduction.md"


class PageMissing(Rule):
    """What every page links to must be there."""

    wrong = "no text is written to {address}"
    expected = "a page at each of these addresses: {required}"
    fix = "restore the file, or give a page this address with “Save_as”"
    example = "rm content/pages/privacy.md"


class KeyPointsMissing(Rule):
    """Who reads nothing else should read these."""

    wrong = "the home page has lost its key points"
    expected = "a block “{block}”"
    fix = "put them back"
    example = "a home page without /// key-points"


class LinkOutside(Rule):
    """A file system link to the outside works on one computer only."""

    wrong = "this is a link to something outside the project, which a copy of the project would lack"
    expected = "files of the project only"
    fix = "put the file itself here, or delete the link"
    example = "ln -s ~/notes.md content/pages/notes.md"


class LinkInside(Rule):
    """A file system link to another folder gives all its texts a second address, or leads round in a circle."""

    wrong = "this is a link to {target}, which is here already"
    expected = "each folder once"
    fix = "delete the link"
    example = "ln -s ../conditions content/pages/conditions"


class TextUnread(Rule):
    """A text that nothing reads is missed by its writer only after it was published."""

    wrong = "this file is read by nothing, so it would not be published"
    expected = "{expected} only"
    fix = "move the file, or delete it"
    example = "content/new.md"


class FileCopied(Rule):
    """The copy of a text says all that the text says, once more; nothing reads it."""

    wrong = "by its name this is a copy of another file, so nothing reads it"
    expected = "names that somebody chose"
    fix = "delete it, or rename it and change what it says"
    example = "content/pages/about copy.md"


class FileNotMarkdown(Rule):
    """In the folders of the texts, a file that is no Markdown is passed over without a word."""

    wrong = "this file is not Markdown, so it would not be published"
    expected = "files that end in .md; pictures belong in content/images"
    fix = "rename the file, or move it"
    example = "content/pages/other.rst"


class NameNotPublishable(Rule):
    """The name of a picture is a part of its address, which people type, send and keep."""

    wrong = "“{name}” cannot be the address of a picture"
    expected = SHAPE
    fix = "rename it to {better}, and follow it in the texts"
    example = "content/images/my pic.png"


def check_folders(root: Path, made_of: Sequence[str] = MADE_OF) -> Iterator[Fault]:
    """Yield the folders of the project that are gone, or empty of what is read from them."""
    for pattern in made_of:
        folder, _, files = pattern.partition("/[!.]")
        if not any(root.glob(pattern)):
            yield FolderEmpty.at(folder, files=files, folder=folder)


def check_unique(pages: Sequence[Entry], sections: Sequence[Entry]) -> Iterator[Fault]:
    """Yield pages that share a title, a summary or a file, and sections that share an anchor."""
    compared: tuple[tuple[type[Rule], str, list[tuple[str, Document]]], ...] = (
        (AddressTwice, "save_as", [(page.address, page.document) for page in pages]),
        (TitleTwice, "title", [(page.title.casefold(), page.document) for page in pages]),
        (SummaryTwice, "summary", [(page.summary, page.document) for page in pages]),
        (AnchorTwice, "title", [(section.address, section.document) for section in sections]),
    )
    told: set[tuple[str, str]] = set()  # of two that share more, it is one of them too many
    for rule, field, values in compared:
        users = defaultdict(list)
        for value, document in values:
            if value:
                users[value].append(document)
        for first, *others in users.values():
            for document in (other for other in others if (first.name, other.name) not in told):
                told.add((first.name, document.name))
                yield rule.at(document.at(field), other=first.name)


def check_reserved(pages: Iterable[Entry]) -> Iterator[Fault]:
    """Yield pages in the folder of the search."""
    for page in pages:
        if page.address.startswith(RESERVED):
            yield AddressReserved.at(page.document.at("save_as"), address=page.address)


def check_required(files: Collection[str], required: Mapping[str, str] = REQUIRED) -> Iterator[Fault]:
    """Yield the pages that every copy of the site has and this one lacks. `files` are those of its pages."""
    for address in sorted(required.keys() - set(files)):
        yield PageMissing.at(required[address], address=address, required=", ".join(required))


def check_key_points(home: Document) -> Iterator[Fault]:
    """Yield that the document of the home page has no key points."""
    if not home.has_line(KEY_POINTS):
        yield KeyPointsMissing.at(home.name, block=KEY_POINTS)


def check_kinds(
    root: Path, read: Collection[str], folders: Sequence[str] = TEXTS, data: Sequence[str] = DATA
) -> Iterator[Fault]:
    """Yield what lies in content/ and would not be published as it should, and links out of the project.

    `read` are the Markdown files that were read; `folders` of content/ hold nothing but texts, `data` are the files of
    data that are read.
    """
    texts = f"texts in {', '.join(f'content/{folder}' for folder in folders)}"
    links = (path for folder in (CONTENT, THEME) for path in sorted((root / folder).rglob("*")) if path.is_symlink())
    for path in links:
        if path.exists() and not path.resolve().is_relative_to(root.resolve()):
            yield LinkOutside.at(_name(path, root))
        elif path.is_dir() and _name(path, root).startswith(CONTENT):
            yield LinkInside.at(_name(path, root), target=path.resolve().relative_to(root.resolve()).as_posix())
    for path in _files(root / CONTENT, is_left):
        if is_copy(path.name):
            yield FileCopied.at(_name(path, root))
        elif path.suffix == ".md" and _name(path, root) not in read:
            yield TextUnread.at(_name(path, root), expected=texts)
        elif path.suffix in (".toml", ".bib") and not any(map(path.relative_to(root / CONTENT).match, data)):
            yield TextUnread.at(_name(path, root), expected=f"the files {', '.join(data)} of content/")
    for path in (path for folder in folders for path in _files(root / CONTENT / folder, is_hidden)):
        if path.suffix != ".md" and path.is_file():
            yield FileNotMarkdown.at(_name(path, root))
    images = root / IMAGES
    for path in _files(images, is_hidden):
        if not re.fullmatch(rf"(?:{PART}/)*{PART}(?:\.{PART})*\.[a-z0-9]+", path.relative_to(images).as_posix()):
            better = re.sub(r"[^a-z0-9.]+", "-", path.name.lower()).strip("-")
            yield NameNotPublishable.at(_name(path, root), name=path.relative_to(images).as_posix(), better=better)


def _files(folder: Path, passed_over: Callable[[str], bool]) -> list[Path]:
    """Return the files below a folder, and the links whose files are gone, but for what is passed over by its name."""
    found = (path for path in folder.rglob("*") if not path.is_dir())
    return sorted(path for path in found if not any(map(passed_over, path.relative_to(folder).parts)))


def _name(path: Path, root: Path) -> str:
    return path.relative_to(root).as_posix()
