"""Letters that look like others, characters that nobody sees, and a text without either."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache

INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb"
    "\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
LOOKS_LIKE = dict(
    zip(
        "\u0430\u0441\u0501\u0435\u04bb\u0456\u0458\u04cf\u043e\u0440\u051b\u0455\u0445\u0443\u0410"
        "\u0412\u0421\u0415\u041d\u0406\u0408\u041a\u041c\u041e\u0420\u0405\u0422\u0425\u04ae\u04d5\u04d4"
        "\u03bf\u03bd\u03c1\u03b1\u03b9\u03ba\u0391\u0392\u0395\u0396\u0397\u0399\u039a\u039c\u039d\u039f"
        "\u03a1\u03a4\u03a5\u03a7",
        "acdehijlopqsxyABCEHIJKMOPSTXYæÆovpaikABEZHIKMNOPTYX",
        strict=True,
    )
)
"""Cyrillic and Greek letters that nobody can tell from Latin ones."""

_LATIN = str.maketrans(LOOKS_LIKE)
_SPELT_OUT = re.compile(r"(?<!\w)[^\W\d_](?:[\s.*·-][^\W\d_]){3,}(?!\w)")
_BETWEEN = re.compile(r"[\s.*·-]")


@lru_cache(maxsize=4096)
def fold(text: str) -> str:
    """Return the text in lower case and without disguise, to be searched for words.

    A disguise is an HTML entity, an invisible character, a letter in two characters or of another
    alphabet, or a space between all letters of a word.
    """
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        seen = INVISIBLE.sub(lambda found: " " if found.group().isspace() else "", text)
        text = unicodedata.normalize("NFKC", seen).translate(_LATIN)
    return _SPELT_OUT.sub(lambda found: _BETWEEN.sub("", found.group()), text.casefold())
