"""The theme, checked: every template it names is its own, sound, and given every variable that it uses.

Pelican falls back to its built-in theme without a word where a template is missing; here that is a fault. A page whose
template fails is left out and the others are still written, so that one run shows the faults of all templates.
"""

from __future__ import annotations

import traceback
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from jinja2 import Environment, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.meta import find_referenced_templates
from pelican import signals
from pelican.generators import PagesGenerator
from pelican.writers import FileOverwriteFailedError, Writer

from plugins.evidence import assemble
from plugins.faults import Report, Rule, guess


def check_templates(templates: Path, environment: Environment, report: Report) -> None:
    """Report templates with a syntax error and templates that the theme refers to but does not have."""
    known = sorted(path.relative_to(templates).as_posix() for path in templates.rglob("*.html"))
    for name in known:
        path = templates / name
        try:
            text = path.read_text(encoding="utf-8")
            environment.get_template(name)  # finds unknown filters too, which parsing alone does not
        except (TemplateSyntaxError, UnicodeDecodeError) as error:
            _report_syntax(path, error, report)
            continue
        for referred in find_referenced_templates(environment.parse(text)):
            if referred not in known:
                line = next((n for n, line in enumerate(text.split("\n"), 1) if str(referred) in line), 0)
                report.add(
                    Rule.TEMPLATE_MISSING,
                    (report.name(path), line),
                    f"the theme has no template “{referred}”{guess(str(referred), known)}",
                    "a file in theme/templates",
                    "correct the name, or write the template",
                )


class Job(NamedTuple):
    """A page that is to be written: the name of its file, itself, what templates are told, and who writes it."""

    name: str
    page: Any
    context: dict[str, Any]
    writer: CheckedWriter
    write: Callable[[], None]


class CheckedWriter(Writer):  # type: ignore[misc]
    """Pelican's writer, which keeps the pages to be written until all of them can be written side by side."""

    def write_file(self, name: str, template: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Keep one page in the setting `JOBS`, to be written by `write_page`."""
        write = partial(self.write_page, name, template, context, *args, **kwargs)
        self.settings["JOBS"][name] = Job(name, kwargs["page"], context, self, write)

    def write_page(self, name: str, template: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Put a page together, render and write it; or report why that cannot be done, so that the others can."""
        report: Report = self.settings["REPORT"]
        assemble(kwargs["page"], context, template.environment)
        try:
            super().write_file(name, template, context, *args, **kwargs)
        except TemplateNotFound as error:
            report.add(
                Rule.TEMPLATE_MISSING,
                name,
                f"the theme has no template “{error.name}”",
                "its own",
                "write the template",
            )
        except TemplateSyntaxError as error:
            _report_syntax(Path(error.filename or name), error, report)
        except (TemplateError, ArithmeticError, LookupError, TypeError, ValueError, RecursionError) as error:
            frames = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".html")]
            report.add(
                Rule.TEMPLATE_VARIABLE,
                (report.name(frames[-1].filename), frames[-1].lineno or 0) if frames else name,
                f"the template fails: {str(error)[:200]}",
                "only variables and functions that the page is given",
                "correct the name; plugins/ and pelicanconf.py say what there is",
            )
        except FileOverwriteFailedError:
            pass  # two pages at one address: the gate has named both


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


def _get_writer(_pelican: Any) -> type[CheckedWriter]:
    return CheckedWriter


def register() -> None:
    """Check the templates before they are used, and write with `CheckedWriter`."""
    signals.all_generators_finalized.connect(_check)
    signals.get_writer.connect(_get_writer)
