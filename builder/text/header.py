"""What the header of each kind of document holds: one definition validates it, renders it and documents it."""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, StringConstraints, ValidationError

from builder.dates import has_begun
from builder.evidence.as_typed import markup_faults
from builder.faults import Fault, FieldError, Rule, did_you_mean, field_errors
from builder.language import TAKES_LANGUAGE, Language, language_tag
from builder.text.document import Document

YEAR = datetime.timedelta(days=366)
# Letters of a summary: search engines put a text of their own in the place of a shorter one, and cut a longer one.
SHORTEST, LONGEST = 40, 180
WHOLE_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")
# What stands in for a faulty field, so that the run goes on and finds the other faults.
STAND_INS: dict[str, Any] = {
    "reviewed": datetime.date(2000, 1, 1),
    "next_review": datetime.date(2999, 1, 1),
    "title": "?",
    "summary": "?",
    "lang": "und",  # no language that is known, so that no English words are looked for
}
DATES = ("reviewed", "next_review")
AS_TYPED = {"title", "summary"}
USUAL_TEMPLATE = "page"


def _whole_date(value: str) -> datetime.date:
    if not WHOLE_DATE.fullmatch(value):
        raise ValueError("date")
    return datetime.date.fromisoformat(value)


Date = Annotated[datetime.date, BeforeValidator(_whole_date)]
Words = Annotated[str, StringConstraints(min_length=1)]
Template = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+$")]
Address = Annotated[str, StringConstraints(pattern=r"^([a-z0-9-]+/)*[a-z0-9-]+\.html$")]
Letters = Annotated[str, StringConstraints(pattern=r"^[A-Z] to [A-Z]$")]
# What a field takes, where that is more than some text.
TAKES = {
    "template": "the name of a template, as “condition”",
    "save_as": "small letters, digits and hyphens, ending in .html, as “name/index.html”",
    "letters": "two capital letters, as “A to G”",
    "lang": TAKES_LANGUAGE,
}


