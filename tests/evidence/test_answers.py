"""What the answers of a condition rest on: classes of size, the comparison that is meant, people of 100, and steps."""

from typing import Any

import pytest

from builder.evidence.answer import Answer
from builder.evidence.answer_rules import CLASSES, size_of
from builder.evidence.finding import Comparison, Finding, Hundred
from builder.evidence.ledger import Ledger
from tests.evidence.test_kinds import arm, finding, gap

PAIN = {"name": "pain", "from": 0, "to": 100, "scores": "fall"}


def sized(measure: str, value: float | None, scale: dict[str, Any] | None = PAIN) -> str | None:
    row = finding(scale=scale, comparison=[gap("sham", measure=measure, value=value)])
    return size_of(row, row.comparison[0])


@pytest.mark.parametrize("measure", CLASSES)
def test_a_class_of_size_begins_at_its_least_figure(measure: str):
    step = 0.01
    for (least, size), below in zip(
        CLASSES[measure], [*(size for _, size in CLASSES[measure][1:]), "none"], strict=True
    ):
        assert sized(measure, least) == size
        assert sized(measure, least - step) == below
        assert sized(measure, least + step) == size


def test_the_classes_are_those_that_readers_are_told_of():
    assert [size for _, size in CLASSES["people"]] == ["large", "moderate", "small"]
    assert {measure: [least for least, _ in classes] for measure, classes in CLASSES.items()} == {
        "people": [25, 15, 5],
        "points": [20, 10, 5],
        "sd": [0.8, 0.5, 0.2],
    }


def test_what_is_worse_with_acupuncture_has_no_size():
    assert sized("people", -30) == "none"


def test_points_are_of_the_length_of_their_scale():
    assert sized("points", 2, PAIN | {"to": 10}) == "large"
    assert sized("points", 1.99, PAIN | {"to": 10}) == "moderate"
    assert sized("points", 12, PAIN | {"from": 20, "to": 120}) == "moderate"


@pytest.mark.parametrize(
    ("measure", "value", "scale"),
    [
        ("people", None, PAIN),
        ("risk ratio", 2.4, PAIN),
        ("odds ratio", 2.4, PAIN),
        ("points", 12, {"name": "pain"}),
        ("points", 12, None),
        ("points", 2, PAIN | {"unit": "days"}),
    ],
)
def test_no_class_is_made_of_a_figure_that_gives_none(measure: str, value: float | None, scale: dict[str, Any] | None):
    assert sized(measure, value, scale) is None


def test_a_size_that_rounding_of_the_machine_misses_is_kept():
    assert sized("sd", 0.1 + 0.7) == "large"


# --- the answer and its comparison ---

BACK = {"id": "back", "source": "haake", "comparison": [gap("sham"), gap("usual care")]}
NECK = {"id": "neck", "source": "zhao", "comparison": [gap("sham")]}


def ledger(**answer: Any) -> Ledger:
    nothing = {"words": "No study found"}
    row = {"id": "answer-back", "condition": "back", "name": "Back", "message": "It helps.", "checked": "2026-11-23"}
    row |= {"helps": nothing, "needle": nothing, **answer}
    rows = [finding(**BACK), finding(**NECK), Answer.model_validate(row, strict=False)]
    return Ledger({row.id: row for row in rows}, {})


def test_the_comparison_of_an_answer_is_that_with_its_group():
    of = ledger(
        helps={"finding": "back", "with": "usual care", "words": "Many more people"},
        needle={"finding": "back", "with": "sham", "words": "About as many people"},
    )
    answer = of.of(Answer)["answer-back"]
    back = of.findings["back"]
    assert of.found(answer.helps) == (back, back.comparison[1])
    assert of.found(answer.needle) == (back, back.comparison[0])


def test_the_map_draws_a_comparison_that_is_mapped_in_place_of_the_question_itself():
    review = {"label": "In all studies", "finding": "neck", "with": "sham", "words": "A little less pain"}
    plain = ledger(also=[review]).of(Answer)["answer-back"]
    assert plain.in_map == (plain.helps, plain.needle)
    mapped = ledger(also=[review | {"mapped": "needle"}]).of(Answer)["answer-back"]
    assert mapped.in_map == (mapped.helps, mapped.also[0])


