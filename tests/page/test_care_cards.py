"""Care cards as a reader sees them: whom to call in each region, which signs, and where they come from."""

import pytest
from bs4 import BeautifulSoup, Tag

from builder.evidence import Evidence
from builder.evidence.sign import Sign
from builder.owner import CrisisLine, HelpLine, Region
from builder.page.draw import Components
from builder.page.numbering import Numbering
from builder.page.templates import prepare
from tests.conftest import ROOT
from tests.page.making import DAY, SIGN, environment, evidence

UK = Region(
    name="the UK",
    emergency=HelpLine(number="999", source="nice"),
    advice=HelpLine(number="111", source="nice", name="Advice"),
    crisis=(
        CrisisLine(number="111", name="NHS", how="choose option 2", where="England", sources=("nice",)),
        CrisisLine(number="116 123", name="Listeners", how="day or night", sources=("nice",)),
    ),
)
IRELAND = Region(
    name="Ireland",
    emergency=HelpLine(number="112 or 999", source="nice"),
    crisis=(
        CrisisLine(number="116 123", name="Listeners", sources=("nice",)),
        CrisisLine(number="50808", text="HELLO", how="free", sources=("nice",)),
    ),
)
EU = Region(name="the EU", emergency=HelpLine(number="112", source="nice"))
CANADA = Region(name="Canada", crisis=(CrisisLine(number="9-8-8", how="call or text", sources=("nice",)),))
REGIONS = (UK, IRELAND, EU, CANADA)


def signs(*changes: dict[str, str]) -> Evidence:
    """The sign of the small ledger, and others that differ from it in these words."""
    rows = [SIGN.replace('"numb"', f'"sign-{number}"') for number, _ in enumerate(changes)]
    for number, change in enumerate(changes):
        rows[number] = rows[number].replace("your legs go numb", f"sign {number} is there")
        for old, new in change.items():
            assert old in rows[number]
            rows[number] = rows[number].replace(old, new)
    return evidence(sign="".join(rows))


def draw(card: str, known: Evidence, regions: tuple[Region, ...] = REGIONS) -> BeautifulSoup:
    """Draw a card of all signs."""
    theme = environment(ROOT / "theme")
    prepare(theme, str, regions, DAY)
    components = Components(theme, ROOT)
    ids = " ".join(known.ledger.of(Sign))
    mark = f'<ma-ledger caption="{card}" ids="{ids}" kind="care-card"></ma-ledger>'
    html = components.draw(mark, known.ledger, Numbering(known.sources.entries))
    assert not components.faults, components.faults
    return BeautifulSoup(html.replace("\u00a0", " ").replace("\u2011", "-"), "lxml")


def text(html: Tag) -> str:
    return " ".join(html.get_text(" ").split())


@pytest.mark.parametrize(
    ("card", "heading"),
    [
        ("emergency", "Emergency: Call 999 if:"),
        ("urgent", "Urgent: Call your doctor or 111 today if:"),
        ("crisis", "Urgent: Call for help now if:"),
        ("soon", "See your doctor soon if:"),
    ],
)
def test_a_card_says_how_urgent_it_is_and_whom_to_call(card: str, heading: str):
    html = draw(card, signs({}))
    assert html.h3.get_text() == heading
    assert html.select_one(f".ma-care--{card} ul li").get_text() == "sign 0 is there"


def test_a_card_names_the_numbers_of_other_places_that_have_one():
    assert "Outside the UK: Ireland 112 or 999; the EU 112." in text(draw("emergency", signs({})))
    assert "No 111 where you live? Call your doctor." in text(draw("urgent", signs({})))


def test_where_there_is_no_line_for_advice_the_doctor_is_called():
    html = draw("urgent", signs({}), (EU, UK))
    assert html.h3.get_text() == "Urgent: Call your doctor today if:"
    assert not html.select(".ma-care__note")


def test_the_card_of_a_crisis_has_every_line_of_the_region_the_emergency_number_first():
    html = draw("crisis", signs({}))
    called = {dt.get_text(): dt.find_next("dd").get_text() for dt in html.select(".ma-care--crisis dt")}
    assert list(called) == ["999", "NHS 111", "Listeners 116 123", "Your doctor"]
    assert "overdose" in called["999"]
    assert "a life is in danger" in called["999"]
    assert called["NHS 111"] == "choose option 2, in England"
    assert "Outside the UK: Ireland Listeners 116 123, text HELLO to 50808; Canada 9-8-8; elsewhere" in text(html)


def test_the_card_of_a_crisis_in_another_region_has_the_lines_of_that_region():
    html = draw("crisis", signs({}), (IRELAND, UK, EU))
    assert [dt.get_text() for dt in html.select("dt")] == [
        "112 or 999",
        "Listeners 116 123",
        "Text HELLO to 50808",
        "Your doctor",
    ]
    html = draw("crisis", signs({}), (EU,))
    assert [dt.get_text() for dt in html.select("dt")] == ["112", "Your doctor"]
    assert "Outside the EU: elsewhere a crisis line" in text(html)


def test_below_the_card_a_link_leads_to_where_its_signs_come_from():
    html = draw("emergency", signs({}, {'sources = ["nice", "vas2012"]': 'sources = ["vas2012"]'}))
    assert not html.select(".ma-care sup, .ma-care a")
    (link,) = html.select(".ma-care ~ p a")
    assert link["href"].endswith("evidence/signs/")
    assert link.get_text() == "Where all these signs come from"
    assert not draw("urgent", signs({})).select("a"), "once is enough on a page"


def test_in_a_long_card_the_signs_stand_by_part_of_the_body():
    neck = {'heading = "Back"': 'heading = "Neck"', '"nice", ': ""}
    html = draw("emergency", signs(*({} for _ in range(6)), neck, neck))
    assert [heading.get_text() for heading in html.select(".ma-care h4")] == ["Back", "Neck"]
    assert [len(items.select("li")) for items in html.select(".ma-care ul")] == [6, 2]


def test_what_a_reader_has_to_know_besides_is_said_once_below_the_card():
    known = {"checked": 'caution = "Some notice it late."\nchecked'}
    html = draw("urgent", signs(known, known, {}))
    assert not html.select_one(".ma-care").find(string="Some notice it late.")
    assert [p.get_text() for p in html.select(".ma-care ~ p:not(.ma-from)")] == ["Some notice it late."]


def test_our_own_advice_is_said_once_below_the_card():
    own = {'sources = ["nice", "vas2012"]\ntraced = "copy"': "own = true"}
    (said,) = draw("urgent", signs(own, {}, own)).select(".ma-care ~ p")
    assert text(said) == "Our own advice, without a source: “sign 0 is there”, “sign 2 is there”."
    html = draw("emergency", signs(own))
    assert not html.select(".ma-from a"), "there is nowhere to lead to"
    assert text(html.select_one(".ma-care ~ p")).endswith("“sign 0 is there”.")
    assert text(draw("emergency", signs(own, {})).select_one(".ma-from")).endswith(". Where all these signs come from")


def test_signs_after_needles_stand_under_the_time_when_they_show():
    times = ["days later"] * 3 + ["same day"] * 2 + ["during"] * 3
    rows = [{'parts = ["back"]': f'parts = ["needles"]\nwhen = "{when}"'} for when in times]
    html = draw("emergency by-time", signs(*rows))
    headings = [heading.get_text() for heading in html.select(".ma-care--emergency h4")]
    assert headings == ["During the session or right after", "The same day", "Days or weeks later"]
    assert [len(items.select("li")) for items in html.select(".ma-care ul")] == [3, 2, 3]
