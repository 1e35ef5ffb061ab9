"""nginx with the shipped configuration on the published site: what it really answers."""

import gzip
import http.client
import os
import re
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path

import brotli
import pytest

from pelicanconf import LOOK_SCRIPT
from plugins.security import all_headers
from tests.conftest import ROOT
from tests.site.test_publish import public  # noqa: F401 - the fixture
from tools.nginx import find, module

MAIN = """
load_module {module};
{user}
daemon off;
worker_processes 1;
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{ }}
http {{
    include {types};
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    include {folder}/site.conf;
}}
"""

Answer = tuple[http.client.HTTPResponse, bytes]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


@pytest.fixture(scope="module")
def port(public: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[int]:  # noqa: F811
    """The port of nginx, serving the published site as deploy/nginx says."""
    folder = tmp_path_factory.mktemp("nginx")
    number = free_port()
    shutil.copy(ROOT / "deploy/nginx/headers.conf", folder)
    site = (ROOT / "deploy/nginx/site.conf").read_text()
    for old, new in (
        ("127.0.0.1:8080", f"127.0.0.1:{number}"),
        ("/srv/acupuncture/public", str(public)),
        ("include headers.conf", f"include {folder}/headers.conf"),
    ):
        assert old in site, f"site.conf no longer holds {old}"
        site = site.replace(old, new)
    (folder / "site.conf").write_text(site)
    user = "user root;" if os.geteuid() == 0 else ""  # else its worker could not read the folder of the tests
    types = next(path for path in ("/etc/nginx/mime.types", "/usr/local/etc/nginx/mime.types") if Path(path).is_file())
    (folder / "nginx.conf").write_text(MAIN.format(module=module(), user=user, folder=folder, types=types))
    server = subprocess.Popen([find(), "-p", str(folder), "-c", str(folder / "nginx.conf")], stderr=subprocess.PIPE)
    for _ in range(100):
        assert server.poll() is None, server.stderr.read().decode()
        try:
            socket.create_connection(("127.0.0.1", number), 0.2).close()
            break
        except OSError:
            time.sleep(0.05)
    yield number
    server.terminate()
    server.wait(10)


def ask(port: int, path: str, method: str = "GET", **headers: str) -> Answer:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path, headers={name.replace("_", "-"): value for name, value in headers.items()})
    answer = connection.getresponse()
    body = answer.read()
    connection.close()
    return answer, body


@pytest.mark.parametrize("path", ["/", "/conditions/anxiety/", "/data/findings.csv", "/no/such/page/"])
def test_every_answer_carries_every_header(port: int, path: str):
    answer, _ = ask(port, path)
    for name, value in all_headers(LOOK_SCRIPT).items():
        assert answer.getheader(name) == value
    assert answer.getheader("Cache-Control") == "public, max-age=300"


def test_the_files_of_the_browser_are_kept_for_ever_and_carry_the_headers_too(port: int):
    page = ask(port, "/")[1].decode()
    for address in re.findall(r"/assets/[^ >\"]+", page):
        answer, _ = ask(port, address)
        assert answer.status == 200, address
        assert answer.getheader("Cache-Control") == "public, max-age=31536000, immutable"
        assert answer.getheader("X-Content-Type-Options") == "nosniff"


def test_the_browser_gets_the_smallest_form_that_it_takes(port: int, public: Path):  # noqa: F811
    raw = (public / "index.html").read_bytes()
    for accepted, encoding, unpack in (
        ("gzip, deflate, br", "br", brotli.decompress),
        ("gzip", "gzip", gzip.decompress),
        ("identity", None, bytes),
    ):
        answer, body = ask(port, "/", Accept_Encoding=accepted)
        assert answer.getheader("Content-Encoding") == encoding
        assert unpack(body) == raw
        assert answer.getheader("Content-Type") == "text/html; charset=utf-8"
        if encoding:
            assert "Accept-Encoding" in answer.getheader("Vary")


def test_an_unknown_address_is_a_404_with_the_page_of_the_site(port: int):
    for path in ("/no/such/page", "/_headers", "/index.html.br", "/assets/none.css"):
        answer, body = ask(port, path)
        assert answer.status == 404, path
        assert b"ma-disclaimer" in body


def test_an_unchanged_page_is_not_sent_again(port: int):
    for encoding in ("br", "identity"):
        first, _ = ask(port, "/about/", Accept_Encoding=encoding)
        again, body = ask(port, "/about/", Accept_Encoding=encoding, If_None_Match=first.getheader("ETag"))
        assert (again.status, body) == (304, b"")


def test_a_part_of_a_file_can_be_asked_for(port: int, public: Path):  # noqa: F811
    answer, body = ask(port, "/data/ledger.json", Range="bytes=10-19", Accept_Encoding="identity")
    assert answer.status == 206
    assert body == (public / "data/ledger.json").read_bytes()[10:20]


def test_a_folder_without_its_slash_leads_to_the_page(port: int):
    answer, _ = ask(port, "/conditions")
    assert (answer.status, answer.getheader("Location")) == (301, "/conditions/")


def test_files_have_the_types_that_browsers_ask_for(port: int):
    for path, kind in (
        ("/site.webmanifest", "application/manifest+json"),
        ("/sitemap.xml", "text/xml"),
        ("/robots.txt", "text/plain"),
        ("/data/ledger.json", "application/json"),
        ("/data/findings.csv", "text/csv"),
        ("/images/cards/home.png", "image/png"),
    ):
        answer, _ = ask(port, path)
        assert answer.getheader("Content-Type").split(";")[0] == kind, path


def test_the_shipped_headers_are_those_of_the_pages():
    lines = [f'add_header {name} "{value}" always;' for name, value in all_headers(LOOK_SCRIPT).items()]
    assert (ROOT / "deploy/nginx/headers.conf").read_text().splitlines()[1:] == lines
    caddy = (ROOT / "deploy/Caddyfile").read_text()
    assert all(f'{name} "{value}"' in caddy for name, value in all_headers(LOOK_SCRIPT).items())
