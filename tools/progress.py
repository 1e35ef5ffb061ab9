"""Shows on a terminal what a long job is doing, on one line that goes when the job is done; elsewhere nothing.

A job names its steps in the log: `logging.getLogger("steps").info("Checking 18 pages")`.
"""

from __future__ import annotations

import contextlib
import logging
from collections.abc import Iterator

from rich.console import Console
from rich.live import Live
from rich.text import Text


class _Shown(logging.Handler):
    """Puts each step in the place of the one before. No thread draws it, so a job may start processes of its own."""

    def __init__(self, live: Live) -> None:
        super().__init__(logging.INFO)
        self.live = live

    def emit(self, record: logging.LogRecord) -> None:
        self.live.update(Text(f"{record.getMessage()} …", style="dim"), refresh=True)


@contextlib.contextmanager
def steps_shown() -> Iterator[None]:
    """Show on stderr the steps that are logged inside the block."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield
        return
    log = logging.getLogger("steps")
    with Live(console=console, auto_refresh=False, transient=True) as live:
        handler = _Shown(live)
        log.addHandler(handler)
        log.setLevel(logging.INFO)
        try:
            yield
        finally:
            log.removeHandler(handler)
