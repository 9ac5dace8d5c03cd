"""Drafts of recordings, spoken by espeak-ng.

The program isn't bundled: its licence is GPL-3.0-or-later. It gets its text on standard input,
never through a shell, with a time limit; its output isn't trusted.
"""

from __future__ import annotations

import re
import subprocess

from themebuilder.core.messages import _
from themebuilder.core.problems import shorten
from themebuilder.core.reading import describe_os_error
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
    """Return a prompt in which espeak-ng speaks *words*, marked as a draft.

    Raise `RecordingError` where the words can't be spoken, or espeak-ng or the extra is missing.
    """
    text = _check_words(words)
    return mark_draft(convert(run_espeak(language, text, "-s", _PACE, "--stdout"), target))


def run_espeak(language: str, text: str, *options: str) -> bytes:
    """Return the output of espeak-ng for *text*, spoken by its voice for *language*.

    Raise `RecordingError` where the program or the voice is missing, or there is no answer.
    """
    if not _LANGUAGE.fullmatch(language):
        message = _("`{language}` isn't a language code.", language=shorten(language))
        raise speech_error(message, _("Use a code such as `da`, `en` or `pt-br`."))
    voice = _STAND_INS.get(language, language)
    answer = _call(["-v", voice, "-b", "1", "--stdin", *options], text)
    if b"voice does not exist" in answer.stderr:
        message = _("espeak-ng has no voice for `{language}`.", language=language)
        raise speech_error(message, _("List its voices: `espeak-ng --voices`"))
    if answer.returncode or not answer.stdout:
        raise speech_error(_("espeak-ng failed with exit code {code}.", code=answer.returncode))
    return answer.stdout


def speech_error(message: str, hint: str = "") -> RecordingError:
    """Return the error for what espeak-ng can't do."""
    hint = hint or _("Try the same words with espeak-ng itself.")
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
        hint = _("Install it: `apt-get install espeak-ng` or `brew install espeak-ng`")
        raise speech_error(_("espeak-ng isn't installed."), hint) from error
    except subprocess.TimeoutExpired as error:
        message = _("espeak-ng didn't answer within {seconds} seconds.", seconds=_SECONDS)
        raise speech_error(message) from error
    except OSError as error:
        message = _("espeak-ng can't be started: {reason}.", reason=describe_os_error(error))
        raise speech_error(message) from error


def _check_words(words: str) -> str:
    """Reject what espeak-ng would interpret instead of reading it: phoneme codes, control characters."""
    text = " ".join(words.split())
    if not any(letter.isalnum() for letter in text):
        raise speech_error(_("The prompt has no words."), _("Write its words."))
    if "[[" in text or not text.isprintable():
        message = _("The words contain characters that espeak-ng can't read.")
        raise speech_error(message, _("Remove `[[` and control characters."))
    if len(text) > _MOST_LETTERS:
        values = {"count": len(text), "most": _MOST_LETTERS}
        message = _("The words have {count} characters; at most {most} are allowed.", **values)
        raise speech_error(message, _("Shorten the words."))
    return text
