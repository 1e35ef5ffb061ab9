"""What a sheet of paper says: blocks of the texts and of the rows, and no text of its own."""

import datetime
import json

from builder.outline import CONDITION_SHEET, HOME_SHEET, SECTION_SHEET
from builder.owner import Owner, Region
from builder.page.assemble import Whole
from builder.page.sheets import Answered, Asked, Block, Card, Listed, Run, Sheet, sheets_of
from builder.page.typeset import FOLDER
from builder.page.use import use_of
from tests.conftest import ROOT
from tests.page.making import DAY, DUE, SIGN, evidence, page, section

HOME = page("home", "home", "A guide")
BACK = page("conditions/back", "condition", "Acupuncture for back pain")
PRIVACY = page("privacy")
SAFE = section("is-it-safe", "Is It Safe?", 6)
CARD = '<ma-ledger caption="{}" ids="{}" kind="care-card"></ma-ledger>'


ANSWER = """
[[answer]]
id = "answer-back"
condition = "back"
name = "Back pain"
message = "It may help."
checked = 2026-11-23

[answer.helps]
words = "No study found"

[answer.needle]
finding = "back-course"
with = "sham"
words = "A few more people"
means = "Pain was much better."

[[answer.also]]
label = "Again"
words = "Nothing new"
"""


def sheets(pages: tuple = (PRIVACY, BACK), sections: tuple = (), **html: str) -> dict[str, Sheet]:
    """The sheets of some pages, by their names; `html` has the text of each by the last part of its address."""
    known = evidence(sign=SIGN, answer=ANSWER)
    texts = {
        text.document: html.get(text.slug.rpartition("/")[2].replace("-", "_"), "") for text in (*pages, *sections)
    }
    made = sheets_of(Whole(pages, sections, texts, known, use_of(pages, {}, known), ""))
    return {sheet.name: sheet for sheet in made}


def blocks(html: str, side: int, heading: str) -> list[Block]:
    """The blocks that the sheet of a condition takes of a part, of this text."""
    (sheet,) = sheets(back=f'<section><h2 id="x">{heading}</h2>{html}</section>').values()
    assert all(group.heading == heading for part in sheet.sides for group in part)
    return [block for group in sheet.sides[side] for block in group.blocks]


def short(html: str) -> list[Block]:
    return blocks(html, 0, "The short answer")


def words(*runs: str) -> tuple[Run, ...]:
    """Pieces of a text; those in stars are bold."""
    return tuple(Run(run.strip("*"), run.startswith("*")) for run in runs)


def test_the_guide_and_each_condition_have_a_sheet_and_that_of_the_guide_comes_first():
    assert list(sheets((BACK, HOME, PRIVACY))) == ["guide", "back"]


def test_what_begins_with_a_sentence_in_bold_is_the_message():
    assert short("<p><strong>It may  help.</strong> Sham <em>is</em> pretend.</p>") == [
        Block("message", words("*It may help.*")),
        Block("opening", words("Sham is pretend.")),
    ]
    assert short("<p><strong>Who:</strong> adults.</p>") == [Block("opening", words("*Who:*", " adults."))]


def test_a_citation_and_a_sentence_that_is_only_a_link_are_left_out():
    (block,) = short('<p>It may.<ma-cite keys="a"></ma-cite> It is.  <a href="b">See all of it</a></p>')
    assert block.holds == words("It may. It is.")


def test_a_paragraph_that_leads_elsewhere_is_left_out():
    assert short('<p>One.</p><p>Read <a href="x">more</a> of it.</p><p>Two.</p>') == [
        Block("opening", words("One.")),
        Block("paragraph", words("Two.")),
    ]


def test_a_fact_that_leads_to_a_part_of_its_page_is_left_out_since_the_part_is_there():
    here, there = '<li><a href="#options">Else</a></li>', '<li><strong>Harm:</strong> <a href="../x">few</a></li>'
    (block,) = short(f'<div class="ma-glance"><ul>{there}{here}</ul></div>')
    assert block == Block("glance", Listed("", (words("*Harm:*", " few"),)))


def test_a_list_brings_the_words_that_lead_into_it():
    html = "<p>Look back. Ask these:</p><ul><li>Why?</li></ul><ol><li>When?</li></ol>"
    assert blocks(html, 2, "If you want to try it") == [
        Block("list", Listed("Ask these:", (words("Why?"),))),
        Block("list", Listed("", (words("When?"),), is_numbered=True)),
    ]


