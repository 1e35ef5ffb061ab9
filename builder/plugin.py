"""The only module that knows Pelican: its reader, its generators, its writer and its signals, in their order.

`pelican -s pelicanconf.py` builds the site with it, faults included; `make html` adds that the old site stays until
the new one is whole.
"""

from __future__ import annotations

import glob
import json
import logging
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, ClassVar
from urllib.parse import urlsplit

from jinja2 import FileSystemLoader, TemplateError
from pelican import signals
from pelican.contents import Content
from pelican.generators import Generator, PagesGenerator, PelicanTemplateNotFound
from pelican.readers import BaseReader, Readers
from pelican.settings import DEFAULT_CONFIG
from pelican.writers import Writer

from builder.check.addresses import check_addresses
from builder.check.between import (
    Entry,
    check_folders,
    check_key_points,
    check_kinds,
    check_required,
    check_reserved,
    check_unique,
)
from builder.check.place import Places
from builder.check.site import check_site, list_files
from builder.check.terms import BuiltPage, Terms
from builder.evidence.as_typed import MarkupShown
from builder.evidence.export import TITLES, exports
from builder.faults import Fault, Faulty, Rule
from builder.leftovers import is_copy
from builder.outline import REQUIRED
from builder.owner import SettingsFile
from builder.page.assemble import Whole, assemble, from_root, page_variables, whole_variables
from builder.page.draw import Components
from builder.page.pages import HOME, SEARCH, Page
from builder.page.pages import Section as GuideSection
from builder.page.search import FOLDER, begin_index, check_targets
from builder.page.sheets import sheets_of
from builder.page.stylesheet import colour
from builder.page.templates import Compiled, TextLost, check_templates, prepare, template_faults
from builder.page.typeset import Sheets, begin
from builder.page.use import check_lists, check_use, owed_files, use_of
from builder.publish.files import FILES, card_of, check_days, check_settings, render_files
from builder.publish.finish import compress, minify_pages
from builder.publish.headers import content_security_policy
from builder.publish.hosts import header_files, redirect_files
from builder.publish.redirects import TEMPLATE as MOVED
from builder.publish.redirects import moved_pages
from builder.site import Site, read_settings_file, read_site, write_files
from builder.text.citations import check_help_lines
from builder.text.guide import check_guide, in_order
from builder.text.header import STAND_INS, PageTemplateUnknown
from builder.text.reader import Text
from builder.text.wording import check_texts

STEPS = logging.getLogger("steps")
DATA = "data"  # the folder of the files to download
# Settings of Pelican that are no choice of an owner, with the values on which the rest of the program rests.
FIXED = {
    **{key: [] for key in ("ARTICLE_PATHS", "STATIC_PATHS", "DIRECT_TEMPLATES")},
    **{key: {} for key in ("TEMPLATE_PAGES", "DEFAULT_METADATA", "EXTRA_PATH_METADATA")},
    **dict.fromkeys(("RELATIVE_URLS", "TYPOGRIFY", "CACHE_CONTENT", "LOAD_CONTENT_CACHE"), False),
    **dict.fromkeys(("FEED_ALL_ATOM", "FEED_ALL_RSS", "FEED_ATOM", "FEED_RSS"), None),
    **{name: DEFAULT_CONFIG[name] for name in ("FILENAME_METADATA", "PATH_METADATA", "FORMATTED_FIELDS")},
    "PAGE_PATHS": ["pages", "conditions", "studies"],
    "GUIDE_PATHS": ["guide"],
    "PAGE_URL": "{slug}/",
    "PAGE_SAVE_AS": "{slug}/index.html",
    "SLUGIFY_SOURCE": "basename",
    "IGNORE_FILES": [".*"],
}


class SettingFixed(Rule):
    """Much of the program rests on where Pelican reads and writes; another value breaks it in many places."""

    wrong = "the setting {name} is {value}"
    expected = "{name} = {needed}"
    fix = "set it back: it is none of those that an owner may change"
    example = "RELATIVE_URLS = True"


def check_fixed(settings: Mapping[str, Any], file: SettingsFile) -> Iterator[Fault]:
    """Yield the settings of Pelican that are not as they have to be."""
    for name, needed in FIXED.items():
        if settings.get(name) != needed:
            yield SettingFixed.at(file.last(name), name=name, value=repr(settings.get(name))[:80], needed=repr(needed))


# --- reading ---


