"""A real Chrome or Chromium on the built site."""

import os
import threading
from collections.abc import Iterator

import pytest

from tests.conftest import Site
from tests.site.test_pages import PAGES as FILES
from tools.browser import find, flags
from tools.serve import SiteHandler, start

PAGES = [f"/{name}".removesuffix("index.html") for name in FILES]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict) -> dict:
    path = os.environ.get("CHROME") or find()
    assert path, "no browser: `make test` gets one"
    return {**browser_type_launch_args, "executable_path": path, "args": flags()}


@pytest.fixture(scope="session")
def address(site: Site) -> Iterator[str]:
    """The address of the built site, served as a static host would."""
    server = start(0, SiteHandler, site.folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
