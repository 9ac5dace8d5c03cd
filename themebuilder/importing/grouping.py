"""Groups packages into themes, and extracts what themes have in common."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import PurePath

from themebuilder.core.json_text import Json
from themebuilder.core.messages import _
from themebuilder.core.slugs import find_free_name, make_slug
from themebuilder.importing.draft import ThemeDraft, Tree
from themebuilder.packages.model import ForeignPackage
from themebuilder.packages.zip_writer import compute_digest

_KIND_WORDS = re.compile(
    r"(^|[-_ .])(webapp[-_ ]?[23]?|service[-_ ]?theme|theme|ivr|branding|brand|package|pexip|zip)"
    r"(?=$|[-_ .])",
    re.IGNORECASE,
)
_DIGEST = re.compile(r"-[0-9a-f]{12}$")


@dataclass(frozen=True, slots=True)
class ThemePackages:
    """The packages of one theme, and the *name* that it will have."""

    name: str
    packages: tuple[ForeignPackage, ...]

    @property
    def webapp3(self) -> ForeignPackage | None:
        """Return the Webapp3 branding, or None."""
        return self._find_package("webapp3")

    @property
    def service_theme(self) -> ForeignPackage | None:
        """Return the service theme, or None."""
        return self._find_package("service-theme")

    @property
    def webapp2(self) -> ForeignPackage | None:
        """Return the Webapp 2 branding, or None."""
        return self._find_package("webapp2")

    @property
    def is_migration(self) -> bool:
        """Whether the package is a Webapp 2 branding, which no theme builds to."""
        return self.webapp2 is not None

    def _find_package(self, kind: str) -> ForeignPackage | None:
        return next((package for package in self.packages if package.kind == kind), None)


def pair_packages(packages: Sequence[ForeignPackage], name: str = "") -> tuple[ThemePackages, ...]:
    """Return the themes of *packages*: a branding and a service theme of one name are one theme.

    So are the only branding and the only service theme. *name* is the name of a single theme; of
    several, each gets the name of its file.
    """
    brandings = [package for package in packages if package.kind == "webapp3"]
    themes = [package for package in packages if package.kind == "service-theme"]
    pairs: list[tuple[str, tuple[ForeignPackage, ...]]] = []
    for branding in brandings:
        twin = next(
            (theme for theme in themes if _strip_kind_words(theme) == _strip_kind_words(branding)),
            None,
        )
        if twin is None and len(brandings) == len(themes) == 1:
            twin = themes[0]
        if twin:
            themes.remove(twin)
        pairs.append((_strip_kind_words(branding), (branding, twin) if twin else (branding,)))
    pairs += [(_strip_kind_words(theme), (theme,)) for theme in themes]
    pairs += [
        (_strip_kind_words(package), (package,))
        for package in packages
        if package.kind == "webapp2"
    ]
    if len(pairs) == 1 and name:
        return (ThemePackages(name, pairs[0][1]),)
    return tuple(_name_uniquely(pairs))


def _strip_kind_words(package: ForeignPackage) -> str:
    """Return the file's name without the words that say the kind of package."""
    stem = PurePath(package.name.replace("\\", "/")).name.removesuffix(".zip").removesuffix(".ZIP")
    bare = _KIND_WORDS.sub("", stem)
    bare = _DIGEST.sub("", make_slug(bare))
    return bare or make_slug(stem) or "imported"


def _name_uniquely(pairs: Sequence[tuple[str, tuple[ForeignPackage, ...]]]) -> list[ThemePackages]:
    """Return the themes, each with a name of its own."""
    taken: set[str] = set()
    named: list[ThemePackages] = []
    for stem, packages in pairs:
        name = find_free_name(stem, taken.__contains__)
        taken.add(name)
        named.append(ThemePackages(name, packages))
    return named


_OWN = ("theme", "title", "accept", "organisation", "audience", "reach")
"""Keys that a theme never inherits, or that identify it."""
_FOLDERS = ("webapp-files", "meeting-files", "plugins")
_PATHLESS = frozenset({"config", "user", "manifest", "screens", "dtmf"})
"""Keys whose values name no files of the workspace."""


