"""What of a package our definition cannot say, as patches that say it (RFC 7396)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping

from themebuilder.core.json_text import apply_patch, make_patch
from themebuilder.importing.draft import Portrait, Tree
from themebuilder.importing.facts import PICTURES
from themebuilder.importing.from_service_theme import main_background
from themebuilder.importing.package_reader import CONFIG, MANIFEST, WEBAPP3, Foreign, json_of
from themebuilder.packages.json_reader import Json
from themebuilder.platform.shipped import load_passed_on

_COLOURS = ("backgroundColor", "colorPalette")


def patch_manifest(portrait: Portrait, package: Foreign, rendered: Mapping[str, Json]) -> None:
    """Put into *portrait* what makes our *rendered* manifest mean the same as that of *package*."""
    original = _without_nulls(json_of(package, WEBAPP3 + MANIFEST), portrait, "webapp")
    expected = _named_as_ours(portrait, original, rendered)
    if isinstance(expected.get("applicationConfig"), dict):
        expected["applicationConfig"] = _config(expected, rendered)
    for section, definition in load_passed_on("webapp").items():
        wanted = expected.get(section)
        if section and isinstance(wanted, dict):
            if extra := _patch(rendered[section], wanted):
                portrait.put(definition, extra, section)
            expected[section] = rendered[section]
    manifest = _patch(dict(rendered), expected)
    if manifest:
        portrait.put("webapp.manifest", manifest, "keys that the package has otherwise")
        for key, value in manifest.items():
            portrait.remark("passed", f"manifest key {key}", _became(value))


def patch_config(portrait: Portrait, package: Foreign, rendered: Mapping[str, Json]) -> None:
    """The same for themeconfig.json."""
    config = json_of(package, CONFIG)
    if config.get("theme_version") != 2:
        for key in config.keys() - {"theme_version", "splash_screens"}:
            portrait.remark("lost", f"setting {key}", "a setting of a legacy theme")
        return
    expected = _without_nulls(config, portrait, "meeting")
    if path := main_background(package, config):
        _rename_backgrounds(expected, path, _background(rendered))
    patch = _patch(dict(rendered), expected)
    if patch:
        portrait.put("meeting.config", patch, "keys that the package has otherwise")
        for name, value in _changed(patch):
            portrait.remark("passed", f"themeconfig.json {name}", _became(value))


def _patch(before: Json, after: Json) -> Tree:
    patch = make_patch(before, after)
    assert isinstance(patch, dict)  # noqa: S101 - both are objects
    return patch


def _config(expected: Tree, rendered: Mapping[str, Json]) -> Json:
    """The package's applicationConfig; what is hidden is a set, so its order may be ours."""
    config = expected.get("applicationConfig")
    ours = rendered.get("applicationConfig")
    wanted = dict(config) if isinstance(config, dict) else {}
    mine = ours.get("hiddenFunctionality") if isinstance(ours, dict) else None
    theirs = wanted.get("hiddenFunctionality")
    if isinstance(mine, list) and isinstance(theirs, list) and _same_set(mine, theirs):
        wanted["hiddenFunctionality"] = mine
    return wanted


def _same_set(one: list[Json], other: list[Json]) -> bool:
    """Whether two lists hold the same, in whatever order."""
    return {json.dumps(item) for item in one} == {json.dumps(item) for item in other}


def _named_as_ours(portrait: Portrait, original: Tree, rendered: Mapping[str, Json]) -> Tree:
    """The package's manifest with our names for all that has found its place in the definition."""
    expected = dict(original)
    brand, webapp = portrait.tree.get("brand"), portrait.tree.get("webapp")
    assert isinstance(brand, dict)  # noqa: S101 - the colour is there
    webapp = webapp if isinstance(webapp, dict) else {}
    slots = {key: slot for key, slot in PICTURES.items() if _is_placed(brand, slot)}
    for key, ours in (("images", slots), ("translations", portrait.texts)):
        if key in original:
            expected[key] = _renamed(original[key], rendered[key], ours)
    if "favicon" in brand and "favicon" in rendered:
        expected["favicon"] = _renamed(original["favicon"], rendered["favicon"], ("href",))
    for key, name in (("plugins", "plugins"), ("customStepConfig", "step")):
        if name in webapp:
            expected[key] = rendered[key]
    if "version" in original and original["version"] != 0:
        portrait.remark(
            "look", f"version: {original['version']!r}", "0 is written, the only form known"
        )
        expected["version"] = 0
    for key in _COLOURS:
        if key in rendered and _upper(original.get(key)) == _upper(rendered[key]):
            expected[key] = rendered[key]
    meta, mine = original.get("meta"), rendered.get("meta")
    if isinstance(meta, dict) and isinstance(mine, dict):
        is_one = _upper(meta.get("baseColor")) == _upper(mine.get("baseColor"))
        expected["meta"] = {**meta, "baseColor": mine["baseColor"]} if is_one else meta
    return expected


def _is_placed(brand: Mapping[str, Json], slot: str) -> bool:
    if slot == "card" and "card" not in brand:
        return "background" in brand
    return slot in brand and brand[slot] != "none"


def _renamed(original: Json, rendered: Json, keys: object) -> Json:
    """*original* with the paths of *rendered* under those of the *keys* that both have."""
    if not isinstance(original, dict) or not isinstance(rendered, dict):
        return original
    assert isinstance(keys, dict | tuple)  # noqa: S101 - either of our two kinds
    return {
        key: rendered[key] if key in keys and key in rendered else path
        for key, path in original.items()
    }


def _background(rendered: Mapping[str, Json]) -> str:
    splash = rendered.get("splash_screens")
    listed = splash.get("screens") if isinstance(splash, dict) else None
    for screen in (listed if isinstance(listed, dict) else {}).values():
        background = screen.get("background") if isinstance(screen, dict) else None
        if isinstance(background, dict) and isinstance(path := background.get("path"), str):
            return path
    return ""


def _rename_backgrounds(config: Tree, old: str, new: str) -> None:
    splash = config.get("splash_screens")
    listed = splash.get("screens") if isinstance(splash, dict) else None
    for screen in (listed if isinstance(listed, dict) else {}).values():
        background = screen.get("background") if isinstance(screen, dict) else None
        if new and isinstance(background, dict) and background.get("path") == old:
            background["path"] = new


def _without_nulls(value: Tree, portrait: Portrait, part: str) -> Tree:
    """A copy without null, which would take a key out; the *part* of the definition lists them."""
    if found := list(_nulls(value)):
        portrait.put(f"{part}.nulls", [list(path) for path in found], "null in the package")
    kept = apply_patch({}, value)
    assert isinstance(kept, dict)  # noqa: S101 - an object gives an object
    return kept


def _nulls(value: Tree, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    for key, inner in value.items():
        if inner is None:
            yield (*path, key)
        elif isinstance(inner, dict):
            yield from _nulls(inner, (*path, key))


def _became(value: Json) -> str:
    return "left out, as in the package" if value is None else "as in the package"


def _changed(patch: Mapping[str, Json], path: str = "") -> list[tuple[str, Json]]:
    """What a patch is about: screens one by one, everything else by its first key."""
    found: list[tuple[str, Json]] = []
    for key, value in patch.items():
        here = f"{path}.{key}" if path else key
        is_holder = here in {"splash_screens", "splash_screens.screens"}
        found += _changed(value, here) if is_holder and isinstance(value, dict) else [(here, value)]
    return found


def _upper(value: Json) -> Json:
    if isinstance(value, list):
        return [_upper(one) for one in value]
    return value.upper() if isinstance(value, str) else value
