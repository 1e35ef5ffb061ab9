"""What holds on every page: structure, disclaimer, links, sources, dates, and what is said where nothing is set."""

import re
import tomllib
from itertools import pairwise

import pytest
from bs4 import Tag

from plugins.addresses import file_of
from plugins.review import long_date
from tests.conftest import ROOT, Project, Site

CONDITIONS = [
    "back-and-neck-pain",
    "joint-pain",
    "headache-and-migraine",
    "anxiety",
    "irritable-bowel-syndrome",
    "psychosomatic-symptoms",
]
MOVED = tomllib.loads((ROOT / "content/redirects.toml").read_text())["moved"]
PAGES = [
    file_of(address)
    for address in (ROOT / "content/published.txt").read_text().split("\n")
    if address.endswith(("/", ".html")) and address not in MOVED
]
# Other pages may be plain text, and lists lead to the sources in another way.
CITED = [
    *("index.html", "about/index.html", "evidence/index.html", "evidence/side-effects/index.html"),
    *("conditions/index.html", *(f"conditions/{condition}/index.html" for condition in CONDITIONS)),
]


def test_these_are_all_the_pages(site: Site):
    assert sorted(site.pages) == sorted(PAGES)


@pytest.mark.parametrize("name", PAGES)
def test_every_page_shows_the_disclaimer_with_a_link_to_the_whole(site: Site, name: str):
    disclaimer = site.pages[name].select_one("footer .ma-disclaimer")
    assert "It does not replace professional medical advice." in disclaimer.get_text()
    assert disclaimer.a["href"] == "/#medical-disclaimer"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_says_who_writes_it_who_pays_and_that_no_clinician_has_reviewed_it(site: Site, name: str):
    footer = site.pages[name].footer.get_text()
    for promise in ("Written by", "No clinician has reviewed it yet", "No funding, no advertising", "CC BY 4.0"):
        assert promise in footer


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_landmarks_one_h1_a_title_and_a_description(site: Site, name: str):
    page = site.pages[name]
    assert page.html["lang"] == "en-gb"
    assert len(page.select("main#main")) == len(page.select("h1")) == len(page.select("body > footer")) == 1
    assert page.select_one("a.ma-skip")["href"] == "#main"
    assert page.title.get_text().endswith("Medical Acupuncture Explained")
    assert 40 <= len(page.select_one("meta[name=description]")["content"]) <= 180
    levels = [int(heading.name[1]) for heading in page.select("h1, h2, h3, h4")]
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_and_every_fragment_leads_somewhere(site: Site, name: str):
    page = site.pages[name]
    ids = [element["id"] for element in page.select("[id]")]
    assert len(ids) == len(set(ids))
    for link in page.select("a[href*='#']"):
        path, _, fragment = link["href"].partition("#")
        target = page if not path else site.pages[f"{path}index.html".lstrip("/")]
        assert target.find(id=fragment), link["href"]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_shows_both_review_dates_beside_the_text(site: Site, name: str):
    checked, due = site.pages[name].main.select_one(".ma-review").select("time")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", checked["datetime"])
    assert re.fullmatch(r"\d{1,2} [A-Z][a-z]+ \d{4}", due.get_text())


def citations(page: Tag) -> list[Tag]:
    return page.select("sup.ma-cite a")


@pytest.mark.parametrize("name", CITED)
def test_every_citation_leads_to_its_source_and_back(site: Site, name: str):
    page = site.pages[name]
    assert citations(page)
    for link in citations(page):
        source = page.find(id=link["href"].lstrip("#"))
        back = source.select_one(".ma-back")["href"]
        assert page.find(id=back.lstrip("#"))["href"] == link["href"], f"no way back from {link['href']}"
        assert link.get_text() == f"source {source['id'][1:]}"


