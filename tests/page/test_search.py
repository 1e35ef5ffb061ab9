"""The search: the file of phrases, the index of everything, and the index that Pagefind makes."""

import json

import pytest

from builder.page.search import Phrases, begin_index, check_targets, index_of_everything, read_phrases
from tests.page.making import page, section, told

NAME = "content/search.toml"
GOOD = """# What people type
idle = ["my", "the"]

[[search]]
typed = ["sore back", "lumbago"]
words = "back pain"
finds = "conditions/back/#studies"

[[search]]
typed = ["what’s it like"]
words = "session"
finds = "#session"
"""


def read(old: str = "", new: str = "", text: str = GOOD) -> tuple[Phrases, list[tuple[str, str, str]]]:
    assert old in text
    phrases, faults = read_phrases(NAME, text.replace(old, new, 1).encode() if old else text.encode())
    return phrases, told(faults)


def unusable(line: int, words: str) -> list[tuple[str, str, str]]:
    place = f"{NAME}:{line}" if line else NAME
    return [(place, "search-file-unusable", f"the list of what people type cannot be used: {words}")]


def test_the_script_gets_the_longest_phrase_first_and_idle_words_last():
    phrases, faults = read()
    assert faults == []
    assert phrases.for_the_script == [
        ("whats it like", "session", "#session"),
        ("sore back", "back pain", "conditions/back/#studies"),
        ("lumbago", "back pain", "conditions/back/#studies"),
        ("my", "", ""),
        ("the", "", ""),
    ]


@pytest.mark.parametrize(
    ("old", "new", "line", "words"),
    [
        ('words = "back pain"', 'wrods = "back pain"', 6, "wrods: there is no such field (did you mean “words”?)"),
        ('words = "session"', "", 9, "words: field required"),
        ('words = "session"', "words = 5", 11, "words: input should be a valid string"),
        ('["what’s it like"]', "[]", 10, "typed: list should have at least 1 item after validation, not 0"),
        ('["my", "the"]', '"my"', 2, "idle: input should be a valid list"),
        ('idle = ["my", "the"]', 'idel = ["my"]', 2, "idel: there is no such field (did you mean “idle”?)"),
        ('words = "session"', "words = “session”", 11, "Invalid value (at line 11, column 9)"),
    ],
)
def test_a_slip_in_the_file_is_one_fault_at_its_line(old: str, new: str, line: int, words: str):
    assert read(old, new) == (Phrases(), unusable(line, words))


def test_the_same_slip_is_a_fault_in_every_table_that_has_it():
    text = GOOD.replace("words =", "wrods =")
    assert [fault[0] for fault in read(text=text)[1]] == [f"{NAME}:6", f"{NAME}:11"]


def test_a_file_that_is_not_utf_8_is_one_fault():
    _, faults = read_phrases(NAME, b"idle = ['\xff']")
    assert [(str(fault.place), fault.rule) for fault in faults] == [(f"{NAME}:1", "search-file-unusable")]


def test_a_file_that_is_missing_is_one_fault():
    _, faults = read_phrases(NAME, None)
    assert told(faults) == unusable(0, "it is missing, or may not be opened")


def test_a_phrase_that_is_there_twice_is_a_fault_where_it_is_there_again():
    phrases, faults = read("what’s it like", "Back, SORE")
    assert faults == [(f"{NAME}:10", "search-phrase-repeated", "“Back, SORE” is there twice: the first is in line 5")]
    assert len(phrases.synonyms) == 2, "the rest is used"


def test_a_phrase_without_a_word_is_a_fault():
    assert read("lumbago", "…")[1] == [(f"{NAME}:5", "search-phrase-empty", "“…” holds no word")]


BACK, SEARCH, HOME = page("conditions/back", "condition"), page("search", "search"), page("home", "home")
BUILT = {
    "conditions/back/index.html": '<h2 id="studies">Studies</h2><p id="no-heading">',
    "index.html": '<h2 class="x" id="session">A session</h2>',
    "search/index.html": '<h2 id="everything">All</h2>',
    "old/index.html": "<h1>Moved</h1>",
}


