"""The drawing of needles is as large as life: on paper to the millimetre, on a screen by the outline of a bank card."""

import io

import lxml.etree
import pypdf
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import PAGES
from tests.conftest import REAL, Site
from tests.pages import PAGES as FILES

DRAWING = ".ma-figure--real-size svg"
POINT = 25.4 / 72  # mm
CARD = (53.98, 85.6)  # mm
BAR = (50.0, 1)  # mm, and px: the line that a ruler shows to be 5 cm


@pytest.fixture(scope="module")
def path(site: Site) -> str:
    """The page that shows the drawing."""
    shown = [path for path, file in zip(PAGES, FILES, strict=True) if site.pages[file].select(DRAWING)]
    assert len(shown) == 1
    return shown[0]


def drawn() -> list[tuple[float, float]]:
    """Return the length and the thickness of the needles in the drawing, in mm."""
    lines = lxml.etree.parse(REAL / "images/real-size.svg").iterfind(".//{*}line[@stroke-width]")
    return sorted((mm(line, "x2") - mm(line, "x1"), mm(line, "stroke-width")) for line in lines)


def mm(element: lxml.etree._Element, name: str) -> float:
    number, unit, rest = element.get(name).partition("mm")
    assert (unit, rest) == ("mm", ""), f"{name} is not in mm"
    return float(number)


def level_lines(pdf: bytes) -> list[tuple[float, float]]:
    """Return the length and the thickness of every straight level line that a PDF draws, in mm."""
    found: list[tuple[float, float]] = []
    for page in pypdf.PdfReader(io.BytesIO(pdf)).pages:
        # Chromium sets the width of a line in a state that the page names.
        states = page["/Resources"]["/ExtGState"]
        points: list[tuple[float, float]] = []
        width = 0.0

        def see(operator: bytes, given: list, matrix: list[float], _text: list[float], points=points, states=states):
            nonlocal width
            if operator == b"gs":
                width = float(states[given[0]].get("/LW", width))
            elif operator in (b"m", b"l"):
                points.append((float(given[0]), float(given[1])))
            elif operator == b"S":
                if len(points) == 2 and points[0][1] == points[1][1]:
                    length = abs(points[1][0] - points[0][0]) * abs(matrix[0]) * POINT
                    found.append((length, width * abs(matrix[3]) * POINT))
                points.clear()
            elif operator in (b"c", b"re", b"f", b"n", b"W"):
                points.clear()

        page.extract_text(visitor_operand_before=see)
    return found


def test_on_paper_the_line_of_5_cm_and_each_needle_have_their_real_length_and_thickness(
    page: Page, address: str, path: str
):
    page.goto(address + path)
    lines = level_lines(page.pdf(format="A4", prefer_css_page_size=True))
    needles = drawn()
    assert len(needles) == 3
    for length, thickness in [*needles, (BAR[0], BAR[1] * 0.75 * POINT)]:
        near = [line for line in lines if abs(line[0] - length) < 0.5 and abs(line[1] - thickness) < 0.02]
        assert near, f"{length} × {thickness} mm is not among {lines}"


def test_a_drawing_that_was_made_smaller_is_noticed(page: Page, address: str, path: str):
    page.goto(address + path)
    page.add_style_tag(content=f"{DRAWING} {{ scale: 0.95 }}")
    lines = level_lines(page.pdf(format="A4", prefer_css_page_size=True))
    assert not [length for length, _ in lines if abs(length - BAR[0]) < 0.5]


@pytest.mark.parametrize("width", [320, 360, 1280])
@pytest.mark.parametrize("media", ["screen", "print"])
def test_the_outline_has_the_size_of_a_card_and_everything_is_in_it(
    page: Page, address: str, path: str, width: int, media: str
):
    page.set_viewport_size({"width": width, "height": 740})
    page.emulate_media(media=media)
    page.goto(address + path)
    box = page.locator(DRAWING).bounding_box()
    assert [box["width"] * 25.4 / 96, box["height"] * 25.4 / 96] == pytest.approx(CARD, abs=0.1)
    frame = page.locator(".ma-figure--real-size").bounding_box()
    assert frame["x"] <= box["x"]
    assert box["x"] + box["width"] <= frame["x"] + frame["width"]
    for text in page.locator(f"{DRAWING} text").all():
        words = text.bounding_box()
        assert box["x"] < words["x"]
        assert words["x"] + words["width"] < box["x"] + box["width"]
