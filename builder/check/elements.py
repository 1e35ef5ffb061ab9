"""The elements and attributes that a page may hold: what is not on the list is a fault, whatever it would do.

What is on the list shows or names something. It loads files of this site only, and runs, sends and restyles nothing;
the few elements that could do more (script, form, meta, link) are looked at one by one.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from lxml import etree

from builder.check.terms import Found, Terms, found
from builder.check.urls import css_addresses, file_at, is_foreign
from builder.faults import Rule

_EVERYWHERE = "class id lang dir role hidden tabindex"  # and aria-…, data-…
_PEN = (
    "x y width height fill fill-opacity fill-rule stroke stroke-width stroke-linecap stroke-linejoin stroke-dasharray "
    "stroke-opacity opacity transform text-anchor font-size font-weight clip-path mask marker-start marker-end"
)


def _table(attributes: dict[str, str]) -> dict[str, frozenset[str]]:
    """Return each element with the names of its attributes, given several elements at a time."""
    return {
        tag: frozenset(f"{_EVERYWHERE} {names}".split()) for tags, names in attributes.items() for tag in tags.split()
    }


_IN_PAGES = {
    # the page and its head
    "html head title body": "",
    "meta": "charset name content http-equiv property",
    "link": "rel href type sizes media title hreflang as crossorigin",
    "script": "src type defer async",
    # its parts and its text
    "header footer main nav article section aside search div address hgroup noscript": "",
    "h1 h2 h3 h4 h5 h6 p pre hr br wbr ul dl dt dd figure figcaption summary": "",
    "b i em strong small sub sup span s u mark code kbd samp var cite dfn abbr": "",
    "blockquote q": "cite",
    "ins del": "cite datetime",
    "ol": "start reversed type",
    "li data": "value",
    "time": "datetime",
    "details": "open name",
    "dialog": "open",
    "a": "href rel download hreflang type",
    # its pictures
    "img": "src srcset sizes alt width height loading decoding fetchpriority",
    "picture": "",
    "source": "src srcset sizes media type width height",
    # its tables
    "table caption thead tbody tfoot tr": "",
    "colgroup col": "span",
    "th td": "colspan rowspan scope headers abbr",
    # the search, and what the scripts of the theme listen to
    "form": "action",
    "input": "type name value autocomplete autocapitalize spellcheck placeholder required maxlength enterkeyhint",
    "label output": "for",
    "fieldset legend": "",
    "button": "type disabled",
}
_IN_DRAWINGS = {
    "svg": f"{_PEN} viewbox preserveaspectratio xmlns xlink version focusable",
    "g defs symbol clippath desc": f"{_PEN} viewbox",
    "path": f"{_PEN} d",
    "circle": f"{_PEN} cx cy r",
    "ellipse": f"{_PEN} cx cy rx ry",
    "rect": f"{_PEN} rx ry",
    "line": f"{_PEN} x1 y1 x2 y2",
    "polyline polygon": f"{_PEN} points",
    "text tspan": f"{_PEN} dx dy rotate textlength lengthadjust font-style",
    "use image": f"{_PEN} href preserveaspectratio",
    "pattern": f"{_PEN} patternunits patterncontentunits patterntransform viewbox",
    "marker": f"{_PEN} markerwidth markerheight refx refy orient markerunits viewbox",
}
# Each element with the attributes that it may have, all in small letters, as a parser of HTML gives them.
ELEMENTS = _table(_IN_PAGES) | _table(_IN_DRAWINGS)
# A picture that is a file of its own may link, and say how it looks.
IN_SVG_FILES = _table({**_IN_DRAWINGS, "a": "href", "title": "", "style": "type media"})
PAINTED = frozenset({"fill", "stroke", "clip-path", "mask", "marker-start", "marker-end"})
ADDRESSES = frozenset({"href", "src", "srcset", "action", "cite"})
LOOKED_AT = PAINTED | ADDRESSES
HEAD_ONLY = frozenset({"script", "link", "meta"})
SPECIAL = HEAD_ONLY | {"form", "input", "a"}
DATA = "application/ld+json"  # a block of data: no browser runs it
POLICY = "Content-Security-Policy"
REFRESH = "refresh"  # which a page at an old address may have, if it leads where the redirects say
RUNS = re.compile(r"(?:javascript|vbscript|data):", re.IGNORECASE)
PAINT = re.compile(
    r"(?:none|[a-z]+|#[0-9a-f]{3,8}|(?:rgb|hsl)a?\([\d., %/]+\)|url\(#([\w-]+)\)(?: [a-z]+)?)", re.IGNORECASE
)


class ElementNotAllowed(Rule):
    """What loads, runs, sends or restyles something has no place in a page; the list says what has."""

    wrong = "the page holds <{element}>, which is not on the list of elements that a page may hold"
    expected = "text, links, tables, images and drawings; the list is ELEMENTS in builder/check/elements.py"
    fix = "delete it; what loads, runs and sends nothing may be added to the list"
    example = "<iframe></iframe>"


class ElementMisplaced(Rule):
    """Some elements are safe in one place only."""

    wrong = "<{element}> stands outside {home}"
    expected = "<{element}> in {home} only"
    fix = "move it there, or delete it"
    example = '<body><meta name="robots" content="noindex">'


class ScriptInPage(Rule):
    """A script in a page could do anything, and the policy of the site would stop it."""

    wrong = "the page holds a script of its own: “{start}”"
    expected = "scripts in files of theme/static/js; in the page only LOOK_SCRIPT of the settings"
    fix = "move the script to a file that the head of the template loads, or delete it"
    example = '<script>import("https://a.example")</script>'


class FormNotSearch(Rule):
    """What readers type is nobody's business: a form may only ask the search of this site."""

    wrong = "a <form> would send what readers type to “{action}”, not to the search page of this site"
    expected = 'no form but that of the search: role="search", and the address of the search page as its action'
    fix = "correct its role and its action, or delete it"
    example = '<form action="{{ SITEURL }}/about/">'


