"""Colours by lightness, chroma and hue as people see them (OKLCH). Colours are ``#RRGGBB``.

Source of the matrices: Björn Ottosson, "A perceptual color space for image processing", 2020.
"""

from __future__ import annotations

from collections.abc import Callable
from math import atan2 as measure_angle
from math import cos, hypot, sin

from themebuilder.core.color import delinearize, linearize, split_channels

_STEPS = 16
_ROUNDING = 0.5 / 255
"""On the edge of what a screen shows, rounding alone leads this far beyond it."""

Oklch = tuple[float, float, float]
"""Lightness 0 to 1, chroma 0 to about 0.4, hue in radians."""


def to_oklch(color: str) -> Oklch:
    """Return lightness, chroma and hue of *color*."""
    red, green, blue = (linearize(value / 255) for value in split_channels(color))
    long = (0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue) ** (1 / 3)
    middle = (0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue) ** (1 / 3)
    short = (0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue) ** (1 / 3)
    lightness = 0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short
    return lightness, hypot(a, b), measure_angle(b, a)


def from_oklch(color: Oklch) -> str:
    """Return the colour; the most colourful one of its lightness and hue where a screen has no such."""
    lightness, chroma, hue = color

    def is_shown(tried: float) -> bool:
        return all(-_ROUNDING < one < 1 + _ROUNDING for one in _to_channels(lightness, tried, hue))

    shown = chroma if is_shown(chroma) else bisect(chroma, 0, is_shown)
    channels = _to_channels(lightness, shown, hue)
    return "#" + "".join(f"{round(min(1, max(0, one)) * 255):02X}" for one in channels)


def darken_until(color: str, passes: Callable[[str], bool]) -> str:
    """Return the lightest colour of the same hue that *passes*, no lighter than *color*.

    An empty text where not even black passes. Each colour darker than one that passes must pass too.
    """
    if passes(color):
        return color
    lightness, chroma, hue = to_oklch(color)

    def is_dark_enough(tried: float) -> bool:
        return passes(from_oklch((tried, chroma, hue)))

    if not is_dark_enough(0):
        return ""
    return from_oklch((bisect(lightness, 0, is_dark_enough), chroma, hue))


def bisect(start: float, end: float, passes: Callable[[float], bool]) -> float:
    """Return the number nearest to *start* that *passes*, on the way to *end*, which does."""
    failing, good = start, end
    for _step in range(_STEPS):
        middle = (failing + good) / 2
        if passes(middle):
            good = middle
        else:
            failing = middle
    return good


def _to_channels(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * cos(hue), chroma * sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    middle = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _encode(4.0767416621 * long - 3.3077115913 * middle + 0.2309699292 * short),
        _encode(-1.2684380046 * long + 2.6097574011 * middle - 0.3413193965 * short),
        _encode(-0.0041960863 * long - 0.7034186147 * middle + 1.7076147010 * short),
    )


def _encode(light: float) -> float:
    return delinearize(light) if light >= 0 else -delinearize(-light)
