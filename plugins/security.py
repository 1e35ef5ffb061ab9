"""What a browser may do with a page: the policy that stands in the pages and in the headers of the host."""

from __future__ import annotations

import base64
import hashlib

# The search runs a program (WebAssembly) in this worker, whose own answer says that it may: no page may.
WORKER = "pagefind/pagefind-worker.js"
WORKER_POLICY = "default-src 'self'; script-src 'self' 'wasm-unsafe-eval'"
HEADERS = {
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "Referrer-Policy": "no-referrer",
    # For this host only: what else runs below its domain may not have https. See docs/publish.md.
    "Strict-Transport-Security": "max-age=31536000",
    "X-Content-Type-Options": "nosniff",
}


def content_security_policy(look_script: str) -> str:
    """Return the policy of the site: its own files, and the one script that stands in the pages."""
    digest = base64.b64encode(hashlib.sha256(look_script.encode()).digest()).decode()
    scripts = f"script-src 'self' 'sha256-{digest}'"
    return f"default-src 'self'; {scripts}; object-src 'none'; base-uri 'none'; form-action 'self'"


def all_headers(look_script: str) -> dict[str, str]:
    """Return every header that a host is to send; `frame-ancestors` works in headers only."""
    return {"Content-Security-Policy": f"{content_security_policy(look_script)}; frame-ancestors 'none'", **HEADERS}