def open_site(pelican: Any) -> None:
    """Read all but the documents, and tell Pelican the settings as they were found to be sound."""
    STEPS.info("Reading the texts")
    settings = pelican.settings
    # Of what follows from these, each page would say something.
    if first := [*check_folders(Path(settings["PATH"]).parent), *check_fixed(settings, read_settings_file())]:
        raise Faulty(first)
    site: Site = read_site(settings)
    settings["SITE"] = site
    # Links to other folders, each of which is a fault; Pelican would follow them, in a circle too.
    links = [
        path.relative_to(site.content).as_posix()
        for path in site.content.rglob("*")
        if path.is_symlink() and path.is_dir()
    ]
    settings["PAGE_EXCLUDES"] = settings["GUIDE_EXCLUDES"] = links
    copies = [glob.escape(path.name) for path in site.content.rglob("*.md") if is_copy(path.name)]
    settings["IGNORE_FILES"] = [*settings["IGNORE_FILES"], *copies]
    settings.update(site.owner.owner.model_dump(exclude={"REGIONS"}))
    settings["SITEURL"] = site.siteurl


class SiteReader(BaseReader):  # type: ignore[misc]
    """Reads a document of the site; it never drops one, as Pelican does with a file that it cannot read."""

    file_extensions: ClassVar[list[str]] = ["md"]

    def read(self, source_path: str) -> tuple[str, dict[str, Any]]:
        """Return the HTML and the typed header of a document; stand-ins where it is faulty."""
        text = self.settings["SITE"].read(Path(source_path))
        return text.html, {name: self.process_metadata(name, value) for name, value in text.header.items()}


def add_reader(readers: Readers) -> None:
    """Leave no reader but this and the one that copies files as they are: only what is checked is read."""
    for kind in set(readers.reader_classes) - {"static"}:
        del readers.reader_classes[kind]
    readers.reader_classes["md"] = SiteReader


class Section(Content):  # type: ignore[misc]
    """A section of the guide. It has no file of its own: its address is an anchor on the home page."""

    mandatory_properties = ("title",)
    default_template = HOME
    default_status = "published"

    @property
    def slug(self) -> str:
        """The anchor: the name of the file without its number."""
        return Path(self.source_path).stem.partition("-")[2] or Path(self.source_path).stem

    @slug.setter
    def slug(self, _slug: str) -> None:
        """Take none: Pelican would make one of the title, which may change without the anchor."""

    @property
    def url_format(self) -> dict[str, Any]:
        """What the setting `SECTION_URL` may name."""
        return {"slug": self.slug}


class GuideGenerator(Generator):  # type: ignore[misc]
    """Reads the sections of the guide, so that links lead to them."""

    def generate_context(self) -> None:
        """Read each section, in the order of the files."""
        self.context["sections"] = [
            self.readers.read_file(base_path=self.path, path=path, content_class=Section, context=self.context)
            for path in sorted(self.get_files(self.settings["GUIDE_PATHS"], exclude=self.settings["GUIDE_EXCLUDES"]))
        ]
        for section in self.context["sections"]:
            self.add_source_path(section)
            self.add_static_links(section)


def prepare_templates(generator: Any) -> None:
    """Give the templates of a generator what all of them may use."""
    site: Site = generator.settings["SITE"]
    if isinstance(generator, (PagesGenerator, SiteGenerator)):  # they draw ours alone: none of Pelican's own theme
        generator.env.loader = FileSystemLoader([site.theme / "templates", site.theme])
    prepare(generator.env, site.assets, site.owner.regions, site.today)
    if not site.published:
        options = repr(generator.settings["JINJA_ENVIRONMENT"])
        generator.env.bytecode_cache = Compiled(generator.settings["CACHE_PATH"], generator.env, options)


# --- putting together ---


