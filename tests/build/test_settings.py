"""What the settings of the owner and the dates of the headers do to the pages."""

import datetime
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

import pelicanconf
from builder.dates import long_date
from builder.owner import Owner, SettingsFile, check_owner
from builder.publish.files import check_settings
from tests.conftest import ADDRESS, PUBLISH, Project, Site, built, copy_project, once, read_pages, run_here, site_in
from tests.pages import SAMPLE_PAGES


def set_all(project: Path, *changes: tuple[str, str]) -> None:
    """Replace lines of the settings of a copy of the project."""
    settings = project / "pelicanconf.py"
    text = settings.read_text(encoding="utf-8")
    for old, new in changes:
        assert old in text, old
        text = text.replace(old, new, 1)
    settings.write_text(text, encoding="utf-8")


@pytest.fixture(scope="session")
def owned(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """The sample with all that an owner may set, in another language."""

    def make(folder: Path) -> None:
        set_all(
            copy_project(folder),
            ('SITEURL = ""', 'SITEURL = "https://live.example/"'),
            ('PUBLISHER = ""', 'PUBLISHER = "Example & Sons"'),
            ('CONTACT_URL = ""', 'CONTACT_URL = "mailto:help@site.example"'),
            ('REGION = "uk"', 'REGION = "ireland"'),
            ('DEFAULT_LANG = "en-gb"', 'DEFAULT_LANG = "fr"'),
        )
        built(folder)

    return site_in(once(tmp_path_factory, "owned", make))


def test_what_the_owner_has_not_set_is_said_to_be_not_set(site: Site):
    said = site.pages["about/index.html"].main.get_text()
    assert "No publisher is named yet." in said
    assert "There is no address to write to yet." in said


def test_what_the_owner_has_set_is_shown(owned: Site):
    about = (owned.folder / "about/index.html").read_text()
    assert "Published by Example &amp; Sons." in about
    assert '<a href="mailto:help@site.example">help@site.example</a>' in about
    home = (owned.folder / "index.html").read_text()
    assert "Call 112 or\u00a0999 if:" in home.replace("112\u00a0or", "112 or")
    assert "Outside Ireland: the UK 999" in home
    assert "Call your doctor today if:" in home, "Ireland has no advice line in the settings"


def test_the_site_built_here_asks_nothing_of_the_one_that_is_live(owned: Site):
    for path in owned.folder.rglob("*.*"):
        assert b"https://live.example" not in path.read_bytes(), path


def test_in_another_language_the_search_has_its_index_and_its_program(owned: Site):
    assert {page.html["lang"] for page in owned.pages.values()} == {"fr"}
    folder = owned.folder / "pagefind"
    assert [path.name for path in folder.glob("wasm.*")] == ["wasm.fr.pagefind"]
    assert list(folder.glob("index/fr_*.pf_index"))
    assert '"fr":' in (folder / "pagefind-entry.json").read_text()


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        ("SITEURL", "example.org", "https:// in front"),
        ("SITEURL", "https://example.org/index.html", "https:// in front"),
        ("SITEURL", "https://example.org/?page", "https:// in front"),
        ("SITEURL", "https://b\u00fccher.example", "https:// in front"),
        ("OVERDUE_STOPS", "False", "True or False, without quotes"),
        ("CONTACT_URL", "you@example.org", "mailto:you@example.org"),
        ("DEFAULT_LANG", "english", "as “de”"),
    ],
)
def test_a_slip_in_an_address_is_explained_once(name: str, value: str, expected: str):
    given = {setting: getattr(pelicanconf, setting) for setting in Owner.model_fields} | {name: value}
    file = SettingsFile("pelicanconf.py", f'SITENAME = "A"\n{name} = ""\n')
    checked, (fault,) = check_owner(given, file)
    assert (str(fault.place), fault.rule) == ("pelicanconf.py:2", "setting-unusable")
    assert f"is not usable: {value!r}" in fault.wrong
    assert expected in fault.expected
    assert not any(name in empty.wrong for empty in check_settings(checked, file)), "no other fault follows from it"