class FieldKept(Rule):
    """What a reader fills in for paper is nobody's business, and is gone when the page is closed."""

    wrong = "an <input> outside the search form could be sent, or kept by the browser"
    expected = 'no name, and autocomplete="off" unless it is a box to tick'
    fix = "correct its attributes, or delete it"
    example = '<input type="text" name="age">'


class MetaCommand(Rule):
    """A meta element can send readers elsewhere or change what the page may do."""

    wrong = "a <meta> tells the browser “{command}: {content}”"
    expected = (
        "no command but the policy; a page at an old address sends on to where content/redirects.toml says, at once"
    )
    fix = "delete it, or write 0; url={{{{ to }}}}"
    example = '<meta http-equiv="refresh" content="0">'


class AttributeNotAllowed(Rule):
    """An attribute can load, run or send something as an element can."""

    wrong = "<{element}> has the attribute “{attribute}”, which is not on the list of what it may have"
    expected = "attributes that say what something is; the list is ELEMENTS in builder/check/elements.py"
    fix = "delete it; one that loads, runs and sends nothing may be added to the list"
    example = '<a href="/" ping="/about/">'


class EventHandler(Rule):
    """An event handler is a script in the page, which the policy of the site would stop."""

    wrong = "<{element}> has the event handler “{attribute}”"
    expected = "no script in the page"
    fix = "delete the attribute; a script of theme/static/js can listen to the event"
    example = '<body onload="x()">'


class InlineStyle(Rule):
    """The policy of the site forbids styles in the page; a browser would not show them."""

    wrong = "<{element}> has the inline style “{value}”, which the policy of the site forbids"
    expected = "a class of the stylesheet"
    fix = "delete it, or say it in theme/static/css"
    example = '<b style="color:red">It</b>'


class ColumnAligned(Rule):
    """The colons that align a column become an inline style, which the policy of the site forbids."""

    wrong = "colons align a column of a table with the inline style “{value}”, which the policy of the site forbids"
    expected = "no colons in the row of hyphens: | --- | --- |"
    fix = "delete the colons"
    example = "| :-- | --- |"


class ScriptLink(Rule):
    """A link or an address that is itself a script, or a page of its own, escapes every other check."""

    wrong = "<{element}> runs a script: “{value}”"
    expected = "the address of a page or a file"
    fix = "delete it"
    example = "[It](javascript:alert(1))"


class ForeignResource(Rule):
    """What comes from another host tells that host who reads which page."""

    wrong = "the page would load “{address}” from another host"
    expected = "files of this site only"
    fix = "put the file into content/images or theme/static, or delete it"
    example = "![x](https://a.example/x.png)"


class AttributeValue(Rule):
    """A colour can name a file to load."""

    wrong = "<{element}> has “{value}” as its {attribute}"
    expected = "a colour, or url(#id) with the id of a pattern on the page"
    fix = "correct the value"
    example = '<path fill="url(other.svg#p)" d="M0 0"/>'


class MarkNotDrawn(Rule):
    """A number or a citation is drawn where text is; elsewhere its mark would be left in the page."""

    wrong = "the page holds <{element}>: a form such as [=…] or a block stands where it cannot be drawn"
    expected = "forms in plain text only"
    fix = "move it out of the link, the heading or the attribute that it stands in"
    example = "[It lasts [=back-gerac]](/about/)"


class LinkInLink(Rule):
    """A browser ends the first link where the second begins."""

    wrong = "a link stands in a link: “{text}”"
    expected = "one link at a time"
    fix = "move one of the two out of the other"
    example = "[It lasts [=back-gerac words]](/about/)"


