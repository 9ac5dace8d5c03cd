"""What a recording is, by its head alone: standard library only, whatever the bytes claim."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from themebuilder.media.sound_error import Fault, SoundError
from themebuilder.media.wav import ALAW, FLOAT, HEADER_BYTES, PCM, RATE, ULAW, Wav, read_wav

MOST_BYTES = 64 * 2**20
MOST_SECONDS = 120
MOST_CHANNELS = 8
SLOWEST, FASTEST = 8_000, 192_000
SILENT_DBTP = -60.0
"""What never rises above this is no voice."""


@dataclass(frozen=True, slots=True)
class Recording:
    """A recording's format, and how long it claims to be.

    *encoding* is ``pcm``, ``float``, ``a-law`` or ``mu-law``; *bits* are those of one sample.
    *frames* is 0 in a FLAC file that was written into a pipe, which does not say how long it is.
    """

    kind: Literal["WAV", "FLAC", "AIFF"]
    encoding: str
    channels: int
    rate: int
    bits: int
    frames: int

    @property
    def seconds(self) -> float:
        """How long it plays."""
        return self.frames / self.rate

    def __str__(self) -> str:
        """Say it in one line, as a person would."""
        channels = {1: "mono", 2: "stereo"}.get(self.channels, f"{self.channels} channels")
        return (
            f"{self.kind}, {self.encoding} {self.bits} bits, {channels}, "
            f"{self.rate} Hz, {self.seconds:.1f} s"
        )


def inspect(data: bytes) -> Recording:
    """What the head of a WAV, FLAC or AIFF file says.

    Nothing is decoded. Raises `SoundError` where the file is none of these, or not one that a
    prompt can come from: over 64 MiB, 120 seconds or 8 channels, below 8000 or above 192000 Hz.
    """
    if not data:
        raise SoundError("The file is empty.", "Copy the recording again.", "recording-empty")
    if len(data) > MOST_BYTES:
        raise SoundError(
            f"The file has {len(data) / 2**20:.0f} MiB, a recording may have "
            f"{MOST_BYTES // 2**20}.",
            "Cut the prompt out of the longer recording.",
            "recording-too-big",
        )
    if data[:4] == b"RIFF" and data[8:12] == b"WAVE":
        recording = _wav(read_wav(data))
    elif data[:4] == b"fLaC":
        recording = _flac(data)
    elif data[:4] == b"FORM" and data[8:12] in {b"AIFF", b"AIFC"}:
        recording = _aiff(data)
    else:
        raise _neither(data)
    _bound(recording)
    return recording


def faults(data: bytes) -> tuple[Fault, ...]:
    """Why the platform would, or might, refuse this file as it stands; empty where it would not.

    The platform asks for RIFF WAVE, Microsoft PCM, 16 bits, mono, 48000 Hz, and says that other
    files fail to upload. What it makes of extensible heads and further chunks is not documented,
    so that neither is sent.
    """
    try:
        recording = inspect(data)
    except SoundError as error:
        return (Fault(error.fault, error.message, error.hint),)
    if recording.kind != "WAV":
        return (_fault("prompt-not-wav", f"This is {recording.kind}, not WAV."),)
    return tuple(_wav_faults(recording, read_wav(data)))


def silent() -> SoundError:
    """The error for a recording in which there is nothing to hear."""
    return SoundError(
        "The recording is silent: there is nothing to hear.",
        "Look at the microphone and the mute button, and record again.",
        "recording-silent",
    )


def _wav_faults(recording: Recording, wav: Wav) -> Iterator[Fault]:
    if recording.encoding != "pcm":
        yield _fault("prompt-not-pcm", f"The samples are {recording.encoding}, not PCM.")
    if recording.bits != 16:
        yield _fault("prompt-not-16-bit", f"A sample has {recording.bits} bits, not 16.")
    if recording.channels != 1:
        yield _fault("prompt-not-mono", f"It has {recording.channels} channels, not one.")
    if recording.rate != RATE:
        yield _fault("prompt-not-48000-hz", f"It has {recording.rate} Hz, not {RATE}.")
    if wav.is_extensible:
        yield _fault("prompt-header-extensible", "The head is extensible.", "inferred")
    others = [name for name in wav.chunks if name not in {b"fmt ", b"data"}]
    if others:
        names = ", ".join(repr(name.decode("latin-1")) for name in others[:5])
        yield _fault("prompt-chunks-extra", f"It holds more than sound: {names}.", "inferred")
    elif not wav.has_true_sizes or wav.start != HEADER_BYTES:
        yield _fault("prompt-sizes-wrong", "The sizes in its head are not its own.", "inferred")


def _fault(name: str, message: str, evidence: str = "documented") -> Fault:
    return Fault(name, message, "Hand it over as a source; it is converted in the build.", evidence)


def _wav(wav: Wav) -> Recording:
    encodings = {PCM: "pcm", FLOAT: "float", ALAW: "a-law", ULAW: "mu-law"}
    encoding = encodings.get(wav.tag)
    if encoding is None:
        raise _lossy(f"a WAV file with samples of kind 0x{wav.tag:04x}, not PCM")
    allowed = {PCM: {8, 16, 24, 32}, FLOAT: {32, 64}, ALAW: {8}, ULAW: {8}}[wav.tag]
    if wav.bits not in allowed:
        raise SoundError(
            f"The samples are {encoding} of {wav.bits} bits, which no common program writes.",
            "Export it as WAV, PCM, 16 or 24 bits.",
            "recording-kind-unknown",
        )
    return Recording("WAV", encoding, wav.channels, wav.rate, wav.bits, wav.frames)


def _flac(data: bytes) -> Recording:
    if len(data) < 42 or data[4] & 0x7F != 0:
        raise _broken("FLAC")
    packed = int.from_bytes(data[18:26], "big")
    return Recording(
        "FLAC",
        "pcm",
        channels=(packed >> 41 & 0x7) + 1,
        rate=packed >> 44,
        bits=(packed >> 36 & 0x1F) + 1,
        frames=packed & (1 << 36) - 1,
    )


def _aiff(data: bytes) -> Recording:
    at = 12
    while at + 8 <= len(data):
        size = int.from_bytes(data[at + 4 : at + 8], "big")
        if data[at : at + 4] == b"COMM":
            return _comm(data[at + 8 : at + 8 + min(size, 64)], data[8:12])
        at += 8 + size + size % 2
    raise _broken("AIFF")


def _comm(chunk: bytes, form: bytes) -> Recording:
    """Read the chunk that names the format; its rate is an 80-bit float with an explicit one."""
    kinds = {b"NONE": "pcm", b"sowt": "pcm", b"fl32": "float", b"FL32": "float", b"fl64": "float"}
    if len(chunk) < 18 + 4 * (form == b"AIFC"):
        raise _broken("AIFF")
    encoding = kinds.get(chunk[18:22]) if form == b"AIFC" else "pcm"
    if encoding is None:
        raise _lossy("a compressed AIFF file")
    power = int.from_bytes(chunk[8:10], "big") - 16383 - 63
    rate = int.from_bytes(chunk[10:18], "big") >> -power if -64 <= power <= 0 else 0
    return Recording(
        "AIFF",
        encoding,
        channels=int.from_bytes(chunk[0:2], "big"),
        rate=rate,
        bits=int.from_bytes(chunk[6:8], "big"),
        frames=int.from_bytes(chunk[2:6], "big"),
    )


def _bound(recording: Recording) -> None:
    if not SLOWEST <= recording.rate <= FASTEST:
        raise SoundError(
            f"The head claims {recording.rate} samples a second.",
            f"Export it again at {RATE} Hz; {SLOWEST} to {FASTEST} can be read.",
            "recording-rate-unusual",
        )
    if not 1 <= recording.channels <= MOST_CHANNELS:
        raise SoundError(
            f"The recording has {recording.channels} channels.",
            "Export the voice alone, in mono.",
            "recording-channels-too-many" if recording.channels else "recording-header-broken",
        )
    if not recording.frames and recording.kind != "FLAC":
        raise SoundError(
            "The recording has no samples: there is nothing to hear.",
            "Export or copy it again.",
            "recording-empty",
        )
    if recording.seconds > MOST_SECONDS:
        raise SoundError(
            f"The recording claims to last {recording.seconds:.0f} seconds, "
            f"{MOST_SECONDS} can be read.",
            "Cut the prompt out of the longer recording.",
            "recording-too-long",
        )


def _neither(data: bytes) -> SoundError:
    """Say what the bytes look like instead."""
    for magic, at, name in _LOSSY:
        if data[at : at + len(magic)] == magic:
            return _lossy(name)
    if data[0] == 0xFF and data[1:2] and data[1] & 0xE0 == 0xE0:
        return _lossy("an MP3 or AAC file")
    for magic, name in _RARE.items():
        if data.startswith(magic):
            return SoundError(
                f"This is {name}.",
                "Export it as an ordinary WAV, PCM, 16 or 24 bits.",
                "recording-kind-unknown",
            )
    return SoundError(
        "This is not a sound file.",
        "A prompt is a WAV, FLAC or AIFF file. Look at what this file is.",
        "recording-not-sound",
    )


_LOSSY = (
    (b"ID3", 0, "an MP3 file"),
    (b"OggS", 0, "an Ogg file"),
    (b"ftyp", 4, "an M4A file"),
    (b"ADIF", 0, "an AAC file"),
    (b"#!AMR", 0, "an AMR file"),
    (bytes.fromhex("3026b2758e66cf11"), 0, "a WMA file"),
    (bytes.fromhex("1a45dfa3"), 0, "a WebM file"),
)
_RARE = {
    b"RF64": "RF64, the WAV for files over 4 GiB",
    b"BW64": "BW64, the WAV for files over 4 GiB",
    b"RIFX": "RIFX, the big-endian WAV",
    b"riff": "Wave64",
    b"caff": "a Core Audio file",
    b".snd": "an AU file",
    b"RIFF": "a RIFF file, but not WAVE",
    b"FORM": "an IFF file, but not AIFF",
}


def _lossy(what: str) -> SoundError:
    return SoundError(
        f"This is {what}: sound compressed with loss.",
        "Ask the speaker for the original as WAV or FLAC; where there is none, decode it once in an "
        "audio program and save it as WAV, PCM, 16 bits.",
        "recording-lossy",
    )


def _broken(kind: str) -> SoundError:
    return SoundError(
        f"The head of the {kind} file is broken.",
        "Export the recording again as WAV, PCM.",
        "recording-header-broken",
    )
