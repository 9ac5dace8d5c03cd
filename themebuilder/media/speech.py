"""Drafts of recordings, spoken by espeak-ng.

The program is called, not bundled: its licence is GPL-3.0-or-later. It gets its text on standard
input, never through a shell, and never for long; what it writes is not trusted.
"""

from __future__ import annotations

import re
import subprocess

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
