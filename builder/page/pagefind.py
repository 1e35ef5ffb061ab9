"""Pagefind, fed page by page while other work goes on: the same pages in the same order give the same index.

Left to find the pages by itself, it takes them as the disk lists them, each machine in an order of its own. It speaks
base64 of JSON with a comma behind each message, as its wrapper for Python does, which waits a tenth of a second for
each answer. It ends when its input does, so it never outlives this program.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from subprocess import DEVNULL, PIPE, Popen
from threading import Timer
from time import monotonic
from typing import Any

import pagefind_bin

Collect = Callable[[], dict[str, bytes]]
TIMEOUT = 60.0  # seconds for one answer; a page takes 20 ms


def begin(pages: Iterable[tuple[str, str]], config: dict[str, Any], timeout: float = TIMEOUT) -> Collect:
    """Begin to index pages, given by file name and HTML; return the function that waits for the files of the index.

    `config` is that of Pagefind. The function raises OSError where Pagefind cannot be started, and ValueError, with the
    reason, where it refuses, breaks off or does not answer in time.
    """
    return ThreadPoolExecutor(1).submit(_index, list(pages), config, timeout).result


def _index(pages: list[tuple[str, str]], config: dict[str, Any], timeout: float) -> dict[str, bytes]:
    command = [pagefind_bin.get_executable(), "--service"]
    program = Popen(command, stdin=PIPE, stdout=PIPE, stderr=DEVNULL)  # noqa: S603 - Pagefind's own program
    try:
        number = _ask(program, timeout, "NewIndex", config=config)["index_id"]
        for name, page in pages:
            _ask(program, timeout, "AddFile", index_id=number, file_path=name, file_contents=page)
        files = _ask(program, timeout, "GetFiles", index_id=number)["files"]
        return {file["path"]: base64.b64decode(file["content"]) for file in files}
    finally:
        program.kill()
        program.communicate()  # deadline: it is killed


def _ask(program: Popen[bytes], timeout: float, kind: str, **request: Any) -> dict[str, Any]:
    message = base64.b64encode(json.dumps({"message_id": 1, "payload": {"type": kind, **request}}).encode()) + b","
    about, end = f"{kind} {request.get('file_path', '')}".strip(), monotonic() + timeout
    alarm = Timer(timeout, program.kill)
    alarm.start()
    answer = b""
    with contextlib.suppress(BrokenPipeError):
        assert program.stdin and program.stdout  # noqa: S101, PT018 - both are pipes
        program.stdin.write(message)
        program.stdin.flush()
        while not answer.endswith(b",") and (part := os.read(program.stdout.fileno(), 1 << 20)):  # deadline: alarm
            answer += part
    alarm.cancel()
    if not answer.endswith(b","):
        late = f"gave no answer to {about} in {timeout:g} seconds"
        raise ValueError(f"it {late if monotonic() >= end else f'broke off at {about}'}")
    payload: dict[str, Any] = json.loads(base64.b64decode(answer[:-1]))["payload"]
    if payload["type"] == "Error":
        raise ValueError(payload["message"])
    return payload
