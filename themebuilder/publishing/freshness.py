"""Whether the packages at hand are older than the definitions that they were built from."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

from themebuilder.publishing.built import CATALOGUE

_SOURCES = ("themes", "brand_assets")
_NOT_BUILT = ("themes", "deployments")


def changed_after_build(root: Path, folder: Path) -> str:
    """The file below *root* that changed last, if that was after the build in *folder*; else empty.

    Told by the files' times alone. Where every one is newer than the build, as after a fresh
    checkout beside packages from elsewhere, the times say nothing.
    """
    try:
        built = (folder / CATALOGUE).stat().st_mtime_ns
    except OSError:
        return ""
    changed = sorted(_changes(root))
    if not changed or changed[0][0] > built or changed[-1][0] <= built:
        return ""
    return changed[-1][1]


def _changes(root: Path) -> Iterator[tuple[int, str]]:
    for name in _SOURCES:
        for where, folders, files in os.walk(root / name):
            folder = Path(where)
            inside = folder.relative_to(root)
            folders[:] = [one for one in folders if (*inside.parts, one) != _NOT_BUILT]
            for file in files:
                try:
                    yield (folder / file).stat().st_mtime_ns, (inside / file).as_posix()
                except OSError:
                    continue
