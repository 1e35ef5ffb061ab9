"""Each component of the theme: its template, its styles and its example in one folder."""

import re
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from builder.evidence.kinds import DRAWN
from pelicanconf import STYLESHEETS
from tests.content.examples import THEME, examples_page, names

# What the blocks of Markdown write, which need no template of the theme.
WRITTEN = {"doors", "drawing", "glance", "key-points", "real-size", "table", "worksheet"}
SAME_STYLES = {"harms"}  # as the component of findings


@pytest.fixture(scope="module")
def examples() -> BeautifulSoup:
    """The page of all examples."""
    return BeautifulSoup(examples_page()[0], "lxml")


@pytest.mark.parametrize("name", names())
def test_a_component_is_a_folder_with_its_template_its_styles_and_its_example(name: str):
    files = {path.name for path in (THEME / "components" / name).iterdir()}
    expected = {"template.html", "style.css", "example.html"}
    assert files == expected - (
        {"template.html"} if name in WRITTEN else {"style.css"} if name in SAME_STYLES else set()
    )
    if name not in WRITTEN:
        text = (THEME / f"components/{name}/template.html").read_text()
        assert text.startswith("{#- "), "it says what it is for"


def test_every_kind_of_row_has_its_components():
    assert DRAWN.keys() <= set(names())


def test_the_styles_of_every_component_are_in_a_stylesheet_and_in_none_twice():
    imported: dict[str, list[str]] = {}
    for name in ("common", *STYLESHEETS):
        css = (THEME / f"static/css/{name}.css").read_text()
        imported[name] = re.findall(r'@import "../../components/([a-z-]+)/style.css";', css)
    assert set(chain(*imported.values())) == set(names()) - SAME_STYLES
    for name in STYLESHEETS:
        together = imported["common"] + imported[name]
        assert len(together) == len(set(together)), name


@pytest.mark.parametrize("name", [name for name in names() if name not in SAME_STYLES])
def test_the_rules_of_a_component_are_each_in_a_layer_so_that_print_wins(name: str):
    css = re.sub(r"/\*.*?\*/\n", "", (THEME / f"components/{name}/style.css").read_text(), flags=re.DOTALL)
    top = [line for line in css.split("\n") if line and not line.startswith((" ", "}"))]
    assert top in (["@layer components {"], ["@layer components {", "@layer print {"])
    assert css.count("@media print {") == css.count("@layer print {\n  @media print {")


@pytest.mark.parametrize("name", [name for name in names() if name not in SAME_STYLES])
def test_an_example_shows_every_class_that_its_component_has_rules_for(name: str, examples: BeautifulSoup):
    css = (THEME / f"components/{name}/style.css").read_text()
    shown = {class_ for element in examples.select("[class]") for class_ in element["class"]}
    # Not every one is in each drawing.
    in_drawings = {"ma-accent", "ma-fine", "ma-label", "ma-number"}
    assert set(re.findall(r"\.(ma-[a-z0-9_-]+)", css)) - in_drawings <= shown


def test_the_page_of_examples_is_a_sound_page(examples: BeautifulSoup):
    assert [heading.text for heading in examples.select("h1")] == ["Every component, by its example"]
    assert [
        heading.text for heading in examples.select("article > h2") if heading.get("id", "").startswith("example-")
    ] == names()
    ids = Counter(element["id"] for element in examples.select("[id]"))
    assert [name for name, count in ids.items() if count > 1] == []
    for link in examples.select('a[href^="#"]'):
        assert link["href"][1:] in ids, link
    assert "ma-ledger" not in str(examples)
    assert "{%" not in str(examples)


def test_a_condition_that_nobody_drew_stands_without_a_drawing(examples: BeautifulSoup):
    drawn = [bool(item.svg) for item in examples.select("#example-condition-icon + ul li")]
    assert drawn == [True] * 6 + [False]


def test_signs_stay_small_and_silent_where_the_styles_are_missing(examples: BeautifulSoup):
    for svg in examples.select(".ma-icon, .ma-condition-icon"):
        assert int(svg["width"]) == int(svg["height"]) <= 50
        assert (svg["fill"], svg["stroke"], svg["aria-hidden"]) == ("none", "currentColor", "true")


@pytest.mark.parametrize("drawing", sorted((THEME.parent / "content/images").glob("*.svg")), ids=lambda path: path.stem)
def test_a_drawing_is_light_because_it_stands_in_the_page(drawing: Path):
    assert drawing.stat().st_size <= 2_500
