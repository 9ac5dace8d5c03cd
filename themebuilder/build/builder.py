"""Build many themes into a folder. Each is written completely or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from themebuilder.build import catalogue
from themebuilder.build.catalogue import hash_file
from themebuilder.build.stamps import Stamps
from themebuilder.core.cache import Cache
from themebuilder.core.files import lock_folder, replace_all
from themebuilder.core.memory import keep_freed_memory
from themebuilder.core.problems import Problem
from themebuilder.core.rules import Severity
from themebuilder.definitions.library import Library
from themebuilder.definitions.outline import Outline

if TYPE_CHECKING:
    from themebuilder.build.pipeline import ThemeBuild
    from themebuilder.checks.faultless_texts import FaultlessTexts
    from themebuilder.platform.target import Platform


class WorkerKilledError(RuntimeError):
    """A worker process was killed from outside, for example because memory ran out."""


class BuildOrder(NamedTuple):
    """What to build, where to, and how."""

    outlines: Sequence[Outline]
    every: Sequence[Outline]
    """All themes of the library; problems between themes are found among these."""
    folder: Path
    jobs: int
    cache: Cache
    is_full: bool
    """Whether all themes of the workspace are requested, so that files of former themes can go."""


class ThemeResult(NamedTuple):
    """What a build or a check reports of one theme; its packages are in the folder (`ThemeBuild` has them)."""

    name: str
    catalogue_line: str
    """The theme's line in the catalogue; empty after an error, which leaves the last good files."""
    problems: tuple[Problem, ...]
    changed: tuple[str, ...]
    """The packages whose bytes differ from those in the folder before."""

    @property
    def entry(self) -> catalogue.EntryJson | None:
        """The theme's entry in the catalogue."""
        return json.loads(self.catalogue_line) if self.catalogue_line else None


class BuildResult(NamedTuple):
    """The result for all requested themes, sorted by name."""

    themes: tuple[ThemeResult, ...]
    collection_problems: tuple[Problem, ...]
    """Problems between themes."""
    stale: catalogue.StaleFiles

    @property
    def problems(self) -> tuple[Problem, ...]:
        """All problems."""
        found = (problem for theme in self.themes for problem in theme.problems)
        return (*self.collection_problems, *found)


def build_themes(
    library: Library,
    target: str,
    order: BuildOrder,
    on_built: Callable[[ThemeResult], None] = lambda _theme: None,
    on_wait: Callable[[], None] = lambda: None,
) -> BuildResult:
    """Build the requested themes for the *target* platform; call *on_built* after each.

    A package is only replaced by a good one. The catalogue and the checksums are written last. Only
    one build writes to a folder at a time; *on_wait* is called before this one waits.
    Raises `OSError` when the folder can't be written, and `WorkerKilledError`.
    """
    with lock_folder(order.folder, on_wait):
        builder = _Builder(library, target, order)
        built: list[ThemeResult] = []
        changed: list[Outline] = []
        for outline in order.outlines:
            if unchanged := builder.find_unchanged(outline):
                on_built(unchanged)
                built.append(unchanged)
            else:
                changed.append(outline)
        for theme in builder.run_all(builder.build_one, changed):
            on_built(theme)
            built.append(theme)
        built.sort(key=lambda theme: theme.name)
        lines = [theme.catalogue_line for theme in built if theme.catalogue_line]
        defined = catalogue.Defined.of(library)
        failed = {
            result.name: _list_errors(result.problems)
            for result in built
            if not result.catalogue_line
        }
        stale = catalogue.write(order.folder, lines, defined, removes=order.is_full, failed=failed)
        return BuildResult(tuple(built), builder.collection_problems, stale)


def _list_errors(problems: Iterable[Problem]) -> list[str]:
    """Return the rules of the errors among *problems*."""
    return sorted({found.rule.name for found in problems if found.severity is Severity.ERROR})


def check_themes(library: Library, target: str, order: BuildOrder) -> list[Problem]:
    """Return what a build of the requested themes would report; the order's folder isn't touched.

    Raises `WorkerKilledError`.
    """
    builder = _Builder(library, target, order)
    known = {outline.name: builder.find_earlier_result(outline) for outline in order.outlines}
    unknown = [outline for outline in order.outlines if known[outline.name] is None]
    new = builder.run_all(builder.build_in_memory, unknown)
    results = [known[outline.name] or next(new) for outline in order.outlines]
    return [
        *library.problems,
        *builder.collection_problems,
        *(found for result in results for found in result.problems),
    ]


