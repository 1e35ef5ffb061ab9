"""The pictures of a published site: what a card says, and the mark as an icon."""

import io
import re
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageColor

from builder.page.stylesheet import colour
from builder.publish.pictures import (
    BROWSER_SIZES,
    FIELD,
    MARGIN,
    MARK,
    NEEDLE,
    PEN,
    RINGS,
    SIZE,
    SKIN,
    draw_card,
    draw_icon,
    icon_assets,
    pictures,
)
from tests.page.making import page

ROOT = Path(__file__).resolve().parent.parent.parent
TOKENS = (ROOT / "theme/static/css/tokens.css").read_text()
LONG = "Acupuncture for people who live with long-lasting pain of the back "


@pytest.mark.parametrize(
    "title",
    [
        pytest.param("Privacy", id="short"),
        pytest.param(LONG * 2, id="134 letters"),
        pytest.param((LONG * 5)[:300], id="300 letters"),
        pytest.param("W" * 300, id="300 letters without a space"),
        pytest.param("Acupuncture " + "w" * 40, id="a word wider than a line"),
    ],
)
def test_a_title_of_any_length_stays_within_its_part_of_the_picture(title: str):
    image = Image.open(io.BytesIO(draw_card(title, "Site", ROOT / "theme"))).convert("RGB")
    assert image.size == SIZE
    empty = Image.open(io.BytesIO(draw_card("", "Site", ROOT / "theme"))).convert("RGB")
    changed = ImageChops.difference(image, empty).convert("L").point(lambda value: 255 * (value > 60))
    left, top, right, bottom = changed.getbbox()  # more than the choice of a palette changes
    assert left >= MARGIN - 4
    assert right <= SIZE[0] - MARGIN + 4
    assert top >= MARGIN
    assert bottom <= SIZE[1] - MARGIN - MARK, "it runs into the mark"


def test_only_what_a_long_title_has_no_room_for_is_left_out():
    cards = [draw_card(title, "Site", ROOT / "theme") for title in (LONG * 2, LONG * 2 + "again", LONG * 5, LONG * 6)]
    assert cards[0] != cards[1]
    assert cards[2] == cards[3]


def test_an_icon_shows_the_mark_in_the_colours_of_the_site_and_keeps_clear_of_its_corners():
    image = Image.open(io.BytesIO(draw_icon(192, ROOT / "theme"))).convert("RGB")
    assert image.size == (192, 192)
    colours = {shade: count for count, shade in image.getcolors()}
    ground, ink, accent = (ImageColor.getrgb(colour(TOKENS, name)) for name in ("ground", "link", "accent"))
    assert colours[ground] > colours[ink] > colours[accent] > 400
    drawn = ImageChops.difference(image, Image.new("RGB", image.size, ground)).getbbox()
    assert min(drawn[:2]) >= 192 / 8
    assert max(drawn[2:]) <= 192 * 7 / 8


def test_the_icon_for_old_browsers_holds_each_size():
    icon = Image.open(io.BytesIO(draw_icon(192, ROOT / "theme", "ICO")))
    assert icon.info["sizes"] == {(size, size) for size in BROWSER_SIZES}


@pytest.mark.parametrize("file", ["theme/static/icons/mark.svg", "theme/components/mark/template.html"])
def test_the_mark_is_the_same_wherever_it_is_drawn_and_nothing_of_it_is_cut_off(file: str):
    text = (ROOT / file).read_text()
    (left, skin), (right, _) = SKIN
    (middle, top), (_, tip) = NEEDLE
    rings = "".join(f"M{x - half} {y}a{half} {depth} 0 0 0 {2 * half} 0" for x, y, half, depth in RINGS)
    drawn = "".join(re.findall(r' d="([^"]+)"', text))
    assert sorted(re.findall("M[^M]+", drawn)) == sorted(
        [f"M{left} {skin}h{right - left}", f"M{middle} {top}v{tip - top}", *re.findall("M[^M]+", rings)]
    )
    assert f'viewBox="0 0 {FIELD} {FIELD}"' in text
    assert max(y + depth for _, y, _, depth in RINGS) + PEN / 2 <= FIELD


def test_the_colours_of_the_mark_are_those_of_the_site():
    pairs = [re.search(rf"--ma-{name}: light-dark\((.+), (.+)\)", TOKENS) for name in ("link", "accent")]
    colours = [pair[look] for look in (1, 2) for pair in pairs]
    assert re.findall("#[0-9a-f]{6}", (ROOT / "theme/static/icons/mark.svg").read_text()) == colours


def test_a_colour_that_the_site_does_not_have_is_no_other_one():
    with pytest.raises(KeyError, match="--ma-pink"):
        colour(TOKENS, "pink")


def test_a_site_gets_a_picture_for_each_page_and_the_icons_that_nobody_names():
    drawn = dict(pictures([page("about"), page("conditions/back"), page("conditions-back")], "Site", ROOT / "theme"))
    cards = ["images/cards/about.png", "images/cards/conditions/back.png", "images/cards/conditions-back.png"]
    assert list(drawn) == [*cards, "apple-touch-icon.png", "favicon.ico"]
    assert Image.open(io.BytesIO(drawn["apple-touch-icon.png"])).size == (180, 180)
    for name, data in icon_assets(ROOT / "theme").items():
        side = Image.open(io.BytesIO(data)).size[0]
        assert name == f"icons/mark-{side}.png"
