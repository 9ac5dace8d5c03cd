"""Records of earlier builds, so that an unchanged theme is not built again.

A stamp is a cache entry. Its key covers everything that a theme's packages depend on: its own
definitions and its parents', all shared ones, its assets, the target, and the program itself. It holds
the theme's line in the catalogue and its problems.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache as once
from functools import cached_property
from typing import Any

from themebuilder.core.cache import Cache, make_key, make_tool_key
from themebuilder.core.messages import get_language
from themebuilder.core.problems import Place, Problem
from themebuilder.core.reading import TooLargeError, read_file
from themebuilder.core.rules import Severity, load_rules
from themebuilder.core.tree import Map
from themebuilder.definitions.library import MAX_ASSET_BYTES, Document, Library
from themebuilder.definitions.outline import (
    Outline,
    list_packed_files,
    list_pictures,
    list_recordings,
)
from themebuilder.platform.learnt_file import hash_learnt

_SHARED = frozenset({"organisation", "texts", "wording", "terms", "workspace"})


@dataclass(frozen=True)
class Stamps:
    """The stamps of one library, for one *target*."""

    library: Library
    target: str
    cache: Cache

    def make_theme_key(self, outline: Outline, *, is_fresh: bool = False) -> str:
        """Return the key of the theme's stamp: it changes with any input.

        Themes share most of their files, so each file is read once. With *is_fresh*, they are read again.
        """
        digest = self._digest if is_fresh else self._known_digest
        paths = dict.fromkeys(_list_assets(outline.merged, self.library))
        assets = [(path, digest(path)) for path in paths]
        return make_key(self._shared, _identify(outline.lineage), assets)

    def make_collection_key(self, every: Sequence[Outline], chosen: Sequence[Outline]) -> str:
        """Return the key for the problems between *every* theme; *chosen* are built."""
        names = [outline.name for outline in chosen]
        return make_key(self._shared, [_identify(outline.lineage) for outline in every], names)

    def make_texts_key(self) -> str:
        """Return the key for texts without faults: it changes with what the checks of texts look up."""
        library = self.library
        terms = [library.get_both("terms", name) for name in library.names("terms")]
        learnt = hash_learnt(library.root)
        return make_key("texts", make_tool_key(), self.target, learnt, [*map(_identify, terms)])

    def get(self, key: str) -> tuple[str, tuple[Problem, ...]] | None:
        """Return the catalogue's line and the problems that are stored under *key*, or None."""
        kept = self.cache.get(key)
        if kept is None:
            return None
        line, problems = json.loads(kept)
        return line, tuple(_decode_problem(problem) for problem in problems)

    def put(self, key: str, line: str, problems: Sequence[Problem]) -> None:
        """Store the theme's line in the catalogue, and its problems."""
        kept = [line, [_encode_problem(found) for found in problems]]
        self.cache.put(key, json.dumps(kept).encode())

    @cached_property
    def _shared(self) -> str:
        documents = sorted(
            pair
            for kind in _SHARED
            for name in self.library.names(kind)
            for pair in _identify(self.library.get_both(kind, name))
        )
        learnt = hash_learnt(self.library.root)
        # A file that can't be used must not count as no file.
        problems = self.library.problems
        return make_key(make_tool_key(), get_language(), self.target, learnt, documents, problems)

    @cached_property
    def _known_digest(self) -> Callable[[str], str]:
        return once(self._digest)

    def _digest(self, path: str) -> str:
        file = self.library.asset(path)
        if file is None:
            return ""
        try:
            return hashlib.sha256(read_file(file, MAX_ASSET_BYTES)).hexdigest()
        except (OSError, TooLargeError) as error:
            return type(error).__name__


def _identify(documents: Iterable[Document]) -> list[tuple[str, str]]:
    """Return the file and the digest of each document."""
    return [(document.file, document.digest) for document in documents]


def _list_assets(merged: Map, library: Library) -> Iterator[str]:
    """Yield the paths below ``brand_assets/`` that the theme names, with all files of a folder."""
    yield from (text.value for text in list_pictures(merged))
    yield from (text.value for _, text in list_recordings(merged))
    yield from (text.value for text in list_packed_files(merged, library))


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
