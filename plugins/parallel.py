"""Work that is spread over the cores of the machine.

The processes are forks: they start with everything that this one knows, and send back only what their work returns.
Where the system cannot fork safely, or has one core, this process does the work by itself, with the same result.
"""

from __future__ import annotations

import contextlib
import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from operator import itemgetter
from pathlib import Path
from typing import TypeVar, cast

from plugins.faults import Crash, Fault, Report

Item = TypeVar("Item")
Result = TypeVar("Result")
MOST = 8  # processes; more cost more memory than they save time
PR_SET_PDEATHSIG = 1  # of prctl(2): the signal that a process gets when its parent ends
PATIENCE = 900  # seconds that others may take when this process has done its share
FEWEST = 4  # items for which starting processes pays

FORK = multiprocessing.get_context("fork")


def processes() -> int:
    """Return how many processes may work at once; `BUILD_PROCESSES` in the environment overrides it."""
    if sys.platform != "linux":
        return 1
    return int(os.environ.get("BUILD_PROCESSES") or min(MOST, len(os.sched_getaffinity(0))))


def spread(work: Callable[[Item], Result], items: Sequence[Item], report: Report) -> list[Result]:
    """Return `work(item)` for each item, in order; what the work reports is in `report` afterwards.

    Each item is worked on beside the faults that were known before all of them, so that their order changes nothing.
    This process takes its share of the items; what others change stays there. An exception that they raise arrives as
    `Crash`, which names the line of the project that it went through; an OSError arrives as it was.
    """
    others = processes() - 1 if len(items) >= FEWEST else 0
    taken = FORK.Value("q", 0)

    def share() -> list[tuple[int, Result, set[Fault]]]:
        done: list[tuple[int, Result, set[Fault]]] = []
        while True:
            with taken.get_lock():
                number = taken.value
                taken.value += 1
            if number >= len(items):
                return done
            with report.aside() as faults:
                done.append((number, work(items[number]), faults))

    shares = [_fork(share, report.root) for _ in range(others)]
    try:
        done = share()
        for wait in shares:
            done += wait()
    finally:
        taken.value = len(items)  # where one fails, the others stop
    done.sort(key=itemgetter(0))
    for _, _, faults in done:
        report.take(faults)
    return [result for _, result, _ in done]


def beside(work: Callable[[], Result], report: Report) -> Callable[[], Result]:
    """Start `work` in a process of its own; return the function that waits for its result. All else as `spread`."""

    def reported() -> tuple[Result, set[Fault]]:
        with report.aside() as faults:
            return work(), faults

    begun = _fork(reported, report.root) if processes() > 1 else reported

    def wait() -> Result:
        result, faults = begun()
        report.take(faults)
        return result

    return wait


def end_with(parent: int) -> None:
    """Let the system end this process when its parent, of this number, ends; where it cannot, nothing changes.

    A build that is killed must leave no process that goes on writing, or holds the lock of the build.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
        if os.getppid() != parent:
            os._exit(1)


def _fork(work: Callable[[], Result], root: Path) -> Callable[[], Result]:
    """Start `work` in a process of its own; return the function that waits for what it returns or raises."""
    here, there = FORK.Pipe(duplex=False)
    parent = os.getpid()

    def send() -> None:
        signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process stops all of them
        end_with(parent)
        answer: tuple[Result | None, Exception | None]
        try:
            answer = work(), None
        except Exception as error:
            answer = None, error if isinstance(error, OSError) else Crash.of(error, root)
        with contextlib.suppress(BrokenPipeError):  # nobody waits for it any more
            there.send(answer)

    def wait() -> Result:
        if not here.poll(PATIENCE):
            raise TimeoutError(f"a process of the build did not answer within {PATIENCE} s")
        try:
            result, error = here.recv()  # deadline: poll
        except EOFError:
            reason = "a process of the build was ended from outside; perhaps the memory ran out"
            raise ChildProcessError(reason) from None
        if error:
            raise error
        return cast("Result", result)

    FORK.Process(target=send, daemon=True).start()
    there.close()
    return wait
