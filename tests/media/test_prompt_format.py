"""Which WAV files a package may have as prompts, decided by their headers."""

import io
import itertools
import struct
import sys
import wave
from typing import Literal

import numpy as np
import pytest
import soundfile

from tests.media.conftest import encode
from themebuilder.core.messages import translate
from themebuilder.media.recording_header import find_prompt_faults, find_unproven_parts
from themebuilder.media.recordings import FIRST_PROMPT, convert
from themebuilder.media.wav_header import pack_wav, read_wav

Verdict = Literal["plain", "unproven", "refused"]

SOUND = bytes(range(1, 241)) * 4
PLAIN = pack_wav(SOUND)
PCM_GUID = bytes.fromhex("0100000000001000800000aa00389b71")


def pack_chunk(name: str, body: bytes = b"", *, size: int | None = None) -> bytes:
    """A chunk with its padding; *size* replaces the true one."""
    length = struct.pack("<I", len(body) if size is None else size)
    return name.encode("latin-1") + length + body + bytes(len(body) % 2)


def pack_riff(*chunks: bytes, size: int | None = None, magic: bytes = b"RIFF") -> bytes:
    body = b"WAVE" + b"".join(chunks)
    return magic + struct.pack("<I", len(body) if size is None else size) + body


def pack_format(
    tag: int = 1,
    channels: int = 1,
    rate: int = 48_000,
    frame: int = 2,
    bits: int = 16,
    *,
    more: bytes = b"",
    speed: int | None = None,
) -> bytes:
    speed = rate * frame & 0xFFFFFFFF if speed is None else speed
    return pack_chunk(
        "fmt ", struct.pack("<HHIIHH", tag, channels, rate, speed, frame, bits) + more
    )


def pack_extensible(valid: int = 16, guid: bytes = PCM_GUID, **values: int) -> bytes:
    return pack_format(0xFFFE, **values, more=struct.pack("<HHI", 22, valid, 4) + guid)


FORM, DATA = pack_format(), pack_chunk("data", SOUND)
PIPED = 0xFFFFFFFF

