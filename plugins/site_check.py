"""The built pages, checked as a whole: every link leads somewhere, nothing comes from elsewhere, nothing is raw.

A fault names the Markdown file or the template in which the offending text stands, where it can be found there.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import html as lxml_html

from plugins.faults import Report, Rule

FORBIDDEN = {"script", "style", "iframe", "object", "embed", "base", "form", "link", "meta", "marquee", "font"}
RESOURCES = {"src", "srcset", "data", "poster", "action", "formaction", "background"}
NOT_LOADED = {"canonical", "license", "alternate", "me"}
CSS_URL = re.compile(r"url\(\s*['\"]?([^'\")]+)|@import\s*['\"]([^'\"]+)")
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
UNRESOLVED = re.compile(r"^(\{|%7B)(filename|static|attach)(\}|%7D)", re.IGNORECASE)


@dataclass
class _Page:
    """A built page: its file below the output, its tree, and the ids that a link may lead to."""

    file: str
    tree: Any
    ids: set[str] = field(default_factory=set)


class SiteCheck:
    """Checks the pages of one output folder.

    `template_of` maps the file of each page to its template; a page that could not be rendered is in it too, so that
    links to it are not called broken. `disclaimer` is the sentence that every page must show.
    """

    def __init__(
        self, output: Path, theme: Path, siteurl: str, disclaimer: str, template_of: dict[str, str], report: Report
    ) -> None:
        self.output = output
        self.templates = {
            report.name(path): path.read_text(encoding="utf-8") for path in sorted(theme.rglob("templates/**/*.html"))
        }
        self.siteurl = siteurl
        self.disclaimer = disclaimer
        self.report = report
        self.template_of = template_of
        self.pages: dict[str, _Page] = {}

    def run(self) -> None:
        """Check every page and stylesheet."""
        for path in sorted(self.output.rglob("*.html")):
            name = path.relative_to(self.output).as_posix()
            page = _Page(name, lxml_html.document_fromstring(path.read_bytes(), ensure_head_body=True))
            self.pages[name] = page
            for element in page.tree.iter():
                if identifier := element.get("id"):
                    if identifier in page.ids:
                        self._add(
                            Rule.ID_TWICE,
                            page,
                            [f'id="{identifier}"', f"#{identifier}"],
                            f"the id “{identifier}” stands twice on the page",
                            "each id once",
                            "rename one of the two",
                        )
                    page.ids.add(identifier)
        for page in self.pages.values():
            for element in page.tree.iter():
                if isinstance(element.tag, str):
                    self._check_element(page, element)
            self._check_headings(page)
            self._check_disclaimer(page, self.template_of.get(page.file, "base"))
        for path in sorted(self.output.rglob("*.css")):
            for match in CSS_URL.finditer(path.read_text(encoding="utf-8")):
                self._check_css_address(path, match[1] or match[2])

    def _check_css_address(self, stylesheet: Path, address: str) -> None:
        if self._is_foreign(address):
            self._foreign("theme/static/css", address)
        elif not (stylesheet.parent / address).is_file():
            self.report.add(
                Rule.STYLESHEET,
                "theme/static/css",
                f"the stylesheet names “{address}”, which is not there",
                "a file of theme/static, by its path from there",
                "correct the name, or add the file",
            )

    def _place(self, page: _Page, needles: list[str]) -> str | tuple[str, int]:
        if found := self.report.find(*needles):
            return found
        for needle in needles:
            for name, text in self.templates.items():
                if needle in text:
                    return name, text[: text.index(needle)].count("\n") + 1
        return f"output: {page.file}"

    def _add(self, rule: Rule, page: _Page, needles: list[str], wrong: str, expected: str, mend: str) -> None:
        self.report.add(rule, self._place(page, needles), wrong, expected, mend)

    def _check_element(self, page: _Page, element: Any) -> None:
        tag = element.tag
        in_head = next(element.iterancestors("head"), None) is not None
        if tag in FORBIDDEN and not (in_head and tag in ("script", "link", "meta")):
            self._add(
                Rule.RAW_ELEMENT,
                page,
                [f"<{tag}"],
                f"the page holds a raw <{tag}>",
                "Markdown, and the blocks of plugins/blocks.py",
                "delete it",
            )
        for name, value in element.attrib.items():
            name, value = name.lower().removeprefix("xlink:"), value.strip()
            if name.startswith("on"):
                self._add(
                    Rule.EVENT_HANDLER,
                    page,
                    [f"{name}="],
                    f"<{tag}> has the event handler “{name}”",
                    "no script in the page",
                    "delete the attribute",
                )
            elif name == "style":
                self._add(
                    Rule.INLINE_STYLE,
                    page,
                    [f'style="{value}"', "style=", ":--", "--:"],
                    f"<{tag}> has the inline style “{value}”",
                    "a class of the stylesheet (in tables: no colons in the row of hyphens)",
                    "delete it",
                )
            elif value.lower().replace("\t", "").startswith("javascript:"):
                self._add(
                    Rule.SCRIPT_LINK,
                    page,
                    [value],
                    f"<{tag}> runs a script: “{value}”",
                    "a link to a page",
                    "delete it",
                )
            elif name in RESOURCES or (name == "href" and tag in ("link", "use", "image")):
                self._check_resource(page, element, name, value)
            elif name == "href":
                self._check_link(page, value)
        if tag == "img" and not element.get("alt", "").strip():
            source = element.get("src", "")
            self._add(
                Rule.IMAGE_ALT,
                page,
                [f"![]({source}", posixpath.basename(source), "![]("],
                f"the image “{source}” has no alt text",
                "the same in words: ![what it shows](file)",
                "write between the brackets what the picture shows",
            )

    def _is_foreign(self, address: str) -> bool:
        if self.siteurl and address.startswith(self.siteurl):
            return False
        return bool(urlsplit(address).scheme or address.startswith("//"))

    def _foreign(self, place: str | tuple[str, int], address: str) -> None:
        self.report.add(
            Rule.FOREIGN_RESOURCE,
            place,
            f"the page would load “{address}” from another host",
            "files of this site only",
            "put the file into content/images or theme/static, or delete it",
        )

    def _check_resource(self, page: _Page, element: Any, name: str, value: str) -> None:
        if element.tag == "link" and NOT_LOADED & set(element.get("rel", "").split()):
            return
        for address in [part.split()[0] for part in value.split(",") if part.strip()] if name == "srcset" else [value]:
            if UNRESOLVED.match(address) or not self._is_foreign(address):
                if not address.startswith("#") and self._target(page, address) is None:
                    self._add(
                        Rule.IMAGE_MISSING if element.tag in ("img", "source", "image") else Rule.LINK_BROKEN,
                        page,
                        [address, posixpath.basename(address)],
                        f"there is no file “{address}”",
                        "a file of this site",
                        "correct the name, or add the file",
                    )
            else:
                self._foreign(self._place(page, [address]), address)

    def _target(self, page: _Page, address: str) -> str | None:
        """Return the output file that an address of this site leads to, or None."""
        if UNRESOLVED.match(address):
            return None
        path = unquote(urlsplit(address.removeprefix(self.siteurl) if self.siteurl else address).path)
        file = (
            posixpath.normpath(posixpath.join("/", posixpath.dirname(page.file), path)).lstrip("/")
            if path
            else page.file
        )
        if path.endswith("/") or file in ("", "."):
            file = posixpath.join(file if file != "." else "", "index.html")
        return file if file in self.template_of or (self.output / file).is_file() else None

    def _check_link(self, page: _Page, address: str) -> None:
        parts = urlsplit(address)
        if not UNRESOLVED.match(address) and self._is_foreign(address):
            if parts.scheme not in ("https", "mailto", "tel"):
                self._add(
                    Rule.LINK_INSECURE,
                    page,
                    [address],
                    f"the link “{address}” is not https",
                    "an address that starts with https://",
                    "use the https address of the same page",
                )
            return
        target = self._target(page, address)
        if target is None:
            shown = unquote(address).partition("#")[0]
            self._add(
                Rule.LINK_BROKEN,
                page,
                [f"({shown}", f'"{shown}', shown],
                f"the link “{shown}” leads nowhere",
                "a file of content/ as {filename}/pages/name.md, or an address of this site",
                "correct the link",
            )
        elif parts.fragment and target in self.pages and unquote(parts.fragment) not in self.pages[target].ids:
            self._add(
                Rule.ANCHOR_BROKEN,
                page,
                [f"#{parts.fragment}"],
                f"nothing on {target} has the id “{parts.fragment}” that a link leads to",
                "the id of a heading, as in “### Heading {: #id}”",
                "correct the link, or give the heading this id",
            )

    def _check_headings(self, page: _Page) -> None:
        levels = [(int(element.tag[1]), element.text_content()) for element in page.tree.iter(*HEADINGS)]
        if sum(level == 1 for level, _ in levels) != 1:
            self.report.add(
                Rule.HEADINGS,
                f"output: {page.file}",
                f"the page has {sum(level == 1 for level, _ in levels)} headings of level 1",
                "one, which the template makes from the title",
                "start the headings of the text with ##",
            )
        for (before, _), (level, text) in pairwise(levels):
            if level > before + 1:
                self._add(
                    Rule.HEADINGS,
                    page,
                    [f"# {text}"],
                    f"the heading “{text}” skips from level {before} to level {level}",
                    f"level {before + 1} at most",
                    f"write it with {'#' * (before + 1)}",
                )

    def _check_disclaimer(self, page: _Page, template: str) -> None:
        shown = [
            element
            for element in page.tree.xpath("//body//footer//*[not(ancestor-or-self::*[@hidden])]")
            if self.disclaimer in " ".join(element.text_content().split())
        ]
        if not shown or not any(
            link.get("href", "").endswith("#medical-disclaimer") for element in shown for link in element.iter("a")
        ):
            names = [name for name, text in self.templates.items() if "disclaimer" in text.lower()]
            own = f"theme/templates/{template}.html"
            self.report.add(
                Rule.DISCLAIMER_PAGE,
                own if own in self.templates else names[0] if names else own,
                f"the page {page.file} does not show the disclaimer with a link to the whole of it",
                f"“{self.disclaimer}” in the footer",
                "keep the block “footer” of base.html, or call the macro disclaimer() in it",
            )
