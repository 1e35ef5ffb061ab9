"""The published site: what search engines, feed readers, browsers and hosts ask for, and what stops it."""

import base64
import gzip
import hashlib
import io
import json
import os
import re
import sys
from pathlib import Path

import brotli
import pytest
from lxml import etree
from PIL import Image
from plugins.indexer import index_pages
from plugins.search import NOT_TEXT, TEXT
from plugins.security import WORKER
from tools.finish import compress

from tests.conftest import ADDRESS, PUBLISH, Project, copy_project, read_pages, run_build
from tests.waiting import run
from tools.budgets import DATA, weigh

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def contents(site: Path) -> dict[str, bytes]:
    return {path.relative_to(site).as_posix(): path.read_bytes() for path in site.rglob("*") if path.is_file()}


def test_every_page_has_its_canonical_address_its_picture_and_the_feed(public: Path):
    for name, page in read_pages(public).items():
        address = page.select_one("link[rel=canonical]")["href"]
        assert address == f"https://site.example/{name.removesuffix('index.html')}" or name == "404.html"
        picture = page.select_one("meta[property='og:image']")["content"].removeprefix("https://site.example/")
        with Image.open(public / picture) as image:
            assert image.size == (1200, 630)
        assert page.select_one("link[type='application/atom+xml']")


def test_the_policy_in_the_pages_allows_the_one_script_and_nothing_unsafe(public: Path):
    for page in read_pages(public).values():
        policy = page.select_one("meta[http-equiv=Content-Security-Policy]")["content"]
        assert "unsafe" not in policy
        script = next(script for script in page.head.select("script") if not script.get("src"))
        digest = base64.b64encode(hashlib.sha256(script.string.encode()).digest()).decode()
        assert f"'sha256-{digest}'" in policy
        assert policy in (public / "_headers").read_text()


def test_the_headers_file_names_every_header_and_caches_only_named_files_for_ever(public: Path):
    text = (public / "_headers").read_text()
    for header in (
        "Content-Security-Policy",
        "Referrer-Policy",
        "Permissions-Policy",
        "X-Content-Type-Options",
        "Cross-Origin-Opener-Policy",
        "Cross-Origin-Resource-Policy",
        "Strict-Transport-Security",
    ):
        assert f"  {header}: " in text
    assert "frame-ancestors 'none'" in text
    assert "immutable" in text.split("/assets/*")[1]
    assert "max-age=300" in text.split("/assets/*")[0]


def test_the_headers_file_lets_only_the_worker_of_the_search_run_a_program(public: Path):
    rules = {rule.split("\n")[0]: rule for rule in (public / "_headers").read_text().strip().split("\n\n")}
    assert [name for name, rule in rules.items() if "wasm-unsafe-eval" in rule] == [f"/{WORKER}"]
    assert "! Content-Security-Policy" in rules[f"/{WORKER}"]
    assert (public / WORKER).is_file()
    for folder in ("index", "fragment"):
        assert "immutable" in rules[f"/pagefind/{folder}/*"]
        assert all(re.search(r"_[0-9a-f]{7}\.pf_", path.name) for path in (public / "pagefind" / folder).iterdir())


def test_the_search_form_of_a_published_page_leads_to_its_own_host(public: Path):
    for page in read_pages(public).values():
        assert page.form["action"] == "/search/"


def test_files_are_named_by_what_they_hold_and_every_name_leads_somewhere(public: Path):
    for path in (public / "assets").rglob("*"):
        if path.is_file() and path.suffix not in (".br", ".gz", ".txt"):
            digest = path.name.split(".")[-2]
            assert hashlib.sha256(path.read_bytes()).hexdigest().startswith(digest), path.name
    for page in read_pages(public).values():
        for element in page.select("link[rel=stylesheet], link[rel=icon], link[rel=manifest], script[src]"):
            address = element.get("src") or element["href"]
            assert (public / address.lstrip("/")).is_file(), address
    css = next((public / "assets").glob("site.*.css"))
    for address in re.findall(r"url\(([^)]+)\)", css.read_text()):
        assert (css.parent / address.strip("\"'")).is_file()


def test_compressed_files_stand_beside_the_others_and_say_the_same(public: Path):
    for path in public.rglob("*"):
        if path.suffix in (".html", ".css", ".js", ".xml", ".json", ".csv") and path.stat().st_size >= 1024:
            raw = path.read_bytes()
            assert brotli.decompress(path.with_name(f"{path.name}.br").read_bytes()) == raw
            small = path.with_name(f"{path.name}.gz").read_bytes()
            assert gzip.decompress(small) == raw
            assert small[:10] == bytes([31, 139, 8, 0, 0, 0, 0, 0, 2, 255]), "no time, name or system (RFC 1952)"


