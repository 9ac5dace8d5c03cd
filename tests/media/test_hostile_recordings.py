"""Whatever the bytes are: a prompt that ships, or an error with a name."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from themebuilder.core.rules import load_rules
from themebuilder.media.model import MediaError
from themebuilder.media.recording_header import find_prompt_faults
from themebuilder.media.recordings import convert

MAGIC = st.sampled_from(
    [b"", b"RIFF\x24\0\0\0WAVEfmt ", b"fLaC\0\0\0\x22", b"FORM\0\0\0\x40AIFFCOMM", b"RF64", b"ID3"]
)


def answer(data: bytes) -> tuple[str, ...]:
    """The names of what is wrong with what comes out; none where all is well."""
    try:
        return find_prompt_faults(convert(data))
    except MediaError as error:
        return (error.rule,) if error.rule not in load_rules() else ()


@given(MAGIC, st.binary(max_size=200))
def test_any_bytes_are_converted_or_refused_by_a_known_name(magic, data):
    assert answer(magic + data) == ()


@pytest.mark.parametrize(
    ("kind", "subtype"),
    [("WAV", "PCM_16"), ("WAVEX", "FLOAT"), ("FLAC", "PCM_16"), ("AIFF", "PCM_24")],
)
@given(changes=st.dictionaries(st.integers(0, 99), st.integers(0, 255), min_size=1, max_size=6))
def test_a_damaged_head_is_converted_or_refused_by_a_known_name(recording, kind, subtype, changes):
    data = bytearray(recording(kind=kind, subtype=subtype, seconds=0.2))
    for place, byte in changes.items():
        data[place] = byte
    assert answer(bytes(data)) == ()


@pytest.mark.parametrize("kind", ["WAV", "FLAC", "AIFF"])
@given(share=st.floats(0, 1))
def test_a_file_cut_anywhere_is_converted_or_refused_by_a_known_name(recording, kind, share):
    data = recording(kind=kind, seconds=0.2)
    assert answer(data[: round(len(data) * share)]) == ()


def test_a_damaged_file_prints_nothing(recording, capfd):
    """The decoder calls back from C, where an exception would only be printed."""
    good = recording(kind="AIFF", seconds=0.02)
    for place in range(4, 60):
        for byte in (0x7F, 0xFF):
            assert answer(good[:place] + bytes([byte]) + good[place + 1 :]) == ()
    assert capfd.readouterr().err == ""
