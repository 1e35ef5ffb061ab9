"""The pages in a reader's hands: keyboard, contents, looks, no JavaScript, print, and nothing sent anywhere."""

import base64
import hashlib
import threading

import pytest
from playwright.sync_api import Browser, Page, Request

from builder.serve import SiteHandler, start
from tests.browser.conftest import PAGES
from tests.conftest import Site


@pytest.mark.parametrize("path", PAGES)
def test_no_page_asks_another_host_for_anything_or_logs_an_error(page: Page, address: str, path: str):
    requests: list[Request] = []
    errors: list[str] = []
    page.on("request", lambda request: requests.append(request))
    page.on("console", lambda message: errors.append(message.text) if message.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: errors.append(str(error)))
    page.goto(address + path)
    page.wait_for_load_state("networkidle")
    assert requests
    assert [request.url for request in requests if not request.url.startswith(address)] == []
    assert not errors
    assert page.context.cookies() == []


def test_every_page_works_under_a_strict_content_security_policy(page: Page, site: Site):
    """Nothing inline but the one script of the settings, by its hash; nothing from anywhere else."""
    script = site.home.select_one("head script:not([src])").string.encode()
    digest = base64.b64encode(hashlib.sha256(script).digest()).decode()
    policy = (
        f"default-src 'none'; script-src 'self' 'sha256-{digest}'; style-src 'self'; img-src 'self'; font-src 'self'; "
        "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
    )

    class Strict(SiteHandler):
        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy)
            super().end_headers()

    server = start(0, Strict, site.folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    errors: list[str] = []
    page.on("console", lambda message: errors.append(message.text))
    for path in PAGES:
        page.goto(f"http://127.0.0.1:{server.server_address[1]}{path}")
        page.get_by_role("button", name="Use the").click()
        assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") != "rgba(0, 0, 0, 0)"
    server.shutdown()
    assert not errors


def test_an_unknown_address_is_a_real_404_with_a_way_on(page: Page, address: str):
    response = page.goto(address + "/no/such/page/")
    assert response.status == 404
    page.locator("main a[href='/#call-first']").first.click()
    assert page.url == address + "/#call-first"


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("width", [360, 1280])
def test_the_whole_page_can_be_used_by_keyboard(page: Page, address: str, path: str, width: int):
    page.set_viewport_size({"width": width, "height": 700})
    page.emulate_media(reduced_motion="reduce")
    page.goto(address + path)
    expected = page.evaluate(
        """() => [...document.querySelectorAll('a[href], button, [tabindex="0"]')]
          .filter(element => element.checkVisibility()).length"""
    )
    seen = []
    for _ in range(expected):
        page.keyboard.press("Tab")
        seen.append(
            page.evaluate(
                """() => {
                  const element = document.activeElement;
                  const style = getComputedStyle(element);
                  const box = (element.querySelector('rect') ?? element).getClientRects()[0];
                  const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
                  return {
                    html: element.outerHTML.slice(0, 100),
                    order: [...document.querySelectorAll('*')].indexOf(element),
                    outline: parseFloat(style.outlineWidth) * (style.outlineStyle === 'none' ? 0 : 1),
                    hidden: !top || !(element.contains(top) || top.contains(element) || top.closest('a') === element),
                  };
                }"""
            )
        )
    assert [step["html"] for step in seen if step["outline"] < 2] == [], "no visible focus"
    assert [step["html"] for step in seen if step["hidden"]] == [], "covered while in focus"
    orders = [step["order"] for step in seen]
    assert orders == sorted(set(orders)), "the focus jumps about"


def test_the_skip_link_comes_first_and_leads_to_the_text(page: Page, address: str):
    page.goto(address)
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the text"
    assert page.locator(".ma-skip").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_on_wide_screens_the_contents_stay_and_show_where_you_are(page: Page, address: str):
    page.set_viewport_size({"width": 1280, "height": 800})
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    links = page.locator(".ma-contents ol a").evaluate_all("all => all.map(one => one.hash.slice(1))")
    for slug in (links[2], links[-2]):
        page.locator(f".ma-contents a[href='#{slug}']").click()
        current = page.locator(".ma-contents [aria-current]")
        current.wait_for()
        page.wait_for_function(
            "slug => document.querySelector('.ma-contents [aria-current]').hash === '#' + slug", arg=slug
        )
        assert current.count() == 1
        contents = page.locator(".ma-contents").bounding_box()
        assert 0 <= contents["y"] < 100
        text = page.locator(".ma-guide").bounding_box()
        assert contents["x"] + contents["width"] < text["x"], "the contents cover the text"
    assert page.locator(".ma-to-contents").is_hidden()


def test_on_a_phone_the_contents_are_one_tap_away_and_never_cover_a_heading(page: Page, address: str):
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    link = page.locator(".ma-contents ol a").nth(5)
    link.click()
    strip = page.locator(".ma-to-contents")
    bar, heading = strip.bounding_box(), page.locator(f"h2{link.get_attribute('href')}").bounding_box()
    assert bar["y"] == 0
    assert bar["height"] < 60
    assert heading["y"] >= bar["height"], "the strip covers the heading"
    shown = "title => document.querySelector('.ma-to-contents span').textContent.includes(title)"
    page.wait_for_function(shown, arg=link.text_content())
    strip.click()
    assert page.locator("#contents-heading").is_visible()
    assert 0 <= page.locator("#contents-heading").bounding_box()["y"] < 200


def test_the_look_follows_the_device_and_can_be_switched_and_is_remembered(browser: Browser, address: str):
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(address)
    ground = "getComputedStyle(document.documentElement).backgroundColor"
    light = page.evaluate(ground)
    page.emulate_media(color_scheme="dark")
    dark = page.evaluate(ground)
    assert light != dark
    page.emulate_media(color_scheme="light")
    page.get_by_role("button", name="Use the dark look").click()
    assert page.evaluate(ground) == dark
    page.goto(address + "/about/")
    assert page.evaluate(ground) == dark, "the choice was forgotten"
    assert context.cookies() == []
    page.get_by_role("button", name="Use the light look").click()
    assert page.evaluate(ground) == light
    page.emulate_media(color_scheme="dark")
    assert page.evaluate(ground) == dark, "after choosing what the device prefers, the page follows the device again"
    context.close()


def test_the_remembered_look_is_there_before_anything_is_painted(browser: Browser, address: str):
    context = browser.new_context(color_scheme="light")
    page = context.new_page()
    page.goto(address)
    page.get_by_role("button", name="Use the dark look").click()
    page.route("**/*.js", lambda route: route.abort())
    page.goto(address + "/privacy/")
    assert page.evaluate("document.documentElement.dataset.theme") == "dark"
    context.close()


@pytest.mark.parametrize("path", PAGES)
def test_without_javascript_nothing_is_missing(browser: Browser, address: str, path: str):
    texts = []
    for javascript in (True, False):
        context = browser.new_context(java_script_enabled=javascript)
        page = context.new_page()
        page.goto(address + path)
        page.evaluate(
            "document.querySelectorAll('.ma-filter, main form, .ma-found').forEach(part => part.remove())"
        )  # what only a script can offer
        texts.append(page.locator("main").inner_text())
        if not javascript:
            assert page.locator("button:not(form button):visible").count() == 0, "a button that does nothing"
        context.close()
    assert texts[0].replace("\n", "") == texts[1].replace("\n", "")


@pytest.mark.parametrize("path", PAGES)
def test_print_shows_every_section_and_the_disclaimer_and_no_controls(page: Page, address: str, path: str):
    page.goto(address + path)
    page.emulate_media(media="print", color_scheme="dark")
    parts = "main section, main section h2, main .ma-care, main figure, main table, .ma-disclaimer strong"
    for part in page.locator(parts).all():
        assert part.is_visible(), part.evaluate("element => element.outerHTML.slice(0, 90)")
    for control in page.locator(".ma-skip, .ma-theme, .ma-contents, .ma-to-contents, .ma-back, footer nav").all():
        assert control.is_hidden()
    assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
    assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"
    assert len(page.pdf(prefer_css_page_size=True)) > 10_000


@pytest.mark.parametrize("path", PAGES)
def test_the_disclaimer_and_every_warning_can_be_seen(page: Page, address: str, path: str):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address + path)
    for part in page.locator(".ma-disclaimer strong, .ma-care li, .ma-care__heading, .ma-key-points li").all():
        assert part.is_visible()
        assert part.evaluate("element => Number(getComputedStyle(element).opacity)") == 1
        assert part.bounding_box()["height"] > 10


