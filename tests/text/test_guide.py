"""The guide is whole: every section at its place, with its heading, its blocks and real text."""

import pytest

from builder import outline
from builder.text.guide import check_guide, in_order
from builder.text.reader import Text, read_text
from tests.text.small import context, found

DISCLAIMER = "For information & help only. It does not replace advice."
WORDS = " ".join(f"word{'abcdefghijklmnopqrstuvwxyz'[number]}" for number in range(26)) + "."
DATES = "Reviewed: 2026-11-23\nNext_review: 2027-11-23\n"
BLOCKS = {"drawing": "\n    alt: A line\n\nIt says so.\n\n///\n"}


def cards(order: int) -> str:
    """The care cards that a section must hold."""
    return "".join(
        f"\n/// care-card | {card}\n\n{''.join(f'- {part}{chr(10)}' for part in parts)}\n///\n"
        for card, parts in outline.SECTION_CARDS.get(order, {}).items()
    )


def guide() -> dict[str, str]:
    """A sound guide: the text of each file."""
    files = {}
    for order, title in enumerate((outline.INTRODUCTION, *outline.HEADINGS)):
        blocks = "".join(f"\n{block}{BLOCKS[block.split()[1]]}" for block in outline.SECTION_BLOCKS.get(order, ()))
        blocks += cards(order)
        last = f"\n{DISCLAIMER}\n" if title == outline.HEADINGS[-1] else ""
        files[f"{order:02}-s{order}.md"] = f"Title: {title}\n{DATES}\n{WORDS}\n{blocks}{last}"
    return files


def texts(files: dict[str, str]) -> list[Text]:
    drawings = dict.fromkeys(
        ("session", "needle-to-brain", "body-map"), b'<svg xmlns="http://www.w3.org/2000/svg"><g/></svg>'
    )
    return [
        read_text(f"content/guide/{name}", text.encode(), "section", context(drawings=drawings))
        for name, text in sorted(files.items())
    ]


def faults_of(files: dict[str, str], *, all_of_them: bool = False) -> list[tuple[str, int, str]]:
    read = texts(files)
    own = [fault for text in read for fault in text.faults] if all_of_them else []
    return [
        (file.removeprefix("content/guide/"), line, rule)
        for file, line, rule in found([*own, *check_guide(read, DISCLAIMER)])
    ]


def test_a_whole_guide_has_no_faults_whatever_signs_its_disclaimer_holds():
    assert faults_of(guide(), all_of_them=True) == []


def test_sections_are_in_the_order_of_their_numbers():
    files = guide()
    files["more.md"] = files.pop("03-s3.md")
    assert [(section.order, section.slug) for section in in_order(texts(files))][:4] == [
        (0, "s0"),
        (1, "s1"),
        (2, "s2"),
        (4, "s4"),
    ]


def test_a_file_without_a_number_is_one_fault():
    files = guide()
    files["more.md"] = files.pop("03-s3.md")
    assert faults_of(files) == [("more.md", 0, "section-file")]


def test_a_section_that_is_missing_is_told_of_the_folder():
    files = guide()
    del files["11-s11.md"]
    assert faults_of(files) == [("content/guide", 0, "section-missing")]
    (fault,) = check_guide(texts(files), DISCLAIMER)
    assert fault.fix == "restore the file 11-….md with “Title: Medical Disclaimer”"


def test_a_section_whose_heading_was_changed_is_one_fault():
    files = guide()
    files["01-s1.md"] = files["01-s1.md"].replace("What Is", "What is")
    assert faults_of(files) == [("01-s1.md", 1, "section-renamed")]
    (fault,) = check_guide(texts(files), DISCLAIMER)
    assert fault.expected == "word for word “What Is Medical Acupuncture?”"


def test_a_section_too_many_is_a_fault_at_its_title():
    files = guide() | {"12-more.md": f"{DATES}Title: Final Thougts\n\n{WORDS}\n"}
    assert faults_of(files) == [("12-more.md", 3, "section-unexpected")]
    (fault,) = check_guide(texts(files), DISCLAIMER)
    assert "did you mean “Final Thoughts”" in fault.wrong


def test_a_section_that_is_there_twice_names_the_other():
    files = guide()
    files["12-again.md"] = files["01-s1.md"]
    assert faults_of(files) == [("12-again.md", 1, "section-twice")]
    (fault,) = check_guide(texts(files), DISCLAIMER)
    assert fault.expected == "one; the other is content/guide/01-s1.md"


def test_sections_that_changed_places_are_told_where_they_belong():
    files = guide()
    files["01-s1.md"], files["02-s2.md"] = files["02-s2.md"], files["01-s1.md"]
    assert faults_of(files) == [("01-s1.md", 1, "section-order"), ("02-s2.md", 1, "section-order")]
    assert [fault.fix for fault in check_guide(texts(files), DISCLAIMER)] == [
        "rename the file to 02-s1.md",
        "rename the file to 01-s2.md",
    ]


@pytest.mark.parametrize(("text", "count"), [("Too short.", 2), ("word " * 40, 1), ("", 0)])
def test_a_section_needs_real_text(text: str, count: int):
    files = guide()
    files["01-s1.md"] = f"Title: What Is Medical Acupuncture?\n{DATES}\n{text}\n"
    assert faults_of(files) == [("01-s1.md", 0, "section-empty")]
    (fault,) = check_guide(texts(files), DISCLAIMER)
    assert f"has {count} different words" in fault.wrong


def test_a_section_that_lost_its_card_or_its_drawing_is_told_which():
    files = guide()
    files["06-s6.md"] = files["06-s6.md"].replace("| emergency", "| soon")
    files["05-s5.md"] = files["05-s5.md"].replace("| session", "| body-map")
    assert faults_of(files) == [("05-s5.md", 0, "section-block-missing"), ("06-s6.md", 0, "section-block-missing")]
    assert {"/// care-card | emergency" in str(fault) for fault in check_guide(texts(files), DISCLAIMER)} == {
        True,
        False,
    }


def test_a_card_that_lost_signs_which_its_section_must_show_is_told_of_them():
    files = guide()
    files["06-s6.md"] = files["06-s6.md"].replace("| emergency\n\n- needles", "| emergency\n\n- back")
    (fault,) = check_guide(texts(files), DISCLAIMER)
    line = files["06-s6.md"].split("\n").index("/// care-card | emergency") + 1
    assert (str(fault.place), fault.rule) == (f"content/guide/06-s6.md:{line}", "card-part-missing")
    assert fault.wrong == "the card “emergency” has lost its line “- needles”"


def test_a_heading_of_level_2_in_a_section_is_a_fault_at_its_line():
    files = guide()
    files["01-s1.md"] += "\n## More\n\nText.\n"
    assert faults_of(files) == [("01-s1.md", 7, "section-heading")]
    (fault,) = check_guide(texts(files), DISCLAIMER)
    assert fault.fix == "write it with ###: ### More"


def test_the_last_section_must_hold_the_disclaimer_word_for_word():
    files = guide()
    files["11-s11.md"] = files["11-s11.md"].replace("does not replace", "may replace")
    assert faults_of(files) == [("11-s11.md", 0, "disclaimer-section")]


@pytest.mark.parametrize(("text", "rule"), [("", "document-empty"), (DATES + f"\n{WORDS}\n", "field-missing")])
def test_a_section_that_cannot_be_read_is_one_fault(text: str, rule: str):
    files = guide() | {"01-s1.md": text}
    assert [rule for _, _, rule in faults_of(files, all_of_them=True)] == [rule]
