"""Questions about signs: quotation marks, ellipses, spaces."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from functools import lru_cache

from themebuilder.checks.base import Context, Finding, check
from themebuilder.checks.passages import Passage, lines
from themebuilder.checks.proofreading import Fault, text_check
from themebuilder.definitions.model import Theme

_QUOTES: Mapping[str, tuple[str, ...]] = {
    "da": ("»«", "””"),
    "en": ("“”", "‘’"),
    "sv": ("””", "»»"),
    "nb": ("«»",),
    "nn": ("«»",),
    "de": ("„“", "»«"),
}
"""Language -> the pairs of marks that its readers know, the usual one first."""
_MARKS = re.compile("[»«“”„]")
_DOTS = re.compile(r"\.{2,}")
_STRAIGHT = re.compile("[\"'´`]")
_APOSTROPHE = re.compile(r"(?<=\w)'(?=\w)")


@text_check("three-dots")
def three_dots(passage: Passage) -> Iterator[Fault]:
    if _DOTS.search(passage.text):
        yield ("Full stops stand in a row.", "Write … as one character.")


@text_check("quotes-foreign")
def quotes_foreign(passage: Passage) -> Iterator[Fault]:
    own = _QUOTES.get(passage.language.partition("-")[0])
    text = passage.prose
    if straight := _STRAIGHT.search(text):
        if _APOSTROPHE.search(text) and straight.group() == "'":
            yield "`'` is a typewriter's sign.", "Write ’ as the apostrophe."
        else:
            kinds = " or ".join(f"{pair[0]}…{pair[1]}" for pair in own or ("“”",))
            yield f"`{straight.group()}` is a typewriter's sign.", f"Write {kinds}."
    marks = _MARKS.findall(text)
    if not marks or own is None:
        return
    if foreign := [mark for mark in marks if mark not in "".join(own)]:
        kinds = " or ".join(f"{pair[0]}…{pair[1]}" for pair in own)
        yield f"`{foreign[0]}` is a mark of another language.", f"Write {kinds}."
    elif not any(_is_paired(marks, pair) for pair in own):
        yield f"The marks {' '.join(marks)} are no pair.", f"Write {own[0][0]}…{own[0][1]}."


@check("quotes-mixed")
def quotes_mixed(theme: Theme, _context: Context) -> Iterator[Finding]:
    kinds: dict[str, Counter[str]] = {}
    quoting = [(line, kind) for line in lines(theme) if (kind := _kind(line[0], line[3].text))]
    for (language, *_), kind in quoting:
        kinds.setdefault(language, Counter())[kind] += 1
    for (language, _, _, words), kind in quoting:
        usual = _usual(language, kinds[language])
        if kind != usual:
            message = f"{kind[0]}…{kind[1]} stands here, and {usual[0]}…{usual[1]} in other texts."
            yield words.place, message


def _usual(language: str, kinds: Counter[str]) -> str:
    """The kind that most texts have; the language's usual one where two have as many."""
    pairs = _QUOTES[language.partition("-")[0]]
    return max(kinds, key=lambda kind: (kinds[kind], -pairs.index(kind)))


@text_check("stray-space")
def stray_space(passage: Passage) -> Iterator[Fault]:
    text = passage.text
    english = passage.fact.english if passage.fact else ""
    if text[:1] == " " and english[:1] != " ":
        yield ("The text begins with a space.",)
    if text[-1:] == " " and english[-1:] != " ":
        yield ("The text ends in a space.",)
    if "  " in text.strip():
        yield ("Two spaces stand in a row.",)


@lru_cache(maxsize=8_192)
def _kind(language: str, text: str) -> str:
    """The pair of marks that a text has, or nothing."""
    if text.isascii() or not (marks := _MARKS.findall(text)):
        return ""
    pairs = _QUOTES.get(language.partition("-")[0], ())
    return next((pair for pair in pairs if _is_paired(marks, pair)), "")


def _is_paired(marks: list[str], pair: str) -> bool:
    return len(marks) % 2 == 0 and "".join(marks) == pair * (len(marks) // 2)


CHECKS = (three_dots, quotes_foreign, stray_space)
THEME_CHECKS = (quotes_mixed,)
