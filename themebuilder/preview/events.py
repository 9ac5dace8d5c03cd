"""What a build or a reading changed, as the page hears of it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Literal, get_args

from themebuilder.build.pipeline import ThemeBuild
from themebuilder.core.problems import Problem
from themebuilder.packages.model import CONFIG, WEBAPP3_FOLDER
from themebuilder.preview.theme_state import make_node_json, make_problems_json, package_files

ChangeKind = Literal[
    "texts", "palette", "pictures", "settings", "screens", "prompts", "problems", "themes"
]
CHANGES: tuple[ChangeKind, ...] = get_args(ChangeKind)


_MANIFEST = f"{WEBAPP3_FOLDER}manifest.json"
_PALETTE = frozenset({"colorPalette", "backgroundColor", "overlay", "overlayOpacity", "meta"})
"""Keys of the manifest that are colours; ``meta`` holds the one that the others come from."""
_PICTURES = (".jpg", ".png", ".svg", ".webp", ".ico")


def find_changes(old: ThemeBuild | None, new: ThemeBuild | None) -> tuple[ChangeKind, ...]:
    """Return what differs between two builds, in the order of `ChangeKind`."""
    found: set[ChangeKind] = set()
    if old is None or new is None:
        return () if old is new else ("pictures", "settings")
    if make_node_json(old) != make_node_json(new):
        found.add("settings")
    for kind in ("webapp3", "service-theme"):
        before, after = package_files(old, kind), package_files(new, kind)
        for name in before.keys() | after.keys():
            if before.get(name) != after.get(name):
                found |= _find_file_changes(name, before.get(name), after.get(name))
    return tuple(change for change in CHANGES if change in found)


def _find_file_changes(name: str, before: bytes | None, after: bytes | None) -> set[ChangeKind]:
    if name == _MANIFEST:
        return _find_manifest_changes(_parse_manifest(before), _parse_manifest(after))
    if name == CONFIG:
        return {"screens"}
    if name.startswith(f"{WEBAPP3_FOLDER}texts/"):
        return {"texts"}
    if name.endswith(".wav"):
        return {"prompts"}
    return {"pictures"} if name.endswith(_PICTURES) else {"settings"}


def _find_manifest_changes(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[ChangeKind]:
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


@dataclass(frozen=True, slots=True)
class BuildEvent:
    """A theme's new package is served; an empty *theme* means that problems of several changed."""

    theme: str
    changed: tuple[ChangeKind, ...]
    digest: str
    before: str = ""
    """The digest that *changed* is counted from."""
    seq: int = 0
    errors: tuple[Problem, ...] = ()
    """Why the package can't be published."""


@dataclass(frozen=True, slots=True)
class FailureEvent:
    """The newest source cannot be built; the last good package is still served."""

    theme: str
    problems: tuple[Problem, ...]
    seq: int = 0


@dataclass(frozen=True, slots=True)
class EditEvent:
    """The draft changed, also where no theme looks different; *seq* is its new number."""

    seq: int
    theme: ClassVar[str] = ""


@dataclass(frozen=True, slots=True)
class ConnectionEvent:
    """A stream of events began; *seq* is the number of the newest edit in the draft."""

    seq: int = 0


@dataclass(frozen=True, slots=True)
class ColorEvent:
    """A theme's colours, known before its pictures are drawn and its package is checked."""

    theme: str
    palette: tuple[str, ...]
    """The shades, light to dark."""
    background: str
    seq: int = 0


@dataclass(frozen=True, slots=True)
class SketchEvent:
    """Small versions of a theme's new pictures, made before its packages: slot -> address below its page."""

    theme: str
    pictures: Mapping[str, str]
    seq: int = 0


Event = BuildEvent | FailureEvent | EditEvent | ColorEvent | SketchEvent
ServerMessage = Event | ConnectionEvent


_KINDS = {
    BuildEvent: "built",
    FailureEvent: "failed",
    EditEvent: "edited",
    ConnectionEvent: "connected",
    ColorEvent: "palette",
    SketchEvent: "sketch",
}


def as_line(message: ServerMessage, revision: int = 0) -> str:
    """Return a line of a ``text/event-stream``, with the revision of what the server knows by then."""
    values = {
        field.name: getattr(message, field.name)
        for field in fields(message)
        if field.name != "errors"
    }
    if isinstance(message, FailureEvent):
        values["problems"] = make_problems_json(message.problems)
    line = {"kind": _KINDS[type(message)], **values, "revision": revision}
    return f"data: {json.dumps(line, ensure_ascii=False)}\n\n"
