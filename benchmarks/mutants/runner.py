"""Run tests against a mutant, in a process forked from one that has loaded everything else."""

from __future__ import annotations

import importlib
import itertools
import json
import os
import re
import shutil
import signal
import sys
import time
import traceback
import zlib
from collections import Counter, defaultdict
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from functools import partial
from importlib.machinery import SourceFileLoader
from pathlib import Path
from types import CodeType
from typing import Any

import coverage
import pytest

from benchmarks.mutants.changes import Mutant

_OPTIONS = ["-m", "fast", "-qx", "--hypothesis-profile=fast", "--hypothesis-seed=0"]
_OPTIONS += ["-p", "no:cacheprovider", "-W", "ignore::pytest.PytestAssertRewriteWarning"]
_FIRST = 8
"""So many of the nearest tests run first; most mutants do not outlive them."""
_BUDGET = 40.0
"""Seconds of tests, as measured without a mutant, that a mutant has to outlive."""
_PATIENCE = 60
"""Seconds on top of five times the measured ones; then a mutant counts as noticed: it hangs.

They are the process's own seconds, so that a busy machine notices nothing; twenty times as many pass
before a mutant that only waits is ended.
"""


class Tests:
    """Which tests reach which line."""

    def __init__(self, shares: Iterable[dict[str, Any]]) -> None:
        self.failing: set[str] = set()
        self.seconds: dict[str, float] = {}
        self._reaching: dict[str, dict[int, set[str]]] = defaultdict(lambda: defaultdict(set))
        self._breadth: Counter[str] = Counter()
        for share in shares:
            self.failing |= {"", *share["failing"]}
            self.seconds |= share["seconds"]
            for file, lines in share["reaching"].items():
                for line, names in lines.items():
                    self._reaching[file][int(line)].update(set(names) - self.failing)
                    self._breadth.update(names)

    def nearest(self, mutant: Mutant) -> list[str]:
        """The tests that reach a mutant, within the budget.

        First those that reach most of the lines that name what is changed, and of these the ones that reach
        little else; then those that reach most of the file: they compare more.
        """
        reached = {line: tests for line, tests in self._reaching[mutant.file].items() if tests}
        if mutant.name:
            text = Path(mutant.file).read_text("utf-8").splitlines()
            places = {
                at for at, row in enumerate(text, 1) if mutant.name in re.findall(r"\w+", row)
            }
        else:
            places = set(sorted(reached, key=lambda line: abs(line - mutant.line))[:1])
        hits = Counter(test for line in places for test in reached.get(line, ()))
        hits = hits or Counter({test: 1 for tests in reached.values() for test in tests})
        if not hits:  # a table, read when it is loaded: by whom is not known
            near = sorted(self._breadth, key=self._breadth.__getitem__)[-_FIRST:]
            hits = Counter(dict.fromkeys(near, 1))
        # What a fixture or a cache made for the first test of a file, the others of it see too.
        files = {_file(test) for test in hits}
        beside = {test for test in self.seconds if _file(test) in files} - self.failing
        ranked = sorted(beside, key=lambda test: (-hits[test], self._breadth[test], test))
        reach = Counter(test for tests in reached.values() for test in tests)
        ranked[_FIRST:] = sorted(ranked[_FIRST:], key=lambda test: (-hits[test], -reach[test]))
        spent = itertools.accumulate(self.seconds[test] for test in ranked)
        return [test for test, total in zip(ranked, spent, strict=True) if total < _BUDGET]


def _file(test: str) -> str:
    return test.split("::", maxsplit=1)[0]


class _Watch:
    """A pytest plugin for a share of the tests: what each reaches, and how long it takes."""

    def __init__(self, share: int, shares: int, files: Sequence[str]) -> None:
        self.coverage = coverage.Coverage(data_file=None, include=files, config_file=False)
        self.share, self.shares = share, shares
        self.seconds: dict[str, float] = {}
        self.failing: list[str] = []

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        items[:] = [
            item for item in items if zlib.crc32(item.nodeid.encode()) % self.shares == self.share
        ]

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> Generator[None, Any, Any]:
        self.coverage.switch_context(item.nodeid)
        start = time.process_time()
        result = yield
        self.seconds[item.nodeid] = time.process_time() - start
        return result

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        if report.failed:
            self.failing.append(report.nodeid)


