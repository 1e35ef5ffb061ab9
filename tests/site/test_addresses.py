"""No published address is ever lost: each is on the list, and leads to a page, a file or the place that took over."""

import re
from pathlib import Path

import pytest
from bs4 import BeautifulSoup
from plugins.addresses import Redirect
from tools.finish import redirect_files

from pelicanconf import DEFAULT_LANG
from tests.conftest import ADDRESS, OF_THE_SAMPLE, PUBLISH, Project, copy_project, read_pages, run_build
from tests.pages import SAMPLE_PAGES
from tools.budgets import weigh

LIST = "content/published.txt"
MOVED = {
    "/old/page/": "/privacy/#cookies",
    "/leaflet.html": "/",
    "/data/effects.csv": "/data/harms.csv",
}


@pytest.fixture(scope="session")
def moved(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample, published with the redirects of `MOVED`."""
    project = copy_project(tmp_path_factory.mktemp("moved") / "project")
    privacy = project / "content/pages/privacy.md"
    privacy.write_text(f"{privacy.read_text()}\n## Cookies {{: #cookies}}\n\nIt sets none.\n")
    with (project / "content/redirects.toml").open("a") as redirects, (project / LIST).open("a") as published:
        for old, new in MOVED.items():
            redirects.write(f'"{old}" = "{new}"\n')
            published.write(f"{old}\n")
    done = run_build(project, *PUBLISH, **ADDRESS)
    assert done.returncode == 0, done.stderr
    assert f"Built {len(SAMPLE_PAGES)} pages into public/" in done.stdout, "what leads on is no page of the site"
    return project / "public"


def test_a_new_page_must_be_listed_before_it_is_published(project: Project):
    header = "Title: {0}\nSummary: A page about {0}, which nobody has ever listed.\n"
    text = header + "Reviewed: 2026-11-23\nNext_review: 2027-11-23\n\nText.\n"
    project.write("content/pages/needles.md", text.format("Needles"))
    done = run_build(project.folder, *PUBLISH, **ADDRESS)
    assert done.returncode == 1
    assert "[address-unlisted]" in done.stderr
    assert "to mend:  add the line /needles/" in done.stderr
    project.append(LIST, "/needles/\n")
    assert run_build(project.folder, *PUBLISH, **ADDRESS).returncode == 0


def test_an_address_stands_once_on_the_list(project: Project):
    project.append(LIST, "/about/\n")
    done = project.build()
    assert done.returncode == 1
    last = project.read(LIST).count("\n")
    first = project.read(LIST).split("\n").index("/about/") + 1
    assert f"content/published.txt:{last}: “/about/” stands twice [address-list]" in done.stderr
    assert f"the first is in line {first}" in done.stderr


def test_a_deleted_file_is_missed_only_by_publishing_which_knows_all_files(project: Project):
    project.append(LIST, "/data/gone.csv\n")
    assert project.build().returncode == 0
    done = run_build(project.folder, *PUBLISH, **ADDRESS)
    assert done.returncode == 1
    assert re.search(r"content/published\.txt:\d+: the published address “/data/gone.csv” is gone", done.stderr)
    assert not (project.folder / "public").exists()


def test_the_hosts_that_read_redirects_send_a_301_from_each_form_of_the_address(moved: Path):
    rules = [line for line in (moved / "_redirects").read_text().splitlines() if not line.startswith("#")]
    # Netlify takes the first line of an address, Cloudflare Pages the first without “!”.
    assert rules[:3] == [
        "/old/page/ /privacy/#cookies 301!",
        "/old/page/ /privacy/#cookies 301",
        "/old/page /privacy/#cookies 301",
    ]
    assert "/data/effects.csv /data/harms.csv 301" in rules
    assert len(rules) == 3 + 2 + 2


def test_a_site_below_a_path_redirects_below_that_path():
    files = redirect_files([Redirect("/old/", "/new/", ("", 0))], "/leaflets")
    assert "/leaflets/old /leaflets/new/ 301\n" in files["_redirects"]
    assert '"~^/leaflets/old/?$" "/leaflets/new/";\n' in files["_redirects.nginx"]
    assert 'redir "/leaflets/old/" "/leaflets/new/" 301\n' in files["_redirects.caddy"]


def test_elsewhere_a_small_page_leads_on_and_says_so(moved: Path):
    page = BeautifulSoup((moved / "old/page/index.html").read_bytes(), "lxml")
    assert page.html["lang"] == DEFAULT_LANG
    assert page.select_one("meta[http-equiv=refresh]")["content"] == "0; url=/privacy/#cookies"
    assert page.select_one("link[rel=canonical]")["href"] == "https://site.example/privacy/"
    assert page.select_one("meta[name=robots]")["content"] == "noindex"
    assert page.h1.get_text() == "This page has moved"
    link = page.main.a
    assert (link["href"], link.get_text()) == ("/privacy/#cookies", "Privacy")
    assert OF_THE_SAMPLE["DISCLAIMER"] in page.footer.get_text()
    assert (moved / page.select_one("link[rel=stylesheet]")["href"].lstrip("/")).is_file()
    assert (moved / "leaflet.html").is_file()
    assert BeautifulSoup((moved / "data/harms.csv").read_bytes(), "lxml").find("meta") is None
    assert not (moved / "data/effects.csv").exists(), "a page under the name of a file would be taken for the file"


def test_what_leads_on_stays_out_of_the_sitemap_the_feed_and_every_page(moved: Path):
    for name in ("sitemap.xml", "feed.atom.xml", "data/ledger.json", "robots.txt"):
        assert "old/page" not in (moved / name).read_text()
    assert (moved / "old/page/index.html").is_file()
    found = read_pages(moved)
    assert sorted(found) == sorted(SAMPLE_PAGES)
    for name, page in found.items():
        assert page.select("a[href^='/old/page'], a[href^='/leaflet.html']") == [], name


def test_what_leads_on_is_not_weighed_as_a_page(moved: Path):
    assert sorted(weight.name for weight in weigh(moved)) == sorted(SAMPLE_PAGES)
