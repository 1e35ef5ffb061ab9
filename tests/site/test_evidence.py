"""The ledger on the pages: fact boxes, tables, condition pages, the overview, the sources, the data to download."""

import csv
import json
import re

import brotli
import jsonschema
import pytest
from bs4 import Tag

from plugins.ledger import HEDGES, MEANS, WORDING
from tests.conftest import ROOT, Project, Site
from tests.site.test_pages import CONDITIONS, PAGES

PARTS = [
    "In short",
    "What studies found",
    "What is not known",
    "What guidelines say, and why they differ",
    "Other options to talk about",
    "When to see a doctor first",
    "Sources",
]
MEDICAL = [name for name in PAGES if name.startswith(("index", "conditions", "evidence", "sources"))]


def boxes(site: Site) -> list[Tag]:
    return [box for page in site.pages.values() for box in page.select(".ma-fact")]


def ledger(site: Site) -> dict:
    return json.loads((site.folder / "data/ledger.json").read_text())


def words(part: Tag) -> str:
    return " ".join(part.get_text(" ").split())


# --- fact boxes ---


def test_every_fact_box_says_who_what_when_how_sure_and_how_far_traced(site: Site):
    findings = {finding["id"]: finding for finding in ledger(site)["findings"]}
    assert len(boxes(site)) >= 25
    for box in boxes(site):
        finding = findings[box["id"]]
        caption = words(box.caption)
        assert finding["outcome"] in caption
        assert finding["when"] in caption
        assert finding["who"][1:] in caption
        assert f"How sure: {finding['certainty']}." in words(box.select_one(".ma-sure"))
        assert len(words(box.select_one(".ma-sure")).split(".")[1]) > 20, "the certainty is not explained"
        assert re.search(r"Figure (read|taken) ", words(box.select(".ma-fact__note")[-1]))
        assert box.select_one("sup a"), "no source"
        assert finding["summary"] in words(box)


def test_the_table_stands_before_the_picture_and_the_sentence_after_it(site: Site):
    for box in boxes(site):
        kinds = [child.name for child in box.children if isinstance(child, Tag)]
        assert kinds[0] == "table"
        picture = box.select_one(".ma-people, .ma-scale")
        if picture:
            assert picture.find_previous_sibling("table")
            assert picture.find_next_sibling("p")


def filled(figure: Tag) -> int:
    """Count the people of a picture that are filled, from the outline of the filled part."""
    path = figure.select("path")[-1]
    assert path["fill"] == "url(#p1)"
    edge, step, top = map(int, re.fullmatch(r"M0 300h240V(\d+)H(\d+)V(-?\d+)H0z", path["d"]).groups())
    assert edge - top == 30
    return (300 - edge) // 30 * 10 + step // 24


def test_every_picture_fills_as_many_people_as_the_table_says_and_all_have_the_same_size(site: Site):
    seen = 0
    for box in boxes(site):
        people = box.select(".ma-people > div")
        if not people:
            continue
        seen += 1
        assert "Out of 100 Could the gap be chance?" in words(box.thead)
        numbers = [row.td.b.get_text() for row in box.select("tbody tr")]
        assert [str(filled(group.svg)) for group in people] == numbers
        assert [group.b.get_text() for group in people] == numbers
        assert {group.svg["viewbox"] for group in people} == {"0 0 240 300"}
    assert seen >= 15


def test_a_person_is_told_apart_without_colour(site: Site):
    for page in site.pages.values():
        if page.select_one(".ma-people, .ma-harm"):
            empty, full = page.select("pattern")
            assert not empty.path.get("fill"), "an outline"
            assert full.use["fill"] == "currentColor", "a filled shape"


def test_points_are_drawn_on_the_whole_scale_with_the_smallest_gap_that_people_notice(site: Site):
    findings = {finding["id"]: finding for finding in ledger(site)["findings"]}
    drawn = [svg for page in site.pages.values() for svg in page.select(".ma-scale")]
    assert len(drawn) >= 5
    for svg in drawn:
        scale = findings[svg.find_parent(class_="ma-fact")["id"]]["scale"]
        ends = [text.get_text() for text in svg.select("text")[-2:]]
        assert ends[1] == f"{scale['to']:g}"
        assert bool(svg.select_one(".ma-scale__noticed")) == ("noticeable" in scale)


