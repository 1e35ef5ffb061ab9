"""Rows and citations where the text names them."""

from pathlib import Path

from builder.evidence.term import Term
from builder.page.draw import Components
from builder.page.numbering import Numbering
from tests.page.making import TERM, evidence, templates, told

TABLE = (
    "{% macro findings(rows, caption, cite, page, ledger) %}<p>{{ caption }}: "
    "{% for row in rows %}{{ row.id }}{{ cite(row.source) }}{% endfor %}</p>{% endmacro %}"
)
BOX = (
    "{% macro fact_box(rows, caption, cite, page, ledger) %}\n"
    "<b>{{ rows[0].title }}</b>{{ cite(rows[0].source) }}{% endmacro %}"
)
THEME = {"component__fact_box": BOX, "component__findings": TABLE}
CITE = '\u2060<sup class="ma-cite"><a{} href="#s{}"><span class="ma-hidden">source </span>[{}]</a></sup>'


def mark(kind: str, ids: str, caption: str = "") -> str:
    return f'<ma-ledger caption="{caption}" ids="{ids}" kind="{kind}"></ma-ledger>'


def draw(root: Path, text: str, **theme: str) -> tuple[str, Components]:
    known = evidence()
    components = Components(templates(root, **theme), root)
    return components.draw(text, known.ledger, Numbering(known.sources.entries)), components


def test_rows_are_drawn_where_they_are_named(tmp_path: Path):
    text = f"<p>a</p>{mark('findings', 'back-course', 'Pain &amp; sleep')}<p>b</p>"
    drawn, _ = draw(tmp_path, text, component__findings=TABLE)
    first = CITE.format(' id="c1"', 1, 1)
    assert drawn == f"<p>a</p><p>Pain &amp; sleep: back-course{first}</p><p>b</p>"


def test_sources_are_numbered_in_the_order_in_which_a_reader_meets_them(tmp_path: Path):
    text = (
        f'A\n<ma-cite keys="nice"></ma-cite>{mark("fact-box", "back-course")}B <ma-cite keys="vas2012 nice"></ma-cite>'
    )
    drawn, _ = draw(tmp_path, text, component__fact_box=BOX)
    assert drawn.startswith("A\u2060<sup"), "no line breaks before a number"
    assert (
        'href="#s1"><span class="ma-hidden">source </span>[1]</a></sup><b>Pain much better, after 3 months</b>' in drawn
    )
    assert '<a id="c2" href="#s2">' in drawn
    assert drawn.endswith(
        'B\u2060<sup class="ma-cite"><a href="#s2"><span class="ma-hidden">source </span>[2]</a>'
        '<a href="#s1"><span class="ma-hidden">source </span>[1]</a></sup>'
    )


def test_a_term_is_a_link_where_it_stands_first_and_its_words_alone_elsewhere(tmp_path: Path):
    known = evidence(term=TERM)
    numbering = Numbering(known.sources.entries, known.ledger.of(Term))
    marked = '<ma-term id="term-usual-care">usual <em>care</em></ma-term>'
    text = f'<p>{marked}, {marked} and <ma-term id="term-tea">tea</ma-term>.</p>'
    assert Components(templates(tmp_path), tmp_path).draw(text, known.ledger, numbering) == (
        '<p><a id="u-usual-care" href="#w-usual-care" role="doc-glossref">usual <em>care</em></a>'
        ", usual <em>care</em> and tea.</p>"
    )
    assert [term.slug for term in numbering.explained.values()] == ["usual-care"]


def test_unknown_rows_and_keys_are_left_out(tmp_path: Path):
    drawn, components = draw(
        tmp_path, f'74 of 100 <ma-cite keys="nobody"></ma-cite>{mark("fact-box", "nothing")}', component__fact_box=BOX
    )
    assert drawn == "74 of 100"
    assert components.faults == []


def test_a_component_that_fails_is_one_fault_at_its_line_however_many_rows_it_draws(tmp_path: Path):
    theme = {"component__fact_box": BOX.replace("title", "titel"), "component__findings": TABLE}
    text = "".join(mark("fact-box", "back-course") + mark("fact-box", "bruise") for _ in range(3))
    drawn, components = draw(tmp_path, text + mark("findings", "nice-back"), **theme)
    assert told(components.faults) == [
        (
            "theme/components/fact-box/template.html:2",
            "template-fails",
            "the template fails: 'builder.evidence.finding.Finding object' has no attribute 'titel'",
        )
    ]
    assert drawn.count('<i id="back-course"></i>') == 1, "so that no link to the row is called broken too"
    assert "<p>: nice-back" in drawn, "the others are drawn"


def test_a_row_that_a_text_shows_again_is_drawn_once(tmp_path: Path):
    drawn, components = draw(tmp_path, mark("fact-box", "back-course") + mark("findings", "back-course"), **THEME)
    assert drawn.count("<b>") == 1
    assert "<p>" not in drawn, "its id would be on the page twice"
    assert components.faults == []


def test_a_component_that_the_theme_lacks_is_one_fault(tmp_path: Path):
    _, components = draw(tmp_path, mark("findings", "back-course") * 2, component__fact_box=BOX)
    assert told(components.faults) == [
        (
            "theme/components/findings/template.html",
            "template-missing",
            "the theme has no template “components/findings/template.html”",
        )
    ]
