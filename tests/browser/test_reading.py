"""The pages in a reader's hands: keyboard, contents, looks, no JavaScript, print, and nothing sent anywhere."""

import re

import pytest
from playwright.sync_api import Browser, Page

from tests.browser.conftest import PAGES, halves


def test_an_unknown_address_is_a_real_404_with_a_way_on(page: Page, address: str):
    response = page.goto(address + "/no/such/page/")
    assert response.status == 404
    page.locator("main a[href='/#call-first']").first.click()
    assert page.url == address + "/#call-first"


TAB = {"key": "Tab", "code": "Tab"}
# Notes before each next Tab, and when the last is let go, where the focus is: the number of the element in the page,
# its outline, and whether it is covered.
NOTE_FOCUS = """() => {
  const order = new Map([...document.querySelectorAll('*')].map((element, number) => [element, number]));
  window.seen = [];
  const note = () => {
    const element = document.activeElement;
    const style = getComputedStyle(element);
    const box = (element.querySelector('rect') ?? element).getClientRects()[0];
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    window.seen.push({
      html: element.outerHTML.slice(0, 100),
      order: order.get(element),
      outline: parseFloat(style.outlineWidth) * (style.outlineStyle === 'none' ? 0 : 1),
      hidden: !top || !(element.contains(top) || top.contains(element) || top.closest('a') === element),
    });
  };
  let presses = 0;
  addEventListener('keydown', () => presses++ && note(), true);
  addEventListener('keyup', note, true);
  return [...document.querySelectorAll('a[href], button, summary, input, [tabindex="0"]')]
    .filter(element => element.checkVisibility()).length;
}"""


def use_by_keyboard(page: Page) -> None:
    """Go through a page with Tab alone."""
    expected = page.evaluate(NOTE_FOCUS)
    assert expected > 5
    keyboard = page.context.new_cdp_session(page)
    for _ in range(expected):  # `page.keyboard` asks the browser twice for each press
        keyboard.send("Input.dispatchKeyEvent", {"type": "rawKeyDown", "windowsVirtualKeyCode": 9, **TAB})
    page.keyboard.up("Tab")
    seen = page.evaluate("window.seen")
    assert [step["html"] for step in seen if step["outline"] < 2] == [], "no visible focus"
    assert [step["html"] for step in seen if step["hidden"]] == [], "covered while in focus"
    orders = [step["order"] for step in seen]
    assert len(orders) == expected
    assert orders == sorted(set(orders)), "the focus jumps about"


@halves
def test_the_whole_of_every_page_can_be_used_by_keyboard_on_a_phone(
    page: Page, address: str, subtests: pytest.Subtests, paths: list[str]
):
    page.set_viewport_size({"width": 360, "height": 700})
    page.emulate_media(reduced_motion="reduce")
    for path in paths:
        page.goto(address + path)
        with subtests.test(path):
            use_by_keyboard(page)


def test_a_page_of_each_template_can_be_used_by_keyboard_on_a_wide_screen(
    page: Page, address: str, one_of_each: list[str], subtests: pytest.Subtests
):
    page.set_viewport_size({"width": 1280, "height": 700})
    page.emulate_media(reduced_motion="reduce")
    for path in one_of_each:
        page.goto(address + path)
        with subtests.test(path):
            use_by_keyboard(page)


def test_what_hinders_the_keyboard_is_noticed(page: Page, address: str, subtests: pytest.Subtests):
    page.emulate_media(reduced_motion="reduce")
    for fault, script in (
        ("no visible focus", "document.querySelector('main a').style.outline = 'none'"),
        ("covered while in focus", "document.querySelector('.ma-footer').style = 'position: fixed; inset: 0'"),
        ("the focus jumps about", "[...document.querySelectorAll('main a')].at(-1).tabIndex = 1"),
    ):
        page.goto(address + "/404.html")
        page.evaluate(script)
        with subtests.test(fault), pytest.raises(AssertionError, match=fault):
            use_by_keyboard(page)


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
    assert page.locator(".ma-contents summary").is_hidden()


def test_on_a_phone_the_contents_open_where_you_are_and_never_cover_a_heading(page: Page, address: str):
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    strip, links = page.locator(".ma-contents"), page.locator(".ma-contents ol a")
    assert not links.first.is_visible(), "closed at first"
    page.locator(".ma-contents summary").click()
    chosen = links.nth(5)
    title, count = chosen.text_content(), links.count()
    heading = page.locator(f"h2{chosen.get_attribute('href')}")
    chosen.click()
    shown = "title => document.querySelector('.ma-contents summary').textContent.includes(title)"
    page.wait_for_function(shown, arg=title)
    assert f"6 of {count}" in page.locator(".ma-contents summary").text_content()
    bar = strip.bounding_box()
    assert bar["y"] == 0, "it stays at the top"
    assert bar["height"] < 60, "it closes again"
    assert heading.bounding_box()["y"] >= bar["height"], "the strip covers the heading"
    page.locator(".ma-contents summary").click()
    assert links.nth(1).is_visible(), "and opens anywhere"
    assert strip.bounding_box()["y"] == 0


