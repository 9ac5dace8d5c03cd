"""Patches for what a definition has no keys for: JSON merge patches (RFC 7396)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from themebuilder.core.json_text import Json, apply_patch, find_object, make_patch
from themebuilder.core.messages import _
from themebuilder.importing.draft import ThemeDraft, Tree
from themebuilder.importing.from_service_theme import find_main_background, list_backgrounds
from themebuilder.packages.differences import PICTURES
from themebuilder.packages.model import CONFIG, MANIFEST, WEBAPP3_FOLDER, ForeignPackage, read_json
from themebuilder.platform.shipped import load_passed_on

_COLOURS = ("backgroundColor", "colorPalette")


def patch_manifest(
    draft: ThemeDraft, package: ForeignPackage, rendered: Mapping[str, Json]
) -> None:
    """Add patches to *draft* that make our *rendered* manifest equivalent to the package's."""
    original = _remove_nulls(read_json(package, WEBAPP3_FOLDER + MANIFEST), draft, "webapp")
    expected = _use_our_names(draft, original, rendered)
    if isinstance(expected.get("applicationConfig"), dict):
        expected["applicationConfig"] = _align_config(expected, rendered)
    for section, definition in load_passed_on("webapp").items():
        wanted = expected.get(section)
        if section and isinstance(wanted, dict):
            if extra := _make_tree_patch(rendered[section], wanted):
                draft.put(definition, extra, section)
            expected[section] = rendered[section]
    manifest = _make_tree_patch(dict(rendered), expected)
    if manifest:
        draft.put("webapp.manifest", manifest, _("differs in the package"))
        for key, value in manifest.items():
            _remark_kept(draft, f"{MANIFEST} {key}", value)


def patch_config(draft: ThemeDraft, package: ForeignPackage, rendered: Mapping[str, Json]) -> None:
    """Do the same for themeconfig.json."""
    config = read_json(package, CONFIG)
    if config.get("theme_version") == "2":
        config["theme_version"] = 2
    if config.get("theme_version") != 2:
        for key in sorted(config.keys() - {"theme_version", "splash_screens"}):
            draft.remark("lost", f"{CONFIG} {key}", _("This is a setting of a legacy theme."))
        return
    expected = _remove_nulls(config, draft, "meeting")
    brand = draft.tree["brand"]
    is_ours = isinstance(brand, dict) and brand.get("screen") != "none"
    if is_ours and (path := find_main_background(package, config)):
        ours = [background["path"] for background in list_backgrounds(dict(rendered))]
        for background in list_backgrounds(expected):
            if ours and background["path"] == path:
                background["path"] = ours[0]
    patch = _make_tree_patch(dict(rendered), expected)
    if patch:
        draft.put("meeting.config", patch, _("differs in the package"))
        for name, value in _list_changes(patch):
            _remark_kept(draft, f"{CONFIG} {name}", value)


def _make_tree_patch(before: Json, after: Json) -> Tree:
    patch = make_patch(before, after)
    assert isinstance(patch, dict)  # noqa: S101 - both are objects
    return patch


def _align_config(expected: Tree, rendered: Mapping[str, Json]) -> Json:
    """Return the package's applicationConfig, with our order of `hiddenFunctionality` if it is the same set."""
    wanted = dict(find_object(expected, "applicationConfig"))
    mine = find_object(rendered, "applicationConfig").get("hiddenFunctionality")
    theirs = wanted.get("hiddenFunctionality")
    if isinstance(mine, list) and isinstance(theirs, list):
        is_same = {json.dumps(item) for item in mine} == {json.dumps(item) for item in theirs}
        wanted["hiddenFunctionality"] = mine if is_same else theirs
    return wanted


def _use_our_names(draft: ThemeDraft, original: Tree, rendered: Mapping[str, Json]) -> Tree:
    """Return the package's manifest with our file names for everything that the definition has."""
    expected = dict(original)
    brand, webapp = draft.part("brand"), find_object(draft.tree, "webapp")
    slots = {key: slot for key, slot in PICTURES.items() if _is_defined(brand, slot)}
    for key, ours in (("images", slots), ("translations", draft.texts)):
        if key in original:
            expected[key] = _replace_paths(original[key], rendered[key], ours)
    if "favicon" in brand and "favicon" in rendered:
        expected["favicon"] = _replace_paths(original["favicon"], rendered["favicon"], ("href",))
    for key, name in (("plugins", "plugins"), ("customStepConfig", "step")):
        if name in webapp:
            expected[key] = rendered[key]
    for key in _COLOURS:
        if key in rendered and _uppercase(original.get(key)) == _uppercase(rendered[key]):
            expected[key] = rendered[key]
    meta, mine = original.get("meta"), rendered.get("meta")
    if isinstance(meta, dict) and isinstance(mine, dict):
        is_one = _uppercase(meta.get("baseColor")) == _uppercase(mine.get("baseColor"))
        expected["meta"] = {**meta, "baseColor": mine["baseColor"]} if is_one else meta
    return expected


def _is_defined(brand: Mapping[str, Json], slot: str) -> bool:
    if slot == "card" and "card" not in brand:
        return "background" in brand
    return slot in brand and brand[slot] != "none"


def _replace_paths(original: Json, rendered: Json, keys: object) -> Json:
    """Return *original* with the paths of *rendered* under those of the *keys* that both have."""
    if not isinstance(original, dict) or not isinstance(rendered, dict):
        return original
    assert isinstance(keys, dict | tuple)  # noqa: S101 - either of our two kinds
    return {
        key: rendered[key] if key in keys and key in rendered else path
        for key, path in original.items()
    }


def _remove_nulls(value: Tree, draft: ThemeDraft, part: str) -> Tree:
    """Return a copy without nulls, which a patch would remove; *part* of the definition lists them."""
    if found := list(_find_nulls(value)):
        draft.put(f"{part}.nulls", [list(path) for path in found], _("null in the package"))
    kept = apply_patch({}, value)
    assert isinstance(kept, dict)  # noqa: S101 - an object gives an object
    return kept


def _find_nulls(value: Tree, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, inner in value.items():
        if inner is None:
            yield (*path, key)
        elif isinstance(inner, dict):
            yield from _find_nulls(inner, (*path, key))


def _remark_kept(draft: ThemeDraft, what: str, value: Json) -> None:
    if value is not None:  # what the package lacks is not kept
        draft.remark("passed", what, _("As in the package."))


def _list_changes(patch: Mapping[str, Json], path: str = "") -> list[tuple[str, Json]]:
    """Return what a patch changes: screens one by one, everything else by its first key."""
    found: list[tuple[str, Json]] = []
    for key, value in patch.items():
        here = f"{path}.{key}" if path else key
        is_holder = here in {"splash_screens", "splash_screens.screens"}
        found += (
            _list_changes(value, here) if is_holder and isinstance(value, dict) else [(here, value)]
        )
    return found


def _uppercase(value: Json) -> Json:
    if isinstance(value, list):
        return [_uppercase(item) for item in value]
    return value.upper() if isinstance(value, str) else value