class _Chosen:
    """A pytest plugin: these tests alone, in this order."""

    def __init__(self, tests: Sequence[str]) -> None:
        self.tests = tests

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        found = {item.nodeid: item for item in items}
        items[:] = [found[test] for test in self.tests]


def watch_tests(files: Sequence[str], chosen: Sequence[str], folder: Path, workers: int) -> Tests:
    """Run the *chosen* fast tests unchanged, and see which lines of *files* each of them reaches.

    Whatever they load besides our own code is loaded here too: a forked process then need not.
    """
    names = {str(Path(file).resolve()): file for file in files}

    def watch(share: int) -> int:
        plugin = _Watch(share, workers, [*names])
        base = f"--basetemp={folder}/all-{share}"
        plugin.coverage.start()
        pytest.main([*_OPTIONS, "--maxfail=0", base, *chosen], [plugin])
        plugin.coverage.stop()
        data = plugin.coverage.get_data()
        told = {
            "reaching": {
                names[file]: data.contexts_by_lineno(file) for file in data.measured_files()
            },
            "seconds": plugin.seconds,
            "failing": plugin.failing,
            "modules": [name for name, module in sys.modules.items() if _is_elsewhere(module)],
        }
        (folder / f"{share}.json").write_text(json.dumps(told), "utf-8")
        return 0

    for process in [_fork(partial(watch, n), folder / f"{n}.log") for n in range(workers)]:
        os.waitpid(process, 0)
    shares = [json.loads((folder / f"{share}.json").read_text()) for share in range(workers)]
    for module in sorted({name for share in shares for name in share["modules"]}):
        importlib.import_module(module)
    return Tests(shares)


def _is_elsewhere(module: object) -> bool:
    file = str(getattr(module, "__file__", None) or "")
    return "site-packages" in file and "__main__" not in file


def try_mutants(
    mutants: Iterable[Mutant], tests: Tests, folder: Path, workers: int
) -> Iterator[tuple[Mutant, bool, int]]:
    """Each mutant, whether it was noticed, and by how many tests it was tried."""
    waiting = ((mutant, 0, tests.nearest(mutant)) for mutant in mutants)
    running: dict[int, tuple[Mutant, int, list[str]]] = {}

    def start(mutant: Mutant, first: int, near: list[str]) -> None:
        now = near[:_FIRST] if first == 0 else near[first:]
        limit = _PATIENCE + round(5 * sum(tests.seconds[test] for test in now))
        process = _fork(lambda: _try(mutant, now, folder, limit), folder / "mutant.log")
        running[process] = mutant, first + len(now), near

    for mutant, first, near in itertools.islice(waiting, workers):
        start(mutant, first, near)
    while running:
        process, code = os.wait()
        mutant, done, near = running.pop(process)
        shutil.rmtree(folder / str(process), ignore_errors=True)
        if code == 0 and done < len(near):
            start(mutant, done, near)
            continue
        yield mutant, code != 0, done
        if following := next(waiting, None):
            start(*following)


def _try(mutant: Mutant, tests: Sequence[str], folder: Path, limit: int) -> int:
    """Run the tests with the mutant in the place of its file; 0 when they pass."""
    signal.setitimer(signal.ITIMER_PROF, limit)
    signal.alarm(20 * limit)
    file, load = str(Path(mutant.file).resolve()), SourceFileLoader.get_code

    def get_code(self: SourceFileLoader, name: str) -> CodeType | None:
        if self.path != file:
            return load(self, name)
        return compile(mutant.source, file, "exec", dont_inherit=True)

    SourceFileLoader.get_code = get_code  # type: ignore[method-assign, assignment]
    # Caches keep what is kept for each tool apart, and every mutant is another tool.
    sys.version += f" mutant {os.getpid()}"
    files = dict.fromkeys(map(_file, tests))
    base = f"--basetemp={folder}/{os.getpid()}"
    return pytest.main([*_OPTIONS, base, *files], [_Chosen(tests)]) if tests else 0


def _fork(work: Callable[[], int], log: Path) -> int:
    """Do *work* in a process of its own, which ends with the code that it gives."""
    sys.stdout.flush()
    if process := os.fork():
        return process
    code = 70
    try:
        with log.open("w") as file:
            os.dup2(file.fileno(), 1)
            os.dup2(file.fileno(), 2)
        code = int(work())
        sys.stdout.flush()
    except BaseException:  # noqa: BLE001 - whatever it is, the parent must not go on twice
        traceback.print_exc()
    finally:
        os._exit(code)