def test_without_a_script_the_open_contents_do_not_cover_what_was_chosen(browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False, reduced_motion="reduce")
    page = context.new_page()
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address)
    assert "Contents" in page.locator(".ma-contents summary").text_content()
    page.locator(".ma-contents summary").click()
    chosen = page.locator(".ma-contents ol a").nth(5)
    heading = page.locator(f"h2{chosen.get_attribute('href')}")
    chosen.click()
    bar = page.locator(".ma-contents").bounding_box()
    assert bar["y"] + bar["height"] <= heading.bounding_box()["y"] < 740
    context.close()


@pytest.mark.parametrize("width", [320, 360])
def test_the_menu_opens_by_keyboard_without_a_script_and_covers_nothing(browser: Browser, address: str, width: int):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_viewport_size({"width": width, "height": 740})
    page.goto(address + "/privacy/")
    header, menu = page.locator(".ma-header"), page.locator("header nav a")
    assert header.bounding_box()["height"] < 58
    assert not menu.first.is_visible()
    title = page.locator("h1").bounding_box()["y"]
    page.locator(".ma-menu summary").focus()
    page.keyboard.press("Enter")
    assert all(link.is_visible() for link in menu.all())
    page.keyboard.press("Tab")
    assert page.locator("header nav a:focus").count() == 1
    assert page.locator("h1").bounding_box()["y"] >= title + 100, "the page moves down"
    context.close()


def test_on_wide_screens_the_links_and_the_field_of_the_search_stand_in_the_header(page: Page, address: str):
    page.set_viewport_size({"width": 1280, "height": 740})
    page.goto(address)
    assert all(link.is_visible() for link in page.locator("header nav li a").all())
    assert page.locator(".ma-menu summary").is_hidden()
    field = page.get_by_role("search").get_by_label("Search")
    assert field.is_visible()
    field.fill("knee")
    field.press("Enter")
    assert page.url.startswith(f"{address}/search/?q=knee")


EDGES = """() => ['.ma-header__home', 'h1', ':is(.ma-guide, .ma-article)', '.ma-disclaimer'].map(
  place => Math.round(document.querySelector(place).getBoundingClientRect().x)
)"""


def test_header_text_and_footer_have_the_same_edges(page: Page, address: str, one_of_each: list[str]):
    edges: dict[int, set[tuple[int, int]]] = {1024: set(), 1280: set(), 1920: set()}
    for path in one_of_each:
        page.goto(address + path)
        for width, seen in edges.items():
            page.set_viewport_size({"width": width, "height": 740})
            header, title, text, footer = page.evaluate(EDGES)
            seen.add((header, text))
            assert text == footer, path
            assert title == (header if path == "/" else text), path
    assert [len(seen) for seen in edges.values()] == [1, 1, 1]


# What of the focus ring of an element is cut off by a box around it.
CLIPPED = """() => [...document.querySelectorAll('a[href], button, summary, input')].filter(element => {
  if (!element.checkVisibility()) return false;
  element.focus({ focusVisible: true, preventScroll: true });
  const style = getComputedStyle(element);
  const ring = parseFloat(style.outlineWidth) + parseFloat(style.outlineOffset);
  const box = element.getBoundingClientRect();
  for (let around = element.parentElement; around; around = around.parentElement) {
    if (getComputedStyle(around).overflowX === 'visible' || around.matches('html, body')) continue;
    const edge = around.getBoundingClientRect();
    if (box.left - ring < edge.left - 0.5 || box.right + ring > edge.right + 0.5) return true;
  }
  return false;
}).map(element => element.outerHTML.slice(0, 90))"""


def test_no_focus_ring_is_cut_off(page: Page, address: str, one_of_each: list[str]):
    for path in one_of_each:
        page.goto(address + path)
        page.evaluate("document.querySelectorAll('details').forEach(details => details.open = true)")
        for width in (360, 1280, 1920):
            page.set_viewport_size({"width": width, "height": 740})
            assert page.evaluate(CLIPPED) == [], f"{path} at {width} px"
    page.add_style_tag(content="main > * { overflow: hidden } main a { outline-offset: 99px !important }")
    assert page.evaluate(CLIPPED), "one that is cut off is noticed"


def spoken(page: Page, role: str) -> list[str]:
    """Return the names that a browser gives to all elements of a role, as a screen reader gets them."""
    nodes = page.context.new_cdp_session(page).send("Accessibility.getFullAXTree")["nodes"]
    return [node["name"]["value"] for node in nodes if not node["ignored"] and node["role"]["value"] == role]


