"""What the checks search: sentences and words without placeholders, tags, addresses and disguise."""

from __future__ import annotations

import html
import re
import unicodedata
from functools import lru_cache
from typing import NamedTuple

from themebuilder.core.messages import _

HOLE = "\ufdd0"
"""Marks where something was cut out; a code point that no text has by accident."""

PLACEHOLDER = re.compile(r"\{\{[^{}]*\}\}")
TAG = re.compile(r"<(/?)(\w++)\s*+(/?)>")

RIGHT_TO_LEFT = frozenset({"ar", "fa", "ur", "ps", "ku", "ckb", "he", "yi", "dv", "sd", "ug"})
"""Languages that are written from right to left; their letters say nothing about LIX."""

_ADDRESS = re.compile(r"(?:https?://|www\.)\S++|(?<![\w.+-])[\w.+-]++@[\w.-]++")
_CUT_OUT = re.compile(rf"{PLACEHOLDER.pattern}|{TAG.pattern}|{_ADDRESS.pattern}|{HOLE}")
_LETTERS = re.compile(r"[^\W\d_]")
_WORD = re.compile(r"[^\W_]++(?:[-’'./][^\W_]++)*+")
_ENDS = ".!?…؟۔"
_CLOSERS = "»«”“’\"')]"
_ABBREVIATIONS = frozenset(
    "bl.a f.eks fx kl ca nr tlf mv m.v m.m osv o.l dvs evt pr inkl ekskl jf mht p.t hr dr "  # noqa: SIM905
    "min maks max e.g i.e etc mr mrs ms vs approx no t.ex m.fl s.k bl.a z.b d.h usw bzw".split()
)

LONG = 7
"""Letters of a long word, by LIX."""


@lru_cache(maxsize=4096)
def prose(text: str) -> str:
    """Replace each placeholder, tag, web address and mail address with a space."""
    if "{" in text or "<" in text or HOLE in text or "w." in text or "/" in text or "@" in text:
        return _CUT_OUT.sub(" ", text)
    return text


def words(text: str) -> list[str]:
    """Split a text into words: runs of letters and digits with at least one letter.

    Numbers are no words. Hyphens, apostrophes and the full stops of an abbreviation hold a word
    together.
    """
    return [word for word in _WORD.findall(text) if _LETTERS.search(word)]


def sentences(text: str) -> list[str]:
    """Split a text into sentences. Abbreviations and ordinals don't end one; a new line does."""
    found: list[str] = []
    for line in text.splitlines():
        held: list[str] = []
        tokens = line.split()
        for number, token in enumerate(tokens):
            held.append(token)
            following = tokens[number + 1] if number + 1 < len(tokens) else ""
            if _is_end(token, following):
                found.append(" ".join(held))
                held = []
        if held:
            found.append(" ".join(held))
    return found


def is_prose(text: str) -> bool:
    """Whether the text has a whole sentence, and isn't just a label."""
    return any(sentence.rstrip(_CLOSERS)[-1:] in set(".!?؟۔") for sentence in sentences(text))


_BANDS = ((24, "meget let"), (34, "let"), (44, "middel"), (54, "svær"))
"""Highest LIX of each band of the Danish scale; above the last one a text is *meget svær*.

Source: Dansk Sproghistorie, dansksproghistorie.dk/144. Björnsson's own scale has other bands.
"""


class Lix(NamedTuple):
    """The LIX of a text, and the counts behind it."""

    words: int
    sentences: int
    long_words: int

    @property
    def value(self) -> float:
        """The LIX, 0 where there are no sentences."""
        if not self.words or not self.sentences:
            return 0.0
        return self.words / self.sentences + 100 * self.long_words / self.words

    def __str__(self) -> str:
        """Write the figure with its scale: ``LIX 23 (Danish scale: meget let)``."""
        rounded = round(self.value)
        band = next((name for limit, name in _BANDS if rounded <= limit), "meget svær")
        return _("LIX {value} (Danish scale: {band})", value=rounded, band=band)


@lru_cache(maxsize=32_768)
def measure(text: str) -> Lix:
    """Count the words, sentences and long words of *text*; all 0 if it has no whole sentence."""
    shown = prose(text)
    if not is_prose(shown):
        return Lix(0, 0, 0)
    counted = [words(sentence) for sentence in sentences(shown)]
    flat = [word for sentence in counted for word in sentence]
    return Lix(len(flat), sum(map(bool, counted)), sum(letters(w) >= LONG for w in flat))


def letters(word: str) -> int:
    """Count the letters of a word."""
    return len(_LETTERS.findall(word))


def _is_end(token: str, following: str) -> bool:
    bare = token.rstrip(_CLOSERS)
    if not bare or bare[-1] not in _ENDS:
        return False
    if bare[-1] != "." or not following:
        return True
    stem = bare[:-1].lstrip("(»«“”\"'").casefold()
    if stem in _ABBREVIATIONS:
        return False
    # An ordinal, as in »1. juli«; a number that ends a sentence has a capital after it.
    return not (stem.isdigit() and following[:1].islower())


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
