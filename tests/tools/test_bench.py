"""What is measured has to be a site that the build takes."""

from pathlib import Path

from tests.conftest import built
from tools.bench import project


def test_a_site_of_more_pages_is_one_that_can_be_built(tmp_path: Path):
    folder = project(tmp_path / "project", 7)
    built(folder)
    made = [path.name for path in (folder / "output/conditions").iterdir() if path.name[-5:].isdigit()]
    assert len(made) == 7
    assert (folder / "bare/conditions" / f"{made[0]}.md").is_file()
