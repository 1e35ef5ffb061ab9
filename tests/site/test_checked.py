"""Nothing is published that no check has seen: what leads on from an old address passes all that a page must pass."""

import random

import pytest

from tests.conftest import ADDRESS, PUBLISH, Project, run_build

STUB = "theme/templates/files/moved.html"


@pytest.mark.parametrize(
    ("old", "new", "rule", "on_line"),
    [
        ("</head>", '<script src="https://a.example/x.js"></script>\n</head>', "foreign-resource", "a.example"),
        ('content="0; url={{ to }}"', 'content="9; url={{ to }}"', "raw-element", '"9; url='),
        ('content="0; url={{ to }}"', 'content="0; url=https://a.example/"', "raw-element", "0; url=https://a.example"),
        ('<main class="ma-main">', '<main class="ma-main" onclick="x()">', "event-handler", "onclick"),
        ("{{ disclaimer(DISCLAIMER, SITEURL) }}", "", "disclaimer-page", ""),
        ("</main>", '<a href="/nowhere/">Look</a></main>', "link-broken", "/nowhere/"),
        ("</main>", "<p>It is proven.</p></main>", "word", "proven"),
        ("<h1>This page has moved</h1>", "<h2>This page has moved</h2>", "headings", "<h2>This"),
    ],
)
def test_a_page_that_leads_on_is_checked_before_it_is_published(project: Project, old, new, rule, on_line):
    project.append("content/redirects.toml", '"/old/" = "/privacy/"\n')
    project.append("content/published.txt", "/old/\n")
    project.replace(STUB, old, new)
    done = run_build(project.folder, *PUBLISH, **ADDRESS)
    assert done.returncode == 1, done.stdout
    assert f"[{rule}]" in done.stderr
    lines = project.read(STUB).split("\n")
    line = next((f":{number}" for number, line in enumerate(lines, 1) if on_line and on_line in line), "")
    assert any(
        f"[{rule}]" in fault and fault.lstrip().startswith((f"{STUB}{line}: ", "output: old/index.html: "))
        for fault in done.stderr.split("\n\n")
    ), done.stderr
    assert not (project.folder / "public").exists()


def test_a_redirect_that_leads_nowhere_is_one_fault(project: Project):
    project.append("content/redirects.toml", '"/old/" = "/nowhere/#there"\n')
    project.append("content/published.txt", "/old/\n")
    done = run_build(project.folder, *PUBLISH, **ADDRESS)
    assert "content/redirects.toml:" in done.stderr
    assert "1 fault: nothing was published" in done.stderr, done.stderr


def test_a_page_that_is_too_heavy_stops_the_build_and_says_by_how_much(project: Project):
    letters = random.Random(1)
    words = ("".join(letters.choices("abcdefghijklmnopqrstuvwxyz", k=9)) for _ in range(3_000))
    project.append("content/pages/privacy.md", f"\n{' '.join(words)}\n")
    done = project.build()
    assert done.returncode == 1
    assert "content/pages/privacy.md: the page privacy/index.html weighs " in done.stderr
    assert "at most 18,000" in done.stderr
    assert "1 fault: nothing was published" in done.stderr, done.stderr
