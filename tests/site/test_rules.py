"""Each rule is broken on a copy of the sample; the build must fail, name the place, and leave output/ alone."""

import re

import pytest
from plugins.faults import Rule

from tests.conftest import ROOT, SAMPLE, Project
from tests.site.breaking import (
    Case,
    appended,
    deleted,
    edited,
    emptied,
    head,
    header,
    in_drawing,
    linked,
    renamed,
    replaced,
    swapped,
    with_bytes,
    written,
)
from tests.site.ledger_cases import LEDGER_CASES

INTRODUCTION = "content/guide/00-introduction.md"
FIRST = "content/guide/01-what-is-medical-acupuncture.md"
LAST = "content/guide/11-medical-disclaimer.md"
PRIVACY = "content/pages/privacy.md"
SOURCES = "content/evidence/sources.bib"
BASE = "theme/templates/base.html"
REDIRECTS = "content/redirects.toml"
PUBLISHED = "content/published.txt"
SEARCH = "content/search.toml"
PAGE = "Title: {}\nSummary: {}\nReviewed: 2026-11-23\nNext_review: 2027-11-23\n\nSome text.\n"


CASES = [
    # a file
    Case(
        Rule.ENCODING, PRIVACY, "sets no cookies", "0xe9 is not UTF-8", with_bytes(PRIVACY, b"It sets", b"Caf\xe9 sets")
    ),
    Case(Rule.EMPTY, INTRODUCTION, "", "the file is empty", written(INTRODUCTION, "")),
    Case(Rule.EMPTY, PRIVACY, "", "the page has no text", emptied(PRIVACY, 4)),
    Case(
        Rule.BYTE_ORDER_MARK, PRIVACY, "Title", "byte-order mark", with_bytes(PRIVACY, b"Title", b"\xef\xbb\xbfTitle")
    ),
    Case(Rule.LINE_ENDS, PRIVACY, "Title", "Windows line ends", with_bytes(PRIVACY, b"\n", b"\r\n")),
    Case(Rule.KIND, "content/pages/other.rst", "", "is not Markdown", written("content/pages/other.rst", "Title\n")),
    # its header
    edited(Rule.HEADER_LINE, PRIVACY, "Title Privacy", "cannot be read", "Title: ", "Title "),
    edited(Rule.FIELD_MISSING, FIRST, "Title", "no field “Reviewed”", "Reviewed: 2026-11-23\n", ""),
    edited(Rule.FIELD_MISSING, PRIVACY, "Title", "no field “Summary”", "Summary: ", "Summarised: "),
    edited(Rule.FIELD_UNKNOWN, FIRST, "Reviewd", "did you mean “Reviewed”", "Reviewed", "Reviewd"),
    edited(Rule.FIELD_TWICE, FIRST, "Again", "stands twice", "Reviewed", "Title: Again\nReviewed"),
    edited(Rule.FIELD_VALUE, PRIVACY, "Title", "no usable value", "Title: Privacy", "Title:"),
    edited(Rule.DATE, FIRST, "Reviewed", "not a whole date: “2026-11”", "2026-11-23", "2026-11"),
    edited(Rule.DATE, FIRST, "Reviewed", "not a whole date: “2026-02-30”", "2026-11-23", "2026-02-30"),
    edited(Rule.DATE, FIRST, "Reviewed", "not a whole date: “23 May 2026”", "2026-11-23", "23 May 2026"),
    edited(Rule.DATE_ORDER, FIRST, "Next_review", "is not within a year", "2027-11-23", "2025-11-23"),
    # the guide
    Case(Rule.SECTION_MISSING, "content/guide", "", "“Medical Disclaimer” is missing", deleted(LAST)),
    Case(
        Rule.SECTION_UNEXPECTED,
        "content/guide/12-more.md",
        "Title",
        "no section “More”",
        written("content/guide/12-more.md", PAGE.format("More", "x").replace("Summary: x\n", "")),
    ),
    edited(
        Rule.SECTION_RENAMED,
        FIRST,
        "Title",
        "word for word “What Is Medical Acupuncture?”",
        "Title: What Is",
        "Title: What is",
    ),
    Case(
        Rule.SECTION_TWICE,
        "content/guide/12-again.md",
        "Title",
        "stands twice",
        lambda project: project.write("content/guide/12-again.md", project.read(FIRST)),
    ),
    Case(
        Rule.SECTION_ORDER,
        "content/guide/02-how-medical-acupuncture-works.md",
        "Title",
        "rename the file to 03-how-medical-acupuncture-works.md",
        swapped,
    ),
    Case(Rule.SECTION_EMPTY, FIRST, "", "has 2 different words", emptied(FIRST, 3, "Too short.")),
    edited(
        Rule.DISCLAIMER_SECTION,
        LAST,
        "",
        "does not hold the disclaimer",
        "does not replace professional",
        "may replace",
    ),
    Case(
        Rule.DISCLAIMER_PAGE,
        "theme/templates/home.html",
        "",
        "does not show the disclaimer",
        replaced(BASE, "{{ disclaimer(DISCLAIMER, SITEURL) }}", ""),
    ),
    Case(
        Rule.DISCLAIMER_PAGE,
        "theme/templates/page.html",
        "",
        "does not show the disclaimer",
        appended("theme/templates/page.html", "{% block footer %}{% endblock %}\n"),
    ),
    # between files
    edited(
        Rule.ADDRESS_TWICE,
        PRIVACY,
        "Save_as",
        "is that of content/pages/about.md too",
        "Reviewed",
        "Save_as: about/index.html\nReviewed",
    ),
    Case(
        Rule.ADDRESS_TWICE,
        "content/guide/12-introduction.md",
        "Title",
        "the anchor is that of content/guide/00-introduction.md too",
        lambda project: project.write("content/guide/12-introduction.md", project.read(INTRODUCTION)),
    ),
    Case(
        Rule.TITLE_TWICE,
        PRIVACY.replace("privacy", "privately"),
        "Title",
        "the title is that of content/pages/privacy.md too",
        written("content/pages/privately.md", PAGE.format("Privacy", "Another summary")),
    ),
    Case(
        Rule.SUMMARY_TWICE,
        "content/pages/two.md",
        "Summary",
        "is that of content/pages/one.md too",
        lambda project: [project.write(f"content/pages/{n}.md", PAGE.format(n, "Same")) for n in ("one", "two")],
    ),
    # addresses
    *(
        Case(Rule.REDIRECT, REDIRECTS, line.split("\n")[-1], words, appended(REDIRECTS, f"{line}\n"))
        for line, words in (
            ('"/old/" = /', "the redirects cannot be read"),
            ('"/old/" = 3', "“3” has not the form"),
            ('"/old" = "/"', "“/old” has not the form"),
            ('"/Old/" = "/"', "“/Old/” has not the form"),
            ('"/a/../b/" = "/"', "“/a/../b/” has not the form"),
            ('"/old/index.html" = "/"', "“/old/index.html” has not the form"),
            ('"https://old.example/" = "/"', "has not the form"),
            ('"/old/" = "https://new.example/"', "“https://new.example/” has not the form"),
            ('"/privacy/" = "/about/"', "“/privacy/” is an address of the site"),
            ('"/data/harms.csv" = "/data/findings.csv"', "“/data/harms.csv” is an address of the site"),
            ('"/old/" = "/privaci/"', "“/privaci/” leads nowhere (did you mean “/privacy/”?)"),
            ('"/old/" = "/privacy/#man"', "has the id “man” (did you mean “main”?)"),
            ('"/old/" = "/data/harms.csv#main"', "has the id “main”"),
            ('"/old/" = "/old/"', "“/old/” is itself an old address"),
            ('"/old/" = "/"\n"/older/" = "/old/"', "“/old/” is itself an old address"),
            ('"/old/" = "/about/"\n"/old/" = "/privacy/"', "the redirects cannot be read"),
        )
    ),
    Case(Rule.REDIRECT, REDIRECTS, "", "the redirects cannot be read", deleted(REDIRECTS)),
    Case(Rule.REDIRECT, REDIRECTS, "", "the redirects cannot be read", written(REDIRECTS, b"\xff")),
    Case(Rule.REDIRECT, REDIRECTS, "", "something else than", appended(REDIRECTS, "[more]\n")),
    Case(Rule.ADDRESS_LIST, PUBLISHED, "", "the list cannot be read", deleted(PUBLISHED)),
    Case(Rule.REDIRECT, REDIRECTS, "", "something else than", written(REDIRECTS, "moved = 3\n")),
    Case(Rule.ADDRESS_LIST, PUBLISHED, "needles", "“needles” has not the form", appended(PUBLISHED, "needles\n")),
    Case(Rule.ADDRESS_LOST, PUBLISHED, "/needles/", "“/needles/” is gone", appended(PUBLISHED, "/needles/\n")),
    Case(
        Rule.ADDRESS_LOST,
        PUBLISHED,
        "/conditions/anxiety/",
        "“/conditions/anxiety/” is gone",
        renamed("content/conditions/anxiety.md", "content/conditions/worry.md"),
    ),
    # sources
    edited(
        Rule.BIBTEX,
        SOURCES,
        "@article{able2021safety",
        "“able2021safety” cannot be read",
        "title = {Needle-related",
        "title = ",
    ),
    Case(Rule.BIBTEX, SOURCES, "", "the file cannot be read", deleted(SOURCES)),
    edited(
        Rule.SOURCE_TWICE,
        SOURCES,
        "@article{board_lung",
        "the key “board_lung” stands twice",
        "calm2023sample,",
        "board_lung,",
    ),
    *(
        edited(Rule.SOURCE_INCOMPLETE, SOURCES, "@misc{board_lung", f"has no {said}", f"  {start}", f"  x{start}")
        for start, said in {
            "author = {{Board of Samples}},\n  title = {What is a col": "author",
            "title = {What is a col": "title",
            "year = {n.d.},\n  url = {https://board.example/news/what": "year",
            "url = {https://board.example/news/what": "doi, pmid or url",
        }.items()
    ),
    Case(
        Rule.SOURCE_UNCITED,
        SOURCES,
        "lonely",
        "no page cites the source “lonely”",
        lambda project: project.write(
            SOURCES,
            "@misc{lonely,\n author = {A}, title = {T}, year = {2020}, url = {https://a.example}}\n"
            + project.read(SOURCES),
        ),
    ),
    edited(
        Rule.CITATION_UNKNOWN,
        FIRST,
        "[@finder2009]",
        "no source has the key “finder2009” (did you mean “finder20",
        "[@finder2009needles]",
        "[@finder2009]",
    ),
    # words
    edited(Rule.WORD, PRIVACY, "- It sets", "the word “proven” is not used", "It sets no", "It sets no proven"),
    edited(Rule.WORD, PRIVACY, "Summary", "the word “Guaranteed”", "Summary: This", "Summary: Guaranteed this"),
    *(
        edited(Rule.WORD, PRIVACY, marker, f"the word “{marker}” is not used", old, f"{old}{marker}: ")
        for marker in ("FILL-IN", "Todo")
        for old in ("- ", "Title: ", "Summary: ")
    ),
    edited(
        Rule.ALLOWANCE, PRIVACY, "allow", "gives no reason", "- It sets", '<!-- allow "cure" -->\n- No cure. It sets'
    ),
    edited(
        Rule.ALLOWANCE, PRIVACY, "allow", "allows nothing", "- It sets", '<!-- allow "cure": a reason -->\n- It sets'
    ),
    # blocks
    edited(
        Rule.BLOCK, "content/pages/home.md", "keypoints", "did you mean “key-points”", "/// key-points", "/// keypoints"
    ),
    edited(Rule.BLOCK, PRIVACY, "///", "is not closed", "- It sets", "/// care-card | urgent\n\n- It sets"),
    edited(Rule.BLOCK, PRIVACY, "///", "nothing is open", "- It sets", "///\n\n- It sets"),
    edited(
        Rule.BLOCK,
        "content/guide/06-is-it-safe.md",
        "emergancy",
        "no care card “emergancy” (did you mean “emergency”?)",
        "care-card | emergency",
        "care-card | emergancy",
    ),
    edited(
        Rule.BLOCK,
        "content/guide/03-how-medical-acupuncture-works.md",
        "/// table",
        "the table has no caption",
        "/// table | What is known, and what is argued about",
        "/// table",
    ),
    edited(
        Rule.DRAWING_MISSING,
        "content/guide/05-what-a-session-feels-like.md",
        "sesion",
        "no drawing content/images/sesion.svg (did you mean “session”?)",
        "drawing | session",
        "drawing | sesion",
    ),
    Case(
        Rule.DRAWING_MISSING,
        "content/images/session.svg",
        "<svg>",
        "the drawing is not sound",
        written("content/images/session.svg", "<svg><path></svg>"),
    ),
    # links and images
    edited(
        Rule.LINK_BROKEN,
        "content/pages/accessibility.md",
        "abuot",
        "“{filename}abuot.md” leads nowhere",
        "{filename}about.md",
        "{filename}abuot.md",
    ),
    edited(Rule.LINK_BROKEN, PRIVACY, "- [It]", "“/nowhere/” leads nowhere", "- It sets", "- [It](/nowhere/) sets"),
    edited(Rule.LINK_BROKEN, BASE, "gone.js", "no file “/assets/js/gone.js”", "js/site.js", "js/gone.js"),
    edited(
        Rule.ANCHOR_BROKEN,
        "content/pages/accessibility.md",
        "contakt",
        "nothing on about/index.html has the id “contakt”",
        "about.md#contact",
        "about.md#contakt",
    ),
    edited(
        Rule.ANCHOR_BROKEN,
        "content/pages/home.md",
        "call-frist",
        "has the id “call-frist”",
        "#call-first",
        "#call-frist",
    ),
    edited(
        Rule.LINK_INSECURE,
        PRIVACY,
        "a.example",
        "“http://a.example” is not https",
        "- It sets",
        "- [It](http://a.example) sets",
    ),
    edited(Rule.IMAGE_MISSING, PRIVACY, "gone", "no file “/images/gone.png”", "- It", "- ![x](/images/gone.png)"),
    edited(Rule.IMAGE_MISSING, PRIVACY, "gone", "no file “/images/gone.png”", "- It", "![x]({static}/images/gone.png)"),
    edited(Rule.IMAGE_ALT, PRIVACY, "![](", "has no alt text", "- It", "- ![](/assets/icons/mark.svg)"),
    edited(
        Rule.IMAGE_ALT,
        "content/guide/05-what-a-session-feels-like.md",
        "/// drawing",
        "the drawing “session” has no alt text",
        "    alt: A timeline",
        "    note: A timeline",
    ),
    # markup
    *(
        edited(
            Rule.RAW_ELEMENT, PRIVACY, f"<{tag}>", f"raw HTML: “<{tag}”", "- It sets", f"<{tag}>x</{tag}>\n\n- It sets"
        )
        for tag in ("script", "style", "iframe", "form", "object")
    ),
    edited(
        Rule.EVENT_HANDLER,
        PRIVACY,
        "onclick",
        "the event handler “onclick”",
        "- It sets",
        '- <b onclick="alert(1)">It</b> sets',
    ),
    edited(
        Rule.INLINE_STYLE,
        PRIVACY,
        "color:red",
        "the inline style “color:red”",
        "- It sets",
        '- <b style="color:red">It</b> sets',
    ),
    edited(
        Rule.INLINE_STYLE,
        "content/guide/03-how-medical-acupuncture-works.md",
        ":--",
        "no colons in the row of hyphens",
        "| --- | --- |",
        "| :-- | --- |",
    ),
    edited(
        Rule.SCRIPT_LINK,
        PRIVACY,
        "javascript:",
        "runs a script: “javascript:alert(1)”",
        "- It sets",
        '- <a href="javascript:alert(1)">It</a> sets',
    ),
    edited(
        Rule.FOREIGN_RESOURCE,
        PRIVACY,
        "a.example",
        "would load “https://a.example/x.png” from another host",
        "- It sets",
        "- ![x](https://a.example/x.png) sets",
    ),
    edited(
        Rule.FOREIGN_RESOURCE,
        BASE,
        "a.example",
        "“//a.example/x.css”",
        '<link rel="icon"',
        '<link rel="stylesheet" href="//a.example/x.css">\n<link rel="icon"',
    ),
    edited(
        Rule.FOREIGN_RESOURCE,
        "theme/static/css/tokens.css",
        "a.example",
        "“https://a.example/f.woff2”",
        "fonts/atkinson-hyperlegible-next.woff2",
        "https://a.example/f.woff2",
    ),
    edited(Rule.ID_TWICE, PRIVACY, "#browser", "the id “browser” stands twice", "{: #host}", "{: #browser}"),
    edited(Rule.HEADINGS, PRIVACY, "# Top", "2 headings of level 1", "- It sets", "# Top\n\n- It sets"),
    edited(
        Rule.HEADINGS, PRIVACY, "### What happens", "from level 1 to level 3", "## What happens", "### What happens"
    ),
    # the theme, the plugins and the settings
    edited(
        Rule.TEMPLATE_MISSING,
        PRIVACY,
        "pgae",
        "no template “pgae” (did you mean “page”?)",
        "Reviewed",
        "Template: pgae\nReviewed",
    ),
    edited(
        Rule.TEMPLATE_MISSING,
        "theme/templates/not-found.html",
        "pages.html",
        "no template “pages.html” (did you mean “page.html”?)",
        'extends "page.html"',
        'extends "pages.html"',
    ),
    Case(
        Rule.TEMPLATE_MISSING,
        BASE,
        "components/disclaimer.html",
        "no template “components/disclaimer.html”",
        deleted("theme/templates/components/disclaimer.html"),
    ),
    # Pelican's own theme has a base.html: falling back to it must be a fault, not a surprise.
    Case(Rule.TEMPLATE_MISSING, "theme/templates/home.html", "base.html", "no template “base.html”", deleted(BASE)),
    edited(
        Rule.TEMPLATE_SYNTAX,
        "theme/templates/page.html",
        "blok",
        "cannot be read",
        "{% block after %}",
        "{% blok after %}",
    ),
    edited(
        Rule.TEMPLATE_VARIABLE,
        BASE,
        "SITENAM }}",
        "'SITENAM' is undefined",
        "{{ page.title }} – {{ SITENAME }}",
        "{{ page.title }} – {{ SITENAM }}",
    ),
    *(
        edited(rule, f"theme/templates/{file}", new, words, old, new)
        for rule, file, old, new, words in (
            (Rule.TEMPLATE_SYNTAX, "files/sitemap.xml", "{% endfor", "{% endfro", "unknown tag 'endfro'"),
            (Rule.TEMPLATE_SYNTAX, "files/feed.atom.xml", "|map(", "|mop(", "No filter named 'mop'"),
            (Rule.TEMPLATE_VARIABLE, "files/robots.txt", "SITEURL", "SITURL", "'SITURL' is undefined"),
            (Rule.TEMPLATE_VARIABLE, "files/site.webmanifest", "SITEURL", "SITURL", "'SITURL' is undefined"),
            (Rule.TEMPLATE_SYNTAX, "components/findings.html", "in rows %}", "in rows }", "cannot be read"),
            (Rule.TEMPLATE_VARIABLE, "components/fact-box.html", "finding.size", "finding.siez", "no attribute 'siez'"),
        )
    ),
    edited(
        Rule.TEMPLATE_VARIABLE,
        "theme/templates/components/harm-box.html",
        "",
        "no attribute 'harm_box'",
        "macro harm_box",
        "macro harmbox",
    ),
    edited(
        Rule.STYLESHEET,
        "theme/static/css/site.css",
        "bass.css",
        "no stylesheet theme/static/css/bass.css",
        '"base.css"',
        '"bass.css"',
    ),
    # the search
    Case(
        Rule.SEARCH_FILE,
        SEARCH,
        "[[search]]",
        "typed: Input should be a valid list",
        written(SEARCH, 'idle = []\n\n[[search]]\ntyped = "bad back"\nwords = "back"\nfinds = "about/"\n'),
    ),
    Case(Rule.SEARCH_FILE, SEARCH, "", "cannot be used", deleted(SEARCH)),
    edited(
        Rule.SEARCH_FILE, SEARCH, "idle =", "idle: Input should be a valid list", "idle = [", 'idle = "a"\nother = ['
    ),
    edited(Rule.SEARCH_FILE, SEARCH, "“chest", "cannot be used", 'words = "chest pain"', "words = “chest pain”"),
    Case(Rule.SEARCH_PHRASE, SEARCH, "Back, BAD", "stands here again", replaced(SEARCH, "sore back", "Back, BAD")),
    Case(Rule.SEARCH_PHRASE, SEARCH, '"…"', "holds no word", replaced(SEARCH, "sore back", "…")),
    Case(
        Rule.SEARCH_TARGET, SEARCH, "#hipp", "does not exist", replaced(SEARCH, "joint-pain/#hip", "joint-pain/#hipp")
    ),
    Case(Rule.SEARCH_TARGET, SEARCH, '"nowhere/"', "does not exist", replaced(SEARCH, '"about/"', '"nowhere/"')),
    Case(Rule.SEARCH_TARGET, SEARCH, '"search/"', "does not exist", replaced(SEARCH, '"about/"', '"search/"')),
    Case(
        Rule.SEARCH_INDEX,
        "plugins/search.py",
        "",
        "Pagefind made no index",
        replaced("plugins/indexer.py", '"AddFile"', '"AddPage"'),
    ),
    Case(
        Rule.SEARCH_INDEX,
        "plugins/search.py",
        "",
        "Pagefind made no index",
        replaced("plugins/search.py", ' main"', ' nothing"'),
    ),
    Case(Rule.PAGE_MISSING, "content/pages/search.md", "", "search/index.html", deleted("content/pages/search.md")),
    Case(
        Rule.RAW_ELEMENT,
        BASE,
        "<form",
        "the page holds <form>",
        replaced(BASE, 'action="{{ SITEURL }}/search/"', 'action="{{ SITEURL }}/about/"'),
    ),
    Case(
        Rule.TEMPLATE_PART,
        "theme/templates/about.html",
        "",
        "has lost the stylesheet",
        replaced("theme/templates/about.html", '"reference"', '"referenz"'),
    ),
    edited(
        Rule.STYLESHEET,
        "theme/static/css/tokens.css",
        "gone.woff2",
        "names “fonts/gone.woff2”",
        "fonts/atkinson-hyperlegible-next.woff2",
        "fonts/gone.woff2",
    ),
    edited(Rule.PLUGIN, "pelicanconf.py", "gaet", "“plugins.gaet” does not load", '"plugins.gate"', '"plugins.gaet"'),
    Case(
        Rule.PLUGIN,
        "pelicanconf.py",
        "plugins.guide",
        "does not load: NameError",
        appended("plugins/guide.py", "\nnonsense\n"),
    ),
    edited(
        Rule.SETTING,
        "pelicanconf.py",
        "SITEURL =",
        "the setting SITEURL",
        'SITEURL = ""',
        'SITEURL = "http://a.example"',
    ),
    edited(Rule.SETTING, "pelicanconf.py", "REGION =", "no known region: 'moon'", 'REGION = "uk"', 'REGION = "moon"'),
    edited(
        Rule.SETTING,
        "pelicanconf.py",
        "REGIONS =",
        "is not usable at uk.emergency.number",
        '"number": "999"',
        '"number": "nine"',
    ),
    Case(Rule.PELICAN, "(Pelican)", "", "JINJA_EXTENSIONS", appended("pelicanconf.py", "JINJA_EXTENSIONS = []\n")),
    # --- each a way in which a fault could slip through ---
    Case(Rule.ENCODING, PRIVACY, "sets", "the control character", with_bytes(PRIVACY, b"It sets", b"It\x00 sets")),
    *(
        edited(Rule.ENCODING, PRIVACY, "sets", "the control character", "no cookies", f"no coo{odd}kies")
        for odd in ("\u200b", "\u00ad", "\u202e", "\ufffd")
    ),
    Case(Rule.ENCODING, "content/pages/gone.md", "", "cannot be read", linked("content/pages/gone.md")),
    Case(Rule.FIELD_VALUE, PRIVACY, "Save_as", "no usable value: “x.htm”", header("Save_as: x.htm")),
    Case(Rule.FIELD_VALUE, PRIVACY, "Save_as", "no usable value: “../x.html”", header("Save_as: ../x.html")),
    Case(Rule.FIELD_VALUE, PRIVACY, "Save_as", "expected: small letters", header("Save_as: X.html")),
    Case(Rule.FIELD_VALUE, PRIVACY, "Letters", "expected: two capital letters", header("Letters: a to g")),
    Case(Rule.FIELD_VALUE, PRIVACY, "Template", "expected: the name of a template", header("Template: Page.html")),
    edited(Rule.FIELD_VALUE, PRIVACY, "Summary", "expected: some text", "Summary:", "Summary:\nOld:"),
    edited(
        Rule.FIELD_VALUE,
        PRIVACY,
        "Summary",
        "the summary has 37 letters",
        " The sample of a privacy page, with",
        "\nOld:",
    ),
    edited(Rule.FIELD_VALUE, PRIVACY, "Summary", "the summary has 1 letter ", "Summary: ", "Summary: ?\nOld: "),
    edited(Rule.FIELD_VALUE, PRIVACY, "Summary", "shorten it", "Summary: ", f"Summary: {'More words. ' * 15}"),
    Case(Rule.FIELD_VALUE, PRIVACY, "URL", "is not where the page is written", header("URL: elsewhere/")),
    Case(Rule.FIELD_VALUE, PRIVACY, "Template", "no usable value", header("Template: components/review")),
    Case(Rule.FIELD_UNKNOWN, PRIVACY, "Status", "“Status” is unknown", header("Status: draft")),
    edited(Rule.DATE, FIRST, "Reviewed", "lies in the future", "Reviewed: 2026", "Reviewed: 2096"),
    Case(
        Rule.SECTION_FILE,
        "content/guide/more.md",
        "",
        "no place and no anchor",
        renamed(FIRST, "content/guide/more.md"),
    ),
    Case(Rule.SECTION_EMPTY, FIRST, "", "1 different words", emptied(FIRST, 3, "word " * 40)),
    Case(Rule.PAGE_MISSING, PRIVACY, "", "no text is written to privacy/index.html", deleted(PRIVACY)),
    Case(Rule.PAGE_MISSING, "content/pages/not-found.md", "", "404.html", deleted("content/pages/not-found.md")),
    edited(
        Rule.BLOCK_MISSING,
        "content/guide/06-is-it-safe.md",
        "",
        "has lost its block “/// care-card | emergency”",
        "care-card | emergency",
        "care-card | urgent",
    ),
    *(
        edited(
            Rule.BLOCK_MISSING, file, "", f"lost its block “/// {card}”", f"/// {card}\n", "/// care-card | emergency\n"
        )
        for file, card in (
            ("content/guide/06-is-it-safe.md", "care-card | urgent"),
            ("content/guide/08-when-to-consider-it.md", "care-card | urgent"),
            ("content/guide/08-when-to-consider-it.md", "care-card | crisis"),
        )
    ),
    *(
        edited(Rule.CONDITION_PART, file, "## When to see", f"no card “/// {card}”", f"/// {card}\n", f"/// {other}\n")
        for file, card, other in (
            ("content/conditions/anxiety.md", "care-card | crisis", "care-card | urgent"),
            ("content/conditions/anxiety.md", "care-card | emergency", "care-card | urgent"),
            ("content/conditions/joint-pain.md", "care-card | urgent", "care-card | crisis"),
        )
    ),
    *(
        edited(
            Rule.LEFTOVER,
            PRIVACY,
            left.strip(),
            "left in the text",
            "It sets no cookies.",
            f"It sets no cookies. {left}",
        )
        for left in ("[harbour2007]", "[^1]")
    ),
    edited(Rule.LEFTOVER, PRIVACY, "Code", "four spaces or a tab", "\n- It sets", "\n    Code it is.\n\n- It sets"),
    edited(
        Rule.LEFTOVER, PRIVACY, "/// tabel", "left in the text", "\n## ", "\n/// tabel | Two\n\nText.\n\n///\n\n## "
    ),
    edited(Rule.HEADINGS, FIRST, "## More", "write it with ###: ### More", "\n\n", "\n\n## More\n\n"),
    edited(
        Rule.WORD,
        "content/evidence/findings/anxiety.toml",
        "A miracle",
        "the word “miracle”",
        'caution = "The authors invented',
        'caution = "A miracle. The authors invented',
    ),
    edited(
        Rule.WORD,
        "content/evidence/sources.bib",
        "@article{calm2023sample,",
        "the word “miracle”",
        "annote = {The title is our description.},",
        "annote = {A miracle.},",
    ),
    edited(
        Rule.LEDGER_CONTRADICTION,
        "content/evidence/findings/psychosomatic-symptoms.toml",
        "[[finding.comparison]]  # again",
        "two comparisons with “sham” are of the same outcome",
        'value = 31.4\nlow = 20.3\nhigh = 42.5\nchance = "no"\nnoticed = "unknown"\n',
        'value = 31.4\nlow = 20.3\nhigh = 42.5\nchance = "no"\n\n[[finding.comparison]]  # again\nwith = "sham"\n'
        'chance = "unclear"\n',
    ),
    edited(
        Rule.BLOCK_MISSING,
        "content/pages/home.md",
        "",
        "has lost its key points",
        "/// key-points",
        "/// care-card | urgent",
    ),
    *(
        edited(Rule.BIBTEX, SOURCES, on_line, words, "@misc{board_lung,", new)
        for new, on_line, words in (
            ("@misc board_lung,", "@misc board", "not the start of an entry"),
            ("@misc{board.lung,", "@misc{board", "not the start of an entry"),
        )
    ),
    *(
        edited(Rule.SOURCE_INCOMPLETE, SOURCES, "@article{able2021safety", words, old, new)
        for old, new, words in (
            ("doi = {10.1000/safety", "doi = {https://doi.org/10.1000/safety", "doi = {https"),
            ("journal = {Annals", "jounral = {Annals", "jounral = {Annals"),
            ("pmid = {10000001}", "pmid = {no}", "pmid = {no}"),
        )
    ),
    edited(
        Rule.SOURCE_INCOMPLETE,
        SOURCES,
        "@misc{board",
        "year = {soon}",
        "{n.d.},\n  url = {https://board.example/news/what",
        "{soon},\n  url = {https://a.example",
    ),
    edited(
        Rule.SOURCE_INCOMPLETE,
        SOURCES,
        "@misc{board",
        "url = {http:",
        "https://board.example/news/w",
        "http://board.example/news/w",
    ),
    Case(
        Rule.SOURCE_TWICE,
        SOURCES,
        "@article{benzig",
        "“benzig” is “able2021safety” again",
        appended(
            SOURCES,
            "\n@article{benzig,\n author = {A}, title = {T}, year = {2020}, doi = {10.1000/safety.2021.1}}\n",
        ),
    ),
    edited(Rule.CITATION_UNKNOWN, PRIVACY, "Summary", "cannot be resolved", "Summary: ", "Summary: [@a] "),
    *(
        edited(Rule.CITATION_UNKNOWN, PRIVACY, "- It sets", "cannot be resolved", "no cookies", f"no {odd}")
        for odd in ("[@europe112, @listeners]", "[@europe112 p. 3]", "[ @europe112]")
    ),
    edited(
        Rule.CITATION_UNKNOWN,
        "pelicanconf.py",
        "REGIONS =",
        "no source has the key “europe11”",
        '"source": "europe112"',
        '"source": "europe11"',
    ),
    edited(
        Rule.CITATION_UNKNOWN,
        "pelicanconf.py",
        "REGIONS =",
        "no source has the key “lpft”",
        '"sources": ["lpft_crisis",',
        '"sources": ["lpft",',
    ),
    edited(Rule.WORD, PRIVACY, "- It sets", "“proven” is not used", "no cookies", "no _proven_ cookies"),
    edited(Rule.WORD, PRIVACY, "", "“proven” is shown", "no cookies", "no pro**ven** cookies"),
    edited(Rule.WORD, PRIVACY, "", "“energy flow” is shown", "no cookies", "no energy\n  flow"),
    edited(Rule.WORD, BASE, "Proven", "“Proven” is shown", "Skip to the text", "Proven text"),
    edited(Rule.WORD, "content/images/session.svg", "Cure", "“Cure” is shown", ">Rest<", ">Cure<"),
    *(
        Case(Rule.WORD_LIST, "content/wording.toml", "", "cannot be used", written("content/wording.toml", toml))
        for toml in (
            "[[word",
            '[[word]]\npattern = "("\nwhy = "xx"\ninstead = "xx"\n',
            '[[word]]\npattern = "xx"\n',
            b"\xff",
        )
    ),
    edited(Rule.BLOCK, PRIVACY, "///", "has no list", "- It sets", "/// care-card | urgent\n\n///\n\n- It sets"),
    edited(Rule.BLOCK, PRIVACY, "///", "holds no table", "- It sets", "/// table | C\n\nx\n\n///\n\n- It sets"),
    edited(
        Rule.BLOCK,
        "content/pages/home.md",
        "key-points",
        "takes nothing after its name",
        "/// key-points",
        "/// key-points | x",
    ),
    Case(
        Rule.BLOCK,
        "content/guide/05-what-a-session-feels-like.md",
        "/// drawing",
        "has no caption",
        lambda project: project.write(
            "content/guide/05-what-a-session-feels-like.md",
            re.sub(r"\nOne example.*\n", "", project.read("content/guide/05-what-a-session-feels-like.md")),
        ),
    ),
    *(
        edited(
            Rule.IMAGE_ALT,
            "content/guide/05-what-a-session-feels-like.md",
            "/// drawing",
            "no alt text that can be read",
            "    alt: A timeline",
            f"    {option}",
        )
        for option in ("alt: A line: of", 'alt: "A" line', "alt: # a", "width: 3\n    alt: a")
    ),
    edited(
        Rule.DRAWING_MISSING,
        "content/guide/05-what-a-session-feels-like.md",
        "../images",
        "no drawing",
        "drawing | session",
        "drawing | ../images/session",
    ),
    Case(
        Rule.DRAWING_MISSING,
        "content/images/session.svg",
        "<html>",
        "its root is not an <svg>",
        written("content/images/session.svg", "<html><path/></html>"),
    ),
    *(
        edited(Rule.ATTRIBUTE, PRIVACY, odd, "braces mean nothing", "no cookies.", f"no cookies. {odd}")
        for odd in ("{: onclick=x}", "{: hidden=x}", "{ : .ma-sure}", "{:.ma-sure}", "{{ SITENAME }}", "{filname}")
    ),
    edited(Rule.RAW_ELEMENT, PRIVACY, "<!--", "raw HTML", "- It sets", "<!-- not closed\n- It sets"),
    edited(Rule.RAW_ELEMENT, PRIVACY, "<body", "raw HTML", "- It sets", "<body onload=x>\n- It sets"),
    Case(Rule.RAW_ELEMENT, BASE, 'http-equiv="refresh"', "<meta>", head('<meta http-equiv="refresh" content="0">')),
    Case(Rule.RAW_ELEMENT, BASE, "import(", "<script>", head('<script>import("https://a.example")</script>')),
    edited(
        Rule.RAW_ELEMENT,
        "theme/templates/page.html",
        "<iframe",
        "<iframe>",
        "{% block after %}",
        "<iframe></iframe>{% block after %}",
    ),
    edited(Rule.EVENT_HANDLER, BASE, "onload=", "“onload”", "<body ", '<body onload="x()" '),
    Case(
        Rule.EVENT_HANDLER,
        "content/images/session.svg",
        "onload",
        "“onload”",
        in_drawing('<path onload="x()" d="M0 0"/>'),
    ),
    Case(Rule.RAW_ELEMENT, "content/images/session.svg", "<script", "<script>", in_drawing("<script>x()</script>")),
    Case(
        Rule.FOREIGN_RESOURCE,
        "content/images/session.svg",
        "a.example",
        "“https://a.example/x.png”",
        in_drawing('<image href="https://a.example/x.png"/>'),
    ),
    Case(
        Rule.FOREIGN_RESOURCE,
        "content/images/session.svg",
        "a.example",
        "“https://a.example/x”",
        in_drawing('<path fill="url(https://a.example/x)" d="M0 0"/>'),
    ),
    Case(
        Rule.FOREIGN_RESOURCE,
        BASE,
        "a.example",
        "//a.example/x.css",
        head('<link rel="alternate stylesheet" href="//a.example/x.css">'),
    ),
    edited(Rule.SCRIPT_LINK, BASE, "JavaScript", "“JavaScript:x()”", 'href="#main"', 'href="JavaScript:x()"'),
    edited(Rule.SCRIPT_LINK, PRIVACY, "data:", "“data:text/html,x”", "- It", "- [It](data:text/html,x)"),
    edited(Rule.LINK_INSECURE, PRIVACY, "HTTP:", "“HTTP://a.example”", "- It", "- [It](HTTP://a.example)"),
    edited(Rule.LINK_INSECURE, PRIVACY, "mailto:", "“mailto:”", "- It", "- [It](mailto:)"),
    edited(Rule.LINK_BROKEN, PRIVACY, "- [It]()", "leads nowhere", "- It", "- [It]()"),
    edited(Rule.IMAGE_MISSING, PRIVACY, "![x](/about/)", "“/about/” is not an image", "- It", "- ![x](/about/)"),
    edited(
        Rule.ANCHOR_BROKEN,
        PRIVACY,
        "#call-first",
        "link to {filename}/pages/home.md#id",
        "- It",
        "- [It]({filename}/guide/08-when-to-consider-it.md#call-first)",
    ),
    *(
        Case(Rule.KIND, file, "", "a link to something outside", linked(file, target))
        for file, target in (
            ("content/pages/other.md", ROOT / "README.md"),
            ("content/pages/other", ROOT / "docs"),
            ("theme/static/other.txt", ROOT / "LICENSE"),
        )
    ),
    Case(
        Rule.KIND,
        PRIVACY,
        "/.draft.svg",
        "must not be published",
        lambda project: [
            project.write("content/images/.draft.svg", project.read("content/images/session.svg")),
            project.replace(PRIVACY, "- It", "- [It]({static}/images/.draft.svg)"),
        ],
    ),
    edited(Rule.KIND, PRIVACY, "wording.toml", "must not be published", "- It", "- [It]({static}/wording.toml)"),
    Case(Rule.KIND, "output: assets/x.htm", "", "must not be published", written("theme/static/x.htm", "<script>")),
    Case(
        Rule.EVENT_HANDLER,
        "output: assets/icons/mark.svg",
        "",
        "“onload”",
        replaced("theme/static/icons/mark.svg", "<g>", '<g onload="x()">'),
    ),
    edited(Rule.LEFTOVER, PRIVACY, "[x] ///", "Markdown was left", "- It sets", "Text.\n\n    [x] /// x\n\n- It sets"),
    edited(Rule.TABLE, PRIVACY, "| A |", "no caption", "- It sets", "| A | B |\n| --- | --- |\n| 1 | 2 |\n\n- It sets"),
    edited(
        Rule.HEADINGS,
        "theme/templates/home.html",
        "",
        "does not show the headings of the guide",
        "{{ section.title }}",
        "{{ section.title|upper }}",
    ),
    *(
        Case(
            Rule.DISCLAIMER_PAGE,
            "theme/templates/home.html",
            "",
            "does not show the disclaimer",
            replaced("theme/templates/components/disclaimer.html", '<p class="ma-disclaimer">', new),
        )
        for new in ('<p class="ma-disclaimer" hidden>', '<p class="ma-disclaimer ma-hidden">', '<p aria-hidden="true">')
    ),
    Case(
        Rule.TEMPLATE_SYNTAX,
        "theme/templates/components/review.html",
        "|longdate",
        "No filter named 'longdate'",
        lambda project: project.write(
            "theme/templates/components/review.html",
            project.read("theme/templates/components/review.html").replace("|long_date", "|longdate"),
        ),
    ),
    Case(Rule.TEMPLATE_SYNTAX, BASE, "", "cannot be read", with_bytes(BASE, b"Skip to", b"Skip \xff to")),
    edited(
        Rule.TEMPLATE_VARIABLE,
        "theme/templates/page.html",
        "1 / 0",
        "division by zero",
        "{% block after %}",
        "{{ 1 / 0 }}{% block after %}",
    ),
    edited(
        Rule.SETTING,
        "pelicanconf.py",
        "DISCLAIMER =",
        "the setting DISCLAIMER",
        'DISCLAIMER = "',
        'DISCLAIMER = "" and "',
    ),
    edited(Rule.SETTING, "pelicanconf.py", "", "the setting SITENAME", "SITENAME =", "SITNAME ="),
    edited(Rule.PLUGIN, "pelicanconf.py", "", "“plugins.theme_check” is left out", '    "plugins.theme_check",\n', ""),
    Case(
        Rule.PLUGIN,
        "pelicanconf.py",
        "plugins.guide",
        "it has no function register()",
        replaced("plugins/guide.py", "def register()", "def registre()"),
    ),
    Case(
        Rule.PLUGIN,
        "pelicanconf.py",
        "plugins.guide",
        "SystemExit",
        appended("plugins/guide.py", "\nraise SystemExit(0)\n"),
    ),
    edited(
        Rule.PELICAN,
        "plugins/guide.py",
        'RuntimeError("boo")',
        "RuntimeError: boo",
        "    signals.get_generators.connect(",
        '    raise RuntimeError("boo")\n    signals.get_generators.connect(',
    ),
    edited(
        Rule.PELICAN,
        "plugins/evidence.py",
        'RuntimeError("boo")',
        "RuntimeError: boo",
        "    report: Report = settings",
        '    raise RuntimeError("boo")\n    report: Report = settings',
    ),
    edited(
        Rule.PELICAN,
        "plugins/reader.py",
        'RuntimeError("boo")',
        "RuntimeError: boo",
        "            source = read_source(",
        '            raise RuntimeError("boo")\n            source = read_source(',
    ),
    edited(Rule.PELICAN, "pelicanconf.py", "SITEURL = = ", "SyntaxError", "SITEURL =", "SITEURL = ="),
    Case(
        Rule.BLOCK_MISSING,
        "content/pages/home.md",
        "",
        "has lost its key points",
        lambda project: project.write(
            "content/pages/home.md",
            re.sub(
                r"(/// key-points.*?\n///\n)", r"<!--\n\1-->\n", project.read("content/pages/home.md"), flags=re.DOTALL
            ),
        ),
    ),
    edited(Rule.DATE_ORDER, FIRST, "Next_review", "is not within a year", "2027-11-23", "9999-12-31"),
    Case(
        Rule.KIND, "content/new.md", "", "is read by nothing", written("content/new.md", PAGE.format("New", "New one"))
    ),
    edited(Rule.LEFTOVER, PRIVACY, "- now", "right below a line of text", "- It sets", "Do this:\n- now\n\n- It sets"),
    edited(
        Rule.LEFTOVER, PRIVACY, "| A |", "right below a line of text", "- It sets", "Text\n| A |\n| --- |\n\n- It sets"
    ),
    *(
        edited(Rule.LEFTOVER, PRIVACY, "sets", "Markdown was left", "It sets no", f"It sets {odd} no")
        for odd in ("[About] (/about/)", "[About](/about/", "[About][aboot]", "**never", "~~gone~~", "![x][y]")
    ),
    edited(Rule.LEFTOVER, PRIVACY, "[](/about/)", "an empty <a>", "It sets", "It sets [](/about/)"),
    *(
        edited(Rule.TEMPLATE_PART, file, "", words, old, "")
        for file, old, words in (
            ("theme/templates/page.html", "{{ review(page) }}", "has lost both review dates"),
            ("theme/templates/home.html", "{{ review(section) }}", "has lost both review dates"),
        )
    ),
    Case(
        Rule.TEMPLATE_PART,
        "theme/templates/page.html",
        "",
        "has lost html[lang]",
        replaced(BASE, ' lang="{{ DEFAULT_LANG }}"', ""),
    ),
    *LEDGER_CASES,
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule}: {case.words}")
def test_breaking_the_rule_stops_the_build_and_names_the_place(case: Case, project: Project):
    before = project.snapshot()
    case.breaking(project)
    done = project.build()
    assert done.returncode == 1, done.stdout + done.stderr
    faults = done.stderr.split("\n\n")
    place = case.place(project)
    named = [fault for fault in faults if f"[{case.rule}]" in fault and fault.lstrip().startswith(place)]
    assert any(case.words in fault for fault in named), done.stderr
    assert all("expected:" in fault and "to mend:" in fault for fault in named)
    assert "Traceback" not in done.stderr
    assert project.snapshot() == before, "the last good site was touched"


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param(
            "It sets no", '\n<!-- allow "fill-in": later -->\nfill-in: It sets no', id="what is to be filled in"
        ),
        pytest.param("Summary: This", "Summary: This miracle", id="the header, where no allowance can stand"),
    ],
)
def test_no_allowance_is_offered_where_there_can_be_none(project: Project, old: str, new: str):
    project.replace(PRIVACY, old, new)
    done = project.build()
    assert "[word]" in done.stderr
    assert "or put above it" not in done.stderr


