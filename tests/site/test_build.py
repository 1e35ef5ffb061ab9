"""The build publishes the whole new site or leaves the whole old one; the same input gives the same bytes."""

import contextlib
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

import pytest

from tests.conftest import ROOT, Project, copy_project, run_build
from tests.pages import SAMPLE_PAGES
from tests.waiting import end_of, heed_interrupts, run, said_by
from tools import build as build_module

COMMAND = [sys.executable, "-X", "utf8", "-m", "tools.build"]


def whole(snapshot: dict[str, bytes]) -> bool:
    """Whether these are the files of a whole new site, or of the whole old one."""
    if snapshot == {"index.html": b"the old site"}:
        return True
    return {"index.html", "404.html", "assets/site.css", "privacy/index.html"} <= set(snapshot) and all(
        content.rstrip().endswith(b"</html>") for name, content in snapshot.items() if name.endswith(".html")
    )


def left_in_work(project: Project) -> list[str]:
    """What a build leaves beside the site: its lock, and the templates that stay compiled."""
    return sorted(path.name for path in (project.folder / ".build").iterdir())


def test_a_good_build_replaces_the_old_site_as_a_whole(project: Project):
    project.write("output/stale.html", "from an older site")
    done = project.build()
    assert done.returncode == 0, done.stderr
    assert f"Built {len(SAMPLE_PAGES)} pages into output/" in done.stdout
    assert "stale.html" not in project.snapshot()
    assert whole(project.snapshot())
    assert left_in_work(project) == ["lock", "templates"]


