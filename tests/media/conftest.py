"""Recordings as people send them, made here: a voice-like sound, in any format."""

import io
import re
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

Recorder = Callable[..., bytes]


def make_voice(rate: int, seconds: float, level: float) -> np.ndarray:
    """Syllables: a tone of 140 Hz with its overtones, four times a second."""
    time = np.arange(rate // 2) / rate  # half a second holds whole waves of all
    tone = sum(np.sin(2 * np.pi * 140 * n * time + n * n) / n for n in range(1, 20))
    return np.resize(level * tone * np.sin(2 * np.pi * 2 * time) ** 2, round(rate * seconds))


def encode(samples: np.ndarray, rate: int, kind: str, subtype: str) -> bytes:
    file = io.BytesIO()
    soundfile.write(file, samples, rate, format=kind, subtype=subtype)
    return file.getvalue()


@pytest.fixture(scope="session")
def recording() -> Recorder:
    """Make a good recording with one thing changed."""

    def record(
        *,
        rate: int = 44_100,
        kind: str = "WAV",
        subtype: str = "PCM_16",
        seconds: float = 2.0,
        level: float = 0.1,
        silence: float = 0.0,
        sides: tuple[float, ...] = (1,),
        knock: float = 0.0,
    ) -> bytes:
        samples = make_voice(rate, seconds, level)
        middle = len(samples) // 2
        samples[middle : middle + 2] += knock
        samples = np.concatenate((np.zeros(round(silence * rate)), samples))
        return encode(np.outer(samples, sides), rate, kind, subtype)

    return record


@pytest.fixture(scope="session")
def wav() -> Callable[..., bytes]:
    """Encode bare samples."""

    def write(samples: np.ndarray, rate: int = 48_000, subtype: str = "PCM_16") -> bytes:
        return encode(samples, rate, "WAV", subtype)

    return write


@pytest.fixture
def soxi(tmp_path: Path) -> Callable[[bytes], dict[str, str]]:
    """Read a sound file with a program that shares no code with us."""
    program = shutil.which("soxi")
    assert program, "soxi is missing: the proof needs Debian's package sox"
    names = ("Channels", "Sample Rate", "Precision", "Sample Encoding")

    def read(data: bytes) -> dict[str, str]:
        file = tmp_path / "prompt.wav"
        file.write_bytes(data)
        result = subprocess.run([program, file], capture_output=True, check=True, text=True)
        assert result.stderr == ""
        facts = dict(re.findall(r"^(.+?) *: (.+)$", result.stdout, re.MULTILINE))
        return {name: facts[name] for name in names}

    return read


@pytest.fixture(scope="session")
def espeak() -> None:
    assert shutil.which("espeak-ng"), "espeak-ng is missing: the proof needs Debian's package"
