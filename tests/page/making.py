"""Small pages, sources and rows, and a theme of a few lines, to be put together by the tests."""

import datetime
from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from builder.evidence import Evidence
from builder.evidence.bibtex import read_sources
from builder.evidence.toml_files import read_ledger
from builder.faults import Fault
from builder.page.pages import Page, Section
from builder.text.reader import Uses

DAY = datetime.date(2026, 11, 23)
DUE = datetime.date(2027, 11, 23)

SOURCES = """
@article{vas2012,
  author = {Vas, Jorge and Aranda, Jose},
  title = {Acupuncture in patients with acute low back pain: a trial},
  journaltitle = {Pain},
  year = {2012},
  doi = {10.1016/j.pain.2012.05.033},
}

@online{nice,
  author = {{NICE}},
  title = {Low back pain and sciatica in over 16s},
  organization = {NICE},
  year = {2016},
  url = {https://www.nice.org.uk/guidance/ng59},
}
"""
FINDING = """
[[finding]]
id = "back-course"
who = "adults with back pain"
outcome = "Pain much better"
when = "after 3 months"
design = "trial"
people = 275
summary = "More people were much better with acupuncture."
certainty = "not rated"
source = "vas2012"
traced = "publication"
checked = 2026-11-23

[[finding.arm]]
kind = "acupuncture"
count = 74
of = 100

[[finding.arm]]
kind = "sham"
count = 60
of = 100

[[finding.comparison]]
with = "sham"
measure = "people"
value = 14
chance = "no"
"""
HARM = """
[[harm]]
id = "bruise"
event = "A bruise"
who = "people who had a session"
count = 9
of = 100
unit = "people"
counted = "People with a bruise after a session."
source = "vas2012"
traced = "publication"
checked = 2026-11-23
"""
GUIDELINE = """
[[guideline]]
id = "nice-back"
body = "NICE"
year = 2016
country = "UK"
condition = "back"
topic = "low back pain"
says = "against"
words = "Do not offer it."
source = "nice"
traced = "publication"
checked = 2026-11-23
"""


SIGN = """
[[sign]]
id = "numb"
words = "your legs go numb"
urgency = "999"
parts = ["back"]
heading = "Back"
sources = ["nice", "vas2012"]
traced = "copy"
checked = 2026-11-23
"""


TERM = """
[[term]]
id = "term-usual-care"
term = "usual care"
meaning = "Usual care is what people would have had anyway."
cite = ["nice"]
checked = 2026-11-23
"""


def evidence(
    finding: str = FINDING,
    harm: str = HARM,
    guideline: str = GUIDELINE,
    sign: str = "",
    term: str = "",
    answer: str = "",
    sources: str = SOURCES,
    condition: str = "back",
) -> Evidence:
    files = (
        (f"content/evidence/findings/{condition}.toml", finding.encode()),
        ("content/evidence/harms.toml", harm.encode()),
        ("content/evidence/guidelines.toml", guideline.encode()),
        *([("content/evidence/signs.toml", sign.encode())] if sign else []),
        *([("content/evidence/glossary.toml", term.encode())] if term else []),
        *([("content/evidence/answers.toml", answer.encode())] if answer else []),
    )
    ledger, _ = read_ledger(files, DAY, True)
    read, _ = read_sources("content/evidence/sources.bib", sources.encode())
    return Evidence(ledger, read)


def page(slug: str, template: str = "page", title: str = "", **values: object) -> Page:
    url = "" if template == "home" else f"{slug}/"
    document = f"content/{slug if slug.startswith('conditions/') else f'pages/{slug}'}.md"
    given: dict[str, object] = {
        "document": document,
        "file": f"{url}index.html",
        "url": url,
        "slug": slug,
        "title": title or slug.rpartition("/")[2].capitalize(),
        "template": template,
        "summary": "A page.",
        "reviewed": DAY,
        "next_review": DUE,
        "texts": (document,),
    }
    return Page(**{**given, **values})


def section(slug: str, title: str, order: int) -> Section:
    return Section(f"content/guide/{order:02}-{slug}.md", slug, title, order, DAY, DUE)


def uses(drawn: str = "", named: str = "", cited: str = "", marked: str = "", terms: str = "") -> Uses:
    return Uses(*(frozenset(names.split()) for names in (drawn, named, cited, marked, f"{marked} {terms}")))


def templates(root: Path, **texts: str) -> Environment:
    """Write templates into a theme and return the environment that finds them.

    `a__b` is a/b.html of its templates, `component__a_b` the template of the component a-b.
    """
    theme = root / "theme"
    for name, text in texts.items():
        component = name.removeprefix("component__").replace("_", "-")
        page = f"templates/{name.replace('__', '/').replace('_', '-')}.html"
        path = theme / (f"components/{component}/template.html" if name.startswith("component__") else page)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return environment(theme)


def environment(theme: Path) -> Environment:
    """Return an environment that finds the templates of a theme, with the settings of the site."""
    folders = [theme / "templates", theme]
    options = {"autoescape": True, "undefined": StrictUndefined, "trim_blocks": True, "lstrip_blocks": True}
    return Environment(loader=FileSystemLoader(folders), **options)


def told(faults: list[Fault] | tuple[Fault, ...]) -> list[tuple[str, str, str]]:
    """Return the place, the rule and the first sentence of each fault."""
    return [(str(fault.place), fault.rule, fault.wrong) for fault in faults]
