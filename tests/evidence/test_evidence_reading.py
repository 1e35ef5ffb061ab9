"""The evidence as a whole: that of the sample, what is remembered, and stand-ins for what cannot be read."""

import datetime
from pathlib import Path

import pytest

from builder.evidence import read_evidence
from builder.evidence.bibtex import read_sources
from builder.evidence.finding import Finding
from builder.evidence.guideline import Guideline
from builder.evidence.harm import Harm
from builder.evidence.references import Source
from builder.evidence.sign import Sign
from tests.conftest import ROOT, SAMPLE
from tests.evidence.project import FILES, FINDINGS, GUIDELINES, HARMS, SOURCES, read


def test_the_evidence_of_the_sample_has_no_fault():
    evidence, faults = read_evidence(SAMPLE / "evidence", ROOT, datetime.date(2099, 1, 1), day_given=False)
    assert not faults
    assert evidence.ledger.findings
    assert evidence.sources.entries


# --- what is remembered ---


def test_the_same_files_are_read_once_and_others_anew(tmp_path: Path):
    first, _ = read(tmp_path, FILES)
    assert read(tmp_path, FILES)[0] is first
    second, _ = read(tmp_path, {**FILES, HARMS: FILES[HARMS].replace("A bruise", "Bruises")})
    assert second.ledger.rows["bruise"] != first.ledger.rows["bruise"]
    assert second.ledger.rows["counts"] is first.ledger.rows["counts"], "its file has not changed"
    assert second.sources is first.sources


def test_what_is_computed_from_all_rows_is_computed_once_and_holds_every_row(tmp_path: Path):
    ledger = read(tmp_path, FILES)[0].ledger
    for name in ("by_source", "conditions", "texts"):
        assert getattr(ledger, name) is getattr(ledger, name), f"{name} is made anew at every look"
    sourced = [row.id for row in ledger.rows.values() for _ in row.keys]
    assert sorted(row.id for rows in ledger.by_source.values() for row in rows) == sorted(sourced)
    assert [row.id for row in ledger.conditions["back-pain"]] == ["counts", "scores", "points"]
    assert {kind: list(ledger.of(kind)) for kind in (Finding, Guideline, Harm, Sign)} == {
        Finding: ["counts", "scores", "points"],
        Guideline: ["nice", "acp"],
        Harm: ["bruise"],
        Sign: ["numb", "left"],
    }


def test_every_text_that_a_reader_sees_of_a_row_has_its_line(tmp_path: Path):
    evidence, _ = read(tmp_path, {**FILES, SOURCES: FILES[SOURCES].replace("traced = {copy}", "annote = {A note.}")})
    lines = {name: text.split("\n") for name, text in FILES.items()}
    assert len(evidence.texts) == (3 * 4 + 2) + (1 + 2 + 1 + 2) + 2 * (1 + 4) + 2 * 3 + 3 + 3 + 2 * 2 + 1
    for place, text in evidence.ledger.texts:
        assert text in lines[place.file][place.line - 1]
    place, text = evidence.texts[-1]
    assert (place.file, lines[SOURCES][place.line - 1], text) == (SOURCES, "@misc{who2021,", "A note.")


def test_the_place_of_a_field_is_its_line_or_that_of_what_is_around_it(tmp_path: Path):
    place = read(tmp_path, FILES)[0].ledger.places["counts"]
    lines = FILES[FINDINGS].split("\n")
    assert lines[place.at("arm", 1, "count").line - 1] == "count = 62"
    assert lines[place.at("arm", 1, "score").line - 1] == "[[finding.arm]] # 2"
    assert lines[place.at("caution").line - 1] == "[[finding]] # 1"


# --- stand-ins ---


def test_rows_and_files_that_cannot_be_used_are_known_as_broken(tmp_path: Path):
    text = FILES[FINDINGS].replace('outcome = "Days', 'outcom = "Days')
    ledger = read(tmp_path, {**FILES, FINDINGS: text})[0].ledger
    assert ledger.broken == {"points", "back-pain.toml"}
    ledger = read(tmp_path, {**FILES, FINDINGS: FILES[FINDINGS] + "\n="})[0].ledger
    assert ledger.broken == {"counts", "scores", "points", "back-pain.toml"}


def test_a_guideline_is_not_at_fault_where_the_findings_of_its_condition_cannot_be_read(tmp_path: Path):
    _, faults = read(tmp_path, {**FILES, FINDINGS: FILES[FINDINGS] + "\n="})
    assert [fault.rule for fault in faults] == ["ledger-file-unreadable"]


def test_what_cites_a_source_that_cannot_be_read_is_not_at_fault(tmp_path: Path):
    for old, new in (("@misc{who2021,", "@misc{w.h.o2021,"), ("{World Health", "{{World Health")):
        evidence, faults = read(tmp_path, {**FILES, SOURCES: FILES[SOURCES].replace(old, new)})
        assert len(faults) == 1
        assert "who2021" not in evidence.sources.entries
        assert evidence.sources.knows("who2021")


def test_a_key_that_no_entry_has_is_known_as_that(tmp_path: Path):
    sources = read(tmp_path, {**FILES, SOURCES: FILES[SOURCES].replace("{World", "{{World")})[0].sources
    assert not sources.knows("who2022")
    assert sources.at("who2021").line == 13


def test_an_entry_without_an_end_does_not_take_the_next_with_it():
    sources, faults = read_sources("s.bib", FILES[SOURCES].replace("year = {2020},", "year = {2020,").encode())
    assert len(faults) == 1
    assert list(sources.entries) == ["who2021"]


