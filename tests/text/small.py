"""A small site of their own for the tests of texts: a few rows, sources, words, regions and drawings."""

import datetime
from collections.abc import Iterable

from builder.evidence import Evidence
from builder.evidence.bibtex import read_sources
from builder.evidence.toml_files import read_ledger
from builder.faults import Fault, Rule
from builder.owner import CrisisLine, HelpLine, Region
from builder.text.reader import Context, Kind, Text, context_of, read_text
from builder.text.wording import read_words

TODAY = datetime.date(2026, 11, 25)
HEADER = {
    "section": "Title: What a Session Feels Like\nReviewed: 2026-11-23\nNext_review: 2027-11-23\n\n",
    "page": "Title: A page\nSummary: What this page is about, in one sentence for everybody.\nReviewed: 2026-11-23\n"
    "Next_review: 2027-11-23\n\n",
}
HEADER |= {kind: HEADER["page"].replace("\n\n", f"\nTemplate: {kind}\n\n") for kind in ("condition", "studies")}

ROW = """
[[finding]]
id = "{id}"
who = "adults"
outcome = "{id}"
when = "8 weeks"
design = "trial"
summary = "{summary}"
certainty = "{certainty}"
rated_by = "{rated_by}"
source = "{source}"
traced = "publication"
checked = 2026-11-23
{more}
[[finding.comparison]]
with = "sham"
{gap}
chance = "no"
size = "{size}"
sized = "The words of the source."
"""
ARMS = """
[[finding.arm]]
kind = "acupuncture"
count = 48
of = 100

[[finding.arm]]
kind = "sham"
count = 44
of = 100
"""
FINDINGS = "".join(
    (
        ROW.format(
            id="back",
            summary="More people were better.",
            certainty="not rated",
            rated_by="",
            source="haake",
            more=ARMS,
            gap="",
            size="none",
        ),
        ROW.format(
            id="head",
            summary="It probably helps a little.",
            certainty="moderate",
            rated_by="the review",
            source="linde",
            more="",
            gap='measure = "sd"\nvalue = 0.3',
            size="small",
        ),
    )
)
HARM = """
[[harm]]
id = "{id}"
event = "a bruise"
who = "adults"
unit = "people"
counted = "what was told"
count = {count}
of = {of}
source = "witt"
traced = "publication"
checked = 2026-11-23
"""
HARMS = HARM.format(id="bruise", count=17, of=100) + HARM.format(id="lung", count=2, of=229230)
ANSWERS = """
[[answer]]
id = "answer-back"
condition = "back-pain"
name = "Back pain"
message = "It helped some people, and some with sham too."
checked = 2026-11-23

[answer.helps]
words = "No figure found"

[answer.needle]
finding = "back"
with = "sham"
words = "About as many people"
"""
OPTION = """
[[option]]
id = "option-{sort}"
condition = "back-pain"
name = "{sort}"
sort = "{sort}"
checked = 2026-11-23
helps = {{ words = "It helps a little.", sources = ["linde"] }}
sure = {{ words = "Nobody rated it.", own = true }}
wrong = {{ words = "Nothing that we know of.", own = true }}
asks = {{ words = "A little patience.", own = true }}
"""
OPTIONS = OPTION.format(sort="nothing") + OPTION.format(sort="needles")
GUIDELINES = """
[[guideline]]
id = "nice"
body = "NICE"
condition = "back-pain"
topic = "back pain"
says = "against"
words = "Do not offer acupuncture."
source = "haake"
traced = "publication"
checked = 2026-11-23
"""
SOURCED = 'sources = ["witt", "linde"]\ntraced = "copy"'
TIMED = f'when = "same day"\n{SOURCED}'
EVERYWHERE = (
    '"general", "chest", "heart", "stroke", "fast", "back", "neck", "joints", "infection", "bowel", "stomach", "pelvis"'
)


def sign(id_: str, words: str, urgency: str, heading: str, parts: str = EVERYWHERE, more: str = SOURCED) -> str:
    return f"""
[[sign]]
id = "{id_}"
words = "{words}"
urgency = "{urgency}"
parts = [{parts}]
heading = "{heading}"
{more}
checked = 2026-11-23
"""


