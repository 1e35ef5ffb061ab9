"""`make serve` and `make devserver`: real 404s, rebuilds on a change, faults shown while the last good site stays."""

import errno
import re
import time
from pathlib import Path
from types import SimpleNamespace

import pytest

from builder import devserver
from tests.build.serving import Server, next_event
from tests.conftest import Project, Site, contents, run_here


@pytest.fixture
def built(project: Project, sample_site: Site) -> Project:
    """A copy of the project with the site of the sample."""
    for name, data in contents(sample_site.folder).items():
        project.write(f"output/{name}", data)
    return project


def test_serve_answers_as_a_static_host_does(built: Project):
    with Server(built, "serve") as server:
        status, page = server.fetch("/privacy/")
        assert (status, "This site collects nothing" in page) == (200, True)
        status, page = server.fetch("/no/such/page")
        assert (status, "This page is not here" in page) == (404, True)
        assert server.fetch("/assets/")[0] == 404, "a folder is never listed"
        assert server.fetch("/no/such/page", "HEAD") == (404, "")
        assert server.fetch("/%00")[0] == server.fetch("/" + "x" * 300)[0] == 404
        second = built.build("serve", "--port", str(server.port))
        assert second.returncode == 1
        assert f"Port {server.port} cannot be used" in second.stderr
        assert f"make serve PORT={server.port + 1}" in second.stderr


def test_serve_without_a_site_says_what_to_do(project: Project):
    (project.folder / "output/index.html").unlink()
    done = project.build("serve")
    assert done.returncode == 1
    assert "make html" in done.stderr


@pytest.mark.parametrize("port", ["-1", "65536", "http"])
def test_a_port_that_there_is_not_is_refused(tmp_path: Path, port: str):
    done = run_here(tmp_path, "dev", f"--port={port}")
    assert done.returncode == 2
    assert f"a port is a number up to 65535, not '{port}'" in done.stderr


CHANGES = [
    ("content/pages/privacy.md", "no cookies.", "no cookies at all.", "/privacy/", "no cookies at all."),
    ("theme/templates/base.html", "Skip to the text", "Skip to text", "/", "Skip to text"),
    ("pelicanconf.py", 'PUBLISHER = ""', 'PUBLISHER = "Someone"', "/", "Published by Someone."),
]


def test_devserver_builds_each_change_as_make_html_does_and_reloads_the_browser(project: Project):
    def edit_meanwhile() -> None:
        """Save a page that the first build has read already."""
        end = time.monotonic() + 60
        while not list((project.folder / ".build").glob("site-*/accessibility/index.html")) and time.monotonic() < end:
            time.sleep(0.005)
        project.replace("content/pages/accessibility.md", "Summary: ", "Summary: Seen: ")

    with Server(project, "dev", edit_meanwhile) as server:
        events = server.ask("/_devserver/events")
        while "Seen: " not in server.fetch("/accessibility/")[1]:
            assert next_event(events) == "", "an edit that is saved during the first build is not lost"
        for file, old, new, page, shown in CHANGES:
            project.replace(file, old, new)
            assert next_event(events) == "", file
            while shown not in server.fetch(page)[1]:  # one change may be seen in two parts
                assert next_event(events) == "", file
        assert "_devserver" not in project.read("output/privacy/index.html"), "the script is never part of the site"
        assert project.build("html", "--output", "fresh").returncode == 0
        fresh, end = contents(project.folder / "fresh"), time.monotonic() + 60
        while project.snapshot() != fresh and time.monotonic() < end:
            time.sleep(0.1)  # the search is indexed a second after the last change
        assert project.snapshot() == fresh


def test_devserver_starts_anew_with_a_change_of_the_program_and_open_pages_reload(project: Project):
    with Server(project, "dev") as server:
        page = server.fetch("/")[1]
        (script,) = re.findall(r'<script src="(/_devserver/reload\.js\?\d+)"></script></body>', page)
        assert 'EventSource("/_devserver/events" + new URL' in server.fetch(script)[1]
        events = server.ask(script.replace("reload.js", "events"))  # as the script of an open page does
        assert "23 November" in page
        project.replace("builder/dates.py", '"November"', '"Nov"')
        with pytest.raises(AssertionError, match="broke off"):
            next_event(events)
        end = time.monotonic() + 60
        while time.monotonic() < end:
            try:
                events = server.ask(script.replace("reload.js", "events"))  # as a browser does after a while
                break
            except ConnectionError:
                time.sleep(0.1)
        assert next_event(events) == "", "at once, since it is another build that the page shows"
        assert "23 Nov " in server.fetch("/")[1]


def test_devserver_shows_a_fault_and_keeps_the_last_good_site(project: Project):
    project.replace("content/pages/privacy.md", "It sets no", "It has a proven lack of")
    (project.folder / "output/index.html").unlink()
    with Server(project, "dev") as server:
        assert "the word “proven” is not used" in server.fetch("/privacy/")[1], "there is no site yet"
        events = server.ask("/_devserver/events")
        assert "the word “proven” is not used" in next_event(events), "a page that opens is told at once"
        project.replace("content/pages/privacy.md", "It has a proven lack of", "It sets no")
        assert next_event(events) == ""
        project.replace("content/pages/privacy.md", "It sets no", "It has a proven lack of")
        assert "the word “proven” is not used" in next_event(events)
        assert "It sets no cookies" in server.fetch("/privacy/")[1]


def test_a_search_that_cannot_be_indexed_anew_does_not_end_the_devserver(monkeypatch: pytest.MonkeyPatch):
    refused = []

    class Refusing(devserver.State):
        def rebuild(self) -> None:
            pass

        def renew_index(self) -> None:
            refused.append(True)
            raise OSError(errno.ENOSPC, "No space left on device")

    quiet = SimpleNamespace(serve_forever=lambda: None, server_port=0)
    monkeypatch.setattr(devserver, "State", Refusing)
    monkeypatch.setattr(devserver, "start", lambda *_: quiet)
    monkeypatch.setattr(devserver, "read_stamps", dict)
    monkeypatch.setattr(devserver, "watch", lambda *_, **__: iter([set(), set()]))
    assert devserver.develop(0) == 0
    assert refused == [True, True]
