"""A document keeps its lines, whatever its header, its comments and its blocks are."""

import datetime

from builder.faults import Place
from builder.text.document import WrittenBlock, read_document
from builder.text.header import STAND_INS, PageHeader, SectionHeader, read_header
from tests.text.small import HEADER, TODAY, found, read

TEMPLATES = frozenset(("page",))


def document(text: str):
    read, faults = read_document("a.md", text.encode())
    assert not faults
    return read


def test_lines_of_the_body_stay_where_they_are_when_comments_are_blanked():
    read = document("Title: T\n\nOne\n<!-- two\nthree -->\nFour")
    assert read.body_line == 3
    assert read.body.split("\n") == ["One", "", "", "Four"]
    assert read.numbered == ((3, "One"), (4, ""), (5, ""), (6, "Four"))
    assert read.has_line("Four")
    assert not read.has_line("three")


def test_a_header_ends_at_the_first_empty_line():
    read = document("Title: A: B\nReviewed: 2026-01-01\n\nNext_review: no field\n")
    assert read.fields == {"title": ("A: B", 1), "reviewed": ("2026-01-01", 2)}


def test_a_document_that_is_a_header_alone_has_an_empty_body():
    read = document("Title: T")
    assert (read.body_line, read.body) == (2, "")


def test_a_field_that_is_not_there_is_looked_for_in_the_first_line():
    read = document("Title: T\nReviewed: 2026-01-01\n\nText")
    assert read.at("reviewed") == Place("a.md", 2)
    assert read.at("summary") == Place("a.md", 1)
    assert read.at(7) == Place("a.md", 7)


def test_a_block_is_known_with_its_options_and_its_text():
    read = document("Title: T\n\n/// drawing | session\n    alt: A line\n\nIt says so.\n\n///\n///\n/// table\n| A |")
    drawing, stray, table = read.blocks
    assert (drawing.line, drawing.name, drawing.argument, drawing.closed) == (3, "drawing", "session", True)
    assert (drawing.options, drawing.text) == (("    alt: A line",), "It says so.")
    assert stray == WrittenBlock(9, "", "", (), closed=False)
    assert (table.name, table.closed, table.inside) == ("table", False, ("| A |",))
    assert read.option_lines == {4}


def test_a_block_in_a_comment_is_none():
    assert document("Title: T\n\n<!--\n/// key-points\n-->\nText").blocks == ()


def test_a_faulty_field_gets_a_stand_in_so_that_it_is_one_fault():
    text = "Title:\nSummary:\nReviewed: soon\nNext_review: later\nSave_as: x\nLang: english\n\nText."
    values, faults = read_header(document(text), PageHeader, TEMPLATES, TODAY, day_given=False)
    assert values == {**STAND_INS, "template": "page"}
    assert [line for _, line, _ in found(faults)] == [1, 2, 3, 4, 5, 6]


def test_a_header_gives_typed_values_and_no_more_than_it_has():
    values, faults = read_header(document(HEADER["section"]), SectionHeader, TEMPLATES, TODAY, day_given=False)
    assert values == {
        "title": "What a Session Feels Like",
        "reviewed": datetime.date(2026, 11, 23),
        "next_review": datetime.date(2027, 11, 23),
    }
    assert not faults


def test_an_unknown_template_is_replaced_by_the_usual_one():
    text = HEADER["page"].replace("Reviewed", "Template: pgae\nReviewed", 1)
    values, faults = read_header(document(text), PageHeader, TEMPLATES, TODAY, day_given=False)
    assert values["template"] == "page"
    assert found(faults) == [("a.md", 3, "page-template-unknown")]


def test_where_the_day_is_given_from_outside_a_text_may_have_been_checked_after_it():
    past = datetime.date(2020, 1, 1)
    given = document(HEADER["page"])
    assert not read_header(given, PageHeader, TEMPLATES, past, day_given=True)[1]
    assert found(read_header(given, PageHeader, TEMPLATES, past, day_given=False)[1]) == [
        ("a.md", 3, "review-in-future")
    ]


def test_a_summary_of_the_shortest_and_of_the_longest_length_passes():
    fields = HEADER["page"].split("\n")
    for length in (40, 180):
        fields[1] = f"Summary: {'a' * length}"
        assert not read("Text.", header="\n".join(fields)).faults


def test_a_byte_that_is_not_utf_8_and_windows_line_ends_are_both_told():
    _, faults = read_document("a.md", b"Title: T\r\n\r\nCaf\xe9\r\n")
    assert found(faults) == [("a.md", 1, "line-ends"), ("a.md", 3, "document-encoding")]


def test_a_file_in_utf_16_is_one_fault_with_its_mark_or_without():
    for encoding in ("utf-16", "utf-16-le"):
        _, faults = read_document("a.md", "Title: T\n\nText.\n".encode(encoding))
        assert found(faults) == [("a.md", 1, "document-encoding")]


def test_a_file_without_a_header_is_one_fault():
    for text, line in (("# Title\n\nText.\n", 1), (f"\n{HEADER['page']}Text.\n", 1), ("Some text\nof two lines.\n", 1)):
        assert found(read(text, header="").faults) == [("content/pages/a.md", line, "header-line")], text
