"""What a reader is told of a row, and where a kind of row is known."""

import re
from typing import Any, get_args

import pytest
from pydantic import BaseModel, ValidationError

from builder.evidence.answer import Answer, Compared, Third
from builder.evidence.certainty import MEANS, WORDING, hedges_in, mismatch
from builder.evidence.finding import Arm, Comparison, Finding, Scale
from builder.evidence.guideline import Guideline
from builder.evidence.harm import Harm, by_how_often
from builder.evidence.kinds import KINDS, Kind, kind_of
from builder.evidence.option import Option, Said
from builder.evidence.row import Row
from builder.evidence.sign import TIMES, Sign, in_groups, under_headings
from builder.evidence.term import Term
from tests.conftest import ROOT, SAMPLE

ANY_ROW = {"id": "x", "source": "s", "traced": "publication", "checked": "2026-11-23"}


def arm(kind: str, **values: Any) -> dict[str, Any]:
    return {"kind": kind, **values}


def gap(kind: str, chance: str = "no", **values: Any) -> dict[str, Any]:
    return {"with": kind, "chance": chance, **values}


def finding(**values: Any) -> Finding:
    row = {"who": "adults", "outcome": "Pain", "when": "6 months", "design": "trial", "summary": "Pain fell."}
    row |= {"certainty": "not rated", "comparison": [gap("sham")], **ANY_ROW, **values}
    return Finding.model_validate(row, strict=False)


def harm(**values: Any) -> Harm:
    row = {"event": "A bruise", "who": "people", "unit": "people", "counted": "Bruises.", **ANY_ROW, **values}
    return Harm.model_validate(row, strict=False)


# --- findings ---


@pytest.mark.parametrize(
    ("values", "size"),
    [
        ({}, "1 trial"),
        ({"people": 1162}, "1 trial, 1,162 people"),
        ({"design": "review"}, "review"),
        ({"design": "review", "trials": 1}, "review of 1 trial"),
        ({"design": "review", "trials": 33, "people": 8270}, "review of 33 trials, 8,270 people"),
        ({"design": "pooled patients", "trials": 39}, "people of 39 trials taken together"),
        ({"design": "pooled patients"}, "people of several trials taken together"),
        ({"when": "time not given"}, "1 trial; time not given"),
    ],
)
def test_the_size_of_a_study_is_said_in_words(values: dict[str, Any], size: str):
    assert finding(**values).size == size


def test_a_fact_box_takes_the_comparison_of_its_own_outcome():
    arms = [arm("acupuncture", count=1, of=2), arm("sham", count=1, of=2)]
    own = gap("sham", "yes")
    sleep = gap("sham", "no", outcome="Sleep")
    box = finding(arm=arms, comparison=[sleep, own])
    assert box.compared_with("sham") is box.comparison[1]
    assert finding(arm=arms, comparison=[sleep]).compared_with("sham") is None
    assert finding(arm=arms, comparison=[gap("sham", outcome="pain")]).compared_with("sham")
    assert box.compared_with("exercise") is None


def test_a_comparison_is_not_given_to_two_groups_of_one_kind():
    shams = [arm("sham", name="Blunt needles", count=1, of=2), arm("sham", name="Other points", count=1, of=2)]
    row = finding(arm=[arm("acupuncture", count=1, of=2), *shams])
    assert row.compared_with("sham") is None


def test_all_numbers_of_a_finding_make_a_phrase():
    arms = [arm("acupuncture", count=47.6, of=100), arm("sham", count=44.2, of=100), arm("waiting list", count=1, of=4)]
    assert finding(arm=arms).numbers == "48 out of 100 people with acupuncture, 44 with sham and 25 on a waiting list"
    assert finding(arm=arms[:1]).numbers == "48 out of 100 people with acupuncture"
    assert finding().numbers == ""
    scale = {"name": "pain", "from": 0, "to": 100, "scores": "fall"}
    scored = [arm("acupuncture", score=20.5), arm("no acupuncture", score=15)]
    assert finding(arm=scored, scale=scale).numbers == (
        "Pain, fall in points: 21 with acupuncture and 15 without acupuncture"
    )
    points = gap("no acupuncture", measure="points", value=-6)
    assert finding(comparison=[points], scale=scale).numbers == (
        "Pain: 6 points worse than without it, on a scale of 0 to 100"
    )


