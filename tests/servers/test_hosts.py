"""What each host really answers over the published site, with the files that deploy/ and the site give it."""

import gzip
import re

import brotli
import pytest

from builder.publish.headers import WORKER, WORKER_POLICY, all_headers
from pelicanconf import LOOK_SCRIPT
from tests.pages import MOVED
from tests.servers.conftest import Host
from tools.hosts import changed


@pytest.mark.parametrize("path", ["/", "/conditions/anxiety/", "/data/findings.csv", "/no/such/page/"])
def test_every_answer_carries_every_header(host: Host, path: str):
    answer, _ = host.ask(path)
    for name, value in all_headers(LOOK_SCRIPT).items():
        assert answer.getheader(name) == value
    assert answer.getheader("Cache-Control") == (host.of_404 if answer.status == 404 else "public, max-age=300")


def test_the_files_of_the_browser_are_kept_for_ever_and_carry_the_headers_too(host: Host):
    addresses = re.findall(r"/assets/[^ >\"]+", host.ask("/")[1].decode())
    assert len(addresses) > 2
    for address in addresses:
        answer, _ = host.ask(address)
        assert answer.status == 200, address
        assert answer.getheader("Cache-Control") == "public, max-age=31536000, immutable"
        for name, value in all_headers(LOOK_SCRIPT).items():
            assert answer.getheader(name) == value


def test_a_missing_file_of_the_browser_is_not_missing_for_ever(host: Host):
    answer, _ = host.ask("/assets/none.css")
    assert answer.status == 404
    assert answer.getheader("Cache-Control") == host.of_404


def test_the_browser_gets_the_smallest_form_that_it_takes(host: Host):
    raw = (host.site / "index.html").read_bytes()
    both = "br, gzip" if host.name == "cloudflare" else "gzip, deflate, br"  # the emulator takes what comes first
    for accepted, encoding, unpack in (
        (both, "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ):
        answer, body = host.ask("/", Accept_Encoding=accepted)
        assert answer.getheader("Content-Encoding") == encoding
        assert unpack(body) == raw
        assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
        if encoding and host.name != "cloudflare":  # the emulator leaves it out; there is no cache behind it
            assert "Accept-Encoding" in answer.getheader("Vary")
            assert body == (host.site / f"index.html.{'br' if encoding == 'br' else 'gz'}").read_bytes()


def test_an_unknown_address_is_a_404_with_the_page_of_the_site(host: Host):
    files = [f"/{path.name}" for path in host.site.glob("_*")]
    hidden = ("/_redirects", "/_redirects.nginx", "/_redirects.caddy", "/index.html.br", "/index.html.gz", *files)
    paths = ("/no/such/page", "/conditions/no-such-condition/", "/data/")
    for path in paths + (hidden if host.hides_copies else ()):
        answer, body = host.ask(path)
        assert answer.status == 404, path
        assert body == (host.site / "404.html").read_bytes(), path


def test_an_unchanged_page_is_not_sent_again(host: Host):
    for encoding in ("br", "identity"):
        first, _ = host.ask("/about/", Accept_Encoding=encoding)
        again, body = host.ask("/about/", Accept_Encoding=encoding, If_None_Match=first.getheader("ETag"))
        assert (again.status, body) == (304, b"")


def test_a_part_of_a_file_can_be_asked_for(host: Host):
    answer, body = host.ask("/data/ledger.json", Range="bytes=10-19", Accept_Encoding="identity")
    whole = (host.site / "data/ledger.json").read_bytes()
    assert (answer.status, body) == ((206, whole[10:20]) if host.sends_parts else (200, whole))


def test_a_folder_without_its_slash_leads_to_the_page(host: Host):
    for path in ("/conditions", "/about", "/conditions/anxiety"):
        answer, _ = host.ask(path)
        assert answer.status in (301, 308), path
        assert answer.getheader("Location") == f"{path}/"


def test_an_old_address_leads_to_the_new_one(host: Host):
    for old, new in MOVED.items():
        for form in {old, old.removesuffix("/")}:
            answer, _ = host.ask(form)
            assert (answer.status, answer.getheader("Location")) == (301, new), form
        assert answer.getheader("Content-Security-Policy"), "the headers are on every answer"
        assert host.ask(new.partition("#")[0])[0].status == 200
    assert host.ask("/old/")[0].status == 404
    assert host.ask("/older/page/")[0].status == 404


def test_files_have_the_types_that_browsers_ask_for(host: Host):
    for path, kinds in (
        ("/site.webmanifest", ["application/manifest+json"]),
        ("/sitemap.xml", ["text/xml", "application/xml"]),
        ("/robots.txt", ["text/plain"]),
        ("/data/ledger.json", ["application/json"]),
        ("/data/findings.csv", ["text/csv"]),
        ("/leaflet/guide-a4.pdf", ["application/pdf"]),
        ("/images/cards/home.png", ["image/png"]),
    ):
        answer, _ = host.ask(path)
        assert answer.status == 200
        assert answer.getheader("Content-Type", "").split(";")[0] in kinds, path


def test_only_the_contents_of_the_site_are_sent(host: Host):
    for path in ("/../pelicanconf.py", "/%2e%2e/pelicanconf.py", "/.git/config", "/assets/", "/data/"):
        assert host.ask(path)[0].status in (400, 403, 404), path


def test_only_the_worker_of_the_search_may_run_a_program(host: Host):
    answer, _ = host.ask(f"/{WORKER}")
    assert answer.status == 200
    assert answer.getheader("Content-Security-Policy") == WORKER_POLICY
    assert answer.getheader("Cache-Control") == "public, max-age=300"
    assert answer.getheader("X-Content-Type-Options") == "nosniff"


def test_the_index_of_the_search_is_kept_for_ever_but_not_what_leads_to_it(host: Host):
    for path in (host.site / "pagefind").rglob("*"):
        if path.is_file() and path.suffix not in (".br", ".gz"):
            answer, body = host.ask(f"/{path.relative_to(host.site).as_posix()}")
            assert (answer.status, body) == (200, path.read_bytes())
            kept = path.parent.name in ("index", "fragment")
            assert ("immutable" in answer.getheader("Cache-Control")) == kept, path


def test_an_example_value_that_is_gone_from_a_shipped_file_is_noticed():
    with pytest.raises(ValueError, match=r"Caddyfile no longer holds 'example.net'"):
        changed("deploy/Caddyfile", {"example.net": "127.0.0.1"})
