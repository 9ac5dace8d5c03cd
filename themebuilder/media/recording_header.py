"""Reads the headers of recordings, with the standard library only; no sound is decoded."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from themebuilder.core.messages import N_, Message, _, join_messages
from themebuilder.media.model import MediaError
from themebuilder.media.wav_header import (
    ENCODINGS,
    EXPORT,
    PCM,
    RATE,
    Wav,
    is_wav,
    make_header_error,
    make_unreadable_error,
    read_wav,
)

MOST_BYTES = 64 * 2**20
MOST_SECONDS = 120
MOST_CHANNELS = 8
SLOWEST, FASTEST = 8_000, 192_000

_CUT = N_("Cut the prompt out of the longer recording.")


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording's format, and how long it claims to be.

    *encoding* is ``pcm``, ``float``, ``a-law`` or ``mu-law``; *bits* are those of one sample.
    *frames* is 0 in a FLAC file that was written into a pipe: its length is unknown.
    """

    kind: Literal["WAV", "FLAC", "AIFF"]
    encoding: str
    channels: int
    rate: int
    bits: int
    frames: int

    @property
    def seconds(self) -> float:
        """Return how long it plays."""
        return self.frames / max(self.rate, 1)

    def __str__(self) -> str:
        """Return it in one line."""
        many = _("{count} channels", count=self.channels)
        channels = {1: "mono", 2: "stereo"}.get(self.channels, many)
        values = {**asdict(self), "channels": channels, "seconds": self.seconds}
        return _("{kind}, {encoding} {bits} bits, {channels}, {rate} Hz, {seconds:.1f} s", **values)


