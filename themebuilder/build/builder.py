"""Many themes at once: each is made, checked and written by itself, whole or not at all."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING

from themebuilder.build import catalogue
from themebuilder.build.catalogue import digest_of
from themebuilder.build.stamps import Stamps
from themebuilder.core.cache import Cache
from themebuilder.core.files import lock_folder, replace_all
from themebuilder.core.problems import Problem
from themebuilder.definitions.library import Library
from themebuilder.definitions.outline import Outline

if TYPE_CHECKING:
    from themebuilder.platform.target import Platform


class WorkerKilledError(RuntimeError):
    """Somebody else, such as a kernel short of memory, ended a process that built."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to build of *every* theme, into which folder, with how many processes."""

    outlines: Sequence[Outline]
    every: Sequence[Outline]
    folder: Path
    jobs: int
    cache: Cache
    is_full: bool
    """Whether every theme of the workspace is ordered, so that what else we built there can go."""


@dataclass(frozen=True, slots=True)
class BuiltTheme:
    """What became of one theme.

    *line* is its line in the catalogue, empty where an error kept the last good files in place.
    """

    name: str
    line: str
    problems: tuple[Problem, ...]
    changed: tuple[str, ...]
    """The packages whose bytes are not those that were there before."""

    @property
    def entry(self) -> catalogue.Entry | None:
        """What the catalogue says of it."""
        return json.loads(self.line) if self.line else None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of the whole order, in the order of the themes' names."""

    themes: tuple[BuiltTheme, ...]
    between: tuple[Problem, ...]
    """What is wrong between the themes and their neighbours."""
    strays: catalogue.Strays
    """What became of earlier packages that belong to no theme of the workspace now."""

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that was found."""
        return (*self.between, *(found for theme in self.themes for found in theme.problems))


def build(
    library: Library,
    target: str,
    order: Order,
    told: Callable[[BuiltTheme], None] = lambda _theme: None,
    on_wait: Callable[[], None] = lambda: None,
) -> Outcome:
    """Build the ordered themes for a *target* platform; *told* is called for each as it is done.

    A package is replaced only by a good one. The catalogue and the checksums are written last. Builds
    into one folder wait for each other; *on_wait* is called before this one waits.
    Raises `OSError` where the folder cannot be written, and `WorkerKilledError`.
    """
    with lock_folder(order.folder, on_wait):
        return _build(_Bench(library, target, order), told)


def _build(bench: _Bench, told: Callable[[BuiltTheme], None]) -> Outcome:
    order = bench.order
    done: list[BuiltTheme] = []
    to_make: list[Outline] = []
    for outlined in order.outlines:
        if standing := bench.standing(outlined):
            told(standing)
            done.append(standing)
        else:
            to_make.append(outlined)
    for theme in bench.make(to_make):
        told(theme)
        done.append(theme)
    done.sort(key=lambda theme: theme.name)
    lines = [theme.line for theme in done if theme.line]
    defined = catalogue.Defined.of(bench.library)
    strays = catalogue.write(order.folder, lines, defined, removes=order.is_full)
    return Outcome(tuple(done), bench.between, strays)


@dataclass(frozen=True)
class _Bench:
    """What every worker needs; a worker process is a copy that has it already."""

    library: Library
    target: str
    order: Order

    @cached_property
    def stamps(self) -> Stamps:
        return Stamps(self.library, self.target, self.order.cache)

    @cached_property
    def platform(self) -> Platform:
        from themebuilder.platform.target import load_workspace_platform  # noqa: PLC0415 - as in `work`

        return load_workspace_platform(self.library.root, self.target)

    @cached_property
    def between(self) -> tuple[Problem, ...]:
        """What is wrong between the ordered themes and their neighbours among every theme."""
        every, chosen = self.order.every, self.order.outlines
        key = self.stamps.key_together(every, chosen)
        if found := self.stamps.get(key):
            return found[1]
        from themebuilder.build.checking import check_together  # noqa: PLC0415 - as in `work`

        problems = tuple(check_together(self.library, self.platform, every, chosen))
        self.stamps.put(key, "", problems)
        return problems

    def standing(self, outlined: Outline) -> BuiltTheme | None:
        """The theme as it stands in the folder, when nothing that it is made from has changed."""
        found = self.stamps.get(self.stamps.key(outlined))
        if found is None:
            return None
        line, problems = found
        files = json.loads(line)["files"]
        if all(digest_of(self.order.folder / file["name"]) == file["sha256"] for file in files):
            return BuiltTheme(outlined.name, line, problems, ())
        return None

    def work(self, outlined: Outline) -> BuiltTheme:
        # Everything that makes a package is loaded only when one is made.
        from themebuilder.build.catalogue_entry import entry as listed  # noqa: PLC0415
        from themebuilder.build.pipeline import make  # noqa: PLC0415

        key = self.stamps.key(outlined, is_fresh=True)
        made = make(self.library, outlined, self.platform, self.order.cache)
        if not made.is_good or not made.packages:
            return BuiltTheme(outlined.name, "", made.problems, ())
        entry = listed(made)
        changed: dict[str, bytes | Path] = {
            package.name: package.data
            for package, file in zip(made.packages, entry["files"], strict=True)
            if digest_of(self.order.folder / package.name) != file["sha256"]
        }
        # Both packages or none: together they say one thing.
        replace_all(self.order.folder, changed, is_made_again=True)
        line = catalogue.line_of(entry)
        # A file that changed meanwhile may be in the packages or not.
        if self.stamps.key(outlined, is_fresh=True) == key:
            self.stamps.put(key, line, made.problems)
        return BuiltTheme(outlined.name, line, made.problems, tuple(changed))

    def make(self, outlines: Sequence[Outline]) -> Iterator[BuiltTheme]:
        """Make each; in processes of their own where several can work at once."""
        jobs = min(self.order.jobs, len(outlines))
        if jobs > 1:
            from themebuilder.build import workers  # noqa: PLC0415 - as in `work`

            if workers.can_fork():
                # What every worker needs is got ready once, before it parts.
                _get_ready()
                yield from workers.results(self.work, outlines, jobs, lambda: self.between)
                return
        yield from map(self.work, outlines)


_NEEDED = (
    "themebuilder.build.pipeline",
    "themebuilder.media.drawing",
    "themebuilder.media.preparing",
    "jinja2",
)
"""What every worker would load by itself, some of it only when it meets the first picture or value."""


def _get_ready() -> None:
    for module in _NEEDED:
        import_module(module)
    # Pillow would load its readers of pictures one by one, in each process.
    import_module("PIL.Image").preinit()


def processors() -> int:
    """How many processes can work at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
