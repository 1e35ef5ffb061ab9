"""No address of the real site is lost, and each is on the list."""

import json
import re
from pathlib import Path

import pytest
from lxml import etree

from tests.build.test_publish import SITEMAP
from tests.build.test_search_index import texts
from tests.conftest import REAL, Site
from tests.pages import CONDITIONS

# The places on each page of a condition that others may lead to, besides rows of the ledger: none is ever lost.
PLACES = {
    "": "in-short studies not-known guidelines options doctor-first sources",
    "anxiety": "lasting procedure related",
    "back-and-neck-pain": "back sciatica neck",
    "headache-and-migraine": "migraine tension",
    "irritable-bowel-syndrome": "sham medicines",
    "joint-pain": "knee hip shoulder elbow",
    "psychosomatic-symptoms": "unexplained fullness fibromyalgia pelvic",
}


def listed() -> set[str]:
    return {line for line in (REAL / "published.txt").read_text().split("\n") if line.startswith("/")}


def test_every_address_ever_published_is_there_or_leads_on(public: Path):
    answered = {line.split()[0] for line in (public / "_redirects").read_text().splitlines() if line.startswith("/")}
    for address in sorted(listed() - answered):
        file = f"{address[1:]}index.html" if address.endswith("/") else address[1:]
        assert (public / file).is_file(), f"{address} is gone: add it to content/redirects.toml"


def test_every_page_and_file_of_the_site_is_on_the_list(public: Path):
    files = {path.relative_to(public).as_posix() for path in public.rglob("*") if path.is_file()}
    kept = {file for file in files if not re.match(r"assets/|images/cards/|pagefind/|_|.*\.(br|gz)$", file)}
    addresses = {re.sub(r"^/index\.html$|/index\.html$", "/", f"/{file}") for file in kept}
    assert addresses - listed() == set(), "add these lines to content/published.txt"


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_page_of_all_studies_is_found_wherever_that_of_its_condition_is(site: Site, public: Path, condition: str):
    mapped = etree.parse(public / "sitemap.xml").iter(f"{SITEMAP}loc")
    addresses = {
        "content/published.txt": listed(),
        "the sitemap": {re.sub(r"^https://[^/]+", "", place.text) for place in mapped},
        "the search": set(texts(site)),
        "the index of everything": {link["href"] for link in site.pages["search/index.html"].main.select("a")},
    }
    for name, there in addresses.items():
        assert {f"/conditions/{condition}/", f"/conditions/{condition}/studies/"} <= there, name


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_place_on_the_page_of_a_condition_that_others_may_lead_to_is_kept(site: Site, condition: str):
    page = site.pages[f"conditions/{condition}/index.html"]
    there = {element["id"] for element in page.main.find_all(id=True)}
    rows = (site.folder / "data/ledger.json").read_text(encoding="utf-8")
    of_rows = [
        row["id"]
        for kind in ("findings", "guidelines")
        for row in json.loads(rows)[kind]
        if row["condition"] == condition
    ]
    assert {*PLACES[""].split(), *PLACES.get(condition, "").split(), *of_rows} - there == set()
