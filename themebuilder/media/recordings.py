"""Converts recordings to prompts: RIFF PCM, 16 bits, mono, 48 kHz, at one loudness; and speaks drafts.

Reading headers needs the standard library only. Decoding needs the extra ``sound``, which is loaded
when the first recording is decoded. Drafts are spoken by espeak-ng, which isn't bundled: its licence is
GPL-3.0-or-later. It gets its text on standard input, never through a shell, with a time limit; its
output isn't trusted.
"""

from __future__ import annotations

import re
import struct
import subprocess
from importlib import import_module
from typing import NamedTuple

from themebuilder.core.messages import _
from themebuilder.core.problems import shorten
from themebuilder.core.reading import describe_os_error
from themebuilder.media.model import MediaError
from themebuilder.media.recording_header import (
    Recording,
    inspect_recording,
    make_length_error,
)
from themebuilder.media.wav_header import HEADER_BYTES, RATE, pack_wav


class PromptTarget(NamedTuple):
    """The target of a prompt. The platform specifies no loudness; these are house values.

    *loudness_lufs*: -23 is EBU R 128's level, and within 1 dB of the level at which RFC 7874 wants
    speech in calls (2600 RMS in 16 bits, -22 dBFS), so a prompt is as loud as the people.
    *peak_dbtp*: -3 leaves the call's codec headroom to overshoot; R 128 allows -1.
    *lead_in_seconds*: the silence before the first word.
    *max_seconds*: the longest prompt, without its lead-in. *max_bytes*: the largest result.
    """

    loudness_lufs: float = -23.0
    peak_dbtp: float = -3.0
    lead_in_seconds: float = 0.0
    max_seconds: float = 30.0
    max_bytes: int = 4_000_000


PROMPT = PromptTarget()
"""For prompts that play inside a call."""

FIRST_PROMPT = PromptTarget(lead_in_seconds=2.0)
"""For prompts that may be the first sound of a call. Some endpoints need seconds to open: 2 seconds
of silence are documented for such prompts."""


class Levels(NamedTuple):
    """Measured levels: BS.1770-4 loudness and true peak, and the silence before the words."""

    loudness_lufs: float
    peak_dbtp: float
    lead_in_seconds: float
    seconds: float


def measure(data: bytes) -> Levels:
    """Return the levels of a recording; minus infinity for silence.

    Raise `MediaError` where it can't be read or the extra ``sound`` is missing.
    """
    recording = inspect_recording(data)
    _require_extra()
    from themebuilder.media import mastering  # noqa: PLC0415 - it loads numpy

    return Levels(*mastering.measure_levels(mastering.decode(data, recording).samples))


def convert(data: bytes, target: PromptTarget = PROMPT) -> bytes:
    """Return the recording as a prompt: the same bytes for the same recording and target.

    A recording in a prompt's format that meets the target keeps its samples, under a plain header, so
    that a finished prompt comes back byte for byte. One that a bang keeps quieter doesn't. A draft stays one.
    Raise `MediaError` where it can't be read, is silent, clipped, out of phase or too long, or the extra ``sound`` is missing.
    """
    recording = inspect_recording(data)
    _require_extra()
    from themebuilder.media import mastering  # noqa: PLC0415 - it loads numpy

    decoded = mastering.decode(data, recording)
    levels = Levels(*mastering.measure_levels(decoded.samples))
    if decoded.power_kept < _CANCELLED:
        raise MediaError(
            "recording-out-of-phase",
            _("The channels cancel each other: mixed to mono, the voice disappears."),
            _("Export one channel alone, or invert the phase of one."),
        )
    if levels.peak_dbtp < mastering.SILENT_DBTP:
        raise mastering.make_silent_error()
    _check_voice(levels, decoded.clipped, target)
    pcm = mastering.to_pcm(decoded.samples)
    is_draft = has_draft_mark(pcm)
    if not (_has_prompt_format(recording) and _meets_target(levels, target)):
        pcm = mastering.master(
            decoded.samples, target.loudness_lufs, target.peak_dbtp, target.lead_in_seconds
        )
    prompt = mark_draft(pack_wav(pcm)) if is_draft else pack_wav(pcm)
    if len(prompt) > target.max_bytes:
        sizes = {"size": len(prompt), "most": target.max_bytes}
        message = _("The prompt would have {size:,} bytes; at most {most:,} are allowed.", **sizes)
        raise make_length_error(message, _("Shorten the words."))
    return prompt


def _require_extra() -> None:
    for name in ("numpy", "soundfile", "soxr"):
        try:
            import_module(name)
        except (ImportError, OSError) as error:  # OSError: soundfile without its C library
            raise MediaError(
                "sound-extra-missing",
                _("Recordings can't be read: {package} isn't installed.", package=name),
                _("Install the extra: `pip install 'themebuilder[sound]'`"),
            ) from error


def _check_voice(levels: Levels, clipped: int, target: PromptTarget) -> None:
    if levels.loudness_lufs < target.loudness_lufs - _MOST_GAIN_DB:
        raise MediaError(
            "recording-level",
            _(
                "The recording is too quiet: {loudness:.0f} LUFS instead of {wanted:.0f}. Amplified, "
                "it would be noisy.",
                loudness=levels.loudness_lufs,
                wanted=target.loudness_lufs,
            ),
            _("Record again, closer to the microphone."),
        )
    if clipped > _MOST_CLIPPED:
        raise MediaError(
            "recording-level",
            _("The recording is distorted: the voice is clipped in {count} places.", count=clipped),
            _("Record again with less gain, with peaks around −12 dB."),
        )
    spoken = levels.seconds - levels.lead_in_seconds
    if spoken > target.max_seconds:
        values = {"seconds": spoken, "most": target.max_seconds}
        message = _(
            "The prompt lasts {seconds:.1f} seconds; at most {most:g} are allowed.", **values
        )
        raise make_length_error(message, _("Cut it, or shorten the words."))


