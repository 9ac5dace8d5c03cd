"""An accessibility report: what it is made of, and its HTML, Markdown and JSON."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import cache
from importlib import resources
from math import floor
from typing import Any, Literal

from themebuilder import __version__
from themebuilder.checks.color_contrast import Measured
from themebuilder.core.messages import name_language
from themebuilder.core.templates import render_template


class Outcome(StrEnum):
    """The outcome of an assessment."""

    OK = "ok"
    FAULT = "fault"
    LOOK = "look"
    """A person should look: the program is unsure, or the theme accepts it with a reason."""
    NONE = "none"
    """Nothing of the kind is in the theme."""
    UNSEEN = "unseen"
    """Not assessed."""


@dataclass(frozen=True, slots=True)
class Name:
    """A thing with a name in each language; *kind* is the table of its names.

    A title is its own name, between the quotation marks of the language.
    """

    kind: Literal["pairs", "windows", "screens", "colors", "languages", "titles"]
    key: str


Value = str | float | int | tuple[Name, ...]


@dataclass(frozen=True, slots=True)
class Item:
    """One assessment: *key* and *said* name its texts, *values* fill the sentence.

    *criterion* is the number in WCAG 2.1.
    """

    key: str
    criterion: str
    outcome: Outcome
    said: str
    values: Mapping[str, Value] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MarkedPicture:
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
class FaintText:
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
class ToolFindings:
    """Findings of tools that not every machine has; None where a tool did not run.

    *overflows* and *faint* come from a browser, *words* (file -> words) from tesseract.
    """

    overflows: tuple[Overflow, ...] | None = None
    faint: tuple[FaintText, ...] | None = None
    words: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class AccessibilityReport:
    """The assessment of one theme, independent of a language."""

    theme: str
    title: str
    organisation: str
    page_title: str
    digests: Mapping[str, str]
    """Kind of package -> digest of its content."""
    items: tuple[Item, ...]
    pairs: tuple[Measured, ...]
    platform_pairs: tuple[Measured, ...]
    shots: tuple[MarkedPicture, ...]

    def count(self, outcome: Outcome) -> int:
        """Return the number of items with that outcome."""
        return sum(item.outcome is outcome for item in self.items)

    @property
    def is_good(self) -> bool:
        """Whether there is no fault."""
        return not self.count(Outcome.FAULT)


REPORT_LANGUAGES = ("da", "en")


class Phrases:
    """The words of one language."""

    def __init__(self, language: str) -> None:
        """*language* is one of `REPORT_LANGUAGES`."""
        self.language = language
        self._texts = _texts(language)

    def page(self, key: str, **values: Value) -> str:
        """Return a text of the page itself."""
        return self._fill(self._texts["page"][key], values)

    def name(self, kind: str, key: str) -> str:
        """Return the name of an outcome, item, pair, window, screen or colour."""
        return str(self._texts[kind][key])

    def lines(self, key: str) -> list[str]:
        """Return a list of the page."""
        return list(self._texts[key])

    def describe(self, item: Item) -> str:
        """Return the outcome of an item, as a sentence."""
        return self._fill(self._texts["said"][item.said], item.values)

    def number(self, value: float, digits: int = 1) -> str:
        """Return a number in the language, cut off (not rounded) after *digits*: 4.49 is not 4.5."""
        scale = 10**digits
        written = f"{floor(value * scale + 1e-9) / scale:.{digits}f}"
        return written.replace(".", ",") if self.language == "da" else written

    def _fill(self, text: str, values: Mapping[str, Value]) -> str:
        return text.format_map({key: self._write(key, value) for key, value in values.items()})

    def _write(self, key: str, value: Value) -> str:
        if isinstance(value, float):
            return self.number(value, 0 if key in ("x", "y") else 1)
        if isinstance(value, tuple):
            return ", ".join(self._write_name(name) for name in value)
        return str(value)

    def _write_name(self, name: Name) -> str:
        if name.kind == "languages":
            return name_language(name.key, self.language)
        if name.kind == "titles":
            return self.page("quoted", text=name.key)
        return self.name(name.kind, name.key)


@cache
def _texts(language: str) -> Any:  # noqa: ANN401 - as the file has it; a test holds its shape
    path = resources.files("themebuilder.reports") / "phrases" / f"{language}.json"
    return json.loads(path.read_text(encoding="utf-8"))


SIGNS = {
    Outcome.OK: "✓",
    Outcome.FAULT: "✗",
    Outcome.LOOK: "!",
    Outcome.NONE: "–",
    Outcome.UNSEEN: "?",
}
"""Shown beside the word of the outcome, so that colour is never the only sign."""


def render_files(report: AccessibilityReport, language: str, date: str = "") -> dict[str, bytes]:
    """Return the report's files by name: the page, and the Markdown with its pictures."""
    name = f"{report.theme}.{language}"
    return {
        f"{name}.html": _render("report.html.j2", report, language, date),
        f"{name}.md": _render("report.md.j2", report, language, date),
        **{picture_name(report, shot): shot.data for shot in report.shots},
    }


def picture_name(report: AccessibilityReport, shot: MarkedPicture) -> str:
    """Return the file name of a picture beside the Markdown."""
    return f"{report.theme}-{shot.key}.jpg"


def report_json(report: AccessibilityReport, words: Phrases) -> dict[str, Any]:
    """Return the report for programs; sentences are in the language of *words*."""
    return {
        "theme": report.theme,
        "title": report.title,
        "organisation": report.organisation,
        "ok": report.is_good,
        "digests": dict(report.digests),
        "items": [_item(item, words) for item in report.items],
        "pairs": [
            {
                "pair": one.pair.key,
                "kind": one.pair.kind,
                "above": one.above.upper(),
                "below": one.below.upper(),
                "ratio": round(one.ratio, 2),
                "needed": one.pair.needed,
                "ok": one.is_enough,
            }
            for one in report.pairs
        ],
        "pictures": [
            {
                "picture": shot.key,
                "text": shot.text,
                "color": shot.color,
                "ratio": round(shot.ratio, 2),
                "x": round(shot.x, 3),
                "y": round(shot.y, 3),
            }
            for shot in report.shots
        ],
    }


def _item(item: Item, words: Phrases) -> dict[str, Any]:
    return {
        "item": item.key,
        "criterion": item.criterion,
        "outcome": item.outcome.value,
        "said": words.describe(item),
    }


def _render(template: str, report: AccessibilityReport, language: str, date: str) -> bytes:
    page = render_template(
        f"reports/phrases/{template}",
        report=report,
        words=Phrases(language),
        counts=[(outcome, report.count(outcome)) for outcome in Outcome],
        signs=SIGNS,
        date=date,
        version=__version__,
        picture_name=picture_name,
    )
    return page.encode()
