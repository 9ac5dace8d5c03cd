"""A picture from a package with the worst place marked, for a report."""

from __future__ import annotations

from io import BytesIO
from itertools import pairwise
from typing import Any

from themebuilder.checks.backdrop import Spot, Veil
from themebuilder.checks.text_regions import Box

_WIDTH = 880
_QUALITY = 78
_RADIUS = 26


def marked(data: bytes, spot: Spot, region: Box | None, veil: Veil) -> bytes:
    """The picture as a small JPEG, under *veil*: a ring around *spot*, a frame around *region*.

    Raises `PictureError`.
    """
    from PIL import Image, ImageDraw  # noqa: PLC0415 - `--help` needs none

    from themebuilder.media.picture_reader import opened  # noqa: PLC0415 - loads Pillow

    with opened(data) as source:
        size = (_WIDTH, max(1, round(source.height * _WIDTH / source.width)))
        source.draft("RGB", size)
        image = source.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    if veil.opacity:
        image = Image.blend(image, Image.new("RGB", size, veil.color), veil.opacity)
    pen = ImageDraw.Draw(image)
    if region:
        _frame(pen, region, size)
    x, y = spot.x * size[0], spot.y * size[1]
    # The ring stays whole at the edge.
    x = min(max(x, _RADIUS + 4), size[0] - _RADIUS - 4)
    y = min(max(y, _RADIUS + 4), size[1] - _RADIUS - 4)
    for grow, color, width in ((2, "#FFFFFF", 8), (0, "#B00020", 4)):
        edge = _RADIUS + grow
        pen.ellipse((x - edge, y - edge, x + edge, y + edge), outline=color, width=width)
    out = BytesIO()
    image.save(out, "JPEG", quality=_QUALITY, optimize=True)
    return out.getvalue()


def _frame(pen: Any, region: Box, size: tuple[int, int]) -> None:  # noqa: ANN401 - Pillow's pen
    """A dashed frame in black and white, seen on any ground."""
    left, top = region.left * size[0] + 1, region.top * size[1] + 1
    right, bottom = region.right * size[0] - 2, region.bottom * size[1] - 2
    corners = ((left, top), (right, top), (right, bottom), (left, bottom), (left, top))
    for (x0, y0), (x1, y1) in pairwise(corners):
        length = max(abs(x1 - x0), abs(y1 - y0))
        pen.line((x0, y0, x1, y1), fill="#000000", width=2)
        for start in range(0, int(length), 16):
            a, b = start / length, min(1.0, (start + 8) / length)
            dash = (x0 + (x1 - x0) * a, y0 + (y1 - y0) * a, x0 + (x1 - x0) * b, y0 + (y1 - y0) * b)
            pen.line(dash, fill="#FFFFFF", width=2)
