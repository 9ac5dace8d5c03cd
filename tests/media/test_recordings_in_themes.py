"""From a recording of any kind to a prompt in a package, as a theme names it."""

from __future__ import annotations

import subprocess
import zipfile

import numpy as np
import pytest
import soundfile

from tests.importing.packages import add_notes, make_recording

PROMPT = "2sd-please-hold-connect-you_48kHz_mono.wav"
WARD = f"""\
theme: ward
title: Ward
extends: borger
organisation: clinic
brand: {{color: "#2b6a94"}}
meeting: {{prompts: {{{PROMPT}: clinic/hold.wav}}}}
"""


@pytest.fixture
def recorded(workspace):
    """A recording of 44.1 kHz, stereo, 24 bits."""
    folder = workspace / "brand_assets" / "clinic"
    folder.mkdir(parents=True)
    tone = 0.2 * np.sin(np.arange(44_100 * 2) * 0.06)
    soundfile.write(folder / "hold.wav", np.column_stack([tone, tone]), 44_100, subtype="PCM_24")


def build_prompt(run, tmp_path) -> bytes:
    result = run("build", "-o", str(tmp_path / "out"))
    assert result.code == 0, result.out
    with zipfile.ZipFile(tmp_path / "out" / "ward-service-theme.zip") as archive:
        return archive.read(PROMPT)


def measure_seconds(data: bytes) -> float:
    return (len(data) - 44) / 2 / 48_000


@pytest.mark.usefixtures("recorded")
def test_a_recording_of_another_rate_and_width_comes_out_as_the_platform_takes_it(
    run, write, tmp_path
):
    write("themes/ward.yaml", WARD)
    (tmp_path / "prompt.wav").write_bytes(build_prompt(run, tmp_path))
    output = subprocess.run(
        ["soxi", tmp_path / "prompt.wav"], capture_output=True, text=True, check=True
    ).stdout
    for line in ("Channels       : 1", "Sample Rate    : 48000", "Precision      : 16-bit"):
        assert line in output


@pytest.mark.usefixtures("recorded")
def test_a_prompt_that_may_come_first_begins_with_two_seconds_of_silence(run, write, tmp_path):
    write("themes/ward.yaml", WARD)
    plain = build_prompt(run, tmp_path)
    write("themes/ward.yaml", WARD.replace("meeting: {", f"meeting: {{first: [{PROMPT}], "))
    first = build_prompt(run, tmp_path)
    assert round(measure_seconds(first) - measure_seconds(plain), 1) == 2.0
    assert first[44 : 44 + 2 * 48_000] == bytes(2 * 48_000)


def test_a_kept_recording_with_notes_is_packed_byte_for_byte_with_a_warning(
    run, write, workspace, tmp_path
):
    data = add_notes(make_recording())
    (workspace / "brand_assets" / "clinic").mkdir(parents=True)
    (workspace / "brand_assets" / "clinic" / "hold.wav").write_bytes(data)
    write("themes/ward.yaml", WARD.replace("meeting: {", f"meeting: {{keep: [{PROMPT}], "))
    assert build_prompt(run, tmp_path) == data
    output = run("check").out
    assert ("[prompt-unproven]" in output, "remove it from `keep`" in output) == (True, True)
