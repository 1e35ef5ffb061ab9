"""Addresses in pages and stylesheets: whether one leads elsewhere, and which file of the site it names."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from urllib.parse import unquote, urlsplit

# What Pelican leaves as it is where a link leads nowhere.
UNRESOLVED = re.compile(r"^(\{|%7B)(filename|static|attach)(\}|%7D)", re.IGNORECASE)
FOREIGN = re.compile(r"\s*([a-z][a-z0-9+.-]*:|//|\\)", re.IGNORECASE)
LATER = re.compile(r"[?#]")  # what begins that part of an address that names no file
CSS_ADDRESS = re.compile(r"(?:url|image-set)\(\s*['\"]?([^'\")]+)|@import\s*['\"]([^'\"]+)")


def is_foreign(address: str, siteurl: str) -> bool:
    """Return whether an address leads to another host than this site's."""
    if siteurl and (address == siteurl or address.startswith(f"{siteurl}/")):
        return False
    return bool(FOREIGN.match(address)) and not UNRESOLVED.match(address)


def file_at(address: str, page: str, siteurl: str) -> str:
    """Return the file below the output that an address on the page `page` names, whether it is there or not.

    It is empty where Pelican could not resolve the address, and where it leads out of the site, which may lie below a
    path.
    """
    if address.startswith("{") or (address.startswith("%") and UNRESOLVED.match(address)):
        return ""
    path = unquote(LATER.split(address.removeprefix(siteurl) if siteurl else address, 1)[0])
    below = urlsplit(siteurl).path
    if below and path.startswith("/") and not address.startswith(siteurl):
        if not f"{path}/".startswith(f"{below}/"):
            return ""  # it leaves the site, which is only a part of its host
        path = path.removeprefix(below) or "/"
    if not path:
        return page if address.startswith(("#", "?")) else "index.html"
    if ".." in path or "//" in path or "./" in path or path[0] != "/":
        whole = posixpath.normpath(
            path.lstrip("/") if path[0] == "/" else posixpath.join(posixpath.dirname(page), path)
        )
        if whole.startswith(".."):
            return ""  # it climbs out of the site
        path = f"/{whole}".removesuffix(".") + "/" * (path.endswith("/") and whole != ".")
    return f"{path}index.html".lstrip("/") if path.endswith("/") else path.lstrip("/")


def css_addresses(text: str) -> Iterator[str]:
    """Yield each address that a style names."""
    if "(" in text or "@" in text:
        for match in CSS_ADDRESS.finditer(text):
            yield match[1] or match[2]


def candidates(value: str) -> list[str]:
    """Return each address that a `srcset` offers."""
    return [part.split()[0] for part in value.split(",") if part.strip()]
