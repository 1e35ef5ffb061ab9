"""The pictures of a published site: what a card says, and the mark as an icon."""

import io
import re
import shutil
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageColor
from plugins.pictures import (
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
)
from plugins.stylesheet import colour, mark_in_colours

from tests.conftest import ROOT, Project

COLOURS = {"ground": ("#fbf8f1", "#14181c"), "link": ("#0d4668", "#a3d2ed"), "accent": ("#96360f", "#f4a981")}
LONG = "Acupuncture for people who live with long-lasting pain of the back "


@pytest.fixture(scope="module")
def theme(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The theme with colours of the tests' own: those of the site may change."""
    copy = tmp_path_factory.mktemp("theme") / "theme"
    shutil.copytree(ROOT / "theme", copy)
    tokens = copy / "static/css/tokens.css"
    text = tokens.read_text()
    for name, pair in COLOURS.items():
        text = re.sub(rf"--ma-{name}: .*;", f"--ma-{name}: light-dark({', '.join(pair)});", text)
    tokens.write_text(text)
    return copy


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
def test_a_title_of_any_length_stays_within_its_part_of_the_picture(theme: Path, title: str):
    image = Image.open(io.BytesIO(draw_card(title, "Site", theme))).convert("RGB")
    assert image.size == SIZE
    empty = Image.open(io.BytesIO(draw_card("", "Site", theme))).convert("RGB")
    changed = ImageChops.difference(image, empty).convert("L").point(lambda value: 255 * (value > 60))
    left, top, right, bottom = changed.getbbox()  # more than the choice of a palette changes
    assert left >= MARGIN - 4
    assert right <= SIZE[0] - MARGIN + 4
    assert top >= MARGIN
    assert bottom <= SIZE[1] - MARGIN - MARK, "it runs into the mark"


def test_only_what_a_long_title_has_no_room_for_is_left_out(theme: Path):
    cards = [draw_card(title, "Site", theme) for title in (LONG * 2, LONG * 2 + "again", LONG * 5, LONG * 6)]
    assert cards[0] != cards[1]
    assert cards[2] == cards[3]


def test_an_icon_shows_the_mark_in_the_colours_of_the_site_and_keeps_clear_of_its_corners(theme: Path):
    image = Image.open(io.BytesIO(draw_icon(192, theme))).convert("RGB")
    assert image.size == (192, 192)
    colours = {shade: count for count, shade in image.getcolors()}
    ground, ink, accent = (ImageColor.getrgb(colour(theme, name)) for name in ("ground", "link", "accent"))
    assert colours[ground] > colours[ink] > colours[accent] > 400
    drawn = ImageChops.difference(image, Image.new("RGB", image.size, ground)).getbbox()
    assert min(drawn[:2]) >= 192 / 8
    assert max(drawn[2:]) <= 192 * 7 / 8


def test_the_icon_for_old_browsers_holds_each_size(theme: Path):
    icon = Image.open(io.BytesIO(draw_icon(192, theme, "ICO")))
    assert icon.info["sizes"] == {(size, size) for size in BROWSER_SIZES}


@pytest.mark.parametrize("file", ["theme/static/icons/mark.svg", "theme/templates/components/mark.html"])
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


def test_the_mark_has_the_colours_of_the_site_in_both_looks(project: Project):
    tokens = "theme/static/css/tokens.css"
    text = re.sub(r"--ma-link: .*;", "--ma-link: light-dark(#123456, #fedcba);", project.read(tokens))
    project.write(tokens, re.sub(r"--ma-accent: .*;", "--ma-accent: light-dark(#654321, #abcdef);", text, count=1))
    assert project.build().returncode == 0
    drawn = project.read("output/assets/icons/mark.svg")
    assert re.findall("#[0-9a-f]{6}", drawn) == ["#123456", "#654321", "#fedcba", "#abcdef"]


def test_a_mark_whose_colours_cannot_be_read_stays_as_it_is(theme: Path):
    tokens = theme / "static/css/tokens.css"
    text = tokens.read_text()
    tokens.write_text(text.replace("--ma-link: light-dark(", "--ma-link: light-dark(rgb(0 0 0 / 1), "))
    assert mark_in_colours("<svg><style>g{}</style></svg>", theme) == "<svg><style>g{}</style></svg>"
    tokens.write_text(text)


def test_a_colour_that_the_site_does_not_have_is_no_other_one(theme: Path):
    with pytest.raises(KeyError, match="--ma-pink"):
        colour(theme, "pink")
