"""Files that editors and systems leave beside those that somebody wrote. Nothing reads them, and nobody is told.

A text that somebody hid behind a dot is none of these.
"""

from __future__ import annotations

import re

# Locks, copies and swaps of editors (Emacs, Vim, Kate, nano, Word, merges), what downloads leave, and what macOS and
# Windows put into folders.
LEFT = re.compile(
    r"\.[#_].*|\.DS_Store|.*~|#.*#|~\$.*|4913|.*\.(?:orig|rej|bak|old|swp|swo|tmp|lock|part|crdownload|save(?:\.\d+)?)"
    r"|.*\.sb-[\w-]+|.*___jb_(?:tmp|old)___|.*:Zone\.Identifier|desktop\.ini|Thumbs\.db|Icon\r",
    re.IGNORECASE,
)

# What a manager of files, a browser that downloads, a merge or a shared folder calls a second file of the same name.
COPIED = re.compile(
    r".+(?: copy(?: \d+)?| ?\(\d+\)| - (?:copy|kopie)(?: \(\d+\))?| \([^()]*conflicted copy[^()]*\)"
    r"|\.sync-conflict-[\w-]+|_(?:backup|base|local|remote)_\d+|\.(?:bak|old|orig))\.(?:md|toml|bib)",
    re.IGNORECASE,
)


def is_copy(name: str) -> bool:
    """Return whether a file of this name is the copy of another, which nobody renamed."""
    return COPIED.fullmatch(name) is not None


def is_left(name: str) -> bool:
    """Return whether a file of this name was left by a program."""
    return LEFT.fullmatch(name) is not None


def is_hidden(name: str) -> bool:
    """Return whether a file of this name is hidden, or was left by a program."""
    return name.startswith(".") or is_left(name)
