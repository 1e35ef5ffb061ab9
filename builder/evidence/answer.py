"""An answer: does it help people, and is it the needle? Each of the two rests on a finding."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Literal

from pydantic import BaseModel, Field

from builder.evidence.finding import Group
from builder.evidence.row import EXACT, FROM_LIST, Path, Row, Slug, Text


class Compared(BaseModel):
    """One question of an answer: the comparison that answers it, and in words what it found.

    Where nothing was found there is no finding, and the words say so.
    """

    model_config = EXACT

    finding: Annotated[Slug | None, Field(description="Id of the finding")] = None
    against: Annotated[
        Group | None, Field(alias="with", description="Which comparison of the finding: the group compared with")
    ] = None
    words: Annotated[Text, Field(description="What was found, in two to six words and without a figure")]
    means: Annotated[Text | None, Field(description="What was counted or measured, and when, in a sentence")] = None
    beware: Annotated[Text | None, Field(description="What a reader must not overlook, in a short sentence")] = None


class Third(Compared):
    """A comparison beside the two questions, such as that with a medicine."""

    label: Annotated[Text, Field(description="What acupuncture is compared with, as a heading")]
    mapped: Annotated[
        Literal["helps", "needle"] | None,
        Field(description="The question that the map answers with this one: a rated review in place of one study"),
    ] = None


class Answer(Row):
    """What the site answers for one part of a condition: whether it helps people, and whether it is the needle."""

    prose = ("message", "caution")
    without_numbers = ("message", "words", "means", "beware")

    condition: Annotated[Slug, Field(description="The condition whose page shows it")]
    name: Annotated[Text, Field(description="The part of the condition, as a heading")]
    message: Annotated[Text, Field(description="Both answers in one sentence, without figures")]
    helps: Annotated[Compared, Field(description="Against carrying on as usual, or no acupuncture")]
    needle: Annotated[Compared, Field(description="Against pretend acupuncture")]
    also: Annotated[tuple[Third, ...], Field(description="Other comparisons"), FROM_LIST] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """None: its findings have theirs."""
        return ()

    @property
    def compared(self) -> Iterator[tuple[Path, Compared]]:
        """The questions, each with the path of its field."""
        yield ("helps",), self.helps
        yield ("needle",), self.needle
        for number, third in enumerate(self.also):
            yield ("also", number), third

    @property
    def in_map(self) -> tuple[Compared, Compared]:
        """What the map draws for the two questions: a comparison that is mapped in place of the question itself."""
        mapped: dict[str | None, Compared] = {third.mapped: third for third in self.also}
        return mapped.get("helps", self.helps), mapped.get("needle", self.needle)

    def in_words(self) -> Iterator[tuple[Path, str]]:
        """Yield the texts of the row and those of its questions."""
        yield from super().in_words()
        for path, compared in self.compared:
            for name in ("label", "words", "means", "beware"):
                if text := getattr(compared, name, None):
                    yield (*path, name), text