def test_the_scales_weigh_every_page_with_all_that_it_loads(public: Path):
    weights = weigh(public)
    assert [weight.name for weight in weights] == list(read_pages(public))
    for weight in weights:
        kinds = {Path(file).suffix for file in weight.files}
        assert kinds >= {".css", ".js", ".woff2", ".svg", ".webmanifest"}, "the scales left something out"


@pytest.mark.parametrize(
    ("addition", "fault"),
    [
        pytest.param("<!--{noise}-->", "HTML and CSS: ", id="a long page"),
        pytest.param("<link rel=stylesheet href=/big.css>", "HTML and CSS: ", id="a long stylesheet"),
        pytest.param("<script src=/big.js></script>", "the scripts: ", id="a long script"),
        pytest.param("<script>{noise}</script>", "the scripts: ", id="a long script in the page"),
        pytest.param("<img src=/big.png>", "a first visit: ", id="a large picture"),
        pytest.param("<img src=/mark.svg srcset='/big.png 2x'>", "a first visit: ", id="a large picture for some"),
        pytest.param("<link rel=stylesheet href=/fonts.css>", "a first visit: ", id="a large font"),
    ],
)
def test_the_scales_notice_what_is_too_heavy(tmp_path: Path, addition: str, fault: str):
    noise = hashlib.shake_256(b"").hexdigest(20_000)
    page = "<!doctype html><link rel=canonical href=https://site.example/health/{}>{}<script type={}>{}</script>"
    for name in ("index.html", "heavy/index.html"):
        path = tmp_path / name
        path.parent.mkdir(exist_ok=True)
        folder = name.removesuffix("index.html")
        extra = addition.replace("{noise}", noise).replace("=/", "=/health/").replace("'/", "'/health/")
        path.write_text(page.format(folder, extra if folder else "", DATA, '{"text": "' + "a" * 6000 + '"}'))
    for name in ("big.css", "big.js"):
        (tmp_path / name).write_text(noise)
    (tmp_path / "big.png").write_bytes(bytes(60_000))
    (tmp_path / "mark.svg").write_text("<svg/>")
    (tmp_path / "fonts.css").write_text("@font-face{src:url('big.png')}")
    compress(tmp_path)
    heavy, home = weigh(tmp_path)
    assert home.faults() == []
    assert any(found.startswith(fault) for found in heavy.faults()), heavy


def test_the_sitemap_lists_every_page_but_404_with_the_day_of_its_check(public: Path):
    tree = etree.parse(public / "sitemap.xml")
    listed = {url.findtext(f"{SITEMAP}loc"): url.findtext(f"{SITEMAP}lastmod") for url in tree.iter(f"{SITEMAP}url")}
    expected = {
        f"https://site.example/{name.removesuffix('index.html')}": page.select_one(".ma-review time")["datetime"]
        for name, page in read_pages(public).items()
        if name != "404.html"
    }
    assert listed == expected
    assert "Sitemap: https://site.example/sitemap.xml" in (public / "robots.txt").read_text()


def test_the_feed_is_sound_and_has_an_entry_for_each_page(public: Path):
    feed = etree.parse(public / "feed.atom.xml").getroot()
    assert feed.findtext(f"{ATOM}id") == "https://site.example/"
    entries = feed.findall(f"{ATOM}entry")
    assert len(entries) == len(read_pages(public)) - 1
    assert len({entry.findtext(f"{ATOM}id") for entry in entries}) == len(entries)
    assert all(re.fullmatch(r"\d{4}-\d\d-\d\dT00:00:00Z", entry.findtext(f"{ATOM}updated")) for entry in entries)


def test_security_and_humans_texts_say_who_to_ask(public: Path):
    security = (public / ".well-known/security.txt").read_text()
    assert "Contact: mailto:help@site.example\n" in security
    assert re.search(r"^Expires: \d{4}-\d\d-\d\dT", security, re.MULTILINE)
    assert "Contact: mailto:help@site.example\n" in (public / "humans.txt").read_text()


@pytest.mark.parametrize("name", [".well-known/security.txt", "humans.txt", "robots.txt", "sitemap.xml"])
def test_the_last_line_of_a_text_file_is_a_whole_line(public: Path, name: str):
    assert (public / name).read_text().endswith(("\n", "\r\n")), "RFC 9116 asks for it, and so do old programs"


