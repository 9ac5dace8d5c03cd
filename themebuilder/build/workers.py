"""Several processes at one kind of work: what each makes, in the order in which it was asked for."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_all_start_methods, get_context, parent_process
from multiprocessing.connection import wait
from typing import Any, TypeVar

from themebuilder.build.builder import WorkerKilledError

_AHEAD = 4
"""So many pieces are under way for each process: enough that none waits, and memory stays bounded."""

Item = TypeVar("Item")
Result = TypeVar("Result")


def can_fork() -> bool:
    """Whether a process can be copied here: a copy has all that it needs, and nothing is sent."""
    return "fork" in get_all_start_methods()


def run_parallel(
    work: Callable[[Item], Result],
    items: Sequence[Item],
    jobs: int,
    meanwhile: Callable[[], object],
) -> Iterator[Result]:
    """What *work* makes of each item, with *jobs* processes; *meanwhile* is done beside them.

    Raises `WorkerKilledError`.
    """
    with ProcessPoolExecutor(
        jobs, get_context("fork"), initializer=_begin, initargs=(work, items)
    ) as workers:
        try:
            numbers = iter(range(len(items)))
            pending: list[Future[Any]] = []
            for number in numbers:
                pending.append(workers.submit(_do, number))
                if len(pending) == _AHEAD * jobs:
                    break
            meanwhile()
            while pending:
                yield pending.pop(0).result()
                if (number := next(numbers, -1)) >= 0:
                    pending.append(workers.submit(_do, number))
        except BrokenProcessPool as error:
            raise WorkerKilledError(str(error)) from None
        except BaseException:
            # Waited for: the pool's own thread, left alone, may find its pipe closed when Python
            # ends (CPython issue 83279).
            workers.shutdown(cancel_futures=True)
            raise


_work: Callable[[Any], Any] = lambda _item: None  # noqa: E731 - what a worker does, once it began
_items: Sequence[Any] = ()


def _begin(work: Callable[[Any], Any], items: Sequence[Any]) -> None:
    global _work, _items
    _work, _items = work, items
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    """End this process with the one that started it.

    A worker whose parent was killed would wait for work for ever, and keep the lock on the build
    folder that it was forked with.
    """
    parent = parent_process()
    if parent is not None:
        wait([parent.sentinel])
        os._exit(1)


def _do(number: int) -> Any:  # noqa: ANN401 - whatever the work makes
    return _work(_items[number])
