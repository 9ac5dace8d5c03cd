"""The glossary of one language for one audience, ready to be searched for in texts.

The workspace's own terms are added to the shipped ones; an entry of the same word replaces the
shipped one.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from functools import cached_property, lru_cache
from typing import Generic, NamedTuple, TypeVar

from themebuilder.checks.prose import fold
from themebuilder.core.tree import Map
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import Audience

Value = TypeVar("Value")


class UnwantedWord(NamedTuple):
    """A word that an audience should not meet: what to *say* instead, and *why*."""

    word: str
    say: tuple[str, ...]
    why: str


class SoundAlike(NamedTuple):
    """A word that sounds like *other*: the *sounds* of both, and how many of them differ."""

    word: str
    other: str
    distance: int
    sounds: tuple[str, ...]
    why: str


class EndingName(NamedTuple):
    """A name, its last day, and the name that replaces it."""

    word: str
    until: date
    becomes: str
    why: str


class Assertion(NamedTuple):
    """Words that are true in some situations only: ids of the platform's, and what to *say* instead."""

    true_in: frozenset[str]
    say: tuple[str, ...]


_WORD = re.compile(r"\w+")
_COMPOUND = re.compile(r"\w+(?:-\w+)*")


class Stem(NamedTuple, Generic[Value]):
    """A *part* of words and their common *value*, except words that begin with an *innocent* one."""

    part: str
    innocent: tuple[str, ...]
    value: Value

    def is_in(self, word: str) -> bool:
        """Whether the folded *word* has the part, however its hyphens divide it."""
        joined = word.replace("-", "")
        return self.part in joined and not any(
            part.startswith(self.innocent) for part in (joined, *word.split("-"))
        )


class WordList(Generic[Value]):
    """Words with a value each, found in a text as whole words in any case, or by their stems."""

    def __init__(
        self, values: Iterable[tuple[str, Value]], stems: Iterable[Stem[Value]] = ()
    ) -> None:
        """Note the words of each form: a text without all of them doesn't have the form."""
        self._stems = tuple(stems)
        self._values = {fold(form): value for form, value in values if form.strip()}
        self._forms: dict[str, list[frozenset[str]]] = {}
        for form in self._values:
            words = _WORD.findall(form)
            self._forms.setdefault((words or [""])[0], []).append(frozenset(words))

    def get(self, word: str) -> Value | None:
        """Return the value of *word*."""
        folded = fold(word)
        return dict(self._find_compounds(folded)).get(folded) or self._values.get(folded)

    def find(self, folded: str) -> list[tuple[str, Value]]:
        """Find the listed words in a *folded* text, each once, with their values."""
        if compounds := dict(self._find_compounds(folded)):
            rest = _COMPOUND.sub(lambda it: "" if it.group() in compounds else it.group(), folded)
            return [*compounds.items(), *self._find_forms(rest)]
        return self._find_forms(folded)

    def _find_compounds(self, folded: str) -> Iterator[tuple[str, Value]]:
        joined = folded.replace("-", "")
        stems = [stem for stem in self._stems if stem.part in joined]
        for word in _COMPOUND.findall(folded) if stems else ():
            for stem in stems:
                if stem.is_in(word):
                    yield word, stem.value
                    break

    def _find_forms(self, folded: str) -> list[tuple[str, Value]]:
        # Hardly any text has one, and a lookup is faster than a search.
        words = _split(folded)
        begun = words & self._forms.keys()
        if not any(form <= words for first in begun for form in self._forms[first]):
            return []
        matches = self._all.finditer(folded) if self._all else ()
        found = dict.fromkeys(" ".join(match.group().split()) for match in matches)
        return [(form, self._values[form]) for form in found]

    @cached_property
    def _all(self) -> re.Pattern[str] | None:
        return _compile_forms(self._values)


@lru_cache(maxsize=4096)
def _split(folded: str) -> frozenset[str]:
    """Return the words of a text, and an empty one for what is no word; each list asks for them."""
    return frozenset(("", *_WORD.findall(folded)))


def _compile_forms(forms: Iterable[str]) -> re.Pattern[str] | None:
    longest_first = sorted(forms, key=len, reverse=True)
    either = "|".join(r"\s+".join(map(re.escape, form.split())) for form in longest_first)
    return re.compile(rf"(?<!\w)(?:{either})(?!\w)") if either else None


_MOST_GLOSSARIES = 64
_GLOSSARIES: dict[tuple[tuple[int, ...], str, Audience | None], Glossary] = {}


