"""Every rule of texts is broken on purpose: the whole set of faults is compared, so a false one fails too."""

from dataclasses import dataclass

import pytest

from builder.evidence import Evidence
from builder.evidence.ledger import Ledger
from builder.faults import Rule
from builder.text import block_rules as block
from builder.text import cards, citations, condition, document, header, markup, numbers, reader, terms, wording
from builder.text.reader import context_of, read_text
from tests.text.small import EVIDENCE, HEADER, SVG, TODAY, context, found, on_line

FILE = "content/pages/a.md"
FIELDS = HEADER["page"]


@dataclass
class Case:
    """A document, the rule that it breaks, words on the line that is named, and words of the message."""

    text: str | bytes
    rule: type[Rule]
    line: str  # empty for a fault of the file as a whole
    says: str
    kind: reader.Kind = "page"
    file: str = FILE


def body(rule: type[Rule], text: str, line: str, says: str) -> Case:
    """A case of a text below a sound header."""
    return Case(FIELDS + text + "\n", rule, line, says)


def field(rule: type[Rule], old: str, new: str, says: str, line: str = "") -> Case:
    """A case of a header in which something is replaced."""
    assert old in FIELDS
    return Case(FIELDS.replace(old, new, 1) + "Some text.\n", rule, line or new.split("\n")[0], says)


PARTS = {
    "The short answer": "Text.\n\n/// short-answer\n\n- answer-back\n\n///",
    "When to see a doctor first": "/// care-card | emergency\n\n- general\n\n///\n\n"
    "/// care-card | urgent\n\n- general\n\n///",
    "What studies found": "Text.",
    "What else could help": "/// options | Caption\n\n- option-nothing\n- option-needles\n\n///",
    "If you want to try it": "Text.",
    "What guidelines say": "/// guidelines | Caption\n\n- nice\n\n///",
    "All studies": "Text.",
}
SOUND_CONDITION = HEADER["condition"] + "".join(f"## {part}\n\n{text}\n\n" for part, text in PARTS.items())


def part(rule: type[Rule], old: str, new: str, line: str, says: str) -> Case:
    """A case of a condition page in which something is replaced."""
    assert old in SOUND_CONDITION
    text = SOUND_CONDITION.replace(old, new, 1)
    return Case(text, rule, line, says, "condition", "content/conditions/a.md")


