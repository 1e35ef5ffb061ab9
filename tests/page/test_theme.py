"""The templates of the site, given what the program tells them."""

from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from builder.faults import Fault
from builder.makers import Makers
from builder.page.assemble import Whole, assemble, page_variables, whole_variables
from builder.page.assets import plain_assets, read_assets
from builder.page.draw import Components
from builder.page.templates import check_templates, prepare, template_faults
from builder.page.use import use_of
from tests.page.making import DAY, environment, evidence, page

ROOT = Path(__file__).resolve().parent.parent.parent
THEME = ROOT / "theme"
SEARCH, PRIVACY = page("search", "search"), page("privacy")
PAGES = (SEARCH, PRIVACY, page("conditions/back", "condition"))
SETTINGS = {
    "SITENAME": "Needles",
    "SITEURL": "",
    "DEFAULT_LANG": "en-gb",
    "LOOK_SCRIPT": "",
    "PUBLISHED": False,
    "PUBLISHER": "",
    "DISCLAIMER": "For information only.",
    "makers": Makers(),
}


def render(*, search: bool) -> dict[str, BeautifulSoup]:
    """Render the pages with the templates of the site, by their slugs."""
    theme, faults = environment(THEME), list[Fault]()
    sheets = ["condition", "safety", "site", "reference"]
    prepare(theme, plain_assets(read_assets(THEME, sheets, ROOT)[0], "assets"), (), DAY)
    known = evidence()
    html = {made.document: '<p>Words</p><h2 id="part">A part</h2>' for made in PAGES}
    whole = Whole(PAGES, (), html, known, use_of(PAGES, {}, known), "")
    sheets = {"sheets": [], "sheet_of": lambda _: ()}
    given = {**SETTINGS, **whole_variables(whole, []), **sheets, "SEARCH": search}
    pages = {}
    for made in PAGES:
        told = page_variables(made, whole, assemble(made, whole, Components(theme, ROOT, faults)))
        with template_faults(faults, ROOT, made.template):
            pages[made.slug] = BeautifulSoup(
                theme.get_template(f"{made.template}.html").render({**given, **told}), "lxml"
            )
    assert faults == []
    return pages


def test_the_templates_of_the_site_can_be_read():
    theme = environment(THEME)
    prepare(theme, str, (), DAY)
    assert list(check_templates(THEME, theme, ROOT)) == []


def test_with_the_search_every_page_has_its_field_and_the_page_of_it_the_script():
    pages = render(search=True)
    assert pages["privacy"].select_one('header form[action="/search/"] input[name=q]')
    assert pages["search"].select_one("main form input#q")
    assert pages["search"].select_one('script[src="/assets/js/search.js"]')


@pytest.mark.parametrize("slug", ["search", "privacy", "conditions/back"])
def test_without_the_search_no_page_has_a_field_or_its_script(slug: str):
    page = render(search=False)[slug]
    assert not page.select("form, input, [role=search], [role=status]")
    assert "search.js" not in str(page)


def test_without_the_search_its_page_is_the_index_of_everything():
    page = render(search=False)["search"]
    links = [link["href"] for link in page.select(".ma-everything a")]
    assert links == ["/conditions/back/", "/conditions/back/#part", "/privacy/", "/privacy/#part"]
