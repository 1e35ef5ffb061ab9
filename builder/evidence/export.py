"""The evidence to download: JSON with its JSON Schema, and one CSV file for each kind of row and for the sources."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterable
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, ConfigDict, Field, create_model

from builder.evidence.kinds import KINDS
from builder.evidence.references import Source

if TYPE_CHECKING:
    from builder.evidence import Evidence

# The files, each with what a reader is told of it.
TITLES = {
    "ledger.json": "All of it (JSON)",
    "ledger.schema.json": "What each field means (JSON Schema)",
    **{f"{kind.plural}.csv": f"{kind.title} (CSV)" for kind in KINDS},
    "sources.csv": "Sources (CSV)",
}
_FIELDS: dict[str, Any] = {
    "licence": (str, Field("CC BY 4.0", description="https://creativecommons.org/licenses/by/4.0/")),
    **{kind.plural: (tuple[kind.model, ...], ...) for kind in KINDS},  # type: ignore[name-defined]
    "sources": (tuple[Source, ...], ...),
}
Export: type[BaseModel] = create_model(
    "Export",
    __config__=ConfigDict(title="The ledger"),
    __doc__="What is known about acupuncture on this site. Differences count how much better acupuncture did.",
    **_FIELDS,
)


@lru_cache(maxsize=8)
def exports(evidence: Evidence) -> dict[str, str]:
    """Return the text of each file of `TITLES`, by its name."""
    rows = {kind: tuple(evidence.ledger.of(kind.model).values()) for kind in KINDS}
    sources = evidence.sources.in_order
    whole = Export(**{kind.plural: of_kind for kind, of_kind in rows.items()}, sources=sources)
    schema = {"$schema": "https://json-schema.org/draft/2020-12/schema", **Export.model_json_schema(by_alias=True)}
    return {
        "ledger.json": whole.model_dump_json(indent=1, by_alias=True, exclude_none=True) + "\n",
        "ledger.schema.json": json.dumps(schema, indent=1, ensure_ascii=False) + "\n",
        **{f"{kind.plural}.csv": _csv(row.columns() for row in of_kind) for kind, of_kind in rows.items()},
        "sources.csv": _csv(source.model_dump() for source in sources),
    }


def _csv(rows: Iterable[dict[str, Any]]) -> str:
    """Return rows as CSV with a line of names; what a row lacks is empty.

    The mark at its start tells a spreadsheet that it is UTF-8; without it, “é” would be read as two letters.
    """
    listed = list(rows)
    text = io.StringIO("\ufeff")
    text.seek(1)
    writer = csv.DictWriter(
        text, list(dict.fromkeys(name for row in listed for name in row)), restval="", lineterminator="\n"
    )
    writer.writeheader()
    writer.writerows(listed)
    return text.getvalue()