@pytest.mark.parametrize("name", CITED)
def test_sources_are_numbered_as_they_are_first_cited_and_each_is_complete(site: Site, name: str):
    page = site.pages[name]
    first_uses = list(dict.fromkeys(link["href"] for link in citations(page)))
    items = page.select(".ma-sources li")
    assert [f"#{item['id']}" for item in items] == first_uses
    for item in items:
        text = " ".join(item.get_text().split())
        assert re.match(r".+\. .+[.?] .*(\d{4}|No date given)\.", text), text
        assert item.a["href"].startswith("https://")


def test_a_source_cited_twice_has_one_number(site: Site):
    page = site.home
    uses = [link["href"] for link in citations(page)]
    assert len(uses) > len(set(uses))
    dois = [item.a["href"] for item in page.select(".ma-sources li")]
    assert len(dois) == len(set(dois))


def test_tables_have_a_caption_and_scopes(site: Site):
    for page in site.pages.values():
        for table in page.select("table"):
            assert table.caption.get_text().strip()
            assert all(cell.get("scope") in ("col", "row", "rowgroup") for cell in table.select("th"))


def test_nothing_on_a_page_is_loaded_from_another_host(site: Site):
    for page in site.pages.values():
        for element in page.select("[src], link[href]"):
            assert (element.get("src") or element["href"]).startswith("/")


def test_every_emergency_number_stands_on_the_about_page_with_its_source(site: Site):
    table = site.pages["about/index.html"].find("caption", string=re.compile("Emergency")).find_parent("table")
    rows = {row.th.get_text(): row.td for row in table.select("tbody tr")}
    assert rows["The UK"].get_text().startswith("999")
    assert all(cell.select("sup a") for cell in rows.values())


def test_the_404_page_offers_a_way_on(site: Site):
    hrefs = [link["href"] for link in site.pages["404.html"].main.select("a")]
    assert "/" in hrefs
    assert "/#call-first" in hrefs


def test_what_the_owner_has_not_set_is_said_to_be_not_set(site: Site):
    assert site.pages["about/index.html"].main.get_text().count("Not set.") == 3


def test_what_the_owner_has_set_is_shown(project: Project):
    project.replace("pelicanconf.py", 'PUBLISHER = ""', 'PUBLISHER = "Example & Sons"')
    project.replace("pelicanconf.py", 'CONTACT_URL = ""', 'CONTACT_URL = "mailto:help@site.example"')
    project.replace("pelicanconf.py", 'REGION = "uk"', 'REGION = "ireland"')
    done = project.build()
    assert done.returncode == 0, done.stderr
    about = project.read("output/about/index.html")
    assert "Published by Example &amp; Sons." in about
    assert '<a href="mailto:help@site.example">help@site.example</a>' in about
    home = project.read("output/index.html")
    assert "Call 112 or\u00a0999 if:" in home.replace("112\u00a0or", "112 or")
    assert "Outside Ireland: the UK 999" in home
    assert "Call your doctor today if:" in home, "Ireland has no advice line in the settings"


def test_an_overdue_review_is_announced_on_the_page_and_in_the_section(project: Project):
    project.replace("content/guide/06-is-it-safe.md", "Next_review: 2027-11-23", "Next_review: 2027-01-31")
    day_after = "1801440000"  # 1 February 2027, 00:00 UTC
    day_itself = "1801353600"
    assert project.build(SOURCE_DATE_EPOCH=day_itself).returncode == 0
    assert "ma-overdue" not in project.read("output/index.html")
    assert project.build(SOURCE_DATE_EPOCH=day_after).returncode == 0
    home = project.read("output/index.html")
    assert home.count("ma-overdue") == 2
    assert home.count("It was due on 31 January 2027.") == 2
    assert "ma-overdue" not in project.read("output/privacy/index.html")


def test_dates_read_as_british_readers_write_them():
    import datetime

    assert long_date(datetime.date(2026, 5, 3)) == "3 May 2026"


@pytest.mark.parametrize("name", PAGES)
def test_nothing_in_the_text_wears_a_class_of_the_header_or_the_footer(site: Site, name: str):
    assert not site.pages[name].main.select("[class^='ma-footer'], [class^='ma-header']")
