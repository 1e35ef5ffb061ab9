"""The evidence to download."""

import csv
import datetime
import io
import json
import re

import jsonschema
import pytest

from builder.evidence import Evidence, read_evidence
from builder.evidence.export import TITLES, exports
from builder.evidence.kinds import KINDS
from tests.conftest import ROOT, SAMPLE

MARK = "\ufeff"  # which tells a spreadsheet that a file is UTF-8
# What a spreadsheet turns into a time of day, a date or a formula. A day as 2026-11-28 stays what it is.
TURNED = re.compile(
    r"\d+:\d+.*|\d{1,2}[-/.]\d{1,2}[-/.]\d+|\d{1,2}[-/]\d{1,2}|\d+e\d+|[=+@\t].*|-(?![\d.]+$).*", re.IGNORECASE
)


@pytest.fixture(scope="module")
def evidence() -> Evidence:
    return read_evidence(SAMPLE / "evidence", ROOT, datetime.date(2099, 1, 1), day_given=False)[0]


@pytest.fixture(scope="module")
def files(evidence: Evidence) -> dict[str, str]:
    return exports(evidence)


def test_every_kind_of_row_and_the_sources_have_a_file_with_a_title(files: dict[str, str]):
    assert list(files) == list(TITLES)
    assert {f"{kind.plural}.csv" for kind in KINDS} < set(files)
    assert TITLES["harms.csv"] == "Side effects (CSV)"


def test_the_data_fit_their_schema_and_every_field_is_explained(files: dict[str, str]):
    schema = json.loads(files["ledger.schema.json"])
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(json.loads(files["ledger.json"]), schema)
    assert set(schema["$defs"]) == {
        *("Finding", "Arm", "Comparison", "Scale", "Answer", "Compared", "Third", "Option", "Said"),
        *("Guideline", "Harm", "Sign", "Term", "Source"),
    }
    for kind, definition in schema["$defs"].items():
        for name, field in definition["properties"].items():
            assert field.get("description"), f"{kind}.{name} is not explained"


def test_the_schema_refuses_data_that_are_wrong(files: dict[str, str]):
    data = json.loads(files["ledger.json"])
    data["findings"][0]["certainty"] = "sure"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, json.loads(files["ledger.schema.json"]))


@pytest.mark.parametrize("kind", [*(kind.plural for kind in KINDS), "sources"])
def test_each_csv_file_says_the_same_as_the_json(files: dict[str, str], kind: str):
    rows = list(csv.DictReader(io.StringIO(files[f"{kind}.csv"].removeprefix(MARK))))
    for row, expected in zip(rows, json.loads(files["ledger.json"])[kind], strict=True):
        for name, value in expected.items():
            assert not isinstance(value, str) or row[name] == value


@pytest.mark.parametrize("kind", [*(kind.plural for kind in KINDS), "sources"])
def test_a_spreadsheet_reads_each_csv_file_as_utf_8_and_turns_no_cell_into_something_else(
    files: dict[str, str], kind: str
):
    assert files[f"{kind}.csv"].startswith(MARK)
    cells = [cell for row in csv.reader(io.StringIO(files[f"{kind}.csv"])) for cell in row]
    assert [cell for cell in cells if TURNED.fullmatch(cell)] == []


def test_the_groups_gaps_and_scale_of_a_finding_are_columns(files: dict[str, str]):
    rows = {row["id"]: row for row in csv.DictReader(io.StringIO(files["findings.csv"].removeprefix(MARK)))}
    people = rows["back-people"]
    assert (people["arm_1_count"], people["arm_2_kind"], people["gap_1_low"]) == ("47.6", "sham", "-3.7")
    assert rows["neck-points"]["scale_to"] == "100.0"
