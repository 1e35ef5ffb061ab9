"""Signs that need help: no row asks for less than its sources do, and each page sends people to the right place.

The tests ask the ledger what there is, whatever its words: a sign can be reworded, added, or sourced anew.
"""

import json
import re
from functools import cache

import pytest
from bs4 import Tag

from builder.outline import CARDS, SECTION_CARDS
from builder.text.cards import CARDS as URGENCY
from pelicanconf import REGION, REGIONS
from tests.conftest import Site
from tests.pages import CONDITIONS

Row = dict
FIRST, AFTER = "#when-to-consider-it", "#is-it-safe"  # the sections of the guide with signs before and after needles


@pytest.fixture(scope="module")
def rows(site: Site) -> list[Row]:
    """All signs, as anybody can download them."""
    return json.loads((site.folder / "data/ledger.json").read_text(encoding="utf-8"))["signs"]


def words(part: Tag) -> str:
    return " ".join(part.get_text().replace("\u2060", "").split())


def part(site: Site, name: str) -> Tag:
    """The last part of the page of a condition, or a section of the home page by its anchor."""
    if name.startswith("#"):
        return site.home.select_one(f"h2{name}").find_parent("section")
    return site.pages[f"conditions/{name}/index.html"].select_one("#doctor-first").parent


PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    AFTER: dict(SECTION_CARDS[6]),
    FIRST: dict(SECTION_CARDS[8]),
    **{name: dict(cards) for name, cards in CARDS.items()},
}


def shown(site: Site, name: str, card: str) -> list[str]:
    """The signs in all cards of a kind, in a place."""
    return [words(item) for item in part(site, name).select(f".ma-care--{card} li")]


@cache
def every_card(site: Site, card: str = "") -> list[tuple[str, Tag]]:
    chosen = f".ma-care--{card}" if card else ".ma-care"
    return [(name, found) for name, page in site.pages.items() for found in page.select(chosen)]


def that(rows: list[Row], *patterns: str, part: str = "") -> list[Row]:
    """The signs that hold all these words, and belong to a part."""
    return [
        row
        for row in rows
        if (not part or part in row["parts"]) and all(re.search(pattern, row["words"]) for pattern in patterns)
    ]


def urgencies(rows: list[Row]) -> set[str]:
    return {row["urgency"] for row in rows}


# --- cards and rows ---


@pytest.mark.parametrize("name", PLACES)
def test_a_place_shows_every_sign_of_the_parts_that_belong_to_it(site: Site, rows: list[Row], name: str):
    for card, parts in PLACES[name].items():
        expected = {row["words"] for row in rows if row["urgency"] == URGENCY[card] and set(parts) & set(row["parts"])}
        assert expected, f"{card}: the ledger has no such sign"
        assert expected <= set(shown(site, name, card)), f"{name}, {card}"


def test_every_card_shows_signs_of_the_ledger_word_for_word_and_as_urgent_as_it_is(site: Site, rows: list[Row]):
    urgency = {row["words"]: row["urgency"] for row in rows}
    assert len(urgency) == len(rows), "two signs have the same words"
    seen = set()
    for name, card in every_card(site):
        kind = next(value for value in URGENCY if f"ma-care--{value}" in card["class"])
        for item in card.select("li"):
            assert urgency[words(item)] == URGENCY[kind], f"{name}: {words(item)}"
            seen.add(words(item))
    assert seen == set(urgency), "a sign that no page shows"


def test_every_sign_has_its_source_or_is_our_own_advice(rows: list[Row]):
    for row in rows:
        assert bool(row.get("sources")) != row["own"], row["id"]
        assert row["own"] or row["traced"], row["id"]


def test_a_card_can_be_read_in_a_hurry(site: Site):
    for name, card in every_card(site):
        for group in card.select("ul"):
            items = [words(item) for item in group.select("li")]
            assert 1 <= len(items) <= 7, f"{name}: {len(items)} signs in one list"
            assert max(len(item.split()) for item in items) <= 30, f"{name}: {items}"


def test_nothing_leads_out_of_a_card_and_its_page_leads_to_its_sources(site: Site):
    for name, card in every_card(site):
        assert not card.select("a, sup, details"), name
        # The sources of the signs of all cards would be the most of a page: they have a page of their own.
        led = (card.find_parent("section") or card.find_parent("main")).select(".ma-care--emergency ~ .ma-from a")
        assert led, f"{name}: each place with signs has an emergency card, and the way to all sources below it"
        assert {link["href"] for link in led} == {f"{'../' * name.count('/')}evidence/signs/"}, name


