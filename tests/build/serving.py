"""A server of the project's, started by the tests on a free port, and how they read from it."""

import http.client
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Callable

from tests.conftest import Project
from tests.waiting import PATIENCE, end_of, heed_interrupts, line_of


class Server:
    """`serve` or `dev`, on a copy of the project."""

    def __init__(self, project: Project, command: str, meanwhile: Callable[[], None] = lambda: None) -> None:
        """Start it; `meanwhile` is done before it serves."""
        self.process = subprocess.Popen(
            [sys.executable, "-X", "utf8", "-m", "builder", command, "--port", "0"],
            cwd=project.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            # What the tests are started with must not decide whether the first line comes through a pipe.
            env={name: value for name, value in os.environ.items() if name != "PYTHONUNBUFFERED"},
            preexec_fn=heed_interrupts,
        )
        try:
            meanwhile()
            self.port = int(re.search(r"localhost:(\d+)", line_of(self.process, "Serving"))[1])
        except BaseException:
            self.process.kill()
            raise

    def __enter__(self) -> "Server":
        return self

    def __exit__(self, *_: object) -> None:
        self.process.send_signal(signal.SIGINT)
        assert end_of(self.process, 20) == 0

    def ask(self, path: str, method: str = "GET") -> http.client.HTTPResponse:
        """Return an answer of which nothing is read yet."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        connection.request(method, path)
        return connection.getresponse()

    def fetch(self, path: str, method: str = "GET") -> tuple[int, str]:
        """Return the status and the text of an answer."""
        response = self.ask(path, method)
        return response.status, response.read().decode()


def next_event(stream: http.client.HTTPResponse, seconds: float = PATIENCE) -> str:
    """Return what the next event says. The lines between events, “still here”, do not put off the deadline."""
    end = time.monotonic() + seconds
    lines = []
    while time.monotonic() < end:
        line = stream.fp.readline().decode()
        assert line, "the development server broke off"
        line = line.rstrip("\n")
        if line.startswith("data:"):
            lines.append(line[6:])
        elif not line and lines:
            return "\n".join(lines)
    raise AssertionError(f"the development server told of no build within {seconds} s")
