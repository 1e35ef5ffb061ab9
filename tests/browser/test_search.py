"""The search in a reader's hands: the words that people type, the keyboard, what is said aloud, and what is loaded."""

import re
import threading
import tomllib
from collections.abc import Iterator

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, expect

from builder.publish.headers import WORKER, WORKER_POLICY, all_headers
from builder.serve import SiteHandler, start
from pelicanconf import LOOK_SCRIPT
from tests.browser.conftest import served
from tests.browser.test_accessibility import LOOKS, RULES
from tests.conftest import REAL, Site

SYNONYMS = tomllib.loads((REAL / "search.toml").read_text(encoding="utf-8"))["search"]
PHRASES = [(phrase, synonym["finds"]) for synonym in SYNONYMS for phrase in synonym["typed"]]
# What must lead to help, whatever content/search.toml says and wherever the signs of danger stand.
DANGER = [
    "chest pain",
    "i have chest pains",
    "it hurts when i breathe",
    "suicidal",
    "I feel suicidal tonight",
    "I want to end it all",
    "wish i was dead",
    "I can't go on",
    "I dont want to be here anymore",
    "lost bladder control",
    "i have numbness down below",
    "cant feel my legs",
    "there is blood in my toilet",
    "the needle is still in me",
    "panic attack",
    "stroke",
    "face drooping",
    "passed out after",
    "made me worse",
    "cluster headache",
    "worst headache",
    "cant lift my arm",
    "sepsis",
    "swollen face",
    "fit",
]
# What readers asked for as they speak; the sample has the phrases.
ASKED = {
    "bad back": "/conditions/back-and-neck-pain/",
    "sciatica": "/conditions/back-and-neck-pain/#sciatica",
    "does it hurt": "/#what-a-session-feels-like",
    "blood thinners": "/#before",
    "needles scared": "/#what-a-session-feels-like",
    "tummy": "/conditions/irritable-bowel-syndrome/",
    "worn knee": "/conditions/joint-pain/#knee",
    "chest pain": "/#afterwards",
    "suicidal": "/#call-first",
    "I feel suicidal tonight": "/#call-first",
    "Can I drive home after it?": "/#what-a-session-feels-like",
    "my back is bad": "/conditions/back-and-neck-pain/",
    "I want to end it all": "/#call-first",
    "wish i was dead": "/#call-first",
    "I can't go on": "/#call-first",
    "I dont want to be here anymore": "/#call-first",
    "i have chest pains": "/#afterwards",
    "it hurts when i breathe": "/#afterwards",
    "lost bladder control": "/#call-first",
    "i have numbness down below": "/#call-first",
    "cant feel my legs": "/#call-first",
    "there is blood in my toilet": "/#call-first",
    "the needle is still in me": "/#afterwards",
    "am on blood thiners": "/#before",
    "panic attack": "/conditions/anxiety/#doctor-first",
    "can it paralyse me": "/#is-it-safe",
    "is it a scam": "/evidence/#sham",
    "will the nhs pay": "/conditions/#cost",
}


@pytest.fixture(scope="module")
def address(sample_address: str) -> str:
    """The sample: only there the tests know what is to be found."""
    return sample_address


@pytest.fixture(scope="module")
def search_page(browser: Browser, address: str) -> Iterator[Page]:
    """The search page of the sample, opened once for all questions."""
    page = browser.new_page()
    page.goto(f"{address}/search/")
    yield page
    page.close()


@pytest.fixture(scope="module")
def real_search_page(browser: Browser, real_site: Site) -> Iterator[Page]:
    """The search page of the real content, opened once for all phrases."""
    page = browser.new_page()
    with served(real_site.folder) as address:
        page.goto(f"{address}/search/")
        yield page
    page.close()


def ask(page: Page, question: str) -> None:
    page.get_by_role("searchbox").fill(question)
    expect(page.get_by_role("status")).to_contain_text(f"“{question.strip()}”")


def first_result(page: Page) -> list[str]:
    """The address of the first page that was found, and of the first section on it."""
    first = page.get_by_role("list", name="Results").get_by_role("listitem").first
    return [link.get_attribute("href") for link in first.get_by_role("link").all()[:2]]


