"""Ways to break a copy of the project, and what a break must lead to."""

from dataclasses import dataclass
from pathlib import Path

from plugins.faults import Rule
from tests.conftest import Break, Project

PRIVACY = "content/pages/privacy.md"
BASE = "theme/templates/base.html"


@dataclass
class Case:
    """How to break a rule, the file and a text on the line that must be named, and words of the message.

    An empty text stands for a fault of the file as a whole.
    """

    rule: Rule
    file: str
    on_line: str
    words: str
    breaking: Break

    def place(self, project: Project) -> str:
        if not self.on_line:
            return f"{self.file}: "
        lines = project.read(self.file).split("\n")
        return f"{self.file}:{next(number for number, line in enumerate(lines, 1) if self.on_line in line)}: "


def replaced(name: str, old: str, new: str) -> Break:
    return lambda project: project.replace(name, old, new)


def edited(rule: Rule, file: str, on_line: str, words: str, old: str, new: str) -> Case:
    """A case in which a text is replaced in the very file that must be named."""
    return Case(rule, file, on_line, words, replaced(file, old, new))


def appended(name: str, text: str) -> Break:
    return lambda project: project.append(name, text)


def written(name: str, content: str | bytes) -> Break:
    return lambda project: project.write(name, content)


def deleted(name: str) -> Break:
    return lambda project: (project.folder / name).unlink()


def renamed(old: str, new: str) -> Break:
    return lambda project: (project.folder / old).rename(project.folder / new)


def swapped(project: Project) -> None:
    third = project.folder / "content/guide/03-how-medical-acupuncture-works.md"
    second = project.folder / "content/guide/02-why-people-turn-to-it.md"
    third.rename(third.with_name("x.md"))
    second.rename(second.with_name("03-why-people-turn-to-it.md"))
    third.with_name("x.md").rename(third.with_name("02-how-medical-acupuncture-works.md"))


def with_bytes(name: str, old: bytes, new: bytes) -> Break:
    def change(project: Project) -> None:
        path = project.folder / name
        path.write_bytes(path.read_bytes().replace(old, new, 1))

    return change


def emptied(name: str, keep_lines: int, text: str = "") -> Break:
    def change(project: Project) -> None:
        project.write(name, "\n".join(project.read(name).split("\n")[:keep_lines]) + "\n\n" + text)

    return change


def header(line: str) -> Break:
    return replaced(PRIVACY, "Reviewed:", f"{line}\nReviewed:")


def head(element: str) -> Break:
    return replaced(BASE, '<link rel="icon"', f'{element}\n<link rel="icon"')


def in_drawing(element: str) -> Break:
    return replaced("content/images/session.svg", "</svg>", f"{element}\n</svg>")


def linked(name: str, target: str | Path = "nowhere.md") -> Break:
    return lambda project: (project.folder / name).symlink_to(target)
