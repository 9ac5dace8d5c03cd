"""`check` reports whatever `build` would report."""

from __future__ import annotations

import json
import struct
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import Result
from tests.importing.packages import make_jpeg, make_png, make_recording
from tests.test_cases import lay_case

# One case for each place where a build may meet a fault; `tests.test_cases` checks all of them, and
# `check` and `build` share what finds it.
BROKEN = (
    *("a-quote-that-never-closes", "a-byte-order-mark", "only-a-comment"),  # reading
    *("a-misspelt-key", "a-misspelt-key-among-other-faults", "a-key-given-twice"),  # the schema
    *("a-parent-that-does-not-exist", "a-parent-that-is-broken", "parents-in-a-circle"),
    *("an-organisation-that-is-broken", "a-wording-of-ones-own-that-is-broken"),
    *("a-workspace-file-that-is-broken", "a-second-workspace-file"),  # beside the themes
    "a-misspelt-key-in-a-deployment",
    *("a-locked-setting", "a-word-that-is-not-for-citizens", "a-pale-brand-colour"),  # one theme
    *("two-themes-on-one-path", "a-gap-between-two-themes"),  # all themes
    *("a-picture-that-is-not-there", "a-picture-cut-short"),  # assets
    *("something-active-that-nobody-accepted", "a-folder-without-files"),  # a package
    *("an-acceptance-that-names-nobody", "all-is-well"),  # exceptions
)
Run = Callable[..., Result]
CASES = Path(__file__).parents[1] / "cases"
Finding = tuple[str, str, str, str]

WARD = "theme: ward\nextends: borger\norganisation: clinic\n"
GOOD = make_png(size=(400, 200))
PROMPT = "conf-call-will-be-disconnected_48kHz_mono.wav"
HUGE = GOOD[:16] + struct.pack(">II", 60_000, 60_000) + GOOD[24:]
ASSETS: dict[str, tuple[str, str, bytes, str]] = {
    # what is broken: (where the definition names it, file, its bytes, rule)
    "a picture cut short": ("brand: {card: %s}", "a.jpg", make_jpeg()[:-9000], "picture-unreadable"),
    "a logo with damaged pixels": (
        "brand: {logo: %s}", "a.png", GOOD[:60] + b"\0" * 20 + GOOD[80:], "picture-unreadable"),
    "a text called a picture": ("brand: {logo: %s}", "a.png", b"hello", "picture-unreadable"),
    "another ending": ("brand: {card: %s}", "a.png", make_jpeg(), "picture-mislabelled"),
    "a picture of 3.6 gigapixels": ("brand: {logo: %s}", "a.png", HUGE, "picture-too-large"),
    "a picture too small": ("brand: {card: %s}", "a.jpg", make_jpeg(size=(320, 200)), "picture-too-small"),
    "a kept picture behind screens": (
        "brand: {screen: {file: %s, keep: true}}", "a.png", make_png(size=(1920, 1080)), "picture-unreadable"),
    "a photo as drawing": ("brand: {card: %s}", "a.svg", b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        "picture-unreadable"),
    "a script in a logo": ("brand: {logo: %s}", "a.svg",
        b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "svg-active"),
    "a bright picture behind the words": (
        "brand: {screen: %s}", "a.jpg", make_jpeg("#ffffee"), "contrast-unreadable"),
    "a recording cut short": (
        f"meeting: {{prompts: {{{PROMPT}: %s}}}}", "a.wav",
        make_recording()[:60], "recording-unreadable"),
    "a kept recording of another form": (
        f"meeting: {{prompts: {{{PROMPT}: %s}}, keep: [{PROMPT}]}}", "a.wav",
        make_recording()[:24] + struct.pack("<I", 44_100) + make_recording()[28:], "prompt-refused"),
    "a plugin's folder that is missing": (
        "webapp: {plugins: [{id: pad, src: ./pad/, sandbox: []}], files: %s}", "other/a.txt", b"",
        "package-file-missing"),
}  # fmt: skip


def list_findings(run: Run, command: str) -> set[Finding]:
    found = json.loads(run(command, "--json").out)["problems"]
    return {
        (problem["rule"], problem["file"], str(problem["line"]), problem["message"])
        for problem in found
    }


@pytest.mark.parametrize("case", BROKEN)
def test_a_broken_definition(case, workspace, run):
    lay_case(CASES / case, workspace)
    checked = list_findings(run, "check")
    assert list_findings(run, "build") - checked == set()


@pytest.mark.parametrize("name", ASSETS)
def test_a_broken_file(name, workspace, write, run):
    line, file, data, rule = ASSETS[name]
    write("themes/ward.yaml", f"{WARD}{line % file}\n")
    asset = workspace / "brand_assets" / file
    asset.parent.mkdir(parents=True, exist_ok=True)
    asset.write_bytes(data)
    checked = list_findings(run, "check")
    assert rule in {found[0] for found in checked}
    assert list_findings(run, "build") - checked == set()


def test_a_second_check_reports_the_same_without_reading_pictures_again(
    write, run, workspace, monkeypatch
):
    write("themes/ward.yaml", f"{WARD}brand: {{screen: a.jpg}}\n")
    (workspace / "brand_assets").mkdir(exist_ok=True)
    (workspace / "brand_assets/a.jpg").write_bytes(make_jpeg("#ffffee"))
    first = list_findings(run, "check")
    monkeypatch.delattr("themebuilder.media.pictures.prepare")
    assert list_findings(run, "check") == first != set()
