"""Numbers in prose: they come from the ledger by `[=id …]`, and the words of certainty around them must match it.

[=id]             all numbers of the row: “48 out of 100 people with acupuncture, 44 with sham”
[=id sham]        the number of one group: “44”
[=id words]       the summary of the row
[=id certainty]   “moderate certainty”
[=id difference]  how much better acupuncture did, in its first comparison: “13 points better, on a scale of 0 to 100”
[=id of 10,000]   of a harm: “930 (510 to 1,460)”
[=id number of 10,000]   the same without its range, for a sentence that says “about”: “930”
[=id sham of 10,000]   the number of one group, to compare it with harms: “4,400”
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from builder.evidence.answer import Answer
from builder.evidence.certainty import WORDING, mismatch
from builder.evidence.finding import Finding
from builder.evidence.harm import EACH, Harm
from builder.evidence.ledger import Ledger
from builder.faults import Fault, Place, Rule, did_you_mean
from builder.plain import SHORT, plain, results_in
from builder.text.citations import CITED
from builder.text.document import FENCE, Document
from builder.text.marks import SAID, SOURCES
from builder.text.wording import ALLOW, AllowanceUnused

FORM = re.compile(r"\[=([a-z0-9-]+)(?: ([^\]]+))?\]")
ATTEMPT = re.compile(r"\[\s*[=＝][^\]]*\]?")
SENTENCE = re.compile(r"[^.?!]+(?:[.?!](?=[^\s\[])[^.?!]*)*[.?!:]*(?:\s*\[[@=][^\]]*\])*")
NEW_UNIT = re.compile(rf" *(?:[-*+] |\d{{1,3}}\. )|\||#|{FENCE}")
BLOCK_TAGS = {"p", "li", "tr", "h2", "h3", "caption"}
OF_EACH = f" of {EACH:,}"
POWER_OF_TEN = re.compile(r"of (10{2,6}|10?0?,000(?:,000)?)")


def say(ledger: Ledger, identifier: str, what: str) -> str | None:
    """Return what the form `[=id what]` stands for; None where the row or the part of it is unknown."""
    row = ledger.rows.get(identifier)
    if isinstance(row, Finding):
        if what in ("", "words", "certainty"):
            return {"": row.numbers or None, "words": row.summary, "certainty": row.certainty_words}[what]
        if what == "difference":
            return row.difference(row.comparison[0]) or None
        arm = row.arm_named(what.removesuffix(OF_EACH))
        if arm and what.endswith(OF_EACH):
            return row.figure_of_each(arm) if arm.amount is not None else None
        return row.figure(arm) if arm and (arm.amount is not None or arm.score is not None) else None
    if isinstance(row, Harm):
        if not what:
            return row.numbers
        if out_of := POWER_OF_TEN.fullmatch(what.removeprefix("number ")):
            many = int(out_of[1].replace(",", ""))
            return row.rounded(many, row.amount or 0) if what.startswith("number") else row.out_of(many)
        return str(row.per(100)) if what == "number" and row.base == 100 and row.amount else None
    if isinstance(row, Answer):
        return row.message if what == "words" else None
    return getattr(row, "words", None) if what == "words" else None


class LedgerForms(Extension):
    """The Markdown extension that puts numbers of the ledger into the text, each with its citation."""

    def __init__(self, ledger: Ledger) -> None:
        super().__init__()
        self.ledger = ledger

    def extendMarkdown(self, md: Markdown) -> None:  # noqa: N802 - the library's name
        """Register the pattern before citations and links, and the pass that leaves each source cited once."""
        form = _FormProcessor(FORM.pattern, md)
        form.ledger = self.ledger
        md.inlinePatterns.register(form, "ledger", 176)
        md.treeprocessors.register(_CiteOnce(md), "cite-once", 15)


class _FormProcessor(InlineProcessor):
    ledger: Ledger

    def handleMatch(self, m: re.Match[str], data: str) -> tuple[ElementTree.Element, int, int]:  # type: ignore[override]  # noqa: N802
        said = ElementTree.Element(SAID)
        said.text = say(self.ledger, m[1], m[2] or "") or "?"
        keys = self.ledger.keys_of(m[1])
        if keys and m[2] != "certainty":
            ElementTree.SubElement(said, SOURCES, {"keys": " ".join(dict.fromkeys(keys)), "added": ""})
        return said, m.start(0), m.end(0)


class _CiteOnce(Treeprocessor):
    """Takes out the citations that a form added where the same block cites the source already."""

    def run(self, root: ElementTree.Element) -> None:
        for block in root.iter():
            if block.tag not in BLOCK_TAGS:
                continue
            marks = [(parent, mark) for parent in block.iter() for mark in parent if mark.tag == SOURCES]
            added = [(parent, mark) for parent, mark in marks if "added" in mark.attrib]
            typed = {key for _, mark in marks if "added" not in mark.attrib for key in mark.get("keys", "").split()}
            last = {mark.get("keys"): mark for _, mark in added}
            for parent, mark in added:
                del mark.attrib["added"]
                if mark.get("keys") in typed or last[mark.get("keys")] is not mark:
                    parent.remove(mark)


class RowUnknown(Rule):
    """A row that is not there would leave a hole in a sentence or a table."""

    wrong = "the ledger has no {kind} “{id}”{near}"
    expected = "an id of content/evidence"
    fix = "correct the id, or add the row to content/evidence"
    example = "It was [=back-gerak]."
    cause = "row {id}"


class FormUnknown(Rule):
    """A form that stands for nothing would be shown to readers as it is typed."""

    wrong = "this is no form that the row knows: “{form}”"
    expected = "{forms}"
    fix = "correct the form, or add to the row what it should say"
    example = "It was [=back-gerac tea]."


class FormMisplaced(Rule):
    """Headings and headers are shown in places where nothing is put in, and where no source can be cited."""

    wrong = "the form “{form}” is in a heading, the header or the first lines of a block"
    expected = "forms in texts, lists and tables only"
    fix = "move it into the text"
    example = "## Of [=back-gerac sham] people"


class NumberTyped(Rule):
    """A number that is typed by hand has no source, and nobody corrects it with its row."""

    wrong = "the number “{number}” is typed by hand{near}"
    expected = "the form of the row that the number comes from, as [=id] or [=id sham]"
    fix = "{fix}"
    example = "It helped 48 out of 100 people."


class CertaintyWords(Rule):
    """A sentence may be no more certain, and no less, than the result that it rests on."""

    wrong = "the sentence says {words}, which is not the certainty of the row it rests on"
    expected = "{expected}"
    fix = "reword the sentence, or write [=id words]"
    example = "It might help backs. [@haake2007gerac]"


def check_numbers(document: Document, ledger: Ledger) -> Iterator[Fault]:
    """Yield forms that say nothing, numbers typed by hand, and words of certainty that the ledger denies."""
    for number, line in enumerate(document.lines, 1):
        in_header = number < document.body_line or number in document.option_lines
        can_be_here = not in_header and not line.startswith((FENCE, "#"))
        for attempt in ATTEMPT.finditer(line):
            yield from _check_form(attempt[0], document.at(number), can_be_here=can_be_here, ledger=ledger)
    allowances = {
        (allowance[1].lower(), number)
        for number, line in enumerate(document.lines, 1)
        for allowance in ALLOW.finditer(line)
        if any(results_in(allowance[1]))
    }
    for number, last, unit in _units(document):
        for result in results_in(plain(unit)):
            allowing = {(result.lower(), line) for line in range(number - 1, last + 1)} & allowances
            allowances -= allowing
            if not allowing:
                yield _typed(result, document.at(number), ledger)
        for sentence in SENTENCE.findall(SHORT.sub(r"\1", unit)) if "[" in unit else ():  # else it names no row
            yield from _check_certainty(sentence, document.at(number), ledger)
    yield from (AllowanceUnused.at(document.at(line), word=number) for number, line in sorted(allowances))


def _units(document: Document) -> Iterator[tuple[int, int, str]]:
    """Yield what is read in one go, with its first and last line: a field, a paragraph, a list item, a table row."""
    for name in ("title", "summary"):
        if name in document.fields:
            yield document.fields[name].line, document.fields[name].line, document.fields[name].value
    first, lines = 0, list[str]()
    for number, line in [*document.numbered, (0, "")]:
        begins = not line.strip() or NEW_UNIT.match(line) or number in document.option_lines
        if lines and (begins or first in document.option_lines or lines[-1].startswith(FENCE)):
            yield first, first + len(lines) - 1, " ".join(lines)
            lines = []
        if line.strip():
            first = first if lines else number
            lines.append(line)


def _check_form(attempt: str, place: Place, *, can_be_here: bool, ledger: Ledger) -> Iterator[Fault]:
    form = FORM.fullmatch(attempt)
    identifier, what = (form[1], form[2] or "") if form else ("", "")
    row = ledger.rows.get(identifier)
    if form and ledger.may_hold(identifier):
        return
    if form and not row:
        yield RowUnknown.at(place, kind="row", id=identifier, near=did_you_mean(identifier, ledger.rows))
    elif not can_be_here:
        yield FormMisplaced.at(place, form=attempt)
    elif say(ledger, identifier, what) is None:
        forms = "[=id], [=id words], [=id certainty] or the name of a group"
        if isinstance(row, Finding):
            names = ("words", "certainty", *(arm.label.lower() for arm in row.arm), "difference")
            forms = f"one of: {', '.join(f'[={row.id} {name}]' for name in names)}"
        yield FormUnknown.at(place, form=attempt, forms=forms)


def _typed(result: str, place: Place, ledger: Ledger) -> Fault:
    rows = list(_rows_that_say(result, ledger))
    near = f"; the ledger has it in {' and '.join(rows[:3])}" if rows else ", and no row of the ledger gives it"
    fix = (
        "if it comes from one of these rows, write the form instead; else add it with its source, or leave it out"
        if rows
        else "add the number with its source to content/evidence, or leave it out; if it is no result, put above it: "
        f'<!-- allow "{result}": the reason -->'
    )
    return NumberTyped.at(place, number=result, near=near, fix=fix)


def _rows_that_say(result: str, ledger: Ledger) -> Iterator[str]:
    """Yield the forms of rows with about the share of a typed result, such as “48 out of 100”."""
    digits = [number.replace(",", "") for number in re.findall(r"\d[\d,]*\.?\d*", result)]
    if len(digits) == 1 and re.search(r"%|cent|pct", result):
        digits.append("100")
    if len(digits) != 2 or not float(digits[1]):
        return
    share = 100 * float(digits[0]) / float(digits[1])
    near = 0.5 if share >= 1 else share / 20
    for finding in ledger.of(Finding).values():
        for arm in finding.shares:
            if abs(arm.share - share) <= near:
                yield f"[={finding.id} {arm.label.lower()}]"
    for harm in ledger.of(Harm).values():
        if abs(harm.share - share) <= near:
            yield f"[={harm.id}]"


def _check_certainty(sentence: str, place: Place, ledger: Ledger) -> Iterator[Fault]:
    """Yield a fault where a sentence holds a hedge that fits none of the findings that it names, or else cites."""
    named = [ledger.rows.get(form[1]) for form in FORM.finditer(sentence)]
    keys = {key for citation in re.findall(r"\[(@[^\]]*)\]", sentence) for key in CITED.findall(citation)}
    cited = [row for key in sorted(keys) for row in ledger.by_source.get(key, ())]
    rows = [row for row in named if isinstance(row, Finding)] or [row for row in cited if isinstance(row, Finding)]
    if rows and (words := mismatch(plain(sentence), {row.certainty for row in rows})):
        expected = [
            f"“{WORDING[row.certainty]}” for {row.id} ({row.certainty})"
            if WORDING[row.certainty]
            else f"a plain statement for {row.id} ({row.certainty})"
            for row in rows
        ]
        yield CertaintyWords.at(place, words=words, expected="; ".join(dict.fromkeys(expected[:4])))
