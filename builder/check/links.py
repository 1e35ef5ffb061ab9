"""What a page leads to and what it loads, and whether that is there."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Any, NamedTuple
from urllib.parse import unquote, urlsplit

from builder.check.elements import RUNS, ForeignResource
from builder.check.terms import BuiltPage, Found, Terms, found
from builder.check.urls import UNRESOLVED, candidates, file_at, is_foreign
from builder.faults import Rule, did_you_mean

# Links of the head that a browser does not follow by itself.
NOT_LOADED = {"canonical", "license", "alternate", "me"}
PICTURES = ("img", "source", "image", "use")
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


class AnchorBroken(Rule):
    """A reader who follows a link to a part of a page must get to that part."""

    wrong = "nothing on {file} has the id “{anchor}” that a link leads to{hint}"
    expected = "the id of a heading, as in “### Heading {{: #id}}”{nested}"
    fix = "correct the link, or give the heading this id"
    example = "[It]({filename}/pages/about.md#contakt)"


class ImageMissing(Rule):
    """A picture that is not there shows a reader nothing."""

    wrong = "there is no file “{address}”{hint}"
    expected = "a picture of content/images, as {{static}}/images/name.svg"
    fix = "correct the name, or add the file"
    example = "![x](/images/gone.png)"


class ResourceMissing(Rule):
    """A stylesheet or a script that is not there leaves a page without its look or its help."""

    wrong = "there is no file “{address}”{hint}"
    expected = "a file of theme/static, by its address on the site"
    fix = "correct the name, or add the file"
    example = '<script src="/assets/js/gone.js">'


class Link(NamedTuple):
    """An address that readers can follow."""

    address: str


class Resource(NamedTuple):
    """An address that a browser loads by itself, and the element that names it."""

    element: str
    address: str


def links_of(tree: Any) -> tuple[Link, ...]:
    """Return where a page leads to, each address once."""
    addresses = (str(element.get("href")).strip() for element in tree.iter("a") if "href" in element.attrib)
    return tuple(dict.fromkeys(Link(address) for address in addresses if not RUNS.match(address)))


def resources_of(tree: Any) -> tuple[Resource, ...]:
    """Return what a page loads, each address once."""
    loaded: list[Resource] = []
    for element in tree.iter("link", "script", "img", "source", "use", "image"):
        tag, given = str(element.tag), element.attrib
        if tag == "link" and set(given.get("rel", "").split()) <= NOT_LOADED:
            continue
        named = [given[name].strip() for name in ("href", "src", "xlink:href") if name in given]
        loaded += [Resource(tag, address) for address in named]
        loaded += [Resource(tag, address) for address in candidates(given.get("srcset", ""))]
    return tuple(dict.fromkeys(resource for resource in loaded if not RUNS.match(resource.address)))


def check_links(
    links: tuple[Link, ...], page: BuiltPage, files: Collection[str], addresses: Collection[str], terms: Terms
) -> Iterator[Found]:
    """Yield the links of a page that are not safe or lead nowhere. `addresses` are those of the site, for a hint."""
    for (address,) in links:
        if is_foreign(address, terms.siteurl):
            if not SAFE.fullmatch(address):
                yield found(LinkInsecure, *_needles(address), every=True, address=address)
        elif not address:
            yield found(LinkEmpty, "]()", 'href=""', every=True)
        elif file_at(address, page.file, terms.siteurl) not in files:
            path = unquote(address).partition("#")[0]
            needles = _needles(unquote(address)) if path in address or UNRESOLVED.match(address) else ()
            hint = did_you_mean(path, addresses)
            yield found(LinkBroken, *needles, *_needles(path), every=True, address=path, hint=hint)


def check_resources(
    resources: tuple[Resource, ...], page: BuiltPage, files: Collection[str], addresses: Collection[str], terms: Terms
) -> Iterator[Found]:
    """Yield what a page loads that is not there, or that comes from another host."""
    for element, address in resources:
        if is_foreign(address, terms.siteurl):
            yield found(ForeignResource, *_needles(address), every=True, address=address)
        elif not address or (not address.startswith("#") and file_at(address, page.file, terms.siteurl) not in files):
            rule = ImageMissing if element in PICTURES else ResourceMissing
            name = posixpath.basename(address)
            yield found(
                rule, *_needles(address), name, every=True, address=address, hint=did_you_mean(address, addresses)
            )


def check_anchors(
    links: tuple[Link, ...],
    page: BuiltPage,
    ids: Mapping[str, Collection[str]],
    pages: Mapping[str, BuiltPage],
    terms: Terms,
) -> Iterator[Found]:
    """Yield the links of a page to ids that the page they lead to does not have. `ids` has those of each page."""
    for (address,) in links:
        path, _, anchor = unquote(address).partition("#")
        file = file_at(address, page.file, terms.siteurl)
        if not anchor or is_foreign(address, terms.siteurl) or anchor in ids.get(file, (anchor,)):
            continue
        last = anchor.rpartition("#")[2]
        documents = pages[file].documents if file in pages else ()
        named = [f"{posixpath.basename(document)}#{last}" for document in documents]
        yield found(
            AnchorBroken,
            *(f"{name})" for name in named),
            *named,
            f"]({path}#{last})",
            f"#{last})",
            f"#{last}",
            every=True,
            file=file,
            anchor=anchor,
            hint=did_you_mean(anchor, ids[file]),
            nested="; inside the guide, link to {filename}/pages/home.md#id" if "#" in anchor else "",
        )


def _needles(address: str) -> tuple[str, ...]:
    """Return how a text may hold an address, from the one that can be nothing else to the address itself."""
    return f"]({address})", f"]({address} ", f"<{address}>", f'"{address}"', address


def is_picture(address: str, endings: Collection[str]) -> bool:
    """Return whether an address ends as that of a picture does."""
    return posixpath.splitext(urlsplit(address).path)[1] in endings