def test_a_group_has_one_number_for_readers_and_one_for_the_table_of_all():
    row = finding(arm=[arm("acupuncture", count=47.63, of=100), arm("sham", count=1, of=800)])
    assert [row.figure(group) for group in row.arm] == ["48", "fewer than 1"]
    assert [row.exact(group) for group in row.arm] == ["47.6", "0.125 (1 of 800)"]
    assert row.arm_named("SHAM") is row.arm[1]
    assert row.arm_named("tea") is None


@pytest.mark.parametrize(
    ("values", "shown"),
    [
        ({}, ""),
        ({"measure": "people", "value": 3.4, "low": -3.7, "high": 10.3}, "3.4 people of 100 (−3.7 to 10.3)"),
        ({"measure": "risk ratio", "value": 1.1}, "RR 1.1"),
        ({"measure": "sd", "value": -0.2}, "−0.2 SD"),
        ({"measure": "sd", "value": 1, "low": 0, "high": 2, "level": 97.5}, "1 SD (0 to 2, a 97.5% range)"),
    ],
)
def test_a_gap_is_shown_exactly_as_the_ledger_has_it(values: dict[str, Any], shown: str):
    row = finding(comparison=[gap("sham", **values)])
    assert row.gap(row.comparison[0]) == shown


@pytest.mark.parametrize(
    ("them", "after", "difference"),
    [
        (27, "", "21 more out of 100"),
        (27, "Many more people", "21 out of 100"),
        (48, "No more people", "no more out of 100"),
        (60, "", "12 fewer out of 100"),
    ],
)
def test_a_difference_is_told_in_people_where_they_were_counted(them: int, after: str, difference: str):
    row = finding(arm=[arm("acupuncture", count=48, of=100), arm("sham", count=them, of=100)])
    assert row.difference(row.comparison[0], after) == difference


def test_a_difference_in_points_needs_a_scale_whose_ends_are_known_and_an_unclear_one_has_no_figure():
    long, short = {"name": "pain", "from": 0, "to": 100}, {"name": "pain"}
    points = gap("sham", measure="points", value=6, low=-1, high=13)
    row = finding(scale=long, comparison=[points])
    assert row.difference(row.comparison[0]) == "6 points better, on a scale of 0 to 100"
    assert row.likely_range(row.comparison[0]) == "Likely range: 1 worse to 13 better."
    row = finding(scale=short, comparison=[points])
    assert (row.difference(row.comparison[0]), row.likely_range(row.comparison[0])) == ("", "")
    groups = [arm("acupuncture", count=48, of=100), arm("sham", count=27, of=100)]
    row = finding(arm=groups, comparison=[gap("sham", size="unclear")])
    assert row.difference(row.comparison[0]) == ""


@pytest.mark.parametrize(
    ("low", "high", "told"),
    [
        (3.2, 17, "Likely range: 3 to 17."),
        (-3.7, 10, "Likely range: 4 fewer to 10 more."),
        (-9, -2, "9 fewer to 2 fewer."),
    ],
)
def test_how_far_chance_could_move_a_difference_is_told_unless_the_groups_have_ranges(
    low: float, high: float, told: str
):
    groups = [arm("acupuncture", count=48, of=100), arm("sham", count=44, of=100)]
    people = gap("sham", measure="people", value=4, low=low, high=high)
    row = finding(arm=groups, comparison=[people])
    assert row.likely_range(row.comparison[0]).endswith(told)
    row = finding(arm=[{**groups[0], "low": 40, "high": 56}, groups[1]], comparison=[people])
    assert row.likely_range(row.comparison[0]) == ""


