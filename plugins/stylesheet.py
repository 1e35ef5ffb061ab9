"""One stylesheet for the reader: theme/static/css/index.css with each `@import` put in place, and made small."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import rcssmin
from pelican import signals
from pelican.generators import Generator

from plugins.faults import Report, Rule

IMPORT = re.compile(r'@import "([^"]+)" layer\(([a-z]+)\)([^;]*);')


def join_stylesheets(index: Path, report: Report) -> str:
    """Return index.css with every `@import "file" layer(name) media;` replaced by that file inside its layer."""

    def put_in_place(statement: re.Match[str]) -> str:
        file = index.parent / statement[1]
        if not file.is_file():
            line = index.read_text(encoding="utf-8")[: statement.start()].count("\n") + 1
            report.add(
                Rule.STYLESHEET,
                (report.name(index), line),
                f"there is no stylesheet {report.name(file)}",
                "a file beside index.css",
                "correct the name, or delete the line",
            )
            return ""
        layer = f"@layer {statement[2]}{{{file.read_text(encoding='utf-8')}}}"
        media = statement[3].strip()
        return f"@media {media}{{{layer}}}" if media else layer

    return IMPORT.sub(put_in_place, index.read_text(encoding="utf-8"))


class StylesheetGenerator(Generator):  # type: ignore[misc]
    """Writes the joined stylesheet to the setting `STYLESHEET`, below the output."""

    def generate_output(self, _writer: Any) -> None:
        """Write the stylesheet."""
        css = join_stylesheets(Path(self.theme) / "static/css/index.css", self.settings["REPORT"])
        target = Path(self.output_path) / self.settings["STYLESHEET"]
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(rcssmin.cssmin(css), encoding="utf-8")


def _get_generators(_pelican: Any) -> type[StylesheetGenerator]:
    return StylesheetGenerator


def register() -> None:
    """Add the generator of the stylesheet."""
    signals.get_generators.connect(_get_generators)
