"""LaTeX as the text that a reader sees. What is not understood stays as it is typed, so that it is found there."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

MARK = re.compile(r"[{}\\~$`]|--|''")
ACCENT = r"(\\[`'^\"~=.])"
STACKED = re.compile(rf"{ACCENT}\s*{ACCENT}\s*(?:\{{(\w)\}}|(\w))")  # two accents on a letter
# A formula holds one sign, or signs of LaTeX; $5 to $6 is money.
FORMULA = re.compile(r"(?<!\\)\$([^$\s]|[^$]*[\\^_{<>=][^$]*)\$")
LONE = re.compile(r"(?<!\\)[$&%]")
QUOTED = re.compile(r"(?<![\w`])`([^`']+)'(?!')")
RAISED = str.maketrans("123", "¹²³")


def plain_latex(value: str) -> str:
    """Return what a reader sees of a value of BibTeX."""
    if not MARK.search(value):
        return value
    # Most hold no LaTeX but braces, which keep capitals: they need no parser.
    bare = re.sub("[{}]", "", value)
    if MARK.search(bare):
        text = STACKED.sub(r"\1{\2{\3\4}}", QUOTED.sub(r"‘\1’", value))
        text = LONE.sub(lambda sign: f"\\{sign[0]}", FORMULA.sub(_formula, text))
        bare = _decoder().latex_to_text(text).replace("\u00ad", "")
    return unicodedata.normalize("NFC", " ".join(bare.split()))


def _formula(match: re.Match[str]) -> str:
    """Return a formula as text where that says the same; else as it is, in a form that stays so."""
    said = re.sub(r"\^([123])(?!\d)", lambda power: power[1].translate(RAISED), _decoder().latex_to_text(match[0]))
    return rf"\${said}\$" if re.search(r"[\^_\\]", said) else said


@lru_cache(maxsize=1)
def _decoder():  # type: ignore[no-untyped-def]
    """Return the decoder, made once: to load it takes as long as to read a page."""
    from pylatexenc.latex2text import LatexNodes2Text, MacroTextSpec, get_default_latex_context_db

    known = get_default_latex_context_db()
    # What stands in the braces after these is shown without them.
    without = [MacroTextSpec(name, "") for name in ("relax", "textsuperscript", "textsubscript", "mbox", "textnormal")]
    known.add_context_category("of-references", prepend=True, macros=without)
    known.set_unknown_macro_spec(MacroTextSpec("", simplify_repl=lambda node: node.latex_verbatim()))
    return LatexNodes2Text(latex_context=known, math_mode="text", keep_comments=True)