@dataclass(frozen=True)
class _Builder:
    """What each worker needs. Worker processes are forks, so nothing is sent to them."""

    library: Library
    target: str
    order: BuildOrder

    @cached_property
    def stamps(self) -> Stamps:
        return Stamps(self.library, self.target, self.order.cache)

    @cached_property
    def platform(self) -> Platform:
        from themebuilder.platform.target import load_workspace_platform  # noqa: PLC0415 - as in `build_one`

        return load_workspace_platform(self.library.root, self.target)

    @cached_property
    def faultless(self) -> FaultlessTexts:
        from themebuilder.checks.faultless_texts import FaultlessTexts  # noqa: PLC0415 - as in `build_one`

        return FaultlessTexts(self.order.cache, self.stamps.make_texts_key())

    @cached_property
    def collection_problems(self) -> tuple[Problem, ...]:
        every, chosen = self.order.every, self.order.outlines
        key = self.stamps.make_collection_key(every, chosen)
        if found := self.stamps.get(key):
            return found[1]
        from themebuilder.build.checking import check_collection  # noqa: PLC0415 - as in `build_one`

        problems = tuple(check_collection(self.library, self.platform, every, chosen))
        self.stamps.put(key, "", problems)
        return problems

    def find_unchanged(self, outline: Outline) -> ThemeResult | None:
        """Return the theme as built before, if neither its inputs nor its packages have changed."""
        found = self.find_earlier_result(outline)
        entry = found.entry if found else None
        if entry is None:
            return None
        files = entry["files"]
        if all(hash_file(self.order.folder / file["name"]) == file["sha256"] for file in files):
            return found
        return None

    def find_earlier_result(self, outline: Outline) -> ThemeResult | None:
        """Find what an earlier build or check reported on the same inputs."""
        found = self.stamps.get(self.stamps.make_theme_key(outline))
        return ThemeResult(outline.name, *found, ()) if found else None

    def build_in_memory(self, outline: Outline) -> ThemeResult:
        """Build a theme in memory, and keep what is reported."""
        key = self.stamps.make_theme_key(outline, is_fresh=True)
        build = self._build(outline)
        self._store_result(outline, key, "", build.problems)
        return ThemeResult(outline.name, "", build.problems, ())

    def _build(self, outline: Outline) -> ThemeBuild:
        from themebuilder.build.pipeline import build_theme  # noqa: PLC0415 - as in `build_one`

        library, cache = self.library, self.order.cache
        build = build_theme(library, outline, self.platform, cache, faultless=self.faultless)
        self.faultless.write()
        return build

    def _store_result(
        self, outline: Outline, key: str, line: str, problems: Sequence[Problem]
    ) -> None:
        # If an input changed during the build, the packages may hold either version.
        if self.stamps.make_theme_key(outline, is_fresh=True) == key:
            self.stamps.put(key, line, problems)

    def build_one(self, outline: Outline) -> ThemeResult:
        # Imported here: a build without changes needs none of it.
        from themebuilder.build.pipeline import make_catalogue_entry  # noqa: PLC0415

        key = self.stamps.make_theme_key(outline, is_fresh=True)
        build = self._build(outline)
        if not build.is_good or not build.packages:
            return ThemeResult(outline.name, "", build.problems, ())
        entry = make_catalogue_entry(build)
        changed: dict[str, bytes | Path] = {
            package.name: package.data
            for package, file in zip(build.packages, entry["files"], strict=True)
            if hash_file(self.order.folder / package.name) != file["sha256"]
        }
        # Both packages or none, as they belong together.
        replace_all(self.order.folder, changed, is_made_again=True)
        line = catalogue.format_line(entry)
        self._store_result(outline, key, line, build.problems)
        return ThemeResult(outline.name, line, build.problems, tuple(changed))

    def run_all(
        self, work: Callable[[Outline], ThemeResult], outlines: Sequence[Outline]
    ) -> Iterator[ThemeResult]:
        """Do the *work* for each theme, in parallel processes where this machine can fork."""
        if outlines:
            keep_freed_memory()
        jobs = min(self.order.jobs, len(outlines))
        if jobs > 1:
            from themebuilder.build import workers  # noqa: PLC0415 - as in `build_one`

            if workers.can_fork():
                _load_modules()
                self._check_early(outlines[0])
                yield from workers.run_parallel(
                    work, outlines, jobs, lambda: self.collection_problems
                )
                return
        yield from map(work, outlines)

    def _check_early(self, outline: Outline) -> None:
        """Check one theme before the fork, so that no worker checks the texts that most themes share."""
        from themebuilder.build.checking import check_theme  # noqa: PLC0415 - as in `build_one`
        from themebuilder.checks.base import Context  # noqa: PLC0415

        check_theme(outline, Context(self.library, self.platform, self.faultless))
        self.faultless.write()


_NEEDED = (
    "themebuilder.build.pipeline",
    "themebuilder.media.drawing",
    "themebuilder.media.picture_colors",
    "themebuilder.media.picture_encoding",
)


def _load_modules() -> None:
    """Load modules once that otherwise each worker would load."""
    for module in _NEEDED:
        import_module(module)
    # Pillow loads its file formats lazily, in each process.
    import_module("PIL.Image").preinit()


def count_processors() -> int:
    """Return how many processors this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