def test_one_page_has_every_sign_with_whom_to_call_and_its_sources(site: Site, rows: list[Row]):
    table = {row["id"]: row for row in site.pages["evidence/signs/index.html"].select("tr[id]")}
    assert set(table) == {row["id"] for row in rows}
    calls = {"999": REGIONS[REGION]["emergency"]["number"], "today": "today", "soon": "a doctor soon"}
    for row in rows:
        sign, call, where = (words(cell) for cell in table[row["id"]].select("th, td"))
        assert sign.endswith(row["words"]), row["id"]
        assert calls[row["urgency"]] in call, row["id"]
        keys = [link["href"].rpartition("#")[2] for link in table[row["id"]].select("td a")]
        assert keys == row.get("sources", []), row["id"]
        assert keys or where == "our own advice", row["id"]


def test_the_page_of_every_sign_begins_where_minutes_count(site: Site):
    headings = [words(heading) for heading in site.pages["evidence/signs/index.html"].select("section h2")]
    assert headings[:3] == ["Chest and breathing", "Stroke", "Headache"]


def test_what_is_our_own_advice_is_said_once_below_its_card(site: Site, rows: list[Row]):
    own = {row["words"] for row in rows if row["own"]}
    for name, card in every_card(site):
        mine = [words(item) for item in card.select("li") if words(item) in own]
        below: list[str] = []
        for sibling in card.find_next_siblings():
            if "ma-care" in sibling.get("class", []):
                break
            below.append(words(sibling))
        said = [text for text in below if "ur own advice" in text]
        assert len(said) == bool(mine), f"{name}: {mine}"
        assert all(sign in said[0] for sign in mine), name


# --- heart and breath ---


def test_any_one_sign_of_the_heart_is_enough(rows: list[Row]):
    chest = that(rows, "chest pain", part="chest")
    assert urgencies(chest) == {"999"}
    for row in chest:
        assert not re.search(r"chest pain,? (and|but|with)\b", row["words"]), f"two signs: {row['words']}"
    for patterns in (("tight or heavy", "does not go away"), ("arm", "jaw", "tummy"), ("sweat", "sick", "breath")):
        assert urgencies(that(rows, "chest pain", *patterns, part="chest")) == {"999"}, patterns
    assert urgencies(that(rows, "chest pain", "tight or heavy", part="general")) == {"999"}
    assert urgencies(that(rows, "gasp|words out", part="general")) == {"999"}


@pytest.mark.parametrize(
    "name", [name for name in PLACES if {"chest", "heart"} & set(PLACES[name]["emergency"]) or name == FIRST]
)
def test_a_heart_attack_without_chest_pain_is_told_of_where_chest_pain_is(site: Site, name: str):
    assert "heart attack can come without chest pain" in words(part(site, name))


# --- stroke and headache ---


def test_the_signs_of_a_stroke_are_an_emergency_even_if_they_go_away(rows: list[Row]):
    for patterns in ((r"face.*\barm\b.*\bleg\b", "sudden", "weak or numb"), ("suddenly", "slur", "double", "sight")):
        (row,) = that(rows, *patterns, part="stroke")
        assert row["urgency"] == "999"
        assert "goes away again" in row["words"]
        assert {"general", "needles"} <= set(row["parts"])


def test_weak_limbs_or_double_vision_can_wait_for_a_doctor_only_if_they_came_slowly(rows: list[Row]):
    waiting = [row for row in that(rows, "double|(weak|numb) (or (weak|numb) )?arms") if row["urgency"] != "999"]
    assert waiting
    for row in waiting:
        assert "slowly" in row["words"], row["words"]


def test_an_everyday_headache_is_no_emergency(rows: list[Row]):
    emergency = [row for row in that(rows, "headache", part="head") if row["urgency"] == "999"]
    assert emergency
    for row in emergency:
        if re.search("confus|red eye|speaking", row["words"]) and "fever" not in row["words"]:
            assert "extremely painful" in row["words"], row["words"]
        if re.search(r"injury|blow|\bhit\b", row["words"]):
            assert re.search("severe|hard", row["words"]), row["words"]
    assert that(emergency, "sudden", "extremely painful", part="general")


def test_the_page_on_headaches_tells_an_aura_from_a_stroke_and_others_lead_to_it(site: Site):
    text = words(part(site, "headache-and-migraine"))
    assert re.search("aura.*minutes.*suddenly", text)
    for name in (FIRST, "psychosomatic-symptoms"):
        assert part(site, name).select_one('a[href*="headache-and-migraine"][href$="#doctor-first"]'), name


# --- the back and the neck ---


@pytest.mark.parametrize(
    "pattern", ["los.*weight", "lump", "shape", "cancer", "temperature", "night", "shoulder blades"]
)
def test_a_back_that_may_hide_something_serious_sees_a_doctor_today(rows: list[Row], pattern: str):
    assert urgencies(that(rows, pattern, "[Bb]ack|pain is high up", part="back")) == {"today"}


