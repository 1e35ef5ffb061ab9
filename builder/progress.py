"""Shows on a terminal what a long job is doing, on one line that goes when the job is done; elsewhere nothing.

A job names its steps in the log: `logging.getLogger("steps").info("Checking 18 pages")`.
"""

from __future__ import annotations

import contextlib
import logging
import sys
from collections.abc import Callable, Iterator


class _Shown(logging.Handler):
    """Calls a function with each step."""

    def __init__(self, show: Callable[[str], None]) -> None:
        super().__init__(logging.INFO)
        self.show = show

    def emit(self, record: logging.LogRecord) -> None:
        self.show(record.getMessage())


@contextlib.contextmanager
def steps_shown() -> Iterator[None]:
    """Show on stderr the steps that are logged inside the block, each in the place of the one before.

    No thread draws them, so a job may start processes of its own.
    """
    if not sys.stderr.isatty():
        yield
        return
    # Loaded only where it is needed: a build waits for it.
    from rich.console import Console
    from rich.live import Live
    from rich.text import Text

    console = Console(stderr=True)
    log = logging.getLogger("steps")
    with Live(console=console, auto_refresh=False, transient=True) as live:
        handler = _Shown(lambda step: live.update(Text(f"{step} …", style="dim"), refresh=True))
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        try:
            yield
        finally:
            log.removeHandler(handler)
