"""The built site as a whole: its pages, how they hang together, and the files beside them."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from functools import lru_cache
from pathlib import Path

from builder.check.elements import ForeignResource
from builder.check.links import check_anchors, check_links, check_resources
from builder.check.page import PageFacts, read_page, read_svg
from builder.check.parts import IMAGES, check_styles, check_weight, lost
from builder.check.place import Places, output
from builder.check.terms import BuiltPage, Found, Otherwise, Terms, found
from builder.check.urls import css_addresses, file_at, is_foreign
from builder.faults import Fault, Place, Rule
from builder.outline import HEADINGS, REQUIRED

PUBLISHED = IMAGES | {".html", ".css", ".js", ".woff2", ".txt", ".xml", ".ico", ".webmanifest", ".json", ".csv", ".pdf"}
FOLDERS = ("assets/", "images/", "data/", "leaflet/", ".well-known/")  # where files that are no pages may be
INDEX = "pagefind/"  # which the search writes, and checks
NAMED = 3  # of the pages that lack the same, how many a message names


class FileNotForPublishing(Rule):
    """Only what readers need is published: no drafts, no lists of the makers, no files that do something unseen."""

    wrong = "the file {file} must not be published"
    expected = "pages, and in assets/, images/, data/ files that end in {endings}"
    fix = "link to files of content/images only; keep other files out of theme/static"
    example = "[It]({static}/wording.toml)"


class StylesheetAddress(Rule):
    """A stylesheet that names what is not there, or is not wherever it may lie, leaves a page without its type."""

    wrong = "the stylesheet names “{address}”, which is not there, or is at the root of a host alone"
    expected = "a file of theme/static, by its path from there, without a slash at its start"
    fix = "correct the name, or add the file"
    example = "src: url(fonts/gone.woff2)"


class PageNotWritten(Rule):
    """A text that no page shows is lost without a word."""

    wrong = "no page was written to {file}, and nothing says why"
    expected = "a page for each text"
    fix = "build again; if that does not help, look for what its template does: {template}"
    example = "a template that renders to nothing"
    cause = "pages that are not written"


class GuideHeadings(Rule):
    """The guide is quoted and linked to by its headings: they are shown word for word."""

    wrong = "the home page does not show the headings of the guide word for word and in order: {heading}"
    expected = "{count} headings of level 2, as the sections are titled"
    fix = "print {{{{ section.title }}}} for each section, unchanged"
    example = "{{ section.title|upper }}"


def list_files(folder: Path) -> tuple[str, ...]:
    """Return the name of every file below a folder, in order."""
    return tuple(sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()))


def check_site(
    folder: Path,
    pages: Sequence[BuiltPage],
    leads_on: Mapping[str, str],
    failed: Collection[str],
    terms: Terms,
    places: Places,
    owed: Collection[str] = REQUIRED,
    torn: Collection[str] = (),
) -> tuple[dict[str, PageFacts], list[Fault]]:
    """Return the facts of every page of a built site, and everything that is wrong with it.

    `leads_on` has, for each page at an old address, where it leads to. `failed` are files of pages whose template
    failed, which has been said; so it has of those pages of the `owed` that are missing, and of those that are `torn`:
    no link to them, or to their parts, is a fault. Files of the search are passed over.
    """
    names = [name for name in list_files(folder) if not (terms.search_page and name.startswith(INDEX))]
    by_file = {page.file: page for page in pages}
    facts: dict[str, PageFacts] = {}
    faults: list[Fault] = []
    pictures: list[PageFacts] = []
    weights: dict[str, Future[tuple[Found, ...]]] = {}
    unstyled: dict[str, tuple[Found, ...]] = {}
    stylesheets = dict(terms.stylesheets)
    there = {*names, *by_file}
    with ThreadPoolExecutor(1) as scales:  # brotli works beside this thread
        for name in names:
            faults += _check_kind(name, places)
            suffix = posixpath.splitext(name)[1]
            if suffix == ".html" and name not in failed and (data := (folder / name).read_bytes()):
                facts[name] = read_page(name, data, terms)
                named = {resource.file for resource in facts[name].resources}
                loaded = [file for file in stylesheets if file in named]
                sheets = tuple(stylesheets[file] for file in loaded)
                weights[name] = scales.submit(check_weight, name, data, sheets, terms.page_weight)
                unstyled[name] = tuple(check_styles(data, stylesheets, loaded))
            elif suffix == ".svg":
                pictures.append(read_svg(name, (folder / name).read_bytes(), terms))
            elif suffix == ".css":
                faults += _check_css(name, (folder / name).read_bytes(), there, terms, places)
    for file in sorted(by_file.keys() - facts.keys() - set(failed)):
        if file.startswith(INDEX):  # that no page may be there has been said
            continue
        page = by_file[file]
        place = page.documents[0] if page.documents else page.template_file
        faults.append(PageNotWritten.at(place, file=file, template=page.template_file))
    weighed = {name: weight.result() for name, weight in weights.items()}  # deadline: the pool is done
    looks = {name: (*unstyled[name], *weighed[name]) for name in weighed}
    ids = {name: known.ids for name, known in facts.items() if name not in leads_on and name not in torn}
    reached = {*there, terms.search_page, *owed}
    faults += _page_faults([*facts.values(), *pictures], looks, by_file, leads_on, there, reached, ids, terms, places)
    return facts, list(dict.fromkeys(faults))


def _page_faults(
    all_facts: Sequence[PageFacts],
    looks: Mapping[str, tuple[Found, ...]],
    by_file: Mapping[str, BuiltPage],
    leads_on: Mapping[str, str],
    there: Collection[str],
    reached: Collection[str],
    ids: dict[str, frozenset[str]],
    terms: Terms,
    places: Places,
) -> Iterator[Fault]:
    addresses = sorted(f"{terms.siteurl}/{name.removesuffix('index.html')}" for name in there)
    for page in by_file.values():
        # That the guide lacks its disclaimer is said, and no fault of the template that leads to it.
        if page.headings and HEADINGS[-1] not in page.headings and page.file in ids:
            ids[page.file] |= {terms.disclaimer_anchor}
    lacking: dict[tuple[Found, str], list[str]] = defaultdict(list)
    for facts in all_facts:
        page = by_file.get(facts.file) or BuiltPage(facts.file, "base", _sources_of(facts.file))
        # Where a redirect leads is checked at its line.
        links = tuple(link for link in facts.links if link.address != leads_on.get(page.file))
        for one in (
            *facts.found,
            *looks.get(facts.file, ()),
            *check_links(links, reached, addresses, terms.siteurl),
            *check_resources(facts.resources, there, addresses),
            *check_anchors(links, ids, by_file),
            *_check_beside(facts, page, leads_on),
        ):
            if one.otherwise is Otherwise.TEMPLATE:
                lacking[one, page.template_file].append(page.file)
            else:
                yield from (one.rule.at(place, **dict(one.blanks)) for place in places.of(one, page))
        for shown in facts.words:
            yield from places.word_faults(shown, page)
    for (one, template), files in lacking.items():
        several = "" if len(files) <= NAMED else f" and {len(files) - NAMED} more"
        blanks = {**dict(one.blanks), "pages": f"{', '.join(files[:NAMED])}{several}"}
        page = BuiltPage(files[0], template.removeprefix("theme/templates/").removesuffix(".html"), ())
        yield from (one.rule.at(place, **blanks) for place in places.of(one, page))


def _sources_of(file: str) -> tuple[str, ...]:
    """Return the file of the project that a picture of the site was copied from, if it has kept its name."""
    folder, _, name = file.partition("/")
    source = f"theme/static/{name}" if folder == "assets" else f"content/{file}"
    return (source,) if file.endswith(".svg") else ()


def _check_beside(facts: PageFacts, page: BuiltPage, leads_on: Mapping[str, str]) -> Iterator[Found]:
    """Yield what is wrong with a page for the texts that it is made of, or the address that it stands at."""
    if page.documents and not facts.reviews and facts.file.endswith(".html"):
        yield lost("both review dates of its text")
    if page.headings:
        shown = [heading.text for heading in facts.headings if heading.level == 2 and heading.text in page.headings]
        if shown != list(page.headings):
            missing = [f"“{heading}” is missing" for heading in page.headings if heading not in shown]
            first = (missing or ["their order has changed"])[0]
            yield found(GuideHeadings, otherwise=Otherwise.TEMPLATE, heading=first, count=len(page.headings))
    for command in facts.refreshes:
        to = leads_on.get(page.file)
        if to is None:
            yield command.refused
        elif command.content != f"0; url={to}":
            # As the template has it, so that it is one fault at however many old addresses.
            blanks = {**dict(command.refused.blanks), "content": command.content.replace(to, "{{ to }}")}
            yield command.refused._replace(blanks=tuple(blanks.items()))


def _check_kind(name: str, places: Places) -> Iterator[Fault]:
    suffix = posixpath.splitext(name)[1].lower()  # that it has capital letters is said of the file
    misplaced = suffix != ".html" and not name.startswith(FOLDERS) and "/" in name
    hidden = "/." in f"/{name.removeprefix('.well-known/')}"
    if suffix not in PUBLISHED or misplaced or hidden:
        place = next(places.find([f"/{posixpath.basename(name)}"], places.documents), output(name))
        yield FileNotForPublishing.at(place, file=name, endings=", ".join(sorted(PUBLISHED - {".html"})))


def _check_css(name: str, data: bytes, there: Collection[str], terms: Terms, places: Places) -> Iterator[Fault]:
    for address in _css_addresses(data):
        if address.startswith(("data:", "#")):
            continue
        foreign = is_foreign(address, terms.siteurl)
        if foreign or address.startswith("/") or file_at(address, name, terms.siteurl) not in there:
            sheets = [other for other in places.others if other.endswith(".css")]
            place = next(places.find([address], sheets), Place("theme/static/css"))
            yield (ForeignResource if foreign else StylesheetAddress).at(place, address=address)


@lru_cache(maxsize=32)
def _css_addresses(data: bytes) -> tuple[str, ...]:
    return tuple(dict.fromkeys(css_addresses(data.decode(errors="replace"))))
