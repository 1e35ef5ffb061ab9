"""Reading a text is a pure function that a running process remembers."""

from pathlib import Path

from builder.faults import Place
from builder.owner import HelpLine, Region
from builder.text.citations import check_help_lines
from builder.text.condition import in_sections
from builder.text.reader import read_drawings, read_text, read_texts
from tests.text.small import EVIDENCE, HEADER, SVG, UK, context, found, read


def test_the_same_bytes_in_the_same_context_are_read_once():
    assert context() is context()
    assert read("Text.") is read("Text.")
    data = f"{HEADER['page']}Text.".encode()
    assert read_text("content/pages/a.md", data, "page", context(drawings={"other": SVG})) is not read("Text.")


def test_a_text_knows_the_words_that_it_may_use_and_those_that_it_may_not():
    text = read('<!-- allow "cure": denied -->\nNo cure.\n\nIt is Proven.')
    assert (text.allowed, text.refused) == ({"cure"}, {"proven"})


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


def test_all_texts_of_the_folders_are_read_but_those_of_editors(tmp_path: Path):
    for name in ("guide/01-a.md", "pages/a.md", "pages/more/b.md", "conditions/c.md", "pages/.a.md", "pages/.x/a.md"):
        path = tmp_path / "content" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(HEADER["page"] + "Text.\n")
    (tmp_path / "content/pages/gone.md").symlink_to("nowhere.md")
    read = read_texts(tmp_path / "content", tmp_path, context())
    assert list(read) == [
        "content/guide/01-a.md",
        "content/pages/a.md",
        "content/pages/gone.md",
        "content/pages/more/b.md",
        "content/conditions/c.md",
    ]
    assert found(read["content/pages/gone.md"].faults) == [("content/pages/gone.md", 0, "document-unreadable")]
    assert "summary" not in read["content/guide/01-a.md"].header or read["content/guide/01-a.md"].faults


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
