"""Words of a workspace that sound alike, for a person to judge and note in the terms.

It needs espeak-ng, so no check runs it: the checks read the terms.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from themebuilder.checks.glossary import SoundAlike, load_glossary
from themebuilder.checks.letters import fold
from themebuilder.checks.prose import prose, words
from themebuilder.core.tree import Map, walk_texts
from themebuilder.definitions.library import Library
from themebuilder.definitions.texts import MESSAGES
from themebuilder.media.speech import find_phonemes, measure_distance

_VALUE = re.compile(r"\[\[.*?\]\]", re.DOTALL)
_COLOURS = re.compile("[ˈˌːˑʔ?]")
"""What a sound may differ in and still be as good as the same: stress, length, stød."""
_AT_ONCE = 10_000
_LONGEST = 60


@dataclass(frozen=True, slots=True)
class SoundReport:
    """The sound-alikes of a language: pairs *unjudged*, and pairs *changed* since they were judged.

    A changed pair has the distance noted in it, and beside it the one measured now.
    """

    language: str
    words: int
    judged: int
    changed: tuple[tuple[SoundAlike, float], ...]
    unjudged: tuple[SoundAlike, ...]

    @property
    def is_complete(self) -> bool:
        """Whether every pair is judged and none has changed."""
        return not self.changed and not self.unjudged


def list_languages(library: Library) -> tuple[str, ...]:
    """The languages whose terms have a list of sound-alikes."""
    return tuple(
        name
        for name in library.names("terms")
        if (tree := library.get_merged("terms", name)) and "sound_alikes" in tree.entries
    )


def find_sound_alikes(
    library: Library, language: str, against: Iterable[str] = (), within: int = 0
) -> SoundReport:
    """Find the words of the workspace that sound like each other or like one of *against*.

    *within* is how many sounds may differ. Raises `RecordingError` where espeak-ng or its voice is missing.
    """
    judged = load_glossary(library, language, "everyone").judged
    known = {frozenset((fold(pair.word), fold(pair.other))) for pair in judged}
    judged_words = {word for pair in known for word in pair}
    ours = _speakable(collect_words(library, language))
    others = ours | _speakable(against) | _speakable(judged_words)
    sounds = _sounds(language, others | judged_words)
    now = [
        (one, measure_distance(sounds[fold(one.word)], sounds[fold(one.other)])) for one in judged
    ]
    unjudged = {
        frozenset((word, other)): _pair(word, other, sounds)
        for word, other in _candidates(ours, others, sounds)
        if frozenset((word, other)) not in known
        and measure_distance(sounds[word], sounds[other]) <= within
    }
    return SoundReport(
        language,
        len(ours),
        len(judged),
        tuple((pair, measured) for pair, measured in now if measured != pair.distance),
        tuple(sorted(unjudged.values(), key=lambda it: (it.distance, it.word, it.other))),
    )


def collect_words(library: Library, language: str) -> Iterator[str]:
    """Collect the words of all texts, wordings and screens in *language*."""
    for text in _texts(library, language):
        yield from words(prose(_VALUE.sub(" ", text)))


def _texts(library: Library, language: str) -> Iterator[str]:
    for tree in _trees(library, language):
        for _, text in walk_texts(tree):
            yield text.value


def _trees(library: Library, language: str) -> Iterator[Map]:
    for name in library.names("texts"):
        if name.partition(".")[0] == language:
            for document in library.layers("texts", name):
                yield document.tree.map("keys")
    for name in library.names("wording"):
        if tree := library.get_merged("wording", name):
            for message in MESSAGES:
                entry = tree.map(message, language)
                parts = {key: it for key, it in entry.entries.items() if key != "review"}
                yield Map(parts, entry.place)
    for kind in ("organisation", "theme"):
        for name in library.names(kind):
            if definition := library.get(kind, name):
                yield definition.tree.map("texts", language)
                if definition.tree.text("meeting", "language", default="da") == language:
                    yield definition.tree.map("meeting", "screens")


def _speakable(found: Iterable[str]) -> set[str]:
    """Words in lower case, without single letters and abbreviations: those are spelt out."""
    return {
        fold(word)
        for word in found
        if 1 < len(word) <= _LONGEST and word.isalpha() and not word.isupper()
    }


def _sounds(language: str, asked: set[str]) -> Mapping[str, str]:
    ordered = sorted(asked)
    found: dict[str, str] = {}
    for start in range(0, len(ordered), _AT_ONCE):
        found.update(find_phonemes(language, ordered[start : start + _AT_ONCE]))
    return found


def _candidates(
    ours: set[str], others: set[str], sounds: Mapping[str, str]
) -> Iterator[tuple[str, str]]:
    """Pairs that differ by at most one sound: equal as they are, or with one sound left out."""
    by_rest: dict[tuple[str, ...], list[str]] = {}
    for other in sorted(others):
        for rest in _rests(sounds[other]):
            by_rest.setdefault(rest, []).append(other)
    for word in sorted(ours):
        near = {other for rest in _rests(sounds[word]) for other in by_rest[rest] if other != word}
        for other in sorted(near):
            if other not in ours or word < other:
                yield word, other


def _rests(sounds: str) -> set[tuple[str, ...]]:
    bases = tuple(base for sound in sounds.split() if (base := _COLOURS.sub("", sound)))
    return {bases, *(bases[:place] + bases[place + 1 :] for place in range(len(bases)))}


def _pair(word: str, other: str, sounds: Mapping[str, str]) -> SoundAlike:
    apart = measure_distance(sounds[word], sounds[other])
    joined = tuple(sounds[it].replace(" ", "") for it in (word, other))
    return SoundAlike(word, other, int(apart), joined, "")
