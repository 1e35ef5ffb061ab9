"""One stylesheet for each page: a file of the theme with each `@import` put in place, and made small."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache

import minify_html

from builder.faults import Fault, Place, Rule

BRACE = re.compile(r"/\*.*?\*/|\"[^\"\n]*\"|'[^'\n]*'|[{}]", re.DOTALL)  # or a comment or a text, which may hold some
IMPORT = re.compile(r'@import "([^"]+)"(?: layer\(([a-z]+)\))?([^;]*);')


class StylesheetMissing(Rule):
    """A stylesheet that names a file that is not there loses all its rules."""

    wrong = "there is no stylesheet {file}"
    expected = "a file of the theme, named from the folder of this one"
    fix = "correct the name, or delete the line"
    example = '@import "prnt.css" layer(print) print;'


class StylesheetBraces(Rule):
    """A brace that is not closed, or one too many, takes the rules below it with it."""

    wrong = "this brace {problem}"
    expected = "as many braces that close as braces that open"
    fix = "close it, or delete it"
    example = ".ma-page { color: red"


def check_braces(name: str, css: str) -> Iterator[Fault]:
    """Yield the first brace of a stylesheet that has no other."""
    opened: list[int] = []
    for brace in BRACE.finditer(css):
        line = css.count("\n", 0, brace.start()) + 1
        if brace[0] == "{":
            opened.append(line)
        elif brace[0] == "}" and not opened:
            yield StylesheetBraces.at(Place(name, line), problem="closes none")
            return
        elif brace[0] == "}":
            opened.pop()
    if opened:
        yield StylesheetBraces.at(Place(name, opened[0]), problem="is not closed")


def join_stylesheet(name: str, files: Mapping[str, str]) -> tuple[str, tuple[Fault, ...]]:
    """Return a stylesheet with each `@import "file" layer(name) media;` replaced by that file inside its layer.

    Both layer and medium may be left out; a file that is put in place may import others. `files`: the text of each
    stylesheet of the theme by its name, as faults name it; `name` is one of them.
    """
    faults: list[Fault] = []

    def put_in_place(statement: re.Match[str]) -> str:
        file = posixpath.normpath(posixpath.join(posixpath.dirname(name), statement[1]))
        if file not in files:
            line = files[name].count("\n", 0, statement.start()) + 1
            faults.append(StylesheetMissing.at(Place(name, line), file=file))
            return ""
        css, found = join_stylesheet(file, files)
        faults.extend(found)
        layer, medium = statement[2], statement[3].strip()
        css = f"@layer {layer}{{{css}}}" if layer else css
        return f"@media {medium}{{{css}}}" if medium else css

    return IMPORT.sub(put_in_place, files[name]), tuple(faults)


@lru_cache(maxsize=8)
def minified(css: str) -> str:
    """Return a stylesheet that means the same in fewer bytes. The library takes one only as part of a page."""
    start, end = "<style>", "</style>"
    return minify_html.minify(f"{start}{css}{end}", minify_css=True).removeprefix(start).removesuffix(end)


def colour(tokens: str, name: str) -> str:
    """Return the light value of a colour of tokens.css, for what no stylesheet reaches. Raises KeyError without one."""
    found = re.search(rf"--ma-{name}: light-dark\((#[0-9a-f]+),", tokens)
    if not found:
        raise KeyError(f"tokens.css has no colour --ma-{name}: light-dark(#…, …)")
    return found[1]


def in_colours(svg: str, tokens: str) -> str:
    """Return the mark, a file of its own that no stylesheet reaches, in the colours of tokens.css, light and dark.

    Where tokens.css does not have them in the form `light-dark(#…, #…)`, it stays as it is.
    """
    pairs = [
        re.search(rf"--ma-{name}: light-dark\((#[0-9a-f]+), (#[0-9a-f]+)\)", tokens) for name in ("link", "accent")
    ]
    if None in pairs:
        return svg
    links, accents = (pair.groups() for pair in pairs if pair)
    light, dark = (f"g{{stroke:{link}}}path.n{{stroke:{accent}}}" for link, accent in zip(links, accents, strict=True))
    style = f"<style>{light}@media (prefers-color-scheme:dark){{{dark}}}</style>"
    return re.sub("<style>.*?</style>", style, svg, count=1)
