"""The glossary of one language as one audience is held to it, ready to be looked for in texts.

The workspace's own terms are added to the shipped ones; an entry of the same word takes the place
of the shipped one.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Generic, TypeVar

from themebuilder.core.tree import Map
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import Audience

Entry = TypeVar("Entry")


@dataclass(frozen=True, slots=True)
class Unwanted:
    """A word that is kept from an audience: what to *say* instead, and *why*."""

    word: str
    say: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class SoundAlike:
    """A word that is heard as *other*; *sounds* of both, and how many of them differ."""

    word: str
    other: str
    distance: int
    sounds: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Outlived:
    """A name, its last day, and the name after it."""

    word: str
    until: date
    becomes: str
    why: str


_WORD = re.compile(r"\w+")


class WordList(Generic[Entry]):
    """Words with an entry each, found in a text as whole words, whatever their case."""

    def __init__(self, entries: Iterable[tuple[str, Entry]]) -> None:
        """Sort the words: those of letters alone are looked up, the others sought."""
        self._entries = {fold(form): entry for form, entry in entries if form.strip()}
        self._words = {form for form in self._entries if _WORD.fullmatch(form)}
        self._phrases = _either(form for form in self._entries if form not in self._words)

    def __contains__(self, word: str) -> bool:
        """Whether *word* is listed."""
        return fold(word) in self._entries

    def get(self, word: str) -> Entry | None:
        """The entry of *word*."""
        return self._entries.get(fold(word))

    def found(self, folded: str) -> list[tuple[str, Entry]]:
        """The listed words in a *folded* text, each once, with their entries."""
        # Hardly any text has one, and to look words up is faster than to seek them.
        if self._words.isdisjoint(_WORD.findall(folded)) and not self._has_phrase(folded):
            return []
        matches = dict.fromkeys(" ".join(it.group().split()) for it in self._all.finditer(folded))
        return [(word, self._entries[word]) for word in matches]

    @cached_property
    def _all(self) -> re.Pattern[str]:
        """One expression for all of them, longer ones first."""
        found = _either(self._entries)
        assert found is not None  # noqa: S101 - asked only where one was found
        return found

    def _has_phrase(self, folded: str) -> bool:
        return self._phrases is not None and self._phrases.search(folded) is not None


def _either(forms: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(forms, key=len, reverse=True)
    either = "|".join(r"\s+".join(map(re.escape, form.split())) for form in longest_first)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)") if either else None


_MOST_GLOSSARIES = 64
_GLOSSARIES: dict[tuple[tuple[int, ...], str, Audience], Glossary] = {}


def glossary(library: Library, language: str, audience: Audience) -> Glossary:
    """The glossary of *language* for *audience*; the same object for the same terms."""
    trees = tuple(document.tree for document in library.layers("terms", language))
    # A glossary holds on to its trees, so no other objects take over their ids.
    key = (tuple(map(id, trees)), language, audience)
    found = _GLOSSARIES.get(key)
    if found is None:
        if len(_GLOSSARIES) >= _MOST_GLOSSARIES:
            _GLOSSARIES.clear()
        found = _GLOSSARIES[key] = Glossary(trees, audience)
    return found


class Glossary:
    """What a language keeps from *audience*, what it sounds like, and which names end."""

    def __init__(self, trees: tuple[Map, ...], audience: Audience) -> None:
        """Take the terms in *trees*, the shipped ones first; a list is compiled when it is asked."""
        self._trees = trees
        self._audience = audience

    @cached_property
    def forbidden(self) -> WordList[Unwanted]:
        """Words that this audience must not meet."""
        return WordList(self._unwanted("forbidden"))

    @cached_property
    def avoid(self) -> WordList[Unwanted]:
        """Words that this audience had better not meet."""
        return WordList(self._unwanted("avoid"))

    @cached_property
    def sound_alikes(self) -> WordList[tuple[SoundAlike, ...]]:
        """Words that are heard as another one, the nearest first."""
        harmless = {_pair(entry) for entry in self._entries("harmless_sound_alikes")}
        found: dict[str, dict[str, SoundAlike]] = {}
        for entry in self._entries("sound_alikes"):
            if _pair(entry) not in harmless:
                one = _sound_alike(entry)
                found.setdefault(one.word, {})[one.other] = one
        return WordList(
            (word, tuple(sorted(pairs.values(), key=_distance))) for word, pairs in found.items()
        )

    @cached_property
    def outlived(self) -> WordList[Outlived]:
        """Names that end on a day."""
        return WordList(
            (form, _outlived(entry))
            for entry in self._by_word("dated").values()
            if _day(entry.text("until"))
            for form in _forms(entry)
        )

    @cached_property
    def approved(self) -> frozenset[str]:
        """Single words that are the language's own for a thing, in lower case."""
        return frozenset(
            word for entry in self._entries("approved") for word in fold(entry.text("word")).split()
        )

    @cached_property
    def judged(self) -> frozenset[frozenset[str]]:
        """Every pair of words whose likeness somebody has judged, harmful or not."""
        lists = ("sound_alikes", "harmless_sound_alikes")
        return frozenset(_pair(entry) for name in lists for entry in self._entries(name))

    @cached_property
    def measured(self) -> tuple[SoundAlike, ...]:
        """Every judged pair with the distance that is noted for it."""
        lists = ("sound_alikes", "harmless_sound_alikes")
        return tuple(_sound_alike(entry) for name in lists for entry in self._entries(name))

    def _unwanted(self, name: str) -> Iterator[tuple[str, Unwanted]]:
        for entry in self._by_word(name).values():
            audiences = {text.value for text in entry.texts("audience")}
            if not audiences or self._audience in audiences:
                say = tuple(text.value for text in entry.texts("say"))
                unwanted = Unwanted(entry.text("word"), say, entry.text("why"))
                for form in _forms(entry):
                    yield form, unwanted

    def _by_word(self, name: str) -> Mapping[str, Map]:
        """The entries of a list; a later one of the same word takes the place of the earlier."""
        return {fold(entry.text("word")): entry for entry in self._entries(name)}

    def _entries(self, name: str) -> Iterator[Map]:
        for tree in self._trees:
            for node in tree.seq(name):
                if isinstance(node, Map):
                    yield node


def _forms(entry: Map) -> tuple[str, ...]:
    return (entry.text("word"), *(text.value for text in entry.texts("forms")))


def _sound_alike(entry: Map) -> SoundAlike:
    word, other = (str(node) for node in entry.seq("words"))
    sounds = tuple(text.value for text in entry.texts("sounds"))
    return SoundAlike(word, other, int(entry.text("distance")), sounds, entry.text("why"))


def _outlived(entry: Map) -> Outlived:
    until = _day(entry.text("until")) or date.max
    return Outlived(entry.text("word"), until, entry.text("becomes"), entry.text("why"))


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _pair(entry: Map) -> frozenset[str]:
    return frozenset(fold(str(node)) for node in entry.seq("words"))


def _distance(pair: SoundAlike) -> tuple[int, str]:
    return pair.distance, pair.other


def fold(text: str) -> str:
    """The text without its differences in case and composition, to be looked through for words."""
    return unicodedata.normalize("NFC", text).casefold() if not text.isascii() else text.lower()
