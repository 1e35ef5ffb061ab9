"""No published address is ever lost: each is on the list, and leads to a page, a file or the place that took over."""

from pathlib import Path

from bs4 import BeautifulSoup

from pelicanconf import DEFAULT_LANG
from tests.conftest import OF_THE_SAMPLE, read_pages
from tests.pages import SAMPLE_PAGES
from tools.budgets import weigh


def test_the_hosts_that_read_redirects_send_a_301_from_each_form_of_the_address(public: Path):
    rules = [line for line in (public / "_redirects").read_text().splitlines() if not line.startswith("#")]
    # Netlify takes the first line of an address, Cloudflare Pages the first without “!”.
    assert rules[:3] == [
        "/old/page/ /privacy/#browser 301!",
        "/old/page/ /privacy/#browser 301",
        "/old/page /privacy/#browser 301",
    ]
    assert "/data/effects.csv /data/harms.csv 301" in rules
    assert len(rules) == 3 + 2 + 2


def test_elsewhere_a_small_page_leads_on_and_says_so(public: Path):
    page = BeautifulSoup((public / "old/page/index.html").read_bytes(), "lxml")
    assert page.html["lang"] == DEFAULT_LANG
    assert page.select_one("meta[http-equiv=refresh]")["content"] == "0; url=/privacy/#browser"
    assert page.select_one("link[rel=canonical]")["href"] == "https://site.example/privacy/"
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.h1.get_text() == "This page has moved"
    link = page.main.a
    assert (link["href"], link.get_text()) == ("/privacy/#browser", "Privacy")
    assert OF_THE_SAMPLE["DISCLAIMER"] in page.footer.get_text()
    assert (public / page.select_one("link[rel=stylesheet]")["href"].lstrip("/")).is_file()
    assert (public / "leaflet.html").is_file()
    assert BeautifulSoup((public / "data/harms.csv").read_bytes(), "lxml").find("meta") is None
    assert not (public / "data/effects.csv").exists(), "a page under the name of a file would be taken for the file"


def test_what_leads_on_stays_out_of_the_sitemap_the_feed_and_every_page(public: Path):
    for name in ("sitemap.xml", "feed.atom.xml", "data/ledger.json", "robots.txt"):
        assert "old/page" not in (public / name).read_text()
    assert (public / "old/page/index.html").is_file()
    found = read_pages(public)
    assert sorted(found) == sorted(SAMPLE_PAGES)
    for name, page in found.items():
        assert page.select("a[href^='/old/page'], a[href^='/leaflet.html']") == [], name


def test_what_leads_on_is_not_weighed_as_a_page(public: Path):
    assert sorted(weight.name for weight in weigh(public)) == sorted(SAMPLE_PAGES)
