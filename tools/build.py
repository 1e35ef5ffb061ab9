"""Builds the site beside the old one, checks it, and puts it in the old one's place in a single step.

`output/` is at every moment either the whole old site or the whole new one: a build that is killed, runs out of disk or
finds a fault has touched only its own folder in `.build/`.
"""

from __future__ import annotations

import argparse
import contextlib
import ctypes
import errno
import fcntl
import importlib
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
AT_FDCWD = -100 if sys.platform == "linux" else -2
SWAP = 2  # RENAME_EXCHANGE of renameat2 (Linux), RENAME_SWAP of renameatx_np (macOS)


def swap(new: Path, current: Path) -> None:
    """Put `new` in the place of `current`; what was there ends up at `new`. Raises OSError where that cannot be done.

    Linux and macOS exchange two folders in one step. Where a file system cannot, the old folder steps aside first, and
    `recover` brings it back should the build be killed between the two steps.
    """
    if not current.exists():
        new.rename(current)
        return
    if not current.is_dir():
        raise NotADirectoryError(errno.ENOTDIR, "a file is in the way", str(current))
    exchange = getattr(
        ctypes.CDLL(None, use_errno=True), "renameat2" if sys.platform == "linux" else "renameatx_np", None
    )
    if exchange and exchange(AT_FDCWD, os.fsencode(new), AT_FDCWD, os.fsencode(current), SWAP) == 0:
        return
    code = ctypes.get_errno() if exchange else errno.ENOSYS
    if code not in (errno.ENOSYS, errno.EINVAL, errno.ENOTSUP):
        raise OSError(code, os.strerror(code), str(current))
    aside = new.with_name("aside")
    current.rename(aside)
    new.rename(current)
    aside.rename(new)


def recover(current: Path, work: Path) -> None:
    """Bring back the old site if a build was killed while it stepped aside, and clear what killed builds left."""
    aside = work / "aside"
    if aside.exists() and not current.exists():
        aside.rename(current)
    for left in work.iterdir():
        if left.is_dir():
            shutil.rmtree(left)


@contextlib.contextmanager
def only_build(work: Path) -> Iterator[None]:
    """Wait until no other build of this project runs; the lock ends with the process, however it ends."""
    work.mkdir(exist_ok=True)
    with (work / "lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another build is running; this one waits for it.", file=sys.stderr)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


class _Listener(logging.Handler):
    """Keeps what Pelican warns of."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(f"{record.getMessage()}")


def run_pelican(settings_file: Path, target: Path) -> int:
    """Build the site into `target` and return the number of its pages. Raises `Faulty` with every fault found."""
    import pelican
    from pelican.settings import read_settings

    from plugins.faults import Fault, Faulty, Rule

    listener = _Listener()
    logging.getLogger().addHandler(listener)
    logging.getLogger().setLevel(logging.WARNING)
    pelican.console.quiet = True
    settings = read_settings(str(settings_file), override={"OUTPUT_PATH": str(target)})
    settings["CONF_FILE"] = str(settings_file)
    faults = [*_plugin_faults(settings["PLUGINS"], settings_file)]
    if faults:
        raise Faulty(faults)
    try:
        pelican.Pelican(settings).run()
    except Faulty as faulty:
        raise Faulty(faulty.faults) from None
    except OSError:
        raise
    except Exception:
        found = settings["REPORT"].faults if "REPORT" in settings else []
        if found:
            raise Faulty(found) from None
        raise
    if listener.messages:
        raise Faulty(
            [
                Fault("(Pelican)", 0, Rule.PELICAN, message, "a build without a warning", "mend what it names")
                for message in dict.fromkeys(listener.messages)
            ]
        )
    return sum(1 for _ in target.rglob("*.html"))


def _plugin_faults(names: list[str], settings_file: Path) -> Iterator[Any]:
    from plugins.faults import Fault, Rule

    lines = settings_file.read_text(encoding="utf-8").split("\n")
    for name in names:
        try:
            problem = "" if hasattr(importlib.import_module(name), "register") else "it has no function register()"
        except Exception as error:
            problem = f"{type(error).__name__}: {error}"
        if problem:
            line = next((number for number, text in enumerate(lines, 1) if f'"{name}"' in text), 0)
            yield Fault(
                settings_file.name,
                line,
                Rule.PLUGIN,
                f"the plugin “{name}” does not load: {problem}",
                "a module of plugins/ with a function register()",
                "correct the name, or mend the plugin",
            )


def build(settings_file: Path, output: Path) -> int:
    """Build, check and publish the site to `output`; return the number of pages. Raises `Faulty` or OSError."""
    work = ROOT / ".build"
    with only_build(work):
        recover(output, work)
        target = Path(tempfile.mkdtemp(prefix="site-", dir=work))
        target.chmod(0o755)
        try:
            pages = run_pelican(settings_file, target)
            swap(target, output)
        finally:
            shutil.rmtree(target, ignore_errors=True)
    return pages


def main() -> int:
    """Build the site and say how it went. Exit code 0: published; 1: refused, and the old site stands."""
    parser = argparse.ArgumentParser(description="Build the site, or explain every fault.")
    parser.add_argument("--settings", type=Path, default=ROOT / "pelicanconf.py")
    parser.add_argument("--output", type=Path, default=ROOT / "output")
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    from plugins.faults import Faulty

    start = time.monotonic()
    try:
        pages = build(arguments.settings.resolve(), arguments.output.resolve())
    except Faulty as faulty:
        print("\n\n".join(str(fault) for fault in faulty.faults), file=sys.stderr)
        print(f"\n{faulty}: nothing was published, {arguments.output.name}/ is as it was.", file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{error}\nThe site could not be written; {arguments.output.name}/ is as it was.", file=sys.stderr)
        print("Check the free space and the permissions, then build again.", file=sys.stderr)
        return 1
    print(f"Built {pages} pages into {arguments.output.name}/ in {time.monotonic() - start:.1f} s.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