def test_all_faults_of_a_run_are_reported_together(project: Project):
    together = [
        Rule.ENCODING,
        Rule.FIELD_UNKNOWN,
        Rule.SECTION_MISSING,
        Rule.SOURCE_UNCITED,
        Rule.ANCHOR_BROKEN,
        Rule.STYLESHEET,
    ]
    project.replace("theme/templates/about.html", "{{ ADDRESS or", "{{ ADDRES or")
    for rule in together:
        next(case for case in CASES if case.rule is rule).breaking(project)
    done = project.build()
    missing = [rule for rule in [*together, Rule.TEMPLATE_VARIABLE] if f"[{rule}]" not in done.stderr]
    assert not missing, f"{missing} were not reported:\n{done.stderr}"


@pytest.mark.parametrize("component", ["fact-box", "findings", "guidelines", "harm-box", "harms"])
def test_a_component_that_fails_is_one_fault_however_many_rows_it_draws(project: Project, component: str):
    name = f"theme/templates/components/{component}.html"
    project.write(name, project.read(name).replace("{% macro", "{% macro broken() %}{% endmacro %}{{ x.y }}{% macro"))
    done = project.build()
    assert f"{name}:" in done.stderr
    assert "1 fault: nothing was published" in done.stderr, done.stderr


@pytest.mark.parametrize("name", sorted(path.name for path in (SAMPLE / "evidence").rglob("*.toml")))
def test_one_slip_in_a_file_of_the_ledger_is_one_fault_whatever_rests_on_its_rows(project: Project, name: str):
    (path,) = (project.folder / "content/evidence").rglob(name)
    file = path.relative_to(project.folder).as_posix()
    project.replace(file, 'source = "', "source = ")
    done = project.build()
    assert (
        f"{file}:{project.read(file).split('source = ')[0].count(chr(10)) + 1}: the file cannot be read" in done.stderr
    )
    assert "1 fault: nothing was published" in done.stderr, done.stderr


def test_a_file_of_the_ledger_that_is_not_utf_8_is_one_fault_too(project: Project):
    path = project.folder / "content/evidence/findings/anxiety.toml"
    path.write_bytes(path.read_bytes().replace(b'who = "', b'who = "\xff', 1))
    assert "1 fault: nothing was published" in project.build().stderr


def test_every_rule_is_broken_by_a_test():
    elsewhere = {
        Rule.OVERDUE,
        Rule.ADDRESS_UNLISTED,  # only publishing knows these two: tests/site/test_publish.py, test_addresses.py
        Rule.PAGE_WEIGHT,  # tests/site/test_checked.py
    }
    assert {case.rule for case in CASES} | elsewhere == set(Rule)


def test_one_use_of_a_word_is_allowed_with_its_reason(project: Project):
    project.replace(
        PRIVACY,
        "- It sets",
        '<!-- allow "cure": the sentence denies it -->\n- There is no cure here. It sets',
    )
    done = project.build()
    assert done.returncode == 0, done.stderr
    assert "allow" not in (project.folder / "output/privacy/index.html").read_text()
