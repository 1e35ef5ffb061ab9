"""The parts of an answer: what is drawn is what the ledger holds, and each number leads to its row."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup, Tag

from builder.evidence.answer import Answer
from builder.evidence.bibtex import read_sources
from builder.evidence.finding import Finding
from builder.evidence.harm import Harm
from builder.evidence.ledger import Ledger
from builder.evidence.option import Option
from builder.page.draw import Components
from builder.page.numbering import Numbering
from tests.evidence.test_kinds import ANY_ROW, arm, finding, gap, harm
from tests.page.making import SOURCES, environment, page

ROOT = Path(__file__).resolve().parent.parent.parent
THEME = ROOT / "theme"
ENVIRONMENT = environment(THEME)  # for all: it keeps the templates that it has read
CONDITION = page("conditions/back", "condition")
PAIN = {"name": "pain", "from": 0, "to": 100}


def ledger(*rows: Any) -> Ledger:
    return Ledger({row.id: row for row in rows}, {})


def draw(name: str, known: Ledger, *ids: str, caption: str = "") -> BeautifulSoup:
    """Draw rows by a component of the theme, on the page of a condition."""
    entries = read_sources("sources.bib", SOURCES.encode())[0].entries
    components = Components(ENVIRONMENT, ROOT)
    mark = f'<ma-ledger caption="{caption}" ids="{" ".join(ids)}" kind="{name}"></ma-ledger>'
    html = components.draw(mark, known, Numbering(entries), CONDITION)
    assert components.faults == []
    return BeautifulSoup(html, "lxml")


def words(tag: Tag | None) -> str:
    """Return what is read of a tag, without the numbers of the sources."""
    assert tag
    texts = (text for text in tag.strings if not text.find_parent("sup"))
    return re.sub(r"\s+", " ", "".join(texts).replace("\u2060", "")).strip()


def people(svg: Tag) -> dict[str, int]:
    """Count the people of a picture by their state, from the outline of each part: 20 in a row, 16 × 21 a person."""
    counted = {}
    for path in svg.select("path"):
        outline = re.fullmatch(r"M(\d+) (\d+)H320V(\d+)H(\d+)v21H0V(\d+)H\1z", path["d"])
        assert outline, path["d"]
        x, y, last, end, bottom = map(int, outline.groups())
        assert bottom == y + 21
        start, stop = y // 21 * 20 + x // 16, last // 21 * 20 + end // 16
        assert start == sum(counted.values()), "each part begins where the last one ends"
        counted[path["fill"].removeprefix("url(#").rstrip(")")] = stop - start
    assert sum(counted.values()) == 100
    return counted


def counts(identifier: str, ours: float, theirs: float, kind: str = "usual care", **values: Any) -> Finding:
    groups = [arm("acupuncture", count=ours, of=100, low=max(ours - 5, 0), high=min(ours + 5, 100))]
    groups.append(arm(kind, count=theirs, of=100))
    row: dict[str, Any] = {"id": identifier, "source": "vas2012", "trials": 4, "people": 2519, "design": "review"}
    row["condition"] = "back"
    row["comparison"] = [gap(kind, size="small", sized="As said.")]
    return finding(arm=groups, **row | values)


def question(identifier: str, kind: str, said: str = "Many more people", **values: Any) -> dict[str, Any]:
    return {"finding": identifier, "with": kind, "words": said, "means": "Pain was halved.", **values}


NOTHING = {"words": "No study found", "means": "We found no study."}


def answer(name: str = "Back pain", **values: Any) -> Answer:
    row = {"id": f"answer-{name.split()[0].lower()}", "condition": "back", "name": name, "message": "It helps."}
    row |= {"checked": "2026-11-23", "helps": NOTHING, "needle": NOTHING, **values}
    return Answer.model_validate(row, strict=False)


# --- the short answer ---


@pytest.mark.parametrize(
    ("ours", "theirs", "shown", "said"),
    [
        (41.3, 17.2, {"p1": 17, "p-care": 24, "p0": 59}, "Many more people: 24 out of 100"),
        (47.6, 44.2, {"p1": 44, "p-care": 4, "p0": 52}, "Many more people: 4 out of 100"),
        (60, 20, {"p1": 20, "p-care": 40, "p0": 40}, "Many more people: 40 out of 100"),
        (44, 44, {"p1": 44, "p0": 56}, "Many more people: no more out of 100"),
        (25, 31, {"p1": 25, "p-fewer": 6, "p0": 69}, "Many more people: 6 fewer out of 100"),
        (100, 0, {"p-care": 100}, "Many more people: 100 out of 100"),
    ],
)
def test_as_many_people_are_drawn_as_the_ledger_counts(ours: float, theirs: float, shown: dict[str, int], said: str):
    known = ledger(counts("pain", ours, theirs), answer(helps=question("pain", "usual care")))
    card = draw("short-answer", known, "answer-back").select_one(".ma-yard")
    assert card
    assert people(card.svg.find_next("svg", class_="ma-crowd")) == shown
    assert words(card.select_one(".ma-yard__words")) == said
    numbers = [int(words(number)) for number in card.select(".ma-counts b")]
    assert numbers == [known.findings["pain"].arm[0].per(100), known.findings["pain"].arm[1].per(100)]


def test_words_that_do_not_say_more_are_followed_by_a_figure_that_does():
    said = question("pain", "usual care", "About as many people")
    known = ledger(counts("pain", 48, 44), answer(helps=said))
    assert words(draw("short-answer", known, "answer-back").select_one(".ma-yard__words")) == (
        "About as many people: 4 more out of 100"
    )


def test_the_two_questions_stand_side_by_side_each_in_its_own_colour_with_its_sign():
    known = ledger(
        counts("pain", 41, 17),
        counts("sham", 50, 41, "sham", certainty="moderate", rated_by="the authors"),
        answer(helps=question("pain", "usual care"), needle=question("sham", "sham", "A few more people")),
    )
    drawn = draw("short-answer", known, "answer-back")
    helps, needle = drawn.select(".ma-yards > .ma-yard")
    assert (helps["class"][1], needle["class"][1]) == ("ma-helps", "ma-needle")
    assert words(helps.h4) == "Does it help people? Against usual care"
    assert words(needle.h4) == "Is it the needle? Against pretend acupuncture (sham)"
    assert people(needle.select_one(".ma-crowd")) == {"p1": 41, "p-sham": 9, "p0": 50}
    assert "50 with acupuncture (45 to 55), 41 with pretend acupuncture" in words(needle).replace("\xa0", " ")
    assert "How sure: moderate" in words(needle)
    assert "4 studies, 2,519 people." in words(needle)
    assert needle.sup, "its source"
    for svg in drawn.select("svg"):
        assert svg["aria-hidden"] == "true", "the words say it"


def test_every_number_is_a_link_to_its_row_on_the_page_of_all_studies():
    known = ledger(
        counts("pain", 41, 17),
        counts("sham", 50, 41, "sham"),
        counts("tablet", 59, 54, "medicine", condition="head"),
        answer(
            helps=question("pain", "usual care"),
            needle=question("sham", "sham"),
            also=[question("tablet", "medicine", "About as many people", label="Against a tablet a day")],
        ),
    )
    drawn = draw("short-answer", known, "answer-back")
    links = [link["href"] for link in drawn.select("a:not(sup a)")]
    rows = (
        "back/studies/#pain",
        "back/studies/#sham",
        "head/studies/#tablet",
    )
    assert links == [f"../../conditions/{row}" for row in rows], "on the page of the condition of each"
    for number in drawn.select(".ma-counts b"):
        assert number.find_parent("a")
    assert "Against a tablet a day: about as many people (59 against 54 out of 100)." in words(drawn)


def test_the_other_parts_of_a_condition_are_groups_of_a_table_whose_words_lead_to_the_figures():
    helps = question("pain", "usual care")
    known = ledger(
        counts("pain", 41, 17),
        counts("wait", 41, 17, "waiting list"),
        answer("Neck pain", helps=helps),
        answer("Hip pain", helps=question("wait", "waiting list")),
    )
    drawn = draw("other-answers", known, "answer-neck", "answer-hip")
    assert not drawn.select(".ma-crowd, .ma-key")
    heads = [words(head) for head in drawn.select("thead th")]
    assert heads == ["Does it help people? Against usual care", "Is it the needle? Against pretend acupuncture"]
    neck, hip = drawn.select("tbody")
    assert (neck["id"], words(neck.th)) == ("answer-neck", "Neck pain")
    assert [link["href"] for link in neck.select("a:not(sup a)")] == ["../../conditions/back/studies/#pain"]
    assert "How sure: not rated" in words(neck)
    assert words(neck.select("td")[1]) == "No study found."
    assert "Many more people, against waiting." in words(hip), "the head of its column is another group"


def test_the_legend_has_fewer_only_where_fewer_are_drawn():
    helps = question("pain", "usual care", "Fewer people")
    for ours, there in ((25, True), (41, False)):
        drawn = draw("short-answer", ledger(counts("pain", ours, 31), answer(helps=helps)), "answer-back")
        assert bool(drawn.select('.ma-key [fill="url(#p-fewer)"]')) == there


def points(**values: Any) -> Finding:
    given = gap("sham", measure="points", value=6.2, low=3, high=9.1, size="small", sized="As said.")
    return finding(**{"id": "pain", "source": "vas2012", "scale": PAIN, "comparison": [given], **values})


def test_where_nobody_was_counted_a_bar_stands_for_the_class_and_the_points_are_said():
    known = ledger(points(), answer(needle=question("pain", "sham", "A little less pain")))
    drawn = draw("short-answer", known, "answer-back")
    card = drawn.select(".ma-yard")[1]
    assert not drawn.select(".ma-crowd, .ma-key")
    assert "The longer the bar, the bigger the difference." in words(drawn.select_one(".ma-also"))
    assert card.select_one(".ma-bar--small")
    assert "Size: small." in words(card)
    assert words(card.select_one("a:not(sup a)")) == "6 points better, on a scale of 0 to 100"
    assert "Likely range: 3 to 9." in words(card)


def test_where_there_is_no_figure_for_readers_the_words_and_the_way_to_the_row_are_left():
    given = gap("sham", measure="sd", value=0.3, low=0.1, high=0.5, size="small", sized="0.3 SD")
    known = ledger(points(comparison=[given], scale=None), answer(needle=question("pain", "sham", "Less pain")))
    card = draw("short-answer", known, "answer-back").select(".ma-yard")[1]
    assert words(card.select_one(".ma-yard__words")) == "Less pain"
    assert words(card.select_one("a:not(sup a)")) == "See the full result"
    assert "0.3" not in words(card)


def test_where_nothing_was_found_the_words_say_so():
    drawn = draw("short-answer", ledger(answer()), "answer-back")
    assert [words(card) for card in drawn.select(".ma-yard")] == [
        "Does it help people? Against usual care No study found We found no study.",
        "Is it the needle? Against pretend acupuncture (sham) No study found We found no study.",
    ]
    assert not drawn.select("a, .ma-bar, .ma-crowd")


def test_a_disputed_result_is_not_summed_up_in_one_figure():
    disputed = counts("pain", 65, 24, comparison=[gap("usual care", size="unclear", sized="Reviewers disagree.")])
    known = ledger(disputed, answer(helps=question("pain", "usual care", "Unclear")))
    assert words(draw("short-answer", known, "answer-back").select_one(".ma-yard__words")) == "Unclear"


# --- the evidence map ---

SIZES = ("none", "small", "moderate", "large", "unclear")


def mapped(**values: Any) -> Tag:
    """Draw the map of one answer; return the bar against sham."""
    given = gap("sham", **{"size": "small", "sized": "As said.", **values.pop("gap", {})})
    row = finding(**{"id": "pain", "source": "vas2012", "comparison": [given], **values})
    drawn = draw("evidence-map", ledger(row, answer(needle=question("pain", "sham"))), "answer-back", caption="All")
    cells = drawn.select("tbody td")
    assert not cells[0].select(".ma-bar"), "nothing was found"
    return cells[1]


@pytest.mark.parametrize("size", SIZES)
def test_the_length_of_a_bar_is_the_class_of_its_comparison(size: str):
    cell = mapped(gap={"size": size})
    assert [name for name in cell.i["class"] if name.removeprefix("ma-bar--") in SIZES] == [f"ma-bar--{size}"]
    assert f"Size: {'no clear difference' if size == 'none' else size}." in words(cell), "for those who do not see it"


def test_no_template_sets_a_length():
    for path in sorted(THEME.glob("components/*/template.html")):
        text = re.sub(r'<div class="ma-map__key">.*?</div>', "", path.read_text(), flags=re.DOTALL)  # the key
        assert not re.search(rf"ma-bar--({'|'.join(SIZES)})\b", text), path
        assert not re.search(r"\bstyle=", text), path


def test_longer_classes_are_longer_in_the_styles():
    css = (THEME / "components/bar/style.css").read_text()
    steps = {size: re.search(rf"\.ma-bar--{size} \{{\s+--steps: (\d);", css) for size in SIZES}
    assert {size: int(found[1]) for size, found in steps.items() if found} == {"small": 1, "moderate": 2, "large": 3}


@pytest.mark.parametrize(
    ("certainty", "filling"),
    [
        ("high", "high"),
        ("moderate", "moderate"),
        ("low", "low"),
        ("very low", "low"),
        ("not rated", "not-rated"),
    ],
)
def test_the_filling_of_a_bar_is_how_sure_the_studies_make_us(certainty: str, filling: str):
    cell = mapped(certainty=certainty)
    assert f"ma-bar--sure-{filling}" in cell.i["class"]
    assert words(cell).endswith(f"How sure: {certainty}")
    assert cell.select_one(f".ma-rating--{certainty.replace(' ', '-')}")


def test_doubt_and_what_is_too_small_to_matter_are_drawn_and_said():
    cell = mapped(gap={"doubt": "one trial", "noticed": "no"})
    assert {"ma-bar--doubt", "ma-bar--cross"} <= set(cell.i["class"])
    assert "too small to matter" in words(cell)
    assert words(cell).endswith("How sure: not rated, one study")
    assert not {"ma-bar--doubt", "ma-bar--cross"} & set(mapped().i["class"])


def test_the_rows_of_the_map_keep_their_order_and_lead_to_their_answers():
    rows = [answer("Neck pain"), answer("Back pain"), answer("Migraine", condition="head")]
    drawn = draw("evidence-map", ledger(*rows), *(row.id for row in rows), caption="All conditions")
    assert words(drawn.caption) == "All conditions"
    links = [(words(link), link["href"]) for link in drawn.select("tbody th a")]
    assert links == [
        ("Neck pain", "../../conditions/back/#answer-neck"),
        ("Back pain", "../../conditions/back/#answer-back"),
        ("Migraine", "../../conditions/head/#answer-migraine"),
    ]
    assert ["ma-map__first" in row.get("class", []) for row in drawn.select("tbody tr")] == [True, False, True]
    assert "no ranking" in words(drawn.select_one(".ma-map__key > p"))


def test_each_cell_of_the_map_has_a_head_and_says_its_question_again():
    drawn = draw("evidence-map", ledger(answer()), "answer-back", caption="All")
    heads = [words(head) for head in drawn.select("thead th[scope=col]")]
    labels = [cell["data-head"] for cell in drawn.select("tbody td")]
    assert labels == ["Against usual care", "Against sham"]
    assert [head.startswith(label) for head, label in zip(heads[1:], labels, strict=True)] == [True, True]
    assert not drawn.select("tbody td svg"), "light"


# --- options ---


def said(text: str, *sources: str) -> dict[str, Any]:
    return {"words": text, "sources": list(sources)} if sources else {"words": text, "own": True}


def test_every_option_answers_the_same_four_questions_in_the_open():
    rows = [
        Option.model_validate(
            {
                "id": f"option-{sort}",
                "condition": "back",
                "name": sort.capitalize(),
                "sort": sort,
                "part": "back",
                "checked": "2026-11-23",
                "helps": said("A little.", "vas2012"),
                "sure": said("Not rated."),
                "wrong": said("A sore spot."),
                "asks": said("Time."),
                "caution": "Ask your doctor.",
            },
            strict=False,
        )
        for sort in ("nothing", "movement", "needles")
    ]
    drawn = draw("options", ledger(*rows), *(row.id for row in rows), caption="What else could help")
    assert drawn.ul["aria-label"] == "What else could help"
    assert not drawn.select("details, table")
    asked = ["Does it help?", "How sure?", "Any harm?", "Your part?"]
    for item, row in zip(drawn.select("li"), rows, strict=True):
        assert item["id"] == row.id
        assert words(item.h3) == f"{row.name} (back)"
        assert item.h3.svg
        assert [words(term) for term in item.select("dt")] == asked
        assert [words(text) for text in item.select("dd")] == [
            "A little.",
            "Not rated.",
            "A sore spot.",
            "Time.",
        ]
    assert [bool(item.get("class")) for item in drawn.select("li")] == [False, False, True]
    assert words(drawn).count("Ask your doctor.") == 1


def test_there_is_a_sign_for_every_sort_of_option():
    template = (THEME / "components/options/template.html").read_text()
    icons = set(re.findall(r'^  "([a-z-]+)": ', (THEME / "components/icon/template.html").read_text(), re.MULTILINE))
    signs = dict(re.findall(r'"(\w+)": "([\w-]+)"', template.partition("set signs")[2].partition("%}")[0]))
    assert set(signs) == set(Option.model_fields["sort"].annotation.__args__)
    assert set(signs.values()) <= icons


# --- 100 people in three groups, and 10,000 people ---


def test_one_picture_shows_three_groups_each_as_the_step_that_it_adds():
    kinds: Mapping[str, float] = {"acupuncture": 47.6, "sham": 44.2, "usual care": 27.4}
    groups = [arm(kind, count=count, of=100) for kind, count in kinds.items()]
    row = finding(id="pain", source="vas2012", arm=groups)
    drawn = draw("hundred", ledger(row), "pain")
    assert people(drawn.svg) == {"p1": 27, "p-pretend": 17, "p-sham": 4, "p0": 52}
    assert [words(item) for item in drawn.select("li")] == [
        "27 with usual care",
        "17 more with pretend needles (44)",
        "4 more with real needles (48)",
        "52 did not, even with real needles",
    ]


def harms() -> list[Harm]:
    shares = {"serious": 0.0101, "any": 9.31, "treated": 0.114}
    return [
        harm(**ANY_ROW | {"id": name, "source": "vas2012", "event": f"{name} side effect", "count": share, "of": 100})
        for name, share in shares.items()
    ]


def test_a_ladder_goes_from_frequent_to_seldom_out_of_one_number():
    rows = harms()
    drawn = draw("ladder", ledger(*rows), *(row.id for row in rows), caption="Of 10,000 people")
    assert [words(row) for row in drawn.select("tbody tr")] == [
        "any side effect 930",
        "treated side effect 11",
        "serious side effect 1",
    ]
    assert [words(text) for text in drawn.select("svg text")] == ["10,000 people", "930", "11", "1"]


def test_the_squares_of_a_ladder_are_to_scale():
    rows = harms()
    drawn = draw("ladder", ledger(*rows), *(row.id for row in rows), caption="Of 10,000 people")
    sides = [float(path["d"].partition("v-")[2].partition("h")[0]) for path in drawn.select(".ma-ladder__part")]
    for side, people_of in zip(sides, (931, 11, 1), strict=True):
        assert (side / 318) ** 2 * 10_000 == pytest.approx(people_of, rel=0.05)
