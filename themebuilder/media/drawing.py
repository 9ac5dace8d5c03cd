"""Calm backgrounds in a theme's own colour, drawn from a short description.

A style paints a field of one byte for each pixel: 0 becomes the lightest tone of the ramp, 255 the
deepest. Grain is laid on the field before it is coloured, so that the step from one colour to the
next is scattered over many pixels and no band is seen. The same description gives the same bytes.

The upper left and the middle stay calm, because cards and texts stand there. Every pixel of a light
picture and of a dawn has a contrast of at least 7:1 to black, of a dark picture at least 7:1 to white,
and of a dusk at least 4.5:1.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from random import Random
from typing import NamedTuple

from PIL import Image, ImageChops, ImageDraw

from themebuilder.media.color_ramp import Color, make_mark_colors, make_ramp
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
    return _draw(drawing, replace(slot, name="background"))


@lru_cache(maxsize=4)
def _draw(drawing: Drawing, slot: Slot) -> PreparedPicture:
    # A drawing is so small that a progressive one arrives no sooner, and it takes twice as long to make.
    slot = replace(slot, is_progressive=False)
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
    return ImageChops.add(field, _grain(chance, slope, size), offset=-128)


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
