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


def mark_in_colours(svg: str, theme: Path) -> str:
    """Return the mark, a file of its own that no stylesheet reaches, in the colours of tokens.css.

    Where tokens.css does not have them in the form `light-dark(#…, #…)`, it stays as it is.
    """
    tokens = (theme / "static/css/tokens.css").read_text(encoding="utf-8")
    pairs = [
        re.search(rf"--ma-{name}: light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)", tokens) for name in ("link", "accent")
    ]
    if None in pairs:
        return svg
    light, dark = (
        f"g{{stroke:{link}}}path.n{{stroke:{accent}}}"
        for link, accent in zip(*(pair.groups() for pair in pairs if pair), strict=True)
    )
    style = f"<style>{light}@media (prefers-color-scheme:dark){{{dark}}}</style>"
    return re.sub("<style>.*?</style>", style, svg, count=1)


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


def _colour_mark(pelican: Any) -> None:
    """Colour the mark that Pelican has copied: it copies last."""
    mark = Path(pelican.output_path) / pelican.settings["THEME_STATIC_DIR"] / "icons/mark.svg"
    if mark.is_file():
        theme = Path(pelican.settings["THEME"])
        mark.write_text(mark_in_colours(mark.read_text(encoding="utf-8"), theme), encoding="utf-8")


def register() -> None:
    """Add the generator of the stylesheets, and colour the mark once all files are there."""
    signals.get_generators.connect(_get_generators)
    signals.finalized.connect(_colour_mark)
