"""The judgement of the audit: what it must not let pass."""

import json
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest

from tests.conftest import ROOT, Site
from tools import audit, hosts, prose
from tools.audit import Row
from tools.budgets import Weight

SOUND = {"performance": 100, "agentic-browsing": 100}


def row(name: str = "about/index.html", template: str = "about", page: int = 5_000, **more: object) -> Row:
    return Row(Weight(name, frozenset(), page, 20_000, 2_000), template, **{"scores": SOUND, **more})


def report(score: float | None) -> dict:
    return {
        "categories": {
            "seo": {"score": score, "auditRefs": [{"id": "title", "weight": 1}, {"id": "hint", "weight": 0}]}
        },
        "audits": {"title": {"score": score, "title": "It has no title"}, "hint": {"score": 0, "title": "A hint"}},
    }


def nu(message: str, extract: str) -> dict:
    return {"type": "info", "subType": "warning", "message": message, "extract": extract}


def test_a_sound_page_has_no_fault():
    assert row().faults() == []
    assert row(scores={}).faults() == [], "only one page of each template is judged by Lighthouse"


@pytest.mark.parametrize(
    ("bad", "fault"),
    [
        pytest.param({"page": 18_001}, "HTML and CSS: 18,001 bytes, at most 18,000", id="a page too heavy"),
        pytest.param({"scores": {**SOUND, "seo": 99}}, "Lighthouse, seo: 99, not 100", id="a score too low"),
        pytest.param({"axe": ["axe, image-alt (dark): <img>"]}, "axe, image-alt (dark): <img>", id="a fault for axe"),
        pytest.param({"nu": ["Nu, warning: odd"]}, "Nu, warning: odd", id="a warning of Nu"),
        pytest.param({"prose": ["grade 9.1, not 8"]}, "grade 9.1, not 8", id="a page too hard to read"),
    ],
)
def test_whatever_is_short_of_the_promise_is_a_fault_with_its_page(bad: dict, fault: str):
    assert row(**bad).faults() == [f"about/index.html: {fault}"]


@pytest.mark.parametrize("score", [0.99, 0.0, None])
def test_a_category_that_is_low_or_could_not_be_judged_is_not_full(score: float | None):
    assert audit.scores_of(report(score))["seo"] < 100
    assert audit.scores_of(report(1)) == {"seo": 100}


def test_what_lowers_a_score_is_named_and_what_only_hints_is_not():
    assert audit.shortcomings(report(0.5)) == ["Lighthouse, seo: It has no title [title]"]
    assert audit.shortcomings(report(1)) == []


@pytest.mark.parametrize(("runs", "median"), [([1], 100), ([0.9, 1, 1], 100), ([0.9, 0.95, 1], 95)])
def test_a_low_score_counts_by_the_median_of_three_runs(
    monkeypatch: pytest.MonkeyPatch, runs: list[float], median: int
):
    left = [report(score) for score in runs]
    monkeypatch.setattr(audit, "run_lighthouse", lambda *_: left.pop(0))
    judged = row(scores={})
    audit.judge_by_lighthouse(judged, "http://127.0.0.1/", "chrome")
    assert (judged.scores, left) == ({"seo": median}, [])


@pytest.mark.parametrize(("lost", "tries"), [(0, 1), (2, 3)])
def test_a_run_that_lost_its_recording_is_run_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, lost: int, tries: int
):
    calls = fake_lighthouse(monkeypatch, tmp_path, lost)
    assert audit.run_lighthouse("http://127.0.0.1/", "chrome")["categories"] == {}
    assert len(calls) == tries


def test_a_page_without_a_report_is_never_taken_for_a_good_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    fake_lighthouse(monkeypatch, tmp_path, 9)
    with pytest.raises(RuntimeError, match="NO_NAVSTART"):
        audit.run_lighthouse("http://127.0.0.1/", "chrome")


def fake_lighthouse(monkeypatch: pytest.MonkeyPatch, folder: Path, lost: int) -> list[object]:
    """Put a program in the place of Lighthouse that fails some times; return its calls."""
    calls: list[object] = []

    def run(command: list[str], **_: object) -> subprocess.CompletedProcess[str]:
        calls.append(command)
        error = {"runtimeError": {"message": "NO_NAVSTART"}} if len(calls) <= lost else {}
        (folder / "lighthouse.json").write_text(json.dumps({"categories": {}, **error}))
        return subprocess.CompletedProcess(command, 0, "", "")

    monkeypatch.setattr(audit, "AUDIT", folder)
    monkeypatch.setattr(subprocess, "run", run)
    return calls


def test_one_page_of_every_template_is_judged_the_heaviest_and_none_is_forgotten():
    rows = [row("a", "page", 1), row("b", "page", 3), row("c", "page", 2), row("d", "home", 1)]
    assert [found.weight.name for found in audit.heaviest(rows, ["page", "home"])] == ["d", "b"]
    with pytest.raises(ValueError, match="no page is drawn by: search"):
        audit.heaviest(rows, ["page", "home", "search"])


def test_every_page_of_the_site_says_which_template_drew_it(site: Site):
    templates = {path.stem for path in (ROOT / "theme/templates").glob("*.html")} - {"base"}
    assert {prose.template_of(site.folder / name) for name in site.pages} == templates


def test_axe_must_have_looked_at_something():
    with pytest.raises(ValueError, match="axe looked at nothing"):
        audit.axe_findings({"passes": [], "violations": []}, "light")
    violation = {"id": "image-alt", "nodes": [{"html": "<img>"}, {"html": "<img id=b>"}]}
    assert len(audit.axe_findings({"passes": [1], "violations": [violation]}, "light")) == 2


def test_only_data_that_nu_takes_for_a_script_is_left_out():
    words = "Inline script violates Content Security Policy (meta tag): blocked by “script-src” directive"
    assert audit.is_mistaken(nu(words, "</footer><script type=application/ld+json>{"))
    assert not audit.is_mistaken(nu(words, "</p><script>alert("))
    assert not audit.is_mistaken(nu("The “type” attribute is wrong", "<script type=application/ld+json>"))


def test_the_table_has_a_line_for_each_page_and_a_column_for_each_category():
    lines = audit.table([row(), row("index.html", "home", scores={}, nu=["one", "two"])]).splitlines()
    assert lines[0].split() == ["page", "HTML+CSS", "visit", "scripts", "perf", "agent", "axe", "Nu"]
    assert lines[1].split() == ["/about/", "5,000", "20,000", "2,000", "100", "100", "0", "0"]
    assert lines[2].split() == ["/", "5,000", "20,000", "2,000", "0", "2"]


@pytest.mark.parametrize(("name", "module"), [("java", audit), ("caddy", hosts)])
def test_what_cannot_be_had_is_named_with_how_to_get_it(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, module: ModuleType
):
    monkeypatch.setattr(shutil, "which", lambda *_, **__: None)
    monkeypatch.setattr(sys, "argv", ["", name])
    assert module.main() == 1
    said = capsys.readouterr().err
    assert f"{name} was not found. Install" in said
    assert "apt install" in said
