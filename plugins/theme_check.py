"""The theme, checked: every template it names is its own, sound, and given every variable that it uses.

Pelican falls back to its built-in theme without a word where a template is missing; here that is a fault. What a
template that fails would draw is left out and the rest is still made, so that one run shows the faults of all.
"""

from __future__ import annotations

import contextlib
import re
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateError, TemplateNotFound, TemplateSyntaxError
from pelican import signals
from pelican.generators import PagesGenerator

from plugins.faults import Report, Rule, guess

# A template that is named where another is; one that is named by a variable is found missing when it is drawn.
REFERENCE = re.compile(r"""{%[-+]?\s*(?:extends|from|import|include)\s+["']([^"']+)""")


def check_templates(templates: Path, environment: Environment, report: Report) -> None:
    """Report templates with a syntax error and templates that the theme refers to but does not have."""
    known = sorted(path.relative_to(templates).as_posix() for path in templates.rglob("[!.]*") if path.is_file())
    for name in known:
        path = templates / name
        try:
            text = path.read_text(encoding="utf-8")
            environment.get_template(name)  # finds unknown filters too, which parsing alone does not
        except (TemplateSyntaxError, UnicodeDecodeError) as error:
            _report_syntax(path, error, report)
            continue
        for reference in REFERENCE.finditer(text):
            if (referred := reference[1]) not in known:
                report.add(
                    Rule.TEMPLATE_MISSING,
                    (report.name(path), text.count("\n", 0, reference.start()) + 1),
                    f"the theme has no template “{referred}”{guess(referred, known)}",
                    "a file in theme/templates",
                    "correct the name, or write the template",
                )


@contextlib.contextmanager
def template_faults(report: Report, otherwise: str) -> Iterator[None]:
    """Report a template that fails inside this block, at its file and line, and go on after the block.

    `otherwise` is named where the failure leads to no line of a template.
    """
    try:
        yield
    except TemplateSyntaxError as error:
        _report_syntax(Path(error.filename or otherwise), error, report)
    except (
        TemplateError,
        ArithmeticError,
        AttributeError,
        LookupError,
        RecursionError,
        TypeError,
        ValueError,
    ) as error:
        frames = [
            (report.name(frame.filename), frame.lineno or 0)
            for frame in traceback.extract_tb(error.__traceback__)
            if Path(frame.filename).is_relative_to(report.root) and not frame.filename.endswith(".py")
        ]
        place = frames[-1] if frames else otherwise
        if isinstance(error, TemplateNotFound):
            wrong = f"the theme has no template “{error.name}”"
            report.add(Rule.TEMPLATE_MISSING, place, wrong, "a file in theme/templates", "write the template")
            return
        report.add(
            Rule.TEMPLATE_VARIABLE,
            place,
            f"the template fails: {str(error)[:200]}",
            "only variables, macros and functions that there are",
            "correct the name; plugins/ and pelicanconf.py say what a template is given",
        )


def _report_syntax(path: Path, error: TemplateSyntaxError | UnicodeDecodeError, report: Report) -> None:
    line, message = (error.lineno, error.message) if isinstance(error, TemplateSyntaxError) else (0, str(error))
    report.add(
        Rule.TEMPLATE_SYNTAX,
        (report.name(path), line),
        f"the template cannot be read: {message}",
        "sound Jinja in UTF-8",
        "mend this line, or the block that it belongs to",
    )


def _check(generators: list[Any]) -> None:
    # Each generator compiles the templates for itself: those of the pages are the ones that will be needed.
    generator = next(generator for generator in generators if isinstance(generator, PagesGenerator))
    check_templates(Path(generator.theme) / "templates", generator.env, generator.settings["REPORT"])


def register() -> None:
    """Check the templates before they are used."""
    signals.all_generators_finalized.connect(_check)