@pytest.mark.parametrize(
    "question",
    [
        {"words": "No study found"},
        {"finding": "back", "words": "Many more people"},
        {"with": "sham", "words": "Many more people"},
        {"finding": "bakc", "with": "sham", "words": "Many more people"},
        {"finding": "neck", "with": "usual care", "words": "Many more people"},
    ],
)
def test_where_there_is_no_such_comparison_nothing_was_found(question: dict[str, str]):
    of = ledger(helps=question)
    assert of.found(of.of(Answer)["answer-back"].helps) is None


def test_the_sources_of_an_answer_are_those_of_its_findings():
    of = ledger(
        needle={"finding": "back", "with": "sham", "words": "About as many people"},
        also=[{"label": "Neck", "finding": "neck", "with": "sham", "words": "About as many people"}],
    )
    assert of.keys_of("answer-back") == ("haake", "zhao")
    assert of.keys_of("neck") == ("zhao",)
    assert ledger().keys_of("answer-back") == ()
    assert of.keys_of("nothing") == ()


# --- 100 people ---


def hundred(ours: float, theirs: float, of: int = 100, **values: Any) -> Hundred | None:
    groups = [arm("acupuncture", count=ours, of=of), arm("sham", count=theirs, of=of)]
    row = finding(arm=groups, comparison=[gap("sham", **values)])
    return row.hundred(row.comparison[0])


@pytest.mark.parametrize(
    ("ours", "theirs", "expected"),
    [
        (41.3, 17.2, (17, 24)),
        (47.6, 44.2, (44, 4)),  # the whole numbers that readers see: 48 and 44
        (44, 44, (44, 0)),
        (25, 30, (30, -5)),
        (100, 0, (0, 100)),
        (0, 100, (100, -100)),
    ],
)
def test_a_hundred_people_are_those_whom_readers_see(ours: float, theirs: float, expected: tuple[int, int]):
    assert hundred(ours, theirs) == expected


def test_people_are_counted_out_of_a_real_number_too():
    assert hundred(91, 69, of=150) == (46, 15)


def test_nobody_is_drawn_where_nobody_was_counted_or_another_outcome_is_meant():
    scored = finding(scale=PAIN, arm=[arm("acupuncture", score=20), arm("sham", score=10)])
    assert scored.hundred(scored.comparison[0]) is None
    assert finding().hundred(finding().comparison[0]) is None
    assert hundred(48, 44, outcome="Sleep") is None
    assert hundred(48, 44, outcome="pain") == (44, 4), "the outcome of the row itself"


def test_nobody_is_drawn_where_two_groups_could_be_meant():
    shams = [arm("sham", name="Blunt needles", count=1, of=2), arm("sham", name="Other points", count=1, of=2)]
    row = finding(arm=[arm("acupuncture", count=1, of=2), *shams])
    assert row.hundred(row.comparison[0]) is None


def three(usual: float, sham: float, needles: float) -> Finding:
    counts = {"acupuncture": needles, "sham": sham, "usual care": usual}
    return finding(arm=[arm(kind, count=count, of=100) for kind, count in counts.items()])


def test_steps_rise_from_usual_care_over_sham_to_acupuncture():
    assert three(27.4, 44.2, 47.6).steps == (27, 44, 48)
    assert three(27, 27, 27).steps == (27, 27, 27)


@pytest.mark.parametrize("counts", [(44, 27, 48), (27, 48, 44), (48, 44, 27)])
def test_what_does_not_rise_so_has_no_steps(counts: tuple[int, int, int]):
    assert three(*counts).steps is None


def test_steps_need_all_three_groups_each_once():
    assert finding(arm=[arm("acupuncture", count=48, of=100), arm("sham", count=44, of=100)]).steps is None
    shams = [arm("sham", name=name, count=44, of=100) for name in ("Blunt needles", "Other points")]
    groups = [arm("acupuncture", count=48, of=100), *shams, arm("usual care", count=27, of=100)]
    assert finding(arm=groups).steps is None


def test_a_comparison_has_a_size_only_where_it_is_given():
    assert Comparison.model_validate(gap("sham")).size is None
