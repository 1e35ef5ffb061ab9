"""One stylesheet for each page: a file of theme/static/css with each `@import` put in place, and made small."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import minify_html
from pelican import signals
from pelican.generators import Generator

from plugins.faults import Report, Rule

IMPORT = re.compile(r'@import "([^"]+)" layer\(([a-z]+)\)([^;]*);')


def join_stylesheet(bundle: Path, report: Report) -> str:
    """Return a stylesheet with every `@import "file" layer(name) media;` replaced by that file inside its layer."""

    def put_in_place(statement: re.Match[str]) -> str:
        file = bundle.parent / statement[1]
        if not file.is_file():
            line = bundle.read_text(encoding="utf-8")[: statement.start()].count("\n") + 1
            report.add(
                Rule.STYLESHEET,
                (report.name(bundle), line),
                f"there is no stylesheet {report.name(file)}",
                "a file in the same folder",
                "correct the name, or delete the line",
            )
            return ""
        layer = f"@layer {statement[2]}{{{file.read_text(encoding='utf-8')}}}"
        media = statement[3].strip()
        return f"@media {media}{{{layer}}}" if media else layer

    return IMPORT.sub(put_in_place, bundle.read_text(encoding="utf-8"))


def small_css(css: str) -> str:
    """Return a stylesheet that means the same in fewer bytes. The library takes one only as part of a page."""
    start, end = "<style>", "</style>"
    return minify_html.minify(f"{start}{css}{end}", minify_css=True).removeprefix(start).removesuffix(end)


def colour(theme: Path, name: str) -> str:
    """Return the light value of a colour of tokens.css, for what no stylesheet reaches. Raises KeyError without one."""
    tokens = (theme / "static/css/tokens.css").read_text(encoding="utf-8")
    found = re.search(rf"--ma-{name}: light-dark\((#[0-9a-f]+),", tokens)
    if not found:
        raise KeyError(f"tokens.css has no colour --ma-{name}: light-dark(#…, …)")
    return found[1]


class StylesheetGenerator(Generator):  # type: ignore[misc]
    """Writes each joined stylesheet of the setting `STYLESHEETS` to the folder of the theme's files."""

    def generate_output(self, _writer: Any) -> None:
        """Write the stylesheets."""
        folder = Path(self.output_path) / self.settings["THEME_STATIC_DIR"]
        folder.mkdir(parents=True, exist_ok=True)
        for name in self.settings["STYLESHEETS"]:
            css = join_stylesheet(Path(self.theme) / f"static/css/{name}.css", self.settings["REPORT"])
            (folder / f"{name}.css").write_text(small_css(css), encoding="utf-8")


def _get_generators(_pelican: Any) -> type[StylesheetGenerator]:
    return StylesheetGenerator


def register() -> None:
    """Add the generator of the stylesheets."""
    signals.get_generators.connect(_get_generators)
