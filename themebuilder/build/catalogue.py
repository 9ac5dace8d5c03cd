"""The list of what a folder holds: ``catalogue.json`` for programs, ``SHA256SUMS`` for people."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from themebuilder.files import replace_all
from themebuilder.make.theme import Made
from themebuilder.render.json_text import indented
from themebuilder.resolve.settings import DEFAULTS, NEED_THE_SERVER

CATALOGUE = "catalogue.json"
SUMS = "SHA256SUMS"
SCHEMA = 1

Entry = Mapping[str, Any]


def entry(made: Made) -> Entry:
    """What the catalogue says of a theme."""
    outline, theme = made.outline, made.theme
    assert theme is not None  # noqa: S101 - only finished themes are listed
    return {
        "theme": theme.name,
        "title": theme.title,
        "organisation": theme.organisations[0],
        "organisations": list(theme.organisations),
        "audience": theme.audience,
        "reach": theme.reach,
        "path": theme.path,
        "languages": list(theme.languages),
        "valid": {
            "since": theme.valid.since.isoformat() if theme.valid.since else None,
            "until": theme.valid.until.isoformat() if theme.valid.until else None,
            "then": theme.valid.then or None,
        },
        "files": [
            {
                "kind": package.kind,
                "name": package.name,
                "bytes": len(package.data),
                "sha256": hashlib.sha256(package.data).hexdigest(),
                "digest": package.digest,
                "rests_on": [
                    {"item": claim.item, "evidence": claim.evidence, "why": claim.why}
                    for claim in package.claims
                ],
            }
            for package in made.packages
        ],
        "settings": {
            name: {
                "value": setting.value,
                "organisation": setting.organisation,
                "needs_server": NEED_THE_SERVER.get(name),
            }
            for name, setting in sorted(outline.settings.items())
        },
        "needs_server": [
            f"{name}: {outline.setting(name)} ({needed})"
            for name, needed in NEED_THE_SERVER.items()
            if outline.setting(name) != DEFAULTS[name]
        ],
    }


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
