"""Reads the headers of recordings, with the standard library only; no sound is decoded.

Sizes in a file are only claims: they are checked, and never used to reserve memory.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from typing import Literal

from themebuilder.core.messages import N_, Message, _, join_messages
from themebuilder.media.model import RecordingError

RATE = 48_000
"""Samples a second in a prompt."""
HEADER_BYTES = 44

MOST_BYTES = 64 * 2**20
MOST_SECONDS = 120
MOST_CHANNELS = 8
SLOWEST, FASTEST = 8_000, 192_000

PCM, FLOAT, ALAW, ULAW, EXTENSIBLE = 0x0001, 0x0003, 0x0006, 0x0007, 0xFFFE
_ENCODINGS = {
    PCM: ("pcm", {8, 16, 24, 32}),
    FLOAT: ("float", {32, 64}),
    ALAW: ("a-law", {8}),
    ULAW: ("mu-law", {8}),
}
"""Format tag -> its name and the bits that a sample may have."""
_MOST_CHUNKS = 1_000
# What follows the format tag in the subtype GUID of every ordinary extensible file.
_GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")
# A program that writes into a pipe does not know the size and writes the largest possible one
# (espeak-ng: 0x7ffff000, ffmpeg: 0xffffffff). Such a size promises nothing, so nothing is missing.
_STREAMED = (range(0x7FFF_0000, 0x8000_0000), range(0xFFFF_0000, 0x1_0000_0000))

_EXPORT = N_("Export the recording again as WAV (PCM, 16 or 24 bits).")
_CUT = N_("Cut the prompt out of the longer recording.")
COPY = N_("Copy it again from the original.")


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
        return self.frames / self.rate

    def __str__(self) -> str:
        """Return it in one line."""
        many = _("{count} channels", count=self.channels)
        channels = {1: "mono", 2: "stereo"}.get(self.channels, many)
        values = {**asdict(self), "channels": channels, "seconds": self.seconds}
        return _("{kind}, {encoding} {bits} bits, {channels}, {rate} Hz, {seconds:.1f} s", **values)


@dataclass(frozen=True, slots=True)
class Wav:
    """A WAV file's header; its samples are ``data[start:stop]``, whole frames only."""

    tag: int
    channels: int
    rate: int
    bits: int
    frame_bytes: int
    is_extensible: bool
    start: int
    stop: int
    chunks: tuple[bytes, ...]
    has_true_sizes: bool


