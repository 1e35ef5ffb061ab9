"""The ledger to download: JSON with its JSON Schema, and one CSV file for each kind of row."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.generators import Generator
from pydantic import BaseModel, ConfigDict, Field

from plugins.citations import Source, Sources
from plugins.ledger import Finding, Guideline, Harm, Ledger, Row
from plugins.parallel import beside

FOLDER = "data"
FILES = {
    "ledger.json": "All of it (JSON)",
    "ledger.schema.json": "What each field means (JSON Schema)",
    "findings.csv": "Findings (CSV)",
    "guidelines.csv": "Guidelines (CSV)",
    "harms.csv": "Side effects (CSV)",
    "sources.csv": "Sources (CSV)",
}


class Export(BaseModel):
    """What is known about acupuncture on this site. Differences count how much better acupuncture did."""

    model_config = ConfigDict(title="The ledger")

    licence: str = Field("CC BY 4.0", description="https://creativecommons.org/licenses/by/4.0/")
    findings: list[Finding]
    guidelines: list[Guideline]
    harms: list[Harm]
    sources: list[Source]


def as_json(ledger: Ledger, sources: Sources) -> str:
    """Return the ledger and its sources as JSON, field by field as the schema says."""
    export = Export(
        findings=list(ledger.findings.values()),
        guidelines=list(ledger.guidelines.values()),
        harms=list(ledger.harms.values()),
        sources=sources.in_order,
    )
    return export.model_dump_json(indent=1, by_alias=True, exclude_none=True) + "\n"


def as_schema() -> str:
    """Return the JSON Schema (draft 2020-12) of `as_json`."""
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Export.model_json_schema(by_alias=True)}
    return json.dumps(schema, indent=1, ensure_ascii=False) + "\n"


def as_csv(rows: list[dict[str, Any]]) -> str:
    """Return rows as CSV with a line of names; what a row lacks is empty."""
    names = list(dict.fromkeys(name for row in rows for name in row))
    text = io.StringIO()
    writer = csv.DictWriter(text, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def _flat(row: Row) -> dict[str, Any]:
    values = row.model_dump(mode="json", by_alias=True, exclude={"arm", "comparison", "scale"})
    return values | (dict(_parts(row)) if isinstance(row, Finding) else {})


def _parts(finding: Finding) -> Iterator[tuple[str, Any]]:
    """Yield the groups, gaps and scale of a finding as columns: arm_1_kind, gap_1_value, scale_name."""
    for name, parts in (("arm", finding.arm), ("gap", finding.comparison)):
        for number, part in enumerate(parts, 1):
            for key, value in part.model_dump(by_alias=True).items():
                yield f"{name}_{number}_{key}", value
    if finding.scale:
        for key, value in finding.scale.model_dump(by_alias=True).items():
            yield f"scale_{key}", value


class ExportGenerator(Generator):  # type: ignore[misc]
    """Writes the files of `FILES` below the output."""

    def generate_context(self) -> None:
        """Tell the templates which files there are, and begin to write them."""
        self.context["exports"] = [(f"{FOLDER}/{name}", title) for name, title in FILES.items()]
        self._written = beside(self._write, self.settings["REPORT"])

    def generate_output(self, _writer: Any) -> None:
        """See that every file is written."""
        self._written()

    def _write(self) -> None:
        ledger: Ledger = self.settings["LEDGER"]
        sources: Sources = self.settings["SOURCES"]
        texts = {
            "ledger.json": as_json(ledger, sources),
            "ledger.schema.json": as_schema(),
            "findings.csv": as_csv([_flat(row) for row in ledger.findings.values()]),
            "guidelines.csv": as_csv([_flat(row) for row in ledger.guidelines.values()]),
            "harms.csv": as_csv([_flat(row) for row in ledger.harms.values()]),
            "sources.csv": as_csv([source.model_dump() for source in sources.in_order]),
        }
        folder = Path(self.output_path) / FOLDER
        folder.mkdir(exist_ok=True)
        for name in FILES:
            (folder / name).write_text(texts[name], encoding="utf-8", newline="")


def _get_generators(_pelican: Any) -> type[ExportGenerator]:
    return ExportGenerator


def register() -> None:
    """Add the generator of the files to download."""
    signals.get_generators.connect(_get_generators)
