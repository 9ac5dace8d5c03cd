"""Commands measured side by side: A, B, A, B …, so that a slow minute slows both."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

_KEPT = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
"""Modules are compiled once, as wherever the tool is installed."""


class Run(NamedTuple):
    """What a command took with all its processes.

    *wall* and *processor* are seconds. The latter hardly depends on what else the machine does.
    *kilobytes* is the largest resident size of one process.
    """

    wall: float
    processor: float
    kilobytes: int

    def __add__(self, other: Run) -> Run:  # type: ignore[override]
        return Run(self.wall + other.wall, self.processor + other.processor, 0)


OURS = [sys.executable, "-m", "themebuilder"]


class Ratio(NamedTuple):
    """How a command compares with another: ratios of pairs of runs, by the clock and of processor time."""

    what: str
    ratios: Sequence[float]
    goal: float | None = None
    note: str = ""
    processor: Sequence[float] = ()

    def __str__(self) -> str:
        median = statistics.median(self.ratios)
        goal = "" if self.goal is None else f"goal <= {self.goal:g}"
        verdict = "" if self.goal is None else ("  ok" if median <= self.goal else "  MISSED")
        spread = f"{min(self.ratios):.2f} - {max(self.ratios):.2f}"
        cpu = f"{statistics.median(self.processor):.2f}" if self.processor else ""
        return f"{self.what:<62} {median:>7.2f}  {spread:>14}  {cpu:>5}  {goal}{verdict}  {self.note}".rstrip()


def run(command: Sequence[object], **environment: str) -> Run:
    """Run a command; raises `subprocess.CalledProcessError` where it fails."""
    start = time.perf_counter()
    process = subprocess.Popen(
        [str(part) for part in command],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
        env={**_KEPT, **environment},
    )
    _, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if status:
        raise subprocess.CalledProcessError(process.returncode, [str(part) for part in command])
    return Run(time.perf_counter() - start, usage.ru_utime + usage.ru_stime, usage.ru_maxrss)


def compare(
    what: str,
    ours: Callable[[], Run],
    other: Callable[[], Run],
    *,
    goal: float | None = None,
    pairs: int = 3,
    is_warm: bool = False,
) -> Ratio:
    """The ratio ours/other over *pairs* pairs, with both times in seconds.

    One pair goes before that isn't counted, unless everything *is_warm* from an earlier row.
    """
    if not is_warm:
        ours(), other()
    measured = [(ours(), other()) for _ in range(pairs)]
    medians = (statistics.median(run.wall for run in runs) for runs in zip(*measured, strict=True))
    return Ratio(
        what,
        [one.wall / two.wall for one, two in measured],
        goal,
        "({:.2f} / {:.2f} s)".format(*medians),
        [one.processor / two.processor for one, two in measured],
    )


def generate_themes(folder: Path, count: int) -> None:
    """Write a workspace of *count* themes, up to 10,000, each with pictures of its own."""
    (folder / "themes" / "organisations").mkdir(parents=True)
    (folder / "themes" / "workspace.yaml").write_text("workspace: many\n")
    (folder / "themes" / "organisations" / "clinic.yaml").write_text(
        "organisation: clinic\nname: Clinic\npart_of: faelles\n"
    )
    for number in range(count):
        ones, tens, hundreds, thousands = (number // 10**place % 10 for place in range(4))
        # A colour for each: otherwise pictures of one run are made only once.
        color = f"#2{ones}6{tens}{9 - thousands}{hundreds}"
        (folder / "themes" / f"ward-{number}.yaml").write_text(
            f"theme: ward-{number}\ntitle: Ward {number}\nextends: borger\norganisation: clinic\n"
            f'brand: {{name: Ward {number}, color: "{color}"}}\nwebapp: {{path: ward-{number}}}\n'
        )
