"""Commands timed side by side: A, B, A, B …, so that a slow minute slows both."""

from __future__ import annotations

import os
import statistics
import subprocess
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

_KEPT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Modules are compiled once, as wherever the tool is installed."""


@dataclass(frozen=True)
class Ratio:
    """How a measured command compares with another: median of the pairs, and their spread."""

    what: str
    median: float
    low: float
    high: float
    goal: float | None
    note: str = ""

    def __str__(self) -> str:
        goal = "" if self.goal is None else f"goal <= {self.goal:g}"
        verdict = "" if self.goal is None else ("  ok" if self.median <= self.goal else "  MISSED")
        spread = f"{self.low:.2f} - {self.high:.2f}"
        return f"{self.what:<62} {self.median:>7.2f}  {spread:>14}  {goal}{verdict}  {self.note}".rstrip()


def wall(command: Sequence[object], **environment: str) -> float:
    """Seconds that a command took as a whole process."""
    start = time.perf_counter()
    subprocess.run(
        [str(part) for part in command],
        check=True,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**_KEPT, **environment},
    )
    return time.perf_counter() - start


def peak_kilobytes(command: Sequence[object], **environment: str) -> int:
    """The largest resident size of the command or one of its children."""
    process = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**_KEPT, **environment},
    )
    _, status, usage = os.wait4(process.pid, 0)
    if status:
        raise subprocess.CalledProcessError(status, [str(part) for part in command])
    return usage.ru_maxrss


def compare(
    what: str,
    ours: Callable[[], float],
    other: Callable[[], float],
    *,
    goal: float | None = None,
    pairs: int = 7,
    note: str = "",
) -> Ratio:
    """The ratio ours/other over *pairs* pairs, after one pair that warms up."""
    ours(), other()
    ratios = sorted(ours() / other() for _ in range(pairs))
    return Ratio(what, statistics.median(ratios), ratios[0], ratios[-1], goal, note)
