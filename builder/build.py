"""One build: Pelican writes the new site beside the old one; without a fault it takes its place in one step.

`output/` is at every moment either the whole old site or the whole new one: a build that is killed, runs out of disk or
finds a fault has touched only its own folder in `.build/`.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import fcntl
import logging
import os
import re
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from builder.faults import Fault, Faulty, Place, Rule, crash, line_of

if TYPE_CHECKING:
    from builder.site import Site

ROOT = Path(__file__).resolve().parent.parent
WORK = ROOT / ".build"
AT_FDCWD = -100 if sys.platform == "linux" else -2
SWAP = 2  # RENAME_EXCHANGE of renameat2 (Linux), RENAME_SWAP of renameatx_np (macOS)
ASIDE = "aside-"  # how the folder is called, with the name of the site, into which that site stepped aside
PLUGIN = "builder.plugin"  # the one without which nothing is checked
REFUSED_PLUGIN = re.compile(r"Cannot (?:load|register) plugin")  # how Pelican begins to say so
INDEX = "pagefind"  # the folder of the search in a site
LOCK_SECONDS = 600  # that a build waits for another
# What a disk answers when it is full or write-protected: the site cannot be written, but nothing is wrong with it.
REFUSED = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EROFS, errno.EIO}
ELSEWHERE = {errno.EXDEV, errno.EBUSY}  # what it answers where a folder is a mount, or on another file system
IN_THE_WAY = {
    errno.EEXIST,
    errno.EISDIR,
    errno.ENOTDIR,
}  # where a file is where a folder is to be, or a folder for a file
TOO_MANY = {errno.EMFILE, errno.ENFILE}  # where more files are open than may be
KEPT = (".git", ".hg", ".svn", "CNAME")  # what somebody put beside a built site, and would lose


class PelicanWarned(Rule):
    """Pelican goes on after much that leaves a page out or a link broken; here that stops the build."""

    wrong = "{message}"
    expected = "a build without a warning of Pelican"
    fix = "correct what it names"
    example = "JINJA_EXTENSIONS = []"


class PluginNotLoaded(Rule):
    """Without its plugin Pelican would build a site that nothing has checked."""

    wrong = "the plugin “builder.plugin” was not loaded: {problem}"
    expected = 'PLUGINS = ["builder.plugin"]'
    fix = "correct the setting, or the line that the message names"
    example = "PLUGINS = []"


class InTheWayError(FileExistsError):
    """What lies where the site is to be is no site, so it is not replaced."""


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
    name = "renameat2" if sys.platform == "linux" else "renameatx_np"
    exchange = getattr(ctypes.CDLL(None, use_errno=True), name, None)
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
        if left.is_dir() and (left == aside or not left.name.startswith(ASIDE)):
            remove(left)
        elif left.suffix == ".tmp":  # what was being kept for the next build
            left.unlink(missing_ok=True)


def let_all_read(folder: Path) -> None:
    """Let everybody read a site, and its owner alone write to it, whatever the umask: a server is another user."""
    for path in (folder, *folder.rglob("*")):
        path.chmod(0o755 if path.is_dir() else 0o644)


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

    Raises TimeoutError where the other one takes longer than any build does.
    """
    work.mkdir(exist_ok=True)
    with (work / "lock").open("w") as lock:
        end = time.monotonic() + LOCK_SECONDS
        told = False
        while True:
            try:
                fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
                break
            except BlockingIOError:
                if time.monotonic() > end:
                    raise TimeoutError(
                        f"Another build still runs; this one has waited for {LOCK_SECONDS} seconds."
                    ) from None
                if not told:
                    print("Another build is running; this one waits for it.", file=sys.stderr)
                    told = True
                time.sleep(0.05)
        yield


