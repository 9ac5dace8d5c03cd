"""Reads and writes the headers of WAV files.

The format is RIFF WAVE (Multimedia Programming Interface and Data Specifications 1.0, 1991). Python's
own `wave` reads no extensible header before Python 3.12, and doesn't report chunks and wrong sizes.
Sizes in a file are only claims: they are checked, and never used to reserve memory.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass

from themebuilder.core.messages import N_, Message, _, _n, join_messages
from themebuilder.core.problems import join_first
from themebuilder.media.model import MediaError

RATE = 48_000
"""Samples a second in a prompt."""
HEADER_BYTES = 44

PCM, FLOAT, ALAW, ULAW, EXTENSIBLE = 0x0001, 0x0003, 0x0006, 0x0007, 0xFFFE
ENCODINGS = {
    PCM: ("pcm", {8, 16, 24, 32}),
    FLOAT: ("float", {32, 64}),
    ALAW: ("a-law", {8}),
    ULAW: ("mu-law", {8}),
}
"""Format tag -> its name and the bits that a sample may have."""
EXPORT = N_("Export the recording again as WAV (PCM, 16 or 24 bits).")
COPY = N_("Copy it again from the original.")

_MOST_CHUNKS = 1_000
_MOST_NAMES = 8
_FORMAT_BYTES = 16
_ONCE = (b"fmt ", b"data")
# What follows the format tag in the subtype GUID of every ordinary extensible file.
_GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")
# A program that writes into a pipe does not know the size and writes the largest possible one
# (espeak-ng: 0x7ffff000, ffmpeg: 0xffffffff). Such a size promises nothing, so nothing is missing.
_STREAMED = (range(0x7FFF_0000, 0x8000_0000), range(0xFFFF_0000, 0x1_0000_0000))


_Chunk = tuple[bytes, int, int]
"""A chunk's name, its first byte after the head, and its size."""


@dataclass(frozen=True, slots=True)
class WavFormat:
    """What the format chunk says; *valid_bits* are those of a sample's *bits* that carry sound."""

    tag: int
    channels: int
    rate: int
    bytes_a_second: int
    frame_bytes: int
    bits: int
    valid_bits: int
    is_extensible: bool


@dataclass(frozen=True, slots=True)
class Wav:
    """A WAV file's header; its samples are ``data[start:stop]``.

    *fault* says how the file breaks the RIFF format although its sound can be found; *extras* are
    what it has besides a plain header.
    """

    format: WavFormat
    start: int
    stop: int
    fault: Message | None
    extras: tuple[Message, ...]


def is_wav(data: bytes) -> bool:
    """Whether *data* begins as a RIFF WAVE file."""
    return data[:4] == b"RIFF" and data[8:12] == b"WAVE"


def read_wav(data: bytes) -> Wav:
    """Return the header of a RIFF WAVE file.

    Raise `MediaError` where it contradicts itself, or samples are missing.
    """
    chunks = _list_chunks(data)
    names = [name for name, _at, _size in chunks]
    if b"data" not in names:
        raise _make_wav_error(_("It has no samples: the data chunk is missing."))
    if b"fmt " not in names[: names.index(b"data")]:
        raise _make_wav_error(_("It has no format chunk before the samples."))
    _name, at, form_size = chunks[names.index(b"fmt ")]
    form = _read_format(data[at : at + min(form_size, 64)])
    _name, start, claimed = chunks[names.index(b"data")]
    riff_stop = _find_riff_stop(data)
    if _is_streamed(claimed) or (not claimed and (riff_stop or 0) <= start < len(data)):
        riff_stop, stop = None, len(data)
    elif start + claimed <= len(data):
        stop = start + claimed
    else:
        sizes = {"size": len(data) - start, "claimed": claimed}
        message = _(
            "The recording ends too early: {size:,} of {claimed:,} bytes of sound.", **sizes
        )
        raise make_unreadable_error(message, _(COPY))
    fault = _find_fault(len(data), riff_stop, stop, chunks[-1])
    extras = (*_find_extras(form, form_size, stop - start), *_find_extra_chunks(data, chunks))
    return Wav(form, start, stop, fault, extras)


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


def make_unreadable_error(message: str, hint: str = "") -> MediaError:
    """Return the error for a file that is damaged or contradicts itself."""
    return MediaError("recording-unreadable", message, hint or _(EXPORT))


def make_header_error(kind: str, why: str = "") -> MediaError:
    """Return the error for a file of *kind* whose header is damaged."""
    message = _("The header of the {format} file is damaged.", format=kind)
    return make_unreadable_error(join_messages([message, why], " ") if why else message)


def _make_wav_error(why: str) -> MediaError:
    return make_header_error("WAV", why)


def _read_size(data: bytes, at: int) -> int:
    return int.from_bytes(data[at : at + 4], "little")