CASES = [
    body(
        terms.TermUnknown, "It is [usual](term:usual-car).", "It is", "no term “usual-car” (did you mean “usual-care”?)"
    ),
    body(terms.TermUnknown, "It is [usual](term:).", "It is", "no term “”"),
    body(terms.TermMisplaced, "## Of [usual care](term:usual-care)\n\nIt is so.", "## Of", "the term “usual care”"),
    body(
        terms.TermMisplaced,
        "/// table | C\n\n| [GP](term:gp) | B |\n| --- | --- |\n| 1 | 2 |\n\n///",
        "| [GP]",
        "the term “GP” is marked in a heading, the head of a table",
    ),
    body(
        terms.TermAgain,
        "Ask a [GP](term:gp).\n\nAsk two [GPs](term:gp).",
        "Ask two",
        "“gp” is marked again; first in line 6",
    ),
    body(terms.TermAgain, "Ask a [GP](term:gp) or a [GP](term:gp).", "Ask a", "“gp” is marked again"),
    # a file
    Case("", document.DocumentEmpty, "", "the file is empty"),
    Case(" \n", document.DocumentEmpty, "", "the file is empty"),
    Case(b"\xef\xbb\xbf" + f"{FIELDS}Text.".encode(), document.ByteOrderMark, "Title", "byte-order mark"),
    Case(f"{FIELDS}Text.\nCaf".encode() + b"\xe9", document.DocumentEncoding, "Caf", "0xe9 is not UTF-8"),
    Case((FIELDS + "Text.\n").replace("\n", "\r\n"), document.LineEnds, "Title", "Windows line ends"),
    *(
        body(document.ControlCharacter, f"Text.\nNo coo{odd}kies.", "coo", f"the control character {odd!a}")
        for odd in ("\x00", "\u200b", "\u00ad", "\u202e", "\ufffd")
    ),
    # its header
    field(document.HeaderLine, "Summary", "No field\nSummary", "cannot be read: 'No field'", "No field"),
    field(document.FieldTwice, "Summary", "Title: Again\nSummary", "“Title” is there twice", "Again"),
    field(header.FieldMissing, "Title: A page\n", "", "no field “Title”", "Summary"),
    field(header.FieldUnknown, "Summary", "Templat: page\nSummary", "did you mean “Template”", "Templat"),
    field(header.FieldUnknown, "Summary", "Status: draft\nSummary", "“Status” is unknown", "Status"),
    field(header.FieldUnusable, "Title: A page", "Title:", "no usable value"),
    field(header.FieldUnusable, "Summary", "Save_as: x.htm\nSummary", "no usable value: “x.htm”"),
    field(header.FieldUnusable, "Summary", "Save_as: ../x.html\nSummary", "no usable value: “../x.html”"),
    field(header.FieldUnusable, "Summary", "Save_as: X.html\nSummary", "expected: small letters"),
    field(header.FieldUnusable, "Summary", "Letters: a to g\nSummary", "expected: two capital letters"),
    field(header.FieldUnusable, "Summary", "Template: a/b\nSummary", "expected: the name of a template"),
    field(header.DateUnreadable, "2026-11-23", "2026-11", "not a whole date: “2026-11”", "Reviewed"),
    field(header.DateUnreadable, "2026-11-23", "2026-02-30", "not a whole date: “2026-02-30”", "Reviewed"),
    field(header.DateUnreadable, "2027-11-23", "23 May 2026", "not a whole date", "Next_review"),
    field(header.ReviewInFuture, "2026-11-23", "2026-11-27", "(2026-11-27) lies in the future", "Reviewed"),
    field(header.ReviewTooLate, "2027-11-23", "2027-11-25", "(2027-11-25) is not within a year", "Next_review"),
    field(header.ReviewTooLate, "2027-11-23", "2026-11-23", "a day after “Reviewed”", "Next_review"),
    field(header.SummaryLength, FIELDS.split("\n")[1], "Summary: A", "the summary has 1 letter ["),
    field(header.SummaryLength, FIELDS.split("\n")[1], f"Summary: {'a' * 39}", "say in one or two sentences"),
    field(header.SummaryLength, FIELDS.split("\n")[1], f"Summary: {'a' * 181}", "181 letters"),
    field(header.PageTemplateUnknown, "Summary", "Template: pgae\nSummary", "did you mean “page”", "pgae"),
    Case(FIELDS, reader.PageEmpty, "", "the page has no text"),
    Case(f"{FIELDS}<!-- nothing -->\n", reader.PageEmpty, "", "the page has no text"),
    # words
    body(wording.ForbiddenWord, "It is Proven.", "Proven", "the word “Proven” is not used on this site: no study"),
    body(wording.ForbiddenWord, "It is _proven_.", "proven", '<!-- allow "proven": the reason -->'),
    body(wording.ForbiddenWord, "Fill-in: more.", "Fill-in", "something is still to be filled in"),
    body(
        wording.AllowanceReason, '<!-- allow "cure" -->\nNo cure.', "allow", "the allowance of “cure” gives no reason"
    ),
    body(wording.AllowanceUnused, '<!-- allow "cure": denied -->\nNo.\nMore.', "allow", "“cure” allows nothing"),
    # markup
    *(body(markup.RawHtml, f"<{tag}>x", tag, f"raw HTML: “<{tag}”") for tag in ("script", "style", "form", "/b")),
    body(markup.RawHtml, "<!-- not closed", "<!--", "a comment must be closed"),
    *(
        body(markup.BracesUnknown, f"Text. {odd}", "Text", f"these braces mean nothing here: “{odd}")
        for odd in ("{: onclick=x}", "{ : .ma-sure}", "{:.ma-sure}", "{filname}", "{: #a .b lang=fr x}")
    ),
    body(markup.ListInText, "Do this:\n- now", "- now", "right below a line of text"),
    body(markup.ListInText, "Do this:\n1. now", "1. now", "right below a line of text"),
    body(markup.ItemIndented, "- a\n  - b", "- b", "indented by 2 spaces"),
    body(markup.ListsMerged, "- a\n1. b", "1. b", "a list of another kind"),
    # blocks
    body(block.BlockNothingOpen, "Text.\n\n///", "///", "nothing is open"),
    body(block.BlockNotClosed, "/// help-numbers\n\nText.", "///", "this block is not closed"),
    body(block.BlockNotClosed, "/// care-card | crisis\n\n/// help-numbers\n///", "crisis", "is not closed"),
    body(block.BlockUnknown, "/// keypoints\n\n- a\n\n///", "keypoints", "did you mean “key-points”"),
    *(
        body(block.ListMissing, f"/// {name}\n///", "///", f"“{name}” has no list")
        for name in ("key-points", "glance", "doors")
    ),
    body(block.FoldUnsound, "/// fold\n\nSome text.\n\n///", "/// fold", "has no summary"),
    body(block.FoldUnsound, "/// fold | Who\n\n///", "/// fold", "has no text"),
    body(block.CaptionMissing, "/// table\n\n| A |\n| --- |\n| 1 |\n\n///", "/// table", "has no caption"),
    body(block.TableRowsMissing, "/// table | C\n\nText.\n\n///", "/// table", "holds no table"),
    body(block.TableRowsMissing, "/// table | C\n\n| A |\n| :-- |\n| 1 |\n\n///", "/// table", "no colons"),
    body(block.BlockArgument, "/// key-points | x\n\n- a\n\n///", "///", "takes nothing after its name"),
    body(block.BlockOptions, "/// help-numbers\n    all: yes\n///", "///", "takes no options"),
    body(block.DrawingMissing, "/// drawing | sesion\n    alt: A\n\nT.\n\n///", "///", "did you mean “session”"),
    body(block.DrawingMissing, "/// drawing | ../session\n    alt: A\n\nT.\n\n///", "///", "no drawing"),
    body(block.DrawingCaptionMissing, "/// drawing | session\n    alt: A\n\n///", "///", "has no caption"),
    *(
        body(block.DrawingAltMissing, f"/// drawing | session\n{option}\nText.\n\n///", "///", "no alt text")
        for option in ("", "    note: A\n", "    alt: A: b\n", '    alt: "A" b\n', "    alt: # a\n", "    width: 3\n")
    ),
    *(
        body(block.RowsNotNamed, f"{rows}\n///", "///", "does not name its rows")
        for rows in (
            "/// fact-box",
            "/// fact-box | back\ntext",
            "/// findings | Caption",
            "/// findings | Caption\n\nback\n",
            "/// harms\n\n- bruise\n",
            "/// short-answer | Caption\n\n- answer-back\n",
            "/// short-answer",
        )
    ),
    body(numbers.RowUnknown, "/// fact-box | bakc\n///", "///", "no finding “bakc” (did you mean “back”?)"),
    body(numbers.RowUnknown, "/// harms | C\n\n- bruise\n- back\n\n///", "- back", "no harm “back”"),
    body(block.BoxWithoutNumber, "/// fact-box | head\n///", "///", "“head” has no number for a reader"),
    body(block.BoxOfNobody, "/// ladder | C\n\n- bruise\n- lung\n\n///", "- lung", "“lung” would show nobody"),
    body(block.PictureOfGroups, "/// hundred | back\n///", "///", "“back” cannot be drawn as one picture"),
    body(block.RowShownTwice, "/// fact-box | back\n///\n\n/// findings | C\n\n- back \n\n///", "- back", "in line 6"),
    # care cards
    body(cards.CardUnknown, "/// care-card | emergancy\n\n- back\n\n///", "///", "did you mean “emergency”"),
    body(cards.CardEmpty, "/// care-card | urgent\n\n///", "///", "the card “urgent” names no signs"),
    *(
        body(
            cards.CardText, f"/// care-card | urgent\n\n- back\n\n{text}\n\n///", text, f"no text of its own: “{text}”"
        )
        for text in ("- you have chest pain", "#### Back", "- Back", "1. back", "Call [us](https://a.example).")
    ),
    body(cards.CardNameUnknown, "/// care-card | urgent\n\n- chest\n- bakc\n\n///", "- bakc", "(did you mean “back”?)"),
    body(cards.CardNameUnknown, "/// care-card | urgent\n\n- fevers\n\n///", "- fevers", "(did you mean “fever”?)"),
    body(
        cards.CardNameOutOfPlace,
        "/// care-card | soon\n\n- back\n- chest\n- mood\n\n///",
        "- mood",
        "“mood” has no sign for the card “soon”",
    ),
    body(cards.CardNameOutOfPlace, "/// care-card | emergency\n\n- fever\n\n///", "- fever", "; it is “today”"),
    body(
        cards.CardTooLong,
        "Text.\n\n/// care-card | emergency\n\n- head\n- back\n\n///",
        "///",
        "8 signs stand in one list under “Headache”",
    ),
    # numbers
    body(numbers.RowUnknown, "It was [=bakc].", "bakc", "no row “bakc” (did you mean “back”?)"),
    body(numbers.FormUnknown, "It was [=back tea].", "tea", "[=back words], [=back certainty], [=back acupuncture]"),
    body(numbers.FormUnknown, "It was [= back].", "back", "“[= back]”"),
    body(numbers.FormUnknown, "It was [=nice].", "nice", "“[=nice]”"),
    body(numbers.FormUnknown, "It was [=lung of 5].", "lung", "“[=lung of 5]”"),
    body(numbers.FormMisplaced, "## Of [=back sham] people", "back", "is in a heading"),
    field(numbers.FormMisplaced, "Summary: ", "Summary: [=back] ", "“[=back]” is in a heading, the header"),
    body(
        numbers.FormMisplaced,
        "/// drawing | session\n    alt: Of [=back sham]\n\nText.\n\n///",
        "alt",
        "the first lines of a block",
    ),
    *(
        body(numbers.NumberTyped, f"It helped {number}.", "It helped", says)
        for number, says in {
            "48 out of 100 people": "the ledger has it in [=back acupuncture]",
            "99.7% of them": "no row of the ledger gives it",
            "1 in 7 people": "“1 in 7” is typed by hand",
            "one in seven": "“one in seven” is typed by hand",
            "2 of 229,230 people": "[=lung]",
            "**48** out of\n100 people": "“48 out of 100” is typed by hand",
            "48&nbsp;％ of them": "“48 %” is typed by hand",
            "48/100 of them": "“48/100” is typed by hand",
        }.items()
    ),
    body(numbers.CertaintyWords, "Backs may be better. [@haake]", "may", "the sentence says “may”"),
    body(numbers.CertaintyWords, "It may be so: [=head words].", "may", "“probably” for head (moderate)"),
    body(numbers.CertaintyWords, "Probably better. [@haake]", "Probably", "a plain statement for back (not rated)"),
    # citations
    *(
        body(citations.CitationForm, f"It was so. {odd}", "It was", f"cannot be resolved: “{odd}”")
        for odd in ("[@haake, @witt]", "[@haake p. 3]", "[ @haake]")
    ),
    field(citations.CitationForm, "Summary: ", "Summary: [@haake] ", "cannot be resolved"),
    body(citations.CitedSourceUnknown, "So. [@witt; @linda]", "So", "key “linda” (did you mean “linde”?)"),
    # the pages of conditions
    part(condition.ConditionTemplate, "Template: condition", "Template: page", "Template", "has another template"),
    Case(
        f"{HEADER['studies'].replace(': studies', ': page')}Text.\n",
        condition.ConditionTemplate,
        "Template",
        "expected: Template: studies",
        "studies",
        "content/studies/a.md",
    ),
    part(condition.PartMissing, "## All studies\n\nText.\n\n", "", "", "the part “All studies” is missing"),
    part(condition.PartMissing, "## All studies", "## Every one", "Every one", "the part “All studies” is missing"),
    part(condition.PartUnexpected, "## All studies", "## More\n\nText.\n\n## All studies", "More", "not belong here"),
    part(
        condition.PartUnexpected,
        "## If you want",
        "## The short answer \n\nText.\n\n## If you want",
        "## The short answer ",
        "here again",
    ),
    part(
        condition.PartAnchor, "## All studies", "## All studies {: #all}", "#all", "the anchor #all-studies is set by"
    ),
    part(condition.PartAnchor, "## All studies", "## All studies {: .wide}", ".wide", "of its own: “{: .wide}”"),
    part(
        condition.PartBlockMissing,
        "/// options | Caption\n\n- option-nothing\n- option-needles\n\n///",
        "Text.",
        "What else",
        "no block “/// options”",
    ),
    part(
        condition.PartCardMissing,
        "| emergency\n\n- general",
        "| crisis\n\n- mood",
        "## When",
        "no card “/// care-card | emergency”",
    ),
    part(
        cards.CardPartMissing, "emergency\n\n- general", "emergency\n\n- back", "emergency", "lost its line “- general”"
    ),
    part(condition.PartEmpty, "## All studies\n\nText.", "## All studies\n", "## All", "“All studies” is empty"),
    Case(
        SOUND_CONDITION.replace("## All studies", "## X", 1)
        .replace("## If you want to try it", "## All studies", 1)
        .replace("## X", "## If you want to try it", 1),
        condition.PartOrder,
        "",
        "not in their order",
        "condition",
        "content/conditions/a.md",
    ),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule.name}: {case.says}")
