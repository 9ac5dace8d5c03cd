"""Time that only moves when it is told to, so that a minute of waiting costs a test nothing."""

from __future__ import annotations

import threading
import time


class FakeClock:
    """A clock for the node and for the tool that waits for it: sleeping moves it on."""

    def __init__(self, start: float = 1_780_000_000.0) -> None:
        self._now = start
        self._lock = threading.Lock()
        self.slept: list[float] = []

    def now(self) -> float:
        """Seconds since 1970."""
        return self._now

    def sleep(self, seconds: float) -> None:
        """Let *seconds* pass at once."""
        with self._lock:
            self._now += seconds
            self.slept.append(seconds)


class RealClock:
    """The machine's own clock, for a node that is tried by hand."""

    def now(self) -> float:
        """Seconds since 1970."""
        return time.time()

    def sleep(self, seconds: float) -> None:
        """Wait."""
        time.sleep(seconds)


Clock = FakeClock | RealClock
