"""Calm backgrounds in a theme's own colour, drawn from a short description.

A style paints a field of one byte for each pixel: 0 becomes the lightest tone of the ramp, 255 the
deepest. Grain is laid on the field before it is coloured, so that the step from one colour to the
next is scattered over many pixels and no band is seen. Chance comes from the seed alone, and only
sums, products and comparisons shape the field: the same description gives the same bytes.

The upper left and the middle stay calm, because cards and texts stand there. Every pixel of a light
picture has a contrast of at least 7:1 to black, of a dark one at least 7:1 to white.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from math import cos, radians, sin
from random import Random
from types import MappingProxyType
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw, ImageFilter

from themebuilder.core.messages import _
from themebuilder.media.color_ramp import make_ramp
from themebuilder.media.model import DRAWN_QUALITIES, PictureError, PreparedPicture, Slot, Tone
from themebuilder.media.picture_encoding import encode

Size = tuple[int, int]
Slope = Sequence[tuple[float, int]]
"""Points (share of the height, how much deeper): added to the field, straight between the points."""
Field = tuple[Image.Image, Slope]

_GRAIN = 7
"""How far a pixel strays from its tone, of 255: about one step of the finished colour."""
_STRIP = 128
"""The grain repeats after so many pixels."""
_MARK_DEPTH = 52
"""How much deeper than the picture the letters of a mark are, of 255: seen, but not in the way."""
_DEGREES = 18
_POINTS = 160
"""A curve is made of so many straight pieces."""


class Drawing(NamedTuple):
    """The description of a picture; see `themebuilder.media.pictures.draw`."""

    style: str
    color: str
    tone: Tone
    seed: int
    mark: str


def draw_picture(drawing: Drawing, slot: Slot) -> PreparedPicture:
    """Return the picture of a description; raise `PictureError` where *slot* takes none."""
    if slot.format != "jpeg":
        message = _("`{slot}` can't be drawn, only backgrounds can.", slot=slot.name)
        raise PictureError("drawing-slot", message, _("Name a file instead."))
    # Two slots that ask for the same get the same, for the price of one.
    return _draw(drawing, replace(slot, name="background"))


@lru_cache(maxsize=4)
def _draw(drawing: Drawing, slot: Slot) -> PreparedPicture:
    return encode(_paint(drawing, (slot.width, slot.height)), slot, DRAWN_QUALITIES)


@lru_cache(maxsize=1)
def _paint(drawing: Drawing, size: Size) -> Image.Image:
    """Return the picture before it is encoded; cached, because one theme uses it in several slots."""
    chance = Random(drawing.seed)  # noqa: S311  # nobody's secret
    field, slope = PAINTERS[drawing.style](chance, size)
    field = ImageChops.add(field, _grain(chance, slope, size), offset=-128)
    if drawing.mark:
        field = ImageChops.add(field, _repeat_mark(drawing.mark, size))
    tints = zip(*make_ramp(drawing.color, drawing.tone), strict=True)
    field.putpalette(bytes(channel for tint in tints for channel in tint))
    return field.convert("RGB")


def _repeat_mark(word: str, size: Size) -> Image.Image:
    """Return *word* in rising rows, as a field to add to the picture's.

    It covers the whole picture: a screen may show any part of a background, and a phone would cut a
    word in one corner off first.
    """
    from PIL import ImageFont  # noqa: PLC0415 - few pictures have a mark

    width, height = size
    # Pillow brings this typeface along (Aileron, in the public domain); it has no æ, ø and å.
    font = ImageFont.load_default(height / 23)
    letters = " ".join(word)
    across = round(font.getlength(letters) + height * 0.21)
    down = round(height * 0.14)
    rows = Image.new("L", (round(width * 1.3), round(height * 1.7)))
    pen = ImageDraw.Draw(rows)
    for number, top in enumerate(range(0, rows.height, down)):
        for left in range(-(number % 2) * across // 2, rows.width, across):
            pen.text((left, top), letters, fill=_MARK_DEPTH, font=font)
    return _turn(rows, size)


def _turn(rows: Image.Image, size: Size) -> Image.Image:
    """Return the middle of *rows*, turned so that they rise to the right."""
    sine, cosine = sin(radians(_DEGREES)), cos(radians(_DEGREES))
    x, y = size[0] / 2, size[1] / 2
    across = (cosine, -sine, rows.width / 2 - x * cosine + y * sine)
    down = (sine, cosine, rows.height / 2 - x * sine - y * cosine)
    turn = Image.Transform.AFFINE
    return rows.transform(size, turn, (*across, *down), Image.Resampling.BILINEAR)


def _grain(chance: Random, slope: Slope, size: Size) -> Image.Image:
    """Return *slope* and grain around 128, as a picture of *size*."""
    width, height = size
    column = Image.frombytes("L", (1, height), bytes(_slope_rows(slope, height)))
    levels = [128 + round((level - 127.5) / 127.5 * _GRAIN) for level in range(256)]
    noise = Image.frombytes("L", (_STRIP, height), chance.randbytes(_STRIP * height)).point(levels)
    strip = ImageChops.add(column.resize(noise.size), noise, offset=-128)
    full = Image.new("L", size)
    for left in range(0, width, _STRIP):
        full.paste(strip, (left, 0))
    return full


def _slope_rows(slope: Slope, height: int) -> list[int]:
    rows = []
    for (start, low), (end, high) in pairwise(slope):
        first, last = round(start * height), round(end * height)
        rows += [
            128 + round(low + (high - low) * step / (last - first)) for step in range(last - first)
        ]
    return rows


def _waves(chance: Random, size: Size) -> Field:
    ridges = []
    for layer in range(6):
        long, short = (
            (chance.uniform(0.55, 0.8), chance.random()),
            (chance.uniform(1, 1.5), chance.random()),
        )
        tilt = 0.20 - 0.02 * layer
        ridges.append(
            [
                0.74
                + 0.075 * layer
                - tilt * (x - 0.35)
                - 0.11 * (0.75 * _swing(x, *long) + 0.25 * _swing(x, *short))
                for x in _ACROSS
            ]
        )
    return _layers(ridges, (36, 74, 112, 150, 188, 226), size), (
        (0, 70),
        (0.62, 8),
        (0.75, 14),
        (1, -26),
    )


def _hills(chance: Random, size: Size) -> Field:
    ridges = []
    for layer in range(5):
        swings = [
            (share, per_width * chance.uniform(0.8, 1.2), chance.random())
            for share, per_width in ((0.62, 0.8), (0.27, 1.9), (0.08, 4.1), (0.03, 8.7))
        ]
        height = 0.135 - 0.012 * layer
        ridges.append(
            [
                0.645
                + 0.088 * layer
                - height
                * (sum(share * _swing(x, often, shift) for share, often, shift in swings) - 0.35)
                for x in _ACROSS
            ]
        )
    # Below the horizon the slope outruns the layers: each fades into the mist at its foot.
    return _layers(ridges, (58, 110, 162, 214, 255), size), (
        (0, 110),
        (0.60, 2),
        (0.64, 6),
        (1, -92),
    )


def _aurora(chance: Random, size: Size) -> Field:
    small = Image.new("L", (192, 108), 34)
    pen = ImageDraw.Draw(small)
    for x, y, wide, high, depth in _PATCHES:
        across, down = x + chance.uniform(-0.07, 0.07), y + chance.uniform(-0.08, 0.08)
        wider, higher = wide * chance.uniform(0.85, 1.2), high * chance.uniform(0.85, 1.2)
        box = (across - wider, down - higher, across + wider, down + higher)
        pen.ellipse(
            [edge * side for edge, side in zip(box, small.size * 2, strict=True)], fill=depth
        )
    soft = small.filter(ImageFilter.GaussianBlur(13))
    return soft.resize(size, Image.Resampling.BICUBIC), ((0, 8), (1, -8))


_PATCHES = (
    (0.98, 0.12, 0.42, 0.62, 150),
    (0.70, 1.05, 0.50, 0.42, 112),
    (1.02, 0.86, 0.26, 0.50, 238),
    (0.62, 0.02, 0.22, 0.26, 16),
    (0.08, 1.02, 0.30, 0.30, 84),
    (0.90, 0.48, 0.12, 0.22, 40),
)
"""Where the patches of light lie, half their width and height, and how deep each one is."""


def _paper(chance: Random, size: Size) -> Field:
    width, height = size
    x, y = chance.uniform(0.95, 1.08) * width, chance.uniform(0.95, 1.12) * height
    discs = []
    for layer in range(5):
        across = x + chance.uniform(-0.03, 0.03) * width
        down = y + chance.uniform(-0.03, 0.03) * height
        discs.append((across, down, (1.10 - 0.185 * layer) * height))
    # Left of the discs nothing is drawn; the margin holds the end of their shade.
    left = max(0, int(min(across - radius for across, _, radius in discs)) - height // 8)
    sheet = Image.new("L", ((width - left) * 2, height * 2), _SHEET)
    pen = ImageDraw.Draw(sheet)
    for layer, (across, down, radius) in enumerate(discs):
        corners = (across - left - radius, down - radius, across - left + radius, down + radius)
        pen.ellipse([corner * 2 for corner in corners], fill=56 + 40 * layer)
    crisp = sheet.reduce(2)
    soft = crisp.reduce(8).filter(ImageFilter.GaussianBlur(4))
    shade = soft.resize(crisp.size, Image.Resampling.BICUBIC)
    field = Image.new("L", size, _SHEET)
    field.paste(Image.blend(crisp, shade, 0.42), (left, 0))
    return field, ((0, 14), (1, -8))


_SHEET = 18
"""How deep the bare sheet is."""

PAINTERS: Mapping[str, Callable[[Random, Size], Field]] = MappingProxyType(
    {"waves": _waves, "hills": _hills, "aurora": _aurora, "paper": _paper}
)
"""The painter of each style."""

_ACROSS = tuple(point / _POINTS for point in range(_POINTS + 1))


def _layers(ridges: Sequence[Sequence[float]], depths: Sequence[int], size: Size) -> Image.Image:
    """Return everything below each ridge in its depth, one in front of the other, with soft edges."""
    width, height = size
    top = max(0, int(min(map(min, ridges)) * height) - 1)
    # Ridges are nearly level: four rows for each one make the edge soft, columns need none.
    tall = Image.new("L", (width, (height - top) * 4))
    pen = ImageDraw.Draw(tall)
    for ridge, depth in zip(ridges, depths, strict=True):
        line = [(x * width, (y * height - top) * 4) for x, y in zip(_ACROSS, ridge, strict=True)]
        pen.polygon([*line, (width, tall.height), (0, tall.height)], fill=depth)
    field = Image.new("L", size)
    field.paste(tall.reduce((1, 4)), (0, top))
    return field


def _swing(x: float, often: float, shift: float) -> float:
    """Return a soft wave between 0 and 1, *often* times across the picture: a sine without a sine."""
    place = x * often + shift
    fall = abs(place % 1 - 0.5) * 2
    return fall * fall * (3 - 2 * fall)
