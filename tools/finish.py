"""Makes of a built site what a static host is to serve.

Pages get small, the names of files may be cached for ever, `.br` and `.gz` stand ready, and so do the headers. Nothing
here changes what a page says. Every step gives the same bytes for the same site.
"""

from __future__ import annotations

import gzip
import hashlib
import logging
import re
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import brotli
import minify_html
import rjsmin

from plugins.addresses import Redirect
from plugins.security import WORKER, WORKER_POLICY, all_headers

STEPS = logging.getLogger("steps")
ASSETS = "assets"
NAMED_BY_CONTENT = (ASSETS, "pagefind/index", "pagefind/fragment")
TEXTS = {".html", ".css", ".js", ".svg", ".xml", ".txt", ".json", ".csv", ".webmanifest"}
WORTH = 1024  # bytes from which a ready-made compressed file pays
FOREVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=300"  # medical corrections must spread: five minutes, then the host is asked again


def finish(site: Path, settings: dict[str, Any]) -> None:
    """Finish a site built with these settings: minify, name by content, write what hosts read, compress."""
    address = settings["SITEURL"]
    STEPS.info("Making the files small")
    for path in sorted((site / ASSETS).rglob("*.js")):
        path.write_text(str(rjsmin.jsmin(path.read_text(encoding="utf-8"))), encoding="utf-8")
    for path in sorted(site.rglob("*.html")):
        text = own_links(path.read_text(encoding="utf-8"), address)
        small = minify_html.minify(text, minify_css=False, minify_js=False, keep_html_and_head_opening_tags=True)
        path.write_text(small, encoding="utf-8")
    name_by_content(site)
    (site / "_headers").write_text(headers_file(settings["LOOK_SCRIPT"]), encoding="utf-8")
    for name, text in redirect_files(settings["REDIRECTS"], urlsplit(address).path).items():
        (site / name).write_text(text, encoding="utf-8")
    STEPS.info("Compressing the files")
    compress(site)


def own_links(html: str, address: str) -> str:
    """Return a page whose links to its own site start with a slash: shorter, and the same on every host.

    What others read out of the page (canonical address, shared picture, JSON-LD) stays whole.
    """
    path = urlsplit(address).path.rstrip("/")
    elements = r'<(?:a|script|img|form)\b[^>]*?\b(?:href|src|action)="'
    loaded = r'<link rel="(?:stylesheet|icon|manifest|alternate)"[^>]* href="'
    leads_on = r'<meta http-equiv="refresh" content="0; url='
    links = re.compile(f"({elements}|{loaded}|{leads_on}){re.escape(address)}/")
    return links.sub(rf"\1{path}/", html)


def name_by_content(site: Path) -> None:
    """Give each file of assets/ a name that holds a hash of its content, and follow it wherever it is named.

    Fonts and icons come first, then the stylesheets that name them, then the pages that name both.
    """
    order = sorted((site / ASSETS).rglob("*"), key=lambda path: (path.suffix == ".css", path.as_posix()))
    for path in (path for path in order if path.is_file() and path.suffix != ".txt"):
        digest = hashlib.sha256(path.read_bytes()).hexdigest()[:8]
        new = path.rename(path.with_name(f"{path.stem}.{digest}{path.suffix}"))
        old_name, new_name = (p.relative_to(site / ASSETS).as_posix() for p in (path, new))
        for text in sorted(p for p in site.rglob("*") if p.suffix in (".html", ".css", ".webmanifest")):
            before = text.read_text(encoding="utf-8")
            if old_name in before:
                text.write_text(re.sub(rf"(?<![\w-]){re.escape(old_name)}", new_name, before), encoding="utf-8")


def headers_file(look_script: str) -> str:
    """Return `_headers` as Netlify and Cloudflare Pages read it."""
    always = "".join(f"  {name}: {value}\n" for name, value in all_headers(look_script).items())
    policy = "Content-Security-Policy"
    return (
        f"/*\n{always}  Cache-Control: {BRIEFLY}\n"
        f"\n/{WORKER}\n  ! {policy}\n  {policy}: {WORKER_POLICY}\n"
        + "".join(f"\n/{folder}/*\n  ! Cache-Control\n  Cache-Control: {FOREVER}\n" for folder in NAMED_BY_CONTENT)
    )


def redirect_files(redirects: list[Redirect], prefix: str) -> dict[str, str]:
    """Return the redirects as hosts read them, by the name of the file; `prefix` is the path before every address.

    An address with and without its last slash is the same. Netlify serves the page that leads on from an old address
    unless a line ends with “!”; Cloudflare Pages passes over such lines and reads those below them.
    """
    texts = {"_redirects": "", "_redirects.nginx": "", "_redirects.caddy": ""}
    for redirect in redirects:
        old, new = f"{prefix}{redirect.old}", f"{prefix}{redirect.new}"
        forms = dict.fromkeys((old, old.removesuffix("/")))
        texts["_redirects"] += f"{old} {new} 301!\n" + "".join(f"{form} {new} 301\n" for form in forms)
        slash = "/?" if old.endswith("/") else ""
        texts["_redirects.nginx"] += f'"~^{re.escape(old.removesuffix("/"))}{slash}$" "{new}";\n'
        texts["_redirects.caddy"] += "".join(f'redir "{form}" "{new}" 301\n' for form in forms)
    note = "# Made by `make publish` from content/redirects.toml.\n"
    return {name: note + text for name, text in texts.items()}


def compress(site: Path) -> None:
    """Write `.br` (quality 11) and `.gz` beside every text file that is large enough for it to pay.

    Brotli’s modes only guess how best to begin: the one for fonts saves some pages 50 bytes, and adds to others.
    """
    for path in sorted(path for path in site.rglob("*") if path.suffix in TEXTS):
        raw = path.read_bytes()
        if len(raw) >= WORTH:
            tries = (brotli.compress(raw, mode, quality=11) for mode in (brotli.MODE_TEXT, brotli.MODE_FONT))
            path.with_name(f"{path.name}.br").write_bytes(min(tries, key=len))
            # Not gzip.compress: what it writes of the system differs from one Python to the next.
            with path.with_name(f"{path.name}.gz").open("wb") as copy, gzip.GzipFile("", "wb", 9, copy, 0) as file:
                file.write(raw)
