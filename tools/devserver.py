"""Serves the site, rebuilds it on every change and reloads the browser; shows a fault there, over the last good site.

The build runs as a program of its own (`tools.rebuild`), started anew whenever more than a text has changed, so that a
change of a plugin or of the settings counts at once.
"""

from __future__ import annotations

import argparse
import contextlib
import html
import json
import select
import subprocess
import sys
import threading
from collections.abc import Collection
from pathlib import Path

from watchfiles import Change, watch

from tools.serve import ROOT, SiteHandler, port_number, start

WATCHED = ("content", "theme", "plugins", "tools", "pelicanconf.py", "publishconf.py")
PATIENCE = 1200  # seconds for a build; those that it waits for give up before
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


def is_watched(_change: Change, path: str) -> bool:
    """Return whether a change of this path can change the site."""
    parts = Path(path).relative_to(ROOT).parts
    return bool(parts) and parts[0] in WATCHED and "__pycache__" not in parts


def is_text(path: str) -> bool:
    """Return whether this is a text that is there: its page may be all that a change of it touches."""
    return Path(path).suffix == ".md" and Path(path).is_file()


class State:
    """What the last build said: a counter that grows with each build, and the faults, empty when all is well."""

    def __init__(self) -> None:
        self.changed = threading.Condition()
        self.builds = 0
        self.faults = ""
        self.builder: subprocess.Popen[str] | None = None

    def rebuild(self, texts: Collection[str] = ()) -> None:
        """Build, print what the build says, and tell every open page.

        Where only these texts have changed, the build that stays does only their pages, if that is enough.
        """
        answers = [self._ask(text) for text in texts]
        if not answers or None in answers:
            answers = [self._start()]
        for code, said in filter(None, answers):
            print(said, flush=True)
            with self.changed:
                self.builds += 1
                self.faults = said if code else ""
                self.changed.notify_all()

    def _start(self) -> tuple[int, str]:
        if self.builder:
            self.builder.kill()
            self.builder.wait(10)
        command = [sys.executable, "-X", "utf8", "-m", "tools.rebuild"]
        pipe = subprocess.PIPE
        self.builder = subprocess.Popen(command, cwd=ROOT, stdin=pipe, stdout=pipe, text=True)
        return self._answer() or (1, "The build broke off; the terminal says why.")

    def _ask(self, text: str) -> tuple[int, str] | None:
        if not self.builder or not self.builder.stdin or self.builder.poll() is not None:
            return None
        with contextlib.suppress(BrokenPipeError):
            print(text, file=self.builder.stdin, flush=True)
        return self._answer()

    def _answer(self) -> tuple[int, str] | None:
        if not self.builder or not self.builder.stdout:
            return None
        if not select.select([self.builder.stdout], [], [], PATIENCE)[0]:
            self.builder.kill()
            return 1, f"The build gave no answer within {PATIENCE} s, and was ended."
        line = self.builder.stdout.readline()  # deadline: a line has begun, and it is written at once
        answer = json.loads(line) if line else None
        return (answer["code"], answer["said"]) if answer else None


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
                elif not (ROOT / "output/index.html").is_file():
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


def main() -> None:
    """Build, serve, and rebuild on every change until interrupted."""
    parser = argparse.ArgumentParser(description="Serve the site and rebuild it on every change.")
    parser.add_argument("--port", type=port_number, default=8000)
    port = parser.parse_args().port
    state = State()
    state.rebuild()
    try:
        server = start(port, handler_for(state), ROOT / "output")
    except OSError as error:
        raise SystemExit(
            f"Port {port} cannot be used ({error.strerror}). Try: make devserver PORT={port + 1}"
        ) from None
    server.daemon_threads = True
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"Serving at http://localhost:{port}/ and watching for changes – stop with Ctrl+C", flush=True)
    # The folder is watched, not the files: an editor that saves by replacing a file would be lost otherwise.
    for changes in watch(ROOT, watch_filter=is_watched, raise_interrupt=False):
        texts = {path for _, path in changes if is_text(path)}
        state.rebuild(texts if len(texts) == len({path for _, path in changes}) else ())


if __name__ == "__main__":
    with contextlib.suppress(KeyboardInterrupt):
        main()
