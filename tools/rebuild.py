"""A build that stays: it keeps the site in memory, so that a changed text is on its page in a blink.

The development server starts it, and reads one line of JSON for the whole build, then one for each line that it sends:
the path of a changed text. `code` is the exit code that `make html` would have, `said` what it would say. The program
ends when the site has faults, or needs to be built as a whole.
"""

from __future__ import annotations

import contextlib
import json
import os
import select
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tools.build import ROOT, only_build, remove, swap, try_build
from tools.progress import steps_shown

OUTPUT = ROOT / "output"
QUIET = 1.0  # seconds without a change, after which the search is indexed anew: who writes on does not wait for it


def tell(code: int, said: str) -> None:
    """Write one line of JSON."""
    print(json.dumps({"code": code, "said": said}), flush=True)


def rebuild(changed: Path, settings: dict[str, Any]) -> str:
    """Put the page of a changed text in its place in the site, and say so.

    Raises `plugins.one_page.WholeSite` where that is not enough, and OSError where the disk refuses.
    """
    from plugins.one_page import rebuild_page

    start = time.monotonic()
    work = ROOT / ".build"
    with only_build(work):
        folder = Path(tempfile.mkdtemp(prefix="page-", dir=work))
        try:
            name = rebuild_page(changed, settings, OUTPUT, folder)
            (folder / name).replace(OUTPUT / name)
        finally:
            remove(folder)
    return f"Built {OUTPUT.name}/{name} in {time.monotonic() - start:.2f} s."


def renew_index(settings: dict[str, Any]) -> None:
    """Let the search find what the rebuilt page says; the writer, who looks at the page, need not wait for it."""
    from plugins.search import FOLDER, begin_index

    work = ROOT / ".build"
    with only_build(work):
        folder = Path(tempfile.mkdtemp(prefix="index-", dir=work))
        try:
            begin_index(OUTPUT, folder / FOLDER, settings)()
            swap(folder / FOLDER, OUTPUT / FOLDER)
        finally:
            remove(folder)


def main() -> None:
    """Build the site, then a page for each line of the input, as long as that is all that is needed."""
    sys.path.insert(0, str(ROOT))
    from plugins.parallel import end_with

    end_with(os.getppid())
    with steps_shown():
        code, said, settings = try_build(ROOT / "pelicanconf.py", OUTPUT)
    tell(code, said)
    if code:
        return
    from plugins.one_page import WholeSite

    with contextlib.suppress(WholeSite, OSError):
        stale = False
        while True:
            if stale and not select.select([sys.stdin], [], [], QUIET)[0]:
                renew_index(settings)
                stale = False
            line = sys.stdin.readline()
            if not line:
                break
            tell(0, rebuild(Path(line.rstrip("\n")), settings))
            stale = True
        if stale:
            renew_index(settings)


if __name__ == "__main__":
    # Who stops the server stops this too: there is nobody left to tell.
    with contextlib.suppress(KeyboardInterrupt, BrokenPipeError):
        main()
