"""What the head of a file says, and why the platform would refuse it."""

import struct

import pytest

from themebuilder.media.recording import Recording, faults, inspect
from themebuilder.media.sound_error import SoundError
from themebuilder.media.wav import pack_wav

GOOD = pack_wav(bytes(960))
FORMAT = GOOD[12:36]
DATA = GOOD[36:]


def riff(*chunks: bytes) -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def form(
    tag: int = 1, channels: int = 1, rate: int = 48_000, frame: int = 2, bits: int = 16
) -> bytes:
    head = struct.pack("<HHIIHH", tag, channels, rate, rate * frame & 0xFFFFFFFF, frame, bits)
    return b"fmt " + struct.pack("<I", 16) + head


def refused(data: bytes) -> str:
    with pytest.raises(SoundError) as caught:
        inspect(data)
    return caught.value.fault


@pytest.mark.parametrize(
    ("kind", "subtype", "said"),
    [
        ("WAV", "PCM_U8", ("WAV", "pcm", 8)),
        ("WAV", "PCM_16", ("WAV", "pcm", 16)),
        ("WAV", "PCM_24", ("WAV", "pcm", 24)),
        ("WAV", "PCM_32", ("WAV", "pcm", 32)),
        ("WAV", "FLOAT", ("WAV", "float", 32)),
        ("WAV", "DOUBLE", ("WAV", "float", 64)),
        ("WAV", "ULAW", ("WAV", "mu-law", 8)),
        ("WAV", "ALAW", ("WAV", "a-law", 8)),
        ("WAVEX", "PCM_24", ("WAV", "pcm", 24)),
        ("WAVEX", "FLOAT", ("WAV", "float", 32)),
        ("FLAC", "PCM_16", ("FLAC", "pcm", 16)),
        ("FLAC", "PCM_24", ("FLAC", "pcm", 24)),
        ("AIFF", "PCM_16", ("AIFF", "pcm", 16)),
        ("AIFF", "FLOAT", ("AIFF", "float", 32)),
    ],
)
@pytest.mark.parametrize("rate", [8_000, 44_100, 192_000])
def test_the_head_says_what_was_written(recording, kind, subtype, said, rate):
    data = recording(kind=kind, subtype=subtype, rate=rate, sides=(1, 1), seconds=0.5)
    name, encoding, bits = said
    assert inspect(data) == Recording(name, encoding, 2, rate, bits, rate // 2)


def test_a_recording_is_told_in_one_line(recording):
    assert str(inspect(recording(sides=(1, 1)))) == "WAV, pcm 16 bits, stereo, 44100 Hz, 2.0 s"


def test_the_canonical_file_has_no_fault():
    assert faults(GOOD) == ()


@pytest.mark.parametrize(
    ("data", "names"),
    [
        (riff(form(rate=44_100), DATA), ["prompt-not-48000-hz"]),
        (riff(form(channels=2, frame=4), DATA), ["prompt-not-mono"]),
        (riff(form(frame=3, bits=24), DATA), ["prompt-not-16-bit"]),
        (riff(form(tag=3, frame=4, bits=32), DATA), ["prompt-not-pcm", "prompt-not-16-bit"]),
        (riff(form(tag=7, frame=1, bits=8), DATA), ["prompt-not-pcm", "prompt-not-16-bit"]),
        (riff(FORMAT, b"LIST\x04\0\0\0INFO", DATA), ["prompt-chunks-extra"]),
        (riff(FORMAT, DATA, b"bext\x02\0\0\0ab"), ["prompt-chunks-extra"]),
        (GOOD + b"tail", ["prompt-sizes-wrong"]),
        (GOOD[:40] + b"\xff\xff\xff\xff" + GOOD[44:], ["prompt-sizes-wrong"]),
        (riff(form(channels=2, rate=44_100, frame=4), DATA), ["prompt-not-mono", "prompt-not-48000-hz"]),
        (riff(b"fmt \x12\0\0\0" + FORMAT[8:] + b"\0\0", DATA), ["prompt-sizes-wrong"]),
        (b"no sound", ["recording-not-sound"]),
    ],
)  # fmt: skip
def test_every_reason_to_refuse_a_prompt_is_told(data, names):
    assert [fault.name for fault in faults(data)] == names


def test_an_extensible_head_is_a_fault_of_its_own(recording):
    names = {fault.name for fault in faults(recording(kind="WAVEX", rate=48_000))}
    assert "prompt-header-extensible" in names


def test_a_flac_file_is_no_prompt(recording):
    assert [fault.name for fault in faults(recording(kind="FLAC"))] == ["prompt-not-wav"]


def test_a_fault_says_how_well_it_is_known():
    told = faults(riff(form(rate=44_100), b"LIST\0\0\0\0", DATA))
    assert [fault.evidence for fault in told] == ["documented", "inferred"]


@pytest.mark.parametrize(
    ("data", "fault"),
    [
        (b"", "recording-empty"),
        (pack_wav(b""), "recording-empty"),
        (b"Bliv her.", "recording-not-sound"),
        (b"RI", "recording-not-sound"),
        (b"PK\3\4" + bytes(100), "recording-not-sound"),
        (b"ID3\4" + bytes(100), "recording-lossy"),
        (b"\xff\xfb\x90\x64" + bytes(100), "recording-lossy"),
        (b"OggS" + bytes(100), "recording-lossy"),
        (b"\0\0\0\x20ftypM4A " + bytes(100), "recording-lossy"),
        (riff(form(tag=0x55), DATA), "recording-lossy"),
        (riff(form(tag=0x11, bits=4), DATA), "recording-lossy"),
        (b"RF64\xff\xff\xff\xffWAVEds64", "recording-kind-unknown"),
        (b"RIFX" + GOOD[4:], "recording-kind-unknown"),
        (b"RIFF\4\0\0\0AVI ", "recording-kind-unknown"),
        (riff(form(tag=3, frame=2, bits=16), DATA), "recording-kind-unknown"),
        (GOOD[:20], "recording-header-broken"),
        (riff(FORMAT), "recording-header-broken"),
        (riff(DATA), "recording-header-broken"),
        (riff(form(channels=0), DATA), "recording-header-broken"),
        (riff(form(frame=0), DATA), "recording-header-broken"),
        (riff(form(bits=17), DATA), "recording-header-broken"),
        (b"fLaC", "recording-header-broken"),
        (b"FORM\0\0\0\4AIFF", "recording-header-broken"),
        (GOOD[:-2], "recording-truncated"),
        (GOOD[:40] + struct.pack("<I", 10 * 3600 * 96_000)[:4] + GOOD[44:], "recording-truncated"),
        (riff(form(rate=0), DATA), "recording-rate-unusual"),
        (riff(form(rate=10**9), DATA), "recording-rate-unusual"),
        (riff(form(channels=64, frame=128), DATA), "recording-channels-too-many"),
        (pack_wav(bytes(48_000 * 2 * 121)), "recording-too-long"),
        (bytes(64 * 2**20 + 1), "recording-too-big"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_recording_is_refused_by_name(data, fault):
    assert refused(data) == fault


def test_a_flac_head_that_claims_ten_hours_is_refused(recording):
    data = bytearray(recording(kind="FLAC"))
    data[22:26] = (10 * 3600 * 44_100).to_bytes(4, "big")
    assert refused(bytes(data)) == "recording-too-long"


def test_thousands_of_empty_chunks_are_not_followed():
    assert refused(riff(*[b"junk\0\0\0\0"] * 5_000, FORMAT, DATA)) == "recording-header-broken"


def test_an_mp3_is_refused_with_a_way_out():
    with pytest.raises(SoundError) as caught:
        inspect(b"ID3\4" + bytes(100))
    assert "original as WAV or FLAC" in caught.value.hint
