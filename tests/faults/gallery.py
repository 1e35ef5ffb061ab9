"""The gallery of faults: rooms full of them, each written where a maintainer would make it, and marked.

A room is a folder that is laid over a copy of the sample. A faulty line ends with a comment that names the rule which
it breaks, and words of the message:

    It is proven to work. <!-- ✗ forbidden-word: “proven” is not used -->

The comment is cut out before anything is built, so the build sees the fault alone. One line may break several rules:
`✗ one: words ✗ other: words`. A mark that has a line for itself is about the file as a whole where it begins with
`✗ (file)`, else about the line below; that line is cut out too.

A file takes the place of the one of the same name, or stands below its text where its first line is a comment “(below
what the sample has)”. The settings in a room's pelicanconf.py take the place of those of the same name; `del` takes one
out. A character that nobody sees is written ⟨U+200B⟩, a byte that is none ⟨0xE9⟩. What no file can say is in room.toml:
whether the site is `published`, files that are `gone`, `links` of the file system, and each `[[fault]]` of what is not
there to be marked.
"""

import ast
import re
import tomllib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from builder import build
from builder.faults import Fault, Faulty
from tests.conftest import ADDRESS, Project, inside

ROOMS = Path(__file__).parent / "rooms"
ROOM = "room.toml"
SETTINGS = "pelicanconf.py"
MARK = re.compile(r"[ \t]*(?:<!--|\{#|/\*|#|%) ✗ (.*?)(?: (?:-->|#\}|\*/))?$")
ONE_MARK = re.compile(r"(\(file\) )?([a-z][a-z0-9-]*): (.+)")
BELOW = re.compile(r"(?:<!--|\{#|/\*|#|%) \(below what the sample has\)")
UNSEEN = re.compile(rb"\xe2\x9f\xa8(?:U\+([0-9A-F]{4})|0x([0-9A-F]{2}))\xe2\x9f\xa9")  # between ⟨ and ⟩


class Expected(NamedTuple):
    """A fault that a build must find: its file, its line (0: the file as a whole), its rule, words of its message."""

    file: str
    line: int
    rule: str
    words: str

    def __str__(self) -> str:
        return f"{self.file}{f':{self.line}' if self.line else ''}: {self.words} [{self.rule}]"

    def fits(self, fault: Fault) -> bool:
        return (*fault.place, fault.rule) == self[:3] and self.words in str(fault)


def is_published(room: Path) -> bool:
    """Return whether a room is one of what only a published site has."""
    return bool(_notes(room).get("published"))


def _notes(room: Path) -> dict[str, Any]:
    return tomllib.loads((room / ROOM).read_text(encoding="utf-8"))


def rules_in(room: Path) -> set[str]:
    """Return the rules that the marks of a room name."""
    texts = (path.read_text(encoding="utf-8") for path in room.rglob("*") if path.is_file() and path.name != ROOM)
    marked = {rule for text in texts for line in text.split("\n") for _, rule, _ in _marks_of(line)}
    return marked | {fault["rule"] for fault in _notes(room).get("fault", ())}


def lay(room: Path, project: Project) -> list[Expected]:
    """Lay a room over a copy of the sample; return the faults that are marked in it."""
    notes = _notes(room)
    for name in notes.get("gone", ()):
        (project.folder / name).unlink()
    expected: list[Expected] = []
    for path in sorted(path for path in room.rglob("*") if path.is_file() and path.name != ROOM):
        name, text = path.relative_to(room).as_posix(), path.read_text(encoding="utf-8")
        if name == SETTINGS:
            expected += _set(project, text)
            continue
        above = ""
        if BELOW.match(text):
            above, text = project.read(name), text.partition("\n")[2]
        text, marks = _cut(name, text, above.count("\n"))
        project.write(name, UNSEEN.sub(_seen, f"{above}{text}".encode()))
        expected += marks
    for name, target in notes.get("links", {}).items():
        (project.folder / name).symlink_to(target)
    for fault in notes.get("fault", ()):
        line = line_with(project, fault["file"], fault["on"]) if "on" in fault else 0
        expected.append(Expected(fault["file"], line, fault["rule"], fault["words"]))
    return expected


