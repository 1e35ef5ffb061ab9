"""An option: something that a reader can choose, with the same four questions as every other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from builder.evidence.row import EXACT, FROM_LIST, Path, Row, Slug, Text

# What sort of treatment an option is: the theme has a sign for each.
Sort = Literal["nothing", "medicine", "movement", "hands", "mind", "programme", "food", "needles", "other"]


class Said(BaseModel):
    """What is said of an option to one of the four questions, and the sources; or the site says it itself."""

    model_config = EXACT

    words: Annotated[Text, Field(description="The answer, in one or two sentences")]
    sources: Annotated[tuple[str, ...], Field(description="Keys of its sources in sources.bib"), FROM_LIST] = ()
    own: Annotated[
        bool, Field(description="Whether the site says it itself: that nothing was found, or what an effort it is")
    ] = False


class Option(Row):
    """One of the things that somebody with a condition can choose, each with the same four questions."""

    prose = ("name", "caution")
    sources_field = "helps"

    condition: Annotated[Slug, Field(description="The condition whose page shows it, or general")]
    name: Annotated[Text, Field(description="What it is, in a few words")]
    sort: Annotated[Sort, Field(description="What sort of treatment it is: the theme has a sign for each")]
    part: Annotated[Text | None, Field(description="For which part of the condition, where it is not for all")] = None
    helps: Annotated[Said, Field(description="Does it help?")]
    sure: Annotated[Said, Field(description="How sure is that?")]
    wrong: Annotated[Said, Field(description="What can go wrong?")]
    asks: Annotated[Said, Field(description="What does it ask of you?")]

    @property
    def title(self) -> str:
        """What it is."""
        return self.name

    @property
    def full_name(self) -> str:
        """The name with the part of the condition that it is for, where the name does not say it."""
        return f"{self.name} ({self.part})" if self.part and self.part not in self.name.casefold() else self.name

    @property
    def said(self) -> dict[str, Said]:
        """The four answers by the names of their fields, in order."""
        return {"helps": self.helps, "sure": self.sure, "wrong": self.wrong, "asks": self.asks}

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all its sources."""
        return tuple(dict.fromkeys(key for said in self.said.values() for key in said.sources))

    def in_words(self) -> Iterator[tuple[Path, str]]:
        """Yield the texts of the row, with its four answers."""
        yield from super().in_words()
        for name, said in self.said.items():
            yield (name, "words"), said.words
