"""Every rule of the evidence, broken on purpose: one slip is one fault, at its line."""

from pathlib import Path
from typing import NamedTuple

import pytest

from builder.evidence import (
    RowSourceUnknown,
    answer_rules,
    as_typed,
    bibtex,
    comparison_rules,
    count_rules,
    finding_rules,
    row_rules,
    sign_rules,
    term_rules,
    toml_files,
)
from builder.evidence.fill_in import StillToFillIn
from builder.faults import Place, Rule
from tests.evidence.project import (
    ANSWERS,
    FILES,
    FINDINGS,
    GUIDELINES,
    HARMS,
    OPTIONS,
    SIGNS,
    SOURCES,
    TERMS,
    line_of,
    read,
)


class Case(NamedTuple):
    """A text that is replaced in a file; the fault is at the line that begins with `at`, else with what is new."""

    rule: type[Rule]
    file: str
    old: str
    new: str
    wrong: str
    at: str | None = None
    after: str = ""  # the text after which the old one is replaced


def finding(rule: type[Rule], row: str, old: str, new: str, wrong: str, at: str | None = None) -> Case:
    return Case(rule, FINDINGS, old, new, wrong, at, f'id = "{row}"')


def sign(rule: type[Rule], row: str, old: str, new: str, wrong: str, at: str | None = None) -> Case:
    return Case(rule, SIGNS, old, new, wrong, at, f'id = "{row}"')


def term(rule: type[Rule], row: str, old: str, new: str, wrong: str, at: str | None = None) -> Case:
    return Case(rule, TERMS, old, new, wrong, at, f'id = "{row}"')


def answer(rule: type[Rule], old: str, new: str, wrong: str, at: str | None = None, after: str = "") -> Case:
    return Case(rule, ANSWERS, old, new, wrong, at, after)


def option(rule: type[Rule], old: str, new: str, wrong: str, at: str | None = None, after: str = "") -> Case:
    return Case(rule, OPTIONS, old, new, wrong, at, after)


def source(rule: type[Rule], old: str, new: str, wrong: str, at: str | None = None) -> Case:
    return Case(rule, SOURCES, old, new, wrong, at)


