"""Text without placeholders, tags and addresses, split into sentences and words."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

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


class Measure(NamedTuple):
    """The counts behind LIX."""

    words: int
    sentences: int
    long_words: int


@lru_cache(maxsize=32_768)
def measure(text: str) -> Measure:
    """Count the words, sentences and long words of *text*; all 0 if it has no whole sentence."""
    shown = prose(text)
    if not is_prose(shown):
        return Measure(0, 0, 0)
    counted = [words(sentence) for sentence in sentences(shown)]
    flat = [word for sentence in counted for word in sentence]
    return Measure(len(flat), sum(map(bool, counted)), sum(letters(w) >= LONG for w in flat))


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
