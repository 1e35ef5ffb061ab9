"""What only the owner of a copy knows, and the help numbers of each region: checked once, before anything is read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, StrictBool, StringConstraints, TypeAdapter, ValidationError

from builder.faults import Fault, Place, Rule, did_you_mean, field_errors, line_of
from builder.language import TAKES_LANGUAGE, Language
from builder.makers import Makers
from builder.plain import MARKED

PhoneNumber = Annotated[str, StringConstraints(pattern=r"^[0-9][0-9 -]*( or [0-9 ]+)?$")]


class SettingUnusable(Rule):
    """A setting that is missing, or not of the form that it needs."""

    wrong = "the setting {name} {problem}"
    expected = "{takes}"
    fix = "correct it in the settings"
    example = 'SITEURL = "http://example.org"'


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


class CrisisLine(BaseModel):
    """A number to call, or to send a word to, in a crisis of the mind, and the keys of the sources that give it.

    `how` says what to choose and when it answers, `where` in which parts of the region.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    number: PhoneNumber
    name: str = ""
    text: str = ""
    how: str = ""
    where: str = ""
    sources: Annotated[tuple[str, ...], Field(min_length=1)]

    @property
    def called(self) -> str:
        """Who is called, with the number; spaces are such that no line breaks in a number."""
        number = self.number.replace(" ", "\u00a0").replace("-", "\u2011")
        return f"text {self.text} to {number}" if self.text else f"{self.name} {number}".strip()

    @property
    def about(self) -> str:
        """What to choose, when it answers, and in which parts of the region."""
        return ", ".join(part for part in (self.how, self.where and f"in {self.where}") if part)

    @property
    def keys(self) -> tuple[str, ...]:
        """The keys of all its sources."""
        return self.sources

    @property
    def entry(self) -> str:
        """The line as a table of numbers lists it."""
        return f"{self.called} ({self.about})" if self.about else self.called


class Region(BaseModel):
    """A region's name, as in “outside the UK”, and its help lines; a line that no source gives is left out.

    The region of the reader has a number for emergencies; those of a crisis stand in the order in which they are named.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: Annotated[str, Field(min_length=2)]
    emergency: HelpLine | None = None
    advice: HelpLine | None = None
    crisis: tuple[CrisisLine, ...] = ()

    @property
    def lines(self) -> tuple[HelpLine | CrisisLine, ...]:
        """The help lines that the region has, the number for emergencies first."""
        return (*(line for line in (self.emergency, self.advice) if line), *self.crisis)


class Owner(BaseModel):
    """The settings that differ from copy to copy. An empty string means: not set, and the pages say so."""

    model_config = ConfigDict(extra="ignore", frozen=True, regex_engine="python-re")

    SITENAME: Annotated[str, StringConstraints(pattern=r"^(?!A Pelican Blog$)\S")]
    SITEURL: Annotated[str, StringConstraints(pattern=r"^(https://[A-Za-z0-9.:-]+(/[A-Za-z0-9._~-]+)*)?(?<!\.html)$")]
    PUBLISHER: str
    AUTHORS: str = ""
    REVIEWER: str = ""
    FUNDING: str = ""
    SELLS: str = ""
    CONTACT_URL: Annotated[str, StringConstraints(pattern=r"^((https://|mailto:)[^ ]+)?$")]
    DISCLAIMER: Annotated[str, Field(min_length=40)]
    DEFAULT_LANG: Language = "en"
    REGION: str
    REGIONS: Annotated[dict[str, Region], Field(min_length=1)]
    SEARCH: StrictBool = True
    OVERDUE_STOPS: StrictBool = True

    @property
    def makers(self) -> Makers:
        """What the site says of those who make it."""
        return Makers(self.AUTHORS, self.REVIEWER, self.FUNDING, self.SELLS)


# What each setting takes, and what stands in for one that cannot be used, so that it brings no further faults.
TAKES = {
    "SITENAME": "the name of the site",
    "SITEURL": "the address with https:// in front, such as https://example.org/site (for `make publish`: SITE_URL=…)",
    "PUBLISHER": "a text, empty where nobody is named",
    "AUTHORS": "who writes, as in “two nurses of the clinic”, empty where nobody is named",
    "REVIEWER": "who has reviewed the texts, and when, empty where nobody has",
    "FUNDING": "who paid, or “nobody”",
    "SELLS": "what those who make the site sell, or “nothing”",
    "CONTACT_URL": "https://… or mailto:…, such as mailto:you@example.org (for `make publish`: CONTACT_URL=…)",
    "DISCLAIMER": "the sentences of the disclaimer",
    "DEFAULT_LANG": TAKES_LANGUAGE,
    "REGION": "a name of REGIONS",
    **dict.fromkeys(("SEARCH", "OVERDUE_STOPS"), "True or False, without quotes"),
    "REGIONS": "help lines by region, as the settings show them",
}
STAND_INS: dict[str, Any] = {
    **dict.fromkeys(("SITENAME", "REGION"), "?"),
    **dict.fromkeys(("SITEURL", "PUBLISHER", "CONTACT_URL"), ""),
    "DISCLAIMER": "?" * 40,
    "DEFAULT_LANG": "en",
}


@dataclass(frozen=True)
class SettingsFile:
    """The file of the settings, by its name and its text: where each setting stands."""

    name: str
    text: str

    def at(self, setting: str) -> Place:
        """Return the place of a setting; the file as a whole where it does not hold it."""
        return Place(self.name, line_of(self.text, re.compile(rf"{setting}\b")))

    def inside(self, path: tuple[str | int, ...]) -> Place:
        """Return the place of what a setting holds, given by the names that lead to it, as far as they are found."""
        place, lines = self.at(str(path[0])), self.text.split("\n")
        for name in (part for part in path[1:] if isinstance(part, str) and place.line):
            there = (number for number, line in enumerate(lines, 1) if number >= place.line and f'"{name}"' in line)
            place = place._replace(line=next(there, place.line))
        return place

    def last(self, setting: str) -> Place:
        """Return the last line that sets a setting, whose value counts; the file as a whole where none does."""
        lines = [number for number, line in enumerate(self.text.split("\n"), 1) if re.match(rf"{setting}\b", line)]
        return Place(self.name, lines[-1] if lines else 0)

    def holds(self, words: str, otherwise: str) -> Place:
        """Return the first line that holds these words, or the place of a setting."""
        line = next((number for number, line in enumerate(self.text.split("\n"), 1) if words in line), 0)
        return Place(self.name, line) if line else self.at(otherwise)


@dataclass(frozen=True)
class Checked:
    """The settings of the owner, sound or with stand-ins, the reader's region first; `faulty` names the others."""

    owner: Owner
    faulty: frozenset[str]

    @property
    def regions(self) -> tuple[Region, ...]:
        """Every region once, the reader's own first."""
        regions = self.owner.REGIONS
        own = regions.get(self.owner.REGION, next(iter(regions.values())))
        return tuple(dict.fromkeys((own, *regions.values())))


