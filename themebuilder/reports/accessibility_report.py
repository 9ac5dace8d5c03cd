"""An accessibility report: what it is made of, and its HTML, Markdown and JSON."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from themebuilder import __version__
from themebuilder.checks.color_contrast import MeasuredPair, truncate_ratio
from themebuilder.core.messages import N_, Message, _, get_language
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

    @property
    def label(self) -> str:
        """The outcome in the language in use."""
        return _(_OUTCOMES[self])


_OUTCOMES = {
    Outcome.OK: N_("In order"),
    Outcome.FAULT: N_("Fault"),
    Outcome.LOOK: N_("Look at it"),
    Outcome.NONE: N_("Does not apply"),
    Outcome.UNSEEN: N_("Not looked at"),
}


@dataclass(frozen=True, slots=True)
class Item:
    """One assessment: what was found, in a sentence."""

    key: str
    outcome: Outcome
    said: str

    @property
    def criterion(self) -> str:
        """The number of the criterion in WCAG 2.1."""
        return _ITEMS[self.key][0]

    @property
    def rule(self) -> str:
        """The rule that measures the same, or an empty text."""
        return _ITEMS[self.key][1]

    @property
    def question(self) -> str:
        """What was assessed."""
        return _(_ITEMS[self.key][2])


_ITEMS = {
    "logo": ("1.1.1", "logo-without-name", N_("The logo has a name that can be read aloud")),
    "apart": (
        "1.4.1",
        "told-apart-by-looks-only",
        N_("Themes for staff and for others are told apart by words, not by colour alone"),
    ),
    "palette-text": ("1.4.3", "contrast-too-low", N_("Text on buttons and surfaces can be read")),
    "page-text": ("1.4.3", "contrast-too-low", N_("Text on the web app's pages can be read")),
    "screen-text": (
        "1.4.3",
        "screen-text-unreadable",
        N_("White text on the meeting's screens can be read"),
    ),
    "background": (
        "1.4.3",
        "background-neither-light-nor-dark",
        N_("The page's background is light or dark all over"),
    ),
    "zoom": ("1.4.4", "", N_("Text is whole at 200 % zoom")),
    "picture-words": ("1.4.5", "", N_("No words are painted into the pictures")),
    "mark": ("1.4.5", "mark-only-in-picture", N_("Words in the pattern also stand in the title")),
    "narrow": ("1.4.10", "", N_("Text is whole on a screen 320 points wide")),
    "palette-controls": ("1.4.11", "contrast-too-low", N_("Switches and the focus can be seen")),
    "spacing": ("1.4.12", "", N_("Text is whole with more space between lines, words and letters")),
    "still": ("2.2.2", "", N_("No picture moves")),
    "title": ("2.4.2", "title-names-no-service", N_("The page's title says what the page is")),
    "language": ("3.1.1", "", N_("The languages are known")),
    "english": ("3.1.2", "left-in-english", N_("No English texts were left standing")),
    "same-names": (
        "3.2.4",
        "function-named-differently",
        N_("The same button has the same name in all themes for the same readers"),
    ),
    "label-in-name": (
        "2.5.3",
        "label-not-in-name",
        N_("The name that is read aloud contains the words on the button"),
    ),
    "own-pages": ("4.1.2", "", N_("Pages and plugins of one's own")),
}
"""Key -> criterion in WCAG 2.1, the rule of `check` and `build` that measures the same, and what is assessed."""


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

    @property
    def description(self) -> str:
        """What it shows, for those who can't see it."""
        return _(
            "The theme's picture. The hardest place is marked, {x} % from the left and {y} % from the top.",
            **self._place,
        )

    @property
    def caption(self) -> str:
        """Its name and its worst place."""
        return _(
            "{name}. Hardest place: {x} % from the left, {y} % from the top. Contrast {ratio}:1.",
            name=_(_PICTURES[self.key]),
            ratio=format_ratio(self.ratio),
            **self._place,
        )

    @property
    def _place(self) -> dict[str, int]:
        return {"x": to_percent(self.x), "y": to_percent(self.y)}


_PICTURES = {
    "screen": N_("The picture behind the meeting's screens"),
    "background": N_("The picture behind the page, under the theme's tint"),
}


