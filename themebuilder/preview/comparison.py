"""What differs between two guest pages, in words, each with a screen that shows it."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from themebuilder.core.problems import ThemeError
from themebuilder.definitions.model import Files
from themebuilder.definitions.outline import Outline
from themebuilder.importing.diff_report import list_changes
from themebuilder.packages.differences import find_differences
from themebuilder.preview.description import JsonObject, find_screens, list_settings
from themebuilder.preview.theme_state import Snapshot, translate_all
from themebuilder.reviews.contents import read_package_facts
from themebuilder.settings import find_setting

TEXTS_SHOWN: Mapping[str, tuple[str, ...]] = json.loads(
    (Path(__file__).parent / "texts_shown.json").read_bytes()
)
"""Screen -> keys of the texts to show there; other keys are on no screen of the preview."""
_SCREENS = {key: screen for screen, keys in TEXTS_SHOWN.items() for key in keys}
_FIRST, _COLORED = "landing", "pin"
_SCREENS_OF_COLORS = {
    "brand.background_color": "meeting",
    "brand.overlay.tint": _FIRST,
    "brand.overlay.opacity": _FIRST,
}
_DIRECT_MEDIA, _WAITING = "direct_media_waiting_for_host", "waiting_for_host"


class Side(NamedTuple):
    """Packages by kind, and the outline where they are those of a theme."""

    packages: Mapping[str, Files]
    outline: Outline | None


def compare(left: Side, right: Side, snapshot: Snapshot) -> JsonObject:
    """Return what differs between two sides; settings in words where both are themes."""
    try:
        found = list(_compare_packages(left.packages, right.packages, snapshot))
    except ThemeError as error:
        return {"refusal": translate_all(error.problems[0].message), "differences": []}
    if left.outline and right.outline:
        found = [row for row in found if row["section"] != "settings"]
        found += _compare_settings(left.outline, right.outline)
    return {"refusal": None, "differences": found}


def _compare_packages(
    left: Mapping[str, Files], right: Mapping[str, Files], snapshot: Snapshot
) -> Iterator[JsonObject]:
    """Yield what differs between the packages that both sides have, by kind; raises `ThemeError`."""
    both = {kind for kind in left if left[kind] and right.get(kind)}
    facts = [
        read_package_facts({kind: side[kind] for kind in side if kind in both})
        for side in (left, right)
    ]
    for change in list_changes(find_differences(*facts)):
        screen, service = _find_screen(change.section, change.key)
        if change.section == "screens":
            screen, service = _show_service(name.partition(" ")[0] for name in change.names)
        elif change.section == "prompts":
            found = find_screens(change.key, snapshot.platform, snapshot.library.workspace)
            screen, service = _show_service(found.screens)
        yield {
            "section": change.section,
            "title": translate_all(change.name),
            "key": translate_all(change.key),
            "language": change.language,
            "left": translate_all(change.before),
            "right": translate_all(change.after),
            "screen": screen,
            "service": service,
        }


def _compare_settings(left: Outline, right: Outline) -> Iterator[JsonObject]:
    """Yield the settings whose values differ, in words."""
    for one, other in zip(list_settings(left), list_settings(right), strict=True):
        if one["value"] == other["value"]:
            continue
        # Some settings say the same of every value.
        shown = "value" if one["effect"] == other["effect"] else "effect"
        name = str(one["name"])
        screen, service = _find_screen("settings", name)
        yield {
            "section": "settings",
            "title": one["title"],
            "key": translate_all(name),
            "language": "",
            "left": _translate_value(one[shown]),
            "right": _translate_value(other[shown]),
            "screen": screen,
            "service": service,
        }


def _translate_value(value: object) -> object:
    return translate_all(value) if isinstance(value, str) else value


def _find_screen(section: str, key: str) -> tuple[str, str]:
    """Return a screen that shows *key*, and the screen of the service theme; empty where there is none."""
    match section:
        case "texts":
            return _SCREENS.get(key, ""), ""
        case "titles" | "pictures":
            return _FIRST, ""
        case "colours":
            return _SCREENS_OF_COLORS.get(key.partition(" ")[0], _COLORED), ""
        case "settings":
            setting = find_setting(key)
            return next(iter(setting.screens), "") if setting else "", ""
        case _:
            return "", ""


def _show_service(ids: Iterable[str]) -> tuple[str, str]:
    """Return the screen on which one of the service theme's screens is seen."""
    known = sorted(ids, key=lambda id_: (id_ != _WAITING, id_ != _DIRECT_MEDIA, id_))
    if not known:
        return "", ""
    return ("waiting", "") if known[0] == _DIRECT_MEDIA else ("waiting-video", known[0])
