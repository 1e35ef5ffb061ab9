"""Figures in prose: they come from the ledger by `[=id …]`, and the words of certainty around them must match it.

[=id]             all numbers of the row: “48 out of 100 people with acupuncture, 44 with sham”
[=id sham]        the number of one group: “44”
[=id words]       the summary of the row
[=id certainty]   “moderate certainty”
[=id of 10,000]   of a harm: “930 (510 to 1,460)”
"""

from __future__ import annotations

import html
import re
import unicodedata
from collections.abc import Iterator
from xml.etree import ElementTree

from markdown import Extension, Markdown
from markdown.inlinepatterns import InlineProcessor
from markdown.treeprocessors import Treeprocessor

from plugins.faults import Report, Rule, guess
from plugins.ledger import WORDING, Finding, Guideline, Harm, Ledger, mismatch
from plugins.source import SourceFile

FORM = re.compile(r"\[=([a-z0-9-]+)(?: ([^\]]+))?\]")
ATTEMPT = re.compile(r"\[\s*[=＝][^\]]*\]?")
CITED = re.compile(r"@([\w:-]+)")
MARKS = re.compile(r"\[[@=][^\]]*\]")
SENTENCE = re.compile(r"[^.?!]+(?:[.?!](?=[^\s\[])[^.?!]*)*[.?!:]*(?:\s*\[[@=][^\]]*\])*")
WORD = "one|two|three|four|five|six|seven|eight|nine|ten|twelve|twenty|fifty|(?:a |one )?hundred|(?:a |one )?thousand"
NUMBER = rf"(?:\d[\d,.]*\d|\d|{WORD})"
WHO = "(?:people|persons?|patients?|adults?|women|men)"
# What looks like a result: “48 out of 100”, “48 of 100”, “1 in 7”, “48 per 100”, “48 %”; no years, and no “3 of 5”.
TYPED = re.compile(
    rf"\b{NUMBER} (?:{WHO} )?out of (?:every |the )?{NUMBER}\b"
    rf"|\b{NUMBER} (?:{WHO} )?(?:of|in) (?:every |the )?(?!(?:19|20)\d\d\b)"
    r"(?:[2-9]\d|\d[\d,]+\d|(?:a |one )?hundred|(?:a |one )?thousand)\b(?! (?:weeks|months|sessions))"
    rf"|\b(?:1|one)(?: {WHO})?[ -]in[ -](?:every )?{NUMBER}\b(?! (?:weeks|months|sessions|minutes|hours|days|years))"
    r"|\b\d[\d,.]* ?(?:/|:|per|from) ?(?:100|1,?000|10,?000|hundred|thousand)\b"
    r"|\b[\w.,-]+ ?(?:%|‰)|\b[\w.,-]+ (?:per[ -]?cent|pct|percentage points?)\b|[½⅓⅔¼¾]",
    re.IGNORECASE,
)
# What every typed figure holds, in small letters: one look tells of most sentences that there is none.
MAY_BE_TYPED = re.compile(f"[0-9½⅓⅔¼¾]|%|‰|per|pct|{WORD.replace('(?:a |one )?', '')}")
UNUSUAL = re.compile("[^\x00-\x7f½⅓⅔¼¾]+")
YEAR = re.compile(r"\b(?:1|one) in (?:19|20)\d\d$", re.IGNORECASE)
UNSEEN = re.compile(r"\]\([^)]*\)|\{:[^}]*\}|[*_`\\\[\]()]")
SHORT = re.compile(r"\b(e\.g|i\.e|Dr|Mr|Mrs|vs|approx)\.")
NEW_UNIT = re.compile(r"[-*+] |\d+\. |\||#|///|    ")
CITE = "ma-cite"
BLOCK_TAGS = {"p", "li", "tr", "h2", "h3", "caption"}


def say(ledger: Ledger, identifier: str, what: str) -> str | None:
    """Return what the form `[=id what]` stands for; None where the row or the part of it is unknown."""
    row = ledger.rows.get(identifier)
    if isinstance(row, Finding):
        if what == "words":
            return row.summary
        if what == "certainty":
            return row.certainty_words
        if not what:
            return row.numbers or None
        arm = row.arm_named(what)
        return row.figure(arm) if arm and (arm.count is not None or arm.score is not None) else None
    if isinstance(row, Harm):
        if not what:
            return row.numbers
        if out_of := re.fullmatch(r"of (10{2,6}|10?0?,000(?:,000)?)", what):
            return row.out_of(int(out_of[1].replace(",", "")))
        return str(row.per(100)) if what == "number" and row.base == 100 and row.count else None
    return row.words if isinstance(row, Guideline) and what == "words" else None


class LedgerForms(Extension):
    """The Markdown extension that puts figures of the ledger into the text, each with its citation."""

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
        said = ElementTree.Element("ma-said")
        said.text = say(self.ledger, m[1], m[2] or "") or "?"
        row = self.ledger.rows.get(m[1])
        if row and m[2] != "certainty":
            ElementTree.SubElement(said, CITE, {"keys": row.source, "added": ""})
        return said, m.start(0), m.end(0)


class _CiteOnce(Treeprocessor):
    """Takes out the citations that a form added where the same block cites the source already."""

    def run(self, root: ElementTree.Element) -> None:
        for block in root.iter():
            if block.tag not in BLOCK_TAGS:
                continue
            marks = [(parent, mark) for parent in block.iter() for mark in parent if mark.tag == CITE]
            added = [(parent, mark) for parent, mark in marks if "added" in mark.attrib]
            typed = {key for _, mark in marks if "added" not in mark.attrib for key in mark.get("keys", "").split()}
            last = {mark.get("keys"): mark for _, mark in added}
            for parent, mark in added:
                del mark.attrib["added"]
                if mark.get("keys") in typed or last[mark.get("keys")] is not mark:
                    parent.remove(mark)


