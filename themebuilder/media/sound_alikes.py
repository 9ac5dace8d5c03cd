"""How words sound, and how far apart: a screening aid, not a pronunciation dictionary.

espeak-ng says how it would pronounce a word; the differing sounds are counted. It finds that Danish
*værten* and *verden* sound the same, which no spelling check can.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from themebuilder.media.speech import run_espeak, speech_error

_WORD = re.compile(r"[^\W_]+(?:[-' ’][^\W_]+)*")
_LONGEST_WORD = 100
_MOST_WORDS = 20_000
# Newer versions announce a foreign word by its language in brackets.
_SWITCH = re.compile(r"\([a-z-]+\)")
_STRESS = str.maketrans("", "", "ˈˌ")
# Length, and the Danish stød (also written "?"): they colour a sound rather than make another.
_COLOURS = "ːˑʔ?"
_COLOUR_COST = 0.5


def find_phonemes(language: str, words: Iterable[str]) -> Mapping[str, str]:
    """Word -> its sounds in IPA, one space between two sounds, as espeak-ng would say it alone.

    One call answers for all words. Raises `RecordingError` where one is not a word (letters and
    digits, joined by hyphens, apostrophes or single spaces) or espeak-ng is missing.
    """
    asked = tuple(dict.fromkeys(words))
    _check_words(asked)
    if not asked:
        return {}
    # An empty line between the words makes each a clause of its own, and its sounds a line.
    answer = run_espeak(language, "\n\n".join(asked) + "\n", "-q", "--ipa", "--sep= ")
    lines = [_clean(line) for line in answer.decode("utf-8", "replace").splitlines()]
    if len(lines) != len(asked) or not all(lines):
        raise speech_error(
            f"espeak-ng was asked for {len(asked)} words and answered {len(lines)} lines.",
            "Ask for fewer words to find the one that it cannot say.",
        )
    return dict(zip(asked, lines, strict=True))


def measure_distance(a: str, b: str) -> float:
    """How many sounds differ between two phoneme strings, as `find_phonemes` gives them.

    A sound more, less or other counts 1. One that differs by length or stød alone counts a half.
    Stress does not count.
    """
    ours, theirs = _split_sounds(a), _split_sounds(b)
    row = [0.0]
    for sound in theirs:
        row.append(row[-1] + sound.weight)
    for sound in ours:
        above, row = row, [row[0] + sound.weight]
        for place, other in enumerate(theirs):
            row.append(
                min(
                    above[place] + sound.cost(other),
                    above[place + 1] + sound.weight,
                    row[place] + other.weight,
                )
            )
    return row[-1]


class _Sound(NamedTuple):
    base: str
    colours: str

    @property
    def weight(self) -> float:
        """What it costs to lose the sound."""
        return 1.0 if self.base else _COLOUR_COST

    def cost(self, other: _Sound) -> float:
        """What it costs to hear the other instead."""
        if self.base != other.base:
            return 1.0
        return 0.0 if self.colours == other.colours else _COLOUR_COST


def _split_sounds(phonemes: str) -> list[_Sound]:
    return [
        _Sound(
            "".join(letter for letter in sound if letter not in _COLOURS),
            "".join(letter for letter in sound if letter in _COLOURS).replace("?", "ʔ"),
        )
        for sound in phonemes.translate(_STRESS).split()
    ]


def _clean(line: str) -> str:
    """The sounds of one line, without whatever else stands in it."""
    return " ".join("".join(c if c.isprintable() else " " for c in _SWITCH.sub(" ", line)).split())


def _check_words(words: tuple[str, ...]) -> None:
    wrong = [w for w in words if len(w) > _LONGEST_WORD or not _WORD.fullmatch(w)]
    if wrong:
        message = f"Not words: {', '.join(repr(word[:40]) for word in wrong[:5])}."
        raise speech_error(message, "Letters, joined by hyphens, apostrophes or single spaces.")
    if len(words) > _MOST_WORDS:
        message = f"{len(words)} words at once are too many."
        raise speech_error(message, f"Ask for at most {_MOST_WORDS}.")