# What the file is -> its bytes, the verdict, and what is said of it.
FILES: dict[str, tuple[bytes, Verdict, str]] = {
    "a plain file": (PLAIN, "plain", ""),
    "notes before the sound": (
        pack_riff(FORM, pack_chunk("LIST", b"INFOISFT\4\0\0\0Lavf"), DATA),
        "unproven", "It also has the chunk `LIST`."),
    "notes of odd length": (
        pack_riff(FORM, pack_chunk("bext", b"abc"), DATA), "unproven", "It also has the chunk `bext`."),
    "notes on both sides": (
        pack_riff(pack_chunk("JUNK", bytes(28)), FORM, DATA, pack_chunk("id3 ", b"ID3"), pack_chunk("JUNK")),
        "unproven", "It also has the chunks `JUNK`, `id3 `."),
    "a chunk with a name of control characters": (
        pack_riff(FORM, DATA, pack_chunk("\n\x1b[1")), "unproven", r"`\n\x1b[1`"),
    "more chunks than a line holds": (
        pack_riff(FORM, DATA, *(pack_chunk(f"abc{n}") for n in range(9))), "unproven", "`abc7`, …."),
    "the last padding byte missing": (
        pack_riff(FORM, DATA, pack_chunk("LIST", b"abc")[:-1]), "unproven", "padding byte after chunk `LIST`"),
    "an extensible header": (
        pack_riff(pack_extensible(), DATA), "unproven", "extensible (WAVE_FORMAT_EXTENSIBLE)"),
    "an extensible header with nothing said of valid bits": (
        pack_riff(pack_extensible(valid=0), DATA), "unproven", "extensible (WAVE_FORMAT_EXTENSIBLE)"),
    "a longer format chunk": (
        pack_riff(pack_format(more=b"\0\0"), DATA), "unproven", "format chunk has 18 bytes instead of 16."),
    "a wrong speed": (
        pack_riff(pack_format(speed=1), DATA), "unproven", "1 bytes a second instead of 96,000."),
    "something after the end": (PLAIN + b"tail" * 32, "unproven", "128 bytes follow its last chunk"),
    "a zero after the end": (PLAIN + b"\0", "unproven", "1 byte follows its last chunk"),
    "half a sample": (
        pack_riff(FORM, pack_chunk("data", SOUND[:-1])), "unproven", "Its last sample is incomplete."),
    "no samples": (pack_wav(b""), "unproven", "It has no samples."),
    "two minutes": (pack_wav(bytes(48_000 * 2 * 121)), "plain", ""),
    "another rate": (pack_riff(pack_format(rate=44_100), DATA), "refused", "The rate is 44100 Hz, not 48000 Hz."),
    "no rate": (pack_riff(pack_format(rate=0), DATA), "refused", "The rate is 0 Hz"),
    "stereo": (
        pack_riff(pack_format(channels=2, frame=4), DATA), "refused", "2 channels, not one."),
    "64 channels": (
        pack_riff(pack_format(channels=64, frame=128), DATA), "refused", "64 channels, not one."),
    "24 bits": (pack_riff(pack_format(frame=3, bits=24), DATA), "refused", "24 bits, not 16."),
    "24 bits and notes": (
        pack_riff(pack_format(frame=3, bits=24), pack_chunk("LIST"), DATA), "refused", "24 bits, not 16."),
    "24 bits under an extensible header": (
        pack_riff(pack_extensible(24, frame=3, bits=24), DATA), "refused", "24 bits, not 16."),
    "12 of 16 bits": (pack_riff(pack_extensible(12), DATA), "refused", "12 bits, not 16."),
    "floating point": (
        pack_riff(pack_format(3, frame=4, bits=32), DATA), "refused", "The samples are float, not PCM."),
    "floating point under an extensible header": (
        pack_riff(pack_extensible(32, b"\3" + PCM_GUID[1:], frame=4, bits=32), DATA), "refused", "are float, not PCM."),
    "the codec of telephones": (
        pack_riff(pack_format(7, frame=1, bits=8), DATA), "refused", "The samples are mu-law, not PCM."),
    "a rare codec": (pack_riff(pack_format(0x11, bits=4), DATA), "refused", "The samples are 0x0011, not PCM."),
    "an unknown subformat": (
        pack_riff(pack_extensible(guid=bytes(16)), DATA), "refused", "Its extensible format is unknown."),
    "written to a pipe by ffmpeg": (
        pack_riff(FORM, pack_chunk("data", SOUND, size=PIPED), size=PIPED), "refused", "The header has no length"),
    "written to a pipe by espeak-ng": (
        pack_riff(FORM, pack_chunk("data", SOUND, size=0x7FFFF000), size=0x7FFFF024), "refused",
        "The header has no length"),
    "never completed": (
        pack_riff(FORM, pack_chunk("data", SOUND, size=0), size=0), "refused", "The header has no length"),
    "completed without the length of the sound": (
        pack_riff(FORM, pack_chunk("data", SOUND, size=0), size=36), "refused", "The header has no length"),
    "a RIFF size of zero": (pack_riff(FORM, DATA, size=0), "refused", "The header has no length"),
    "a RIFF size before the end of the sound": (
        pack_riff(FORM, DATA, size=100), "refused", "the file ends at byte 108, its sound at 1,004."),
    "cut off in the sound": (PLAIN[:-100], "refused", "860 of 960 bytes of sound."),
    "cut off after the sound": (
        pack_riff(FORM, DATA, pack_chunk("LIST", bytes(100)))[:-50], "refused", "1,062 of 1,112 bytes."),
    "a chunk beyond the end": (
        pack_riff(FORM, DATA, pack_chunk("LIST", bytes(8), size=99)), "refused", "`LIST` is longer than the file."),
    "a padding byte missing before the sound": (
        pack_riff(FORM, pack_chunk("LIST", b"abc")[:-1], DATA), "refused", "padding byte after chunk `LIST`"),
    "the format after the sound": (pack_riff(DATA, FORM), "refused", "no format chunk before the samples"),
    "no format": (pack_riff(DATA), "refused", "no format chunk before the samples"),
    "half a format": (pack_riff(pack_chunk("fmt ", bytes(8)), DATA), "refused", "format chunk is too short"),
    "no sound": (pack_riff(FORM), "refused", "the data chunk is missing"),
    "two sounds": (pack_riff(FORM, DATA, DATA), "refused", "more than one chunk `data`"),
    "two formats": (pack_riff(FORM, FORM, DATA), "refused", "more than one chunk `fmt `"),
    "frames of another size": (pack_riff(pack_format(frame=4), DATA), "refused", "aren't 4 bytes"),
    "RF64": (
        pack_riff(pack_chunk("ds64", bytes(28)), FORM, DATA, magic=b"RF64"), "refused", "The file is RF64, not WAV."),
    "BW64": (pack_riff(FORM, DATA, magic=b"BW64"), "refused", "The file is BW64, not WAV."),
    "big-endian": (pack_riff(FORM, DATA, magic=b"RIFX"), "refused", "The file is RIFX, not WAV."),
    "MP3": (b"ID3\4" + bytes(100), "refused", "The file is MP3, not WAV."),
    "AIFF": (b"FORM\0\0\0\4AIFF", "refused", "The file is AIFF, not WAV."),
    "a web page": (b"<!doctype html>", "refused", "This is not a sound file."),
    "an empty file": (b"", "refused", "The file is empty."),
}  # fmt: skip


