"""Colour arithmetic: shades, luminance, contrast. Colours are ``#RRGGBB``."""

from __future__ import annotations

import colorsys
from math import floor

LUMINANCE = (0.2126, 0.7152, 0.0722)
"""The weights of linear red, green and blue in luminance (WCAG 2.1, ITU-R BT.709)."""


def split_channels(color: str) -> tuple[int, int, int]:
    """Return red, green and blue of ``#RRGGBB``, 0 to 255 each."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def make_shades(color: str) -> tuple[str, ...]:
    """Return the eleven shades of a base colour, light to dark, as Pexip's branding portal makes them.

    The portal rounds hue, saturation and lightness first; the sixth shade is the rounded base colour.
    Lightness goes from 95 % to 10 %. Source: the portal's own packages, whose two published samples
    this reproduces exactly. Unconfirmed for greys and for base colours outside that lightness.
    """
    hue, lightness, saturation = colorsys.rgb_to_hls(
        *(value / 255 for value in split_channels(color))
    )
    base = _half_up(lightness * 100)
    lighter = [95 + (base - 95) * step / 5 for step in range(5)]
    darker = [base + (10 - base) * step / 5 for step in range(6)]
    h, s = _half_up(hue * 360), _half_up(saturation * 100)
    return tuple(_from_hsl(h, s, value) for value in (*lighter, *darker))


def is_proven_base(color: str) -> bool:
    """Whether the portal's formula for shades is confirmed for *color*."""
    _, lightness, saturation = colorsys.rgb_to_hls(
        *(value / 255 for value in split_channels(color))
    )
    return 0.10 <= lightness <= 0.95 and saturation > 0


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.1 defines it, 0 (black) to 1 (white)."""
    light = (linearize(value / 255) for value in split_channels(color))
    return sum(weight * amount for weight, amount in zip(LUMINANCE, light, strict=True))


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2.1 defines it, 1 (none) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mix(below: str, above: str, opacity: float) -> str:
    """Return the colour of *above* laid over *below* with *opacity*, 0 to 1."""
    pairs = zip(split_channels(below), split_channels(above), strict=True)
    return "#" + "".join(f"{_half_up(a + (b - a) * opacity):02X}" for a, b in pairs)


def linearize(value: float) -> float:
    """Return the linear light of an sRGB channel, both 0 to 1 (IEC 61966-2-1)."""
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def delinearize(light: float) -> float:
    """Return the sRGB channel of an amount of linear light, both 0 to 1: inverse of `linearize`."""
    return 12.92 * light if light <= 0.0031308 else float(1.055 * light ** (1 / 2.4) - 0.055)


def _from_hsl(hue: int, saturation: int, lightness: float) -> str:
    # This order of operations rounds halves as the portal does: 0.9 * 255 is below 229.5.
    s, light = saturation / 100, lightness / 100
    high = light * (1 + s) if light < 0.5 else light + s - light * s
    low = 2 * light - high
    parts = (_channel(low, high, hue / 360 + shift / 3) for shift in (1, 0, -1))
    return "#" + "".join(f"{_half_up(part * 255):02X}" for part in parts)


def _channel(low: float, high: float, turn: float) -> float:
    turn %= 1
    if 6 * turn < 1:
        return low + (high - low) * 6 * turn
    if 2 * turn < 1:
        return high
    if 3 * turn < 2:
        return low + (high - low) * (2 / 3 - turn) * 6
    return low


def _half_up(value: float) -> int:
    return floor(value + 0.5)
