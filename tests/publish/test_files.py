"""What a site must have to be published, and the files that come with it."""

import datetime
from pathlib import Path

from builder.faults import Fault, Place
from builder.owner import Checked, HelpLine, Owner, Region, SettingsFile
from builder.page.templates import prepare
from builder.publish.files import FILES, card_of, check_days, check_settings, expires, render_files
from tests.page.making import DAY, DUE, environment, page, section, told

THEME = Path(__file__).resolve().parent.parent.parent / "theme"
OWNER = Owner(
    SITENAME="Needles",
    SITEURL="https://site.example",
    PUBLISHER="Needle & <Thread>",
    FUNDING="nobody",
    SELLS="nothing",
    CONTACT_URL="https://help.example/?a=b&c=d",
    DISCLAIMER="For information only. It does not replace professional advice.",
    REGION="uk",
    REGIONS={"uk": Region(name="the UK", emergency=HelpLine(number="999", source="nhs"))},
)
SETTINGS = SettingsFile("publishconf.py", 'SITEURL = ""\nPUBLISHED = True\nCONTACT_URL = ""\n')


def test_a_published_site_needs_its_address_and_its_contact():
    empty = OWNER.model_copy(update={"SITEURL": "", "CONTACT_URL": ""})
    assert told(list(check_settings(Checked(empty, frozenset()), SETTINGS))) == [
        ("publishconf.py:1", "setting-empty", "the setting SITEURL is empty, and a published site needs it"),
        ("publishconf.py:3", "setting-empty", "the setting CONTACT_URL is empty, and a published site needs it"),
    ]
    (fault, _) = check_settings(Checked(empty, frozenset()), SETTINGS)
    assert fault.fix.endswith("for example SITE_URL=https://example.org")
    assert list(check_settings(Checked(OWNER, frozenset()), SETTINGS)) == []


def test_whoever_publishes_a_copy_has_to_say_who_paid_and_what_is_sold():
    silent = OWNER.model_copy(update={"FUNDING": "", "SELLS": ""})
    faults = list(check_settings(Checked(silent, frozenset()), SETTINGS))
    assert [fault.rule for fault in faults] == ["setting-unanswered"] * 2
    unnamed = silent.model_copy(update={"PUBLISHER": ""})
    assert list(check_settings(Checked(unnamed, frozenset()), SETTINGS)) == []


def test_a_setting_that_is_not_usable_is_not_called_empty_too():
    empty = OWNER.model_copy(update={"SITEURL": ""})
    assert list(check_settings(Checked(empty, frozenset({"SITEURL"})), SETTINGS)) == []


def test_a_text_that_is_overdue_is_a_fault_where_it_says_when():
    late, part = page("about"), section("what", "What Is It?", 1)

    def place_of(document: str) -> Place:
        return Place(document, 4)

    assert list(check_days([late, part], DUE, place_of)) == [], "the day itself is in time"
    assert told(list(check_days([late, part], DUE + datetime.timedelta(days=1), place_of))) == [
        ("content/pages/about.md:4", "text-overdue", "the text was due for a check on 2027-11-23"),
        ("content/guide/01-what.md:4", "text-overdue", "the text was due for a check on 2027-11-23"),
    ]


def test_the_contact_holds_until_the_next_check_or_a_while_longer():
    assert expires([page("a"), page("b", next_review=DAY)], datetime.date(2026, 1, 1)) == DAY
    assert expires([page("a", next_review=DAY)], DAY) == DAY + datetime.timedelta(days=90)


def test_no_two_pages_share_a_picture():
    assert card_of(page("a-b")) != card_of(page("a/b"))
    assert card_of(page("conditions/back")) == "images/cards/conditions/back.png"


def files(theme: Path, **given: object) -> tuple[dict[str, str], list[Fault]]:
    made_by = environment(theme)
    prepare(made_by, lambda name: f"assets/{name}", (), DAY)
    faults = list[Fault]()
    variables = {**OWNER.model_dump(), "DEFAULT_LANG": "en-gb", "makers": OWNER.makers, **given}
    pages = (page("home", "home"), page("about", summary="Who & why"), page("404", "not-found"))
    made = render_files(made_by, variables, pages, DAY, lambda name: f"#{name}", faults, theme.parent)
    return made, faults


def test_signs_of_html_are_as_they_are_in_plain_texts_and_escaped_in_xml():
    texts, faults = files(THEME)
    assert faults == []
    assert set(texts) == set(FILES.values())
    assert "Contact: https://help.example/?a=b&c=d\n" in texts[".well-known/security.txt"]
    assert "Published by Needle & <Thread>.\n" in texts["humans.txt"]
    assert texts["humans.txt"].startswith(f"{OWNER.makers.in_short}\n")
    assert "<name>Needle &amp; &lt;Thread&gt;</name>" in texts["feed.atom.xml"]
    assert "<summary>Who &amp; why</summary>" in texts["feed.atom.xml"]
    assert '"background_color": "#ground"' in texts["site.webmanifest"]
    assert '"https://site.example/assets/icons/mark-192.png"' in texts["site.webmanifest"]
    assert all(text.endswith("\n") for text in texts.values()), "RFC 9116 asks for it, and so do old programs"


def test_a_file_whose_template_fails_is_a_fault_and_the_others_are_made(tmp_path: Path):
    theme = tmp_path / "theme"
    for name in FILES:
        path = theme / f"templates/files/{name}"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("\n{{ SITURL }}" if name == "robots.txt" else "fine")
    texts, faults = files(theme)
    assert told(faults) == [
        ("theme/templates/files/robots.txt:2", "template-fails", "the template fails: 'SITURL' is undefined")
    ]
    assert len(texts) == len(FILES) - 1
