"""Finds a Chrome or Chromium for the tests and prints its path, or says what to install.

In this order: the one that CHROME names, one that is installed, Playwright's own, which is downloaded into the home of
who runs this. No package of the system is installed.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

SHELL = "chromium-headless-shell"  # without the parts of a window: the tests take half the time
NAMES = (SHELL, "chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome")
MAC = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
DOWNLOAD_SECONDS = 300
QUIET = ("--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-sync")
HELP = """No Chrome or Chromium was found, and none could be downloaded that runs. Install one, then run make again:
  Debian:  apt install chromium-headless-shell, or chromium
  Ubuntu:  snap install chromium, or Google Chrome's own package
  macOS:   brew install --cask google-chrome
or name one: CHROME=/path/to/chrome make test
The tests that need no browser: make test-fast"""


def flags() -> list[str]:
    """Return how a browser is started here: it asks nothing of any other host; as root it has no sandbox."""
    return [*QUIET, *(["--no-sandbox"] if os.geteuid() == 0 else [])]


def works(path: str | None) -> bool:
    """Return whether the program is there and Playwright can drive it."""
    if not path or not shutil.which(path):
        return False
    from playwright.sync_api import Error, sync_playwright

    try:
        with sync_playwright() as playwright:
            playwright.chromium.launch(executable_path=path, args=flags()).close()
    except Error:
        return False
    return True


def candidates() -> Iterator[str | None]:
    """Yield the paths at which an installed browser may be, the likeliest first."""
    yield os.environ.get("CHROME")
    yield from (shutil.which(name) for name in NAMES)
    yield from MAC


def find() -> str | None:
    """Return the path of an installed browser that starts, or None."""
    return next((path for path in candidates() if works(path)), None)


def playwrights_own() -> str | None:
    """Let Playwright download its browser; return its path, or None."""
    command = [sys.executable, "-m", "playwright", "install", "chromium"]
    try:
        subprocess.run(command, stdout=sys.stderr, timeout=DOWNLOAD_SECONDS, check=True)
    except (OSError, subprocess.SubprocessError) as error:
        print(f"  {error}", file=sys.stderr)
        return None
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        path = playwright.chromium.executable_path
    return path if works(path) else None


def main() -> int:
    """Print the path of a browser; exit code 1, with what to install, where there is none."""
    path = find()
    if not path:
        print("No browser is installed; downloading one for the tests (once) …", file=sys.stderr)
        path = playwrights_own()
    if not path:
        print(HELP, file=sys.stderr)
        return 1
    print(Path(path))
    return 0


if __name__ == "__main__":
    sys.exit(main())
