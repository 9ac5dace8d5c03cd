"""A workspace with one theme, and a page that is only a stand-in: what the server's tests share."""

from __future__ import annotations

import shutil
from pathlib import Path

from themebuilder.cache import Cache
from themebuilder.cli.session import cache_folder
from themebuilder.preview.workshop import Workshop
from themebuilder.source.library import shipped_root

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


def new_workshop(root: Path) -> Workshop:
    """The workshop of the workspace at *root*."""
    return Workshop(root, shipped_root(), Cache(cache_folder()))
