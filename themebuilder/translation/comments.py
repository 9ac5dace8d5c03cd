"""What somebody wrote above a text in its YAML file, for those who translate it."""

from __future__ import annotations

from collections.abc import Callable

from themebuilder.core.problems import Place

ReadFile = Callable[[str], str]
"""The text of a definition's file by its name; an empty text where there is none."""


class Comments:
    """The comments of definitions; each file is read once."""

    def __init__(self, read: ReadFile) -> None:
        """Look files up with *read*."""
        self._read = read
        self._lines: dict[str, list[str]] = {}

    def above(self, place: Place) -> str:
        """The comment lines right above *place*, as one line, or an empty text."""
        if place.file not in self._lines:
            self._lines[place.file] = self._read(place.file).split("\n")
        found: list[str] = []
        for line in reversed(self._lines[place.file][: max(place.line - 1, 0)]):
            text = line.strip()
            if not text.startswith("#"):
                break
            found.insert(0, text.lstrip("#").strip())
        return " ".join(found)
