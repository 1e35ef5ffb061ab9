"""Serves the built site as a static host does: folders by their index.html, the site's 404 page as a real 404."""

from __future__ import annotations

import argparse
import contextlib
import errno
import functools
import http.server
from http import HTTPStatus
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LAST_PORT = 65_535


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
        """Keep nothing in the browser's cache: the next build must be seen at once."""
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


def port_number(text: str) -> int:
    """Return the port that is asked for. Raises ArgumentTypeError where there can be none of this number."""
    if not text.isdigit() or int(text) > LAST_PORT:
        raise argparse.ArgumentTypeError(f"a port is a number up to {LAST_PORT}, not {text!r}")
    return int(text)


def main() -> None:
    """Serve output/ until interrupted."""
    parser = argparse.ArgumentParser(description="Serve output/ with real 404 pages.")
    parser.add_argument("--port", type=port_number, default=8000)
    port = parser.parse_args().port
    if not (ROOT / "output/index.html").is_file():
        raise SystemExit("There is no site yet: run `make html` first.")
    try:
        server = start(port, SiteHandler, ROOT / "output")
    except OSError as error:
        raise SystemExit(f"Port {port} cannot be used ({error.strerror}). Try: make serve PORT={port + 1}") from None
    print(f"Serving output/ at http://localhost:{port}/ – stop with Ctrl+C", flush=True)
    try:
        server.serve_forever()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    main()
