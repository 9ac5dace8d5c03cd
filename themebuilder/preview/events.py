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


def package_files(made: ThemeBuild | None, kind: str) -> Files:
    """The files of one of the packages; empty without a build."""
    packages = made.packages if made else ()
    return next((one.files for one in packages if one.kind == kind), {})


def content_digest(made: ThemeBuild | None) -> str:
    """The digest of both packages; empty without a build."""
    if made is None:
        return ""
    both = "".join(f"{one.digest}\n" for one in made.packages)
    return f"sha256:{hashlib.sha256(both.encode()).hexdigest()}"


def node_json(made: ThemeBuild) -> dict[str, object]:
    """What a node would tell the web app about a meeting room with the theme."""
    return {
        field.name: field.value(made.outline.setting(setting.name))
        for setting, field in find_fields(Where.MEETING)
    }


def find_changes(old: ThemeBuild | None, new: ThemeBuild | None) -> tuple[ChangeKind, ...]:
    """What differs between two builds, in the order of `ChangeKind`."""
    found: set[ChangeKind] = set()
    if old is None or new is None:
        return () if old is new else ("pictures", "settings")
    if node_json(old) != node_json(new):
        found.add("settings")
    for kind in ("webapp3", "service-theme"):
        before, after = package_files(old, kind), package_files(new, kind)
        for name in before.keys() | after.keys():
            if before.get(name) != after.get(name):
                found |= _file_changes(name, before.get(name), after.get(name))
    return tuple(one for one in CHANGES if one in found)


def _file_changes(name: str, before: bytes | None, after: bytes | None) -> set[ChangeKind]:
    if name == _MANIFEST:
        return _manifest_changes(_parse_manifest(before), _parse_manifest(after))
    if name == CONFIG:
        return {"screens"}
    if name.startswith(f"{FOLDER}texts/"):
        return {"texts"}
    if name.endswith(".wav"):
        return {"prompts"}
    return {"pictures"} if name.endswith(_PICTURES) else {"settings"}


def _manifest_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[ChangeKind]:
    differing = {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}
    found: set[ChangeKind] = set()
    if differing & _PALETTE:
        found.add("palette")
    if differing - _PALETTE:
        found.add("settings")
    return found


def _parse_manifest(data: bytes | None) -> Mapping[str, Any]:
    manifest: Mapping[str, Any] = json.loads(data or b"{}")
    return manifest


ChangeKind = Literal[
    "texts", "palette", "pictures", "settings", "screens", "prompts", "problems", "themes"
]
CHANGES: tuple[ChangeKind, ...] = get_args(ChangeKind)


@dataclass(frozen=True, slots=True)
class Built:
    """A theme's new package is served; an empty *theme* means that problems of several changed."""

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
    """The newest source cannot be built; the last good package is still served."""

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
