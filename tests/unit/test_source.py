"""Sources, citations and words, each in small."""

from pathlib import Path

import pytest
from plugins.bibtex import read_sources
from plugins.blocks import inline_svg
from plugins.citations import Source
from plugins.faults import Report, Rule
from plugins.source import read_source
from plugins.wording import Word, Words, check_wording, read_words

from tests.conftest import SAMPLE


@pytest.fixture
def report(tmp_path: Path) -> Report:
    return Report(tmp_path)


def markdown(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "page.md"
    path.write_text(text)
    return path


def test_lines_of_the_body_stay_where_they_are_when_comments_are_blanked(tmp_path: Path, report: Report):
    source = read_source(markdown(tmp_path, "Title: T\n\nOne\n<!-- two\nthree -->\nFour"), report)
    assert source.body_line == 3
    assert source.body.split("\n") == ["One", "", "", "Four"]


def test_a_header_ends_at_the_first_empty_line(tmp_path: Path, report: Report):
    source = read_source(markdown(tmp_path, "Title: A: B\nReviewed: 2026-01-01\n\nNext_review: no field\n"), report)
    assert source.fields == {"title": ("A: B", 1), "reviewed": ("2026-01-01", 2)}
    assert not report.faults


def entry(tmp_path: Path, bibtex: str, report: Report) -> Source:
    """Return the source with the key “k”, as read from a file of its own."""
    path = tmp_path / "s.bib"
    path.write_text(bibtex)
    return read_sources(path, report).entries["k"]


@pytest.mark.parametrize(
    ("authors", "shown"),
    [
        ("White, Adrian R.", "White AR"),
        ("Witt, C. M. and Brinkhaus, B.", "Witt CM, Brinkhaus B"),
        ("White, A. and Hayhoe, S. and Hart, A.", "White A and others"),
        ("{National Health Service}", "National Health Service"),
        ("da C Menezes Costa, Luciola and others", "da C Menezes Costa L and others"),
        (r"B{\"a}umler, Petra", "Bäumler P"),
    ],
)
def test_authors_are_named_as_in_a_reference_list(tmp_path: Path, report: Report, authors: str, shown: str):
    bibtex = f"@article{{k,\n author = {{{authors}}}, title = {{T}}, year = {{2020}}, doi = {{10.1234/x}}}}\n"
    assert entry(tmp_path, bibtex, report).authors == shown
    assert not report.faults


def test_a_source_links_to_its_doi_and_says_how_its_figure_was_read(tmp_path: Path, report: Report):
    source = entry(
        tmp_path,
        "@article{k,\n author = {A, B}, title = {A {GERAC} trial}, journal = {BMJ}, year = {n.d.}, doi = {10.1234/x},"
        " url = {https://a.example/x}, traced = {copy}, annote = {The title is our description.}}\n",
        report,
    )
    assert (source.link, source.link_text) == ("https://doi.org/10.1234/x", "doi:10.1234/x")
    assert source.title == "A GERAC trial"
    assert source.year == "no date given"
    assert source.note == "The title is our description. Read in a copy or summary."


def test_a_book_of_a_reference_manager_can_be_pasted(tmp_path: Path, report: Report):
    bibtex = "@Book{k, author = {A, B},\n title = {T}, publisher = {P}, isbn = {1}, year = {1899}, url = {%s}}\n"
    source = entry(tmp_path, bibtex % "https://a.example/b_(c)~d", report)
    assert (source.published, source.link) == ("P", "https://a.example/b_(c)~d")
    assert not report.faults


def test_volume_and_pages_stand_once_in_a_reference_and_in_the_short_form_without_a_doi(tmp_path: Path, report: Report):
    bibtex = (
        "@article{k,\n author = {A, B}, title = {T}, journal = {J}, volume = {15}, pages = {315--333}, year = {2010}, "
    )
    source = entry(tmp_path, bibtex + "url = {https://a.example/x}}\n", report)
    assert source.reference == "A B. T. J. 2010;15:315–333."
    assert source.found_in == "J 15:315–333"


def test_the_list_of_words_can_be_read(report: Report):
    assert len(read_words(SAMPLE / "wording.toml", report)) > 10
    assert not report.faults


@pytest.mark.parametrize(
    "text",
    [
        "cure",
        "cures",
        "heals",
        "proven",
        "guaranteed",
        "miracle",
        "detox",
        "toxins",
        "energy flow",
        "_safe_",
        "painless",
        "jab",
        "placebo",
        "should",
        "common",
        "rare",
        "risk",
        "Great!",
        "todo",
        "fill-in",
    ],
)
def test_each_word_of_the_list_is_found_in_any_case(tmp_path: Path, report: Report, text: str):
    words = read_words(SAMPLE / "wording.toml", report)
    source = read_source(markdown(tmp_path, f"Title: T\n\nThis is {text} here.\n"), report)
    check_wording(source, words, [], report)
    assert [fault.rule for fault in report.faults] == [Rule.WORD]
    upper = Report(tmp_path)
    check_wording(
        read_source(markdown(tmp_path, f"Title: T\n\nTHIS IS {text.upper()} HERE.\n"), upper), words, [], upper
    )
    assert len(upper.faults) == 1


@pytest.mark.parametrize(
    "text", ["healthy", "unproven", "secure", "[text](https://cure.example)", "the body's healing"]
)
def test_words_that_only_contain_a_forbidden_one_are_left_alone(tmp_path: Path, report: Report, text: str):
    source = read_source(markdown(tmp_path, f"Title: T\n\nThis is {text} here.\n"), report)
    check_wording(source, read_words(SAMPLE / "wording.toml", report), [], report)
    assert not report.faults


def test_an_allowance_counts_for_one_use_on_the_next_line(tmp_path: Path, report: Report):
    text = 'Title: T\n\n<!-- allow "cure": it is denied -->\nNo cure.\n\nNo cure again.\n'
    check_wording(
        read_source(markdown(tmp_path, text), report),
        Words([Word(pattern="cure", why="why", instead="instead")]),
        [],
        report,
    )
    assert [(fault.rule, fault.line) for fault in report.faults] == [(Rule.WORD, 6)]


def test_a_drawing_with_links_stays_open_to_screen_readers(tmp_path: Path):
    path = tmp_path / "d.svg"
    path.write_text('<svg xmlns="http://www.w3.org/2000/svg"><!-- note --><a href="#x"><path d="M0 0"/></a></svg>')
    svg = inline_svg(path, "Where & what")
    assert svg == '<svg role="group" aria-label="Where &amp; what"><a href="#x"><path d="M0 0"/></a></svg>'
