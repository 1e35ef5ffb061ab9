"""An old address in a real browser, on a host that cannot redirect: it leads on, and can be read if it does not."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import served
from tests.browser.test_accessibility import judge


@pytest.fixture
def host(sample_public: Path) -> Iterator[str]:
    with served(sample_public) as address:
        yield address


@pytest.mark.parametrize(("old", "new"), [("/old/page/", "/privacy/#browser"), ("/leaflet.html", "/")])
def test_an_old_address_leads_to_the_new_one_without_a_script(browser: Browser, host: str, old: str, new: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(host + old)
    page.wait_for_url(host + new)
    context.close()


def test_who_stays_on_the_page_can_read_it_and_go_on(page: Page, host: str, sample_public: Path):
    text = re.sub(r"<meta[^>]*refresh[^>]*>", "", (sample_public / "old/page/index.html").read_text())
    page.route("**/stays", lambda route: route.fulfill(body=text, content_type="text/html"))
    page.goto(f"{host}/stays")
    assert judge(page, at_least=10) == []
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    page.wait_for_url(f"{host}/privacy/#browser")