def test_two_entries_may_be_on_one_line():
    sources, faults = read_sources("s.bib", FILES[SOURCES].replace("}\n\n@misc", "}@misc").encode())
    assert not faults
    assert dict(sources.lines) == {"smith2020back": 3, "who2021": 11}


def test_files_of_editors_and_line_ends_of_windows_are_no_faults(tmp_path: Path):
    files = {name: text.replace("\n", "\r\n") for name, text in FILES.items()}
    evidence, faults = read(tmp_path, {**files, FINDINGS.replace("back-pain", "._back-pain"): "?"})
    assert not faults
    assert evidence.ledger.findings["counts"].condition == "back-pain"
    assert evidence.ledger.places["acp"].at().line == 13


def test_a_started_row_is_one_fault_a_line(tmp_path: Path):
    text = FILES[GUIDELINES].replace('condition = "back-pain"\ntopic = "Back pain"\nsays = "for"', "") + (
        '\ncondition = "FILL-IN"\ntopic = "FILL-IN: the topic"\nsays = "FILL-IN"\n'
    )
    _, faults = read(tmp_path, {**FILES, GUIDELINES: text})
    assert [fault.rule for fault in faults] == ["still-to-fill-in"] * 3


# --- sources ---


def entry(bibtex: str) -> Source:
    """Return the source with the key “k”, without a fault."""
    sources, faults = read_sources("s.bib", bibtex.encode())
    assert not faults
    return sources.entries["k"]


def test_a_source_links_to_its_doi_and_says_how_its_figure_was_read():
    source = entry(
        "@article{k,\n author = {A, B}, title = {A {GERAC} trial}, journal = {BMJ}, year = {n.d.}, doi = {10.1234/x},"
        " url = {https://a.example/x}, traced = {copy}, annote = {The title is our description.}}\n"
    )
    assert (source.link, source.link_text) == ("https://doi.org/10.1234/x", "doi:10.1234/x")
    assert source.title == "A GERAC trial"
    assert source.year == "no date given"
    assert source.note == "The title is our description. Read in a copy or summary."


def test_signs_of_an_address_may_be_escaped_and_a_doi_may_hold_brackets():
    source = entry(
        "@misc{k, author = {A, B}, title = {T}, year = 2020, url = {\\url{https://a.example/a\\%20b\\_c/\\~{}d}}}\n"
    )
    assert source.link == "https://a.example/a%20b_c/~d"
    source = entry("@misc{k, author = {A, B}, title = {T}, year = 2020, doi = {10.1000/a[1]b\\_2#3}}\n")
    assert (source.link, source.link_text) == ("https://doi.org/10.1000/a%5B1%5Db_2%233", "doi:10.1000/a[1]b_2#3")


@pytest.mark.parametrize(
    "file",
    [
        "\ufeff@article{k, FIELDS}",
        "% no sources yet\r\n@Article{k,\r\nFIELDS}\r\n",
        "@article(k, FIELDS)",
        "@article {k ,\nFIELDS}",
        '@string{j = {Journal}}\n@preamble{"x"}\n@article{k, FIELDS}\n@Comment{jabref-meta: databaseType:bibtex;}',
        "@comment jabref\nExported from JabRef.\n@article{k, FIELDS}",
        "@misc{other, author = {Doe, A.}, title = {O}, year = 2020, url = {https://a.example/o}}@article{k, FIELDS}",
    ],
)
def test_what_reference_managers_write_around_the_entries_is_no_fault(file: str):
    fields = (
        'author = "Doe, Ann", Title = {{T}he {U}{S}}, journal = {J}, pages = {454-81}, year = "2020", doi = {10.1/x}'
    )
    source = entry(file.replace("FIELDS", fields.replace("10.1/x", "10.1000/x")))
    assert source.reference == "Doe A. The US. J. 2020; pages 454–81."


def test_a_book_of_a_reference_manager_can_be_pasted():
    source = entry(
        "@Book{k, author = {A, B},\n title = {T}, publisher = {P}, isbn = {1}, month = jan, year = 1899,"
        " url = {https://a.example/b_(c)~d}}\n"
    )
    assert (source.published, source.link) == ("P", "https://a.example/b_(c)~d")


def test_sound_sources_are_sound_bibtex_to_other_programs():
    from pybtex.database import parse_file

    file = SAMPLE / "evidence/sources.bib"
    sources, _ = read_sources("sources.bib", file.read_bytes())
    assert sorted(parse_file(str(file), bib_format="bibtex").entries) == sorted(sources.entries)


def test_volume_and_pages_are_once_in_a_reference_and_in_the_short_form_without_a_doi():
    source = entry(
        "@article{k,\n author = {A, B}, title = {T}, journal = {J}, volume = {15}, pages = {315--333}, year = {2010},"
        " url = {https://a.example/x}}\n"
    )
    assert source.reference == "A B. T. J. 2010; volume 15, pages 315–333."
    assert source.found_in == "J, volume 15, pages 315–333"
    assert source.short == "A 2010"


@pytest.mark.parametrize("number", ["nan", "1e999"])
def test_what_makes_a_part_of_a_list_unusable_is_one_fault_of_that_part(tmp_path: Path, number: str):
    old = next(line for line in FILES[FINDINGS].split("\n") if line.startswith("value = "))
    _, faults = read(tmp_path, {**FILES, FINDINGS: FILES[FINDINGS].replace(old, f"value = {number}", 1)})
    assert [(fault.rule, fault.wrong[:7]) for fault in faults] == [("row-field-unusable", "“value”")]
