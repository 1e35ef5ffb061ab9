"""docs/rules.md: every rule of the site, made from the classes that the checks use."""

from __future__ import annotations

import sys
from itertools import groupby
from string import Formatter

# With these two, every module that has a rule is loaded.
import builder.build
import builder.plugin  # noqa: F401
from builder.faults import Rule

# The folders in the order in which a build goes through them; modules of none come first.
FOLDERS = ("evidence", "text", "page", "check", "publish")
HEAD = """# The rules

Each rule stands in a module of `builder/`, beside the check that looks after it. This page is made from them by
`make rules`. A build that finds one broken says where, in these words; those in {braces} are filled in. Below stands
what somebody may have typed.
"""


def rules_page() -> str:
    """Return the text of docs/rules.md: all rules by module, in the order in which a build goes through them."""
    parts = [HEAD]
    by_module = sorted(Rule.rules.values(), key=lambda rule: _order(rule.__module__))
    for module, rules in groupby(by_module, key=lambda rule: rule.__module__):
        about = (sys.modules[module].__doc__ or "").split("\n\n")[0].replace("\n", " ")
        parts.append(f"## builder/{'/'.join(module.split('.')[1:])}\n\n{about}\n")
        parts += [_section(rule) for rule in rules]
    return "\n".join(parts)


def _order(module: str) -> tuple[int, str]:
    folder = module.split(".")[1]
    return FOLDERS.index(folder) + 1 if folder in FOLDERS else 0, module


def _section(rule: type[Rule]) -> str:
    why = (rule.__doc__ or "").strip()
    wrong, expected, fix = map(_blanks, (rule.wrong, rule.expected, rule.fix))
    told = f"{wrong} [{rule.name}]\n    expected: {expected}\n    to fix:   {fix}"
    example = f"\n```text\n{_seen(rule.example)}\n```\n" if rule.example else ""
    return f"### {rule.name}\n\n{why}\n\n```text\n{told}\n```\n{example}"


def _blanks(sentence: str) -> str:
    """Return a sentence with its blanks as {name}, whatever form their values get."""
    parts = Formatter().parse(sentence)
    return "".join(text + (f"{{{name}}}" if name is not None else "") for text, name, *_ in parts)


def _seen(example: str) -> str:
    """Return an example with the characters that nobody sees written out."""
    return "".join(sign if sign.isprintable() or sign == "\n" else ascii(sign)[1:-1] for sign in example)
