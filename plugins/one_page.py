"""One page built anew in a site that is still in memory: what a writer waits for after each sentence.

It gives the very bytes that a whole build gives, or says that only a whole build can.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

from plugins.citations import check_citations
from plugins.evidence import parts_of, use_of
from plugins.faults import Report
from plugins.gate import check_required
from plugins.guide import check_guide
from plugins.reader import SiteReader, Text
from plugins.review import today
from plugins.site_check import SiteCheck

HEADING = re.compile(r"<h[1-6][^>]*>.*?</h[1-6]>", re.DOTALL)


class WholeSite(Exception):  # noqa: N818 - it reads as what is needed
    """The change may touch more than one page, or it is a fault that a whole build explains."""


def rebuild_page(changed: Path, settings: dict[str, Any], output: Path, folder: Path) -> str:
    """Write the page to which a changed text belongs into `folder`, and return its file below `output`.

    `settings` are those of the run that built `output`. Raises `WholeSite` where that page alone will not do.
    """
    report: Report = settings["REPORT"]
    job = next((job for job in settings["JOBS"].values() if _is_part(changed, job.context, job.page)), None)
    if job is None or settings["TODAY"] != today():
        raise WholeSite
    parts = parts_of(job.context, job.page)
    reader = SiteReader(settings)
    check = SiteCheck(output, settings)
    with report.aside() as faults:
        for part in parts:
            path = str(part.source_path)
            before, text = settings["TEXTS"][path], reader.read_aside(path)
            if text.faults or _shared(text, settings) != _shared(before, settings):
                raise WholeSite
            settings["TEXTS"][path], report.sources[text.source.name] = text, text.source
            part._content = text.html
            part.get_content.cache.clear()  # what Pelican remembers of it
        check_citations(
            [settings["TEXTS"][str(part.source_path)].source for part in parts], settings["SOURCES"], report
        )
        check_guide(job.context["sections"], settings["DISCLAIMER"], report)
        check_required(job.context["pages"], report)
        job.writer.output_path = str(folder)
        job.write()
        facts = check.check_page(job.name, folder)
        check.check_anchors(facts, settings["FACTS"] | {job.name: facts})
    if faults or facts.ids != settings["FACTS"][job.name].ids:
        raise WholeSite
    settings["FACTS"][job.name] = facts
    return str(job.name)


def _is_part(path: Path, context: dict[str, Any], page: Any) -> bool:
    return any(str(part.source_path) == str(path) for part in parts_of(context, page))


def _shared(text: Text, settings: dict[str, Any]) -> tuple[Any, ...]:
    """Return all that other pages may take from a text."""
    return text.metadata, use_of(text.html, text.source.body, settings["LEDGER"]), HEADING.findall(text.html)
