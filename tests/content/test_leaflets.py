"""The leaflets say what the site says: messages, figures, signs, the disclaimer, and when it was checked."""

import io
import json
import re
from functools import cache
from pathlib import Path

import pytest
from bs4 import BeautifulSoup, Tag
from pypdf import PdfReader

from builder.outline import CARDS, OTHER_CARDS, SECTION_CARDS, SECTION_SHEET
from builder.text.cards import CARDS as URGENCY
from pelicanconf import DISCLAIMER, REGION, REGIONS, SITENAME
from tests.conftest import Site
from tests.pages import CONDITIONS

MOST = 150_000  # bytes that a leaflet may weigh
PAPERS = ("a4", "letter")


def plain(text: str) -> str:
    """A text without what differs between a page and a PDF: spaces, and the hyphens at which no line breaks."""
    return re.sub(r"[\s\u2060]", "", text).replace("\u2011", "-")


def page_of(site: Site, name: str) -> BeautifulSoup:
    return site.home if name == "guide" else site.pages[f"conditions/{name}/index.html"]


@cache
def words(folder: Path, name: str, paper: str) -> str:
    reader = PdfReader(io.BytesIO((folder / f"leaflet/{name}-{paper}.pdf").read_bytes()))
    assert len(reader.pages) == 2
    return plain("".join(page.extract_text() for page in reader.pages))


def says(part: Tag) -> str:
    """What a part of a page says, without its citations."""
    copy = BeautifulSoup(str(part), "lxml")
    for mark in copy.select("sup, .ma-cite"):
        mark.decompose()
    return plain(copy.get_text())


@pytest.fixture(params=["guide", *CONDITIONS])
def name(request: pytest.FixtureRequest) -> str:
    return request.param


@pytest.fixture(params=PAPERS)
def leaflet(request: pytest.FixtureRequest, site: Site, name: str) -> str:
    """All words of a leaflet, without spaces."""
    return words(site.folder, name, request.param)


@pytest.fixture(scope="module")
def rows(site: Site) -> dict[str, list[dict]]:
    return json.loads((site.folder / "data/ledger.json").read_text(encoding="utf-8"))


def test_a_leaflet_has_the_main_message_of_its_page(site: Site, name: str, leaflet: str):
    where = ".ma-title > p > strong" if name == "guide" else "#in-short ~ p > strong"
    assert says(page_of(site, name).select_one(where)) in leaflet


def test_the_leaflet_of_the_guide_has_its_key_points_and_its_picture_in_figures(site: Site):
    for paper in PAPERS:
        leaflet = words(site.folder, "guide", paper)
        for point in site.home.select(".ma-key-points li"):
            assert says(point) in leaflet
        for line in site.home.select(".ma-hundred li"):
            assert says(line) in leaflet


def test_a_leaflet_has_each_sign_of_the_cards_that_it_shows_word_for_word(rows: dict, name: str, leaflet: str):
    taken = [(order, card) for side in SECTION_SHEET for order, kinds in side.items() for card in kinds]
    cards = [(card, SECTION_CARDS[order][card]) for order, card in taken if card in SECTION_CARDS.get(order, ())]
    expected = [
        row["words"]
        for card, parts in (cards if name == "guide" else CARDS.get(name, OTHER_CARDS).items())
        for row in rows["signs"]
        if row["urgency"] == URGENCY[card] and set(parts) & set(row["parts"])
    ]
    assert expected
    assert [sign for sign in expected if plain(sign) not in leaflet] == []


def test_a_leaflet_says_whom_to_call_in_the_words_of_the_page(site: Site, name: str, leaflet: str):
    shown = {says(heading) for heading in page_of(site, name).select(".ma-care__heading")}
    heads = {re.sub("^(Emergency|Urgent):", "", heading) for heading in shown}
    assert {head for head in heads if head not in leaflet} <= ({"Seeyourdoctorsoonif:"} if name == "guide" else set())
    assert plain(f"Call {REGIONS[REGION]['emergency']['number']} if:") in leaflet
    for region in REGIONS.values():
        if "emergency" in region and region is not REGIONS[REGION]:
            assert plain(f"{region['name']} {region['emergency']['number']}") in leaflet


def test_a_leaflet_says_the_disclaimer_the_day_of_the_last_check_and_the_name_of_the_site(
    site: Site, name: str, leaflet: str
):
    assert plain(DISCLAIMER) in leaflet
    assert plain(SITENAME) in leaflet
    days = [says(day) for day in page_of(site, name).select(".ma-review time")]
    assert plain(f"Checked {days[0]}. Next check due {days[1]}.") in leaflet


@pytest.mark.parametrize("name", CONDITIONS)
def test_the_answers_of_a_leaflet_are_those_of_its_page(site: Site, rows: dict, name: str, leaflet: str):
    page = page_of(site, name)
    for shown in page.select(".ma-yard__words, .ma-glance li:not(:has(a[href^='#']))"):
        assert says(shown) in leaflet
    for counts in page.select(".ma-counts"):
        assert says(counts).replace("sham", "pretendacupuncture") in leaflet
    for answer in (row for row in rows["answers"] if row["condition"] == name):
        for question in (answer["helps"], answer["needle"], *answer["also"]):
            assert plain(question["words"]).casefold() in leaflet.casefold()
    options = {option["id"] for option in page.select(".ma-options > li")}
    assert options
    for option in (row for row in rows["options"] if row["id"] in options):
        assert plain(f"{option['helps']['words']}") in leaflet, option["id"]


@pytest.mark.parametrize("name", CONDITIONS)
def test_a_leaflet_has_the_questions_to_take_along(site: Site, name: str, leaflet: str):
    questions = page_of(site, name).select("#try ~ ul li")
    assert questions
    for question in questions:
        assert says(question) in leaflet


def test_the_figures_of_the_pictures_are_those_of_the_ledger(site: Site, rows: dict):
    counted = {row["id"]: row for row in rows["findings"]}
    seen = 0
    for answer in rows["answers"]:
        for question in (answer["helps"], answer["needle"]):
            groups = counted.get(question.get("finding"), {}).get("arm", [])
            them = [arm for arm in groups if arm["kind"] == question["with"]]
            page = site.pages[f"conditions/{answer['condition']}/index.html"]
            is_first = page.select_one(".ma-answer")["id"] == answer["id"]
            if is_first and len(them) == 1 and them[0].get("of") and groups[0].get("of"):
                well = [int(100 * arm.get("count", arm.get("rate")) / arm["of"] + 0.5) for arm in (groups[0], *them)]
                for paper in PAPERS:
                    leaflet = words(site.folder, answer["condition"], paper)
                    assert re.search(rf"{well[0]}withacupuncture(\(\d+to\d+\))?,{well[1]}with", leaflet), answer["id"]
                seen += 1
    assert seen


def test_no_leaflet_weighs_more_than_a_phone_can_spare(public: Path):
    weights = {path.name: path.stat().st_size for path in public.glob("leaflet/*.pdf")}
    assert len(weights) == len(PAPERS) * (len(CONDITIONS) + 1)
    assert {name: weight for name, weight in weights.items() if weight > MOST} == {}
