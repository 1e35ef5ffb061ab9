"""The sources of the site: publications, each with the key by which rows and texts name it."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from builder.faults import Place

KEY = r"[\w:-]+"


class Source(BaseModel):
    """A published source as the reader sees it."""

    model_config = ConfigDict(frozen=True)

    key: Annotated[str, Field(description="Unique among the sources; rows name it in “source”")]
    authors: Annotated[str, Field(description="One or two authors, or the first “and others”")]
    title: Annotated[str, Field(description="Title with its subtitle, without a full stop")]
    published: Annotated[str, Field(description="Journal, book or body that published it")]
    year: Annotated[str, Field(description="Year of publication, “no date given” or “year to be confirmed”")]
    link: Annotated[str, Field(description="The DOI as an address, else that of PubMed, else the URL")]
    link_text: Annotated[str, Field(description="What the link says: doi:…, PMID …, or the name of the host")]
    note: Annotated[str, Field(description="What a reader has to know of it; empty if nothing")]
    all_authors: Annotated[str, Field(description="Up to six authors; of more, the first three “and others”")]
    where: Annotated[str, Field(description="Volume and pages in words; empty if neither is known")]

    @property
    def initial(self) -> str:
        """The letter under which it is listed: A to Z."""
        return unicodedata.normalize("NFKD", self.all_authors)[:1].upper()

    @property
    def is_doi(self) -> bool:
        """Whether the link leads to the very article; without that, a reader needs to know where it was published."""
        return self.link.startswith("https://doi.org/")

    @property
    def found_in(self) -> str:
        """What it takes to find it without a DOI: where it was published, with volume and pages."""
        return ", ".join(filter(None, (self.published, self.where)))

    @property
    def main_title(self) -> str:
        """The title without its subtitle, where what is left still says what the source is about."""
        main = self.title.partition(": ")[0]
        return main if len(main) >= 25 else self.title

    @property
    def short(self) -> str:
        """The first author, or the body, and the year."""
        name = self.all_authors.removesuffix(" and others").split(", ")[0]
        surname = re.sub(r" [^\W\d_a-z]+( (?:[JS]r|I+V?|[23][nr]d))?$", "", name)
        return f"{surname} {self.year}" if self.year.isdigit() else surname

    @property
    def reference(self) -> str:
        """The full reference: up to six authors, the title, where it was published, the year and the notes."""
        title = self.title if self.title.endswith("?") else f"{self.title}."
        published = f"{self.published}. " if self.published else ""
        where = f"; {self.where}" if self.where else ""
        year = f"{self.year[0].upper()}{self.year[1:]}" if self.year else ""
        return f"{self.all_authors}. {title} {published}{year}{where}. {self.note}".strip()


@dataclass(frozen=True, eq=False)
class Sources:
    """All sources by key, and the line of each key in the file.

    An entry that could not be read keeps the line of its key. `incomplete` says that not even the key of one could be
    read: then any key may be that. What refers to such a key is not at fault.
    """

    file: str
    entries: Mapping[str, Source] = field(default_factory=dict)
    lines: Mapping[str, int] = field(default_factory=dict)
    incomplete: bool = False

    def knows(self, key: str) -> bool:
        """Return whether a key is that of a source, or may be that of one that could not be read."""
        return self.incomplete or key in self.lines

    def at(self, key: str) -> Place:
        """Return the place of a source."""
        return Place(self.file, self.lines.get(key, 0))

    @cached_property
    def in_order(self) -> tuple[Source, ...]:
        """All sources in the order of their references."""
        return tuple(
            sorted(
                self.entries.values(),
                key=lambda source: unicodedata.normalize("NFKD", source.reference).casefold(),
            )
        )
