"""The ledger on the pages: fact boxes, tables, condition pages, the overview, the sources, the data to download.

tests/build/test_evidence.py runs those on the sample too that hold for any row.
"""

import csv
import json
import re
from functools import cache

import brotli
import jsonschema
import pytest
from bs4 import Tag

from builder.evidence.certainty import HEDGES, MEANS, WORDING
from builder.evidence.row import TRACED
from builder.outline import HEADINGS, PARTS
from tests.conftest import ROOT, Site
from tests.pages import CONDITIONS

MEDICAL = ("index", "conditions", "evidence", "sources")


@cache
def boxes(site: Site) -> list[Tag]:
    found = [box for page in site.pages.values() for box in page.select(".ma-fact")]
    assert found
    return found


def ledger(site: Site) -> dict:
    return json.loads((site.folder / "data/ledger.json").read_text())


def words(part: Tag) -> str:
    return " ".join(part.get_text(" ").split())


# --- fact boxes ---


def test_every_fact_box_says_who_what_when_how_sure_and_how_far_traced(site: Site):
    findings = {finding["id"]: finding for finding in ledger(site)["findings"]}
    for box in boxes(site):
        finding = findings[box["id"]]
        caption = words(box.caption)
        assert finding["outcome"] in caption
        assert finding["when"] in caption
        assert finding["who"][1:] in caption
        rating = words(box.select_one(".ma-sure"))
        assert rating.startswith(f"How sure: {finding['certainty']}.")
        assert finding["certainty"] == "not rated" or MEANS[finding["certainty"]] in rating, "it is explained"
        notes = " ".join(words(note) for note in box.select(".ma-fact__note"))
        assert (TRACED[finding["traced"]] in notes) == (finding["traced"] != "publication")
        assert box.select_one("sup a"), "no source"
        assert finding["summary"] in words(box)


def test_how_to_read_boxes_and_rows_is_said_once_on_a_page_of_studies(site: Site):
    for name, page in site.pages.items():
        if name.endswith("/studies/index.html"):
            said = words(page.main)
            for part in ("each figure is 1 of 100 people", "“Not rated” means", "“Read in a copy”", "the thin line"):
                assert said.count(part) == 1, (name, part)


def test_the_table_stands_before_the_picture_and_the_sentence_after_it(site: Site):
    for box in boxes(site):
        kinds = [child.name for child in box.children if isinstance(child, Tag)]
        assert kinds[0] == "table"
        picture = box.select_one(".ma-people, .ma-scale")
        if picture:
            assert picture.find_previous_sibling("table")
            assert picture.find_next_sibling("p")


def shown(figure: Tag) -> dict[str, int]:
    """Count the people of a picture by their state, from the outline of each part: 20 in a row, 16 × 21 a person."""
    counted = {}
    for path in figure.select("path"):
        x, y, last, end, bottom = map(
            int, re.fullmatch(r"M(\d+) (\d+)H320V(\d+)H(\d+)v21H0V(\d+)H\1z", path["d"]).groups()
        )
        assert bottom == y + 21
        counted[path["fill"][5:-1]] = (last - y) // 21 * 20 + (end - x) // 16
    return counted


def filled(figure: Tag) -> int:
    """Count the people of a picture in two states that are filled."""
    counted = shown(figure)
    assert counted.keys() <= {"p0", "p1"}
    assert sum(counted.values()) == 100
    return counted.get("p1", 0)


def test_every_picture_fills_as_many_people_as_the_table_says_and_all_have_the_same_size(site: Site):
    for box in boxes(site):
        people = box.select(".ma-people > div")
        if not people:
            continue
        assert "Out of 100 Could it be chance?" in words(box.thead)
        numbers = [row.td.b.get_text() for row in box.select("tbody tr")]
        assert [str(filled(group.svg)) for group in people] == numbers
        assert [group.b.get_text() for group in people] == numbers
        assert {group.svg["viewbox"] for group in people} == {"0 0 320 105"}


SIGNS = {  # of a person in each state: what fills it, and the strokes over it
    "p0": ("none", 0),
    "p1": ("currentColor", 0),
    "p-care": ("currentColor", 1),
    "p-sham": ("currentColor", 1),
    "p-pretend": ("none", 1),
    "p-fewer": ("none", 1),
}


def test_a_person_is_told_apart_without_colour(site: Site):
    for name, page in site.pages.items():
        signs = {tag["id"]: (tag.get("fill", "none"), len(tag.select("use + path"))) for tag in page.select("pattern")}
        assert signs.items() <= SIGNS.items(), name
        drawn = {path["fill"][5:-1] for path in page.select("[fill^='url(#p']")}
        assert drawn <= signs.keys(), name


