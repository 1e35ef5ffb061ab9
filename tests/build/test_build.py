"""The build publishes the whole new site or leaves the whole old one, whatever happens to it."""

import contextlib
import errno
import fcntl
import io
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from types import SimpleNamespace

import pytest

from builder import build
from builder.__main__ import make
from tests.conftest import ROOT, Project, inside
from tests.pages import SAMPLE_PAGES
from tests.waiting import end_of, heed_interrupts, line_of, run, said_by

COMMAND = [sys.executable, "-X", "utf8", "-m", "builder"]
OLD = {"index.html": b"the old site"}


def start(project: Project, *arguments: str, **options: object) -> subprocess.Popen:
    """Start the program; what it says goes nowhere unless the options say otherwise."""
    said = {"stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL, **options}
    return subprocess.Popen([*COMMAND, *arguments], cwd=project.folder, **said)


def whole(snapshot: dict[str, bytes]) -> bool:
    """Whether these are the files of a whole new site, or of the whole old one."""
    if snapshot == OLD:
        return True
    return {*SAMPLE_PAGES, "assets/site.css", "pagefind/pagefind-entry.json"} <= set(snapshot) and all(
        content.rstrip().endswith(b"</html>") for name, content in snapshot.items() if name.endswith(".html")
    )


def left_in_work(project: Project) -> list[str]:
    """What a build leaves beside the site, but for the compiled templates and the leaflets that it keeps."""
    names = sorted(path.name for path in (project.folder / ".build").iterdir())
    return [name for name in names if not name.startswith(("template-", "sheet-")) or name.endswith(".tmp")]


def comes_true(condition: Callable[[], bool], seconds: float = 60) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.02)
    return False


# --- the old site or the new one ---


