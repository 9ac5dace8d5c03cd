"""The painters of `themebuilder.media.drawing`: each paints the field of one style.

Chance comes from the seed alone, and only sums, products and comparisons shape a field: the same seed
gives the same bytes on every machine.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from types import MappingProxyType

from PIL import Image, ImageDraw, ImageFilter

Size = tuple[int, int]
Slope = Sequence[tuple[float, int]]
"""Points (share of the height, how much deeper): added to the field, straight between the points."""
Field = tuple[Image.Image, Slope]

_POINTS = 160
"""A curve is made of so many straight pieces."""
_ACROSS = tuple(point / _POINTS for point in range(_POINTS + 1))


def _paint_waves(chance: Random, size: Size) -> Field:
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
                - 0.11 * (0.75 * _compute_swing(x, *long) + 0.25 * _compute_swing(x, *short))
                for x in _ACROSS
            ]
        )
    return _stack_layers(ridges, (36, 74, 112, 150, 188, 226), size), (
        (0, 70),
        (0.62, 8),
        (0.75, 14),
        (1, -26),
    )


def _paint_hills(chance: Random, size: Size) -> Field:
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
                * (
                    sum(share * _compute_swing(x, often, shift) for share, often, shift in swings)
                    - 0.35
                )
                for x in _ACROSS
            ]
        )
    # Below the horizon the slope outruns the layers: each fades into the mist at its foot.
    return _stack_layers(ridges, (58, 110, 162, 214, 255), size), (
        (0, 110),
        (0.60, 2),
        (0.64, 6),
        (1, -92),
    )


def _paint_aurora(chance: Random, size: Size) -> Field:
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


def _paint_paper(chance: Random, size: Size) -> Field:
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


def _paint_sun(chance: Random, size: Size) -> Field:
    width, height = size
    x = round((0.5 + chance.uniform(-0.06, 0.06)) * width)
    y = round((0.5 + chance.uniform(-0.03, 0.03)) * height)
    small = Image.new("L", (width // 8, height // 8), 255)
    reach = height // 8
    glow = Image.radial_gradient("L").resize((2 * reach, 2 * reach))
    small.paste(glow, (x // 8 - reach, y // 8 - reach))
    field = small.point(_SKY).resize(size, Image.Resampling.BICUBIC)
    radius = round(height * 0.145)
    disc = Image.new("L", (radius * 4, radius * 4))
    ImageDraw.Draw(disc).ellipse((0, 0, radius * 4 - 1, radius * 4 - 1), fill=255)
    field.paste(0, (x - radius, y - radius), disc.reduce(2))
    ridges = []
    for layer in range(5):
        long = chance.uniform(0.55, 0.85), chance.random()
        short = chance.uniform(1.1, 1.6), chance.random()
        ridges.append(
            [
                0.615
                + 0.085 * layer
                - (0.095 - 0.008 * layer)
                * (0.75 * _compute_swing(x, *long) + 0.25 * _compute_swing(x, *short) - 0.4)
                for x in _ACROSS
            ]
        )
    land = _stack_layers(ridges, (96, 132, 168, 204, 240), size)
    field.paste(land, mask=land.point([0] + [255] * 255))
    return field, ((0, 6), (0.6, 0), (1, -8))


_SKY = [min(118, 10 + level * 3 // 5) for level in range(256)]
"""How deep the sky is, by the distance from the sun."""


def _paint_fjord(chance: Random, size: Size) -> Field:
    width, height = size
    shore = round(_SHORE * height)
    field = Image.new("L", size)
    # Twice as tall and then halved, so that the slopes have soft edges.
    land = Image.linear_gradient("L").transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    land = land.point([8 + level * 3 // 10 for level in range(256)]).resize((width, shore * 2))
    pen = ImageDraw.Draw(land)
    for depth, tallest, count in _RANGES:
        for x in _scatter_points(chance, count):
            _draw_peak(pen, chance, x * width, tallest * chance.uniform(0.55, 1) * height, depth)
    field.paste(land.reduce((1, 2)), (0, 0))
    # The water mirrors the land, blurred and fainter.
    deep = height - shore
    mirror = field.crop((0, shore - deep, width, shore)).transpose(Image.Transpose.FLIP_TOP_BOTTOM)
    soft = mirror.reduce(8).filter(ImageFilter.GaussianBlur(1.5))
    water = soft.resize(mirror.size, Image.Resampling.BICUBIC)
    field.paste(water.point([26 + level * 31 // 50 for level in range(256)]), (0, shore))
    return field, ((0, 0), (_SHORE, -4), (1, 34))


_SHORE = 0.7
_RANGES = ((64, 0.30, 4), (112, 0.24, 5), (164, 0.13, 7))
"""Ranges of mountains, farthest first: how deep, how tall at most, and about how many peaks."""


def _scatter_points(chance: Random, count: int) -> list[float]:
    """Return about *count* places across the picture and a little beyond, in any order."""
    places = [chance.uniform(-0.15, 0.05)]
    while places[-1] < 1.1:
        places.append(places[-1] + chance.uniform(0.7, 1.25) / count)
    chance.shuffle(places)
    return places


def _draw_peak(pen: ImageDraw.ImageDraw, chance: Random, x: float, tall: float, depth: int) -> None:
    """Draw a mountain with its foot at the lower edge and its right side in the shade."""
    foot = pen.im.size[1]
    top = foot - 2 * tall
    half = tall * chance.uniform(1.1, 1.4)
    right = x + half * chance.uniform(0.9, 1.3)
    pen.polygon([(x - half, foot), (x, top), (right, foot)], fill=depth)
    bend = chance.uniform(0.25, 0.6)
    ridge = [
        (x + 0.1 * half, foot),
        (x + chance.uniform(0.12, 0.25) * half, foot - (1 - bend) * 0.9 * tall),
        (x - chance.uniform(0.02, 0.12) * half, top + bend * 1.2 * tall),
    ]
    pen.polygon([(x, top), (right, foot), *ridge], fill=depth + 26)


PAINTERS: Mapping[str, Callable[[Random, Size], Field]] = MappingProxyType(
    {
        "waves": _paint_waves,
        "hills": _paint_hills,
        "aurora": _paint_aurora,
        "paper": _paint_paper,
        "sun": _paint_sun,
        "fjord": _paint_fjord,
    }
)
"""The painter of each style."""


def _stack_layers(
    ridges: Sequence[Sequence[float]], depths: Sequence[int], size: Size
) -> Image.Image:
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


def _compute_swing(x: float, often: float, shift: float) -> float:
    """Return a soft wave between 0 and 1, *often* times across the picture: a sine without a sine."""
    place = x * often + shift
    fall = abs(place % 1 - 0.5) * 2
    return fall * fall * (3 - 2 * fall)
