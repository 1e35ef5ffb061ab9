"""The measure of prose: what is a sentence, what is no prose, and what it must not let pass."""

import lxml.html
import pytest

from builder.text.wording import Word, Words
from tools.prose import Limits, Measure, grade, judge, measure, read_phrases, said_twice, sentences_of, split, syllables

GAP = Words((Word(pattern="the gaps?", why="a hole", instead="“the difference”"),))
PLAIN = "It may ease long-lasting back pain a little more than the usual care does."  # 14 words


def page(html: str) -> lxml.html.HtmlElement:
    return lxml.html.fromstring(f"<main>{html}</main>")


def read(html: str) -> list[str]:
    return list(sentences_of(page(html)))


@pytest.mark.parametrize(
    "sentences",
    [
        ["Does it hurt?", "Many people ask."],
        ["It fell by 0.5 points.", "That is little."],
        ["Some studies, e.g. NICE’s, say no.", "Others differ."],
        ["Ask Dr. Who at St. Mary’s.", "He knows."],
        ["It is No. 5 of them.", "NICE said no.", "The others did not."],
        ["He said “Stop at once.”", "“Why?” she asked."],
        ["They looked (in 2020.)", "(Nobody knew.)", "It is so."],
        ["We ask two things: does it help, and is it the needle?", "10 people did."],
        ["It rose … and fell."],
        ["In the U.S. and the UK it is so."],
    ],
)
def test_a_text_is_parted_where_a_reader_pauses(sentences: list[str]):
    assert split(" ".join(sentences)) == sentences


@pytest.mark.parametrize(
    "html",
    [
        "<h2>A heading of some words.</h2>",
        "<table><tr><td><p>In a table.</p></td></tr></table>",
        "<figure><figcaption><p>A caption.</p></figcaption></figure>",
        "<nav><ul><li>Go there.</li></ul></nav>",
        '<div class="ma-care"><ul><li>you fall.</li></ul></div>',
        '<ol class="ma-sources"><li>A. Author. A title. 2020.</li></ol>',
        '<p class="ma-review">Checked today.</p>',
        "<p><small>1 trial, 20 people.</small></p>",
        '<ul><li><a href="/">Is it safe?</a></li></ul>',
        "<ul><li>bleed easily</li></ul>",
        "<dl><dt>How sure?</dt></dl>",
        "<!-- A comment. --><p><!-- And one. --></p>",
    ],
)
def test_what_is_no_prose_is_left_out(html: str):
    assert read(html) == []


def test_a_citation_and_a_heading_that_runs_in_are_no_words_of_the_sentence():
    assert read("<p><strong>Neck.</strong> It eased.\u2060<sup>source [1]</sup> It <b>grew</b>.</p>") == [
        "It eased.",
        "It grew.",
    ]
    assert read("<p><strong>The main message stands out in bold type.</strong> So.</p>")[0].startswith("The main")
    assert read("<ul><li><p>One.</p><ul><li>Two.</li></ul></li></ul>") == ["One.", "Two."]
    assert read("<p>Take these along:</p><ul><li>Will it hurt?</li></ul>") == ["Take these along:", "Will it hurt?"]


def test_syllables_and_the_grade_are_those_of_the_formula():
    words = {"pain": 1, "needles": 2, "acupuncture": 4, "10,000": 1, "long-lasting": 3, "NICE’s": 1, "don’t": 1}
    assert {word: syllables(word) for word in words} == words
    assert grade(["Pain can come back."]) == pytest.approx(0.39 * 4 + 11.8 * 1 - 15.59)
    assert grade([]) == 0


def test_a_plain_page_has_no_fault():
    assert Measure((PLAIN,) * 20).faults(Limits()) == []


@pytest.mark.parametrize(
    ("sentences", "says"),
    [
        ((PLAIN,) * 15 + ("It is so.",) * 5, "25% of the sentences are under 6 words\n    – It is so."),
        (("Needles go into the skin.",) * 20, "5.0 words a sentence, not 11 to 17\n    – Needles"),
        (("so " * 18 + "on.",) * 20, "19.0 words a sentence"),
        ((PLAIN,) * 20 + ("so " * 29 + "on.",), "5% of the sentences are over 25 words\n    – so so"),
        (("Heterogeneity characterises systematic acupuncture meta-analyses of osteoarthritis.",), "grade "),
    ],
)
def test_what_is_beyond_a_limit_is_told_with_the_worst_sentences(sentences: tuple[str, ...], says: str):
    assert any(fault.startswith(says) for fault in Measure(sentences).faults(Limits()))


def test_a_few_sentences_are_not_held_to_shares():
    assert Measure(("Check the spelling.", "Use fewer words.")).faults(Limits()) == []


def test_what_a_page_says_twice_is_found_even_in_a_caption_but_not_in_options_and_cards():
    assert said_twice(page("<p>It is so here.</p><figure><figcaption>It is so here.</figcaption></figure>"))
    for name in ("ma-options", "ma-care", "ma-guidelines"):
        assert not said_twice(page(f'<ul class="{name}"><li>It is so here.</li><li>It is so here.</li></ul>'))
    assert measure(page("<p>It is so here. It is so here.</p>")).faults(Limits()) == [
        "said twice\n    – It is so here."
    ]


def test_a_phrase_of_the_list_is_found_in_a_card_too_but_not_in_a_table():
    (found,) = measure(page('<ul class="ma-care"><li>Mind the gap</li></ul>'), GAP).faults(Limits())
    assert found == "“the gap”: a hole; say “the difference”\n    – Mind the gap"
    assert not measure(page("<table><tr><td><p>Mind the gap</p></td></tr></table>"), GAP).phrases


def test_the_guide_and_a_short_answer_are_plainer_than_the_rest_and_what_is_looked_up_is_aside():
    hard = "People with osteoarthritis had acupuncture for a number of months, and it was better."
    assert 7 < grade([hard]) <= 8 or grade([hard]) > 8
    answer = page(f'<section class="ma-part ma-part--in-short"><p>{hard}</p></section>')
    assert any(fault.startswith("the short answer: grade") for fault in judge(answer, "condition", GAP))
    assert judge(page(f"<p>{hard}</p>"), "home", GAP)
    assert judge(page(f"<p>{hard} The gap.</p>"), "studies", GAP) == []


def test_the_list_of_phrases_can_be_read():
    assert len(read_phrases().words) > 10


@pytest.mark.parametrize(("lang", "is_measured"), [("en-gb", True), ("en-us", True), ("de", False)])
def test_only_pages_in_english_are_measured(lang: str, is_measured: bool):
    html = lxml.html.document_fromstring(f'<html lang="{lang}"><main><p>{PLAIN} {PLAIN} The gap.</p></main></html>')
    assert bool(judge(next(html.iter("main")), "page", GAP)) == is_measured