def check_owner(settings: Mapping[str, Any], file: SettingsFile) -> tuple[Checked, list[Fault]]:
    """Return the settings of the owner, with stand-ins for what cannot be used, and what is wrong with them."""
    names = list(Owner.model_fields)
    given = {name: settings[name] for name in names if name in settings}
    found = list(_faults(given, file))
    faulty = {name for name, _ in found}
    regions = _usable(given.get("REGIONS"))
    sound = {name: value for name, value in given.items() if name not in faulty}
    if sound.get("REGION", "?") not in regions:
        sound["REGION"] = next((name for name, region in regions.items() if region.emergency), next(iter(regions)))
    return Checked(Owner(**{**STAND_INS, **sound, "REGIONS": regions}), frozenset(faulty)), [
        fault for _, fault in found
    ]


def _faults(given: Mapping[str, Any], file: SettingsFile) -> Iterator[tuple[str, Fault]]:
    """Yield each setting that cannot be used, with the fault that says so."""
    faulty = set()
    for name in ("SITENAME", "PUBLISHER", "DISCLAIMER", "AUTHORS", "REVIEWER", "FUNDING", "SELLS"):
        if isinstance(given.get(name), str) and (mark := MARKED.search(given[name])):
            problem = f"would be shown with its marks: {mark[0][:60]}"
            faulty.add(name)
            yield (
                name,
                SettingUnusable.at(file.at(name), name=name, problem=problem, takes=f"{TAKES[name]}, as plain text"),
            )
    try:
        Owner(**given)
    except ValidationError as error:
        for found in field_errors(error):
            name, inside = str(found.path[0]), ".".join(str(part) for part in found.path[1:])
            if found.kind == "missing" and not inside:
                problem = "is missing"
            else:
                problem = f"is not usable{f' at {inside}' if inside else ''}: {found.given or found.message}"
            takes = f"{TAKES[name]} ({found.message})" if inside else TAKES[name]
            faulty.add(name)
            yield name, SettingUnusable.at(file.inside(found.path), name=name, problem=problem, takes=takes)
    if faulty & {"REGION", "REGIONS"}:
        return
    region, regions = given["REGION"], given["REGIONS"]
    if region not in regions:
        problem = f"names no known region: {region!r}{did_you_mean(region, regions)}"
        takes = f"one of: {', '.join(regions)}"
        yield "REGION", SettingUnusable.at(file.at("REGION"), name="REGION", problem=problem, takes=takes)
    elif not regions[region].get("emergency"):
        takes = "a region with a number for emergencies: every emergency card names that of its reader"
        problem = f"names a region that has no number for emergencies: {region!r}"
        yield "REGION", SettingUnusable.at(file.at("REGION"), name="REGION", problem=problem, takes=takes)


def _usable(regions: Any) -> dict[str, Region]:
    """Return the regions that are sound, or a stand-in: the run goes on to find the other faults."""
    try:
        return TypeAdapter(dict[str, Region]).validate_python(regions) or _usable(None)
    except ValidationError:
        return {"?": Region(name="Elsewhere", emergency=HelpLine(number="0", source="none"))}
