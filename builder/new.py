"""Starts a page, a condition or a finding, and lists every text by the day when its check is due.

A started file passes every check but for the parts to fill in, which say “FILL-IN”: the build refuses that wherever it
stands until it is gone.
"""

from __future__ import annotations

import contextlib
import datetime
import re
import sys
from pathlib import Path

from builder.dates import today
from builder.evidence.answer_rules import NEEDED
from builder.leftovers import is_hidden
from builder.outline import CONDITION_TITLE, CONDITIONS, PART_STARTS, PARTS, STUDIES

PAGE = """Title: {title}
Summary: FILL-IN: {title}, in one or two sentences for search engines, 40 to 180 letters.
Reviewed: {today}
Next_review: {due}
{more}
"""
PAGE_TEXT = "FILL-IN: the text. docs/writing.md shows what it may hold.\n"
FINDING = """
[[finding]]
id = "{name}"
who = "FILL-IN: the people, such as: adults with long-lasting pain"
outcome = "FILL-IN: what was counted or measured"
when = "time not given"
design = "trial"
summary = "FILL-IN: one or two plain sentences, without figures."
certainty = "not rated"
source = "FILL-IN"
traced = "publication"
checked = {today}

[[finding.arm]]
kind = "acupuncture"
count = 0  # FILL-IN: how many people had this outcome
of = 100  # FILL-IN: out of how many

[[finding.arm]]
kind = "sham"
count = 0  # FILL-IN
of = 100  # FILL-IN

[[finding.comparison]]
with = "sham"
measure = "people"
value = 0  # FILL-IN: how many more of 100 people had it with acupuncture
chance = "unclear"  # FILL-IN: could the difference be chance? yes, no, unclear
size = "unclear"  # FILL-IN: none, small, moderate, large, unclear
sized = "FILL-IN: the words or the figure of the source on which the size rests"
"""
ANSWER = """
[[answer]]
id = "answer-{name}"
condition = "{name}"
name = "FILL-IN: the part of the condition, as a heading"
message = "FILL-IN: both answers in one sentence, without figures"
checked = {today}

[answer.helps]
words = "FILL-IN: what was found against carrying on as usual, in two to six words"

[answer.needle]
finding = "{name}-first"
with = "sham"
words = "FILL-IN: what was found against sham, in two to six words"
means = "FILL-IN: what was counted, in a sentence"
"""
OPTION = """
[[option]]
id = "option-{name}-{sort}"
condition = "{name}"
name = "{called}"
sort = "{sort}"
checked = {today}
helps = {{ words = "FILL-IN", own = true }}
sure = {{ words = "FILL-IN", own = true }}
wrong = {{ words = "FILL-IN", own = true }}
asks = {{ words = "FILL-IN", own = true }}
"""
STUDIES_TEXT = """FILL-IN: what this page is for.

/// fact-box | {name}-first
///

## What guidelines say, in full {{: #guidelines}}

/// guidelines | FILL-IN: a caption

- {name}-guideline

///
"""
GUIDELINE = """
[[guideline]]
id = "{name}-guideline"
body = "FILL-IN: who wrote it"
country = "FILL-IN"
condition = "{name}"
topic = "FILL-IN: whom it is for"
says = "silent"  # FILL-IN: for, conditional, against, silent, not seen
words = "FILL-IN: what it says, in plain words"
source = "FILL-IN"
traced = "publication"
checked = {today}
"""

SOON = 30  # days before a text falls due, in which every build says so
MOST_TOLD = 10  # of such texts


