"""What `make bench` measures, and when it says that a target is missed."""

import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from tests.conftest import ROOT, copy_project, run_build
from tools.bench import HTML, SIMPLE, Cost, Grown, cost_of, edit, grow, missed

GOOD = Grown(bare=10, seconds=15, milliseconds_a_page=10, memory=100, bytes=1, edit=2.5)
SITE = {SIMPLE: Cost(1, 50), HTML: Cost(2, 70)}


def test_measures_within_the_targets_miss_none():
    assert list(missed(SITE, {100: GOOD, 1000: GOOD, 10_000: replace(GOOD, bare=None, milliseconds_a_page=12.5)})) == []


@pytest.mark.parametrize(
    ("site", "grown", "said"),
    [
        (SITE | {HTML: Cost(2.1, 70)}, {}, "make html"),
        (SITE, {1000: replace(GOOD, seconds=15.1)}, "at most 1.5 times"),
        (SITE, {1000: replace(GOOD, edit=2.6)}, "at most 0.25 times"),
        (SITE, {100: GOOD, 10_000: replace(GOOD, milliseconds_a_page=12.6)}, "must not grow: 10.0 ms"),
    ],
)
def test_each_target_that_is_missed_is_named(site, grown, said):
    assert [said in target for target in missed(site, grown)] == [True]


def test_a_site_with_more_pages_is_sound_and_its_pages_can_be_edited(tmp_path: Path):
    copy_project(tmp_path / "site")
    grow(tmp_path / "site", 7)
    done = run_build(tmp_path / "site")
    assert done.returncode == 0, done.stderr
    assert len(list((tmp_path / "site/output/conditions").glob("*-0*/index.html"))) == 7
    assert 0 < edit(tmp_path / "site", 1) < 10


def test_the_cost_of_a_command_is_what_it_took(tmp_path: Path):
    cost = cost_of((sys.executable, "-c", "import time; time.sleep(0.2); bytes(50_000_000)"), tmp_path)
    assert 0.2 <= cost.seconds < 5
    assert cost.memory > 45
    with pytest.raises(RuntimeError, match="no such thing"):
        cost_of((sys.executable, "-c", "raise SystemExit('no such thing')"), tmp_path)


def test_bench_has_a_target_of_its_own():
    assert (
        "tools.bench"
        in subprocess.run(["make", "--dry-run", "bench"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    )
