"""Makes of a built site what a static host is to serve: pages minified, and `.br` and `.gz` beside each text.

Nothing here changes what a page says. Every step gives the same bytes for the same site.
"""

from __future__ import annotations

import gzip
import re
from pathlib import Path
from urllib.parse import urlsplit

import brotli
import minify_html

TEXTS = {".html", ".css", ".js", ".svg", ".xml", ".txt", ".json", ".csv", ".webmanifest"}
WORTH = 1024  # bytes from which a ready-made compressed file pays


def minify_pages(site: Path, address: str) -> None:
    """Minify every page of a site, and let its links to itself start with a slash. `address`: that of the site."""
    for path in sorted(site.rglob("*.html")):
        text = own_links(path.read_text(encoding="utf-8"), address)
        small = minify_html.minify(text, minify_css=False, minify_js=False, keep_html_and_head_opening_tags=True)
        path.write_text(small, encoding="utf-8")


def own_links(html: str, address: str) -> str:
    """Return a page whose links to its own site start with a slash: shorter, and the same on every host.

    What others read out of the page (canonical address, translations, shared picture, JSON-LD) stays whole.
    """
    path = urlsplit(address).path.rstrip("/")
    elements = r'<(?:a|script|img|form)\b[^>]*?\b(?:href|src|action)="'
    loaded = r'<link rel="(?:stylesheet|icon|manifest|alternate|preload)"(?! hreflang)[^>]* href="'
    leads_on = r'<meta http-equiv="refresh" content="0; url='
    links = re.compile(f"({elements}|{loaded}|{leads_on}){re.escape(address)}/")
    return links.sub(rf"\1{path}/", html)


def compress(site: Path, quality: int = 11) -> None:
    """Write `.br` and `.gz` beside every text file that is large enough for it to pay. `quality` is that of Brotli."""
    for path in sorted(path for path in site.rglob("*") if path.suffix in TEXTS):
        raw = path.read_bytes()
        if len(raw) >= WORTH:
            small = brotli.compress(raw, brotli.MODE_TEXT, quality=quality)
            path.with_name(f"{path.name}.br").write_bytes(small)
            # Not gzip.compress: what it writes of the system differs from one Python to the next.
            with path.with_name(f"{path.name}.gz").open("wb") as copy, gzip.GzipFile("", "wb", 9, copy, 0) as file:
                file.write(raw)
