"""How the ledger is shown and exported, on the sample, which has one row of each shape."""

import csv

import pytest

from builder.evidence.certainty import MEANS
from tests.conftest import Site
from tests.content.test_shown_evidence import (  # noqa: F401 - what holds for any row is tested on these rows too
    boxes,
    filled,
    ledger,
    test_a_person_is_told_apart_without_colour,
    test_each_csv_file_says_the_same_as_the_json,
    test_every_fact_box_says_who_what_when_how_sure_and_how_far_traced,
    test_every_picture_fills_as_many_people_as_the_table_says_and_all_have_the_same_size,
    test_every_source_is_listed_once_with_the_pages_and_figures_that_use_it,
    test_medical_pages_are_called_so_and_name_their_subject_and_readers,
    test_people_and_treatments_are_never_mixed_in_one_table_of_side_effects,
    test_points_are_drawn_on_the_whole_scale_with_the_smallest_gap_that_people_notice,
    test_section_6_draws_its_figures_from_rows_of_harms,
    test_the_data_fit_their_schema,
    test_the_evidence_page_offers_every_file,
    test_the_schema_refuses_data_that_are_wrong,
    test_the_structured_data_say_only_what_the_page_shows,
    test_the_table_of_findings_is_whole_and_each_row_leads_to_the_plain_words_and_the_source,
    test_the_table_stands_before_the_picture_and_the_sentence_after_it,
    words,
)


def test_each_shape_of_a_row_is_there_to_be_tested(site: Site):
    shapes = {
        "people out of 100": ".ma-people",
        "points on a scale": ".ma-scale",
        "the smallest gap that people notice": ".ma-scale__noticed",
        "no ends of the scale": ".ma-fact:not(:has(.ma-people, .ma-scale))",
        "100 people of a short answer": ".ma-yard .ma-crowd",
        "a class of size": ".ma-yard .ma-bar",
        "nothing found": ".ma-yard:not(:has(.ma-crowd, .ma-bar))",
        "an option": ".ma-options",
        "a guideline in a sentence": ".ma-guidelines",
        "10,000 people": ".ma-ladder",
    }
    for shape, selector in shapes.items():
        assert any(page.select(selector) for page in site.pages.values()), shape
    findings, data = ledger(site)["findings"], ledger(site)
    assert {finding["certainty"] for finding in findings} >= set(MEANS) - {"high"}
    assert {finding["design"] for finding in findings} == {"trial", "review", "pooled patients"}
    assert any("outcome" in gap for finding in findings for gap in finding["comparison"])
    assert {row["traced"] for kind in ("findings", "guidelines", "harms") for row in data[kind]} == {
        *("publication", "copy", "summary")
    }
    assert {harm["unit"] for harm in data["harms"]} == {"people", "treatments"}
    assert {guideline["says"] for guideline in data["guidelines"]} == {
        *("for", "conditional", "silent", "not seen", "against")
    }


def test_a_picture_shows_the_numbers_of_the_ledger_rounded(site: Site):
    box = next(box for box in boxes(site) if box["id"] == "back-people")
    assert [filled(group.svg) for group in box.select(".ma-people > div")] == [48, 44, 27]


def test_a_gap_that_could_be_chance_is_called_so_in_the_box(site: Site):
    row = next(box for box in boxes(site) if box["id"] == "back-people").select("tbody tr")[1]
    assert words(row).startswith("Sham 44")
    assert words(row).endswith("44 yes")


def test_a_figure_out_of_a_round_number_has_its_range(site: Site):
    table = words(site.home.select_one("#is-it-safe").parent.table)
    assert "930 (510 to 1,460)" in table
    assert "760 (140 to 1,800)" in table


def test_a_group_and_a_gap_have_columns_of_their_own_in_the_csv_of_findings(site: Site):
    with (site.folder / "data/findings.csv").open(encoding="utf-8-sig", newline="") as file:
        row = next(row for row in csv.DictReader(file) if row["id"] == "back-people")
    assert (row["arm_1_count"], row["arm_2_kind"], row["gap_1_low"]) == ("47.6", "sham", "-3.7")


@pytest.mark.parametrize(("condition", "name"), [("anxiety", "Anxiety"), ("joint-pain", "Joint pain")])
def test_a_condition_page_names_its_condition_to_machines(site: Site, condition: str, name: str):
    page = site.pages[f"conditions/{condition}/index.html"]
    assert f'{{"@type": "MedicalCondition", "name": "{name}"}}' in page.select_one("script[type*=ld]").string
