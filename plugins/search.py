"""The search: what readers type and what it means, an index of everything, and the index that Pagefind reads.

Pagefind indexes the pages as they were written. The pages of the site load nothing of it before a reader asks.
"""

from __future__ import annotations

import html
import json
import re
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Annotated, Any

from pelican import signals
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from plugins.faults import Report, Rule
from plugins.indexer import index_pages
from plugins.parallel import beside

FOLDER = "pagefind"
TEMPLATE = "search"
# Only the text of these pages is searched, and only what a reader came for.
TEXT = f".ma-page:not(.ma-page--{TEMPLATE}, .ma-page--not-found, .ma-page--moved) main"
NOT_TEXT = [
    *(".ma-trail", ".ma-contents", ".ma-to-contents", ".ma-title > p > a", ".ma-review", ".ma-cite"),
    *(".ma-sources", ".ma-bibliography", ".ma-patterns"),
]
# Of what Pagefind writes, the pages use its two scripts, its program and the index: none of its ready-made interfaces.
USED = re.compile(r"pagefind-entry\.json|pagefind(-worker)?\.js|wasm\.en.*|.*\.pf_(meta|index|fragment)")
HEADING = re.compile(r'<h([23]) id="([^"]+)"[^>]*>(.*?)</h\1>', re.DOTALL)
# The headings of the index of everything, each with the start of the addresses below it; the first that fits counts.
GROUPS = {"Conditions": ("conditions/",), "The evidence": ("evidence/", "sources/"), "More pages": ("",)}


class Synonym(BaseModel):
    """What readers type, the words of the site for it, and the page or section that it is meant to find."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    typed: Annotated[list[str], Field(min_length=1)]
    words: Annotated[str, Field(min_length=2)]
    finds: str


class Typed(BaseModel):
    """What content/search.toml holds: words that ask nothing, and what other words mean."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    idle: list[str] = []
    search: list[Synonym] = []


def plain(text: str) -> str:
    """Return a text as it is compared: small letters and digits, no apostrophes, one space between words."""
    return " ".join(re.sub(r"[\W_]+", " ", re.sub("['’]", "", text.lower())).split())


def read_typed(path: Path, report: Report) -> Typed:
    """Return what a TOML file says of the words that people type; report what cannot be used."""
    try:
        text = path.read_text(encoding="utf-8")
        typed = Typed(**tomllib.loads(text))
    except (OSError, ValueError) as error:
        _report_unusable(path, error, report)
        return Typed()
    seen: set[tuple[str, ...]] = set()
    for phrase in (phrase for synonym in typed.search for phrase in synonym.typed):
        key = tuple(sorted(plain(phrase).split()))
        if not key or key in seen:
            lines = [number for number, line in enumerate(text.split("\n"), 1) if f'"{phrase}"' in line]
            report.add(
                Rule.SEARCH_PHRASE,
                (report.name(path), lines[-1] if lines else 0),
                f"“{phrase}” stands here again" if key else f"“{phrase}” holds no word",
                "each phrase once, in words; their order, capitals, apostrophes and hyphens do not count",
                "delete one of the two, or write the phrase",
            )
        seen.add(key)
    return typed


def _report_unusable(path: Path, error: OSError | ValueError, report: Report) -> None:
    """Report why the file cannot be used: each table that is not sound, or the line that is no TOML."""
    expected = "idle = […], and tables [[search]], each with typed (a list), words and finds"
    wrong = [(str(error), 0)]
    if isinstance(error, ValidationError):
        lines = path.read_text(encoding="utf-8").split("\n")
        tables = [number for number, line in enumerate(lines, 1) if line.strip() == "[[search]]"]
        wrong = []
        for fault in error.errors():
            field, *inside = fault["loc"]
            own_line = next((number for number, line in enumerate(lines, 1) if line.startswith(f"{field} ")), 0)
            at = tables[int(inside[0])] if field == "search" and inside and tables else own_line
            wrong.append((f"{'.'.join(str(part) for part in inside[1:]) or field}: {fault['msg']}", at))
    elif found := re.search(r"at line (\d+)", str(error)):
        wrong = [(str(error), int(found[1]))]
    for what, line in wrong:
        report.add(
            Rule.SEARCH_FILE,
            (report.name(path), line),
            f"the list of what people type cannot be used: {' '.join(what.split())}",
            expected,
            "mend the table; texts stand in straight double quotes",
        )


