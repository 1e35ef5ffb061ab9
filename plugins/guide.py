"""The guide: eleven sections with fixed headings, each a Markdown file, put together on the home page.

A file of content/guide is named NN-slug.md; NN gives the order and the slug becomes the section's anchor. 00 is the
introduction.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from pelican import signals
from pelican.contents import Content
from pelican.generators import Generator

from plugins.faults import Report, Rule, guess

INTRODUCTION = "Introduction"
# The headings of the guide, word for word and in order, as the content brief of the project fixes them.
HEADINGS = (
    "What Is Medical Acupuncture?",
    "Why People Turn to Medical Acupuncture",
    "How Medical Acupuncture Works",
    "What Conditions It May Help With",
    "What a Session Feels Like",
    "Is Medical Acupuncture Safe?",
    "What Actually Makes It Effective",
    "When Should You Consider It?",
    "A Simple Way to Understand It",
    "Final Thoughts",
    "Medical Disclaimer",
)
FILE_NAME = re.compile(r"(\d\d)-([a-z0-9-]+)\.md")
FEWEST_WORDS = 25
# What a section must hold besides its text: the care cards where a reader may need help, and the three drawings.
BLOCKS = {
    3: ["/// drawing | needle-to-brain"],
    4: ["/// drawing | body-map"],
    5: ["/// drawing | session"],
    6: ["/// care-card | emergency", "/// care-card | urgent"],
    8: ["/// care-card | emergency", "/// care-card | urgent", "/// care-card | crisis"],
}


class Section(Content):  # type: ignore[misc]
    """One section. It has no file of its own: its address is an anchor on the home page."""

    mandatory_properties = ("title", "slug", "order")
    default_template = "home"
    default_status = "published"

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        name = FILE_NAME.fullmatch(Path(self.source_path).name)
        self.order: int | None = int(name[1]) if name else None
        self.slug: str = name[2] if name else Path(self.source_path).stem

    @property
    def is_introduction(self) -> bool:
        """Whether this is the text before the numbered sections."""
        return self.order == 0


class GuideGenerator(Generator):  # type: ignore[misc]
    """Reads content/guide into `sections`, in reading order, and checks that the guide is whole."""

    def generate_context(self) -> None:
        """Read the sections and put them into the context of every template."""
        sections = [
            self.readers.read_file(base_path=self.path, path=path, content_class=Section, context=self.context)
            for path in sorted(self.get_files(self.settings["GUIDE_PATHS"]))
        ]
        report: Report = self.settings["REPORT"]
        for section in sections:
            self.add_source_path(section)
            self.add_static_links(section)
            if section.order is None:
                report.add(
                    Rule.SECTION_FILE,
                    report.name(section.source_path),
                    "the name of the file gives no place and no anchor",
                    "two digits and small letters, as in 06-is-it-safe.md",
                    "rename the file",
                )
        numbered = [section for section in sections if section.order is not None]
        self.context["sections"] = sorted(numbered, key=lambda section: (section.order, section.source_path))
        check_guide(self.context["sections"], self.settings["DISCLAIMER"], report)


def check_guide(sections: Iterable[Any], disclaimer: str, report: Report) -> None:
    """Report sections that are missing, unexpected, renamed, there twice, out of order or empty.

    `disclaimer` is the sentence of the footer of every page; the last section must hold it word for word.
    """
    places: dict[str, str] = {}
    wanted = [INTRODUCTION, *HEADINGS]
    renamed = set()
    for section in sections:
        name = report.name(section.source_path)
        place = report.sources[name].at("title") if name in report.sources else name
        if section.title not in wanted:
            at_this_place = wanted[section.order] if section.order < len(wanted) else ""
            if at_this_place and at_this_place not in {other.title for other in sections}:
                renamed.add(at_this_place)
                report.add(
                    Rule.SECTION_RENAMED,
                    place,
                    f"the heading of section {section.order} is “{section.title}”",
                    f"word for word “{at_this_place}”",
                    f"write “Title: {at_this_place}”",
                )
            else:
                report.add(
                    Rule.SECTION_UNEXPECTED,
                    place,
                    f"the guide has no section “{section.title}”{guess(section.title, wanted)}",
                    "only the introduction and the eleven sections",
                    "move the text into one of them, or make it a page in content/pages",
                )
            continue
        if section.title in places:
            report.add(
                Rule.SECTION_TWICE,
                place,
                f"the section “{section.title}” stands twice",
                f"one; the other is {places[section.title]}",
                "merge the two files",
            )
            continue
        places[section.title] = name
        if section.order != wanted.index(section.title):
            report.add(
                Rule.SECTION_ORDER,
                place,
                f"“{section.title}” stands at place {section.order}",
                f"place {wanted.index(section.title)}",
                f"rename the file to {wanted.index(section.title):02}-{section.slug}.md",
            )
        words = re.sub(r"<[^>]*>", " ", section._content).split()
        source = report.sources.get(name)
        for block in BLOCKS.get(section.order, []) if source else []:
            if source and not source.has_line(block):
                report.add(
                    Rule.BLOCK_MISSING,
                    name,
                    f"the section “{section.title}” has lost its block “{block}”",
                    "the drawings of sections 3, 4 and 5 and the care cards of sections 6 and 8",
                    f"put it back: {block}, its text, and ///",
                )
        for number, line in enumerate(source.body.split("\n"), source.body_line) if source else []:
            if line.startswith("## "):
                report.add(
                    Rule.HEADINGS,
                    (name, number),
                    f"the heading “{line[3:]}” would stand beside the sections of the guide",
                    "### or less: the title of the section is the heading of level 2",
                    f"write it with ###: #{line}",
                )
        if len(set(words)) < FEWEST_WORDS:
            report.add(
                Rule.SECTION_EMPTY,
                name,
                f"the section “{section.title}” has {len(set(words))} different words",
                f"at least {FEWEST_WORDS}: real text",
                "write it",
            )
        if section.title == HEADINGS[-1] and disclaimer not in " ".join(words):
            report.add(
                Rule.DISCLAIMER_SECTION,
                name,
                "the section does not hold the disclaimer that every page shows",
                f"word for word: “{disclaimer}”",
                "put the sentences back",
            )
    for number, heading in enumerate(wanted):
        if heading not in places and heading not in renamed:
            report.add(
                Rule.SECTION_MISSING,
                "content/guide",
                f"the section “{heading}” is missing",
                "the introduction and all eleven sections",
                f"restore the file {number:02}-….md with “Title: {heading}”",
            )


def _get_generators(_pelican: Any) -> type[GuideGenerator]:
    return GuideGenerator


def register() -> None:
    """Add the generator of the guide."""
    signals.get_generators.connect(_get_generators)
