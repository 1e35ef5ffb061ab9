"""The picture of a page where it is shared."""

import io

import pytest
from PIL import Image, ImageChops

from plugins.cards import MARGIN, SIZE, draw_card
from tests.conftest import ROOT

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
    assert bottom <= SIZE[1] - MARGIN - 84, "it runs into the mark"


def test_only_what_a_long_title_has_no_room_for_is_left_out():
    cards = [draw_card(title, "Site", ROOT / "theme") for title in (LONG * 2, LONG * 2 + "again", LONG * 5, LONG * 6)]
    assert cards[0] != cards[1]
    assert cards[2] == cards[3]
