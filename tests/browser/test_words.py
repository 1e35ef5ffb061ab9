"""A word that a reader does not know: its meaning comes when it is asked for, by touch and by key, without a script."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PAGES
from tests.conftest import Site
from tests.pages import PAGES as FILES

TERM = "[role=doc-glossref]:not(details *)"


@pytest.fixture(scope="module")
def path(site: Site) -> str:
    """The page that explains most words."""
    return max(zip(PAGES, FILES, strict=True), key=lambda page: len(site.pages[page[1]].select(TERM)))[0]


@pytest.fixture(params=[360, 1280])
def plain_page(browser: Browser, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A tab without JavaScript."""
    context = browser.new_context(
        java_script_enabled=False,
        viewport={"width": request.param, "height": 740},
        has_touch=True,
        reduced_motion="reduce",
    )
    yield context.new_page()
    context.close()


def in_view(page: Page, selector: str) -> bool:
    box, size = page.locator(selector).bounding_box(), page.viewport_size
    return box["y"] >= 0 and box["y"] + box["height"] <= size["height"] and box["x"] + box["width"] <= size["width"]


def test_a_touch_shows_the_meaning_beside_the_text_and_another_leads_back(plain_page: Page, address: str, path: str):
    plain_page.goto(address + path)
    term = plain_page.locator(TERM).last
    meaning = term.get_attribute("href")
    term.scroll_into_view_if_needed()
    before = term.bounding_box()
    assert not plain_page.locator(meaning).is_visible()
    term.tap()
    assert in_view(plain_page, meaning)
    assert term.bounding_box() == before, "readers keep their place"
    back = plain_page.locator(f"{meaning} .ma-back")
    assert back.bounding_box()["height"] >= 24
    back.tap()
    assert not plain_page.locator(meaning).is_visible()
    assert in_view(plain_page, f"#{term.get_attribute('id')}")


def test_the_keyboard_goes_to_the_meaning_and_back(page: Page, address: str, path: str):
    page.goto(address + path)
    page.locator(TERM).first.focus()
    for key, focused in (("Enter", None), ("Tab", ".ma-back"), ("Enter", None)):
        page.keyboard.press(key)
        page.wait_for_timeout(50)
        if focused:
            assert page.evaluate(f"document.activeElement.matches('.ma-words {focused}')")
    page.keyboard.press("Shift+Tab")
    page.keyboard.press("Tab")
    assert page.evaluate(f"document.activeElement.matches('{TERM}')"), "on the word again"


def test_on_paper_the_meanings_are_a_list_in_its_place(page: Page, address: str, path: str):
    page.goto(address + path)
    page.goto(f"{address}{path}{page.locator(TERM).first.get_attribute('href')}")
    page.emulate_media(media="print")
    meanings = page.locator(".ma-words dl > div")
    assert meanings.count() == page.locator("[role=doc-glossref]").count()
    assert all(meaning.is_visible() for meaning in meanings.all())
    assert {meaning.evaluate("one => getComputedStyle(one).position") for meaning in meanings.all()} == {"static"}
    assert not page.locator(".ma-words .ma-back").first.is_visible()