def load_glossary(library: Library, language: str, audience: Audience | None) -> Glossary:
    """Return the glossary of *language* for *audience*; the same object for the same terms.

    Without an audience it has what any audience must not meet.
    """
    trees = tuple(document.tree for document in library.get_both("terms", language))
    # A glossary keeps its trees alive, so no other objects can get their ids.
    key = (tuple(map(id, trees)), language, audience)
    found = _GLOSSARIES.get(key)
    if found is None:
        if len(_GLOSSARIES) >= _MOST_GLOSSARIES:
            _GLOSSARIES.clear()
        found = _GLOSSARIES[key] = Glossary(trees, audience)
    return found


class Glossary:
    """The terms of a language for one *audience*; each list is compiled when it is first used."""

    def __init__(self, trees: tuple[Map, ...], audience: Audience | None) -> None:
        """Take the terms in *trees*, the shipped ones first."""
        self._trees = trees
        self._audience = audience

    @cached_property
    def forbidden(self) -> WordList[UnwantedWord]:
        """Words that this audience must not meet."""
        return self._make_list("forbidden")

    @cached_property
    def avoid(self) -> WordList[UnwantedWord]:
        """Words that are better avoided towards this audience."""
        return self._make_list("avoid")

    @cached_property
    def sound_alikes(self) -> WordList[tuple[SoundAlike, ...]]:
        """Words that sound like another one, the nearest first."""
        harmless = {_pair(entry) for entry in self._list_entries("harmless_sound_alikes")}
        found: dict[str, dict[str, SoundAlike]] = {}
        for entry in self._list_entries("sound_alikes"):
            if _pair(entry) not in harmless:
                one = _read_sound_alike(entry)
                found.setdefault(one.word, {})[one.other] = one
        return WordList(
            (word, tuple(sorted(pairs.values(), key=lambda pair: (pair.distance, pair.other))))
            for word, pairs in found.items()
        )

    @cached_property
    def ending(self) -> WordList[EndingName]:
        """Names that end on a day."""
        return WordList(
            (form, EndingName(entry.text("word"), until, entry.text("becomes"), entry.text("why")))
            for entry in self._index_by_word("dated").values()
            if (until := parse_day(entry.text("until")))
            for form in _list_forms(entry)
        )

    @cached_property
    def assertions(self) -> WordList[Assertion]:
        """Words that say how things are with the meeting."""
        return WordList(
            (form, Assertion(frozenset(_list(entry, "true_in")), _list(entry, "say")))
            for entry in self._index_by_word("assertions").values()
            for form in _list_forms(entry)
        )

    @cached_property
    def approved(self) -> frozenset[str]:
        """Single words that belong to the language, in lower case."""
        return frozenset(
            word
            for entry in self._list_entries("approved")
            for word in fold(entry.text("word")).split()
        )

    def _make_list(self, name: str) -> WordList[UnwantedWord]:
        forms: dict[str, UnwantedWord] = {}
        stems: list[Stem[UnwantedWord]] = []
        for entry in self._index_by_word(name).values():
            audiences = {text.value for text in entry.texts("audience")}
            if not audiences or self._audience is None or self._audience in audiences:
                unwanted = UnwantedWord(entry.text("word"), _list(entry, "say"), entry.text("why"))
                forms |= dict.fromkeys(_list_forms(entry), unwanted)
                innocent = tuple(fold(text.value) for text in entry.texts("innocent"))
                stems += [
                    Stem(fold(text.value), innocent, unwanted) for text in entry.texts("stems")
                ]
        return WordList(forms.items(), stems)

    def _index_by_word(self, name: str) -> Mapping[str, Map]:
        """Return the entries of a list; a later one of the same word replaces the earlier."""
        return {fold(entry.text("word")): entry for entry in self._list_entries(name)}

    def _list_entries(self, name: str) -> Iterator[Map]:
        for tree in self._trees:
            for node in tree.seq(name):
                if isinstance(node, Map):
                    yield node


def parse_day(text: str) -> date | None:
    """Return the day that a definition gives, or None where it gives none that exists."""
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _list_forms(entry: Map) -> tuple[str, ...]:
    return (entry.text("word"), *_list(entry, "forms"))


def _list(entry: Map, name: str) -> tuple[str, ...]:
    return tuple(text.value for text in entry.texts(name))


def _read_sound_alike(entry: Map) -> SoundAlike:
    word, other = (str(node) for node in entry.seq("words"))
    return SoundAlike(
        word, other, int(entry.text("distance")), _list(entry, "sounds"), entry.text("why")
    )


def _pair(entry: Map) -> frozenset[str]:
    return frozenset(fold(str(node)) for node in entry.seq("words"))