def test_killed_at_any_moment_the_site_is_the_old_or_the_new_one(project: Project):
    start = time.monotonic()
    assert project.build().returncode == 0
    duration = time.monotonic() - start
    for step in range(12):
        process = subprocess.Popen(COMMAND, cwd=project.folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(duration * (step + 1) / 12)
        process.send_signal(signal.SIGKILL)
        end_of(process)
        assert whole(project.snapshot()), f"killed after {step + 1} of 12 parts"
    assert project.build().returncode == 0, "a killed build left something in the way of the next"
    assert left_in_work(project) == ["lock", "templates"]


def running_in(folder: Path) -> list[str]:
    """The command lines of the processes that work in a folder."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (process / "cwd").readlink() == folder:
                found.append((process / "cmdline").read_text().replace("\0", " "))
    return found


def comes_true(condition: Callable[[], bool], seconds: float = 20) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if condition():
            return True
        time.sleep(0.01)
    return False


# Only Linux ends a process with its parent.
PROGRAMS = [["tools.build"], ["tools.devserver", "--port", "0"]] if sys.platform == "linux" else []


@pytest.mark.parametrize("program", PROGRAMS, ids=" ".join)
def test_killed_while_the_search_is_indexed_a_build_leaves_no_process_behind(project: Project, program: list[str]):
    folder = project.folder.resolve()
    pagefind = project.read("plugins/indexer.py")
    project.replace("plugins/indexer.py", "pagefind_bin.get_executable()", '"./slow"')
    project.write("slow", "#!/bin/sh\nexec sleep 60\n")
    (folder / "slow").chmod(0o755)
    command = [sys.executable, "-X", "utf8", "-m", *program]
    process = subprocess.Popen(command, cwd=folder, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    assert comes_true(lambda: any("sleep" in line for line in running_in(folder))), "no index was begun"
    process.kill()
    end_of(process)
    assert comes_true(lambda: not running_in(folder), 5), running_in(folder)
    project.write("plugins/indexer.py", pagefind)
    assert project.build().returncode == 0
    assert left_in_work(project) == ["lock", "templates"]


@pytest.mark.parametrize("seconds", [0.4, 0.8])
def test_stopped_during_the_first_build_the_development_server_says_nothing(project: Project, seconds: float):
    command = [sys.executable, "-X", "utf8", "-m", "tools.devserver", "--port", "0"]
    process = subprocess.Popen(
        command,
        cwd=project.folder,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
        preexec_fn=heed_interrupts,
    )
    time.sleep(seconds)
    os.killpg(process.pid, signal.SIGINT)  # as Ctrl+C does
    _, said = said_by(process, 20)
    assert "Traceback" not in said, said


def test_killed_between_the_two_steps_of_a_slow_file_system_the_old_site_comes_back(project: Project):
    work = project.folder / ".build"
    work.mkdir()
    (project.folder / "output").rename(work / "aside-output")
    (work / "aside-public").mkdir()  # and a published one, which waits for the next publication
    project.replace("content/pages/privacy.md", "Title: Privacy", "Titel: Privacy")
    assert project.build().returncode == 1
    assert project.snapshot() == {"index.html": b"the old site"}
    assert (work / "aside-public").is_dir()


@pytest.fixture
def folders(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> list[Path]:
    """A new and a current folder, each with its name in a file, where the system cannot exchange two folders."""
    monkeypatch.setattr(build_module.ctypes, "CDLL", lambda *_args, **_options: object())
    made = [tmp_path / "new", tmp_path / "current"]
    for folder in made:
        folder.mkdir()
        (folder / "name").write_text(folder.name)
    return made


def test_a_file_system_that_cannot_exchange_folders_is_served_in_two_steps(folders: list[Path]):
    new, current = folders
    build_module.swap(new, current)
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
        build_module.swap(new, current)
    assert (current / "name").read_text() == "current"


@pytest.mark.parametrize(
    "moment", ["os.kill(os.getpid(), 9); swap(target, output)", "swap(target, output); os.kill(os.getpid(), 9)"]
)
def test_killed_right_before_or_right_after_the_swap_the_site_is_whole(project: Project, moment: str):
    project.replace("tools/build.py", "swap(target, output)\n", f"{moment}\n")
    assert project.build().returncode == -9
    assert whole(project.snapshot())
    project.write("tools/build.py", (ROOT / "tools/build.py").read_bytes())
    assert project.build().returncode == 0
    assert left_in_work(project) == ["lock", "templates"]


def test_a_read_only_folder_of_an_old_site_stops_no_later_build(project: Project):
    left = project.folder / ".build/site-old/about"
    left.mkdir(parents=True)
    (left / "index.html").write_text("left by a killed build")
    left.chmod(0o555)
    assert project.build().returncode == 0
    assert left_in_work(project) == ["lock", "templates"]


@pytest.mark.parametrize("folder", ["content", "plugins", "."])
def test_only_a_built_site_is_ever_replaced(project: Project, folder: str):
    done = run([*COMMAND, "--output", folder], cwd=project.folder)
    assert done.returncode == 1
    assert "is no built site, and stays as it is" in done.stderr
    assert project.read("content/pages/home.md")
    assert project.read("plugins/gate.py")


def test_publish_builds_the_site_for_its_address(project: Project):
    done = run(
        [*COMMAND, "--settings", "publishconf.py", "--output", "public"],
        cwd=project.folder,
        env={**os.environ, "SITE_URL": "https://site.example", "CONTACT_URL": "mailto:a@site.example"},
    )
    assert done.returncode == 0, done.stderr
    assert "href=https://site.example/ rel=canonical" in project.read("public/index.html")
    assert "a@site.example" in project.read("public/about/index.html")
    assert project.snapshot() == {"index.html": b"the old site"}, "output/ is not what is published"


def test_on_a_full_disk_the_old_site_stays(project: Project):
    before = project.snapshot()
    done = run(
        COMMAND,
        cwd=project.folder,
        # No file may grow beyond 8 kB: what a full disk does to the first large page.
        preexec_fn=lambda: (
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN),
            resource.setrlimit(resource.RLIMIT_FSIZE, (8192, 8192)),
        ),
    )
    assert done.returncode == 1
    assert "output/ is as it was" in done.stderr
    assert "Traceback" not in done.stderr
    assert project.snapshot() == before


def test_with_a_read_only_output_the_site_is_the_old_or_the_new_one(project: Project):
    output = project.folder / "output"
    output.chmod(0o555)
    try:
        done = project.build()
        assert whole(project.snapshot())
        assert (done.returncode == 0) == (project.snapshot().get("index.html") != b"the old site")
    finally:
        output.chmod(0o755)


def test_where_the_output_cannot_be_exchanged_the_build_says_so(project: Project):
    shutil.rmtree(project.folder / "output")
    project.write("output", "a file is in the way")
    done = project.build()
    assert done.returncode == 1
    assert "output is no built site, and stays as it is.\nMove it, then build again." in done.stderr
    assert project.read("output") == "a file is in the way"


def test_two_builds_at_once_do_not_mix(project: Project):
    processes = [
        subprocess.Popen(COMMAND, cwd=project.folder, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        for _ in range(3)
    ]
    results = [said_by(process) for process in processes]
    assert [process.returncode for process in processes] == [0, 0, 0]
    assert sum("Another build is running" in stderr for _, stderr in results) >= 1
    assert whole(project.snapshot())


def test_on_a_terminal_each_step_is_shown_and_wiped_out_and_elsewhere_nothing(project: Project):
    ours, theirs = os.openpty()
    a_terminal = {**os.environ, "TERM": "xterm"}  # one that can wipe a line, whatever the tests are run on
    done = run(COMMAND, cwd=project.folder, env=a_terminal, stdout=subprocess.PIPE, stderr=theirs)
    os.close(theirs)
    shown = os.read(ours, 10_000).decode()  # deadline: the other end is closed
    os.close(ours)
    steps = ["Reading the texts …", f"Writing {len(SAMPLE_PAGES)} pages …", f"Checking {len(SAMPLE_PAGES)} pages …"]
    assert [shown.index(step) for step in steps] == sorted(shown.index(step) for step in steps)
    assert shown.endswith("\x1b[2K"), "the line is wiped out"
    assert done.stdout.startswith(f"Built {len(SAMPLE_PAGES)} pages into output/")
    assert project.build().stderr == ""


def test_two_builds_of_one_commit_are_identical(tmp_path: Path):
    snapshots = []
    for number, zone in enumerate(["Pacific/Kiritimati", "America/Los_Angeles"]):
        folder = copy_project(tmp_path / f"somewhere-{number}" / ("deep/" * number) / "project")
        for path in folder.rglob("*"):
            os.utime(path, (1_000_000 * (number + 1),) * 2)
        done = run_build(
            folder,
            PYTHONHASHSEED=str(number + 1),
            TZ=zone,
            LC_ALL="C",
            SOURCE_DATE_EPOCH="1795000000",
            BUILD_PROCESSES=str(number + 1),
        )
        assert done.returncode == 0, done.stderr
        output = folder / "output"
        snapshots.append({p.relative_to(output).as_posix(): p.read_bytes() for p in output.rglob("*") if p.is_file()})
    assert snapshots[0] == snapshots[1]


def test_templates_that_stay_compiled_give_the_bytes_of_new_ones(project: Project):
    assert project.build().returncode == 0
    anew = project.snapshot()
    kept = project.folder / ".build/templates"
    times = {path.name: path.stat().st_mtime_ns for path in kept.iterdir()}
    assert len(times) >= len(list((project.folder / "theme/templates").rglob("*.html")))
    assert project.build().returncode == 0
    assert project.snapshot() == anew
    assert {path.name: path.stat().st_mtime_ns for path in kept.iterdir()} == times, "nothing was compiled again"
    project.replace("theme/templates/base.html", "Skip to the text", "Skip to what this page says")
    assert project.build().returncode == 0
    assert b"Skip to what this page says" in project.snapshot()["index.html"]
    assert sum(path.stat().st_mtime_ns != times[path.name] for path in kept.iterdir()) == 1
    project.append("plugins/review.py", "\n")
    assert project.build().returncode == 0
    assert all(path.stat().st_mtime_ns != times[path.name] for path in kept.iterdir()), "a filter may have changed"


@pytest.mark.parametrize("epoch", ["0", "4102444800"])
def test_today_comes_from_the_environment(project: Project, epoch: str):
    assert project.build(SOURCE_DATE_EPOCH=epoch).returncode == 0
    assert ("ma-overdue" in project.read("output/privacy/index.html")) == (epoch != "0")


def test_however_many_processes_build_it_they_find_the_same_faults(project: Project):
    project.replace("theme/templates/base.html", "Skip to the text", "A miracle")
    project.replace("content/pages/privacy.md", "cookies", "cookies <b>[here](/nowhere/)")
    project.replace("content/guide/06-is-it-safe.md", "[@", "[@nobody; @")
    project.replace("content/evidence/sources.bib", "@article{", "@article{{")
    said = {project.build(BUILD_PROCESSES=str(count)).stderr for count in (1, 2, 5)}
    assert len(said) == 1
    assert "the word “miracle” is shown" in said.pop()


def test_a_plugin_that_fails_in_another_process_is_named_with_its_line(project: Project):
    project.replace("plugins/markup.py", 'before = ""', 'before = "" + str(1 // (source.name.count("privacy") - 1))')
    for count in ("1", "2"):
        assert re.match(r"plugins/markup\.py:\d+: .*ZeroDivisionError", project.build(BUILD_PROCESSES=count).stderr)
