"""Languages, by the tags of BCP 47: whether a text is one, and whether two are of one language.

Source: https://www.rfc-editor.org/info/bcp47; the codes of two letters are those of ISO 639-1.
"""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

TAG = re.compile(r"([a-z]{2,3})(-[a-z]{4})?(-([a-z]{2}|\d{3}))?(-([a-z\d]{5,8}|\d[a-z\d]{3}))*")
SHORT_CODES = (
    "aa ab ae af ak am an ar as av ay az ba be bg bi bm bn bo br bs ca ce ch co cr cs cu cv cy da de dv dz ee el en eo "
    "es et eu fa ff fi fj fo fr fy ga gd gl gn gu gv ha he hi ho hr ht hu hy hz ia id ie ig ii ik io is it iu ja jv ka "
    "kg ki kj kk kl km kn ko kr ks ku kv kw ky la lb lg li ln lo lt lu lv mg mh mi mk ml mn mr ms mt my na nb nd ne ng "
    "nl nn no nr nv ny oc oj om or os pa pi pl ps pt qu rm rn ro ru rw sa sc sd se sg si sk sl sm sn so sq sr ss st su "
    "sv sw ta te tg th ti tk tl tn to tr ts tt tw ty ug uk ur uz ve vi vo wa wo xh yi yo za zh zu"
)
TAKES_LANGUAGE = "the tag of a language, as “de”, “pt-br” or “zh-hant”"


def language_tag(text: str) -> str:
    """Return the tag of a language in small letters, as Pelican compares them. Raises ValueError for what is none."""
    if not is_language_tag(text):
        raise ValueError(TAKES_LANGUAGE)
    return text.lower()


def is_language_tag(text: str) -> bool:
    """Return whether a text is the tag of a language. Codes of three letters are not looked up."""
    found = TAG.fullmatch(text.lower())
    return found is not None and (len(found[1]) > 2 or found[1] in SHORT_CODES)


Language = Annotated[str, AfterValidator(language_tag)]


def same_language(one: str, other: str) -> bool:
    """Return whether two tags are of one language, wherever it is spoken: “en-gb” and “en-us”."""
    return one.lower().partition("-")[0] == other.lower().partition("-")[0]
