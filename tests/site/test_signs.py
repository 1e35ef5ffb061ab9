"""Signs that need help: no page asks for less than its sources do, and each sends people to the right place."""

import re

import pytest
from bs4 import Tag

from tests.conftest import Project, Site

HOME = "index.html"
BACK, HEAD, BOWEL, JOINTS, MIND, WORRY = (
    f"conditions/{name}/index.html"
    for name in (
        "back-and-neck-pain",
        "headache-and-migraine",
        "irritable-bowel-syndrome",
        "joint-pain",
        "psychosomatic-symptoms",
        "anxiety",
    )
)
FIRST, AFTER = "#when-to-consider-it", "#is-it-safe"  # the sections of the guide with signs before and after needles


def part(site: Site, name: str) -> Tag:
    """A page, or a section of the home page by its anchor."""
    if not name.startswith("#"):
        return site.pages[name].main
    return site.home.select_one(f"h2{name}").find_parent("section")


def signs(site: Site, name: str, kind: str) -> list[str]:
    """The signs in all cards of a kind."""
    return [" ".join(item.get_text().split()) for item in part(site, name).select(f".ma-care--{kind} li")]


def has(signs: list[str], *patterns: str) -> bool:
    """Whether one sign holds all these words."""
    return any(all(re.search(pattern, sign) for pattern in patterns) for sign in signs)


def every_card(site: Site, kind: str) -> list[tuple[str, Tag]]:
    return [(name, card) for name, page in site.pages.items() for card in page.select(f".ma-care--{kind}")]


# --- Heart and breath ---


def test_any_one_sign_of_the_heart_is_enough(site: Site):
    seen = 0
    for name, card in every_card(site, "emergency"):
        chest = [item.get_text() for item in card.select("li") if "chest pain" in item.get_text()]
        for sign in chest:
            assert not re.search(r"chest pain,? and\b", sign), f"{name} asks for two signs: {sign}"
            assert not re.search(r"chest pain (with|but)\b", sign), f"{name} asks for two signs: {sign}"
        alone = [sign for sign in chest if " and " not in sign]
        assert not chest or alone, name
        seen += bool(chest)
    assert seen >= 6


@pytest.mark.parametrize("name", [FIRST, BACK, WORRY, MIND, JOINTS])
def test_a_heart_attack_and_a_fight_for_breath_are_emergencies_by_any_of_their_signs(site: Site, name: str):
    emergency = signs(site, name, "emergency")
    assert has(emergency, "chest pain", "tight or heavy", "does not go away")
    assert has(emergency, "chest pain", "arm", "jaw", "sweat")
    assert has(emergency, "gasp|get words out")
    assert "heart attack can come without chest pain" in part(site, name).get_text()


# --- Stroke and headache ---


@pytest.mark.parametrize("name", [FIRST, AFTER, HEAD, BACK, MIND, WORRY, JOINTS])
def test_the_signs_of_a_stroke_are_an_emergency_even_if_they_go_away(site: Site, name: str):
    emergency = signs(site, name, "emergency")
    assert has(emergency, "face", r"arm\b", r"leg\b", "sudden", "weak", "numb", "goes away")
    assert has(emergency, "slur", "double", "goes away")


@pytest.mark.parametrize("name", [FIRST, HEAD, MIND])
def test_weak_limbs_or_double_vision_can_wait_for_a_doctor_only_if_they_came_slowly(site: Site, name: str):
    waiting = [
        sign
        for sign in signs(site, name, "urgent")
        if "headache" in sign and re.search("double|(weak|numb) (or (weak|numb) )?arms", sign)
    ]
    assert waiting
    for sign in waiting:
        assert "severe" in sign
        assert "slowly" in sign or "not sudden" in sign, sign


@pytest.mark.parametrize("name", [FIRST, HEAD, MIND])
def test_an_everyday_headache_is_no_emergency(site: Site, name: str):
    emergency = signs(site, name, "emergency")
    for sign in emergency:
        if "headache" in sign and re.search("drowsy|drowsiness|confus|eye|speaking", sign):
            assert "extremely painful" in sign, sign
        if "headache" in sign and re.search(r"injury|blow|\bhit\b", sign):
            assert re.search("severe|hard|bad", sign), sign
    assert has(emergency, "headache", "sudden", "extremely painful")
    aura = part(site, name).get_text() + site.pages[HEAD].main.get_text()
    assert "aura" in part(site, name).get_text()
    assert re.search("minutes", aura)


# --- The back and the neck ---


