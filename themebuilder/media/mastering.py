"""Masters recordings: decodes, adds the lead-in, sets loudness, limits peaks, gives 16 bits.

Needs the extra ``sound``. Functions take the samples of one channel at 48 kHz, full scale being 1. Loudness and true peak
follow ITU-R BS.1770-4; the usual Python meter needs SciPy for the two filters, which are applied
here as their exact frequency response.

No dither: at the target level the noise of any microphone lies far above the last bit, and a
lead-in without it is silence to the bit.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache, reduce

import numpy as np
import soundfile  # type: ignore[import-untyped]
import soxr  # type: ignore[import-untyped]
from numpy.typing import NDArray

from themebuilder.core.messages import _
from themebuilder.media.model import MediaError
from themebuilder.media.recording_header import MOST_SECONDS, Recording, make_length_error
from themebuilder.media.wav_header import COPY, RATE, make_unreadable_error, pack_wav, read_wav

SILENT_DBTP = -60.0
"""A recording that never rises above this is silent."""
_MOST_LIMITED_DB = 6.0
"""How far a peak is reduced; where that isn't enough, the whole prompt stays quieter."""

_FULL = 32_768
_FADE = RATE // 200
_REACH = RATE // 200
_NEAR_LU = 0.02

# BS.1770-4, annex 1, tables 1 and 2: the head (a shelf) and the ear (a high-pass), at 48 kHz.
_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
# Both filters have died away below 1e-25 after this long, so that the end cannot reach the start.
_TAIL = RATE // 4
_TRANSFORM = 65_536
_HOP = RATE // 10
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
_OVERSAMPLING = 4
_CHUNK = 65_536
# What lies 40 dB below the loudest moment is background, not the voice.
_VOICE = 10 ** (-40 / 20)
_MOMENT = RATE // 100


def master(
    samples: Samples, loudness_lufs: float, peak_dbtp: float, lead_in_seconds: float
) -> bytes:
    """Return the 16-bit samples of a prompt at *loudness_lufs*, no peak above *peak_dbtp*, with its lead-in.

    Raise `MediaError` where removing a constant offset leaves silence.
    """
    voice = _add_lead_in(_fade(samples - samples.mean()), lead_in_seconds)
    if measure_true_peak(voice) < SILENT_DBTP:
        raise make_silent_error()
    # Hundredths of a decibel: a difference in the last bit of a sum cannot show.
    most = round(peak_dbtp - measure_true_peak(voice) + _MOST_LIMITED_DB, 2)
    gain = min(round(loudness_lufs - measure_loudness(voice), 2), most)
    prompt = _limit(voice * _convert_decibels(gain), peak_dbtp)
    for _round in range(3):
        missing = loudness_lufs - measure_loudness(prompt)
        if abs(missing) <= _NEAR_LU or gain >= most:
            break
        gain = min(round(gain + missing, 2), most)
        prompt = _limit(voice * _convert_decibels(gain), peak_dbtp)
    return to_pcm(prompt)


def measure_levels(samples: Samples) -> tuple[float, float, float, float]:
    """Return loudness in LUFS, true peak in dBTP, seconds before the voice, and all seconds."""
    silence = measure_lead_in(samples) / RATE
    return measure_loudness(samples), measure_true_peak(samples), silence, len(samples) / RATE


def to_pcm(samples: Samples) -> bytes:
    """Return samples as 16-bit little-endian integers."""
    whole = np.rint(samples * _FULL).clip(-_FULL, _FULL - 1)
    return whole.astype("<i2").tobytes()


def make_silent_error() -> MediaError:
    """Return the error for a silent recording."""
    return MediaError(
        "recording-level",
        _("The recording is silent."),
        _("Check the microphone and the mute button, and record again."),
    )