def test_each_way_to_break_a_rule_is_one_fault_at_its_line(case: Case):
    data = case.text if isinstance(case.text, bytes) else case.text.encode()
    text = data.decode(errors="replace")
    where = on_line(text, case.line)
    faults = read_text(case.file, data, case.kind, context()).faults
    assert found(faults) == [(case.file, where, case.rule.name)], "\n".join(map(str, faults))
    assert case.says in str(faults[0])


def test_a_card_of_another_part_of_the_page_is_none_of_those_that_a_reader_needs_there():
    moved = SOUND_CONDITION.replace("/// care-card | emergency\n\n- general\n\n///\n\n", "")
    moved = moved.replace(
        "## What studies found\n\n", "## What studies found\n\n/// care-card | emergency\n\n- general\n\n///\n\n"
    )
    (fault,) = read_text("content/conditions/a.md", moved.encode(), "condition", context()).faults
    assert (fault.rule, fault.place.line) == ("part-card-missing", on_line(moved, "## When"))


def test_a_page_asks_for_the_signs_that_belong_to_it():
    text = SOUND_CONDITION.replace("- general", "- back")
    faults = read_text("content/conditions/joint-pain.md", text.encode(), "condition", context()).faults
    lost = {"infection", "joints", "heart", "fast"}
    assert {fault.wrong for fault in faults} == {
        *(f"the card “emergency” has lost its line “- {part}”" for part in lost),
        "the card “urgent” has lost its line “- joints”",
        "the part “When to see a doctor first” has no card “/// care-card | soon”",
    }
    assert {fault.place.line for fault in faults if "emergency" in fault.wrong} == {on_line(text, "| emergency")}


