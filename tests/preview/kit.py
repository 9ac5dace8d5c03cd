"""A workspace with one theme, and a page that is only a stand-in: what the server's tests share."""

from __future__ import annotations

import math
import shutil
import struct
import wave
from pathlib import Path

from themebuilder.cli.workspace import cache_folder
from themebuilder.core.cache import Cache
from themebuilder.definitions.library import shipped_root
from themebuilder.preview.rebuilder import Rebuilder

BASE = Path(__file__).parent.parent / "workspace"
HERE = "http://127.0.0.1:8756"
BUNDLE = {
    "index.html": b"<title>the shell</title>",
    "view.html": b"<title>the guest page</title>",
    "policy.txt": b"default-src 'self'\n",
    "assets/index-1a2b.js": b"export {};",
}
WARD = """\
theme: ward
title: Ward
extends: borger
organisation: clinic
brand:
  name: Ward
  color: "#2b6a94"
  background: {draw: waves, tone: light, seed: 1, color: "#3d6b7d"}
texts:
  da: {meeting.leave: Forlad mødet}
webapp: {path: ward}
"""
PROMPT = "2sd-please-hold-connect-you_48kHz_mono.wav"
SPEAKING = f"{WARD}meeting: {{prompts: {{{PROMPT}: clinic/hold.wav}}}}\n"
"""The ward with a recording; see `record`."""
FILES = {
    "ward": "themes/ward.yaml",
    "clinic": "themes/organisations/clinic.yaml",
    "danish": "themes/texts/da.yaml",
    "other": "themes/other.yaml",
    "workspace": "themes/workspace.yaml",
}
"""Short names of files of the workspace."""


def clinic(**settings: str) -> str:
    """The clinic's file with *settings*, written as in YAML."""
    told = ", ".join(f"{name}: {value}" for name, value in settings.items())
    return f"organisation: clinic\nname: Clinic\npart_of: faelles\nsettings: {{{told}}}\n"


def new_workspace(folder: Path) -> Path:
    """A workspace with the ward, in *folder*."""
    shutil.copytree(BASE, folder)
    (folder / FILES["ward"]).write_text(WARD, encoding="utf-8")
    return folder


def record(root: Path) -> None:
    """Put the recording of `SPEAKING` into the workspace at *root*: a second of a tone."""
    folder = root / "brand_assets" / "clinic"
    folder.mkdir(parents=True, exist_ok=True)
    tone = (int(6_000 * math.sin(step * 0.06)) for step in range(48_000))
    with wave.open(str(folder / "hold.wav"), "wb") as sound:
        sound.setparams((1, 2, 48_000, 0, "NONE", ""))
        sound.writeframes(b"".join(struct.pack("<h", level) for level in tone))


def new_rebuilder(root: Path) -> Rebuilder:
    """The rebuilder of the workspace at *root*."""
    return Rebuilder(root, shipped_root(), Cache(cache_folder()))
