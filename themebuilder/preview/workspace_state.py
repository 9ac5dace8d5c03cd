"""The workspace as one reading finds it: its themes' outlines, and what keeps files from being read."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from themebuilder.build.checking import check_together
from themebuilder.core.cache import Cache
from themebuilder.core.problems import Place, Problem, ThemeError
from themebuilder.core.rules import Severity
from themebuilder.definitions.library import Library
from themebuilder.definitions.loader import Kept, read_library
from themebuilder.definitions.outline import Outline, outlines
from themebuilder.platform.known import Platform
from themebuilder.platform.loading import load

_SHARED = frozenset({"organisations", "texts", "wordings", "terms"})
"""Folders whose files any theme may rest on."""


@dataclass(frozen=True)
class Reading:
    """What was read at once."""

    library: Library
    platform: Platform
    outlines: Mapping[str, Outline]
    between: Mapping[str, tuple[Problem, ...]]
    """Theme -> what is wrong between it and others."""
    unread: tuple[Problem, ...]
    """What keeps files from being used."""

    @property
    def names(self) -> set[str]:
        """All themes, also those whose own file cannot be read."""
        return self.outlines.keys() | {name for one in self.unread if (name := _theme_of(one))}

    def concerning(self, name: str) -> tuple[Problem, ...]:
        """The unreadable files that the theme rests on, or may rest on."""
        line = {name}
        step = self.library.get("theme", name)
        while step is not None and (parent := step.tree.text("extends")) not in {"", *line}:
            line.add(parent)
            step = self.library.get("theme", parent)
        return tuple(one for one in self.unread if _is_shared(one) or _theme_of(one) in line)


def read(root: Path, shipped: Path, cache: Cache, kept: Kept) -> Reading:
    """Read the workspace; *kept* holds what earlier readings found, and is brought up to date."""
    library = read_library(root, shipped, cache, kept)
    unread = [found for found in library.problems if found.severity is Severity.ERROR]
    target = library.workspace.text("target")
    platform = load()
    if target:
        try:
            platform = load(target, library.workspace.place_of("target"))
        except ThemeError as error:
            unread += error.problems
    newest = {outlined.name: outlined for outlined in outlines(library)}
    between = _by_theme(_together(library, platform, newest), newest)
    return Reading(library, platform, newest, between, tuple(unread))


def _together(
    library: Library, platform: Platform, newest: Mapping[str, Outline]
) -> Iterable[Problem]:
    own = library.own.get("theme", {})
    chosen = [outlined for name, outlined in newest.items() if name in own]
    return check_together(library, platform, list(newest.values()), chosen)


def _by_theme(
    problems: Iterable[Problem], newest: Mapping[str, Outline]
) -> dict[str, tuple[Problem, ...]]:
    files = {outlined.line[0].file: name for name, outlined in newest.items()}
    found: dict[str, tuple[Problem, ...]] = {}
    for problem in problems:
        name = problem.theme or files.get(problem.place.file, "")
        found[name] = (*found.get(name, ()), problem)
    return found


def _theme_of(found: Problem) -> str:
    """The theme that the file would define, or an empty text where it is another kind of file."""
    folders = _folders(found.place)
    stem = PurePosixPath(found.place.file).stem
    is_other = stem == "workspace" or bool(folders & {*_SHARED, "deployments"})
    return "" if is_other else stem


def _is_shared(found: Problem) -> bool:
    is_workspace = PurePosixPath(found.place.file).stem == "workspace"
    return is_workspace or bool(_folders(found.place) & _SHARED)


def _folders(place: Place) -> set[str]:
    """The folders between ``themes/`` and the file."""
    return set(PurePosixPath(place.file.removeprefix("shipped/")).parts[1:-1])
