"""What a page leads to and what it loads, and whether that is there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from builder.check.elements import RUNS, ForeignResource
from builder.check.terms import BuiltPage, Found, Otherwise, found
from builder.check.urls import candidates, file_at, is_foreign
from builder.faults import Rule, did_you_mean

# Links of the head that a browser does not follow by itself.
NOT_LOADED = {"canonical", "license", "alternate", "me"}
PICTURES = ("img", "source", "image", "use")
LOADING = ("link", "script", *PICTURES)
SAFE = re.compile(r"https://[a-z0-9][a-z0-9.-]*\.[a-z]{2,}([:/?#]\S*)?|mailto:\S+@\S+|tel:[+0-9-]+", re.IGNORECASE)


class LinkInsecure(Rule):
    """What is read over http can be read and changed on its way."""

    wrong = "the link “{address}” is not https"
    expected = "a whole address that starts with https://, mailto: or tel:"
    fix = "use the https address of the same page"
    example = "[It](http://a.example)"


class LinkEmpty(Rule):
    """A link without an address leads back to the page that it is on."""

    wrong = "a link leads nowhere: it has no address"
    expected = "a file of content/ as {{filename}}/pages/name.md, or an address of this site"
    fix = "write the address between the brackets"
    example = "[It]()"


class LinkBroken(Rule):
    """A reader who follows a link must get somewhere."""

    wrong = "the link “{address}” leads nowhere{hint}"
    expected = "a file of content/ as {{filename}}/pages/name.md, or an address of this site"
    fix = "correct the link"
    example = "[It](/nowhere/)"
    cause = "file {address}"


class AnchorBroken(Rule):
    """A reader who follows a link to a part of a page must get to that part."""

    wrong = "nothing on {file} has the id “{anchor}” that a link leads to{hint}"
    expected = "the id of a heading, as in “### Heading {{: #id}}”{nested}"
    fix = "correct the link, or give the heading this id"
    example = "[It]({filename}/pages/about.md#contakt)"
    cause = "id {anchor}"


class ImageMissing(Rule):
    """A picture that is not there shows a reader nothing."""

    wrong = "there is no file “{address}”{hint}"
    expected = "a picture of content/images, as {{static}}/images/name.svg"
    fix = "correct the name, or add the file"
    example = "![x](/images/gone.png)"
    cause = "file {address}"


class ResourceMissing(Rule):
    """A stylesheet or a script that is not there leaves a page without its look or its help."""

    wrong = "there is no file “{address}”{hint}"
    expected = "a file of theme/static, by its address on the site"
    fix = "correct the name, or add the file"
    example = '<script src="/assets/js/gone.js">'
    cause = "file {address}"


class Link(NamedTuple):
    """An address of this site that a page leads to, the file that it names, the id on it, and how its words begin."""

    address: str
    file: str
    anchor: str
    text: str


class Resource(NamedTuple):
    """An address of this site that a browser loads by itself, the element that names it, and the file."""

    element: str
    address: str
    file: str


def links_of(elements: Mapping[str, list[Any]], page: str, siteurl: str) -> tuple[list[Link], list[Found]]:
    """Return where a page leads to on this site, each address once, and the links elsewhere that are not safe."""
    links, insecure = [], []
    addresses: dict[str, str] = {}
    for element in elements.get("a", ()):
        if (address := element.get("href")) is not None:
            addresses.setdefault(address.strip(), element.text or "")
    for address, text in addresses.items():
        if not is_foreign(address, siteurl):
            anchor = unquote(address.partition("#")[2]) if "#" in address else ""
            links.append(Link(address, file_at(address, page, siteurl), anchor, text.strip()))
        elif not SAFE.fullmatch(address) and not RUNS.match(address):
            insecure.append(found(LinkInsecure, *_needles(address), every=True, address=address))
    return links, insecure


def resources_of(elements: Mapping[str, list[Any]], page: str, siteurl: str) -> tuple[list[Resource], list[Found]]:
    """Return what a page loads of this site, each address once, and what it would load from elsewhere."""
    named: list[tuple[str, str]] = []
    for element in (element for tag in LOADING for element in elements.get(tag, ())):
        given = element.attrib
        if element.tag == "link" and set(given.get("rel", "").split()) <= NOT_LOADED:
            continue
        named += [(element.tag, given[name].strip()) for name in ("href", "src", "xlink:href") if name in given]
        named += [(element.tag, address) for address in candidates(given.get("srcset", ""))]
    return resolved(named, page, siteurl)


def resolved(named: Iterable[tuple[str, str]], page: str, siteurl: str) -> tuple[list[Resource], list[Found]]:
    """Return which files of this site are loaded, given the element and the address of each, and what is not of it."""
    resources, foreign = [], []
    for element, address in dict.fromkeys(named):
        if address.startswith("#") or RUNS.match(address):
            continue
        if is_foreign(address, siteurl):
            foreign.append(found(ForeignResource, *_needles(address), every=True, address=address))
        else:
            resources.append(Resource(element, address, file_at(address, page, siteurl) if address else ""))
    return resources, foreign


def check_links(
    links: Iterable[Link], files: Collection[str], addresses: Collection[str], siteurl: str = ""
) -> Iterator[Found]:
    """Yield the links of a page that lead nowhere. `addresses` are those of the site, for a hint."""
    for address, file, *_ in links:
        if not address:
            yield found(LinkEmpty, "]()", 'href=""', every=True)
        elif file not in files:
            path = unquote(address).partition("#")[0]
            typed = path.removeprefix(siteurl)  # as a text has it that names no host
            needles = (*_needles(unquote(address)), *_needles(path), *(_needles(typed) if typed != path else ()))
            yield found(LinkBroken, *needles, every=True, address=path, hint=did_you_mean(path, addresses))


def check_resources(
    resources: Iterable[Resource], files: Collection[str], addresses: Collection[str]
) -> Iterator[Found]:
    """Yield what a page loads that is not there. `addresses` are those of the site, for a hint."""
    for element, address, file in resources:
        if file not in files:
            rule = ImageMissing if element in PICTURES else ResourceMissing
            otherwise = Otherwise.TEMPLATE if element in ("link", "script") else Otherwise.OUTPUT
            name = posixpath.basename(address)
            needles = (*_needles(address), name, f'"{posixpath.splitext(name)[0]}"')
            hint = did_you_mean(address, addresses)
            yield found(rule, *needles, every=True, otherwise=otherwise, address=address, hint=hint)


def check_anchors(
    links: Iterable[Link], ids: Mapping[str, Collection[str]], pages: Mapping[str, BuiltPage]
) -> Iterator[Found]:
    """Yield the links of a page to ids that the page they lead to does not have. `ids` has those of each page."""
    for address, file, anchor, text in links:
        if not anchor or anchor in ids.get(file, (anchor,)):
            continue
        last = anchor.rpartition("#")[2]
        documents = pages[file].documents if file in pages else ()
        named = [f"{posixpath.basename(document)}#{last}" for document in documents]
        yield found(
            AnchorBroken,
            *(f"{name})" for name in named),
            *named,
            f"]({unquote(address)}",
            f"#{last})",
            f"#{last}",
            f"# {text}" if text else "",  # what a template made of a heading
            every=True,
            otherwise=Otherwise.DOCUMENT,
            file=file,
            anchor=anchor,
            hint=did_you_mean(last, ids[file]),
            nested="; inside the guide, link to {filename}/pages/home.md#id" if "#" in anchor else "",
        )


def _needles(address: str) -> tuple[str, ...]:
    """Return how a text may hold an address, from the one that can be nothing else to the address itself."""
    return f"]({address})", f"]({address} ", f"<{address}>", f'"{address}"', address


def is_picture(address: str, endings: Collection[str]) -> bool:
    """Return whether an address ends as that of a picture does."""
    return posixpath.splitext(urlsplit(address).path)[1].lower() in endings