LATE = {**ADDRESS, "SOURCE_DATE_EPOCH": "1830297600"}  # 1 January 2028


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, published without a search, and late, where the notice of that is enough."""

    def make(folder: Path) -> None:
        set_all(
            copy_project(folder), ("SEARCH = True", "SEARCH = False"), ("OVERDUE_STOPS = True", "OVERDUE_STOPS = False")
        )
        done = run_here(folder, *PUBLISH, **LATE)
        assert done.returncode == 0, done.stderr

    return once(tmp_path_factory, "bare", make) / "public"


def test_without_a_search_nothing_of_it_is_published_and_no_address_is_lost(bare: Path, public: Path):
    assert not (bare / "pagefind").exists()
    pages = read_pages(bare)
    assert sorted(pages) == sorted(SAMPLE_PAGES)
    for name, page in pages.items():
        assert page.select("form, input:not(.ma-worksheet *), .ma-search, .ma-results, .ma-nothing") == [], name
        assert "search" not in " ".join(script.get("src", "") for script in page.select("script")), name

    def files(site: Path) -> set[str]:
        """What has an address that somebody may have kept."""
        names = {path.relative_to(site).as_posix() for path in site.rglob("*.*") if path.suffix not in (".br", ".gz")}
        return {name for name in names if not name.startswith(("assets/", "pagefind/"))}

    assert files(bare) == files(public)


def test_without_a_search_its_page_is_an_index_of_everything(bare: Path, public: Path):
    def listed(site: Path) -> list[str]:
        page = BeautifulSoup((site / "search/index.html").read_bytes(), "lxml")
        return [str(link) for link in page.select(".ma-everything a")]

    assert listed(bare) == listed(public)
    assert len(listed(bare)) > len(SAMPLE_PAGES)
    page = BeautifulSoup((bare / "search/index.html").read_bytes(), "lxml")
    assert "JavaScript" not in page.main.get_text()


def test_an_overdue_text_is_published_with_its_notice_where_that_is_enough(bare: Path):
    assert "ma-overdue" in (bare / "privacy/index.html").read_text()
    assert "Expires: 2028-03-31T" in (bare / ".well-known/security.txt").read_text(), "not yet over"


def test_an_overdue_review_is_announced_on_the_page_and_in_the_section_from_the_next_day_on(project: Project):
    project.replace("content/guide/06-is-it-safe.md", "Next_review: 2027-11-23", "Next_review: 2027-01-31")
    project.replace("content/pages/about.md", "Next_review: 2027-11-23", "Next_review: 2027-02-01")
    assert project.build(SOURCE_DATE_EPOCH="1801440000").returncode == 0  # 1 February 2027, 00:00 UTC
    home = project.read("output/index.html")
    assert home.count("ma-overdue") == 2
    assert home.count("It was due on 31 January 2027.") == 2
    assert "ma-overdue" not in project.read("output/about/index.html"), "it is due this day"
    assert "ma-overdue" not in project.read("output/privacy/index.html")


def test_dates_read_as_british_readers_write_them():
    assert long_date(datetime.date(2026, 5, 3)) == "3 May 2026"


def test_a_slip_in_the_numbers_of_a_region_is_told_at_its_line():
    settings = """REGION = "uk"
REGIONS = {
    "eu": {"name": "the EU", "emergency": {"number": "112", "source": "a"}},
    "uk": {
        "name": "the UK",
        "emergency": {"number": "999", "source": "a"},
        "advice": {"number": 111, "source": "a"},
    },
}
"""
    held: dict[str, object] = {}
    exec(settings, held)
    given = {setting: getattr(pelicanconf, setting) for setting in Owner.model_fields} | held
    _, (fault,) = check_owner(given, SettingsFile("pelicanconf.py", settings))
    assert str(fault.place) == "pelicanconf.py:7"
    assert "at uk.advice.number: 111" in fault.wrong