SIGNS = "".join(
    (
        sign("chest", "your chest hurts", "999", "Back"),
        sign("life", "a life is in danger", "999", "Mind", '"mood"'),
        sign("fever", "you have a fever", "today", "Skin"),
        sign("despair", "you despair", "today", "Mind", '"mood"'),
        sign("weeks", "weeks pass", "soon", "Back", more="own = true"),
        sign("gasp", "you gasp", "999", "Back", '"needles"', TIMED),
        sign("pus", "there is pus", "today", "Skin", '"needles"', TIMED),
        sign("sore", "you are sore", "soon", "Skin", '"needles"', TIMED),
        *(sign(f"many-{number}", f"sign {number}", "999", "Headache", '"head"') for number in range(1, 9)),
    )
)
TERMS = """
[[term]]
id = "term-usual-care"
term = "usual care"
meaning = "Usual care is what people would have had anyway."
checked = 2026-11-23

[[term]]
id = "term-gp"
term = "GP"
also = ["GPs"]
meaning = "A GP is a family doctor."
checked = 2026-11-23
"""
SOURCES = "\n".join(
    f"@article{{{key},\n author = {{A, B}},\n title = {{On {key}}},\n year = {{2020}},\n doi = {{10.1234/{key}}}\n}}\n"
    for key in ("haake", "linde", "witt")
)
WORDS = """
[[word]]
pattern = "cure[sd]?|proven"
why = "no study shows it"
instead = "what it may ease"

[[word]]
pattern = "fill-in|todo"
why = "something is still to be filled in"
instead = "the text that belongs here"
"""
UK = Region(
    name="the UK",
    emergency=HelpLine(number="999", source="haake"),
    advice=HelpLine(number="111", source="haake"),
    crisis=(CrisisLine(number="116 123", sources=("haake",), name="Samaritans"),),
)
EU = Region(name="the EU", emergency=HelpLine(number="112", source="haake"))
SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><path d="M0 0"/></svg>'


def evidence() -> Evidence:
    files = {
        "content/evidence/findings/back-pain.toml": FINDINGS,
        "content/evidence/answers.toml": ANSWERS,
        "content/evidence/options.toml": OPTIONS,
        "content/evidence/guidelines.toml": GUIDELINES,
        "content/evidence/harms.toml": HARMS,
        "content/evidence/signs.toml": SIGNS,
        "content/evidence/glossary.toml": TERMS,
    }
    ledger, faults = read_ledger(tuple((name, text.encode()) for name, text in files.items()), TODAY, False)
    sources, more = read_sources("content/evidence/sources.bib", SOURCES.encode())
    assert not faults, faults
    assert not more, more
    return Evidence(ledger, sources)


EVIDENCE = evidence()


def context(*, drawings: dict[str, bytes] | None = None, regions: tuple[Region, ...] = (UK, EU)) -> Context:
    words, faults = read_words("content/wording.toml", WORDS.encode())
    assert not faults
    known = tuple((drawings or {"session": SVG, "needle-to-brain": SVG}).items())
    return context_of(EVIDENCE, words, regions, known, frozenset(("page", "condition", "studies")), TODAY, False)


def read(body: str, kind: Kind = "page", header: str | None = None, name: str = "content/pages/a.md") -> Text:
    """Read a text of this body below a sound header, or below another."""
    return read_text(name, ((HEADER[kind] if header is None else header) + body).encode(), kind, context())


def found(faults: Iterable[Fault]) -> list[tuple[str, int, str]]:
    """What is compared of faults: the file, the line and the rule of each."""
    return sorted((fault.place.file, fault.place.line, fault.rule) for fault in faults)


def on_line(text: str, words: str) -> int:
    """The line, from 1, that holds these words; 0 where there are none to look for."""
    if not words:
        return 0
    return next(number for number, line in enumerate(text.split("\n"), 1) if words in line)


def names(*rules: type[Rule]) -> list[str]:
    return sorted(rule.name for rule in rules)
