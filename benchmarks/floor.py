"""Writes the plan for `benchmarks.bare` from what a build of the same themes holds."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

from themebuilder.definitions.library import Library, shipped_root
from themebuilder.definitions.loader import read_library
from themebuilder.definitions.model import DrawnPicture, Theme
from themebuilder.definitions.outline import outline_themes
from themebuilder.definitions.resolver import resolve_theme

_FILES = {
    "background.jpg": "card",
    "page-background.jpg": "background",
    "theme-background.jpg": "screen",
}


def write_plan(root: Path, built: Path, plan: Path, jobs: int) -> None:
    """The plan that makes the packages in *built* again."""
    library = read_library(root, shipped_root())
    themes = []
    for outline in outline_themes(library):
        if not (built / f"{outline.name}-webapp3.zip").is_file():
            continue
        theme = resolve_theme(library, outline)
        pictures: list[dict[str, Any]] = []
        packages = [
            _package(built / f"{theme.name}-{kind}.zip", theme, pictures, library)
            for kind in ("webapp3", "service-theme")
        ]
        themes.append({"pictures": pictures, "packages": packages})
    plan.write_text(json.dumps({"jobs": jobs, "themes": themes}))


def _package(
    file: Path, theme: Theme, pictures: list[dict[str, Any]], library: Library
) -> dict[str, Any]:
    entries = []
    with zipfile.ZipFile(file) as archive:
        for name in archive.namelist():
            base = name.rpartition("/")[2]
            if base in _FILES:
                picture = _described(theme, _FILES[base], library)
                # The same picture in two slots of one form is made once, as the build does.
                alike = [
                    one
                    for one in pictures
                    if {**one, "slot": ""} == {**picture, "slot": ""}
                    and "screen" not in (one["slot"], picture["slot"])
                ]
                if alike:
                    number = pictures.index(alike[0])
                else:
                    number = len(pictures)
                    pictures.append(picture)
                entries.append({"name": name, "picture": number})
            else:
                entries.append(
                    {"name": name, "text": archive.read(name).decode("utf-8", "replace")}
                )
    return {"name": file.name, "entries": entries}


def _described(theme: Theme, slot: str, library: Library) -> dict[str, Any]:
    picture = theme.brand.pictures[slot]
    if isinstance(picture, DrawnPicture):
        color, tone = picture.color.lower(), picture.tone
        return {
            "slot": slot,
            "style": picture.style,
            "color": color,
            "tone": tone,
            "seed": picture.seed,
            "mark": picture.mark,
        }
    file = library.asset(picture.path)
    return {"slot": slot, "file": str(file), "focus": list(picture.focus)}