def test_each_way_back_from_a_source_says_where_it_leads(page: Page, address: str):
    page.goto(address)
    page.evaluate("document.querySelector('.ma-sources details').open = true")
    back = [name for name in spoken(page, "link") if name.startswith("Back to")]
    assert back == [f"Back to [{number}]" for number in range(1, page.locator(".ma-back").count() + 1)]
    assert back


def test_on_a_phone_tables_keep_the_heads_of_their_columns_and_each_cell_says_its_own(page: Page, address: str):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address + "/evidence/findings/")
    heads = spoken(page, "columnheader")
    assert len(heads) >= 4 * page.locator("main table").count() > 0
    assert "How sure" in heads
    said = page.locator("td[data-head]").first.evaluate("cell => getComputedStyle(cell, '::before').content")
    assert said.startswith("attr(data-head)") or "How sure" in said


def test_a_citation_is_24_px_wide(page: Page, address: str):
    page.set_viewport_size({"width": 360, "height": 740})
    page.goto(address)
    widths = page.locator(".ma-cite a").evaluate_all("all => all.map(one => one.getClientRects()[0].width)")
    assert widths
    assert min(widths) >= 24


def test_the_type_is_asked_for_at_once_and_is_there_on_the_first_visit(browser: Browser, address: str):
    context = browser.new_context()
    page = context.new_page()
    page.goto(address)
    assert page.locator("head link[rel=preload][as=font][crossorigin]").count() == 1
    page.wait_for_load_state("networkidle")
    assert page.evaluate("document.fonts.check('700 18px \"Plain Zero Hyperlegible\"')")
    assert (
        page.evaluate("performance.getEntriesByType('resource').filter(entry => entry.name.endsWith('.woff2')).length")
        == 1
    ), "asked for once"
    context.close()


def test_on_paper_each_sheet_has_the_disclaimer_its_page_its_address_and_when_it_was_checked(page: Page, address: str):
    page.emulate_media(media="print")
    page.goto(address + "/privacy/")
    title, checked = page.locator("h1").text_content(), page.locator(".ma-review time").first.text_content()
    head, foot = page.evaluate(
        "['head', 'foot'].map(end => getComputedStyle(document.documentElement).getPropertyValue(`--ma-${end}`))"
    )
    assert head.strip('"') in page.locator(".ma-disclaimer").text_content()
    assert len(head) > 40
    foot = foot.strip('"')
    assert foot.startswith(title)
    assert checked in foot
    assert foot.endswith("/privacy/")


def sheets(page: Page) -> int:
    return len(re.findall(rb"/Type /Page\b", page.pdf(prefer_css_page_size=True)))


def test_on_paper_the_guide_takes_at_most_six_sheets_and_a_condition_three(
    page: Page, address: str, subtests: pytest.Subtests
):
    conditions = [path for path in PAGES if path.startswith("/conditions/") and path.count("/") == 3]
    assert len(conditions) == 6
    for path in ("/", *conditions):
        page.goto(address + path)
        with subtests.test(path):
            assert 3 <= sheets(page) <= (6 if path == "/" else 3)
    page.add_style_tag(content="main p { block-size: 20cm }")
    assert sheets(page) > 8, "more are noticed"


def test_the_legend_of_a_short_answer_covers_no_card(page: Page, address: str):
    page.set_viewport_size({"width": 1280, "height": 740})
    keys = 0
    for path in PAGES:
        if not path.startswith("/conditions/") or path.count("/") != 3:
            continue
        page.goto(address + path)
        cards = page.locator(".ma-yards").bounding_box()
        for key in page.locator(".ma-key").all():
            box = key.bounding_box()
            assert box["y"] + box["height"] <= cards["y"] + 1 or box["y"] >= cards["y"] + cards["height"] - 1, path
            keys += 1
    assert keys


def test_on_wide_screens_the_sources_stand_beside_the_text_and_a_citation_moves_only_their_list(
    page: Page, address: str
):
    page.set_viewport_size({"width": 1920, "height": 900})
    page.emulate_media(reduced_motion="reduce")
    page.goto(address)
    page.evaluate("scrollTo(0, document.body.scrollHeight / 2)")
    citation = page.locator(".ma-guide .ma-cite a").last
    citation.evaluate("link => link.scrollIntoView({ block: 'center' })")
    before = page.evaluate("scrollY")
    citation.evaluate("link => link.click()")
    source = page.locator(citation.get_attribute("href"))
    page.wait_for_timeout(100)
    assert abs(page.evaluate("scrollY") - before) < 2, "the page stays where it is"
    box = source.bounding_box()
    assert box["x"] > page.locator(".ma-guide").bounding_box()["x"] + page.locator(".ma-guide").bounding_box()["width"]
    assert 0 <= box["y"] < 200


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


