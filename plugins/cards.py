"""The picture of a page where it is shared: its title in the site's own type and colours, 1200 by 630 pixels."""

from __future__ import annotations

import io
import re
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
MARGIN = 90
TITLE, SMALLEST, NAME = 84, 48, 36  # sizes of type in pixels
LINES = 4
FONT = "static/fonts/atkinson-hyperlegible-next.woff2"


def draw_card(title: str, site: str, theme: Path) -> bytes:
    """Return the picture as PNG: the title in at most four lines, the mark, and the name of the site.

    A long title is set in smaller type; one that is too long even for the smallest ends in “…”.
    """
    ground, ink, link, accent = (_colour(theme, name) for name in ("ground", "ink", "link", "accent"))
    image = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(image)
    for size in range(TITLE, SMALLEST - 1, -4):
        font = _font(theme, size, 700)
        lines = _wrapped(title, font, SIZE[0] - 2 * MARGIN)
        if len(lines) <= LINES and " ".join(lines) == " ".join(title.split()):  # and no word was broken
            break
    if len(lines) > LINES:
        lines[LINES - 1 :] = [_cut(lines[LINES - 1], font, SIZE[0] - 2 * MARGIN)]
    draw.rectangle((0, 0, 24, SIZE[1]), fill=accent)
    draw.multiline_text((MARGIN, MARGIN), "\n".join(lines), font=font, fill=ink, spacing=size // 4)
    base = SIZE[1] - MARGIN
    # The mark: a needle in the skin, and the ring of its signal.
    draw.line((MARGIN, base - 28, MARGIN + 72, base - 28), fill=link, width=6)
    draw.arc((MARGIN + 8, base - 46, MARGIN + 64, base - 8), 0, 180, fill=link, width=6)
    draw.arc((MARGIN + 20, base - 38, MARGIN + 52, base - 18), 0, 180, fill=link, width=6)
    draw.line((MARGIN + 36, base - 84, MARGIN + 36, base - 34), fill=accent, width=6)
    draw.text((MARGIN + 100, base - 56), site, font=_font(theme, NAME, 400), fill=ink)
    file = io.BytesIO()
    image.quantize(32).save(file, "PNG", optimize=True)
    return file.getvalue()


def _font(theme: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(theme / FONT), size)
    font.set_variation_by_axes([weight])
    return font


def _colour(theme: Path, name: str) -> str:
    """Return the light value of a colour of tokens.css."""
    tokens = (theme / "static/css/tokens.css").read_text(encoding="utf-8")
    found = re.search(rf"--ma-{name}: light-dark\((#[0-9a-f]+),", tokens)
    return found[1] if found else "#000000"


def _wrapped(text: str, font: ImageFont.FreeTypeFont, width: int) -> list[str]:
    """Return the lines of a text; a word that is wider than a line is broken."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".lstrip()
        if font.getlength(longer) <= width:
            lines[-1] = longer
            continue
        if lines[-1]:
            lines.append("")
        for letter in word:
            if font.getlength(lines[-1] + letter) > width:
                lines.append("")
            lines[-1] += letter
    return lines


def _cut(line: str, font: ImageFont.FreeTypeFont, width: int) -> str:
    """Return the line with “…” at its end, short enough for the width."""
    while font.getlength(f"{line}…") > width:
        line = line[:-1]
    return f"{line.rstrip()}…"
