"""Reading a text is a pure function that a running process remembers."""

from pathlib import Path

from builder.faults import Place
from builder.owner import HelpLine, Region
from builder.text.citations import check_help_lines
from builder.text.condition import in_sections
from builder.text.reader import read_drawings, read_text
from tests.text.small import EVIDENCE, HEADER, SVG, UK, context, found, read


def test_the_same_bytes_in_the_same_context_are_read_once():
    assert context() is context()
    assert read("Text.") is read("Text.")
    data = f"{HEADER['page']}Text.".encode()
    assert read_text("content/pages/a.md", data, "page", context(drawings={"other": SVG})) is not read("Text.")


def test_the_page_of_a_condition_has_its_parts_in_sections_and_its_address_in_the_header():
    text = read("## The short answer\n\nText.\n", "condition", name="content/conditions/back-pain.md")
    opening = '<section class="ma-part ma-part--in-short"><h2 id="in-short">The short answer</h2>'
    assert text.html.startswith(f"{opening}\n<p>Text.</p></section>")
    assert '<i id="studies"></i>' in text.html, "of a part that is missing, which is a fault, the anchor is left"
    assert text.header["slug"] == "conditions/back-pain"


def test_a_page_without_parts_has_no_sections():
    assert in_sections("<p>Text.</p>") == "<p>Text.</p>"


def test_an_unreadable_document_has_no_html_and_a_header_of_stand_ins():
    text = read_text("content/pages/a.md", None, "page", context())
    assert (text.html, text.header["title"], text.header["template"]) == ("", "?", "page")


def test_drawings_are_svg_files_by_name(tmp_path: Path):
    for name in ("b.svg", "a.svg", ".draft.svg", "a.png"):
        (tmp_path / name).write_bytes(SVG)
    assert read_drawings(tmp_path) == (("a", SVG), ("b", SVG))


def test_a_help_number_whose_source_is_unknown_is_a_fault_of_the_settings():
    place = Place("pelicanconf.py", 20)
    odd = Region(name="here", emergency=HelpLine(number="1", source="hake"))
    assert found(check_help_lines((UK, odd), place, EVIDENCE.sources)) == [
        ("pelicanconf.py", 20, "cited-source-unknown")
    ]
