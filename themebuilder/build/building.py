"""Many themes at once: each is made, checked and written by itself, whole or not at all."""

from __future__ import annotations

import hashlib
import multiprocessing
import os
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future, ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from themebuilder.build import catalogue
from themebuilder.cache import Cache
from themebuilder.files import replace_all, sweep
from themebuilder.make.theme import Made, make
from themebuilder.platform import Platform
from themebuilder.problems import Problem
from themebuilder.resolve.outline import Outline, outline
from themebuilder.source.library import Library


@dataclass(frozen=True, slots=True)
class Order:
    """What to build, into which folder, with how many processes."""

    outlines: Sequence[Outline]
    folder: Path
    jobs: int
    cache: Cache


@dataclass(frozen=True, slots=True)
class BuiltTheme:
    """What became of one theme; *entry* is None where an error kept the last good files in place."""

    name: str
    entry: catalogue.Entry | None
    problems: tuple[Problem, ...]
    changed: tuple[str, ...]
    """The packages whose bytes are not those that were there before."""


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
    platform: Platform,
    order: Order,
    told: Callable[[BuiltTheme], None] = lambda _theme: None,
) -> Outcome:
    """Build the ordered themes; *told* is called for each as it is done.

    A package is replaced only by a good one. The catalogue and the checksums are written last.
    Raises `OSError` where the folder cannot be written.
    """
    order.folder.mkdir(parents=True, exist_ok=True)
    sweep(order.folder)
    bench = _Bench(library, platform, order.folder, order.cache)
    done: list[BuiltTheme] = []
    for theme in _each(bench, order):
        told(theme)
        done.append(theme)
    done.sort(key=lambda theme: theme.name)
    catalogue.write(order.folder, [theme.entry for theme in done if theme.entry])
    return Outcome(tuple(done))


@dataclass(frozen=True, slots=True)
class _Bench:
    """What every worker needs; a worker process gets it once."""

    library: Library
    platform: Platform
    folder: Path
    cache: Cache

    def work(self, outlined: Outline) -> BuiltTheme:
        made = make(self.library, outlined, self.platform, self.cache)
        if not made.is_good or not made.packages:
            return BuiltTheme(outlined.name, None, made.problems, ())
        changed = self._changed(made)
        # Both packages or none: together they say one thing.
        replace_all(self.folder, changed)
        return BuiltTheme(outlined.name, catalogue.entry(made), made.problems, tuple(changed))

    def _changed(self, made: Made) -> dict[str, bytes | Path]:
        return {
            package.name: package.data
            for package in made.packages
            if not _is_the_same(self.folder / package.name, package.data)
        }


def _each(bench: _Bench, order: Order) -> Iterator[BuiltTheme]:
    jobs = min(order.jobs, len(order.outlines))
    if jobs <= 1 or "fork" not in multiprocessing.get_all_start_methods():
        yield from map(bench.work, order.outlines)
        return
    # A forked worker has the library already, and nothing has to be sent.
    context = multiprocessing.get_context("fork")
    with ProcessPoolExecutor(jobs, context, initializer=_start, initargs=(bench,)) as workers:
        try:
            yield from _flow(workers, order.outlines, 4 * jobs)
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


def _is_the_same(file: Path, data: bytes) -> bool:
    try:
        if file.stat().st_size != len(data):
            return False
        with file.open("rb") as old:
            return hashlib.file_digest(old, "sha256").digest() == hashlib.sha256(data).digest()
    except OSError:
        return False


def processors() -> int:
    """How many processes can work at once here."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
