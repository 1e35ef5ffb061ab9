"""The page of all examples in a real browser: what is wrong with a component shows here first."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

from tests.browser.test_accessibility import LOOKS, NO_COLOURS, judge, look
from tests.content.examples import write


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    write(folder)
    return folder


def test_axe_finds_nothing_in_any_component(page: Page, examples: Path, subtests: pytest.Subtests):
    page.route(
        "**/*", lambda route: route.fulfill(path=examples / (route.request.url.split("/", 3)[3] or "index.html"))
    )
    page.goto("https://examples.example/")
    for name, (width, *_) in LOOKS.items():
        with subtests.test(name):
            found = look(page, name)
            assert not found, "\n".join(found)
            assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.emulate_media(forced_colors="active")
    assert judge(page, NO_COLOURS) == []
