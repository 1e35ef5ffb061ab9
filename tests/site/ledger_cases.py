"""The rules of the ledger, of the figures in the text and of the condition pages, each broken on purpose."""

from plugins.faults import Rule

from tests.conftest import Break, Project
from tests.site.breaking import PRIVACY, Case, appended, deleted, edited, renamed, replaced, written

EVIDENCE = "content/evidence"
BACK = f"{EVIDENCE}/findings/back-and-neck-pain.toml"
BOWEL = f"{EVIDENCE}/findings/irritable-bowel-syndrome.toml"
BOWEL_PAGE = "content/conditions/irritable-bowel-syndrome.md"
GUIDELINES = f"{EVIDENCE}/guidelines.toml"
HARMS = f"{EVIDENCE}/harms.toml"
SOURCES = f"{EVIDENCE}/sources.bib"
FINDING = """
[[finding]]
id = "{id}"
who = "adults"
outcome = "Pain"
when = "8 weeks"
design = "trial"
summary = "Pain fell."
certainty = "not rated"
source = "harbour2007back"
traced = "publication"
checked = 2026-11-23

[[finding.comparison]]
with = "sham"
chance = "no"
"""


def in_row(file: str, row: str, old: str, new: str) -> Break:
    """Replace a text in the row of this id: the first one after it."""

    def change(project: Project) -> None:
        before, mark, after = project.read(file).partition(f'id = "{row}"')
        assert old in after, f"{row} no longer holds {old!r}: mend the test"
        project.write(file, before + mark + after.replace(old, new, 1))

    return change


def line(rule: Rule, file: str, row: str, old: str, new: str, words: str, at: str = "") -> Case:
    """A case in which one line of a row is changed, and this very line is named, or the one that holds `at`."""
    return Case(rule, file, at or new.split("\n")[0], words, in_row(file, row, old, new))


def prose(rule: Rule, sentence: str, words: str) -> Case:
    """A case in which a sentence is added to a page."""
    return Case(rule, PRIVACY, sentence.split("\n")[0], words, appended(PRIVACY, f"\n{sentence}\n"))


