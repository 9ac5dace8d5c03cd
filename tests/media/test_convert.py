"""Recordings in, prompts out."""

import hashlib
import os
import struct
import subprocess
import sys
import tracemalloc
from itertools import cycle, product

import numpy as np
import pytest

from themebuilder.media.model import MediaError
from themebuilder.media.recording_header import find_prompt_faults
from themebuilder.media.recordings import FIRST_PROMPT, PROMPT, PromptTarget, convert, measure
from themebuilder.media.wav_header import pack_wav


def get_refusal(data: bytes, target: PromptTarget = PROMPT) -> str:
    with pytest.raises(MediaError) as caught:
        convert(data, target)
    return caught.value.rule


RATES = [8_000, 22_050, 44_100, 48_000, 96_000]
FORMS = [
    ("WAV", "PCM_U8"),
    ("WAV", "PCM_16"),
    ("WAV", "PCM_24"),
    ("WAV", "FLOAT"),
    ("WAV", "ULAW"),
    ("WAVEX", "PCM_32"),
    ("FLAC", "PCM_24"),
    ("AIFF", "PCM_16"),
]
# Each form in mono and in stereo; the rate changes at a later step than both.
SOUNDS = zip(product(FORMS, [(1,), (1, 0.8)]), cycle(RATES))


@pytest.mark.parametrize(("form", "sides", "rate"), [(*sound, rate) for sound, rate in SOUNDS])
def test_another_program_reads_the_prompt_as_pcm_16_bit_mono_48000(
    recording, soxi, form, rate, sides
):
    made = convert(recording(kind=form[0], subtype=form[1], rate=rate, sides=sides))
    assert soxi(made) == {
        "Channels": "1",
        "Sample Rate": "48000",
        "Precision": "16-bit",
        "Sample Encoding": "16-bit Signed Integer PCM",
    }


def test_the_platform_has_no_reason_to_refuse_the_prompt(recording):
    assert find_prompt_faults(convert(recording())) == ()


@pytest.mark.parametrize(
    "change",
    [
        {"level": 0.01},
        {"level": 0.4},
        {"seconds": 0.25},
        {"sides": (1, 0)},
        {"subtype": "FLOAT", "level": 5},
    ],
    ids=["quiet", "loud", "short", "one channel alone", "above full scale"],
)
@pytest.mark.parametrize("lufs", [-26.0, -23.0, -18.0])
def test_every_prompt_is_as_loud_as_the_target(recording, change, lufs):
    made = convert(recording(**change), PromptTarget(loudness_lufs=lufs))
    assert measure(made).loudness_lufs == pytest.approx(lufs, abs=0.05)


@pytest.mark.parametrize(("silence", "seconds"), [(0, 4.0), (0.5, 4.0), (2.0, 4.0), (2.6, 4.6)])
def test_the_lead_in_is_filled_up_to_two_seconds_and_never_doubled(recording, silence, seconds):
    levels = measure(convert(recording(silence=silence), FIRST_PROMPT))
    assert levels.seconds == pytest.approx(seconds, abs=0.05)
    assert levels.lead_in_seconds >= 2


def test_a_knock_is_pressed_below_the_ceiling(recording):
    levels = measure(convert(recording(knock=0.5)))
    assert levels.peak_dbtp == pytest.approx(-3, abs=0.05)
    assert levels.loudness_lufs == pytest.approx(-23, abs=0.1)


def test_a_voice_under_a_bang_stays_quieter_instead_of_being_squashed(recording):
    levels = measure(convert(recording(level=0.005, knock=0.9)))
    assert levels.peak_dbtp == pytest.approx(-3, abs=0.05)
    assert levels.loudness_lufs < -30


def test_a_constant_offset_is_removed_and_alone_is_silence(wav):
    assert get_refusal(wav(np.full(48_000, 0.3))) == "recording-level"
    time = np.arange(96_000) / 48_000
    made = convert(wav(0.2 + 0.1 * np.sin(2 * np.pi * 300 * time)))
    assert abs(np.frombuffer(made[44:], "<i2").mean()) < 1


def test_what_48_khz_cannot_hold_is_not_folded_back(wav):
    time = np.arange(192_000) / 96_000
    tones = 0.1 * np.sin(2 * np.pi * 1_000 * time) + 0.1 * np.sin(2 * np.pi * 30_000 * time)
    samples = np.frombuffer(convert(wav(tones, rate=96_000))[44:], "<i2")
    spectrum = np.abs(np.fft.rfft(samples[24_000:72_000] * np.hanning(48_000)))
    assert spectrum[18_000] < spectrum[1_000] * 1e-4


def test_the_ends_of_a_recording_do_not_click(wav):
    made = convert(wav(0.1 * np.cos(2 * np.pi * 300 * np.arange(48_000) / 48_000)))
    samples = np.frombuffer(made[44:], "<i2")
    assert abs(int(samples[0])) + abs(int(samples[-1])) == 0


def test_a_few_cut_peaks_are_taken_and_many_are_refused(wav):
    tops = 1.5 * np.sin(2 * np.pi * 100 * np.arange(48_000) / 48_000)
    few = np.where(np.arange(48_000) < 1_900, np.clip(tops, -1, 1), 0.2 * tops)
    assert find_prompt_faults(convert(wav(few))) == ()
    assert get_refusal(wav(np.clip(tops, -1, 1))) == "recording-level"


