"""Questions about the characters of a text: whether they are what they look like."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from themebuilder.checks.passages import Passage
from themebuilder.checks.proofreading import Fault, text_check
from themebuilder.checks.prose import HOLE

_MOJIBAKE = re.compile(
    "\ufffd|[\u00c3\u00c2][\u0080-\u00bf\u0152\u0153\u0160\u0161\u0178\u017d\u017e\u0192\u02c6\u02dc"
    "\u2013-\u2026\u2030\u2039\u203a\u20ac\u2122]|\u00e2\u20ac[\u0080-\u00bf\u0152-\u2122]?"
)
_INVISIBLE = re.compile(
    "[\x00-\x09\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufe00-\ufe0e\ufeff\uffa0\ufff0-\ufffb"
    "\ue000-\uf8ff\U000e0000-\U000e0fff\U000f0000-\U0010ffff]"
)
_FOR_ARABIC_SCRIPT = frozenset("\u200c\u200d\u200e\u200f\u2066\u2067\u2068\u2069")
_ARABIC_SCRIPT = frozenset({"ar", "fa", "ur", "ps", "ku", "ckb", "he", "yi", "dv", "sd", "ug"})
_OWN_ALPHABET = frozenset({"uk", "ru", "be", "bg", "sr", "mk", "kk", "ky", "mn", "tg", "el"})
_NAMES = {
    "\u00ad": "a soft hyphen",
    "\u200b": "a zero-width space",
    "\ufeff": "a byte order mark",
    "\t": "a tab",
}
_WORD = re.compile(r"[^\W\d_]+")
_LOOKS_LIKE = dict(
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


@text_check("letters-decomposed")
def letters_decomposed(passage: Passage) -> Iterator[Fault]:
    if not passage.text.isascii() and not unicodedata.is_normalized("NFC", passage.text):
        composed = unicodedata.normalize("NFC", passage.text)
        letter = next(
            (new for new, old in zip(composed, passage.text, strict=False) if new != old), ""
        )
        yield (f"`{letter}` is written as two characters.",)


@text_check("mojibake")
def mojibake(passage: Passage) -> Iterator[Fault]:
    found = None if passage.text.isascii() else _MOJIBAKE.search(passage.text)
    if found:
        wreck = found.group()
        yield (f"`{wreck}` {_what_it_was(wreck)}.",)


@text_check("invisible-character")
def invisible_character(passage: Passage) -> Iterator[Fault]:
    allowed = _FOR_ARABIC_SCRIPT if passage.language.partition("-")[0] in _ARABIC_SCRIPT else ()
    for character in dict.fromkeys(_INVISIBLE.findall(passage.text)):
        if character not in allowed:
            code = f"U+{ord(character):04X}"
            named = _NAMES.get(character) or unicodedata.name(character, "").lower()
            yield (f"The text holds {named or 'a control character'} ({code}).",)


@text_check("look-alike-letter")
def look_alike_letter(passage: Passage) -> Iterator[Fault]:
    if passage.prose.isascii():
        return
    is_latin = passage.language.partition("-")[0] not in _OWN_ALPHABET
    for word in _WORD.findall(passage.prose):
        if word.isascii():
            continue
        wide = [letter for letter in word if unicodedata.decomposition(letter).startswith(_STYLED)]
        alike = [letter for letter in word if letter in _LOOKS_LIKE]
        is_mixed = len(alike) < len(word) and any(_is_latin(letter) for letter in word)
        is_disguised = is_latin and len(alike) == len(word)
        if wide or (alike and (is_mixed or is_disguised)):
            letter = (wide or alike)[0]
            alphabet = unicodedata.name(letter, "foreign").split()[0].title()
            latin = _LOOKS_LIKE.get(letter) or unicodedata.normalize("NFKC", letter)
            yield (f"`{word}` has a {alphabet} letter that looks like `{latin}`.",)


_STYLED = ("<font>", "<wide>")


def _what_it_was(wreck: str) -> str:
    try:
        return f"was `{wreck.encode('cp1252').decode('utf-8')}` once"
    except UnicodeError:
        return "stands where a letter was lost" if wreck == "\ufffd" else "is a wrecked letter"


def _is_latin(letter: str) -> bool:
    return letter != HOLE and unicodedata.name(letter, "").startswith("LATIN")


CHECKS = (letters_decomposed, mojibake, invisible_character, look_alike_letter)
