"""Signals and memory of the build's worker processes."""

from __future__ import annotations

import signal

from themebuilder.build.workers import run_parallel


def ends_on_sigterm(_item: object) -> bool:
    return signal.getsignal(signal.SIGTERM) is signal.SIG_DFL


def test_a_worker_that_is_ended_leaves_the_cleaning_up_to_the_command():
    before = signal.signal(signal.SIGTERM, lambda *_: None)
    try:
        assert [*run_parallel(ends_on_sigterm, [0], 1, lambda: None)] == [True]
    finally:
        signal.signal(signal.SIGTERM, before)
