"""A real Chrome or Chromium on the real content, whatever it says; what a test types or looks for is in the sample.

What takes time here is to open pages and to ask the browser. So a promise about every page is one test that goes from
page to page in one window, a `subtest` for each, and asks once for all that it wants to know of a page.
"""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from playwright.sync_api import Browser, BrowserContext, Page

from builder.serve import SiteHandler, start
from tests.conftest import Site
from tests.pages import PAGES as FILES
from tools.browser import find, flags

PAGES = [f"/{name}".removesuffix("index.html") for name in FILES]
assert {"/", "/404.html"} < set(PAGES), "a test that goes through all pages would see none"


# All pages shared between two tests, where one would take so long that the other worker waits for it. Alike pages stay
# together, so that what is found out of one need not be asked of the next.
_ALIKE = sorted(PAGES, key=lambda path: (path.count("/"), path.endswith("/studies/"), path))
halves = pytest.mark.parametrize(
    "paths",
    [pytest.param(_ALIKE[: len(PAGES) // 2], id="1-of-2"), pytest.param(_ALIKE[len(PAGES) // 2 :], id="2-of-2")],
)


@pytest.fixture(scope="session")
def site(real_site: Site) -> Site:
    """The real content, in the place of the sample."""
    return real_site


@pytest.fixture(scope="session")
def public(real_public: Path) -> Path:
    """The real content, published, in the place of the sample."""
    return real_public


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    path = os.environ.get("CHROME") or find()
    assert path, "no browser: `make test` says what to install"
    return {**browser_type_launch_args, "executable_path": path, "args": flags()}


@pytest.fixture(scope="session")
def window(browser: Browser) -> Iterator[BrowserContext]:
    """One window for all tests: to open another takes as long as to open four pages."""
    window = browser.new_context()
    yield window
    window.close()


@pytest.fixture
def page(window: BrowserContext) -> Iterator[Page]:
    """A new tab, which remembers nothing of other tests."""
    page = window.new_page()
    yield page
    if page.url.startswith("http"):
        page.evaluate("localStorage.clear()")
    page.close()


@contextmanager
def served(folder: Path, handler: type[SiteHandler] = SiteHandler) -> Iterator[str]:
    """Serve a built site as a static host would; give its address."""
    server = start(0, handler, folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    """The address of the built site."""
    with served(site.folder) as address:
        yield address


@pytest.fixture(scope="session")
def sample_address(sample_site: Site) -> Iterator[str]:
    """The address of the built sample."""
    with served(sample_site.folder) as address:
        yield address


def template(page: BeautifulSoup) -> str:
    """Return the class that says which template drew a page."""
    return next(name for name in page.body["class"] if name.startswith("ma-page--"))


@pytest.fixture(scope="session")
def one_of_each(site: Site) -> list[str]:
    """Of each template the page in which most classes of the theme are used, and among these the shortest."""
    richest: dict[str, tuple[int, int, str]] = {}
    for path, file in zip(PAGES, FILES, strict=True):
        page = site.pages[file]
        classes = {name for element in page.select("[class]") for name in element["class"]}
        richest[template(page)] = max(
            richest.get(template(page), (0, 0, "")), (len(classes), -len(page.find_all()), path)
        )
    return sorted(path for _, _, path in richest.values())