def test_a_back_that_may_hide_something_serious_sees_a_doctor_today(site: Site):
    today = signs(site, BACK, "urgent")
    for words in (["los", "weight"], ["lump"], ["shape"], ["cancer"], ["fever"], ["night"], ["shoulder blades"]):
        assert has(today, *words), words
    assert has(signs(site, FIRST, "urgent"), "back pain", "weight", "lump")
    soon = " ".join(p.get_text() for p in part(site, BACK).select("p") if "doctor soon" in p.get_text())
    assert not re.search("weight|lump|shape", soon)


def test_a_back_with_pain_in_the_chest_or_that_tears_is_an_emergency(site: Site):
    for name in (FIRST, BACK, MIND):
        assert has(signs(site, name, "emergency"), "back pain and chest pain"), name
    for name in (FIRST, BACK):
        assert has(signs(site, name, "emergency"), "suddenly", "tear"), name
        assert has(signs(site, name, "emergency"), "tummy or lower back", "suddenly"), name
    assert has(signs(site, BACK, "emergency"), "small fall", "thin bones", "steroid")


def test_the_neck_has_signs_of_its_own(site: Site):
    emergency = signs(site, BACK, "emergency")
    for words in (["walking"], ["clumsy"], ["faint"], ["double"], ["swallow"], ["bladder"]):
        assert has(emergency, "neck|double|weak", *words), words


# --- The bowel and the tummy ---


def test_bowel_trouble_with_bleeding_weight_loss_or_a_lump_sees_a_doctor_today(site: Site):
    today = signs(site, BOWEL, "urgent")
    for words in (["bleed"], ["weight"], ["lump"], ["6 weeks"]):
        assert has(today, *words), words
    for name in (FIRST, MIND):
        assert has(signs(site, name, "urgent"), "bowel", "weight", "lump"), name
        assert has(signs(site, name, "urgent"), "bleed from your bottom"), name


@pytest.mark.parametrize("name", [FIRST, BOWEL, MIND])
def test_sticky_black_poo_and_vomited_blood_are_an_emergency(site: Site, name: str):
    assert has(signs(site, name, "emergency"), "black, sticky")
    assert has(signs(site, name, "emergency"), "vomit", "blood")


def test_three_weeks_hold_for_any_sign_of_the_bowel_not_for_being_tired_alone(site: Site):
    for name in (FIRST, BOWEL, MIND):
        text = " ".join(part(site, name).get_text().split())
        assert not re.search("tired for 3 weeks", text), name
        soon = re.search(r"See your doctor soon[^.]*3 weeks[^.]*\.", text)
        assert soon, name
        assert "bloated" in soon[0], name
        assert "tired" in soon[0], name


def test_women_are_told_of_ovarian_cancer_where_bowel_trouble_is_the_subject(site: Site):
    assert "ovarian cancer" in part(site, BOWEL).get_text()


def test_a_hip_after_a_fall_and_a_person_ill_with_infection_are_emergencies(site: Site):
    emergency = signs(site, JOINTS, "emergency")
    assert has(emergency, "hip", "fall")
    assert has(emergency, "infection", "confused", "breathe")


def test_trouble_of_stomach_and_pelvis_has_its_signs(site: Site):
    emergency, today = signs(site, MIND, "emergency"), signs(site, MIND, "urgent")
    assert has(emergency, "testicle")
    assert has(emergency, "pregnant")
    assert has(today, "swallow")
    assert has(today, "pregnant", "shoulder")


# --- After needles ---


@pytest.mark.parametrize(
    "words",
    [
        ["chest pain", "breath", "mildly"],
        ["weak", "numb", "spread"],
        ["bladder"],
        ["collapse", r"\bfit\b"],
        ["throat", "swell"],
        ["sudden", "headache"],
        ["bleed"],
        ["infection", "confused"],
    ],
)
def test_after_needles_these_are_emergencies(site: Site, words: list[str]):
    assert has(signs(site, AFTER, "emergency"), *words)


def test_after_needles_no_new_weakness_waits_for_a_doctor(site: Site):
    today = signs(site, AFTER, "urgent")
    assert not has(today, "weak")
    assert has(today, "fever")
    assert has(today, "skin")
    assert has(today, "joint")


def test_what_is_our_own_advice_is_said_once_and_no_longer_of_nearly_all(site: Site):
    text = part(site, AFTER).get_text()
    assert text.count("our own advice") == 1
    assert "only the first sign" not in text


@pytest.mark.parametrize("name", [BACK, HEAD, BOWEL, JOINTS])
def test_the_signs_after_needles_stand_in_one_list_that_every_page_leads_to(site: Site, name: str):
    assert site.pages[name].main.select_one('a[href="/#afterwards"]')
    assert not has(signs(site, name, "emergency") + signs(site, name, "urgent"), "after needles|after acupuncture")


