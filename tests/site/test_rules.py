"""Each rule is broken on a copy of the real content; the build must fail, name the place, and leave output/ alone."""

from dataclasses import dataclass

import pytest

from plugins.faults import Rule
from tests.conftest import Break, Project

INTRODUCTION = "content/guide/00-introduction.md"
FIRST = "content/guide/01-what-is-medical-acupuncture.md"
LAST = "content/guide/11-medical-disclaimer.md"
PRIVACY = "content/pages/privacy.md"
SOURCES = "content/evidence/sources.bib"
BASE = "theme/templates/base.html"
PAGE = "Title: {}\nSummary: {}\nReviewed: 2026-11-23\nNext_review: 2027-11-23\n\nSome text.\n"


@dataclass
class Case:
    """How to break a rule, the file and a text on the line that must be named, and words of the message.

    An empty text stands for a fault of the file as a whole.
    """

    rule: Rule
    file: str
    on_line: str
    words: str
    breaking: Break

    def place(self, project: Project) -> str:
        if not self.on_line:
            return f"{self.file}: "
        lines = project.read(self.file).split("\n")
        return f"{self.file}:{next(number for number, line in enumerate(lines, 1) if self.on_line in line)}: "


def replaced(name: str, old: str, new: str) -> Break:
    return lambda project: project.replace(name, old, new)


def appended(name: str, text: str) -> Break:
    return lambda project: project.append(name, text)


def written(name: str, content: str | bytes) -> Break:
    return lambda project: project.write(name, content)


def deleted(name: str) -> Break:
    return lambda project: (project.folder / name).unlink()


def renamed(old: str, new: str) -> Break:
    return lambda project: (project.folder / old).rename(project.folder / new)


def swapped(project: Project) -> None:
    third = project.folder / "content/guide/03-how-medical-acupuncture-works.md"
    second = project.folder / "content/guide/02-why-people-turn-to-it.md"
    third.rename(third.with_name("x.md"))
    second.rename(second.with_name("03-why-people-turn-to-it.md"))
    third.with_name("x.md").rename(third.with_name("02-how-medical-acupuncture-works.md"))


def with_bytes(name: str, old: bytes, new: bytes) -> Break:
    def change(project: Project) -> None:
        path = project.folder / name
        path.write_bytes(path.read_bytes().replace(old, new, 1))

    return change


def emptied(name: str, keep_lines: int, text: str = "") -> Break:
    def change(project: Project) -> None:
        project.write(name, "\n".join(project.read(name).split("\n")[:keep_lines]) + "\n\n" + text)

    return change


