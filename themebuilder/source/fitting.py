"""Which definitions fit their schema: asked once, of all that are new, beside other work.

`jsonschema` takes longer to load than a workspace takes to read. So what fitted is remembered, and
where there is much to ask, another process asks it while this one gets ready for what comes next.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Sequence
from typing import NamedTuple

from themebuilder.cache import Cache, key_of
from themebuilder.source import schema
from themebuilder.tree import Map

Work = Callable[[], None]

_MANY = 12
"""Definitions from which on it pays to ask in a process of its own."""


class Asked(NamedTuple):
    """A definition's *kind*, its *tree* as the schema sees it, and the *digest* of its file."""

    kind: str
    tree: Map
    digest: str


def nothing() -> None:
    """No work at all."""


def unproven(
    asked: Sequence[Asked], cache: Cache, scope: str, meanwhile: Work = nothing
) -> frozenset[int]:
    """The numbers of those that do not fit, or of which nobody could say.

    *cache* remembers under *scope* which ones fitted. *meanwhile* is done while another process
    asks, and not at all where there is little to wait for.
    """
    key = key_of("fits", scope)
    known = frozenset((cache.get(key) or b"").split())
    marks = [f"{schema.digest(one.kind)}.{one.digest}".encode() for one in asked]
    new = [number for number, mark in enumerate(marks) if mark not in known]
    fits = _asked_beside if len(new) >= _MANY and _can_fork() else _asked_here
    verdicts = fits([asked[number] for number in new], meanwhile)
    misfits = frozenset(number for number, fit in zip(new, verdicts, strict=True) if not fit)
    fitting = frozenset(mark for number, mark in enumerate(marks) if number not in misfits)
    if fitting != known:
        cache.put(key, b"\n".join(sorted(fitting)))
    return misfits


def _asked_here(asked: Sequence[Asked], _meanwhile: Work) -> list[bool]:
    return [schema.fits(one.kind, one.tree) for one in asked]


def _asked_beside(asked: Sequence[Asked], meanwhile: Work) -> list[bool]:
    """The verdicts of another process, a byte each; of one that dies the rest is taken for no."""
    ours, theirs = os.pipe()
    child = os.fork()
    if child == 0:
        _answer(asked, theirs)
    os.close(theirs)
    try:
        meanwhile()
        with os.fdopen(ours, "rb") as answer:
            verdicts = answer.read()
    finally:
        os.waitpid(child, 0)
    return [verdict == 1 for verdict in verdicts.ljust(len(asked), b"\0")]


def _answer(asked: Sequence[Asked], theirs: int) -> None:
    """All that the other process does. It ends here, with nothing of the first one's to clear up."""
    try:
        with os.fdopen(theirs, "wb") as answer:
            answer.write(bytes(_asked_here(asked, nothing)))
    except BaseException:  # noqa: BLE001, S110 - whatever happens, the first process asks again
        pass
    finally:
        os._exit(0)


def _can_fork() -> bool:
    """Whether a copy of this process can work: not of one whose other threads would be missing."""
    return hasattr(os, "fork") and threading.active_count() == 1
