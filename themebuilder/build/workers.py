"""Run one function on many items in parallel processes; results keep the items' order."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.connection import wait
from typing import Any, TypeVar

from themebuilder.build.builder import WorkerKilledError

_AHEAD = 4
"""Items submitted at once per process: enough that none waits, few enough to bound memory."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def can_fork() -> bool:
    """Whether this machine can fork; only a fork has the library without being sent it."""
    return "fork" in get_all_start_methods()


def run_parallel(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    jobs: int,
    meanwhile: Callable[[], object],
) -> Iterator[Result]:
    """Yield the result of *work* for each item, from *jobs* processes; call *meanwhile* beside them.

    Raises `WorkerKilledError`.
    """
    with ProcessPoolExecutor(
        jobs, get_context("fork"), initializer=_start_worker, initargs=(work, items)
    ) as workers:
        try:
            numbers = iter(range(len(items)))
            pending: list[Future[Any]] = []
            for number in numbers:
                pending.append(workers.submit(_run_item, number))
                if len(pending) == _AHEAD * jobs:
                    break
            meanwhile()
            while pending:
                yield pending.pop(0).result()
                if (number := next(numbers, -1)) >= 0:
                    pending.append(workers.submit(_run_item, number))
        except BrokenProcessPool as error:
            raise WorkerKilledError(str(error)) from None
        except BaseException:
            # Wait for the pool's thread: it may otherwise find its pipe closed when Python ends
            # (CPython issue 83279).
            workers.shutdown(cancel_futures=True)
            raise


_work: Callable[[Any], Any] = lambda _item: None  # noqa: E731 - set in each worker
_items: Sequence[Any] = ()


def _start_worker(work: Callable[[Any], Any], items: Sequence[Any]) -> None:
    global _work, _items
    # The command cleans up, not each of its workers.
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    _work, _items = work, items
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process when its parent ends.

    Otherwise a worker whose parent was killed would wait for ever and hold the lock on the build
    folder.
    """
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _run_item(number: int) -> Any:  # noqa: ANN401 - the result of any work
    return _work(_items[number])
