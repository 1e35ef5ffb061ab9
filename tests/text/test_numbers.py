"""Numbers come from the ledger by forms, wherever a text can hold one."""

import pytest

from builder.text.numbers import say
from tests.text.small import EVIDENCE, found, read

FILE = "content/pages/a.md"


@pytest.mark.parametrize(
    ("form", "says"),
    [
        (("back", ""), "48 out of 100 people with acupuncture, 44 with sham"),
        (("back", "words"), "More people were better."),
        (("back", "certainty"), "not rated"),
        (("back", "sham"), "44"),
        (("back", "sham of 10,000"), "4,400"),
        (("back", "tea of 10,000"), None),
        (("head", "sham of 10,000"), None),
        (("head", "certainty"), "moderate certainty"),
        (("head", ""), None),
        (("head", "sham"), None),
        (("head", "difference"), None),
        (("bruise", ""), "17 out of 100 people"),
        (("bruise", "number"), "17"),
        (("bruise", "of 10,000"), "1,700"),
        (("bruise", "number of 10,000"), "1,700"),
        (("lung", "number"), None),
        (("nice", "words"), "Do not offer acupuncture."),
        (("nice", ""), None),
        (("gone", ""), None),
    ],
)
def test_a_form_says_what_its_row_has(form: tuple[str, str], says: str | None):
    assert say(EVIDENCE.ledger, *form) == says


@pytest.mark.parametrize(
    "body",
    [
        "- a\n    - It was [=back sham].",
        "1. a\n\n    It was [=back sham].",
        "| A |\n| --- |\n| [=back sham] |".join(["/// table | Caption\n\n", "\n\n///"]),
        "/// key-points\n\n- It was [=back sham].\n\n///",
        "> It was [=back sham].",
    ],
)
def test_a_form_is_right_in_lists_of_any_depth_in_tables_and_in_blocks(body: str):
    text = read(body)
    assert not text.faults
    assert "44" in text.html
    assert text.uses.named == {"back"}
    assert text.uses.cited == {"haake"}


def test_a_number_that_is_broken_over_two_lines_of_a_nested_item_is_found_at_its_item():
    faults = read("- a\n    - It helped 48 out\n      of 100 people.").faults
    assert found(faults) == [(FILE, 7, "number-typed")]


def test_a_year_that_begins_a_line_does_not_divide_a_sentence():
    text = "It may have been like this in late\n2026. Then came the trial. [@haake]"
    assert not read(text).faults  # the hedge is in the sentence before
    assert found(read("It may, it was said in late\n2026 and later, help. [@haake]").faults) == [
        (FILE, 6, "certainty-words")
    ]


@pytest.mark.parametrize(
    "sentence",
    ["In 1 in 2019", "12 of 24 weeks", "1 in 10 minutes", "on 3 of 5 days", "[10](https://a.example/48%)", "page 48"],
)
def test_what_is_no_result_of_a_study_may_be_typed(sentence: str):
    assert not read(f"It was {sentence}.").faults


def test_a_form_cites_its_source_once_in_a_paragraph():
    html = read("It was [=back sham] and [=back acupuncture], [=back certainty].").html
    assert html.count('<ma-cite keys="haake"></ma-cite>') == 1
    html = read("It was [=back sham]. So it is. [@haake; @witt]").html
    assert html == '<p>It was 44. So it is. <ma-cite keys="haake witt"></ma-cite></p>'


def test_a_hedge_that_fits_one_of_the_rows_of_its_sentence_passes():
    assert not read("It probably helps a little: [=head words]").faults
    assert not read("It makes little or no difference. [@linde]").faults
