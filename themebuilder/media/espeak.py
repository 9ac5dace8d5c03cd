"""espeak-ng, the program: text in on its standard input, never through a shell, never for long.

It is called, not bundled: its licence is GPL-3.0-or-later. What it writes is not trusted.
"""

from __future__ import annotations

import re
import subprocess

from themebuilder.media.sound_error import SoundError

_SECONDS = 60
# espeak-ng has no voice for Nynorsk; the one for Bokmål comes closest.
_STAND_INS = {"nn": "nb"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


def run(language: str, text: str, *options: str) -> bytes:
    """What espeak-ng writes for *text*, spoken by its voice for *language*.

    Raises `SoundError` where the program or the voice is missing, or the answer fails to come.
    """
    if not _LANGUAGE.fullmatch(language):
        raise SoundError(
            f"{language!r} is not a language code.",
            "Write it as in da, en or pt-br.",
            "voice-unknown",
        )
    voice = _STAND_INS.get(language, language)
    answer = _call(["-v", voice, "-b", "1", "--stdin", *options], text)
    if b"voice does not exist" in answer.stderr:
        raise SoundError(
            f"espeak-ng has no voice for {language}.",
            "`espeak-ng --voices` lists those it has.",
            "voice-unknown",
        )
    if answer.returncode or not answer.stdout:
        raise _failed(f"It ended with code {answer.returncode}.")
    return answer.stdout


def version() -> str:
    """The version of the program, such as ``1.51``, to be noted beside what it found."""
    found = re.search(rb"\d+(\.\d+)+", _call(["--version"], "").stdout)
    return found.group().decode("ascii") if found else "unknown"


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
        raise SoundError(
            "espeak-ng is not installed.",
            "Install it: apt-get install espeak-ng, or brew install espeak-ng.",
            "espeak-missing",
        ) from error
    except subprocess.TimeoutExpired as error:
        raise _failed(f"It did not answer within {_SECONDS} seconds.") from error
    except OSError as error:
        raise _failed(f"It could not be started: {error.strerror}.") from error


def _failed(why: str) -> SoundError:
    return SoundError(
        f"espeak-ng did not do what was asked of it. {why}",
        "Try the same words with the program itself.",
        "espeak-failed",
    )
