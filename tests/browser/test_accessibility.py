"""Axe, contrast, targets, reflow and text size, on every page and in every look."""

import io
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from PIL import Image
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PAGES, halves
from tests.conftest import Site
from tests.pages import PAGES as FILES

AXE = Axe().axe_script
BRIEF = {
    "resultTypes": ["violations"],
    "selectors": False,
}  # of what passes only the names: the rest takes half the time
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
# Each of the first two sees only what the other lets pass: below 4.5, and from there to 7.
COLOURS = ["color-contrast", "color-contrast-enhanced", "link-in-text-block"]
RULES = {
    "runOnly": TAGS,
    "rules": {name: {"enabled": True} for name in ("color-contrast-enhanced", "target-size")},
    **BRIEF,
}
NO_COLOURS = RULES | {"rules": RULES["rules"] | {name: {"enabled": False} for name in COLOURS}}
# Marks one of each kind of words: what has the same elements, classes and colours above it has the same contrast, and
# needs as much where its letters are as large (WCAG 2.2: 18 points, or 14 in bold). Kinds known from before are
# not marked; the new ones are returned, each as a digest.
MARK = """known => {
  const digest = text => [0x01000193, 0x85ebca6b].map(factor => {
    let sum = 0;
    for (let at = 0; at < text.length; at++) sum = Math.imul(sum ^ text.charCodeAt(at), factor);
    return sum;
  }).join();
  const above = new Map([[null, '']]), kinds = new Set(known), found = [];
  const chain = part => {
    if (!above.has(part)) {
      const { color, backgroundColor, backgroundImage, opacity, filter } = getComputedStyle(part);
      const own = [part.tagName, part.getAttribute('class'), color, backgroundColor, backgroundImage, opacity, filter];
      above.set(part, digest(chain(part.parentElement) + own));
    }
    return above.get(part);
  };
  for (const element of document.querySelectorAll('body *')) {
    element.removeAttribute('data-kind');
    const hasWords = [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());
    if (!(hasWords || element.matches('input, select, textarea')) || !element.checkVisibility()) continue;
    const { fontSize, fontWeight } = getComputedStyle(element);
    const size = parseFloat(fontSize), isLarge = size >= 24 || (size >= 18.66 && fontWeight >= 700);
    const kind = [chain(element), isLarge].join();
    if (kinds.has(kind)) continue;
    element.setAttribute('data-kind', '');
    kinds.add(kind);
    found.push(kind);
  }
  return found;
}"""


def only(*names: str) -> dict[str, Any]:
    return {"runOnly": {"type": "rule", "values": list(names)}, **BRIEF}


