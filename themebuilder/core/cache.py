"""Computed bytes kept between runs.

The folder can be deleted at any time and shared by several builds. An entry whose checksum in its first
line is wrong counts as missing, so that none has to be written at once.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Cache:
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
        with contextlib.suppress(OSError):
            path = self._get_path(key)
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(entry)

    def _get_path(self, key: str) -> Path:
        assert self.folder is not None  # noqa: S101 - both callers check
        return self.folder / key[:2] / key[2:]


NO_CACHE = Cache(None)


def make_key(*parts: object) -> str:
    """Return a key for what is computed from *parts*; equal parts have equal keys."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()