# From the people of a row to its first group.
COUNTED = FILES[FINDINGS].partition("high = 58\n")[0][FILES[FINDINGS].index("people = 300") :] + "high = 58\n"
SUMMED = COUNTED.replace("people = 300", "people = 300\npeople_summed = true")
ROWS = [
    finding(row_rules.CheckedDay, "counts", "checked = 2026", "checked = 2999", "the row was checked on 2999-11-23"),
    finding(row_rules.CheckedDay, "counts", "checked = 2026", "checked = 2025", "the row was checked on 2025-11-23"),
    finding(
        row_rules.RowHoldsNumber,
        "counts",
        '"Real needles helped more',
        '"Real needles helped 18 per cent more',
        "“summary” holds the number “18 per cent”",
        'summary = "Real needles helped 18',
    ),
    Case(
        row_rules.RowHoldsNumber,
        GUIDELINES,
        "Do not offer",
        "To 1 in 7 people, do not offer",
        "“words” holds the number “1 in 7”",
        'words = "To',
    ),
    finding(
        finding_rules.CertaintyByNobody,
        "scores",
        'rated_by = "the authors"',
        'rated_by = " "',
        "the certainty is “moderate”, but nobody is said to have rated it",
        'certainty = "moderate"',
    ),
    finding(
        finding_rules.CertaintyNotGiven,
        "scores",
        'certainty = "moderate"',
        'certainty = "not rated" #',
        "“the authors” rated the certainty, but it is “not rated”",
    ),
    finding(
        finding_rules.SummaryOtherCertainty,
        "scores",
        'summary = "Acupuncture probably eases',
        'summary = "Acupuncture might ease',
        "the summary says “may”, but the certainty is “moderate”",
    ),
    finding(
        finding_rules.SummaryOtherCertainty,
        "counts",
        'summary = "Real needles helped',
        'summary = "Real needles probably, and possibly, helped',
        "the summary says “probably” and “may”, but the certainty is “not rated”",
    ),
    finding(
        finding_rules.SummaryNoCertainty,
        "scores",
        'summary = "Acupuncture probably eases',
        'summary = "In May, acupuncture eases',
        "the summary does not show that the certainty is “moderate”",
    ),
    finding(
        finding_rules.FirstGroup, "counts", 'kind = "acupuncture"', 'kind = "exercise"', "the first group is “exercise”"
    ),
    finding(
        finding_rules.GroupsSameName,
        "counts",
        'kind = "usual care"',
        'kind = "acupuncture" #',
        "two groups are called “acupuncture”",
    ),
    finding(
        finding_rules.GroupsCountedAndScored,
        "counts",
        "count = 62\nof = 200",
        "score = 62",
        "some groups have counts and some have scores",
        "[[finding.arm]] # 2",
    ),
    finding(finding_rules.TrialOfMany, "counts", "trials = 1", "trials = 7", "a single trial counts 7 trials"),
    finding(
        count_rules.CountWithoutTotal, "counts", "count = 62\nof = 200", "count = 62", "the count 62 has no denominator"
    ),
    Case(count_rules.CountWithoutTotal, HARMS, "of = 100\n", "", "the count 9.3 has no denominator", "count = 9.3"),
    finding(
        count_rules.ResultMissing,
        "counts",
        'kind = "usual care"\ncount = 62\nof = 200',
        'kind = "usual care" #',
        "the group has no result",
    ),
    Case(count_rules.ResultMissing, HARMS, "count = 9.3\nof = 100\n", "", "the harm has no result", "[[harm]]"),
    finding(count_rules.CountAboveTotal, "counts", "count = 49", "count = 149", "149 of 100 is more than all"),
    finding(
        count_rules.CountAboveTotal, "counts", "high = 58", "high = 158", "158 of 100 is more than all", "count = 49"
    ),
    Case(count_rules.CountAboveTotal, HARMS, "of = 100", "of = 9", "14.6 of 9 is more than all", "count = 9.3"),
    Case(
        count_rules.CountIsRate,
        HARMS,
        "count = 9.3\nof = 100\nlow = 5.1\nhigh = 14.6",
        "count = 9.3\nof = 120",
        "9.3 of 120 is a rate, not a count",
    ),
    finding(
        count_rules.CountIsRate,
        "counts",
        "count = 62\nof = 200",
        "count = 310\nof = 1000",
        "310 of 1,000 is a rate, not a count",
    ),
    Case(count_rules.CountAndRate, HARMS, "count = 9.3", "rate = 9\ncount = 9.3", "the row has a count and a rate"),
    finding(
        finding_rules.SumOtherThanGroups,
        "counts",
        "people = 300",
        "people_summed = true",
        "“people” is called our own sum, but there is none",
    ),
    finding(
        finding_rules.SumOtherThanGroups,
        "counts",
        COUNTED,
        SUMMED.replace("count = 49\nof = 100\nlow = 40\nhigh = 58", "count = 98\nof = 200\nlow = 80\nhigh = 116"),
        "“people” is called our own sum, but the groups add up to 400",
        "people = 300",
    ),
    finding(
        count_rules.CountAndScore, "counts", "count = 62", "score = 4\ncount = 62", "the group has a count and a score"
    ),
    finding(count_rules.IntervalHalf, "counts", "low = 6\n", "", "the interval has one end", "high = 30"),
    Case(count_rules.IntervalHalf, HARMS, "high = 14.6\n", "", "the interval has one end", "low = 5.1"),
    finding(
        count_rules.IntervalMissesEstimate,
        "counts",
        "value = 18",
        "value = -18",
        "the interval 6 to 30 does not hold its estimate (-18)",
        "low = 6",
    ),
    finding(
        count_rules.IntervalMissesEstimate,
        "counts",
        'measure = "people"\nvalue = 18\n',
        "",
        "the interval 6 to 30 does not hold its estimate (no estimate)",
        "low = 6",
    ),
    Case(
        count_rules.IntervalMissesEstimate,
        HARMS,
        "low = 5.1",
        "low = 10",
        "the interval 10 to 14.6 does not hold its estimate (9.3)",
    ),
    finding(
        count_rules.IntervalLevelAlone,
        "points",
        "value = 1.4\nchance",
        "value = 1.4\nlevel = 97.5\nchance",
        "there is a level of 97.5%, but no interval",
        "level = 97.5",
    ),
    finding(finding_rules.ScaleEnds, "scores", "from = 0", "from = 200", "the ends of the scale do not fit"),
    finding(
        finding_rules.ScaleEnds, "scores", "from = 0\n", "", "the ends of the scale do not fit", "[finding.scale] # 1"
    ),
    finding(
        finding_rules.NoticeableOffScale,
        "scores",
        "noticeable = 10",
        "noticeable = 1000",
        "the smallest noticeable change (1000) is longer than the scale",
    ),
    finding(
        finding_rules.ScoreWithoutScale,
        "scores",
        'scores = "fall"\n',
        "",
        "a group has a score, but nothing says on which scale",
        "score = 20.5",
    ),
    finding(
        finding_rules.ScoreWithoutScale,
        "scores",
        '[finding.scale] # 1\nname = "pain"\nfrom = 0\nto = 100\nscores = "fall"\nnoticeable = 10\n',
        "",
        "a group has a score, but nothing says on which scale",
        "score = 20.5",
    ),
    finding(
        finding_rules.ScoreOffScale,
        "scores",
        "score = 15",
        "score = 150",
        "the score 150 is not on the scale of 0 to 100",
    ),
    finding(
        comparison_rules.ComparedWithItself,
        "points",
        'with = "other"\nmeasure = "risk ratio"',
        'with = "acupuncture"\nmeasure = "risk ratio"',
        "acupuncture is compared with itself",
    ),
    finding(
        comparison_rules.ComparedGroupMissing,
        "counts",
        'with = "usual care"',
        'with = "medicine"',
        "the row compares with “medicine”, but has no such group",
    ),
    finding(
        comparison_rules.ComparisonTwice,
        "points",
        'measure = "risk ratio"\nvalue = 1.4\nlow = 0.9\nhigh = 2.2',
        'measure = "points"\nvalue = 1.2',
        "two comparisons with “other” are of the same outcome",
        "[[finding.comparison]] # 4",
    ),
    finding(
        comparison_rules.ComparisonTwice,
        "points",
        'measure = "risk ratio"\nvalue = 1.4\nlow = 0.9\nhigh = 2.2',
        'outcome = "days with pain"\nmeasure = "points"\nvalue = 1.2',
        "two comparisons with “other” are of the same outcome",
        "[[finding.comparison]] # 4",
    ),
    finding(
        comparison_rules.MeasureOrValueMissing,
        "counts",
        'measure = "people"\n',
        "",
        "a difference has a value or a measure, but not both",
        "[[finding.comparison]] # 1",
    ),
    finding(
        comparison_rules.PointsWithoutScale,
        "points",
        '[finding.scale] # 2\nname = "days with pain"\nunit = "days"\n',
        "",
        "a difference in points has no scale",
        "[[finding.comparison]] # 3",
    ),
    finding(
        comparison_rules.DifferenceImpossible,
        "points",
        "value = 1.4\nlow = 0.9\nhigh = 2.2",
        "value = -1.4 # RR",
        "-1.4 risk ratio cannot be",
    ),
    finding(
        comparison_rules.DifferenceImpossible,
        "scores",
        "value = 5.5\nlow = 1\nhigh = 10",
        "value = 550",
        "550 points cannot be",
    ),
    finding(
        comparison_rules.DifferenceOtherThanGroups,
        "counts",
        "value = 18",
        "value = 28",
        "the groups differ by 18 people of 100, but the gap is 28",
    ),
    finding(
        comparison_rules.GapUnexplained,
        "counts",
        'measure = "people"\nvalue = 18\nlow = 6\nhigh = 30',
        'measure = "risk ratio"\nvalue = 1.3',
        "the groups make risk ratio of 1.58, but the gap is 1.3, and nothing says why",
        "value = 1.3",
    ),
    finding(
        comparison_rules.GapUnexplained,
        "counts",
        'measure = "people"\nvalue = 18\nlow = 6\nhigh = 30',
        'measure = "odds ratio"\nvalue = 1.3',
        "the groups make odds ratio of 2.14, but the gap is 1.3, and nothing says why",
        "value = 1.3",
    ),
    finding(
        comparison_rules.GapUnexplained,
        "scores",
        "value = 5.5",
        "value = 7.5",
        "the groups make points of 5.5, but the gap is 7.5, and nothing says why",
    ),
    finding(
        comparison_rules.ChanceOtherThanInterval,
        "counts",
        'chance = "no"',
        'chance = "yes" #',
        "“chance” is “yes”, but the interval is 6 to 30",
    ),
    finding(
        comparison_rules.ChanceOtherThanInterval,
        "points",
        'chance = "yes"',
        'chance = "no" #',
        "“chance” is “no”, but the interval is 0.9 to 2.2",
    ),
    finding(
        comparison_rules.NoticedOtherThanScale,
        "scores",
        'noticed = "no"',
        'noticed = "yes"',
        "“noticed” is “yes”, but 5.5 is set against 10",
    ),
]
FILES_OF_ROWS = [
    finding(
        toml_files.LedgerFileUnreadable,
        "counts",
        'who = "adults with',
        "who = adults with",
        "the file cannot be read: Invalid value (at line 3, column 7)",
    ),
    finding(
        toml_files.LedgerFileUnreadable,
        "counts",
        'who = "adults with',
        'who = "ad\udcfcults with',
        "the file cannot be read: the byte 0xfc is not UTF-8 (at line 3)",
    ),
    Case(toml_files.LedgerFileEmpty, HARMS, FILES[HARMS], "# nothing\n", "the file holds no [[harm]]", ""),
    Case(
        toml_files.LedgerTableUnknown,
        HARMS,
        "[[harm]]",
        '[[harms]]\nid = "x"\n\n[[harm]]',
        "the file holds “harms” (did you mean “harm”?)",
    ),
    Case(toml_files.RowNoTable, HARMS, FILES[HARMS], "harm = [1]\n", "a row of harm is written as a value", ""),
    finding(
        toml_files.RowNamesCondition,
        "points",
        'who = "adults"',
        'condition = "back-pain"\nwho = "adults"',
        "the name of the file gives the condition",
    ),
    finding(
        toml_files.RowFieldMissing,
        "points",
        'source = "who2021"\n',
        "",
        "the row “points” has no “source”",
        "[[finding]] # 3",
    ),
    finding(
        toml_files.RowFieldMissing,
        "points",
        'with = "other"\nmeasure = "risk ratio"',
        'measure = "risk ratio"',
        "the row “points” has no “with”",
        "[[finding.comparison]] # 4",
    ),
    finding(
        toml_files.RowFieldUnknown,
        "points",
        "outcome = ",
        "outcom = ",
        "the field “outcom” is unknown (did you mean “outcome”?)",
        None,
    ),
    finding(
        toml_files.RowFieldUnknown,
        "counts",
        "low = 40",
        "lowe = 40",
        "the field “lowe” is unknown (did you mean “low”?)",
    ),
    *(
        finding(toml_files.RowFieldUnusable, "counts", old, new, wrong)
        for old, new, wrong in (
            ('design = "trial"', 'design = "guess"', "“design” cannot be 'guess'"),
            ("people = 300", "people = -300", "“people” cannot be -300"),
            ("checked = 2026-11-23", 'checked = "soon"', "“checked” cannot be 'soon'"),
            ("count = 49", "count = nan", "“count” cannot be nan"),
            ("count = 49", "count = true", "“count” cannot be True"),
            ("count = 49", 'count = "49"', "“count” cannot be '49'"),
            ('who = "adults', 'who = "<b>adults', "“who” cannot be '<b>adults with back pain'"),
        )
    ),
    Case(
        toml_files.RowTwice, GUIDELINES, 'id = "acp"', 'id = "counts"', "the id “counts” is there twice in the ledger"
    ),
    Case(
        toml_files.RowConditionUnknown,
        GUIDELINES,
        'condition = "back-pain"',
        'condition = "back-paint"',
        "there are no findings on “back-paint” (did you mean “back-pain”?)",
    ),
    Case(
        toml_files.GuidelinesContradict,
        GUIDELINES,
        'body = "ACP"',
        'body = "N.I.C.E. (London)"',
        "N.I.C.E. (London) is “for” here and “against” in the row “nice”",
        'says = "for"',
    ),
    finding(
        RowSourceUnknown,
        "counts",
        'source = "smith2020back"',
        'source = "smith2020bach"',
        "the row “counts” names the source “smith2020bach”, which is not there (did you mean “smith2020back”?)",
    ),
    *(
        finding(StillToFillIn, "points", old, new, "“FILL-IN” says that something is still to be filled in")
        for old, new in (
            ("who = ", 'who = "FILL-IN: the people" # '),
            ("rated_by = ", 'rated_by = "Fill-in" # '),
            ("source = ", 'source = "FILL-IN" # '),
            ("design = ", 'design = "FILL-IN" # '),
        )
    ),
]
ANSWER_CASES = [
    finding(
        answer_rules.SizeUnexplained,
        "counts",
        'sized = "18 of 100 people: our class."\n',
        "",
        "“size” is given without “sized”",
        'size = "moderate"',
    ),
    finding(
        answer_rules.SizeOtherThanFigure,
        "counts",
        'size = "moderate"',
        'size = "large"',
        "the size is “large”, but the difference of 18.0 is “moderate”",
    ),
    finding(
        answer_rules.SizeOtherThanFigure,
        "scores",
        'size = "small"',
        'size = "none"',
        "the size is “none”, but the difference of 5.5 is “small”",
    ),
    answer(
        answer_rules.AnswerFindingUnknown,
        'finding = "scores"',
        'finding = "score"',
        "the answer names the finding “score”, which is not there (did you mean “scores”?)",
    ),
    answer(
        answer_rules.AnswerComparisonMissing,
        'with = "usual care"',
        'with = "waiting list"',
        "the finding “counts” has no comparison with “waiting list”",
    ),
    answer(
        answer_rules.AnswerHalf,
        'with = "usual care"\n',
        "",
        "the question names “finding” and not “with”",
        'finding = "counts"',
    ),
    answer(
        answer_rules.AnswerHalf, 'finding = "scores"\n', "", "the question names “with” and not “finding”", 'with = "s'
    ),
    answer(
        answer_rules.AnswerOtherQuestion,
        'finding = "counts"\nwith = "usual care"',
        'finding = "scores"\nwith = "sham" # the other question',
        "“helps” compares with “sham”",
        'with = "sham" # the other',
    ),
    answer(
        answer_rules.AnswerWithoutSize,
        '"Against something else"\n',
        '"Against something else"\nfinding = "points"\nwith = "other"\n',
        "the comparison that answers this has no size",
        'finding = "points"',
    ),
    answer(
        row_rules.RowHoldsNumber,
        'words = "More people"',
        'words = "18 of 100 more"',
        "“words” holds the number “18 of 100”",
    ),
    answer(
        toml_files.RowConditionUnknown,
        'condition = "back-pain"',
        'condition = "back-paint"',
        "there are no findings on “back-paint” (did you mean “back-pain”?)",
    ),
    option(
        answer_rules.SaidWithoutSource,
        'sources = ["smith2020back"] }\nsure',
        "own = false }\nsure",
        "“helps” names no source",
        'helps = { words = "It',
    ),
    option(
        answer_rules.SaidOwnAndSourced,
        '"Nobody rated it.", own',
        '"Nobody rated it.", sources = ["who2021"], own',
        "“sure” is our own, but it names a source",
        'sure = { words = "N',
    ),
    option(
        answer_rules.OptionNeeded,
        'sort = "needles"',
        'sort = "other"',
        "the options of “back-pain” lack acupuncture",
        'condition = "back-pain" # 1',
    ),
]
SOURCE_CASES = [
    source(
        bibtex.SourcesUnreadable,
        "Open}",
        "Open \udcfc}",
        "the file cannot be read: the byte 0xfc is not UTF-8 (at line 6)",
        "  journal",
    ),
    source(
        bibtex.SourceKeyTwice,
        "@misc{who2021",
        "@book{smith2020back, title = {Again}}\n\n@misc{who2021",
        "the key “smith2020back” is there twice",
    ),
    source(bibtex.SourcesEmpty, FILES[SOURCES], "% nothing\n", "the file holds no source", ""),
    source(
        bibtex.SourceCommentAt,
        "% Two sources.",
        "% Two sources: [@key].",
        "this comment holds an @, with which an entry starts",
    ),
    source(
        bibtex.SourceStart, "@misc{who2021,", "@misc who2021,", "this is not the start of an entry: “@misc who2021,”"
    ),
    source(
        bibtex.SourceStart,
        "@misc{who2021,",
        "@string{who = W}\n\n@misc{who2021,",
        "this is not the start of an entry: “@string{who = W}”",
    ),
    source(
        bibtex.SourceUnreadable,
        "title = {Acupuncture",
        "title = ",
        "the entry “smith2020back” cannot be read: undefined string: for",
        "  title =  for",
    ),
    source(
        bibtex.SourceUnreadable,
        "year = {2020},",
        "year = {2020,",
        "the entry “smith2020back” cannot be read: syntax error: premature end of file",
        "@article",
    ),
    source(
        bibtex.SourceUnreadable,
        "year = {2020},",
        "year = {2020}, Year = {2021},",
        "the entry “smith2020back” cannot be read: it has the field “year” twice",
        "@article",
    ),
    source(
        bibtex.SourceAuthor,
        "author = {Smith, Ada and",
        "author = {Smith, Ada, Jo, Al and",
        "an author of “smith2020back” cannot be named: “Smith, Ada, Jo, Al” is more than one name: “and” stands "
        "between two, and “and others” at the end",
        "@article",
    ),
    source(
        bibtex.SourceAuthor,
        "{{World Health Organization}}",
        "{World Health Organization}",
        "an author of “who2021” cannot be named: “World Health Organization” has no comma: a person is “Family, "
        "Given”; an organisation has braces of its own",
        "@misc",
    ),
    source(
        as_typed.MarkupShown,
        "title = {Traditional medicine}",
        "title = {<i>Traditional</i> medicine}",
        "the source “who2021” would be shown with its marks: “<i>”",
        "@misc",
    ),
    *(
        source(bibtex.SourceIncomplete, old, new, f"the source “who2021” has no {missing}", "@misc")
        for old, new, missing in (
            ("author = {{World Health Organization}}", "author = {}", "author"),
            ("title = {Traditional medicine}", "title = {}", "title"),
            ("  year = {n.d.},\n", "", "year"),
            ("  url = {https://www.who.int/a},\n", "", "doi, pmid or url"),
            ("  year = {n.d.},\n  url = {https://www.who.int/a},\n", "", "year, no doi, pmid or url"),
        )
    ),
    *(
        source(bibtex.SourceFieldUnusable, old, new, f"the source “who2021” has what cannot be used: {field}", "@misc")
        for old, new, field in (
            ("url = {https://www", "url = {http://www", "url = {http://www.who.int/a}"),
            ("year = {n.d.}", "year = {soon}", "year = {soon}"),
            ("traced = {copy}", "traced = {hearsay}", "traced = {hearsay}"),
            ("traced = {copy}", "jounral = {BMJ}", "jounral = {BMJ}"),
            ("title = {Tr", "tilte = {Tr", "tilte = {Traditional medicine}"),
            ("url = {https", "ulr = {https", "ulr = {https://www.who.int/a}"),
            ("traced = {copy}", "pmid = {no}", "pmid = {no}"),
            ("url = {https://www.who.int/a}", "url = {https://www.who.int/a b}", "url = {https://www.who.int/a b}"),
            ("traced = {copy}", "doi = {10.1000/a|b}", "doi = {10.1000/a|b} (the sign “|”)"),
            ("year = {n.d.}", "date = {2020-01}", "date = {2020-01} (here it is “year”)"),
            ("traced = {copy}", f"abstract = {{{'A' * 999}}}", f"abstract = {{{'A' * 80}…}}"),
            ("traced = {copy}", "doi = {https://doi.org/10.1000/x}", "doi = {https://doi.org/10.1000/x}"),
        )
    ),
    source(
        bibtex.SourceFrontPage,
        "url = {https://www.who.int/a}",
        "url = {https://www.who.int/}, annote = {In English.}",
        "the source “who2021” links to the front page of a site: https://www.who.int/",
        "@misc",
    ),
    source(
        bibtex.SourceTwice,
        "url = {https://www.who.int/a}",
        "doi = {10.1136/BMJOPEN-2020-000001}",
        "the source “who2021” is “smith2020back” again: both link to https://doi.org/10.1136/BMJOPEN-2020-000001",
        "@misc",
    ),
]
SIGN_CASES = [
    sign(
        sign_rules.SignWithoutSource,
        "numb",
        'sources = ["smith2020back", "who2021"]\ntraced = "copy"\n',
        "",
        "the sign “numb” names no source",
        "[[sign]] # 1",
    ),
    sign(
        sign_rules.SignWithoutSource,
        "left",
        "own = true",
        "own = false",
        "the sign “left” names no source",
        "[[sign]] # 2",
    ),
    sign(
        sign_rules.SignNotTraced,
        "numb",
        'traced = "copy"\n',
        "",
        "the sign has sources, but not how far it was traced",
        "sources =",
    ),
    sign(
        sign_rules.SignOwnAndSourced,
        "left",
        "own = true",
        'own = true\nsources = ["who2021"]\ntraced = "copy"',
        "the sign is our own advice, but it names a source",
    ),
    sign(
        sign_rules.SignTime,
        "left",
        'when = "same day"\n',
        "",
        "the sign comes after needles, but not when",
        'parts = ["needles"]',
    ),
    sign(
        sign_rules.SignTime,
        "numb",
        'heading = "Back"',
        'when = "during" # no needles\nheading = "Back"',
        "the sign says “when”, but does not come after needles",
    ),
    sign(
        sign_rules.SignWords,
        "numb",
        'words = "your legs',
        'words = "Your legs',
        "the words of the sign begin with a capital letter",
    ),
    sign(sign_rules.SignWords, "numb", 'go numb"', 'go numb."', "the words of the sign end with “.”", 'words = "your'),
    sign(sign_rules.SignNamesTwice, "numb", '"general",', '"back",', "“parts” holds “back” twice", 'parts = ["back"'),
    sign(
        sign_rules.SignNamesTwice,
        "numb",
        '"smith2020back",',
        '"who2021",',
        "“sources” holds “who2021” twice",
        "sources =",
    ),
    sign(
        sign_rules.SignTwice,
        "left",
        'words = "you think that a needle was left in"',
        'words = "your legs: go numb"',
        "these are the words of the sign “numb”",
    ),
    sign(
        RowSourceUnknown,
        "numb",
        '"who2021"',
        '"who2022"',
        "the row “numb” names the source “who2022”, which is not there (did you mean “who2021”?)",
        "sources =",
    ),
    term(term_rules.TermTwice, "term-gp", 'term = "GP"', 'term = "Sham"', "“sham” is a form of the term “sham” too"),
    term(
        term_rules.TermTwice,
        "term-gp",
        '"GPs"',
        '"GPs", "sham needles"',
        "“sham needles” is a form of the term “sham” too",
        'also = ["GPs"',
    ),
    term(
        toml_files.RowFieldMissing,
        "term-gp",
        'meaning = "A GP is a family doctor."\n',
        "",
        "the row “term-gp” has no “meaning”",
        "[[term]] # 2",
    ),
    term(
        toml_files.RowFieldUnusable,
        "term-gp",
        'meaning = "A GP is a family doctor."',
        'meaning = ""',
        "“meaning” cannot be ''",
    ),
    term(
        RowSourceUnknown,
        "term-sham",
        '"smith2020back"',
        '"smith"',
        "the row “term-sham” names the source “smith”, which is not there",
        'cite = ["smith"]',
    ),
    sign(row_rules.CheckedDay, "numb", "checked = 2026", "checked = 2999", "the row was checked on 2999-11-23"),
    sign(
        row_rules.RowHoldsNumber,
        "numb",
        "your legs",
        "in 1 in 7 people, legs",
        "“words” holds the number “1 in 7”",
        'words = "in',
    ),
    *(
        sign(toml_files.RowFieldUnusable, "numb", old, new, wrong)
        for old, new, wrong in (
            ('urgency = "999"', 'urgency = "at once"', "“urgency” cannot be 'at once'"),
            ('heading = "Back"', 'heading = "Bottom"', "“heading” cannot be 'Bottom'"),
            ('parts = ["general", "back"]', 'parts = "back"', "“parts” cannot be 'back'"),
            ('parts = ["general", "back"]', "parts = []", "“parts” cannot be ()"),
        )
    ),
]
CASES = [*ROWS, *ANSWER_CASES, *FILES_OF_ROWS, *SIGN_CASES, *SOURCE_CASES]


