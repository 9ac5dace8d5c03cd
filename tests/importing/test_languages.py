"""Imports and comparisons in English and Danish: what is written and printed, side by side."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.importing.packages import make_jpeg, make_recording, make_service_theme, make_webapp3

GOLDEN = Path(__file__).parent / "golden"
PROMPT = "2sd-please-hold-connect-you_48kHz_mono.wav"


def import_packages(run, workspace: Path, language: str) -> str:
    folder = workspace.parent
    logo = "<svg xmlns='http://www.w3.org/2000/svg'><script>a()</script></svg>"
    branding = make_webapp3(
        folder / "acme-webapp3.zip",
        {"logo.svg": logo, "custom.css": "p {}"},
        version=1,
        images={"jumbotron": "./background.jpg", "logo": "./logo.svg"},
        applicationConfig={"hiddenFunctionality": ["button-chat"]},
    )
    meeting = make_service_theme(
        folder / "acme-theme.zip", {PROMPT: make_recording(), "x.bin": "?"}
    )
    run("import", str(branding), str(meeting), "--language", language)
    written = (workspace / "themes").glob("acme*")
    return "\n".join(f"== {file.name}\n{file.read_text()}" for file in sorted(written))


def compare_packages(run, workspace: Path, language: str) -> str:
    folder = workspace.parent
    before = make_webapp3(
        folder / "before.zip", {"da.json": "{}"}, translations={"da": "./da.json"}
    )
    after = make_webapp3(
        folder / "after.zip",
        {"background.jpg": make_jpeg("#3c5974")},
        backgroundColor="#000000",
        applicationConfig={"hiddenFunctionality": ["button-chat"]},
    )
    return run("diff", str(before), str(after), "--language", language).out


@pytest.mark.parametrize("language", ["en", "da"])
@pytest.mark.parametrize("act", [import_packages, compare_packages])
def test_each_language_is_written_whole(run, workspace, request, act, language):
    # How many bytes a JPEG has is the encoder's business.
    text = re.sub(r"\d+([.,])\d+ byte", r"33\g<1>000 byte", act(run, workspace, language))
    golden = GOLDEN / f"{act.__name__.replace('_', '-')}.{language}.txt"
    if request.config.getoption("--accept"):
        golden.write_text(text, "utf-8")
    assert text == golden.read_text("utf-8")
