"""What the settings of the owner and the dates of the headers do to the pages."""

import datetime

from builder.dates import long_date
from tests.conftest import Project, Site


def test_what_the_owner_has_not_set_is_said_to_be_not_set(site: Site):
    assert site.pages["about/index.html"].main.get_text().count("Not set.") == 3


def test_what_the_owner_has_set_is_shown(project: Project):
    project.replace("pelicanconf.py", 'PUBLISHER = ""', 'PUBLISHER = "Example & Sons"')
    project.replace("pelicanconf.py", 'CONTACT_URL = ""', 'CONTACT_URL = "mailto:help@site.example"')
    project.replace("pelicanconf.py", 'REGION = "uk"', 'REGION = "ireland"')
    done = project.build()
    assert done.returncode == 0, done.stderr
    about = project.read("output/about/index.html")
    assert "Published by Example &amp; Sons." in about
    assert '<a href="mailto:help@site.example">help@site.example</a>' in about
    home = project.read("output/index.html")
    assert "Call 112 or\u00a0999 if:" in home.replace("112\u00a0or", "112 or")
    assert "Outside Ireland: the UK 999" in home
    assert "Call your doctor today if:" in home, "Ireland has no advice line in the settings"


def test_an_overdue_review_is_announced_on_the_page_and_in_the_section(project: Project):
    project.replace("content/guide/06-is-it-safe.md", "Next_review: 2027-11-23", "Next_review: 2027-01-31")
    day_after = "1801440000"  # 1 February 2027, 00:00 UTC
    day_itself = "1801353600"
    assert project.build(SOURCE_DATE_EPOCH=day_itself).returncode == 0
    assert "ma-overdue" not in project.read("output/index.html")
    assert project.build(SOURCE_DATE_EPOCH=day_after).returncode == 0
    home = project.read("output/index.html")
    assert home.count("ma-overdue") == 2
    assert home.count("It was due on 31 January 2027.") == 2
    assert "ma-overdue" not in project.read("output/privacy/index.html")


def test_dates_read_as_british_readers_write_them():
    assert long_date(datetime.date(2026, 5, 3)) == "3 May 2026"
