"""A finished package, as it is asked about: its files, and the JSON in them read once."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from themebuilder.core.problems import Place
from themebuilder.definitions.model import Files, Theme
from themebuilder.packages.errors import JsonError
from themebuilder.packages.json_reader import read_json

BRANDING = "webapp3/branding/"
MANIFEST = f"{BRANDING}manifest.json"
CONFIG = "themeconfig.json"


@dataclass(frozen=True)
class PackageSubject:
    """A package's files; *theme* is the one it was made from, when it is ours."""

    kind: str
    name: str
    files: Files
    theme: Theme | None = None

    def place(self, entry: str = "") -> Place:
        """The package, or the *entry* in it."""
        return Place(f"{self.name}/{entry}" if entry else self.name)

    def json(self, name: str) -> dict[str, Any]:
        """The object in a JSON file of the package, which must not be changed; raises `JsonError`."""
        known = self._read
        if name not in known:
            try:
                known[name] = read_json(self.files[name], name)
            except JsonError as error:
                known[name] = error
        found = known[name]
        if isinstance(found, JsonError):
            raise found
        return found

    @property
    def manifest(self) -> dict[str, Any] | None:
        """What a branding's manifest says; None where there is none that can be read."""
        return self._head(MANIFEST) if self.kind == "webapp3" else None

    @property
    def config(self) -> dict[str, Any] | None:
        """What a service theme's head says; None where there is none that can be read."""
        return self._head(CONFIG) if self.kind == "service-theme" else None

    def screens(self) -> Iterator[tuple[str, dict[str, Any]]]:
        """The screens of a service theme, with what each holds."""
        part: Any = self.config or {}
        for key in ("splash_screens", "screens"):
            part = part.get(key) if isinstance(part, dict) else None
        for screen, parts in (part if isinstance(part, dict) else {}).items():
            if isinstance(parts, dict):
                yield screen, parts

    @cached_property
    def _read(self) -> dict[str, dict[str, Any] | JsonError]:
        return {}

    def _head(self, name: str) -> dict[str, Any] | None:
        if name not in self.files:
            return None
        try:
            return self.json(name)
        except JsonError:
            return None
