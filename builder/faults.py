"""Faults: what is wrong with the site, where, and how to fix it.

A rule is a small class beside the check that finds it broken; a check is a function from values to faults. Nothing
stops at the first fault: all are collected in one `Report`, and no check reads what another has found.
"""

from __future__ import annotations

import re
import traceback
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace
from difflib import get_close_matches
from pathlib import Path
from typing import ClassVar, NamedTuple

from pydantic import ValidationError


class Place(NamedTuple):
    """A file, by its path from the project, and a line of it from 1; 0 where the fault is about the file as a whole."""

    file: str
    line: int = 0

    def __str__(self) -> str:
        return f"{self.file}:{self.line}" if self.line else self.file


@dataclass(frozen=True, order=True)
class Fault:
    """One fault: where it is, the name of the rule that is broken there, and the three sentences for the maintainer."""

    place: Place
    rule: str
    wrong: str
    expected: str
    fix: str
    cause: str = field(default="", compare=False)

    def __str__(self) -> str:
        return f"{self.place}: {self.wrong} [{self.rule}]\n    expected: {self.expected}\n    to fix:   {self.fix}"


class Rule:
    """A rule of the site. Its name is that of the class in small letters, with hyphens: `LinkBroken` is `link-broken`.

    A subclass gives the three sentences, with blanks as `str.format` takes them, and an example of what breaks it, as a
    maintainer would type it. docs/rules.md is made from these. Where many places may be faulty for one `cause`, such as
    a file that all of them lead to, it names that, with the same blanks.
    """

    name: ClassVar[str]
    wrong: ClassVar[str]
    expected: ClassVar[str]
    fix: ClassVar[str]
    example: ClassVar[str]
    cause: ClassVar[str] = ""
    rules: ClassVar[dict[str, type[Rule]]] = {}

    def __init_subclass__(cls) -> None:
        cls.name = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "-", cls.__name__).lower()
        missing = {"wrong", "expected", "fix", "example"} - set(dir(cls))
        if missing or cls.name in Rule.rules:
            raise TypeError(f"the rule {cls.name} {'is there twice' if not missing else f'lacks {sorted(missing)}'}")
        Rule.rules[cls.name] = cls

    @classmethod
    def at(cls, place: Place | str, /, **blanks: object) -> Fault:
        """Return the fault that this rule is broken at a place, or in a file; `blanks` fill the sentences."""
        place = Place(place) if isinstance(place, str) else place
        texts = (text.format(**blanks) for text in (cls.wrong, cls.expected, cls.fix, cls.cause))
        return Fault(place, cls.name, *texts)


class Faulty(SystemExit):
    """The site has faults and must not be published. Its text is all of them, and their number.

    It is an exit, so that `pelican`, which takes any other exception for a crash of its own, ends with these words too.
    """

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = list(faults)
        count = f"{len(self.faults)} fault{'s' if len(self.faults) > 1 else ''}"
        super().__init__("\n\n".join([*map(str, self.faults), f"{count}: nothing was published"]))


@dataclass
class Report:
    """The faults of one run. `root` is the project's folder, from which faults name their files."""

    root: Path
    _faults: set[Fault] = field(default_factory=set)

    def add(self, faults: Iterable[Fault]) -> None:
        """Record faults; the same one is kept once."""
        self._faults.update(faults)

    def name(self, path: str | Path) -> str:
        """Return the path from the project, with forward slashes; a path outside stays as it is."""
        path = Path(path)
        return path.relative_to(self.root).as_posix() if path.is_relative_to(self.root) else path.as_posix()

    @property
    def faults(self) -> list[Fault]:
        """All faults, by file and line; those of one cause as one, if they are many."""
        return list(joined(sorted(self._faults)))


def joined(faults: Iterable[Fault], most: int = 3) -> Iterator[Fault]:
    """Yield faults in their order; of more than `most` of one cause, the first, with the places of the others."""
    of_cause: dict[object, list[Fault]] = {}
    for fault in faults:
        of_cause.setdefault(fault.cause or fault, []).append(fault)
    for first, *others in of_cause.values():
        if len(others) < most:
            yield from (first, *others)
        else:
            places = list(dict.fromkeys(str(other.place) for other in others if other.place != first.place))
            where = f": {', '.join(places[:most])}{' …' if len(places) > most else ''}" if places else ""
            yield replace(first, wrong=f"{first.wrong}; and {len(others)} more times{where}")


