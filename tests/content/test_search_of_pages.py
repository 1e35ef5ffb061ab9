"""The search of the real site: what is listed without JavaScript, and what the file of phrases must hold."""

import tomllib

from tests.build.test_search_index import (  # noqa: F401 - the same holds for the real pages
    test_every_link_of_the_index_says_where_it_leads,
    test_no_page_needs_a_rule_that_only_another_stylesheet_has,
    test_the_index_of_everything_leads_to_every_page_and_section,
)
from tests.conftest import REAL
from tests.pages import CONDITIONS

PHRASES = tomllib.loads((REAL / "search.toml").read_text(encoding="utf-8"))["search"]


def test_there_are_phrases_for_every_condition():
    pages = {phrases["finds"].partition("#")[0] for phrases in PHRASES}
    assert {f"conditions/{condition}/" for condition in CONDITIONS} - pages == set(), "docs/evidence.md asks for words"
