"""What is known of a workspace and of each of its themes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from themebuilder.build.checking import check_collection
from themebuilder.build.pipeline import ThemeBuild
from themebuilder.core.cache import Cache
from themebuilder.core.problems import Place, Problem, ThemeError
from themebuilder.core.reading import compose_unicode
from themebuilder.core.rules import Severity
from themebuilder.core.tree import Text, walk_texts
from themebuilder.definitions.library import Library
from themebuilder.definitions.loader import DocumentCache, read_library
from themebuilder.definitions.model import Theme
from themebuilder.definitions.outline import Outline, outline_themes
from themebuilder.definitions.resolver import meeting_language
from themebuilder.platform.target import Platform, load_platform

_FOR_ALL = ("wording", "terms", "workspace")
Inputs = tuple[tuple[str, str], ...]
"""File and digest of each definition that a theme is made from."""


@dataclass(frozen=True, slots=True)
class ThemeState:
    """One theme. It is replaced as a whole, never changed."""

    name: str
    outline: Outline | None = None
    """None for a theme whose file was never readable."""
    inputs: Inputs = ()
    served: ThemeBuild | None = None
    theme: Theme | None = None
    """The newest complete theme; its packages may not be made yet."""
    told: tuple[Problem, ...] = ()
    """What is wrong with the theme by itself."""
    between: tuple[Problem, ...] = ()
    """What is wrong between it and other themes."""
    failure: tuple[Problem, ...] = ()
    """Why its newest source gives no package."""
    unread: tuple[Problem, ...] = ()
    """What keeps its source from being read at all."""
    is_stale: bool = True
    """Whether the packages of the newest source are not made yet."""
    is_examined: bool = False
    """Whether the newest source was asked all that can be asked without making packages."""

    @property
    def found(self) -> tuple[Problem, ...]:
        """Everything that is wrong, each told once."""
        return tuple(dict.fromkeys((*self.told, *self.between)))

    @property
    def trouble(self) -> tuple[Problem, ...]:
        """Why there is nothing newer to show, or nothing."""
        return tuple(dict.fromkeys((*self.unread, *self.failure)))

    @property
    def is_shipped(self) -> bool:
        """Whether the theme came with the tool."""
        return self.outline is not None and self.outline.line[0].is_shipped

    @property
    def shown(self) -> Outline | None:
        """The outline of what is served, else the newest."""
        return self.served.outline if self.served else self.outline


def inputs(outlined: Outline, library: Library) -> Inputs:
    """What the theme is made from, its assets left out."""
    languages = set(outlined.languages)
    if languages:
        languages.add(meeting_language(outlined))
    documents = [*outlined.line, *outlined.organisations]
    for layer in (library.shipped, library.own):
        for kind in _FOR_ALL:
            documents += layer.get(kind, {}).values()
        documents += [
            document
            for name, document in layer.get("texts", {}).items()
            if name.partition(".")[0] in languages
        ]
    return tuple(sorted({(document.file, document.digest) for document in documents}))


def names_asset(outlined: Outline, path: PurePosixPath) -> bool:
    """Whether the theme names the asset at *path* below ``brand_assets/``, or a folder above it."""
    folders = {compose_unicode(str(folder)) for folder in (path, *path.parents)} - {"."}
    named = {compose_unicode(text.value.rstrip("/")) for text in _named(outlined)}
    return bool(folders & named)


def _named(outlined: Outline) -> Iterator[Text]:
    for part in ("brand", "meeting", "webapp"):
        yield from (text for _, text in walk_texts(outlined.merged.map(part)))


_SHARED = frozenset({"organisations", "texts", "wordings", "terms"})
"""Folders whose files any theme may rest on."""


@dataclass(frozen=True)
class Snapshot:
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


def read(root: Path, shipped: Path, cache: Cache, kept: DocumentCache) -> Snapshot:
    """Read the workspace; *kept* holds what earlier readings found, and is brought up to date."""
    library = read_library(root, shipped, cache, kept)
    unread = [found for found in library.problems if found.severity is Severity.ERROR]
    target = library.workspace.text("target")
    platform = load_platform()
    if target:
        try:
            platform = load_platform(target, library.workspace.place_of("target"))
        except ThemeError as error:
            unread += error.problems
    newest = {outlined.name: outlined for outlined in outline_themes(library)}
    between = _by_theme(_together(library, platform, newest), newest)
    return Snapshot(library, platform, newest, between, tuple(unread))


def _together(
    library: Library, platform: Platform, newest: Mapping[str, Outline]
) -> Iterable[Problem]:
    own = library.own.get("theme", {})
    chosen = [outlined for name, outlined in newest.items() if name in own]
    return check_collection(library, platform, list(newest.values()), chosen)


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