def put_together(generators: list[Any]) -> None:
    """Compare the texts with each other and with the evidence, once all are read; tell the templates what there is."""
    settings, context = generators[0].settings, generators[0].context
    site: Site = settings["SITE"]
    contents = [*context["pages"], *context["hidden_pages"], *context["draft_pages"]]
    read, own = [*contents, *context["sections"]], site.owner.owner.SITEURL
    html = {site.report.name(content.source_path): from_root(content.content, site.siteurl, own) for content in read}
    guide = [site.texts[name] for name in (site.report.name(part.source_path) for part in context["sections"])]
    sections = tuple(_sections(guide))
    texts = sorted((_page(site, content, sections) for content in contents), key=lambda page: page.document)
    # Of two at one address, which is a fault, the first is drawn.
    pages = tuple(sorted({page.file: page for page in reversed(texts)}.values(), key=lambda page: page.document))
    uses = {name: text.uses for name, text in site.texts.items()}
    use = use_of(texts, uses, site.evidence)
    site.whole = Whole(pages, sections, html, site.evidence, use, site.siteurl)
    # No section could hold what stands in for a disclaimer.
    site.report.add(check_guide(guide, "" if "DISCLAIMER" in site.owner.faulty else site.owner.owner.DISCLAIMER))
    site.report.add(_between(site, site.whole, guide, texts))
    drawn = {page.document for page in pages}
    generator = next(generator for generator in generators if isinstance(generator, PagesGenerator))
    generator.pages = [page for page in generator.pages if site.report.name(page.source_path) in drawn]
    _leave_out_unreadable(site, generator)
    # With the faults of drawing, among which a line is named once for each rule.
    site.drawing += check_templates(site.theme, generator.env, site.root)
    if site.published:
        site.report.add(_publishable(site, site.whole))
    site.sheets = _begin_sheets(site, site.whole, settings)
    context["sheet_of"], context["sheets"] = site.sheets.of, list(site.sheets.jobs)
    context.update(whole_variables(site.whole, [(f"{DATA}/{name}", title) for name, title in TITLES.items()]))
    context["region"] = site.owner.regions[0]
    context["makers"] = site.owner.owner.makers
    context["POLICY"] = content_security_policy(site.script) if site.published else ""
    context["card_of"] = card_of


def _begin_sheets(site: Site, whole: Whole, settings: Any) -> Sheets:
    given = site.owner.owner, site.owner.regions, site.siteurl, settings["DEFAULT_LANG"]
    told = [(sheet, json.dumps(sheet.told(*given), ensure_ascii=False)) for sheet in sheets_of(whole)]
    return begin(told, site.press, site.root, None if site.published else Path(settings["CACHE_PATH"]))


def _misplaced(site: Site) -> set[str]:
    """Return the documents whose header gives no template that there is: nobody knows what they would be."""
    unknown = PageTemplateUnknown.name
    return {name for name, text in site.texts.items() if any(fault.rule == unknown for fault in text.faults)}


def _leave_out_unreadable(site: Site, generator: PagesGenerator) -> None:
    """Have no page drawn whose header, text or template cannot be used, which is a fault; links to it are none."""
    misplaced = _misplaced(site)
    for page in generator.pages:
        name = site.report.name(page.source_path)
        if not site.texts[name].document.lines or name in misplaced:
            site.failed.add(page.save_as)
        try:
            generator.get_template(page.template)
        except (TemplateError, PelicanTemplateNotFound, UnicodeDecodeError):
            site.failed.add(page.save_as)
    generator.pages = [page for page in generator.pages if page.save_as not in site.failed]


def _sections(guide: list[Text]) -> Iterator[GuideSection]:
    """Yield the sections of the guide in order; one whose anchor another has, which is a fault, gets one of its own."""
    slugs: set[str] = set()
    for part in in_order(guide):
        slug = part.slug if part.slug not in slugs else f"{part.slug}-{part.order}"
        slugs.add(slug)
        yield GuideSection(
            document=part.text.document.name,
            slug=slug,
            title=part.title,
            order=part.order,
            reviewed=part.text.header["reviewed"],
            next_review=part.text.header["next_review"],
        )


def _page(site: Site, content: Any, sections: tuple[GuideSection, ...]) -> Page:
    document = site.report.name(content.source_path)
    header = site.texts[document].header
    home = content.template == HOME
    return Page(
        document=document,
        file=content.save_as,
        url=content.url,
        slug=content.slug,
        title=header["title"],
        template=content.template,
        summary=header["summary"],
        reviewed=header["reviewed"],
        next_review=header["next_review"],
        texts=(document, *(section.document for section in sections if home)),
        letters=header.get("letters", ""),
        lang="" if content.in_default_lang else content.lang,
    )