LEDGER_CASES = [
    # the files
    edited(Rule.LEDGER_FILE, BOWEL, "who = adults", "cannot be read", 'who = "adults', "who = adults"),
    Case(Rule.LEDGER_FILE, HARMS, "", "cannot be read", deleted(HARMS)),
    # what a started row leaves to be filled in, in a field that no page shows too
    line(Rule.WORD, BOWEL, "bowel-people", "who = ", 'who = "FILL-IN: the people" # ', "still to be filled in"),
    line(Rule.WORD, BOWEL, "bowel-people", "rated_by = ", 'rated_by = "Fill-in" # ', "still to be filled in"),
    line(Rule.WORD, BOWEL, "bowel-people", "source = ", 'source = "FILL-IN" # ', "still to be filled in"),
    line(Rule.LEDGER_SOURCE, BOWEL, "bowel-people", "source = ", 'source = "FILL-IN" # ', "which is not there"),
    edited(Rule.WORD, SOURCES, "{FILL-IN,", "still to be filled in", "{able2021safety,", "{FILL-IN,"),
    Case(Rule.LEDGER_FIELD, HARMS, "harms]]", "holds “harms”", appended(HARMS, "\n[[harms]]\n")),
    # a row
    line(Rule.LEDGER_FIELD, BOWEL, "bowel-people", "outcome =", "outcom =", "did you mean “outcome”"),
    Case(
        Rule.LEDGER_FIELD,
        BOWEL,
        "[[finding]]",
        "has no “source”",
        lambda project: project.write(BOWEL, FINDING.format(id="x").replace('source = "harbour2007back"\n', "")),
    ),
    line(Rule.LEDGER_FIELD, BOWEL, "bowel-people", 'design = "trial"', 'design = "guess"', "cannot be 'guess'"),
    line(
        Rule.LEDGER_FIELD, BOWEL, "bowel-people", 'traced = "publication"', 'traced = "hearsay"', "cannot be 'hearsay'"
    ),
    line(Rule.LEDGER_FIELD, BOWEL, "bowel-people", "people = 233", "people = -233", "cannot be '-233'"),
    line(Rule.LEDGER_FIELD, BOWEL, "bowel-people", "checked = 2026-11-23", 'checked = "soon"', "cannot be 'soon'"),
    Case(
        Rule.LEDGER_TWICE,
        BOWEL,
        'id = "back-people"',
        "“back-people” stands twice",
        lambda project: project.append(BOWEL, FINDING.format(id="back-people")),
    ),
    Case(
        Rule.LEDGER_UNSHOWN,
        BOWEL,
        'id = "bowel-lonely"',
        "“bowel-lonely” is never shown",
        appended(BOWEL, FINDING.format(id="bowel-lonely")),
    ),
    Case(
        Rule.LEDGER_UNSHOWN,
        BOWEL,
        'id = "bowel-score"',
        "“bowel-score” is never shown",
        replaced(BOWEL_PAGE, "- bowel-score\n", "- bowel-scores\n"),
    ),
    # shares, scores and intervals
    line(Rule.LEDGER_SHARE, BOWEL, "bowel-people", "count = 49", "count = 149", "149 of 100 is more than all"),
    line(Rule.LEDGER_SHARE, BOWEL, "bowel-people", "count = 49\nof = 100", "count = 49", "has no denominator"),
    line(Rule.LEDGER_SHARE, HARMS, "any-counted", "count = 19726\nof = 229230", "count = 19726", "has no denominator"),
    line(
        Rule.LEDGER_SHARE,
        HARMS,
        "any-per-course",
        "count = 9.31\nof = 100",
        "count = 9.31\nof = 9",
        "of 9 is more than all",
    ),
    line(
        Rule.LEDGER_SHARE,
        BOWEL,
        "bowel-people",
        'kind = "usual care"\ncount = 31\nof = 100',
        'kind = "usual care" #',
        "the group has no result",
    ),
    line(Rule.LEDGER_SHARE, BOWEL, "bowel-scores", "score = 140.0", "score = 540.0", "is not on the scale"),
    line(Rule.LEDGER_SHARE, BOWEL, "bowel-people", "count = 49", "score = 4\ncount = 49", "a count and a score"),
    line(
        Rule.LEDGER_INTERVAL,
        BOWEL,
        "bowel-moderate",
        "low = -10.8",
        "low = 10.8",
        "the interval 10.8 to 29.2 does not hold its estimate (9.2)",
    ),
    line(Rule.LEDGER_INTERVAL, HARMS, "any-per-course", "low = 5.10", "low = 15.10", "does not hold its estimate"),
    line(
        Rule.LEDGER_INTERVAL,
        BOWEL,
        "bowel-moderate",
        "value = 9.2\nlow = -10.8",
        "value = 9.2",
        "the interval has one end",
        at="high = 29.2",
    ),
    line(
        Rule.LEDGER_INTERVAL,
        BOWEL,
        "bowel-people",
        'with = "usual care"',
        'with = "medicine" # with = “medicine”',
        "has no such group",
        at="with = “medicine”",
    ),
    # numbers that contradict each other, or that cannot be
    line(Rule.LEDGER_FIELD, BOWEL, "bowel-people", "count = 49", "count = nan", "cannot be 'nan'"),
    line(Rule.LEDGER_FIELD, BOWEL, "bowel-people", "count = 49", "count = true", "cannot be 'True'"),
    line(Rule.LEDGER_FIELD, BOWEL, "bowel-people", "count = 49", 'count = "49"', "cannot be '49'"),
    line(Rule.LEDGER_FIELD, BOWEL, "bowel-people", "checked = 2026-11-23", "checked = 2999-11-23", "checked on 2999"),
    line(Rule.LEDGER_INTERVAL, BOWEL, "bowel-people", "value = 18", "value = -18", "the gap is -18"),
    line(Rule.LEDGER_INTERVAL, BOWEL, "bowel-moderate", 'chance = "yes"', 'chance = "no"', "“chance” is “no”"),
    line(Rule.LEDGER_INTERVAL, BACK, "neck-points", 'noticed = "no"', 'noticed = "yes"', "“noticed” is “yes”"),
    line(Rule.LEDGER_INTERVAL, BACK, "neck-points", "from = 0", "from = 200", "the ends of the scale do not fit"),
    line(Rule.LEDGER_INTERVAL, BACK, "neck-points", "noticeable = 10", "noticeable = 1000", "longer than the scale"),
    line(Rule.LEDGER_SHARE, BOWEL, "bowel-people", 'kind = "acupuncture"', 'kind = "exercise"', "the first group is"),
    line(
        Rule.LEDGER_SHARE,
        BOWEL,
        "bowel-three",
        'kind = "waiting list"',
        'kind = "sham" # too',
        "two groups are called “sham”",
        at='kind = "sham" # too',
    ),
    line(
        Rule.FIGURE_TYPED,
        BOWEL,
        "bowel-people",
        'summary = "More people',
        'summary = "48% more people',
        "“summary” holds the figure “48%”",
    ),
    line(Rule.LEDGER_FIELD, BOWEL, "bowel-people", 'who = "', 'who = "<b>', "cannot be"),
    line(
        Rule.LEDGER_FIELD,
        GUIDELINES,
        "board-bowel",
        '"irritable-bowel-syndrome"',
        '"bowels"',
        "no findings on “bowels”",
    ),
    Case(Rule.LEDGER_FILE, BOWEL, "", "holds no [[finding]]", written(BOWEL, "# nothing\n")),
    edited(
        Rule.BLOCK,
        "content/guide/06-is-it-safe.md",
        "/// harm-box",
        "would show nobody",
        "/// harm-box | any-per-course",
        "/// harm-box | lung-once",
    ),
    Case(
        Rule.DRAWING_MISSING,
        PRIVACY,
        "/// fact-box",
        "which this page does not have",
        appended(PRIVACY, "\n/// fact-box | back-people\n///\n"),
    ),
    # certainty
    line(
        Rule.LEDGER_CERTAINTY,
        BOWEL,
        "bowel-moderate",
        "rated_by = ",
        'rated_by = "" #',
        "nobody is said to have rated it",
        at='certainty = "moderate"',
    ),
    line(
        Rule.LEDGER_CERTAINTY,
        BOWEL,
        "bowel-moderate",
        'certainty = "moderate"',
        'certainty = "not rated"',
        "but it is “not rated”",
    ),
    line(
        Rule.CERTAINTY_WORDS,
        BOWEL,
        "bowel-moderate",
        'summary = "Acupuncture probably makes',
        'summary = "Acupuncture may well make',
        "the summary says “may”, but the certainty is “moderate”",
    ),
    line(
        Rule.CERTAINTY_WORDS,
        BOWEL,
        "bowel-people",
        'summary = "More people did well',
        'summary = "More people probably did well',
        "the summary says “probably”, but the certainty is “not rated”",
    ),
    line(
        Rule.CERTAINTY_WORDS,
        BOWEL,
        "bowel-moderate",
        'summary = "Acupuncture probably makes little or no difference to',
        'summary = "Acupuncture does not ease',
        "does not show that the certainty is “moderate”",
    ),
    # sources
    line(Rule.LEDGER_SOURCE, BOWEL, "bowel-people", '= "gut2012bowel"', '= "gut2012bowl"', "did you mean"),
    Case(
        Rule.SOURCE_UNLISTED,
        SOURCES,
        "@misc{board_lung",
        "no list of sources shows “board_lung”",
        replaced("content/pages/sources.md", "Letters: A to G", "Letters: C to G"),
    ),
    # guidelines
    Case(
        Rule.LEDGER_CONTRADICTION,
        GUIDELINES,
        'says = "for" # again',
        "Board of Samples is “for” here and “against” in the row “board-back”",
        lambda project: project.append(
            GUIDELINES,
            project.read(GUIDELINES)
            .partition("[[guideline]]\n")[2]
            .partition("[[guideline]]\n")[0]
            .join(["\n[[guideline]]\n", ""])
            .replace('id = "board-back"', 'id = "board-back-again"')
            .replace('says = "against"', 'says = "for" # again'),
        ),
    ),
    # conditions
    Case(
        Rule.CONDITION_MISSING,
        f"{EVIDENCE}/findings/toothache.toml",
        "",
        "the site has no such page",
        written(f"{EVIDENCE}/findings/toothache.toml", FINDING.format(id="tooth")),
    ),
    Case(
        Rule.CONDITION_MISSING,
        BOWEL_PAGE,
        "",
        "no findings on “irritable-bowel-syndrome”",
        renamed(BOWEL, f"{EVIDENCE}/findings/bowel.toml"),
    ),
    edited(
        Rule.CONDITION_PART,
        BOWEL_PAGE,
        "## What we do not know",
        "the part “What is not known” is missing",
        "## What is not known",
        "## What we do not know",
    ),
    edited(
        Rule.CONDITION_PART,
        BOWEL_PAGE,
        "## More",
        "“More” does not belong here",
        "## What is not known",
        "## More\n\nText.\n\n## What is not known",
    ),
    Case(
        Rule.CONDITION_PART,
        BOWEL_PAGE,
        "",
        "not in their order",
        lambda project: project.write(
            BOWEL_PAGE,
            project.read(BOWEL_PAGE)
            .replace("## In short", "## X")
            .replace("## What is not known", "## In short")
            .replace("## X", "## What is not known"),
        ),
    ),
    Case(
        Rule.CONDITION_PART,
        BOWEL_PAGE,
        "## When to see a doctor first",
        "has no card “/// care-card | emergency”",
        lambda project: project.write(BOWEL_PAGE, project.read(BOWEL_PAGE).replace("/// care-card", "/// key-points")),
    ),
    Case(
        Rule.CONDITION_PART,
        BOWEL_PAGE,
        "## In short",
        "the part “In short” is empty",
        lambda project: project.write(
            BOWEL_PAGE,
            project.read(BOWEL_PAGE).split("## In short")[0]
            + "## In short\n\n## What studies found"
            + project.read(BOWEL_PAGE).split("## What studies found")[1],
        ),
    ),
    edited(
        Rule.CONDITION_PART,
        BOWEL_PAGE,
        "Template: page",
        "has another template",
        "Template: condition",
        "Template: page",
    ),
    # blocks and forms in the text
    edited(
        Rule.LEDGER_UNKNOWN,
        BOWEL_PAGE,
        "/// fact-box | bowel-peoples",
        "did you mean “bowel-people”",
        "/// fact-box | bowel-people\n",
        "/// fact-box | bowel-peoples\n",
    ),
    edited(
        Rule.BLOCK,
        BOWEL_PAGE,
        "- bowel-people ",
        "“bowel-people” is shown twice",
        "- bowel-score\n",
        "- bowel-score\n- bowel-people \n",
    ),
    *(
        Case(
            Rule.BLOCK, PRIVACY, block.split("\n")[0], "does not name its rows", appended(PRIVACY, f"\n{block}\n///\n")
        )
        for block in (
            "/// fact-box",
            "/// fact-box | back-people\ntext",
            "/// findings | Caption",
            "/// findings | Caption\n\nback-people\n",
            "/// harms\n\n- any-counted\n",
        )
    ),
    prose(Rule.LEDGER_UNKNOWN, "It was [=back-peeple].", "has no row “back-peeple” (did you mean “back-people”?)"),
    prose(Rule.LEDGER_UNKNOWN, "It was [=back-people tea].", "this says nothing"),
    prose(Rule.LEDGER_UNKNOWN, "It was [= back-people].", "this says nothing"),
    prose(Rule.LEDGER_UNKNOWN, "It was [=board-back].", "this says nothing"),
    edited(Rule.LEDGER_UNKNOWN, PRIVACY, "Summary", "this says nothing", "Summary: ", "Summary: [=back-people] "),
    prose(Rule.FIGURE_TYPED, "It helped 48 out of 100 people.", "the ledger has it in [=back-people acupuncture]"),
    prose(Rule.FIGURE_TYPED, "It helped 99.7% of them.", "no row of the ledger gives it"),
    prose(Rule.FIGURE_TYPED, "It harmed 1 in 7 people.", "“1 in 7” is typed by hand"),
    prose(Rule.FIGURE_TYPED, "It harmed one in seven.", "“one in seven” is typed by hand"),
    prose(Rule.FIGURE_TYPED, "It harmed 2 of 229,230 people.", "[=lung-once]"),
    prose(Rule.FIGURE_TYPED, "It helped **48** out of\n100 people.", "“48 out of 100” is typed by hand"),
    prose(Rule.FIGURE_TYPED, "It helped 48&nbsp;％ of them.", "“48 %” is typed by hand"),
    prose(Rule.FIGURE_TYPED, "It helped 48/100 of them.", "“48/100” is typed by hand"),
    prose(Rule.LEDGER_UNKNOWN, "## Of [=back-people sham] people", "not in a heading"),
    prose(Rule.CERTAINTY_WORDS, "It might help backs. [@harbour2007back]", "the sentence says “may”"),
    prose(Rule.FIGURE_TYPED, "Half, 50 per cent, were well.", "“50 per cent” is typed by hand"),
    prose(Rule.CERTAINTY_WORDS, "It may well be so: [=head-moderate].", "“probably” for head-moderate (moderate)"),
    prose(Rule.CERTAINTY_WORDS, "Backs are probably better. [@harbour2007back]", "the sentence says “probably”"),
]
