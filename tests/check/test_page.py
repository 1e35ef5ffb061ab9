"""Each rule of a page is broken on a page that is otherwise sound: found once, at its line, with words that help."""

import pytest

from builder.check.terms import BuiltPage
from builder.check.urls import file_at
from tests.check.conftest import BASE, DRAWING, PRIVACY, Tiny

OUTPUT = "output: privacy/index.html"
TEMPLATE = "theme/templates/page.html"


def second(rule: str, html: str, line: str, words: str, file: str = PRIVACY) -> tuple[str, str, str, str, str, str]:
    """What is written in the second line of a file."""
    return rule, html, file, f"\n{line}", f"{file}:2", words


# The rule, what the page holds, the file that it comes from with its text, the place, and words of the message.
IN_THE_TEXT = [
    second("element-not-allowed", "<iframe></iframe>", "<iframe></iframe>", "<iframe>, which is not on", BASE),
    ("element-not-allowed", "<p><blink>x</blink></p>", PRIVACY, "x\n<blink>", f"{PRIVACY}:2", "the list is ELEMENTS"),
    ("element-not-allowed", "<style>p{}</style>", BASE, "<style>", f"{BASE}:1", "<style>"),
    ("element-misplaced", '<meta name="robots">', BASE, '<meta name="robots">', f"{BASE}:1", "the head of the page"),
    ("element-misplaced", '<script src="/assets/a.js"></script>', BASE, "\n\n<script", f"{BASE}:3", "outside the head"),
    second("field-kept", '<input name="x">', '<input name="x">', "outside the search form", BASE),
    second("script-in-page", "<script>import('x')</script>", "<script>import('x')", "“import('x')”", BASE),
    ("form-not-search", '<form action="/about/" role="search"></form>', BASE, "<form>", f"{BASE}:1", "to “/about/”"),
    ("form-not-search", '<form action="/search/"><input></form>', BASE, "<form>", f"{BASE}:1", 'role="search"'),
    ("attribute-not-allowed", '<p contenteditable="">x</p>', BASE, "contenteditable", f"{BASE}:1", "<p> has the attri"),
    ("attribute-not-allowed", '<a href="/about/" ping="/x">x</a>', BASE, 'ping="/x"', f"{BASE}:1", "“ping”"),
    second("event-handler", '<b onclick="x()">x</b>', '<b onclick="x()">', "handler “onclick”"),
    second("inline-style", '<b style="color:red">x</b>', 'style="color:red"', "“color:red”"),
    (
        "column-aligned",
        '<table><caption>C</caption><tr><th scope="col" style="text-align: left;">x</th></tr></table>',
        PRIVACY,
        "| A |\n| :-- |",
        f"{PRIVACY}:2",
        "no colons in the row of hyphens",
    ),
    second("script-link", '<a href="JavaScript:x()">x</a>', "[x](JavaScript:x())", "runs a script"),
    ("script-link", '<a href="data:text/html,x">x</a>', PRIVACY, "data:text/html,x", f"{PRIVACY}:1", "<a> runs"),
    second("foreign-resource", '<img src="//a.example/x.png" alt="x">', "//a.example/x.png", "host"),
    (
        "foreign-resource",
        '<svg><path fill="url(https://a.example/x)"/></svg>',
        DRAWING,
        "a\nhttps://a.example/x",
        f"{DRAWING}:2",
        "another host",
    ),
    second("attribute-value", '<svg><path fill="url(b.svg#p)"/></svg>', 'fill="url(b.svg#p)"', "a colour", DRAWING),
    second("pattern-missing", '<svg><path fill="url(#p0)"/></svg>', "/// fact-box | a", "“p0”"),
    second("pattern-missing", '<svg><use href="#half"/></svg>', "#half", "“half”", DRAWING),
    second("mark-not-drawn", "<p><ma-said>x</ma-said></p>", "[=a b]", "forms in plain text only"),
    second("link-in-link", '<a href="/about/">x <sup><a href="/about/">y</a></sup></a>', "[x [y](z)](z)", "“y”"),
    second("link-insecure", '<a href="http://a.example">x</a>', "[x](http://a.example)", "not https"),
    second("link-insecure", '<a href="mailto:">x</a>', "[x](mailto:)", "“mailto:”"),
    second("link-empty", '<a href="">x</a>', "[x]()", "it has no address"),
    second("link-broken", '<a href="/abuot/">x</a>', "[x](/abuot/)", "(did you mean “/about/”?)"),
    second("link-broken", '<a href="{filename}x.md">x</a>', "[x]({filename}x.md)", "“{filename}x.md”"),
    second("link-broken", '<a href="%7Bfilename%7Dx.md">x</a>', "[x]({filename}x.md)", "leads nowhere"),
    (
        "link-broken",
        '<a href="/about">x</a>',
        PRIVACY,
        "/about/\n[x](/about)",
        f"{PRIVACY}:2",
        "“/about” leads nowhere",
    ),
    second("anchor-broken", '<a href="/about/#contakt">x</a>', "about.md#contakt", "on about/index.html"),
    ("anchor-broken", '<a href="#call">x</a>', PRIVACY, "#call-first\n[x](#call)", f"{PRIVACY}:2", "has the id “call”"),
    (
        "anchor-broken",
        '<a href="/about/#/#a">x</a>',
        PRIVACY,
        "#a",
        f"{PRIVACY}:1",
        "link to {filename}/pages/home.md#id",
    ),
    second("anchor-broken", '<a href="#in-short">In short</a>', "## In short {: #s}", "in-short"),
    ("anchor-broken", '<a href="#gone"><b>x</b></a>', PRIVACY, "x", PRIVACY, "gone"),
    second("image-missing", '<img src="/images/a.png" alt="x">', "![x](/images/a.png)", "no file “/im"),
    (
        "image-missing",
        '<img srcset="/images/a.png 2x" src="/images/session.svg" alt="x">',
        PRIVACY,
        "a.png",
        f"{PRIVACY}:1",
        "a.png",
    ),
    second("image-not-picture", '<img src="/about/" alt="x">', "![x](/about/)", "is not an image"),
    second("image-without-alt", '<img src="/images/session.svg">', "![](/images/session.svg)", "no alt"),
    second("id-twice", '<p id="a">x</p><p id="a">x</p>', "## A {: #a}", "is there twice"),
    second("table-bare", "<table><tr><th>A</th></tr></table>", "| A | B |", "no caption"),
    second("table-bare", "<table><caption>C</caption><tr><th>A</th></tr></table>", "| A |", "scope"),
    second("element-empty", '<a href="/about/"></a>', "[](/about/)", "an empty <a>"),
    second("element-empty", "<h2></h2>", "## \n", "an empty <h2>"),
    second("code-shown", "<pre>Code it is.\n</pre>", "    Code it is.", "four spaces"),
    second("page-title-again", "<h1>Top</h1>", "# Top", "2 headings of level 1"),
    second("heading-skips", "<h3>Deep</h3>", "### Deep", "from level 1 to level 3"),
    second("markdown-left", "<p>It [lund2009] is.</p>", "It [lund2009]", "“It [lund2009] is.”"),
    second("markdown-left", "<p>/// tabel | A</p><p>///</p>", "/// tabel | A\n\n///", "was left"),
    ("markdown-left", "<p>It is **never</p>", PRIVACY, "\n**x**\nIt is **never", f"{PRIVACY}:3", "spaces, spelling"),
    second("word-shown", "<p>pro<strong>ven</strong></p>", "pro**ven**", "is shown, which"),
    second("word-shown", "<p>energy\nflow</p>", "No energy\nflow", "“energy flow”"),
    second("word-shown", "<p>proven</p>", "<b>proven</b>", "expected: “may”", BASE),
    second("word-shown", '<p aria-label="Proven">x</p>', "<text>Proven", "“Proven”", DRAWING),
    ("word-shown", "<p>proven</p>", BASE, "unproven", OUTPUT, "“proven”"),
]
# The rule, a part of the shell of every page, what stands there instead, the place, and words of the message.
IN_THE_SHELL = [
    ("event-handler", '<body class="ma-page">', '<body onload="x()">', OUTPUT, "“onload”"),
    (
        "meta-command",
        "<title>",
        '<meta http-equiv="refresh" content="0; url=/about/"><title>',
        OUTPUT,
        "“refresh: 0; url=",
    ),
    ("meta-command", "<title>", '<meta http-equiv="set-cookie" content="a"><title>', OUTPUT, "set-cookie"),
    ("script-in-page", "look()", "look();more()", OUTPUT, "LOOK_SCRIPT of the settings"),
    (
        "resource-missing",
        "<title>",
        '<script src="/assets/gone.js"></script><title>',
        TEMPLATE,
        "no file “/assets/gone.js”",
    ),
    (
        "foreign-resource",
        "<title>",
        '<link rel="alternate stylesheet" href="//a.example/x.css"><title>',
        OUTPUT,
        "x.css",
    ),
    ("page-title-missing", "<h1>Privacy</h1>", "<p>Privacy</p>", TEMPLATE, "no heading of level 1"),
    ("part-lost", ' lang="en-gb"', "", TEMPLATE, "has lost html[lang]: see privacy/index.html"),
    ("part-lost", "<title>Privacy – Site</title>", "<title> – </title>", TEMPLATE, "has lost a title"),
    ("part-lost", 'content="What is kept."', 'content=" "', TEMPLATE, "has lost a description"),
    ("part-lost", '<meta name="viewport" content="width=device-width">', "", TEMPLATE, "has lost a viewport"),
    ("part-lost", '<link rel="stylesheet" href="/assets/site.css">', "", TEMPLATE, "has lost the stylesheet"),
    ("part-lost", "</main>", "</main><main>x</main>", TEMPLATE, "has lost one main"),
    ("part-lost", '<time datetime="2027-11-23">23</time>', "2027", TEMPLATE, "has lost both review dates of its text"),
    ("disclaimer-lost", "For information only.", "For fun.", TEMPLATE, "does not show the disclaimer"),
    (
        "disclaimer-lost",
        '<p class="ma-disclaimer">',
        '<p class="ma-disclaimer" hidden>',
        TEMPLATE,
        "for everyone to see",
    ),
    ("disclaimer-lost", "<footer>", '<footer class="ma-hidden">', TEMPLATE, "“For information only.” in the footer"),
    ("disclaimer-lost", "/about/#medical-disclaimer", "/about/", TEMPLATE, "a link to the whole of it"),
]


