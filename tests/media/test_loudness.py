"""Loudness and true peak, against the values that the standards give."""

import math

import numpy as np
import pytest

from themebuilder.media.mastering import (
    _weight,
    measure_lead_in,
    measure_loudness,
    measure_true_peak,
)

RATE = 48_000
# The standards' signals are stereo; the same in one channel has half the power.
ONE_CHANNEL = 10 * math.log10(2)


def make_tone(*parts: tuple[float, float], hertz: float = 1_000, phase: float = 0) -> np.ndarray:
    """Stretches of a sine: (peak in dBFS, seconds)."""
    envelope = np.concatenate([np.full(round(s * RATE), 10 ** (db / 20)) for db, s in parts])
    return envelope * np.sin(2 * np.pi * hertz * np.arange(len(envelope)) / RATE + phase)


@pytest.mark.parametrize(
    ("parts", "lufs"),
    [
        ([(-23, 20)], -23),
        ([(-33, 20)], -33),
        ([(-36, 10), (-23, 60), (-36, 10)], -23),
        ([(-72, 10), (-36, 10), (-23, 60), (-36, 10), (-72, 10)], -23),
        ([(-26, 20), (-20, 20.1), (-26, 20)], -23),
    ],
)
def test_the_signals_of_ebu_tech_3341_measure_as_they_should(parts, lufs):
    assert measure_loudness(make_tone(*parts)) + ONE_CHANNEL == pytest.approx(lufs, abs=0.1)


def test_a_full_scale_sine_in_one_channel_is_at_minus_3_01():
    assert measure_loudness(make_tone((0, 5), hertz=997)) == pytest.approx(-3.01, abs=0.005)


@pytest.mark.parametrize(
    ("hertz", "db"), [(38.135, -6.0), (100, -1.14), (1_000, 0.69), (10_000, 4.0)]
)
def test_low_sounds_weigh_less_and_high_ones_more(hertz, db):
    weight = measure_loudness(make_tone((-20, 5), hertz=hertz)) + 20 + ONE_CHANNEL + 0.691
    assert weight == pytest.approx(db, abs=0.15)


@pytest.mark.parametrize("place", [53_500, 65_500])
def test_a_click_is_weighed_the_same_where_a_block_ends(place):
    first, later = np.zeros((2, 3 * RATE))
    first[0] = later[place] = 1
    assert _weight(later)[place:] == pytest.approx(_weight(first)[:-place], abs=1e-9)


def test_silence_has_no_loudness():
    assert measure_loudness(np.zeros(RATE)) == -math.inf


def test_sound_shorter_than_a_gating_block_is_measured_whole():
    assert measure_loudness(make_tone((-20, 0.2))) == pytest.approx(-23.0, abs=0.3)


def test_silence_around_a_word_does_not_make_it_quieter():
    word = make_tone((-20, 5))
    silence = np.zeros(2 * RATE)
    assert measure_loudness(np.concatenate((silence, word, silence))) == pytest.approx(
        measure_loudness(word), abs=0.3
    )


@pytest.mark.parametrize("degrees", [0, 45, 60, 67.5])
def test_the_peak_between_the_samples_is_found(degrees):
    """EBU Tech 3341, cases 15 to 18, allow from +0.2 to -0.4 dB."""
    hertz = RATE / {0: 4, 45: 4, 60: 6, 67.5: 8}[degrees]
    edge = np.sin(np.linspace(0, np.pi, RATE)) ** 0.1
    peak = measure_true_peak(
        0.5 * edge * make_tone((0, 1), hertz=hertz, phase=math.radians(degrees))
    )
    assert -6.02 - 0.4 < peak < -6.02 + 0.2


def test_the_lead_in_ends_where_the_voice_begins():
    hiss = 0.0005 * np.random.default_rng(1).normal(size=RATE)
    assert measure_lead_in(np.concatenate((hiss, make_tone((-20, 1))))) == RATE
