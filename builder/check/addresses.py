"""The addresses that the site has or had: none is lost, and what moved leads on.

content/published.txt lists every address ever published, content/redirects.toml says where those lead that are gone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Any

from builder.faults import Fault, Place, Rule, decoded, did_you_mean, line_of, toml_line

# A page ends with “/” or “.html”; any other file with what its name ends in.
PART = r"[a-z0-9-]+"
ADDRESS = re.compile(rf"/(?:\.?{PART}/)*(?:{PART}(?:\.{PART})*\.[a-z0-9]+)?")
SHAPE = "small letters, digits and hyphens from the first “/” on; a page ends with “/”, as in “/sources/h-to-m/”"
# Files that nobody keeps an address of: named by what they hold, or found through the page that they stand for.
PASSING = ("/assets/", "/images/cards/", "/pagefind/")


class RedirectsUnreadable(Rule):
    """While the redirects cannot be read, nobody can say which addresses are lost."""

    wrong = "the redirects cannot be read: {error}"
    expected = 'one table [moved] with lines such as "/old/" = "/new/#part", each old address once'
    fix = "correct the line; both addresses stand in double quotes"
    example = '"/old/" = /new/'


class RedirectForm(Rule):
    """An address of another form is never asked for as it is written here."""

    wrong = "“{address}” does not have the form of an address of this site"
    expected = SHAPE
    fix = "write it so"
    example = '"/old" = "/"'


class RedirectChain(Rule):
    """A reader who is sent on twice waits twice, and search engines give up."""

    wrong = "“{address}” is itself an old address"
    expected = "the address where the reader ends up"
    fix = "name that one, or delete one of the two lines"
    example = '"/old/" = "/older/"'


class RedirectTaken(Rule):
    """A redirect from a page that is there would hide the page."""

    wrong = "“{address}” is an address of the site, so nobody would get there any more"
    expected = "the address of a page or file that is gone"
    fix = "delete the line, or the page"
    example = '"/privacy/" = "/about/"'


class RedirectBroken(Rule):
    """A redirect must lead to what is there."""

    wrong = "“{address}” leads nowhere{hint}"
    expected = "an address of the site"
    fix = "correct the address to the right of the ="
    example = '"/old/" = "/privaci/"'


class RedirectAnchor(Rule):
    """A redirect to a part of a page must lead to that part."""

    wrong = "nothing on “{address}” has the id “{anchor}”{hint}"
    expected = "the id of a heading of that page"
    fix = "correct it, or leave it out with its #"
    example = '"/old/" = "/privacy/#man"'


class AddressListUnreadable(Rule):
    """The list is the memory of the site: without it nobody knows what was ever published."""

    wrong = "the list of addresses cannot be read: {error}"
    expected = "one address a line, in UTF-8"
    fix = "restore the file from an earlier version"
    example = "rm content/published.txt"


class AddressForm(Rule):
    """Only what has the form of an address can be published, and so lost."""

    wrong = "“{address}” does not have the form of an address of this site"
    expected = SHAPE
    fix = "write it so"
    example = "needles"


class AddressAgain(Rule):
    """Each address is on the list once, so that a line that is deleted is really gone."""

    wrong = "“{address}” is there twice"
    expected = "each address once; the first is in line {first}"
    fix = "delete this line"
    example = "/about/ (a second time)"


class AddressLost(Rule):
    """Somebody has kept every address that was ever published: in a leaflet, a letter or a bookmark."""

    wrong = "the published address “{address}” is gone, and nothing leads on from it"
    expected = "a page or a file there, or a redirect"
    fix = 'add to content/redirects.toml: "{address}" = "/where/it/is/now/"'
    example = "git mv content/conditions/anxiety.md content/conditions/worry.md"


class AddressUnlisted(Rule):
    """An address that is not on the list could be lost later without a word."""

    wrong = "the list lacks the address “{address}”, which this build publishes"
    expected = "every address ever published, so that none is ever lost"
    fix = "add the line {address}"
    example = "a new page content/pages/needles.md"


@dataclass(frozen=True)
class Redirect:
    """An address that is gone, the one to go to instead, with its anchor if it has one, and the place of the line."""

    old: str
    new: str
    place: Place

    @property
    def target(self) -> str:
        """The address to go to, without its anchor."""
        return self.new.partition("#")[0]

    @property
    def file(self) -> str:
        """The file at the old address, if that was a page; else an empty text."""
        return file_of(self.old) if self.old.endswith(("/", ".html")) else ""


@dataclass(frozen=True)
class Redirects:
    """The redirects that can be used, the old addresses of the others, and whether the file could not be read."""

    moved: tuple[Redirect, ...] = ()
    faulty: frozenset[str] = frozenset()
    broken: bool = False


@dataclass(frozen=True)
class Published:
    """The name of the list, each address on it with its line, and whether the list could not be read."""

    name: str
    lines: Mapping[str, int]
    broken: bool = False


def address_of(file: str) -> str:
    """Return the address of a file of the site."""
    return f"/{file.removesuffix('index.html') if f'/{file}'.endswith('/index.html') else file}"


def file_of(address: str) -> str:
    """Return the file of the site that stands at an address."""
    return address.removeprefix("/") + ("index.html" if address.endswith("/") else "")


@lru_cache(maxsize=32)
def read_redirects(name: str, data: bytes | None) -> tuple[Redirects, tuple[Fault, ...]]:
    """Return the redirects of a TOML file with one table [moved], and what is wrong with them. No data: no file."""
    try:
        text = decoded(data)
        moved = _one_table(tomllib.loads(text))
    except ValueError as error:
        place = Place(name, toml_line(error))
        return Redirects(broken=True), (RedirectsUnreadable.at(place, error=" ".join(str(error).split())),)
    redirects, faults = [], []
    for old, new in moved.items():
        redirect = Redirect(old, str(new), Place(name, line_of(text, re.compile(rf"\s*[\"']{re.escape(old)}[\"']"))))
        target = redirect.target
        if wrong := next((part for part in (old, target) if not _has_form(part)), ""):
            faults.append(RedirectForm.at(redirect.place, address=wrong))
        elif target in moved:
            faults.append(RedirectChain.at(redirect.place, address=target))
        else:
            redirects.append(redirect)
    faulty = moved.keys() - {redirect.old for redirect in redirects}
    return Redirects(tuple(redirects), frozenset(faulty)), tuple(faults)


def _has_form(address: str) -> bool:
    return ADDRESS.fullmatch(address) is not None and not address.endswith("/index.html")


def _one_table(tables: dict[str, Any]) -> dict[str, Any]:
    if tables.keys() != {"moved"} or not isinstance(tables["moved"], dict):
        raise ValueError("the file holds something else than one table [moved]")
    return tables["moved"]


@lru_cache(maxsize=32)
def read_published(name: str, data: bytes | None) -> tuple[Published, tuple[Fault, ...]]:
    """Return the list of addresses, one a line, and what is wrong with it. No data: there is no such file."""
    try:
        lines = decoded(data).split("\n")
    except ValueError as error:
        place = Place(name, toml_line(error))
        return Published(name, MappingProxyType({}), broken=True), (AddressListUnreadable.at(place, error=error),)
    addresses: dict[str, int] = {}
    faults = []
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        if not ADDRESS.fullmatch(line):
            faults.append(AddressForm.at(Place(name, number), address=line))
        elif line in addresses:
            faults.append(AddressAgain.at(Place(name, number), address=line, first=addresses[line]))
        else:
            addresses[line] = number
    return Published(name, MappingProxyType(addresses)), tuple(faults)


def check_addresses(
    redirects: Redirects,
    published: Published,
    files: Collection[str],
    ids: Mapping[str, Collection[str]],
    *,
    whole: bool,
) -> Iterator[Fault]:
    """Yield redirects from what is there and to what is not, addresses that are lost, and those that the list lacks.

    `files` are the files of the site, without the pages that lead on; `ids` the ids of each page that could be read.
    `whole`: they are all that a published site has. Without it only pages can be missed.
    """
    yield from _check_redirects(redirects, files, ids)
    there = {address_of(file) for file in files} | {redirect.old for redirect in redirects.moved}
    for address, line in published.lines.items():
        known = redirects.broken or address in there or address in redirects.faulty
        if not known and (whole or address.endswith(("/", ".html"))):
            yield AddressLost.at(Place(published.name, line), address=address)
    for address in sorted(there - published.lines.keys()) if whole and not published.broken else []:
        # What has not the form of an address could not be listed; the check of names says so.
        if not address.startswith(PASSING) and ADDRESS.fullmatch(address):
            yield AddressUnlisted.at(published.name, address=address)


def _check_redirects(
    redirects: Redirects, files: Collection[str], ids: Mapping[str, Collection[str]]
) -> Iterator[Fault]:
    known = sorted(address_of(file) for file in files)
    for redirect in redirects.moved:
        anchor, target = redirect.new.partition("#")[2], file_of(redirect.target)
        if file_of(redirect.old) in files:
            yield RedirectTaken.at(redirect.place, address=redirect.old)
        elif target not in files:
            yield RedirectBroken.at(redirect.place, address=redirect.target, hint=did_you_mean(redirect.target, known))
        elif "#" in redirect.new and anchor not in ids.get(target, (anchor,) if target.endswith(".html") else ()):
            hint = did_you_mean(anchor, sorted(ids.get(target, ())))
            yield RedirectAnchor.at(redirect.place, address=redirect.target, anchor=anchor, hint=hint)
