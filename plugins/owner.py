"""What only the owner of a copy knows, and the help numbers of each region: checked once, before anything is read."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, TypeAdapter, ValidationError

from plugins.faults import Report, Rule

PhoneNumber = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9 ]*( or [0-9 ]+)?$")]


class HelpLine(BaseModel):
    """A number to call, who answers it, and the key of the source that gives it."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: PhoneNumber
    source: str
    name: str = ""

    @property
    def unbroken(self) -> str:
        """The number with spaces at which no line breaks."""
        return self.number.replace(" ", "\u00a0")

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all its sources."""
        return (self.source,)

    @property
    def entry(self) -> str:
        """The line as a table of numbers lists it."""
        return f"{self.name} {self.unbroken}".strip()


class MentalHealthLine(BaseModel):
    """A number with an option to choose in a crisis of the mind, the parts of the region that have it, the sources."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: PhoneNumber
    name: Annotated[str, Field(min_length=2)]
    option: Annotated[str, Field(min_length=2)]
    where: Annotated[str, Field(min_length=2)]
    sources: Annotated[tuple[str, ...], Field(min_length=1)]

    @property
    def called(self) -> str:
        """Who is called, with the number."""
        return f"{self.name} {self.number}".replace(" ", "\u00a0")

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all its sources."""
        return self.sources

    @property
    def entry(self) -> str:
        """The line as a table of numbers lists it."""
        return f"{self.called}, {self.option} ({self.where})"


class Region(BaseModel):
    """A region's name, as in “outside the UK”, and its help lines; a line that no source gives is left out."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=2)]
    emergency: HelpLine
    advice: HelpLine | None = None
    crisis: HelpLine | None = None
    mental_health: MentalHealthLine | None = None

    @property
    def lines(self) -> list[HelpLine | MentalHealthLine]:
        """All help lines that the region has, the number for emergencies first."""
        return [line for line in (self.emergency, self.advice, self.mental_health, self.crisis) if line]


class Owner(BaseModel):
    """The settings that differ from copy to copy. An empty string means: not set, and the pages say so."""

    model_config = ConfigDict(extra="ignore", regex_engine="python-re")

    SITENAME: Annotated[str, StringConstraints(pattern=r"^(?!A Pelican Blog$)\S")]
    SITEURL: Annotated[str, StringConstraints(pattern=r"^(https://[^ /]+(/[^ ]*)?[^/ ])?$")]
    PUBLISHER: str
    CONTACT_URL: Annotated[str, StringConstraints(pattern=r"^((https://|mailto:)[^ ]+)?$")]
    DISCLAIMER: Annotated[str, Field(min_length=40)]
    REGION: str
    REGIONS: dict[str, Region]


# What each setting is to hold, and what stands in for one that cannot be used, so that it brings no further faults.
EXPECTED = {
    "SITENAME": ("the name of the site", "?"),
    "SITEURL": ("the address with https:// in front, such as https://example.org (for `make publish`: SITE_URL=…)", ""),
    "CONTACT_URL": ("https://… or mailto:…, such as mailto:you@example.org (for `make publish`: CONTACT_URL=…)", ""),
}


def check_owner(settings: dict[str, Any], report: Report) -> dict[str, Region]:
    """Return the regions, the reader's own first; report settings that are missing or of the wrong form."""

    def fault(name: str, wrong: str, expected: str) -> None:
        report.add(
            Rule.SETTING, report.setting(name), f"the setting {name} {wrong}", expected, "correct it in the settings"
        )

    try:
        owner = Owner(**settings)
    except ValidationError as errors:
        for error in errors.errors():
            name, where = str(error["loc"][0]), ".".join(str(part) for part in error["loc"][1:])
            expected, stand_in = EXPECTED.get(name, (error["msg"], settings.get(name)))
            fault(name, f"is not usable{f' at {where}' if where else ''}: {error['input']!r}", expected)
            settings[name] = stand_in
        return _usable(settings.get("REGIONS"))
    if owner.REGION not in owner.REGIONS:
        fault("REGION", f"names no known region: {owner.REGION!r}", f"one of: {', '.join(owner.REGIONS)}")
        settings["REGION"] = next(iter(owner.REGIONS))
        return owner.REGIONS
    return {owner.REGION: owner.REGIONS[owner.REGION], **owner.REGIONS}


def _usable(regions: Any) -> dict[str, Region]:
    """Return the regions that are sound, or a stand-in: the run goes on to find the other faults."""
    try:
        return TypeAdapter(dict[str, Region]).validate_python(regions)
    except ValidationError:
        return {"?": Region(name="?", emergency=HelpLine(number="0", source="?"))}
