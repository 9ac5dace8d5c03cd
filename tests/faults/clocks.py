"""Clocks that are wrong: files of the future and of 1970, and a machine that lives there."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

from tests.faults import scenes
from tests.faults.place import Place, snapshot
from tests.faults.table import Row

DAYS = {
    "1970": "1970-01-02 03:04:05",
    "before summer time ends": "2026-10-25 02:59:59",
    "after 32 bits": "2038-01-20 03:14:08",
    "2106": "2106-02-08 00:00:00",
}
SECONDS = {"1970": 0, "2100": 4_102_444_800}
_LIBRARIES = ("/usr/lib/*/faketime/libfaketimeMT.so.1", "/usr/lib/faketime/libfaketimeMT.so.1")


def library() -> str:
    """The library that gives a process another time, of Debian's package faketime; else empty."""
    named = os.environ.get("LIBFAKETIME", "")
    found = [str(one) for pattern in _LIBRARIES for one in Path("/").glob(pattern[1:])]
    return named or next(iter(found), "")


def _commands() -> Iterator[tuple[str, ...]]:
    yield "--no-cache", "build", "-o", "../out"
    yield "build", "-o", "../out"
    yield ("check",)
    yield "check", "--date", "2026-06-01"
    yield "texts", "export", "-o", "../texts.xlsx"
    yield "accessibility", "ward-0", "-o", "../pages"


def files(folder: Path) -> Iterator[Row]:
    """Every file of the workspace, the output and the cache with another time."""
    place = Place(folder)
    scenes.workspace(place)
    place.run("build", "-o", "../out")
    new = snapshot(place.folder / "out")
    for year, seconds in SECONDS.items():
        row = Row(f"files' times in {year}")
        for words in _commands():
            for path in place.folder.rglob("*"):
                os.utime(path, (seconds, seconds))
            answer = place.run(*words)
            finds = [] if answer.is_proper and not answer.code else [answer.first_line]
            row.add("new" if snapshot(place.folder / "out") == new else "half", answer, *finds)
        yield row


def machines(folder: Path) -> Iterator[Row]:
    """The machine's clock at another day: the same bytes."""
    if not (found := library()):
        yield Row("machine's clock").untried("faketime is not installed here")
        return
    now = Place(folder / "now")
    scenes.workspace(now)
    now.run("--no-cache", "build", "-o", "../out")
    new = snapshot(now.folder / "out")
    for name, day in DAYS.items():
        row = Row(f"machine's clock: {name}")
        place = Place(folder / "then", {"LD_PRELOAD": found, "FAKETIME": f"@{day}"})
        scenes.workspace(place)
        for words in _commands():
            answer = place.run(*words)
            finds = [] if answer.is_proper and not answer.code else [answer.first_line]
            row.add("new" if snapshot(place.folder / "out") == new else "half", answer, *finds)
        yield row
        shutil.rmtree(place.folder)


def rows(folder: Path) -> Iterator[Row]:
    """All of them."""
    yield from files(folder / "files")
    yield from machines(folder / "machines")
