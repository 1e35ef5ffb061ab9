"""The help numbers of the settings: every region has its lines, each with a source; a slip is a fault at its line."""

from typing import Any

import pytest

from builder.owner import CrisisLine, Region, SettingsFile, check_owner

FILE = SettingsFile("pelicanconf.py", 'SITENAME = "A"\nREGION = "uk"\nREGIONS = {\n}\n')
UK = {
    "name": "the UK",
    "emergency": {"number": "999", "source": "a"},
    "crisis": [{"number": "111", "name": "NHS", "how": "choose 2", "where": "Wales", "sources": ["a", "b"]}],
}
CANADA = {"name": "Canada", "crisis": [{"number": "9-8-8", "how": "call or text", "sources": ["c"]}]}


def settings(**changes: Any) -> dict[str, Any]:
    return {
        "SITENAME": "A",
        "SITEURL": "",
        "PUBLISHER": "",
        "CONTACT_URL": "",
        "DISCLAIMER": "For information only. " * 3,
        "REGION": "uk",
        "REGIONS": {"uk": UK, "canada": CANADA},
        **changes,
    }


def faults_of(**changes: Any) -> list[tuple[str, str]]:
    return [(str(fault.place), fault.wrong) for fault in check_owner(settings(**changes), FILE)[1]]


def test_a_region_may_have_a_line_for_a_crisis_and_no_known_number_for_emergencies():
    checked, faults = check_owner(settings(), FILE)
    assert not faults
    uk, canada = checked.regions
    assert [line.entry for line in uk.lines] == ["999", "NHS 111 (choose 2, in Wales)"]
    assert [line.keys for line in uk.lines] == [("a",), ("a", "b")]
    assert canada.emergency is None
    assert [line.entry for line in canada.lines] == ["9\u20118\u20118 (call or text)"]


def test_a_line_to_write_to_says_which_word_to_send():
    line = CrisisLine(number="50808", text="HELLO", sources=("a",))
    assert (line.called, line.about, line.entry) == ("text HELLO to 50808", "", "text HELLO to 50808")
    assert CrisisLine(number="116 123", name="Samaritans", sources=("a",)).called == "Samaritans 116\u00a0123"


def test_the_region_of_the_reader_has_a_number_for_emergencies():
    (fault,) = faults_of(REGION="canada")
    assert fault == (
        "pelicanconf.py:2",
        "the setting REGION names a region that has no number for emergencies: 'canada'",
    )
    assert check_owner(settings(REGION="canada"), FILE)[0].regions[0].name == "the UK", "the cards can be drawn"


@pytest.mark.parametrize(
    ("line", "inside"),
    [
        ({"number": "116 123", "sources": []}, "uk.crisis.0.sources"),
        ({"number": "116 123"}, "uk.crisis.0.sources"),
        ({"number": "call us", "sources": ["a"]}, "uk.crisis.0.number"),
        ({"number": "116 123", "sources": ["a"], "hours": "all"}, "uk.crisis.0.hours"),
    ],
)
def test_a_line_that_is_not_sound_or_has_no_source_is_a_fault_of_the_setting(line: dict[str, Any], inside: str):
    ((place, wrong),) = faults_of(REGIONS={"uk": {**UK, "crisis": [line]}})
    assert place == "pelicanconf.py:3"
    assert f"is not usable at {inside}" in wrong


def test_the_lines_of_a_crisis_are_in_the_order_in_which_they_are_named():
    region = Region.model_validate({**UK, "crisis": [*CANADA["crisis"], *UK["crisis"]]})
    assert [line.number for line in region.lines] == ["999", "9-8-8", "111"]