def _is_streamed(size: int) -> bool:
    return any(size in sizes for sizes in _STREAMED)


def _find_riff_stop(data: bytes) -> int | None:
    """Return where the RIFF chunk ends, or None if its size was never written."""
    size = _read_size(data, 4)
    return None if not size or _is_streamed(size) else 8 + size


def _list_chunks(data: bytes) -> list[_Chunk]:
    """Return the chunks up to the end of the RIFF chunk, or to the samples if they are beyond it."""
    chunks: list[_Chunk] = []
    at, limit = 12, len(data)
    while at + 8 <= limit and len(chunks) < _MOST_CHUNKS:
        name, size = data[at : at + 4], _read_size(data, at + 4)
        if name in _ONCE and any(name == other for other, _at, _size in chunks):
            raise _make_wav_error(_("It has more than one chunk {chunk}.", chunk=_quote(name)))
        at += 8
        chunks.append((name, at, size))
        if name == b"data":
            limit = min(limit, _find_riff_stop(data) or limit)
        at += size
        if size % 2 and data[at : at + 4] in _ONCE:
            why = _("The padding byte after chunk {chunk} is missing.", chunk=_quote(name))
            raise _make_wav_error(why)
        at += size % 2
    return chunks


def _find_fault(size: int, riff_stop: int | None, stop: int, last: _Chunk) -> Message | None:
    name, at, length = last
    if riff_stop is None:
        return _("The header has no length: the file was written to a pipe, or never completed.")
    if riff_stop > size:
        return _(
            "The file ends too early: {size:,} of {claimed:,} bytes.", size=size, claimed=riff_stop
        )
    if riff_stop < stop:
        return _(
            "The sizes in the header contradict each other: the file ends at byte {file:,}, its "
            "sound at {sound:,}.",
            file=riff_stop,
            sound=stop,
        )
    if at + length > riff_stop:
        return _("The chunk {chunk} is longer than the file.", chunk=_quote(name))
    return None


def _find_extras(form: WavFormat, size: int, sound_bytes: int) -> Iterator[Message]:
    """Yield what differs from a plain header in the format and the samples."""
    if form.is_extensible:
        yield _("Its header is extensible (WAVE_FORMAT_EXTENSIBLE).")
    elif size != _FORMAT_BYTES:
        yield _("Its format chunk has {size} bytes instead of 16.", size=size)
    if form.bytes_a_second != (true := form.rate * form.frame_bytes):
        values = {"stated": form.bytes_a_second, "true": true}
        yield _("Its header states {stated:,} bytes a second instead of {true:,}.", **values)
    if not sound_bytes:
        yield _("It has no samples.")
    if sound_bytes % form.frame_bytes:
        yield _("Its last sample is incomplete.")


def _find_extra_chunks(data: bytes, chunks: list[_Chunk]) -> Iterator[Message]:
    """Yield the chunks that aren't needed, and what follows the last one."""
    extra = dict.fromkeys(_quote(name) for name, _at, _size in chunks if name not in _ONCE)
    if extra:
        yield _n(
            "It also has the chunk {chunks}.",
            "It also has the chunks {chunks}.",
            len(extra),
            chunks=join_first([*extra], _MOST_NAMES),
        )
    name, at, size = chunks[-1]
    rest = len(data) - (at + size + size % 2)
    if rest > 0:
        yield _n(
            "{count} byte follows its last chunk.", "{count:,} bytes follow its last chunk.", rest
        )
    elif size % 2 and rest == -1:
        yield _("The padding byte after chunk {chunk} is missing.", chunk=_quote(name))


def _quote(name: bytes) -> str:
    return f"`{ascii(name.decode('latin-1'))[1:-1]}`"


def _read_format(form: bytes) -> WavFormat:
    if len(form) < _FORMAT_BYTES:
        raise _make_wav_error(_("Its format chunk is too short."))
    tag, channels, rate, speed, frame_bytes, bits = struct.unpack_from("<HHIIHH", form)
    valid_bits = bits
    is_extensible = tag == EXTENSIBLE
    if is_extensible:
        if len(form) < 40 or form[26:40] != _GUID_TAIL:
            raise _make_wav_error(_("Its extensible format is unknown."))
        valid_bits = int.from_bytes(form[18:20], "little") or bits
        tag = int.from_bytes(form[24:26], "little")
    if not channels:
        raise _make_wav_error(_("It claims to have no channels."))
    # Compressed kinds have frames of their own size; they are refused by name elsewhere.
    if tag in ENCODINGS and (bits not in {8, 16, 24, 32, 64} or frame_bytes * 8 != channels * bits):
        values = {"channels": channels, "bits": bits, "size": frame_bytes}
        raise _make_wav_error(
            _("{channels} channels of {bits} bits aren't {size} bytes.", **values)
        )
    return WavFormat(tag, channels, rate, speed, frame_bytes or 1, bits, valid_bits, is_extensible)
