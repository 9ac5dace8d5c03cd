"""The bytes of a WAV file: reading any head with care, writing the one head that ships.

Sizes in a file are claims. They are compared with what is there and never used to reserve memory.
"""

from __future__ import annotations

import struct
from dataclasses import dataclass

from themebuilder.media.sound_error import SoundError

RATE = 48_000
"""Samples a second in a prompt."""

HEADER_BYTES = 44

PCM, FLOAT, ALAW, ULAW, EXTENSIBLE = 0x0001, 0x0003, 0x0006, 0x0007, 0xFFFE

_MOST_CHUNKS = 1_000
# What follows the format tag in the subtype GUID of every ordinary extensible file.
_GUID_TAIL = bytes.fromhex("000000001000800000aa00389b71")
# A program that writes into a pipe cannot know the size and writes the largest that it can think of
# (espeak-ng: 0x7ffff000, ffmpeg: 0xffffffff). Such a size promises nothing, so nothing is missing.
_STREAMED = (range(0x7FFF_0000, 0x8000_0000), range(0xFFFF_0000, 0x1_0000_0000))


@dataclass(frozen=True, slots=True)
class Wav:
    """A WAV file's head, and where its samples lie: ``data[start:stop]``, whole frames only."""

    tag: int
    channels: int
    rate: int
    bits: int
    frame_bytes: int
    start: int
    stop: int
    is_extensible: bool
    chunks: tuple[bytes, ...]
    has_true_sizes: bool

    @property
    def frames(self) -> int:
        """Samples in each channel."""
        return (self.stop - self.start) // self.frame_bytes


def pack_wav(pcm: bytes) -> bytes:
    """A mono 48 kHz WAV file with the canonical 44-byte head; *pcm* is 16-bit little-endian."""
    return pack(pcm, PCM, channels=1, rate=RATE, bits=16)


def pack(pcm: bytes, tag: int, *, channels: int, rate: int, bits: int) -> bytes:
    """A WAV file with a 44-byte head and samples of any kind, in any number of channels."""
    frame_bytes = channels * bits // 8
    sizes = struct.pack("<HHIIHH", tag, channels, rate, rate * frame_bytes, frame_bytes, bits)
    return (
        b"RIFF" + struct.pack("<I", HEADER_BYTES - 8 + len(pcm)) + b"WAVE"
        b"fmt " + struct.pack("<I", 16) + sizes + b"data" + struct.pack("<I", len(pcm)) + pcm
    )


def read_wav(data: bytes) -> Wav:
    """The head of a RIFF WAVE file.

    Raises `SoundError` where it contradicts itself, or promises samples that are not there.
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
        raise _broken("It says nothing about its format.")
    if start < 0:
        raise _broken("It has no samples: the data chunk is missing.")
    tag, channels, rate, bits, frame_bytes, is_extensible = _format(form)
    if claimed > stop - start and not _is_streamed(claimed):
        raise _truncated(claimed, stop - start)
    stop -= (stop - start) % frame_bytes
    riff = int.from_bytes(data[4:8], "little")
    return Wav(
        tag,
        channels,
        rate,
        bits,
        frame_bytes,
        start,
        stop,
        is_extensible,
        tuple(names),
        has_true_sizes=riff == len(data) - 8 and claimed == stop - start,
    )


def _is_streamed(size: int) -> bool:
    return any(size in sizes for sizes in _STREAMED)


def _format(form: bytes) -> tuple[int, int, int, int, int, bool]:
    tag, channels, rate, _, frame_bytes, bits = struct.unpack_from("<HHIIHH", form)
    is_extensible = tag == EXTENSIBLE
    if is_extensible:
        if len(form) < 40 or form[26:40] != _GUID_TAIL:
            raise _broken("Its extensible head is not one of the ordinary kinds.")
        tag = int.from_bytes(form[24:26], "little")
    if not channels:
        raise _broken("It claims to have no channels.")
    # Compressed kinds have frames of their own size; they are refused by name elsewhere.
    if tag in {PCM, FLOAT, ALAW, ULAW} and (
        bits not in {8, 16, 24, 32, 64} or frame_bytes * 8 != channels * bits
    ):
        raise _broken(f"{channels} channels of {bits} bits do not make {frame_bytes} bytes.")
    return tag, channels, rate, bits, frame_bytes or 1, is_extensible


def _broken(why: str) -> SoundError:
    return SoundError(
        f"The head of the WAV file is broken. {why}",
        "Export the recording again as WAV, PCM.",
        "recording-header-broken",
    )


def _truncated(claimed: int, there: int) -> SoundError:
    return SoundError(
        f"The recording breaks off: its head promises {claimed} bytes of sound, {there} are there.",
        "Copy it again from where it was made.",
        "recording-truncated",
    )
