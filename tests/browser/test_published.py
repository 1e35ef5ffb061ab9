"""The published pages in a browser: what they ask for, when, and what they need before they can be read."""

import re
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Request, Route

from builder.page.stylesheet import join_stylesheet, minified
from builder.publish.headers import all_headers
from builder.serve import SiteHandler
from pelicanconf import LOOK_SCRIPT, STYLESHEETS
from tests.browser.conftest import halves, served
from tests.conftest import ROOT
from tools.budgets import weigh_page


class Published(SiteHandler):
    """Sends the headers that the site ships, as every host is told to."""

    def end_headers(self) -> None:
        for name, value in all_headers(LOOK_SCRIPT).items():
            self.send_header(name, value)
        super().end_headers()


@pytest.fixture(scope="module")
def published(public: Path) -> Iterator[str]:
    """The address of the published site."""
    with served(public, Published) as address:
        yield address


@pytest.fixture
def stalled(browser: Browser) -> Iterator[Callable[[Callable[[Request], bool]], BrowserContext]]:
    """Makes a fresh visitor whose requests are never answered, but for those that the test lets through."""
    contexts: list[BrowserContext] = []

    def visitor(let_through: Callable[[Request], bool]) -> BrowserContext:
        def answer(route: Route) -> None:
            if let_through(route.request):
                route.continue_()

        contexts.append(browser.new_context())
        contexts[-1].route("**/*", answer)
        return contexts[-1]

    yield visitor
    for context in contexts:
        context.close()


def painted_within(page: Page, seconds: float) -> bool:
    """Return whether the page shows something in time. Its policy forbids to wait inside it, so it is asked again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if page.evaluate("performance.getEntriesByName('first-contentful-paint').length"):
            return True
        page.wait_for_timeout(50)
    return False


def stylesheet_or_page(request: Request) -> bool:
    return request.resource_type in ("document", "stylesheet")


@halves
def test_the_first_paint_needs_the_page_and_one_stylesheet_and_no_other_request(
    stalled, published: str, subtests: pytest.Subtests, paths: list[str]
):
    """“No request before the first paint but HTML and one stylesheet.”

    A browser starts asking for scripts and fonts as soon as it reads their names; no page can forbid that. What is
    promised is that nothing else stands between the reader and the text: with every other request unanswered for ever,
    the page is painted, and in words that can be read. Chrome's own account of what blocks says the same.
    """
    page = stalled(stylesheet_or_page).new_page()
    asked: list[Request] = []
    page.on("request", lambda request, asked=asked: asked.append(request))
    for path in paths:
        asked.clear()
        page.goto(published + path, wait_until="commit")
        with subtests.test(path):
            assert painted_within(page, 15)
            assert page.locator("h1").is_visible()
            assert [request.resource_type for request in asked].count("stylesheet") == 1
            blocking = page.evaluate(
                "performance.getEntriesByType('resource').filter(entry => entry.renderBlockingStatus === 'blocking')"
                ".map(entry => entry.initiatorType)"
            )
            assert blocking == ["link"]


def test_the_test_of_the_first_paint_can_fail(stalled, published: str):
    page = stalled(lambda request: request.resource_type == "document").new_page()
    page.goto(published, wait_until="commit")
    assert not painted_within(page, 2)


# Which selector sets which property, in which layer, for which screen. Rules may be merged, and values written shorter.
RULES = """css => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(css);
  const found = new Set();
  const parts = (list) => list.split(/,(?![^(]*[)])/).map((part) => part.trim());
  const sign = { min: ">=", max: "<=" };
  const condition = (text) => text.replace(/(min|max)-(width|height):/g, (_, bound, side) => `${side} ${sign[bound]}`);
  const read = (rules, inside) => {
    for (const rule of rules) {
      if (rule.selectorText && rule.style)
        for (const selector of parts(rule.selectorText))
          for (const name of rule.style) found.add([inside, selector, name].join(" | "));
      else if (rule.cssRules && !(rule instanceof CSSPageRule))
        read(rule.cssRules, `${inside} ${rule.name ?? condition(rule.conditionText)}`);
      else if (!(rule instanceof CSSLayerStatementRule)) found.add(rule.cssText);
    }
  };
  read(sheet.cssRules, "");
  return [...found].sort();
}"""


NESTED = re.compile(r"\.ma-[a-z-]+ :is")


@pytest.mark.parametrize("name", STYLESHEETS)
def test_a_stylesheet_keeps_every_selector_when_it_is_made_small(page: Page, name: str):
    files = {path.relative_to(ROOT).as_posix(): path.read_text() for path in (ROOT / "theme").rglob("*.css")}
    css, faults = join_stylesheet(f"theme/static/css/{name}.css", files)
    assert faults == ()
    before, after = (page.evaluate(RULES, text) for text in (css, minified(css)))
    nested = next(match for match in map(NESTED.search, before) if match)[0]
    assert len(before) > 500
    assert after == before
    lost = minified(css).replace(nested, nested.replace(" ", ""))
    assert page.evaluate(RULES, lost) != before, "a lost space is noticed"


# What only a script can offer, and what is said where there is none.
ENHANCEMENTS = ".ma-filter, main form, .ma-found, noscript"


@halves
def test_a_first_visit_asks_only_for_what_the_budgets_count_breaks_no_policy_and_needs_no_script_to_be_read(
    browser: Browser, window: BrowserContext, published: str, public: Path, subtests: pytest.Subtests, paths: list[str]
):
    bare = browser.new_page(java_script_enabled=False)
    asked_bare: list[Request] = []
    bare.on("request", lambda request: asked_bare.append(request))
    visits: dict[str, tuple[Page, list[Request], list[str]]] = {}
    for path in paths:
        page, asked, said = window.new_page(), [], []
        page.on("request", lambda request, asked=asked: asked.append(request))
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        page.goto(published + path)
        visits[path] = page, asked, said
    for path, (page, asked, said) in visits.items():
        page.wait_for_load_state("networkidle")
        bare.goto(published + path)
        with subtests.test(path):
            file = public / path.lstrip("/") / "index.html" if path.endswith("/") else public / path.lstrip("/")
            urls = {request.url.removeprefix(f"{published}/") for request in asked}
            assert urls - {path.lstrip("/")} <= weigh_page(public, file).files  # and nothing of another host
            page.get_by_role("button", name="Use the").click()
            assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != "rgba(0, 0, 0, 0)"
            assert said == []
            assert window.cookies() == []
            assert "script" in {request.resource_type for request in asked}
            assert bare.locator("button:not(form button):visible").count() == 0, "a button that does nothing"
            texts = [text_of(one) for one in (page, bare)]
            assert texts[0] == texts[1]
            assert len(texts[1]) > 500
        page.evaluate("localStorage.clear()")
        page.close()
    kinds = {request.resource_type for request in asked_bare}
    assert "document" in kinds
    assert "script" not in kinds
    bare.close()


def test_a_breach_of_the_policy_is_noticed(page: Page, published: str):
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(published + "/404.html")
    page.evaluate("document.body.append(Object.assign(new Image(), { src: 'https://other.example/pixel.png' }))")
    page.wait_for_timeout(100)
    assert "other.example" in "".join(said)


def text_of(page: Page) -> str:
    """What can be read in the middle of a page, without spaces."""
    page.evaluate(f"document.querySelectorAll('{ENHANCEMENTS}').forEach((part) => part.remove())")
    return "".join(page.locator("main").inner_text().split())
