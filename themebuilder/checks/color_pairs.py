"""Which colours of a theme meet on the page: text on its ground, controls beside theirs.

Read off the stylesheet of `@pexip/components` 19.0.0 (its current look, not `.theme-legacy`), where
``--color-brand-…`` is used, and off the components drawn in a browser with eleven shades that can
be told apart. Shades that colour no text and no control (a wrapper behind a video, a divider, the
ground of a round picture) have no pair.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from themebuilder.core.color import contrast
from themebuilder.definitions.model import Brand

TEXT, LARGE_TEXT, CONTROL = 4.5, 3.0, 3.0
"""The least contrast that WCAG 2.1 asks for: 1.4.3 for text, and 1.4.11 for controls.

Large text has 24 CSS pixels, or 18.66 where it is bold.
"""

SHADES = ("50", "100", "200", "300", "400", "500", "600", "700", "800", "900", "1000")
"""The names of the eleven shades in the stylesheet, in the order of the palette."""

DARK_WINDOW = "background_color"
"""What ``--color-brand-background`` is set to."""


@dataclass(frozen=True, slots=True)
class Pair:
    """Two colours that meet. Each is a shade's name, `DARK_WINDOW`, or ``#RRGGBB``.

    *key* names the pair in reports; *what* says it in a sentence.
    """

    key: str
    what: str
    above: str
    below: str
    kind: Literal["text", "control"]

    @property
    def needed(self) -> float:
        """The least contrast."""
        return TEXT if self.kind == "text" else CONTROL


@dataclass(frozen=True, slots=True)
class Measured:
    """A pair in the colours of a brand."""

    pair: Pair
    above: str
    below: str

    @property
    def ratio(self) -> float:
        """Their contrast."""
        return contrast(self.above, self.below)

    @property
    def is_enough(self) -> bool:
        """Whether it is what the law asks for."""
        return self.ratio >= self.pair.needed


PAIRS = (
    Pair("button", "main button", "50", "700", "text"),
    Pair("button-hover", "main button under the pointer", "50", "600", "text"),
    Pair("button-dark", "main button on dark", "#FFFFFF", "500", "text"),
    Pair("button-dark-hover", "main button on dark under the pointer", "#FFFFFF", "600", "text"),
    Pair("third-hover", "third button under the pointer", "#FFFFFF", "500", "text"),
    Pair("plain", "button without a frame", "600", "#FFFFFF", "text"),
    Pair("plain-hover", "button without a frame under the pointer", "600", "#E6E6E6", "text"),
    Pair("plain-pressed", "button without a frame, pressed", "600", "#DCDCDC", "text"),
    Pair("call-to-action", "call to action", "#FFFFFF", "900", "text"),
    Pair("light-window", "text in the light window", "#323232", "50", "text"),
    Pair("dark-window", "text around the meeting", "#FFFFFF", DARK_WINDOW, "text"),
    Pair("dark-window-aside", "small print around the meeting", "#D2D2D2", DARK_WINDOW, "text"),
    Pair("switch", "switch that is on", "#FFFFFF", "600", "control"),
    Pair("switch-hover", "switch that is on, under the pointer", "#FFFFFF", "700", "control"),
    Pair("focus-dark", "focus ring around the meeting", "#4490F6", DARK_WINDOW, "control"),
)
"""Every pair that follows from a theme."""

PLATFORM = (
    Pair("focus-light", "focus ring on white", "#4490F6", "#FFFFFF", "control"),
    Pair("focus-light-window", "focus ring in the light window", "#4490F6", "50", "control"),
)
"""Pairs in which the platform's own colour decides, whatever the theme does: told, not refused."""


def measure(brand: Brand, pairs: tuple[Pair, ...] = PAIRS) -> Iterator[Measured]:
    """Every pair in the colours of *brand*."""
    palette, window = brand.palette, brand.background_color
    for pair in pairs:
        yield Measured(
            pair, _color(pair.above, palette, window), _color(pair.below, palette, window)
        )


def _color(name: str, palette: tuple[str, ...], window: str) -> str:
    if name == DARK_WINDOW:
        return window
    return palette[SHADES.index(name)] if name in SHADES else name
