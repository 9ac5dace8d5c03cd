"""A ramp of tones in a theme's own colour, for drawn pictures.

Colours are mixed in OKLab, where equal steps look equal. Everything is
rounded to eight bits in the end, far coarser than the last digit in which machines may differ.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import cos, radians, sin

from themebuilder.core.color import Channels, encode_light, from_oklab, to_oklab
from themebuilder.media.model import Tone

Color = tuple[int, int, int]
"""Red, green and blue, 0 to 255."""


@dataclass(frozen=True, slots=True)
class Stop:
    """A point on a ramp: its *lightness*, its share of the *chroma*, and how far it is *warmed*.

    Light falls warm and shade falls cool: a stop turns its hue by *warmth* degrees towards yellow,
    or, where that is negative, towards blue. *red* and *yellow* are the sun's own light, added to
    the colour whatever its hue.
    """

    lightness: float
    chroma: float
    warmth: float
    red: float = 0
    yellow: float = 0


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
    # From the morning sun to a clear pastel.
    "dawn": (
        Stop(0.970, 0.00, 0, 0.018, 0.030),
        Stop(0.930, 0.10, 0, 0.029, 0.040),
        Stop(0.895, 0.36, 0, 0.013, 0.016),
        Stop(0.840, 0.60, 0, 0.003, 0.004),
        Stop(0.760, 0.90, -6),
    ),
    # From the evening sun to the blue hour.
    "dusk": (
        Stop(0.562, 0.08, 0, 0.060, 0.064),
        Stop(0.520, 0.14, 0, 0.060, 0.018),
        Stop(0.465, 0.30, 0, 0.036, -0.024),
        Stop(0.395, 0.70, 0, 0.008, -0.014),
        Stop(0.310, 0.66, -8),
    ),
}
_MARKS = {
    "light": (Stop(0.975, 0.15, 0), Stop(0.560, 0.60, 0)),
    "dark": (Stop(0.215, 0.40, 0), Stop(0.555, 0.45, 0)),
}
_MOST_CHROMA = 0.125
"""More than this is too strong at these sizes: a strong brand colour is reduced to it."""
_YELLOW = (0.0, 1.0)
"""The direction of yellow in the plane of OKLab's a and b; blue lies opposite."""


def make_ramp(color: str, tone: Tone) -> tuple[list[int], list[int], list[int]]:
    """Return three tables, red, green and blue, of 256 entries each: from the lightest tone to the deepest.

    *color* is ``#rrggbb``; a grey gives a grey ramp, but for the sun's light.
    """
    a, b = _read_hue(color)
    stops = [_stop_color(stop, a, b) for stop in _STOPS[tone]]
    red, green, blue = zip(*(_between(stops, i / 255) for i in range(256)), strict=True)
    return list(red), list(green), list(blue)


def make_mark_colors(color: str, tone: Tone) -> tuple[Color, Color]:
    """Return the colours of a mark's band and of its letters, which have 3:1 to each other.

    The letters are no lighter than white text on them allows, which has 4.5:1.
    """
    stops = _MARKS["light" if tone in ("light", "dawn") else "dark"]
    paper, ink = (encode_light(from_oklab(*_stop_color(stop, *_read_hue(color)))) for stop in stops)
    return paper, ink


def _read_hue(color: str) -> tuple[float, float]:
    """Return OKLab's a and b of *color*, no stronger than a picture bears."""
    _, a, b = to_oklab(color)
    calm = min(1.0, _MOST_CHROMA / max((a * a + b * b) ** 0.5, 1e-9))
    return a * calm, b * calm


def _stop_color(stop: Stop, a: float, b: float) -> Channels:
    towards_yellow = 1 if a * _YELLOW[1] - b * _YELLOW[0] >= 0 else -1
    turn = radians(stop.warmth * towards_yellow)
    return (
        stop.lightness,
        stop.chroma * (a * cos(turn) - b * sin(turn)) + stop.red,
        stop.chroma * (a * sin(turn) + b * cos(turn)) + stop.yellow,
    )


def _between(stops: list[Channels], share: float) -> Color:
    at = share * (len(stops) - 1)
    index = min(int(at), len(stops) - 2)
    rest = at - index
    lightness, a, b = (
        low + (high - low) * rest for low, high in zip(stops[index], stops[index + 1], strict=True)
    )
    return encode_light(from_oklab(lightness, a, b))
