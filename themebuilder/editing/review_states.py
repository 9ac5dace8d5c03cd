"""The state of review of words that change: nobody has read the new ones."""

from __future__ import annotations

from collections.abc import Iterable

from themebuilder.core.tree import Map
from themebuilder.definitions.texts import find_text_review

APPROVED = "approved"
_PROPOSED = "proposed"
_READER = ("reviewed_by", "reviewed_on")
_READ = frozenset({"title", "body", "help", "spoken"})
"""The parts of a message that a reviewer reads; a recording is heard."""


def withdraw_approvals(
    tree: Map, changed: Iterable[tuple[str, ...]]
) -> dict[tuple[str, ...], str | None]:
    """Return what a definition gets beside new words at the paths *changed*, by path; None removes.

    Approved words are proposed once they change. *tree* is the definition before.
    """
    values: dict[tuple[str, ...], str | None] = {}
    for path in changed:
        if "texts" in tree.entries and path[0] == "keys" and len(path) > 1:
            holder, state = ("reviews", path[1]), find_text_review(tree, path[1])
        elif "wording" in tree.entries and path[-1] in _READ:
            holder, state = (path[0], path[1]), tree.text(*path[:2], "review")
        else:
            continue
        if state == APPROVED:
            values[*holder, "review"] = _PROPOSED
            values |= {(*holder, key): None for key in _READER if tree.get(*holder, key)}
    return values
