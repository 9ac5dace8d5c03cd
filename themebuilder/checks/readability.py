"""LIX: how hard all texts of a language are to read together, as one figure.

LIX is the words in an average sentence, plus the percentage of words with seven letters or more
(C. H. Björnsson, 1968). It suits connected prose, so labels and buttons are left out, and single
texts are never judged by it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from themebuilder.checks.base import Context, Finding, check
from themebuilder.checks.passages import lines
from themebuilder.checks.prose import measure
from themebuilder.core.problems import Place
from themebuilder.definitions.model import Theme

SCALE = "Danish bands"
BANDS = ((24, "meget let"), (34, "let"), (44, "middel"), (54, "svær"))
"""Highest LIX of each band of the Danish scale; above the last one a text is *meget svær*.

Source: Dansk Sproghistorie, dansksproghistorie.dk/144. Björnsson's own scale has other bands.
"""
ENOUGH_WORDS = 100
"""Below that LIX says nothing."""
_JUDGED = frozenset({"da"})
"""Languages whose texts are held against a limit: the bands are Danish."""


@dataclass(frozen=True, slots=True)
class Lix:
    """The figure of a text, and what it was counted from."""

    words: int
    sentences: int
    long_words: int

    @property
    def value(self) -> float:
        """The figure itself, 0 where there are no sentences."""
        if not self.words or not self.sentences:
            return 0.0
        return self.words / self.sentences + 100 * self.long_words / self.words

    @property
    def band(self) -> str:
        """What the Danish scale calls it."""
        rounded = round(self.value)
        return next((name for limit, name in BANDS if rounded <= limit), "meget svær")

    def __str__(self) -> str:
        """The figure with its scale: ``LIX 23 (Danish bands: meget let)``."""
        return f"LIX {round(self.value)} ({SCALE}: {self.band})"


def lix(texts: Iterable[str]) -> Lix:
    """The LIX of *texts* together. Numbers and placeholders are no words; labels do not count."""
    counted = [measure(text) for text in texts]
    return Lix(
        sum(one.words for one in counted),
        sum(one.sentences for one in counted),
        sum(one.long_words for one in counted),
    )


def readability(theme: Theme, language: str) -> Lix:
    """The LIX of everything that a theme says in a language."""
    return lix(
        words.text
        for spoken, kind, _, words in lines(theme)
        if spoken == language and kind != "name"
    )


@check("lix-too-high")
def lix_too_high(theme: Theme, context: Context) -> Iterator[Finding]:
    limit = float(context.library.workspace.text("lix", theme.audience, default="0"))
    for language in theme.languages:
        if not limit or language not in _JUDGED:
            continue
        found = readability(theme, language)
        if found.words >= ENOUGH_WORDS and found.value > limit + 0.5:
            heaviest, place = _heaviest(theme, language)
            message = (
                f"The texts in `{language}` have {found}; "
                f"{limit:.0f} is the limit for the audience `{theme.audience}`."
            )
            yield place, message, f"The hardest ones: {', '.join(heaviest)}."


def _heaviest(theme: Theme, language: str) -> tuple[list[str], Place]:
    """The keys of the three hardest texts, and the file that the hardest one stands in."""
    judged = [
        (lix([words.text]).value, key, words.place)
        for spoken, kind, key, words in lines(theme)
        if spoken == language and kind != "name" and measure(words.text).words >= 5
    ]
    hardest = sorted(judged, reverse=True)[:3]
    return [f"`{key}`" for _, key, _ in hardest], Place(hardest[0][2].file)


THEME_CHECKS = (lix_too_high,)