def targets(finds: str, built: dict[str, str] = BUILT) -> list[tuple[str, str, str]]:
    phrases, faults = read("conditions/back/#studies", finds)
    assert faults == []
    return told(list(check_targets(phrases, (BACK, SEARCH, HOME), built)))


@pytest.mark.parametrize(
    "finds", ["conditions/back/", "conditions/back/#studies", "", "#session"], ids=["page", "section", "home", "guide"]
)
def test_a_phrase_may_find_a_page_or_a_heading_on_it(finds: str):
    assert targets(finds) == []


@pytest.mark.parametrize(
    "finds", ["nowhere/", "conditions/back/#gone", "conditions/back/#no-heading", "search/", "old/"]
)
def test_a_phrase_that_is_meant_to_find_what_is_not_there_is_a_fault(finds: str):
    assert targets(finds) == [
        (f"{NAME}:7", "search-target-missing", f"“sore back” is meant to find “{finds}”, which does not exist")
    ]


def test_a_page_that_could_not_be_drawn_is_not_called_missing_too():
    built = {file: html for file, html in BUILT.items() if not file.startswith("conditions")}
    assert targets("conditions/back/#studies", built) == []


def test_the_index_of_everything_has_every_page_and_heading_in_its_group():
    first, about = section("what", "What Is It?", 1), page("about")
    evidence_page = page("evidence")
    texts = {
        first.document: '<h3 id="detail">A &amp; B</h3>',
        BACK.document: '<h2 id="studies">What <b>studies</b> found</h2><h3 id="sleep">Sleep</h3><h4 id="x">No</h4>',
        about.document: "<h2>No anchor</h2>",
        evidence_page.document: "",
    }
    groups = index_of_everything((about, SEARCH, BACK, evidence_page, HOME, page("404", "not-found")), (first,), texts)
    assert groups == {
        "The guide": [(HOME, [("what", "What Is It?", False), ("detail", "A & B", True)])],
        "Conditions": [(BACK, [("studies", "What studies found", False), ("sleep", "Sleep", True)])],
        "The evidence": [(evidence_page, [])],
        "More pages": [(about, [])],
    }


def html(text: str, lang: str = "en-gb", template: str = "page") -> str:
    title = "<h1>Needles</h1>"
    return (
        f'<html lang="{lang}"><body class="ma-page ma-page--{template}"><main>{title}<p>{text}</p></main></body></html>'
    )


@pytest.mark.parametrize(("lang", "program"), [("en-gb", "en-gb"), ("fr", "fr"), ("de", "de"), ("cy", "unknown")])
def test_the_language_of_the_site_gets_the_program_that_its_search_loads(lang: str, program: str):
    files, faults = begin_index({"a/index.html": html("Une aiguille très fine", lang)}, Phrases(), lang)()
    assert faults == []
    assert f"wasm.{program}.pagefind" in files
    assert {name for name in files if name.startswith("wasm.")} == {f"wasm.{program}.pagefind"}
    assert not any("ui" in name or "highlight" in name for name in files), "none of the ready-made interfaces"


def test_pages_in_other_languages_are_found_from_every_page():
    pages = {"a/index.html": html("A needle"), "de/a/index.html": html("Eine Nadel", "de")}
    files, _ = begin_index(pages, Phrases(), "en-gb")()
    assert list(json.loads(files["pagefind-entry.json"])["languages"]) == ["en-gb"]


def test_the_index_is_the_same_whatever_the_order_of_the_pages():
    pages = {f"{letter}/index.html": html(f"A needle {letter}") for letter in "abcdef"}
    one, _ = begin_index(pages, Phrases(), "en-gb")()
    two, _ = begin_index(dict(reversed(pages.items())), Phrases(), "en-gb")()
    assert one == two
    assert json.loads(one["synonyms.json"]) == []


def test_pages_that_hold_no_text_for_readers_make_no_index():
    files, faults = begin_index({"404.html": html("Not here", template="not-found")}, Phrases(), "en-gb")()
    assert files == {}
    assert told(faults) == [
        ("builder/page/search.py", "search-index-missing", "Pagefind made no index: it found no text")
    ]
