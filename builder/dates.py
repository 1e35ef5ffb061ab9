"""Days: that of the build, and how the pages show one."""

from __future__ import annotations

import datetime
import os
import re

MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


def today() -> datetime.date:
    """Return the day of the build: that of `SOURCE_DATE_EPOCH` (seconds, UTC) where it is set, else today in UTC.

    Raises ValueError where it is set and no number of seconds, or one of another unit.
    Source: https://reproducible-builds.org/specs/source-date-epoch/
    """
    epoch = os.environ.get("SOURCE_DATE_EPOCH", "")
    if epoch and not re.fullmatch(r"[0-9]{1,11}", epoch):
        raise ValueError(f"SOURCE_DATE_EPOCH must be the seconds since 1970, not {epoch!r}: set it so, or unset it")
    moment = datetime.datetime.fromtimestamp(int(epoch), datetime.UTC) if epoch else datetime.datetime.now(datetime.UTC)
    return moment.date()


def has_begun(day: datetime.date, today: datetime.date) -> bool:
    """Return whether a day has begun for somebody: east of Greenwich it is tomorrow while in UTC it is today."""
    return day <= today + datetime.timedelta(days=1)


def is_given() -> bool:
    """Return whether the day of the build is given from outside: then a text may have been checked after it."""
    return bool(os.environ.get("SOURCE_DATE_EPOCH"))


def long_date(day: datetime.date) -> str:
    """Return a date as British readers write it, whatever the locale: 3 May 2026."""
    return f"{day.day} {MONTHS[day.month - 1]} {day.year}"
