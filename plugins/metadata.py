"""What the header of each kind of Markdown file holds: one definition checks it, renders it and documents it."""

from __future__ import annotations

import datetime
import os
import re
from pathlib import Path
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from plugins.faults import Report, Rule, guess
from plugins.review import today
from plugins.source import SourceFile

YEAR = datetime.timedelta(days=366)
# How long a summary is: search engines put a text of their own in the place of a shorter one, and cut a longer one.
SHORTEST, LONGEST = 40, 180
WHOLE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# What a faulty field counts as for the rest of a run that will not be published.
STAND_IN = {
    "reviewed": datetime.date(2000, 1, 1),
    "next_review": datetime.date(2999, 1, 1),
    "title": "?",
    "summary": "?",
}


def _whole_date(value: str) -> datetime.date:
    if not WHOLE_DATE.fullmatch(value):
        raise ValueError("date")
    return datetime.date.fromisoformat(value)


Date = Annotated[datetime.date, BeforeValidator(_whole_date)]
Text = Annotated[str, StringConstraints(min_length=1)]
Template = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
Address = Annotated[str, StringConstraints(pattern=r"^([a-z0-9-]+/)*[a-z0-9-]+\.html$")]
Letters = Annotated[str, StringConstraints(pattern=r"^[A-Z] to [A-Z]$")]
# What a field takes, where that is more than some text.
TAKES = {
    "template": "the name of a template, as “condition”",
    "save_as": "small letters, digits and hyphens, ending in .html, as “name/index.html”",
    "letters": "two capital letters, as “A to G”",
}


class SectionHeader(BaseModel):
    """The header of a section of the guide: its heading, when it was checked and when it is due again."""

    model_config = ConfigDict(extra="forbid")

    title: Text
    reviewed: Date
    next_review: Date


class PageHeader(SectionHeader):
    """The header of a page: besides, what search engines show, and where it is written if not at /name/.

    A list of sources has the first and the last letter of those that it shows.
    """

    summary: Text
    template: Template = "page"
    url: str | None = None
    save_as: Address | None = None
    letters: Letters | None = None


def check_header(source: SourceFile, model: type[SectionHeader], templates: Path, report: Report) -> dict[str, Any]:
    """Return the header as typed values, stand-ins where a field is faulty; report every faulty field.

    `templates` is the theme's folder of templates, in which the one that a page names must be.
    """
    values: dict[str, Any] = {}
    try:
        values = dict(model(**{name: value for name, (value, _) in source.fields.items()}))
    except ValidationError as errors:
        faulty = {str(error["loc"][0]) for error in errors.errors()}
        for error in errors.errors():
            _report_field(source, str(error["loc"][0]), error["type"], model, report)
        for name, spec in model.model_fields.items():
            if name in faulty or name not in source.fields:
                values[name] = STAND_IN.get(name, None if spec.is_required() else spec.default)
            else:
                given = source.fields[name][0]
                values[name] = _whole_date(given) if spec.annotation is datetime.date else given
    if (
        not values["reviewed"] < values["next_review"] <= values["reviewed"] + YEAR
        and STAND_IN["reviewed"] not in values.values()
    ):
        report.add(
            Rule.DATE_ORDER,
            source.at("next_review"),
            f"the next review ({values['next_review']}) is not within a year after the last one ({values['reviewed']})",
            "a day after “Reviewed”, and at most a year later, as the page About promises",
            "set “Next_review” to the day when the page is due to be checked again",
        )
    _check_summary(source, model, report)
    url, save_as = values.get("url"), values.get("save_as")
    if url is not None and (save_as is None or save_as not in (url, f"{url}index.html")):
        report.add(
            Rule.FIELD_VALUE,
            source.at("url"),
            f"the address “{url}” is not where the page is written: “{save_as}”",
            "“Save_as” with the same words as “URL”, or with index.html after them",
            "correct one of the two",
        )
    if "SOURCE_DATE_EPOCH" not in os.environ and values["reviewed"] > today():
        report.add(
            Rule.DATE,
            source.at("reviewed"),
            f"the last review ({values['reviewed']}) lies in the future",
            "the day on which the text was checked",
            "correct the date",
        )
    template = values.get("template")
    if template and not (templates / f"{template}.html").is_file():
        names = sorted(path.stem for path in templates.glob("*.html"))
        report.add(
            Rule.TEMPLATE_MISSING,
            source.at("template"),
            f"the theme has no template “{template}”{guess(template, names)}",
            f"one of: {', '.join(names)}",
            f"name one of these, or write theme/templates/{template}.html",
        )
        values["template"] = "page"
    return {name: value for name, value in values.items() if value is not None}


def _check_summary(source: SourceFile, model: type[SectionHeader], report: Report) -> None:
    summary = source.fields.get("summary", ("", 0))[0] if "summary" in model.model_fields else ""
    if not summary or SHORTEST <= len(summary) <= LONGEST:
        return
    report.add(
        Rule.FIELD_VALUE,
        source.at("summary"),
        f"the summary has {len(summary)} letter{'s' if len(summary) > 1 else ''}",
        f"{SHORTEST} to {LONGEST} letters, so that search engines show it, and show all of it",
        "shorten it" if len(summary) > LONGEST else "say in one or two sentences what a reader finds on the page",
    )


def _report_field(source: SourceFile, name: str, kind: str, model: type[SectionHeader], report: Report) -> None:
    label = name.capitalize()
    known = [field.capitalize() for field in model.model_fields]
    if kind == "missing":
        report.add(
            Rule.FIELD_MISSING,
            (source.name, 1),
            f"the header has no field “{label}”",
            f"the fields {', '.join(n.capitalize() for n, spec in model.model_fields.items() if spec.is_required())}",
            f"add a line “{label}: …” to the header",
        )
    elif kind == "extra_forbidden":
        report.add(
            Rule.FIELD_UNKNOWN,
            source.at(name),
            f"the header field “{label}” is unknown{guess(label, known)}",
            f"only {', '.join(known)}",
            "correct the name, or delete the line",
        )
    elif name in ("reviewed", "next_review"):
        report.add(
            Rule.DATE,
            source.at(name),
            f"“{label}” is not a whole date: “{source.fields[name][0]}”",
            "a real day as YYYY-MM-DD, for example 2026-11-23",
            "write year, month and day with two hyphens",
        )
    else:
        report.add(
            Rule.FIELD_VALUE,
            source.at(name),
            f"the header field “{label}” has no usable value: “{source.fields[name][0]}”",
            TAKES.get(name, "some text"),
            "correct it, or delete the line if the field is optional",
        )
