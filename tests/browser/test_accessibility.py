"""Axe, contrast, targets, reflow and text size, on every page and in every look."""

import io
import json

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PAGES

RULES = {
    "runOnly": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
    "rules": {"color-contrast-enhanced": {"enabled": True}, "target-size": {"enabled": True}},
}
LOOKS = {
    "light": {"color_scheme": "light"},
    "dark": {"color_scheme": "dark"},
    "forced": {"forced_colors": "active"},
}


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_on_any_page(browser: Browser, address: str, look: str, width: int):
    context = browser.new_context(viewport={"width": width, "height": 800}, **LOOKS[look])
    page = context.new_page()
    for path in PAGES:
        page.goto(address + path)
        results = Axe().run(page, options=RULES)
        found = [
            f"{path}: {violation['id']}: {node['html'][:120]}"
            for violation in results.response["violations"]
            for node in violation["nodes"]
        ]
        assert not found, "\n".join(found)
        assert len(results.response["passes"]) > 20, "axe looked at nothing"
    context.close()


def test_axe_sees_a_fault_that_is_put_in(page: Page, address: str):
    page.goto(address + "/privacy/")
    page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=/assets/icons/mark.svg>')")
    violations = Axe().run(page, options=RULES).response["violations"]
    assert "image-alt" in json.dumps(violations)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize(
    "change",
    [
        pytest.param("", id="as-it-is"),
        pytest.param("html{font-size:200%}", id="text-at-200-percent"),
        pytest.param(
            "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
            "p{margin-bottom:2em!important}",
            id="text-spacing",
        ),
    ],
)
def test_nothing_needs_sideways_scrolling_or_is_cut_off_at_320_px(page: Page, address: str, path: str, change: str):
    page.set_viewport_size({"width": 640 if "200%" in change else 320, "height": 800})
    page.goto(address + path)
    page.add_style_tag(content=change or "html{}")
    width = page.viewport_size["width"]
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    cut = page.evaluate(
        """width => [...document.querySelectorAll('main *, header *, footer *')].filter(element => {
          if (element.closest('.ma-hidden, svg')) return false;
          const box = element.getBoundingClientRect();
          const style = getComputedStyle(element);
          const hides = ['hidden', 'clip'].includes(style.overflowX) && !element.matches('.ma-to-contents span');
          return box.right > width + 1 || (hides && element.scrollWidth > element.clientWidth + 1);
        }).map(element => element.outerHTML.slice(0, 90))""",
        width,
    )
    assert not cut, cut


@pytest.mark.parametrize("path", PAGES)
def test_every_target_that_stands_alone_is_44_px_high(page: Page, address: str, path: str):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(address + path)
    small = page.evaluate(
        """() => [...document.querySelectorAll('a, button, summary, input')].filter(element => {
          const style = getComputedStyle(element);
          const box = (element.querySelector('rect') ?? element).getBoundingClientRect();
          const inSentence = style.display === 'inline' && !element.closest('svg');
          return !inSentence && box.width && !element.matches('.ma-skip') && (box.height < 43.9 || box.width < 24);
        }).map(element => element.outerHTML.slice(0, 90))"""
    )
    assert not small, small


# Contrast as WCAG 2.2 defines it, https://www.w3.org/TR/WCAG22/#dfn-contrast-ratio
CONTRAST = """
const canvas = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
const luminance = colour => {
  canvas.fillStyle = colour;
  canvas.fillRect(0, 0, 1, 1);
  const [r, g, b] = [...canvas.getImageData(0, 0, 1, 1).data].slice(0, 3)
    .map(value => value / 255)
    .map(value => value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
};
const contrast = (one, other) => {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
};
"""
FOCUS_RING = """
const link = document.querySelector('main a');
link.focus({ focusVisible: true });
return ['html', '.ma-footer', '.ma-key-points'].map(ground => contrast(
  getComputedStyle(link).outlineColor, getComputedStyle(document.querySelector(ground)).backgroundColor));
"""
DRAWINGS = """
const ground = getComputedStyle(document.documentElement).backgroundColor;
return [...document.querySelectorAll('.ma-figure [d], .ma-figure circle, .ma-figure rect')].map(element => {
  const style = getComputedStyle(element);
  const colour = style.stroke === 'none' ? style.fill : style.stroke;
  return colour === 'none' || colour.startsWith('url') ? 21 : contrast(colour, ground);
});
"""


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(
    ("script", "places"),
    [
        pytest.param(FOCUS_RING, 3, id="the-focus-ring-on-every-ground"),
        pytest.param(DRAWINGS, 3, id="the-lines-of-the-drawings"),
    ],
)
def test_what_is_not_text_stands_out_from_its_ground(
    browser: Browser, address: str, scheme: str, script: str, places: int
):
    context = browser.new_context(color_scheme=scheme)
    page = context.new_page()
    page.goto(address)
    ratios = page.evaluate(f"() => {{ {CONTRAST} {script} }}")
    context.close()
    assert len(ratios) >= places, "nothing was looked at"
    assert min(ratios) >= 3


BOXES = """svg => {
  const whole = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].map(text => {
    const box = text.getBoundingClientRect();
    return [box.left - whole.left, box.top - whole.top, box.right - whole.left, box.bottom - whole.top];
  });
}"""
FINE = 4  # pixels of the screen for one of CSS, so that strokes of letters have their full colour somewhere


def luminance(colour: tuple[int, ...]) -> float:
    """The relative luminance of WCAG 2.2."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (part / 255 for part in colour[:3])
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_of_words(page: Page) -> list[float]:
    """The contrast of each word in the drawings of a page with what is behind most of it, as they are painted."""
    ratios = []
    for svg in page.locator("main svg:has(text)").all():
        picture = Image.open(io.BytesIO(svg.screenshot())).convert("RGB")
        for box in svg.evaluate(BOXES):
            word = picture.crop([round(edge * FINE) for edge in box])
            colours = [luminance(colour) for _, colour in sorted(word.getcolors(word.width * word.height))]
            ground = colours[-1]  # the one of most pixels
            ratios.append(max((max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) for ink in colours))
    return ratios


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_words_in_drawings_which_axe_cannot_judge_have_a_contrast_of_7(browser: Browser, address: str, scheme: str):
    context = browser.new_context(color_scheme=scheme, device_scale_factor=FINE)
    page = context.new_page()
    ratios: dict[str, list[float]] = {}
    for path in PAGES:
        page.goto(address + path)
        ratios[path] = contrast_of_words(page)
    assert ratios["/"], "the home page has drawings"
    assert {path: min(found) for path, found in ratios.items() if found and min(found) < 7} == {}
    page.goto(address)
    page.add_style_tag(content=".ma-figure text { fill: #888 }")
    assert min(contrast_of_words(page)) < 7, "pale words are noticed"
    context.close()
