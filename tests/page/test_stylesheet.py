"""Stylesheets, joined and minified, and their colours."""

import pytest

from builder.page.stylesheet import colour, in_colours, join_stylesheet, minified
from tests.page.making import told

SITE = """/* The cascade */
@layer base, print;

@import "base.css" layer(base);
@import "../print.css" layer(print) print;
"""


def test_each_file_is_put_in_place_inside_its_layer_and_its_medium():
    files = {
        "theme/css/site.css": SITE,
        "theme/css/base.css": "p { margin: 0; }",
        "theme/print.css": "p { color: #000; }",
    }
    css, faults = join_stylesheet("theme/css/site.css", files)
    assert faults == ()
    assert css.endswith("@layer base{p { margin: 0; }}\n@media print{@layer print{p { color: #000; }}}\n")


def test_a_minified_stylesheet_means_the_same():
    assert minified("/* why */\np {\n  margin: 0;\n  color: #ffffff;\n}\n") == "p{color:#fff;margin:0}"


def test_a_stylesheet_that_is_not_there_is_a_fault_at_the_line_that_names_it():
    css, faults = join_stylesheet("theme/css/site.css", {"theme/css/site.css": SITE, "theme/print.css": "a{}"})
    assert told(faults) == [("theme/css/site.css:4", "stylesheet-missing", "there is no stylesheet theme/css/base.css")]
    assert "@layer print{a{}}" in css, "the others are joined"


def test_pictures_have_the_light_colours_of_the_pages():
    tokens = ":root { --ma-link: light-dark(#0d4668, #a3d2ed); }"
    assert colour(tokens, "link") == "#0d4668"
    with pytest.raises(KeyError, match="no colour --ma-ink"):
        colour(tokens, "ink")


MARK = "<svg><style>g{}</style><g/></svg>"


def test_the_mark_has_the_colours_of_the_site_in_both_looks():
    tokens = "--ma-link: light-dark(#123456, #fedcba);\n--ma-accent: light-dark(#654321, #abcdef);\n"
    drawn = in_colours(MARK, tokens)
    light, dark = drawn.split("@media (prefers-color-scheme:dark)")
    assert "#123456" in light
    assert "#654321" in light
    assert "#fedcba" in dark
    assert "#abcdef" in dark


def test_a_mark_whose_colours_cannot_be_read_stays_as_it_is():
    tokens = "--ma-link: light-dark(rgb(0 0 0 / 1), #fedcba);\n--ma-accent: light-dark(#654321, #abcdef);\n"
    assert in_colours(MARK, tokens) == MARK
