"""The evidence on the pages: fact boxes and tables from the ledger, and the numbers of the sources.

Markdown only names rows and sources. When all of it is read, this module reports what is cited or shown nowhere. When
a page is written, it lets the theme draw the rows and numbers the citations of the page.
"""

from __future__ import annotations

import re
from functools import lru_cache
from html import unescape
from typing import Any, NamedTuple

from jinja2 import Environment, Template
from pelican import signals

from plugins.citations import MARK, Numbering, Sources, check_citations, check_help_lines
from plugins.condition import PARTS, short_title
from plugins.faults import Report, Rule
from plugins.figures import FORM
from plugins.ledger import GENERAL, Ledger
from plugins.structured_data import crumbs, structured_data
from plugins.theme_check import template_faults
from plugins.wording import check_texts

BOX = re.compile(r'<ma-ledger caption="([^"]*)" ids="([^"]*)" kind="([a-z-]+)"></ma-ledger>')
DRAW = "{% import component as drawn %}{{ drawn[macro](rows, caption) }}"
LIST_TEMPLATE = "all-sources"
SAID = re.compile(r"</?ma-said[^>]*>")


class Boxes:
    """Draws the rows that a page names, with the macros of the theme (`components/<kind>.html`)."""

    def __init__(self, ledger: Ledger, environment: Environment, report: Report) -> None:
        self.ledger = ledger
        self.template = _drawing(environment)
        self.report = report

    def draw(self, html: str) -> str:
        """Return the HTML with every mark of a block replaced by its box or table; unknown rows are left out.

        A component that fails is reported; of rows that cannot be drawn only the ids are left.
        """
        return SAID.sub("", BOX.sub(self._draw, html))

    def _draw(self, mark: re.Match[str]) -> str:
        caption, ids, kind = unescape(mark[1]), mark[2].split(), mark[3]
        rows = [self.ledger.rows[identifier] for identifier in ids if identifier in self.ledger.rows]
        component = f"components/{kind}.html"
        with template_faults(self.report, f"theme/templates/{component}"):
            macro = kind.replace("-", "_")
            drawn = self.template.render(component=component, macro=macro, rows=rows, caption=caption) if rows else ""
            return drawn + _stand_ins(self.ledger.broken.intersection(ids) - self.ledger.rows.keys())
        return _stand_ins(set(ids))


def _stand_ins(ids: set[str]) -> str:
    """Return a place for each row that cannot be drawn, so that no link to it is called broken too."""
    return "".join(f'<i id="{identifier}"></i>' for identifier in sorted(ids))


@lru_cache(maxsize=1)
def _drawing(environment: Environment) -> Template:
    return environment.from_string(DRAW)


def parts_of(context: dict[str, Any], page: Any) -> list[Any]:
    """Return the texts that a page is made of: itself, and on the home page the sections of the guide."""
    return [page, *(context["sections"] if page.template == "home" else [])]


class Use(NamedTuple):
    """Which rows of the ledger a text draws, which it names, and which sources it cites."""

    drawn: set[str]
    named: set[str]
    cited: set[str]


def use_of(html: str, body: str, ledger: Ledger) -> Use:
    """Return what a text uses. `html` is what the reader made of its Markdown, `body`."""
    drawn = {identifier for box in BOX.finditer(html) for identifier in box[2].split()}
    cited = {key for mark in MARK.finditer(html) for key in mark[1].split()}
    cited |= {ledger.rows[identifier].source for identifier in drawn if identifier in ledger.rows}
    return Use(drawn, {form[1] for form in FORM.finditer(body)}, cited)


def _note_use(page: Any, part: Any, sources: Sources, ledger: Ledger, report: Report) -> None:
    """Note which rows and sources a part of a page uses, and the addresses of the rows that it draws."""
    source = report.sources.get(report.name(part.source_path))
    use = use_of(part._content, source.body if source else "", ledger)
    for identifier in use.drawn | use.named:
        ledger.shown[identifier].append(page)
        ledger.addresses.setdefault(identifier, page.url)
    for identifier in use.drawn:
        ledger.addresses[identifier] = f"{page.url}#{identifier}"
    for key in use.cited:
        sources.pages[key][page] = None


def assemble(page: Any, context: dict[str, Any], environment: Environment, report: Report) -> None:
    """Draw the rows of a page, number its sources, and say what it says of itself to search engines.

    `environment` finds the macros of the theme. Only the page is changed, so that pages can be assembled side by side.
    """
    boxes = Boxes(context["ledger"], environment, report)
    numbering = Numbering(context["all_sources"])
    for part in parts_of(context, page):
        part._content = numbering.number(boxes.draw(part._content))
    page.sources = list(numbering.cited.values())
    page.structured_data = structured_data(page, context["SITEURL"], context["ledger"])


