"""The theme, checked: every template it names is its own, sound, and given every variable that it uses.

Pelican falls back to its built-in theme without a word where a template is missing; here that is a fault. A page whose
template fails is left out and the others are still written, so that one run shows the faults of all templates.
"""

from __future__ import annotations

import traceback
from pathlib import Path
from typing import Any

from jinja2 import Environment, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.meta import find_referenced_templates
from pelican import signals
from pelican.writers import FileOverwriteFailedError, Writer

from plugins.faults import Report, Rule, guess


def check_templates(templates: Path, environment: Environment, report: Report) -> None:
    """Report templates with a syntax error and templates that the theme refers to but does not have."""
    known = sorted(path.relative_to(templates).as_posix() for path in templates.rglob("*.html"))
    for name in known:
        path = templates / name
        text = path.read_text(encoding="utf-8")
        try:
            tree = environment.parse(text)
        except TemplateSyntaxError as error:
            report.add(
                Rule.TEMPLATE_SYNTAX,
                (report.name(path), error.lineno),
                f"the template cannot be read: {error.message}",
                "sound Jinja",
                "mend this line, or the block that it belongs to",
            )
            continue
        for referred in find_referenced_templates(tree):
            if referred not in known:
                line = next((n for n, line in enumerate(text.split("\n"), 1) if str(referred) in line), 0)
                report.add(
                    Rule.TEMPLATE_MISSING,
                    (report.name(path), line),
                    f"the theme has no template “{referred}”{guess(str(referred), known)}",
                    "a file in theme/templates",
                    "correct the name, or write the template",
                )


class CheckedWriter(Writer):  # type: ignore[misc]
    """Pelican's writer, which reports a page that cannot be rendered and goes on with the next."""

    def write_file(self, name: str, template: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Render and write one file, or report why not."""
        report: Report = self.settings["REPORT"]
        try:
            super().write_file(name, template, context, *args, **kwargs)
        except TemplateNotFound:
            pass  # `check_templates` has reported it with its line
        except TemplateSyntaxError:
            pass  # likewise
        except TemplateError as error:
            frame = [f for f in traceback.extract_tb(error.__traceback__) if f.filename.endswith(".html")][-1]
            report.add(
                Rule.TEMPLATE_VARIABLE,
                (report.name(frame.filename), frame.lineno or 0),
                f"the template fails: {error.message}",
                "only variables that the page is given",
                "correct the name; plugins/ and pelicanconf.py say what there is",
            )
        except FileOverwriteFailedError:
            page = kwargs.get("page")
            report.add(
                Rule.ADDRESS_TWICE,
                report.name(page.source_path) if page else name,
                f"another page is already written to {name}",
                "an address of its own for each page",
                "rename the file, or change “Save_as”",
            )


def _check(generators: list[Any]) -> None:
    generator = generators[0]
    check_templates(Path(generator.theme) / "templates", generator.env, generator.settings["REPORT"])


def _get_writer(_pelican: Any) -> type[CheckedWriter]:
    return CheckedWriter


def register() -> None:
    """Check the templates before they are used, and write with `CheckedWriter`."""
    signals.all_generators_finalized.connect(_check)
    signals.get_writer.connect(_get_writer)
