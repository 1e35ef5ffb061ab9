"""The search page and the index: what is listed without JavaScript, what is searched, what is shipped."""

import json
import re
import zlib

import pytest

from tests.conftest import OF_THE_SAMPLE, Site
from tests.pages import SAMPLE_PAGES

LISTS = ("about/", "evidence/findings/", "evidence/signs/", "glossary/", "search/", "sources/")
UNLISTED = {"sources", "words", "contents-heading", "key-points", "contact", "sections", "everything"}


@pytest.mark.parametrize("name", SAMPLE_PAGES)
def test_every_page_has_one_search_field_and_sends_it_to_the_search_page(site: Site, name: str):
    (form,) = site.pages[name].select("form")
    assert form["role"] == "search"
    assert form["action"] == "/search/"
    assert not form.get("method"), "what is typed goes into the address, so that Back works"
    assert form.button.get_text() == "Search"
    assert form.input["name"] == "q"
    assert form.input.find_parent("label") or form.select_one(f"label[for={form.input['id']}]")
    assert (form.find_parent("header") is None) == (name == "search/index.html")


def test_the_index_of_everything_leads_to_every_page_and_section(site: Site):
    listed = {link["href"] for link in site.pages["search/index.html"].select(".ma-everything a")}
    for name, page in site.pages.items():
        address = f"/{name.removesuffix('index.html')}"
        assert (address in listed) == (name not in ("404.html", "search/index.html")), name
        for heading in page.main.select("h2[id], h3[id]"):
            is_of_a_list = heading.find_parent(class_="ma-finder") or heading["id"].startswith("letter-")
            if heading["id"] not in UNLISTED and not is_of_a_list and address in listed:
                assert f"{address}#{heading['id']}" in listed


def test_every_link_of_the_index_says_where_it_leads(site: Site):
    page = site.pages["search/index.html"]
    names: dict[str, str] = {}
    for link in page.select(".ma-everything [id] a, .ma-everything a"):
        name = f"{' '.join(link.get_text().split())}"
        parent = link.find_parent("ul").find_previous_sibling("a")
        key = name if "(" in name else f"{parent.get_text() if parent else ''}: {name}"
        assert names.setdefault(key, link["href"]) == link["href"], key


def texts(site: Site) -> dict[str, str]:
    """What can be found, by address."""
    found = {}
    for path in (site.folder / "pagefind/fragment").iterdir():
        page = json.loads(zlib.decompress(path.read_bytes(), wbits=31).decode().removeprefix("pagefind_dcd"))
        found[page["url"]] = page["content"]
    return found


def test_only_the_text_of_the_pages_is_searched(site: Site):
    searched = texts(site)
    assert set(searched) == {f"/{name.removesuffix('index.html')}" for name in SAMPLE_PAGES} - {"/404.html", "/search/"}
    for address, text in searched.items():
        assert "Next check due" not in text, address
        assert OF_THE_SAMPLE["DISCLAIMER"] not in text or address == "/", address
        assert "doi.org" not in text, address
        assert "Skip to the text" not in text, address
    assert "Does it hurt?" in searched["/"]


def test_nothing_is_shipped_that_the_search_does_not_use(site: Site):
    folder = site.folder / "pagefind"
    names = {path.relative_to(folder).as_posix() for path in folder.rglob("*.*")}
    used = r"(pagefind-entry|synonyms)\.json|pagefind(-worker)?\.js|wasm\.en[\w-]*\.pagefind"
    used += r"|[\w./-]+\.pf_(meta|index|fragment)"
    assert {"pagefind.js", "pagefind-worker.js", "pagefind-entry.json", "synonyms.json"} <= names
    assert [name for name in names if not re.fullmatch(used, name)] == []


def stylesheet_of(name: str) -> str:
    """The stylesheet of a page: the guide, the pages of conditions, with that on deciding, safety and sheets have one each."""
    if name.startswith(LISTS):
        return "reference"
    kinds = {
        "index.html": "home",
        r"conditions/[^/]+/index\.html|deciding/index\.html": "condition",
        r"safety/index\.html": "safety",
        r"sheets/index\.html": "sheets",
    }
    return next((kind for pattern, kind in kinds.items() if re.fullmatch(pattern, name)), "site")


@pytest.mark.parametrize("name", SAMPLE_PAGES)
def test_a_page_has_one_stylesheet_that_of_its_kind(site: Site, name: str):
    (link,) = site.pages[name].select("link[rel=stylesheet]")
    assert link["href"] == f"/assets/{stylesheet_of(name)}.css"


def test_no_page_needs_a_rule_that_only_another_stylesheet_has(site: Site):
    sheets = {path.stem: path.read_text() for path in (site.folder / "assets").glob("*.css")}
    classes = {name: set(re.findall(r"\.(ma-[\w-]+)", css)) for name, css in sheets.items()}
    reading = classes["home"] | classes["condition"] | classes["site"]
    assert {"ma-finder", "ma-bibliography", "ma-facts", "ma-results"} <= classes["reference"] - reading, (
        "of lists alone"
    )
    for name, page in site.pages.items():
        used = {kind for element in page.select("[class]") for kind in element["class"]}
        assert used & set().union(*classes.values()) <= classes[stylesheet_of(name)], name
