"""The pages together, and the files beside them."""

import pytest

from builder.check.terms import BuiltPage
from tests.check.conftest import PRIVACY, Tiny

OLD = "output/old/index.html"


def leading_on(tiny: Tiny, old: str = "", new: str = "") -> None:
    """Add a page that leads on from an old address to the one about the site."""
    shell = (tiny.root / "output/privacy/index.html").read_text()
    html = shell.replace("<title>", '<meta http-equiv="refresh" content="0; url=/about/"><title>')
    html = html.replace("BODY", '<a href="/about/">About</a>').replace('class="ma-review"', "")
    assert old in html
    tiny.write(OLD, html.replace(old, new) if old else html)
    tiny.others.append(BuiltPage("old/index.html", "files/moved", ()))
    tiny.leads_on["old/index.html"] = "/about/"
    tiny.write("theme/templates/files/moved.html", '<meta http-equiv="refresh"\ncontent="0; url={{ to }}">\n')


def test_a_page_that_leads_on_to_where_the_redirects_say_is_sound(tiny: Tiny):
    leading_on(tiny)
    assert tiny.faults() == []


@pytest.mark.parametrize(
    ("old", "new", "rule", "place"),
    [
        ('content="0; url=/about/"', 'content="9; url=/about/"', "meta-command", "theme/templates/files/moved.html:1"),
        (
            "</head>",
            '<script src="https://a.example/x.js"></script></head>',
            "foreign-resource",
            "output: old/index.html",
        ),
        ("<main", '<main onclick="x()"', "event-handler", "output: old/index.html"),
        ("</main>", "<p>It is proven.</p></main>", "word-shown", "output: old/index.html"),
        ("For information only.", "", "disclaimer-lost", "theme/templates/files/moved.html"),
    ],
)
def test_a_page_that_leads_on_is_checked_like_all_others(tiny: Tiny, old, new, rule, place):
    leading_on(tiny, old, new)
    assert tiny.named() == [(rule, place)]


def test_where_a_redirect_leads_is_checked_at_its_line_only(tiny: Tiny):
    leading_on(tiny, "/about/", "/nowhere/")
    tiny.write(OLD, (tiny.root / OLD).read_text().replace("/nowhere/#", "/about/#"))
    tiny.leads_on["old/index.html"] = "/nowhere/"
    assert tiny.faults() == []


def test_a_page_that_leads_on_has_no_ids_that_a_link_could_mean(tiny: Tiny):
    leading_on(tiny)
    tiny.built('<a href="/old/#gone">x</a>')
    assert tiny.faults() == []


def test_a_page_that_was_not_written_is_missed_unless_its_template_is_known_to_fail(tiny: Tiny):
    tiny.others.append(BuiltPage("gone/index.html", "page", ("content/pages/gone.md",)))
    tiny.built('<a href="/gone/#part">its text is there</a>')
    assert tiny.named() == [("page-not-written", "content/pages/gone.md")]
    tiny.failed = ("gone/index.html",)
    assert tiny.faults() == []
    tiny.failed = ()
    tiny.write("output/gone/index.html", "")
    assert tiny.named() == [("page-not-written", "content/pages/gone.md")]


@pytest.mark.parametrize("name", ["wording.toml", "images/.draft.svg", "assets/x.htm", "pages/x.png", "pagefind/x.bin"])
def test_a_file_that_no_reader_needs_is_not_published(tiny: Tiny, name):
    tiny.search = ""
    for page in ("privacy", "about", "search"):
        path = tiny.root / f"output/{page}/index.html"
        path.write_text(
            path.read_text()
            .replace('<form class="ma-search" action="/search/" role="search">', "")
            .replace('<input type="search" name="q" aria-label="Search"></form>', "")
        )
    tiny.write(f"output/{name}", "<svg/>")
    (fault,) = tiny.faults()
    assert (fault.rule, str(fault.place)) == ("file-not-for-publishing", f"output: {name}")
    tiny.write(PRIVACY, f"\n[x]({{static}}/{name})")
    assert tiny.named() == [("file-not-for-publishing", f"{PRIVACY}:2")]


def test_what_the_search_writes_is_left_to_the_search(tiny: Tiny):
    tiny.write("output/pagefind/x.pf_meta", "x")
    assert tiny.faults() == []


@pytest.mark.parametrize(
    ("svg", "rule", "words"),
    [
        ("<svg><path></svg>", "image-unreadable", "images/a.svg is not sound XML"),
        ('<svg><g onload="x()"/></svg>', "event-handler", "<g> has the event handler “onload”"),
        ("<svg><script/></svg>", "element-not-allowed", "<script>"),
        ("<svg><foreignObject/></svg>", "element-not-allowed", "<foreignObject>"),
        ('<svg><image href="https://a.example/x.png"/></svg>', "foreign-resource", "“https://a.example/x.png”"),
        ('<svg><image href="gone.png"/></svg>', "image-missing", "no file “gone.png”"),
        ("<svg><style>g{fill:url(//a.example/x)}</style></svg>", "foreign-resource", "“//a.example/x”"),
        ('<svg><path fill="url(#p)"/></svg>', "pattern-missing", "“p”"),
    ],
)
def test_a_picture_does_no_more_than_a_page_may(tiny: Tiny, svg, rule, words):
    tiny.write("output/images/a.svg", svg)
    (fault,) = tiny.faults()
    assert (fault.rule, str(fault.place)) == (rule, "output: images/a.svg")
    assert words in fault.wrong


def test_a_sound_picture_may_have_a_style_of_its_own(tiny: Tiny):
    tiny.write(
        "output/images/a.svg",
        '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 9 9"><style>g{fill:red}</style>'
        '<pattern id="p" patternUnits="userSpaceOnUse"/><path fill="url(#p)" d="M0 0"/></svg>',
    )
    assert tiny.faults() == []


@pytest.mark.parametrize(
    ("address", "rule", "words"),
    [
        ("https://a.example/f.woff2", "foreign-resource", "“https://a.example/f.woff2” from another host"),
        ("fonts/gone.woff2", "stylesheet-address", "“fonts/gone.woff2”, which is not there"),
    ],
)
def test_a_stylesheet_names_files_of_the_site_that_are_there(tiny: Tiny, address, rule, words):
    tiny.write("theme/static/css/type.css", f"a{{\nsrc: url({address}) }}")
    tiny.write("output/assets/site.css", f'a{{src:url("{address}")}}')
    (fault,) = tiny.faults()
    assert (fault.rule, str(fault.place)) == (rule, "theme/static/css/type.css:2")
    assert words in fault.wrong
    tiny.write("output/assets/site.css", "a{src:url(../images/session.svg)}")
    assert tiny.faults() == []


def test_a_page_of_the_same_bytes_is_read_once(tiny: Tiny):
    tiny.faults()
    first = tiny.facts["privacy/index.html"]
    tiny.faults()
    assert tiny.facts["privacy/index.html"] is first
    tiny.built("<p>More</p>")
    tiny.faults()
    assert tiny.facts["privacy/index.html"] is not first


def test_no_file_of_the_project_is_read_while_there_is_no_fault(tiny: Tiny, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("builder.check.place.Places.text", lambda *_: pytest.fail("a file was read"))
    assert tiny.faults() == []
