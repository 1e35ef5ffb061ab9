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


def content_security_policy(script: str) -> str:
    """Return the policy of the site: its own files, and the one script that is written into the pages."""
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    scripts = f"script-src 'self' 'sha256-{digest}'"
    return f"default-src 'self'; {scripts}; object-src 'none'; base-uri 'none'; form-action 'self'"


def all_headers(script: str) -> dict[str, str]:
    """Return every header but that of caching; `frame-ancestors` works in headers only."""
    return {POLICY: f"{content_security_policy(script)}; frame-ancestors 'none'", **HEADERS}
