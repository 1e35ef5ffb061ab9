"""The addresses that the site has or had: none is lost, and what moved leads on.

content/published.txt lists every address ever published, content/redirects.toml says where those lead that are gone.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from plugins.faults import Report, Rule, guess
from plugins.publication import FILES

# A page ends with “/” or “.html”; any other file with what its name ends in.
ADDRESS = re.compile(r"/(?:\.?[a-z0-9-]+/)*(?:[a-z0-9-]+(?:\.[a-z0-9-]+)*\.[a-z0-9]+)?")
SHAPE = "small letters, digits and hyphens from the first “/” on; a page ends with “/”, as in “/sources/h-to-m/”"
# Files that nobody keeps an address of: named by what they hold, or found through the page that they stand for.
PASSING = ("/assets/", "/images/cards/", "/pagefind/")


@dataclass(frozen=True)
class Redirect:
    """An address that is gone, the one to go to instead, with its anchor if it has one, and the place of the line."""

    old: str
    new: str
    place: tuple[str, int]

    @property
    def target(self) -> str:
        """The address to go to, without its anchor."""
        return self.new.partition("#")[0]

    @property
    def file(self) -> str:
        """The file at the old address, if that was a page; else an empty text."""
        return file_of(self.old) if self.old.endswith(("/", ".html")) else ""


def address_of(file: str) -> str:
    """Return the address of a file of the site."""
    return f"/{file.removesuffix('index.html') if f'/{file}'.endswith('/index.html') else file}"


def file_of(address: str) -> str:
    """Return the file of the site that stands at an address."""
    return address.removeprefix("/") + ("index.html" if address.endswith("/") else "")


def read_redirects(path: Path, report: Report) -> list[Redirect]:
    """Return the redirects of a TOML file with one table [moved]; report those that cannot be used."""
    name = report.name(path)
    try:
        text = path.read_text(encoding="utf-8")
        moved = _one_table(tomllib.loads(text))
    except (OSError, ValueError) as error:
        line = re.search(r"at line (\d+)", str(error))
        report.add(
            Rule.REDIRECT,
            (name, int(line[1]) if line else 0),
            f"the redirects cannot be read: {' '.join(str(error).split())}",
            'one table [moved] with lines such as "/old/" = "/new/#part", each old address once',
            "mend the line; both addresses stand in double quotes",
        )
        return []
    lines = text.split("\n")
    redirects = []
    for old, new in moved.items():
        number = next((n for n, line in enumerate(lines, 1) if re.match(rf"\s*[\"']{re.escape(old)}[\"']", line)), 0)
        redirect = Redirect(old, str(new), (name, number))
        odd = [part for part in (old, redirect.target) if not ADDRESS.fullmatch(part) or part.endswith("/index.html")]
        if odd:
            report.add(
                Rule.REDIRECT, redirect.place, f"“{odd[0]}” has not the form of an address", SHAPE, "write it so"
            )
        elif redirect.target in moved:
            report.add(
                Rule.REDIRECT,
                redirect.place,
                f"“{redirect.target}” is itself an old address",
                "the address where the reader ends up",
                "name that one, or delete one of the two lines",
            )
        else:
            redirects.append(redirect)
    return redirects


def _one_table(tables: dict[str, Any]) -> dict[str, Any]:
    if tables.keys() != {"moved"} or not isinstance(tables["moved"], dict):
        raise ValueError("the file holds something else than one table [moved]")
    return tables["moved"]


def read_published(path: Path, report: Report) -> dict[str, int]:
    """Return every address of the list, one a line, with its line; report what is no address, or stands twice."""
    name = report.name(path)
    addresses: dict[str, int] = {}
    try:
        lines = path.read_text(encoding="utf-8").split("\n")
    except (OSError, ValueError) as error:
        report.add(
            Rule.ADDRESS_LIST, name, f"the list cannot be read: {error}", "one address a line, in UTF-8", "restore it"
        )
        return {}
    for number, line in enumerate(lines, 1):
        if not line or line.startswith("#"):
            continue
        if not ADDRESS.fullmatch(line):
            report.add(
                Rule.ADDRESS_LIST, (name, number), f"“{line}” has not the form of an address", SHAPE, "write it so"
            )
        elif line in addresses:
            wrong, expected = f"“{line}” stands twice", f"each address once; the first is in line {addresses[line]}"
            report.add(Rule.ADDRESS_LIST, (name, number), wrong, expected, "delete this line")
        else:
            addresses[line] = number
    return addresses


def check_redirects(redirects: list[Redirect], files: set[str], ids: Mapping[str, set[str]], report: Report) -> None:
    """Report redirects from what is there and to what is not.

    `files` are the files of the site, `ids` the ids of each page that could be read.
    """
    known = sorted(address_of(file) for file in files)
    for redirect in redirects:
        anchor = redirect.new.partition("#")[2]
        target = file_of(redirect.target)
        if file_of(redirect.old) in files:
            report.add(
                Rule.REDIRECT,
                redirect.place,
                f"“{redirect.old}” is an address of the site, so nobody would get there any more",
                "the address of a page or file that is gone",
                "delete the line, or the page",
            )
        elif target not in files:
            report.add(
                Rule.REDIRECT,
                redirect.place,
                f"“{redirect.target}” leads nowhere{guess(redirect.target, known)}",
                "an address of the site",
                "correct it",
            )
        elif "#" in redirect.new and anchor not in ids.get(target, {anchor} if target.endswith(".html") else set()):
            report.add(
                Rule.REDIRECT,
                redirect.place,
                f"nothing on “{redirect.target}” has the id “{anchor}”{guess(anchor, sorted(ids.get(target, set())))}",
                "the id of a heading of that page",
                "correct it, or leave it out with its #",
            )


def check_published(
    published: dict[str, int],
    list_name: str,
    redirects: list[Redirect],
    files: set[str],
    report: Report,
    *,
    whole: bool,
) -> None:
    """Report addresses of the list that are neither there nor redirected, and those that the list lacks.

    `whole`: `files` are all that a published site has. Without it only the pages can be missed.
    """
    there = {address_of(file) for file in files} | {redirect.old for redirect in redirects}
    for address, line in published.items():
        if address not in there and (whole or address.endswith(("/", ".html"))):
            report.add(
                Rule.ADDRESS_LOST,
                (list_name, line),
                f"the published address “{address}” is gone, and nothing leads on from it",
                "a page or a file there, or a redirect",
                f'add to content/redirects.toml: "{address}" = "/where/it/is/now/"',
            )
    for address in sorted(there - published.keys()) if whole else []:
        if not address.startswith(PASSING):
            report.add(
                Rule.ADDRESS_UNLISTED,
                list_name,
                f"the list lacks the address “{address}”, which this build publishes",
                "every address ever published, so that none is ever lost",
                f"add the line {address}",
            )


def check_addresses(output: Path, settings: dict[str, Any], ids: Mapping[str, set[str]]) -> None:
    """Compare the redirects and the list of published addresses with the built site. `ids` are those of its pages."""
    report: Report = settings["REPORT"]
    files = {path.relative_to(output).as_posix() for path in output.rglob("*") if path.is_file()}
    files -= settings["STUBS"].keys()  # what leads on is no page of the site
    files |= settings["PAGES"].keys() | set(FILES.values())
    redirects = settings["REDIRECTS"]
    check_redirects(redirects, files, ids, report)
    path = Path(settings["PUBLISHED_FILE"])
    published = read_published(path, report)
    check_published(published, report.name(path), redirects, files, report, whole=settings["PUBLISHED"])
