"""Problems: which rule is broken, where, and how to fix it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath
from typing import NamedTuple

from themebuilder.core.messages import _
from themebuilder.core.rules import Concern, Rule, Severity, load_rules
from themebuilder.core.secrets import redact_addresses


class Place(NamedTuple):
    """A position in a file. *line* and *column* count from 1; 0 means the whole file or line.

    *file* is relative to the workspace where possible, as the user would type it.
    """

    file: str
    line: int = 0
    column: int = 0
    end_column: int = 0

    def __str__(self) -> str:
        """Return the place in the form that editors and CI make clickable."""
        return ":".join(
            [self.file, *(str(number) for number in (self.line, self.column) if number)]
        )

    @property
    def is_shipped(self) -> bool:
        """Whether it is in a file that comes with the program, which nobody can change."""
        return self.file.startswith("shipped/")

    def to_json(self) -> dict[str, str | int]:
        """Return file, line and column by name."""
        return {"file": self.file, "line": self.line, "column": self.column}


class Problem(NamedTuple):
    """One broken rule: what, where, and how to fix it.

    *theme* names the theme in which it was found, as several themes may share the file. *concern* says
    what it means, where a package is judged.
    """

    rule: Rule
    message: str
    place: Place
    hint: str = ""
    theme: str = ""
    severity: Severity = Severity.ERROR
    concern: Concern | None = None

    def in_theme(self, theme: str) -> Problem:
        """Return the same problem for *theme*."""
        return self._replace(theme=theme)


def problem(rule: str, message: str, place: Place, hint: str = "", *, theme: str = "") -> Problem:
    """Return a problem with its rule's severity; *message* and *hint* are cut at 1,000 characters."""
    found = load_rules()[rule]
    message, hint = shorten(message, 1000), shorten(hint, 1000)
    return Problem(found, message, place, hint, theme, severity=found.severity)


def shorten(text: str, most: int = 60) -> str:
    """Return *text*, or its beginning and "…" where it has more than *most* characters.

    Secrets in addresses are left out first: half of one couldn't be recognised any more.
    """
    text = redact_addresses(text) if len(text) > most else text
    return text if len(text) <= most else f"{text[: most - 3]}…"


def join_first(names: Sequence[str], most: int) -> str:
    """Return the first *most* of *names*, with "…" for the others."""
    return ", ".join(names if len(names) <= most else [*names[:most], "…"])


_CLEAR_STEM = 0.7
"""Likeness from which a file may be meant by another's name."""


def find_nearest(name: str, known: Iterable[str], likeness: float = 0.6) -> str | None:
    """Return the *known* name most like *name*, or None where none has that *likeness*, 0 to 1."""
    from difflib import get_close_matches  # noqa: PLC0415 - only when something is wrong

    # The start of a very long name is enough, and keeps the comparison quick.
    return next(iter(get_close_matches(name[:200], list(known), n=1, cutoff=likeness)), None)


def suggest_name(name: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return the hint "Did you mean …?" with the *known* name nearest to *name*, or *otherwise*."""
    return _suggest(find_nearest(name, known), otherwise)


def suggest_path(path: str, known: Iterable[str], otherwise: str = "") -> str:
    """Return the hint "Did you mean …?" with the *known* path whose file is named most like *path*'s.

    Folders and endings only decide between files of the same name: they are alike in all paths.
    """
    by_stem: dict[str, list[str]] = {}
    for name in known:
        by_stem.setdefault(_get_stem(name), []).append(name)
    stem = find_nearest(_get_stem(path), by_stem, _CLEAR_STEM)
    return _suggest(find_nearest(path, by_stem.get(stem or "", ()), 0), otherwise)


def _suggest(nearest: str | None, otherwise: str) -> str:
    return _("Did you mean `{name}`?", name=nearest) if nearest else otherwise


def _get_stem(path: str) -> str:
    return PurePosixPath(path).stem.casefold()


class ThemeError(Exception):
    """The work can't be done; *problems* says why, with everything that was found."""

    def __init__(self, problems: Iterable[Problem]) -> None:
        """Take *problems*, at least one."""
        self.problems = tuple(problems)
        super().__init__("; ".join(f"{p.place}: {p.message}" for p in self.problems))