def _fade(samples: Samples) -> Samples:
    """Remove the click where the file begins and ends."""
    reach = min(_FADE, len(samples) // 2)
    slope = np.arange(reach) / max(reach, 1)
    return np.concatenate(
        (
            samples[:reach] * slope,
            samples[reach : len(samples) - reach],
            samples[len(samples) - reach :] * slope[::-1],
        )
    )


def _add_lead_in(samples: Samples, seconds: float) -> Samples:
    missing = round(seconds * RATE) - measure_lead_in(samples)
    return np.concatenate((np.zeros(missing), samples)) if missing > 0 else samples


def _limit(samples: Samples, peak_dbtp: float) -> Samples:
    """Limit the peaks; the gain falls and rises over 5 ms, which is inaudible."""
    ceiling = _convert_decibels(peak_dbtp)
    for _round in range(3):
        around = _find_peaks(samples)
        if around.max() <= ceiling:
            return samples
        needed = ceiling / np.maximum(around, ceiling)
        samples = samples * _smooth(_find_lowest_within(needed, _REACH), _REACH)
    # What is left is a trace between the samples.
    return samples * min(1.0, ceiling / float(_find_peaks(samples).max()))


def _find_lowest_within(values: Samples, reach: int) -> Samples:
    """Return the lowest of the values within *reach* places of each, by windows that double."""
    lowest = np.pad(values, reach, constant_values=1.0)
    width = 1
    while width < 2 * reach + 1:
        step = min(width, 2 * reach + 1 - width)
        lowest = np.minimum(lowest[:-step], lowest[step:])
        width += step
    return lowest


def _smooth(values: Samples, reach: int) -> Samples:
    """Return the values averaged over *reach* places to each side, the middle weighing most."""
    width = reach + 1
    smooth = np.pad(values, reach, mode="edge")
    for _round in range(2):
        sums = np.cumsum(np.concatenate((np.zeros(1), smooth)))
        smooth = (sums[width:] - sums[:-width]) / width
    return smooth


def measure_loudness(samples: Samples) -> float:
    """Return the gated loudness in LUFS; minus infinity where nothing passes the gate.

    Sound shorter than one gating block of 0.4 s, for which the standard has no answer, counts as
    one block.
    """
    weighted = np.square(_weight(samples))
    if len(samples) < 4 * _HOP:
        return _convert_power(float(weighted.mean()))
    hops = weighted[: len(weighted) // _HOP * _HOP].reshape(-1, _HOP).mean(axis=1)
    blocks = (hops[:-3] + hops[1:-2] + hops[2:-1] + hops[3:]) / 4
    blocks = blocks[blocks > _convert_lufs(_ABSOLUTE_GATE)]
    if not len(blocks):
        return -math.inf
    gate = _convert_power(float(blocks.mean())) + _RELATIVE_GATE
    return _convert_power(float(blocks[blocks > _convert_lufs(gate)].mean()))


def measure_true_peak(samples: Samples) -> float:
    """Return the highest peak in dBTP, between the samples too; minus infinity for silence."""
    peak = float(_find_peaks(samples).max())
    return 20 * math.log10(peak) if peak > 0 else -math.inf


def _find_peaks(samples: Samples) -> Samples:
    """Return the highest absolute value around each sample, from four times as many samples."""
    finer = soxr.ResampleStream(RATE, RATE * _OVERSAMPLING, 1, dtype="float64", quality="VHQ")
    highest: list[Samples] = []
    rest: Samples = np.zeros(0)
    for start in range(0, len(samples), _CHUNK):
        is_last = start + _CHUNK >= len(samples)
        chunk = finer.resample_chunk(samples[start : start + _CHUNK], last=is_last)
        rest = np.abs(np.concatenate((rest, chunk)))
        whole = len(rest) // _OVERSAMPLING * _OVERSAMPLING
        # Along an axis of four, `max` takes several times as long.
        parts = (rest[at:whole:_OVERSAMPLING] for at in range(_OVERSAMPLING))
        highest.append(reduce(np.maximum, parts))
        rest = rest[whole:]
    found = np.concatenate(highest)
    # Rounding inside the resampler may cost or add a sample at the very end.
    found = np.pad(found, (0, max(0, len(samples) - len(found))))[: len(samples)]
    return np.maximum(found, np.abs(samples))


def measure_lead_in(samples: Samples) -> int:
    """Return the samples before the voice: before the first 10 ms within 40 dB of the loudest 10 ms."""
    whole = np.pad(samples, (0, -len(samples) % _MOMENT))
    moments = np.sqrt(np.square(whole).reshape(-1, _MOMENT).mean(axis=1))
    return int(np.argmax(moments >= moments.max() * _VOICE)) * _MOMENT


def _convert_decibels(db: float) -> float:
    """Return the amplitude that lies *db* decibels above full scale."""
    return float(10 ** (db / 20))


def _weight(samples: Samples) -> Samples:
    """Return the samples as the ear weighs them, block by block: each with its tail is one transform."""
    step = _TRANSFORM - _TAIL
    weighted = np.zeros(len(samples) + _TRANSFORM)
    for start in range(0, len(samples), step):
        spectrum = np.fft.rfft(samples[start : start + step], _TRANSFORM) * _compute_response()
        weighted[start : start + _TRANSFORM] += np.fft.irfft(spectrum, _TRANSFORM)
    return weighted[: len(samples)]


@cache
def _compute_response() -> NDArray[np.complex128]:
    turn = np.exp(-2j * np.pi * np.arange(_TRANSFORM // 2 + 1) / _TRANSFORM)
    response = np.ones(len(turn), complex)
    for above, below in (_SHELF, _HIGH_PASS):
        response *= (above[0] + turn * (above[1] + turn * above[2])) / (
            below[0] + turn * (below[1] + turn * below[2])
        )
    return response


def _convert_power(power: float) -> float:
    return -0.691 + 10 * math.log10(power) if power > 0 else -math.inf


def _convert_lufs(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))


Samples = NDArray[np.float64]

# A block of eight channels takes 4 MiB; nothing larger than the result is ever held.
_BLOCK = 65_536
# A voice peaks once in a while; a flat top this long, at full scale, was cut off.
_FLAT = 4
_FULL_SCALE = 0.99
# 60 dB above full scale: a float file that nobody meant.
_HUGE = 1_000.0


@dataclass(frozen=True, slots=True)
class DecodedRecording:
    """The mono *samples* at 48 kHz, full scale being 1, and what was found on the way.

    *clipped* counts the flat tops at full scale, in all channels. *power_kept* is the power of all
    channels mixed, relative to the loudest of them: near 0 they cancel each other.
    """

    samples: Samples
    clipped: int
    power_kept: float


def decode(data: bytes, recording: Recording) -> DecodedRecording:
    """Return the sound of a file whose header is *recording*.

    Raise `MediaError` for what can't be decoded to the end. Reads in blocks and stops at 120
    seconds, so that the memory is bounded by the result: 46 MB.
    """
    resampler = soxr.ResampleStream(recording.rate, RATE, 1, dtype="float64", quality="VHQ")
    parts: list[Samples] = []
    frames = clipped = 0
    mixed, powers = 0.0, np.zeros(recording.channels)
    for block in _read_blocks(data, recording):
        frames += len(block)
        if frames > MOST_SECONDS * recording.rate:
            message = _("The recording is longer than {most} seconds.", most=MOST_SECONDS)
            raise make_length_error(message)
        if not np.all(np.abs(block) <= _HUGE):
            raise make_unreadable_error(
                _("The recording has samples that aren't numbers or are far beyond full scale."),
                _("Export it again, without effects, as WAV (PCM)."),
            )
        clipped += _count_flat_tops(block) if recording.bits >= 16 else 0
        mono = block.mean(axis=1)
        mixed += float(np.square(mono).sum())
        powers += np.square(block).sum(axis=0)
        parts.append(mono if recording.rate == RATE else resampler.resample_chunk(mono))
    if frames < recording.frames or not frames:
        counts = {"count": frames, "all": recording.frames}
        message = _("The recording ends too early: {count:,} of {all:,} samples.", **counts)
        raise make_unreadable_error(message, _(COPY))
    if recording.rate != RATE:
        parts.append(resampler.resample_chunk(np.zeros(0), last=True))
    loudest = float(powers.max())
    power_kept = mixed * recording.channels**2 / loudest if loudest else 1.0
    return DecodedRecording(np.concatenate(parts), clipped, power_kept)


def _read_blocks(data: bytes, recording: Recording) -> Iterator[Samples]:
    try:
        with soundfile.SoundFile(_LenientBytes(_simplify(data, recording))) as file:
            if (file.samplerate, file.channels) != (recording.rate, recording.channels):
                raise _make_decoding_error(_("its header contradicts itself"))
            while len(block := file.read(_BLOCK, dtype="float64", always_2d=True)):
                yield block
    except soundfile.LibsndfileError as error:
        reason = "".join(letter for letter in error.error_string if letter.isprintable())
        raise _make_decoding_error(reason[:200].rstrip(".")) from error
    except soundfile.SoundFileError as error:
        raise _make_decoding_error(_("the decoder failed")) from error


class _LenientBytes(io.BytesIO):
    """Bytes that move a seek before the beginning to the beginning, as damaged files ask for it.

    The decoder calls from C, where an exception would be printed and nothing else.
    """

    def seek(self, offset: int, whence: int = io.SEEK_SET, /) -> int:
        base = {io.SEEK_CUR: self.tell(), io.SEEK_END: self.getbuffer().nbytes}.get(whence, 0)
        return super().seek(max(0, base + offset))


def _simplify(data: bytes, recording: Recording) -> bytes:
    """Return a WAV file with our own header, so that the decoder never sees another."""
    if recording.kind != "WAV":
        return data
    wav = read_wav(data)
    form, samples = wav.format, data[wav.start : wav.stop]
    return pack_wav(samples, form.tag, channels=form.channels, rate=form.rate, bits=form.bits)


def _count_flat_tops(block: Samples) -> int:
    """Count the runs of equal samples at full scale."""
    full = np.abs(block) >= _FULL_SCALE
    same = full[1:] & full[:-1] & (block[1:] == block[:-1])
    runs = same[: -_FLAT + 2].copy() if len(same) >= _FLAT - 1 else same[:0]
    for shift in range(1, _FLAT - 1):
        runs &= same[shift : shift + len(runs)]
    starts = runs.copy()
    starts[1:] &= ~runs[:-1]
    return int(starts.sum())


def _make_decoding_error(reason: str) -> MediaError:
    return make_unreadable_error(_("The recording can't be decoded: {reason}.", reason=reason))
