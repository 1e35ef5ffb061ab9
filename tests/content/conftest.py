"""The tests of what any content must hold, whatever it says: they build the real one, with what its owner has set.

None knows a sentence, a figure or a name of a row. So whoever changes the content or the settings breaks none of them
but where a promise to readers is broken: one command runs them, `pytest tests/content`.
"""

from pathlib import Path

import pytest

from tests.conftest import Site


@pytest.fixture(scope="session")
def site(real_site: Site) -> Site:
    """The real content, in the place of the sample."""
    return real_site


@pytest.fixture(scope="session")
def public(real_public: Path) -> Path:
    """The real content, published, in the place of the sample."""
    return real_public
