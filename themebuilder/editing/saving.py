"""Files saved together, whole or not at all, and only over what was read before."""

from __future__ import annotations

import contextlib
import os
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path

from themebuilder.core.files import lock_folder, replace_all
from themebuilder.core.messages import _
from themebuilder.core.reading import read_file
from themebuilder.definitions.library import MAX_ASSET_BYTES
from themebuilder.definitions.yaml_reader import MAX_BYTES
from themebuilder.editing.edits import Contents, digest

ASSETS = "brand_assets"
_FOLDERS = (ASSETS, "themes")
"""What drafts change. Pictures come first, so that no definition names one that isn't there yet."""


class ChangedOnDiskError(Exception):
    """Somebody changed *files* since they were read; nothing was written."""

    def __init__(self, files: Iterable[str]) -> None:
        self.files = tuple(files)
        super().__init__(", ".join(self.files))


def read_on_disk(root: Path, file: str) -> bytes | None:
    """Return the bytes of a definition or an asset; None where it doesn't exist.

    Raises `OSError`, also for a file outside the workspace's folders of these.
    """
    most = MAX_ASSET_BYTES if file.startswith(f"{ASSETS}/") else MAX_BYTES
    try:
        return read_file(find_on_disk(root, file), most)
    except FileNotFoundError:
        return None


def find_on_disk(root: Path, file: str) -> Path:
    """Return the path of a file, links followed; `OSError` where they lead out of its folder."""
    name = file.partition("/")[0]
    folder = (root / (name if name in _FOLDERS else _FOLDERS[-1])).resolve()
    try:
        path = (root / file).resolve()
    except RuntimeError:  # Python 3.11 and 3.12 report circular links so
        path = folder.parent
    if not path.is_relative_to(folder) or path == folder:
        raise OSError(
            0, _("{file} leads out of the folder `{folder}`.", file=file, folder=folder.name)
        )
    return path


def save_files(root: Path, files: Contents, expected: Mapping[str, str]) -> None:
    """Write *files* of the workspace at *root*; None deletes one. All of them change, or none.

    *expected* has the digest of each file before. `ChangedOnDiskError` where one differs, `OSError`
    where one can't be written. A program that writes in the last moment, between this comparison and
    the renaming, can still lose its change.
    """
    with lock_folder((root / _FOLDERS[-1]).resolve()):
        before = {name: read_on_disk(root, name) for name in files}
        if changed := [name for name in files if digest(before[name]) != expected[name]]:
            raise ChangedOnDiskError(changed)
        try:
            _write(root, files)
        except OSError:
            written = {name for name in files if read_on_disk(root, name) != before[name]}
            with contextlib.suppress(OSError):
                _write(root, {name: before[name] for name in written})
            raise


def _write(root: Path, files: Contents) -> None:
    paths = {name: find_on_disk(root, name) for name in files}
    modes = {
        name: stat.S_IMODE(path.stat().st_mode) for name, path in paths.items() if path.exists()
    }
    for name in _FOLDERS:
        folder = (root / name).resolve()
        new = {
            paths[file].relative_to(folder).as_posix(): data
            for file, data in files.items()
            if data is not None and paths[file].is_relative_to(folder)
        }
        replace_all(folder, new)
    for name, data in files.items():
        if data is None:
            paths[name].unlink(missing_ok=True)
            with contextlib.suppress(OSError):  # others are in it
                paths[name].parent.rmdir()
        elif name in modes:
            paths[name].chmod(modes[name])


def write_private(path: Path, data: bytes) -> None:
    """Write *data* to *path*, whole or not at all, for nobody else to read; `OSError`."""
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    part = path.with_name(f"{path.name}.part")
    part.unlink(missing_ok=True)
    with open(part, "xb", opener=lambda name, flags: os.open(name, flags, 0o600)) as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    part.replace(path)
