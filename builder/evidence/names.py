"""The authors of a source, as BibTeX has them and as PubMed prints them: “Surname AB”, organisations whole."""

from __future__ import annotations

import re

from pybtex.bibtex.utils import split_name_list, split_tex_string

from builder.evidence.latex import plain_latex

SUFFIXES = frozenset(("Jr", "Sr", "II", "III", "IV", "2nd", "3rd"))
# Words of a surname that some programs write after the first names.
PARTICLES = re.compile(r"d[aei]|del|della|de[nr]|dos?|du|el|l[ae]|ten|ter|van|von|zur?")
INITIALS = 3  # capitals that are first names, as in “Higgins, JPT”; more are one name
BETWEEN = re.compile(r"[;&]|\bet al\b", re.IGNORECASE)
GAP = re.compile(r"[\s.\u2010-]+")
OTHERS = "others"


def read_authors(written: str) -> list[str]:
    """Return the authors of a field of BibTeX, “others” among them. Raises ValueError for what is no name, and why."""
    names = [_author(" ".join(name.split())) for name in split_name_list(written)] if written.strip() else []
    if names == [OTHERS]:
        raise ValueError("nobody is named before “others”")
    return names


def shown_authors(names: list[str], most: int) -> str:
    """Return up to `most` authors; of more, the first half of that number “and others”."""
    shown = names if len(names) <= most else names[: most // 2]
    known = [name for name in shown if name != OTHERS]
    return ", ".join(known) + (" and others" if len(known) < len(names) else "")


def _author(written: str) -> str:
    if written == OTHERS:
        return OTHERS
    parts = [plain_latex(part).strip() for part in split_tex_string(written, ",")]
    if len(parts) == 1 and parts[0] and (_is_in_braces(written) or written.isalpha()):
        return parts[0]
    bare = re.sub(r"\{[^{}]*\}", "", written)
    if BETWEEN.search(bare) or len(parts) > 3 or re.search(r"(^| )and( |$)", bare):
        raise ValueError(f"“{written}” is more than one name: “and” stands between two, and “and others” at the end")
    if len(parts) == 1:
        raise ValueError(
            f"“{written}” has no comma: a person is “Family, Given”; an organisation has braces of its own"
        )
    return _person(written, *parts)


def _person(written: str, family: str, given: str, third: str = "") -> str:
    """Return a person, given as “Family, Given”, “Family, Jr, Given” or “Family, Given, Jr”."""
    if third and given.rstrip(".") in SUFFIXES:
        given, third = third, given
    words = given.replace("~", " ").split()
    suffix = [word for word in (*words, *third.split()) if word.rstrip(".") in SUFFIXES]
    names = [word for word in words if word not in suffix and not PARTICLES.fullmatch(word)]
    initials = "".join(_initials(name, family) for name in GAP.split(" ".join(names)) if name)
    last = family.split()[-1] if " " in family else ""
    if third.strip(". ") and not suffix:
        raise ValueError(f"“{written}” has two commas: “and” stands between two authors")
    if last.isupper() and len(last) <= INITIALS and not family.isupper() and last not in SUFFIXES:
        raise ValueError(f"“{written}” is more than one name: “and” stands between two authors")
    if not family or not initials.isalpha():
        raise ValueError(f"“{written}” lacks a part of its name")
    surname = " ".join([*(word for word in words if PARTICLES.fullmatch(word)), family])
    return " ".join([surname, initials, *(word.rstrip(".") for word in suffix)])


def _initials(name: str, family: str) -> str:
    """Return the initials of a first name: the name itself where it is initials, and not all is in capitals."""
    is_initials = name.isupper() and len(name) <= INITIALS and not family.isupper()
    return name if is_initials else name[0].upper()


def _is_in_braces(written: str) -> bool:
    """Return whether a name stands as a whole in braces of its own."""
    depth = 0
    for place, sign in enumerate(written, 1):
        depth += {"{": 1, "}": -1}.get(sign, 0)
        if not depth:
            return written.startswith("{") and place == len(written)
    return False