class BuildStopped(Rule):
    """An exception that no check foresaw."""

    wrong = "the build stopped here: {error}"
    expected = "a build that runs to its end"
    fix = "correct this line, or what it was given"
    example = 'raise RuntimeError("boo")'


# Code that every error passes through, and that is not at fault.
PASSED_THROUGH = re.compile(r"/\.venv/|/builder/(build|__main__)\.py$")


def crash(error: BaseException, root: Path, otherwise: str) -> Fault:
    """Return the fault for an exception: it names the deepest line of the project (`root`) that it went through.

    An exception that went through none is put down to the file `otherwise`.
    """
    if isinstance(error, SyntaxError) and error.filename:
        frames = [(Path(error.filename), error.lineno or 0)]
    else:
        frames = [
            (Path(frame.filename), frame.lineno or 0)
            for frame in traceback.extract_tb(error.__traceback__)
            if Path(frame.filename).is_relative_to(root) and not PASSED_THROUGH.search(frame.filename)
        ]
    place = Place(Report(root).name(frames[-1][0]), frames[-1][1]) if frames else Place(otherwise)
    message = " ".join(str(error).split())[:300]
    return BuildStopped.at(place, error=f"{type(error).__name__}: {message}")


class FieldError(NamedTuple):
    """One thing that pydantic found wrong with a value: the path of the field, its kind, and words for a maintainer.

    `kind` is "missing", "unknown" or "value"; `message` says what the field takes; `given` is the value, in short.
    """

    path: tuple[str | int, ...]
    kind: str
    message: str
    given: str


def field_errors(error: ValidationError) -> Iterator[FieldError]:
    """Yield what pydantic found, in words for a maintainer: no addresses of its own, and never a whole input.

    That a list lacks what cannot be used is no error of the list.
    """
    errors = error.errors(include_url=False)
    for found in errors:
        path = found["loc"]
        if any(other["loc"][: len(path)] == path != other["loc"] for other in errors):
            continue
        kind = {"missing": "missing", "extra_forbidden": "unknown"}.get(found["type"], "value")
        message = re.sub(r"\btuple\b", "list", found["msg"].removeprefix("Value error, "), flags=re.IGNORECASE)
        given = "" if kind == "missing" else f"{found['input']!r}"[:80]
        yield FieldError(tuple(found["loc"]), kind, f"{message[:1].lower()}{message[1:]}", given)


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return ` (did you mean “x”?)` for the known word nearest to this one, or nothing."""
    near = get_close_matches(word, list(known), n=1)
    return f" (did you mean “{near[0]}”?)" if near else ""


def line_of(text: str, start: str | re.Pattern[str]) -> int:
    """Return the first line, from 1, that begins with a text or matches a pattern at its beginning; 0 if none does."""
    pattern = re.compile(re.escape(start)) if isinstance(start, str) else start
    return next((number for number, line in enumerate(text.split("\n"), 1) if pattern.match(line)), 0)


def bytes_of(path: Path) -> bytes | None:
    """Return what a file holds; None for what may not be opened, or is no file: from a pipe nothing may ever come."""
    try:
        return path.read_bytes() if path.is_file() else None
    except OSError:
        return None


def decoded(data: bytes | None) -> str:
    """Return the text of a file of data, without a mark of the byte order and with LF at its line ends.

    `data` is None where the file could not be read. Raises ValueError, which says what is wrong.
    """
    if data is None:
        raise ValueError("it is missing, or may not be opened")
    try:
        return data.decode("utf-8-sig").replace("\r\n", "\n")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise ValueError(f"the byte 0x{data[error.start]:02x} is not UTF-8 (at line {line})") from error


def toml_line(error: Exception) -> int:
    """Return the line that an error of tomllib, or of `decoded`, names; 0 if it names none."""
    found = re.search(r"at line (\d+)", str(error))
    return int(found[1]) if found else 0
