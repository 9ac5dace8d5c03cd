"""What is known of a workspace and of each of its themes."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from themebuilder.build.checking import check_collection
from themebuilder.build.pipeline import ThemeBuild, prevents_build
from themebuilder.core.cache import Cache
from themebuilder.core.messages import MESSAGE_LANGUAGES, Bilingual, translate
from themebuilder.core.problems import Place, Problem, ThemeError
from themebuilder.core.reading import compose_unicode
from themebuilder.core.rules import Severity
from themebuilder.core.tree import Text, walk_texts
from themebuilder.definitions.library import WORKSPACE_FILE, Library
from themebuilder.definitions.loader import DocumentCache, read_library
from themebuilder.definitions.model import Files, Theme
from themebuilder.definitions.outline import Outline, outline_themes
from themebuilder.platform.learnt_file import LEARNT_FILE, hash_learnt, read_learnt
from themebuilder.platform.target import Platform, load_platform
from themebuilder.settings import FieldKind, find_fields

_FOR_ALL = ("wording", "terms", "workspace")
Inputs = tuple[tuple[str, str], ...]
"""File and digest of each definition that a theme is made from."""


@dataclass(frozen=True, slots=True)
class ThemeState:
    """One theme; replaced as a whole, never changed."""

    name: str
    outline: Outline | None = None
    """None for a theme whose file was never readable."""
    inputs: Inputs = ()
    served: ThemeBuild | None = None
    theme: Theme | None = None
    """The newest complete theme; it may not be built yet."""
    own_problems: tuple[Problem, ...] = ()
    shared_problems: tuple[Problem, ...] = ()
    """Problems between this theme and others."""
    failure: tuple[Problem, ...] = ()
    """Why the newest source has no packages to show."""
    unread: tuple[Problem, ...] = ()
    """Why the newest source cannot be read."""
    is_stale: bool = True
    """Whether the newest source is not built yet."""
    is_examined: bool = False
    """Whether the checks that need no packages ran on the newest source."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Every problem of the newest source once."""
        return tuple(dict.fromkeys(self.unread or (*self.own_problems, *self.shared_problems)))

    @property
    def errors(self) -> tuple[Problem, ...]:
        """Why packages cannot be written from the newest source, though they may be shown."""
        return tuple(filter(prevents_build, self.unread or self.own_problems))

    @property
    def blockers(self) -> tuple[Problem, ...]:
        """Why the newest source is not shown."""
        return tuple(dict.fromkeys((*self.unread, *self.failure)))

    @property
    def is_shipped(self) -> bool:
        """Whether the theme came with the program."""
        return self.outline is not None and self.outline.lineage[0].is_shipped

    @property
    def visible_outline(self) -> Outline | None:
        """The outline of what is served, else the newest."""
        return self.served.outline if self.served else self.outline


def list_inputs(outline: Outline, library: Library) -> Inputs:
    """Return the definitions that the theme is built from, without its assets."""
    languages = set(outline.languages)
    if languages:
        languages.update(outline.screen_languages)
    documents = [*outline.lineage, *outline.organisations]
    for layer in (library.shipped, library.own):
        for kind in _FOR_ALL:
            documents += layer.get(kind, {}).values()
        documents += [
            document
            for name, document in layer.get("texts", {}).items()
            if name.partition(".")[0] in languages
        ]
    files = {(document.file, document.digest) for document in documents}
    with suppress(ThemeError):  # the platform reports a damaged file
        files.add((LEARNT_FILE, hash_learnt(library.root)))
    return tuple(sorted(files))


def uses_asset(outline: Outline, path: PurePosixPath) -> bool:
    """Whether the theme uses the asset at *path* below ``brand_assets/``, or a folder above it."""
    folders = {compose_unicode(str(folder)) for folder in (path, *path.parents)} - {"."}
    named = {compose_unicode(text.value.rstrip("/")) for text in _find_texts(outline)}
    return bool(folders & named)


def _find_texts(outline: Outline) -> Iterator[Text]:
    for part in ("brand", "meeting", "webapp"):
        yield from (text for _, text in walk_texts(outline.merged.map(part)))


_FOR_EVERY_THEME = (WORKSPACE_FILE, f"shipped/{WORKSPACE_FILE}", LEARNT_FILE)
_SHARED = frozenset({"organisations", "texts", "wordings", "terms"})
"""Folders whose files any theme may use."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """Content of files that isn't saved yet, by path in the workspace."""

    files: Mapping[str, bytes | None] = field(default_factory=dict)
    """None for a file that counts as missing."""
    seq: int = 0
    """Number of the newest edit in it."""