def test_a_sound_page_has_no_faults(tiny: Tiny):
    tiny.built(
        "<h2 id='x'>More</h2><p>Text with <a href='/about/#medical-disclaimer'>a link</a>, "
        "<a href='https://a.example'>one elsewhere</a> and <a href='mailto:a@b.example'>mail</a>.</p>"
        "<img src='/images/session.svg' alt='A timeline'>"
        "<table data-filter='Find'><caption>C</caption><tr><th scope='col'>A</th><td>1</td></tr></table>"
        "<svg viewBox='0 0 9 9' aria-hidden='true' fill='none'><path id='p' d='M0 0'/><use href='#p'/></svg>"
        "<ul class='ma-bibliography'><li>Proven [lund2009] **</li></ul>"
        "<script type='application/ld+json'>{}</script>"
    )
    assert tiny.faults() == []
    facts = tiny.facts["privacy/index.html"]
    assert {"x", "main", "p"} == facts.ids
    assert [heading[:3] for heading in facts.headings] == [(1, "Privacy", ""), (2, "More", "x")]


def test_a_page_of_a_site_with_an_address_names_its_files_by_it(tiny: Tiny):
    tiny.siteurl = "https://site.example"
    for name in ("privacy", "about", "search"):
        path = tiny.root / f"output/{name}/index.html"
        path.write_text(path.read_text().replace('="/', '="https://site.example/'))
    assert tiny.faults() == []


