"""Files that editors and systems leave beside those that somebody wrote. Nothing reads them, and nobody is told.

A text that somebody hid behind a dot is none of these.
"""

from __future__ import annotations

import re

# Locks, copies and swaps of editors (Emacs, Vim, Kate, merges), and what macOS and Windows put into folders.
LEFT = re.compile(
    r"\.[#_].*|\.DS_Store|.*~|#.*#|4913|.*\.(?:orig|rej|bak|swp|swo|tmp)|desktop\.ini|Thumbs\.db", re.IGNORECASE
)

# What a manager of files, or a browser that downloads, calls a second file of the same name.
COPIED = re.compile(r".+(?: copy(?: \d+)?| ?\(\d+\)| - (?:copy|kopie)(?: \(\d+\))?)\.(?:md|toml|bib)", re.IGNORECASE)


def is_copy(name: str) -> bool:
    """Return whether a file of this name is the copy of another, which nobody renamed."""
    return COPIED.fullmatch(name) is not None


def is_left(name: str) -> bool:
    """Return whether a file of this name was left by a program."""
    return LEFT.fullmatch(name) is not None


def is_hidden(name: str) -> bool:
    """Return whether a file of this name is hidden, or was left by a program."""
    return name.startswith(".") or is_left(name)