@dataclass(frozen=True)
class Snapshot:
    """One reading of the workspace."""

    library: Library
    platform: Platform
    outlines: Mapping[str, Outline]
    shared_problems: Mapping[str, tuple[Problem, ...]]
    """Theme -> problems between it and others."""
    unread: tuple[Problem, ...]
    """Why files cannot be used."""
    seq: int = 0
    """Number of the edit that the overlay contains last."""

    @property
    def names(self) -> set[str]:
        """All themes, also those whose file cannot be read."""
        return self.outlines.keys() | {
            name for problem in self.unread if (name := _get_theme(problem))
        }

    def find_blockers(self, name: str) -> tuple[Problem, ...]:
        """Why files that the theme builds on, or may build on, cannot be used."""
        line = {name}
        step = self.library.get("theme", name)
        while step is not None and (parent := step.tree.text("extends")) not in {"", *line}:
            line.add(parent)
            step = self.library.get("theme", parent)
        return tuple(
            problem for problem in self.unread if _is_shared(problem) or _get_theme(problem) in line
        )


def read_workspace(
    root: Path, shipped: Path, cache: Cache, kept: DocumentCache, overlay: Overlay
) -> Snapshot:
    """Read the workspace under *overlay*; *kept* caches the files between readings."""
    library = read_library(root, shipped, cache, kept, overlay.files)
    unread = [found for found in library.problems if found.severity is Severity.ERROR]
    target = library.workspace.text("target")
    platform = load_platform()
    try:
        if target:
            platform = load_platform(target, library.workspace.place_of("target"))
        if learnt := read_learnt(root):
            platform = platform.extend(learnt, Place(LEARNT_FILE))
    except ThemeError as error:
        unread += error.problems
    newest = {outline.name: outline for outline in outline_themes(library)}
    own = library.own.get("theme", {})
    chosen = [outline for name, outline in newest.items() if name in own]
    problems = check_collection(library, platform, list(newest.values()), chosen)
    grouped = _group_by_theme(problems, newest)
    return Snapshot(library, platform, newest, grouped, tuple(unread), overlay.seq)


def _group_by_theme(
    problems: Iterable[Problem], newest: Mapping[str, Outline]
) -> dict[str, tuple[Problem, ...]]:
    files = {outline.lineage[0].file: name for name, outline in newest.items()}
    found: dict[str, tuple[Problem, ...]] = {}
    for problem in problems:
        name = problem.theme or files.get(problem.place.file, "")
        found[name] = (*found.get(name, ()), problem)
    return found


def _get_theme(found: Problem) -> str:
    """Return the theme that the file would define, or an empty text where it is another kind of file."""
    folders = _list_folders(found.place)
    stem = PurePosixPath(found.place.file).stem
    is_other = found.place.file in _FOR_EVERY_THEME or bool(folders & {*_SHARED, "deployments"})
    return "" if is_other else stem


def _is_shared(found: Problem) -> bool:
    return found.place.file in _FOR_EVERY_THEME or bool(_list_folders(found.place) & _SHARED)


def _list_folders(place: Place) -> set[str]:
    """Return the folders between ``themes/`` and the file."""
    return set(PurePosixPath(place.file.removeprefix("shipped/")).parts[1:-1])


def package_files(made: ThemeBuild | None, kind: str) -> Files:
    """Return the files of one of the packages; empty without a build."""
    packages = made.packages if made else ()
    return next((package.files for package in packages if package.kind == kind), {})


def compute_content_digest(made: ThemeBuild | None) -> str:
    """Return the digest of both packages; empty without a build."""
    if made is None:
        return ""
    both = "".join(f"{package.digest}\n" for package in made.packages)
    return f"sha256:{hashlib.sha256(both.encode()).hexdigest()}"


def make_node_json(made: ThemeBuild) -> dict[str, object]:
    """Return what a node would tell the web app about a meeting room with the theme."""
    return {
        field.name: field.find_value(made.outline.setting(setting.name))
        for setting, field in find_fields(FieldKind.MEETING)
    }


def translate_all(text: str | Bilingual) -> dict[str, str]:
    """Return *text* in each language of the page."""
    if isinstance(text, Bilingual):
        return {"en": text.en, "da": text.da}
    return {language: translate(text, language) for language in MESSAGE_LANGUAGES}


def make_problem_json(found: Problem) -> dict[str, object]:
    """A problem as the page reads it."""
    return {
        "rule": found.rule.name,
        "severity": found.severity.value,
        "message": translate_all(found.message),
        "hint": translate_all(found.hint),
        "theme": found.theme,
        "place": found.place.to_json(),
    }


def make_problems_json(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems as the page reads them."""
    return [make_problem_json(found) for found in problems]