def test_a_fact_box_is_small(site: Site):
    for box in boxes(site):
        assert len(brotli.compress(str(box).encode(), quality=11)) <= 3_000, box["id"]


def test_a_gap_that_could_be_chance_is_called_so_in_the_box(site: Site):
    row = next(box for box in boxes(site) if box["id"] == "back-gerac").select("tbody tr")[1]
    assert words(row).startswith("Sham 44")
    assert words(row).endswith("yes, it could")


# --- the pages of the conditions ---


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_page_has_its_parts_in_order_and_a_way_to_each(site: Site, condition: str):
    page = site.pages[f"conditions/{condition}/index.html"]
    assert [heading.get_text() for heading in page.select(".ma-guide h2")] == PARTS
    links = [link["href"] for link in page.select(".ma-contents a")]
    assert links == [f"#{heading['id']}" for heading in page.select(".ma-guide h2")]
    short, found, unknown, guidelines, options, doctor = page.select(".ma-guide > section")[:6]
    assert 2 <= len(short.select("li")) <= 3
    assert found.select(".ma-fact")
    assert found.select(".ma-findings")
    assert len(unknown.select("li")) >= 3
    assert guidelines.select("table")
    assert "our reading" in words(guidelines).lower() or len(guidelines.select("tbody tr")) <= 2
    assert re.search(r"nothing (extra )?for now", words(options), re.IGNORECASE)
    assert doctor.select(".ma-care li")


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_page_explains_sham_and_says_that_it_is_disputed(site: Site, condition: str):
    text = words(site.pages[f"conditions/{condition}/index.html"].select_one("#in-short").parent)
    assert re.search(r"[Ss]ham is a pretend version", text)
    assert "disputed" in text


@pytest.mark.parametrize("condition", CONDITIONS)
def test_a_condition_page_shows_what_beats_sham_and_what_does_not(site: Site, condition: str):
    text = words(site.pages[f"conditions/{condition}/index.html"].main).lower()
    assert "sham" in text
    assert re.search(r"could be chance|little or no difference|about equally well|may not ease", text)


@pytest.mark.parametrize("condition", CONDITIONS)
def test_every_finding_of_a_condition_stands_once_on_its_page(site: Site, condition: str):
    page = site.pages[f"conditions/{condition}/index.html"]
    for finding in ledger(site)["findings"]:
        if finding["condition"] == condition:
            assert len(page.select(f"#{finding['id']}")) == 1, finding["id"]


def test_the_overview_answers_the_same_questions_for_all_six_and_ranks_none(site: Site):
    page = site.pages["conditions/index.html"]
    assert len(page.select("table")) == len(CONDITIONS)
    for table, condition in zip(page.select("table"), CONDITIONS, strict=True):
        rows = [row.th.get_text() for row in table.select("tbody tr")]
        assert rows[0] in ("Against usual care", "Against no acupuncture")
        assert rows[1:] == ["Against sham", "How sure", "Guidelines"]
        assert table.find_next("a", href=f"/conditions/{condition}/")
    assert "does not say for which condition acupuncture is best" in words(page.main)


def test_section_4_shows_each_condition_with_a_line_of_the_ledger_and_links_to_its_page(site: Site):
    section = site.home.select_one("#what-conditions-it-may-help-with").parent
    summaries = [finding["summary"] for finding in ledger(site)["findings"]]
    for heading, condition in zip(section.select("h3[id]"), CONDITIONS, strict=True):
        following = [*heading.find_next_siblings()]
        own = following[: next((i for i, part in enumerate(following) if part.name == "h3"), len(following))]
        text = " ".join(words(part) for part in own)
        assert any(summary in text for summary in summaries), condition
        assert any(part.select_one(f'a[href="/conditions/{condition}/"]') for part in own)
        assert "How sure:" in text


