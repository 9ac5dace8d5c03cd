"""What a report is made of."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Literal

from themebuilder.checks.color_pairs import Measured
from themebuilder.reports.color_vision import Likeness


class Outcome(StrEnum):
    """What came of looking at something."""

    OK = "ok"
    FAULT = "fault"
    LOOK = "look"
    """A person should look: the tool is not sure, or somebody accepted it with a reason."""
    NONE = "none"
    """There is nothing of the kind in the theme."""
    UNSEEN = "unseen"
    """Nobody has looked."""


@dataclass(frozen=True, slots=True)
class Name:
    """A thing that has its own word in each language: *kind* says where the words are."""

    kind: Literal["pairs", "windows", "screens", "colors", "languages"]
    key: str


Value = str | float | int | tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that was looked at: *key* finds its texts, *said* the sentence of its outcome.

    *criterion* is the number in WCAG 2.1. *values* fill the sentence.
    """

    key: str
    criterion: str
    outcome: Outcome
    said: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Shot:
    """A picture with the worst place marked: JPEG bytes, and the colours of that place.

    *key* is ``screen`` or ``background``; *text* is the colour of the text there.
    """

    key: str
    data: bytes
    text: str
    color: str
    ratio: float
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class Overflow:
    """A text that is cut off or leaves the window: where, in which language, and by how many pixels."""

    window: str
    screen: str
    language: str
    text: str
    by: int


@dataclass(frozen=True, slots=True)
class Faint:
    """A text with too little contrast on a page: its *color* and *ground* as ``#rrggbb``.

    *is_themes* says that they follow the theme's palette; else they are Pexip's own.
    """

    screen: str
    text: str
    color: str
    ground: str
    ratio: float
    is_themes: bool


@dataclass(frozen=True, slots=True)
class Beyond:
    """What was looked at with tools that not every machine has; None where nobody looked.

    *overflows* and *faint* are what a browser found, *words* what a reader of pictures read: file
    -> words.
    """

    overflows: tuple[Overflow, ...] | None = None
    faint: tuple[Faint, ...] | None = None
    words: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Report:
    """Everything that is said of one theme, in no language yet."""

    theme: str
    title: str
    organisation: str
    page_title: str
    digests: Mapping[str, str]
    """Kind of package -> digest of its content."""
    items: tuple[Item, ...]
    pairs: tuple[Measured, ...]
    platform_pairs: tuple[Measured, ...]
    shots: tuple[Shot, ...]
    likenesses: tuple[Likeness, ...]

    def count(self, outcome: Outcome) -> int:
        """How many items came out so."""
        return sum(item.outcome is outcome for item in self.items)

    @property
    def is_good(self) -> bool:
        """Whether nothing that was looked at is a fault."""
        return not self.count(Outcome.FAULT)
