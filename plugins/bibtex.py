"""The sources, read from BibTeX: every entry whole, every fault with its line."""

from __future__ import annotations

import re
from pathlib import Path

from pybtex.database import Entry, Person
from pybtex.database.input.bibtex import Parser
from pybtex.richtext import Text

from plugins.citations import KEY, Source, Sources
from plugins.faults import Report, Rule
from plugins.source import check_filled_in

ENTRY = re.compile(rf"@([a-z]+)\{{({KEY}),", re.IGNORECASE)
AT = re.compile(r"^[ \t]*@.*$", re.MULTILINE)
COMMENT = re.compile(r"^%.*$", re.MULTILINE)
DOI = re.compile(r"10\.\d{4,9}/[\w.;()/:<>+-]*[\w)>]")
# Of BibTeX's fields those that a reference of any type may have, and three of ours: pmid, traced and annote.
FIELDS = {
    *("title", "journal", "institution", "publisher", "booktitle", "editor", "edition", "isbn", "month", "year"),
    *("volume", "number", "pages", "doi", "pmid", "url", "traced", "annote"),
}
# What a source says of how its figure was read, by the word in its field `traced`.
TRACED = {"copy": "Read in a copy or summary."}


def read_sources(path: Path, report: Report) -> Sources:
    """Read the BibTeX file; report entries that cannot be read, that stand twice or that lack what a reader needs."""
    sources = Sources(report.name(path))
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        report.add(Rule.BIBTEX, sources.file, f"the file cannot be read: {error}", "BibTeX in UTF-8", "restore it")
        return sources
    check_filled_in(sources.file, text, report)
    starts = list(AT.finditer(text))
    if not starts:
        report.add(Rule.BIBTEX, sources.file, "the file holds no source", "entries of BibTeX", "restore it")
    ends = [start.start() for start in starts[1:]] + [len(text)] if starts else []
    for start, end in zip(starts, ends, strict=True):
        line = text.count("\n", 0, start.start()) + 1
        head = ENTRY.match(start[0].lstrip())
        if not head:
            report.add(
                Rule.BIBTEX,
                (sources.file, line),
                f"this is not the start of an entry: “{start[0][:40]}”",
                "@article{key, with a key of letters, digits, _, : and -",
                "mend the line",
            )
            continue
        key = head[2]
        if key in sources.lines:
            report.add(
                Rule.SOURCE_TWICE,
                (sources.file, line),
                f"the key “{key}” stands twice",
                f"one source a key; the first is in line {sources.lines[key]}",
                "merge the two, or give this one another key",
            )
            continue
        sources.lines[key] = line
        try:
            entry = Parser().parse_string(COMMENT.sub("", text[start.start() : end])).entries[key]
            sources.entries[key] = _source(key, entry, (sources.file, line), report)
        except Exception as error:
            report.add(
                Rule.BIBTEX,
                (sources.file, line),
                f"the entry “{key}” cannot be read: {str(error).splitlines()[-1] if str(error) else 'it has no end'}",
                "an entry of BibTeX: @article{key, field = {value}, …}",
                "close every brace and put a comma after each field",
            )
    _check_same(sources, report)
    return sources


def _check_same(sources: Sources, report: Report) -> None:
    links: dict[str, str] = {}
    for key, source in sources.entries.items():
        if source.link and links.setdefault(source.link.lower(), key) != key:
            report.add(
                Rule.SOURCE_TWICE,
                (sources.file, sources.lines[key]),
                f"the source “{key}” is “{links[source.link.lower()]}” again: both link to {source.link}",
                "one key for each source",
                "keep one of the two and cite that",
            )


def _source(key: str, entry: Entry, place: tuple[str, int], report: Report) -> Source:
    raw = {"doi", "url", "pmid"}  # addresses are no LaTeX
    fields = {name.lower(): value if name.lower() in raw else _plain(value) for name, value in entry.fields.items()}
    missing = [
        name
        for name, present in {
            "author": [person for person in entry.persons.get("author", []) if person.last_names],
            "title": fields.get("title"),
            "year": fields.get("year"),
            "doi, pmid or url": fields.get("doi") or fields.get("pmid") or fields.get("url"),
        }.items()
        if not present
    ]
    if missing:
        report.add(
            Rule.SOURCE_INCOMPLETE,
            place,
            f"the source “{key}” has no {', no '.join(missing)}",
            "author, title, year (“n.d.” where none is given), and a DOI, a PMID or a URL",
            "add it from the publication itself",
        )
    odd = [
        f"{name} = {{{fields.get(name, '')}}}"
        for name, sound in {
            "doi": not fields.get("doi") or DOI.fullmatch(fields["doi"]),
            "year": not fields.get("year") or re.fullmatch(r"1[89]\d\d|20\d\d|n\.d\.", fields["year"]),
            "pmid": fields.get("pmid", "1").isdigit(),
            "url": fields.get("url", "https://").startswith("https://"),
            "traced": fields.get("traced", "copy") in TRACED,
            **dict.fromkeys(set(fields) - FIELDS, False),
        }.items()
        if not sound
    ]
    if odd:
        report.add(
            Rule.SOURCE_INCOMPLETE,
            place,
            f"the source “{key}” has what cannot be used: {', '.join(sorted(odd))}",
            f"a DOI as 10.…/…, a year or n.d., an https URL, traced = copy; only {', '.join(sorted(FIELDS))}",
            "correct it",
        )
    doi, pmid, url = (fields.get(name, "") for name in ("doi", "pmid", "url"))
    # A source without any address has been reported; its stand-in makes no further fault.
    link, link_text = url or "https://missing.invalid", re.sub(r"^https?://(www\.)?([^/]+).*", r"\2", url)
    if doi:
        link, link_text = f"https://doi.org/{doi}", f"doi:{doi}"
    elif pmid:
        link, link_text = f"https://pubmed.ncbi.nlm.nih.gov/{pmid}/", f"PMID {pmid}"
    published = next(
        (fields[name] for name in ("journal", "booktitle", "institution", "publisher") if fields.get(name)), ""
    )
    year = fields.get("year", "")
    notes = [fields.get("annote", ""), TRACED.get(fields.get("traced", ""), "")]
    return Source(
        key=key,
        authors=_authors(entry.persons.get("author", [])),
        title=fields.get("title", "").rstrip("."),
        published=published,
        year="no date given" if year == "n.d." else year,
        link=link,
        link_text=link_text,
        note=" ".join(note for note in notes if note),
        all_authors=_authors(entry.persons.get("author", []), 6),
        where=":".join(part for part in (fields.get("volume", ""), fields.get("pages", "").replace("--", "–")) if part),
    )


def _plain(value: str) -> str:
    if not re.search(r"[{}\\~]|``|''", value):
        return value
    # Most hold no LaTeX but braces, which keep capitals: they need no parser.
    bare = re.sub("[{}]", "", value)
    return bare if re.fullmatch(r"[\w .,:;()/?]*", bare) else str(Text.from_latex(value))


def _authors(persons: list[Person], most: int = 2) -> str:
    """Return up to `most` authors as “Surname A, Surname B”; of more, the first half of that number “and others”."""
    shown = persons if len(persons) <= most else persons[: most // 2]
    names = [_name(person) for person in shown if str(person) != "others"]
    return ", ".join(names) + (" and others" if len(names) < len(persons) else "")


def _name(person: Person) -> str:
    surname = _plain(" ".join(person.prelast_names + person.last_names))
    initials = "".join(_plain(name)[0] for name in person.first_names + person.middle_names)
    return f"{surname} {initials}".strip()