def test_points_are_drawn_on_the_whole_scale_with_the_smallest_gap_that_people_notice(site: Site):
    findings = {finding["id"]: finding for finding in ledger(site)["findings"]}
    scales = [svg for page in site.pages.values() for svg in page.select(".ma-scale")]
    assert scales
    for svg in scales:
        scale = findings[svg.find_parent(class_="ma-fact")["id"]]["scale"]
        ends = [text.get_text() for text in svg.select("text")[-2:]]
        assert ends[1] == f"{scale['to']:g}"
        assert bool(svg.select_one(".ma-scale__noticed")) == ("noticeable" in scale)


def test_a_fact_box_is_small(site: Site):
    for box in boxes(site):
        assert len(brotli.compress(str(box).encode(), quality=11)) <= 3_000, box["id"]


# --- the pages of the conditions ---


def page_of(site: Site, condition: str) -> Tag:
    return site.pages[f"conditions/{condition}/index.html"]


def studies_of(site: Site, condition: str) -> Tag:
    """The page of all studies of a condition."""
    return site.pages[f"conditions/{condition}/studies/index.html"]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_page_has_its_parts_in_order_and_a_way_to_each(site: Site, condition: str):
    page = page_of(site, condition)
    headings = page.main.select("h2:not(.ma-words h2)")  # which only paper shows
    assert [(heading.get_text(), heading["id"]) for heading in headings] == [*PARTS.items(), ("Sources", "sources")]
    links = [link["href"] for link in page.select(".ma-contents a")]
    assert links == [f"#{heading['id']}" for heading in headings]
    short, doctor, found, options, tried, guidelines, studies = page.select(".ma-guide > .ma-part")
    assert len(short.select("p > strong")) == 1, "one main message"
    assert short.select(".ma-answer .ma-yard")
    assert short.select(".ma-glance li")
    assert doctor.select(".ma-care li")
    assert found.select("h3")
    assert words(found.select_one("#not-known").find_next_sibling()), "what is not known"
    assert options.select(".ma-options > li")
    assert tried.select("li"), "what to ask"
    assert guidelines.select(".ma-guidelines > div")
    assert studies.select('a[href$="/studies/"]')


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_page_with_a_result_against_sham_says_what_sham_is_and_names_a_source(site: Site, condition: str):
    findings = [finding for finding in ledger(site)["findings"] if finding["condition"] == condition]
    if any(gap["with"] == "sham" for finding in findings for gap in finding["comparison"]):
        short = site.pages[f"conditions/{condition}/index.html"].select_one("#in-short").parent
        assert any("sham" in words(told).lower() and told.select("sup a") for told in short.find_all("p"))


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_finding_of_a_condition_stands_on_its_page_of_all_studies_in_one_place(site: Site, condition: str):
    page = studies_of(site, condition)
    for finding in ledger(site)["findings"]:
        if finding["condition"] == condition:
            (row,) = page.find_all(id=finding["id"])
            assert row.name == "tr" or "ma-fact" in row["class"], finding["id"]
            assert finding["summary"] in words(row), finding["id"]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_the_page_of_a_condition_leads_to_every_finding_from_the_place_that_each_had(site: Site, condition: str):
    page, there = page_of(site, condition), studies_of(site, condition)
    for finding in ledger(site)["findings"]:
        if finding["condition"] == condition:
            (place,) = page.find_all(id=finding["id"])
            assert place.a["href"] == f"studies/#{finding['id']}"
            assert there.find(id=finding["id"])


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_number_of_a_short_answer_leads_to_its_row_on_the_page_of_all_studies(site: Site, condition: str):
    parts = page_of(site, condition).select(".ma-answer :is(.ma-yard, .ma-line, .ma-also)")
    assert parts
    for part in parts:
        links = part.select("a:not(sup a)")
        said = "".join(text for text in part.strings if not text.find_parent("sup"))
        assert links or (not re.search(r"\d", said) and not part.select(".ma-crowd, .ma-bar")), said
        for link in links:
            of, anchor = re.fullmatch(r"\.\./\.\./conditions/([a-z-]+)/studies/#([\w-]+)", link["href"]).groups()
            row = studies_of(site, of).find(id=anchor)
            assert row, link["href"]
            numbers = set(re.findall(r"\d+", words(row)))
            assert {number.get_text() for number in link.select("b")} <= numbers, link["href"]


