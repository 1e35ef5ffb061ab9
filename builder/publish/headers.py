"""What a browser may do with a page, and how long it may keep it: as policy in the pages, and as headers for hosts.

This is the one place for both; `make publish` writes a file for each kind of host, and deploy/ includes these.
"""

from __future__ import annotations

import base64
import hashlib

# The search runs a program (WebAssembly) in this worker, whose own answer says that it may: no page may.
WORKER = "pagefind/pagefind-worker.js"
WORKER_POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"
POLICY = "Content-Security-Policy"
CACHE = "Cache-Control"
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    # For this host only: what else runs below its domain may not have https. See docs/publish.md.
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}
# What is named by what it holds may be kept for ever.
NAMED_BY_CONTENT = ("assets", "pagefind/index", "pagefind/fragment")
FOREVER = "public, max-age=31536000, immutable"
BRIEFLY = "public, max-age=300"  # medical corrections must spread: five minutes, then the host is asked again
NOTE = "# Made by `make publish` from builder/publish/headers.py"


def content_security_policy(script: str) -> str:
    """Return the policy of the site: its own files, and the one script that is written into the pages."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    scripts = f"script-src 'self' 'sha256-{digest}'"
    return f"default-src 'self'; {scripts}; object-src 'none'; base-uri 'none'; form-action 'self'"


def all_headers(script: str) -> dict[str, str]:
    """Return every header but that of caching; `frame-ancestors` works in headers only."""
    return {POLICY: f"{content_security_policy(script)}; frame-ancestors 'none'", **HEADERS}


def header_files(script: str) -> dict[str, str]:
    """Return the headers as hosts read them, by the name of the file.

    `_headers` is for Netlify and Cloudflare Pages; `_headers.nginx` goes into a server, `_headers.caddy` into a site.
    """
    headers = {**all_headers(script), CACHE: BRIEFLY}
    return {"_headers": _pages(headers), "_headers.nginx": _nginx(headers), "_headers.caddy": _caddy(headers)}


def _pages(headers: dict[str, str]) -> str:
    always = "".join(f"  {name}: {value}\n" for name, value in headers.items())
    return f"/*\n{always}\n/{WORKER}\n  ! {POLICY}\n  {POLICY}: {WORKER_POLICY}\n" + "".join(
        f"\n/{folder}/*\n  ! {CACHE}\n  {CACHE}: {FOREVER}\n" for folder in NAMED_BY_CONTENT
    )


def _nginx(headers: dict[str, str]) -> str:
    """Return lines for a server: nginx forgets them in each location that adds a header of its own."""
    values = {name: f'"{value}"' for name, value in headers.items()} | {POLICY: "$policy", CACHE: "$kept"}
    return "\n".join(
        [
            f"{NOTE}. Include it in the server block.",
            f'set $policy "{headers[POLICY]}";',
            f'if ($uri = "/{WORKER}") {{ set $policy "{WORKER_POLICY}"; }}',
            f'set $kept "{headers[CACHE]}";',
            f'if ($uri ~ "^/({"|".join(NAMED_BY_CONTENT)})/") {{ set $kept "{FOREVER}"; }}',
            *(f"add_header {name} {value} always;" for name, value in values.items()),
            "",
        ]
    )


def _caddy(headers: dict[str, str]) -> str:
    kept = " ".join(f"/{folder}/*" for folder in NAMED_BY_CONTENT)
    return "\n".join(
        [
            f"{NOTE}. Import it in the site block.",
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
            "",
        ]
    )
