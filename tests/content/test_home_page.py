"""The home page is the guide: its eleven sections, its dates, its drawings, its way to say when to get help."""

import re
from functools import cache

import pytest
from bs4 import BeautifulSoup, Tag

from builder.outline import CARDS, FEWEST_WORDS
from pelicanconf import REGION, REGIONS
from tests.conftest import Site
from tests.pages import CONDITIONS, PAGES

HEADINGS = [
    "What Is Medical Acupuncture?",
    "Why People Turn to Medical Acupuncture",
    "How Medical Acupuncture Works",
    "What Conditions It May Help With",
    "What a Session Feels Like",
    "Is Medical Acupuncture Safe?",
    "What Actually Makes It Effective",
    "When Should You Consider It?",
    "A Simple Way to Understand It",
    "Final Thoughts",
    "Medical Disclaimer",
]


@cache
def sections(site: Site) -> list[Tag]:
    return site.home.select("section.ma-section")


# What is no sentence of the text: tables, captions, sources.
LEFT_OUT = "table, figure, sup, nav, .ma-review, .ma-hidden, .ma-care, .ma-sources, .ma-bibliography"


@cache
def prose(part: Tag) -> str:
    """The sentences of a part of a page, as a reader reads them."""
    left_out = {id(inner) for outer in part.select(LEFT_OUT) for inner in (outer, *outer.descendants)}
    lines = [
        "".join(text for text in block.strings if id(text) not in left_out).replace("\u2060", "")
        for block in part.find_all(["p", "li"])
        if id(block) not in left_out and not block.find_parent("li")
    ]
    whole = (" ".join(line.split()) for line in lines)
    return " ".join(line if line.endswith((".", "?", ":")) else f"{line}." for line in whole)


def test_the_eleven_headings_stand_word_for_word_and_in_order(site: Site):
    assert [section.h2.get_text() for section in sections(site)] == ["Introduction", *HEADINGS]


def test_every_section_has_real_text(site: Site):
    for section in sections(site):
        assert len(set(prose(section).split())) >= FEWEST_WORDS, section.h2.get_text()


def test_the_jump_list_leads_to_every_section_in_order(site: Site):
    links = site.home.select(".ma-contents ol a")
    assert [link.get_text() for link in links] == HEADINGS
    assert [link["href"] for link in links] == [f"#{section.h2['id']}" for section in sections(site)[1:]]


def test_the_page_opens_with_its_readers_one_message_its_picture_three_doors_and_few_points(site: Site):
    title = site.home.select_one(".ma-title")
    assert title.h1
    assert title.select_one(".ma-lead"), "for whom it is"
    in_order = title.select("p > strong, .ma-hundred, .ma-doors, .ma-key-points")
    assert [part.name for part in in_order] == ["strong", "figure", "nav", "div"], "one message, and no other in bold"
    assert len(title.select(".ma-doors a")) == 3
    assert 3 <= len(title.select(".ma-key-points li")) <= 5
    assert title.select_one(".ma-key-points ~ p"), "what is left out"


def test_the_date_of_the_check_stands_once_at_the_end_and_beside_a_section_only_where_it_is_another(site: Site):
    dates = [[time["datetime"] for time in line.select("time")] for line in site.home.select(".ma-review")]
    assert all(checked < due for checked, due in dates)
    assert len(site.home.select(".ma-guide > .ma-review:last-child")) == 1
    assert dates[:-1] == [date for date in dates[:-1] if date != dates[-1]]


@pytest.mark.parametrize("heading", ["Is Medical Acupuncture Safe?", "When Should You Consider It?"])
def test_red_flags_stand_in_care_cards(site: Site, heading: str):
    section = next(section for section in sections(site) if section.h2.get_text() == heading)
    card = section.select_one(".ma-care--emergency")
    number = REGIONS[REGION]["emergency"]["number"]
    assert card.h3.get_text().replace("\u00a0", " ") == f"Emergency: Call {number} if:"
    assert card.h3.select_one(".ma-hidden").get_text() == "Emergency: "
    assert card.select("li")
    assert not card.select("a"), "an emergency card leads nowhere else"
    note = card.select_one(".ma-care__note").get_text().replace("\u00a0", " ")
    for name, region in REGIONS.items():
        if name != REGION and "emergency" in region:
            assert f"{region['name']} {region['emergency']['number']}" in note
    assert section.select_one(".ma-care--urgent")


@pytest.mark.parametrize("name", PAGES)
def test_each_drawing_has_a_name_a_caption_and_the_same_in_words(site: Site, name: str):
    for figure in site.pages[name].select(".ma-figure"):
        beside = figure.find_parent("section") or figure.find_parent(class_="ma-article")
        assert figure.svg["aria-label"]
        assert len(figure.figcaption.get_text().split()) >= 8
        words = figure.figcaption.get_text() + " ".join(h3.get_text() for h3 in beside.select("h3"))
        for label in figure.svg.select(".ma-label text"):
            first = label.get_text().split()[0].lower().strip(",")
            assert first in words.lower() or first in prose(beside).lower(), f"“{label.get_text()}” is only drawn"


@pytest.mark.parametrize(
    ("heading", "drawing"),
    [("How Medical Acupuncture Works", "needle-to-brain"), ("What a Session Feels Like", "session")],
)
def test_the_guide_draws_the_way_of_a_signal_and_a_session(site: Site, heading: str, drawing: str):
    section = next(section for section in sections(site) if section.h2.get_text() == heading)
    assert section.select_one(f".ma-figure--{drawing}")


def test_real_and_pretend_needles_are_drawn_where_the_map_compares_them(site: Site):
    page = site.pages["conditions/index.html"]
    assert page.select_one(".ma-map")
    assert page.select_one("#pretend ~ .ma-figure--real-and-pretend")


def test_a_map_and_a_sentence_lead_to_every_condition_and_a_link_to_others_that_there_may_be(site: Site):
    section = next(s for s in sections(site) if s.h2.get_text() == "What Conditions It May Help With")
    sentences = section.select("li[id]")
    led_to = [item.a["href"].lstrip("/") for item in sentences]
    assert len(led_to) == len(set(led_to))
    assert {f"conditions/{condition}/" for condition in set(CARDS) & set(CONDITIONS)} <= set(led_to)
    assert all(len(item.get_text().split()) >= 6 for item in sentences)
    in_map = {link["href"].lstrip("/").partition("#")[0] for link in section.select(".ma-map a")}
    assert in_map == set(led_to)
    assert section.select_one('a[href="/conditions/"]')


def test_no_paragraph_has_more_than_three_sentences(site: Site):
    for paragraph in site.home.select(".ma-section p"):
        copy = BeautifulSoup(str(paragraph), "lxml")
        for mark in copy.select("sup"):
            mark.replace_with(" ")
        sentences = re.findall(r"[.?](?:\s|$)", copy.get_text())
        assert len(sentences) <= (4 if paragraph.find_parent("figcaption") else 3), paragraph.get_text()