@pytest.mark.parametrize("condition", CONDITIONS)
def test_some_guidelines_of_a_condition_stand_in_short_on_its_page_and_all_in_full_with_its_studies(
    site: Site, condition: str
):
    for row in (row for row in ledger(site)["guidelines"] if row["condition"] == condition):
        short, full = page_of(site, condition).find(id=row["id"]), studies_of(site, condition).find(id=row["id"])
        assert full.name == "tr", row["id"]
        if short.name == "li":
            assert short.a["href"] == f"studies/#{row['id']}"
            short = full
        for shown in (short, full):
            assert shown.select_one("dt, th").get_text().startswith(row["body"])
            assert row["words"] in words(shown)
            assert shown.select("sup a")
        assert short.b.get_text() == full.b.get_text(), "the same verdict"
        assert row.get("caution", "") in words(full), "how far it was read"
        assert row["traced"] == "publication" or TRACED[row["traced"]] in words(full), row["id"]
    assert page_of(site, condition).select_one('.ma-guide a[href$="/studies/#guidelines"]')
    assert studies_of(site, condition).select_one("h2#guidelines")


def test_the_overview_leads_to_every_condition_and_maps_every_answer(site: Site):
    page = site.pages["conditions/index.html"]
    links = {link["href"] for link in page.main.select("a")}
    assert {f"/conditions/{condition}/" for condition in CONDITIONS} <= links
    in_map = {link["href"].partition("#")[2] for link in page.select(".ma-map a")}
    assert {answer["id"] for answer in ledger(site)["answers"]} <= in_map


def test_each_condition_of_section_4_has_a_sentence_with_its_source(site: Site):
    section = site.home.find("h2", string=HEADINGS[3]).parent
    for item in section.select("li[id]"):
        assert item.select("sup a"), item["id"]


def test_section_6_draws_its_figures_from_rows_of_harms(site: Site):
    (ladder,) = site.home.find("h2", string=HEADINGS[5]).parent.select(".ma-ladder")
    events = {harm["event"] for harm in ledger(site)["harms"] if harm["unit"] == "people"}
    assert len([event for event in events if event in words(ladder)]) >= 2


def test_people_and_treatments_are_never_mixed_in_one_table_of_side_effects(site: Site):
    harms = {harm["id"]: harm["unit"] for harm in ledger(site)["harms"]}
    shown = set()
    for table in (table for page in site.pages.values() for table in page.select("table")):
        rows = [row["id"] for row in table.select("tr[id]") if row["id"] in harms]
        assert len({harms[row] for row in rows}) <= 1
        shown.update(rows)
    assert shown == set(harms), "each is in a table"


def test_on_its_page_the_figures_of_side_effects_are_folded_by_how_often_they_happened(site: Site):
    folds = site.pages["safety/figures/index.html"].main.select("details.ma-fold:has(h3)")
    for fold in folds:
        assert not fold.has_attr("open")
        assert fold.summary.h3, "a heading to jump to"
        captions = [words(caption.h4) for caption in fold.select("caption")]
        unit = captions[0].split()[-1]
        often = ("100 or more", "10 to 99", "1 to 9", "Fewer than 1", "None counted")
        assert captions == [
            caption for words_of in often if (caption := f"{words_of} out of 10,000 {unit}") in captions
        ]
    assert sum(len(fold.select("tr[id]")) for fold in folds) == len(ledger(site)["harms"])


def test_reference_pages_say_in_the_first_sentence_that_they_are_for_looking_up(site: Site):
    for name in (
        "evidence",
        "evidence/findings",
        "evidence/signs",
        "safety/figures",
        "sources",
        "sources/d-to-l",
        "sources/m-to-n",
        "sources/o-to-z",
    ):
        first = words(site.pages[f"{name}/index.html"].select_one(".ma-article > p"))
        assert re.search(r"(if|who) (you )?(want to|check|wonder)|look things up", first.partition(".")[0]), first


def test_the_words_for_each_rating_are_those_of_the_ledger(site: Site):
    table = site.pages["evidence/index.html"].select_one("#certainty").find_next("table")
    rows = [[words(cell) for cell in row.select("th, td")] for row in table.select("tbody tr")]
    assert [(rating.lower(), f"{means}.") for rating, _, means in rows] == list(MEANS.items())
    for rating, written, _ in rows:
        used = [word for word, pattern in HEDGES.items() if pattern.search(written)]
        assert used == ([WORDING[rating.lower()]] if WORDING[rating.lower()] else []), written


# --- all findings, all sources, all data ---


