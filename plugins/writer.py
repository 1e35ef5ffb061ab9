"""The site's own writer: it keeps the pages until all of them can be written and checked side by side."""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from functools import partial
from typing import Any, NamedTuple

from pelican import signals
from pelican.writers import FileOverwriteFailedError, Writer

from plugins.evidence import assemble
from plugins.theme_check import template_faults


class Job(NamedTuple):
    """A page that is to be written: the name of its file, itself, what templates are told, and who writes it."""

    name: str
    page: Any
    context: dict[str, Any]
    writer: KeepingWriter
    write: Callable[[], None]


class KeepingWriter(Writer):  # type: ignore[misc]
    """Pelican's writer, which leaves the writing to the gate."""

    def write_file(self, name: str, template: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Keep one page in the setting `JOBS`, to be written by `write_page`."""
        write = partial(self.write_page, name, template, context, *args, **kwargs)
        self.settings["JOBS"][name] = Job(name, kwargs["page"], context, self, write)

    def write_page(self, name: str, template: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Put a page together, render and write it; or report why that cannot be done, so that the others can."""
        report = self.settings["REPORT"]
        assemble(kwargs["page"], context, template.environment, report)
        # Two pages at one address: the gate has named both.
        with contextlib.suppress(FileOverwriteFailedError), template_faults(report, name):
            super().write_file(name, template, context, *args, **kwargs)


def _get_writer(_pelican: Any) -> type[KeepingWriter]:
    return KeepingWriter


def register() -> None:
    """Write with `KeepingWriter`."""
    signals.get_writer.connect(_get_writer)
