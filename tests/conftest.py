"""A workspace of one's own, and the command line as a person meets it."""

from __future__ import annotations

import contextlib
import gc
import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import nullcontext
from dataclasses import dataclass
from functools import cache, partial
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from hypothesis import HealthCheck, settings

from themebuilder.cli import main

HERE = Path(__file__).parent
ROOT = HERE.parent
BASE = HERE / "workspace"
WARD = """\
theme: ward
title: Ward
extends: borger
organisation: clinic
brand: {color: "#2b6a94"}
webapp: {path: ward}
"""

# How fast the machine is decides no test, and chance decides none either: the same commit gives the
# same result. So more examples would only repeat what the first ones showed;
# `pytest --hypothesis-profile=explore` tries new ones, and many.
settings.register_profile(
    "explore", deadline=None, max_examples=500, suppress_health_check=[HealthCheck.too_slow]
)
settings.register_profile(
    "house", settings.get_profile("explore"), derandomize=True, max_examples=40
)
settings.register_profile("fast", settings.get_profile("house"), max_examples=20)
settings.load_profile("house")

# Modules are compiled once, as wherever the tool is installed; otherwise each of hundreds of processes
# compiles them.
os.environ.pop("PYTHONDONTWRITEBYTECODE", None)
sys.dont_write_bytecode = False

# Also for what is made before the first test; see `in_english`.
os.environ["THEMEBUILDER_LANGUAGE"] = "en"

# What a folder's or a file's tests need that takes time; `fast` are those that need none of it.
KINDS = {
    "browser": [
        *["preview/test_browser.py", "preview/test_features.py", "preview/test_shell.py"],
        *["media/test_chromium_pictures.py", "reviews/test_site.py"],
    ],
    "hostile": ["fuzz/*", "*/test_hostile*.py"],
    "kills": [
        "cli/test_extras.py",
        "cli/test_width.py",
        "faults/*",
        "publishing/test_interruption.py",
    ],
    "media": ["media/*"],
    "packages": [
        *["reports/accessibility/*", "importing/*", "releases/*"],
        *["translation/test_exchange.py", "translation/test_text_reviews.py"],
        *["build/test_build.py", "build/test_build_folder.py", "build/test_check_and_build.py"],
        *["test_corpus.py", "cli/test_init.py", "build/test_active_content.py", "reviews/*"],
    ],
    "rehearsal": [
        *["ci/*", "guides/*", "test_guides.py", "rehearsal/*", "publishing/test_rehearsal.py"],
    ],
    "servers": ["preview/*"],
}

FIRST_GROUP = ("test_edit*.py", "test_browser.py", "test_paint*.py")
"""Files of tests/preview that take a browser as long as all other files with one take a second."""

_SHARING: set[Path] = set()
"""Files whose tests look into the browsers that all share."""

_OPEN = contextlib.ExitStack()
"""Closes these browsers."""

_NUMBERS = count()
"""Tell the folders of tests of the same name apart."""

MOST_SHOWN = 32
"""Bytes of a value that the name of a test may show."""

# Whoever starts the tests in the background may have shut Ctrl+C out, and every program that they
# start would inherit that. Only a main thread can let it in again.
with contextlib.suppress(ValueError):
    signal.signal(signal.SIGINT, signal.default_int_handler)


@dataclass(frozen=True)
class Result:
    """What a command said, and with which code it ended."""

    code: int
    out: str
    err: str

    def __str__(self) -> str:
        return f"{self.out}{self.err}(exit {self.code})\n"


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption("--accept", action="store_true", help="Rewrite the golden files.")


def pytest_configure() -> None:
    """Compile the translations where they have changed since, as ``make test`` does."""
    gc.disable()  # see `pytest_collection_finish`
    folder = ROOT / "themebuilder" / "locale" / "da" / "LC_MESSAGES"
    compiled = folder / "messages.mo"
    newest = max(file.stat().st_mtime for file in folder.glob("*.po"))
    if not compiled.exists() or compiled.stat().st_mtime < newest:
        from themebuilder.locale.compile import compile_translations  # noqa: PLC0415 - rare

        compile_translations()