def judge(data: bytes) -> tuple[Verdict, tuple[str, ...]]:
    faults, unproven = find_prompt_faults(data), find_unproven_parts(data)
    verdict: Verdict = "refused" if faults else "unproven" if unproven else "plain"
    return verdict, (*faults, *([unproven] if unproven else []))


@pytest.mark.parametrize("name", FILES)
def test_a_file_is_judged_by_what_pexip_documents(name):
    data, verdict, part = FILES[name]
    found, messages = judge(data)
    assert (found, len(messages), part in "".join(messages)) == (verdict, verdict != "plain", True)


def test_each_cause_is_reported_once():
    data = pack_riff(
        pack_format(7, channels=2, rate=8_000, frame=2, bits=8), pack_chunk("LIST"), DATA, size=0
    )
    assert list(find_prompt_faults(data)) == [
        "The samples are mu-law, not PCM.",
        "The recording has 2 channels, not one.",
        "The rate is 8000 Hz, not 48000 Hz.",
        "The header has no length: the file was written to a pipe, or never completed.",
    ]


def test_what_pexip_does_not_document_is_said_in_danish_too():
    unproven = find_unproven_parts(
        pack_riff(pack_extensible(), pack_chunk("LIST"), pack_chunk("bext"), DATA)
    )
    assert unproven is not None
    assert translate(unproven, "da") == (
        "Pexip skriver ikke, om en server tager imod denne indtaling. Dens hoved er i udvidet format "
        "(WAVE_FORMAT_EXTENSIBLE). Den har også blokkene `LIST`, `bext`."
    )


NOTES = {name: pack_chunk(name, bytes(size)) for name, size in (
    ("LIST", 4), ("bext", 603), ("cue ", 28), ("smpl", 36), ("iXML", 7), ("JUNK", 27), ("id3 ", 10),
    ("fact", 4), ("DISP", 16), ("_PMX", 1),
)}  # fmt: skip
FORMS = {"plain": FORM, "18 bytes": pack_format(more=b"\0\0"), "extensible": pack_extensible()}
GENERATED = {
    f"{before}, {form_}, {after}": pack_riff(
        NOTES[before], FORMS[form_], NOTES[after], DATA, NOTES[before]
    )
    for form_, (before, after) in itertools.product(FORMS, itertools.permutations(NOTES, 2))
}


def test_any_notes_and_any_form_of_the_header_are_accepted_with_the_names_of_the_chunks():
    for name, data in GENERATED.items():
        before, _form, after = name.split(", ")
        verdict, (message,) = judge(data)
        assert (verdict, f"`{before}`, `{after}`." in message) == ("unproven", True), name


def test_other_programs_read_the_same_from_each_file_that_is_accepted():
    accepted = {name: data for name, (data, verdict, _) in FILES.items() if verdict != "refused"}
    for name, data in (accepted | GENERATED).items():
        read = inspect_header(data)
        assert read == read_with_soundfile(data), name
        if "extensible" not in name or sys.version_info >= (3, 12):
            assert read == read_with_python(data), name


def inspect_header(data: bytes) -> tuple[int, ...]:
    wav = read_wav(data)
    frames = (wav.stop - wav.start) // wav.format.frame_bytes
    return wav.format.rate, wav.format.channels, wav.format.bits, frames


def read_with_soundfile(data: bytes) -> tuple[int, ...]:
    with soundfile.SoundFile(io.BytesIO(data)) as file:
        return file.samplerate, file.channels, {"PCM_16": 16}[file.subtype], file.frames


def read_with_python(data: bytes) -> tuple[int, ...]:
    with wave.open(io.BytesIO(data)) as file:
        return file.getframerate(), file.getnchannels(), 8 * file.getsampwidth(), file.getnframes()


def write_with_notes(prompt: bytes, form_: bytes = FORM) -> bytes:
    """The same sound with notes, under another header."""
    return pack_riff(form_, pack_chunk("LIST", b"INFO"), pack_chunk("data", prompt[44:]))


@pytest.mark.parametrize(
    "change",
    [
        lambda prompt: prompt,
        write_with_notes,
        lambda prompt: write_with_notes(prompt, pack_extensible()),
        lambda prompt: pack_riff(FORM, pack_chunk("data", prompt[44:], size=PIPED), size=PIPED),
        lambda prompt: encode(np.frombuffer(prompt[44:], "<i2"), 48_000, "FLAC", "PCM_16"),
    ],
    ids=["as it is", "notes", "extensible", "piped", "FLAC"],
)
def test_a_finished_prompt_keeps_its_samples_and_gets_a_plain_header(recording, change):
    prompt = convert(recording(), FIRST_PROMPT)
    assert convert(change(prompt), FIRST_PROMPT) == prompt