@pytest.mark.parametrize(("rule", "body", "file", "text", "place", "words"), IN_THE_TEXT, ids=lambda value: value[:40])
def test_a_fault_of_a_text_is_found_once_where_it_stands(tiny: Tiny, rule, body, file, text, place, words):
    tiny.write("output/assets/a.js", "")
    tiny.write(file, text)
    tiny.built(body)
    (fault,) = tiny.faults()
    assert (fault.rule, str(fault.place)) == (rule, place)
    assert words in str(fault)


@pytest.mark.parametrize(("rule", "old", "new", "place", "words"), IN_THE_SHELL, ids=lambda value: value[:40])
def test_a_fault_of_a_template_is_found_once_where_it_stands(tiny: Tiny, rule, old, new, place, words):
    tiny.built("", old, new)
    (fault,) = tiny.faults()
    assert (fault.rule, str(fault.place)) == (rule, place)
    assert words in str(fault)


def test_every_line_that_holds_a_broken_link_is_named(tiny: Tiny):
    tiny.write(PRIVACY, "[a](/nowhere/)\n[b](/nowhere/there/)\n<!-- [c](/nowhere/) -->\n[d](/nowhere/)\n")
    tiny.built('<a href="/nowhere/">a</a>')
    assert tiny.named() == [("link-broken", f"{PRIVACY}:1"), ("link-broken", f"{PRIVACY}:4")]


