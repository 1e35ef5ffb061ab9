"""Serves the built site as a static host does: folders by their index.html, the site's 404 page as a real 404."""

from __future__ import annotations

import contextlib
import errno
import functools
import http.server
import sys
from http import HTTPStatus
from pathlib import Path
from typing import Any


class SiteHandler(http.server.SimpleHTTPRequestHandler):
    """Answers from one folder; an unknown address gets 404.html with status 404."""

    extensions_map = {**http.server.SimpleHTTPRequestHandler.extensions_map, ".woff2": "font/woff2"}  # noqa: RUF012
    timeout = 60  # seconds in which a browser must send what it asks, or take what it is sent

    def translate_path(self, path: str) -> str:
        """Return the file for an address; one that no file system can hold leads nowhere."""
        file = super().translate_path(path)
        try:
            Path(file).stat()
        except ValueError:
            return str(Path(self.directory) / "no-such-file")
        except OSError as error:
            if error.errno == errno.ENAMETOOLONG:
                return str(Path(self.directory) / "no-such-file")
        return file

    def handle(self) -> None:
        """Answer; a reader who leaves before the answer is whole is no error."""
        with contextlib.suppress(BrokenPipeError, ConnectionResetError):
            super().handle()

    def send_error(self, code: int, message: str | None = None, explain: str | None = None) -> None:
        """Send the site's own page for an address that does not exist."""
        page = Path(self.directory) / "404.html"
        if code != HTTPStatus.NOT_FOUND or not page.is_file():
            super().send_error(code, message, explain)
            return
        body = self.finish_page(page.read_bytes())
        self.send_response(code)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def finish_page(self, body: bytes) -> bytes:
        """Return a page as it is sent; the development server adds its script here."""
        return body

    def end_headers(self) -> None:
        """Keep nothing in the browser, so that a new build is seen at once."""
        self.send_header("Cache-Control", "no-store")
        super().end_headers()

    def list_directory(self, path: Any) -> None:
        """Never list a folder: a static host does not either."""
        self.send_error(HTTPStatus.NOT_FOUND)

    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the library's name
        """Say nothing about single requests."""


def start(port: int, handler: type[SiteHandler], folder: Path) -> http.server.ThreadingHTTPServer:
    """Return a server on the loopback address, not yet serving. Raises OSError where the port is taken."""
    return http.server.ThreadingHTTPServer(("127.0.0.1", port), functools.partial(handler, directory=str(folder)))


def serve(folder: Path, port: int) -> int:
    """Serve a built site until interrupted; return the exit code."""
    if not (folder / "index.html").is_file():
        print("There is no site yet: run `make html` first.", file=sys.stderr)
        return 1
    try:
        server = start(port, SiteHandler, folder)
    except OSError as error:
        print(f"Port {port} cannot be used ({error.strerror}). Try: make serve PORT={port + 1}", file=sys.stderr)
        return 1
    print(f"Serving {folder.name}/ at http://localhost:{server.server_port}/ – stop with Ctrl+C", flush=True)
    with contextlib.suppress(KeyboardInterrupt):
        server.serve_forever()
    print()
    return 0
