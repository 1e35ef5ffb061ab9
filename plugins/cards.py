"""The picture of a page where it is shared: its title in the site's own type and colours, 1200 by 630 pixels."""

from __future__ import annotations

import io
import re
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

SIZE = (1200, 630)
MARGIN = 90
TITLE, NAME = 84, 36  # sizes of type in pixels
FONT = "static/fonts/atkinson-hyperlegible-next.woff2"


def draw_card(title: str, site: str, theme: Path) -> bytes:
    """Return the picture as PNG: the title in at most four lines, the mark, and the name of the site."""
    ground, ink, link, accent = (_colour(theme, name) for name in ("ground", "ink", "link", "accent"))
    image = Image.new("RGB", SIZE, ground)
    draw = ImageDraw.Draw(image)
    size = TITLE
    while len(lines := _wrapped(title, font := _font(theme, size, 700), SIZE[0] - 2 * MARGIN)) > 4:
        size -= 4
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
    lines: list[str] = []
    for word in text.split():
        if lines and font.getlength(f"{lines[-1]} {word}") <= width:
            lines[-1] += f" {word}"
        else:
            lines.append(word)
    return lines