def test_a_stylesheet_that_is_not_there_is_one_fault_where_the_template_names_it(tiny: Tiny):
    tiny.write("theme/templates/page.html", '<h1>\n{% set stylesheet = "referenz" %}')
    tiny.built("", "/assets/site.css", "/assets/referenz.css")
    assert tiny.named() == [("resource-missing", f"{TEMPLATE}:2")]


def test_markdown_that_was_left_is_found_in_the_text_that_has_it_not_in_the_first(tiny: Tiny):
    tiny.page = BuiltPage("privacy/index.html", "page", (PRIVACY, "content/pages/about.md"))
    tiny.write(PRIVACY, "/// key-points\n")
    tiny.write("content/pages/about.md", "\n/// drawing | session\n    note: A line\n")
    tiny.built("<p class='ma-review'><time>1</time><time>2</time></p><p>/// drawing | session\nnote: A line</p>")
    assert tiny.named() == [("markdown-left", "content/pages/about.md:2")]


def test_what_several_pages_of_a_template_lack_is_one_fault_that_names_them(tiny: Tiny):
    for number in range(4):
        tiny.others.append(BuiltPage(f"p{number}/index.html", "page", (PRIVACY,)))
        tiny.built("", "<main ", "<div ")
        tiny.write(f"output/p{number}/index.html", (tiny.root / "output/privacy/index.html").read_bytes())
    (fault,) = tiny.faults()
    assert fault.wrong.endswith("see p0/index.html, p1/index.html, p2/index.html and 2 more")


def test_a_page_that_is_too_heavy_is_named_by_its_text(tiny: Tiny):
    tiny.budget = 100
    tiny.write(PRIVACY, "Title: Privacy\n")
    named = tiny.named()
    assert ("page-weight", PRIVACY) in named
    assert "weighs" in str(tiny.faults())
    assert "at most 100" in str(tiny.faults())


def test_a_page_that_uses_what_only_another_stylesheet_draws_is_named_by_its_text(tiny: Tiny):
    tiny.write("output/assets/lists.css", ".ma-finder,.ma-facts dt{color:red}.ma-page{color:blue}")
    tiny.write("output/assets/site.css", ".ma-page{color:red}")
    tiny.built('<dl class="ma-facts"><dt class="mine ma-finder">x</dt></dl>')
    (fault,) = tiny.faults()
    assert (fault.rule, str(fault.place)) == ("style-missing", PRIVACY), "one for the page, which has ma-page too"
    assert "“ma-facts”" in fault.wrong
    assert "theme/static/css/site.css" in fault.fix


@pytest.mark.parametrize(
    ("links", "used"),
    [
        ("site lists", "ma-finder"),
        ("lists", "ma-finder"),
        ("site", "ma-page"),
        ("site", "ma-hook"),
        ("site", "finder"),
        ("site", "ma-find"),
    ],
)
def test_a_class_needs_the_styles_that_there_are_for_it_and_no_others(tiny: Tiny, links: str, used: str):
    tiny.write("output/assets/lists.css", ".ma-page,.ma-finder{color:red}")
    tiny.write("output/assets/site.css", ".ma-page{color:red}")
    link = '<link rel="stylesheet" href="/assets/{}.css">'
    tiny.built("", link.format("site"), "".join(link.format(name) for name in links.split()))
    html = (tiny.root / "output/privacy/index.html").read_text()
    tiny.write("output/privacy/index.html", html.replace("<h1>", f'<h1 class="{used}">'))
    assert tiny.faults() == []


