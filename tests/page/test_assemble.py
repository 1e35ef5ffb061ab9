"""Pages, put together, and what the templates are told of them."""

from dataclasses import replace
from pathlib import Path

from builder.page.assemble import Whole, assemble, by_heading, page_variables, whole_variables
from builder.page.draw import Components
from builder.page.pages import Page
from builder.page.use import use_of
from tests.page.making import evidence, page, section, templates, uses

INTRODUCTION = section("introduction", "Introduction", 0)
WHAT = section("what", "What Is It?", 1)
HOME = page("home", "home", "A guide", texts=("content/pages/home.md", INTRODUCTION.document, WHAT.document))
CONDITIONS = page("conditions", title="Conditions")
BACK = page("conditions/back", "condition", "Acupuncture for back pain")
LIST = page("sources", "all-sources")
PRIVACY = page("privacy")
PAGES = (PRIVACY, LIST, HOME, CONDITIONS, BACK)
CITED = '<p>Words<ma-cite keys="{}"></ma-cite></p>'
HTML = {
    HOME.document: "<p>Home</p>",
    INTRODUCTION.document: CITED.format("nice"),
    WHAT.document: CITED.format("vas2012 nice"),
    CONDITIONS.document: "<p>All</p>",
    BACK.document: CITED.format("vas2012 nice") + "<h2 id=studies>Studies</h2>",
    LIST.document: "<p>List</p>",
    PRIVACY.document: "<p>No cookies</p>",
}


def whole(siteurl: str = "https://site.example") -> Whole:
    known = evidence()
    use = use_of(PAGES, {BACK.document: uses("back-course", cited="vas2012 nice")}, known)
    return Whole(PAGES, (INTRODUCTION, WHAT), HTML, known, use, siteurl)


def variables(of: Page, root: Path) -> dict:
    made = whole()
    return page_variables(of, made, assemble(of, made, Components(templates(root), root)))


def test_the_home_page_is_told_each_section_with_its_text_and_numbers_through_all_of_them(tmp_path: Path):
    told = variables(HOME, tmp_path)
    assert told["content"] == "<p>Home</p>"
    assert [part for part, _ in told["guide"]] == [INTRODUCTION, WHAT]
    assert 'href="#s1"' in told["guide"][0][1]
    assert [(cited.source.key, cited.number) for cited in told["cited"]] == [("nice", 1), ("vas2012", 2)]
    assert variables(PRIVACY, tmp_path)["guide"] == []


def test_a_page_says_to_search_engines_what_it_shows(tmp_path: Path):
    data = variables(BACK, tmp_path)["structured_data"]
    assert data["@type"] == "MedicalWebPage"
    assert data["about"][1] == {"@type": "MedicalCondition", "name": "Back pain"}
    assert data["citation"] == ["https://doi.org/10.1016/j.pain.2012.05.033"], "sources of rows that have a DOI"
    assert data["lastReviewed"] == "2026-11-23"
    assert [(item["name"], item.get("item")) for item in data["breadcrumb"]["itemListElement"]] == [
        ("Guide", "https://site.example/"),
        ("Conditions", "https://site.example/conditions/"),
        ("Acupuncture for back pain", None),
    ]
    assert variables(PRIVACY, tmp_path)["structured_data"]["@type"] == "WebPage"
    assert "citation" not in variables(HOME, tmp_path)["structured_data"], "it has no byte left for them"


def test_a_reader_sees_the_pages_above_a_page_but_for_the_home_page(tmp_path: Path):
    assert variables(BACK, tmp_path)["crumbs"] == (("Guide", ""), ("Conditions", "conditions/"))
    assert variables(PRIVACY, tmp_path)["crumbs"] == (("Guide", ""),)
    assert variables(HOME, tmp_path)["crumbs"] == ()


def test_a_list_is_told_its_sources(tmp_path: Path):
    assert [source.key for source in variables(LIST, tmp_path)["listed"]] == ["nice", "vas2012"]


def test_all_templates_are_told_what_a_loop_on_every_page_would_have_to_find():
    told = whole_variables(whole(), [("data/ledger.json", "All of it (JSON)")])
    assert [other.url for other in told["footer_pages"]] == ["conditions/", "privacy/", "sources/"]
    assert told["condition_titles"] == {"back": "Back pain"}
    assert told["guide_parts"] == {"what": "What Is It?"}
    assert told["condition_parts"]["doctor-first"] == "When to see a doctor first"
    assert told["source_lists"] == [LIST]
    assert told["exports"] == [("data/ledger.json", "All of it (JSON)")]
    everything = told["index_of_everything"]
    assert everything["The guide"] == [
        (HOME, [("introduction", "Introduction", False), ("what", "What Is It?", False)])
    ]


def test_the_lists_of_sources_are_in_the_order_of_their_letters():
    late, early = replace(LIST, letters="N to Z"), replace(LIST, letters="A to M", url="sources/a/")
    made = replace(whole(), pages=(late, early))
    assert whole_variables(made, [])["source_lists"] == [early, late]


def test_rows_are_listed_under_the_headings_under_which_a_text_draws_them_and_first_those_that_it_only_names():
    rows = list(evidence().ledger.rows.values())[:3]
    drawn = '<h2>{}</h2><ma-ledger caption="" ids="{}" kind="findings"></ma-ledger>'
    text = "<p>Words</p>" + drawn.format("Neck", rows[2].id) + drawn.format("Back", f"{rows[0].id} gone")
    assert by_heading(rows, text) == [("", [rows[1]]), ("Neck", [rows[2]]), ("Back", [rows[0]])]
    assert by_heading(rows, "") == [("", rows)]
