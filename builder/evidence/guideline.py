"""A guideline: what one body says of acupuncture on one topic, in one year."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from builder.evidence.row import OfOneSource, Slug, Text

SAYS = {
    "for": "For",
    "conditional": "For, with conditions",
    "silent": "No recommendation",
    "not seen": "Not known to us",
    "against": "Against",
}


class Guideline(OfOneSource):
    """What one guideline says of acupuncture for one topic."""

    prose = ("body", "topic", "words", "reason", "caution")
    without_numbers = ("words", "reason")

    body: Annotated[Text, Field(description="Who wrote the guideline")]
    year: Annotated[int | None, Field(description="Year of the edition", ge=1990, le=2100)] = None
    country: Annotated[Text | None, Field(description="Where it applies")] = None
    condition: Annotated[Slug, Field(description="The condition whose page shows it, or general")]
    topic: Annotated[Text, Field(description="What exactly it covers")]
    says: Annotated[
        Literal["for", "conditional", "against", "silent", "not seen"], Field(description="Which way it goes")
    ]
    words: Annotated[Text, Field(description="What it says, in our words")]
    reason: Annotated[Text | None, Field(description="The reason that the body gives")] = None

    @property
    def title(self) -> str:
        """Who says it, and of what."""
        return f"{self.body}: {self.topic}"

    @property
    def verdict(self) -> str:
        """Which way it goes, in words."""
        return SAYS[self.says]