def test_the_manifest_and_the_usual_addresses_have_icons_of_the_size_that_they_name(public: Path):
    manifest = json.loads((public / "site.webmanifest").read_text())
    for icon in manifest["icons"]:
        path = public / icon["src"].removeprefix("https://site.example/")
        if icon["sizes"] == "any":
            assert path.suffix == ".svg"
            assert path.is_file()
        else:
            with Image.open(path) as image:
                assert f"{image.width}x{image.height}" == icon["sizes"]
    assert {icon["sizes"] for icon in manifest["icons"]} == {"any", "192x192", "512x512"}
    with Image.open(public / "apple-touch-icon.png") as image:
        assert image.size == (180, 180)
    with Image.open(public / "favicon.ico") as image:
        assert (32, 32) in image.info["sizes"]


def test_signs_of_html_stand_as_they_are_in_plain_texts_and_are_escaped_in_xml(project: Project):
    project.replace("pelicanconf.py", 'PUBLISHER = ""', 'PUBLISHER = "Needle & <Thread>"')
    contact = "https://help.example/contact?about=site&from=file"
    done = run_build(project.folder, *PUBLISH, **{**ADDRESS, "CONTACT_URL": contact})
    assert done.returncode == 0, done.stderr
    public = project.folder / "public"
    assert f"Contact: {contact}\n" in (public / ".well-known/security.txt").read_text()
    assert f"Contact: {contact}\n" in (public / "humans.txt").read_text()
    assert "Published by Needle & <Thread>.\n" in (public / "humans.txt").read_text()
    assert "&amp;" not in (public / "robots.txt").read_text()
    assert etree.parse(public / "feed.atom.xml").findtext(f"{ATOM}author/{ATOM}name") == "Needle & <Thread>"


def test_the_published_pages_say_the_same_as_the_built_ones(public: Path, site):
    for name, page in read_pages(public).items():
        if name == "about/index.html":  # it shows the address and the contact, which only the published site has
            continue
        texts = [" ".join(part.main.get_text().split()) for part in (page, site.pages[name])]
        assert re.sub(r"\s+", "", texts[0]) == re.sub(r"\s+", "", texts[1]), name


def test_links_between_pages_work_on_any_host(public: Path):
    for page in read_pages(public).values():
        for link in page.select("a[href]"):
            assert not link["href"].startswith("https://site.example"), link


DRAFT = "Title: Unheard-of\nSummary: Unheard-of.\nReviewed: 2026-11-23\nNext_review: 2027-11-23\n{}\nUnheard-of.\n"


@pytest.mark.parametrize(
    ("file", "fields"),
    [
        ("content/pages/draft.md", "Status: draft\n"),
        ("content/pages/draft.md", "Status: hidden\n"),
        ("content/pages/draft.md", "Date: 2999-01-01\n"),
        ("content/drafts/draft.md", ""),
        ("content/pages/.draft.md", ""),
        ("content/pages/.drafts/draft.md", ""),
        ("content/pages/draft.md~", ""),
        ("content/pages/#draft.md#", ""),
        ("content/guide/12-draft.md.orig", ""),
        ("content/conditions/draft.txt", ""),
        ("theme/static/js/draft.js~", ""),
    ],
)
def test_a_draft_or_what_an_editor_left_stops_publishing(project: Project, file: str, fields: str):
    project.write(file, DRAFT.format(fields))
    done = run_build(project.folder, *PUBLISH, **ADDRESS)
    assert done.returncode == 1
    assert file.removeprefix("theme/static/") in done.stderr
    assert not (project.folder / "public").exists()


def test_hidden_files_that_programs_leave_stay_out_of_the_published_site(public: Path, project: Project):
    for file in (
        *("content/.DS_Store", "content/pages/.DS_Store", "content/images/.DS_Store", "theme/static/.DS_Store"),
        *("content/pages/.privacy.md.swp", "content/evidence/.sources.bib.swp", "content/guide/._intro"),
        *("content/evidence/findings/.anxiety.toml", "content/images/.session.svg", "theme/static/js/.site.js"),
        *("theme/static/.git/draft.txt", "theme/templates/files/.draft.txt"),
    ):
        project.write(file, DRAFT.format(""))
    done = run_build(project.folder, *PUBLISH, **ADDRESS)
    assert done.returncode == 0, done.stderr
    assert contents(project.folder / "public") == contents(public), "as if they were not there"


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [("SITE_URL", "example.org", "https:// in front"), ("CONTACT_URL", "you@example.org", "mailto:you@example.org")],
)
def test_a_slip_in_an_address_is_explained_once(project: Project, name: str, value: str, expected: str):
    done = run_build(project.folder, *PUBLISH, **{**ADDRESS, name: value})
    assert done.returncode == 1
    assert f"is not usable: '{value}'" in done.stderr
    assert expected in done.stderr
    assert "\n1 fault: " in done.stderr, "and no other fault follows from it"


