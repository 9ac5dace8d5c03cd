"""Many themes at once: each is made, checked and written by itself, whole or not at all."""

from __future__ import annotations

import hashlib
import json
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from dataclasses import dataclass
from functools import cached_property
from importlib import import_module
from pathlib import Path

from themebuilder.build import catalogue
from themebuilder.build.stamps import Stamps
from themebuilder.cache import Cache
from themebuilder.files import replace_all
from themebuilder.platform import Platform
from themebuilder.problems import Problem
from themebuilder.resolve.outline import Outline, outline
from themebuilder.source.library import Library


class WorkerKilledError(RuntimeError):
    """Somebody else, such as a kernel short of memory, ended a process that built."""


@dataclass(frozen=True, slots=True)
class Order:
    """What to build, into which folder, with how many processes."""

    outlines: Sequence[Outline]
    folder: Path
    jobs: int
    cache: Cache


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

    @property
    def problems(self) -> tuple[Problem, ...]:
        """Everything that was found."""
        return tuple(found for theme in self.themes for found in theme.problems)


def build(
    library: Library,
    target: str,
    order: Order,
    told: Callable[[BuiltTheme], None] = lambda _theme: None,
) -> Outcome:
    """Build the ordered themes for a *target* platform; *told* is called for each as it is done.

    A package is replaced only by a good one. The catalogue and the checksums are written last.
    Raises `OSError` where the folder cannot be written, and `WorkerKilledError`.
    """
    order.folder.mkdir(parents=True, exist_ok=True)
    bench = _Bench(library, target, order.folder, order.cache)
    done: list[BuiltTheme] = []
    for theme in _each(bench, order):
        told(theme)
        done.append(theme)
    done.sort(key=lambda theme: theme.name)
    catalogue.write(order.folder, [theme.line for theme in done if theme.line])
    return Outcome(tuple(done))


def together(
    library: Library, target: str, every: Sequence[Outline], order: Order
) -> tuple[Problem, ...]:
    """What is wrong between the ordered themes and their neighbours among *every* theme."""
    stamps = Stamps(library, target, order.cache)
    key = stamps.key_together(every, order.outlines)
    if found := stamps.get(key):
        return found[1]
    from themebuilder.make.checking import check_together  # noqa: PLC0415 - as in `work`
    from themebuilder.source.target import platform  # noqa: PLC0415 - as in `work`

    problems = check_together(library, platform(library.root, target), every, order.outlines)
    stamps.put(key, "", problems)
    return tuple(problems)


@dataclass(frozen=True)
class _Bench:
    """What every worker needs; a worker process gets it once."""

    library: Library
    target: str
    folder: Path
    cache: Cache

    @cached_property
    def stamps(self) -> Stamps:
        return Stamps(self.library, self.target, self.cache)

    @cached_property
    def platform(self) -> Platform:
        from themebuilder.source.target import platform  # noqa: PLC0415 - as in `work`

        return platform(self.library.root, self.target)

    def standing(self, outlined: Outline) -> BuiltTheme | None:
        """The theme as it stands in the folder, when nothing that it is made from has changed."""
        found = self.stamps.get(self.stamps.key(outlined))
        if found is None:
            return None
        line, problems = found
        files = json.loads(line)["files"]
        if all(_digest(self.folder / file["name"]) == file["sha256"] for file in files):
            return BuiltTheme(outlined.name, line, problems, ())
        return None

    def work(self, outlined: Outline) -> BuiltTheme:
        # Everything that makes a package is loaded only when one is made.
        from themebuilder.make.listing import entry as listed  # noqa: PLC0415
        from themebuilder.make.theme import make  # noqa: PLC0415

        made = make(self.library, outlined, self.platform, self.cache)
        if not made.is_good or not made.packages:
            return BuiltTheme(outlined.name, "", made.problems, ())
        entry = listed(made)
        changed: dict[str, bytes | Path] = {
            package.name: package.data
            for package, file in zip(made.packages, entry["files"], strict=True)
            if _digest(self.folder / package.name) != file["sha256"]
        }
        # Both packages or none: together they say one thing.
        replace_all(self.folder, changed, is_made_again=True)
        line = catalogue.line_of(entry)
        self.stamps.put(self.stamps.key(outlined), line, made.problems)
        return BuiltTheme(outlined.name, line, made.problems, tuple(changed))


_NEEDED = (
    "themebuilder.make.theme",
    "themebuilder.pictures.drawn",
    "themebuilder.pictures.preparing",
    "importlib.metadata",
    "jinja2",
)
"""What every worker would load by itself, some of it only when it meets the first picture or value."""


def get_ready() -> None:
    """Load what makes a package, for whoever has a moment before it is needed."""
    for module in _NEEDED:
        import_module(module)
    # Pillow would load its readers of pictures one by one, in each process.
    import_module("PIL.Image").preinit()


def _each(bench: _Bench, order: Order) -> Iterator[BuiltTheme]:
    to_make = []
    for outlined in order.outlines:
        if standing := bench.standing(outlined):
            yield standing
        else:
            to_make.append(outlined)
    jobs = min(order.jobs, len(to_make))
    if jobs <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(bench.work, to_make)
        return
    from concurrent.futures import ProcessPoolExecutor  # noqa: PLC0415 - only for several
    from concurrent.futures.process import BrokenProcessPool  # noqa: PLC0415

    # A forked worker has the library already, and nothing has to be sent. What every worker needs
    # is got ready once, before the fork.
    get_ready()
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, context, initializer=_start, initargs=(bench,)) as workers:
        try:
            yield from _flow(workers, to_make, 4 * jobs)
        except BrokenProcessPool as error:
            raise WorkerKilledError(str(error)) from None
        except BaseException:
            workers.shutdown(wait=False, cancel_futures=True)
            raise


def _flow(workers: Executor, outlines: Sequence[Outline], ahead: int) -> Iterator[BuiltTheme]:
    """Results in the order of the themes, with a bounded number of themes under way."""
    pending: list[Future[BuiltTheme]] = []
    for outlined in outlines:
        pending.append(workers.submit(_work, outlined.name))
        if len(pending) >= ahead:
            yield pending.pop(0).result()
    for future in pending:
        yield future.result()


_bench: _Bench | None = None


def _start(bench: _Bench) -> None:
    global _bench  # noqa: PLW0603 - a worker process has one bench for its life
    _bench = bench


def _work(name: str) -> BuiltTheme:
    assert _bench is not None  # noqa: S101 - set when the worker started
    return _bench.work(outline(_bench.library, name))


def _digest(file: Path) -> str:
    if not file.is_file():  # a pipe would make us wait
        return ""
    try:
        with file.open("rb") as old:
            return hashlib.file_digest(old, "sha256").hexdigest()
    except OSError:
        return ""


def processors() -> int:
    """How many processes can work at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
