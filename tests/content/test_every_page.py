"""What holds on every page: structure, disclaimer, links, sources, dates."""

import re
from itertools import pairwise

import pytest
from bs4 import BeautifulSoup, Tag

from builder.language import language_tag
from builder.text.header import LONGEST, SHORTEST
from pelicanconf import DISCLAIMER, REGIONS, SITENAME
from tests.conftest import Site
from tests.pages import PAGES

# Lists lead to the sources in another way.
LISTS = ("evidence/findings/", "evidence/signs/", "sources/")


def test_these_are_all_the_pages(site: Site):
    assert sorted(site.pages) == sorted(PAGES), "content/published.txt lists each page"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_shows_the_disclaimer_with_a_link_to_the_whole(site: Site, name: str):
    disclaimer = site.pages[name].select_one("footer .ma-disclaimer")
    assert DISCLAIMER in " ".join(disclaimer.get_text().split())
    assert disclaimer.a["href"] == "/#medical-disclaimer"


def footer_of(page: Tag) -> str:
    """The footer of a page, without the mark on the link to the page itself."""
    copy = BeautifulSoup(str(page.select_one("body > footer")), "lxml")
    for link in copy.select("[aria-current]"):
        del link["aria-current"]
    return str(copy)


def test_every_page_has_the_same_footer(site: Site):
    assert len({footer_of(page) for page in site.pages.values()}) == 1


def test_the_footer_says_who_is_behind_the_site_and_how_its_text_may_be_used(site: Site):
    footer = site.home.select_one("body > footer")
    (said,) = footer.find_all("p", recursive=False)[-1:]
    assert len(said.get_text().split()) >= 5, "who writes it, who has checked it, who pays"
    assert said.select_one("a[rel=license]")["href"].startswith("https://")
    below = {f"/{name.removesuffix('index.html')}" for name in site.pages if name.count("/") == 1}
    assert {link["href"] for link in footer.select("nav a")} == below, "a way to each page at the top level"


@pytest.mark.parametrize("name", PAGES)
def test_every_page_has_landmarks_one_h1_a_title_and_a_description(site: Site, name: str):
    page = site.pages[name]
    assert language_tag(page.html["lang"])
    assert len(page.select("main#main")) == len(page.select("h1")) == len(page.select("body > footer")) == 1
    assert page.select_one("a.ma-skip")["href"] == "#main"
    assert page.title.get_text().endswith(f" – {SITENAME}")
    assert SHORTEST <= len(page.select_one("meta[name=description]")["content"]) <= LONGEST
    levels = [int(heading.name[1]) for heading in page.select("h1, h2, h3, h4")]
    assert all(after <= before + 1 for before, after in pairwise(levels))


@pytest.mark.parametrize("name", PAGES)
def test_the_foot_of_each_sheet_of_paper_says_which_page_it_is_of_and_when_it_was_checked(site: Site, name: str):
    page = site.pages[name]
    title = page.h1.get_text()
    checked = page.main.select_one(".ma-guide > .ma-review, .ma-article .ma-review").time.get_text()
    end = "" if title.endswith("?") else "."
    assert page.html["data-foot"] == f"{title}{end} Checked {checked}. /{name.removesuffix('index.html')}"


@pytest.mark.parametrize("name", PAGES)
def test_ids_are_unique_and_every_fragment_leads_somewhere(site: Site, name: str):
    page = site.pages[name]
    ids = [element["id"] for element in page.find_all(id=True)]
    assert len(ids) == len(set(ids))
    known = {"": set(ids)}
    for link in page.select("a[href^='#'], a[href^='/'][href*='#']"):
        path, _, fragment = link["href"].partition("#")
        target = page if not path else site.pages[f"{path}index.html".lstrip("/")]
        if path not in known:
            known[path] = {element["id"] for element in target.find_all(id=True)}
        assert fragment in known[path], link["href"]


@pytest.mark.parametrize("name", PAGES)
def test_every_page_shows_both_review_dates_beside_the_text(site: Site, name: str):
    checked, due = site.pages[name].main.select_one(".ma-review").select("time")
    assert re.fullmatch(r"\d{4}-\d\d-\d\d", checked["datetime"])
    assert re.fullmatch(r"\d{1,2} [A-Z][a-z]+ \d{4}", due.get_text())


def words(part: Tag) -> str:
    return " ".join(part.get_text().split())


def citations(page: Tag) -> list[Tag]:
    return page.select("sup.ma-cite a")


@pytest.mark.parametrize("name", PAGES)
def test_every_citation_leads_to_its_source_and_back(site: Site, name: str):
    page = site.pages[name]
    there = {element["id"]: element for element in page.find_all(id=True)}
    for link in citations(page):
        source = there[link["href"].lstrip("#")]
        back = source.select_one(".ma-back")["href"]
        assert there[back.lstrip("#")]["href"] == link["href"], f"no way back from {link['href']}"
        number = source["id"][1:]
        assert link.get_text() == f"source [{number}]"
        assert source.select_one(".ma-back").get_text() == f"Back to [{number}]", "each says by itself where it leads"


def test_the_guide_and_every_page_of_a_condition_name_their_sources(site: Site):
    for name in ("index.html", *(name for name in PAGES if name.startswith("conditions/"))):
        assert citations(site.pages[name]), name


@pytest.mark.parametrize("name", [name for name in PAGES if not name.startswith(LISTS)])
def test_sources_are_numbered_as_they_are_first_cited_and_each_is_complete(site: Site, name: str):
    page = site.pages[name]
    first_uses = list(dict.fromkeys(link["href"] for link in citations(page)))
    items = page.select(".ma-sources li")
    assert [f"#{item['id']}" for item in items] == first_uses
    for item in items:
        after_the_year = r"\."
        if name == "index.html":  # which cites most: author and year here, all else on the lists of sources
            author, year = re.fullmatch(r"(.+?)(?: (\d{4}))?", words(item.a)).groups()
            path, _, key = item.a["href"].partition("#")
            item = site.pages[f"{path}index.html".lstrip("/")].select_one(f".ma-bibliography li[id='{key}']")
            assert words(item).startswith(author)
            assert year is None or year in words(item)
            after_the_year = "[.;]"
        complete = rf".+\. .+[.?] .*(\d{{4}}|No date given|Year to be confirmed){after_the_year}"
        assert re.match(complete, words(item)), words(item)
        assert item.a["href"].startswith("https://")


@pytest.mark.parametrize("name", PAGES)
def test_a_source_has_one_number_however_often_it_is_cited(site: Site, name: str):
    addresses = [item.a["href"] for item in site.pages[name].select(".ma-sources li")]
    assert len(addresses) == len(set(addresses))


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
    rows = [row for row in site.pages["about/index.html"].select("tbody tr") if row.td and row.th]
    said = {row.th.get_text().casefold(): row.td for row in rows}
    for region in REGIONS.values():
        cell = said[region["name"].casefold()]
        first = region["emergency"] if "emergency" in region else region["crisis"][0]
        assert cell.get_text().replace("\u00a0", " ").replace("\u2011", "-").startswith(first["number"])
        assert cell.select("sup a")


def test_the_404_page_offers_a_way_on(site: Site):
    hrefs = [link["href"] for link in site.pages["404.html"].main.select("a")]
    assert "/" in hrefs
    assert "/#call-first" in hrefs


@pytest.mark.parametrize("name", PAGES)
def test_nothing_in_the_text_wears_a_class_of_the_header_or_the_footer(site: Site, name: str):
    assert not site.pages[name].main.select("[class^='ma-footer'], [class^='ma-header']")