def test_signs_that_cannot_be_read_are_not_missed_by_a_card_too():
    ledger = Ledger({}, {}, frozenset({"signs.toml", "fever"}))
    broken = Evidence(ledger, EVIDENCE.sources)
    known = context_of(broken, context().words, context().regions, (), context().templates, TODAY, False)
    data = f"{FIELDS}/// care-card | urgent\n\n- fever\n- back\n- bakc\n\n///\n"
    faults = read_text(FILE, data.encode(), "page", known).faults
    assert found(faults) == [(FILE, on_line(data, "- bakc"), cards.CardNameUnknown.name)]


def test_a_page_that_keeps_all_rules_has_no_faults():
    assert not read_text("content/conditions/a.md", SOUND_CONDITION.encode(), "condition", context()).faults


def test_a_file_that_cannot_be_opened_is_one_fault():
    text = read_text(FILE, None, "page", context())
    assert found(text.faults) == [(FILE, 0, document.DocumentUnreadable.name)]


@pytest.mark.parametrize(
    ("svg", "line", "says"),
    [
        (b"<svg>\n<path></svg>", 2, "Opening and ending tag mismatch"),
        (b"", 1, "the drawing is not sound"),
        (b"<html><path/></html>", 1, "its root is not an <svg>"),
        (b'<svg xmlns="http://www.w3.org/2000/svg"/>', 1, "its root is not an <svg> with a drawing"),
    ],
)
def test_a_drawing_that_no_browser_opens_is_a_fault_of_the_drawing(svg: bytes, line: int, says: str):
    data = f"{FIELDS}/// drawing | session\n    alt: A line\n\nText.\n\n///\n".encode()
    faults = read_text(FILE, data, "page", context(drawings={"session": svg, "other": SVG})).faults
    assert found(faults) == [("content/images/session.svg", line, block.DrawingUnsound.name)]
    assert says in str(faults[0])


def test_what_is_wrong_in_many_places_is_told_all_at_once():
    text = "Status: x\n" + FIELDS + "It is proven. [@a]\n\n/// nothing\n///\n\n<b>48%</b>\n"
    assert found(read_text(FILE, text.encode(), "page", context()).faults) == [
        (FILE, 1, "field-unknown"),
        (FILE, 7, "cited-source-unknown"),
        (FILE, 7, "forbidden-word"),
        (FILE, 9, "block-unknown"),
        (FILE, 12, "number-typed"),
        (FILE, 12, "raw-html"),
    ]
