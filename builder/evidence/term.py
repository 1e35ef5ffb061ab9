"""A term of the glossary."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field, StringConstraints

from builder.evidence.row import FROM_LIST, Row, Slug, Text

TERM = "term-"  # with which the id of a term begins


class Term(Row):
    """A word that readers may not know, with what it means: listed in the glossary, told where a text marks it."""

    prose = ("term", "meaning", "caution")
    without_numbers = ("meaning",)
    sources_field = "cite"

    id: Annotated[
        Slug, StringConstraints(pattern=f"^{TERM}"), Field(description="Unique in the whole ledger, after “term-”")
    ]
    term: Annotated[Text, Field(description="The word or words, as they stand inside a sentence")]
    also: Annotated[tuple[Text, ...], Field(description="Its other forms, such as the plural"), FROM_LIST] = ()
    meaning: Annotated[Text, Field(description="What it means, in one plain sentence")]
    say: Annotated[Text | None, Field(description="How to say it, as “sy-AT-ik-uh”: capitals are stressed")] = None
    cite: Annotated[
        tuple[str, ...], Field(description="Keys of the sources of how to say it, or of the meaning"), FROM_LIST
    ] = ()

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all its sources."""
        return self.cite

    @property
    def forms(self) -> tuple[str, ...]:
        """All its forms in small letters, each once."""
        return tuple(dict.fromkeys(form.casefold() for form in (self.term, *self.also)))

    @property
    def slug(self) -> str:
        """Its id as texts mark it: the end."""
        return self.id.removeprefix(TERM)

    @property
    def letter(self) -> str:
        """The letter under which it is listed."""
        return self.term[0].upper()
