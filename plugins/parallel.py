"""Work that is spread over the cores of the machine.

The processes are forks: they start with everything that this one knows, and send back only what their work returns.
Where the system cannot fork safely, or has one core, this process does the work by itself, with the same result.
"""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any, TypeVar

from plugins.faults import Crash, Fault, Report

Item = TypeVar("Item")
Result = TypeVar("Result")
MOST = 8  # processes; more cost more memory than they save time
PR_SET_PDEATHSIG = 1  # of prctl(2): the signal that a process gets when its parent ends
FEWEST = 4  # items for which starting processes pays

FORK = multiprocessing.get_context("fork")
_work: Callable[[Any], Any]


def processes() -> int:
    """Return how many processes may work at once; `BUILD_PROCESSES` in the environment overrides it."""
    if sys.platform != "linux":
        return 1
    return int(os.environ.get("BUILD_PROCESSES") or min(MOST, len(os.sched_getaffinity(0))))


def spread(work: Callable[[Item], Result], items: Sequence[Item], report: Report) -> list[Result]:
    """Return `work(item)` for each item, in order; what the work reports is in `report` afterwards.

    Each item is worked on beside the faults that were known before all of them, so that their order changes nothing.
    What other processes change stays there. An exception that they raise arrives as `Crash`, which names the line of
    the project that it went through; an OSError arrives as it was.
    """
    count = processes()
    do = _aside(work, report)
    if count < 2 or len(items) < FEWEST:
        done = [do(item) for item in items]
    else:
        begin = (do, items, report.root, os.getpid())
        with ProcessPoolExecutor(count, FORK, initializer=_begin, initargs=begin) as pool:
            try:
                done = list(pool.map(_do, range(len(items)), chunksize=max(1, len(items) // (8 * count))))
            except BaseException:
                pool.shutdown(cancel_futures=True)
                raise
    for _, faults in done:
        report.take(faults)
    return [result for result, _ in done]


def beside(work: Callable[[], Result], report: Report) -> Callable[[], Result]:
    """Start `work` in a process of its own; return the function that waits for its result. All else as `spread`."""
    do = _aside(lambda _: work(), report)
    parent = os.getpid()
    here, there = FORK.Pipe(duplex=False)

    def send() -> None:
        _begin(do, [None], report.root, parent)
        try:
            there.send((*_do(0), None))
        except Exception as error:
            there.send((None, set(), error))

    def wait() -> Result:
        result, faults, error = (*do(None), None) if processes() < 2 else here.recv()
        if error:
            raise error
        report.take(faults)
        return result

    if processes() > 1:
        FORK.Process(target=send, daemon=True).start()
        there.close()
    return wait


def _aside(work: Callable[[Item], Result], report: Report) -> Callable[[Item], tuple[Result, set[Fault]]]:
    def do(item: Item) -> tuple[Result, set[Fault]]:
        with report.aside() as faults:
            result = work(item)
        return result, faults

    return do


def _begin(work: Callable[[Any], Any], items: Sequence[Any], root: Path, parent: int) -> None:
    global _work
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the first process stops all of them
    # A build that is killed must leave no process that goes on writing, or holds the lock of the build.
    ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:
        os._exit(1)

    def do(number: int) -> Any:
        try:
            return work(items[number])
        except OSError:
            raise
        except Exception as error:
            raise Crash.of(error, root) from None

    _work = do


def _do(number: int) -> Any:
    return _work(number)
