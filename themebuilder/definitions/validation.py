"""Which definitions fit their schema: asked once, of all that are new."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from themebuilder.core.cache import Cache, key_of
from themebuilder.core.tree import Map
from themebuilder.definitions import schema


class Asked(NamedTuple):
    """A definition's *kind*, its *tree* as the schema sees it, and the *digest* of its file."""

    kind: str
    tree: Map
    digest: str


def misfits(asked: Sequence[Asked], cache: Cache, scope: str) -> frozenset[int]:
    """The numbers of those that do not fit. *cache* remembers under *scope* which ones fitted."""
    key = key_of("fits", scope)
    known = frozenset((cache.get(key) or b"").split())
    marks = [f"{schema.digest(one.kind)}.{one.digest}".encode() for one in asked]
    found = frozenset(
        number
        for number, one in enumerate(asked)
        if marks[number] not in known and not schema.fits(one.kind, one.tree)
    )
    fitting = frozenset(mark for number, mark in enumerate(marks) if number not in found)
    if fitting != known:
        cache.put(key, b"\n".join(sorted(fitting)))
    return found
