"""The page of all examples in a real browser: what is wrong with a component shows here first."""

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser

from tests.browser.test_accessibility import LOOKS, RULES
from tests.page.examples import write


@pytest.fixture(scope="module")
def examples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("examples")
    write(folder)
    return folder


@pytest.mark.parametrize(("look", "width"), [("light", 320), ("dark", 320), ("forced", 320), ("light", 1280)])
def test_axe_finds_nothing_in_any_component(browser: Browser, examples: Path, look: str, width: int):
    context = browser.new_context(viewport={"width": width, "height": 800}, **LOOKS[look])
    context.route(
        "**/*", lambda route: route.fulfill(path=examples / (route.request.url.split("/", 3)[3] or "index.html"))
    )
    page = context.new_page()
    page.goto("https://examples.example/")
    violations = Axe().run(page, options=RULES).response["violations"]
    found = [f"{fault['id']}: {node['html'][:120]}" for fault in violations for node in fault["nodes"]]
    assert not found, "\n".join(found)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    context.close()
