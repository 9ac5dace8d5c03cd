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
from themebuilder.definitions.yaml_reader import MAX_BYTES
from themebuilder.editing.edits import Contents, digest

_FOLDER = "themes"


class ChangedOnDiskError(Exception):
    """Somebody changed *files* since they were read; nothing was written."""

    def __init__(self, files: Iterable[str]) -> None:
        self.files = tuple(files)
        super().__init__(", ".join(self.files))


def read_on_disk(root: Path, file: str) -> bytes | None:
    """Return the bytes of a definition; None where it doesn't exist.

    Raises `OSError`, also for a file outside the workspace's folder of definitions.
    """
    try:
        return read_file(find_on_disk(root, file), MAX_BYTES)
    except FileNotFoundError:
        return None


def find_on_disk(root: Path, file: str) -> Path:
    """Return the path of a definition, links followed; `OSError` where they lead out of *root*."""
    folder = (root / _FOLDER).resolve()
    try:
        path = (root / file).resolve()
    except RuntimeError:  # Python 3.11 and 3.12 report circular links so
        path = folder.parent
    if not path.is_relative_to(folder) or path == folder:
        raise OSError(0, _("{file} leads out of the folder `themes`.", file=file))
    return path


def save_files(root: Path, files: Contents, expected: Mapping[str, str]) -> None:
    """Write *files* of the workspace at *root*; None deletes one. All of them change, or none.

    *expected* has the digest of each file before. `ChangedOnDiskError` where one differs, `OSError`
    where one can't be written. A program that writes in the last moment, between this comparison and
    the renaming, can still lose its change.
    """
    folder = (root / _FOLDER).resolve()
    with lock_folder(folder):
        before = {name: read_on_disk(root, name) for name in files}
        if changed := [name for name in files if digest(before[name]) != expected[name]]:
            raise ChangedOnDiskError(changed)
        try:
            _write(root, folder, files)
        except OSError:
            written = {name for name in files if read_on_disk(root, name) != before[name]}
            with contextlib.suppress(OSError):
                _write(root, folder, {name: before[name] for name in written})
            raise


def _write(root: Path, folder: Path, files: Contents) -> None:
    paths = {name: find_on_disk(root, name) for name in files}
    modes = {
        name: stat.S_IMODE(path.stat().st_mode) for name, path in paths.items() if path.exists()
    }
    new = {
        paths[name].relative_to(folder).as_posix(): data
        for name, data in files.items()
        if data is not None
    }
    replace_all(folder, new)
    for name, data in files.items():
        if data is None:
            paths[name].unlink(missing_ok=True)
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