def _has_prompt_format(recording: Recording) -> bool:
    form = (recording.encoding, recording.bits, recording.channels, recording.rate)
    return form == ("pcm", 16, 1, RATE)


def _meets_target(levels: Levels, target: PromptTarget) -> bool:
    return (
        abs(levels.loudness_lufs - target.loudness_lufs) <= _NEAR_LU
        and levels.peak_dbtp <= target.peak_dbtp + _NEAR_PEAK_DB
        and levels.lead_in_seconds >= target.lead_in_seconds
    )


_CANCELLED = 0.1
_MOST_GAIN_DB = 30.0
_MOST_CLIPPED = 10
_NEAR_LU = 0.5
_NEAR_PEAK_DB = 0.1


# A draft is a placeholder that a machine spoke. It is recognised by its file name, and by a mark in
# the sound that lasts when the file is renamed. The canonical header has no place for a note, so the
# mark is 144 samples: the bits of these letters, 1 as the sample +1 and 0 as -1. That is 3 ms at
# -90 dB, at both ends, so that cutting one end off does not remove it. It survives every lossless
# copy at 48 kHz; a change of rate or level loses it.
_DRAFT_BITS = [byte >> place & 1 for byte in b"themebuilder draft" for place in range(7, -1, -1)]
DRAFT_MARK = struct.pack(f"<{len(_DRAFT_BITS)}h", *(2 * bit - 1 for bit in _DRAFT_BITS))
_DRAFT_PREFIX = "draft-"


def has_draft_mark(data: bytes) -> bool:
    """Whether a 16-bit mono recording, or its bare samples, has the mark of a draft."""
    return DRAFT_MARK in data


def mark_draft(data: bytes) -> bytes:
    """Return the same canonical WAV file, 6 ms longer, marked as a draft at both ends."""
    return data if has_draft_mark(data) else pack_wav(DRAFT_MARK + data[HEADER_BYTES:] + DRAFT_MARK)


def make_draft_name(name: str) -> str:
    """Return the file name of the draft for the recording *name*."""
    return name if is_draft_name(name) else _DRAFT_PREFIX + name


def is_draft_name(name: str) -> bool:
    """Whether a file, with or without its folder, is named as a draft."""
    return name.rpartition("/")[2].startswith(_DRAFT_PREFIX)


_SECONDS = 60
_MOST_LETTERS = 600
# Words a minute; the voice's own 175 is too fast for somebody who hears it once.
_PACE = "140"
# espeak-ng has no voice for Nynorsk; the one for Bokmål comes closest.
_STAND_INS = {"nn": "nb"}
_LANGUAGE = re.compile(r"[a-z]{2,3}(-[A-Za-z0-9]{2,8}){0,3}")


def speak_draft(language: str, words: str) -> bytes:
    """Return a prompt in which espeak-ng speaks *words*, marked as a draft.

    Raise `MediaError` where the words can't be spoken, or espeak-ng or the extra is missing.
    """
    text = _check_words(words)
    return mark_draft(convert(run_espeak(language, text, "-s", _PACE, "--stdout"), PROMPT))


def run_espeak(language: str, text: str, *options: str) -> bytes:
    """Return the output of espeak-ng for *text*, spoken by its voice for *language*.

    Raise `MediaError` where the program or the voice is missing, or there is no answer.
    """
    if not _LANGUAGE.fullmatch(language):
        message = _("`{language}` isn't a language code.", language=shorten(language))
        raise make_speech_error(message, _("Use a code such as `da`, `en` or `pt-br`."))
    voice = _STAND_INS.get(language, language)
    answer = _run_espeak(["-v", voice, "-b", "1", "--stdin", *options], text)
    if b"voice does not exist" in answer.stderr:
        message = _("espeak-ng has no voice for `{language}`.", language=language)
        raise make_speech_error(message, _("List its voices: `espeak-ng --voices`"))
    if answer.returncode or not answer.stdout:
        raise make_speech_error(
            _("espeak-ng failed with exit code {code}.", code=answer.returncode)
        )
    return answer.stdout


def make_speech_error(message: str, hint: str = "") -> MediaError:
    """Return the error for what espeak-ng can't do."""
    hint = hint or _("Try the same words with espeak-ng itself.")
    return MediaError("espeak-failed", message, hint)


def _run_espeak(arguments: list[str], text: str) -> subprocess.CompletedProcess[bytes]:
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
        raise make_speech_error(_("espeak-ng isn't installed."), hint) from error
    except subprocess.TimeoutExpired as error:
        message = _("espeak-ng didn't answer within {seconds} seconds.", seconds=_SECONDS)
        raise make_speech_error(message) from error
    except OSError as error:
        message = _("espeak-ng can't be started: {reason}.", reason=describe_os_error(error))
        raise make_speech_error(message) from error


def _check_words(words: str) -> str:
    """Reject what espeak-ng would interpret instead of reading it: phoneme codes, control characters."""
    text = " ".join(words.split())
    if not any(letter.isalnum() for letter in text):
        raise make_speech_error(_("The prompt has no words."), _("Write its words."))
    if "[[" in text or not text.isprintable():
        message = _("The words contain characters that espeak-ng can't read.")
        raise make_speech_error(message, _("Remove `[[` and control characters."))
    if len(text) > _MOST_LETTERS:
        values = {"count": len(text), "most": _MOST_LETTERS}
        message = _("The words have {count} characters; at most {most} are allowed.", **values)
        raise make_speech_error(message, _("Shorten the words."))
    return text