def test_points_are_whole_on_a_long_scale_and_all_keep_a_decimal_if_one_would_pass_for_the_noticeable():
    long = {"name": "pain", "from": 0, "to": 100, "scores": "fall", "noticeable": 10}
    groups = [arm("acupuncture", score=12.16), arm("sham", score=6.11)]
    whole = finding(scale=long, arm=groups, comparison=[gap("sham", measure="points", value=6.05)])
    assert [whole.points(number) for number in (12.16, 6.05, -0.4)] == ["12", "6", "0"]
    close = finding(scale=long, arm=groups, comparison=[gap("sham", measure="points", value=9.93)])
    assert [close.points(number) for number in (12.16, 9.93, 2)] == ["12.2", "9.9", "2.0"]
    exact = finding(scale=long, arm=groups, comparison=[gap("sham", measure="points", value=10)])
    assert exact.points(10) == "10"
    short = finding(scale={"name": "pain", "from": 0, "to": 10})
    assert [short.points(number) for number in (5.55, -1)] == ["5.6", "−1"]
    assert finding(scale={"name": "days", "unit": "days"}).amount(1) == "1 day fewer"


def test_a_rating_says_who_made_it_and_never_passes_our_reading_for_a_rating_of_others():
    rated = finding(certainty="low", rated_by="the review’s authors")
    assert (rated.rating, rated.certainty_words) == ("low (the review’s authors)", "low certainty")
    ours = finding(certainty="low", rated_by="our reading of the review’s words")
    assert ours.certainty_words == "low certainty (our reading)"
    assert finding().rating == "not rated"


def test_the_counts_behind_the_shares_are_told_and_a_sum_of_ours_is_called_so():
    groups = [arm("acupuncture", count=91, of=151), arm("sham", count=69, of=146)]
    row = finding(arm=groups, people=297, people_summed=True)
    assert row.counted == "91 of 151 with acupuncture, 69 of 146 with sham"
    assert row.size == "1 trial, 297 people (our sum of the groups)"
    assert row.extent == "1 study, 297 people"
    assert finding(design="review").extent == "several studies together"
    assert finding(arm=[arm("acupuncture", count=60, of=100)]).counted == ""


def test_what_a_reader_has_to_know_of_a_figure_is_its_caution_and_why_a_gap_differs_from_the_groups():
    row = finding(caution="Small.", comparison=[gap("sham", differs="It is adjusted.")])
    assert row.notes == ["Small.", "It is adjusted."]
    assert (("comparison", 0, "differs"), "It is adjusted.") in list(row.in_words())


def test_real_and_sham_counted_together_are_no_group_of_acupuncture():
    row = finding(arm=[arm("real or sham", count=60, of=100), arm("usual care", count=39, of=100)])
    assert [group.is_treated for group in row.arm] == [True, False]
    assert row.numbers == "60 out of 100 people with real or sham, 39 with usual care"


def test_a_row_never_changes():
    row = finding(arm=[arm("acupuncture", count=1, of=2)])
    with pytest.raises(ValidationError):
        row.title = "another"  # type: ignore[misc]
    assert isinstance(row.arm, tuple)
    assert isinstance(row.comparison, tuple)
    assert hash(row) == hash(finding(arm=[arm("acupuncture", count=1, of=2)]))


# --- harms and guidelines ---


@pytest.mark.parametrize(
    ("values", "numbers", "out_of_each", "printed"),
    [
        (
            {"count": 9.31, "of": 100, "low": 5.1, "high": 14.62},
            "9 out of 100 people",
            "930 (510 to 1,460)",
            "9.31% of people (5.1 to 14.62)",
        ),
        ({"count": 0.7, "of": 100}, "70 out of 10,000 people", "70", "0.7% of people"),
        ({"count": 0, "of": 2000}, "0 of 2,000 people", "0", "0 of 2,000 people"),
        (
            {"count": 2, "of": 229230, "unit": "treatments"},
            "2 of 229,230 treatments (fewer than 1 in 10,000)",
            "fewer than 1",
            "2 of 229,230 treatments",
        ),
        ({"count": 3, "of": 6348}, "3 of 6,348 people (about 5 in 10,000)", "5", "3 of 6,348 people"),
        ({"count": 19726, "of": 229230}, "9 out of 100 people", "860", "19,726 of 229,230 people"),
        (
            {"rate": 1.01, "of": 10000, "low": 0.23, "high": 2.33},
            "1 out of 10,000 people",
            "1 (fewer than 1 to 2)",
            "1.01 of each 10,000 people (0.23 to 2.33)",
        ),
        (
            {"rate": 7.98, "of": 1_000_000, "low": 1.39, "high": 20.0, "unit": "treatments"},
            "fewer than 1 out of 10,000 treatments",
            "fewer than 1",
            "7.98 of each 1,000,000 treatments (1.39 to 20)",
        ),
    ],
)
def test_a_harm_is_told_out_of_one_number_and_as_it_was_printed(
    values: dict[str, Any], numbers: str, out_of_each: str, printed: str
):
    row = harm(**values)
    assert (row.numbers, row.out_of_each, row.printed) == (numbers, out_of_each, printed)