def inspect_recording(data: bytes) -> Recording:
    """Return the format of a WAV, FLAC or AIFF file.

    Raise `RecordingError` for anything else, and for what can't become a prompt: over 64 MiB,
    120 seconds or 8 channels, below 8000 or above 192000 Hz.
    """
    if len(data) > MOST_BYTES:
        sizes = {"size": len(data) / 2**20, "most": MOST_BYTES // 2**20}
        message = _("The file has {size:.0f} MiB; at most {most} MiB are allowed.", **sizes)
        raise make_length_error(message)
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        recording = _inspect_wav(read_wav(data))
    elif data[:4] == b"fLaC":
        recording = _inspect_flac(data)
    elif data[:4] == b"FORM" and data[8:12] in {b"AIFF", b"AIFC"}:
        recording = _inspect_aiff(data)
    else:
        raise _make_other_format_error(data)
    _check_limits(recording)
    return recording


def find_prompt_faults(data: bytes) -> tuple[RecordingError, ...]:
    """Return why the platform would, or might, reject this file unconverted.

    The platform requires RIFF WAVE, Microsoft PCM, 16 bits, mono, 48000 Hz, and documents that other
    files fail to upload. Extensible headers and further chunks aren't documented, so we send neither.
    """
    try:
        recording = inspect_recording(data)
    except RecordingError as error:
        return (error,)
    if recording.kind != "WAV":
        messages = [_("The file is {format}, not WAV.", format=recording.kind)]
    else:
        messages = list(_prompt_faults(recording, read_wav(data)))
    hint = _("Remove it from `keep`, so that the build converts it.")
    return tuple(RecordingError("prompt-refused", message, hint) for message in messages)


def read_wav(data: bytes) -> Wav:
    """Return the header of a RIFF WAVE file.

    Raise `RecordingError` where it contradicts itself, or samples are missing.
    """
    form: bytes | None = None
    names: list[bytes] = []
    at = 12
    start = stop = claimed = -1
    while at + 8 <= len(data) and len(names) < _MOST_CHUNKS:
        name, size = data[at : at + 4], int.from_bytes(data[at + 4 : at + 8], "little")
        names.append(name)
        if name == b"fmt " and form is None:
            form = data[at + 8 : at + 8 + min(size, 64)]
        elif name == b"data" and start < 0:
            start, claimed = at + 8, size
            stop = min(start + size, len(data))
            if _is_streamed(size):
                break
        at += 8 + size + size % 2
    if form is None or len(form) < 16:
        raise _make_header_error("WAV", _("The format chunk is missing."))
    if start < 0:
        raise _make_header_error("WAV", _("It has no samples: the data chunk is missing."))
    fields = _read_format(form)
    if claimed > stop - start and not _is_streamed(claimed):
        sizes = {"size": stop - start, "claimed": claimed}
        message = _(
            "The recording ends too early: {size:,} of {claimed:,} bytes of sound.", **sizes
        )
        raise make_unreadable_error(message, _(COPY))
    stop -= (stop - start) % fields[4]
    riff = int.from_bytes(data[4:8], "little")
    has_true_sizes = riff == len(data) - 8 and claimed == stop - start
    return Wav(*fields, start, stop, tuple(names), has_true_sizes=has_true_sizes)


def pack_wav(
    samples: bytes, tag: int = PCM, *, channels: int = 1, rate: int = RATE, bits: int = 16
) -> bytes:
    """Return a WAV file with the canonical 44-byte header; *samples* are little-endian."""
    frame_bytes = channels * bits // 8
    form = struct.pack("<HHIIHH", tag, channels, rate, rate * frame_bytes, frame_bytes, bits)
    return (
        b"RIFF" + struct.pack("<I", HEADER_BYTES - 8 + len(samples)) + b"WAVE"
        b"fmt " + struct.pack("<I", 16) + form + b"data" + struct.pack("<I", len(samples)) + samples
    )


def make_unreadable_error(message: str, hint: str = "") -> RecordingError:
    """Return the error for a file that is damaged or contradicts itself."""
    return RecordingError("recording-unreadable", message, hint or _(_EXPORT))


def make_length_error(message: str, hint: str = "") -> RecordingError:
    """Return the error for a recording that is longer than a prompt may be."""
    return RecordingError("recording-too-long", message, hint or _(_CUT))


def _prompt_faults(recording: Recording, wav: Wav) -> Iterator[Message]:
    if recording.encoding != "pcm":
        yield _("The samples are {encoding}, not PCM.", encoding=recording.encoding)
    if recording.bits != 16:
        yield _("The samples have {bits} bits, not 16.", bits=recording.bits)
    if recording.channels != 1:
        yield _("The recording has {count} channels, not one.", count=recording.channels)
    if recording.rate != RATE:
        yield _("The rate is {rate} Hz, not {wanted} Hz.", rate=recording.rate, wanted=RATE)
    if wav.is_extensible:
        yield _("The header is extensible.")
    others = [name for name in wav.chunks if name not in {b"fmt ", b"data"}]
    if others:
        names = ", ".join(repr(name.decode("latin-1")) for name in others[:5])
        yield _("The file contains more than sound: {chunks}.", chunks=names)
    elif not wav.has_true_sizes or wav.start != HEADER_BYTES:
        yield _("The sizes in the header are wrong.")


def _is_streamed(size: int) -> bool:
    return any(size in sizes for sizes in _STREAMED)


def _read_format(form: bytes) -> tuple[int, int, int, int, int, bool]:
    tag, channels, rate, _speed, frame_bytes, bits = struct.unpack_from("<HHIIHH", form)
    is_extensible = tag == EXTENSIBLE
    if is_extensible:
        if len(form) < 40 or form[26:40] != _GUID_TAIL:
            raise _make_header_error("WAV", _("Its extensible format is unknown."))
        tag = int.from_bytes(form[24:26], "little")
    if not channels:
        raise _make_header_error("WAV", _("It claims to have no channels."))
    # Compressed kinds have frames of their own size; they are refused by name elsewhere.
    if tag in _ENCODINGS and (
        bits not in {8, 16, 24, 32, 64} or frame_bytes * 8 != channels * bits
    ):
        values = {"channels": channels, "bits": bits, "size": frame_bytes}
        why = _("{channels} channels of {bits} bits aren't {size} bytes.", **values)
        raise _make_header_error("WAV", why)
    return tag, channels, rate, bits, frame_bytes or 1, is_extensible


def _inspect_wav(wav: Wav) -> Recording:
    encoding, allowed = _ENCODINGS.get(wav.tag, ("", set()))
    if not encoding:
        raise _make_lossy_error(f"WAV, 0x{wav.tag:04x}")
    if wav.bits not in allowed:
        raise _make_unknown_error(f"WAV, {encoding} {wav.bits} bit")
    frames = (wav.stop - wav.start) // wav.frame_bytes
    return Recording("WAV", encoding, wav.channels, wav.rate, wav.bits, frames)


def _inspect_flac(data: bytes) -> Recording:
    if len(data) < 42 or data[4] & 0x7F != 0:
        raise _make_header_error("FLAC")
    packed = int.from_bytes(data[18:26], "big")
    return Recording(
        "FLAC",
        "pcm",
        channels=(packed >> 41 & 0x7) + 1,
        rate=packed >> 44,
        bits=(packed >> 36 & 0x1F) + 1,
        frames=packed & (1 << 36) - 1,
    )


def _inspect_aiff(data: bytes) -> Recording:
    """Find the chunk with the format; its rate is an 80-bit float with the leading bit written."""
    at = 12
    while data[at : at + 4] != b"COMM":
        if at + 8 > len(data):
            raise _make_header_error("AIFF")
        size = int.from_bytes(data[at + 4 : at + 8], "big")
        at += 8 + size + size % 2
    is_aifc = data[8:12] == b"AIFC"
    chunk = data[at + 8 : at + 8 + min(int.from_bytes(data[at + 4 : at + 8], "big"), 64)]
    if len(chunk) < 18 + 4 * is_aifc:
        raise _make_header_error("AIFF")
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


_LOSSY = (
    (b"ID3", 0, "MP3"),
    (b"OggS", 0, "Ogg"),
    (b"ftyp", 4, "M4A"),
    (b"ADIF", 0, "AAC"),
    (b"#!AMR", 0, "AMR"),
    (bytes.fromhex("3026b2758e66cf11"), 0, "WMA"),
    (bytes.fromhex("1a45dfa3"), 0, "WebM"),
)
_RARE = {
    b"RF64": "RF64",
    b"BW64": "BW64",
    b"RIFX": "RIFX",
    b"riff": "Wave64",
    b"caff": "Core Audio (CAF)",
    b".snd": "AU",
    b"RIFF": "RIFF",
    b"FORM": "IFF",
}


def _make_other_format_error(data: bytes) -> RecordingError:
    """Return the error that names the format of *data*."""
    for magic, at, name in _LOSSY:
        if data[at : at + len(magic)] == magic:
            return _make_lossy_error(name)
    if data[:1] == b"\xff" and data[1:2] >= b"\xe0":
        return _make_lossy_error("MP3/AAC")
    if rare := _RARE.get(data[:4]):
        return _make_unknown_error(rare)
    message = _("This is not a sound file.") if data else _("The file is empty.")
    hint = _("Use a WAV, FLAC or AIFF file, or copy the file again.")
    return RecordingError("recording-not-sound", message, hint)


def _make_unknown_error(kind: str) -> RecordingError:
    message = _("The sound format {format} can't be read.", format=kind)
    return RecordingError("recording-not-sound", message, _(_EXPORT))


def _make_lossy_error(kind: str) -> RecordingError:
    return RecordingError(
        "recording-lossy",
        _("The sound format {format} is compressed with loss.", format=kind),
        _(
            "Ask the speaker for the original as WAV or FLAC. If there is none, convert it once "
            "with "
            "an audio editor to WAV (PCM, 16 bits)."
        ),
    )


def _make_header_error(kind: str, why: str = "") -> RecordingError:
    message = _("The header of the {format} file is damaged.", format=kind)
    return make_unreadable_error(join_messages([message, why], " ") if why else message)