@pytest.fixture(autouse=True)
def in_english(monkeypatch) -> None:
    """Begin each test in English, whatever the locale is and the test before chose."""
    monkeypatch.setenv("THEMEBUILDER_LANGUAGE", "en")
    monkeypatch.setenv("LANGUAGE", "en")


def pytest_make_parametrize_id(val: object, argname: str) -> str | None:
    """Name a file's content by its argument: some contents hold the time, and processes must agree."""
    return argname if isinstance(val, bytes) and len(val) > MOST_SHOWN else None


@cache
def _find_kinds(path: Path) -> list[str]:
    file = path.relative_to(HERE)
    return [kind for kind, patterns in KINDS.items() if any(map(file.match, patterns))]


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Don't load files that have no fast tests where only these are asked for."""
    is_left_out = config.option.markexpr == "fast" and collection_path.is_file()
    return True if is_left_out and _find_kinds(collection_path) else None


# Around the hooks of plugins: xdist reads the groups in its own.
@pytest.hookimpl(wrapper=True)
def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> Iterator[None]:
    """Fast tests first: what is wrong shows in the first minute."""
    for item in items:
        for kind in _find_kinds(item.path):
            item.add_marker(kind)
        marked = {mark.name for mark in item.iter_markers()}
        if marked.isdisjoint({"slow", *KINDS}):
            item.add_marker("fast")
        names = getattr(item, "fixturenames", ())
        is_sharing = not {"browser", "firefox"}.isdisjoint(names)
        if is_sharing:
            _SHARING.add(item.path)
        if is_sharing or "browser" in marked:
            is_first = any(map(item.path.match, FIRST_GROUP))
            item.add_marker(pytest.mark.xdist_group(f"browser-{1 if is_first else 2}"))
            # A browser on a machine that many share does things late, and in an order of its own.
            # pytest names each test that it ran again.
            item.add_marker(pytest.mark.flaky(reruns=1))
    items.sort(key=_rank)
    yield
    is_grouped = getattr(config.option, "loadgroup", False)
    if is_grouped and any(_is_in_group(item) and "@" not in item.nodeid for item in items):
        raise pytest.UsageError(
            "This version of pytest-xdist doesn't group tests under this pytest."
        )


def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Give each process whole files: xdist counts all it gave out before each next piece, and a test is a small piece."""
    if config.getvalue("dist") != "loadgroup":
        return None
    from xdist.scheduler import LoadGroupScheduling  # noqa: PLC0415 - where only one process runs, nobody needs it

    class FileScheduling(LoadGroupScheduling):
        def _split_scope(self, nodeid: str) -> str:
            group = super()._split_scope(nodeid)
            return nodeid.split("::", maxsplit=1)[0] if group == nodeid else group

    return FileScheduling(config, log)


def pytest_collection_finish() -> None:
    """Keep thousands of tests out of every collection of garbage, and collect less often."""
    gc.collect()
    gc.freeze()
    gc.set_threshold(10_000)
    gc.enable()


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    """Close the browsers where no test of the file uses them: their event loop stops tests that run their own."""
    if not (item.path in _SHARING and _is_in_group(item)):
        _OPEN.close()


def pytest_sessionfinish() -> None:
    _OPEN.close()


def _is_in_group(item: pytest.Item) -> bool:
    return item.get_closest_marker("xdist_group") is not None


def _rank(item: pytest.Item) -> int:
    """The browsers begin at once: their tests take two processes as long as all others take the rest.

    The other groups, which one process runs alone, come before the slow tests that fill what is left.
    """
    if group := item.get_closest_marker("xdist_group"):
        return 0 if group.args[0].startswith("browser") else 2
    return 3 if item.get_closest_marker("slow") else 1


@pytest.fixture(autouse=True, scope="session")
def _own_cache(tmp_path_factory: pytest.TempPathFactory) -> None:
    """One picture cache for a test run, away from the user's own."""
    patch = pytest.MonkeyPatch()
    shared = tmp_path_factory.getbasetemp().parent / "cache"
    patch.setenv("XDG_CACHE_HOME", str(shared))
    for name in ("NO_COLOR", "FORCE_COLOR", "THEMEBUILDER_COLOR", "GITHUB_ACTIONS"):
        patch.delenv(name, raising=False)