@pytest.mark.parametrize(("phrase", "finds"), PHRASES)
def test_what_people_type_finds_the_right_page_first(real_search_page: Page, phrase: str, finds: str):
    ask(real_search_page, phrase)
    found = first_result(real_search_page)
    assert f"/{finds}" == found["#" in finds], f"“{phrase}” finds {found}"


@pytest.mark.parametrize("question", DANGER)
def test_a_sign_of_danger_leads_to_a_card_that_says_whom_to_call(
    real_search_page: Page, real_site: Site, question: str
):
    ask(real_search_page, question)
    path, _, anchor = first_result(real_search_page)[1].partition("#")
    place = real_site.pages[f"{path}index.html".lstrip("/")].find(id=anchor)
    own = [*place.find_next_siblings()]
    below = own[: next((i for i, part in enumerate(own) if part.name in ("h2", place.name)), len(own))]
    assert any("ma-care" in part.get("class", []) for part in below), f"“{question}” finds {path}#{anchor}"


@pytest.mark.parametrize("question", ASKED)
def test_what_was_asked_for_is_found(search_page: Page, question: str):
    ask(search_page, question)
    assert ASKED[question] in first_result(search_page)


@pytest.mark.parametrize("question", ["can i", "what is it", "overthrow", "endometriosis"])
def test_words_that_ask_nothing_and_letters_in_common_are_no_answer(search_page: Page, question: str):
    ask(search_page, question)
    assert search_page.get_by_role("status").inner_text().startswith("No pages found")


def test_nothing_is_loaded_before_the_reader_asks(page: Page, address: str):
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in ("/", "/search/"):
        page.goto(address + path)
        page.wait_for_load_state("networkidle")
    assert asked
    assert not [url for url in asked if "/pagefind/" in url]
    page.get_by_role("searchbox").press_sequentially("k")
    expect(page.get_by_role("list", name="Results")).to_be_visible()
    assert [url for url in asked if url.endswith("/pagefind/pagefind.js")]
    assert [url for url in asked if not url.startswith(address)] == []


def test_the_field_of_any_page_leads_to_the_results(page: Page, address: str):
    page.goto(f"{address}/privacy/")
    page.get_by_role("searchbox", name="Search").fill("worn knee")
    page.keyboard.press("Enter")
    expect(page.get_by_role("status")).to_contain_text("for “worn knee”. Also searched for “knee”.")
    assert re.fullmatch(r".*/search/\?q=worn(\+|%20)knee", page.url)
    assert page.get_by_role("searchbox").input_value() == "worn knee"
    assert first_result(page) == ["/conditions/joint-pain/", "/conditions/joint-pain/#knee"]


def test_results_change_as_one_types_with_the_section_and_the_words_marked(page: Page, address: str):
    page.goto(f"{address}/search/")
    field = page.get_by_role("searchbox", name="What are you looking for?")
    field.press_sequentially("sciat")
    results = page.get_by_role("list", name="Results")
    expect(results.get_by_role("link", name="Sciatica")).to_be_visible()
    assert page.evaluate("document.activeElement.id") == "q", "the field keeps the focus while one types"
    first = results.get_by_role("listitem").first
    assert "Sciatica" in first.locator("mark").all_inner_texts()[0]
    assert "pain down the leg" in first.inner_text()
    assert len(first.inner_text()) < 900, "lines of context, not the page"
    field.fill("migraine")
    expect(results.get_by_role("link", name="Acupuncture for headache and migraine")).to_be_visible()
    assert page.url.endswith("?q=migraine")
    results.get_by_role("link").first.click()
    page.go_back()
    expect(page.get_by_role("status")).to_contain_text("“migraine”")


def test_by_keyboard_enter_goes_to_the_results_and_escape_clears(page: Page, address: str):
    page.goto(f"{address}/search/")
    page.get_by_role("searchbox").focus()
    page.keyboard.type("hip")
    page.keyboard.press("Enter")
    results = page.get_by_role("list", name="Results")
    expect(results).to_be_focused()
    page.keyboard.press("Tab")
    expect(results.get_by_role("link").first).to_be_focused()
    page.get_by_role("searchbox").focus()
    page.keyboard.press("Escape")
    expect(page.get_by_role("searchbox")).to_have_value("")
    expect(results).to_be_hidden()
    assert "?" not in page.url


