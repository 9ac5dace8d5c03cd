"""A ramp of tones in a theme's own colour, for drawn pictures.

Colours are mixed in OKLab (Björn Ottosson, 2020), where equal steps look equal. Everything is
rounded to eight bits in the end, far coarser than the last digit in which machines may differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

from themebuilder.core.color import delinearize, linearize
from themebuilder.media.model import Tone

Channels = tuple[float, float, float]


@dataclass(frozen=True, slots=True)
class Stop:
    """A point on a ramp: its *lightness*, its share of the *chroma*, and how far it is *warmed*.

    Light falls warm and shade falls cool: a stop turns its hue by *warmth* degrees towards yellow,
    or, where that is negative, towards blue.
    """

    lightness: float
    chroma: float
    warmth: float


_STOPS: dict[Tone, tuple[Stop, ...]] = {
    # From paper to a clear pastel.
    "light": (
        Stop(0.982, 0.10, 20),
        Stop(0.952, 0.26, 14),
        Stop(0.915, 0.45, 6),
        Stop(0.870, 0.62, 0),
        Stop(0.815, 0.75, -8),
    ),
    # From dusk to night.
    "dark": (
        Stop(0.420, 0.66, 16),
        Stop(0.360, 0.62, 8),
        Stop(0.300, 0.56, 0),
        Stop(0.245, 0.48, -7),
        Stop(0.195, 0.38, -14),
    ),
}
_MOST_CHROMA = 0.125
"""More than this is too strong at these sizes: a strong brand colour is reduced to it."""
_YELLOW = (0.0, 1.0)
"""The direction of yellow in the plane of OKLab's a and b; blue lies opposite."""


def make_ramp(color: str, tone: Tone) -> tuple[list[int], list[int], list[int]]:
    """Return three tables, red, green and blue, of 256 entries each: from the lightest tone to the deepest.

    *color* is ``#rrggbb``; a grey gives a grey ramp.
    """
    _, a, b = _oklab(color)
    calm = min(1.0, _MOST_CHROMA / max((a * a + b * b) ** 0.5, 1e-9))
    stops = [_stop_color(stop, a * calm, b * calm) for stop in _STOPS[tone]]
    red, green, blue = zip(*(_between(stops, i / 255) for i in range(256)), strict=True)
    return list(red), list(green), list(blue)


def _stop_color(stop: Stop, a: float, b: float) -> Channels:
    towards_yellow = 1 if a * _YELLOW[1] - b * _YELLOW[0] >= 0 else -1
    turn = radians(stop.warmth * towards_yellow)
    return (
        stop.lightness,
        stop.chroma * (a * cos(turn) - b * sin(turn)),
        stop.chroma * (a * sin(turn) + b * cos(turn)),
    )


def _between(stops: list[Channels], share: float) -> tuple[int, int, int]:
    at = share * (len(stops) - 1)
    index = min(int(at), len(stops) - 2)
    rest = at - index
    lightness, a, b = (
        low + (high - low) * rest for low, high in zip(stops[index], stops[index + 1], strict=True)
    )
    return _srgb(lightness, a, b)


def _oklab(color: str) -> Channels:
    r, g, b = (linearize(int(color[i : i + 2], 16) / 255) for i in (1, 3, 5))
    l = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)  # noqa: E741
    m = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    s = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * l + 0.7936177850 * m - 0.0040720468 * s,
        1.9779984951 * l - 2.4285922050 * m + 0.4505937099 * s,
        0.0259040371 * l + 0.7827717662 * m - 0.8086757660 * s,
    )


def _srgb(lightness: float, a: float, b: float) -> tuple[int, int, int]:
    l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3  # noqa: E741
    m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    s = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        _encode_channel(4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s),
        _encode_channel(-1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s),
        _encode_channel(-0.0041960863 * l - 0.7034186147 * m + 1.7076147010 * s),
    )


def _encode_channel(linear: float) -> int:
    return round(delinearize(min(1.0, max(0.0, linear))) * 255)
