"""Drafts of recordings, spoken by espeak-ng.

The program is called, not bundled: its licence is GPL-3.0-or-later. It gets its text on standard
input, never through a shell, and never for long; what it writes is not trusted.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from themebuilder.media.model import RecordingError
from themebuilder.media.recordings import PROMPT, PromptTarget, convert, mark_draft

_SECONDS = 60
_MOST_LETTERS = 600
# Words a minute; the voice's own 175 is too fast for somebody who hears it once.
_PACE = "140"
# espeak-ng has no voice for Nynorsk; the one for Bokmål comes closest.
_STAND_INS = {"nn": "nb"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


def speak_draft(language: str, words: str, target: PromptTarget = PROMPT) -> bytes:
    """A prompt in which espeak-ng speaks *words*, marked as a draft.

    Raises `RecordingError` where the words cannot be spoken, or espeak-ng or the extra is missing.
    """
    text = _check_words(words)
    return mark_draft(convert(run_espeak(language, text, "-s", _PACE, "--stdout"), target))


def run_espeak(language: str, text: str, *options: str) -> bytes:
    """What espeak-ng writes for *text*, spoken by its voice for *language*.

    Raises `RecordingError` where the program or the voice is missing, or the answer does not come.
    """
    if not _LANGUAGE.fullmatch(language):
        message = f"{language!r} is not a language code."
        raise speech_error(message, "Write it as in da, en or pt-br.")
    voice = _STAND_INS.get(language, language)
    answer = _call(["-v", voice, "-b", "1", "--stdin", *options], text)
    if b"voice does not exist" in answer.stderr:
        message = f"espeak-ng has no voice for {language}."
        raise speech_error(message, "`espeak-ng --voices` lists those it has.")
    if answer.returncode or not answer.stdout:
        raise speech_error(f"espeak-ng failed: it ended with code {answer.returncode}.")
    return answer.stdout


def espeak_version() -> str:
    """The version of the program, such as ``1.51``, to be noted beside what it found."""
    found = re.search(rb"\d+(\.\d+)+", _call(["--version"], "").stdout)
    return found.group().decode("ascii") if found else "unknown"


def speech_error(
    message: str, hint: str = "Try the same words with the program itself."
) -> RecordingError:
    """The error for what espeak-ng cannot do."""
    return RecordingError("espeak-failed", message, hint)


def _call(arguments: list[str], text: str) -> subprocess.CompletedProcess[bytes]:
    try:
        return subprocess.run(  # noqa: S603 - fixed program, checked arguments, no shell
            ["espeak-ng", *arguments],  # noqa: S607 - wherever the user installed it
            input=text.encode(),
            capture_output=True,
            timeout=_SECONDS,
            check=False,
        )
    except FileNotFoundError as error:
        hint = "Install it: apt-get install espeak-ng, or brew install espeak-ng."
        raise speech_error("espeak-ng is not installed.", hint) from error
    except subprocess.TimeoutExpired as error:
        message = f"espeak-ng failed: it did not answer within {_SECONDS} seconds."
        raise speech_error(message) from error
    except OSError as error:
        message = f"espeak-ng failed: it could not be started ({error.strerror})."
        raise speech_error(message) from error


def _check_words(words: str) -> str:
    """Refuse what espeak-ng would obey instead of reading it: phoneme codes, control characters."""
    text = " ".join(words.split())
    if not any(letter.isalnum() for letter in text):
        raise speech_error("There are no words to speak.", "Give the prompt its words.")
    if "[[" in text or not text.isprintable():
        message = "The words hold codes that a voice cannot read."
        raise speech_error(message, "Leave out [[ ]] and control characters.")
    if len(text) > _MOST_LETTERS:
        message = f"The words have {len(text)} letters, a prompt may have {_MOST_LETTERS}."
        raise speech_error(message, "Say it in fewer words.")
    return text


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
    _check_spelling(asked)
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


def _check_spelling(words: tuple[str, ...]) -> None:
    wrong = [w for w in words if len(w) > _LONGEST_WORD or not _WORD.fullmatch(w)]
    if wrong:
        message = f"Not words: {', '.join(repr(word[:40]) for word in wrong[:5])}."
        raise speech_error(message, "Letters, joined by hyphens, apostrophes or single spaces.")
    if len(words) > _MOST_WORDS:
        message = f"{len(words)} words at once are too many."
        raise speech_error(message, f"Ask for at most {_MOST_WORDS}.")
