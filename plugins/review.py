"""Review dates as the pages show them."""

from __future__ import annotations

import datetime
import os
from typing import Any


def today() -> datetime.date:
    """Return the day of the build: that of `SOURCE_DATE_EPOCH` (seconds, UTC) where it is set, else today in UTC.

    Source: https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch and not epoch.isdigit():
        raise ValueError(f"SOURCE_DATE_EPOCH must be a number of seconds, not {epoch!r}")
    moment = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC) if epoch else datetime.datetime.now(datetime.UTC)
    return moment.date()


def long_date(day: datetime.date) -> str:
    """Return a date as British readers write it, whatever the locale: 3 May 2026."""
    months = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ]
    return f"{day.day} {months[day.month - 1]} {day.year}"


def is_overdue(content: Any) -> bool:
    """Return whether the day by which a page or section was to be checked again has passed."""
    return bool(content.next_review < content.settings["TODAY"])