class SectionHeader(BaseModel):
    """The header of a section of the guide: its heading, when it was checked and when it is due again."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    title: Words
    reviewed: Date
    next_review: Date


class ConditionHeader(SectionHeader):
    """The header of a page of a condition, or of its studies: besides, what search engines show, and its template."""

    summary: Words
    template: Template = USUAL_TEMPLATE
    save_as: Address | None = None


class PageHeader(ConditionHeader):
    """The header of any other page: besides, its language, if that is not the one of the site.

    A list of sources has the first and the last letter of those that it shows.
    """

    lang: Language | None = None
    letters: Letters | None = None


class FieldMissing(Rule):
    """A page without its title or its review dates says less than readers are promised."""

    wrong = "the header has no field “{field}”"
    expected = "the fields {required}"
    fix = "add a line “{field}: …” to the header"
    example = "Title: Privacy (and no line “Summary: …” below)"


class FieldUnknown(Rule):
    """A field that nothing reads is a slip, or a wish that is not fulfilled."""

    wrong = "the header field “{field}” is unknown{near}"
    expected = "only {known}"
    fix = "correct the name, or delete the line{draft}"
    example = "Status: draft"


class FieldUnusable(Rule):
    """A field is used as it is typed: a file name as an address, a template as a file."""

    wrong = "the header field “{field}” has no usable value: “{value}”"
    expected = "{takes}"
    fix = "correct it, or delete the line if the field is optional"
    example = "Save_as: x.htm"


class DateUnreadable(Rule):
    """Half a date would be taken for another day."""

    wrong = "“{field}” is not a whole date: “{value}”"
    expected = "a real day as YYYY-MM-DD, for example 2026-11-23"
    fix = "write year, month and day with two hyphens"
    example = "Reviewed: 2026-11"


class ReviewInFuture(Rule):
    """Nobody has checked a text tomorrow."""

    wrong = "the last review ({day}) lies in the future"
    expected = "the day on which the text was checked"
    fix = "correct the date"
    example = "Reviewed: 2096-11-23"


class ReviewTooLate(Rule):
    """The page About promises that every text is checked again within a year."""

    wrong = "the next review ({due}) is not within a year after the last one ({reviewed})"
    expected = "a day after “Reviewed”, and at most a year later, as the page About promises"
    fix = "set “Next_review” to the day when the page is due to be checked again"
    example = "Next_review: 9999-12-31"


class SummaryLength(Rule):
    """Search engines show a summary of this length, and show all of it."""

    wrong = "the summary has {count}"
    expected = f"{SHORTEST} to {LONGEST} letters, so that search engines show it, and show all of it"
    fix = "{fix}"
    example = "Summary: Our data."


class PageTemplateUnknown(Rule):
    """Without its template a page would get that of another theme."""

    wrong = "the theme has no template “{template}”{near}"
    expected = "one of: {known}"
    fix = "name one of these, or write theme/templates/{template}.html"
    example = "Template: pgae"


def read_header(
    document: Document, model: type[SectionHeader], templates: frozenset[str], today: datetime.date, *, day_given: bool
) -> tuple[dict[str, Any], tuple[Fault, ...]]:
    """Return the header as typed values, with stand-ins for faulty fields, and what is wrong with it.

    `templates` are the names that a page may choose from. Where the day of the build is given from outside
    (`day_given`), a text may have been checked after it. A document without lines gives no further faults.
    """
    fields = {name: field.value for name, field in document.fields.items()}
    try:
        values, errors = dict(model(**fields)), []
    except ValidationError as error:
        errors = list(field_errors(error))
        faulty = {str(found.path[0]) for found in errors}
        values = {name: _sound_or_stand_in(name, fields, model, faulty) for name in model.model_fields}
    if not document.lines:
        return _given(values), ()
    faults = [_field_fault(document, found, model) for found in errors if not _is_misspelt(document, found)]
    faults += _value_faults(document, values, templates)
    for name in AS_TYPED & values.keys():
        marked = list(markup_faults(document.at(name), f"the {name}", values[name]))
        faults += marked
        values[name] = STAND_INS[name] if marked else values[name]  # a title is shown on every page
    if (save_as := values.get("save_as")) is not None:
        values["url"] = save_as.removesuffix("index.html")
    if not day_given and not has_begun(values["reviewed"], today):
        faults.append(ReviewInFuture.at(document.at("reviewed"), day=values["reviewed"]))
    if values.get("template", USUAL_TEMPLATE) not in templates:
        values["template"] = USUAL_TEMPLATE
    return _given(values), tuple(faults)


def _is_misspelt(document: Document, found: FieldError) -> bool:
    """Return whether a field that is missing is there under a name, or in a form, that has a fault of its own."""
    if not document.fields:
        return True  # there is no header, which is one fault
    label, known = str(found.path[0]).capitalize(), list(PageHeader.model_fields)
    words = (re.split("[: ]", line)[0] for line in document.lines[: document.body_line - 1])
    unread = [word for word in words if word.lower() not in known or word.lower() not in document.fields]
    return found.kind == "missing" and any(did_you_mean(word.capitalize(), [label]) for word in unread)


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


def _sound_or_stand_in(name: str, fields: dict[str, str], model: type[SectionHeader], faulty: set[str]) -> Any:
    spec = model.model_fields[name]
    if name in faulty:
        return STAND_INS.get(name, None if spec.is_required() else spec.default)
    if name not in fields:
        return spec.default
    if name in DATES:
        return _whole_date(fields[name])
    return language_tag(fields[name]) if name == "lang" else fields[name]


def _field_fault(document: Document, found: FieldError, model: type[SectionHeader]) -> Fault:
    name = str(found.path[0])
    label, known = name.capitalize(), [field.capitalize() for field in model.model_fields]
    if found.kind == "missing":
        required = ", ".join(n.capitalize() for n, spec in model.model_fields.items() if spec.is_required())
        return FieldMissing.at(document.at(1), field=label, required=required)
    place = document.at(name)
    if found.kind == "unknown":
        near, draft = (
            did_you_mean(label, known),
            "; keep a draft outside content/" * (name == "status"),
        )
        return FieldUnknown.at(place, field=label, near=near, known=", ".join(known), draft=draft)
    value = document.fields[name].value
    if name in DATES:
        return DateUnreadable.at(place, field=label, value=value)
    return FieldUnusable.at(place, field=label, value=value, takes=TAKES.get(name, "some text"))


def _value_faults(document: Document, values: dict[str, Any], templates: frozenset[str]) -> Iterator[Fault]:
    """Yield what is wrong with values that have their form."""
    reviewed, due = values["reviewed"], values["next_review"]
    if not reviewed < due <= reviewed + YEAR and STAND_INS["reviewed"] != reviewed and STAND_INS["next_review"] != due:
        yield ReviewTooLate.at(document.at("next_review"), due=due, reviewed=reviewed)
    summary = values.get("summary", STAND_INS["summary"])
    if summary != STAND_INS["summary"] and not SHORTEST <= len(summary) <= LONGEST:
        count = f"{len(summary)} letter{'s' if len(summary) > 1 else ''}"
        longer = len(summary) > LONGEST
        fix = "shorten it" if longer else "say in one or two sentences what a reader finds on the page"
        yield SummaryLength.at(document.at("summary"), count=count, fix=fix)
    template = values.get("template", USUAL_TEMPLATE)
    if template not in templates:
        names = sorted(templates)
        near = did_you_mean(template, names)
        yield PageTemplateUnknown.at(document.at("template"), template=template, near=near, known=", ".join(names))
