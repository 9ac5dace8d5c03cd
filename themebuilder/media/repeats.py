"""How much an SVG shows when everything that refers to a part of it is followed.

Ten elements that each show ten others that each show ten others … fill a small file and stop any
browser.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

MAX_SHOWN = 100_000
"""So many elements may be shown."""


@dataclass(slots=True)
class Part:
    """A part of an SVG: how many elements stand in it, and the ids that those refer to."""

    size: int = 0
    refers_to: list[str] = field(default_factory=list)


def repeats_endlessly(whole: Part, by_id: Mapping[str, Part]) -> bool:
    """Whether *whole* shows more than `MAX_SHOWN` elements.

    A part that refers to itself is not followed into itself; browsers do not either.
    """
    parts = {**by_id, "": whole}
    shown: dict[str, int] = {}
    entered: set[str] = set()
    todo = [""]
    while todo:
        name = todo[-1]
        part = parts[name]
        if name not in entered:
            entered.add(name)
            todo += [one for one in set(part.refers_to) if one in parts and one not in entered]
            continue
        todo.pop()
        if name not in shown:
            total = part.size + sum(shown.get(one, 0) for one in part.refers_to)
            shown[name] = min(total, MAX_SHOWN + 1)
    return shown[""] > MAX_SHOWN
