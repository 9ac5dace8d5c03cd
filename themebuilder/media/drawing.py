"""Calm backgrounds in a theme's own colour, drawn from a short description.

A style paints a field of one byte for each pixel: 0 becomes the lightest tone of the ramp, 255 the
deepest. Grain is laid on the field before it is coloured, so that the step from one colour to the
next is scattered over many pixels and no band is seen. The same description gives the same bytes:
colours are mixed in OKLab, where equal steps look equal, and rounded to eight bits in the end, far
coarser than the last digit in which machines may differ.

The upper left and the middle stay calm, because cards and texts stand there. Every pixel of a light
picture and of a dawn has a contrast of at least 7:1 to black, of a dark picture at least 7:1 to white,
and of a dusk at least 4.5:1.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from math import cos, radians, sin
from random import Random
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw

from themebuilder.core.color import Channels, encode_light, from_oklab, to_oklab
from themebuilder.media.model import DRAWN_QUALITIES, PreparedPicture, Slot, Tone
from themebuilder.media.painters import PAINTERS, Size, Slope
from themebuilder.media.picture_encoding import encode

_GRAIN = 7
"""How far a pixel strays from its tone, of 255: about one step of the finished colour."""
_STRIP = 128
"""The grain repeats after so many pixels."""
_MARK_ROWS = (0.14, 0.86)
_MARK_SIZE = 0.026
_MARK_GAP = 0.12
"""Where the rows of a mark are, its letters' size, and the gaps between, in shares of the height."""


class Drawing(NamedTuple):
    """The description of a picture; see `themebuilder.media.pictures.draw`."""

    style: str
    color: str
    tone: Tone
    seed: int
    mark: str


def draw_picture(drawing: Drawing, slot: Slot) -> PreparedPicture:
    """Return the picture of a description; *slot* is one that takes a JPEG."""
    # Two slots that ask for the same get the same, for the price of one.
    return _draw(drawing, slot._replace(name="background"))


@lru_cache(maxsize=4)
def _draw(drawing: Drawing, slot: Slot) -> PreparedPicture:
    # A drawing is so small that a progressive one arrives no sooner, and it takes twice as long to make.
    slot = slot._replace(is_progressive=False)
    return encode(_paint(drawing, (slot.width, slot.height)), slot, DRAWN_QUALITIES)


def _paint(drawing: Drawing, size: Size) -> Image.Image:
    tables = make_ramp(drawing.color, drawing.tone)
    field = _paint_field(drawing.style, drawing.seed, size)
    # As a palette: one pass over the pixels, where a table for each channel takes four.
    toned = field.copy()
    toned.putpalette(bytes(level for color in zip(*tables, strict=True) for level in color))
    picture = toned.convert("RGB")
    if drawing.mark:
        _write_mark(picture, drawing.mark, *make_mark_colors(drawing.color, drawing.tone))
    return picture


@lru_cache(maxsize=1)
def _paint_field(style: str, seed: int, size: Size) -> Image.Image:
    """Return the picture before it is coloured; cached, because one theme uses it in several tones."""
    chance = Random(seed)  # noqa: S311  # nobody's secret
    field, slope = PAINTERS[style](chance, size)
    return ImageChops.add(field, _draw_grain(chance, slope, size), offset=-128)


def _write_mark(picture: Image.Image, word: str, plate: Color, ink: Color) -> None:
    """Put plates with *word* on them along the upper and the lower edge.

    A phone shows a quarter of a background's width, and a wide window four fifths of its height.
    """
    from PIL import ImageFont  # noqa: PLC0415 - few pictures have a mark

    width, height = picture.size
    # Pillow brings this typeface along (Aileron, in the public domain); it has no æ, ø and å.
    font = ImageFont.load_default(height * _MARK_SIZE)
    spaced = " ".join(word)
    across = round(font.getlength(spaced) + height * _MARK_SIZE * 2)
    down = round(height * _MARK_SIZE * 2)
    # Twice as large and then halved, so that the corners are soft.
    shape = Image.new("L", (across * 2, down * 2))
    corners = (0, 0, shape.width - 1, shape.height - 1)
    ImageDraw.Draw(shape).rounded_rectangle(corners, radius=down * 0.6, fill=255)
    tag = Image.new("RGB", (across, down), plate)
    center = (across / 2, down / 2)
    ImageDraw.Draw(tag).text(center, spaced, fill=ink, font=font, anchor="mm")
    # An odd number: the plate in the middle is seen in every window.
    count = max(0, width // (across + round(height * _MARK_GAP)) - 1) // 2 * 2 + 1
    for number in range(count):
        left = round((number + 0.5) * width / count - across / 2)
        for middle in _MARK_ROWS:
            picture.paste(tag, (left, round(middle * height - down / 2)), shape.reduce(2))


def _draw_grain(chance: Random, slope: Slope, size: Size) -> Image.Image:
    """Return *slope* and grain around 128, as a picture of *size*."""
    width, height = size
    column = Image.frombytes("L", (1, height), bytes(_compute_slope_rows(slope, height)))
    levels = [128 + round((level - 127.5) / 127.5 * _GRAIN) for level in range(256)]
    noise = Image.frombytes("L", (_STRIP, height), chance.randbytes(_STRIP * height)).point(levels)
    strip = ImageChops.add(column.resize(noise.size), noise, offset=-128)
    full = Image.new("L", size)
    for left in range(0, width, _STRIP):
        full.paste(strip, (left, 0))
    return full


def _compute_slope_rows(slope: Slope, height: int) -> list[int]:
    rows = []
    for (start, low), (end, high) in pairwise(slope):
        first, last = round(start * height), round(end * height)
        rows += [
            128 + round(low + (high - low) * step / (last - first)) for step in range(last - first)
        ]
    return rows


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
    red, green, blue = zip(*(_interpolate(stops, i / 255) for i in range(256)), strict=True)
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


def _interpolate(stops: list[Channels], share: float) -> Color:
    at = share * (len(stops) - 1)
    index = min(int(at), len(stops) - 2)
    rest = at - index
    (lightness, a, b), (lightness_2, a_2, b_2) = stops[index], stops[index + 1]
    light = from_oklab(
        lightness + (lightness_2 - lightness) * rest, a + (a_2 - a) * rest, b + (b_2 - b) * rest
    )
    return encode_light(light)
