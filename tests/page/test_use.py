"""What the pages use of the evidence, and what none of them does."""

from builder.page.use import Use, check_lists, check_use, use_of
from tests.page.making import FINDING, SIGN, SOURCES, TERM, evidence, page, told, uses

HOME = page("home", "home")
BACK = page("conditions/back", "condition", "Acupuncture for back pain")
STUDIES = page("conditions/back/studies", "studies", "All studies of back pain")
LIST = page("sources", "all-sources")
PAGES = (HOME, BACK, STUDIES, LIST)
USES = {
    HOME.document: uses(named="back-course bruise", cited="vas2012"),
    BACK.document: uses(drawn="back-course nice-back", cited="vas2012 nice"),
}


def check(use: Use, pages=PAGES, known=None, *, sound: bool = True) -> list[tuple[str, str, str]]:
    return told(list(check_use(use, pages, known or evidence(), settings_are_sound=sound)))


def test_a_row_is_at_the_page_that_draws_it_even_where_another_only_names_it():
    use = use_of(PAGES, USES, evidence())
    assert use.shown["back-course"] == (BACK, HOME)
    assert use.addresses == {
        "back-course": "conditions/back/#back-course",
        "nice-back": "conditions/back/#nice-back",
        "bruise": "",
    }
    assert use.cited == {"vas2012": (BACK, HOME), "nice": (BACK,)}
    assert check(use) == []


def test_the_sections_of_the_guide_are_texts_of_the_home_page():
    home = page("home", "home", texts=("content/pages/home.md", "content/guide/01-what.md"))
    use = use_of((home,), {"content/guide/01-what.md": uses(cited="nice")}, evidence())
    assert use.cited == {"nice": (home,)}


def test_a_source_that_no_page_cites_is_a_fault_at_its_line():
    use = use_of(PAGES, {**USES, BACK.document: uses(drawn="back-course nice-back", cited="vas2012")}, evidence())
    line = SOURCES[: SOURCES.index("@online")].count("\n") + 1
    there = [(f"content/evidence/sources.bib:{line}", "source-uncited", "no page cites the source “nice”")]
    assert check(use) == there
    assert check(use, sound=False) == [], "a help number of faulty settings may cite it"
    broken = evidence(finding=FINDING + FINDING.replace("back-course", "other").replace("75", "many"))
    assert check(use, known=broken) == [], "so may a row that cannot be read"


def test_a_row_that_is_never_shown_is_a_fault_at_its_id():
    use = use_of(PAGES, {**USES, HOME.document: uses(cited="vas2012")}, evidence())
    assert check(use) == [("content/evidence/harms.toml:3", "row-unshown", "the row “bruise” is never shown")]


def test_a_sign_is_at_the_pages_that_show_it_and_one_that_none_shows_is_a_fault():
    known = evidence(sign=SIGN)
    given = {**USES, HOME.document: uses("numb", "back-course bruise", "vas2012")}
    use = use_of(PAGES, given, known)
    assert (use.shown["numb"], use.addresses["numb"]) == ((HOME,), ""), "a card has no anchor for each sign"
    assert check(use, known=known) == []
    # A card that shows it is owed by the page on the back; where that is missing, it is the fault.
    assert check(use_of(PAGES, USES, known), known=known) == []
    nowhere = evidence(sign=SIGN.replace('"back"', '"mood"').replace('"999"', '"soon"'))
    assert check(use_of(PAGES, USES, nowhere), known=nowhere) == [
        ("content/evidence/signs.toml:3", "row-unshown", "the row “numb” is never shown")
    ]


def test_a_term_leads_to_the_pages_that_use_it_first_to_those_that_mark_it_and_last_to_the_studies():
    glossary, known = page("glossary", "glossary"), evidence(term=TERM)
    given = {
        STUDIES.document: uses(terms="term-usual-care"),
        BACK.document: uses("nice-back", "back-course bruise", "vas2012", terms="term-usual-care"),
        HOME.document: uses(marked="term-usual-care"),
        glossary.document: uses(terms="term-usual-care"),
    }
    use = use_of((*PAGES, glossary), given, known)
    assert use.terms == {"term-usual-care": (HOME, BACK, STUDIES)}
    assert use.cited["nice"] == (glossary,), "which cites the sources of terms"
    assert check(use, known=known) == []


def test_a_term_that_only_the_glossary_uses_is_a_fault():
    glossary, known = page("glossary", "glossary"), evidence(term=TERM)
    use = use_of((*PAGES, glossary), {**USES, glossary.document: uses(terms="term-usual-care")}, known)
    assert check(use, known=known) == [
        ("content/evidence/glossary.toml:4", "term-unused", "no page uses the term “usual care”")
    ]


def test_a_row_of_a_condition_is_to_be_on_the_page_of_that_condition():
    given = {
        HOME.document: uses(named="back-course bruise", cited="vas2012"),
        BACK.document: uses("nice-back", cited="nice"),
    }
    (fault,) = check_use(use_of(PAGES, given, evidence()), PAGES, evidence(), settings_are_sound=True)
    assert str(fault.place) == "content/evidence/findings/back.toml:3"
    assert fault.expected == "each row in content/conditions/back.md, in a block or by [=back-course words]"


def test_the_page_of_all_studies_shows_a_row_as_well_as_that_of_the_condition_does():
    given = {
        HOME.document: uses(named="bruise", cited="vas2012"),
        BACK.document: uses("nice-back", cited="nice"),
        STUDIES.document: uses("back-course", cited="vas2012"),
    }
    use = use_of(PAGES, given, evidence())
    assert check(use) == []
    assert use.addresses["back-course"] == "conditions/back/studies/#back-course"


def test_a_condition_without_a_page_of_its_studies_is_a_fault():
    assert check(use_of(PAGES, USES, evidence()), (HOME, BACK, LIST)) == [
        (
            "content/conditions/back.md",
            "studies-without-page",
            "the condition “back” has no page of all its studies",
        )
    ]


def test_findings_on_a_condition_without_a_page_are_a_fault():
    knee = evidence(condition="knee")
    assert check(use_of(PAGES, USES, knee), known=knee) == [
        (
            "content/evidence/findings/knee.toml",
            "condition-without-page",
            "there are findings on “knee”, but the site has no such page",
        ),
        ("content/conditions/back.md", "condition-without-findings", "the ledger has no findings on “back”"),
    ]


def test_a_page_of_the_same_name_does_not_stand_in_for_that_of_a_condition():
    worry = page("back", title="Worry and you")
    use = use_of((HOME, worry, LIST), {**USES, worry.document: USES[BACK.document]}, evidence())
    assert ("content/evidence/findings/back.toml", "condition-without-page") in [
        fault[:2] for fault in check(use, (HOME, worry, LIST))
    ]


def test_a_source_that_no_list_shows_is_a_fault_at_its_line():
    lists = (page("sources", "all-sources", letters="A to N"), page("sources/o-to-u", "all-sources", letters="O to U"))
    use = use_of((*PAGES[:3], *lists), USES, evidence())
    assert [source.key for source in use.listed["sources/"]] == ["nice"]
    assert use.listed_on == {"nice": "sources/"}
    assert told(list(check_lists(use, evidence()))) == [
        ("content/evidence/sources.bib:2", "source-unlisted", "no list of sources shows “vas2012”, which begins with V")
    ]


def test_a_list_without_letters_shows_all_sources():
    use = use_of(PAGES, USES, evidence())
    assert use.listed_on == {"nice": "sources/", "vas2012": "sources/"}
    assert list(check_lists(use, evidence())) == []
