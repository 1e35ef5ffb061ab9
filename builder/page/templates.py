"""The theme, checked: every template it names is its own, sound, and given every variable that it uses.

Pelican falls back to its built-in theme without a word where a template is missing; here that is a fault. What a
template that fails would draw is left out and the rest is still made, so that one run shows the faults of all.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import re
import traceback
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import jinja2
from jinja2 import Environment, FileSystemBytecodeCache, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.bccache import Bucket

from builder.dates import long_date
from builder.evidence.harm import by_how_often
from builder.evidence.kinds import DRAWN
from builder.evidence.sign import in_groups, under_headings
from builder.faults import Fault, Place, Report, Rule, did_you_mean
from builder.owner import Region
from builder.page.contents import parts_of
from builder.page.pages import Page, Section

COMPONENT = "components/{name}/template.html"
FROM_ROOT = re.compile(r"""\s(?:href|src|srcset|action)=["']?(/(?!/)[^\s"'{>]*)""")
# A template that is named where another is; one that is named by a variable is found missing when it is drawn.
REFERENCE = re.compile(r"""{%[-+]?\s*(?:extends|from|import|include)\s+["']([^"']+)""")


class TemplateMissing(Rule):
    """Pelican would take a template that is not ours from its own theme, without a word."""

    wrong = "the theme has no template “{name}”{near}"
    expected = "a file of theme/templates, or the template of a component"
    fix = "correct the name, or write the template"
    example = '{% extends "bsae.html" %}'
    cause = "template {name}"


class TemplateUnreadable(Rule):
    """A template with a slip in it draws nothing."""

    wrong = "the template cannot be read: {error}"
    expected = "Jinja without a slip, in UTF-8"
    fix = "correct this line, or the block that it belongs to"
    example = "{% endfro %}"


class TemplateFails(Rule):
    """A template that asks for what it is not given draws nothing."""

    wrong = "the template fails: {error}"
    expected = "only variables, macros and functions that there are"
    fix = "correct the name; the comment at the top of each template says what it is given"
    example = "{{ page.titel }}"
    cause = "{lacking}"  # the same macro, wherever it is imported


class TextLost(Rule):
    """A page is there for its text."""

    wrong = "the template does not show the text of its page: see {pages}"
    expected = "{{{{ content|safe }}}}, in a block that the template above it has"
    fix = "put it back, here or in the template that this one extends; correct the name of the block"
    example = "{% block mian %}{{ content|safe }}{% endblock %}"
    cause = "a text that is not shown"


class LinkFromRoot(Rule):
    """What begins with a slash leads out of a site that is published below a path, such as https://example.org/site."""

    wrong = "“{address}” begins at the root of the host, so it would leave a site that is published below a path"
    expected = "{{{{ SITEURL }}}}{address}, or in a component what it is given for it"
    fix = "write it so"
    example = '<a href="/about/">'


def prepare(
    environment: Environment, asset: Callable[[str], str], regions: Sequence[Region], today: datetime.date
) -> None:
    """Give the templates of an environment what all may use, components too, which are given nothing else.

    These are the functions `asset`, `in_groups`, `under_headings` and `by_how_often`, the `regions`, that of the reader
    first, the filters `long_date` and `parts`, and the test `overdue`.
    """

    def is_overdue(text: Page | Section) -> bool:
        return text.next_review < today

    environment.globals.update(
        asset=asset, in_groups=in_groups, under_headings=under_headings, by_how_often=by_how_often, regions=regions
    )
    environment.filters.update(long_date=long_date, parts=parts_of)
    environment.tests["overdue"] = is_overdue


class Compiled(FileSystemBytecodeCache):
    """Compiled templates in a folder, for the next build. What cannot be read or kept there is compiled again.

    A template is compiled anew with its text, and with all else that it is compiled with: Jinja, the filters and tests
    that the prepared environment has, and its `options`.
    """

    def __init__(self, folder: str, environment: Environment, options: str) -> None:
        given = (jinja2.__version__, options, sorted(environment.filters), sorted(environment.tests))
        super().__init__(folder, f"template-{hashlib.sha256(repr(given).encode()).hexdigest()[:8]}-%s")

    def load_bytecode(self, bucket: Bucket) -> None:
        """Read a template, unless the file holds anything else."""
        with contextlib.suppress(Exception):
            super().load_bytecode(bucket)

    def dump_bytecode(self, bucket: Bucket) -> None:
        """Keep a template, where the folder is there and can be written to."""
        with contextlib.suppress(OSError):
            super().dump_bytecode(bucket)


def templates_of(theme: Path) -> dict[str, Path]:
    """Return the templates of a theme by the names that they have to each other: `base.html`, and those of components.

    Pages and files are in its folder `templates`; of a component, `components/<name>/template.html`.
    """
    pages = {path.relative_to(theme / "templates").as_posix(): path for path in (theme / "templates").rglob("[!.]*")}
    components = {path.relative_to(theme).as_posix(): path for path in theme.glob("components/*/template.html")}
    return {name: path for name, path in sorted({**pages, **components}.items()) if path.is_file()}


def check_templates(theme: Path, environment: Environment, root: Path) -> Iterator[Fault]:
    """Yield what is wrong with the templates of a theme as they are written.

    They cannot be read, they name or lack others, or a link begins at the root of the host.

    The environment is one that is prepared, since a template that names an unknown filter cannot be read.
    """
    report, known = Report(root), templates_of(theme)
    for name in sorted(DRAWN):
        if (needed := COMPONENT.format(name=name)) not in known:
            yield TemplateMissing.at(report.name(theme / needed), name=needed, near="")
    for name, path in known.items():
        place = report.name(path)
        try:
            text = path.read_text(encoding="utf-8")
            environment.get_template(name)  # finds unknown filters too, which parsing alone does not
        except (TemplateSyntaxError, UnicodeDecodeError) as error:
            yield _unreadable(place, error)
            continue
        for from_root in FROM_ROOT.finditer(text):
            yield LinkFromRoot.at(Place(place, text.count("\n", 0, from_root.start(1)) + 1), address=from_root[1])
        for reference in REFERENCE.finditer(text):
            if (referred := reference[1]) not in known:
                line = text.count("\n", 0, reference.start()) + 1
                near = did_you_mean(referred, known)
                yield TemplateMissing.at(Place(place, line), name=referred, near=near)


@contextlib.contextmanager
def template_faults(faults: list[Fault], root: Path, otherwise: str) -> Iterator[None]:
    """Add to the faults a template that fails inside this block, at its file and line, and go on after the block.

    A line that fails again is the same fault, whatever it was given. `otherwise` is named where the failure leads to no
    line of a template of the project, whose folder is `root`.
    """
    report = Report(root)
    try:
        yield
    except TemplateSyntaxError as error:
        if not error.filename:
            return  # as below
        fault = _unreadable(report.name(error.filename), error)
    except UnicodeDecodeError:
        return  # `check_templates` has named the template that is not UTF-8; here only the one that uses it is known
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
            Place(report.name(frame.filename), frame.lineno or 0)
            for frame in traceback.extract_tb(error.__traceback__)
            if Path(frame.filename).is_relative_to(root) and not frame.filename.endswith(".py")
        ]
        place = frames[-1] if frames else Place(otherwise)
        if isinstance(error, TemplateNotFound):
            fault = TemplateMissing.at(place, name=error.name, near="")
        else:
            said = str(error.args[0] if error.args else error)
            said = re.sub(r" \(imported on .*?\)", "", said)[:200]
            fault = TemplateFails.at(place, error=said, lacking=said if "does not export" in said else "")
    else:
        return
    if all((fault.place, fault.rule) != (other.place, other.rule) for other in faults):
        faults.append(fault)


def _unreadable(place: str, error: TemplateSyntaxError | UnicodeDecodeError) -> Fault:
    if isinstance(error, TemplateSyntaxError):
        return TemplateUnreadable.at(Place(place, error.lineno), error=error.message)
    return TemplateUnreadable.at(place, error=error)
