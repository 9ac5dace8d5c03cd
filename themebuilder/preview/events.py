"""What the open page is told: what changed between two builds, and what failed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal, get_args

from themebuilder.build.pipeline import ThemeBuild
from themebuilder.core.problems import Place, Problem
from themebuilder.definitions.model import Files
from themebuilder.packages.service_theme import CONFIG
from themebuilder.packages.webapp3 import FOLDER
from themebuilder.settings import Where, find_fields

_MANIFEST = f"{FOLDER}manifest.json"
_PALETTE = frozenset({"colorPalette", "backgroundColor", "overlay", "overlayOpacity", "meta"})
"""Keys of the manifest that are colours; ``meta`` holds the one that the others come from."""
_PICTURES = (".jpg", ".png", ".svg", ".webp", ".ico")


def package(made: ThemeBuild | None, kind: str) -> Files:
    """The files of one of the packages, or none."""
    packages = made.packages if made else ()
    return next((one.files for one in packages if one.kind == kind), {})


def digest(made: ThemeBuild | None) -> str:
    """What names the content of both packages, or an empty text."""
    if made is None:
        return ""
    both = "".join(f"{one.digest}\n" for one in made.packages)
    return f"sha256:{hashlib.sha256(both.encode()).hexdigest()}"


def node_json(made: ThemeBuild) -> dict[str, object]:
    """What a node would tell the web app about a meeting room of the theme."""
    return {
        field.name: field.value(made.outline.setting(setting.name))
        for setting, field in find_fields(Where.MEETING)
    }


def changes(old: ThemeBuild | None, new: ThemeBuild | None) -> tuple[ChangeKind, ...]:
    """What is not the same in *new* as in *old*."""
    found: set[ChangeKind] = set()
    if old is None or new is None:
        return () if old is new else ("pictures", "settings")
    if node_json(old) != node_json(new):
        found.add("settings")
    for kind in ("webapp3", "service-theme"):
        before, after = package(old, kind), package(new, kind)
        for name in before.keys() | after.keys():
            if before.get(name) != after.get(name):
                found |= _of_file(name, before.get(name), after.get(name))
    return tuple(one for one in CHANGES if one in found)


def _of_file(name: str, before: bytes | None, after: bytes | None) -> set[ChangeKind]:
    if name == _MANIFEST:
        return _of_manifest(_object(before), _object(after))
    if name == CONFIG:
        return {"screens"}
    if name.startswith(f"{FOLDER}texts/"):
        return {"texts"}
    if name.endswith(".wav"):
        return {"prompts"}
    return {"pictures"} if name.endswith(_PICTURES) else {"settings"}


def _of_manifest(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[ChangeKind]:
    differing = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    found: set[ChangeKind] = set()
    if differing & _PALETTE:
        found.add("palette")
    if differing - _PALETTE:
        found.add("settings")
    return found


def _object(data: bytes | None) -> Mapping[str, Any]:
    """The manifest, which `make` wrote: it is an object."""
    read: Mapping[str, Any] = json.loads(data or b"{}")
    return read


ChangeKind = Literal[
    "texts", "palette", "pictures", "settings", "screens", "prompts", "problems", "themes"
]
CHANGES: tuple[ChangeKind, ...] = get_args(ChangeKind)
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Built:
    """A theme's new package is served; an empty *theme* means several themes' problems."""

    theme: str
    changed: tuple[ChangeKind, ...]
    digest: str

    def json(self) -> dict[str, object]:
        """The event as the page reads it."""
        return {
            "kind": "built",
            "theme": self.theme,
            "changed": list(self.changed),
            "digest": self.digest,
        }


@dataclass(frozen=True, slots=True)
class Failed:
    """The newest source gives no package; what was served before still is."""

    theme: str
    problems: tuple[Problem, ...]

    def json(self) -> dict[str, object]:
        """The event as the page reads it."""
        return {"kind": "failed", "theme": self.theme, "problems": problems_json(self.problems)}


Event = Built | Failed


def as_line(event: Event) -> str:
    """The event as a message of a ``text/event-stream``."""
    return f"data: {json.dumps(event.json(), ensure_ascii=False)}\n\n"


def problems_json(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems as the page reads them."""
    return [
        {
            "rule": found.rule.name,
            "severity": found.severity.value,
            "message": found.message,
            "hint": found.hint,
            "theme": found.theme,
            "place": place_json(found.place),
        }
        for found in problems
    ]


def place_json(place: Place) -> dict[str, object]:
    """A place as the page reads it."""
    return {"file": place.file, "line": place.line, "column": place.column}
