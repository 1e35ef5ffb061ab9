"""How the tests wait for other programs: never without a deadline, and a wait in vain says for what, and how long."""

import os
import select
import signal
import subprocess
import time
from collections.abc import Sequence
from typing import Any

PATIENCE = 120  # seconds for a program on a loaded machine; the whole test has more (pyproject.toml)


def run(
    command: Sequence[str | os.PathLike[str]], seconds: float = PATIENCE, **options: Any
) -> subprocess.CompletedProcess[str]:
    """Run a program to its end; what it says is caught as text, unless the options say otherwise."""
    caught = {} if {"stdout", "stderr"} & options.keys() else {"capture_output": True}
    try:
        # Named, since Pelican sets the locale of the process that it runs in.
        return subprocess.run(command, timeout=seconds, **{"encoding": "utf-8", "check": False, **caught, **options})
    except subprocess.TimeoutExpired as late:
        raise AssertionError(f"{late}; it said: {late.stdout} {late.stderr}") from None


def end_of(process: subprocess.Popen, seconds: float = PATIENCE) -> int:
    """Wait for the end of a program and return its exit code; one that goes on is killed."""
    try:
        return process.wait(seconds)
    finally:
        process.kill()  # one that has ended is left alone


def said_by(process: subprocess.Popen, seconds: float = PATIENCE) -> tuple[str, str]:
    """Wait for the end of a program and return what it said, to stdout and to stderr; one that goes on is killed."""
    try:
        return process.communicate(timeout=seconds)
    finally:
        process.kill()


def heed_interrupts() -> None:
    """Let a program that is about to start stop at SIGINT, which what runs in the background ignores and hands on."""
    signal.signal(signal.SIGINT, signal.SIG_DFL)


def line_of(process: subprocess.Popen, wanted: str = "", seconds: float = PATIENCE) -> str:
    """Return the next line with these words that a program prints. Raises EOFError if it ends without one."""
    end = time.monotonic() + seconds
    pipe = process.stdout.fileno()
    said = bytearray()
    while select.select([pipe], [], [], max(0, end - time.monotonic()))[0]:
        byte = os.read(pipe, 1)  # deadline: select; one byte, since what follows the line is for the next who reads
        said += byte
        if byte == b"\n":
            line = said.decode().splitlines()[-1]
            if wanted in line:
                return line
        elif not byte:
            raise EOFError(f"{process.args} ended without a line with {wanted!r}; it said: {said!r}")
    raise AssertionError(f"{process.args} gave no line with {wanted!r} within {seconds} s; it said: {said!r}")
