"""What only a published site has: the files that search engines, feed readers and browsers ask for, and its pictures.

With `PUBLISHED` in the settings, the address and the contact must be known, and no review may be overdue.
"""

from __future__ import annotations

import logging
from collections.abc import Iterator
from datetime import date, timedelta
from functools import partial
from pathlib import Path
from typing import Any

from jinja2 import select_autoescape
from pelican import signals
from pelican.generators import Generator

from plugins.faults import Report, Rule
from plugins.review import is_overdue
from plugins.security import content_security_policy
from plugins.stylesheet import colour
from plugins.theme_check import template_faults

# The files, each drawn by the template of the same name in theme/templates/files, and the address it has.
FILES = {
    "sitemap.xml": "sitemap.xml",
    "robots.txt": "robots.txt",
    "feed.atom.xml": "feed.atom.xml",
    "humans.txt": "humans.txt",
    "security.txt": ".well-known/security.txt",
    "site.webmanifest": "site.webmanifest",
}
STUB = "theme/templates/files/moved.html"  # what stands at an old address
CARDS = "images/cards"
ICON_SIZES = (192, 512)  # of the mark as PNG, in pixels, which the manifest offers beside the SVG
TOUCH_ICON_SIZE = 180
LONGER = timedelta(days=90)


def check_publication(settings: dict[str, Any], pages: list[Any], sections: list[Any], report: Report) -> None:
    """Report what a published site must not lack: its address, its contact, and texts that are not overdue.

    With `OVERDUE_STOPS = False`, an overdue text is published with its notice.
    """
    for name, variable, example in (
        ("SITEURL", "SITE_URL", "https://example.org"),
        ("CONTACT_URL", "CONTACT_URL", "mailto:you@example.org"),
    ):
        if not settings[name] and not any(f"setting {name} " in fault.wrong for fault in report.faults):
            report.add(
                Rule.SETTING,
                report.setting(name),
                f"the setting {name} is empty, and a published site needs it",
                f"{name} in pelicanconf.py, or {variable} in the environment",
                f"make publish SITE_URL=https://… CONTACT_URL=…, for example {variable}={example}",
            )
    if not settings["OVERDUE_STOPS"]:
        return
    for content in [*pages, *sections]:
        source = report.sources.get(report.name(content.source_path))
        if source and is_overdue(content):
            report.add(
                Rule.OVERDUE,
                source.at("next_review"),
                f"the text was due for a check on {content.next_review}",
                "each text checked against its sources by the day that it promises",
                "check it and set both dates, or publish it with its notice: OVERDUE_STOPS = False",
            )


class PublicationGenerator(Generator):  # type: ignore[misc]
    """Writes the files of `FILES`, a card for each page and the icons, if the site is to be published.

    The pages that lead on from old addresses are no pages of the site; the setting `STUBS` has the address that each
    leads to, by its file, so that they are checked like all others.
    """

    def generate_output(self, _writer: Any) -> None:
        """Write everything below the output; without `PUBLISHED`, only see that every template can be rendered."""
        output = Path(self.output_path)
        # Only in XML do signs such as & need escaping; in a plain text they stand for themselves.
        environment = self.env.overlay(autoescape=select_autoescape(["xml"], default=False))
        pages = sorted(
            (page for page in self.context["pages"] if page.save_as != "404.html"), key=lambda page: page.url
        )
        for template, address in FILES.items():
            with template_faults(self.settings["REPORT"], f"theme/templates/files/{template}"):
                given = {"all_pages": pages, "colour": partial(colour, Path(self.theme)), "icon_sizes": ICON_SIZES}
                given["expires"] = _expires(pages, self.settings["TODAY"])
                text = environment.get_template(f"files/{template}").render(**self.context, **given)
                if self.settings["PUBLISHED"]:
                    target = output / address
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_text(f"{text}\n", encoding="utf-8")
        if not self.settings["PUBLISHED"]:
            return
        self._write_stubs(output, {f"/{page.url}": page.title for page in pages})
        logging.getLogger("steps").info("Drawing %d pictures", len(self.context["pages"]))
        for name, picture in self._pictures():
            (output / name).parent.mkdir(parents=True, exist_ok=True)
            (output / name).write_bytes(picture)

    def _write_stubs(self, output: Path, titles: dict[str, str]) -> None:
        """Write a page at each old address that is free; another check names the one that is not."""
        stubs: dict[str, str] = self.settings["STUBS"]
        with template_faults(self.settings["REPORT"], STUB):
            template = self.env.get_template("files/moved.html")
            for moved in self.settings["REDIRECTS"]:
                if moved.file and moved.file not in self.settings["PAGES"]:
                    stubs[moved.file] = f"{self.settings['SITEURL']}{moved.new}"
                    given = {"to": stubs[moved.file], "title": titles.get(moved.target, moved.target)}
                    target = output / moved.file
                    target.parent.mkdir(parents=True, exist_ok=True)
                    target.write_text(template.render(**self.context, moved=moved, **given), encoding="utf-8")

    def _pictures(self) -> Iterator[tuple[str, bytes]]:
        """Yield the address and the bytes of each picture."""
        from plugins.pictures import draw_card, draw_icon  # loads Pillow, which only publishing needs

        theme = Path(self.theme)
        for page in self.context["pages"]:
            yield card_of(page), draw_card(page.title, self.settings["SITENAME"], theme)
        for size in ICON_SIZES:
            yield f"{self.settings['THEME_STATIC_DIR']}/icons/mark-{size}.png", draw_icon(size, theme)
        # Systems and old browsers ask for these two unbidden, at these addresses.
        yield "apple-touch-icon.png", draw_icon(TOUCH_ICON_SIZE, theme)
        yield "favicon.ico", draw_icon(ICON_SIZES[0], theme, "ICO")


def _expires(pages: list[Any], today: date) -> date:
    """Return until when the contact holds: until the next check, or for a while longer where that is overdue."""
    due: date = min(page.next_review for page in pages)
    return due if due > today else today + LONGER


def card_of(page: Any) -> str:
    """Return the address of the picture that stands for a page where it is shared."""
    return f"{CARDS}/{page.slug.replace('/', '-')}.png"


def _check(generators: list[Any]) -> None:
    settings, context = generators[0].settings, generators[0].context
    context["card_of"] = card_of
    context["POLICY"] = content_security_policy(settings["LOOK_SCRIPT"]) if settings["PUBLISHED"] else ""
    if settings["PUBLISHED"]:
        check_publication(settings, context["pages"], context["sections"], settings["REPORT"])


def _get_generators(_pelican: Any) -> type[PublicationGenerator]:
    return PublicationGenerator


def register() -> None:
    """Check that the site may be published, and add the generator of what only a published site has."""
    signals.all_generators_finalized.connect(_check)
    signals.get_generators.connect(_get_generators)
