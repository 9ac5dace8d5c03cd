"""Do to real processes what befalls a machine, and print one table of how each fault ended.

Takes a quarter of an hour. As root it mounts small disks of its own; without, it says so and goes on.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from random import Random

from tests.faults import clocks, disks, kills, publishing, together
from tests.faults.table import Row, head
from tests.faults.table import kills as killed

_PUBLISHES = 5
"""One in so many kills is of a publish."""
_TOGETHER = 4


def main() -> int:
    """Parse the arguments and do as they say; 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=", ".join(_KINDS))
    parser.add_argument("--runs", type=int, default=200, help="How often something is killed.")
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args()
    if unknown := set(asked.kinds) - _KINDS.keys():
        parser.error(f"No kind is called {', '.join(sorted(unknown))}.")
    found: list[Row] = []
    _say(head())
    with tempfile.TemporaryDirectory(prefix="faults-") as name:
        for kind in asked.kinds or _KINDS:
            folder = Path(name, kind)
            folder.mkdir()
            for row in _KINDS[kind](folder, asked.runs, Random(asked.seed)):
                _say(row.shown())
                found.append(row)
    finds = sum(len(row.finds) for row in found)
    runs = sum(sum(row.ended.values()) for row in found)
    _say(f"\n{runs} runs, {killed(found)} of them killed: {finds} finds.")
    return 1 if finds else 0


def _kills(folder: Path, runs: int, random: Random) -> Iterator[Row]:
    yield from kills.rows(folder, runs - runs // _PUBLISHES, random)


def _publishes(folder: Path, runs: int, random: Random) -> Iterator[Row]:
    for name in ("kill", "store", "together"):
        (folder / name).mkdir()
    yield publishing.killed(folder / "kill", max(2, runs // _PUBLISHES), random)
    yield publishing.without_store(folder / "store")
    yield publishing.together(folder / "together", _TOGETHER)


def _disks(folder: Path, _runs: int, _random: Random) -> Iterator[Row]:
    yield from disks.rows(folder)


def _clocks(folder: Path, _runs: int, _random: Random) -> Iterator[Row]:
    yield from clocks.rows(folder)


def _together(folder: Path, _runs: int, _random: Random) -> Iterator[Row]:
    yield from together.rows(folder, _TOGETHER)


_KINDS = {
    "kills": _kills,
    "publishes": _publishes,
    "disks": _disks,
    "clocks": _clocks,
    "together": _together,
}


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
