"""`make serve` and `make devserver`: real 404s, rebuilds on a change, faults shown while the last good site stays."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from tests.conftest import Project
from tests.waiting import PATIENCE, end_of, heed_interrupts, line_of, run


def fetch(port: int, path: str, method: str = "GET") -> tuple[int, str]:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    connection.request(method, path)
    response = connection.getresponse()
    return response.status, response.read().decode()


class Server:
    """A server of the project's, started on a free port."""

    def __init__(self, project: Project, module: str) -> None:
        self.port = 20_000 + os.getpid() % 20_000
        self.process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", f"tools.{module}", "--port", str(self.port)],
            cwd=project.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # What the tests are started with must not decide whether the first line comes through a pipe.
            env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
            preexec_fn=heed_interrupts,
        )
        try:
            line_of(self.process, "Serving")
        except BaseException:
            self.process.kill()
            raise

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        assert end_of(self.process, 20) == 0


@pytest.fixture
def development(project: Project) -> Iterator[tuple[Project, Server]]:
    with Server(project, "devserver") as server:
        yield project, server


def test_serve_answers_as_a_static_host_does(project: Project):
    assert project.build().returncode == 0
    with Server(project, "serve") as server:
        status, page = fetch(server.port, "/privacy/")
        assert (status, "This site collects nothing" in page) == (200, True)
        status, page = fetch(server.port, "/no/such/page")
        assert (status, "This page is not here" in page) == (404, True)
        assert fetch(server.port, "/assets/")[0] == 404, "a folder is never listed"
        assert fetch(server.port, "/no/such/page", "HEAD") == (404, "")
        assert fetch(server.port, "/%00")[0] == fetch(server.port, "/" + "x" * 300)[0] == 404
        second = run([sys.executable, "-m", "tools.serve", "--port", str(server.port)], cwd=project.folder)
        assert f"Port {server.port} cannot be used" in second.stderr


def test_serve_without_a_site_says_what_to_do(project: Project):
    (project.folder / "output/index.html").unlink()
    done = run([sys.executable, "-m", "tools.serve"], cwd=project.folder)
    assert done.returncode == 1
    assert "make html" in done.stderr


def next_event(stream: http.client.HTTPResponse, seconds: float = PATIENCE) -> str:
    """Return what the next event says. The lines between events, “still here”, do not put off the deadline."""
    end = time.monotonic() + seconds
    lines = []
    while time.monotonic() < end:
        line = stream.fp.readline().decode()
        assert line, "the development server broke off"
        line = line.rstrip("\n")
        if line.startswith("data:"):
            lines.append(line[6:])
        elif not line and lines:
            return "\n".join(lines)
    raise AssertionError(f"the development server told of no build within {seconds} s")


@pytest.mark.parametrize(
    ("file", "old", "new", "page", "shown"),
    [
        ("content/pages/privacy.md", "no cookies.", "no cookies at all.", "/privacy/", "no cookies at all."),
        ("theme/templates/base.html", "Skip to the text", "Skip to text", "/", "Skip to text"),
        ("plugins/review.py", "January", "Jan", "/", "November"),
        ("pelicanconf.py", 'PUBLISHER = ""', 'PUBLISHER = "Someone"', "/", "Published by Someone."),
    ],
)
def test_devserver_rebuilds_on_a_change_and_reloads_the_browser(development, file, old, new, page, shown):
    project, server = development
    _, before = fetch(server.port, page)
    assert re.search(r'<script src="(/_devserver/[^"]+)"></script></body>', before)
    assert "EventSource" in fetch(server.port, "/_devserver/reload.js")[1]
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("GET", "/_devserver/events")
    events = connection.getresponse()
    time.sleep(0.3)
    project.replace(file, old, new)
    assert next_event(events) == ""
    assert shown in fetch(server.port, page)[1]
    assert "_devserver" not in project.read("output/privacy/index.html"), "the script must never be part of the site"


def test_devserver_shows_a_fault_and_keeps_the_last_good_site(development):
    project, server = development
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=20)
    connection.request("GET", "/_devserver/events")
    events = connection.getresponse()
    time.sleep(0.3)
    project.replace("content/pages/privacy.md", "It sets no", "It has a proven lack of")
    assert "the word “proven” is not used" in next_event(events)
    assert "It sets no cookies" in fetch(server.port, "/privacy/")[1]
    project.replace("content/pages/privacy.md", "It has a proven lack of", "It sets no")
    assert next_event(events) == ""
