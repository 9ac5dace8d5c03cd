"""What was built from what, so that an unchanged theme is not made again.

A stamp is kept in the cache under everything that a theme's packages are made from: its own
definitions and its parents', all shared ones, its assets, the target, and the tool itself. It holds
what the build said of the theme then.
"""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache as once
from functools import cached_property
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from themebuilder.core.cache import Cache, make_key
from themebuilder.core.problems import Place, Problem
from themebuilder.core.reading import TooLargeError, read_file
from themebuilder.core.rules import Severity, load_rules
from themebuilder.core.tree import Map
from themebuilder.definitions.library import MAX_ASSET_BYTES, Library
from themebuilder.definitions.outline import (
    Outline,
    list_packed_files,
    list_pictures,
    list_recordings,
)
from themebuilder.platform.learnt import hash_learnt

_SHARED = ("organisation", "texts", "wording", "terms", "workspace")
_LIBRARIES = ("PIL", "oxipng", "soxr", "soundfile", "babel")
"""What makes the bytes of pictures and recordings, and knows the languages."""


@dataclass(frozen=True)
class Stamps:
    """The stamps of one library, for one *target*."""

    library: Library = field(repr=False)
    target: str
    cache: Cache

    def key(self, outlined: Outline, *, is_fresh: bool = False) -> str:
        """The stamp's key: other inputs, another key.

        Themes share most of their files, and each is read once, unless it *is_fresh* that is needed.
        """
        digest = self._digest if is_fresh else self._known_digest
        line = [(document.file, document.digest) for document in outlined.line]
        assets = [digest(path) for path in sorted(_assets(outlined.merged, self.library))]
        target = (self.target, self._learnt)
        return make_key("stamp", _tool(), target, self._shared, line, assets)

    def collection_key(self, every: Sequence[Outline], chosen: Sequence[Outline]) -> str:
        """Return the key for the problems between themes."""
        lines = [(one.name, [document.digest for document in one.line]) for one in every]
        target = (self.target, self._learnt)
        names = [one.name for one in chosen]
        own = sorted(self.library.own.get("theme", {}))
        return make_key("together", _tool(), target, self._shared, lines, names, own)

    def get(self, key: str) -> tuple[str, tuple[Problem, ...]] | None:
        """The catalogue's line and the problems that were told under *key*, or None."""
        kept = self.cache.get(key)
        if kept is None:
            return None
        read: dict[str, Any] = json.loads(kept)
        return read["line"], tuple(_problem(one) for one in read["problems"])

    def put(self, key: str, line: str, problems: Sequence[Problem]) -> None:
        """Keep what was said, and the theme's line in the catalogue."""
        kept = {"line": line, "problems": [_written(found) for found in problems]}
        self.cache.put(key, json.dumps(kept).encode())

    @cached_property
    def _shared(self) -> str:
        documents = [
            (kind, name, document.is_shipped, document.digest)
            for documents in (self.library.shipped, self.library.own)
            for kind in _SHARED
            for name, document in sorted(documents.get(kind, {}).items())
        ]
        # A file that cannot be used is another file than none.
        return make_key(documents, [_written(found) for found in self.library.problems])

    @cached_property
    def _learnt(self) -> str:
        return hash_learnt(self.library.root)

    @cached_property
    def _known_digest(self) -> Callable[[str], tuple[str, str]]:
        return once(self._digest)

    def _digest(self, path: str) -> tuple[str, str]:
        file = self.library.asset(path)
        try:
            data = read_file(file, MAX_ASSET_BYTES) if file else b""
        except (OSError, TooLargeError) as error:
            return path, type(error).__name__
        return path, hashlib.sha256(data).hexdigest() if file else ""


def _assets(merged: Map, library: Library) -> set[str]:
    """The paths below ``brand_assets/`` that the theme names, with all files of a folder."""
    recordings = (text for _, text in list_recordings(merged))
    named = (*list_pictures(merged), *recordings, *list_packed_files(merged, library))
    return {text.value for text in named}


@once
def _tool() -> str:
    """The tool as it is installed: in a checkout, a changed module is another tool."""
    package = Path(__file__).parent.parent
    return make_key(sys.version, *map(_installed, _LIBRARIES), *sorted(_files(str(package))))


def _installed(module: str) -> tuple[str, int, int]:
    """A library as it is installed, without loading it: another version has other files."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return module, 0, 0
    folder = Path(spec.origin).parent
    named = folder / "_version.py"
    stat = (named if named.exists() else Path(spec.origin)).stat()
    return module, stat.st_mtime_ns, stat.st_size


def _files(folder: str) -> Iterator[tuple[str, int, int]]:
    """Every module and data file below *folder* that can change a package, with date and size."""
    for entry in os.scandir(folder):
        if entry.is_dir() and entry.name not in {"__pycache__", "app", "bundle", "shipped"}:
            yield from _files(entry.path)
        elif entry.name.endswith((".py", ".json")):
            stat = entry.stat()
            yield entry.path, stat.st_mtime_ns, stat.st_size


def _written(found: Problem) -> list[object]:
    place = found.place
    return [
        found.rule.name,
        found.message,
        [place.file, place.line, place.column, place.end_column],
        found.hint,
        found.theme,
        found.severity,
    ]


def _problem(kept: list[Any]) -> Problem:
    name, message, place, hint, theme, severity = kept
    rule = load_rules()[name]
    return Problem(rule, message, Place(*place), hint, theme, severity=Severity(severity))
