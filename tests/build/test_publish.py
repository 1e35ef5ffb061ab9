"""The published site: what search engines, feed readers, browsers and hosts ask for, and what stops it."""

import base64
import gzip
import hashlib
import json
import re
from pathlib import Path

import brotli
import pytest
from lxml import etree
from PIL import Image

from builder.publish.finish import compress
from builder.publish.headers import WORKER
from tests.conftest import ADDRESS, PUBLISH, Project, read_pages
from tools.budgets import DATA, weigh

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


def test_a_published_site_says_its_address_and_its_contact_and_leaves_the_one_built_here_alone(public: Path):
    assert "href=https://site.example/ rel=canonical" in (public / "index.html").read_text()
    assert "help@site.example" in (public / "about/index.html").read_text()
    assert not (public.parent / "output").exists()


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


def test_what_the_headers_say_of_the_search_is_true_of_its_files(public: Path):
    assert (public / WORKER).is_file(), "which alone may run a program"
    for folder in ("index", "fragment"):  # which are kept for ever
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


def test_the_published_pages_say_the_same_as_the_built_ones(public: Path, site):
    for name, page in read_pages(public).items():
        if name == "about/index.html":  # it shows the address and the contact, which only the published site has
            continue
        # The leaflets of a published site say its address, and so weigh more.
        published, built = (re.sub(r"\d+\xa0kB|\s+", "", part.main.get_text()) for part in (page, site.pages[name]))
        assert published == built, name


def test_links_between_pages_work_on_any_host(public: Path):
    for page in read_pages(public).values():
        for link in page.select("a[href]"):
            assert not link["href"].startswith("https://site.example"), link


DRAFT = "Title: {0}\nSummary: A page about {0}, which nobody has ever heard of.\nReviewed: 2026-11-23\n{1}\n\nText.\n"
DUE = "Next_review: 2027-11-23"
DRAFTS = {
    "content/pages/draft-1.md": f"{DUE}\nStatus: draft",
    "content/pages/draft-2.md": f"{DUE}\nStatus: hidden",
    "content/pages/draft-3.md": f"{DUE}\nDate: 2999-01-01",
    "content/drafts/draft-4.md": DUE,
    "content/pages/.draft-5.md": DUE,
    "content/pages/.drafts/draft-6.md": DUE,
    "content/pages/draft-7.md~": DUE,
    "content/pages/#draft-8.md#": DUE,
    "content/guide/12-draft-9.md.orig": DUE,
    "content/conditions/draft-10.txt": DUE,
    "theme/static/js/draft-11.js~": DUE,
}


def test_all_that_stops_publishing_is_told_at_once_and_each_thing_once(project: Project):
    for name, more in DRAFTS.items():
        project.write(name, DRAFT.format(f"draft {name}", more))
    project.write("content/pages/needles.md", DRAFT.format("Needles", DUE))
    project.append("content/published.txt", "/data/gone.csv\n")
    project.replace("content/pages/privacy.md", f"2026-11-23\n{DUE}", "2025-11-23\nNext_review: 2026-11-22")
    slips = {"SITE_URL": "example.org", "CONTACT_URL": ""}
    done = project.build(*PUBLISH, **{**ADDRESS, **slips})
    assert done.returncode == 1
    assert not (project.folder / "public").exists()
    found = re.findall(r"(?m)^([^ :\n]+)(?::\d+)?: .* \[([a-z-]+)\]$", done.stderr)
    assert sorted(found) == sorted(
        [
            *((f"content/pages/draft-{number}.md", "field-unknown") for number in (1, 2, 3)),
            ("content/drafts/draft-4.md", "text-unread"),
            ("content/pages/.draft-5.md", "text-unread"),
            ("content/pages/.drafts/draft-6.md", "text-unread"),
            ("content/conditions/draft-10.txt", "file-not-markdown"),
            *[("content/published.txt", "address-unlisted")] * 4,
            ("content/published.txt", "address-lost"),
            ("content/pages/privacy.md", "text-overdue"),
            ("pelicanconf.py", "setting-unusable"),
            ("pelicanconf.py", "setting-empty"),
        ]
    )
    for words in (
        "to fix:   add the line /needles/",
        "the published address “/data/gone.csv” is gone",
        "content/pages/privacy.md:4: the text was due for a check on 2026-11-22",
        "the setting SITEURL is not usable: 'example.org'",
        "https:// in front",
        "the setting CONTACT_URL is empty, and a published site needs it",
    ):
        assert words in done.stderr
    assert "Traceback" not in done.stderr


def test_a_picture_is_small_enough_to_share(public: Path):
    for path in (public / "images/cards").rglob("*.png"):
        assert path.stat().st_size < 40_000
        assert path.read_bytes().startswith(b"\x89PNG\r\n\x1a\n")
