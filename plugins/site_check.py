"""The built site, checked as a whole: every link leads somewhere, nothing comes from elsewhere, nothing is left over.

A fault names the file in which the offending text stands: the page’s Markdown, a drawing, a template or a stylesheet.
"""

from __future__ import annotations

import posixpath
import re
from dataclasses import dataclass, field
from functools import cached_property
from itertools import pairwise
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

import brotli
import minify_html
from lxml import etree

from plugins.faults import Report, Rule
from plugins.guide import HEADINGS, INTRODUCTION
from plugins.ledger_reader import FOLDER as EVIDENCE
from plugins.publication import STUB

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
# Elements of which it matters what stands in them, those that must hold words, and those that end a word.
AROUND = {"head", "body", "svg", "a"}
WORDY = {"a", "caption", "li", *TITLES}
BLOCKS = {
    "p",
    "li",
    *TITLES,
    "td",
    "th",
    "caption",
    "dt",
    "dd",
    "text",
    "pre",
    "div",
    "section",
    "nav",
    "header",
    "small",
}
REFERENCES = ("ma-sources", "ma-bibliography")
SPOKEN = ("aria-label", "alt")
# Attributes that neither load, link, run nor restyle anything.
HARMLESS = {
    "class",
    "id",
    "d",
    "scope",
    "colspan",
    "x",
    "y",
    "width",
    "height",
    "viewbox",
    "aria-hidden",
    "datetime",
    "role",
}
UNRESOLVED = re.compile(r"^(\{|%7B)(filename|static|attach)(\}|%7D)", re.IGNORECASE)
# Each way begins with a character of its own, so that the search can skip to it.
LEFTOVER = re.compile(
    r"///|\[\s*[@=＝]|\{[:%{]|\{ *:|\{(?:filename|static)\}"
    r"|\[\^|\[[a-z_]+\d{4}[a-z0-9]*\]|\] ?\(|\]\[|!\[|\*\*|~~|```|<<{6}|=={6}|>>{6}|\| ?-{3}|&[a-z]+;"
)
IMAGES = {".svg", ".png", ".jpg", ".jpeg", ".webp"}
# Bytes that a page and its stylesheet may weigh together after brotli: a promise to readers on slow connections.
PAGE_WEIGHT = 18_000
GLANCE, BEST = 5, 11  # qualities of brotli: the one is twenty times faster, the other is what hosts send
PUBLISHED = IMAGES | {".html", ".css", ".js", ".woff2", ".txt", ".xml", ".ico", ".webmanifest", ".json", ".csv"}


