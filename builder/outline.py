"""What the guide and the pages must hold, as the content brief of the project fixes it.

The only place in the program where a page or a heading is named.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeVar

INTRODUCTION = "Introduction"
# The headings of the guide, word for word and in order.
HEADINGS = (
    "What Is Medical Acupuncture?",
    "Why People Turn to Medical Acupuncture",
    "How Medical Acupuncture Works",
    "What Conditions It May Help With",
    "What a Session Feels Like",
    "Is Medical Acupuncture Safe?",
    "What Actually Makes It Effective",
    "When Should You Consider It?",
    "A Simple Way to Understand It",
    "Final Thoughts",
    "Medical Disclaimer",
)
DISCLAIMER_ANCHOR = "medical-disclaimer"
FEWEST_WORDS = 25  # different ones, in a section
# What a section must hold besides its text: two drawings and the evidence map.
SECTION_BLOCKS = {
    3: ["/// drawing | needle-to-brain"],
    4: ["/// evidence-map"],
    5: ["/// drawing | session"],
}
# The care cards where a reader may need help, and the parts of which each must show the signs: the parts are those of
# the signs in content/evidence/signs.toml, the cards those of builder/text/cards.py.
Cards = Mapping[str, tuple[str, ...]]
Kinds = tuple[str, ...]
Some = TypeVar("Some")
Sides = tuple[Some, Some, Some]
SECTION_CARDS: dict[int, Cards] = {
    6: {"emergency": ("needles",), "urgent": ("needles",), "soon": ("needles",)},
    8: {"emergency": ("general",), "urgent": ("general",), "soon": ("general",), "crisis": ("mood",)},
}
KEY_POINTS = "/// key-points"  # on the home page

# The pages that every copy of the site has, and the file of each as it comes.
REQUIRED = {
    "index.html": "content/pages/home.md",
    "about/index.html": "content/pages/about.md",
    "privacy/index.html": "content/pages/privacy.md",
    "accessibility/index.html": "content/pages/accessibility.md",
    "conditions/index.html": "content/pages/conditions.md",
    "deciding/index.html": "content/pages/deciding.md",
    "safety/index.html": "content/pages/safety.md",
    "evidence/index.html": "content/pages/evidence.md",
    "sources/index.html": "content/pages/sources.md",
    "search/index.html": "content/pages/search.md",
    "404.html": "content/pages/not-found.md",
}

CONDITIONS = "conditions"  # the folder of their pages, in content/ and on the site
CONDITION_TITLE = "Acupuncture for "  # with which the title of each begins
# The headings of every page of a condition, in order, each with the anchor that the contents of the page lead to. The
# sources follow.
PARTS = {
    "The short answer": "in-short",
    "When to see a doctor first": "doctor-first",
    "What studies found": "studies",
    "What else could help": "options",
    "If you want to try it": "try",
    "What guidelines say": "guidelines",
    "All studies": "all-studies",
}
STUDIES = "studies"  # below each of them: the page of all its studies; and the folder of these in content/
# What a part must hold besides its text.
PART_BLOCKS = {
    "The short answer": "/// short-answer",
    "What else could help": "/// options",
    "What guidelines say": "/// guidelines",
}
CARDS_PART = "When to see a doctor first"
# The cards of that part, by page, as for the sections: where a mind may be in danger, one says whom to talk to. “heart”
# and “fast” are the first signs of the chest and of a stroke, which are taken for panic, a sore shoulder or a bad neck.
CARDS: dict[str, Cards] = {
    "anxiety": {
        "emergency": ("mood", "heart", "fast"),
        "urgent": ("chest",),
        "crisis": ("mood",),
    },
    "back-and-neck-pain": {
        "emergency": ("back", "neck", "fast"),
        "urgent": ("back", "neck"),
        "soon": ("back", "neck"),
    },
    "headache-and-migraine": {"emergency": ("stroke", "head"), "urgent": ("head",), "soon": ("head",)},
    "irritable-bowel-syndrome": {"emergency": ("bowel",), "urgent": ("bowel",), "soon": ("bowel",)},
    "joint-pain": {
        "emergency": ("joints", "infection", "heart", "fast"),
        "urgent": ("joints",),
        "soon": ("joints",),
    },
    "psychosomatic-symptoms": {
        "emergency": ("mood", "heart", "fast", "stomach", "pelvis"),
        "urgent": ("stomach", "pelvis"),
        "soon": ("stomach", "pelvis"),
        "crisis": ("mood",),
    },
}
OTHER_CARDS: Cards = {"emergency": ("general",), "urgent": ("general",)}
# What a started part asks for, where that is more than its text; NAME is the condition.
PART_STARTS = {
    "The short answer": (
        "**FILL-IN: the main message.**\n\nFILL-IN: what sham is, and that its effect is disputed, with a source.\n\n"
        "/// short-answer\n\n- answer-NAME\n\n///\n\n"
        "/// glance\n\n- **Harm:** FILL-IN: how often\n- **Guidelines:** FILL-IN: what they say\n\n///"
    ),
    "What studies found": "\n\n".join(
        f"### {question}\n\nFILL-IN: what was found."
        for question in (
            "Against carrying on as usual",
            "Against pretend acupuncture",
            "Against medicines or exercise",
            "How long it lasts",
            "What is not known {: #not-known}",
        )
    ),
    "If you want to try it": (
        "FILL-IN: how many sessions were studied, and when to stop.\n\n"
        "Questions to take along:\n\n- FILL-IN: what to ask the doctor, and the practitioner"
    ),
    "What else could help": "/// options | FILL-IN: a caption\n\n- option-NAME-nothing\n- option-NAME-needles\n\n///",
    "What guidelines say": (
        "/// guidelines | FILL-IN: a caption\n\n- NAME-guideline\n\n///\n\nFILL-IN: why they differ."
    ),
    "All studies": (
        "See [all studies]({filename}/studies/NAME.md) for every result and "
        "[guideline]({filename}/studies/NAME.md#guidelines). FILL-IN: what to know of them."
    ),
    CARDS_PART: "FILL-IN: what a reader has to know before the signs.\n\n"
    + "\n\n".join(
        "\n".join((f"/// care-card | {card}\n", *(f"- {part}" for part in parts), "\n///"))
        for card, parts in OTHER_CARDS.items()
    ),
}

# What a sheet of paper takes on its front, on its back, and on the one of them that has room, in this order, as kinds
# of blocks of builder/page/sheets.py: of the home page, of the sections of the guide by their numbers, and of the parts
# of a condition.
HOME_SHEET: Sides[Kinds] = (("lead", "message", "opening", "paragraph", "hundred", "key-points"), (), ())
SECTION_SHEET: Sides[Mapping[int, Kinds]] = (
    {0: ("opening",), 8: ("paragraph", "emergency", "urgent", "crisis")},
    {8: ("list",), 6: ("list", "emergency", "urgent", "soon"), 11: ("paragraph",)},
    {},
)
CONDITION_SHEET: Sides[Mapping[str, Kinds]] = (
    {
        "The short answer": ("message", "opening", "paragraph", "short-answer", "glance"),
        "What else could help": ("options",),
    },
    {CARDS_PART: ("opening", "emergency", "urgent", "crisis", "soon")},
    {"If you want to try it": ("list",)},
)

# Pages that hold no medical text, by slug: search engines are told so.
NOT_MEDICAL = ("privacy", "accessibility", "search", "leaflet")
# The headings of the index of everything, each with the start of the addresses below it; the first that fits counts.
GUIDE_GROUP = "The guide"
GROUPS = {"Conditions": ("conditions/",), "The evidence": ("evidence/", "sources/"), "More pages": ("",)}
