"""The gate: a run ends in a published site only if no check of any plugin found a fault."""

from __future__ import annotations

import logging
from collections import defaultdict
from pathlib import Path
from typing import Any

from pelican import signals

from plugins.addresses import check_addresses, read_redirects
from plugins.faults import Faulty, Report, Rule
from plugins.owner import check_owner
from plugins.parallel import spread
from plugins.reader import read_ahead
from plugins.search import FOLDER, begin_index, check_targets
from plugins.site_check import SiteCheck
from plugins.wording import read_words

# The pages that every copy of the site has, and the file of each as it comes.
REQUIRED = {
    "index.html": "content/pages/home.md",
    "about/index.html": "content/pages/about.md",
    "privacy/index.html": "content/pages/privacy.md",
    "accessibility/index.html": "content/pages/accessibility.md",
    "conditions/index.html": "content/pages/conditions.md",
    "evidence/index.html": "content/pages/evidence.md",
    "sources/index.html": "content/pages/sources.md",
    "search/index.html": "content/pages/search.md",
    "404.html": "content/pages/not-found.md",
}


STEPS = logging.getLogger("steps")


def _open(pelican: Any) -> None:
    STEPS.info("Reading the texts")
    settings = pelican.settings
    report: Report = settings["REPORT"]
    settings["REGIONS"] = check_owner(settings, report)
    settings["ADDRESS"] = settings["SITEURL"]
    if not settings["PUBLISHED"]:
        settings["SITEURL"] = ""  # so that links lead to what was built here, not to the site that is live
    settings["WORDS"] = read_words(Path(settings["WORDS_FILE"]), report)
    settings["REDIRECTS"] = read_redirects(Path(settings["REDIRECTS_FILE"]), report)
    settings["STUBS"] = {}
    settings["PAGES"] = {}
    settings["JOBS"] = {}
    settings["LEDGER"], settings["SOURCES"] = settings["EVIDENCE"]()
    settings["TEXTS"] = read_ahead(settings)


def check_unique(pages: list[Any], sections: list[Any], report: Report) -> None:
    """Report pages that share a title, a summary or an address, and sections that share an anchor."""
    told = {
        (Rule.TITLE_TWICE, "title", "title"): [(page, page.title.casefold()) for page in pages],
        (Rule.SUMMARY_TWICE, "summary", "summary"): [(page, page.metadata["summary"]) for page in pages],
        (Rule.ADDRESS_TWICE, "save_as", "file"): [(page, page.save_as) for page in pages],
        (Rule.ADDRESS_TWICE, "title", "anchor"): [(section, section.slug) for section in sections],
    }
    for (rule, field, label), values in told.items():
        users = defaultdict(list)
        for content, value in values:
            users[value].append(report.sources[report.name(content.source_path)])
        for sources in users.values():
            for source in sources[1:]:
                report.add(
                    rule,
                    source.at(field),
                    f"the {label} is that of {sources[0].name} too",
                    f"one {label} for one text",
                    "rename one of the two files" if label in ("file", "anchor") else f"change one {label}",
                )


def check_required(pages: list[Any], report: Report) -> None:
    """Report the pages that the site promises and does not have, and a home page without its key points."""
    for address in REQUIRED.keys() - {page.save_as for page in pages}:
        report.add(
            Rule.PAGE_MISSING,
            REQUIRED[address],
            f"no text is written to {address}",
            "the home page, Conditions, Evidence, Sources, Search, About, Privacy, Accessibility and the 404 page",
            "restore the file, or give a page this address with “Save_as”",
        )
    for page in pages:
        source = report.sources[report.name(page.source_path)]
        if page.template == "home" and source.lines and not source.has_line("/// key-points"):
            report.add(
                Rule.BLOCK_MISSING,
                source.name,
                "the home page has lost its key points",
                "/// key-points",
                "put them back",
            )


def check_kinds(content: Path, folders: list[Path], theme: Path, report: Report) -> None:
    """Report texts outside the folders that are read, files in them that are no texts, and what lies elsewhere."""
    for path in sorted(path for folder in (content, theme) for path in folder.rglob("*") if path.is_symlink()):
        if path.exists() and not path.resolve().is_relative_to(report.root.resolve()):
            report.add(
                Rule.KIND,
                report.name(path),
                "this is a link to something outside the project, which a copy of the project would lack",
                "files of the project only",
                "put the file itself here, or delete the link",
            )
    for path in sorted(content.rglob("*.md")):
        if report.name(path) not in report.sources:
            report.add(
                Rule.KIND,
                report.name(path),
                "this text is read by nothing, so it would not be published",
                f"texts in {', '.join(folder.name for folder in folders)} only",
                "move the file, or delete it",
            )
    for path in sorted(path for folder in folders for path in folder.rglob("[!.]*")):
        if path.is_file() and path.suffix != ".md":
            report.add(
                Rule.KIND,
                report.name(path),
                "this file is not Markdown, so it would not be published",
                "files that end in .md; pictures belong in content/images",
                "rename the file, or move it",
            )


def _compare(generators: list[Any]) -> None:
    generator = generators[0]
    settings = generator.settings
    pages = [*generator.context["pages"], *generator.context["hidden_pages"], *generator.context["draft_pages"]]
    pages.sort(key=lambda page: page.source_path)
    report: Report = settings["REPORT"]
    for page in pages:
        parts = [page, *(generator.context["sections"] if page.template == "home" else [])]
        settings["PAGES"][page.save_as] = page.template, [report.name(part.source_path) for part in parts]
    check_required(pages, report)
    check_unique(pages, generator.context["sections"], report)
    content = Path(settings["PATH"])
    folders = [content / name for name in settings["PAGE_PATHS"] + settings["GUIDE_PATHS"]]
    check_kinds(content, folders, Path(settings["THEME"]), report)


def _close(pelican: Any) -> None:
    settings = pelican.settings
    report: Report = settings["REPORT"]
    check = SiteCheck(Path(pelican.output_path), settings)
    jobs = settings["JOBS"]
    names = [*jobs, *(name for name in check.check_files() if name not in jobs)]
    STEPS.info("Writing %d pages", len(jobs))
    spread(lambda job: job.write(), list(jobs.values()), report)
    finish_index = begin_index(check.output, check.output / FOLDER, settings)  # works while the pages are checked
    STEPS.info("Checking %d pages", len(names))
    there = [name for name in names if (check.output / name).is_file() and (check.output / name).stat().st_size]
    facts = {known.file: known for known in spread(check.check_page, there, report)}
    settings["FACTS"] = {name: known for name, known in facts.items() if name not in settings["STUBS"]}
    check_targets(settings["TYPED"].search, check.output, settings)
    finish_index()
    check.check_together(facts)
    check_addresses(check.output, settings, {name: known.ids for name, known in settings["FACTS"].items()})
    if report.faults:
        raise Faulty(report.faults)


def register() -> None:
    """Open the report at the start; compare the pages with each other; refuse a faulty site at the end."""
    signals.initialized.connect(_open)
    signals.all_generators_finalized.connect(_compare)
    signals.finalized.connect(_close)