def test_the_table_of_findings_is_whole_and_each_row_leads_to_the_plain_words_and_the_source(site: Site):
    rows = site.pages["evidence/findings/index.html"].select("tbody tr:has(td)")
    findings = ledger(site)["findings"]
    assert len(rows) == len(findings)
    for row, finding in zip(rows, findings, strict=True):
        plain, source = row.th.a["href"], row.select("td")[-1].a["href"]
        path, _, anchor = plain.partition("#")
        page = site.pages[f"{path}index.html".lstrip("/")]
        assert page.find(id=finding["id"]) if anchor else finding["summary"] in words(page.main)
        assert anchor in (finding["id"], "")
        assert source.endswith(f"#{finding['source']}")
        for gap in finding["comparison"]:
            for number in (gap.get("value"), gap.get("low"), gap.get("high")):
                assert number is None or f"{number:g}".replace("-", "−") in words(row)


def test_every_source_is_listed_once_with_the_pages_and_figures_that_use_it(site: Site):
    lists = [page for name, page in site.pages.items() if name.startswith("sources/")]
    items = {item["id"]: item for page in lists for item in page.select(".ma-bibliography li")}
    data = ledger(site)
    assert sorted(items) == sorted(source["key"] for source in data["sources"])
    for kind in ("findings", "guidelines", "harms"):
        for row in data[kind]:
            assert row["id"] in words(items[row["source"]].small)
    for item in items.values():
        assert item.select_one("a")["href"].startswith("https://")
        assert item.small.select("a"), f"{item['id']} is used nowhere"


def test_the_data_fit_their_schema(site: Site):
    schema = json.loads((site.folder / "data/ledger.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    jsonschema.validate(ledger(site), schema)
    assert {"Finding", "Answer", "Option", "Guideline", "Harm", "Sign", "Source"} <= set(schema["$defs"])
    for kind in schema["$defs"]:
        for name, field in schema["$defs"][kind]["properties"].items():
            assert field.get("description"), f"{kind}.{name} is not explained"


def test_the_schema_refuses_data_that_are_wrong(site: Site):
    schema = json.loads((site.folder / "data/ledger.schema.json").read_text())
    data = ledger(site)
    data["findings"][0]["certainty"] = "sure"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(data, schema)


@pytest.mark.parametrize("kind", ["findings", "guidelines", "harms", "sources"])
def test_each_csv_file_says_the_same_as_the_json(site: Site, kind: str):
    with (site.folder / f"data/{kind}.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    data = ledger(site)[kind]
    assert len(rows) == len(data)
    for row, expected in zip(rows, data, strict=True):
        for name, value in expected.items():
            if isinstance(value, str):
                assert row[name] == value


def test_the_evidence_page_offers_every_file(site: Site):
    links = {link["href"] for link in site.pages["evidence/index.html"].select("a[download]")}
    assert links == {f"/data/{path.name}" for path in (site.folder / "data").iterdir()}


# --- what the pages tell machines ---


def structured(page: Tag) -> dict:
    return json.loads(page.select_one('script[type="application/ld+json"]').string)


def test_the_structured_data_say_only_what_the_page_shows(site: Site):
    for page in site.pages.values():
        says_only_what_it_shows(page)


def says_only_what_it_shows(page: Tag) -> None:
    data = structured(page)
    assert data["name"] == page.h1.get_text()
    assert data["lastReviewed"] in {time["datetime"] for time in page.select(".ma-review time")}
    assert not {"reviewedBy", "author", "aggregateRating"} & set(data)
    shown = {link["href"] for link in page.select(".ma-sources a")}
    assert set(data.get("citation", [])) <= shown
    crumbs = [(item["name"], item.get("item")) for item in data.get("breadcrumb", {}).get("itemListElement", [])]
    trail = [(link.get_text(), link["href"]) for link in page.select(".ma-trail a")]
    assert crumbs == ([*trail, (page.h1.get_text(), None)] if trail else [])


def test_medical_pages_are_called_so_and_name_their_subject_and_readers(site: Site):
    for name in (name for name in site.pages if name.startswith(MEDICAL)):
        data = structured(site.pages[name])
        assert data["@type"] == "MedicalWebPage"
        assert {"@type": "MedicalTherapy", "name": "Acupuncture"} in data["about"]
        assert data["audience"]["audienceType"] == "Patient"


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_page_names_its_condition_and_cites(site: Site, condition: str):
    data = structured(site.pages[f"conditions/{condition}/index.html"])
    assert data["about"][1]["@type"] == "MedicalCondition"
    assert data["about"][1]["name"].lower() in data["name"].lower()
    assert data["citation"]
    assert data["breadcrumb"]["itemListElement"][0]["name"] == "Guide"


def test_no_row_rests_on_what_was_withdrawn():
    text = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "content/evidence").rglob("*.toml"))
    assert [withdrawn for withdrawn in ("trinh2016neck", "chao2014ibs") if withdrawn in text] == []
