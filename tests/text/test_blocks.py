"""Sound blocks become the HTML that the theme and the page know."""

from builder.evidence.kinds import DRAWN, KINDS
from builder.owner import HelpLine, Region
from builder.text.blocks import BLOCKS, ROWS_BLOCKS, inline_svg
from builder.text.marks import Cited, Rows, Termed, pieces
from builder.text.reader import read_text
from builder.text.terms import terms_in
from tests.text.small import EU, EVIDENCE, HEADER, context, read


def test_a_drawing_with_links_stays_open_to_screen_readers():
    svg = b'<svg xmlns="http://www.w3.org/2000/svg"><!-- note --><a href="#x"><path d="M0 0"/></a></svg>'
    assert inline_svg(svg, "Where & what") == (
        '<svg role="group" aria-label="Where &amp; what"><a href="#x"><path d="M0 0"/></a></svg>'
    )


def test_every_component_of_a_kind_of_rows_is_a_block():
    assert set(ROWS_BLOCKS) == {drawn.name for kind in KINDS for drawn in kind.drawn} == set(DRAWN)
    assert set(ROWS_BLOCKS) < set(BLOCKS)


def test_a_block_of_the_ledger_is_a_mark_with_its_ids_and_its_caption():
    text = read(
        '/// findings | “A” & "B"\n\n- back\n- head\n\n///\n\n/// harms | H\n\n- bruise\n\n///\n\nSo. [@witt; @linde]'
    )
    assert not text.faults
    marks = [piece for piece in pieces(text.html) if not isinstance(piece, str)]
    assert marks == [
        Rows("findings", ("back", "head"), '“A” & "B"'),
        Rows("harms", ("bruise",), "H"),
        Cited(("witt", "linde")),
    ]
    assert text.uses[:3] == ({"back", "head", "bruise"}, set(), {"haake", "linde", "witt"})


def test_the_pieces_of_a_text_are_its_html_without_the_marks():
    html = '<p>So. <ma-cite keys="a"></ma-cite></p><ma-ledger caption="" ids="b" kind="fact-box"></ma-ledger>'
    assert list(pieces(html)) == ["<p>So.", Cited(("a",)), "</p>", Rows("fact-box", ("b",), ""), ""]


def test_a_term_is_a_mark_with_its_words_and_what_a_text_uses_is_seen_in_all_its_words():
    text = read(
        "It was [*usual* care](term:usual-care), [so](/x/), said two G.P.s.\n\n| A |\n| --- |\n| [GPs](term:gp) |"
    )
    assert not text.faults
    marks = [piece for piece in pieces(text.html) if isinstance(piece, Termed)]
    assert marks == [Termed("term-usual-care", "<em>usual</em> care"), Termed("term-gp", "GPs")]
    assert (text.uses.marked, text.uses.terms) == ({"term-usual-care", "term-gp"},) * 2
    unmarked = read("It was Usual\ncare, and a gp’s.")
    assert (unmarked.uses.marked, unmarked.uses.terms) == (set(), {"term-usual-care", "term-gp"})
    assert read("It was usual careful GPSs.").uses.terms == set(), "whole words only"


def test_a_text_uses_the_terms_that_stand_in_the_rows_that_it_draws():
    assert read("/// guidelines | C\n\n- nice\n\n///").uses.terms == set()
    assert terms_in("The GP said so.", EVIDENCE.ledger) == {"term-gp"}


def test_a_table_has_a_caption_and_headings_for_its_rows():
    html = read("/// table | C\n\n| A | B |\n| --- | --- |\n| 1 | 2 |\n\n///").html
    assert '<caption>C</caption><thead>\n<tr>\n<th scope="col">A</th>' in html
    assert '<th scope="row">1</th>\n<td>2</td>' in html


def test_a_fold_is_closed_until_it_is_opened_and_holds_sources():
    text = read("/// fold | Who may use the name\n\nOnly some. [@witt]\n\n///")
    assert not text.faults
    assert '<details class="ma-fold">\n<summary><span>Who may use the name</span></summary>' in text.html
    assert text.html.index("</summary>") < text.html.index("Only some.") < text.html.index("</details>")
    assert text.uses.cited == {"witt"}


def test_what_is_said_of_the_makers_comes_from_the_settings():
    assert "<p>No clinician has reviewed this text yet.</p>" in read("/// makers | review\n///").html


