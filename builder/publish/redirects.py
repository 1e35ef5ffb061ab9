"""Where old addresses lead: a small page at each, for hosts that cannot redirect."""

from __future__ import annotations

from collections.abc import Container, Iterable, Mapping
from pathlib import Path
from typing import Any

from jinja2 import Environment

from builder.check.addresses import Redirect
from builder.faults import Fault
from builder.page.pages import Page
from builder.page.templates import template_faults

TEMPLATE = "files/moved.html"


def moved_pages(
    redirects: Iterable[Redirect],
    pages: Iterable[Page],
    environment: Environment,
    variables: Mapping[str, Any],
    faults: list[Fault],
    root: Path,
) -> dict[str, str]:
    """Return the HTML of the page that leads on from each old address, by its file.

    There is none at the address of a page, which another check names. `variables`: what all templates are told.
    """
    titles = {f"/{page.url}": page.title for page in pages}
    taken: Container[str] = {page.file for page in pages}
    moved: dict[str, str] = {}
    with template_faults(faults, root, f"theme/templates/{TEMPLATE}"):
        template = environment.get_template(TEMPLATE)
        for redirect in redirects:
            if redirect.file and redirect.file not in taken:
                given = {
                    "moved": redirect,
                    "to": f"{variables['SITEURL']}{redirect.new}",
                    "title": titles.get(redirect.target, redirect.target),
                }
                moved[redirect.file] = template.render({**variables, **given})
    return moved
