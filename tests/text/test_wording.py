"""Forbidden words: the list is read whole or not at all trusted, and each use is found, or allowed with a reason."""

import pytest

from builder.faults import Fault, Place
from builder.text.document import read_document
from builder.text.wording import Word, Words, check_texts, check_wording, read_words
from tests.conftest import ROOT
from tests.text.small import WORDS, found, on_line

FILE = "content/wording.toml"
LIST, _ = read_words(FILE, (ROOT / FILE).read_bytes())
CURE = Words((Word(pattern="cure", why="why", instead="instead"),))
GOOD = '[[word]]\npattern = "ab"\nwhy = "xx"\ninstead = "xx"\n'


def wording(text: str, words: Words = LIST) -> list[Fault]:
    document, faults = read_document("a.md", f"Title: T\n\n{text}\n".encode())
    assert not faults
    return list(check_wording(document, words))


def test_the_list_of_the_site_can_be_read():
    words, faults = read_words(FILE, (ROOT / FILE).read_bytes())
    assert len(words.words) > 10
    assert words.complete
    assert not faults


@pytest.mark.parametrize(
    ("toml", "rule", "line", "says"),
    [
        ("[[word", "word-list-unusable", 1, "the list of words cannot be used: "),
        (f"{GOOD}why = 3\n", "word-list-unusable", 5, "Cannot overwrite a value"),
        (
            f"{GOOD}[[word]]\npattern = \"(\"\nwhy = 'xx'\ninstead = 'xx'\n",
            "word-list-unusable",
            5,
            "“pattern” must be",
        ),
        ('[[word]]\npattern = "(?P<a"\nwhy = "xx"\ninstead = "xx"\n', "word-list-unusable", 1, "regular expression"),
        (f"# a\n\n{GOOD.replace('why', 'wy')}", "word-list-unusable", 3, "the field “wy” (did you mean “why”?)"),
        (f"{GOOD}[[words]]\npattern = 'cookies'\n", "word-table-unknown", 5, "“words” (did you mean “word”?)"),
        (f"more = 3\n{GOOD}", "word-table-unknown", 1, "holds “more”"),
        (f"{GOOD}[more]\na = 1\n", "word-table-unknown", 5, "only tables [[word]]"),
        ("", "word-list-unusable", 0, "it holds no word"),
        ("word = 3\n", "word-list-unusable", 0, "it holds no word"),
    ],
)
def test_a_slip_in_the_list_is_a_fault_at_its_line(toml: str, rule: str, line: int, says: str):
    words, faults = read_words(FILE, toml.encode())
    assert (FILE, line, rule) in found(faults)
    assert {fault.place for fault in faults} == {Place(FILE, line)}
    assert any(says in str(fault) for fault in faults), faults
    assert not words.complete


def test_a_list_in_another_encoding_or_that_cannot_be_opened_is_a_fault():
    assert found(read_words(FILE, b"# a\n\xff")[1]) == [(FILE, 2, "word-list-unusable")]
    assert found(read_words(FILE, None)[1]) == [(FILE, 0, "word-list-unusable")]


def test_the_sound_words_of_a_faulty_list_are_still_looked_for():
    words, _ = read_words(FILE, f"{WORDS}[[words]]\npattern = 'x'\n".encode())
    assert found(wording("It is proven.", words)) == [("a.md", 3, "forbidden-word")]


def test_a_faulty_list_brings_no_false_faults_about_allowances():
    words, _ = read_words(FILE, b"[[word")
    assert not wording('<!-- allow "cure": it is denied -->\nNo cure.', words)
    assert found(wording('<!-- allow "cure" -->\nNo cure.', words)) == [("a.md", 3, "allowance-reason")]


@pytest.mark.parametrize(
    "text",
    [
        *("cure", "cures", "heals", "proven", "guaranteed", "miracle", "detox", "toxins", "energy flow", "_safe_"),
        *("painless", "jab", "placebo", "should", "common", "rare", "risk", "Great!", "todo", "fill-in"),
    ],
)
def test_each_word_of_the_list_is_found_in_any_case(text: str):
    for sentence in (f"This is {text} here.", f"THIS IS {text.upper()} HERE."):
        assert found(wording(sentence)) == [("a.md", 3, "forbidden-word")]


