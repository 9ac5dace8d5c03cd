"""Records of earlier builds, so that an unchanged theme is not built again.

A stamp is a cache entry. Its key covers everything that a theme's packages depend on: its own
definitions and its parents', all shared ones, its assets, the target, and the tool itself. It holds
the theme's line in the catalogue and its problems.
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
"""Libraries whose version may change a package: for pictures, recordings and languages."""


@dataclass(frozen=True)
class Stamps:
    """The stamps of one library, for one *target*."""

    library: Library = field(repr=False)
    target: str
    cache: Cache

    def make_theme_key(self, outlined: Outline, *, is_fresh: bool = False) -> str:
        """Return the key of the theme's stamp: it changes with any input.

        Themes share most of their files, so each file is read once. With *is_fresh*, they are read again.
        """
        digest = self._digest if is_fresh else self._known_digest
        line = [(document.file, document.digest) for document in outlined.line]
        assets = [digest(path) for path in sorted(_list_assets(outlined.merged, self.library))]
        target = (self.target, self._learnt)
        return make_key("stamp", _make_tool_key(), target, self._shared, line, assets)

    def make_collection_key(self, every: Sequence[Outline], chosen: Sequence[Outline]) -> str:
        """Return the key for the problems between themes."""
        lines = [(one.name, [document.digest for document in one.line]) for one in every]
        target = (self.target, self._learnt)
        names = [one.name for one in chosen]
        own = sorted(self.library.own.get("theme", {}))
        return make_key("together", _make_tool_key(), target, self._shared, lines, names, own)

    def get(self, key: str) -> tuple[str, tuple[Problem, ...]] | None:
        """Return the catalogue's line and the problems that are stored under *key*, or None."""
        kept = self.cache.get(key)
        if kept is None:
            return None
        read: dict[str, Any] = json.loads(kept)
        return read["line"], tuple(_decode_problem(one) for one in read["problems"])

    def put(self, key: str, line: str, problems: Sequence[Problem]) -> None:
        """Store the theme's line in the catalogue, and its problems."""
        kept = {"line": line, "problems": [_encode_problem(found) for found in problems]}
        self.cache.put(key, json.dumps(kept).encode())

    @cached_property
    def _shared(self) -> str:
        documents = [
            (kind, name, document.is_shipped, document.digest)
            for documents in (self.library.shipped, self.library.own)
            for kind in _SHARED
            for name, document in sorted(documents.get(kind, {}).items())
        ]
        # A file that can't be used must not count as no file.
        return make_key(documents, [_encode_problem(found) for found in self.library.problems])

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


def _list_assets(merged: Map, library: Library) -> set[str]:
    """Return the paths below ``brand_assets/`` that the theme names, with all files of a folder."""
    recordings = (text for _, text in list_recordings(merged))
    named = (*list_pictures(merged), *recordings, *list_packed_files(merged, library))
    return {text.value for text in named}


@once
def _make_tool_key() -> str:
    """Return a key for the installed tool, which changes with any of its modules."""
    package = Path(__file__).parent.parent
    return make_key(
        sys.version, *map(_stat_library, _LIBRARIES), *sorted(_list_files(str(package)))
    )


def _stat_library(module: str) -> tuple[str, int, int]:
    """Return a library's name with the date and size of a file that differs between versions."""
    spec = find_spec(module)
    if spec is None or spec.origin is None:
        return module, 0, 0
    folder = Path(spec.origin).parent
    named = folder / "_version.py"
    stat = (named if named.exists() else Path(spec.origin)).stat()
    return module, stat.st_mtime_ns, stat.st_size


def _list_files(folder: str) -> Iterator[tuple[str, int, int]]:
    """Yield the modules and data files below *folder* that may change a package, with date and size."""
    for entry in os.scandir(folder):
        if entry.is_dir() and entry.name not in {"__pycache__", "app", "bundle", "shipped"}:
            yield from _list_files(entry.path)
        elif entry.name.endswith((".py", ".json")):
            stat = entry.stat()
            yield entry.path, stat.st_mtime_ns, stat.st_size


def _encode_problem(found: Problem) -> list[object]:
    place = found.place
    return [
        found.rule.name,
        found.message,
        [place.file, place.line, place.column, place.end_column],
        found.hint,
        found.theme,
        found.severity,
    ]


def _decode_problem(kept: list[Any]) -> Problem:
    name, message, place, hint, theme, severity = kept
    rule = load_rules()[name]
    return Problem(rule, message, Place(*place), hint, theme, severity=Severity(severity))
