"""A guess whether words are painted into a picture, without reading them.

A line of words is a narrow band, wider than high, full of upright strokes about as far apart as the
band is high or nearer, with calm above and below. Leaves and grass have no calm around them; waves and
hills have no upright strokes. What comes out is a suspicion for a person to look at.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import Any

from themebuilder.checks.text_regions import Box

_ACROSS = 480
"""The picture is looked at this wide: letters a fiftieth of its height still have two pixels a stroke."""
_EDGE = 26
"""A step in brightness between neighbours, of 255, that counts as an edge of a stroke."""
_CELL = (8, 4)
_DENSE, _CALM = (20, 215), 10
"""The share of edge pixels in a cell, of 255: inside a line of words, and outside of it."""
_LEAST_CELLS, _MOST_ROWS = 5, 9
"""A line of words is at least 40 pixels wide and at most 36 high, of 480 across."""
_LEAST_STROKES = 6


@lru_cache(maxsize=8)
def rows_of_letters(data: bytes) -> tuple[Box, ...]:
    """Where the picture seems to have lines of words, from the top; nothing where it has none.

    Raises `PictureError`.
    """
    edges = _edges(_grey(data))
    dense = _Grid(edges.reduce(_CELL))
    found = []
    for left, top, right, bottom in dense.bands():
        box = (left * _CELL[0], top * _CELL[1], right * _CELL[0], bottom * _CELL[1])
        if _has_strokes(edges.crop(box)):
            width, height = edges.size
            found.append(Box(box[0] / width, box[1] / height, box[2] / width, box[3] / height))
    return tuple(found)


def _grey(data: bytes) -> Any:  # noqa: ANN401 - an image of Pillow, which is loaded at the first one
    from PIL import Image  # noqa: PLC0415 - `--help` needs none

    from themebuilder.media.picture_reader import opened  # noqa: PLC0415 - loads Pillow

    with opened(data) as image:
        down = max(_CELL[1], round(image.height * _ACROSS / image.width))
        image.draft("L", (_ACROSS, down))
        return image.convert("L").resize((_ACROSS, down), Image.Resampling.BOX)


def _edges(grey: Any) -> Any:  # noqa: ANN401 - as above
    """White where brightness steps from left to right, black elsewhere."""
    from PIL import ImageChops  # noqa: PLC0415 - as above

    step = ImageChops.difference(grey, ImageChops.offset(grey, 1, 0))
    step.paste(0, (0, 0, 1, step.height))
    return step.point([0] * _EDGE + [255] * (256 - _EDGE))


class _Grid:
    """How full of edges each cell is, row by row."""

    def __init__(self, image: Any) -> None:  # noqa: ANN401 - as above
        self._rows = [
            image.tobytes()[start : start + image.width]
            for start in range(0, image.width * image.height, image.width)
        ]

    def bands(self) -> Iterator[tuple[int, int, int, int]]:
        """Left, top, right and bottom of every narrow dense band with calm above and below."""
        open_: list[tuple[int, int, int]] = []
        for number, row in enumerate([*self._rows, b""]):
            runs = list(_runs(row))
            still: list[tuple[int, int, int]] = []
            for band in open_:
                left, right, top = band
                touching = [run for run in runs if run[0] < right and left < run[1]]
                runs = [run for run in runs if run not in touching]
                if touching:
                    widest = min(left, *(run[0] for run in touching))
                    still.append((widest, max(right, *(run[1] for run in touching)), top))
                elif number - top <= _MOST_ROWS and self._is_set_apart(*band, number):
                    yield left, top, right, number
            open_ = still + [(left, right, number) for left, right in runs]

    def _is_set_apart(self, left: int, right: int, top: int, bottom: int) -> bool:
        width = right - left
        if width * _CELL[0] < 3 * (bottom - top) * _CELL[1]:
            return False
        # The row next to the band holds the tips of its letters.
        beside = [row for row in (top - 2, bottom + 1) if 0 <= row < len(self._rows)]
        return all(
            sum(value <= _CALM for value in self._rows[row][left:right]) >= 0.7 * width
            for row in beside
        )


def _runs(row: bytes) -> Iterator[tuple[int, int]]:
    """The runs of dense cells in a row; one calm cell between two is the gap between words."""
    start, last = -1, -2
    for number, value in enumerate([*row, 0, 0, 0]):
        if _DENSE[0] <= value <= _DENSE[1]:
            if start < 0:
                start = number
            last = number
        elif start >= 0 and number - last > 2:
            if last + 1 - start >= _LEAST_CELLS:
                yield start, last + 1
            start = -1


def _has_strokes(band: Any) -> bool:  # noqa: ANN401 - as above
    """Whether upright strokes stand in the band as letters set them, in the row that has most."""
    pixels = band.tobytes()
    starts = range(0, len(pixels), band.width)
    rows = (pixels[start : start + band.width] for start in starts)
    strokes = max(sum(before < after for before, after in pairwise(row)) for row in rows)
    return bool(strokes >= _LEAST_STROKES and band.width / strokes < 1.6 * band.height)
