"""The files that pages load: stylesheets, scripts, type and icons of the theme, and the name of each on the site."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

import rjsmin

from builder.faults import Fault, Report, did_you_mean
from builder.leftovers import is_hidden
from builder.page.stylesheet import check_braces, in_colours, join_stylesheet, minified

ADDRESS = re.compile(r"""url\((["']?)(?!data:|#|/|[a-z]+:)([^"')?#]+)""")

MARK = "icons/mark.svg"


def read_assets(theme: Path, stylesheets: Iterable[str], root: Path) -> tuple[dict[str, bytes], tuple[Fault, ...]]:
    """Return the files of a theme by the name that templates give each, and what is wrong with its stylesheets.

    Each of `stylesheets` is `static/css/NAME.css`, joined to `NAME.css`; all else of `static` is taken as it is,
    what programs leave beside files left out. `root` is the folder of the project, from which faults name files.
    """
    static, report = theme / "static", Report(root)
    paths = [path for path in sorted(static.rglob("*")) if path.is_file()]
    seen = [path for path in paths if not any(map(is_hidden, path.relative_to(static).parts))]
    files = {path.relative_to(static).as_posix(): path.read_bytes() for path in seen if path.suffix != ".css"}
    sources = {report.name(path): path.read_text(encoding="utf-8") for path in sorted(theme.rglob("*.css"))}
    if MARK in files:
        tokens = (static / "css/tokens.css").read_text(encoding="utf-8")
        files[MARK] = in_colours(files[MARK].decode(), tokens).encode()
    faults = [fault for name, css in sources.items() for fault in check_braces(name, css)]
    for name in stylesheets:
        css, found = join_stylesheet(report.name(static / f"css/{name}.css"), sources)
        files[f"{name}.css"] = minified(css).encode()
        faults.extend(found)
    return files, tuple(faults)


@dataclass(frozen=True)
class Assets:
    """The files that pages load, by their names on the site, and that name by the one that templates give.

    Called with the latter, it returns the address of the file below that of the site.
    """

    files: Mapping[str, bytes]
    names: Mapping[str, str]

    def __call__(self, name: str) -> str:
        """Return the address of a file. Raises LookupError where there is none of this name."""
        if name not in self.names:
            raise LookupError(f"there is no file “{name}” for pages to load{did_you_mean(name, self.names)}")
        return self.names[name]


def plain_assets(files: Mapping[str, bytes], folder: str) -> Assets:
    """Return the files below a folder of the site, under their own names."""
    return Assets(
        {f"{folder}/{name}": data for name, data in files.items()}, {name: f"{folder}/{name}" for name in files}
    )


def fingerprinted_assets(files: Mapping[str, bytes], folder: str) -> Assets:
    """Return the files below a folder of the site, scripts minified, each named by what it holds: `site.1a2b3c4d.css`.

    So browsers may keep them for ever. The licence of the type, which nobody loads, keeps its name.
    """
    named: dict[str, bytes] = {}
    names: dict[str, str] = {}
    # Stylesheets last: they name others.
    for name in sorted(files, key=lambda name: (name.endswith(".css"), name)):
        data = files[name]
        if name.endswith(".js"):
            data = str(rjsmin.jsmin(data.decode())).encode()
        elif name.endswith(".css"):
            data = ADDRESS.sub(lambda url: f"url({url[1]}{_below(names, folder, url[2])}", data.decode()).encode()
        path = PurePosixPath(name)
        new = path if path.suffix == ".txt" else path.with_name(f"{path.stem}.{_digest(data)}{path.suffix}")
        names[name] = f"{folder}/{new}"
        named[names[name]] = data
    return Assets(named, names)


def _digest(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()[:8]


def _below(names: Mapping[str, str], folder: str, name: str) -> str:
    """Return the name that a stylesheet gives to a file. One that is not there keeps it: a check says so."""
    return names.get(name, f"{folder}/{name}").removeprefix(f"{folder}/")
