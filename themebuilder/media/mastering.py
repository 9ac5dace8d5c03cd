"""Decoded samples -> the samples that ship: lead-in, loudness, peak limit, 16 bits.

No dither: at the target level the noise of any microphone lies far above the last bit, and a
lead-in without it is silence to the bit.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from themebuilder.media.loudness import amplitude, decibels, lead_in, loudness, peaks, true_peak
from themebuilder.media.recording import SILENT_DBTP, silent
from themebuilder.media.sound_decoding import Samples
from themebuilder.media.wav import RATE

MOST_LIMITED_DB = 6.0
"""How far a peak is pressed down; where that is not enough, the whole prompt stays quieter."""

_FULL = 32_768
_FADE = RATE // 200
_REACH = RATE // 200
_NEAR_LU = 0.02


@dataclass(frozen=True, slots=True)
class Mastered:
    """The prompt's samples, 16-bit little-endian mono, and what was done to them."""

    pcm: bytes
    gain_db: float
    limited_db: float


def master(
    samples: Samples, loudness_lufs: float, peak_dbtp: float, lead_in_seconds: float
) -> Mastered:
    """The samples of a prompt at *loudness_lufs*, no peak above *peak_dbtp*, with its lead-in.

    Raises `SoundError` where nothing is left to hear once a constant offset is taken away.
    """
    voice = _with_lead_in(_faded(samples - samples.mean()), lead_in_seconds)
    if true_peak(voice) < SILENT_DBTP:
        raise silent()
    # Hundredths of a decibel: a difference in the last bit of a sum cannot show.
    most = round(peak_dbtp - true_peak(voice) + MOST_LIMITED_DB, 2)
    gain = min(round(loudness_lufs - loudness(voice), 2), most)
    made, limited = _limited(voice * amplitude(gain), peak_dbtp)
    for _ in range(3):
        missing = loudness_lufs - loudness(made)
        if abs(missing) <= _NEAR_LU or gain >= most:
            break
        gain = min(round(gain + missing, 2), most)
        made, limited = _limited(voice * amplitude(gain), peak_dbtp)
    return Mastered(to_pcm(made), gain, round(limited, 2))


def levels(samples: Samples) -> tuple[float, float, float, float]:
    """Loudness in LUFS, true peak in dBTP, seconds before the voice, seconds in all."""
    silence = lead_in(samples) / RATE
    return loudness(samples), true_peak(samples), silence, len(samples) / RATE


def to_pcm(samples: Samples) -> bytes:
    """Samples as 16-bit little-endian integers."""
    whole = np.rint(samples * _FULL).clip(-_FULL, _FULL - 1)
    return whole.astype("<i2").tobytes()


def from_pcm(pcm: bytes) -> Samples:
    """Samples of 16-bit little-endian integers."""
    return np.frombuffer(pcm, dtype="<i2") / _FULL


def _faded(samples: Samples) -> Samples:
    """Without a click where the file begins and ends."""
    reach = min(_FADE, len(samples) // 2)
    slope = np.arange(reach) / max(reach, 1)
    return np.concatenate(
        (
            samples[:reach] * slope,
            samples[reach : len(samples) - reach],
            samples[len(samples) - reach :] * slope[::-1],
        )
    )


def _with_lead_in(samples: Samples, seconds: float) -> Samples:
    missing = round(seconds * RATE) - lead_in(samples)
    return np.concatenate((np.zeros(missing), samples)) if missing > 0 else samples


def _limited(samples: Samples, peak_dbtp: float) -> tuple[Samples, float]:
    """The samples with their peaks pressed below the ceiling, and by how many dB at most.

    The gain falls and rises over 5 ms, which is heard as no more than a softer peak.
    """
    ceiling = amplitude(peak_dbtp)
    lowest = 1.0
    for _ in range(3):
        around = peaks(samples)
        if around.max() <= ceiling:
            return samples, decibels(1 / lowest)
        needed = ceiling / np.maximum(around, ceiling)
        gain = _smooth(_lowest_within(needed, _REACH), _REACH)
        lowest *= float(gain.min())
        samples = samples * gain
    # What is left is a trace between the samples.
    rest = min(1.0, ceiling / float(peaks(samples).max()))
    return samples * rest, decibels(1 / (lowest * rest))


def _lowest_within(values: Samples, reach: int) -> Samples:
    """For each value the lowest within *reach* places, by windows that double."""
    lowest = np.pad(values, reach, constant_values=1.0)
    width = 1
    while width < 2 * reach + 1:
        step = min(width, 2 * reach + 1 - width)
        lowest = np.minimum(lowest[:-step], lowest[step:])
        width += step
    return lowest


def _smooth(values: Samples, reach: int) -> Samples:
    """The values averaged over *reach* places to each side, the middle weighing most."""
    width = reach + 1
    smooth = np.pad(values, reach, mode="edge")
    for _ in range(2):
        sums = np.cumsum(np.concatenate((np.zeros(1), smooth)))
        smooth = (sums[width:] - sums[:-width]) / width
    return smooth
