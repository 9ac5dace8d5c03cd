"""How loud a recording is: loudness and true peak by ITU-R BS.1770-4, and where its words begin.

All functions take the samples of one channel at 48 kHz, full scale being 1. The known Python meter
needs SciPy for its filters; here the two filters are applied as their exact frequency response.
"""

from __future__ import annotations

import math

import numpy as np
import soxr  # type: ignore[import-untyped]

from themebuilder.media.sound_decoding import Samples
from themebuilder.media.wav import RATE

# BS.1770-4, annex 1, tables 1 and 2: the head (a shelf) and the ear (a high-pass), at 48 kHz.
_SHELF = (
    (1.53512485958697, -2.69169618940638, 1.19839281085285),
    (1.0, -1.69065929318241, 0.73248077421585),
)
_HIGH_PASS = ((1.0, -2.0, 1.0), (1.0, -1.99004745483398, 0.99007225036621))
# Both filters have died away below 1e-25 after this long, so that the end cannot reach the start.
_TAIL = RATE // 4
_HOP = RATE // 10
_ABSOLUTE_GATE = -70.0
_RELATIVE_GATE = -10.0
_OVERSAMPLING = 4
_CHUNK = 65_536
# What lies 40 dB below the loudest moment is the room, not the voice.
_VOICE = 10 ** (-40 / 20)
_MOMENT = RATE // 100


def loudness(samples: Samples) -> float:
    """The gated loudness in LUFS; minus infinity where nothing passes the gate.

    Sound shorter than one gating block of 0.4 s, for which the standard has no answer, counts as
    one block.
    """
    weighted = np.square(_weighted(samples))
    if len(samples) < 4 * _HOP:
        return _lufs(float(weighted.mean()))
    hops = weighted[: len(weighted) // _HOP * _HOP].reshape(-1, _HOP).mean(axis=1)
    blocks = (hops[:-3] + hops[1:-2] + hops[2:-1] + hops[3:]) / 4
    blocks = blocks[blocks > _power(_ABSOLUTE_GATE)]
    if not len(blocks):
        return -math.inf
    gate = _lufs(float(blocks.mean())) + _RELATIVE_GATE
    return _lufs(float(blocks[blocks > _power(gate)].mean()))


def true_peak(samples: Samples) -> float:
    """The highest peak in dBTP, between the samples too; minus infinity for silence."""
    return decibels(float(peaks(samples).max()))


def peaks(samples: Samples) -> Samples:
    """The highest absolute value around each sample, from four times as many samples."""
    finer = soxr.ResampleStream(RATE, RATE * _OVERSAMPLING, 1, dtype="float64", quality="VHQ")
    highest: list[Samples] = []
    rest: Samples = np.zeros(0)
    for start in range(0, len(samples), _CHUNK):
        is_last = start + _CHUNK >= len(samples)
        chunk = finer.resample_chunk(samples[start : start + _CHUNK], last=is_last)
        rest = np.abs(np.concatenate((rest, chunk)))
        whole = len(rest) // _OVERSAMPLING * _OVERSAMPLING
        highest.append(rest[:whole].reshape(-1, _OVERSAMPLING).max(axis=1))
        rest = rest[whole:]
    found = np.concatenate(highest)
    # Rounding inside the resampler may cost or add a sample at the very end.
    found = np.pad(found, (0, max(0, len(samples) - len(found))))[: len(samples)]
    return np.maximum(found, np.abs(samples))


def lead_in(samples: Samples) -> int:
    """The samples before the voice: before the first 10 ms within 40 dB of the loudest 10 ms."""
    whole = np.pad(samples, (0, -len(samples) % _MOMENT))
    moments = np.sqrt(np.square(whole).reshape(-1, _MOMENT).mean(axis=1))
    return int(np.argmax(moments >= moments.max() * _VOICE)) * _MOMENT


def decibels(amplitude: float) -> float:
    """An amplitude in dB relative to full scale."""
    return 20 * math.log10(amplitude) if amplitude > 0 else -math.inf


def amplitude(db: float) -> float:
    """The amplitude that lies *db* decibels above full scale."""
    return float(10 ** (db / 20))


def _weighted(samples: Samples) -> Samples:
    size = 1 << (len(samples) + _TAIL - 1).bit_length()
    turn = np.exp(-2j * np.pi * np.arange(size // 2 + 1) / size)
    spectrum = np.fft.rfft(samples, size)
    for above, below in (_SHELF, _HIGH_PASS):
        spectrum *= (above[0] + turn * (above[1] + turn * above[2])) / (
            below[0] + turn * (below[1] + turn * below[2])
        )
    return np.fft.irfft(spectrum, size)[: len(samples)]


def _lufs(power: float) -> float:
    return -0.691 + 10 * math.log10(power) if power > 0 else -math.inf


def _power(lufs: float) -> float:
    return float(10 ** ((lufs + 0.691) / 10))
