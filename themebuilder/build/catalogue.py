"""The list of what a folder holds: ``catalogue.json`` for programs, ``SHA256SUMS`` for people."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from themebuilder.files import replace_all
from themebuilder.json_text import indented

CATALOGUE = "catalogue.json"
SUMS = "SHA256SUMS"
SCHEMA = 1

Entry = Mapping[str, Any]


def write(folder: Path, entries: Sequence[Entry]) -> None:
    """Write both lists: *entries*, and what the folder holds from earlier builds.

    Other themes' packages stay listed as long as their files are there, unchanged.
    """
    new = {str(one["theme"]): one for one in entries}
    kept = {
        name: one for name, one in read(folder).items() if name not in new and _stands(folder, one)
    }
    every = [found for _, found in sorted({**kept, **new}.items())]
    sums = sorted((file["name"], file["sha256"]) for one in every for file in one["files"])
    lines = "".join(f"{sha256}  {name}\n" for name, sha256 in sums)
    listed = indented({"schema": SCHEMA, "themes": every})
    replace_all(folder, {CATALOGUE: listed, SUMS: lines.encode()})


def read(folder: Path) -> dict[str, Entry]:
    """The entries of the folder's catalogue by theme; none where there is no usable one."""
    try:
        read: Any = json.loads((folder / CATALOGUE).read_bytes())
        entries = read["themes"] if read["schema"] == SCHEMA else []
        return {one["theme"]: one for one in entries if one["files"] is not None}
    except (OSError, ValueError, KeyError, TypeError, RecursionError):
        return {}


def _stands(folder: Path, one: Entry) -> bool:
    """Whether an entry's files are there, by size alone: whoever uses them verifies the bytes."""
    try:
        return all((folder / file["name"]).stat().st_size == file["bytes"] for file in one["files"])
    except (OSError, KeyError, TypeError):
        return False
