"""Inputs by number through one reader, each within its time and memory; what came of them."""

from __future__ import annotations

import faulthandler
import hashlib
import mmap
import os
import resource
import stat
import struct
import time
import traceback
from dataclasses import astuple, dataclass
from pathlib import Path
from random import Random

from tests.fuzz.reader import Reader
from themebuilder.reports.findings import escape_hidden

SLOW_SECONDS = 5.0
"""Of the processor's time: an input that takes more is a find."""
HANG_SECONDS = 60
"""After so long by the clock the process is given up, wherever it is."""
_WARM = 200
"""Inputs until everything is loaded that stays in memory."""
_FORM = struct.Struct("<8q")


@dataclass
class Score:
    """What came of the inputs so far; sizes in KiB, times in microseconds."""

    number: int = 0
    refused: int = 0
    accepted: int = 0
    finds: int = 0
    slowest: int = 0
    slowest_number: int = 0
    warm: int = 0
    most: int = 0

    @property
    def inputs(self) -> int:
        """How many were answered."""
        return self.refused + self.accepted + self.finds

    @classmethod
    def kept_in(cls, file: Path) -> Score:
        """The score that a process left, however it ended."""
        return cls(*_FORM.unpack(file.read_bytes()))


def made(reader: Reader, name: str, seed: int, number: int) -> bytes:
    """Input *number* of a run, from its seed alone."""
    return reader.spoiled(Random(f"{seed}/{name}/{number}"))


class Run:
    """One reader's run, from input *first* on. Finds go to *folder*, each kind of find once."""

    def __init__(self, name: str, reader: Reader, seed: int, folder: Path) -> None:
        self.name, self.reader, self.seed, self.folder = name, reader, seed, folder
        self.score = Score()
        self.kinds: set[str] = set()

    def go(self, numbers: range, kept: mmap.mmap | None = None) -> Score:
        """Try the inputs; *kept* always holds the score, for whoever finds this process dead."""
        for number in numbers:
            self.score.number = number
            if kept:
                kept[: _FORM.size] = _FORM.pack(*astuple(self.score))
            data = made(self.reader, self.name, self.seed, number)
            if kept:
                faulthandler.dump_traceback_later(HANG_SECONDS, exit=True)
            self._one(number, data)
            if number - numbers.start == _WARM:
                self.score.warm = self.score.most
        self.score.warm = self.score.warm or self.score.most
        faulthandler.cancel_dump_traceback_later()
        if kept:
            kept[: _FORM.size] = _FORM.pack(*astuple(self.score))
        return self.score

    def _one(self, number: int, data: bytes) -> None:
        score = self.score
        before, terminal = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, _on_terminal()
        started = time.process_time()
        why = ""
        try:
            messages = self.reader.read(data)
        except Exception:  # noqa: BLE001 - whatever it is, it is what we look for
            why, messages = traceback.format_exc(), ()
        else:
            if any(not escape_hidden(message).strip() for message in messages):
                why = f"A refusal says nothing: {messages}"
        took = time.process_time() - started
        score.most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        if took * 1e6 > score.slowest:
            score.slowest, score.slowest_number = round(took * 1e6), number
        if not why and _on_terminal() > terminal:
            why = "Something was written to the terminal."
        if not why and took > SLOW_SECONDS:
            why = f"It took {took:.1f} seconds."
        if not why and number > _WARM and score.most - before > self.reader.memory * 1024:
            why = f"It took {(score.most - before) // 1024} MiB."
        if why:
            score.finds += 1
            kind = kind_of(why)
            if kind not in self.kinds:
                self.kinds.add(kind)
                keep(self.folder, f"{self.name}-{kind}-{number}", data, why)
        elif messages:
            score.refused += 1
        else:
            score.accepted += 1


def _on_terminal() -> int:
    """How much was written where people look, which is a file while a run lasts."""
    found = os.fstat(2)
    return found.st_size if stat.S_ISREG(found.st_mode) else 0


def kind_of(why: str) -> str:
    """A short mark of the find: the same for the same last lines of ours, and the same error."""
    lines = why.splitlines()
    ours = [line for line in lines if "/themebuilder/" in line][-2:]
    told = "".join((*ours, lines[-1].partition(":")[0]))
    return hashlib.sha256(told.encode()).hexdigest()[:8]


def keep(folder: Path, name: str, data: bytes, why: str) -> None:
    """Write a find down."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.bin").write_bytes(data)
    (folder / f"{name}.txt").write_text(why, encoding="utf-8", errors="replace")
