"""What comes back from a translator: one entry for each row of the file, as it was read."""

from __future__ import annotations

from dataclasses import dataclass

from themebuilder.core.problems import Place, ThemeError, problem

MAX_BYTES = 16 * 1024 * 1024
MAX_ENTRIES = 20_000
"""Rows of a sheet, and texts in a file; the shipped ones are about 3,000 in six languages."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A translation as it was read. *fault* says why it is no text, where it is none."""

    language: str
    set: str
    key: str
    text: str
    comment: str
    place: Place
    fault: str = ""

    @property
    def id(self) -> tuple[str, str, str]:
        """What names the row that it belongs to."""
        return self.language, self.set, self.key


def unreadable(file: str, message: str, hint: str = "", *, line: int = 0) -> ThemeError:
    """The error for a file that cannot be read as what it claims to be."""
    return ThemeError([problem("translation-unreadable", message, Place(file, line), hint)])
