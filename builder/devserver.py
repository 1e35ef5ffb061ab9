"""Serves the site, rebuilds it on every change and reloads the browser; shows a fault there, over the last good site.

Every build is a whole one, in this process: what it reads and finds is remembered as long as it stays the same, so that
an edit costs what the edit changes. A change of the program starts this process anew.
"""

from __future__ import annotations

import contextlib
import html
import os
import sys
import threading
import time
from pathlib import Path

from watchfiles import watch

from builder.build import ROOT, renew_index, try_build
from builder.leftovers import is_hidden
from builder.serve import SiteHandler, start
from builder.site import Site

OUTPUT = ROOT / "output"
PROGRAM = "builder"
FOLDERS = ("content", "theme", PROGRAM)
SETTINGS = ROOT / "pelicanconf.py"
STEP = 10  # milliseconds without another change, after which the site is built: an editor that saves twice takes less
QUIET = 1_000  # milliseconds without a change, after which the search is indexed: who writes on does not wait for it
EVENTS = "/_devserver/events"
SCRIPT = "/_devserver/reload.js"
# Not part of the site: only this server adds it to the pages that it sends.
RELOAD_JS = """
new EventSource("/_devserver/events" + new URL(document.currentScript.src).search).onmessage = ({ data }) => {
  document.querySelector("#devserver")?.remove();
  if (!data) return location.reload();
  const box = document.createElement("pre");
  box.id = "devserver";
  box.textContent = data;
  box.style.cssText = "position:fixed;inset:auto 0 0 0;max-height:60vh;overflow:auto;margin:0;padding:1rem;" +
    "z-index:9;background:#300;color:#fff;font:14px/1.5 monospace;white-space:pre-wrap";
  document.body.append(box);
};
"""


class State:
    """What the last build said: a number that grows with each build, and the faults, empty when all is well."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.builds = time.time_ns() // 1_000_000  # another than any of a server before this one, which open pages know
        self.faults = ""
        self.not_indexed: Site | None = None  # a site whose pages the search does not know yet

    def rebuild(self) -> None:
        """Build, print what the build says, and tell every open page."""
        code, said, site = try_build(SETTINGS, OUTPUT, keep_index=True)
        self.not_indexed = site or self.not_indexed
        print(said, flush=True)
        with self.changed:
            self.builds += 1
            self.faults = said if code else ""
            self.changed.notify_all()

    def renew_index(self) -> None:
        """Let the search find what the last build says."""
        site, self.not_indexed = self.not_indexed, None
        if site and site.search:
            renew_index(OUTPUT, site)


def handler_for(state: State) -> type[SiteHandler]:
    """Return a handler that serves the site with the reload script, and the events of the builds."""

    class DevHandler(SiteHandler):
        def do_GET(self) -> None:  # noqa: N802 - the library's name
            path, _, seen = self.path.partition("?")
            if path == EVENTS:
                self.send_events(int(seen) if seen.isdigit() else state.builds)
            elif path == SCRIPT:
                self.send_body(RELOAD_JS.encode(), "text/javascript")
            else:
                file = Path(self.translate_path(self.path))
                page = file / "index.html" if file.is_dir() else file
                if page.suffix == ".html" and page.is_file():
                    self.send_body(self.finish_page(page.read_bytes()), "text/html; charset=utf-8")
                elif not (OUTPUT / "index.html").is_file():
                    note = f"<!doctype html><title>No site yet</title><pre>{html.escape(state.faults)}</pre>"
                    self.send_body(self.finish_page(note.encode() + b"</body>"), "text/html; charset=utf-8")
                else:
                    super().do_GET()

        def send_body(self, body: bytes, kind: str) -> None:
            self.send_response(200)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def finish_page(self, body: bytes) -> bytes:
            return body.replace(b"</body>", f'<script src="{SCRIPT}?{state.builds}"></script></body>'.encode())

        def send_events(self, seen: int) -> None:
            self.send_response(200)
            self.send_header("Content-Type", "text/event-stream")
            self.end_headers()
            if state.faults:
                seen = state.builds
                self.send_event(state.faults)
            while True:
                with state.changed:
                    if state.builds == seen:
                        state.changed.wait(timeout=15)
                    news, seen, faults = state.builds != seen, state.builds, state.faults
                if news:
                    self.send_event(faults)
                else:
                    self.wfile.write(b": still here\n\n")
                    self.wfile.flush()

        def send_event(self, data: str) -> None:
            self.wfile.write(("".join(f"data: {line}\n" for line in data.split("\n")) + "\n").encode())
            self.wfile.flush()

    return DevHandler


def read_stamps() -> dict[Path, int]:
    """Return when each file that can change the site was last changed, in nanoseconds.

    What editors and systems leave beside a file, such as a swap file, is none of these.
    """
    files = [SETTINGS, *(path for folder in FOLDERS for path in (ROOT / folder).rglob("*"))]
    stamps = {}
    for path in files:
        if is_hidden(path.name) or path.suffix == ".pyc":
            continue
        with contextlib.suppress(OSError):  # it has gone since it was listed
            stamps[path] = 0 if path.is_dir() else path.stat().st_mtime_ns
    return stamps


def develop(port: int) -> int:
    """Build, serve, and rebuild on every change until interrupted; return the exit code."""
    state, stamps = State(), read_stamps()
    try:
        state.rebuild()
        server = start(port, handler_for(state), OUTPUT)
    except OSError as error:
        print(f"Port {port} cannot be used ({error.strerror}). Try: make devserver PORT={port + 1}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    port = server.server_port
    print(f"Serving at http://localhost:{port}/ and watching for changes – stop with Ctrl+C", flush=True)
    # Folders are watched, not files: an editor that saves by replacing a file would be lost otherwise.
    folders = [ROOT / name for name in FOLDERS]
    with contextlib.suppress(KeyboardInterrupt):
        for events in watch(*folders, step=STEP, yield_on_timeout=True, rust_timeout=QUIET):
            # An event may come late, or before the watch began: what counts is what has changed since the last build.
            before, stamps = stamps, read_stamps()
            changed = {path for path, _ in before.items() ^ stamps.items()}
            if any(path.is_relative_to(ROOT / PROGRAM) for path in changed):
                server.server_close()
                again = [sys.executable, "-X", "utf8", "-m", PROGRAM, "dev", "--port", str(port)]
                os.execv(sys.executable, again)  # noqa: S606 - this program, with its own arguments
            elif changed:
                state.rebuild()
            elif not events:
                with contextlib.suppress(OSError):  # the next build says what hinders it
                    state.renew_index()
    return 0
