"""What the head of a file says, and which files are no recordings."""

import struct

import pytest

from tests.media.test_prompt_format import DATA, FORM, pack_format, pack_riff
from themebuilder.media.model import MediaError
from themebuilder.media.recording_header import Recording, inspect_recording
from themebuilder.media.wav_header import pack_wav

GOOD = pack_wav(bytes(960))


def get_refusal(data: bytes) -> str:
    with pytest.raises(MediaError) as caught:
        inspect_recording(data)
    return caught.value.rule


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
    assert inspect_recording(data) == Recording(name, encoding, 2, rate, bits, rate // 2)


def test_a_recording_is_reported_in_one_line(recording):
    assert (
        str(inspect_recording(recording(sides=(1, 1))))
        == "WAV, pcm 16 bits, stereo, 44100 Hz, 2.0 s"
    )


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"", "is empty"),
        (pack_wav(b""), "no samples"),
        (b"PK\3\4" + bytes(100), "not a sound file"),
        (b"ID3\4" + bytes(100), "format MP3 is compressed with loss"),
        (b"\xff\xfb\x90\x64" + bytes(100), "format MP3/AAC is compressed with loss"),
        (b"OggS" + bytes(100), "format Ogg is compressed with loss"),
        (b"\0\0\0\x20ftypM4A " + bytes(100), "format M4A is compressed with loss"),
        (pack_riff(pack_format(tag=0x55), DATA), "format WAV, 0x0055 is compressed with loss"),
        (b"RF64\xff\xff\xff\xffWAVEds64", "format RF64 can't be read"),
        (b"RIFF\4\0\0\0AVI ", "format RIFF can't be read"),
        (pack_riff(pack_format(tag=3, frame=2, bits=16), DATA), "format WAV, float 16 bit can't be read"),
        (pack_riff(pack_format(channels=0), DATA), "no channels"),
        (pack_riff(pack_format(frame=0), DATA), "aren't 0 bytes"),
        (pack_riff(pack_format(bits=17), DATA), "17 bits"),
        (b"fLaC", "FLAC file is damaged"),
        (b"FORM\0\0\0\4AIFF", "AIFF file is damaged"),
        (GOOD[:40] + struct.pack("<I", 10 * 3600 * 96_000)[:4] + GOOD[44:], "ends too early"),
        (pack_riff(pack_format(rate=10**9), DATA), "a rate of"),
        (pack_riff(pack_format(channels=64, frame=128), DATA), "64 channels"),
        (pack_wav(bytes(48_000 * 2 * 121)), "lasts 121 seconds"),
        (bytes(64 * 2**20 + 1), "has 64 MiB"),
    ],
)  # fmt: skip
def test_what_cannot_be_a_recording_is_refused_by_name(data, said):
    with pytest.raises(MediaError, match=said):
        inspect_recording(data)


def test_a_flac_head_that_claims_ten_hours_is_refused(recording):
    data = bytearray(recording(kind="FLAC"))
    data[22:26] = (10 * 3600 * 44_100).to_bytes(4, "big")
    assert get_refusal(bytes(data)) == "recording-too-long"


def test_thousands_of_empty_chunks_are_not_followed():
    assert get_refusal(pack_riff(*[b"junk\0\0\0\0"] * 5_000, FORM, DATA)) == "recording-unreadable"


def test_an_mp3_is_refused_with_a_way_out():
    with pytest.raises(MediaError) as caught:
        inspect_recording(b"ID3\4" + bytes(100))
    assert "original as WAV or FLAC" in caught.value.hint
