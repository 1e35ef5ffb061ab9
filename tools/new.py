"""Starts a page, a condition or a finding: a file that passes every check but for the parts to fill in.

What is to be filled in says “FILL-IN”, which the build refuses wherever it stands until it is gone.
"""

from __future__ import annotations

import argparse
import datetime
import re
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
PAGE = """Title: {title}
Summary: FILL-IN: one or two sentences for search engines, 40 to 180 letters.
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
chance = "unclear"  # FILL-IN: could the gap be chance? yes, no, unclear
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


def start(kind: str, name: str, condition: str, root: Path) -> list[Path]:
    """Write the files that a page, a condition or a finding needs; return them.

    Raises ValueError for a name that no address can have, and FileExistsError rather than overwrite.
    """
    if not re.fullmatch(r"[a-z0-9]+(-[a-z0-9]+)*", name):
        example = f"make new-{kind} {'CONDITION=anxiety ' if kind == 'finding' else ''}NAME=a-new-name"
        raise ValueError(f"a name has small letters, digits and hyphens, not {name!r}. For example: {example}")
    today = datetime.datetime.now(datetime.UTC).date()
    dates = {"today": today, "due": today + datetime.timedelta(days=365)}
    title = name.replace("-", " ").capitalize()
    findings = root / "content/evidence/findings"
    if kind == "finding":
        file = findings / f"{condition}.toml"
        if not file.is_file():
            known = ", ".join(sorted(path.stem for path in findings.glob("*.toml")))
            raise ValueError(f"there is no condition {condition!r}; there are: {known}")
        text = file.read_text(encoding="utf-8")
        if f'id = "{name}"' in text:
            raise FileExistsError(f"{file.name} has a finding {name!r} already: choose another name")
        return [_append(file, FINDING.format(name=name, **dates))]
    if kind == "page":
        return [_write(root / f"content/pages/{name}.md", PAGE.format(title=title, more="", **dates) + PAGE_TEXT)]
    return [
        _write(
            root / f"content/conditions/{name}.md",
            PAGE.format(title=f"Acupuncture for {title.lower()}", more="Template: condition\n", **dates) + _parts(name),
        ),
        _write(findings / f"{name}.toml", FINDING.format(name=f"{name}-first", **dates).lstrip()),
        _append(root / "content/evidence/guidelines.toml", GUIDELINE.format(name=name, **dates)),
    ]


def _parts(name: str) -> str:
    from plugins.condition import PARTS

    inside = {
        "In short": (
            f"- FILL-IN: the key messages, as [={name}-first words]\n\n"
            "FILL-IN: what sham is, and that its effect is disputed, with a source."
        ),
        "What studies found": f"/// fact-box | {name}-first\n///",
        "What guidelines say, and why they differ": (
            f"/// guidelines | FILL-IN: a caption\n\n- {name}-guideline\n\n///\n\nFILL-IN: why they differ."
        ),
        "Other options to talk about": "- FILL-IN: each option; to do nothing for now is one of them",
        "When to see a doctor first": "\n\n".join(
            f"/// care-card | {card}\n\n- FILL-IN: the signs, each with its source above the card\n\n///"
            for card in ("emergency", "urgent")
        ),
    }
    return "\n\n".join(f"## {part}\n\n{inside.get(part, 'FILL-IN: the text.')}" for part in PARTS) + "\n"


def _write(path: Path, text: str) -> Path:
    if path.exists():
        raise FileExistsError(
            f"{path.relative_to(ROOT) if path.is_relative_to(ROOT) else path} is there already: open it"
        )
    path.write_text(text, encoding="utf-8")
    return path


def _append(path: Path, text: str) -> Path:
    with path.open("a", encoding="utf-8") as file:
        file.write(text)
    return path


def main() -> int:
    """Start what is asked for and say what to do next."""
    parser = argparse.ArgumentParser(description="Start a page, a condition or a finding.")
    parser.add_argument("kind", choices=("page", "condition", "finding"))
    parser.add_argument("name")
    parser.add_argument("--condition", default="")
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    try:
        files = start(arguments.kind, arguments.name, arguments.condition, ROOT)
    except (ValueError, FileExistsError) as error:
        print(error, file=sys.stderr)
        return 1
    for file in files:
        print(f"Started {file.relative_to(ROOT)}. Replace what says FILL-IN; `make html` tells what is still missing.")
    if arguments.kind == "condition":
        print("docs/evidence.md, “A new condition”, says what else it needs.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
