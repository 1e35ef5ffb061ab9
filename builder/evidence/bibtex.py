"""The sources, read from BibTeX: every entry whole, every fault with its line."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple
from urllib.parse import quote

from pybtex.database.input.bibtex import LowLevelParser, month_names
from pybtex.scanner import PybtexSyntaxError

from builder.evidence.as_typed import markup_faults
from builder.evidence.fill_in import fill_in_faults
from builder.evidence.latex import plain_latex
from builder.evidence.names import read_authors, shown_authors
from builder.evidence.references import KEY, Source, Sources
from builder.faults import Fault, Place, Rule, decoded, did_you_mean, toml_line

ENTRY_START = re.compile(rf"@[a-z]+\s*[{{(]\s*({KEY})\s*,", re.IGNORECASE)
NO_ENTRY = re.compile(r"@(string|preamble|comment)\b", re.IGNORECASE)  # of which no reader sees anything
AT_LINE = re.compile(r"^[ \t]*@", re.MULTILINE)
COMMENT = re.compile(r"^%.*$", re.MULTILINE)
DOI = re.compile(r"10\.\d{4,9}/[\w.;()/:<>+\[\]#-]*[\w)>\]]")
PMID = re.compile(r"[1-9]\d*")
NOT_IN_DOI = re.compile(r"[^\w.;()/:<>+\[\]#-]")
URL = re.compile(r"https://[a-z0-9][a-z0-9.-]*\.[a-z]{2,}([:/?#][^\s\\{}<>]*)?", re.IGNORECASE)
# In an address that only those get to who are logged in where it was copied.
LOGGED_IN = re.compile(r"\b(?:[a-z]*proxy|jsessionid|sessionid)\b", re.IGNORECASE)
ESCAPED = re.compile(r"\\([%_&#~$])(?:\{\})?")  # a sign of an address, as LaTeX needs it
# The fields that an entry of any type may have: those of BibTeX that a reference uses, and three of this project.
FIELDS = {
    *("title", "journal", "institution", "publisher", "booktitle", "editor", "edition", "isbn", "month", "year"),
    *("volume", "number", "pages", "doi", "pmid", "url", "traced", "annote"),
}
ADDRESSES = {"doi", "url", "pmid"}  # these are no LaTeX
# What a source says of how its figure was read, by the word in its field `traced`.
TRACED = {"copy": "Read in a copy or summary."}
# What is written for a year, and what a reader is told then.
NO_YEAR = {"n.d.": "no date given", "unconfirmed": "year to be confirmed"}
# Fields of biblatex and of the programs that keep references, and what they are here.
BIBLATEX = {"date": "year", "journaltitle": "journal", "location": "publisher", "eventtitle": "booktitle"}
BIBLATEX |= {"issue": "number", "eid": "pages", "note": "annote", "howpublished": "url", "pmcid": "url"}
# Words before a number of an issue or a page: the site writes its own.
WORDED = re.compile(r"(?:vol|no|nr|issue|pp?|pages?|art)\b", re.IGNORECASE)
LEAST_IN_CAPITALS = 12  # letters of a title; a shorter one may be a name
FRONT_PAGE = re.compile(r"https?://[^/]+/?")  # the address of a whole site
MOST_SAID = 80  # letters of a field in a message
NO_LINK = "https://missing.invalid"  # of a source without an address, which is reported as that


class SourcesUnreadable(Rule):
    """Without its sources the site can show no evidence."""

    wrong = "the file cannot be read: {problem}"
    expected = "BibTeX in UTF-8"
    fix = "restore it"
    example = "a file in Latin-1, or none"


class SourcesEmpty(Rule):
    """A file without an entry was emptied by mistake."""

    wrong = "the file holds no source"
    expected = "entries of BibTeX"
    fix = "restore it"
    example = "% nothing"


class SourceCommentAt(Rule):
    """BibTeX knows no comments: it takes every @ between two entries for the start of one, as other programs do."""

    wrong = "this comment holds an @, with which an entry starts"
    expected = "comments without @"
    fix = "write it without the @, or delete it"
    example = "% cited by [@key]"


class SourceStart(Rule):
    """An entry is found by its start, and what stands between two is read by nothing."""

    wrong = "this is not the start of an entry: “{start}”"
    expected = "@article{{key, with a key of letters, digits, _, : and -; what is no entry begins with %"
    fix = "correct the line, or export the source as BibTeX"
    example = "@misc bacc_pneumothorax,"


class SourceUnreadable(Rule):
    """An entry that cannot be read to its end would be cut short."""

    wrong = "the entry “{key}” cannot be read: {problem}"
    expected = "an entry of BibTeX: @article{{key, field = {{value}}, …}}"
    fix = "close every brace and put a comma after each field"
    example = "title = \n  journal = {BMJ Open},"


class SourceKeyTwice(Rule):
    """A key leads to one source."""

    wrong = "the key “{key}” is there twice"
    expected = "one source a key; the first is in line {line}"
    fix = "merge the two, or give this one another key"
    example = "@article{a_key_that_another_entry_has,"


class SourceTwice(Rule):
    """A source is listed once, with all that rests on it."""

    wrong = "the source “{key}” is “{other}” again: both link to {link}"
    expected = "one key for each source"
    fix = "keep one of the two and cite that"
    example = "doi = {10.1136/bmjopen-2020-045961},  % as in another entry"


class SourceIncomplete(Rule):
    """A reader can find the source and see who wrote it, and when."""

    wrong = "the source “{key}” has no {missing}"
    expected = "author, title, year (“n.d.” where none is given), and a DOI, a PMID or a URL"
    fix = "add it from the publication itself"
    example = "@misc{key, title = {T}, year = {2020}, url = {https://example.org/}}"


class SourceFieldUnusable(Rule):
    """A field that is misspelt is shown to nobody, and a link of another form leads nowhere."""

    wrong = "the source “{key}” has what cannot be used: {fields}"
    expected = "a DOI as 10.…/…, a year, n.d. or unconfirmed, an https URL, numbers alone, traced = copy; only {known}"
    fix = "correct it"
    example = "doi = {https://doi.org/10.1136/bmjopen-2020-045961},"


class SourceAuthor(Rule):
    """A name that is not what it seems is cut into pieces: “Organization WH” for the World Health Organization."""

    wrong = "an author of “{key}” cannot be named: {problem}"
    expected = "author = {{Family, Given and Family, G. H. and {{An Organisation}} and others}}"
    fix = "write the names so; one organisation alone has two pairs of braces: {{{{World Health Organization}}}}"
    example = "author = {World Health Organization},"


class SourceFrontPage(Rule):
    """The front page of a site is no place where a reader finds one of its pages."""

    wrong = "the source “{key}” links to the front page of a site: {url}"
    expected = "the address of the page, or in “annote” the words “look for”, and what"
    fix = "add the address; if it is not known, say in “annote” what to look for"
    example = "url = {https://www.bmj.com/},  % and no “annote”"


class _NoEntry(NamedTuple):
    """What stands where an entry could begin, and is none."""

    line: int
    start: str


class _Entry(NamedTuple):
    """An entry of the file as it is written, but for the names of fields: they are in small letters."""

    line: int
    key: str
    fields: dict[str, str]
    problem: str  # why it cannot be read; empty if it can
    problem_line: int  # where that is


@lru_cache(maxsize=2)
def read_sources(name: str, data: bytes | None) -> tuple[Sources, tuple[Fault, ...]]:
    """Return the sources of a BibTeX file, given by its name and bytes (None if it cannot be opened), and its faults.

    An entry that cannot be read keeps its key, so that what cites it is not called wrong too.
    """
    try:
        text = decoded(data)
    except ValueError as error:
        return Sources(name, incomplete=True), (SourcesUnreadable.at(Place(name, toml_line(error)), problem=error),)
    faults = [*fill_in_faults(name, text), *_comment_faults(name, text)]
    sources: dict[str, Source] = {}
    lines: dict[str, int] = {}
    incomplete = False
    for entry in _entries(COMMENT.sub("", text)):
        if isinstance(entry, _NoEntry):
            faults.append(SourceStart.at(Place(name, entry.line), start=entry.start))
            incomplete |= entry.start.startswith("@")
        elif entry.key in lines:
            faults.append(SourceKeyTwice.at(Place(name, entry.line), key=entry.key, line=lines[entry.key]))
        else:
            lines[entry.key] = entry.line
            source, found = _read_entry(entry, Place(name, entry.line))
            faults += found
            if source:
                sources[entry.key] = source
    if not lines and not faults:
        faults.append(SourcesEmpty.at(name))
    read = Sources(name, sources, lines, incomplete or not lines)
    return read, (*faults, *_same_faults(read))


def _comment_faults(name: str, text: str) -> Iterator[Fault]:
    for comment in COMMENT.finditer(text):
        if "@" in comment[0]:
            yield SourceCommentAt.at(Place(name, text.count("\n", 0, comment.start()) + 1))


def _entries(text: str) -> Iterator[_Entry | _NoEntry]:
    """Yield the entries of a file in their order, and what is none.

    The file is cut before each line that starts with @, so that an entry without an end does not take the next with it.
    """
    starts = [start.start() for start in AT_LINE.finditer(text)]
    if "@" in text[: starts[0] if starts else None]:
        starts.insert(0, text.index("@"))
    macros = dict(month_names)
    yield from _between(text[: starts[0] if starts else None], 1)
    for start, end in pairwise([*starts, len(text)]):
        piece, first = text[start:end], text.count("\n", 0, start) + 1
        found = list(_commands(piece, first, macros))
        for begun, fields, problem, problem_line, _ in found:
            line, head = first + piece.count("\n", 0, begun), ENTRY_START.match(piece, begun)
            if head:
                yield _Entry(line, head[1], fields, problem, problem_line or line)
            elif problem or not NO_ENTRY.match(piece, begun):
                yield _NoEntry(line, piece[begun:].split("\n")[0][:40])
        if not NO_ENTRY.match(piece) and not any(problem for *_, problem, _, _ in found):
            end = max((ends for *_, ends in found), default=0)
            yield from _between(piece[end:], first + piece.count("\n", 0, end))


def _between(text: str, line: int) -> Iterator[_NoEntry]:
    """Yield what stands in a text that begins at this line and should be empty."""
    if bare := text.strip():
        yield _NoEntry(line + text.count("\n", 0, text.index(bare)), bare.split("\n")[0][:40])


def _commands(piece: str, line: int, macros: dict[str, str]) -> Iterator[tuple[int, dict[str, str], str, int, int]]:
    """Yield where each command of a piece of a file begins, with its fields, or with what is wrong and in which line.

    Last comes where it ends. The macros that a command sets are added to `macros`.
    """
    parser = LowLevelParser(piece, macros=macros)
    parser.lineno = line
    try:
        for command, (_, *values) in parser:
            if NO_ENTRY.match(f"@{command}"):
                continue
            pairs = [(name.lower(), " ".join("".join(parts).split())) for name, parts in values[0]]
            names = [name for name, _ in pairs]
            twice = next((name for index, name in enumerate(names) if name in names[:index]), "")
            yield parser.command_start, dict(pairs), f"it has the field “{twice}” twice" if twice else "", 0, parser.pos
    except PybtexSyntaxError as error:
        if not re.match(r"@comment\b", piece[parser.command_start :], re.IGNORECASE):
            problem = re.sub(r" in line \d+", "", (str(error).splitlines() or [""])[-1])
            yield parser.command_start, {}, problem, 0 if "premature" in problem else error.lineno, len(piece)


def _read_entry(entry: _Entry, place: Place) -> tuple[Source | None, list[Fault]]:
    """Return the source of an entry, None where it cannot be shown, and what is wrong with it."""
    if entry.problem:
        at = place._replace(line=entry.problem_line)
        return None, [SourceUnreadable.at(at, key=entry.key, problem=entry.problem)]
    entry = entry._replace(fields={**entry.fields, **_addresses(entry.fields)})
    faults = list(_field_faults(entry, place))
    try:
        source = _source(entry, read_authors(entry.fields.get("author", "")))
    except ValueError as error:
        return None, [SourceAuthor.at(place, key=entry.key, problem=error), *faults]
    shown = (source.all_authors, source.title, source.published, source.where, source.note)
    marked = list(markup_faults(place, f"the source “{entry.key}”", *shown))
    return None if marked else source, [*marked, *faults]


def _addresses(fields: dict[str, str]) -> dict[str, str]:
    """Return the addresses among the fields without what LaTeX needs around and before some signs."""
    bare = {name: re.sub(r"^\\url\{(.*)\}$", r"\1", fields[name]) for name in ADDRESSES & fields.keys()}
    return {name: ESCAPED.sub(r"\1", value) for name, value in bare.items()}


def _same_faults(sources: Sources) -> Iterator[Fault]:
    """Yield the sources that link to where another one before them does."""
    keys: dict[str, str] = {}
    for key, source in sources.entries.items():
        if (first := keys.setdefault(source.link.lower(), key)) != key and source.link != NO_LINK:
            yield SourceTwice.at(sources.at(key), key=key, other=first, link=source.link)


def _field_faults(entry: _Entry, place: Place) -> Iterator[Fault]:
    """Yield what an entry lacks, and what it has that cannot be used."""
    fields = entry.fields
    needed = {name: fields.get(name, "").strip("{} ") for name in ("author", "title", "year")}
    needed["doi, pmid or url"] = fields.get("doi") or fields.get("pmid") or fields.get("url") or ""
    unknown = fields.keys() - FIELDS - {"author"}
    of_biblatex = {BIBLATEX[name] for name in unknown & BIBLATEX.keys()}
    # A field that is missing because it is misspelt is reported as that.
    missing = [
        names
        for names, value in needed.items()
        if not value
        and not of_biblatex.intersection(re.split(", | or ", names))
        and not any(did_you_mean(name, re.split(", | or ", names)) for name in unknown)
    ]
    if missing:
        yield SourceIncomplete.at(place, key=entry.key, missing=", no ".join(missing))
    if _is_front_page(fields) and "look for" not in fields.get("annote", "").lower():
        yield SourceFrontPage.at(place, key=entry.key, url=fields["url"])
    year, title = fields.get("year", ""), fields.get("title", "")
    sound = {
        **{name: not fields.get(name) or _is_address(name, fields[name]) for name in ADDRESSES},
        **{name: not WORDED.match(fields.get(name, "")) for name in ("volume", "number", "pages")},
        "title": not (title.isupper() and sum(map(str.isalpha, title)) >= LEAST_IN_CAPITALS and " " in title),
        "year": not year or year in NO_YEAR or re.fullmatch(r"1[89]\d\d|20[0-4]\d", year),
        "traced": fields.get("traced", "copy") in TRACED,
        **dict.fromkeys(unknown, False),
    }
    if odd := sorted(name for name, is_sound in sound.items() if not is_sound):
        said, known = ", ".join(_said(name, fields.get(name, "")) for name in odd), ", ".join(sorted(FIELDS))
        yield SourceFieldUnusable.at(place, key=entry.key, fields=said, known=known)


def _is_address(name: str, value: str) -> bool:
    """Return whether a DOI, the number of PubMed or an address has the form of one that every reader can follow."""
    form = {"doi": DOI, "pmid": PMID, "url": URL}[name]
    return form.fullmatch(value) is not None and not (name == "url" and LOGGED_IN.search(value))


def _said(name: str, value: str) -> str:
    """Return a field that cannot be used, and what is known of the reason."""
    sign = NOT_IN_DOI.search(value) if name == "doi" and value.startswith("10.") else None
    why = f" (here it is “{BIBLATEX[name]}”)" if name in BIBLATEX else f" (the sign “{sign[0]}”)" if sign else ""
    if name == "url" and (session := LOGGED_IN.search(value)):
        why = f" (“{session[0]}”: only who is logged in gets there)"
    if name == "title":
        why = " (in capitals: write them as in a sentence)"
    return f"{name} = {{{value if len(value) <= MOST_SAID else value[:MOST_SAID] + '…'}}}{why}"


def _is_front_page(fields: dict[str, str]) -> bool:
    """Return whether the link of an entry leads to a whole site, where a reader still has to find the source."""
    return not fields.get("doi") and not fields.get("pmid") and bool(FRONT_PAGE.fullmatch(fields.get("url", "")))


def _source(entry: _Entry, authors: list[str]) -> Source:
    """Return an entry as a reader sees it."""
    fields = {
        name: value if name in ADDRESSES else plain_latex(value)
        for name, value in entry.fields.items()
        if name in FIELDS - {"editor"}
    }
    addresses = {name: fields[name] for name in ADDRESSES & fields.keys() if _is_address(name, fields[name])}
    doi, pmid, url = (addresses.get(name, "") for name in ("doi", "pmid", "url"))
    address = url or NO_LINK
    link, link_text = address, re.sub(r"^https?://(www\.)?([^/]+).*", r"\2", address)
    if doi:
        link, link_text = f"https://doi.org/{re.sub(r'[][#]', lambda sign: quote(sign[0]), doi)}", f"doi:{doi}"
    elif pmid:
        link, link_text = f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/", f"PMID {pmid}"
    publishers = (fields.get(name, "") for name in ("journal", "booktitle", "institution", "publisher"))
    year = fields.get("year", "")
    notes = (fields.get("annote", ""), TRACED.get(fields.get("traced", ""), ""))
    return Source(
        key=entry.key,
        authors=shown_authors(authors, 2),
        title=fields.get("title", "").rstrip(".") or "?",  # that it lacks one is told once
        published=next(filter(None, publishers), ""),
        year=NO_YEAR.get(year, year),
        link=link,
        link_text=link_text,
        note=" ".join(filter(None, notes)),
        all_authors=shown_authors(authors, 6),
        where=_where(fields.get("volume", ""), fields.get("pages", "")),
    )


def _where(volume: str, pages: str) -> str:
    """Return volume and pages in words: “volume 20, page 57”. A spreadsheet would take 20:57 for a time of day."""
    pages = re.sub(r"(?<=\d)-(?=[A-Za-z]?\d+$)", "–", pages)
    word = "pages" if "–" in pages else "page" if pages.isdigit() else "article"
    parts = (f"volume {volume}" if volume else "", f"{word} {pages}" if pages else "")
    return ", ".join(filter(None, parts))