def to_percent(share: float) -> int:
    """Return a share in whole percent, not rounded up."""
    return int(share * 100 + 1e-9)


def format_ratio(ratio: float) -> Message:
    """Return a ratio with one decimal, in the language in use, not rounded up."""
    return _("{ratio:.1f}", ratio=truncate_ratio(ratio))


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
    """The assessment of one theme, in the language in use."""

    theme: str
    title: str
    organisation: str
    page_title: str
    digests: Mapping[str, str]
    """Kind of package -> digest of its content."""
    items: tuple[Item, ...]
    pairs: tuple[MeasuredPair, ...]
    platform_pairs: tuple[MeasuredPair, ...]
    shots: tuple[MarkedPicture, ...]

    def count(self, outcome: Outcome) -> int:
        """Return the number of items with that outcome."""
        return sum(item.outcome is outcome for item in self.items)

    @property
    def is_good(self) -> bool:
        """Whether there is no fault."""
        return not self.count(Outcome.FAULT)


_UNSEEN = (
    N_(
        "Use by keyboard and screen reader (2.1.1, 2.4.3, 4.1.2): the web app decides it, not the theme."
    ),
    N_("Whether it is announced when waiting ends and the meeting begins (4.1.3)."),
    N_(
        "How large the meeting's own server draws text, and where: Pexip has not published it. We assume white text in the middle of the picture."
    ),
    N_(
        "The web app's own arrangement: we looked at Pexip's published components, arranged in a preview."
    ),
    N_("Captions, loudness and picture of the meeting itself (1.2, EN 301 549 clause 6)."),
    N_("Spoken prompts on the telephone, beyond their words."),
    N_("Guides and support (EN 301 549 clause 12)."),
)
_METHODS = (
    N_(
        "Contrast is computed as WCAG 2.1 defines it. The pairs are read off the stylesheet of @pexip/components 19.0.0."
    ),
    N_(
        "The pictures are those of the finished package, looked at in cells of 8 × 8 pixels under the theme's tint. A cell is about as wide as the stroke of a letter."
    ),
    N_("Where text lies was measured in Chromium in seven windows from 320 to 1920 points wide."),
)
SIGNS = {
    Outcome.OK: "✓",
    Outcome.FAULT: "✗",
    Outcome.LOOK: "!",
    Outcome.NONE: "–",
    Outcome.UNSEEN: "?",
}
"""Shown beside the word of the outcome, so that colour is never the only sign."""


def render_files(report: AccessibilityReport, date: str = "") -> dict[str, bytes]:
    """Return the report's files by name: the page, and the Markdown with its pictures."""
    name = f"{report.theme}.{get_language()}"
    return {
        f"{name}.html": _render("accessibility.html.j2", report, date),
        f"{name}.md": _render("accessibility.md.j2", report, date),
        **{picture_name(report, shot): shot.data for shot in report.shots},
    }


def picture_name(report: AccessibilityReport, shot: MarkedPicture) -> str:
    """Return the file name of a picture beside the Markdown."""
    return f"{report.theme}-{shot.key}.jpg"


def report_json(report: AccessibilityReport) -> dict[str, Any]:
    """Return the report for programs."""
    return {
        "theme": report.theme,
        "title": report.title,
        "organisation": report.organisation,
        "ok": report.is_good,
        "digests": dict(report.digests),
        "items": [
            {
                "item": item.key,
                "criterion": item.criterion,
                "outcome": item.outcome.value,
                "said": item.said,
            }
            for item in report.items
        ],
        "pairs": [
            {
                "pair": pair.pair.key,
                "kind": pair.pair.kind,
                "above": pair.above.upper(),
                "below": pair.below.upper(),
                "ratio": round(pair.ratio, 2),
                "needed": pair.pair.needed,
                "ok": pair.is_enough,
            }
            for pair in report.pairs
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


def _render(template: str, report: AccessibilityReport, date: str) -> bytes:
    page = render_template(
        f"reports/{template}",
        report=report,
        counts=[(outcome, report.count(outcome)) for outcome in Outcome],
        signs=SIGNS,
        unseen=[_(one) for one in _UNSEEN],
        methods=[_(method) for method in _METHODS],
        format_ratio=format_ratio,
        date=date,
        version=__version__,
        picture_name=picture_name,
    )
    return page.encode()