def test_a_list_to_tick_has_a_box_for_each_item_and_one_that_hides_the_rest():
    text = read("/// checklist | Tell them if\n\n- I faint **easily**\n- I am ill\n\n///")
    assert not text.faults
    box = '<input type="checkbox">'
    assert f"<li><label>{box}<span>I faint <strong>easily</strong></span></label></li>" in text.html
    assert text.html.startswith('<fieldset class="ma-worksheet ma-checklist">\n<legend>Tell them if</legend>')
    assert text.html.count(box) == 3


def test_a_list_of_questions_has_a_line_for_each_answer():
    text = read("/// lines | My questions\n\n- Which register?\n\n///")
    assert not text.faults
    assert '<label><span>Which register?</span><input autocomplete="off" type="text"></label>' in text.html


def test_the_empty_cells_of_a_diary_are_fields_named_by_row_and_column():
    text = read("/// diary | Weeks\n\n| Week | Pain | Note |\n| --- | --- | --- |\n| 1 | | so |\n\n///")
    assert not text.faults
    assert "<caption>Weeks</caption>" in text.html
    assert '<td><input aria-label="Week 1: Pain" autocomplete="off" type="text"></td>\n<td>so</td>' in text.html


def test_a_care_card_is_a_mark_with_the_signs_of_its_parts_that_are_as_urgent_as_it():
    text = read(
        "/// care-card | emergency\n\n- mood\n- back\n- chest\n\n///\n\n/// care-card | urgent\n\n- needles\n\n///\n"
    )
    assert not text.faults
    assert [piece for piece in pieces(text.html) if not isinstance(piece, str)] == [
        Rows("care-card", ("life", "chest"), "emergency"),
        Rows("care-card", ("pus",), "urgent by-time"),
    ]
    assert text.uses[:3] == ({"life", "chest", "pus"}, set(), {"witt", "linde"})


def test_a_sign_can_be_named_by_itself_and_is_shown_once():
    text = read("/// care-card | emergency\n\n- many-3\n- chest\n- back\n\n///\n")
    assert not text.faults
    assert text.uses.drawn == {"many-3", "chest"}


def test_the_words_of_a_sign_can_stand_in_a_sentence_with_its_sources():
    text = read("Call if [=fever words].")
    assert not text.faults
    assert "Call if you have a fever<ma-cite" in text.html.replace(" <ma-cite", "<ma-cite")
    assert text.uses.cited == {"witt", "linde"}


def test_the_help_numbers_of_all_regions_are_listed_with_their_sources():
    names = HelpLine(number="1 2", source="witt", name="Line")
    data = f"{HEADER['page']}/// help-numbers\n///\n".encode()
    text = read_text("a.md", data, "page", context(regions=(EU, Region(name="a place", emergency=names))))
    assert '<th scope="row">The EU</th>\n<td>112 <ma-cite keys="haake"></ma-cite></td>' in text.html
    assert '<th scope="row">A place</th>\n<td>Line 1\u00a02 <ma-cite keys="witt"></ma-cite></td>' in text.html
    assert text.uses.cited == {"haake", "witt"}


def test_facts_at_a_glance_are_a_list_in_a_panel():
    text = read("/// glance\n\n- **Harm:** a bruise\n- **NICE:** no\n\n///")
    assert not text.faults
    assert text.html.replace("\n", "") == (
        '<div class="ma-glance"><ul><li><strong>Harm:</strong> a bruise</li>'
        "<li><strong>NICE:</strong> no</li></ul></div>"
    )


def test_the_doors_of_the_home_page_are_a_landmark_with_a_name():
    text = read("/// doors\n\n- [Is it safe?](#a)\n- [Does it help?](#b)\n\n///\n\n## A {: #a}\n\n## B {: #b}\n")
    assert not text.faults
    assert '<nav aria-label="Where to begin" class="ma-doors">' in text.html
    assert text.html.count("<li><a href=") == 2


def test_the_short_answer_names_its_answers_and_has_no_caption():
    text = read("/// short-answer\n\n- answer-back\n\n///")
    assert not text.faults
    assert [piece for piece in pieces(text.html) if isinstance(piece, Rows)] == [
        Rows("short-answer", ("answer-back",), "")
    ]
