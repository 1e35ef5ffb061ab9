"""The leaflets of a built site, as screen readers, printers and browsers get them."""

import io
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import pytest
from pypdf import PdfReader
from pypdf.generic import ArrayObject, DictionaryObject

from tests.conftest import ADDRESS, PUBLISH, SAMPLE, Project, Site, read_pages

NAMES = ["guide", *sorted(path.stem for path in (SAMPLE / "conditions").glob("*.md"))]
PAPERS = {"a4": (595, 842), "letter": (612, 792)}
FILES = [f"leaflet/{name}-{paper}.pdf" for name in NAMES for paper in PAPERS]


def leaflet(folder: Path, file: str) -> PdfReader:
    return PdfReader(io.BytesIO((folder / file).read_bytes()))


def text_of(reader: PdfReader) -> str:
    return " ".join(" ".join(page.extract_text() for page in reader.pages).split())


def tags(node: DictionaryObject) -> Iterator[DictionaryObject]:
    """Every element of the structure below this one, in the order in which it is read."""
    kids = node.get("/K", ArrayObject())
    for kid in kids if isinstance(kids, ArrayObject) else [kids]:
        element = kid.get_object()
        if isinstance(element, DictionaryObject) and "/S" in element:
            yield element
            yield from tags(element)


def test_the_guide_and_each_condition_have_a_leaflet_for_each_size_of_paper(site: Site):
    assert sorted(path.relative_to(site.folder).as_posix() for path in site.folder.rglob("*.pdf")) == sorted(FILES)


@pytest.mark.parametrize("file", FILES)
def test_a_leaflet_has_two_sides_and_all_that_a_screen_reader_asks_for(site: Site, file: str):
    reader = leaflet(site.folder, file)
    paper = PAPERS[file.rpartition("-")[2].removesuffix(".pdf")]
    assert [tuple(round(float(length)) for length in page.mediabox[2:]) for page in reader.pages] == [paper] * 2
    root = reader.root_object
    assert root["/MarkInfo"]["/Marked"].value is True
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"].value is True
    assert b"<pdfuaid:part>1</pdfuaid:part>" in root["/Metadata"].get_data()
    assert all(page["/Tabs"] == "/S" for page in reader.pages if "/Annots" in page)
    found = list(tags(root["/StructTreeRoot"]))
    levels = [int(str(tag["/S"])[2:]) for tag in found if str(tag["/S"])[2:].isdigit()]
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(level - before <= 1 for before, level in pairwise(levels)), levels
    assert all(tag.get("/Alt") for tag in found if tag["/S"] == "/Figure")


def test_a_leaflet_bears_the_title_of_its_page_and_bookmarks_for_its_headings(site: Site):
    for file in FILES:
        reader = leaflet(site.folder, file)
        assert reader.metadata.title
        assert reader.outline[0].title == reader.metadata.title
        assert len(reader.outline) > 1


def test_every_leaflet_is_linked_from_its_page_and_from_the_page_of_all_with_its_weight(site: Site):
    for file in FILES:
        name = file.removeprefix("leaflet/").rpartition("-")[0]
        pages = ["leaflet/index.html"] + ([] if name == "guide" else [f"conditions/{name}/index.html"])
        weight = f"{round((site.folder / file).stat().st_size / 1000)}\u00a0kB"
        for page in pages:
            link = site.pages[page].select_one(f'a[href="/{file}"]')
            assert link["type"] == "application/pdf"
            assert weight in link.next_sibling, page


def test_below_a_path_the_links_to_a_leaflet_and_its_address_work_and_so_do_links_from_the_root(project: Project):
    project.append("content/pages/privacy.md", "\n[About](/about/) and [from](/about/#makers) there.\n")
    project.append("content/guide/08-when-to-consider-it.md", "\n[About](/about/), too.\n")
    project.append("content/pages/about.md", "\n## Who makes it {: #makers}\n\nWe do.\n")
    address = "https://site.example/below/a-path"
    project.append(
        "content/pages/safety.md", f"\n[Its own]({address}/about/), and [another](https://site.example/about/).\n"
    )
    done = project.build(*PUBLISH, **{**ADDRESS, "SITE_URL": address})
    assert done.returncode == 0, done.stderr
    pages = read_pages(project.folder / "public")
    own = [link["href"] for page in pages.values() for link in page.select("a[href^='/']")]
    assert {link.split("/")[1] for link in own} == {"below"}
    assert pages["index.html"].select_one('.ma-guide a[href="/below/a-path/about/"]')
    assert pages["privacy/index.html"].select_one('main a[href="/below/a-path/about/#makers"]')
    assert pages["safety/index.html"].select_one('main a[href="/below/a-path/about/"]')
    assert pages["safety/index.html"].select_one('main a[href="https://site.example/about/"]')
    page = pages["conditions/anxiety/index.html"]
    file = "leaflet/anxiety-a4.pdf"
    assert page.select_one(f'a[href="/below/a-path/{file}"]')
    reader = leaflet(project.folder / "public", file)
    address = "https://site.example/below/a-path/conditions/anxiety/"
    links = [link["/A"]["/URI"] for page in reader.pages for link in page.get("/Annots", [])]
    assert set(links) == {address}
    assert address in text_of(reader).replace(" ", "")


def test_where_the_site_has_no_address_the_leaflet_says_its_name(site: Site):
    reader = leaflet(site.folder, "leaflet/anxiety-a4.pdf")
    assert "is on the site “A Sample”" in text_of(reader)
    assert not any("/Annots" in page for page in reader.pages)


def test_a_published_leaflet_is_served_as_it_is(public: Path):
    files = {path.relative_to(public).as_posix() for path in public.glob("leaflet/*.pdf*")}
    assert files == set(FILES), "it is compressed already"


def test_a_link_to_the_address_of_the_site_is_checked_where_it_is_built(project: Project):
    project.replace("pelicanconf.py", 'SITEURL = ""', 'SITEURL = "https://site.example/below"')
    project.append("content/pages/privacy.md", "\n[Its own](https://site.example/below/about/).\n")
    assert project.build().returncode == 0
    assert '<a href="/about/">Its own</a>' in project.read("output/privacy/index.html")
    project.append("content/pages/privacy.md", "\n[Gone](https://site.example/below/gone/) and [up](../../about/).\n")
    said = project.build().stderr
    assert "the link “/gone/” leads nowhere" in said
    assert "the link “../../about/” leads nowhere" in said
    assert "output:" not in said, "each is told at its line"
