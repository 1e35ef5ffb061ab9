"""The ledger, read from its files."""

from plugins.faults import Report
from plugins.ledger import Ledger
from plugins.ledger_reader import read_ledger
from tests.conftest import ROOT

EVIDENCE = ROOT / "content/evidence"


def ledger() -> Ledger:
    report = Report(ROOT)
    told = read_ledger(EVIDENCE, report)
    assert not report.faults
    return told


def test_what_is_computed_from_all_rows_is_computed_once_and_holds_every_row():
    told = ledger()
    ids = [*told.findings, *told.guidelines, *told.harms]
    assert list(told.rows) == ids
    assert sorted(row.id for rows in told.by_source.values() for row in rows) == sorted(ids)
    assert [row.id for rows in told.conditions.values() for row in rows] == list(told.findings)
    for name in ("rows", "by_source", "conditions"):
        assert getattr(told, name) is getattr(told, name), f"{name} is made anew at every look"
