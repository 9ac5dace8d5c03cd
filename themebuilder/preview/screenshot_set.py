"""A folder of pictures, one for each screen, language and window of each theme."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from themebuilder.core.files import write_whole
from themebuilder.core.json_text import indented
from themebuilder.preview.differences import difference
from themebuilder.preview.views import SCREENS, VIEWPORTS, View, Viewport
from themebuilder.preview.visual_report import Compared

LIST = "screenshots.json"
REPORT = "report.html"


@dataclass(frozen=True, slots=True)
class Choice:
    """What of each theme is looked at; without *languages*: all that the theme offers."""

    screens: Sequence[str] = SCREENS
    languages: Sequence[str] = ()
    viewports: Sequence[Viewport] = VIEWPORTS

    def views(self, themes: Mapping[str, Sequence[str]]) -> list[View]:
        """Every view of *themes* (name -> languages), one window after another."""
        return [
            View(theme, screen, language, viewport)
            for viewport in self.viewports
            for theme, offered in themes.items()
            for language in offered
            if not self.languages or language in self.languages
            for screen in self.screens
        ]

    def means(self, file: str, themes: Iterable[str]) -> bool:
        """Whether a picture of that name may be one of *themes* that is looked at here."""
        theme, _, name = file.rpartition("/")
        parts = name.removesuffix(".png").split(".")
        if theme not in set(themes) or len(parts) != 3:
            return False
        screen, language, viewport = parts
        is_known = viewport in {one.name for one in self.viewports} and screen in self.screens
        return is_known and (not self.languages or language in self.languages)


def listed(folder: Path) -> list[str]:
    """The pictures that an earlier run left in *folder*; none where there was no run."""
    try:
        return [str(one["file"]) for one in json.loads((folder / LIST).read_bytes())["pictures"]]
    except (OSError, ValueError, KeyError, TypeError):
        return []


def kept(
    taken: Iterable[tuple[View, bytes]], folder: Path, old: Path | None, expected: Iterable[str]
) -> Iterator[Compared]:
    """Write what is *taken* into *folder*, each compared with the one of its name in *old*.

    After the last one come those of the *expected* that were not taken.
    """
    missing = dict.fromkeys(expected)
    for view, after in taken:
        missing.pop(view.file, None)
        before = _read(old / view.file) if old else None
        write_whole(folder / view.file, after)
        yield _compared(view.file, before, after)
    for file in missing:
        before = _read(old / file) if old else None
        if before is not None:
            yield _compared(file, before, None)


def write_list(folder: Path, compared: Sequence[Compared], *, is_against: bool) -> None:
    """Write what was taken, by name, and what changed where something was compared."""
    pictures: list[Mapping[str, object]] = [
        {
            "file": one.file,
            **(
                {
                    "state": one.difference.state,
                    "changed_pixels": one.difference.pixels,
                    "pixels": one.difference.size,
                }
                if is_against
                else {}
            ),
        }
        for one in sorted(compared, key=lambda one: one.file)
        if is_against or one.after is not None
    ]
    write_whole(folder / LIST, indented({"schema": 1, "pictures": pictures}))


def _compared(file: str, before: bytes | None, after: bytes | None) -> Compared:
    found = difference(before, after)
    if found.state == "same":
        # Not shown, and there may be thousands.
        return Compared(file, b"", b"", found)
    return Compared(file, before, after, found)


def _read(file: Path) -> bytes | None:
    try:
        return file.read_bytes()
    except OSError:
        return None
