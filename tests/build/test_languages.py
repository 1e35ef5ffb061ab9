"""A page in another language than the site says so wherever a machine or a voice asks."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from tests.conftest import SAMPLE, copy_project, once, published, read_pages

HEADER = """Title: {title}
Summary: {title}: was auf dieser Seite steht, in einem einzigen Satz.
Reviewed: 2026-11-23
Next_review: 2027-11-23
Lang: DE
"""
TEXT = """
The word common is none of German, nor is safe or should!

## Erstens {: #erstens}

Eins.

## Zweitens {: #zweitens}

Zwei.
"""
PAGES = {"de/about.md": "Über diese Seite", "hilfe.md": "Hilfe"}
ADDRESSES = "/de/about/\n/de/hilfe/\n"


@pytest.fixture(scope="session")
def with_german(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, published with two pages in German: one is a translation, the other stands alone."""

    def make(folder: Path) -> None:
        copy_project(folder)
        for name, title in PAGES.items():
            path = folder / "content/pages" / name
            path.parent.mkdir(exist_ok=True)
            path.write_text(HEADER.format(title=title) + TEXT, encoding="utf-8")
        addresses = (SAMPLE / "published.txt").read_text(encoding="utf-8") + ADDRESSES
        (folder / "content/published.txt").write_text(addresses, encoding="utf-8")
        published(folder)

    return once(tmp_path_factory, "with-german", make) / "public"


def test_a_page_has_its_language_and_what_stands_around_its_text_that_of_the_site(with_german: Path):
    page = read_pages(with_german)["de/hilfe/index.html"]
    assert (page.html["lang"], page.body["lang"]) == ("de", "en-gb")
    for in_german in (page.h1, page.select_one(".ma-contents ol"), page.select_one(".ma-article")):
        assert in_german["lang"] == "de"
    assert page.select_one(".ma-review")["lang"] == "en-gb"
    assert '"inLanguage":"de"' in str(page).replace(" ", "")
    assert not page.select("link[hreflang]"), "it says what no other page says"


def test_a_page_and_its_translation_lead_to_each_other(with_german: Path):
    pages = read_pages(with_german)
    for name, lang, other in (("de/about", "en-gb", "about"), ("about", "de", "de/about")):
        page = pages[f"{name}/index.html"]
        assert page.select_one(f".ma-title a[hreflang={lang}][lang={lang}]")["href"] == f"/{other}/"
        alternates = {(link["hreflang"], link["href"]) for link in page.select("link[hreflang]")}
        assert alternates == {("en-gb", "https://site.example/about/"), ("de", "https://site.example/de/about/")}
    assert "lang" not in pages["about/index.html"].body.attrs


def test_where_its_title_is_named_it_is_named_in_its_language(with_german: Path):
    listed = read_pages(with_german)["search/index.html"].find("a", string="Hilfe")
    assert (listed["href"], listed.parent["lang"]) == ("/de/hilfe/", "de")
    feed = BeautifulSoup((with_german / "feed.atom.xml").read_bytes(), "xml")
    assert feed.find("title", string="Hilfe").parent["xml:lang"] == "de"
    assert (with_german / "images/cards/about.png").is_file()
    assert (with_german / "images/cards/de/about.png").is_file()
