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
import gc
import importlib
import logging
import os
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, TextIO

if TYPE_CHECKING:
    from plugins.citations import Sources
    from plugins.faults import Report
    from plugins.ledger import Ledger

ROOT = Path(__file__).resolve().parent.parent
AT_FDCWD = -100 if sys.platform == "linux" else -2
# What a disk answers when it is full or write-protected: the site cannot be written, but nothing is wrong with it.
REFUSED = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
TEMPLATES = "templates"  # the folder of those that stay compiled
ASIDE = "aside-"  # how the folder is called, with the name of the site, into which that site stepped aside
PATIENCE = 600  # seconds for which a build waits for another one
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
    aside = new.with_name(f"{ASIDE}{current.name}")
    current.rename(aside)
    try:
        new.rename(current)
    except OSError:
        aside.rename(current)
        raise
    aside.rename(new)


def recover(current: Path, work: Path) -> None:
    """Bring back the old site if a build was killed while it stepped aside, and clear what killed builds left."""
    aside = work / f"{ASIDE}{current.name}"
    if aside.exists() and not current.exists():
        aside.rename(current)
    for left in work.iterdir():
        of_another = left.name.startswith(ASIDE) and left != aside
        if left.is_dir() and left.name != TEMPLATES and not of_another:
            remove(left)


def remove(folder: Path) -> None:
    """Delete a folder, read-only parts too; what cannot be deleted is left for the next build."""
    for path in (folder, *folder.rglob("*")):
        if path.is_dir() and not path.is_symlink():
            with contextlib.suppress(OSError):
                path.chmod(0o755)
    shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def only_build(work: Path) -> Iterator[None]:
    """Wait until no other build of this project runs; the lock ends with the process, however it ends.

    Raises TimeoutError where the other one goes on for `PATIENCE` seconds.
    """
    work.mkdir(exist_ok=True)
    with (work / "lock").open("w") as lock:
        if not _take(lock):
            print("Another build is running; this one waits for it.", file=sys.stderr)
            end = time.monotonic() + PATIENCE
            while not _take(lock):
                if time.monotonic() > end:
                    raise TimeoutError(f"Another build still runs; this one has waited for it for {PATIENCE} s.")
                time.sleep(0.05)
        yield


def _take(lock: TextIO) -> bool:
    """Take the lock if no other process holds it, and return whether this one does now."""
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