def judge(page: Page, options: dict[str, Any] = RULES, place: str = "html", at_least: int = 20) -> list[str]:
    """What axe finds wrong on a page, or in a place of it. It must have tried some of the rules."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    results = page.evaluate("([place, options]) => axe.run(place, options)", [place, options])
    tried = {rule["id"] for rule in results["passes"] + results["violations"]}
    assert len(tried) > at_least or tried & {"color-contrast", "target-size"}, "axe looked at nothing"
    return [f"{rule['id']}: {node['html'][:120]}" for rule in results["violations"] for node in rule["nodes"]]


def judge_colours(page: Page, known: set[str]) -> list[str]:
    """What axe finds wrong with the colours of words, but for those of the kinds that are `known`; these grow."""
    new = page.evaluate(MARK, list(known))
    known.update(new)
    return judge(page, only(*COLOURS), "[data-kind]") if new else []


# What rests on how a page is drawn, besides its colours.
DRAWN = only("target-size", "scrollable-region-focusable", "link-in-text-block")

# How wide the window is in each look, in which colours, and what axe looks for besides these, as far as it can differ.
LOOKS: dict[str, tuple[int, str, dict[str, Any] | None]] = {
    "light": (1280, "light", NO_COLOURS),
    "dark": (1280, "dark", None),
    "narrow": (320, "light", only("target-size")),
    "narrow and dark": (320, "dark", None),
}


def look(page: Page, name: str, known: set[str] | None = None) -> list[str]:
    """What axe finds wrong on a page in one of `LOOKS`; kinds of words that are `known` from before are passed over."""
    width, scheme, options = LOOKS[name]
    page.set_viewport_size({"width": width, "height": 800})
    page.emulate_media(color_scheme=scheme)
    return (judge(page, options) if options else []) + judge_colours(page, set() if known is None else known)


@halves
def test_axe_finds_nothing_on_any_page_in_any_look(
    page: Page, address: str, subtests: pytest.Subtests, paths: list[str]
):
    known: set[str] = set()  # with their colours, so that of a width only what is new there is judged again
    for path in paths:
        page.goto(address + path)
        for name in LOOKS:
            with subtests.test(f"{path} {name}"):
                found = look(page, name, known)
                assert not found, "\n".join(found)


def test_axe_finds_nothing_in_forced_colours_on_a_page_of_each_template(
    page: Page, address: str, one_of_each: list[str], subtests: pytest.Subtests
):
    page.emulate_media(forced_colors="active")  # those of the reader, which axe does not know
    for path in one_of_each:
        page.goto(address + path)
        with subtests.test(path):
            found = judge(page, DRAWN)
            assert not found, "\n".join(found)


def put_in(page: Page, html: str) -> None:
    page.evaluate("html => document.querySelector('main').insertAdjacentHTML('beforeend', `<div>${html}</div>`)", html)


def take_out(page: Page) -> None:
    page.evaluate("document.querySelector('main').lastElementChild.remove()")


NO_NAME = {"image-alt": "<img src=/assets/icons/mark.svg>", "button-name": "<button></button>"}
SMALL_TARGET = {"target-size": "<a href=/ style='display:inline-block'>i</a><a href=/about/>i</a>"}
PALE = {  # in the ground and the ink of neither look
    "color-contrast": "<p style='color:#888;background:#fff'>Pale words.</p>",
    "color-contrast-enhanced": "<p style='color:#666;background:#fff'>Rather pale words.</p>",
}


SEEN = {"light": NO_NAME | PALE, "dark": PALE, "narrow": SMALL_TARGET | PALE, "narrow and dark": PALE}


def test_axe_sees_a_fault_that_is_put_in_whatever_the_look(page: Page, address: str, subtests: pytest.Subtests):
    page.goto(address + "/404.html")
    for name, faults in SEEN.items():
        for rule, html in faults.items():
            put_in(page, html)
            with subtests.test(f"{name} {rule}"):
                assert {fault.split(":")[0] for fault in look(page, name)} == {rule}
            take_out(page)
    page.emulate_media(forced_colors="active")
    put_in(page, "".join(SMALL_TARGET.values()))
    assert {fault.split(":")[0] for fault in judge(page, DRAWN)} == SMALL_TARGET.keys()


# What stands out of the page at this width, or is cut off in its own box.
CUT = """width => [...document.querySelectorAll('main *, header *, footer *')].filter(element => {
  if (element.closest('.ma-hidden, .ma-findings thead, svg')) return false;
  if (element.getBoundingClientRect().right > width + 1) return true;
  if (element.scrollWidth <= element.clientWidth + 1 || element.matches('.ma-contents summary b')) return false;
  return ['hidden', 'clip'].includes(getComputedStyle(element).overflowX);
}).map(element => element.outerHTML.slice(0, 90))
  .concat(document.documentElement.scrollWidth > width ? ['the page itself'] : [])"""
SPACED = (
    "*{line-height:1.5!important;letter-spacing:.12em!important;word-spacing:.16em!important}"
    "p{margin-bottom:2em!important}"
)
# Each with the width that leaves 320 px of CSS, or as much text in a line.
CHANGES = {
    "as it is": (320, ""),
    "with spaced text": (320, SPACED),
    "with text at 200 percent": (640, "html{font-size:200%}"),
}


SMALL = """() => [...document.querySelectorAll('a, button, summary, input')].filter(element => {
  const style = getComputedStyle(element);
  const box = (element.closest('label') ?? element.querySelector('rect') ?? element).getBoundingClientRect();
  const inSentence = style.display === 'inline' && !element.closest('svg');
  return !inSentence && box.width && !element.matches('.ma-skip') && (box.height < 43.9 || box.width < 24);
}).map(element => element.outerHTML.slice(0, 90))"""


@halves
def test_at_320_px_nothing_is_cut_off_or_needs_sideways_scrolling_and_every_target_that_stands_alone_is_44_px_high(
    page: Page, address: str, subtests: pytest.Subtests, paths: list[str]
):
    for path in paths:
        page.set_viewport_size({"width": 320, "height": 800})
        page.goto(address + path)
        with subtests.test(f"{path} targets"):
            small = page.evaluate(SMALL)
            assert not small, "\n".join(small)
        for change, (width, css) in CHANGES.items():
            page.set_viewport_size({"width": width, "height": 800})
            style = page.add_style_tag(content=css or "html{}")
            with subtests.test(f"{path} {change}"):
                cut = page.evaluate(CUT, width)
                assert not cut, "\n".join(cut)
            style.evaluate("style => style.remove()")


def test_what_is_too_wide_cut_off_or_too_small_is_noticed(page: Page, address: str):
    page.set_viewport_size({"width": 320, "height": 800})
    page.goto(address + "/404.html")
    assert page.evaluate(CUT, 320) == page.evaluate(SMALL) == []
    for fault, script in (
        ("<p style='width:400px'>Wide</p>", CUT),
        ("<p style='overflow:hidden;width:9px'>Unbreakable</p>", CUT),
        ("<button style='display:block;min-height:0;height:20px'>Small</button>", SMALL),
    ):
        put_in(page, fault)
        assert page.evaluate(script, 320), fault
        take_out(page)


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
def test_the_focus_ring_on_every_ground_and_the_lines_of_drawings_stand_out(
    browser: Browser, address: str, subtests: pytest.Subtests, scheme: str
):
    page = browser.new_page(color_scheme=scheme)
    page.goto(address)
    for name, script in (("the focus ring", FOCUS_RING), ("the lines of the drawings", DRAWINGS)):
        ratios = page.evaluate(f"() => {{ {CONTRAST} {script} }}")
        with subtests.test(name):
            assert len(ratios) >= 3, "nothing was looked at"
            assert min(ratios) >= 3
    page.close()


BOXES = """svg => {
  const whole = svg.getBoundingClientRect();
  return [...svg.querySelectorAll('text')].map(text => {
    const box = text.getBoundingClientRect();
    return [box.left - whole.left, box.top - whole.top, box.right - whole.left, box.bottom - whole.top];
  });
}"""
PAINT = "part => (({ color, fill, width }) => [color, fill, width])(getComputedStyle(part))"
FINE = 3  # pixels of the screen for one of CSS, so that strokes of letters have their full colour somewhere


def luminance(colour: tuple[int, ...]) -> float:
    """The relative luminance of WCAG 2.2."""
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4
        for value in (part / 255 for part in colour[:3])
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast_of_words(page: Page, known: set[str] | None = None) -> list[float]:
    """The contrast of each word in the drawings of a page with what is behind most of it, as they are painted.

    Drawings that are `known`, in these colours, from pages before are passed over; these grow.
    """
    ratios, known = [], set() if known is None else known
    for svg in page.locator("main svg:has(text)").all():
        drawing = svg.evaluate(
            "svg => svg.outerHTML + [svg, svg.querySelector('text')].map(PAINT)".replace("PAINT", PAINT)
        )
        if drawing in known:
            continue
        known.add(drawing)
        picture = Image.open(io.BytesIO(svg.screenshot())).convert("RGB")
        for box in svg.evaluate(BOXES):
            word = picture.crop([round(edge * FINE) for edge in box])
            colours = [luminance(colour) for _, colour in sorted(word.getcolors(word.width * word.height))]
            ground = colours[-1]  # the one of most pixels
            ratios.append(max((max(ink, ground) + 0.05) / (min(ink, ground) + 0.05) for ink in colours))
    return ratios


def test_the_words_in_drawings_which_axe_cannot_judge_have_a_contrast_of_7(
    browser: Browser, address: str, site: Site, subtests: pytest.Subtests
):
    drawn = [path for path, file in zip(PAGES, FILES, strict=True) if site.pages[file].select("main svg text")]
    assert "/" in drawn, "the home page has drawings"
    page = browser.new_page(device_scale_factor=FINE, viewport={"width": 640, "height": 480})
    known: set[str] = set()
    for path in drawn:
        page.goto(address + path)
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            with subtests.test(f"{path} {scheme}"):
                assert min(contrast_of_words(page, known), default=21) >= 7
    page.add_style_tag(content=".ma-figure text, main svg text { fill: #888 }")
    assert min(contrast_of_words(page)) < 7, "pale words are noticed"
    page.close()
