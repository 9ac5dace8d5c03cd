"""Colour arithmetic: shades, luminance, contrast."""

from __future__ import annotations

import colorsys
from math import floor


def split_channels(color: str) -> tuple[int, int, int]:
    """Red, green and blue of ``#RRGGBB``, 0 to 255."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def make_shades(color: str) -> tuple[str, ...]:
    """The eleven shades of a base colour, light to dark, exactly as Pexip's branding portal makes them.

    Hue, saturation and lightness are rounded first, so the sixth shade is the base colour after
    rounding. The first shade has lightness 95, the last one 10. Source: the portal's own packages;
    both published samples are reproduced in every channel. Not proven for colours lighter than
    95 % or darker than 10 %, nor for greys.
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
    """Whether the shades of *color* lie where the portal's formula has been seen to hold."""
    _, lightness, saturation = colorsys.rgb_to_hls(
        *(value / 255 for value in split_channels(color))
    )
    return 0.10 <= lightness <= 0.95 and saturation > 0


def luminance(color: str) -> float:
    """Relative luminance as WCAG 2.1 defines it, 0 (black) to 1 (white)."""
    red, green, blue = (linearize(value / 255) for value in split_channels(color))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Contrast ratio as WCAG 2.1 defines it, 1 (none) to 21 (black on white)."""
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


def mix(below: str, above: str, opacity: float) -> str:
    """The colour that is seen where *above* lies over *below* with *opacity*, 0 to 1."""
    pairs = zip(split_channels(below), split_channels(above), strict=True)
    return "#" + "".join(f"{_half_up(a + (b - a) * opacity):02X}" for a, b in pairs)


def linearize(value: float) -> float:
    """A channel of sRGB, 0 to 1, as an amount of light (IEC 61966-2-1)."""
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def _from_hsl(hue: int, saturation: int, lightness: float) -> str:
    # In this order of operations, because the portal's halves fall the way these floats fall:
    # 0.9 * 255 comes out below 229.5.
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