@pytest.mark.parametrize(
    ("change", "fault"),
    [
        ({"level": 0}, "recording-level"),
        ({"level": 0.0006}, "recording-level"),
        ({"sides": (1, -1)}, "recording-out-of-phase"),
        ({"seconds": 31}, "recording-too-long"),
    ],
)
def test_what_is_not_worth_hearing_is_refused_by_name(recording, change, fault):
    assert get_refusal(recording(subtype="PCM_24", **change)) == fault


@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf, 1e30])
def test_samples_that_are_no_numbers_are_refused(wav, value):
    samples = np.full(48_000, 0.1)
    samples[1_000] = value
    assert get_refusal(wav(samples, subtype="DOUBLE")) == "recording-unreadable"


@pytest.mark.parametrize("frames", [1, 2, 3, 10, 100, 480, 481, 19_199, 19_201])
def test_a_recording_of_any_length_is_converted_or_called_silent(wav, frames):
    data = wav(0.1 * np.sin(np.arange(frames)))
    try:
        assert find_prompt_faults(convert(data, FIRST_PROMPT)) == ()
    except MediaError as error:
        assert error.rule == "recording-level"


def test_a_file_written_into_a_pipe_is_read_to_its_end(recording):
    data = recording()
    piped = data[:4] + b"\xff\xff\xff\xff" + data[8:40] + b"\xff\xff\xff\xff" + data[44:]
    assert convert(piped) == convert(data)


@pytest.mark.parametrize("kind", ["FLAC", "AIFF"])
def test_a_file_that_breaks_off_is_refused(recording, kind):
    data = recording(kind=kind)
    assert get_refusal(data[: len(data) * 2 // 3]) == "recording-unreadable"


def test_a_flac_file_that_hides_its_length_is_not_read_forever(recording):
    data = bytearray(recording(kind="FLAC", rate=8_000, seconds=125, level=0))
    data[21] &= 0xF0
    data[22:26] = bytes(4)
    assert get_refusal(bytes(data)) == "recording-too-long"


def test_a_prompt_with_more_bytes_than_allowed_is_refused(recording):
    assert get_refusal(recording(), PromptTarget(max_bytes=100_000)) == "recording-too-long"


@pytest.mark.slow
def test_the_longest_recording_takes_less_than_half_a_gibibyte(recording):
    data = recording(rate=48_000, seconds=119)
    tracemalloc.start()
    convert(data, PromptTarget(max_seconds=120, max_bytes=20_000_000))
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 512 * 2**20


# Reads a recording from its standard input and prints the digest of the prompt.
ELSEWHERE = """
import hashlib, sys
from themebuilder.media.recordings import FIRST_PROMPT, convert
print(hashlib.sha256(convert(sys.stdin.buffer.read(), FIRST_PROMPT)).hexdigest())
"""


@pytest.mark.parametrize(
    "environment",
    [
        {"TZ": "Pacific/Kiritimati", "LC_ALL": "C", "PYTHONHASHSEED": "7"},
        # Without the processor's wide registers sums are rounded in another order.
        {"SOXR_USE_SIMD": "0", "OPENBLAS_CORETYPE": "Nehalem"},
    ],
)
def test_another_process_makes_the_same_bytes(recording, environment):
    data = recording(subtype="PCM_24", knock=0.8, sides=(1, 0.5))
    answer = subprocess.run(
        [sys.executable, "-c", ELSEWHERE],
        input=data,
        capture_output=True,
        check=True,
        env={**os.environ, **environment},
    )
    assert answer.stdout.decode().strip() == hashlib.sha256(convert(data, FIRST_PROMPT)).hexdigest()


def test_the_bytes_are_those_of_every_other_machine():
    """Whole numbers in, so that nothing depends on a mathematical library.

    A change says that recordings sound different from now on, after an upgrade of soxr perhaps:
    look at the result, then write the new digest here.
    """
    samples = [(n * (n % 150) * 37) % 6_001 - 3_000 for n in range(44_100)]
    data = pack_wav(struct.pack("<44100h", *samples), rate=44_100)
    assert (
        hashlib.sha256(convert(data, FIRST_PROMPT)).hexdigest()
        == "eea3a7d8732b8b2a90d0d73d01ca5ffdd2e19591cbbdcf8ca5aaacc1bb2c6f9a"
    )


@pytest.mark.parametrize("library", ["numpy", "soundfile", "soxr"])
def test_a_missing_library_is_reported_with_the_extra_to_install(recording, monkeypatch, library):
    data = recording()
    monkeypatch.setitem(sys.modules, library, None)
    with pytest.raises(MediaError, match=r"themebuilder\[sound\]"):
        convert(data)


def test_inspecting_recordings_loads_no_library():
    modules = "recording_script, recordings"
    heavy = {"numpy", "soundfile", "soxr", "jinja2", "babel"}
    program = (
        f"import sys; from themebuilder.media import {modules}; print({heavy} & sys.modules.keys())"
    )
    answer = subprocess.run([sys.executable, "-c", program], capture_output=True, check=True)
    assert answer.stdout.strip() == b"set()"
