"""A real Chrome or Chromium on the real content, whatever it says; what a test types or looks for is in the sample."""

import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from builder.serve import SiteHandler, start
from tests.conftest import Site
from tests.pages import PAGES as FILES
from tools.browser import find, flags

PAGES = [f"/{name}".removesuffix("index.html") for name in FILES]


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if "tests/browser" in item.path.as_posix():
            item.add_marker(pytest.mark.browser)


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
    assert path, "no browser: `make test` gets one"
    return {**browser_type_launch_args, "executable_path": path, "args": flags()}


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """Serve a built site as a static host would; give its address."""
    server = start(0, SiteHandler, folder)
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
