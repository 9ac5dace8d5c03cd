"""Several themes with the same parts: those become a parent's, and equal files are kept once."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence

from themebuilder.importing.draft import Portrait, Tree
from themebuilder.packages.json_reader import Json
from themebuilder.packages.zip_writer import digest

_OWN = ("theme", "title", "accept", "organisation", "audience", "reach")
"""Keys that a theme never inherits, or that say who it is."""
_FOLDERS = ("webapp-files", "meeting-files", "plugins")


def place_files(portraits: Sequence[Portrait], shared: str) -> dict[str, bytes]:
    """The assets of all portraits by their path in ``brand_assets/``, each content once.

    A file or folder that several have lies in the folder *shared*. The definitions name the paths
    afterwards.
    """
    owners: dict[tuple[str, str], list[str]] = {}
    for portrait in portraits:
        for unit, name in _units(portrait):
            owners.setdefault((unit, name), []).append(portrait.name)
    placed: dict[str, bytes] = {}
    for portrait in portraits:
        moved: dict[str, str] = {}
        for unit, name in _units(portrait):
            folder = shared if len(owners[unit, name]) > 1 else portrait.name
            moved[unit] = f"{folder}/{unit}"
        for path, data in portrait.files.items():
            unit = _unit(path)
            target = moved[unit] + path.removeprefix(unit)
            if placed.get(target, data) != data:
                # Two contents of one name, both shared by some: each lies with its own theme.
                moved[unit] = f"{portrait.name}/{unit}"
                target = moved[unit] + path.removeprefix(unit)
            placed[target] = data
        _rename(portrait.tree, moved)
    return placed


def common_parent(trees: Sequence[Tree], name: str, title: str) -> Tree | None:
    """A parent with what all *trees* have in common, or None; the trees keep the rest."""
    shared = _common(trees)
    for key in _OWN:
        shared.pop(key, None)
    brand = shared.get("brand")
    if isinstance(brand, dict) and "color" not in brand:
        # Shades say nothing beside another brand colour, which a child would set.
        for key in ("palette", "background_color"):
            brand.pop(key, None)
    if not any(shared.get(key) for key in ("brand", "texts", "webapp", "meeting")):
        return None
    first = trees[0]
    parent: Tree = {
        "theme": name,
        "title": title,
        "about": "What the imported themes have in common.",
        "organisation": first["organisation"],
        **shared,
    }
    parent.setdefault("wording", first.get("wording"))
    holder, given = parent.setdefault("brand", {}), first["brand"]
    assert isinstance(holder, dict) and isinstance(given, dict)  # noqa: S101, PT018 - both are
    holder.setdefault("color", given["color"])
    for tree in trees:
        _subtract(tree, shared)
        tree["extends"] = name
    return parent


def _units(portrait: Portrait) -> list[tuple[str, str]]:
    """What is moved as one: single files and whole folders, each with a name for its content."""
    contents: dict[str, dict[str, bytes]] = {}
    for path, data in portrait.files.items():
        unit = _unit(path)
        contents.setdefault(unit, {})[path.removeprefix(unit) or "/"] = data
    return [(unit, _name(files)) for unit, files in contents.items()]


def _name(files: Mapping[str, bytes]) -> str:
    if set(files) == {"/"}:
        return hashlib.sha256(files["/"]).hexdigest()
    return digest(files)


def _unit(path: str) -> str:
    parts = path.split("/")
    if parts[0] in _FOLDERS and len(parts) > 1:
        return "/".join(parts[: 2 if parts[0] == "plugins" else 1])
    return path


def _rename(tree: Tree, moved: Mapping[str, str]) -> None:
    """Name the files of a definition by their final paths."""
    for part in ("brand", "webapp", "meeting"):
        holder = tree.get(part)
        if isinstance(holder, dict):
            for key, value in holder.items():
                if key not in {"config", "user", "manifest", "screens", "dtmf", "hide", "keep"}:
                    holder[key] = _renamed(value, moved, is_path=key == "files")


def _renamed(value: Json, moved: Mapping[str, str], *, is_path: bool = False) -> Json:
    if isinstance(value, dict):
        return {
            key: _renamed(inner, moved, is_path=key not in {"id", "src"})
            for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_renamed(inner, moved) for inner in value]
    return moved.get(value, value) if is_path and isinstance(value, str) else value


def _common(trees: Sequence[Mapping[str, Json]]) -> Tree:
    first, *others = trees
    found: Tree = {}
    for key, value in first.items():
        if not all(key in other for other in others):
            continue
        values = [value, *(other[key] for other in others)]
        inner = [one for one in values if isinstance(one, dict)]
        if len(inner) == len(values) and not _is_whole(value):
            if below := _common(inner):
                found[key] = below
        elif all(_same(value, other) for other in values):
            found[key] = value
    return found


def _is_whole(value: Json) -> bool:
    """A picture is one thing: {file: …} of one never mixes with that of another."""
    return isinstance(value, dict) and ("file" in value or "draw" in value)


def _subtract(tree: Tree, shared: Mapping[str, Json]) -> None:
    for key, value in shared.items():
        inner = tree.get(key)
        if isinstance(inner, dict) and isinstance(value, dict) and not _is_whole(inner):
            _subtract(inner, value)
            if not inner:
                del tree[key]
        else:
            tree.pop(key, None)


def _same(one: Json, other: Json) -> bool:
    return repr(one) == repr(other)
