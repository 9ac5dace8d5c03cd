"""Questions about the colours of texts and controls: WCAG 2.1, 1.4.3 and 1.4.11."""

from __future__ import annotations

import colorsys
from collections.abc import Iterator
from functools import lru_cache

from themebuilder.checks.base import Context, Finding, check
from themebuilder.checks.color_pairs import DARK_WINDOW, Measured, measure
from themebuilder.core.color import make_shades, split_channels
from themebuilder.core.problems import Place
from themebuilder.definitions.model import Brand, Theme


@check("text-contrast-too-low")
def text_contrast_too_low(theme: Theme, _context: Context) -> Iterator[Finding]:
    yield from _too_low(theme, "text")


@check("control-contrast-too-low")
def control_contrast_too_low(theme: Theme, _context: Context) -> Iterator[Finding]:
    yield from _too_low(theme, "control")


def _too_low(theme: Theme, kind: str) -> Iterator[Finding]:
    """One finding for each value to change: all pairs that hang on it have one cause."""
    faint: dict[str, list[Measured]] = {}
    for one in measure(theme.brand):
        if one.pair.kind == kind and not one.is_enough:
            faint.setdefault(_value_behind(one, theme), []).append(one)
    for value, pairs in faint.items():
        pairs.sort(key=lambda one: (one.ratio, one.pair.key))
        worst, *others = pairs
        message = (
            f"{worst.pair.what.capitalize()}: {worst.above} on {worst.below} is "
            f"{_shown(worst.ratio)}:1, {worst.pair.needed:g}:1 is needed."
        )
        if others:
            message += f" Too faint as well: {_listed(others)}."
        yield _place(theme, value), message, _hint(value, theme.brand)


def _listed(pairs: list[Measured]) -> str:
    return ", ".join(f"{one.pair.what} {_shown(one.ratio)}:1" for one in pairs)


def _shown(ratio: float) -> str:
    """The ratio with one digit, cut off: 4.49 is not 4.5."""
    return f"{int(ratio * 10) / 10:.1f}"


def _value_behind(one: Measured, theme: Theme) -> str:
    given = theme.origin.map("brand").entries
    if DARK_WINDOW in (one.pair.above, one.pair.below) and DARK_WINDOW in given:
        return DARK_WINDOW
    return "palette" if "palette" in given else "color"


def _place(theme: Theme, value: str) -> Place:
    return theme.origin.place_of("brand", value)


def _hint(value: str, brand: Brand) -> str:
    if value == DARK_WINDOW:
        return f"A colour as dark as {brand.palette[-1]}, the last shade, does."
    if value == "palette":
        return "Darken these shades, or take `palette` away: the brand colour gives its own."
    if found := darker(brand.color):
        return f"{found} does: the same hue, darker."
    return "No shade of this hue does; take another colour."


@lru_cache(maxsize=256)
def darker(color: str) -> str:
    """The lightest colour of the same hue, no lighter than *color*, of which all shades can be read.

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


CHECKS = (text_contrast_too_low, control_contrast_too_low)
