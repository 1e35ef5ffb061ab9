"""Pagefind, asked page by page: the same pages in the same order give the same index.

Left to find the pages by itself, it takes them in the order in which the disk lists them, which is another on every
machine. It speaks base64 of JSON with a comma behind each message, as its wrappers for Python and Node do; the one for
Python waits a tenth of a second for each answer.
"""

from __future__ import annotations

import base64
import json
import os
import subprocess
import threading
import time
from collections.abc import Iterable, Iterator
from functools import partial
from pathlib import Path
from subprocess import DEVNULL, PIPE
from types import TracebackType
from typing import Any

import pagefind_bin

from plugins.parallel import end_with

PATIENCE = 120  # seconds for one answer; Pagefind needs milliseconds, and the longest for the last


class Indexer:
    """Pagefind's service, as a context: it ends with the block."""

    def __enter__(self) -> Indexer:
        """Start it. Raises OSError where that cannot be done."""
        self.program = subprocess.Popen(  # noqa: S603 - Pagefind's own program
            [pagefind_bin.get_executable(), "--service"],
            stdin=PIPE,
            stdout=PIPE,
            stderr=DEVNULL,
            preexec_fn=partial(end_with, os.getpid()),
        )
        return self

    def __exit__(
        self, _kind: type[BaseException] | None, _error: BaseException | None, _trace: TracebackType | None
    ) -> None:
        """End it."""
        self.program.kill()
        self.program.communicate(timeout=10)

    def ask(self, kind: str, **request: Any) -> dict[str, Any]:
        """Return the answer to one request.

        Raises ValueError with what Pagefind says where it refuses, or if it says nothing for `PATIENCE` seconds.
        """
        start = time.monotonic()
        timer = threading.Timer(PATIENCE, self.program.kill)  # its pipes break then, whichever of them is waited for
        timer.start()
        try:
            return self._ask(kind, request)
        except BrokenPipeError:
            late = time.monotonic() - start >= PATIENCE
            raise ValueError(f"no answer to {kind} within {PATIENCE} s" if late else "it broke off") from None
        finally:
            timer.cancel()

    def _ask(self, kind: str, request: dict[str, Any]) -> dict[str, Any]:
        message = json.dumps({"message_id": 1, "payload": {"type": kind, **request}})
        assert self.program.stdin  # noqa: S101 - both are pipes
        assert self.program.stdout  # noqa: S101
        self.program.stdin.write(base64.b64encode(message.encode()) + b",")
        self.program.stdin.flush()
        answer = bytearray()
        while not answer.endswith(b","):
            if not (part := os.read(self.program.stdout.fileno(), 1 << 20)):  # deadline: in ask
                raise BrokenPipeError
            answer += part
        payload: dict[str, Any] = json.loads(base64.b64decode(answer[:-1]))["payload"]
        if payload["type"] == "Error":
            raise ValueError(payload["message"])
        return payload


def index_pages(site: Path, text: str, not_text: Iterable[str]) -> Iterator[tuple[str, bytes]]:
    """Yield the name and the bytes of each file that Pagefind makes of the pages of a site.

    `text` selects the element to index, `not_text` what to leave out of it. Raises ValueError with what Pagefind says
    where it refuses, and OSError where it cannot be started.
    """
    with Indexer() as indexer:
        config = {"root_selector": text, "exclude_selectors": list(not_text)}
        number = indexer.ask("NewIndex", config=config)["index_id"]
        for path in sorted(site.rglob("*.html")):
            page = {"file_path": path.relative_to(site).as_posix(), "file_contents": path.read_text(encoding="utf-8")}
            if page["file_contents"]:  # else its template is faulty, which another fault says
                indexer.ask("AddFile", index_id=number, **page)
        for file in indexer.ask("GetFiles", index_id=number)["files"]:
            yield file["path"], base64.b64decode(file["content"])
