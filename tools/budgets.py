"""Weighs the published pages as a browser gets them: brotli where it stands ready, else the file as it is.

The limits are promises to readers on slow and costly connections. `make test` and `make audit` hold them.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html

from builder.check.terms import PAGE_WEIGHT

# Bytes. What a page may weigh: its text and look, which every build holds, all that a first visit brings, its scripts.
PAGE, VISIT, SCRIPTS = PAGE_WEIGHT, 50_000, 5_000
LOADED = ("icon", "manifest", "preload", "modulepreload")
PICTURES = ("//*[not(self::script)]/@src", "//@srcset", "//object/@data", "//video/@poster", "//svg//image/@href")
LEADS_ON = re.compile(rb"<meta[^>]*\bhttp-equiv=\"?refresh")
DATA = "application/ld+json"  # a block of data: no browser runs it


@dataclass(frozen=True)
class Weight:
    """What a page weighs, in bytes: `page` is HTML and stylesheets, `visit` everything, `scripts` uncompressed."""

    name: str
    files: frozenset[str]
    page: int
    visit: int
    scripts: int

    def faults(self) -> list[str]:
        """Return what is over its limit."""
        limits = (
            ("HTML and CSS", self.page, PAGE),
            ("a first visit", self.visit, VISIT),
            ("the scripts", self.scripts, SCRIPTS),
        )
        return [f"{what}: {size:,} bytes, at most {limit:,}" for what, size, limit in limits if size > limit]


def pages_of(site: Path) -> list[Path]:
    """Return the pages of a site, without those that only lead on from an old address."""
    return [path for path in sorted(site.rglob("*.html")) if not LEADS_ON.search(path.read_bytes())]


def weigh(site: Path) -> list[Weight]:
    """Return the weight of every page of a published site. Raises FileNotFoundError where a page names no file."""
    return [weigh_page(site, path) for path in pages_of(site)]


def weigh_page(site: Path, path: Path) -> Weight:
    """Return the weight of one page: with all that it names to be loaded, and what its stylesheets name in turn."""
    name = path.relative_to(site).as_posix()
    document = lxml.html.fromstring(path.read_bytes())
    canonical = "".join(values(document, "//link[@rel='canonical']/@href"))
    base = urlsplit(canonical).path.removesuffix(name.removesuffix("index.html"))

    def named(*paths: str) -> set[str]:
        """Return the files that the page names at these paths."""
        return {
            urljoin(base + name, address).removeprefix(base) for path in paths for address in values(document, path)
        }

    styles, scripts = named("//link[@rel='stylesheet']/@href"), named("//script/@src")
    others = named(*(f"//link[@rel='{kind}']/@href" for kind in LOADED), *PICTURES)
    for style in sorted(styles):
        addresses = re.findall(r"url\(([^)]+)\)", (site / style).read_text(encoding="utf-8"))
        others |= {urljoin(style, address.strip("\"'")) for address in addresses if "data:" not in address}
    inline = values(document, f"//script[not(@type='{DATA}')]/text()")
    files = styles | scripts | others
    return Weight(
        name=name,
        files=frozenset(files),
        page=sum(wire_size(site / file) for file in {name} | styles),
        visit=sum(wire_size(site / file) for file in {name} | files),
        scripts=sum(len(text.encode()) for text in inline) + sum((site / file).stat().st_size for file in scripts),
    )


def values(document: Any, path: str) -> list[str]:
    """Return what is at an XPath of attributes or texts; of a `srcset`, each address that it offers."""
    found = [str(value) for value in document.xpath(path)]
    if path.endswith("@srcset"):
        return [candidate.split()[0] for value in found for candidate in value.split(",")]
    return found


def wire_size(path: Path) -> int:
    """Return how many bytes of a file a host sends to a browser that takes brotli."""
    ready = path.with_name(f"{path.name}.br")
    return (ready if ready.is_file() else path).stat().st_size
