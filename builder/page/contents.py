"""The contents of a page: its parts, found in what was drawn, so that no heading is named twice."""

from __future__ import annotations

import html
import re

PART = re.compile(r'<h2 id="([^"]+)"[^>]*>(.*?)</h2>', re.DOTALL)


def parts_of(text: str) -> dict[str, str]:
    """Return the anchor and the words of each heading of level 2 in the HTML of a page, in order."""
    return {anchor: html.unescape(re.sub(r"<[^>]*>", "", title)) for anchor, title in PART.findall(text)}
