"""Run the readers one after the other, each in a process of its own, and print one table."""

from __future__ import annotations

import argparse
import mmap
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.fuzz.readers import READERS
from tests.fuzz.running import Run, Score, keep, made

_MOST_BYTES = 6 * 2**30
"""Of address space: what takes more fails there, and takes nobody's machine along."""
_BLANK = bytes(64)
_ROW = "| {:<13} | {:>9} | {:>9} | {:>9} | {:>5} | {:>10} | {:>10} | {:>7} |"
_HEAD = ("reader", "inputs", "refused", "accepted", "finds", "slowest ms", "grown MiB", "seconds")


def main() -> int:
    """Parse the arguments and do as they say; 1 when something was found."""
    parser = argparse.ArgumentParser(prog="python -m tests.fuzz", description=__doc__)
    parser.add_argument("readers", nargs="*", metavar="READER", help=", ".join(READERS))
    parser.add_argument("--inputs", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--finds", type=Path, default=Path("build/fuzz"), help="Folder for finds.")
    parser.add_argument("--only", type=int, help="Write this one input to standard output.")
    parser.add_argument("--inside", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--first", type=int, default=0, help=argparse.SUPPRESS)
    asked = parser.parse_args()
    names = asked.readers or list(READERS)
    if unknown := set(names) - READERS.keys():
        parser.error(f"No reader is called {', '.join(sorted(unknown))}.")
    if asked.only is not None:
        sys.stdout.buffer.write(made(READERS[names[0]](), names[0], asked.seed, asked.only))
        return 0
    if asked.inside:
        return _inside(names[0], asked)
    _say(_ROW.format(*_HEAD))
    _say(_ROW.format(*("-" * 3 for _ in _HEAD)))
    scores = [_watch(name, asked) for name in names]
    return 1 if any(score.finds for score in scores) else 0


def _inside(name: str, asked: argparse.Namespace) -> int:
    """The work of the process that may die."""
    resource.setrlimit(resource.RLIMIT_AS, (_MOST_BYTES, _MOST_BYTES))
    with asked.inside.open("r+b") as file, mmap.mmap(file.fileno(), len(_BLANK)) as kept:
        run = Run(name, READERS[name](), asked.seed, asked.finds)
        run.go(range(asked.first, asked.inputs), kept)
    return 0


def _watch(name: str, asked: argparse.Namespace) -> Score:
    """All inputs of a reader; where one kills or hangs the process, the next begins behind it."""
    whole, first, started = Score(), 0, time.monotonic()
    while first < asked.inputs:
        with tempfile.NamedTemporaryFile() as progress, tempfile.TemporaryFile("w+") as terminal:
            progress.write(_BLANK)
            progress.flush()
            command = [sys.executable, "-u", "-X", "faulthandler", "-m", "tests.fuzz", name]
            for option in ("inputs", "seed", "finds"):
                command += [f"--{option}", str(getattr(asked, option))]
            command += ["--inside", progress.name, "--first", str(first)]
            done = subprocess.run(command, stdout=terminal, stderr=terminal, check=False)
            score = Score.kept_in(Path(progress.name))
            terminal.seek(0)
            said = terminal.read()
        if done.returncode:
            if done.returncode > 0 and "Timeout (" not in said:
                raise SystemExit(said)
            score.finds += 1
            why = f"The process ended with {done.returncode}.\n{said}"
            data = made(READERS[name](), name, asked.seed, score.number)
            keep(asked.finds, f"{name}-ended-{score.number}", data, why)
        whole = _add(whole, score)
        first = score.number + 1
    grown = (whole.most - whole.warm) / 1024
    took = time.monotonic() - started
    counts = (whole.inputs, whole.refused, whole.accepted)
    _say(
        _ROW.format(
            name,
            *(f"{count:,}" for count in counts),
            whole.finds,
            f"{whole.slowest / 1000:,.0f}",
            f"{grown:,.0f}",
            f"{took:,.0f}",
        )
    )
    return whole


def _add(one: Score, other: Score) -> Score:
    slower = max(one, other, key=lambda score: score.slowest)
    larger = max(one, other, key=lambda score: score.most - score.warm)
    return Score(
        other.number,
        one.refused + other.refused,
        one.accepted + other.accepted,
        one.finds + other.finds,
        slower.slowest,
        slower.slowest_number,
        larger.warm,
        larger.most,
    )


def _say(line: str) -> None:
    sys.stdout.write(line + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    raise SystemExit(main())