def line_with(project: Project, name: str, text: str) -> int:
    """Return the first line of a file that holds a text."""
    return next(number for number, line in enumerate(project.read(name).split("\n"), 1) if text in line)


def _cut(name: str, text: str, lines_above: int = 0) -> tuple[str, list[Expected]]:
    """Return the text of a file without its marks, and what they say. Above it there are some lines of the sample's."""
    kept: list[str] = []
    marks: list[Expected] = []
    for line in text.split("\n"):
        bare = MARK.sub("", line)
        here = lines_above + len(kept) + 1
        alone = bare != line and not bare.strip()
        for whole, rule, words in _marks_of(line):
            assert not whole or alone, f"{name}: a mark about the file needs a line for itself: {line}"
            marks.append(Expected(name, 0 if whole else here, rule, words))
        if not alone:
            kept.append(bare)
    return "\n".join(kept), marks


def _marks_of(line: str) -> Iterator[tuple[str, str, str]]:
    mark = MARK.search(line)
    for text in mark[1].split(" ✗ ") if mark else ():
        found = ONE_MARK.fullmatch(text)
        assert found, f"this is no mark: {text}"
        yield found[1] or "", found[2], found[3]


def _seen(match: re.Match[bytes]) -> bytes:
    return chr(int(match[1], 16)).encode() if match[1] else bytes([int(match[2], 16)])


def _set(project: Project, text: str) -> list[Expected]:
    """Put settings in the place of those of the same name; return what their marks say."""
    expected: list[Expected] = []
    lines = text.split("\n")
    statements = [(name, node) for node in ast.parse(text).body if (name := _set_by(node))]
    # From the top down, so that the lines of those that were set do not move again.
    for name, node in sorted(statements, key=lambda one: _assignment(project, one[0]).lineno):
        old, settings = _assignment(project, name), project.read(SETTINGS).split("\n")
        bare, marks = _cut(SETTINGS, "\n".join(lines[node.lineno - 1 : node.end_lineno]), old.lineno - 1)
        gone = isinstance(node, ast.Delete)
        settings[old.lineno - 1 : old.end_lineno] = [] if gone else bare.split("\n")
        project.write(SETTINGS, "\n".join(settings))
        expected += [mark._replace(line=0) if gone else mark for mark in marks]
    return expected


def _set_by(node: ast.stmt) -> str:
    """Return the name of the setting that a statement sets or deletes; nothing for any other statement."""
    target = node.targets[0] if isinstance(node, ast.Assign | ast.Delete) else None
    return target.id if isinstance(target, ast.Name) else ""


def _assignment(project: Project, name: str) -> ast.stmt:
    return next(node for node in ast.parse(project.read(SETTINGS)).body if _set_by(node) == name)


def faults_of(project: Project, *, published: bool = False) -> list[Fault]:
    """Build a copy of the project in this process, as `python -m builder` does in one of its own; return its faults.

    A site that is to be published has an address, and no contact but that of its settings.
    """
    with inside(project.folder, SITE_URL=ADDRESS["SITE_URL"]) as patch:
        patch.delenv("CONTACT_URL", raising=False)
        try:
            build.run_pelican(project.folder / ("publishconf.py" if published else SETTINGS), project.folder / "built")
        except Faulty as faulty:
            return faulty.faults
    return []


def difference(faults: Iterable[Fault], expected: Iterable[Expected]) -> str:
    """Return what a build found and nobody expected, and the other way round; empty where the two are the same."""
    left = list(faults)
    lacking = []
    for one in expected:
        # Of several faults on a line, the one that says most about it may be expected last.
        found = next((fault for fault in left if one.fits(fault)), None)
        if found:
            left.remove(found)
        else:
            lacking.append(one)
    said = [f"found, but expected by nobody:\n{fault}" for fault in left]
    return "\n\n".join([*said, *(f"expected, but not found:\n{one}" for one in lacking)])
