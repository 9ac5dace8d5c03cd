"""Colour arithmetic: shades, luminance, contrast. Colours are ``#RRGGBB``."""

from __future__ import annotations

import colorsys
from collections.abc import Callable
from functools import lru_cache
from math import floor

Channels = tuple[float, float, float]
LUMINANCE = (0.2126, 0.7152, 0.0722)
"""The weights of linear red, green and blue in luminance (WCAG 2.1, ITU-R BT.709)."""

_STEPS = 16
_LEAST_LIGHT, _MOST_LIGHT = -0.5 / 255 / 12.92, 1 + 2.28 * 0.5 / 255
"""The linear light that rounding to eight bits alone may lead to, on the edge of what a screen shows."""


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
    base = _round_half_up(lightness * 100)
    lighter = [95 + (base - 95) * step / 5 for step in range(5)]
    darker = [base + (10 - base) * step / 5 for step in range(6)]
    h, s = _round_half_up(hue * 360), _round_half_up(saturation * 100)
    return tuple(_convert_hsl(h, s, value) for value in (*lighter, *darker))


def is_proven_base(color: str) -> bool:
    """Whether the portal's formula for shades is confirmed for *color*."""
    _, lightness, saturation = colorsys.rgb_to_hls(
        *(value / 255 for value in split_channels(color))
    )
    return 0.10 <= lightness <= 0.95 and saturation > 0


@lru_cache(maxsize=1024)
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
    return "#" + "".join(f"{_round_half_up(a + (b - a) * opacity):02X}" for a, b in pairs)


def linearize(value: float) -> float:
    """Return the linear light of an sRGB channel, both 0 to 1 (IEC 61966-2-1)."""
    return value / 12.92 if value <= 0.04045 else float(((value + 0.055) / 1.055) ** 2.4)


def delinearize(light: float) -> float:
    """Return the sRGB channel of an amount of linear light, both 0 to 1: inverse of `linearize`."""
    return 12.92 * light if light <= 0.0031308 else float(1.055 * light ** (1 / 2.4) - 0.055)


def to_oklab(color: str) -> Channels:
    """Return lightness (0 to 1), a and b of *color*: equal steps in them look equal.

    Source of the matrices: Björn Ottosson, "A perceptual color space for image processing", 2020.
    """
    red, green, blue = (linearize(value / 255) for value in split_channels(color))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def from_oklab(lightness: float, a: float, b: float) -> Channels:
    """Return the linear light of red, green and blue; outside of 0 to 1 no screen shows it."""
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short,
    )


def encode_light(light: Channels) -> tuple[int, int, int]:
    """Return linear red, green and blue as a screen shows them, 0 to 255 each."""
    red, green, blue = light
    return _encode_channel(red), _encode_channel(green), _encode_channel(blue)


def _encode_channel(light: float) -> int:
    if light <= 0:
        return 0
    return 255 if light >= 1 else round(delinearize(light) * 255)


def darken_until(color: str, passes: Callable[[str], bool]) -> str:
    """Return the lightest colour of the same hue that *passes*, no lighter than *color*.

    An empty text where not even black passes. Each colour darker than one that passes must pass too.
    """
    if passes(color):
        return color
    lightness, a, b = to_oklab(color)

    def darken(tried: float) -> str:
        """Return the hue at that lightness; the most colourful one where a screen has no such."""

        def is_shown(share: float) -> bool:
            light = from_oklab(tried, a * share, b * share)
            return all(_LEAST_LIGHT < channel < _MOST_LIGHT for channel in light)

        share = 1.0 if is_shown(1) else _bisect(1, is_shown)
        shown = encode_light(from_oklab(tried, a * share, b * share))
        return "#" + "".join(f"{channel:02X}" for channel in shown)

    if not passes(darken(0)):
        return ""
    return darken(_bisect(lightness, lambda tried: passes(darken(tried))))


def _bisect(start: float, passes: Callable[[float], bool]) -> float:
    """Return the number nearest to *start* that *passes*, on the way to 0, which does."""
    failing, good = start, 0.0
    for _step in range(_STEPS):
        middle = (failing + good) / 2
        if passes(middle):
            good = middle
        else:
            failing = middle
    return good


def _convert_hsl(hue: int, saturation: int, lightness: float) -> str:
    # This order of operations rounds halves as the portal does: 0.9 * 255 is below 229.5.
    s, light = saturation / 100, lightness / 100
    high = light * (1 + s) if light < 0.5 else light + s - light * s
    low = 2 * light - high
    parts = (_compute_channel(low, high, hue / 360 + shift / 3) for shift in (1, 0, -1))
    return "#" + "".join(f"{_round_half_up(part * 255):02X}" for part in parts)


def _compute_channel(low: float, high: float, turn: float) -> float:
    turn %= 1
    if 6 * turn < 1:
        return low + (high - low) * 6 * turn
    if 2 * turn < 1:
        return high
    if 3 * turn < 2:
        return low + (high - low) * (2 / 3 - turn) * 6
    return low


def _round_half_up(value: float) -> int:
    return floor(value + 0.5)