@pytest.mark.parametrize(
    "text", ["healthy", "unproven", "secure", "[text](https://cure.example)", "the body's healing"]
)
def test_words_that_only_contain_a_forbidden_one_are_left_alone(text: str):
    assert wording(f"This is {text} here.") == []


@pytest.mark.parametrize(
    "sentence",
    [
        "It does not cure arthritis, and nobody can guarantee that it helps, as there is no guarantee.",
        "Pain can outlast an injury that has healed.",
        "The difference does not prove that the needles did it, and that has never been proven.",
        "NICE says that it “should not be encouraged”.",
        "A bruise is common: 6 out of 100 people have one.",
        "A bruise is common, in [=bruise-witt].",
        "They have one thing in common.",
        "Botulinum toxin is an injection for migraine.",
        "Pretend acupuncture (placebo) is called sham here.",
        "The review saw a low risk of bias.",
        "It is not painless for everyone. Is it safe?",
    ],
)
def test_a_word_is_right_where_the_list_says_so(sentence: str):
    assert wording(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "It cures, which no other does.",
        "A bruise is common. 6 out of 100 people have one.",
        "It was common in 2004.",
        "You should rest, says “the guide”.",
        "It lowers the risk of pain.",
    ],
)
def test_a_word_is_refused_beside_what_would_make_another_right(sentence: str):
    assert found(wording(sentence)) == [("a.md", 3, "forbidden-word")]


def test_what_a_word_may_stand_in_is_a_sound_pattern_too():
    _, faults = read_words(FILE, f"{GOOD}unless = '('\n".encode())
    assert found(faults) == [(FILE, 1, "word-list-unusable")]


def test_a_heading_of_the_guide_may_hold_any_word():
    document, _ = read_document("a.md", b"Title: Is Medical Acupuncture Safe?\n\nIs Medical Acupuncture Safe?\n")
    assert not list(check_wording(document, Words((Word(pattern="safe", why="why", instead="instead"),))))


def test_an_allowance_counts_for_one_use_on_the_next_line():
    faults = wording('<!-- allow "cure": it is denied -->\nNo cure.\n\nNo cure again.', CURE)
    assert found(faults) == [("a.md", 6, "forbidden-word")]


def test_an_allowance_on_the_line_itself_and_one_above_an_empty_line_count():
    text = 'No Cure. <!-- allow "cure": denied -->\n<!-- allow "Cure": denied -->\n\nNo cure.'
    assert wording(text, CURE) == []


def test_no_allowance_is_offered_where_there_can_be_none():
    text = 'Title: A cure\n\n<!-- allow "fill-in": later -->\nfill-in: more\n\nA cure.\n'
    document, _ = read_document("a.md", text.encode())
    faults = check_wording(document, LIST)
    fixes = {fault.place.line: fault.fix for fault in faults if fault.rule == "forbidden-word"}
    assert fixes == {
        1: "write it so",
        4: "write it so",
        6: 'write it so, or put above it: <!-- allow "cure": the reason -->',
    }


def test_texts_that_are_no_markdown_are_searched_and_what_is_to_be_filled_in_is_left_to_their_readers():
    texts = [(Place("a.toml", 3), "A miracle: it Cures."), (Place("a.toml", 4), "FILL-IN"), (Place("b", 1), "Fine.")]
    faults = list(check_texts(texts, LIST))
    assert found(faults) == [("a.toml", 3, "forbidden-word")] * 2
    assert {fault.fix for fault in faults} == {"write it so"}


def test_on_line_counts_from_one():
    assert on_line("a\nb", "b") == 2


def test_a_word_that_is_none_is_a_fault_of_the_list():
    """It would be found everywhere."""
    _, (fault,) = read_words("w.toml", b'[[word]]\npattern = "a?b?"\nwhy = "so it is"\ninstead = "words"\n')
    assert (fault.rule, fault.place.line) == ("word-list-unusable", 1)
    assert "needs at least one letter" in fault.wrong
