"""Any recording -> the samples of one channel at 48 kHz. Needs the extra ``sound``."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import soundfile  # type: ignore[import-untyped]
import soxr  # type: ignore[import-untyped]
from numpy.typing import NDArray

from themebuilder.media.errors import RecordingError
from themebuilder.media.recording_header import (
    MOST_SECONDS,
    RATE,
    Recording,
    make_length_error,
    make_unreadable_error,
    pack_wav,
    read_wav,
)

Samples = NDArray[np.float64]

# A block of eight channels takes 4 MiB; nothing larger than the result is ever held.
_BLOCK = 65_536
# A voice peaks once in a while; a flat top this long, at full scale, was cut off.
_FLAT = 4
_FULL = 0.99
# 60 dB above full scale: a float file that nobody meant.
_HUGE = 1_000.0


@dataclass(frozen=True, slots=True)
class Decoded:
    """The mono *samples* at 48 kHz, full scale being 1, and what was found on the way.

    *clipped* counts the flat tops at full scale, in all channels. *power_kept* is the power of all
    channels mixed, relative to the loudest of them: near 0 they cancel each other.
    """

    samples: Samples
    clipped: int
    power_kept: float


def decode(data: bytes, recording: Recording) -> Decoded:
    """The sound of a file whose header is *recording*.

    Raises `RecordingError` for what cannot be decoded to the end. Reads in blocks and stops at 120
    seconds, so that the memory is bounded by the result: 46 MB.
    """
    resampler = soxr.ResampleStream(recording.rate, RATE, 1, dtype="float64", quality="VHQ")
    parts: list[Samples] = []
    frames = clipped = 0
    mixed, powers = 0.0, np.zeros(recording.channels)
    for block in _blocks(data, recording):
        frames += len(block)
        if frames > MOST_SECONDS * recording.rate:
            raise make_length_error(f"The recording lasts more than {MOST_SECONDS} seconds.")
        if not np.all(np.abs(block) <= _HUGE):
            raise make_unreadable_error(
                "The recording has samples that are no number, or far beyond full scale.",
                "Export it again, without effects, as WAV, PCM.",
            )
        clipped += _flat_tops(block) if recording.bits >= 16 else 0
        mono = block.mean(axis=1)
        mixed += float(np.square(mono).sum())
        powers += np.square(block).sum(axis=0)
        parts.append(mono if recording.rate == RATE else resampler.resample_chunk(mono))
    if frames < recording.frames or not frames:
        raise make_unreadable_error(
            f"The recording breaks off: {frames} of {recording.frames} samples could be read.",
            "Copy it again from where it was made.",
        )
    if recording.rate != RATE:
        parts.append(resampler.resample_chunk(np.zeros(0), last=True))
    loudest = float(powers.max())
    power_kept = mixed * recording.channels**2 / loudest if loudest else 1.0
    return Decoded(np.concatenate(parts), clipped, power_kept)


def _blocks(data: bytes, recording: Recording) -> Iterator[Samples]:
    try:
        with soundfile.SoundFile(_Bytes(_simplify(data, recording))) as file:
            if (file.samplerate, file.channels) != (recording.rate, recording.channels):
                raise _make_decoding_error("Its header contradicts itself.")
            while len(block := file.read(_BLOCK, dtype="float64", always_2d=True)):
                yield block
    except soundfile.LibsndfileError as error:
        raise _make_decoding_error(error.error_string) from error
    except soundfile.SoundFileError as error:
        raise _make_decoding_error("The decoder gave up.") from error


class _Bytes(io.BytesIO):
    """Bytes in which a damaged file may look before the beginning: it finds the beginning.

    The decoder calls from C, where an exception would be printed and nothing else.
    """

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_CUR: self.tell(), io.SEEK_END: self.getbuffer().nbytes}.get(whence, 0)
        return super().seek(max(0, base + offset))


def _simplify(data: bytes, recording: Recording) -> bytes:
    """A WAV file with a header that we wrote, so that the decoder never sees another."""
    if recording.kind != "WAV":
        return data
    wav = read_wav(data)
    samples = data[wav.start : wav.stop]
    return pack_wav(samples, wav.tag, channels=wav.channels, rate=wav.rate, bits=wav.bits)


def _flat_tops(block: Samples) -> int:
    """Count the runs of equal samples at full scale."""
    full = np.abs(block) >= _FULL
    same = full[1:] & full[:-1] & (block[1:] == block[:-1])
    runs = same[: -_FLAT + 2].copy() if len(same) >= _FLAT - 1 else same[:0]
    for shift in range(1, _FLAT - 1):
        runs &= same[shift : shift + len(runs)]
    starts = runs.copy()
    starts[1:] &= ~runs[:-1]
    return int(starts.sum())


def _make_decoding_error(why: str) -> RecordingError:
    reason = "".join(letter for letter in why if letter.isprintable())[:200]
    return make_unreadable_error(f"The recording cannot be decoded: {reason}")