def test_what_happened_to_someone_is_never_told_as_0():
    serious = harm(rate=1.01, of=10000, low=0.23, high=2.33)
    assert serious.out_of(10_000) == "1 (fewer than 1 to 2)"
    assert serious.out_of(100) == "fewer than 1"


def test_how_far_a_row_was_traced_is_said_in_few_words():
    row = {"body": "NICE", "condition": "anxiety", "topic": "Anxiety", "says": "silent", "words": "Nothing."}
    guideline = Guideline.model_validate({**row, **ANY_ROW, "traced": "copy"}, strict=False)
    assert guideline.trace == "Read in a copy."
    assert guideline.verdict == "No recommendation"
    assert finding(traced="summary").trace == "Read in a summary by others."


# --- certainty ---


@pytest.mark.parametrize(
    "sentence",
    [
        "The trial began in May.",
        "It ended on 3 May 2026.",
        "It was published on 13 May.",
        "Updated May 2026.",
        "People came from March to May.",
        "People came from May to July.",
        "Since May, they were followed.",
        "The search of mid-May found more.",
        "May 3, 2026, was the last day.",
        "Last May they met again.",
    ],
)
def test_the_month_of_may_is_no_hedge(sentence: str):
    assert hedges_in(sentence) == []


@pytest.mark.parametrize(
    "sentence",
    [
        "It may help.",
        "May help with sleep.",
        "In May, it may help.",
        "It might help.",
        "Perhaps it helps.",
        "From 2 in 10 may come 3.",
        "Since it may help, try it.",
    ],
)
def test_a_hedge_is_found_wherever_it_is(sentence: str):
    assert hedges_in(sentence) == ["may"]


@pytest.mark.parametrize(
    "sentence",
    ["Harm is less likely with care.", "Older people were more likely to stop.", "It is likely to lie there."],
)
def test_a_word_that_compares_is_no_hedge(sentence: str):
    assert hedges_in(sentence) == []
    assert hedges_in("It is likely to help.") == ["probably"]


def test_a_sentence_may_hold_the_words_of_any_certainty_it_rests_on():
    assert mismatch("It probably helps, and may last.", ["moderate", "low"]) == ""
    assert mismatch("It probably helps, and may last.", ["high"]) == "“probably” and “may”"
    assert mismatch("It makes little or no difference.", ["high"]) == ""
    assert mismatch("It makes little or no difference.", ["not rated"]) == "“little or no difference”"
    assert MEANS.keys() == WORDING.keys()


def test_side_effects_stand_in_classes_of_how_often_they_happened_from_frequent_to_seldom():
    rows = [
        harm(count=count, of=of) for count, of in ((0, 900), (2, 229230), (2, 10000), (9, 100), (30, 10000), (1, 10))
    ]
    assert by_how_often(rows) == [
        ("100 or more", [rows[5], rows[3]]),
        ("10 to 99", [rows[4]]),
        ("1 to 9", [rows[2]]),
        ("fewer than 1", [rows[1]]),
        ("none counted", [rows[0]]),
    ]
    assert by_how_often([harm(rate=0.6, of=10000)])[0][0] == "1 to 9", "as the table shows it"


# --- signs ---


def sign(number: int, heading: str = "Back", when: str | None = None) -> Sign:
    row = {"id": f"s{number}", "words": f"sign {number}", "urgency": "999", "heading": heading, "when": when}
    return Sign.model_validate(
        {**row, "parts": ["needles" if when else "back"], "own": True, "checked": "2026-11-23"}, strict=False
    )