class _Listener(logging.Handler):
    """Keeps what Pelican warns of, and the exceptions that it swallows."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.records: list[logging.LogRecord] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.records.append(record)

    @property
    def swallowed(self) -> list[BaseException]:
        """The exceptions after which Pelican went on."""
        return [record.exc_info[1] for record in self.records if record.exc_info and record.exc_info[1]]


@contextlib.contextmanager
def _listening() -> Iterator[_Listener]:
    listener = _Listener()
    logger = logging.getLogger()
    logger.addHandler(listener)
    logger.setLevel(logging.WARNING)
    try:
        yield listener
    finally:
        logger.removeHandler(listener)


def run_pelican(settings_file: Path, target: Path, keep_index: str = "") -> Site:
    """Have Pelican build the site into `target`; return what the run knows.

    `keep_index` is the folder of an index of the search that is good enough; without one the pages are indexed.

    Raises `Faulty` with every fault, those that Pelican would pass over too, and OSError where the disk refuses.
    """
    settings: dict[str, Any] = {}
    stopped: list[BaseException] = []
    refused: list[Fault] = []
    with _listening() as listener:
        try:
            import pelican
            from pelican.settings import read_settings

            pelican.console.quiet = True
            settings = read_settings(
                str(settings_file), override={"OUTPUT_PATH": str(target), "KEEP_INDEX": keep_index}
            )
            pelican.Pelican(settings).run()
        except Faulty as error:
            refused = error.faults
        except OSError as error:
            if error.errno in REFUSED:
                raise
            stopped.append(error)
        except (Exception, SystemExit) as error:
            stopped.append(error)
    site: Site | None = settings.get("SITE")
    crashes = [crash(error, ROOT, settings_file.name) for error in [*listener.swallowed, *stopped]]
    faults = site.report.faults if site else refused
    if not site and not refused and (problem := _missing_plugin(settings, listener)):
        # Whatever Pelican did without it is no fault of a template or a text.
        line = line_of(settings_file.read_text(encoding="utf-8", errors="replace"), "PLUGINS")
        crashes = [PluginNotLoaded.at(Place(settings_file.name, line), problem=problem)]
    if not crashes and not faults:
        messages = dict.fromkeys(record.getMessage() for record in listener.records)
        crashes = [PelicanWarned.at("(Pelican)", message=message) for message in messages]
    if crashes or faults or not site:
        raise Faulty([*dict.fromkeys(crashes), *faults])
    return site


def _missing_plugin(settings: dict[str, Any], listener: _Listener) -> str:
    """Return why Pelican did not load our plugin; empty where it did, or came to no plugin at all.

    Pelican leaves in `PLUGINS` those that it loaded, and writes down why it did not load another.
    """
    if PLUGIN in settings.get("PLUGINS", [PLUGIN]):
        return ""
    said = (" ".join(record.getMessage().split()) for record in listener.records)
    return next((message for message in said if REFUSED_PLUGIN.search(message)), "PLUGINS does not name it")


def is_site(folder: Path) -> bool:
    """Return whether a folder is empty or holds a built site: only such a folder is ever replaced."""
    return folder.is_dir() and (not any(folder.iterdir()) or (folder / "index.html").is_file())


def build(settings_file: Path, output: Path, *, keep_index: bool = False) -> Site:
    """Build, check and put the site at `output`; return what the run knows. Raises `Faulty` or OSError.

    With `keep_index`, the search goes on with the index of the old site.
    """
    if ROOT.is_relative_to(output) or (output.exists() and not is_site(output)):
        raise InTheWayError(f"{output} is no built site, and stays as it is.")
    if kept := next((name for name in KEPT if (output / name).exists()), ""):
        raise InTheWayError(f"{output} holds {kept}, which no build writes, and stays as it is.")
    with only_build(WORK):
        recover(output, WORK)
        target = Path(tempfile.mkdtemp(prefix="site-", dir=WORK))
        try:
            site = run_pelican(settings_file, target, str(output / INDEX) if keep_index else "")
            let_all_read(target)
            swap(target, output)
        finally:
            remove(target)
    return site


def renew_index(output: Path, site: Site) -> None:
    """Index the pages of a built site anew, and put what the search uses in its place. Raises OSError.

    `site` is what the run that built them knows. Where Pagefind fails the old index stays, and the next whole build
    says why.
    """
    from builder.page.search import begin_index
    from builder.site import write_files

    with only_build(WORK):
        pages = {
            path.relative_to(output).as_posix(): path.read_text(encoding="utf-8") for path in output.rglob("*.html")
        }
        folder = Path(tempfile.mkdtemp(prefix="index-", dir=WORK))
        try:
            files, _ = begin_index(pages, site.phrases, site.owner.owner.DEFAULT_LANG)()
            write_files(folder / INDEX, files)
            if files:
                let_all_read(folder / INDEX)
                swap(folder / INDEX, output / INDEX)
        finally:
            remove(folder)


def left_as_it_was(output: Path) -> str:
    """Return what every build says that has not put a site at `output`."""
    return f"{output.name}/ is as it was."


def try_build(settings_file: Path, output: Path, *, keep_index: bool = False) -> tuple[int, str, Site | None]:
    """Build the site as `build` does; return the exit code, what to say of it, and what the run knows, if it was built.

    Exit code 0: built; 1: refused or not to be written, and the old site stands.
    """
    start = time.monotonic()
    as_it_was = left_as_it_was(output)
    try:
        site = build(settings_file, output, keep_index=keep_index)
    except Faulty as faulty:
        return 1, f"{faulty}, {as_it_was}", None
    except InTheWayError as error:
        return 1, f"{error}\nMove it, then build again.", None
    except TimeoutError as error:
        return 1, f"{error}\nNothing was built; {as_it_was}", None
    except OSError as error:
        advice = "Check the free space and the permissions, then build again."
        if error.errno in ELSEWHERE:
            advice = f"{output.name}/ is on another file system. Make it a folder of the project, then build."
        elif error.errno in IN_THE_WAY:
            advice = "Move what is in the way, then build again."
        elif error.errno in TOO_MANY:
            advice = "Too many files are open: see `ulimit -n`."
        return 1, f"{error}\nThe site could not be written; {as_it_was}\n{advice}", None
    return 0, f"Built {len(site.pages)} pages into {output.name}/ in {time.monotonic() - start:.2f} s.", site