def test_without_a_search_no_form_is_allowed(tiny: Tiny):
    tiny.search = ""
    assert {rule for rule, _ in tiny.named()} == {"form-not-search"}


@pytest.mark.parametrize("typed", ["It is proven.", "Title: Proven", '<!-- allow "proven": why -->\nIt is proven.'])
def test_a_word_that_stands_in_the_text_as_it_is_shown_is_left_to_the_check_of_texts(tiny: Tiny, typed):
    tiny.write(PRIVACY, typed)
    tiny.built(f"<p>{'Proven' if 'Proven' in typed else 'proven'}</p>")
    assert tiny.faults() == []


def test_a_word_in_an_address_is_not_what_the_check_of_texts_looks_at(tiny: Tiny):
    tiny.write(PRIVACY, "[x](https://proven.example)")
    tiny.built("<p>proven</p>")
    assert tiny.named() == [("word-shown", f"{PRIVACY}:1")]


def test_a_word_of_a_row_is_left_to_the_check_of_rows(tiny: Tiny):
    tiny.worded = ("It was proven.",)
    tiny.built("<p>It was proven.</p>")
    assert tiny.faults() == []


def test_no_fault_hides_another(tiny: Tiny):
    tiny.write("content/pages/about.md", "It is proven.")
    tiny.write("output/about/index.html", (tiny.root / "output/about/index.html").read_text().replace("All", "proven"))
    tiny.write(PRIVACY, "It is pro**ven**.\n")
    tiny.built("<p>proven</p><iframe></iframe>")
    assert [rule for rule, _ in tiny.named()] == ["element-not-allowed", "word-shown"]


@pytest.mark.parametrize("heading", ["What Actually Makes It Effective", "WHAT ACTUALLY MAKES IT EFFECTIVE"])
def test_the_headings_of_the_guide_may_hold_any_word(tiny: Tiny, heading):
    tiny.built(f"<h2>{heading}</h2>")
    assert tiny.faults() == []


def test_a_script_in_a_drawing_is_found_there_and_not_where_the_theme_has_one(tiny: Tiny):
    tiny.write(BASE, "<script>look()</script>")
    tiny.write(DRAWING, "<svg>\n<script>more()</script>")
    tiny.built("<svg><script>more()</script></svg>")
    assert tiny.named() == [("script-in-page", f"{DRAWING}:2")]


@pytest.mark.parametrize(
    ("shown", "words"), [("<h2>one</h2><h2>two</h2>", "“One” is missing"), ("<h2>Two</h2><h2>One</h2>", "their order")]
)
def test_the_home_page_shows_the_headings_of_its_sections_as_they_are_read(tiny: Tiny, shown, words):
    tiny.page = BuiltPage("privacy/index.html", "home", (PRIVACY,), ("One", "Two"))
    tiny.built("<h2>One</h2><h2>Two</h2>")
    assert tiny.faults() == []
    tiny.built(shown)
    (fault,) = tiny.faults()
    assert (fault.rule, str(fault.place)) == ("guide-headings", "theme/templates/home.html")
    assert words in fault.wrong


def test_an_address_from_the_root_leaves_a_site_that_is_a_part_of_its_host():
    siteurl = "https://site.example/sub"
    assert file_at("/about/", "privacy/index.html", siteurl) == ""
    assert file_at("/subway/", "privacy/index.html", siteurl) == ""
    for address in ("/sub/about/", f"{siteurl}/about/", "../about/"):
        assert file_at(address, "privacy/index.html", siteurl) == "about/index.html"
    for address in ("../../about/", "../../../", "/../about/", f"{siteurl}/../about/"):
        assert file_at(address, "privacy/index.html", siteurl) == ""
        assert file_at(address, "privacy/index.html", "") == "" or address.startswith(siteurl)
    assert file_at("../", "privacy/index.html", "") == "index.html"
    assert file_at("/sub/", "privacy/index.html", siteurl) == file_at(siteurl, "a.html", siteurl) == "index.html"
    assert file_at("/about/", "privacy/index.html", "https://site.example") == "about/index.html"
