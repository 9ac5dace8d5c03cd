"""What the page is told while it is open."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal, get_args

from themebuilder.core.problems import Place, Problem

Change = Literal[
    "texts", "palette", "pictures", "settings", "screens", "prompts", "problems", "themes"
]
CHANGES: tuple[Change, ...] = get_args(Change)
"""In the order in which they are told."""


@dataclass(frozen=True, slots=True)
class Built:
    """A theme's new package is served; an empty *theme* means several themes' problems."""

    theme: str
    changed: tuple[Change, ...]
    digest: str

    def json(self) -> dict[str, object]:
        """The event as the page reads it."""
        return {
            "kind": "built",
            "theme": self.theme,
            "changed": list(self.changed),
            "digest": self.digest,
        }


@dataclass(frozen=True, slots=True)
class Failed:
    """The newest source gives no package; what was served before still is."""

    theme: str
    problems: tuple[Problem, ...]

    def json(self) -> dict[str, object]:
        """The event as the page reads it."""
        return {"kind": "failed", "theme": self.theme, "problems": problems_json(self.problems)}


Event = Built | Failed


def as_line(event: Event) -> str:
    """The event as a message of a ``text/event-stream``."""
    return f"data: {json.dumps(event.json(), ensure_ascii=False)}\n\n"


def problems_json(problems: Iterable[Problem]) -> list[dict[str, object]]:
    """Problems as the page reads them."""
    return [
        {
            "rule": found.rule.name,
            "severity": found.severity.value,
            "message": found.message,
            "hint": found.hint,
            "theme": found.theme,
            "place": place_json(found.place),
        }
        for found in problems
    ]


def place_json(place: Place) -> dict[str, object]:
    """A place as the page reads it."""
    return {"file": place.file, "line": place.line, "column": place.column}