def _between(site: Site, whole: Whole, guide: list[Text], texts: list[Page]) -> Iterator[Fault]:
    """Yield what is wrong between the texts, and between them and the evidence. Two of `texts` may have one address."""
    documents = {name: text.document for name, text in site.texts.items()}
    entries = [Entry(documents[page.document], _sound(page.title), _sound(page.summary), page.file) for page in texts]
    anchors = [Entry(part.text.document, part.title, "", part.slug) for part in in_order(guide)]
    yield from check_unique(entries, anchors)
    yield from check_reserved(entries)
    # Where a page of which no line can be read would stand is not known, and that has been said.
    misplaced = _misplaced(site)
    unread = {
        file
        for file, name in REQUIRED.items()
        if name in documents and (not documents[name].lines or name in misplaced)
    }
    yield from check_required({page.file for page in whole.pages} | unread)
    for page in whole.pages:
        if page.template == HOME and documents[page.document].lines:
            yield from check_key_points(documents[page.document])
    yield from check_kinds(site.root, documents.keys())
    if "REGIONS" not in site.owner.faulty:
        yield from check_help_lines(site.owner.regions, site.settings.at("REGIONS"), site.evidence.sources)
    yield from check_texts(site.evidence.texts, site.words)
    sound = not site.owner.faulty
    is_whole = not site.torn and owed_files(whole.pages, site.evidence) <= {page.file for page in whole.pages}
    yield from check_use(whole.use, whole.pages, site.evidence, settings_are_sound=sound, is_whole=is_whole)
    yield from check_lists(whole.use, site.evidence)


def _sound(title: str) -> str:
    """Return a title or a summary, but nothing for what stands in for one."""
    return title if title != STAND_INS["title"] else ""


def _publishable(site: Site, whole: Whole) -> Iterator[Fault]:
    yield from check_settings(site.owner, site.settings)
    if site.overdue_stops:
        documents = {name: text.document for name, text in site.texts.items()}
        texts: list[Page | GuideSection] = [*whole.pages, *whole.sections]
        yield from check_days(texts, site.today, lambda name: documents[name].at("next_review"))


# --- writing ---


class SiteWriter(Writer):  # type: ignore[misc]
    """Pelican's writer, which puts each page together and goes on where a template fails, so that all are told."""

    def write_file(self, name: str, template: Any, context: dict[str, Any], *args: Any, **kwargs: Any) -> None:
        """Write one page; `kwargs` holds Pelican's page, and templates get ours."""
        site: Site = self.settings["SITE"]
        whole = site.whole
        assert whole  # noqa: S101 - it was put together before anything is written
        document = site.report.name(kwargs["page"].source_path)
        page = next(page for page in whole.pages if page.document == document)
        components = Components(template.environment, site.root, site.drawing)
        site.failed.add(name)
        otherwise = f"theme/templates/{page.template}.html"
        with template_faults(site.drawing, site.root, otherwise):
            variables = page_variables(page, whole, assemble(page, whole, components))
            super().write_file(name, template, context, *args, **{**kwargs, **variables})
            # One that does not show its text lacks all that links lead to on it. That one is empty is told elsewhere.
            html = (site.output / name).read_text(encoding="utf-8")
            if not html.strip() or variables["content"].strip() in html:
                site.failed.discard(name)
            else:
                site.drawing.append(TextLost.at(otherwise, pages=name))


class SiteGenerator(Generator):  # type: ignore[misc]
    """Writes what is no page: the files to download and those that pages load, and what only a published site has."""

    def generate_output(self, _writer: Any) -> None:
        """Write the files; what only a published site has is drawn in any case, so that a fault in it is found."""
        site: Site = self.settings["SITE"]
        whole = site.whole
        assert whole  # noqa: S101
        texts = {f"{DATA}/{name}": text for name, text in exports(site.evidence).items()}
        files = {name: text.encode() for name, text in texts.items()} | dict(site.assets.files)
        tokens = (site.theme / "static/css/tokens.css").read_text(encoding="utf-8")
        drawn = render_files(
            self.env, self.context, whole.pages, site.today, lambda name: colour(tokens, name), site.drawing, site.root
        )
        if site.published:
            from builder.publish.pictures import pictures  # loads Pillow, which only publishing needs

            moved = moved_pages(site.redirects.moved, whole.pages, self.env, self.context, site.drawing, site.root)
            site.leads_on = {
                redirect.file: f"{site.siteurl}{redirect.new}"
                for redirect in site.redirects.moved
                if redirect.file in moved
            }
            files |= {name: text.encode() for name, text in {**drawn, **moved}.items()}
            STEPS.info("Drawing %d pictures", len(whole.pages))
            files |= dict(pictures(whole.pages, site.owner.owner.SITENAME, site.theme))
        printed, faults = site.sheets.finished()
        site.drawing += faults
        write_files(site.output, files | printed)


def generators(_pelican: Any) -> tuple[type[Generator], ...]:
    """Return the generators besides Pelican's own."""
    return GuideGenerator, SiteGenerator


