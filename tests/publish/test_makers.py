"""What the site says of those who make it."""

import pytest

from builder.makers import OF_THE_PROJECT, Makers


def test_a_project_that_names_nobody_says_so():
    assert OF_THE_PROJECT.said["review"] == "No clinician has reviewed this text yet."
    assert "Nobody has paid" in OF_THE_PROJECT.said["money"]
    assert OF_THE_PROJECT.in_short == (
        "Written by the makers of this project. No clinician has reviewed it yet. No funding, no advertising."
    )


def test_a_clinic_says_who_writes_reviews_and_pays_and_what_it_sells():
    clinic = Makers("two nurses", "a doctor in May 2027", "the clinic", "acupuncture")
    said = " ".join(clinic.said.values())
    for words in ("by two nurses", "eviewed by a doctor in May 2027", "aid for by the clinic", "offer acupuncture"):
        assert words in said
        assert words in clinic.in_short
    assert "Nobody" not in said
    assert "sells nothing" not in said


def test_whoever_is_paid_does_not_claim_to_have_no_conflicts_of_interest():
    paid = Makers(funding="a maker of needles", sells="nothing").said["money"]
    assert paid == "It is paid for by a maker of needles. It sells nothing. It has no advertising."


@pytest.mark.parametrize("funding", ["", "nobody"])
@pytest.mark.parametrize("sells", ["", "nothing"])
def test_nobody_and_nothing_are_answers(funding: str, sells: str):
    assert Makers(funding=funding, sells=sells).said == OF_THE_PROJECT.said
