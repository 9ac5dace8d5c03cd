"""Any recording -> the prompt that ships: RIFF PCM, 16 bits, mono, 48 kHz, at one loudness.

The door to the modules that need the extra ``sound``; they are loaded when a recording is opened.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from importlib import import_module

from themebuilder.media import draft_mark as mark
from themebuilder.media.recording import (
    MOST_SECONDS,
    SILENT_DBTP,
    Recording,
    faults,
    inspect,
    silent,
)
from themebuilder.media.sound_error import Fault, SoundError
from themebuilder.media.wav import HEADER_BYTES, pack_wav


@dataclass(frozen=True, slots=True)
class Target:
    """What a prompt shall be. The platform names no loudness; these are house values.

    *loudness_lufs*: -23 is EBU R 128's level, and within 1 dB of the level at which RFC 7874 wants
    speech in calls (2600 RMS in 16 bits, -22 dBFS), so that the prompt is as loud as the people.
    *peak_dbtp*: -3 leaves the codec of the call room to overshoot; R 128 allows -1.
    *lead_in_seconds*: the silence before the first word; `FIRST` has the 2 seconds that are
    documented for prompts which may play right after the connection is made.
    *max_seconds*: the longest prompt, without its lead-in. *max_bytes*: the largest result.

    Raises `SoundError` for values that cannot be reached.
    """

    loudness_lufs: float = -23.0
    peak_dbtp: float = -3.0
    lead_in_seconds: float = 0.0
    max_seconds: float = 30.0
    max_bytes: int = 4_000_000

    def __post_init__(self) -> None:
        """Refuse what no recording could meet."""
        if not (
            -40 <= self.loudness_lufs <= -14
            and -20 <= self.peak_dbtp <= 0
            and 0 <= self.lead_in_seconds <= 10
            and 0.5 <= self.max_seconds <= MOST_SECONDS
            and self.max_bytes > 0
        ):
            raise SoundError(
                f"No recording can meet the target {self}.",
                "Loudness -40 to -14 LUFS, peak -20 to 0 dBTP, lead-in 0 to 10 s, at most 120 s.",
                "sound-target-impossible",
            )


HOUSE = Target()
"""For prompts that play inside a call."""

FIRST = Target(lead_in_seconds=2.0)
"""For prompts that may be the first sound of a call: some endpoints need seconds to open."""


@dataclass(frozen=True, slots=True)
class Levels:
    """What a meter shows: BS.1770-4 loudness and true peak, and the silence before the words."""

    loudness_lufs: float
    peak_dbtp: float
    lead_in_seconds: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Converted:
    """A prompt that is ready to ship, and how it came about.

    *limited_db* is how far the highest peak was pressed down. *is_draft* is inherited from the
    source's mark. *notes* holds what is worth a warning. A source that already met the target
    comes back byte for byte, with *gain_db* 0.
    """

    data: bytes
    source: Recording
    before: Levels
    after: Levels
    gain_db: float
    limited_db: float
    is_draft: bool
    notes: tuple[Fault, ...]


def measure(data: bytes) -> Levels:
    """The levels of any recording that can be read; minus infinity for silence.

    Raises `SoundError` where it cannot be read or the extra ``sound`` is missing.
    """
    recording = inspect(data)
    _need_extra()
    from themebuilder.media import mastering, sound_decoding  # noqa: PLC0415 - they load numpy

    return Levels(*mastering.levels(sound_decoding.decode(data, recording).samples))


def convert(data: bytes, target: Target = HOUSE) -> Converted:
    """The recording as a prompt: the same bytes for the same recording and target.

    Raises `SoundError` where it cannot be read, is not worth hearing (silent, clipped, out of
    phase), is too long, or the extra ``sound`` is missing.
    """
    recording = inspect(data)
    _need_extra()
    from themebuilder.media import mastering, sound_decoding  # noqa: PLC0415 - they load numpy

    decoded = sound_decoding.decode(data, recording)
    before = Levels(*mastering.levels(decoded.samples))
    _refuse(before, decoded.clipped, decoded.kept, target)
    is_draft = mark.is_draft(mastering.to_pcm(decoded.samples))
    if not faults(data) and _meets(before, target):
        made = mastering.Mastered(mastering.to_pcm(decoded.samples), 0.0, 0.0)
    else:
        made = mastering.master(
            decoded.samples, target.loudness_lufs, target.peak_dbtp, target.lead_in_seconds
        )
    result = mark.mark_draft(pack_wav(made.pcm)) if is_draft else pack_wav(made.pcm)
    if len(result) > target.max_bytes:
        raise SoundError(
            f"The prompt would have {len(result)} bytes, {target.max_bytes} are allowed.",
            "Say it in fewer words.",
            "recording-too-big",
        )
    after = Levels(*mastering.levels(mastering.from_pcm(result[HEADER_BYTES:])))
    notes = tuple(_notes(recording, decoded.clipped, after, target))
    return Converted(
        result, recording, before, after, made.gain_db, made.limited_db, is_draft, notes
    )


def _need_extra() -> None:
    for name in ("numpy", "soundfile", "soxr"):
        try:
            import_module(name)
        except (ImportError, OSError) as error:  # OSError: soundfile without its C library
            raise SoundError(
                f"Recordings cannot be read: {name} is not installed.",
                "Install the extra: pip install 'themebuilder[sound]'.",
                "sound-extra-missing",
            ) from error


def _refuse(levels: Levels, clipped: int, kept: float, target: Target) -> None:
    """Refuse what is not worth hearing."""
    spoken = levels.seconds - levels.lead_in_seconds
    if kept < _CANCELLED:
        raise SoundError(
            "The channels cancel each other: mixed to mono, the voice disappears.",
            "Export one channel alone, or turn the sign of one.",
            "recording-out-of-phase",
        )
    if levels.peak_dbtp < SILENT_DBTP:
        raise silent()
    if levels.loudness_lufs < target.loudness_lufs - _MOST_GAIN_DB:
        raise SoundError(
            f"The recording is too quiet: {levels.loudness_lufs:.0f} LUFS, where "
            f"{target.loudness_lufs:.0f} are wanted.",
            "Raised that far, its noise would be loud. Record again, closer to the microphone.",
            "recording-too-quiet",
        )
    if clipped > _MOST_CLIPPED:
        raise SoundError(
            f"The voice was cut off at full scale in {clipped} places.",
            "Record again with less gain, with peaks around -12 dB.",
            "recording-clipped",
        )
    if spoken > target.max_seconds:
        raise SoundError(
            f"The prompt lasts {spoken:.1f} seconds, {target.max_seconds:g} are allowed.",
            "Cut it, or say it in fewer words.",
            "recording-too-long",
        )


def _meets(levels: Levels, target: Target) -> bool:
    return (
        abs(levels.loudness_lufs - target.loudness_lufs) <= _NEAR_LU
        and levels.peak_dbtp <= target.peak_dbtp + _NEAR_PEAK_DB
        and levels.lead_in_seconds >= target.lead_in_seconds
    )


def _notes(recording: Recording, clipped: int, after: Levels, target: Target) -> Iterator[Fault]:
    if clipped:
        yield Fault(
            "recording-clipped-briefly",
            f"The voice was cut off at full scale in {clipped} places.",
            "Listen to it before it is published.",
        )
    if after.lead_in_seconds > target.lead_in_seconds + _LATE_SECONDS:
        yield Fault(
            "recording-starts-late",
            f"The words begin after {after.lead_in_seconds:.1f} seconds of silence, "
            f"{target.lead_in_seconds:g} are wanted.",
            "Cut the beginning.",
        )
    if after.loudness_lufs < target.loudness_lufs - _QUIETER_LU:
        yield Fault(
            "recording-quieter-than-target",
            f"It comes to {after.loudness_lufs:.1f} LUFS, {target.loudness_lufs:g} are wanted: "
            "its peaks stand too high above the voice.",
            "Record again without knocks and pops.",
        )
    if recording.rate < _NARROW_HZ:
        yield Fault(
            "recording-narrow",
            f"It was recorded at {recording.rate} Hz and sounds like a telephone.",
            "Ask for the original at 44100 or 48000 Hz.",
        )
    if recording.channels > 1:
        yield Fault(
            "recording-mixed-to-mono",
            f"Its {recording.channels} channels were mixed in equal parts.",
            "Nothing has to be done; a voice is best recorded in mono.",
        )


_CANCELLED = 0.1
_MOST_GAIN_DB = 30.0
_MOST_CLIPPED = 10
_NEAR_LU = 0.5
_NEAR_PEAK_DB = 0.1
_QUIETER_LU = 1.0
_LATE_SECONDS = 1.0
_NARROW_HZ = 16_000
