"""`make validate`: what the Nu HTML checker says decides; without Java it is said that nothing was judged."""

import json
from pathlib import Path

import pytest

from tests.conftest import fake_program
from tools import audit, hosts, validate, verapdf

FAULT = {"type": "error", "message": "Stray end tag", "extract": "</b>"}
MISTAKE = {"type": "info", "message": audit.MISTAKEN[0], "extract": audit.MISTAKEN[1]}


def judged(monkeypatch: pytest.MonkeyPatch, folder: Path, *messages: dict, of_leaflets: tuple[str, ...] = ()) -> int:
    """Judge a site of a page and a leaflet, in which Nu and veraPDF find these messages; return the exit code."""
    said = json.dumps({"messages": list(messages)})
    # The address of the page is the last argument.
    java = fake_program(folder / "java", "for page; do :; done", f"echo '{said}' | sed \"s|PAGE|$page|\"")
    monkeypatch.setattr(validate, "get", lambda _: java)
    monkeypatch.setattr(validate, "AUDIT", folder / "audit")

    def publish(site: Path) -> None:
        (site / "leaflet").mkdir(parents=True)
        (site / "index.html").write_text("<p>A page</b>")
        (site / "leaflet/guide-a4.pdf").write_text("%PDF")

    monkeypatch.setattr(validate, "publish", publish)
    monkeypatch.setattr(verapdf, "check", lambda files: [(file, list(of_leaflets)) for file in files])
    return validate.main()


def test_a_fault_is_told_with_its_page(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    assert judged(monkeypatch, tmp_path, {**FAULT, "url": "PAGE"}) == 1
    assert (
        capsys.readouterr().out
        == "index.html: Nu, error: Stray end tag '</b>'\n1 faults.\nveraPDF finds 1 leaflets accessible.\n"
    )


def test_a_leaflet_that_not_everybody_can_read_is_told_with_the_clause(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    assert judged(monkeypatch, tmp_path, of_leaflets=("7.1: Content shall be marked",)) == 1
    assert capsys.readouterr().out.endswith("guide-a4.pdf: 7.1: Content shall be marked\n1 faults.\n")


def test_a_valid_site_is_said_to_be_valid(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
):
    assert judged(monkeypatch, tmp_path, {**MISTAKE, "url": "PAGE"}) == 0
    assert "Nu finds 1 pages valid." in capsys.readouterr().out


def test_without_java_it_is_said_that_it_was_left_out(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    monkeypatch.setattr(hosts.shutil, "which", lambda *_, **__: None)
    assert validate.main() == 0
    said = capsys.readouterr().err
    assert said.startswith("The Nu HTML checker and veraPDF were left out: java was not found. Install Java 17")
