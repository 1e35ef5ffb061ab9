"""The built site, checked as a whole: every link leads somewhere, nothing comes from elsewhere, nothing is left over.

A fault names the file in which the offending text stands: the page’s Markdown, a drawing, a template or a stylesheet.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import etree
from lxml import html as lxml_html

from plugins.faults import Report, Rule
from plugins.guide import HEADINGS, INTRODUCTION

# Elements that no page needs: they run, load, send or restyle something.
FORBIDDEN = {
    *("script", "style", "iframe", "object", "embed", "applet", "frame", "frameset", "portal", "template"),
    *("form", "input", "textarea", "select", "link", "meta", "base", "audio", "video", "foreignobject"),
    *("animate", "animatetransform", "animatemotion", "set", "marquee", "blink"),
}
IN_HEAD = {"script", "link", "meta"}
RESOURCES = {"src", "srcset", "data", "poster", "action", "formaction", "background", "ping", "manifest"}
NOT_LOADED = {"canonical", "license", "alternate", "me"}
SVG_LINKS = {"a", "link"}
CSS_ADDRESS = re.compile(r"(?:url|image-set)\(\s*['\"]?([^'\")]+)|@import\s*['\"]([^'\"]+)")
TITLES = ("h1", "h2", "h3", "h4", "h5", "h6")
UNRESOLVED = re.compile(r"^(\{|%7B)(filename|static|attach)(\}|%7D)", re.IGNORECASE)
LEFTOVER = re.compile(
    r"///|\[\s*[@=＝]|\{[:%{]|\{ *:|\{(?:filename|static)\}"
    r"|\] ?\(|\]\[|!\[|\*\*|~~|```|<{7}|={7}|>{7}|\| ?-{3}|&[a-z]+;"
)
IMAGES = {".svg", ".png", ".jpg", ".jpeg", ".webp"}
PUBLISHED = IMAGES | {".html", ".css", ".js", ".woff2", ".txt", ".xml", ".ico", ".webmanifest", ".json", ".csv"}


@dataclass
class _Page:
    """A built page: its file below the output, its tree, the texts that made it, the ids that a link may lead to."""

    file: str
    tree: Any
    texts: list[str]
    ids: set[str] = field(default_factory=set)


class SiteCheck:
    """Checks the pages of one output folder with the settings of the run.

    The setting `PAGES` maps the file of each page to its template and its Markdown files; a page that could not be
    rendered is in it too, so that links to it are not called broken.
    """

    def __init__(self, output: Path, settings: dict[str, Any]) -> None:
        self.output = output
        self.settings = settings
        self.report: Report = settings["REPORT"]
        self.siteurl: str = settings["SITEURL"]
        self.made_by: dict[str, tuple[str, list[str]]] = settings["PAGES"]
        self.texts = {name: "\n".join(source.lines) for name, source in self.report.sources.items()}
        others: list[Path] = []
        for folder, pattern in (
            (settings["EVIDENCE"], "*.bib"),
            (settings["EVIDENCE"], "**/*.toml"),
            (settings["DRAWINGS"], "*.svg"),
            (settings["THEME"], "**/*.html"),
            (settings["THEME"], "**/*.css"),
        ):
            others += sorted(Path(folder).glob(pattern))
        self.others = [self.report.name(path) for path in others if path.is_file()]
        for name in self.others:
            self.texts[name] = (self.report.root / name).read_text(encoding="utf-8", errors="replace")
        self.pages: dict[str, _Page] = {}
        # One look tells of most texts that they hold no forbidden word.
        self.any_word = re.compile("|".join(word.pattern for word in settings["WORDS"]) or "(?!)", re.IGNORECASE)

    def run(self) -> None:
        """Check every file of the output."""
        for path in sorted(path for path in self.output.rglob("*") if path.is_file()):
            name = path.relative_to(self.output).as_posix()
            self._check_kind(name)
            if path.suffix == ".html" and path.stat().st_size:
                self._read_page(name)
            elif path.suffix == ".css":
                self._check_css(path)
            elif path.suffix == ".svg":
                self._check_svg(path)
        for name in self.made_by.keys() - self.pages.keys():
            self.report.add(
                Rule.PAGE_MISSING,
                self.made_by[name][1][0],
                f"no page was written to {name}",
                "a page for each text",
                "mend the template that another fault names",
            )
        for page in self.pages.values():
            for element in page.tree.iter():
                if isinstance(element.tag, str):
                    self._check_element(page, element)
            self._check_titles(page)
            self._check_tables(page)
            self._check_text(page)
            self._check_disclaimer(page)

    # --- where a fault stands ---

    def _add(self, rule: Rule, page: _Page, needles: list[str], wrong: str, expected: str, mend: str) -> None:
        self.report.add(rule, self._place(needles, page.texts, f"output: {page.file}"), wrong, expected, mend)

    def _place(self, needles: list[str], first: list[str], otherwise: str) -> str | tuple[str, int]:
        for names in (first, self.others):
            for needle in needles:
                for name in names:
                    text = self.texts.get(name, "")
                    if needle and needle in text:
                        return name, text[: text.index(needle)].count("\n") + 1
        return otherwise

    # --- files ---

    def _check_kind(self, name: str) -> None:
        suffix = posixpath.splitext(name)[1]
        folders = ("assets/", "images/", "data/", ".well-known/")
        misplaced = suffix != ".html" and not name.startswith(folders) and "/" in name
        if suffix not in PUBLISHED or misplaced:
            self.report.add(
                Rule.KIND,
                self._place([f"/{posixpath.basename(name)}"], list(self.report.sources), f"output: {name}"),
                f"the file {name} must not be published",
                f"pages, and in assets/, images/, data/ files that end in {', '.join(sorted(PUBLISHED - {'.html'}))}",
                "link to files of content/images only; keep other files out of theme/static",
            )

    def _read_page(self, name: str) -> None:
        raw = (self.output / name).read_bytes()
        tree = lxml_html.document_fromstring(raw, ensure_head_body=True)
        page = self.pages[name] = _Page(name, tree, self.made_by.get(name, ("", []))[1])
        for element in tree.iter():
            if identifier := element.get("id"):
                if identifier in page.ids:
                    needles = [f"#{identifier}}}", f'id="{identifier}"', f"#{identifier}"]
                    self._add(
                        Rule.ID_TWICE,
                        page,
                        needles,
                        f"the id “{identifier}” stands twice on the page",
                        "each id once, in the drawings of a page too",
                        "rename one of the two",
                    )
                page.ids.add(identifier)

    def _check_css(self, path: Path) -> None:
        sheets = [name for name in self.others if name.endswith(".css")]
        for match in CSS_ADDRESS.finditer(path.read_text(encoding="utf-8")):
            address = match[1] or match[2]
            place = self._place([address], sheets, "theme/static/css")
            if self._is_foreign(address):
                self._foreign(place, address)
            elif not (path.parent / address).is_file():
                self.report.add(
                    Rule.STYLESHEET,
                    place,
                    f"the stylesheet names “{address}”, which is not there",
                    "a file of theme/static, by its path from there",
                    "correct the name, or add the file",
                )

    def _check_svg(self, path: Path) -> None:
        page = _Page(path.relative_to(self.output).as_posix(), None, [])
        try:
            root = etree.parse(path, etree.XMLParser(resolve_entities=False)).getroot()
        except etree.XMLSyntaxError as error:
            wrong = f"the image {path.name} is not sound XML: {error.msg}"
            self.report.add(Rule.DRAWING_MISSING, f"output: {page.file}", wrong, "an SVG file", "mend it")
            return
        for element in root.iter(etree.Element):
            tag = etree.QName(element).localname
            if tag in FORBIDDEN - {"style"}:
                self._raw(page, tag)
            for name, value in element.attrib.items():
                local = etree.QName(str(name)).localname.lower()
                self._check_attribute(page, tag, local, str(value).strip(), in_svg=True)

    # --- elements ---

    def _check_element(self, page: _Page, element: Any) -> None:
        tag = element.tag.lower()
        in_head = next(element.iterancestors("head"), None) is not None
        refreshes = (
            tag == "meta" and (element.get("http-equiv") or "Content-Security-Policy") != "Content-Security-Policy"
        )
        is_data = tag == "script" and element.get("type") == "application/ld+json"
        inline = tag == "script" and not is_data and (element.text or "") not in ("", self.settings["LOOK_SCRIPT"])
        if tag in FORBIDDEN and not is_data and (not in_head or tag not in IN_HEAD or refreshes or inline):
            self._raw(page, tag, etree.tostring(element, encoding="unicode")[:30])
        if tag.startswith("ma-") or (tag == "a" and next(element.iterancestors("a"), None) is not None):
            wrong = f"the page holds <{tag}> where it cannot be"
            needles = ["[="]
            self._add(Rule.LEFTOVER, page, needles, wrong, "forms in plain text only, no link in a link", "move it")
        in_svg = tag != "svg" and next(element.iterancestors("svg"), None) is not None
        rel = set(element.get("rel", "").split())
        for name, value in element.attrib.items():
            name, value = name.lower().rpartition(":")[2], value.strip()
            if tag == "link" and name == "href" and rel and rel <= NOT_LOADED:
                continue
            self._check_attribute(page, tag, name, value, in_svg=in_svg)
        if tag == "img":
            self._check_image(page, element)
        if (
            tag in ("a", "caption", "li", *TITLES)
            and not element.text_content().strip()
            and element.find(".//img") is None
        ):
            wrong = f"the page holds an empty <{tag}>"
            needles = ["[](", *([f"{'#' * int(tag[1])} \n"] if tag in TITLES else [])]
            self._add(
                Rule.LEFTOVER, page, needles, wrong, "words in every link, heading and line", "write or delete it"
            )

    def _raw(self, page: _Page, tag: str, start: str = "") -> None:
        self._add(
            Rule.RAW_ELEMENT,
            page,
            [start, f"<{tag}"],
            f"the page holds <{tag}>, or one that does more than the theme’s own",
            "text, links, images, and in the head of base.html what stands there",
            "delete it",
        )

    def _check_attribute(self, page: _Page, tag: str, name: str, value: str, *, in_svg: bool) -> None:
        squeezed = re.sub(r"[\s\x00-\x1f]", "", value).lower()
        if name.startswith("on") or name in ("srcdoc", "contenteditable"):
            needles = [f"{name}=", name]
            wrong = f"<{tag}> has the event handler “{name}”"
            self._add(Rule.EVENT_HANDLER, page, needles, wrong, "no script in the page", "delete the attribute")
        elif name == "style":
            needles = [f'style="{value}"', "style=", ":--", "--:"]
            wrong = f"<{tag}> has the inline style “{value}”"
            expected = "a class of the stylesheet (in tables: no colons in the row of hyphens)"
            self._add(Rule.INLINE_STYLE, page, needles, wrong, expected, "delete it")
        elif squeezed.startswith(("javascript:", "vbscript:", "data:")):
            wrong = f"<{tag}> runs a script: “{value[:80]}”"
            self._add(Rule.SCRIPT_LINK, page, [value], wrong, "a link to a page", "delete it")
        elif name in RESOURCES or (name == "href" and (tag == "link" or (in_svg and tag not in SVG_LINKS))):
            for address in _addresses(name, value):
                self._check_resource(page, tag, address)
        elif name == "href":
            self._check_link(page, value)
        elif name == "fill" and value.startswith("url(#") and value[5:-1] not in page.ids:
            wrong = f"a picture is filled with “{value[5:-1]}”, which this page does not have"
            mend = "use the template “figures”, or “condition”"
            self._add(
                Rule.DRAWING_MISSING, page, ["/// fact-box", "/// harm-box"], wrong, "a template with patterns", mend
            )
        for match in CSS_ADDRESS.finditer(value):
            if self._is_foreign(match[1] or ""):
                self._foreign(self._place([value], page.texts, f"output: {page.file}"), match[1])

    def _check_image(self, page: _Page, element: Any) -> None:
        source = element.get("src", "").strip()
        needles = [f"]({source}", posixpath.basename(source), "!["]
        if posixpath.splitext(urlsplit(source).path)[1] not in IMAGES:
            wrong = f"“{source}” is not an image"
            self._add(Rule.IMAGE_MISSING, page, needles, wrong, "a file of content/images", "correct the address")
        if not element.get("alt", "").strip():
            self._add(
                Rule.IMAGE_ALT,
                page,
                [f"![]({source}", *needles],
                f"the image “{source}” has no alt text",
                "the same in words: ![what it shows](file)",
                "write between the brackets what the picture shows",
            )

    # --- addresses ---

    def _is_foreign(self, address: str) -> bool:
        if self.siteurl and (address == self.siteurl or address.startswith(f"{self.siteurl}/")):
            return False
        return bool(re.match(r"\s*([a-z][a-z0-9+.-]*:|//|\\)", address, re.IGNORECASE))

    def _foreign(self, place: str | tuple[str, int], address: str) -> None:
        self.report.add(
            Rule.FOREIGN_RESOURCE,
            place,
            f"the page would load “{address}” from another host",
            "files of this site only",
            "put the file into content/images or theme/static, or delete it",
        )

    def _check_resource(self, page: _Page, tag: str, address: str) -> None:
        if not UNRESOLVED.match(address) and self._is_foreign(address):
            self._foreign(self._place([address], page.texts, f"output: {page.file}"), address)
        elif not address or (not address.startswith("#") and self._target(page, address) is None):
            self._add(
                Rule.IMAGE_MISSING if tag in ("img", "source", "image", "use") else Rule.LINK_BROKEN,
                page,
                [address, posixpath.basename(address)],
                f"there is no file “{address}”",
                "a file of this site",
                "correct the name, or add the file",
            )

    def _target(self, page: _Page, address: str) -> str | None:
        """Return the output file that an address of this site leads to, or None."""
        if UNRESOLVED.match(address):
            return None
        path = unquote(urlsplit(address.removeprefix(self.siteurl) if self.siteurl else address).path)
        folder = posixpath.dirname(page.file)
        file = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/") if path else page.file
        if path.endswith("/") or file in ("", "."):
            file = posixpath.join(file if file != "." else "", "index.html")
        return file if file in self.made_by or (self.output / file).is_file() else None

    def _check_link(self, page: _Page, address: str) -> None:
        if not UNRESOLVED.match(address) and self._is_foreign(address):
            if not re.fullmatch(
                r"https://[a-z0-9][a-z0-9.-]*\.[a-z]{2,}([:/?#]\S*)?|mailto:\S+@\S+|tel:[+0-9-]+", address, re.I
            ):
                self._add(
                    Rule.LINK_INSECURE,
                    page,
                    [address],
                    f"the link “{address}” is not https",
                    "a whole address that starts with https://",
                    "use the https address of the same page",
                )
            return
        path, _, fragment = unquote(address).partition("#")
        target = self._target(page, address) if address else None
        if target is None:
            self._add(
                Rule.LINK_BROKEN,
                page,
                [f"({path}", f'"{path}', path],
                f"the link “{path}” leads nowhere",
                "a file of content/ as {filename}/pages/name.md, or an address of this site",
                "correct the link",
            )
        elif fragment and target in self.pages and fragment not in self.pages[target].ids:
            nested = "; inside the guide, link to {filename}/pages/home.md#id" if "#" in fragment else ""
            self._add(
                Rule.ANCHOR_BROKEN,
                page,
                [f"#{fragment.rpartition('#')[2]}"],
                f"nothing on {target} has the id “{fragment}” that a link leads to",
                f"the id of a heading, as in “### Heading {{: #id}}”{nested}",
                "correct the link, or give the heading this id",
            )

    # --- what every page must show ---

    def _check_titles(self, page: _Page) -> None:
        levels = [
            (int(element.tag[1]), " ".join(element.text_content().split())) for element in page.tree.iter(*TITLES)
        ]
        count = sum(level == 1 for level, _ in levels)
        if count != 1:
            wrong = f"the page has {count} headings of level 1"
            mend = "start the headings of the text with ##"
            self._add(
                Rule.HEADINGS,
                page,
                [f"# {text}" for level, text in levels if level == 1],
                wrong,
                "one, which the template makes from the title",
                mend,
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
        tree = page.tree
        parts = {
            "html[lang]": tree.get("lang"),
            "a title": (tree.findtext(".//title") or "").strip(" –"),
            "a description": tree.xpath("string(//meta[@name='description']/@content)").strip(),
            "a viewport": tree.xpath("//meta[@name='viewport']"),
            "the stylesheet": tree.xpath(
                f"//link[@rel='stylesheet'][contains(@href, '{self.settings['STYLESHEET']}')]"
            ),
            "one main": len(tree.xpath("//main")) == 1,
            "both review dates of each text": len(tree.xpath("//*[@class='ma-review'][count(.//time)=2]"))
            >= len(page.texts),
        }
        for part in (part for part, present in parts.items() if not present):
            self.report.add(
                Rule.TEMPLATE_PART,
                f"theme/templates/{self.made_by.get(page.file, ('base', []))[0]}.html",
                f"the page {page.file} has lost {part}",
                f"each page to have {', '.join(parts)}",
                "put it back into the template, or into base.html",
            )
        if self.made_by.get(page.file, ("", []))[0] == "home" and not self.report.faults:
            shown = [text for level, text in levels if level == 2 and text in (INTRODUCTION, *HEADINGS)]
            if shown != [INTRODUCTION, *HEADINGS]:
                self.report.add(
                    Rule.HEADINGS,
                    "theme/templates/home.html",
                    "the home page does not show the headings of the guide word for word and in order",
                    f"{len(HEADINGS) + 1} headings of level 2",
                    "print {{ section.title }} for each section, unchanged",
                )

    def _check_tables(self, page: _Page) -> None:
        for table in page.tree.iter("table"):
            cells = list(table.iter("th"))
            if table.find("caption") is None or not cells or any(not cell.get("scope") for cell in cells):
                text = cells[0].text_content() if cells else ""
                self._add(
                    Rule.TABLE,
                    page,
                    [f"| {text}"],
                    "a table has no caption, or its headings have no scope",
                    "“/// table | Caption” around the table",
                    "put the table into such a block",
                )

    def _check_text(self, page: _Page) -> None:
        allowed = {
            word for name in page.texts if name in self.report.sources for word in self.report.sources[name].allowed
        }
        for text in _texts(page.tree):
            if left := LEFTOVER.search(text):
                self._add(
                    Rule.LEFTOVER,
                    page,
                    [text.strip()[:40], left[0]],
                    f"Markdown was left in the text of the page: “{text.strip()[:60]}”",
                    "blocks, citations and attributes as docs/writing.md shows them",
                    "check the lines around it: empty lines, spaces, spelling",
                )
            prose = text
            for heading in HEADINGS:
                prose = prose.replace(heading, "")
            for word in self.settings["WORDS"] if self.any_word.search(prose) else []:
                for use in word.regex.finditer(prose):
                    if use[0].lower() not in allowed and not self._is_reported(use[0]):
                        self.report.add(
                            Rule.WORD,
                            self._place([use[0]], page.texts, self._made_of(use[0], page)),
                            f"the word “{use[0]}” is shown, which is not used on this site: {word.why}",
                            word.instead,
                            "write it so; in Markdown, one use can be allowed with its reason",
                        )

    def _made_of(self, word: str, page: _Page) -> str:
        """Return the text of the page in which a word stands that markup or a line end divides."""
        letters = re.sub(r"\W|_", "", word)
        inside = (name for name in page.texts if letters in re.sub(r"\W|_", "", self.texts.get(name, "")))
        return next(inside, f"output: {page.file}")

    def _is_reported(self, word: str) -> bool:
        return any(fault.rule is Rule.WORD and f"“{word}”" in fault.wrong for fault in self.report.faults)

    def _check_disclaimer(self, page: _Page) -> None:
        hidden = "ancestor-or-self::*[@hidden or @aria-hidden or self::template or contains(@class, 'hidden')]"
        shown = [
            element
            for element in page.tree.xpath(f"//body//footer//*[@class='ma-disclaimer'][not({hidden})]")
            if self.settings["DISCLAIMER"] in " ".join(element.text_content().split())
            and any(link.get("href", "").endswith("#medical-disclaimer") for link in element.iter("a"))
        ]
        if not shown:
            template = f"theme/templates/{self.made_by.get(page.file, ('base', []))[0]}.html"
            self.report.add(
                Rule.DISCLAIMER_PAGE,
                template,
                f"the page {page.file} does not show the disclaimer with a link to the whole of it",
                f"“{self.settings['DISCLAIMER']}” in the footer, for everyone to see",
                "keep the block “footer” of base.html, or call the macro disclaimer() in it",
            )


# The elements whose text a reader takes in as one: no word is split between two of them.
BLOCKS = ["p", "li", "h1", "h2", "h3", "h4", "td", "th", "caption", "dt", "dd", "text", "a", "pre", "strong"]
REFERENCES = "ancestor-or-self::*[@class='ma-sources' or @class='ma-bibliography']"
SAYS = f"//body//*[{' or '.join(f'self::{tag}' for tag in BLOCKS)}][not({REFERENCES})]"


def _addresses(name: str, value: str) -> list[str]:
    if name == "srcset":
        return [part.split()[0] for part in value.split(",") if part.strip()]
    return [value]


def _texts(tree: Any) -> Iterator[str]:
    """Yield what a page says, block by block: its title, its description, its texts and names; not its sources."""
    yield tree.findtext(".//title") or ""
    for meta in tree.iterfind(".//meta[@name='description']"):
        yield meta.get("content", "")
    for element in tree.iterfind(".//body//*[@aria-label]"):
        yield element.get("aria-label")
    for element in tree.iterfind(".//body//*[@alt]"):
        yield element.get("alt")
    for block in tree.xpath(SAYS):
        yield " ".join(block.text_content().split())