def for_the_script(typed: Typed) -> list[tuple[str, str, str]]:
    """Return each phrase with its words and its target, longest first, as the script takes them; idle words last."""
    rows = [(plain(phrase), synonym.words, synonym.finds) for synonym in typed.search for phrase in synonym.typed]
    return [*sorted(rows, key=lambda row: (-len(row[0]), row[0])), *((plain(word), "", "") for word in typed.idle)]


def sections_of(text: str) -> list[tuple[str, str, bool]]:
    """Return the headings of a text that links can lead to: anchor, title, and whether it is below another."""
    found = HEADING.findall(text)
    return [(anchor, html.unescape(re.sub(r"<[^>]*>", "", title)), level == "3") for level, anchor, title in found]


def index_of_everything(pages: list[Any], guide: list[Any]) -> dict[str, list[tuple[Any, list[tuple[str, str, bool]]]]]:
    """Return all pages with their sections in groups, in the order in which a reader would look for them."""
    groups: dict[str, list[tuple[Any, list[tuple[str, str, bool]]]]] = {
        "The guide": [],
        **{name: [] for name in GROUPS},
    }
    for page in sorted(pages, key=lambda page: str(page.url)):
        if page.template == "home":
            parts = [((part.slug, part.title, False), *sections_of(part._content)) for part in guide]
            groups["The guide"].append((page, [section for part in parts for section in part]))
        elif page.template not in (TEMPLATE, "not-found"):
            group = next(name for name, starts in GROUPS.items() if page.url.startswith(starts))
            groups[group].append((page, sections_of(page._content)))
    return groups


def check_targets(synonyms: list[Synonym], output: Path, settings: dict[str, Any]) -> None:
    """Report every phrase whose page, or whose section on it, does not exist in the built site."""
    report: Report = settings["REPORT"]
    path = Path(settings["SEARCH_FILE"])
    lines = path.read_text(encoding="utf-8").split("\n") if synonyms else []
    for synonym in synonyms:
        address, _, anchor = synonym.finds.partition("#")
        file = f"{address}index.html"
        if file in settings["PAGES"] and not (output / file).is_file():
            continue  # its template is faulty, which another fault says
        page = (output / file).read_text(encoding="utf-8") if (output / file).is_file() else ""
        is_text = page and settings["PAGES"].get(file, ("",))[0] != TEMPLATE
        if not is_text or (anchor and not re.search(rf'<h[2-6][^>]* id="{re.escape(anchor)}"', page)):
            line = next((number for number, text in enumerate(lines, 1) if f'"{synonym.finds}"' in text), 0)
            report.add(
                Rule.SEARCH_TARGET,
                (report.name(path), line),
                f"“{synonym.typed[0]}” is meant to find “{synonym.finds}”, which does not exist",
                "the address of a page, as conditions/anxiety/, and # and the anchor of one of its headings",
                "correct the address, or give the heading its anchor",
            )


def begin_index(output: Path, index: Path, settings: dict[str, Any]) -> Callable[[], None]:
    """Begin to index the pages of a site, and put what the search uses into the folder `index`.

    Return the function that waits for it.
    """
    return beside(lambda: _write_index(output, index, settings), settings["REPORT"])


def _write_index(output: Path, index: Path, settings: dict[str, Any]) -> None:
    try:
        files = {name: data for name, data in index_pages(output, TEXT, NOT_TEXT) if USED.fullmatch(name)}
    except (OSError, ValueError) as error:
        _report_no_index(str(error), settings["REPORT"])
        return
    if not any(name.startswith("index/") for name in files):
        _report_no_index("it found no text", settings["REPORT"])
    synonyms = json.dumps(for_the_script(settings["TYPED"]), ensure_ascii=False)
    for name, data in {**files, "synonyms.json": f"{synonyms}\n".encode()}.items():
        target = index / name
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(data)


def _report_no_index(wrong: str, report: Report) -> None:
    report.add(
        Rule.SEARCH_INDEX,
        "plugins/search.py",
        f"Pagefind made no index: {' '.join(wrong.split())[:300]}",
        "pages with the text that TEXT selects",
        "mend what the message names; `make clean` and `make html` install Pagefind again",
    )


def _read(pelican: Any) -> None:
    settings = pelican.settings
    settings["TYPED"] = read_typed(Path(settings["SEARCH_FILE"]), settings["REPORT"])


def _tell_templates(generators: list[Any]) -> None:
    context = generators[0].context
    context["index_of_everything"] = index_of_everything(context["pages"], context["sections"])


def register() -> None:
    """Read the synonyms at the start, and tell the templates; the gate does the rest once the pages are written."""
    signals.initialized.connect(_read)
    signals.all_generators_finalized.connect(_tell_templates)
