"""`Site`: all that one run of the build knows, typed. It is the only thing that the parts of the program share."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from builder.check.addresses import Published, Redirects, file_of, read_published, read_redirects
from builder.check.page import PageFacts
from builder.dates import is_given, today
from builder.evidence import Evidence, read_evidence
from builder.evidence.row_rules import check_clock
from builder.faults import Fault, Report, bytes_of
from builder.leftovers import is_copy
from builder.outline import CONDITIONS
from builder.owner import Checked, SettingsFile, SettingUnusable, check_owner
from builder.page.assemble import Whole
from builder.page.assets import Assets, fingerprinted_assets, plain_assets, read_assets
from builder.page.search import Phrases, read_phrases
from builder.page.typeset import Press, Sheets, press_of
from builder.publish.files import ICONS
from builder.text.guide import SectionMissing
from builder.text.reader import FOLDERS, Context, Text, context_of, read_drawings, read_text
from builder.text.wording import Words, read_words

ROOT = Path(__file__).resolve().parent.parent
SETTINGS = "pelicanconf.py"  # the file that an owner edits
Value = TypeVar("Value")


@dataclass
class Site:
    """The site of one run, filled in the order in which the data flow.

    `texts` has every document that was read, by its name from the project. `drawing` are the faults of templates,
    `failed` the pages that none could draw, `leads_on` the pages at old addresses, each with where it leads, and
    `pages` what the checks found out of each page, by its file below the output.
    """

    theme: Path
    content: Path
    output: Path
    settings: SettingsFile
    report: Report
    owner: Checked
    published: bool
    overdue_stops: bool
    search: bool
    keep_index: str  # the folder of an index that is not made anew; empty where it is
    script: str  # the one that stands in the pages
    brotli_quality: int
    evidence: Evidence
    words: Words
    phrases: Phrases
    redirects: Redirects
    addresses: Published
    context: Context
    assets: Assets
    press: Press
    texts: dict[str, Text] = field(default_factory=dict)
    whole: Whole | None = None
    sheets: Sheets = field(default_factory=lambda: Sheets({}))
    drawing: list[Fault] = field(default_factory=list)
    failed: set[str] = field(default_factory=set)
    leads_on: dict[str, str] = field(default_factory=dict)
    pages: dict[str, PageFacts] = field(default_factory=dict)

    @property
    def root(self) -> Path:
        """The folder of the project."""
        return self.report.root

    @property
    def siteurl(self) -> str:
        """What links begin with: the address where the site is published, else nothing, so that they stay here."""
        return self.owner.owner.SITEURL if self.published else ""

    @property
    def torn(self) -> frozenset[str]:
        """The files of pages that lack a part, which has been said: the guide without one of its sections."""
        lost = any(fault.rule == SectionMissing.name for fault in self.report.faults)
        return frozenset({file_of("/")} if lost else ())

    @property
    def today(self) -> datetime.date:
        """The day of the build."""
        return self.context.today

    def read(self, path: Path) -> Text:
        """Read a document of the content, and report what is wrong with it."""
        name, kind = self.report.name(path), FOLDERS[path.relative_to(self.content).parts[0]]
        text = self.texts[name] = read_text(name, bytes_of(path), kind, self.context)
        self.report.add(text.faults)
        return text


def read_settings_file() -> SettingsFile:
    """Return the file of the settings."""
    return SettingsFile(SETTINGS, (bytes_of(ROOT / SETTINGS) or b"").decode(errors="replace"))


def read_site(settings: Mapping[str, Any]) -> Site:
    """Return the site of a run with these settings of Pelican: all is read but the documents."""
    report = Report(ROOT)
    theme, content = Path(settings["THEME"]), Path(settings["PATH"])

    def reported(read: tuple[Value, Iterable[Fault]]) -> Value:
        value, faults = read
        report.add(faults)
        return value

    def file(name: str) -> tuple[str, bytes | None]:
        return report.name(content / name), bytes_of(content / name)

    file_of_settings = read_settings_file()
    owner = reported(check_owner(settings, file_of_settings))
    day, given = today(), is_given()
    conditions = frozenset(path.stem for path in (content / CONDITIONS).glob("[!.]*.md") if not is_copy(path.name))
    evidence, faults = read_evidence(content / "evidence", ROOT, day, given, conditions)
    if not given and (behind := list(check_clock(evidence.ledger.rows.values(), day))):
        given = True  # so that no row and no text is blamed
        evidence, faults = read_evidence(content / "evidence", ROOT, day, given, conditions)
        report.add(behind)
    report.add(faults)
    words = reported(read_words(*file("wording.toml")))
    drawings = read_drawings(content / "images")
    templates = frozenset(path.stem for path in (theme / "templates").glob("[!.]*.html"))
    there = [name for name in settings["STYLESHEETS"] if (theme / f"static/css/{name}.css").is_file()]
    if gone := set(settings["STYLESHEETS"]) - set(there):
        problem = f"names what is not there: {', '.join(sorted(gone))}"
        place, takes = file_of_settings.at("STYLESHEETS"), "names of files in theme/static/css, without “.css”"
        report.add([SettingUnusable.at(place, name="STYLESHEETS", problem=problem, takes=takes)])
    files = reported(read_assets(theme, there, ROOT))
    published = bool(settings["PUBLISHED"])
    of_owner = owner.owner.makers, owner.owner.DEFAULT_LANG
    return Site(
        theme=theme,
        content=content,
        output=Path(settings["OUTPUT_PATH"]),
        settings=file_of_settings,
        report=report,
        owner=owner,
        published=published,
        overdue_stops=owner.owner.OVERDUE_STOPS,
        search=owner.owner.SEARCH,
        keep_index=settings.get("KEEP_INDEX", ""),
        script=settings["LOOK_SCRIPT"],
        brotli_quality=settings["BROTLI_QUALITY"],
        evidence=evidence,
        words=words,
        phrases=reported(read_phrases(*file("search.toml"))) if owner.owner.SEARCH else Phrases(),
        redirects=reported(read_redirects(*file("redirects.toml"))),
        addresses=reported(read_published(*file("published.txt"))),
        context=context_of(evidence, words, owner.regions, drawings, templates, day, given, *of_owner),
        assets=_assets(files, theme, settings["THEME_STATIC_DIR"], published=published),
        press=press_of(theme),
    )


def _assets(files: dict[str, bytes], theme: Path, folder: str, *, published: bool) -> Assets:
    """Return the files that pages load; of the icons that only a published site has, else the names alone."""
    if published:
        from builder.publish.pictures import icon_assets  # loads Pillow, which only publishing needs

        return fingerprinted_assets(files | icon_assets(theme), folder)
    assets = plain_assets(files, folder)
    return Assets(assets.files, {**assets.names, **{name: f"{folder}/{name}" for name in ICONS}})


def write_files(folder: Path, files: Mapping[str, bytes]) -> None:
    """Write files, given by their names, below a folder. Raises OSError where the disk refuses."""
    for name, data in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
