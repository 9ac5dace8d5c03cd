"""Rendered bytes kept between runs, by what they were made from.

Safe to delete at any time, and safe for several builds at once: an entry is written whole, and one
that does not hold what its first line promises counts as missing.
"""

from __future__ import annotations

import contextlib
import hashlib
from dataclasses import dataclass
from pathlib import Path

from themebuilder.core.files import replace_all, sweep_once


@dataclass(frozen=True, slots=True)
class Cache:
    """A folder of entries; without a folder nothing is kept."""

    folder: Path | None

    def get(self, key: str) -> bytes | None:
        """The bytes kept under *key*, or None."""
        if self.folder is None:
            return None
        sweep_once(self.folder)
        try:
            kept = self._file(key).read_bytes()
        except OSError:
            return None
        promised, _, data = kept.partition(b"\n")
        return data if hashlib.sha256(data).hexdigest().encode() == promised else None

    def put(self, key: str, data: bytes) -> None:
        """Keep *data* under *key*; a cache that cannot be written is no reason to stop."""
        if self.folder is None:
            return
        kept = hashlib.sha256(data).hexdigest().encode() + b"\n" + data
        with contextlib.suppress(OSError):
            replace_all(self.folder, {f"{key[:2]}/{key[2:]}": kept}, is_made_again=True)

    def _file(self, key: str) -> Path:
        assert self.folder is not None  # noqa: S101 - both callers have asked
        return self.folder / key[:2] / key[2:]


NO_CACHE = Cache(None)


def make_key(*parts: object) -> str:
    """A key for what is made from *parts*; equal parts, equal key."""
    return hashlib.sha256(repr(parts).encode()).hexdigest()