@pytest.mark.parametrize(
    "pattern",
    [
        "back pain and chest pain",
        "as if it tears",
        "lower back suddenly",
        "small fall.*thin bones.*steroid",
        "both legs",
        "numbness or tingling",
        "cannot (pee|hold)",
        "with sex",
    ],
)
def test_a_back_in_danger_is_an_emergency(rows: list[Row], pattern: str):
    assert urgencies([row for row in that(rows, pattern) if {"back", "chest"} & set(row["parts"])]) == {"999"}


@pytest.mark.parametrize("pattern", ["walking", "clumsy", "faint.*double.*swallow", "electric", "cannot hold"])
def test_the_neck_has_signs_of_its_own(rows: list[Row], pattern: str):
    assert urgencies(that(rows, pattern, part="neck")) == {"999"}


# --- the bowel, the stomach, the joints, the pelvis ---


@pytest.mark.parametrize("pattern", ["bleed from your bottom", "lost a lot of weight", "lump", "6 weeks.*over 50"])
def test_bowel_trouble_with_bleeding_weight_loss_or_a_lump_sees_a_doctor_today(rows: list[Row], pattern: str):
    assert urgencies(that(rows, pattern, part="bowel")) == {"today"}


@pytest.mark.parametrize(
    "pattern", ["black, sticky and very smelly", "vomit.*blood", "bleed heavily", "suddenly hurts"]
)
def test_a_tummy_in_danger_is_an_emergency(rows: list[Row], pattern: str):
    assert urgencies(that(rows, pattern, part="bowel")) == {"999"}


def test_three_weeks_hold_for_any_sign_of_the_bowel_not_for_being_tired_alone(rows: list[Row]):
    (row,) = that(rows, "3 weeks", "tired")
    assert row["urgency"] == "soon"
    assert re.search("poo.*bloated.*or you are very tired", row["words"])


def test_women_are_told_of_ovarian_cancer_where_bowel_trouble_is_the_subject(site: Site, rows: list[Row]):
    assert urgencies(that(rows, "woman of 50 or over", part="bowel")) == {"soon"}
    assert "ovarian cancer" in words(part(site, "irritable-bowel-syndrome"))


@pytest.mark.parametrize(
    ("of", "pattern", "urgency"),
    [
        ("joints", "hip.*fall", "999"),
        ("joints", "one joint is suddenly", "today"),
        ("joints", "over 50.*scalp.*jaw", "today"),
        ("infection", "infection.*confused.*breathe", "999"),
        ("stomach", "swallow", "today"),
        ("pelvis", "testicle suddenly", "999"),
        ("pelvis", "pregnant.*sharp", "999"),
        ("pelvis", "pregnant.*shoulder", "today"),
    ],
)
def test_joints_infection_stomach_and_pelvis_have_their_signs(rows: list[Row], of: str, pattern: str, urgency: str):
    assert urgencies(that(rows, pattern, part=of)) == {urgency}


# --- after needles ---


@pytest.mark.parametrize(
    "pattern",
    [
        "chest pain.*breath.*mildly",
        "weakness or numbness.*spreads",
        "cannot pee",
        "collapse",
        r"\bfit\b",
        "throat.*swell",
        "sudden headache",
        "bleeding",
        "infection.*confused",
        "1 minute",
        "needle goes in",
        "grows",
    ],
)
def test_after_needles_these_are_emergencies(rows: list[Row], pattern: str):
    found = [row for row in that(rows, pattern, part="needles") if "headache keeps growing" not in row["words"]]
    assert urgencies(found) == {"999"}


def test_after_needles_no_new_weakness_waits_for_a_doctor(rows: list[Row]):
    waiting = [row for row in rows if "needles" in row["parts"] and row["urgency"] != "999"]
    assert not that(waiting, "weak")
    for pattern in ("fever", "skin", "joint", "needle was left in"):
        assert urgencies(that(waiting, pattern)) == {"today"}, pattern


def test_after_needles_the_signs_stand_by_the_time_when_they_show(site: Site):
    headings = [words(heading) for heading in part(site, AFTER).select(".ma-care--emergency h4")]
    assert headings == ["During the session or right after", "The same day", "Days or weeks later"]


def test_the_signs_after_needles_lead_to_what_passes_by_itself(site: Site):
    for page in (part(site, AFTER), site.pages["safety/index.html"]):
        assert page.select_one('#passes a[href="/your-session/#after"]')
    session = site.pages["your-session/index.html"]
    said = " ".join(words(session.find(id=name).find_next(["p", "ol"])) for name in ("faint", "after"))
    for pattern in ("legs raised", "drive.*drowsy", "few days.*worse", "bleeds.*clean cloth"):
        assert re.search(pattern, said), pattern


