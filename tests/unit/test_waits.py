"""What does not come: each wait of the program ends, and says what it waited for and how long."""

import re
import sys
import time
from pathlib import Path

import pytest
from plugins import indexer, parallel
from plugins.faults import Report

from tests.conftest import fake_program
from tests.waiting import line_of, run
from tools import bench, browser, build, devserver

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")


def test_a_build_does_not_wait_for_ever_for_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(build, "PATIENCE", 0.2)
    late = pytest.raises(TimeoutError, match=r"has waited for it for 0\.2 s")
    with build.only_build(tmp_path), late, build.only_build(tmp_path):
        pass
    with build.only_build(tmp_path):
        pass


def test_a_build_that_waited_in_vain_says_that_nothing_was_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(build, "PATIENCE", 0.2)
    monkeypatch.setattr(build, "ROOT", tmp_path)
    with build.only_build(tmp_path / ".build"):
        code, said, _ = build.try_build(tmp_path / "pelicanconf.py", tmp_path / "output")
    assert code == 1
    assert said.endswith("waited for it for 0.2 s.\nNothing was built; output/ is as it was.")


@pytest.mark.parametrize("lines", [["exec sleep 60"], ["exec 0<&-", "exec sleep 60"], ["head -c 1 >/dev/null"]])
def test_pagefind_that_is_silent_or_breaks_off_is_not_waited_for(tmp_path: Path, monkeypatch, lines: list[str]):
    program = fake_program(tmp_path / "pagefind", *lines)
    monkeypatch.setattr(indexer.pagefind_bin, "get_executable", lambda: program)
    monkeypatch.setattr(indexer, "PATIENCE", 0.5)
    (tmp_path / "index.html").write_text("<p>" + "long " * 100_000)
    start = time.monotonic()
    expected = r"no answer to NewIndex within 0\.5 s" if lines[0] == "exec sleep 60" else "it broke off"
    with pytest.raises(ValueError, match=expected):
        list(indexer.index_pages(tmp_path, "html", []))
    assert time.monotonic() - start < 10


def test_pagefind_that_takes_nothing_more_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    program = fake_program(tmp_path / "pagefind", "exec sleep 60")
    monkeypatch.setattr(indexer.pagefind_bin, "get_executable", lambda: program)
    monkeypatch.setattr(indexer, "PATIENCE", 0.5)
    late = pytest.raises(ValueError, match=r"no answer to AddFile within 0\.5 s")
    with indexer.Indexer() as silent, late:
        silent.ask("AddFile", file_contents="more than a pipe holds " * 100_000)


def test_a_process_of_the_build_that_gives_nothing_is_not_waited_for(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(parallel, "PATIENCE", 0.2)
    monkeypatch.setattr(parallel, "processes", lambda: 2)
    wait = parallel.beside(lambda: time.sleep(20), Report(tmp_path))
    with pytest.raises(TimeoutError, match=r"did not answer within 0\.2 s"):
        wait()


def test_the_development_server_ends_a_build_that_says_nothing(monkeypatch: pytest.MonkeyPatch, capsys):
    monkeypatch.setattr(devserver, "PATIENCE", 0.2)
    real = devserver.subprocess.Popen
    monkeypatch.setattr(devserver.subprocess, "Popen", lambda _, **options: real(SLEEP, **options))
    state = devserver.State()
    state.rebuild()
    assert state.faults == "The build gave no answer within 0.2 s, and was ended."
    assert state.builder.wait(10) == -9
    assert state.faults in capsys.readouterr().out


def test_a_measured_command_that_goes_on_is_ended(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(bench, "LONGEST", 0.3)
    with pytest.raises(RuntimeError, match=r"was ended after 0\.3 s"):
        bench.cost_of(SLEEP, tmp_path)


def test_a_package_manager_that_stands_still_is_named(monkeypatch: pytest.MonkeyPatch, capfd):
    monkeypatch.setattr(browser, "DOWNLOAD_SECONDS", 0.2)
    assert not browser.run("sleep", "60")
    assert re.search(r"'sleep', '60'.* timed out after 0\.\d+ seconds", capfd.readouterr().err)


def test_the_tests_say_what_they_waited_for():
    with pytest.raises(AssertionError, match=r"sleep.* timed out after 0\.2 seconds; it said: "):
        run(SLEEP, 0.2)
    process = bench.subprocess.Popen(
        [sys.executable, "-uc", "print('one'); print('two é'); import time; time.sleep(60)"], stdout=-1
    )
    assert line_of(process) == "one"
    assert line_of(process, "two") == "two é"
    with pytest.raises(AssertionError, match=r"no line with 'three' within 0\.2 s"):
        line_of(process, "three", 0.2)
    process.kill()
    with pytest.raises(EOFError, match="ended without a line with 'three'"):
        line_of(process, "three")


HANGS = """
import time

def test_that_hangs():
    time.sleep(60)
"""


def test_a_test_that_hangs_is_ended_and_named(tmp_path: Path):
    (tmp_path / "test_hangs.py").write_text(HANGS)
    command = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "--timeout", "1", "test_hangs.py"]
    done = run(command, cwd=tmp_path)
    assert done.returncode == 1
    assert "FAILED test_hangs.py::test_that_hangs - Failed: Timeout" in done.stdout