@pytest.fixture(autouse=True, scope="session")
def _no_sync() -> Iterator[None]:
    """Don't wait for the disk: what it would lose without power, no test sees. Other processes do wait."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(os, "fsync", lambda _handle: None)
        yield


@pytest.fixture(scope="session")
def server() -> Iterator[str]:
    """The address of a process that has loaded `themebuilder`, and forks for each call; see `tests.warm`."""
    with tempfile.TemporaryDirectory() as folder:
        address = f"{folder}/socket"
        server = subprocess.Popen(
            [sys.executable, "-P", "-m", "tests.warm", address],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=ROOT,
            env={**os.environ, "PYTHONPATH": str(ROOT), "PYTHONUNBUFFERED": "1", "LANG": "C.UTF-8"},
        )
        server.stdout.readline()
        yield address
        server.communicate()


@pytest.fixture(scope="session")
def program(server: str) -> str:
    """A shell script that is `themebuilder`, and needs no time to start."""
    call = [sys.executable, "-I", "-S", str(HERE / "warm.py"), server]
    return f'#!/bin/sh\nexec {shlex.join(call)} "$@"\n'


@pytest.fixture(scope="session")
def themebuilder(program: str) -> Callable[..., subprocess.CompletedProcess[str]]:
    """Run `themebuilder` in a process of its own."""
    command = ["sh", "-c", program, "themebuilder"]

    def run(*arguments: str, **options: Any) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*command, *arguments], capture_output=True, text=True, check=False, **options
        )

    return run


@pytest.fixture(scope="module")
def browser():
    """A real browser, one for all tests in a row that use it."""
    from tests.browser import SHARED  # noqa: PLC0415 - takes as long as many small tests

    _OPEN.callback(SHARED.close)
    return SHARED.open_chromium()


@pytest.fixture(scope="module")
def firefox():
    """Firefox, one for all tests in a row that use a browser."""
    from tests.browser import SHARED  # noqa: PLC0415 - as above

    _OPEN.callback(SHARED.close)
    return SHARED.open_firefox()


@pytest.fixture(scope="module")
def window(browser):
    """A laptop's window, one for all tests in a row that use it."""
    from tests.browser import SHARED  # noqa: PLC0415 - as above

    return SHARED.open_window()


@pytest.fixture(scope="module")
def run_with_browser(browser) -> Iterator[Callable[..., Result]]:
    """Run a command in a workspace, which looks into the browser that is open already."""
    with pytest.MonkeyPatch.context() as patch:
        for module in ("cli.screenshots", "releases.review_site"):
            patch.setattr(
                f"themebuilder.{module}.launch_chromium", lambda _program: nullcontext(browser)
            )
        yield run_in


@pytest.fixture
def tmp_path(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of the test's own. For each one, pytest's looks through those of thousands of tests before."""
    name = re.sub(r"\W", "_", request.node.name)[:30]
    folder = tmp_path_factory.getbasetemp() / f"{name}{next(_NUMBERS)}"
    folder.mkdir(mode=0o700)
    return folder


@pytest.fixture
def workspace(tmp_path: Path) -> Path:
    """A workspace with one organisation and no theme yet, on top of the shipped themes."""
    folder = tmp_path / "own"
    shutil.copytree(BASE, folder)
    return folder


def write_in(folder: Path, name: str, text: str) -> Path:
    """Write a file of the workspace in *folder*."""
    file = folder / name
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")
    return file


def run_in(folder: Path, *arguments: str) -> Result:
    """Run a command in the workspace in *folder*."""
    result = CliRunner().invoke(main, ["-C", str(folder), *arguments])
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return Result(result.exit_code, result.stdout, result.stderr)


@pytest.fixture
def write(workspace: Path) -> Callable[[str, str], Path]:
    """Write a file of the workspace."""
    return partial(write_in, workspace)


@pytest.fixture
def run(workspace: Path) -> Callable[..., Result]:
    """Run a command in the workspace."""
    return partial(run_in, workspace)
