"""The gate: a run ends in a published site only if no check of any plugin found a fault."""

from __future__ import annotations

from collections import defaultdict
from pathlib import Path
from typing import Any

from pelican import signals

from plugins.faults import Faulty, Report, Rule
from plugins.owner import check_owner
from plugins.site_check import SiteCheck


def _open(pelican: Any) -> None:
    settings = pelican.settings
    settings["REPORT"] = Report(Path(settings["ROOT"]))
    settings["REGIONS"] = check_owner(settings, settings["REPORT"])
    settings["TEMPLATE_OF"] = {}


def check_unique(pages: list[Any], sections: list[Any], report: Report) -> None:
    """Report pages that share a title, a summary or an address, and sections that share an anchor."""
    told = {
        (Rule.TITLE_TWICE, "title", "title"): [(page, page.title) for page in pages],
        (Rule.SUMMARY_TWICE, "summary", "summary"): [(page, page.metadata["summary"]) for page in pages],
        (Rule.ADDRESS_TWICE, "save_as", "address"): [(page, page.save_as) for page in pages],
        (Rule.ADDRESS_TWICE, "title", "anchor"): [(section, section.slug) for section in sections],
    }
    for (rule, field, label), values in told.items():
        users = defaultdict(list)
        for content, value in values:
            users[value].append(report.sources[report.name(content.source_path)])
        for value, sources in users.items():
            for source in sources[1:]:
                report.add(
                    rule,
                    source.at(field),
                    f"the {label} “{value}” is that of {sources[0].name} too",
                    f"a {label} of its own for each page",
                    f"change one of the two {label}s" if label != "address" else "rename one of the two files",
                )


def check_kinds(folders: list[Path], report: Report) -> None:
    """Report files among the texts that are not Markdown: they would silently not be published."""
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
    settings["TEMPLATE_OF"].update({page.save_as: page.template for page in pages})
    check_unique(pages, generator.context["sections"], report)
    check_kinds([Path(settings["PATH"]) / name for name in settings["PAGE_PATHS"] + settings["GUIDE_PATHS"]], report)


def _close(pelican: Any) -> None:
    settings = pelican.settings
    report: Report = settings["REPORT"]
    SiteCheck(
        Path(pelican.output_path),
        Path(settings["THEME"]),
        settings["SITEURL"],
        settings["DISCLAIMER"],
        settings["TEMPLATE_OF"],
        report,
    ).run()
    if report.faults:
        raise Faulty(report.faults)


def register() -> None:
    """Open the report at the start; compare the pages with each other; refuse a faulty site at the end."""
    signals.initialized.connect(_open)
    signals.all_generators_finalized.connect(_compare)
    signals.finalized.connect(_close)