def writer(_pelican: Any) -> type[SiteWriter]:
    """Return the writer that takes the place of Pelican's own."""
    return SiteWriter


# --- checking ---


def close_site(_pelican: Any) -> None:
    """Check the whole site and refuse a faulty one; finish one that is to be published."""
    site: Site = _pelican.settings["SITE"]
    whole = site.whole
    assert whole  # noqa: S101
    output, files = site.output, list_files(site.output)
    built = {
        name: (output / name).read_text(encoding="utf-8")
        for name in files
        if name.endswith(".html") and name not in site.failed
    }
    finish_index = _begin_index(site, built)  # works while the pages are checked
    STEPS.info("Checking %d pages", len(built))
    worded = [text for _, text in site.evidence.texts]
    worded += [told for text in site.texts.values() for told in text.told_elsewhere]
    misread = {name: set(text.misread) for name, text in site.texts.items()}
    for fault in site.report.faults:
        if fault.rule == MarkupShown.name:
            misread.setdefault(fault.place.file, set()).add(fault.place.line)
    places = Places(site.root, site.texts.keys(), worded, misread)
    owed, torn = owed_files(whole.pages, site.evidence), site.torn
    facts, faults = check_site(
        output, _built_pages(site, whole), site.leads_on, site.failed, _terms(site), places, owed, torn
    )
    site.report.add(faults)
    site.pages = {name: known for name, known in facts.items() if name not in site.leads_on}
    read = {name: html for name, html in built.items() if name not in torn}
    site.report.add(check_targets(site.phrases, whole.pages, read, owed))
    there = {*files, *(page.file for page in whole.pages), *FILES.values(), *owed} - site.leads_on.keys()
    ids = {name: known.ids for name, known in site.pages.items() if name not in torn}
    site.report.add(check_addresses(site.redirects, site.addresses, there, ids, whole=site.published))
    index, faults = finish_index()
    site.report.add([*faults, *site.drawing])
    if site.report.faults:
        raise Faulty(site.report.faults)
    write_files(output, {f"{FOLDER}/{name}": data for name, data in index.items()})
    if site.published:
        _finish(site)


def _begin_index(site: Site, built: dict[str, str]) -> Any:
    if not site.search or not built:
        return lambda: ({}, [])  # where no page could be drawn, there is nothing to be found, and it has been said why
    if site.keep_index and Path(site.keep_index).is_dir():
        shutil.copytree(site.keep_index, site.output / FOLDER)
        return lambda: ({}, [])
    return begin_index(built, site.phrases, site.owner.owner.DEFAULT_LANG)


def _built_pages(site: Site, whole: Whole) -> list[BuiltPage]:
    headings = tuple(section.title for section in whole.sections)
    return [
        *(
            BuiltPage(page.file, page.template, page.texts, headings if page.template == HOME else ())
            for page in whole.pages
        ),
        *(BuiltPage(name, MOVED.removesuffix(".html"), ()) for name in site.leads_on),
    ]


def _terms(site: Site) -> Terms:
    assert site.whole  # noqa: S101
    # That the page of the search is missing is said, and no fault of the forms that ask it.
    files = (page.file for page in site.whole.pages if page.template == SEARCH)
    search = next(files, f"{SEARCH}/index.html") if site.search else ""
    sheets = tuple((name, data) for name, data in site.assets.files.items() if name.endswith(".css"))
    owner = site.owner.owner
    return Terms(site.siteurl, owner.DISCLAIMER, site.words, site.script, sheets, search, owner.DEFAULT_LANG)


def _finish(site: Site) -> None:
    """Make of a checked site what a static host is to serve."""
    STEPS.info("Making the files small")
    minify_pages(site.output, site.siteurl)
    texts = {
        **redirect_files(site.redirects.moved, urlsplit(site.siteurl).path),
        **header_files(site.script),
    }
    write_files(site.output, {name: text.encode() for name, text in texts.items()})
    STEPS.info("Compressing the files")
    compress(site.output, site.brotli_quality)


def register() -> None:
    """Take part in a run of Pelican, in the order in which it goes."""
    signals.initialized.connect(open_site)
    signals.readers_init.connect(add_reader)
    signals.get_generators.connect(generators)
    signals.generator_init.connect(prepare_templates)
    signals.all_generators_finalized.connect(put_together)
    signals.get_writer.connect(writer)
    signals.finalized.connect(close_site)
