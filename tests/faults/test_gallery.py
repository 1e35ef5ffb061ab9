"""Each rule is broken where a maintainer would break it, and the build finds these faults and no other."""

from pathlib import Path

import pytest

from tests.conftest import Project
from tests.faults.gallery import ROOM, ROOMS, difference, faults_of, is_published, lay


@pytest.mark.parametrize("room", sorted(path.parent for path in ROOMS.rglob(ROOM)), ids=lambda room: room.name)
def test_a_build_finds_every_fault_that_is_marked_and_no_other(room: Path, project: Project):
    expected = lay(room, project)
    wrong = difference(faults_of(project, published=is_published(room)), expected)
    assert not wrong, wrong
