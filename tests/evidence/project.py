"""A small ledger without a fault, for the tests to break."""

import datetime
from pathlib import Path

from builder.evidence import Evidence, read_evidence
from builder.faults import Fault

TODAY = datetime.date(2026, 12, 1)
FOLDER = "content/evidence"
FINDINGS = f"{FOLDER}/findings/back-pain.toml"
ANSWERS = f"{FOLDER}/answers.toml"
OPTIONS = f"{FOLDER}/options.toml"
GUIDELINES = f"{FOLDER}/guidelines.toml"
HARMS = f"{FOLDER}/harms.toml"
SIGNS = f"{FOLDER}/signs.toml"
TERMS = f"{FOLDER}/glossary.toml"
SOURCES = f"{FOLDER}/sources.bib"
FILES = {
    FINDINGS: """\
[[finding]] # 1
id = "counts"
who = "adults with back pain"
outcome = "Pain at least a third better"
when = "6 months"
design = "trial"
trials = 1
people = 300
summary = "Real needles helped more people than usual care did."
certainty = "not rated"
source = "smith2020back"
traced = "publication"
checked = 2026-11-23

[[finding.arm]] # 1
kind = "acupuncture"
count = 49
of = 100
low = 40
high = 58

[[finding.arm]] # 2
kind = "usual care"
count = 62
of = 200

[[finding.comparison]] # 1
with = "usual care"
measure = "people"
value = 18
low = 6
high = 30
chance = "no"
size = "moderate"
sized = "18 of 100 people: our class."

[[finding]] # 2
id = "scores"
who = "adults with back pain"
outcome = "Pain"
when = "time not given"
design = "review"
trials = 3
people = 1200
summary = "Acupuncture probably eases pain a little more than sham."
certainty = "moderate"
rated_by = "the authors"
source = "who2021"
traced = "copy"
checked = 2026-11-23

[[finding.arm]] # 3
kind = "acupuncture"
score = 20.5

[[finding.arm]] # 4
kind = "sham"
score = 15

[finding.scale] # 1
name = "pain"
from = 0
to = 100
scores = "fall"
noticeable = 10

[[finding.comparison]] # 2
with = "sham"
measure = "points"
value = 5.5
low = 1
high = 10
chance = "no"
noticed = "no"
size = "small" # 2
sized = "It calls the difference small."

[[finding]] # 3
id = "points"
who = "adults"
outcome = "Days with pain"
when = "3 months"
design = "pooled patients"
trials = 2
summary = "Acupuncture may bring fewer days with pain."
certainty = "low"
rated_by = "the authors"
source = "who2021"
traced = "summary"
checked = 2026-11-23

[finding.scale] # 2
name = "days with pain"
unit = "days"

[[finding.comparison]] # 3
with = "other"
measure = "points"
value = 1.4
chance = "unclear"

[[finding.comparison]] # 4
with = "other"
measure = "risk ratio"
value = 1.4
low = 0.9
high = 2.2
chance = "yes"
""",
    ANSWERS: """\
[[answer]] # 1
id = "answer-back"
condition = "back-pain"
name = "Back pain"
message = "It helped some people, and some with sham too."
checked = 2026-11-23

[answer.helps]
finding = "counts"
with = "usual care"
words = "More people"
means = "Pain fell by at least a third, after half a year."

[answer.needle]
finding = "scores"
with = "sham"
words = "A little less pain"

[[answer.also]] # 1
label = "Against something else"
words = "No figure found"
""",
    OPTIONS: """\
[[option]] # 1
id = "nothing"
condition = "back-pain" # 1
name = "Nothing extra for now"
sort = "nothing"
checked = 2026-11-23
helps = { words = "It often eases by itself.", sources = ["smith2020back"] }
sure = { words = "Nobody rated it.", own = true }
wrong = { words = "Nothing that we know of.", own = true }
asks = { words = "A little patience.", own = true }

[[option]] # 2
id = "needles"
condition = "back-pain"
name = "Acupuncture"
sort = "needles"
part = "back"
checked = 2026-11-23
helps = { words = "See the short answer.", own = true }
sure = { words = "See the short answer as well.", own = true }
wrong = { words = "A bruise.", sources = ["smith2020back"] }
asks = { words = "Some visits.", own = true }
""",
    GUIDELINES: """\
[[guideline]]
id = "nice"
body = "NICE"
year = 2021
condition = "back-pain"
topic = "Back pain"
says = "against"
words = "Do not offer acupuncture."
source = "who2021"
traced = "publication"
checked = 2026-11-23

[[guideline]]
id = "acp"
body = "ACP"
condition = "back-pain"
topic = "Back pain"
says = "for"
words = "Start with exercise, heat or acupuncture."
source = "who2021"
traced = "copy"
checked = 2026-11-23
""",
    HARMS: """\
[[harm]]
id = "bruise"
event = "A bruise"
who = "people who had a course of acupuncture"
count = 9.3
of = 100
low = 5.1
high = 14.6
unit = "people"
counted = "People with at least one bruise during a course."
source = "smith2020back"
traced = "publication"
checked = 2026-11-23
""",
    SIGNS: """\
[[sign]] # 1
id = "numb"
words = "your legs go numb"
urgency = "999"
parts = ["general", "back"]
heading = "Back"
sources = ["smith2020back", "who2021"]
traced = "copy"
checked = 2026-11-23
caution = "Some people notice it late."

[[sign]] # 2
id = "left"
words = "you think that a needle was left in"
urgency = "today"
parts = ["needles"]
heading = "Skin"
when = "same day"
own = true
checked = 2026-11-23
""",
    TERMS: """\
[[term]] # 1
id = "term-sham"
term = "sham"
also = ["sham needles"]
meaning = "Sham is a pretend treatment."
say = "SHAM"
cite = ["smith2020back"]
checked = 2026-11-23

[[term]] # 2
id = "term-gp"
term = "GP"
also = ["GPs"]
meaning = "A GP is a family doctor."
checked = 2026-11-23
""",
    SOURCES: """\
% Two sources.

@article{smith2020back,
  author = {Smith, Ada and Roe, Jo and Doe, J.},
  title = {Acupuncture for the back: a trial},
  journal = {BMJ Open},
  year = {2020},
  volume = {11},
  pages = {e1--e9},
  doi = {10.1136/bmjopen-2020-000001},
}

@misc{who2021,
  author = {{World Health Organization}},
  title = {Traditional medicine},
  year = {n.d.},
  url = {https://www.who.int/a},
  traced = {copy},
}
""",
}


def read(folder: Path, files: dict[str, str], day_given: bool = False) -> tuple[Evidence, list[Fault]]:
    """Write these files below a folder, and return their evidence and its faults."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode(errors="surrogateescape"))
    return read_evidence(folder / FOLDER, folder, TODAY, day_given)


def line_of(text: str, start: str) -> int:
    """Return the one line, from 1, that begins with a text."""
    lines = [number for number, line in enumerate(text.split("\n"), 1) if line.startswith(start)]
    assert len(lines) == 1, f"{start!r} begins {len(lines)} lines"
    return lines[0]