def test_seven_signs_are_one_list_and_more_stand_under_the_parts_of_the_body():
    signs = [sign(number, "Neck" if number in (1, 3) else "Back") for number in range(8)]
    assert in_groups(signs[:7], by_time=False) == [("", signs[:7])]
    neck, back = [signs[1], signs[3]], [signs[0], signs[2], *signs[4:]]
    assert in_groups(signs, by_time=False) == [("Back", back), ("Neck", neck)], "in the order of the signs"


def test_a_list_of_all_signs_begins_where_minutes_count():
    signs = [sign(0, "Back"), sign(1, "Stroke"), sign(2, "Chest and breathing"), sign(3, "Back")]
    assert under_headings(signs) == [
        ("Chest and breathing", [signs[2]]),
        ("Stroke", [signs[1]]),
        ("Back", [signs[0], signs[3]]),
    ]


def test_many_signs_after_needles_stand_under_the_time_when_they_show():
    times = ["days later", "during", "same day", "during", "days later", "same day", "during", "during"]
    signs = [sign(number, when=when) for number, when in enumerate(times)]
    assert [heading for heading, _ in in_groups(signs, by_time=True)] == list(TIMES.values())
    assert [one.id for _, group in in_groups(signs, by_time=True) for one in group] == [
        *("s1", "s3", "s6", "s7"),
        *("s2", "s5"),
        *("s0", "s4"),
    ]


def test_a_sign_has_the_keys_of_all_its_sources_and_our_own_advice_has_none():
    assert sign(1).keys == ()
    row = sign(1).model_copy(update={"own": False, "sources": ("a", "b"), "traced": "copy"})
    assert row.keys == ("a", "b")
    assert finding().keys == ("s",)
    columns = row.columns()
    assert (columns["parts"], columns["sources"], columns["urgency"]) == ("back", "a; b", "999")


# --- the registry ---


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.table)
def test_each_kind_of_row_has_its_components_its_files_and_a_place_in_the_manual(kind: Kind):
    theme = {path.relative_to(ROOT / "theme").as_posix() for path in (ROOT / "theme").rglob("*.html")}
    for drawn in kind.drawn:
        assert f"components/{drawn.name}/template.html" in theme, f"{drawn.name} is drawn by nothing"
    evidence = SAMPLE / "evidence"
    assert list(evidence.glob(kind.files))
    manual = (ROOT / "docs/evidence.md").read_text(encoding="utf-8")
    assert f"`{kind.files.replace('*', '<condition>')}`" in manual
    for drawn in kind.drawn:
        assert f"/// {drawn.name}" in manual
    assert re.search(rf"(a|one)? ?{kind.table}", manual, re.IGNORECASE)


def test_the_name_of_a_file_gives_its_kind():
    assert [kind_of(f"content/evidence/{name}").table for name in ("findings/a.toml", "guidelines.toml")] == [
        "finding",
        "guideline",
    ]
    with pytest.raises(ValueError, match="no kind of rows"):
        kind_of("content/evidence/omens.toml")


@pytest.mark.parametrize("kind", KINDS, ids=lambda kind: kind.table)
def test_the_fields_in_words_are_fields_of_the_kind(kind: Kind):
    assert issubclass(kind.model, Row)
    assert set(kind.model.prose) <= kind.model.model_fields.keys()
    inner = {name for model in (Compared, Third) for name in model.model_fields}
    assert set(kind.model.without_numbers) <= {*kind.model.prose, *inner}


@pytest.mark.parametrize(
    "model", [Finding, Arm, Scale, Comparison, Answer, Compared, Third, Option, Said, Guideline, Harm, Term]
)
def test_the_manual_names_every_field_of_a_row_and_every_word_that_it_takes(model: type[BaseModel]):
    manual = (ROOT / "docs/evidence.md").read_text(encoding="utf-8")
    for name, field in model.model_fields.items():
        shown = field.alias or name
        form = rf"^(# )?{shown} += |^\[+(finding|answer)\.{shown}\]|`{shown}`|[{{ ,]{shown} = "
        assert re.search(form, manual, re.MULTILINE), f"{model.__name__}.{shown} is not described"
        for word in (word for part in (field.annotation, *get_args(field.annotation)) for word in get_args(part)):
            assert not isinstance(word, str) or re.search(rf"[ (`\n]{word}[`,;) \n]", manual), f"{shown} = {word}"
