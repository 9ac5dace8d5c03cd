"""Computed bytes kept between runs.

The folder can be deleted at any time and shared by several builds. An entry whose checksum in its first
line is wrong counts as missing, so that none has to be written at once.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import sys
from collections.abc import Iterator
from functools import cache
from importlib.util import find_spec
from pathlib import Path
from typing import NamedTuple

_LIBRARIES = frozenset({"PIL", "oxipng", "soxr", "soundfile", "babel", "yaml", "jsonschema_rs"})
"""Libraries whose version may change a package: for pictures, recordings, languages, definitions."""
_NOT_THE_TOOL = frozenset({"__pycache__", "app", "bundle", "shipped"})
"""Folders of the package without code that builds."""


class Cache(NamedTuple):
    """A folder of entries; without a folder it keeps nothing."""

    folder: Path | None

    def get(self, key: str) -> bytes | None:
        """Return the bytes kept under *key*, or None."""
        if self.folder is None:
            return None
        try:
            entry = self._get_path(key).read_bytes()
        except OSError:
            return None
        checksum, _, data = entry.partition(b"\n")
        return data if hashlib.sha256(data).hexdigest().encode() == checksum else None

    def put(self, key: str, data: bytes) -> None:
        """Keep *data* under *key*; a cache that can't be written is ignored."""
        if self.folder is None:
            return
        entry = hashlib.sha256(data).hexdigest().encode() + b"\n" + data
        path = self._get_path(key)
        try:
            try:
                path.write_bytes(entry)
            except FileNotFoundError:
                self.folder.mkdir(parents=True, exist_ok=True)
                path.write_bytes(entry)
        except OSError:
            with contextlib.suppress(OSError):
                path.unlink()

    def _get_path(self, key: str) -> Path:
        assert self.folder is not None  # noqa: S101 - both callers check
        return self.folder / key


NO_CACHE = Cache(None)


def make_key(*parts: object) -> str:
    """Return a key for what is computed from *parts*; equal parts have equal keys."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()


@cache
def make_tool_key() -> str:
    """Return a key for the installed tool, which changes with any of its modules and data.

    Where it is installed as a wheel, the key is the same on all machines, so that a pipeline can restore
    the cache of an earlier run. In a checkout, it changes with the dates of the files.
    """
    if installed := _list_installed():
        return make_key(sys.version, installed)
    stats = ((file, os.stat(file)) for file in _list_tool_files())  # noqa: PTH116 - hundreds
    dated = sorted((file, stat.st_mtime_ns, stat.st_size) for file, stat in stats)
    return make_key(sys.version, dated)


def _list_installed() -> list[str]:
    """Return the digests of the program's files and the names of all distributions beside it, if it's a wheel."""
    site = Path(__file__).parents[2]
    hashed = [
        line
        for record in site.glob("themebuilder-*.dist-info/RECORD")
        for line in record.read_text("utf-8").splitlines()
        if line.startswith("themebuilder/") and ",sha256=" in line
    ]
    return sorted([*hashed, *(path.name for path in site.glob("*.dist-info"))]) if hashed else []


def _list_tool_files() -> Iterator[str]:
    """Yield the program's files that may change a package, and one that differs between versions of each library."""
    yield from _list_files_below(Path(__file__).parent.parent)
    for module in _LIBRARIES:
        spec = find_spec(module)
        if spec and spec.origin:
            named = Path(spec.origin).with_name("_version.py")
            yield str(named) if named.exists() else spec.origin


def _list_files_below(folder: Path | str) -> Iterator[str]:
    for entry in os.scandir(folder):
        if not entry.is_dir():
            yield entry.path
        elif entry.name not in _NOT_THE_TOOL:
            yield from _list_files_below(entry.path)
