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

from plugins.faults import Crash

Item = TypeVar("Item")
Result = TypeVar("Result")
MOST = 8  # processes; more cost more memory than they save time
PR_SET_PDEATHSIG = 1  # of prctl(2): the signal that a process gets when its parent ends
FEWEST = 4  # items for which starting processes pays

_work: Callable[[Any], Any]


def processes() -> int:
    """Return how many processes may work at once; `BUILD_PROCESSES` in the environment overrides it."""
    if sys.platform != "linux":
        return 1
    return int(os.environ.get("BUILD_PROCESSES") or min(MOST, len(os.sched_getaffinity(0))))


def spread(work: Callable[[Item], Result], items: Sequence[Item], root: Path) -> list[Result]:
    """Return `work(item)` for each item, in order.

    What other processes change stays there. An exception that they raise arrives as `Crash`, which names the line
    of the project (`root`) that it went through; an OSError arrives as it was.
    """
    count = processes()
    if count < 2 or len(items) < FEWEST:
        return [work(item) for item in items]
    fork = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(count, fork, initializer=_begin, initargs=(work, items, root, os.getpid())) as pool:
        try:
            return list(pool.map(_do, range(len(items)), chunksize=max(1, len(items) // (8 * count))))
        except BaseException:
            pool.shutdown(cancel_futures=True)
            raise


def beside(work: Callable[[], Result], root: Path) -> Callable[[], Result]:
    """Start `work` in a process of its own, and return the function that waits for what it returns.

    An exception arrives as with `spread`.
    """
    if processes() < 2:
        return work
    fork, parent = multiprocessing.get_context("fork"), os.getpid()
    here, there = fork.Pipe(duplex=False)

    def send() -> None:
        _begin(lambda _: work(), [None], root, parent)
        try:
            there.send((_do(0), None))
        except Exception as error:
            there.send((None, error))

    process = fork.Process(target=send, daemon=True)
    process.start()
    there.close()

    def wait() -> Result:
        result, error = here.recv()
        process.join()
        if error:
            raise error
        return result  # type: ignore[no-any-return]

    return wait


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