def place_files(drafts: Sequence[ThemeDraft], shared: str) -> dict[str, bytes]:
    """Return the assets of all drafts by path in ``brand_assets/``, and name these in the drafts.

    A file or folder that several drafts have goes to the folder *shared*, once.
    """
    owners: dict[tuple[str, str], list[str]] = {}
    for draft in drafts:
        for unit, name in _group_files(draft):
            owners.setdefault((unit, name), []).append(draft.name)
    placed: dict[str, bytes] = {}
    for draft in drafts:
        moved: dict[str, str] = {}
        for unit, name in _group_files(draft):
            folder = shared if len(owners[unit, name]) > 1 else draft.name
            moved[unit] = f"{folder}/{unit}"
        for path, data in draft.files.items():
            unit = _find_unit(path)
            target = moved[unit] + path.removeprefix(unit)
            if placed.get(target, data) != data:
                # Two contents of one name, both shared by some: each goes to its own theme.
                moved[unit] = f"{draft.name}/{unit}"
                target = moved[unit] + path.removeprefix(unit)
            placed[target] = data
        _rename(draft.tree, moved)
    return placed


def extract_parent(trees: Sequence[Tree], name: str, title: str) -> Tree | None:
    """Move what all *trees* have in common to a new parent; None if that is too little."""
    shared = _find_common(trees)
    for key in _OWN:
        shared.pop(key, None)
    brand = shared.get("brand")
    if isinstance(brand, dict) and "color" not in brand:
        # Shades say nothing beside another brand colour, which a child would set.
        for key in ("palette", "background_color"):
            brand.pop(key, None)
    webapp = shared.get("webapp")
    parts = [part for tree in trees if isinstance(part := tree.get("webapp"), dict)]
    if isinstance(webapp, dict) and "files" not in webapp and any("files" in one for one in parts):
        # A plugin may be among the files, which are not shared.
        webapp.pop("plugins", None)
    if not any(shared.get(key) for key in ("brand", "texts", "webapp", "meeting")):
        return None
    first = trees[0]
    parent: Tree = {
        "theme": name,
        "title": title,
        "about": _("What the imported themes have in common."),
        "organisation": first["organisation"],
        **shared,
    }
    parent.setdefault("wording", first.get("wording"))
    holder, given = parent.get("brand", {}), first["brand"]
    assert isinstance(holder, dict) and isinstance(given, dict)  # noqa: S101, PT018 - both are
    # A copy: the children keep a colour that they don't share.
    parent["brand"] = {"color": given["color"], **holder}
    for tree in trees:
        _subtract(tree, shared)
        tree["extends"] = name
    return parent


def _group_files(draft: ThemeDraft) -> list[tuple[str, str]]:
    """Return single files and whole folders to move, each with the digest of its content."""
    contents: dict[str, dict[str, bytes]] = {}
    for path, data in draft.files.items():
        unit = _find_unit(path)
        contents.setdefault(unit, {})[path.removeprefix(unit) or "/"] = data
    return [(unit, _name(files)) for unit, files in contents.items()]


def _name(files: Mapping[str, bytes]) -> str:
    if set(files) == {"/"}:
        return hashlib.sha256(files["/"]).hexdigest()
    return compute_digest(files)


def _find_unit(path: str) -> str:
    parts = path.split("/")
    if parts[0] in _FOLDERS and len(parts) > 1:
        return "/".join(parts[: 2 if parts[0] == "plugins" else 1])
    return path


def _rename(tree: Tree, moved: Mapping[str, str]) -> None:
    """Write the final paths of the files into a definition."""
    for part in ("brand", "webapp", "meeting"):
        holder = tree.get(part)
        if isinstance(holder, dict):
            for key, value in holder.items():
                if key not in _PATHLESS:
                    holder[key] = _rename_paths(value, moved, is_path=key == "files")


def _rename_paths(value: Json, moved: Mapping[str, str], *, is_path: bool = False) -> Json:
    if isinstance(value, dict):
        return {key: _rename_paths(inner, moved, is_path=True) for key, inner in value.items()}
    if isinstance(value, list):
        return [
            {**item, "files": _rename_paths(item["files"], moved, is_path=True)}
            if isinstance(item, dict) and "files" in item
            else item
            for item in value
        ]
    if not is_path or not isinstance(value, str):
        return value
    unit = _find_unit(value)
    return moved[unit] + value.removeprefix(unit) if unit in moved else value


def _find_common(trees: Sequence[Mapping[str, Json]]) -> Tree:
    first, *others = trees
    found: Tree = {}
    for key, value in first.items():
        if not all(key in other for other in others):
            continue
        values = [value, *(other[key] for other in others)]
        inner = [one for one in values if isinstance(one, dict)]
        if len(inner) == len(values) and not _is_whole(value):
            if below := _find_common(inner):
                found[key] = below
        elif len(set(map(repr, values))) == 1:
            found[key] = value
    return found


def _is_whole(value: Json) -> bool:
    """Whether a value is a picture, of which no part is inherited."""
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
