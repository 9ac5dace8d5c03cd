"""Placeholder recordings, spoken by a machine, so that a theme can be tried before the speaker comes.

A draft is known twice: by the prefix of its file name among the sources, and by the mark inside it
(`mark`), which lasts when the file is renamed. `is_draft` finds the mark.
"""

from __future__ import annotations

from dataclasses import replace

from themebuilder.media import espeak
from themebuilder.media.draft_mark import is_draft, mark_draft
from themebuilder.media.sound_conversion import HOUSE, Converted, Target, convert
from themebuilder.media.sound_error import SoundError

__all__ = ["PREFIX", "draft", "draft_name", "is_draft", "is_draft_name"]

PREFIX = "draft-"
"""What the file name of a draft begins with."""

_MOST_LETTERS = 600
# Words a minute; the voice's own 175 is too fast for somebody who hears it once.
_PACE = "140"


def draft(language: str, words: str, target: Target = HOUSE) -> Converted:
    """The *words* spoken by espeak-ng: a prompt like any other, but marked as a draft.

    Raises `SoundError` where the words cannot be spoken, or espeak-ng or the extra is missing.
    """
    spoken = espeak.run(language, _speakable(words), "-s", _PACE, "--stdout")
    made = convert(spoken, target)
    return replace(made, data=mark_draft(made.data), is_draft=True)


def draft_name(name: str) -> str:
    """The name of the draft that stands in for the recording *name*."""
    return name if is_draft_name(name) else PREFIX + name


def is_draft_name(name: str) -> bool:
    """Whether a file, with or without its folder, is named as a draft."""
    return name.rpartition("/")[2].startswith(PREFIX)


def _speakable(words: str) -> str:
    """Refuse what espeak-ng would obey instead of reading it: phoneme codes, control characters."""
    text = " ".join(words.split())
    if not any(letter.isalnum() for letter in text):
        raise SoundError(
            "There are no words to speak.", "Give the prompt its words.", "words-not-speakable"
        )
    if "[[" in text or not text.isprintable():
        raise SoundError(
            "The words hold codes that a voice cannot read.",
            "Leave out [[ ]] and control characters.",
            "words-not-speakable",
        )
    if len(text) > _MOST_LETTERS:
        raise SoundError(
            f"The words have {len(text)} letters, a prompt may have {_MOST_LETTERS}.",
            "Say it in fewer words.",
            "words-not-speakable",
        )
    return text