def start(kind: str, name: str, condition: str, root: Path) -> list[Path]:
    """Write the files that a page, a condition or a finding needs; return them.

    Raises ValueError for a name that no address can have, FileExistsError rather than overwrite, and OSError where the
    disk refuses; then nothing is written.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        example = f"make new-{kind} {'CONDITION=anxiety ' if kind == 'finding' else ''}NAME=a-new-name"
        raise ValueError(f"a name has small letters, digits and hyphens, not {name!r}. For example: {example}")
    day = today()
    blanks = {"today": day, "due": day + datetime.timedelta(days=365)}
    title = name.replace("-", " ")
    findings = root / "content/evidence/findings"
    guidelines = root / "content/evidence/guidelines.toml"
    if kind == "finding":
        file = findings / f"{condition}.toml"
        if not file.is_file():
            known = ", ".join(sorted(path.stem for path in findings.glob("*.toml")))
            raise ValueError(f"there is no condition {condition!r}; there are: {known}")
        if f'id = "{name}"' in file.read_text(encoding="utf-8"):
            raise FileExistsError(f"{file.name} has a finding {name!r} already: choose another name")
        return _write({file: file.read_text(encoding="utf-8") + FINDING.format(name=name, **blanks)}, {file})
    if kind == "page":
        page = PAGE.format(title=title.capitalize(), more="", **blanks) + PAGE_TEXT
        return _write({root / f"content/pages/{name}.md": page})
    answers, options = root / "content/evidence/answers.toml", root / "content/evidence/options.toml"
    started = [
        OPTION.format(name=name, sort=sort, called=called.capitalize(), **blanks) for sort, called in NEEDED.items()
    ]
    header = PAGE.format(title=f"{CONDITION_TITLE}{title}", more="Template: condition\n", **blanks)
    studies = PAGE.format(title=f"All studies of {title}", more="Template: studies\n", **blanks)
    parts = "\n\n".join(f"## {part}\n\n{PART_STARTS.get(part, 'FILL-IN: the text.')}" for part in PARTS)
    texts = {
        root / f"content/{CONDITIONS}/{name}.md": header + parts.replace("NAME", name) + "\n",
        root / f"content/{STUDIES}/{name}.md": studies + STUDIES_TEXT.format(name=name),
        findings / f"{name}.toml": FINDING.format(name=f"{name}-first", **blanks).lstrip(),
        answers: answers.read_text(encoding="utf-8") + ANSWER.format(name=name, **blanks),
        options: options.read_text(encoding="utf-8") + "".join(started),
        guidelines: guidelines.read_text(encoding="utf-8") + GUIDELINE.format(name=name, **blanks),
    }
    return _write(texts, {answers, options, guidelines})


def _write(texts: dict[Path, str], there: set[Path] | None = None) -> list[Path]:
    """Write all these files or none; only those in `there` may be there already."""
    for path in texts.keys() - (there or set()):
        if path.exists():
            raise FileExistsError(f"{path.parent.name}/{path.name} is there already: open it, or choose another name")
    before = {path: path.read_bytes() if path.exists() else None for path in texts}
    try:
        for path, text in texts.items():
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, encoding="utf-8")
    except BaseException:
        for path, data in before.items():
            with contextlib.suppress(OSError):
                path.unlink(missing_ok=True) if data is None else path.write_bytes(data)
        raise
    return list(texts)


def start_and_say(kind: str, name: str, condition: str, root: Path) -> int:
    """Start what is asked for and say what to do next; return the exit code."""
    try:
        files = start(kind, name, condition, root)
    except (ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    for file in files:
        started = file.relative_to(root)
        print(f"Started {started}. Replace what says FILL-IN; `make html` tells what is still missing.")
    if kind == "condition":
        print("docs/evidence.md, “A new condition”, says what else it needs.")
    return 0


def due_dates(root: Path) -> list[tuple[str, str]]:
    """Return the day (YYYY-MM-DD) and the file of every text that has one, in order; others come first with “?”."""
    from builder.text.document import read_document

    files = (path for path in sorted((root / "content").rglob("*.md")) if path.is_file() and not is_hidden(path.name))
    texts = [read_document(path.relative_to(root).as_posix(), path.read_bytes())[0] for path in files]
    return sorted((text.fields.get("next_review", ("?", 0))[0], text.name) for text in texts)


def due_soon(root: Path) -> str:
    """Return what a build says of the texts that are overdue, or fall due before long; nothing where there is none."""
    last = (today() + datetime.timedelta(days=SOON)).isoformat()
    days = [f"{day}  {name}" for day, name in due_dates(root) if day <= last]
    more = f"\n  and {len(days) - MOST_TOLD} more" if len(days) > MOST_TOLD else ""
    said = "\n  ".join(days[:MOST_TOLD])
    return f"Due for a check within {SOON} days (`make review` lists all):\n  {said}{more}" if days else ""


def list_due(root: Path) -> int:
    """Print one line a text: the day, whether it has passed or comes before long, the file. Return the exit code."""
    now, last = today().isoformat(), (today() + datetime.timedelta(days=SOON)).isoformat()
    due = ((day, "overdue" if day < now else "soon" if day <= last else "", name) for day, name in due_dates(root))
    print("\n".join(f"{day}  {when:7}  {name}" for day, when, name in due))
    return 0
