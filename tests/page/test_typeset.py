"""The files of the sheets, set by Typst from a template of a few lines, and with that of the site."""

import datetime
import io
from pathlib import Path

import pytest
from pypdf import PdfReader

from builder.page import typeset
from builder.page.sheets import Sheet
from builder.page.typeset import Press, begin, press_of
from tests.conftest import ROOT
from tests.page.making import DAY, page

BACK = page("conditions/back", "condition", "Back pain")
SHEET = Sheet("back", BACK, DAY, DAY, ((), (), ()))
TEMPLATE = """
#set document(title: "A sheet")
#set text(lang: "en")
#set page(paper: sys.inputs.paper)
= #json(bytes(sys.inputs.sheet)).words
"""


def press(folder: Path, template: str = TEMPLATE) -> Press:
    (folder / "leaflet").mkdir(exist_ok=True)
    (folder / "leaflet/sheet.typ").write_text(template)
    return press_of(folder)


def made(folder: Path, template: str = TEMPLATE, told: str = '{"words": "Hello"}', kept: Path | None = None):
    return begin([(SHEET, told)], press(folder, template), folder, kept)


def test_a_sheet_is_a_file_for_each_size_of_paper_with_its_weight(tmp_path: Path):
    sheets = made(tmp_path)
    files = sheets.of(BACK)
    assert [(file.paper, file.address) for file in files] == [
        ("A4", "leaflet/back-a4.pdf"),
        ("US\u00a0Letter", "leaflet/back-letter.pdf"),
    ]
    sizes = [PdfReader(io.BytesIO(file.data)).pages[0].mediabox[2:] for file in files]
    assert [[round(float(length)) for length in size] for size in sizes] == [[595, 842], [612, 792]]
    assert files[0].weight == f"{round(len(files[0].data) / 1000)}\u00a0kB"
    assert sheets.finished() == ({file.address: file.data for file in files}, [])
    assert sheets.of(page("privacy")) == ()


def test_no_text_can_break_a_sheet(tmp_path: Path):
    odd = r"#panic() *b* $x$ \\ <l> @k // [ { ‘’"
    (file, _) = made(tmp_path, told=f'{{"words": "{odd}"}}').of(BACK)
    assert "#panic() *b* $x$ \\ <l> @k // [ {" in PdfReader(io.BytesIO(file.data)).pages[0].extract_text()


def test_a_file_bears_the_day_of_its_text_and_never_that_of_the_build(tmp_path: Path):
    typeset.typeset.cache_clear()
    first = made(tmp_path).of(BACK)
    typeset.typeset.cache_clear()
    assert made(tmp_path).of(BACK) == first
    info = PdfReader(io.BytesIO(first[0].data)).metadata
    assert info.creation_date == datetime.datetime.combine(DAY, datetime.time(), datetime.UTC)


@pytest.mark.parametrize(
    ("template", "place", "rule", "words"),
    [
        (TEMPLATE + "#nonsense", "leaflet/sheet.typ:6", "sheet-fails", "unknown variable: nonsense"),
        (TEMPLATE + "#(", "leaflet/sheet.typ:6", "sheet-fails", "unclosed delimiter"),
        ("", "leaflet/sheet.typ", "sheet-fails", "missing document title"),
        (TEMPLATE + '#panic("TOO LONG", 12)', BACK.document, "sheet-too-long", "12 % too much"),
        (TEMPLATE + "氣", BACK.document, "sheet-letter", "“氣”"),
    ],
)
def test_a_sheet_that_cannot_be_set_is_one_fault_for_all_paper(
    tmp_path: Path, template: str, place: str, rule: str, words: str
):
    files, (fault,) = made(tmp_path, template).finished()
    assert (str(fault.place), fault.rule) == (place, rule)
    assert words in fault.wrong
    assert set(files.values()) == {b""}, "so that no link to it is called broken too"


def test_what_rests_on_the_same_is_set_once_and_what_is_not_used_any_more_is_forgotten(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
):
    kept = tmp_path / "kept"
    kept.mkdir()
    (kept / "lock").touch()
    first = made(tmp_path, kept=kept)
    data, _ = first.finished()
    names = {path.name for path in kept.glob("sheet-*.pdf")}
    assert len(names) == len(data)
    with monkeypatch.context() as patch:
        patch.setattr(typeset, "typeset", None)
        assert made(tmp_path, kept=kept).finished() == (data, [])
    for path in kept.glob("sheet-*.pdf"):
        path.write_bytes(b"torn")
    assert made(tmp_path, kept=kept).finished() == (data, []), "what is no PDF is set again"
    other, _ = made(tmp_path, told='{"words": "Other"}', kept=kept).finished()
    assert other != data
    assert {path.name for path in kept.glob("sheet-*.pdf")}.isdisjoint(names)
    assert (kept / "lock").exists()


def test_where_nothing_can_be_kept_the_sheets_are_set_all_the_same(tmp_path: Path):
    files, faults = made(tmp_path, kept=tmp_path / "nowhere").finished()
    assert all(files.values())
    assert faults == []


def test_the_typeface_for_paper_is_that_of_the_site():
    kept = {path.suffix for path in (ROOT / "theme/leaflet").iterdir()}
    assert kept == {".typ", ".ttf"}
    names = {path.stem for folder in ("static/fonts", "leaflet") for path in (ROOT / "theme" / folder).glob("plain-*")}
    assert names == {"plain-zero-hyperlegible"}