def test_a_slash_at_the_end_of_the_address_makes_no_difference(public: Path, project: Project):
    done = run_build(project.folder, *PUBLISH, **{**ADDRESS, "SITE_URL": f"{ADDRESS['SITE_URL']}/"})
    assert done.returncode == 0, done.stderr
    assert contents(project.folder / "public") == contents(public)


def test_the_site_built_here_asks_nothing_of_the_one_that_is_live(project: Project):
    project.replace("pelicanconf.py", 'SITEURL = ""', 'SITEURL = "https://live.example/"')
    assert project.build().returncode == 0
    for name, page in project.snapshot().items():
        assert b"https://live.example" not in page or name == "about/index.html", name
    assert b"<dd>https://live.example</dd>" in project.snapshot()["about/index.html"]


def test_the_index_does_not_depend_on_the_order_in_which_the_disk_lists_the_pages(
    public: Path, monkeypatch: pytest.MonkeyPatch
):
    def index() -> dict[str, bytes]:
        return dict(index_pages(public, TEXT, NOT_TEXT))

    before = index()
    listed = Path.rglob
    monkeypatch.setattr(Path, "rglob", lambda path, pattern: reversed(list(listed(path, pattern))))
    assert [path.name for path in public.rglob("*.html")] != [path.name for path in listed(public, "*.html")]
    assert index() == before


@pytest.mark.parametrize("name", ["SITE_URL", "CONTACT_URL"])
def test_publishing_asks_for_what_is_missing_and_makes_nothing_up(project: Project, name: str):
    done = run_build(project.folder, *PUBLISH, **{**ADDRESS, name: ""})
    assert done.returncode == 1
    assert name.replace("SITE_URL", "SITEURL") in done.stderr
    assert "needs it" in done.stderr
    assert not (project.folder / "public").exists()


def test_an_overdue_text_stops_publishing_unless_its_notice_is_enough(project: Project):
    late = {**ADDRESS, "SOURCE_DATE_EPOCH": "1830297600"}  # 1 January 2028
    done = run_build(project.folder, *PUBLISH, **late)
    assert done.returncode == 1
    assert "content/pages/privacy.md:4: the text was due for a check on 2027-11-23 [overdue]" in done.stderr
    project.replace("pelicanconf.py", "OVERDUE_STOPS = True", "OVERDUE_STOPS = False")
    assert run_build(project.folder, *PUBLISH, **late).returncode == 0
    assert "ma-overdue" in (project.folder / "public/privacy/index.html").read_text()
    assert "Expires: 2028-03-31T" in (project.folder / "public/.well-known/security.txt").read_text(), "not yet over"


TRAVEL = """
import runpy, sys, time
import time_machine
with time_machine.travel(sys.argv.pop(1)):
    assert time.strftime("%Y") == "2031"
    runpy.run_module("tools.build", run_name="__main__")
"""


def test_publishing_elsewhere_on_another_day_gives_the_same_bytes(public: Path, tmp_path: Path):
    folder = copy_project(tmp_path / "another folder")
    for path in folder.rglob("*"):
        os.utime(path, (86_400, 86_400))
    done = run(
        [sys.executable, "-X", "utf8", "-c", TRAVEL, "2031-02-28 23:59 +0000", *PUBLISH],
        cwd=folder,
        env={**os.environ, **ADDRESS, "PYTHONHASHSEED": "7", "TZ": "Pacific/Kiritimati", "LANG": "C"},
    )
    assert done.returncode == 0, done.stderr
    first, second = contents(public), contents(folder / "public")
    assert first.keys() == second.keys()
    assert [name for name in first if first[name] != second[name]] == []
    assert {name.rpartition(".")[2] for name in first} >= {"html", "css", "js", "png", "gz", "br", "xml", "json", "csv"}


def test_publishing_uses_nothing_that_an_earlier_build_kept(public: Path):
    assert [path.name for path in (public.parent / ".build").iterdir()] == ["lock"]


def test_a_picture_is_small_enough_to_share(public: Path):
    for path in (public / "images/cards").iterdir():
        assert path.stat().st_size < 40_000
        assert io.BytesIO(path.read_bytes()).read(8) == b"\x89PNG\r\n\x1a\n"