def inspect_recording(data: bytes) -> Recording:
    """Return the format of a WAV, FLAC or AIFF file from which a prompt can be made.

    Raise `MediaError` for anything else: for other formats, over 64 MiB, 120 seconds or 8 channels,
    below 8000 or above 192000 Hz.
    """
    if len(data) > MOST_BYTES:
        sizes = {"size": len(data) / 2**20, "most": MOST_BYTES // 2**20}
        message = _("The file has {size:.0f} MiB; at most {most} MiB are allowed.", **sizes)
        raise make_length_error(message)
    recording = read_recording(data)
    _check_limits(recording)
    return recording


def read_recording(data: bytes) -> Recording:
    """Return the format of any WAV, FLAC or AIFF file; raise `MediaError` for other formats."""
    if is_wav(data):
        return _read_wav(read_wav(data))
    if data[:4] == b"fLaC":
        return _read_flac(data)
    if data[:4] == b"FORM" and data[8:12] in {b"AIFF", b"AIFC"}:
        return _read_aiff(data)
    raise _make_other_format_error(data)


def find_prompt_faults(data: bytes) -> tuple[str, ...]:
    """Return why a node refuses this file as a prompt.

    Pexip documents RIFF WAVE, Microsoft PCM, 16 bits, mono, 48000 Hz, and that other files fail to
    upload. It documents no longest prompt.
    """
    try:
        return tuple(_find_faults(data))
    except MediaError as error:
        return (error.message,)


def find_unproven_parts(data: bytes) -> Message | None:
    """Return what a prompt without a fault has besides a plain header, or None.

    Readers of RIFF must ignore what they don't know, but Pexip doesn't document what a node does.
    """
    if find_prompt_faults(data) or not (extras := read_wav(data).extras):
        return None
    message = _("Pexip doesn't document whether a node accepts this recording.")
    return join_messages([message, *extras], " ")


def find_unproven_kinds(data: bytes) -> set[str]:
    """Return ``extensible`` and ``chunks`` where a readable WAV file has them."""
    wav = read_wav(data)
    kinds = {"extensible"} if wav.format.is_extensible else set()
    return kinds | ({"chunks"} if len(wav.extras) > wav.format.is_extensible else set())


def make_length_error(message: str, hint: str = "") -> MediaError:
    """Return the error for a recording that is longer than a prompt may be."""
    return MediaError("recording-too-long", message, hint or _(_CUT))


def _find_faults(data: bytes) -> Iterator[str]:
    if not is_wav(data):
        name = _name_format(data)
        wrong = _("The file is {format}, not WAV.", format=name)
        yield wrong if name else _make_other_format_error(data).message
        return
    wav = read_wav(data)
    form = wav.format
    bits = form.valid_bits if form.bits == 16 else form.bits
    if form.tag != PCM:
        encoding, _bits = ENCODINGS.get(form.tag, (f"0x{form.tag:04x}", set()))
        yield _("The samples are {encoding}, not PCM.", encoding=encoding)
    elif bits != 16:
        yield _("The samples have {bits} bits, not 16.", bits=bits)
    if form.channels != 1:
        yield _("The recording has {count} channels, not one.", count=form.channels)
    if form.rate != RATE:
        yield _("The rate is {rate} Hz, not {wanted} Hz.", rate=form.rate, wanted=RATE)
    if wav.fault:
        yield wav.fault


def _read_wav(wav: Wav) -> Recording:
    form = wav.format
    encoding, allowed = ENCODINGS.get(form.tag, ("", set()))
    if not encoding:
        raise _make_lossy_error(f"WAV, 0x{form.tag:04x}")
    if form.bits not in allowed:
        raise _make_unknown_error(f"WAV, {encoding} {form.bits} bit")
    frames = (wav.stop - wav.start) // form.frame_bytes
    return Recording("WAV", encoding, form.channels, form.rate, form.bits, frames)


def _read_flac(data: bytes) -> Recording:
    if len(data) < 42 or data[4] & 0x7F != 0:
        raise make_header_error("FLAC")
    packed = int.from_bytes(data[18:26], "big")
    return Recording(
        "FLAC",
        "pcm",
        channels=(packed >> 41 & 0x7) + 1,
        rate=packed >> 44,
        bits=(packed >> 36 & 0x1F) + 1,
        frames=packed & (1 << 36) - 1,
    )


def _read_aiff(data: bytes) -> Recording:
    """Find the chunk with the format; its rate is an 80-bit float with the leading bit written."""
    at = 12
    while data[at : at + 4] != b"COMM":
        if at + 8 > len(data):
            raise make_header_error("AIFF")
        size = int.from_bytes(data[at + 4 : at + 8], "big")
        at += 8 + size + size % 2
    is_aifc = data[8:12] == b"AIFC"
    chunk = data[at + 8 : at + 8 + min(int.from_bytes(data[at + 4 : at + 8], "big"), 64)]
    if len(chunk) < 18 + 4 * is_aifc:
        raise make_header_error("AIFF")
    kinds = {b"NONE": "pcm", b"sowt": "pcm", b"fl32": "float", b"FL32": "float", b"fl64": "float"}
    encoding = kinds.get(chunk[18:22]) if is_aifc else "pcm"
    if encoding is None:
        raise _make_lossy_error("AIFF-C")
    power = int.from_bytes(chunk[8:10], "big") - 16383 - 63
    rate = int.from_bytes(chunk[10:18], "big") >> -power if -64 <= power <= 0 else 0
    channels, frames, bits = struct.unpack_from(">HIH", chunk)
    return Recording("AIFF", encoding, channels, rate, bits, frames)


def _check_limits(recording: Recording) -> None:
    if not SLOWEST <= recording.rate <= FASTEST:
        message = _("The header claims a rate of {rate} Hz.", rate=recording.rate)
        rates = {"rate": RATE, "least": SLOWEST, "most": FASTEST}
        hint = _("Export it again at {rate} Hz; {least} to {most} Hz are allowed.", **rates)
        raise make_unreadable_error(message, hint)
    if not 1 <= recording.channels <= MOST_CHANNELS:
        message = _("The recording has {count} channels.", count=recording.channels)
        raise make_unreadable_error(message, _("Export the voice alone, in mono."))
    if not recording.frames and recording.kind != "FLAC":
        message = _("The recording has no samples.")
        raise make_unreadable_error(message, _("Export or copy it again."))
    if recording.seconds > MOST_SECONDS:
        values = {"seconds": recording.seconds, "most": MOST_SECONDS}
        message = _(
            "The recording lasts {seconds:.0f} seconds; at most {most} are allowed.", **values
        )
        raise make_length_error(message)


_LOSSY = frozenset({"MP3", "Ogg", "M4A", "AAC", "AMR", "WMA", "MP3/AAC"})
_FORMATS = (
    (b"ID3", 0, "MP3"),
    (b"OggS", 0, "Ogg"),
    (b"ftyp", 4, "M4A"),
    (b"ADIF", 0, "AAC"),
    (b"#!AMR", 0, "AMR"),
    (bytes.fromhex("3026b2758e66cf11"), 0, "WMA"),
    (bytes.fromhex("1a45dfa3"), 0, "WebM"),
    (b"fLaC", 0, "FLAC"),
    (b"AIFF", 8, "AIFF"),
    (b"AIFC", 8, "AIFF-C"),
    (b"RF64", 0, "RF64"),
    (b"BW64", 0, "BW64"),
    (b"RIFX", 0, "RIFX"),
    (b"riff", 0, "Wave64"),
    (b"caff", 0, "Core Audio (CAF)"),
    (b".snd", 0, "AU"),
    (b"RIFF", 0, "RIFF"),
    (b"FORM", 0, "IFF"),
)
"""The first bytes of a format, where they are, and its name."""


def _name_format(data: bytes) -> str:
    """Return the name of the sound format of *data*; an empty text if it is unknown."""
    if data[:1] == b"\xff" and data[1:2] >= b"\xe0":
        return "MP3/AAC"
    known = (name for magic, at, name in _FORMATS if data[at : at + len(magic)] == magic)
    return next(known, "")


def _make_other_format_error(data: bytes) -> MediaError:
    """Return the error that names the format of *data*."""
    if name := _name_format(data):
        return _make_lossy_error(name) if name in _LOSSY else _make_unknown_error(name)
    message = _("This is not a sound file.") if data else _("The file is empty.")
    hint = _("Use a WAV, FLAC or AIFF file, or copy the file again.")
    return MediaError("recording-unreadable", message, hint)


def _make_unknown_error(kind: str) -> MediaError:
    message = _("The sound format {format} can't be read.", format=kind)
    return MediaError("recording-unreadable", message, _(EXPORT))


def _make_lossy_error(kind: str) -> MediaError:
    return MediaError(
        "recording-unreadable",
        _("The sound format {format} is compressed with loss.", format=kind),
        _(
            "Ask the speaker for the original as WAV or FLAC. If there is none, convert it once "
            "with "
            "an audio editor to WAV (PCM, 16 bits)."
        ),
    )
