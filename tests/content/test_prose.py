"""How the pages read: joined sentences in plain words, nothing said twice, no phrase that readers stumbled over.

The guide and the short answers are for everybody, so they are the plainest. The pages of all studies and those to look
things up are aside: their sentences are notes to rows, and only their words are held to be easy.
"""

import re
from functools import cache
from pathlib import Path

import lxml.html
import pytest

from tests.conftest import Site
from tests.pages import CONDITIONS, PAGES
from tools.prose import FEW, LIMITS, LONG, has_class, is_english, judge, main_of, measure, read_phrases, template_of

ASIDE = {template for template, limits in LIMITS.items() if limits is None}


@cache
def main_part(site: Site, name: str) -> lxml.html.HtmlElement:
    return main_of(site.folder / name)


@pytest.mark.parametrize("name", PAGES)
def test_a_page_reads_as_one_person_would_say_it_to_another(site: Site, name: str):
    faults = judge(main_part(site, name), template_of(site.folder / name), read_phrases())
    assert not faults, "\n" + "\n".join(faults)


def test_the_pages_of_conditions_the_guide_and_the_small_pages_are_held_to_it(site: Site):
    held = {name for name in PAGES if template_of(site.folder / name) not in ASIDE}
    assert held >= {"index.html", "about/index.html", *(f"conditions/{name}/index.html" for name in CONDITIONS)}
    assert all(measure(main_part(site, name)).sentences for name in held)


@pytest.mark.parametrize("name", [name for name in PAGES if name != "404.html"])
def test_every_page_can_be_read_by_a_thirteen_year_old(site: Site, name: str):
    main = main_part(site, name)
    found = measure(main)
    assert found.grade <= 8 or not is_english(main)
    assert found.mean <= 20 or len(found.sentences) < FEW


def test_every_section_of_the_guide_can_be_read_by_a_twelve_year_old(site: Site):
    main = main_part(site, "index.html")
    parts = [part for part in main.iter("section", "header") if has_class(part, re.compile("ma-section|ma-title"))]
    assert len(parts) > 10
    for part in parts:
        found, heading = measure(part), next(part.iter("h1", "h2")).text_content()
        assert found.grade <= 7, f"{heading}: grade {found.grade:.1f}"
        assert found.mean <= 17, heading
        assert not found.long, f"over {LONG} words: {found.long[0]}"


def test_a_published_page_is_measured_as_the_built_one_although_the_ends_of_its_paragraphs_are_left_out(
    site: Site, public: Path
):
    folded = [name for name in PAGES if site.pages[name].select("p + details, p + section, p + figure")]
    assert folded
    for name in folded:
        built, published = (measure(main_of(folder / name)) for folder in (site.folder, public))
        assert (published.sentences, published.twice) == (built.sentences, built.twice), name
