"""Sound blocks become the HTML that the theme and the page know."""

from builder.evidence.kinds import KINDS
from builder.owner import HelpLine, Region
from builder.text.blocks import BLOCKS, ROWS_BLOCKS, inline_svg
from builder.text.marks import Cited, Rows, pieces
from builder.text.reader import read_text
from tests.text.small import EU, HEADER, UK, context, read


def test_a_drawing_with_links_stays_open_to_screen_readers():
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><!-- note --><a href="#x"><path d="M0 0"/></a></svg>'
    assert inline_svg(svg, "Where & what") == (
        '<svg role="group" aria-label="Where &amp; what"><a href="#x"><path d="M0 0"/></a></svg>'
    )


def test_every_component_of_a_kind_of_rows_is_a_block():
    components = {name for kind in KINDS for name in (kind.component, kind.box) if name}
    assert set(ROWS_BLOCKS) == components
    assert set(ROWS_BLOCKS) < set(BLOCKS)


def test_a_block_of_the_ledger_is_a_mark_with_its_ids_and_its_caption():
    text = read(
        '/// findings | “A” & "B"\n\n- back\n- head\n\n///\n\n/// harm-box | bruise\n///\n\nSo. [@witt; @linde]'
    )
    assert not text.faults
    marks = [piece for piece in pieces(text.html) if not isinstance(piece, str)]
    assert marks == [
        Rows("findings", ("back", "head"), '“A” & "B"'),
        Rows("harm-box", ("bruise",), ""),
        Cited(("witt", "linde")),
    ]
    assert text.uses == ({"back", "head", "bruise"}, set(), {"haake", "linde", "witt"})


def test_the_pieces_of_a_text_are_its_html_without_the_marks():
    html = '<p>So. <ma-cite keys="a"></ma-cite></p><ma-ledger caption="" ids="b" kind="fact-box"></ma-ledger>'
    assert list(pieces(html)) == ["<p>So.", Cited(("a",)), "</p>", Rows("fact-box", ("b",), ""), ""]


def test_a_table_has_a_caption_and_headings_for_its_rows():
    html = read("/// table | C\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n///").html
    assert '<caption>C</caption><thead>\n<tr>\n<th scope="col">A</th>' in html
    assert '<th scope="row">1</th>\n<td>2</td>' in html


def card(kind: str, *regions: Region) -> str:
    data = f"{HEADER['page']}/// care-card | {kind}\n\n- you faint\n\n///\n".encode()
    text = read_text("a.md", data, "page", context(regions=regions) if regions else context())
    assert not text.faults
    return text.html


def test_a_care_card_says_whom_to_call_here_and_elsewhere():
    assert "Call 999 if:" in card("emergency")
    assert "Outside the UK: the EU 112." in card("emergency")
    assert "Call your doctor or 111 today if:" in card("urgent")
    assert "Call Samaritans on 116\u00a0123, day or night, if:" in card("crisis")


def test_where_no_line_is_known_a_care_card_names_the_doctor():
    assert "Call your doctor today if:" in card("urgent", EU)
    assert "Call a crisis line or your doctor now if:" in card("crisis", EU)
    assert "or if a life is in danger, call 112 now." in card("crisis", EU)


def test_a_line_with_an_option_for_mental_health_is_named_first_with_the_parts_that_have_it():
    option = {"number": "111", "name": "NHS", "option": "mental health option", "where": "England", "sources": ["witt"]}
    region = Region.model_validate({**UK.model_dump(), "mental_health": option})
    html = card("crisis", region, EU)
    assert "Call NHS\u00a0111 (mental health option) or Samaritans on 116\u00a0123, day or night, if:" in html
    assert "NHS\u00a0111 has this option in England. In the rest of the UK, call Samaritans or your doctor." in html
    data = f"{HEADER['page']}/// help-numbers\n///\n".encode()
    text = read_text("a.md", data, "page", context(regions=(region,)))
    assert "NHS\u00a0111, mental health option (England) <ma-cite" in text.html.replace("\n", "")
    assert text.uses.cited == {"haake", "witt"}


def test_the_help_numbers_of_all_regions_are_listed_with_their_sources():
    names = HelpLine(number="1 2", source="witt", name="Line")
    data = f"{HEADER['page']}/// help-numbers\n///\n".encode()
    text = read_text("a.md", data, "page", context(regions=(EU, Region(name="a place", emergency=names))))
    assert '<th scope="row">The EU</th>\n<td>112 <ma-cite keys="haake"></ma-cite></td>' in text.html
    assert '<th scope="row">A place</th>\n<td>Line 1\u00a02 <ma-cite keys="witt"></ma-cite></td>' in text.html
    assert text.uses.cited == {"haake", "witt"}