def test_section_6_draws_its_figures_from_the_rows_of_harms(site: Site):
    harms = {harm["id"]: harm for harm in ledger(site)["harms"]}
    section = site.home.select_one("#is-it-safe").parent
    figure = section.select_one(".ma-harm")
    assert filled(figure.svg) == round(harms["any-per-course"]["count"])
    table = words(section.table)
    assert "930 (510 to 1,460)" in table
    assert "760 (140 to 1,800)" in table


def test_people_and_treatments_are_never_mixed_in_one_table_of_side_effects(site: Site):
    harms = {harm["id"]: harm["unit"] for harm in ledger(site)["harms"]}
    tables = site.pages["evidence/side-effects/index.html"].select("table")
    for table in tables:
        assert len({harms[row["id"]] for row in table.select("tr[id]")}) == 1
    assert sum(len(table.select("tr[id]")) for table in tables) == len(harms)


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
    assert len(rows) == len(findings) >= 180
    for row, finding in zip(rows, findings, strict=True):
        plain, source = row.th.a["href"], row.select("td")[-1].a["href"]
        path, _, anchor = plain.partition("#")
        assert anchor == finding["id"]
        assert site.pages[f"{path}index.html".lstrip("/")].find(id=anchor)
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
    assert set(schema["$defs"]) == {"Finding", "Guideline", "Harm", "Arm", "Comparison", "Scale", "Source"}
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
    with (site.folder / f"data/{kind}.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    data = ledger(site)[kind]
    assert len(rows) == len(data)
    for row, expected in zip(rows, data, strict=True):
        for name, value in expected.items():
            if isinstance(value, str):
                assert row[name] == value
    if kind == "findings":
        gerac = next(row for row in rows if row["id"] == "back-gerac")
        assert (gerac["arm_1_count"], gerac["arm_2_kind"], gerac["gap_1_low"]) == ("47.6", "sham", "-3.7")


def test_the_evidence_page_offers_every_file(site: Site):
    links = {link["href"] for link in site.pages["evidence/index.html"].select("a[download]")}
    assert links == {f"/data/{path.name}" for path in (site.folder / "data").iterdir()}


# --- what the pages tell machines ---


def structured(page: Tag) -> dict:
    return json.loads(page.select_one('script[type="application/ld+json"]').string)


@pytest.mark.parametrize("name", PAGES)
def test_the_structured_data_say_only_what_the_page_shows(site: Site, name: str):
    page = site.pages[name]
    data = structured(page)
    assert data["name"] == page.h1.get_text()
    assert data["lastReviewed"] in {time["datetime"] for time in page.select(".ma-review time")}
    assert not {"reviewedBy", "author", "aggregateRating"} & set(data)
    shown = {link["href"] for link in page.select(".ma-sources a")}
    assert set(data.get("citation", [])) <= shown
    crumbs = [(item["name"], item.get("item")) for item in data.get("breadcrumb", {}).get("itemListElement", [])]
    trail = [(link.get_text(), link["href"]) for link in page.select(".ma-trail a")]
    assert crumbs == ([*trail, (page.h1.get_text(), None)] if trail else [])


@pytest.mark.parametrize("name", MEDICAL)
def test_medical_pages_are_called_so_and_name_their_subject_and_readers(site: Site, name: str):
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


# --- one number, typed once ---


def test_a_figure_that_changes_in_the_ledger_changes_everywhere(project: Project):
    file = "content/evidence/findings/back-and-neck-pain.toml"
    project.replace(file, "count = 44.2", "count = 41.2")
    project.replace(file, "value = 3.4\n", "value = 6.4\n")
    assert project.build().returncode == 0
    home, page = project.read("output/index.html"), project.read("output/conditions/back-and-neck-pain/index.html")
    assert "48 out of 100 people with acupuncture, 41 with sham" in home
    assert "<b>41</b>" in page
    assert "Sham 41.2" in project.read("output/evidence/findings/index.html")


def test_no_row_rests_on_what_was_withdrawn_or_only_remembered():
    for path in (ROOT / "content/evidence").rglob("*.toml"):
        text = path.read_text(encoding="utf-8")
        for withdrawn in ("trinh2016neck", "chao2014ibs", "memory"):
            assert withdrawn not in text, f"{withdrawn} in {path.name}"
