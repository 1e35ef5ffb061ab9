"""The pictures of a published site, in its own type and colours: a card for each page, and the mark as an icon.

A card stands for its page where the page is shared: the title, the mark and the name of the site, 1200 by 630 pixels.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from PIL import Image, ImageDraw, ImageFont

from builder.page.pages import Page
from builder.page.stylesheet import colour
from builder.publish.files import ICON_SIZES, card_of

SIZE = (1200, 630)
MARGIN = 90
TITLE, SMALLEST, NAME = 84, 48, 36  # sizes of type in pixels
MARK = 96
LINES = 4
FONT = "static/fonts/plain-zero-hyperlegible.woff2"
# The mark, on a field of 32 by 32, as the component “mark” and static/icons/mark.svg have it: the skin, the needle, and
# the rings of the signal. A ring is the lower half of an ellipse: its middle, half its width, its depth.
FIELD, PEN = 32, 2.5
SKIN, NEEDLE = ((4, 19), (28, 19)), ((16, 3), (16, 19))
RINGS = ((16, 23, 6, 3), (16, 23, 10, 7))
RING_POINTS = 48
FINER = 8  # times larger than it is shown, the mark is drawn
BROWSER_SIZES = (16, 32, 48)  # in favicon.ico
TOUCH_ICON_SIZE = 180


@lru_cache(maxsize=8)
def _look(theme: Path) -> tuple[str, str, str, str]:
    """Return four colours of a theme: the ground, the ink, the accent, and that of links."""
    tokens = (theme / "static/css/tokens.css").read_text(encoding="utf-8")
    return colour(tokens, "ground"), colour(tokens, "ink"), colour(tokens, "accent"), colour(tokens, "link")


def pictures(pages: Iterable[Page], site: str, theme: Path) -> Iterator[tuple[str, bytes]]:
    """Yield the address and the bytes of each picture of a site of this name: the cards, and the icons at its root."""
    for page in pages:
        yield card_of(page), draw_card(page.title, site, theme)
    # Systems and old browsers ask for these two unbidden, at these addresses.
    yield "apple-touch-icon.png", draw_icon(TOUCH_ICON_SIZE, theme)
    yield "favicon.ico", draw_icon(ICON_SIZES[0], theme, "ICO")


def icon_assets(theme: Path) -> dict[str, bytes]:
    """Return the icons that the manifest offers, by the names that it gives them."""
    return {f"icons/mark-{size}.png": draw_icon(size, theme) for size in ICON_SIZES}


def draw_card(title: str, site: str, theme: Path) -> bytes:
    """Return the picture as PNG: the title in at most four lines, the mark, and the name of the site.

    A long title is set in smaller type; one that is too long even for the smallest ends in “…”.
    """
    ground, ink, accent, _ = _look(theme)
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
    image.paste(_mark(MARK, theme), (MARGIN - MARK // 8, base - MARK))
    draw.text((MARGIN + 100, base - 56), site, font=_font(theme, NAME, 400), fill=ink)
    file = io.BytesIO()
    image.quantize(32).save(file, "PNG", optimize=True)
    return file.getvalue()


def draw_icon(size: int, theme: Path, kind: str = "PNG") -> bytes:
    """Return the mark on the ground of the site, `size` pixels square, as PNG; with `ICO`, in `BROWSER_SIZES`."""
    image = Image.new("RGB", (size, size), _look(theme)[0])
    edge = size // 8  # left free, since systems cut off the corners
    image.paste(_mark(size - 2 * edge, theme), (edge, edge))
    file = io.BytesIO()
    if kind == "ICO":
        image.save(file, kind, sizes=[(side, side) for side in BROWSER_SIZES])
    else:
        image.quantize(32).save(file, kind, optimize=True)
    return file.getvalue()


def _mark(size: int, theme: Path) -> Image.Image:
    """Return the mark, `size` pixels square. It is drawn larger and made smaller, since Pillow leaves edges rough."""
    ground, _, accent, link = _look(theme)
    scale = size * FINER / FIELD
    image = Image.new("RGB", (size * FINER, size * FINER), ground)
    draw = ImageDraw.Draw(image)

    def stroke(points: Iterable[tuple[float, float]], ink: str) -> None:
        placed = [(scale * x, scale * y) for x, y in points]
        draw.line(placed, ink, round(PEN * scale), joint="curve")
        for end in (placed[0], placed[-1]):
            draw.circle(end, PEN * scale / 2, ink)

    stroke(SKIN, link)
    for x, y, half, depth in RINGS:
        angles = [math.pi * step / RING_POINTS for step in range(RING_POINTS + 1)]
        stroke([(x + half * math.cos(angle), y + depth * math.sin(angle)) for angle in angles], link)
    stroke(NEEDLE, accent)
    return image.resize((size, size), Image.Resampling.LANCZOS)


def _font(theme: Path, size: int, weight: int) -> ImageFont.FreeTypeFont:
    font = ImageFont.truetype(str(theme / FONT), size)
    font.set_variation_by_axes([weight])
    return font


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