@dataclass
class PageFacts:
    """What other checks must know of a built page: its file below the output, and the texts that made it.

    Links may lead to its `ids`; its own `anchors` lead to an id of a file, by the address that the page names.
    """

    file: str
    texts: list[str]
    ids: set[str] = field(default_factory=set)
    anchors: set[tuple[str, str]] = field(default_factory=set)


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

    @cached_property
    def others(self) -> list[str]:
        """The files besides the texts that a page is made of."""
        settings = self.settings
        paths: list[Path] = []
        for folder, pattern in (
            (self.report.root / EVIDENCE, "*.bib"),
            (self.report.root / EVIDENCE, "**/*.toml"),
            (settings["DRAWINGS"], "*.svg"),
            (settings["THEME"], "**/*.html"),
            (settings["THEME"], "**/*.css"),
        ):
            paths += sorted(Path(folder).glob(pattern))
        return [self.report.name(path) for path in paths if path.is_file()]

    @cached_property
    def texts(self) -> dict[str, str]:
        """What stands in every file that a fault may be found in; read only once there is a fault."""
        read = {name: (self.report.root / name).read_text(encoding="utf-8", errors="replace") for name in self.others}
        return {name: "\n".join(source.lines) for name, source in self.report.sources.items()} | read

    def check_files(self) -> list[str]:
        """Check every file of the output that is not a page; return the pages that are there already."""
        pages = []
        for path in sorted(path for path in self.output.rglob("*") if path.is_file()):
            name = path.relative_to(self.output).as_posix()
            self._check_kind(name)
            if path.suffix == ".html" and path.stat().st_size:
                pages.append(name)
            elif path.suffix == ".css":
                self._check_css(path)
            elif path.suffix == ".svg":
                self._check_svg(path)
        return pages

    def check_page(self, name: str, folder: Path | None = None) -> PageFacts:
        """Check one page by itself, and return what is needed to check it beside the others.

        It stands in the output, or in another folder from which it will be moved there.
        """
        page = PageFacts(name, self.made_by.get(name, ("", []))[1])
        html = ((folder or self.output) / name).read_bytes()
        tree = etree.fromstring(html, etree.HTMLParser(encoding="utf-8"))
        self._read_ids(page, tree)
        said = self._walk(page, tree)
        self._check_titles(page, tree)
        self._check_tables(page, tree)
        self._check_text(page, said)
        self._check_disclaimer(page, tree)
        self._check_weight(page, tree, html)
        return page

    def check_together(self, pages: dict[str, PageFacts]) -> None:
        """Report texts without a page, and links to places that the other page does not have."""
        for name in self.made_by.keys() - pages.keys():
            self.report.add(
                Rule.PAGE_MISSING,
                self.made_by[name][1][0],
                f"no page was written to {name}",
                "a page for each text",
                "mend the template that another fault names",
            )
        for page in pages.values():
            self.check_anchors(page, pages)

    def check_anchors(self, page: PageFacts, pages: dict[str, PageFacts]) -> None:
        """Report links of a page to places that the other page does not have."""
        for target, fragment in sorted(page.anchors):
            if target in pages and fragment not in pages[target].ids:
                nested = "; inside the guide, link to {filename}/pages/home.md#id" if "#" in fragment else ""
                self._add(
                    Rule.ANCHOR_BROKEN,
                    page,
                    [f"#{fragment.rpartition('#')[2]}"],
                    f"nothing on {target} has the id “{fragment}” that a link leads to",
                    f"the id of a heading, as in “### Heading {{: #id}}”{nested}",
                    "correct the link, or give the heading this id",
                )

    # --- where a fault stands ---

    def _add(self, rule: Rule, page: PageFacts, needles: list[str], wrong: str, expected: str, mend: str) -> None:
        self.report.add(rule, self._place(needles, page.texts, f"output: {page.file}"), wrong, expected, mend)

    def _template(self, page: PageFacts) -> str:
        """Return the template that a page was made with."""
        if page.file in self.settings["STUBS"]:
            return STUB
        return f"theme/templates/{self.made_by.get(page.file, ('base', []))[0]}.html"

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
        hidden = "/." in f"/{name.removeprefix('.well-known/')}"
        if suffix not in PUBLISHED or misplaced or hidden:
            self.report.add(
                Rule.KIND,
                self._place([f"/{posixpath.basename(name)}"], list(self.report.sources), f"output: {name}"),
                f"the file {name} must not be published",
                f"pages, and in assets/, images/, data/ files that end in {', '.join(sorted(PUBLISHED - {'.html'}))}",
                "link to files of content/images only; keep other files out of theme/static",
            )

    def _read_ids(self, page: PageFacts, tree: Any) -> None:
        for identifier in tree.xpath("//@id"):
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
            if identifier:
                page.ids.add(str(identifier))

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
        page = PageFacts(path.relative_to(self.output).as_posix(), [])
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

    def _walk(self, page: PageFacts, tree: Any) -> str:
        """Check every element of a page; return what the page says: a line for each block, without its sources."""
        said = []
        around = dict.fromkeys(AROUND, 0)
        unread: list[Any] = []
        for event, element in etree.iterwalk(tree, events=("start", "end")):
            tag = element.tag
            if event == "start":
                attributes = dict(element.items())
                self._check_element(page, element, tag, attributes, around)
                if tag in AROUND:
                    around[tag] += 1
                if attributes.get("class") in REFERENCES:
                    unread.append(element)
                said += [attributes[name] for name in SPOKEN if name in attributes]
                text = element.text
            else:
                if tag in AROUND:
                    around[tag] -= 1
                if unread and element is unread[-1]:
                    unread.pop()
                text = element.tail
            if tag in BLOCKS or (tag == "title" and around["head"]):
                said.append("\n")
            if text and not unread and (around["body"] or tag == "title") and tag not in ("script", "style"):
                said.append(text.replace("\n", " "))
        return "\n".join([*(tree.xpath("//meta[@name='description']/@content")), re.sub(" {2,}", " ", "".join(said))])

    def _check_element(
        self, page: PageFacts, element: Any, tag: str, attributes: dict[str, str], around: dict[str, int]
    ) -> None:
        """Check an element. `around` counts the elements of `AROUND` that it stands in."""
        if tag in FORBIDDEN:
            policy = "Content-Security-Policy"
            refreshes = (
                tag == "meta" and element.get("http-equiv", policy) != policy and not self._leads_on(page, element)
            )
            is_data = tag == "script" and element.get("type") == "application/ld+json"
            is_data = is_data or (tag in ("form", "input") and self._is_search(element))
            inline = tag == "script" and (element.text or "") not in ("", self.settings["LOOK_SCRIPT"])
            if not is_data and (not around["head"] or tag not in IN_HEAD or refreshes or inline):
                self._raw(page, tag, etree.tostring(element, encoding="unicode")[:30])
        if tag.startswith("ma-") or (tag == "a" and around["a"]):
            wrong = f"the page holds <{tag}> where it cannot be"
            needles = ["[="]
            self._add(Rule.LEFTOVER, page, needles, wrong, "forms in plain text only, no link in a link", "move it")
        rel = attributes.get("rel") if tag == "link" else None
        for name, value in attributes.items():
            if name in HARMLESS and "(" not in value and ":" not in value:
                continue
            name, value = name.lower().rpartition(":")[2], value.strip()
            if not (rel and name == "href" and set(rel.split()) <= NOT_LOADED):
                self._check_attribute(page, tag, name, value, in_svg=around["svg"] > 0)
        if tag == "img":
            self._check_image(page, element)
        if tag == "pre":
            self._add(
                Rule.LEFTOVER,
                page,
                ["".join(element.itertext()).split("\n")[0]],
                "a text begins with four spaces or a tab, so it would be shown as program code",
                "no spaces before a paragraph",
                "delete them",
            )
        if tag in WORDY and not any(text.strip() for text in element.itertext()) and element.find(".//img") is None:
            wrong = f"the page holds an empty <{tag}>"
            needles = ["[](", *([f"{'#' * int(tag[1])} \n"] if tag in TITLES else [])]
            self._add(
                Rule.LEFTOVER, page, needles, wrong, "words in every link, heading and line", "write or delete it"
            )

    def _leads_on(self, page: PageFacts, element: Any) -> bool:
        """Return whether this sends readers from the old address of a text to where the redirects say it is now."""
        stub = self.settings["STUBS"].get(page.file)
        return stub is not None and element.items() == [("http-equiv", "refresh"), ("content", f"0; url={stub}")]

    def _is_search(self, element: Any) -> bool:
        """Return whether this is the search form, or its field: it sends what is typed to this site's search page."""
        form = next(element.iterancestors("form"), element)
        return (
            form.get("role") == "search" and form.get("action") == f"{self.siteurl}/search/" and not form.get("method")
        )

    def _raw(self, page: PageFacts, tag: str, start: str = "") -> None:
        self._add(
            Rule.RAW_ELEMENT,
            page,
            [start, f"<{tag}"],
            f"the page holds <{tag}>, or one that does more than the theme’s own",
            "text, links, images, and in the head of base.html what stands there",
            "delete it",
        )

    def _check_attribute(self, page: PageFacts, tag: str, name: str, value: str, *, in_svg: bool) -> None:
        squeezed = re.sub(r"[\s\x00-\x1f]", "", value).lower() if ":" in value else ""
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
        for match in CSS_ADDRESS.finditer(value) if "(" in value else ():
            if self._is_foreign(match[1] or ""):
                self._foreign(self._place([value], page.texts, f"output: {page.file}"), match[1])

    def _check_image(self, page: PageFacts, element: Any) -> None:
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

    def _check_resource(self, page: PageFacts, tag: str, address: str) -> None:
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

    def _target(self, page: PageFacts, address: str) -> str | None:
        """Return the output file that an address of this site leads to, or None."""
        if UNRESOLVED.match(address):
            return None
        path = unquote(urlsplit(address.removeprefix(self.siteurl) if self.siteurl else address).path)
        folder = posixpath.dirname(page.file)
        file = posixpath.normpath(posixpath.join("/", folder, path)).lstrip("/") if path else page.file
        if path.endswith("/") or file in ("", "."):
            file = posixpath.join(file if file != "." else "", "index.html")
        return file if file in self.made_by or (self.output / file).is_file() else None

    def _check_link(self, page: PageFacts, address: str) -> None:
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
        if address == self.settings["STUBS"].get(page.file):
            return  # where a redirect leads is checked at its line
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
        elif fragment:
            page.anchors.add((target, fragment))

    # --- what every page must show ---

    def _check_titles(self, page: PageFacts, tree: Any) -> None:
        levels = [(int(element.tag[1]), _words(element)) for element in tree.iter(*TITLES)]
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
        parts = {
            "html[lang]": tree.get("lang"),
            "a title": (tree.findtext(".//title") or "").strip(" –"),
            "a description": tree.xpath("string(//meta[@name='description']/@content)").strip(),
            "a viewport": tree.xpath("//meta[@name='viewport']"),
            "the stylesheet": tree.xpath(
                " | ".join(
                    f"//link[@rel='stylesheet'][contains(@href, 'assets/{name}.css')]"
                    for name in self.settings["STYLESHEETS"]
                )
            ),
            "one main": len(tree.xpath("//main")) == 1,
            "both review dates of each text": len(tree.xpath("//*[@class='ma-review'][count(.//time)=2]"))
            >= len(page.texts),
        }
        for part in (part for part, present in parts.items() if not present):
            self.report.add(
                Rule.TEMPLATE_PART,
                self._template(page),
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

    def _check_tables(self, page: PageFacts, tree: Any) -> None:
        for table in tree.iter("table"):
            cells = list(table.iter("th"))
            if table.find("caption") is None or not cells or any(not cell.get("scope") for cell in cells):
                text = _words(cells[0]) if cells else ""
                self._add(
                    Rule.TABLE,
                    page,
                    [f"| {text}"],
                    "a table has no caption, or its headings have no scope",
                    "“/// table | Caption” around the table",
                    "put the table into such a block",
                )

    def _check_text(self, page: PageFacts, said: str) -> None:
        """Report Markdown that was left in what a page says, and words that the site does not use."""
        found = [
            (left[0], said[said.rfind("\n", 0, left.start()) + 1 : said.find("\n", left.end())].strip())
            for left in LEFTOVER.finditer(said)
        ]
        # The end of a block says nothing where its beginning is left over too.
        begun = any(line.startswith("/// ") for _, line in found)
        for left, line in found:
            if begun and line == "///":
                continue
            self._add(
                Rule.LEFTOVER,
                page,
                [line[:40], left],
                f"Markdown was left in the text of the page: “{line[:60]}”",
                "blocks, citations and attributes as docs/writing.md shows them",
                "check the lines around it: empty lines, spaces, spelling",
            )
        prose = said
        for heading in HEADINGS:
            prose = prose.replace(heading, "")
        sources, words = self.report.sources, self.settings["WORDS"]
        allowed = {word for name in page.texts if name in sources for word in sources[name].allowed}
        for line, word in ((line, word) for line in prose.split("\n") if words.may_be_in(line) for word in words):
            for use in word.regex.finditer(line):
                if use[0].lower() not in allowed and not self._is_reported(use[0]):
                    self.report.add(
                        Rule.WORD,
                        self._place([use[0]], page.texts, self._made_of(use[0], page)),
                        f"the word “{use[0]}” is shown, which is not used on this site: {word.why}",
                        word.instead,
                        "write it so; in Markdown, one use can be allowed with its reason",
                    )

    def _made_of(self, word: str, page: PageFacts) -> str:
        """Return the text of the page in which a word stands that markup or a line end divides."""
        letters = re.sub(r"\W|_", "", word)
        inside = (name for name in page.texts if letters in re.sub(r"\W|_", "", self.texts.get(name, "")))
        return next(inside, f"output: {page.file}")

    def _is_reported(self, word: str) -> bool:
        return any(fault.rule is Rule.WORD and f"“{word}”" in fault.wrong for fault in self.report.faults)

    def _check_disclaimer(self, page: PageFacts, tree: Any) -> None:
        hidden = "ancestor-or-self::*[@hidden or @aria-hidden or self::template or contains(@class, 'hidden')]"
        shown = [
            element
            for element in tree.xpath(f"//body//footer//*[@class='ma-disclaimer'][not({hidden})]")
            if self.settings["DISCLAIMER"] in _words(element)
            and any(link.get("href", "").endswith("#medical-disclaimer") for link in element.iter("a"))
        ]
        if not shown:
            self.report.add(
                Rule.DISCLAIMER_PAGE,
                self._template(page),
                f"the page {page.file} does not show the disclaimer with a link to the whole of it",
                f"“{self.settings['DISCLAIMER']}” in the footer, for everyone to see",
                "keep the block “footer” of base.html, or call the macro disclaimer() in it",
            )

    def _check_weight(self, page: PageFacts, tree: Any, html: bytes) -> None:
        """Report a page that is too heavy with its stylesheets, as they are published: made small and compressed."""
        sheets = [self._target(page, sheet) for sheet in tree.xpath("//link[@rel='stylesheet']/@href")]
        parts = [html, *((self.output / sheet).read_bytes() for sheet in sheets if sheet)]
        if _weight(parts, GLANCE) <= PAGE_WEIGHT:
            return
        small = minify_html.minify(html.decode(), keep_html_and_head_opening_tags=True).encode()
        if (weight := _weight([small, *parts[1:]], BEST)) > PAGE_WEIGHT:
            self.report.add(
                Rule.PAGE_WEIGHT,
                page.texts[0] if page.texts else self._template(page),
                f"the page {page.file} weighs {weight:,} bytes with its stylesheet, compressed with brotli",
                f"at most {PAGE_WEIGHT:,}",
                "move what fewer readers need to a page of its own; leave out nothing that a reader needs",
            )


def _weight(parts: list[bytes], quality: int) -> int:
    return sum(len(brotli.compress(part, quality=quality)) for part in parts)


def _words(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())


def _addresses(name: str, value: str) -> list[str]:
    if name == "srcset":
        return [part.split()[0] for part in value.split(",") if part.strip()]
    return [value]