def test_the_number_of_results_is_announced_once_not_at_every_letter(page: Page, address: str):
    page.goto(f"{address}/search/")
    page.evaluate(
        """() => { window.said = []; new MutationObserver(() => window.said.push(
          document.querySelector('[role=status]').textContent)).observe(
          document.querySelector('[role=status]'), { childList: true }); }"""
    )
    page.get_by_role("searchbox").press_sequentially("bladder", delay=40)
    expect(page.get_by_role("status")).to_contain_text("“bladder”")
    assert page.evaluate("window.said") == [page.get_by_role("status").inner_text()]
    assert re.match(r"\d+ pages? found for “bladder”\.", page.get_by_role("status").inner_text())


@pytest.mark.parametrize("question", ["banana", "qwerty", "zzzz", "?", "😀"])
def test_zero_results_say_what_to_try(page: Page, address: str, question: str):
    page.goto(f"{address}/search/")
    ask(page, question)
    assert page.get_by_role("status").inner_text().startswith("No pages found")
    assert page.get_by_text("Check the spelling.").is_visible()
    assert page.get_by_role("link", name="the warning signs").is_visible()
    assert page.get_by_role("link", name="these conditions").is_visible()
    assert page.get_by_role("list", name="Results").is_hidden()
    ask(page, "knee")
    assert page.get_by_text("Check the spelling.").is_hidden()


def test_what_is_typed_stays_text(page: Page, address: str):
    page.goto(f"{address}/search/")
    ask(page, "<b>knee</b><img src=x>")
    assert page.locator(".ma-found *, .ma-results img, .ma-results b").count() == 0


def test_if_the_index_does_not_load_the_page_says_so_and_keeps_the_list_of_everything(page: Page, address: str):
    page.route("**/pagefind/**", lambda route: route.abort())
    page.goto(f"{address}/search/?q=knee")
    expect(page.get_by_role("status")).to_contain_text("The search did not load.")
    assert page.get_by_role("heading", name="Everything on this site").is_visible()
    assert page.get_by_text("Check the spelling.").is_hidden()


def test_without_javascript_the_page_offers_the_list_of_everything(browser: Browser, address: str):
    context = browser.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(address)
    page.get_by_role("searchbox").fill("knee")
    page.get_by_role("button", name="Search").click()
    assert page.url.endswith("/search/?q=knee")
    expect(page.get_by_text("The search needs JavaScript.")).to_be_visible()
    assert page.get_by_role("searchbox").count() == 0, "a field that does nothing"
    page.get_by_role("link", name="Knee", exact=False).first.click()
    assert page.url.endswith("/conditions/joint-pain/#knee")
    context.close()


def test_the_search_runs_under_the_headers_of_the_hosts_and_no_page_may_run_a_program(page: Page, site: Site):
    class Host(SiteHandler):
        def end_headers(self) -> None:
            for name, value in all_headers(LOOK_SCRIPT).items():
                own = self.path == f"/{WORKER}" and name == "Content-Security-Policy"
                self.send_header(name, WORKER_POLICY if own else value)
            super().end_headers()

    server = start(0, Host, site.folder)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.goto(f"http://127.0.0.1:{server.server_address[1]}/search/?q=knee")
    expect(page.get_by_role("list", name="Results")).to_be_visible()
    assert said == []
    assert len(page.workers) == 1
    run = "WebAssembly.instantiate(new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])).then(() => 'ran', () => 'refused')"
    assert page.evaluate(run) == "refused"
    server.shutdown()


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("look", LOOKS)
def test_axe_finds_nothing_in_any_state_of_the_search(browser: Browser, address: str, look: str, width: int):
    context = browser.new_context(viewport={"width": width, "height": 800}, **LOOKS[look])
    page = context.new_page()
    page.goto(f"{address}/search/")
    for question in ("blood thinners", "qwerty"):
        ask(page, question)
        found = [violation["id"] for violation in Axe().run(page, options=RULES).response["violations"]]
        assert not found, question
        assert page.evaluate("document.documentElement.scrollWidth") <= width
        small = page.locator(".ma-results a, .ma-search *:not(label)").evaluate_all(
            "all => all.filter(one => one.getBoundingClientRect().height < 43.9).map(one => one.outerHTML)"
        )
        assert not small
    context.close()


def test_print_leaves_the_search_form_out(page: Page, address: str):
    for path in ("/", "/search/"):
        page.goto(address + path)
        page.emulate_media(media="print")
        assert page.locator("form").is_hidden()
        page.emulate_media(media="screen")