def line_end(project: Project, name: str) -> int:
    return project.read(name).count("\n") + 1


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
    Case(Rule.HEADER_LINE, PRIVACY, "Title Privacy", "cannot be read", replaced(PRIVACY, "Title: ", "Title ")),
    Case(Rule.FIELD_MISSING, FIRST, "Title", "no field “Reviewed”", replaced(FIRST, "Reviewed: 2026-11-23\n", "")),
    Case(Rule.FIELD_MISSING, PRIVACY, "Title", "no field “Summary”", replaced(PRIVACY, "Summary: ", "Summarised: ")),
    Case(Rule.FIELD_UNKNOWN, FIRST, "Reviewd", "did you mean “Reviewed”", replaced(FIRST, "Reviewed", "Reviewd")),
    Case(Rule.FIELD_TWICE, FIRST, "Again", "stands twice", replaced(FIRST, "Reviewed", "Title: Again\nReviewed")),
    Case(Rule.FIELD_VALUE, PRIVACY, "Title", "no usable value", replaced(PRIVACY, "Title: Privacy", "Title:")),
    Case(Rule.DATE, FIRST, "Reviewed", "not a whole date: “2026-11”", replaced(FIRST, "2026-11-23", "2026-11")),
    Case(Rule.DATE, FIRST, "Reviewed", "not a whole date: “2026-02-30”", replaced(FIRST, "2026-11-23", "2026-02-30")),
    Case(Rule.DATE, FIRST, "Reviewed", "not a whole date: “23 May 2026”", replaced(FIRST, "2026-11-23", "23 May 2026")),
    Case(Rule.DATE_ORDER, FIRST, "Next_review", "is before the last one", replaced(FIRST, "2027-11-23", "2025-11-23")),
    # the guide
    Case(Rule.SECTION_MISSING, "content/guide", "", "“Medical Disclaimer” is missing", deleted(LAST)),
    Case(
        Rule.SECTION_UNEXPECTED,
        "content/guide/12-more.md",
        "Title",
        "no section “More”",
        written("content/guide/12-more.md", PAGE.format("More", "x").replace("Summary: x\n", "")),
    ),
    Case(
        Rule.SECTION_RENAMED,
        FIRST,
        "Title",
        "word for word “What Is Medical Acupuncture?”",
        replaced(FIRST, "Title: What Is", "Title: What is"),
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
    Case(Rule.SECTION_EMPTY, FIRST, "", "has 2 words", emptied(FIRST, 3, "Too short.")),
    Case(
        Rule.DISCLAIMER_SECTION,
        LAST,
        "",
        "does not hold the disclaimer",
        replaced(LAST, "does not replace professional", "may replace"),
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
    Case(
        Rule.ADDRESS_TWICE,
        PRIVACY,
        "Save_as",
        "is that of content/pages/about.md too",
        replaced(PRIVACY, "Reviewed", "Save_as: about/index.html\nReviewed"),
    ),
    Case(
        Rule.ADDRESS_TWICE,
        "content/guide/12-introduction.md",
        "Title",
        "the anchor “introduction”",
        lambda project: project.write("content/guide/12-introduction.md", project.read(INTRODUCTION)),
    ),
    Case(
        Rule.TITLE_TWICE,
        PRIVACY.replace("privacy", "privately"),
        "Title",
        "the title “Privacy” is that of content/pages/privacy.md too",
        written("content/pages/privately.md", PAGE.format("Privacy", "Another summary")),
    ),
    Case(
        Rule.SUMMARY_TWICE,
        "content/pages/two.md",
        "Summary",
        "is that of content/pages/one.md too",
        lambda project: [project.write(f"content/pages/{n}.md", PAGE.format(n, "Same")) for n in ("one", "two")],
    ),
    # sources
    Case(
        Rule.BIBTEX,
        SOURCES,
        "@article{baumler2021safety",
        "“baumler2021safety” cannot be read",
        replaced(SOURCES, "title = {Acupuncture-related", "title = "),
    ),
    Case(Rule.BIBTEX, SOURCES, "", "the file cannot be read", deleted(SOURCES)),
    Case(
        Rule.SOURCE_TWICE,
        SOURCES,
        "@article{bacc_pneumothorax",
        "the key “bacc_pneumothorax” stands twice",
        replaced(SOURCES, "baumler2021safety,", "bacc_pneumothorax,"),
    ),
    *(
        Case(
            Rule.SOURCE_INCOMPLETE,
            SOURCES,
            "@misc{bacc_pneumothorax",
            f"has no {said}",
            replaced(SOURCES, f"  {name} = ", f"  x{name} = "),
        )
        for name, said in {"author": "author", "title": "title", "year": "year", "url": "doi or url"}.items()
    ),
    Case(
        Rule.SOURCE_UNCITED,
        SOURCES,
        "lonely",
        "no page cites the source “lonely”",
        lambda project: project.write(
            SOURCES,
            "@misc{lonely, author = {A}, title = {T}, year = {2020}, url = {https://a.example}}\n"
            + project.read(SOURCES),
        ),
    ),
    Case(
        Rule.CITATION_UNKNOWN,
        FIRST,
        "[@white2009]",
        "no source has the key “white2009” (did you mean “white2009western”?)",
        replaced(FIRST, "[@white2009western]", "[@white2009]"),
    ),
    # words
    Case(
        Rule.WORD,
        PRIVACY,
        "- It sets",
        "the word “proven” is not used",
        replaced(PRIVACY, "It sets no", "It sets no proven"),
    ),
    Case(
        Rule.WORD,
        PRIVACY,
        "Summary",
        "the word “Guaranteed”",
        replaced(PRIVACY, "Summary: This", "Summary: Guaranteed this"),
    ),
    Case(
        Rule.ALLOWANCE,
        PRIVACY,
        "allow",
        "gives no reason",
        replaced(PRIVACY, "- It sets", '<!-- allow "cure" -->\n- No cure. It sets'),
    ),
    Case(
        Rule.ALLOWANCE,
        PRIVACY,
        "allow",
        "allows nothing",
        replaced(PRIVACY, "- It sets", '<!-- allow "cure": a reason -->\n- It sets'),
    ),
    # blocks
    Case(
        Rule.BLOCK,
        "content/pages/home.md",
        "keypoints",
        "did you mean “key-points”",
        replaced("content/pages/home.md", "/// key-points", "/// keypoints"),
    ),
    Case(
        Rule.BLOCK,
        PRIVACY,
        "///",
        "is not closed",
        replaced(PRIVACY, "- It sets", "/// care-card | urgent\n\n- It sets"),
    ),
    Case(Rule.BLOCK, PRIVACY, "///", "nothing is open", replaced(PRIVACY, "- It sets", "///\n\n- It sets")),
    Case(
        Rule.BLOCK,
        "content/guide/06-is-it-safe.md",
        "emergancy",
        "no care card “emergancy” (did you mean “emergency”?)",
        replaced("content/guide/06-is-it-safe.md", "care-card | emergency", "care-card | emergancy"),
    ),
    Case(
        Rule.BLOCK,
        "content/guide/03-how-medical-acupuncture-works.md",
        "/// table",
        "the table has no caption",
        replaced(
            "content/guide/03-how-medical-acupuncture-works.md", "/// table | How sure researchers are", "/// table"
        ),
    ),
    Case(
        Rule.DRAWING_MISSING,
        "content/guide/05-what-a-session-feels-like.md",
        "sesion",
        "no drawing content/images/sesion.svg (did you mean “session”?)",
        replaced("content/guide/05-what-a-session-feels-like.md", "drawing | session", "drawing | sesion"),
    ),
    Case(
        Rule.DRAWING_MISSING,
        "content/images/session.svg",
        "<svg>",
        "is not sound XML",
        written("content/images/session.svg", "<svg><path></svg>"),
    ),
    # links and images
    Case(
        Rule.LINK_BROKEN,
        "content/pages/accessibility.md",
        "abuot",
        "“{filename}abuot.md” leads nowhere",
        replaced("content/pages/accessibility.md", "{filename}about.md", "{filename}abuot.md"),
    ),
    Case(
        Rule.LINK_BROKEN,
        PRIVACY,
        "- [It]",
        "“/nowhere/” leads nowhere",
        replaced(PRIVACY, "- It sets", "- [It](/nowhere/) sets"),
    ),
    Case(Rule.LINK_BROKEN, BASE, "gone.js", "no file “/assets/js/gone.js”", replaced(BASE, "js/site.js", "js/gone.js")),
    Case(
        Rule.ANCHOR_BROKEN,
        "content/pages/accessibility.md",
        "contakt",
        "nothing on about/index.html has the id “contakt”",
        replaced("content/pages/accessibility.md", "about.md#contact", "about.md#contakt"),
    ),
    Case(
        Rule.ANCHOR_BROKEN,
        "content/pages/home.md",
        "call-frist",
        "has the id “call-frist”",
        replaced("content/pages/home.md", "#call-first", "#call-frist"),
    ),
    Case(
        Rule.LINK_INSECURE,
        PRIVACY,
        "a.example",
        "“http://a.example” is not https",
        replaced(PRIVACY, "- It sets", "- [It](http://a.example) sets"),
    ),
    Case(
        Rule.IMAGE_MISSING,
        PRIVACY,
        "gone",
        "no file “/images/gone.png”",
        replaced(PRIVACY, "- It", "- ![x](/images/gone.png)"),
    ),
    Case(
        Rule.IMAGE_MISSING,
        PRIVACY,
        "gone",
        "no file “/images/gone.png”",
        replaced(PRIVACY, "- It", "![x]({static}/images/gone.png)"),
    ),
    Case(
        Rule.IMAGE_ALT, PRIVACY, "![](", "has no alt text", replaced(PRIVACY, "- It", "- ![](/assets/icons/mark.svg)")
    ),
    Case(
        Rule.IMAGE_ALT,
        "content/guide/05-what-a-session-feels-like.md",
        "/// drawing",
        "the drawing “session” has no alt text",
        replaced("content/guide/05-what-a-session-feels-like.md", "    alt: A timeline", "    note: A timeline"),
    ),
    # markup
    *(
        Case(
            Rule.RAW_ELEMENT,
            PRIVACY,
            f"<{tag}>",
            f"raw <{tag}>",
            replaced(PRIVACY, "- It sets", f"<{tag}>x</{tag}>\n\n- It sets"),
        )
        for tag in ("script", "style", "iframe", "form", "object")
    ),
    Case(
        Rule.EVENT_HANDLER,
        PRIVACY,
        "onclick",
        "the event handler “onclick”",
        replaced(PRIVACY, "- It sets", '- <b onclick="alert(1)">It</b> sets'),
    ),
    Case(
        Rule.INLINE_STYLE,
        PRIVACY,
        "color:red",
        "the inline style “color:red”",
        replaced(PRIVACY, "- It sets", '- <b style="color:red">It</b> sets'),
    ),
    Case(
        Rule.INLINE_STYLE,
        "content/guide/03-how-medical-acupuncture-works.md",
        ":--",
        "no colons in the row of hyphens",
        replaced("content/guide/03-how-medical-acupuncture-works.md", "| --- | --- |", "| :-- | --- |"),
    ),
    Case(
        Rule.SCRIPT_LINK,
        PRIVACY,
        "javascript:",
        "runs a script: “javascript:alert(1)”",
        replaced(PRIVACY, "- It sets", '- <a href="javascript:alert(1)">It</a> sets'),
    ),
    Case(
        Rule.FOREIGN_RESOURCE,
        PRIVACY,
        "a.example",
        "would load “https://a.example/x.png” from another host",
        replaced(PRIVACY, "- It sets", "- ![x](https://a.example/x.png) sets"),
    ),
    Case(
        Rule.FOREIGN_RESOURCE,
        BASE,
        "a.example",
        "“//a.example/x.css”",
        replaced(BASE, '<link rel="icon"', '<link rel="stylesheet" href="//a.example/x.css">\n<link rel="icon"'),
    ),
    Case(
        Rule.FOREIGN_RESOURCE,
        "theme/static/css",
        "",
        "“https://a.example/f.woff2”",
        replaced("theme/static/css/tokens.css", "fonts/atkinson-hyperlegible-next.woff2", "https://a.example/f.woff2"),
    ),
    Case(
        Rule.ID_TWICE,
        PRIVACY,
        "#browser",
        "the id “browser” stands twice",
        replaced(PRIVACY, "{: #host}", "{: #browser}"),
    ),
    Case(
        Rule.HEADINGS,
        "output: privacy/index.html",
        "",
        "2 headings of level 1",
        replaced(PRIVACY, "- It sets", "# Top\n\n- It sets"),
    ),
    Case(
        Rule.HEADINGS,
        PRIVACY,
        "### What your",
        "from level 1 to level 3",
        replaced(PRIVACY, "## What your", "### What your"),
    ),
    # the theme, the plugins and the settings
    Case(
        Rule.TEMPLATE_MISSING,
        PRIVACY,
        "pgae",
        "no template “pgae” (did you mean “page”?)",
        replaced(PRIVACY, "Reviewed", "Template: pgae\nReviewed"),
    ),
    Case(
        Rule.TEMPLATE_MISSING,
        "theme/templates/not-found.html",
        "pages.html",
        "no template “pages.html” (did you mean “page.html”?)",
        replaced("theme/templates/not-found.html", 'extends "page.html"', 'extends "pages.html"'),
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
    Case(
        Rule.TEMPLATE_SYNTAX,
        "theme/templates/page.html",
        "blok",
        "cannot be read",
        replaced("theme/templates/page.html", "{% block after %}", "{% blok after %}"),
    ),
    Case(
        Rule.TEMPLATE_VARIABLE,
        BASE,
        "SITENAM }}",
        "'SITENAM' is undefined",
        replaced(BASE, "{{ page.title }} – {{ SITENAME }}", "{{ page.title }} – {{ SITENAM }}"),
    ),
    Case(
        Rule.STYLESHEET,
        "theme/static/css/index.css",
        "bass.css",
        "no stylesheet theme/static/css/bass.css",
        replaced("theme/static/css/index.css", '"base.css"', '"bass.css"'),
    ),
    Case(
        Rule.STYLESHEET,
        "theme/static/css",
        "",
        "names “fonts/gone.woff2”",
        replaced("theme/static/css/tokens.css", "fonts/atkinson-hyperlegible-next.woff2", "fonts/gone.woff2"),
    ),
    Case(
        Rule.PLUGIN,
        "pelicanconf.py",
        "gaet",
        "“plugins.gaet” does not load",
        replaced("pelicanconf.py", '"plugins.gate"', '"plugins.gaet"'),
    ),
    Case(
        Rule.PLUGIN,
        "pelicanconf.py",
        "plugins.guide",
        "does not load: NameError",
        appended("plugins/guide.py", "\nnonsense\n"),
    ),
    Case(
        Rule.SETTING,
        "pelicanconf.py",
        "SITEURL =",
        "the setting SITEURL",
        replaced("pelicanconf.py", 'SITEURL = ""', 'SITEURL = "http://a.example"'),
    ),
    Case(
        Rule.SETTING,
        "pelicanconf.py",
        "REGION =",
        "no known region: 'moon'",
        replaced("pelicanconf.py", 'REGION = "uk"', 'REGION = "moon"'),
    ),
    Case(
        Rule.SETTING,
        "pelicanconf.py",
        "REGIONS =",
        "is not usable at uk.emergency.number",
        replaced("pelicanconf.py", '"number": "999"', '"number": "nine"'),
    ),
    Case(Rule.PELICAN, "(Pelican)", "", "JINJA_EXTENSIONS", appended("pelicanconf.py", "JINJA_EXTENSIONS = []\n")),
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


def test_all_faults_of_a_run_are_reported_together(project: Project):
    together = [
        Rule.ENCODING,
        Rule.FIELD_UNKNOWN,
        Rule.SECTION_MISSING,
        Rule.SOURCE_UNCITED,
        Rule.ANCHOR_BROKEN,
        Rule.STYLESHEET,
    ]
    project.replace("theme/templates/about.html", "{{ SITEURL or", "{{ SITEURLL or")
    for rule in together:
        next(case for case in CASES if case.rule is rule).breaking(project)
    done = project.build()
    missing = [rule for rule in [*together, Rule.TEMPLATE_VARIABLE] if f"[{rule}]" not in done.stderr]
    assert not missing, f"{missing} were not reported:\n{done.stderr}"


def test_every_rule_is_broken_by_a_test():
    assert {case.rule for case in CASES} == set(Rule)


def test_one_use_of_a_word_is_allowed_with_its_reason(project: Project):
    project.replace(
        PRIVACY,
        "- It sets",
        '<!-- allow "cure": the sentence denies it -->\n- There is no cure here. It sets',
    )
    done = project.build()
    assert done.returncode == 0, done.stderr
    assert "allow" not in (project.folder / "output/privacy/index.html").read_text()