def _put_together(generators: list[Any]) -> None:
    settings, context = generators[0].settings, generators[0].context
    report: Report = settings["REPORT"]
    sources: Sources = settings["SOURCES"]
    ledger: Ledger = settings["LEDGER"]
    check_citations(report.sources.values(), sources, report)
    check_help_lines(settings["REGIONS"], sources, report)
    notes = [((sources.file, sources.lines[key]), source.note) for key, source in sources.entries.items()]
    check_texts([*ledger.texts, *notes], settings["WORDS"], report)
    for page in sorted([*context["pages"], *context["hidden_pages"]], key=lambda page: str(page.source_path)):
        for part in parts_of(context, page):
            _note_use(page, part, sources, ledger, report)
    check_use(sources, ledger, context["pages"], report)
    list_sources(sources, context["pages"], report)
    pages = {page.url: page for page in sorted(context["pages"], key=lambda page: str(page.source_path))}
    for page in pages.values():
        page.short_title = short_title(page.title)
        page.override_url = page.url  # worked out once, not wherever a template names it
    for page in [*context["pages"], *context["hidden_pages"]]:
        page.crumbs = crumbs(page, pages)
    context.update(_for_templates(context, pages, sources, ledger))


def _for_templates(context: dict[str, Any], pages: dict[str, Any], sources: Sources, ledger: Ledger) -> dict[str, Any]:
    """Return what all templates are told besides: computed once, since a loop on every page would cost most."""
    by_slug = {page.slug.removeprefix("conditions/"): page for page in pages.values()}
    lists = [page for page in pages.values() if page.template == LIST_TEMPLATE]
    return {
        "ledger": ledger,
        "all_sources": sources,
        "source_lists": sorted(lists, key=lambda page: page.metadata.get("letters", "")),
        # The foot of every page leads to the pages at the top level; the others are a step below one of these.
        "footer_pages": [page for page in pages.values() if page.url.count("/") == 1],
        "condition_parts": {anchor: part for part, anchor in PARTS.items()},
        "condition_pages": {
            condition: by_slug.get("evidence" if condition == GENERAL else condition) for condition in ledger.conditions
        },
        "guide_parts": {part.slug: part.title for part in context["sections"] if not part.is_introduction},
    }


def check_use(sources: Sources, ledger: Ledger, pages: list[Any], report: Report) -> None:
    """Report sources and rows that no page shows, conditions without a page, and pages without findings."""
    faulty_settings = any(fault.rule is Rule.SETTING for fault in report.faults)
    for key, line in sources.lines.items():
        if key in sources.entries and not sources.pages[key] and not faulty_settings and not ledger.broken:
            report.add(
                Rule.SOURCE_UNCITED,
                (sources.file, line),
                f"no page cites the source “{key}”",
                "each source to be cited at least once",
                f"cite it with [@{key}], or delete it",
            )
    condition_pages = {page.slug.removeprefix("conditions/"): page for page in pages if page.template == "condition"}
    for condition, findings in ledger.conditions.items():
        if condition not in condition_pages and condition != GENERAL:
            report.add(
                Rule.CONDITION_MISSING,
                ledger.places[findings[0].id].file,
                f"there are findings on “{condition}”, but the site has no such page",
                f"content/conditions/{condition}.md",
                "write the page, or move the findings into the file of another condition",
            )
    for condition, page in condition_pages.items():
        if condition not in ledger.conditions and f"{condition}.toml" not in ledger.broken:
            report.add(
                Rule.CONDITION_MISSING,
                report.name(page.source_path),
                f"the ledger has no findings on “{condition}”",
                f"content/evidence/findings/{condition}.toml",
                "write the findings, or rename the page",
            )
    for identifier, row in ledger.rows.items():
        condition = getattr(row, "condition", GENERAL)
        own_page = condition_pages.get(condition)
        shown = ledger.shown[identifier]
        if (own_page not in shown) if own_page else not shown:
            where = f"content/conditions/{condition}.md" if own_page else "a page"
            report.add(
                Rule.LEDGER_UNSHOWN,
                ledger.places[identifier].at("id"),
                f"the row “{identifier}” is never shown",
                f"each row in {where}, in a block or by [={identifier} words]",
                "show it, or delete the row",
            )


def list_sources(sources: Sources, pages: list[Any], report: Report) -> None:
    """Give each list of sources those between its letters; report sources that no list shows."""
    lists = [page for page in pages if page.template == LIST_TEMPLATE]
    for page in lists:
        first, _, last = page.metadata.get("letters", "A to Z").partition(" to ")
        page.listed = [source for source in sources.in_order if first <= source.initial <= last]
        sources.listed_on.update({source.key: page.url for source in page.listed})
    for key in {key for key, source in sources.entries.items() if source.initial} - sources.listed_on.keys():
        report.add(
            Rule.SOURCE_UNLISTED,
            (sources.file, sources.lines[key]),
            f"no list of sources shows “{key}”, which begins with {sources.entries[key].initial}",
            "the field “Letters” of the lists in content/pages to cover A to Z",
            "widen the letters of one list, or correct the author",
        )


def register() -> None:
    """Wait until all Markdown is read, then compare what the pages use with what there is."""
    signals.all_generators_finalized.connect(_put_together)
