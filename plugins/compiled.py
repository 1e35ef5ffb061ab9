"""Templates that stay compiled from one build to the next, so that `make html` need not compile them anew."""

from __future__ import annotations

from hashlib import sha256
from importlib.metadata import version
from pathlib import Path

from jinja2 import FileSystemBytecodeCache


class CompiledTemplates(FileSystemBytecodeCache):
    """Jinja's cache in a folder; what it keeps is used only while nothing that shaped it has changed.

    Jinja compares the text of a template. What it is compiled to depends on the settings, the filters and the version
    of Jinja too, so a change of any of these makes all of it void.
    """

    def __init__(self, folder: Path, settings_file: Path) -> None:
        """Make the folder if it is not there. Raises OSError where the disk refuses."""
        folder.mkdir(exist_ok=True)
        shapes = [settings_file, *sorted(Path(__file__).parent.glob("*.py"))]
        shaped_by = sha256(b"".join(file.read_bytes() for file in shapes)).hexdigest()
        self.shaped_by = f"{version('jinja2')} {shaped_by}"
        super().__init__(str(folder))

    def get_source_checksum(self, source: str) -> str:
        """Return what tells whether a kept template is still that of its text."""
        return super().get_source_checksum(f"{self.shaped_by} {source}")
