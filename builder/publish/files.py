"""The files that search engines, feed readers and browsers ask for, and what a site must have to be published."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment, select_autoescape

from builder.faults import Fault, Place, Rule
from builder.owner import TAKES, Checked, SettingsFile
from builder.page.pages import NOT_FOUND, Page, Section
from builder.page.templates import template_faults

# The files, each drawn by the template of the same name in theme/templates/files, and the address it has.
FILES = {
    "sitemap.xml": "sitemap.xml",
    "robots.txt": "robots.txt",
    "feed.atom.xml": "feed.atom.xml",
    "humans.txt": "humans.txt",
    "security.txt": ".well-known/security.txt",
    "site.webmanifest": "site.webmanifest",
}
CARDS = "images/cards"
ICON_SIZES = (192, 512)  # of the mark as PNG, in pixels, which the manifest offers beside the SVG
ICONS = tuple(f"icons/mark-{size}.png" for size in ICON_SIZES)
LONGER = datetime.timedelta(days=90)
# Of the settings that a published site needs: the variable of the environment that can give each, and an example.
NEEDED = {"SITEURL": ("SITE_URL", "https://example.org"), "CONTACT_URL": ("CONTACT_URL", "mailto:you@example.org")}


class SettingEmpty(Rule):
    """A published site says where it is, and where readers report an error."""

    wrong = "the setting {name} is empty, and a published site needs it"
    expected = "{name} in pelicanconf.py, or {variable} in the environment"
    fix = "make publish SITE_URL=https://… CONTACT_URL=…, for example {variable}={example}"
    example = 'CONTACT_URL = ""'


class SettingUnanswered(Rule):
    """What is true of this project may be false of whoever publishes a copy of it: a clinic sells treatments."""

    wrong = "the setting {name} is empty, while PUBLISHER says that somebody publishes this copy"
    expected = "{takes}"
    fix = "answer it: every page says so"
    example = 'PUBLISHER = "The clinic"  # and FUNDING = ""'


class TextOverdue(Rule):
    """Each text promises the day by which it is checked again."""

    wrong = "the text was due for a check on {day}"
    expected = "each text checked against its sources by the day that it promises"
    fix = "check it and set both dates, or publish it with its notice: OVERDUE_STOPS = False"
    example = "Next_review: 2020-01-01"


def check_settings(checked: Checked, settings: SettingsFile) -> Iterator[Fault]:
    """Yield the settings that a published site needs and that are empty; one that is not usable has its fault."""
    for name, (variable, example) in NEEDED.items():
        if not getattr(checked.owner, name) and name not in checked.faulty:
            yield SettingEmpty.at(settings.at(name), name=name, variable=variable, example=example)
    for name in ("FUNDING", "SELLS") if checked.owner.PUBLISHER else ():
        if not getattr(checked.owner, name) and name not in checked.faulty:
            yield SettingUnanswered.at(settings.at(name), name=name, takes=TAKES[name])


def check_days(
    texts: Iterable[Page | Section], today: datetime.date, place_of: Callable[[str], Place]
) -> Iterator[Fault]:
    """Yield the texts that are overdue for a check. `place_of`: the line of that day, by the name of the document."""
    for text in texts:
        if text.next_review < today:
            yield TextOverdue.at(place_of(text.document), day=text.next_review)


def render_files(
    environment: Environment,
    variables: Mapping[str, Any],
    pages: Iterable[Page],
    today: datetime.date,
    colour: Callable[[str], str],
    faults: list[Fault],
    root: Path,
) -> dict[str, str]:
    """Return the text of each of `FILES` by its address; templates that fail are added to the faults.

    `colour` gives a colour of the theme by its name, `variables` is what all templates are told.
    """
    # Only in XML do signs such as & need escaping; in a plain text they mean themselves.
    environment = environment.overlay(autoescape=select_autoescape(["xml"], default=False))
    listed = sorted((page for page in pages if page.template != NOT_FOUND), key=lambda page: page.url)
    given = {"all_pages": listed, "colour": colour, "icon_sizes": ICON_SIZES, "expires": expires(listed, today)}
    texts = {}
    for name, address in FILES.items():
        with template_faults(faults, root, f"theme/templates/files/{name}"):
            texts[address] = environment.get_template(f"files/{name}").render({**variables, **given}) + "\n"
    return texts


def card_of(page: Page) -> str:
    """Return the address of the picture that stands for a page where it is shared: no two pages have the same."""
    return f"{CARDS}/{f'{page.lang}/' if page.lang else ''}{page.slug}.png"


def expires(pages: Collection[Page], today: datetime.date) -> datetime.date:
    """Return until when the contact holds: until the next check, or for a while longer where that is overdue."""
    due = min((page.next_review for page in pages), default=today)
    return due if due > today else today + LONGER