def test_two_builds_at_once_wait_for_each_other_and_each_replaces_the_old_site_as_a_whole(project: Project):
    project.write("output/stale.html", "from an older site")
    project.write(".build/lock", "")
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    with (project.folder / ".build/lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        builds = [start(project, "html", **pipes) for _ in range(2)]
        for waiting in builds:
            assert line_of(waiting) == "Another build is running; this one waits for it."
        assert "stale.html" in project.snapshot()
    for ended in builds:
        said = said_by(ended)[0].decode()
        assert re.fullmatch(rf"Built {len(SAMPLE_PAGES)} pages into output/ in \d+\.\d\d s\.\n", said), "and no more"
        assert ended.returncode == 0
    assert "stale.html" not in project.snapshot()
    assert whole(project.snapshot())
    assert left_in_work(project) == ["lock"]


def test_killed_at_any_moment_the_site_is_the_old_or_the_new_one(project: Project):
    def written() -> int:
        """How many files the build has written so far, -1 before it has begun."""
        with contextlib.suppress(OSError):
            folders = list((project.folder / ".build").glob("site-*"))
            return sum(1 for folder in folders for _ in folder.rglob("*")) if folders else -1
        return -1

    for files in (0, 30):
        process = start(project, "html")
        comes_true(lambda files=files, process=process: written() >= files or process.poll() is not None)
        process.send_signal(signal.SIGKILL)
        assert end_of(process) == -signal.SIGKILL, f"it ended before it had written {files} files"
        assert project.snapshot() == OLD
    assert project.build().returncode == 0, "a killed build left something in the way of the next"
    assert whole(project.snapshot())
    assert left_in_work(project) == ["lock"]


# Builds as the program does, but for Pelican, and is killed at the one moment at which the site changes.
KILLED = """
import os, sys
from pathlib import Path
from types import SimpleNamespace
from builder import build
from builder.__main__ import make

def stand_in(_settings, target, _index):
    (target / "index.html").write_text("the new site")
    return SimpleNamespace(pages={})

def killed(new, current, swap=build.swap):
    sys.argv[1] == "after" and swap(new, current)
    os.kill(os.getpid(), 9)

build.run_pelican, build.swap, build.WORK = stand_in, killed, Path(".build").absolute()
build.build(Path("pelicanconf.py"), Path("output").absolute())
"""


@pytest.mark.parametrize(("moment", "site"), [("before", "the old site"), ("after", "the new site")])
def test_killed_right_before_or_right_after_the_swap_the_site_is_whole(tmp_path: Path, moment: str, site: str):
    (tmp_path / "output").mkdir()
    (tmp_path / "output/index.html").write_text("the old site")
    done = run([sys.executable, "-c", KILLED, moment], cwd=tmp_path, env={**os.environ, "PYTHONPATH": str(ROOT)})
    assert done.returncode == -signal.SIGKILL, done.stderr
    assert [path.name for path in (tmp_path / "output").iterdir()] == ["index.html"]
    assert (tmp_path / "output/index.html").read_text() == site
    build.recover(tmp_path / "output", tmp_path / ".build")
    assert [path.name for path in (tmp_path / ".build").iterdir()] == ["lock"]


def test_killed_between_the_two_steps_of_a_slow_file_system_the_old_site_comes_back(tmp_path: Path):
    work, current = tmp_path / ".build", tmp_path / "output"
    (work / "aside-output").mkdir(parents=True)
    (work / "aside-output/index.html").write_text("the old site")
    (work / "aside-public").mkdir()  # and a published one, which waits for the next publication
    build.recover(current, work)
    assert (current / "index.html").read_text() == "the old site"
    assert [path.name for path in work.iterdir()] == ["aside-public"]


def test_a_read_only_folder_of_an_old_site_stops_no_later_build(tmp_path: Path):
    left = tmp_path / ".build/site-old/about"
    left.mkdir(parents=True)
    (left / "index.html").write_text("left by a killed build")
    left.chmod(0o555)
    build.recover(tmp_path / "output", tmp_path / ".build")
    assert list((tmp_path / ".build").iterdir()) == []


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A new and a current folder, each with its name in a file, where the system cannot exchange two folders."""
    monkeypatch.setattr(build.ctypes, "CDLL", lambda *_args, **_options: object())
    made = [tmp_path / "new", tmp_path / "current"]
    for folder in made:
        folder.mkdir()
        (folder / "name").write_text(folder.name)
    return made


def test_a_file_system_that_cannot_exchange_folders_is_served_in_two_steps(folders: list[Path]):
    new, current = folders
    build.swap(new, current)
    assert (current / "name").read_text() == "new"
    assert (new / "name").read_text() == "current"


def test_if_the_second_step_fails_the_old_site_steps_back(folders: list[Path], monkeypatch: pytest.MonkeyPatch):
    new, current = folders
    rename = Path.rename

    def refuse_new(path: Path, target: Path) -> Path:
        if path == new:
            raise OSError(28, "No space left on device")
        return rename(path, target)

    monkeypatch.setattr(Path, "rename", refuse_new)
    with pytest.raises(OSError, match="No space left"):
        build.swap(new, current)
    assert (current / "name").read_text() == "current"


# --- what it cannot write to, or must not ---


def test_on_a_full_disk_the_old_site_stays(project: Project, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "dont_write_bytecode", True)  # half of what this process loads first would be kept
    soft, hard = resource.getrlimit(resource.RLIMIT_FSIZE)
    # No file may grow beyond 8 kB: what a full disk does to the first large page.
    resource.setrlimit(resource.RLIMIT_FSIZE, (8192, hard))
    try:
        done = project.build()
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, (soft, hard))
    assert done.returncode == 1
    assert "output/ is as it was" in done.stderr
    assert "Check the free space" in done.stderr
    assert "Traceback" not in done.stderr
    assert project.snapshot() == OLD
    assert left_in_work(project) == ["lock"]


def test_with_a_read_only_output_the_site_is_the_old_or_the_new_one(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def stand_in(_settings: Path, target: Path, _index: str) -> SimpleNamespace:
        (target / "index.html").write_text("the new site")
        return SimpleNamespace(pages={})

    monkeypatch.setattr(build, "run_pelican", stand_in)
    monkeypatch.setattr(build, "WORK", tmp_path / ".build")
    output = tmp_path / "output"
    output.mkdir()
    (output / "index.html").write_text("the old site")
    output.chmod(0o555)  # which root may write to all the same
    try:
        code, _, _ = build.try_build(tmp_path / "pelicanconf.py", output)
    finally:
        output.chmod(0o755)
    assert (output / "index.html").read_text() == ("the old site" if code else "the new site")


def test_only_a_built_site_is_ever_replaced(project: Project):
    project.write("a file", "is in the way")
    before = project.snapshot(".")
    for folder in ("content", "builder", ".", "a file"):
        done = project.build("html", "--output", folder)
        assert done.returncode == 1, folder
        assert "is no built site, and stays as it is.\nMove it, then build again." in done.stderr
        assert project.snapshot(".") == before, folder


def test_what_somebody_put_beside_a_built_site_is_not_lost(project: Project):
    project.write("output/CNAME", "example.org")
    done = project.build()
    assert done.returncode == 1
    assert "output holds CNAME, which no build writes, and stays as it is.\nMove it, then build again." in done.stderr
    assert project.snapshot()["CNAME"] == b"example.org"


def test_a_folder_on_another_file_system_is_told_as_that(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    def refuse(*_arguments: object, **_options: object) -> None:
        raise OSError(errno.EXDEV, os.strerror(errno.EXDEV))

    monkeypatch.setattr(build, "build", refuse)
    code, said, _ = build.try_build(tmp_path / "pelicanconf.py", tmp_path / "output")
    assert code == 1
    assert "output/ is on another file system. Make it a folder of the project" in said


def test_whatever_the_umask_everybody_may_read_a_site_and_only_its_owner_write(project: Project):
    before = os.umask(0o077)
    try:
        assert project.build().returncode == 0
    finally:
        os.umask(before)
    paths = [project.folder / "output", *(project.folder / "output").rglob("*")]
    assert {(path.is_dir(), path.stat().st_mode & 0o777) for path in paths} == {(True, 0o755), (False, 0o644)}


def test_what_is_in_the_way_of_a_build_is_told_as_that(project: Project):
    shutil.rmtree(project.folder / ".build")
    project.write(".build", "")
    done = project.build()
    assert done.returncode == 1
    assert "Move what is in the way, then build again." in done.stderr


@pytest.mark.parametrize("epoch", ["now", "-5", "1700000000.5", "1795478400000"])
@pytest.mark.parametrize("command", ["html", "review"])
def test_a_day_of_the_build_that_is_none_is_told_in_a_line(project: Project, epoch: str, command: str):
    done = project.build(command, SOURCE_DATE_EPOCH=epoch)
    assert done.returncode == 1
    assert done.stderr == f"SOURCE_DATE_EPOCH must be the seconds since 1970, not {epoch!r}: set it so, or unset it\n"


# --- stopped ---


def running_in(folder: Path) -> list[str]:
    """The command lines of the processes that work in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == folder:
                found.append((process / "cmdline").read_text().replace("\0", " "))
    return found


# Only Linux lists processes with their folders.
PROGRAMS = [["html"], ["dev", "--port", "0"]] if sys.platform == "linux" else []


@pytest.mark.parametrize("program", PROGRAMS, ids=" ".join)
def test_killed_while_the_search_is_indexed_a_build_leaves_no_process_behind(project: Project, program: list[str]):
    folder = project.folder.resolve()
    # The real Pagefind, kept waiting for its first page.
    project.replace(
        "builder/page/pagefind.py",
        "for name, page in pages:",
        "for name, page in (__import__('time').sleep(60) or pages):",
    )
    process = start(project, *program)
    assert comes_true(lambda: any("pagefind" in line for line in running_in(folder))), "no index was begun"
    process.kill()
    end_of(process)
    assert comes_true(lambda: not any(running_in(folder)), 10), running_in(folder)
    assert project.snapshot() == OLD


@pytest.mark.parametrize(
    ("program", "moment", "code", "words"),
    [
        ("html", "lock", 130, "Stopped; output/ is as it was."),
        ("dev", "lock", 0, ""),
        ("dev", "site-*/index.html", 0, ""),
    ],
)
def test_a_build_that_ctrl_c_stops_says_no_more_than_that(
    project: Project, program: str, moment: str, code: int, words: str
):
    port = ["--port", "0"] if program == "dev" else []
    process = start(
        project, program, *port, stderr=subprocess.PIPE, text=True, start_new_session=True, preexec_fn=heed_interrupts
    )
    assert comes_true(lambda: any((project.folder / ".build").glob(moment)))
    os.killpg(process.pid, signal.SIGINT)  # as Ctrl+C does
    _, said = said_by(process, 20)
    assert said.strip() == words
    # Python ends by the signal, whoever caught it, where it came while a library was compiling a text.
    assert process.returncode in (code, -signal.SIGINT)
    assert project.snapshot() == OLD


# --- what it says ---


def test_on_a_terminal_each_step_is_shown_and_wiped_out(project: Project):
    ours, theirs = os.openpty()
    said, shown = io.StringIO(), b""
    with (
        inside(project.folder, TERM="xterm"),  # one that can wipe a line, whatever the tests are run on
        os.fdopen(theirs, "w", encoding="utf-8") as terminal,
        contextlib.redirect_stdout(said),
        contextlib.redirect_stderr(terminal),
    ):
        assert make("pelicanconf.py", "output") == 0
    with contextlib.suppress(OSError):  # how a terminal ends
        while part := os.read(ours, 10_000):  # deadline: the other end is closed
            shown += part
    os.close(ours)
    steps = ["Reading the texts …", f"Checking {len(SAMPLE_PAGES)} pages …"]
    assert [shown.index(step.encode()) for step in steps] == sorted(shown.index(step.encode()) for step in steps)
    assert shown.endswith(b"\x1b[2K"), "the line is wiped out"
    assert said.getvalue().startswith(f"Built {len(SAMPLE_PAGES)} pages into output/")