# What of a page is not to be seen, of all that a selector names.
UNSEEN = """(selector) => [...document.querySelectorAll(selector)].filter(element => {
  const { width, height } = element.getBoundingClientRect();
  return !(width && height && element.checkVisibility({ visibilityProperty: true, opacityProperty: true }));
}).map(element => element.outerHTML.slice(0, 90))"""
CONTROLS = ".ma-skip, .ma-theme, .ma-contents, .ma-menu, .ma-back, footer nav"


PALE = """selector => [...document.querySelectorAll(selector)].filter(
  element => getComputedStyle(element).opacity < 1 || element.getBoundingClientRect().height <= 10
).map(element => element.outerHTML.slice(0, 90))"""
WARNINGS = ".ma-disclaimer strong, .ma-care li, .ma-care__heading, .ma-key-points li"


def faint(page: Page) -> list[str]:
    """The warnings of a page that cannot be seen in full."""
    return page.evaluate(UNSEEN, WARNINGS) + page.evaluate(PALE, WARNINGS)


@halves
def test_every_warning_can_be_seen_on_a_phone_and_print_shows_every_section_and_no_controls(
    page: Page, address: str, subtests: pytest.Subtests, paths: list[str]
):
    page.set_viewport_size({"width": 360, "height": 740})
    for path in paths:
        page.emulate_media(media="screen", color_scheme="dark")
        page.goto(address + path)
        with subtests.test(f"{path} on a phone"):
            assert page.locator(".ma-disclaimer strong").count()
            assert faint(page) == []
        page.emulate_media(media="print", color_scheme="dark")
        with subtests.test(f"{path} in print"):
            parts = "main section, main section h2, main .ma-care, main figure, main table, .ma-disclaimer strong"
            assert page.evaluate(UNSEEN, parts) == []
            assert len(page.evaluate(UNSEEN, CONTROLS)) == page.locator(CONTROLS).count() > 0
            assert page.evaluate("getComputedStyle(document.documentElement).backgroundColor") == "rgb(255, 255, 255)"
            assert page.evaluate("getComputedStyle(document.body).color") == "rgb(0, 0, 0)"


def test_a_warning_that_cannot_be_seen_is_noticed(page: Page, address: str, subtests: pytest.Subtests):
    page.goto(address)
    assert faint(page) == []
    for how in ("display: none", "visibility: hidden", "opacity: 0.5", "font-size: 2px; line-height: 1"):
        style = page.add_style_tag(content=f".ma-care li {{ {how} }}")
        with subtests.test(how):
            assert len(faint(page)) >= page.locator(".ma-care li").count() > 0
        style.evaluate("style => style.remove()")


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
    field = page.get_by_label("Find in these tables")
    field.fill("BOWEL sham")
    shown = page.locator("tbody tr:has(td):visible")
    assert 0 < shown.count() < everything
    assert all("sham" in text.lower() for text in shown.all_inner_texts())
    assert page.get_by_role("status").inner_text() == f"{shown.count()} of {everything} rows"
    assert page.locator("h2#anxiety").is_hidden()
    field.fill("xyzzy")
    assert page.get_by_role("status").inner_text().startswith("No row has these words.")
    field.fill("")
    assert shown.count() == everything
    page.close()


def test_what_a_reader_fills_in_is_printed_sent_nowhere_and_forgotten_even_without_a_script(
    browser: Browser, sample_address: str, subtests: pytest.Subtests
):
    address = sample_address + "/sheets/"
    for script in (False, True):
        context = browser.new_context(java_script_enabled=script)
        page = context.new_page()
        page.goto(address)
        asked: list[str] = []
        page.on("request", lambda request, asked=asked: asked.append(request.url))
        ticks, lines = page.locator(".ma-checklist li input"), page.locator(".ma-worksheet input[type=text]")
        ticks.nth(1).check()
        first = page.locator(".ma-checklist").first
        first.locator(".ma-checklist__only input").check()
        with subtests.test(f"what is ticked alone, {script=}"):
            assert first.locator("li:visible").count() == 1
        lines.first.fill("Aspirin")
        lines.first.press("Enter")
        page.emulate_media(media="print")
        with subtests.test(f"on paper, {script=}"):
            assert lines.first.is_visible()
            assert ticks.nth(1).is_visible()
            assert not first.locator(".ma-checklist__only").is_visible()
        with subtests.test(f"sent nowhere, {script=}"):
            assert page.url == address
            assert asked == []
        with subtests.test(f"forgotten, {script=}"):
            page.reload()
            page.wait_for_load_state("networkidle")
            assert lines.first.input_value() == ""
            assert not ticks.nth(1).is_checked()
            assert context.cookies() == []
            assert context.storage_state()["origins"] == []
        context.close()
