"""The links to other sites, against a server of our own: what each answer means, and what the maintainer is told."""

import re
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.conftest import SAMPLE, Site
from tools import links
from tools.links import Answer, Kind, check, links_of, places_of, report

DOI = "https://doi.org/10.1000/safety.2021.1"


class Host(BaseHTTPRequestHandler):
    """Answers a path such as /404 with that status; notes every request."""

    requests: Counter[tuple[str, str]]
    names: set[str]

    def do_GET(self) -> None:
        type(self).requests[self.command, self.path] += 1
        type(self).names.add(self.headers["User-Agent"])
        status = int(self.path.strip("/").partition("-")[0])
        if self.path == "/200-no-head" and self.command == "HEAD":
            status = 405
        if self.path == "/503-at-first" and type(self).requests["HEAD", self.path] > 1:
            status = 200
        if self.path == "/200-slow":
            time.sleep(2)
        self.send_response(status)
        if status in (301, 302):
            self.send_header("Location", "/200")
        self.send_header("Content-Length", "0")
        self.end_headers()

    do_HEAD = do_GET  # noqa: N815 - the library's name

    def log_message(self, *_arguments: object) -> None:
        pass


@pytest.fixture
def host() -> Iterator[str]:
    Host.requests, Host.names = Counter(), set()
    server = ThreadingHTTPServer(("127.0.0.1", 0), Host)
    threading.Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()


@pytest.fixture(autouse=True)
def hurry(monkeypatch: pytest.MonkeyPatch) -> None:
    """Ask again at once what gave an error: a host of another has a while to mend itself."""
    monkeypatch.setattr(links, "RETRY", links.RETRY.new(backoff_factor=0.01))


@pytest.mark.parametrize(
    ("path", "kind", "text"),
    [
        ("/200", Kind.FINE, "200 OK"),
        ("/200-no-head", Kind.FINE, "200 OK"),
        ("/302", Kind.FINE, "200 OK"),
        ("/503-at-first", Kind.FINE, "200 OK"),
        ("/301", Kind.MOVED, "301 to "),
        ("/401", Kind.REFUSED, "401"),
        ("/403", Kind.REFUSED, "403 Forbidden"),
        ("/429", Kind.REFUSED, "429"),
        ("/404", Kind.GONE, "404 Not Found"),
        ("/410", Kind.GONE, "410"),
        ("/500", Kind.SILENT, "500"),
        ("/200-slow", Kind.SILENT, "nothing within 0.5 s"),
    ],
)
def test_each_answer_has_its_meaning(host: str, path: str, kind: Kind, text: str):
    steps: list[None] = []
    asked = [f"{host}/200", f"{host}{path}"]
    answers = check(asked, lambda: steps.append(None), patience=0.5 if path == "/200-slow" else 10)
    assert answers[asked[1]].kind is kind
    assert answers[asked[1]].text.startswith(text)
    assert len(steps) == 2


def test_a_host_is_asked_in_turn_without_bodies_and_told_who_asks(host: str):
    check([f"{host}/200-{number}" for number in range(20)], lambda: None)
    assert {method for method, _ in Host.requests} == {"HEAD"}
    assert max(count for (_, path), count in Host.requests.items() if path != "/200-0") == 1
    assert all("medical-acupuncture-explained" in name for name in Host.names)


def test_a_host_that_is_gone_is_told_from_no_network(host: str):
    dead = "http://127.0.0.1:1/x"
    answers = check([f"{host}/200", dead], lambda: None, patience=0.5)
    assert answers[dead] == Answer(Kind.SILENT, "no connection")
    with pytest.raises(ConnectionError, match=r"127\.0\.0\.1:1"):
        check([dead], lambda: None, patience=0.5)


def test_every_source_of_the_site_is_asked_for_and_its_place_is_known(site: Site):
    found = links_of(site.folder)
    places = places_of(found, site.folder.parent)
    sources = (SAMPLE / "evidence/sources.bib").read_text()
    assert set(found) >= {f"https://doi.org/{doi}" for doi in re.findall(r"doi = \{(.+)\}", sources)}
    assert "?" not in places.values()
    number = int(places[DOI].split(":")[1].split()[0])
    assert sources.split("\n")[number - 1].startswith("@article{able2021safety")
    assert "(able2021safety)" in places[DOI]
    assert places["https://creativecommons.org/licenses/by/4.0/"].startswith("content/pages/about.md:")


def test_the_report_names_the_place_and_keeps_refusals_apart():
    bad = {"https://a.example/": Answer(Kind.GONE, "404"), "https://b.example/": Answer(Kind.REFUSED, "403")}
    text = report({**bad, "https://c.example/": Answer(Kind.FINE, "200")}, dict.fromkeys(bad, "here.md:3"))
    assert "Gone: find where the text is now, or another source\n    here.md:3: https://a.example/\n        404" in text
    assert "c.example" not in text
    assert text.endswith("3 links: 1 fine, 0 moved, 1 refused, 0 without an answer, 1 gone.")


def test_the_exit_code_tells_broken_links_from_refused_ones_and_from_no_network(
    host: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
):
    def ask_for(*addresses: str) -> tuple[int, str, str]:
        (tmp_path / "index.html").write_text("<p>A page " + "".join(f'<a href="{to}">x</a>' for to in addresses))
        return links.main(), *capsys.readouterr()

    monkeypatch.setattr(sys, "argv", ["", "--site", str(tmp_path)])
    assert ask_for(f"{host}/200", f"{host}/403", f"{host}/301#part", "/about/", "mailto:a@b.example")[0] == 0
    code, said, _ = ask_for(f"{host}/200", f"{host}/404")
    assert code == 1
    assert f"{host}/404" in said
    code, _, why = ask_for()
    assert (code, "run `make html` first" in why) == (1, True), "nothing to check is no success"
    code, said, why = ask_for("http://127.0.0.1:1/a", "http://127.0.0.1:2/b")
    assert (code, said) == (2, "")
    assert why == ("There is no network here: none of 127.0.0.1:1, 127.0.0.1:2 can be reached. No link was checked.\n")
