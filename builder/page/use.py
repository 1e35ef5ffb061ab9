"""What the pages use of the evidence: which show a row, and where; which cite a source, and where it is listed."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from builder.evidence import Evidence
from builder.evidence.references import Source
from builder.evidence.row import GENERAL
from builder.evidence.sign import Sign
from builder.evidence.term import Term
from builder.faults import Fault, Place, Rule
from builder.outline import CONDITIONS, REQUIRED, STUDIES
from builder.page.pages import GLOSSARY, SOURCES, Page
from builder.page.pages import STUDIES as OF_STUDIES
from builder.text.cards import is_owed
from builder.text.reader import Uses


class SourceUncited(Rule):
    """A source that no page cites supports nothing."""

    wrong = "no page cites the source “{key}”"
    expected = "each source to be cited at least once"
    fix = "cite it with [@{key}], or delete it"
    example = "@misc{nobody2020, …}"


class SourceUnlisted(Rule):
    """A reader looks for a source in the lists, and a table leads there."""

    wrong = "no list of sources shows “{key}”, which begins with {initial}"
    expected = "the field “Letters” of the lists in content/pages to cover A to Z"
    fix = "widen the letters of one list, or correct the author"
    example = "Letters: N to Y"


class ConditionWithoutPage(Rule):
    """Findings that no page can show are not for readers."""

    wrong = "there are findings on “{condition}”, but the site has no such page"
    expected = "content/conditions/{condition}.md"
    fix = "write the page, or move the findings into the file of another condition"
    example = "content/evidence/findings/hay-fever.toml"


class ConditionWithoutFindings(Rule):
    """The page of a condition says what studies found."""

    wrong = "the ledger has no findings on “{condition}”"
    expected = "content/evidence/findings/{condition}.toml"
    fix = "write the findings, or rename the page"
    example = "content/conditions/hay-fever.md"


class StudiesWithoutPage(Rule):
    """The page of a condition is short because that of its studies holds every figure."""

    wrong = "the condition “{condition}” has no page of all its studies"
    expected = "content/studies/{condition}.md, with “Template: studies”"
    fix = "write it: its blocks show the findings"
    example = "content/conditions/hay-fever.md (and no content/studies/hay-fever.md)"


class RowUnshown(Rule):
    """A row is in the ledger to be shown: on the page of its condition, or that of its studies, where it has one."""

    wrong = "the row “{row}” is never shown"
    expected = "each row in {where}, in a block or by [={row} words]"
    fix = "show it, or delete the row"
    example = 'id = "nobody-2020"'


class TermUnused(Rule):
    """The glossary explains the words of this site, and no others."""

    wrong = "no page uses the term “{term}”"
    expected = "each term, or another of its forms, to stand on a page besides the glossary"
    fix = "use it, add the form that the pages have to “also”, or delete the row"
    example = 'term = "moxa"'


@dataclass(frozen=True)
class Use:
    """What all pages use. Pages and addresses are in the order of the Markdown files.

    `shown` has the pages that draw or name a row, `addresses` where to see it; `cited` the pages that cite a source,
    `listed` the sources of each list by the address of its page, `listed_on` that address by the key of a source.
    `terms` has the pages that use a term of the glossary: first those that mark it, last those of all studies.
    """

    shown: Mapping[str, tuple[Page, ...]]
    addresses: Mapping[str, str]
    cited: Mapping[str, tuple[Page, ...]]
    listed: Mapping[str, tuple[Source, ...]]
    listed_on: Mapping[str, str]
    terms: Mapping[str, tuple[Page, ...]]


def use_of(pages: Iterable[Page], uses: Mapping[str, Uses], evidence: Evidence) -> Use:
    """Return what pages use. `uses` says it of each text by the name of its document."""
    shown: dict[str, dict[Page, None]] = {}
    cited: dict[str, dict[Page, None]] = {}
    named_at: dict[str, str] = {}
    drawn_at: dict[str, str] = {}
    in_order, signs = sorted(pages, key=lambda page: page.document), evidence.ledger.of(Sign)  # these have no anchor
    for page in in_order:
        for text in (uses[name] for name in page.texts if name in uses):
            for row in {*text.drawn, *text.named}:
                shown.setdefault(row, {})[page] = None
                named_at.setdefault(row, page.url)
            drawn_at.update({row: f"{page.url}#{row}" for row in text.drawn if row not in signs})
            for key in text.cited:
                cited.setdefault(key, {})[page] = None
    listed = {page.url: tuple(_listed(page, evidence)) for page in in_order if page.template == SOURCES}
    for term in evidence.ledger.of(Term).values():
        for key in term.keys:
            cited.setdefault(key, {}).update({page: None for page in in_order if page.template == GLOSSARY})
    return Use(
        shown={row: tuple(on) for row, on in shown.items()},
        addresses={**named_at, **drawn_at},
        cited={key: tuple(on) for key, on in cited.items()},
        listed=listed,
        listed_on={source.key: url for url, sources in listed.items() for source in sources},
        terms={term: tuple(_users(term, in_order, uses)) for term in evidence.ledger.of(Term)},
    )


def _users(term: str, pages: Iterable[Page], uses: Mapping[str, Uses]) -> list[Page]:
    """Return the pages that use a term, in the order in which the glossary names them."""

    def texts(page: Page) -> list[Uses]:
        return [uses[name] for name in page.texts if name in uses]

    users = [page for page in pages if page.template != GLOSSARY and any(term in text.terms for text in texts(page))]
    marks = {page for page in users if any(term in text.marked for text in texts(page))}
    return sorted(users, key=lambda page: (page not in marks, page.template == OF_STUDIES, page.short_title))


def _listed(page: Page, evidence: Evidence) -> Iterator[Source]:
    first, _, last = (page.letters or "A to Z").partition(" to ")
    return (source for source in evidence.sources.in_order if first <= source.initial <= last)


def owed_files(pages: Iterable[Page], evidence: Evidence) -> frozenset[str]:
    """Return the file of each page whose absence is a fault of its own, so that no link to it is one too."""
    conditions = evidence.ledger.conditions.keys() - {GENERAL} | {page.condition for page in pages} - {""}
    own = {f"{CONDITIONS}/{condition}/" for condition in conditions}
    return frozenset({*REQUIRED, *(f"{url}{part}index.html" for url in own for part in ("", f"{STUDIES}/"))})


def check_use(
    use: Use, pages: Iterable[Page], evidence: Evidence, *, settings_are_sound: bool, is_whole: bool = True
) -> Iterator[Fault]:
    """Yield sources and rows that no page shows, conditions without a page, and pages without findings.

    Help numbers of unsound settings, and rows that cannot be read, may cite a source that nothing else cites. What is
    missing of a site that is not whole may cite any, and show any row.
    """
    ledger, sources, by_url = evidence.ledger, evidence.sources, {page.url: page for page in pages}
    known = is_whole and settings_are_sound and not ledger.broken and not ledger.incomplete
    for key in sources.entries if known else ():
        if key not in use.cited:
            yield SourceUncited.at(Place(sources.file, sources.lines[key]), key=key)
    own = {page.condition: page for page in pages if page.condition}
    for condition, findings in ledger.conditions.items():
        if condition not in own and condition != GENERAL:
            yield ConditionWithoutPage.at(ledger.places[findings[0].id].file, condition=condition)
    for condition, page in own.items():
        if condition not in ledger.conditions and f"{condition}.toml" not in ledger.broken:
            yield ConditionWithoutFindings.at(page.document, condition=condition)
        if f"{page.url}{STUDIES}/" not in by_url:
            yield StudiesWithoutPage.at(page.document, condition=condition)
    for row in ledger.rows.values() if is_whole else ():
        condition = getattr(row, "condition", GENERAL)
        if isinstance(row, Sign) and is_owed(row):
            continue  # where a card that shows it is missing, that is the fault
        if isinstance(row, Term):
            if not use.terms[row.id]:
                yield TermUnused.at(ledger.places[row.id].at("term"), term=row.term)
            continue
        shown = use.shown.get(row.id, ())
        wanted = {own[condition], by_url.get(f"{own[condition].url}{STUDIES}/")} if condition in own else {*shown}
        if wanted.isdisjoint(shown):
            where = f"content/{CONDITIONS}/{condition}.md" if condition in own else "a page"
            yield RowUnshown.at(ledger.places[row.id].at("id"), row=row.id, where=where)


def check_lists(use: Use, evidence: Evidence) -> Iterator[Fault]:
    """Yield the sources that no list of sources shows."""
    sources = evidence.sources
    for key, source in sources.entries.items():
        if source.initial and key not in use.listed_on:
            yield SourceUnlisted.at(Place(sources.file, sources.lines[key]), key=key, initial=source.initial)