def test_a_sound_ledger_has_no_fault(tmp_path: Path):
    evidence, faults = read(tmp_path, FILES)
    assert not faults
    assert list(evidence.ledger.rows) == [
        *("counts", "scores", "points", "answer-back", "nothing", "needles", "nice", "acp", "bruise", "numb", "left"),
        *("term-sham", "term-gp"),
    ]
    assert list(evidence.sources.entries) == ["smith2020back", "who2021"]
    assert not evidence.ledger.broken


@pytest.mark.parametrize("case", CASES, ids=lambda case: f"{case.rule.name}: {case.new.splitlines()[:1]}")
def test_a_slip_is_one_fault_at_its_line(case: Case, tmp_path: Path):
    before, mark, after = FILES[case.file].partition(case.after) if case.after else ("", "", FILES[case.file])
    assert case.old in after, "the case no longer breaks anything"
    text = before + mark + after.replace(case.old, case.new, 1)
    at = case.new.split("\n")[0] if case.at is None else case.at
    place = Place(case.file, line_of(text, at) if at else 0)
    _, faults = read(tmp_path, {**FILES, case.file: text})
    assert [(fault.place, fault.rule, fault.wrong) for fault in faults] == [(place, case.rule.name, case.wrong)]


@pytest.mark.parametrize("file", [GUIDELINES, HARMS, SIGNS, TERMS, SOURCES])
def test_a_file_that_is_missing_is_one_fault(file: str, tmp_path: Path):
    _, faults = read(tmp_path, {name: text for name, text in FILES.items() if name != file})
    assert [fault.place for fault in faults] == [Place(file)]
    assert faults[0].wrong == "the file cannot be read: it is missing, or may not be opened"


def test_every_rule_says_why_it_is_there_in_one_line():
    for rule in {case.rule for case in CASES}:
        assert rule.__doc__
        assert "\n" not in rule.__doc__, rule.name


def test_a_row_may_have_been_checked_later_where_the_day_of_the_build_is_given(tmp_path: Path):
    later = {**FILES, HARMS: FILES[HARMS].replace("checked = 2026", "checked = 2030")}
    assert read(tmp_path, later)[1]
    assert not read(tmp_path, later, day_given=True)[1]


def test_all_slips_are_found_at_once(tmp_path: Path):
    files = {
        **FILES,
        FINDINGS: FILES[FINDINGS].replace("of = 200\n", "").replace("people = 300", "people = 0"),
        GUIDELINES: FILES[GUIDELINES].replace("body", "bodi"),
        HARMS: FILES[HARMS].replace("count = 9.3", "count = 900"),
        SOURCES: FILES[SOURCES].replace("{n.d.}", "{soon}"),
    }
    rules = [fault.rule for fault in read(tmp_path, files)[1]]
    assert sorted(rules) == [
        "count-above-total",
        "row-field-unknown",
        "row-field-unknown",
        "row-field-unusable",
        "source-field-unusable",
    ]
