"""What does not come: each wait of the program ends, and says what it waited for and how long."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

from builder import build
from tests.conftest import fake_program
from tests.waiting import line_of, run
from tools import browser

SLEEP = (sys.executable, "-c", "import time; time.sleep(60)")


def test_a_build_does_not_wait_for_ever_for_another(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(build, "LOCK_SECONDS", 0.2)
    late = pytest.raises(TimeoutError, match=r"has waited for 0\.2 seconds")
    with build.only_build(tmp_path), late, build.only_build(tmp_path):
        pass
    with build.only_build(tmp_path):
        pass


def test_a_build_that_waited_in_vain_says_that_nothing_was_built(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(build, "LOCK_SECONDS", 0.2)
    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "WORK", tmp_path / ".build")
    with build.only_build(tmp_path / ".build"):
        code, said, _ = build.try_build(tmp_path / "pelicanconf.py", tmp_path / "output")
    assert code == 1
    assert said.endswith("waited for 0.2 seconds.\nNothing was built; output/ is as it was.")


def test_a_download_that_stands_still_ends_and_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd):
    monkeypatch.setattr(browser, "DOWNLOAD_SECONDS", 0.2)
    monkeypatch.setattr(sys, "executable", fake_program(tmp_path / "python", "exec sleep 60"))
    assert browser.playwrights_own() is None
    assert re.search(r"playwright.* timed out after 0\.\d+ seconds", capfd.readouterr().err)


def test_the_tests_say_what_they_waited_for():
    with pytest.raises(AssertionError, match=r"sleep.* timed out after 0\.2 seconds; it said: "):
        run(SLEEP, 0.2)
    process = subprocess.Popen(
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
