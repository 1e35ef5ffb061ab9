"""The search in a reader's hands: the words that people type, the keyboard, what is said aloud, and what is loaded."""

import re
import tomllib
from collections.abc import Iterator, Sequence

import pytest
from playwright.sync_api import Browser, Page, expect

from builder.publish.headers import WORKER, WORKER_POLICY, all_headers
from builder.serve import SiteHandler
from pelicanconf import LOOK_SCRIPT
from tests.browser.conftest import served
from tests.browser.test_accessibility import LOOKS, NO_COLOURS, judge, look
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
def real_address(real_site: Site) -> Iterator[str]:
    """The address of the built site of the real content."""
    with served(real_site.folder) as address:
        yield address


@pytest.fixture(scope="module")
def address(sample_address: str) -> str:
    """The sample: only there the tests know what is to be found."""
    return sample_address


def ask(page: Page, question: str) -> None:
    """Type a question and wait until it is answered."""
    page.get_by_role("searchbox").fill(question)
    expect(page.get_by_role("status")).to_contain_text(f"“{question.strip()}”")


def first_result(page: Page) -> list[str]:
    """The address of the first page that was found, and of the first section on it."""
    first = page.get_by_role("list", name="Results").get_by_role("listitem").first
    return [link.get_attribute("href") for link in first.get_by_role("link").all()[:2]]


# Asks one question after the other, as the key Enter does, so that each is answered at once. Returns for each what is
# said, and the addresses of the first page and its first section.
ANSWERS = """async questions => {
  const status = document.querySelector('[role=status]');
  const form = document.querySelector('main form');
  const answers = [];
  for (const question of questions) {
    form.elements.q.value = question;
    await new Promise((answered, failed) => {
      const late = setTimeout(failed, 20_000, `no answer to “${question}”`);
      const observer = new MutationObserver(() => {
        if (!status.textContent.includes(`“${question.trim()}”`)) return;
        clearTimeout(late);
        observer.disconnect();
        answered();
      });
      observer.observe(status, { childList: true });
      form.requestSubmit();
    });
    const links = document.querySelectorAll('main [aria-label=Results]:not([hidden]) li:first-child a');
    answers.push([status.textContent, [...links].slice(0, 2).map(link => link.getAttribute('href'))]);
  }
  return answers;
}"""


def answers(page: Page, address: str, questions: Sequence[str]) -> dict[str, tuple[str, list[str]]]:
    """What the search says to each question, and the addresses of the first page and section that it finds."""
    page.goto(f"{address}/search/")
    return dict(zip(questions, page.evaluate(ANSWERS, list(questions)), strict=True))


@pytest.mark.parametrize("phrases", [PHRASES[::2], PHRASES[1::2]], ids=["1-of-2", "2-of-2"])
def test_what_people_type_finds_the_right_page_first(page: Page, real_address: str, phrases: list[tuple[str, str]]):
    found = answers(page, real_address, [phrase for phrase, _ in phrases])
    wrong = [
        f"“{phrase}” finds {found[phrase][1]}, not {finds}"
        for phrase, finds in phrases
        if [f"/{finds}"] != found[phrase][1]["#" in finds :][:1]
    ]
    assert not wrong, "\n".join(wrong)
    assert len(found) > 100


def test_a_sign_of_danger_leads_to_a_card_that_says_whom_to_call(
    page: Page, real_address: str, real_site: Site, subtests: pytest.Subtests
):
    for question, (_, found) in answers(page, real_address, DANGER).items():
        with subtests.test(question):
            path, _, anchor = found[1].partition("#")
            place = real_site.pages[f"{path}index.html".lstrip("/")].find(id=anchor)
            own = [*place.find_next_siblings()]
            below = own[: next((i for i, part in enumerate(own) if part.name in ("h2", place.name)), len(own))]
            assert any("ma-care" in part.get("class", []) for part in below), f"it finds {found[1]}"


def test_what_was_asked_for_is_found(page: Page, address: str, subtests: pytest.Subtests):
    for question, (_, found) in answers(page, address, list(ASKED)).items():
        with subtests.test(question):
            assert ASKED[question] in found


def test_words_that_ask_nothing_and_letters_in_common_are_no_answer(page: Page, address: str):
    for question, answer in answers(page, address, ["can i", "what is it", "overthrow", "endometriosis"]).items():
        assert answer == [f"We found no page for “{question}”.", []]


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
    expect(page.get_by_role("status")).to_contain_text("for “worn knee”. We also searched for “knee”.")
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


def test_the_number_of_results_is_announced_once_not_at_every_letter(browser: Browser, address: str):
    page = browser.new_page()  # of its own: a clock is that of a whole window
    page.clock.install(time=0)
    page.goto(f"{address}/search/")
    page.clock.pause_at(60)
    page.evaluate(
        """() => { window.said = []; new MutationObserver(() => window.said.push(
          document.querySelector('[role=status]').textContent)).observe(
          document.querySelector('[role=status]'), { childList: true }); }"""
    )
    for letter in "bladder":
        page.get_by_role("searchbox").press_sequentially(letter)
        page.clock.run_for(200)
    assert page.evaluate("window.said") == []
    page.clock.run_for(50)
    expect(page.get_by_role("status")).to_contain_text("“bladder”")
    assert page.evaluate("window.said") == [page.get_by_role("status").inner_text()]
    assert re.match(r"We found \d+ pages? for “bladder”\.", page.get_by_role("status").inner_text())
    page.close()


def test_zero_results_say_what_to_try(page: Page, address: str, subtests: pytest.Subtests):
    page.goto(f"{address}/search/")
    for question in ("banana", "qwerty", "zzzz", "?", "😀"):
        with subtests.test(question):
            ask(page, question)
            assert page.get_by_role("status").inner_text().startswith("We found no page")
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

    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    with served(site.folder, Host) as address:
        page.goto(f"{address}/search/?q=knee")
        expect(page.get_by_role("list", name="Results")).to_be_visible()
        assert said == []
        assert len(page.workers) == 1
        program = "new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0])"  # the shortest there is
        run = f"WebAssembly.instantiate({program}).then(() => 'ran', () => 'refused')"
        assert page.evaluate(run) == "refused"


SHORT = "all => all.filter(one => one.getBoundingClientRect().height < 43.9).map(one => one.outerHTML)"


def test_axe_finds_nothing_in_any_state_of_the_search(page: Page, address: str, subtests: pytest.Subtests):
    page.goto(f"{address}/search/")
    for question in ("blood thinners", "qwerty"):
        ask(page, question)
        for name in LOOKS:
            with subtests.test(f"{question} {name}"):
                found = look(page, name)
                assert not found, "\n".join(found)
                assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
                assert page.locator(".ma-results a, .ma-search *:not(label)").evaluate_all(SHORT) == []
        page.emulate_media(forced_colors="active")
        with subtests.test(f"{question} in forced colours"):
            assert judge(page, NO_COLOURS) == []
        page.emulate_media(forced_colors="none")


def test_print_leaves_the_search_form_out(page: Page, address: str):
    for path in ("/", "/search/"):
        page.goto(address + path)
        page.emulate_media(media="print")
        assert page.locator("form").is_hidden()
        page.emulate_media(media="screen")
