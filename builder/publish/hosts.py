"""The kinds of hosts that a site may be published to, and the two files that each reads beside it.

A host is registered here once: what its file of headers says, and what its file of redirects. What is kept in deploy/
includes both, so that no header is typed twice.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import NamedTuple

from builder.check.addresses import Redirect
from builder.publish.headers import (
    BRIEFLY,
    CACHE,
    FOREVER,
    NAMED_BY_CONTENT,
    POLICY,
    WORKER,
    WORKER_POLICY,
    all_headers,
)

Pair = tuple[str, str]  # an old address and the new one, each with the path before all addresses


class Host(NamedTuple):
    """A kind of host: what the names of its files end in, and how it is told of headers and of redirects."""

    ending: str
    headers: Callable[[Mapping[str, str]], str]
    redirects: Callable[[Sequence[Pair]], str]


def _forms(old: str) -> list[str]:
    """Return an address with and without its last slash: readers type either."""
    return list(dict.fromkeys((old, old.removesuffix("/"))))


# --- Netlify and Cloudflare Pages ---


def _pages_headers(headers: Mapping[str, str]) -> str:
    always = "".join(f"  {name}: {value}\n" for name, value in headers.items())
    return f"/*\n{always}\n/{WORKER}\n  ! {POLICY}\n  {POLICY}: {WORKER_POLICY}\n" + "".join(
        f"\n/{folder}/*\n  ! {CACHE}\n  {CACHE}: {FOREVER}\n" for folder in NAMED_BY_CONTENT
    )


def _pages_redirects(pairs: Sequence[Pair]) -> str:
    """Netlify serves the page that leads on unless a line ends with “!”; Cloudflare passes over such lines."""
    return "".join(f"{old} {new} 301!\n" + "".join(f"{form} {new} 301\n" for form in _forms(old)) for old, new in pairs)


# --- nginx ---


def _nginx_headers(headers: Mapping[str, str]) -> str:
    """Return lines for a server: nginx forgets them in each location that adds a header of its own."""
    values = {name: f'"{value}"' for name, value in headers.items()} | {POLICY: "$policy", CACHE: "$kept"}
    lines = [
        f'set $policy "{headers[POLICY]}";',
        f'if ($uri = "/{WORKER}") {{ set $policy "{WORKER_POLICY}"; }}',
        f'set $kept "{headers[CACHE]}";',
        f'if ($uri ~ "^/({"|".join(NAMED_BY_CONTENT)})/") {{ set $kept "{FOREVER}"; }}',
        *(f"add_header {name} {value} always;" for name, value in values.items()),
    ]
    return "\n".join(lines) + "\n"


def _nginx_redirects(pairs: Sequence[Pair]) -> str:
    """Return lines for a map of `$uri`."""
    return "".join(
        f'"~^{re.escape(old.removesuffix("/"))}{"/?" if old.endswith("/") else ""}$" "{new}";\n' for old, new in pairs
    )


# --- Caddy ---


def _caddy_headers(headers: Mapping[str, str]) -> str:
    kept = " ".join(f"/{folder}/*" for folder in NAMED_BY_CONTENT)
    lines = [
        "header {",
        *(f'\t{name} "{value}"' for name, value in headers.items() if name not in (POLICY, CACHE)),
        "}",
        f"@pages not path /{WORKER}",
        f'header @pages {POLICY} "{headers[POLICY]}"',
        f'header /{WORKER} {POLICY} "{WORKER_POLICY}"',
        f"@kept path {kept}",
        f"@brief not path {kept}",
        f'header @kept {CACHE} "{FOREVER}"',
        f'header @brief {CACHE} "{headers[CACHE]}"',
    ]
    return "\n".join(lines) + "\n"


def _caddy_redirects(pairs: Sequence[Pair]) -> str:
    return "".join(f'redir "{form}" "{new}" 301\n' for old, new in pairs for form in _forms(old))


HOSTS = (
    Host("", _pages_headers, _pages_redirects),
    Host(".nginx", _nginx_headers, _nginx_redirects),
    Host(".caddy", _caddy_headers, _caddy_redirects),
)


def header_files(script: str) -> dict[str, str]:
    """Return the headers as hosts read them, by the name of the file. `script` is the one written into the pages."""
    headers = {**all_headers(script), CACHE: BRIEFLY}
    note = "# Made by `make publish` from builder/publish/headers.py.\n"
    return {f"_headers{host.ending}": (note if host.ending else "") + host.headers(headers) for host in HOSTS}


def redirect_files(redirects: Iterable[Redirect], prefix: str) -> dict[str, str]:
    """Return the redirects as hosts read them, by the name of the file; `prefix` is the path before every address."""
    pairs = [(f"{prefix}{redirect.old}", f"{prefix}{redirect.new}") for redirect in redirects]
    note = "# Made by `make publish` from content/redirects.toml.\n"
    return {f"_redirects{host.ending}": note + host.redirects(pairs) for host in HOSTS}