# Elements about which nothing is left to ask where they have none but these attributes: nearly all of a page.
PLAIN = {tag: names - LOOKED_AT for tag, names in ELEMENTS.items() if tag not in SPECIAL}


def check_element(element: Any, around: dict[str, int], terms: Terms) -> Iterator[Found]:
    """Yield what is wrong with an element and its attributes. `around` counts the elements around it, by name."""
    tag = element.tag
    allowed = ELEMENTS.get(tag)
    if allowed is None:
        rule = MarkNotDrawn if tag.startswith("ma-") else ElementNotAllowed
        needles = ("[=", "/// ", *_start(element)) if rule is MarkNotDrawn else _start(element)
        yield found(rule, *needles, element=tag)
        return
    if tag in SPECIAL:
        faults = tuple(_special(element, tag, around, terms))
        yield from faults
        if faults and tag != "a":
            return
    yield from check_attributes(tag, tag, element.items(), allowed, terms)


def check_attributes(
    tag: str, shown: str, items: list[tuple[str, str]], allowed: frozenset[str], terms: Terms
) -> Iterator[Found]:
    """Yield what is wrong with the attributes of an element, which messages name `shown`."""
    for name, value in items:
        if name in allowed and name not in LOOKED_AT:
            continue
        name = name.lower().rpartition(":")[2]
        if name in allowed:
            if name in PAINTED:
                yield from _paint(shown, name, value.strip(), terms)
            elif RUNS.match(re.sub(r"[\s\x00-\x1f]", "", value)) and name != "cite":
                yield found(ScriptLink, value.strip(), element=shown, value=value.strip()[:80])
        elif name.startswith(("aria-", "data-")):
            continue
        elif name.startswith("on"):
            yield found(EventHandler, f"{name}=", name, element=shown, attribute=name)
        elif name == "style" and tag in ("td", "th") and value.strip().startswith("text-align"):
            yield found(ColumnAligned, ":--", "--:", ":-", "-:", f'style="{value}"', "style=", value=value.strip())
        elif name == "style":
            yield found(InlineStyle, f'style="{value}"', "style=", element=shown, value=value.strip())
        else:
            # In Markdown, a title stands in quotes behind the address.
            needles = (
                f'{name}="{value}"',
                *([f'"{value}")'] if name == "title" else []),
                f"{name}=",
                f"<{shown} {name}",
                name,
            )
            yield found(AttributeNotAllowed, *needles, element=shown, attribute=name)


def _special(element: Any, tag: str, around: dict[str, int], terms: Terms) -> Iterator[Found]:
    if tag == "a":
        if around["a"]:
            yield found(LinkInLink, f"[{_text(element)}", _text(element), "](", text=_text(element)[:60])
    elif tag == "form":
        action = element.get("action", "").strip()
        goes_to = "" if is_foreign(action, terms.siteurl) else file_at(action, "", terms.siteurl)
        if element.get("role") != "search" or not terms.search_page or goes_to != terms.search_page:
            yield found(FormNotSearch, *_start(element), action=action)
    elif tag == "input":
        is_kept = element.get("type") != "checkbox" and element.get("autocomplete") != "off"
        if not around["form"] and (element.get("name") or is_kept):
            yield found(FieldKept, *_start(element))
    elif tag == "script":
        text = element.text or ""
        if element.get("type") == DATA:
            return
        if text not in ("", terms.look_script):
            start = _start(element)
            needles = (f"{start[0]}>{text[:80]}", text[:80], text[:30], *start)
            yield found(ScriptInPage, *needles, start=" ".join(text.split())[:60])
        elif not around["head"]:
            yield found(ElementMisplaced, *_start(element), element=tag, home="the head of the page")
    elif not around["head"]:
        yield found(ElementMisplaced, *_start(element), element=tag, home="the head of the page")
    elif tag == "meta" and (command := element.get("http-equiv", POLICY)) not in (POLICY, REFRESH):
        yield refused_command(element, command)


def refused_command(element: Any, command: str) -> Found:
    """Return that a meta element gives a command that it may not give."""
    return found(MetaCommand, *_start(element), command=command, content=element.get("content", ""))


def _paint(tag: str, name: str, value: str, terms: Terms) -> Iterator[Found]:
    if foreign := [address for address in css_addresses(value) if is_foreign(address, terms.siteurl)]:
        yield found(ForeignResource, foreign[0], address=foreign[0])
    elif not PAINT.fullmatch(value):
        yield found(AttributeValue, f'{name}="{value}"', value, element=tag, attribute=name, value=value)


def _start(element: Any) -> tuple[str, ...]:
    """Return the beginning of an element as a template may have it, from the most of it to the least."""
    tag = element.tag
    start = str(etree.tostring(element, encoding="unicode", with_tail=False))
    return start.partition(">")[0], start[:30], f"<{tag}"


def _text(element: Any) -> str:
    return " ".join("".join(element.itertext()).split())
