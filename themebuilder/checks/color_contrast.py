"""Checks of the colours of texts and controls: WCAG 2.1, 1.4.3 and 1.4.11.

Which colours meet on the page is read off the stylesheet of `@pexip/components` 19.0.0 (its current
look, not `.theme-legacy`), where ``--color-brand-…`` is used, and off the components drawn in a browser
with eleven distinct shades. Shades that colour no text and no control have no pair: a wrapper behind a
video, a divider, the ground of a round picture.
"""

from __future__ import annotations

import colorsys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from themebuilder.checks.base import Context, Fault, check
from themebuilder.core.color import contrast, make_shades, split_channels
from themebuilder.definitions.model import Brand, Theme

TEXT, LARGE_TEXT, CONTROL = 4.5, 3.0, 3.0
"""The least contrast that WCAG 2.1 asks for: 1.4.3 for text, and 1.4.11 for controls.

Large text has 24 CSS pixels, or 18.66 where it is bold.
"""

SHADES = ("50", "100", "200", "300", "400", "500", "600", "700", "800", "900", "1000")
"""The names of the eleven shades in the stylesheet, in the order of the palette."""

DARK_WINDOW = "background_color"
"""The value behind ``--color-brand-background``."""


@dataclass(frozen=True, slots=True)
class ColorPair:
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

    pair: ColorPair
    above: str
    below: str

    @property
    def ratio(self) -> float:
        """Their contrast."""
        return contrast(self.above, self.below)

    @property
    def is_enough(self) -> bool:
        """Whether the contrast is what the law asks for."""
        return self.ratio >= self.pair.needed


PAIRS = (
    ColorPair("button", "main button", "50", "700", "text"),
    ColorPair("button-hover", "main button under the pointer", "50", "600", "text"),
    ColorPair("button-dark", "main button on dark", "#FFFFFF", "500", "text"),
    ColorPair(
        "button-dark-hover", "main button on dark under the pointer", "#FFFFFF", "600", "text"
    ),
    ColorPair("third-hover", "third button under the pointer", "#FFFFFF", "500", "text"),
    ColorPair("plain", "button without a frame", "600", "#FFFFFF", "text"),
    ColorPair("plain-hover", "button without a frame under the pointer", "600", "#E6E6E6", "text"),
    ColorPair("plain-pressed", "button without a frame, pressed", "600", "#DCDCDC", "text"),
    ColorPair("call-to-action", "call to action", "#FFFFFF", "900", "text"),
    ColorPair("light-window", "text in the light window", "#323232", "50", "text"),
    ColorPair("dark-window", "text around the meeting", "#FFFFFF", DARK_WINDOW, "text"),
    ColorPair(
        "dark-window-aside", "small print around the meeting", "#D2D2D2", DARK_WINDOW, "text"
    ),
    ColorPair("switch", "switch that is on", "#FFFFFF", "600", "control"),
    ColorPair("switch-hover", "switch that is on, under the pointer", "#FFFFFF", "700", "control"),
    ColorPair("focus-dark", "focus ring around the meeting", "#4490F6", DARK_WINDOW, "control"),
)
"""Every pair that follows from a theme."""

PLATFORM = (
    ColorPair("focus-light", "focus ring on white", "#4490F6", "#FFFFFF", "control"),
    ColorPair("focus-light-window", "focus ring in the light window", "#4490F6", "50", "control"),
)
"""Pairs that the platform's own colour decides: reported, no fault of a theme."""


def measure(brand: Brand, pairs: tuple[ColorPair, ...] = PAIRS) -> Iterator[Measured]:
    """Yield each pair in the colours of *brand*."""
    palette, window = brand.palette, brand.background_color
    for pair in pairs:
        yield Measured(
            pair, _color(pair.above, palette, window), _color(pair.below, palette, window)
        )


def _color(name: str, palette: tuple[str, ...], window: str) -> str:
    if name == DARK_WINDOW:
        return window
    return palette[SHADES.index(name)] if name in SHADES else name


@check("contrast-too-low")
def contrast_too_low(theme: Theme, _context: Context) -> Iterator[Fault]:
    """One fault for each value to change and kind of pair, with all pairs that depend on it."""
    faint: dict[tuple[str, str], list[Measured]] = {}
    for one in measure(theme.brand):
        if not one.is_enough:
            faint.setdefault((one.pair.kind, _value_behind(one, theme)), []).append(one)
    for (_, value), pairs in faint.items():
        pairs.sort(key=lambda one: (one.ratio, one.pair.key))
        worst, *others = pairs
        message = (
            f"{worst.pair.what.capitalize()}: {worst.above} on {worst.below} is "
            f"{_truncate_ratio(worst.ratio)}:1, {worst.pair.needed:g}:1 is needed."
        )
        if others:
            listed = ", ".join(f"{one.pair.what} {_truncate_ratio(one.ratio)}:1" for one in others)
            message += f" Too faint as well: {listed}."
        yield theme.origin.place_of("brand", value), message, _hint(value, theme.brand)


def _truncate_ratio(ratio: float) -> str:
    """The ratio with one decimal, not rounded up: 4.49 is not 4.5."""
    return f"{int(ratio * 10) / 10:.1f}"


def _value_behind(one: Measured, theme: Theme) -> str:
    given = theme.origin.map("brand").entries
    if DARK_WINDOW in (one.pair.above, one.pair.below) and DARK_WINDOW in given:
        return DARK_WINDOW
    return "palette" if "palette" in given else "color"


def _hint(value: str, brand: Brand) -> str:
    if value == DARK_WINDOW:
        return f"A colour as dark as {brand.palette[-1]}, the last shade, does."
    if value == "palette":
        return "Darken these shades, or take `palette` away: the brand colour gives its own."
    if found := darken(brand.color):
        return f"{found} does: the same hue, darker."
    return "No shade of this hue does; take another colour."


@lru_cache(maxsize=256)
def darken(color: str) -> str:
    """Return the lightest colour of the same hue with enough contrast, no lighter than *color*.

    An empty text where there is none.
    """
    if _can_be_read(color):
        return color
    hue, lightness, saturation = colorsys.rgb_to_hls(
        *(value / 255 for value in split_channels(color))
    )
    for percent in range(round(lightness * 100), 9, -1):
        parts = colorsys.hls_to_rgb(hue, percent / 100, saturation)
        tried = "#" + "".join(f"{round(part * 255):02X}" for part in parts)
        if _can_be_read(tried):
            return tried
    return ""


def _can_be_read(color: str) -> bool:
    palette = make_shades(color)
    brand = Brand("", "", color, palette, palette[-1], {})
    return all(one.is_enough for one in measure(brand))


THEME_CHECKS = (contrast_too_low,)