@pytest.mark.parametrize("name", [name for name in CONDITIONS if name in CARDS and name != "anxiety"])
def test_the_signs_after_needles_stand_in_one_list_that_other_pages_lead_to(site: Site, rows: list[Row], name: str):
    only_after = {row["words"] for row in rows if row["parts"] == ["needles"]}
    assert not only_after & {words(item) for item in part(site, name).select(".ma-care li")}
    if name != "psychosomatic-symptoms":
        assert part(site, name).select_one('a[href="/#afterwards"]')


def test_who_needs_to_take_care_is_told_in_the_open_with_the_reason_and_a_source(site: Site):
    assert part(site, AFTER).select_one('a[href="/safety/#care"]')
    page = site.pages["safety/index.html"]
    asked, told = (page.find(id=anchor).find_next("ul") for anchor in ("doctor-first", "tell"))
    assert len(asked.select("li") + told.select("li")) >= 14
    for item in asked.select("li") + told.select("li"):
        why = words(item).removeprefix(words(item.strong))
        assert len(why.split()) >= 6, words(item)
        assert item.select("sup a"), words(item)
        assert not item.find_parent("details")
    assert "our own" in words(page.find(id="own").find_next_sibling("p"))


def test_the_page_on_safety_answers_first_and_shows_all_that_one_must_know_in_the_open(site: Site):
    main = site.pages["safety/index.html"].main
    parts = (":is(p, li) strong", ".ma-ladder", "#reports", "#less", "#care", "#help", "#complain")
    order = [main.select_one(selector) for selector in parts]
    order += main.select(".ma-fold h3")
    everything = list(main.descendants)
    places = [next(place for place, tag in enumerate(everything) if tag is part) for part in order]
    assert places == sorted(places)
    assert not any(part.find_parent("details") for part in order[: len(parts)]), "harms are in the open"
    assert main.select_one(".ma-alert a")["href"] == "#help"


def test_the_page_on_safety_shows_the_signs_after_needles_of_the_guide_and_no_others(site: Site):
    safety = site.pages["safety/index.html"].main
    there, here = ([words(card) for card in page.select(".ma-care")] for page in (part(site, AFTER), safety))
    assert here == there
    assert len(here) == 3
    assert not safety.select("details .ma-care")


# --- a crisis ---


def test_every_crisis_card_has_every_line_of_the_region_and_the_emergency_number_first(site: Site):
    home = REGIONS[REGION]
    cards = every_card(site, "crisis")
    assert len(cards) == sum("crisis" in cards for cards in PLACES.values())
    for name, card in cards:
        called = [words(term).replace("\u00a0", " ").replace("\u2011", "-") for term in card.select("dt")]
        assert called[0] == home["emergency"]["number"], name
        first = words(card.dd)
        assert re.search("overdose.*harmed yourself.*life is in danger", first), name
        lines = [line["number"] for line in home.get("crisis", [])]
        assert [next(line for line in lines if line in term) for term in called[1:-1]] == lines, name


def test_every_line_for_a_crisis_stands_with_its_source_on_the_about_page(site: Site):
    table = {words(row.th).casefold(): row.td for row in site.pages["about/index.html"].select("tr") if row.td}
    for region in REGIONS.values():
        cell = table[region["name"].casefold()]
        text = words(cell).replace("\u00a0", " ").replace("\u2011", "-")
        for line in region.get("crisis", []):
            assert line["number"] in text
        assert cell.select("sup a")


# --- no needles are shared, and no guideline is softened ---


def test_no_page_speaks_of_needles_that_are_shared(site: Site):
    for name, page in site.pages.items():
        assert not re.search(r"(?i)\bthe same needles?\b|\bsame needles\b", page.get_text()), name


BOWEL = "conditions/irritable-bowel-syndrome/index.html"


def test_nice_is_said_to_advise_against_acupuncture_for_irritable_bowel(site: Site):
    for name in (BOWEL, "conditions/index.html", "evidence/index.html"):
        text = " ".join(site.pages[name].main.get_text().split())
        assert not re.search("NICE[^.]*(which we could not read|was not seen)[^.]*IBS", text), name
    assert re.search(r"NICE[^.]*advises against acupuncture", site.pages[BOWEL].main.get_text())
    studies = BOWEL.replace("index", "studies/index")
    for name, row in ((BOWEL, ".ma-guidelines > div"), (studies, "tr")):
        (nice,) = (found for found in site.pages[name].select(row) if words(found).startswith("NICE"))
        assert "Against." in nice.get_text(), name
    overview = site.pages["conditions/index.html"].select_one("#bowel").get_text()
    assert "NICE advises against" in overview
    assert "could not read" not in overview
    bowel = next(
        item for item in site.pages["evidence/index.html"].select("li") if "Irritable bowel" in item.get_text()
    )
    assert "NICE advises against" in bowel.get_text()
