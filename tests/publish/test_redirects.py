"""Where old addresses lead."""

from dataclasses import dataclass
from pathlib import Path

from builder.faults import Fault
from builder.publish.hosts import redirect_files
from builder.publish.redirects import moved_pages
from tests.page.making import page, templates, told


@dataclass(frozen=True)
class Moved:
    old: str
    new: str

    @property
    def target(self) -> str:
        return self.new.partition("#")[0]

    @property
    def file(self) -> str:
        return self.old[1:] + ("index.html" if self.old.endswith("/") else "") if self.old[-1] in "/l" else ""


REDIRECTS = [
    Moved("/old/", "/privacy/#cookies"),
    Moved("/older.html", "/about/"),
    Moved("/data/old.csv", "/data/new.csv"),
]
TEMPLATE = "{{ to }} {{ title }} {{ moved.target }}"


def moved(root: Path, template: str, redirects: list[Moved] = REDIRECTS) -> tuple[dict[str, str], list[Fault]]:
    environment, faults = templates(root, files__moved=template), list[Fault]()
    given = {"SITEURL": "https://site.example/health"}
    pages = (page("privacy", title="Your privacy"), page("taken"))
    return moved_pages(redirects, pages, environment, given, faults, root), faults


def test_a_page_at_each_old_address_leads_on_and_says_where(tmp_path: Path):
    pages, faults = moved(tmp_path, TEMPLATE)
    assert faults == []
    assert pages == {
        "old/index.html": "https://site.example/health/privacy/#cookies Your privacy /privacy/",
        "older.html": "https://site.example/health/about/ /about/ /about/",
    }, "and none at that of a data file, which would say that it is one"


def test_a_page_of_the_site_is_not_replaced_by_one_that_leads_on(tmp_path: Path):
    assert moved(tmp_path, TEMPLATE, [Moved("/taken/", "/privacy/")]) == ({}, [])


def test_a_template_that_fails_is_one_fault_for_all_old_addresses(tmp_path: Path):
    _, faults = moved(tmp_path, "\n{{ too }}")
    assert told(faults) == [
        ("theme/templates/files/moved.html:2", "template-fails", "the template fails: 'too' is undefined")
    ]


def test_every_host_leads_on_from_an_address_with_and_without_its_slash():
    files = redirect_files(REDIRECTS[:2], "/health")
    note = "# Made by `make publish` from content/redirects.toml.\n"
    assert files["_redirects"] == (
        f"{note}/health/old/ /health/privacy/#cookies 301!\n"
        "/health/old/ /health/privacy/#cookies 301\n/health/old /health/privacy/#cookies 301\n"
        "/health/older.html /health/about/ 301!\n/health/older.html /health/about/ 301\n"
    )
    assert files["_redirects.nginx"] == (
        f'{note}"~^/health/old/?$" "/health/privacy/#cookies";\n"~^/health/older\\.html$" "/health/about/";\n'
    )
    assert files["_redirects.caddy"] == (
        f'{note}redir "/health/old/" "/health/privacy/#cookies" 301\n'
        'redir "/health/old" "/health/privacy/#cookies" 301\n'
        'redir "/health/older.html" "/health/about/" 301\n'
    )
