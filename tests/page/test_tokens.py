"""The colours of the site, measured: WCAG 2.2, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio."""

import re
from itertools import product
from pathlib import Path

import pytest

TOKENS = (Path(__file__).resolve().parent.parent.parent / "theme/static/css/tokens.css").read_text()
PAIRS = dict(re.findall(r"--ma-([a-z-]+): light-dark\((#[0-9a-f]{6}, #[0-9a-f]{6})\);", TOKENS))
GROUNDS, ALARM, URGENT = ("ground", "raised", "card"), "alarm-ground", "urgent-ground"
SOFT = {"link": "care-soft", "accent": "sham-soft"}
# Each colour of text with the grounds that it stands on.
TEXT = {
    "ink": (*GROUNDS, ALARM, URGENT, *SOFT.values()),
    "quiet": (*GROUNDS, ALARM, URGENT, *SOFT.values()),
    "link": (*GROUNDS, ALARM, URGENT, "care-soft", "sham-soft"),
    "accent": (*GROUNDS, "sham-soft"),
    "alarm": (*GROUNDS, ALARM),
    "urgent": (*GROUNDS, URGENT),
    # Words on a filled head.
    "card": ("alarm", "urgent", "ink"),
}
# What is seen but not read.
EDGES = {"edge": GROUNDS, "rest": GROUNDS}


def luminance(colour: str) -> float:
    parts = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("look", [0, 1], ids=["light", "dark"])
@pytest.mark.parametrize(("colours", "least"), [(TEXT, 7), (EDGES, 3)], ids=["text", "edges"])
def test_every_colour_stands_out_on_each_ground_that_it_stands_on(
    colours: dict[str, tuple[str, ...]], least: float, look: int
):
    pairs = [pair for name, grounds in colours.items() for pair in product([name], grounds)]
    ratios = {pair: contrast(*(PAIRS[name].split(", ")[look] for name in pair)) for pair in pairs}
    assert {pair: round(ratio, 2) for pair, ratio in ratios.items() if ratio < least} == {}


def test_the_contrast_is_that_of_the_standard():
    assert contrast("#ffffff", "#000000") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)


def test_every_colour_has_one_of_the_reader_in_forced_colours():
    forced = TOKENS.partition("@media (forced-colors: active)")[2]
    assert set(PAIRS) == set(re.findall(r"--ma-([a-z-]+): [A-Z][A-Za-z]+;", forced))