class _Listener(logging.Handler):
    """Keeps what Pelican warns of, and the exceptions that it swallows."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)


def run_pelican(settings_file: Path, target: Path) -> dict[str, Any]:
    """Build the site into `target`, finish it if it is to be published, and return the settings of the run.

    `FACTS` among them holds what is known of each page. Raises `Faulty` with every fault found, and OSError where the
    disk refuses.
    """
    from plugins.faults import Crash, Fault, Faulty, Report, Rule

    report = Report(ROOT, settings_file)
    listener = _Listener()
    logging.getLogger().addHandler(listener)
    logging.getLogger().setLevel(logging.WARNING)
    settings: dict[str, Any] = {}
    crashes: list[Fault] = []
    faults: list[Fault] = []
    try:
        from plugins.parallel import beside

        # The evidence needs nothing of Pelican: another core reads it while this one loads Pelican.
        evidence = beside(partial(_read_evidence, report), report)
        import pelican
        from pelican.settings import read_settings

        from plugins.compiled import CompiledTemplates

        pelican.console.quiet = True
        settings = read_settings(str(settings_file), override={"OUTPUT_PATH": str(target)})
        settings["REPORT"], settings["EVIDENCE"] = report, evidence
        if not settings["PUBLISHED"]:
            settings["JINJA_ENVIRONMENT"]["bytecode_cache"] = CompiledTemplates(
                ROOT / ".build" / TEMPLATES, settings_file
            )
        faults = list(_plugin_faults(settings["PLUGINS"], settings_file))
        if not faults:
            pelican.Pelican(settings).run()
    except Faulty as faulty:
        faults = faulty.faults
    except OSError as error:
        if error.errno in REFUSED:
            raise
        crashes.append(Crash.of(error, ROOT, settings_file).fault)
    except (Exception, SystemExit) as error:
        crashes.append(Crash.of(error, ROOT, settings_file).fault)
    finally:
        logging.getLogger().removeHandler(listener)
    swallowed = [record.exc_info[1] for record in listener.records if record.exc_info]
    crashes = [*(Crash.of(error, ROOT, settings_file).fault for error in swallowed if error), *crashes]
    if crashes and not faults:
        faults = report.faults
    if not crashes and not faults:
        crashes = [
            Fault("(Pelican)", 0, Rule.PELICAN, message, "a build without a warning", "mend what it names")
            for message in dict.fromkeys(record.getMessage() for record in listener.records)
        ]
    if crashes or faults:
        raise Faulty([*dict.fromkeys(crashes), *faults])
    if settings["PUBLISHED"]:
        from tools.finish import finish

        finish(target, settings)
    return settings


def _read_evidence(report: Report) -> tuple[Ledger, Sources]:
    from plugins.ledger_reader import read_evidence

    return read_evidence(report)


def _plugin_faults(names: list[str], settings_file: Path) -> Iterator[Any]:
    """Yield a fault for each plugin that does not load, and for each of plugins/ that the settings leave out."""
    from plugins.faults import Fault, Rule

    lines = settings_file.read_text(encoding="utf-8").split("\n")
    for name in names:
        try:
            problem = "" if hasattr(importlib.import_module(name), "register") else "it has no function register()"
        except (Exception, SystemExit) as error:
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
    written = {
        f"plugins.{path.stem}"
        for path in (ROOT / "plugins").glob("*.py")
        if "\ndef register(" in path.read_text(encoding="utf-8")
    }
    for name in sorted(written - set(names)):
        yield Fault(
            settings_file.name,
            0,
            Rule.PLUGIN,
            f"the plugin “{name}” is left out, and with it its checks",
            "every plugin of plugins/ in PLUGINS",
            f"add “{name}” to PLUGINS, or delete the file",
        )


class InTheWayError(FileExistsError):
    """What lies where the site is to be is no site, so it is not replaced."""


def is_site(folder: Path) -> bool:
    """Return whether a folder is empty or holds a built site: only such a folder is ever replaced."""
    return folder.is_dir() and (not any(folder.iterdir()) or (folder / "index.html").is_file())


def build(settings_file: Path, output: Path) -> dict[str, Any]:
    """Build, check and put the site at `output`; return the settings of the run. Raises `Faulty` or OSError."""
    if ROOT.is_relative_to(output) or (output.exists() and not is_site(output)):
        raise InTheWayError(f"{output} is no built site, and stays as it is.")
    work = ROOT / ".build"
    with only_build(work):
        recover(output, work)
        target = Path(tempfile.mkdtemp(prefix="site-", dir=work))
        target.chmod(0o755)
        try:
            settings = run_pelican(settings_file, target)
            swap(target, output)
        finally:
            remove(target)
    return settings


def try_build(settings_file: Path, output: Path) -> tuple[int, str, dict[str, Any]]:
    """Build the site; return the exit code, what to say of it, and the settings of the run.

    Exit code 0: built; 1: refused or not to be written, 130: interrupted, and the old site stands.
    """
    from plugins.faults import Faulty

    start = time.monotonic()
    as_it_was = f"{output.name}/ is as it was."
    try:
        settings = build(settings_file, output)
    except Faulty as faulty:
        faults = "\n\n".join(str(fault) for fault in faulty.faults)
        return 1, f"{faults}\n\n{faulty}: nothing was published, {as_it_was}", {}
    except KeyboardInterrupt:
        return 130, f"\nStopped; {as_it_was}", {}
    except InTheWayError as error:
        return 1, f"{error}\nMove it, then build again.", {}
    except TimeoutError as error:
        return 1, f"{error}\nNothing was built; {as_it_was}", {}
    except OSError as error:
        return (
            1,
            f"{error}\nThe site could not be written; {as_it_was}\n"
            "Check the free space and the permissions, then build again.",
            {},
        )
    return 0, f"Built {len(settings['FACTS'])} pages into {output.name}/ in {time.monotonic() - start:.1f} s.", settings


def main() -> int:
    """Build the site and say how it went, with the exit code of `try_build`."""
    parser = argparse.ArgumentParser(description="Build the site, or explain every fault.")
    parser.add_argument("--settings", type=Path, default=ROOT / "pelicanconf.py")
    parser.add_argument("--output", type=Path, default=ROOT / "output")
    arguments = parser.parse_args()
    sys.path.insert(0, str(ROOT))
    # A build is over before its garbage would matter, and looking for it takes a seventh of the time.
    gc.disable()
    # Pydantic would look through all that is installed for plugins of its own.
    os.environ.setdefault("PYDANTIC_DISABLE_PLUGINS", "__all__")
    from tools.progress import steps_shown

    with steps_shown():
        code, said, _ = try_build(arguments.settings.resolve(), arguments.output.resolve())
    print(said, file=sys.stderr if code else sys.stdout)
    gc.freeze()  # nor is it looked for at the end
    return code


if __name__ == "__main__":
    sys.exit(main())