# --- A crisis ---


def test_every_crisis_card_names_the_mental_health_option_samaritans_and_999(site: Site):
    cards = every_card(site, "crisis")
    assert {name for name, _ in cards} == {HOME, WORRY, MIND}
    for name, card in cards:
        heading = card.h3.get_text().replace("\u00a0", " ")
        assert "111" in heading, name
        assert "mental health option" in heading, name
        assert "Samaritans on 116 123" in heading, name
        strong = card.strong.get_text()
        assert "overdose" in strong
        assert "harmed yourself" in strong
        assert "call 999" in strong
        assert "England and Wales" in card.get_text(), "the option is not there in every part of the UK"
    assert has(signs(site, WORRY, "emergency"), "overdose", "harmed yourself")


def test_the_mental_health_option_stands_with_its_sources_on_the_about_page(site: Site):
    row = next(row for row in site.pages["about/index.html"].select("tr") if row.th.get_text() == "The UK")
    text = row.td.get_text().replace("\u00a0", " ")
    assert "NHS 111, mental health option (England and Wales)" in text
    sources = " ".join(item.get_text() for item in site.pages["about/index.html"].select(".ma-sources li"))
    assert "Lincolnshire Partnership" in sources


@pytest.mark.parametrize(("region", "number"), [("ireland", "112"), ("us", "911")])
def test_a_crisis_card_of_another_region_names_what_that_region_has(project: Project, region: str, number: str):
    project.replace("pelicanconf.py", 'REGION = "uk"', f'REGION = "{region}"')
    done = project.build()
    assert done.returncode == 0, done.stderr
    page = project.read("output/conditions/anxiety/index.html").replace("\u00a0", " ")
    card = page[page.index("ma-care--crisis") :]
    card = re.sub(r"<[^>]*>", "", card[: card.index("</div>")])
    assert "option" not in card
    assert "overdose" in card
    assert f"call {number}" in card
    assert ("Call Samaritans on 116 123" in card) is (region == "ireland")


def test_a_region_may_have_an_option_and_no_crisis_line(project: Project):
    project.replace(
        "pelicanconf.py",
        '        "crisis": {"number": "116 123", "name": "Samaritans", "source": "samaritans"},\n        "mental',
        '        "mental',
    )
    done = project.build()
    assert done.returncode == 0, done.stderr
    page = project.read("output/index.html").replace("\u00a0", " ")
    assert "Call NHS 111 (mental health option), day or night, if:" in page
    assert "In the rest of the UK, call a crisis line or your doctor." in page


def test_an_option_without_a_source_is_a_fault_in_the_settings(project: Project):
    project.replace("pelicanconf.py", '"sources": ["lpft_crisis", "tewv_crisis",', '"sources": [], "old": [')
    done = project.build()
    assert done.returncode == 1
    assert "the setting REGIONS is not usable at uk.mental_health" in done.stderr


# --- All cards ---


def test_a_card_can_be_read_in_a_hurry(site: Site):
    for kind in ("emergency", "urgent"):
        for name, card in every_card(site, kind):
            for group in card.select("ul"):
                items = group.find_all("li", recursive=False)
                assert len(items) <= 7, f"{name}: {len(items)} signs in one list"
                assert max(len(item.get_text().split()) for item in items) <= 30, name


def test_no_page_speaks_of_needles_that_are_shared(site: Site):
    for name, page in site.pages.items():
        assert not re.search(r"(?i)\bthe same needles?\b|\bsame needles\b", page.get_text()), name


def test_nice_is_said_to_advise_against_acupuncture_for_irritable_bowel(site: Site):
    for name in (BOWEL, "conditions/index.html", "evidence/index.html"):
        text = " ".join(site.pages[name].main.get_text().split())
        assert not re.search("NICE[^.]*(which we could not read|was not seen)[^.]*IBS", text), name
    assert re.search(r"NICE[^.]*advises against acupuncture", site.pages[BOWEL].main.get_text())
    row = next(row for row in site.pages[BOWEL].select("tr") if row.th and row.th.get_text().startswith("NICE"))
    assert "Against" in row.get_text()
    overview = site.pages["conditions/index.html"].select_one("#bowel").find_next("table").get_text()
    assert "NICE advises against" in overview
    assert "could not read" not in overview
    bowel = next(
        item for item in site.pages["evidence/index.html"].select("li") if "Irritable bowel" in item.get_text()
    )
    assert "Against: NICE" in bowel.get_text()