def test_a_list_in_a_fold_stands_under_its_summary():
    fold = "<details><summary><span>Questions</span></summary><p>Folded</p><ol><li>When?</li></ol></details>"
    guide = sheets((HOME,), (SAFE,), home="<p>A guide.</p>", is_it_safe=fold)["guide"]
    (group,) = guide.sides[1]
    assert group.heading == "Questions"
    assert group.blocks == (Block("list", Listed("", (words("When?"),), is_numbered=True)),)


def test_a_card_brings_what_is_said_right_before_it_and_its_signs_word_for_word():
    html = f"<p>First of all.</p><p>One is enough.</p>\n{CARD.format('emergency', 'numb')}"
    card = Card(words("One is enough."), (("", ("your legs go numb",)),), (), ())
    assert blocks(html, 1, "When to see a doctor first") == [
        Block("opening", words("First of all.")),
        Block("emergency", card),
    ]


def test_what_only_a_screen_can_show_and_rows_that_are_not_there_are_left_out():
    screen = "<details><p>Folded</p></details><figure>Drawn</figure><nav class=ma-doors><ul><li>Door</li></ul></nav>"
    marks = '<ma-ledger caption="" ids="gone" kind="short-answer"></ma-ledger>' + CARD.format("urgent", "gone")
    assert short(screen + marks) == []


def test_the_guide_takes_of_each_section_what_the_outline_names_under_its_headings():
    safe = (
        f"<p>Yes.</p><h3 id=b>Before</h3><p>Stop if you:</p><ul><li>bleed</li></ul>{CARD.format('emergency', 'numb')}"
    )
    guide = sheets((HOME,), (SAFE,), home="<p>A guide.</p>", is_it_safe=safe)["guide"]
    headings = [[(group.heading, [block.kind for block in group.blocks]) for group in side] for side in guide.sides]
    assert headings == [[("", ["opening"])], [("Before", ["list", "emergency"])], []]


def test_a_sheet_has_the_day_of_the_text_that_was_checked_first():
    old = section("is-it-safe", "Is It Safe?", 6)
    old = type(old)(**{**old.__dict__, "reviewed": datetime.date(2026, 1, 2)})
    guide = sheets((HOME,), (old, section("unused", "Unused", 5)))["guide"]
    assert (guide.reviewed, guide.next_review) == (datetime.date(2026, 1, 2), DUE)
    assert sheets()["back"].reviewed == DAY


def test_the_template_is_told_plain_values_and_no_address_where_there_is_none():
    owner = Owner(
        SITENAME="Needles", SITEURL="", PUBLISHER="", CONTACT_URL="", REGION="uk", REGIONS={"uk": {"name": "the UK"}},
        DISCLAIMER="For information only, and for nothing else at all.",
    )  # fmt: skip
    uk = Region(
        name="the UK",
        emergency={"number": "999", "source": "s"},
        crisis=({"number": "116 123", "name": "Listeners", "how": "day or night", "sources": ("s",)},),
    )
    told = sheets()["back"].told(owner, (uk, Region(name="Elsewhere")), "", "en-gb")
    assert json.loads(json.dumps(told)) == told | {"sides": [[], [], []]}
    assert (told["address"], told["checked"], told["title"]) == ("", "23 November 2026", "Acupuncture for back pain")
    assert told["regions"][0] == {
        "name": "the UK",
        "emergency": "999",
        "advice": "",
        "crisis": [{"called": "Listeners 116\u00a0123", "about": "day or night"}],
    }
    addressed = sheets()["back"].told(owner, (uk,), "https://site.example/below", "en-gb")
    assert addressed["address"] == "https://site.example/below/conditions/back/"


def test_an_answer_has_the_figures_of_its_findings():
    (block,) = short('<ma-ledger caption="" ids="answer-back" kind="short-answer"></ma-ledger>')
    nothing = Asked("helps", "", "No study found", "", "")
    needle = Asked(
        name="needle",
        against="sham",
        words="A few more people",
        means="Pain was much better.",
        beware="",
        difference="14 out of 100",
        extent="1 study, 275 people",
        certainty="not rated",
        hundred=(60, 14),
        groups=((74, "with acupuncture", None), (60, "with sham", None)),
    )
    again = Asked("Again", "", "Nothing new", "", "")
    assert block == Block("short-answer", (Answered("Back pain", (nothing, needle, again)),))


def test_every_kind_that_the_outline_names_can_be_drawn():
    template = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "theme" / FOLDER).glob("*.typ"))
    taken = {kind for side in HOME_SHEET for kind in side}
    taken |= {kind for side in (*SECTION_SHEET, *CONDITION_SHEET) for kinds in side.values() for kind in kinds}
    assert [kind for kind in sorted(taken) if f'"{kind}"' not in template] == []
