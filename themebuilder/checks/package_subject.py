"""A finished package to be checked: its files, with each JSON file read once."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property, lru_cache
from typing import Any

from themebuilder.core.problems import Place
from themebuilder.core.tree import Map, Node, Seq
from themebuilder.definitions.model import Files, Theme
from themebuilder.packages import model
from themebuilder.packages.active_content import find_active_content
from themebuilder.packages.active_item import Accepted, ActiveItem, accept_items
from themebuilder.packages.errors import JsonError
from themebuilder.packages.json_reader import read_shared_json, read_tree

BRANDING, CONFIG, MANIFEST = model.WEBAPP3, model.CONFIG, model.WEBAPP3 + model.MANIFEST


@dataclass(frozen=True)
class PackageSubject:
    """A package's files; *theme* is the theme it was built from, None for a package of others."""

    kind: model.ForeignKind
    name: str
    files: Files
    theme: Theme | None = None
    accepted: Mapping[tuple[str, str], Accepted] = field(default_factory=dict)
    """Name and kind -> who accepted that active content, of a package without its theme."""

    @cached_property
    def active(self) -> tuple[ActiveItem, ...]:
        """Its active content, with who accepted it."""
        found = find_active_content(self.kind, self.files)
        if self.theme is not None:
            return accept_items(found, self.theme.acceptances, self.theme.settings)
        return tuple(
            replace(one, accepted=self.accepted.get((one.name, one.kind))) for one in found
        )

    def place(self, entry: str = "", *path: str | int) -> Place:
        """Return the place of the package, of *entry* in it, or of the value at *path* in its JSON.

        A value that isn't there has the place of the nearest one around it.
        """
        if not path:
            return Place(f"{self.name}/{entry}" if entry else self.name)
        node: Node = self.tree(entry) or Map({}, self.place(entry))
        for key in path:
            inner: Node | None = None
            if isinstance(node, Map):
                inner = node.entries.get(str(key))
            elif isinstance(node, Seq) and isinstance(key, int) and key < len(node.items):
                inner = node.items[key]
            if inner is None:
                break
            node = inner
        return node.place

    def tree(self, entry: str) -> Map | None:
        """Return the object in a JSON file with its places, or None where it can't be read."""
        try:
            return _read_tree(self.files[entry], f"{self.name}/{entry}")
        except (KeyError, JsonError):
            return None

    def json(self, name: str) -> dict[str, Any]:
        """Return the object in a JSON file of the package; don't change it. Raises `JsonError`."""
        return read_shared_json(self.files[name], name)

    @property
    def manifest(self) -> dict[str, Any] | None:
        """The manifest of a branding, or None where it is missing or broken."""
        return self._head(MANIFEST) if self.kind == "webapp3" else None

    @property
    def config(self) -> dict[str, Any] | None:
        """The themeconfig.json of a service theme, or None where it is missing or broken."""
        return self._head(CONFIG) if self.kind == "service-theme" else None

    def screens(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """Yield the screens of a service theme with their content."""
        part: Any = self.config or {}
        for key in ("splash_screens", "screens"):
            part = part.get(key) if isinstance(part, dict) else None
        for screen, parts in (part if isinstance(part, dict) else {}).items():
            if isinstance(parts, dict):
                yield screen, parts

    def _head(self, name: str) -> dict[str, Any] | None:
        if name not in self.files:
            return None
        try:
            return self.json(name)
        except JsonError:
            return None


_read_tree = lru_cache(maxsize=64)(read_tree)
"""Several checks ask for the same file."""