def plain(text: str) -> str:
    """Return a text as a reader sees it: without marks, emphasis and link targets, with ordinary spaces and signs."""
    shown = html.unescape(SHORT.sub(r"\1", MARKS.sub("", text)))
    shown = UNUSUAL.sub(lambda signs: unicodedata.normalize("NFKC", signs[0]), shown)
    return " ".join(UNSEEN.sub("", shown).split())


def _units(source: SourceFile) -> Iterator[tuple[int, str]]:
    """Yield what is read in one go, with its first line: header fields, paragraphs, list items, rows of tables."""
    for name in ("title", "summary"):
        if name in source.fields:
            yield source.fields[name][1], source.fields[name][0]
    first, lines = 0, list[str]()
    for number, line in enumerate([*source.body.split("\n"), ""], source.body_line):
        if lines and (not line.strip() or NEW_UNIT.match(line)):
            yield first, " ".join(lines)
            lines = []
        if line.strip():
            first = first if lines else number
            lines.append(line)


def check_figures(source: SourceFile, ledger: Ledger, report: Report) -> None:
    """Report forms that say nothing, figures that are typed by hand, and words of certainty that the ledger denies."""
    for number, line in enumerate(source.lines, 1):
        in_text = number >= source.body_line and not line.startswith(("///", "#", "    "))
        for attempt in ATTEMPT.finditer(line):
            _check_form(attempt[0], (source.name, number), in_body=in_text, ledger=ledger, report=report)
    for number, unit in _units(source):
        shown = plain(unit)
        for typed in TYPED.finditer(shown) if MAY_BE_TYPED.search(shown.casefold()) else ():
            if not YEAR.search(typed[0]):
                _report_typed(typed, (source.name, number), ledger, report)
        for sentence in SENTENCE.findall(SHORT.sub(r"\1", unit)):
            _check_certainty(sentence, (source.name, number), ledger, report)


def _check_form(attempt: str, place: tuple[str, int], *, in_body: bool, ledger: Ledger, report: Report) -> None:
    form = FORM.fullmatch(attempt)
    row = ledger.rows.get(form[1]) if form else None
    if form and in_body and row and say(ledger, form[1], form[2] or "") is not None:
        return
    if form and form[1] in ledger.broken:
        return
    expected = "[=id], [=id words], [=id certainty] or the name of a group; not in a heading or the header"
    wrong = f"this says nothing: “{attempt}”"
    if form and not row:
        wrong = f"the ledger has no row “{form[1]}”{guess(form[1], list(ledger.rows))}"
    elif form and isinstance(row, Finding) and in_body:
        groups = [f"[={row.id} {arm.label.lower()}]" for arm in row.arm]
        expected = f"one of: {', '.join([f'[={row.id} words]', f'[={row.id} certainty]', *groups])}"
    report.add(Rule.LEDGER_UNKNOWN, place, wrong, expected, "correct the form, or add the row to content/evidence")


def _report_typed(typed: re.Match[str], place: tuple[str, int], ledger: Ledger, report: Report) -> None:
    near = list(_rows_that_say(typed, ledger))
    report.add(
        Rule.FIGURE_TYPED,
        place,
        f"the figure “{typed[0]}” is typed by hand"
        + (f"; the ledger has it in {' and '.join(near[:3])}" if near else ", and no row of the ledger gives it"),
        "the form of the row that the figure comes from, as [=id] or [=id sham]",
        "add the figure with its source to content/evidence, or leave it out"
        if not near
        else "if it comes from one of these rows, write the form instead; else add it with its source, or leave it out",
    )


def _rows_that_say(typed: re.Match[str], ledger: Ledger) -> Iterator[str]:
    digits = [number.replace(",", "") for number in re.findall(r"\d[\d,]*\.?\d*", typed[0])]
    if len(digits) == 1 and re.search(r"%|cent|pct", typed[0]):
        digits.append("100")
    if len(digits) != 2 or not float(digits[1]):
        return
    share = 100 * float(digits[0]) / float(digits[1])
    near = 0.5 if share >= 1 else share / 20
    for finding in ledger.findings.values():
        for arm in finding.shares:
            if abs(arm.share - share) <= near:
                yield f"[={finding.id} {arm.label.lower()}]"
    for harm in ledger.harms.values():
        if abs(harm.share - share) <= near:
            yield f"[={harm.id}]"


def _check_certainty(sentence: str, place: tuple[str, int], ledger: Ledger, report: Report) -> None:
    keys = {key for citation in re.findall(r"\[(@[^\]]*)\]", sentence) for key in CITED.findall(citation)}
    named = [ledger.findings[form[1]] for form in FORM.finditer(sentence) if form[1] in ledger.findings]
    rows = named or [row for key in sorted(keys) for row in ledger.by_source.get(key, ()) if isinstance(row, Finding)]
    if not rows:
        return
    if wrong := mismatch(plain(sentence), {row.certainty for row in rows}):
        expected = [
            f"“{WORDING[row.certainty]}” for {row.id} ({row.certainty})"
            if WORDING[row.certainty]
            else f"a plain statement for {row.id} ({row.certainty})"
            for row in rows
        ]
        report.add(
            Rule.CERTAINTY_WORDS,
            place,
            f"the sentence says {wrong}, which is not the certainty of the row it rests on",
            "; ".join(dict.fromkeys(expected[:4])),
            "reword the sentence, or write [=id words]",
        )
