"""The ledger, read from its files."""

import re
from typing import get_args

import pytest
from plugins.faults import Report
from plugins.ledger import Arm, Comparison, Finding, Guideline, Harm, Ledger, Scale
from plugins.ledger_reader import read_ledger
from pydantic import BaseModel

from tests.conftest import ROOT, SAMPLE


def ledger() -> Ledger:
    report = Report(SAMPLE.parent)
    told = read_ledger(SAMPLE / "evidence", report)
    assert not report.faults
    return told


@pytest.mark.parametrize("model", [Finding, Arm, Scale, Comparison, Guideline, Harm])
def test_the_manual_names_every_field_of_a_row_and_every_word_that_it_takes(model: type[BaseModel]):
    manual = (ROOT / "docs/evidence.md").read_text()
    for name, field in model.model_fields.items():
        shown = field.alias or name
        form = rf"^(# )?{shown} = |^\[+finding\.{shown}\]|`{shown}`"
        assert re.search(form, manual, re.MULTILINE), f"{model.__name__}.{shown} is not described"
        for word in (word for part in (field.annotation, *get_args(field.annotation)) for word in get_args(part)):
            assert not isinstance(word, str) or re.search(rf"[ (`\n]{word}[`,;) \n]", manual), f"{shown} = {word}"


def test_what_is_computed_from_all_rows_is_computed_once_and_holds_every_row():
    told = ledger()
    ids = [*told.findings, *told.guidelines, *told.harms]
    assert list(told.rows) == ids
    assert sorted(row.id for rows in told.by_source.values() for row in rows) == sorted(ids)
    assert [row.id for rows in told.conditions.values() for row in rows] == list(told.findings)
    for name in ("rows", "by_source", "conditions"):
        assert getattr(told, name) is getattr(told, name), f"{name} is made anew at every look"


def test_what_happened_to_someone_is_never_told_as_0():
    harm = ledger().harms["serious-per-course"]
    assert harm.low
    assert harm.out_of(10_000) == "1 (fewer than 1 to 2)"
    assert harm.out_of(100) == "fewer than 1"