def test_nothing_moves_unless_the_reader_allows_motion(page: Page, address: str):
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    assert page.evaluate("getComputedStyle(document.documentElement).scrollBehavior") == "auto"
    assert page.evaluate("document.getAnimations().length") == 0


def test_nothing_jumps_while_the_page_loads(page: Page, address: str):
    page.set_viewport_size({"width": 360, "height": 740})
    page.add_init_script(
        "window.shift = 0; new PerformanceObserver("
        "list => list.getEntries().forEach(entry => window.shift += entry.value)"
        ").observe({type: 'layout-shift', buffered: true})"
    )
    page.goto(address)
    page.wait_for_load_state("networkidle")
    page.wait_for_timeout(300)
    assert page.evaluate("window.shift") < 0.01


def test_in_forced_colours_the_cards_keep_their_edges(browser: Browser, address: str):
    context = browser.new_context(forced_colors="active")
    page = context.new_page()
    page.goto(address)
    for card in page.locator(".ma-care, .ma-key-points").all():
        assert card.evaluate("element => parseFloat(getComputedStyle(element).borderInlineStartWidth)") >= 4
    context.close()


def test_the_table_of_findings_can_be_searched_and_is_whole_without_a_script(browser: Browser, sample_address: str):
    address = sample_address
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(f"{address}/evidence/findings/")
    everything = page.locator("tbody tr:has(td)").count()
    assert everything > 10
    assert page.locator("main input").count() == 0, "no field that does nothing"
    context.close()
    page = browser.new_page()
    page.goto(f"{address}/evidence/findings/")
    field = page.get_by_label("Find in this table")
    field.fill("BOWEL sham")
    shown = page.locator("tbody tr:has(td):visible")
    assert 0 < shown.count() < everything
    assert all("sham" in text.lower() for text in shown.all_inner_texts())
    assert page.get_by_role("status").inner_text() == f"{shown.count()} of {everything} findings"
    assert (
        page.get_by_text("Anxiety", exact=True).count() == 0 or not page.get_by_text("Anxiety", exact=True).is_visible()
    )
    field.fill("xyzzy")
    assert page.get_by_role("status").inner_text().startswith("No finding has these words.")
    field.fill("")
    assert shown.count() == everything
    page.close()
