"""Pagefind, fed while other work goes on."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pagefind_bin
import pytest

from builder.page.pagefind import begin
from tests.waiting import line_of

CONFIG = {"root_selector": "main"}
PAGES = [("a/index.html", '<html lang="en"><main><h1>Needles</h1><p>A needle is thin.</p></main></html>')]


def stand_in(monkeypatch: pytest.MonkeyPatch, folder: Path, script: str) -> None:
    program = folder / "pagefind"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(pagefind_bin, "get_executable", lambda: str(program))


def test_the_index_is_made_while_other_work_goes_on_and_collected_later():
    start = time.monotonic()
    collect = begin(PAGES, CONFIG)
    assert time.monotonic() - start < 0.5, "it only begins"
    files = collect()
    assert any(name.startswith("index/") for name in files)
    assert collect() == files, "and may be collected again"


def test_an_answer_that_does_not_come_is_not_waited_for_for_ever(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    # It answers the first request, as Pagefind does, and none after it.
    answer = "eyJtZXNzYWdlX2lkIjoxLCJwYXlsb2FkIjp7InR5cGUiOiJOZXdJbmRleCIsImluZGV4X2lkIjowfX0=,"
    stand_in(monkeypatch, tmp_path, f"printf {answer}; exec sleep 60")
    with pytest.raises(ValueError, match=r"^it gave no answer to AddFile a/index\.html in 0\.5 seconds$"):
        begin(PAGES, CONFIG, timeout=0.5)()


def test_a_page_larger_than_a_pipe_is_not_written_for_ever_to_a_program_that_does_not_read(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
):
    answer = "eyJtZXNzYWdlX2lkIjoxLCJwYXlsb2FkIjp7InR5cGUiOiJOZXdJbmRleCIsImluZGV4X2lkIjowfX0=,"
    stand_in(monkeypatch, tmp_path, f"printf {answer}; exec sleep 60")
    with pytest.raises(ValueError, match="no answer to AddFile big"):
        begin([("big", "x" * 1_000_000)], CONFIG, timeout=0.5)()


@pytest.mark.parametrize("script", ["exit 1", "printf abc"])
def test_a_program_that_breaks_off_is_named_with_what_it_was_asked(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, script: str
):
    stand_in(monkeypatch, tmp_path, script)
    with pytest.raises(ValueError, match=r"^it broke off at NewIndex$"):
        begin(PAGES, CONFIG)()


def test_a_program_that_cannot_be_started_is_an_error(monkeypatch: pytest.MonkeyPatch, tmp_path: Path):
    monkeypatch.setattr(pagefind_bin, "get_executable", lambda: str(tmp_path / "gone"))
    with pytest.raises(FileNotFoundError):
        begin(PAGES, CONFIG)()


def test_what_pagefind_refuses_is_said_in_its_words():
    with pytest.raises(ValueError, match="integer `5`, expected a string"):
        begin(PAGES, {"root_selector": 5})()


def test_pagefind_ends_with_the_program_that_asks_it_even_when_that_is_killed():
    script = (
        "import subprocess, sys, time, pagefind_bin\n"
        "p = subprocess.Popen([pagefind_bin.get_executable(), '--service'], stdin=-1, stdout=-1, stderr=-3)\n"
        "print(p.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    parent = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    child = int(line_of(parent))
    assert Path(f"/proc/{child}").exists() or sys.platform != "linux"
    os.kill(parent.pid, signal.SIGKILL)
    parent.wait(10)
    end = time.monotonic() + 10
    while time.monotonic() < end:
        try:
            os.kill(child, 0)
        except ProcessLookupError:
            return
        if "Z" in Path(f"/proc/{child}/stat").read_text().split(") ")[-1][:1]:
            return  # it ended; nobody has asked how
        time.sleep(0.05)
    pytest.fail("Pagefind goes on without its parent")
