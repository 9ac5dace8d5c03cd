"""A word woven into a drawn background, for themes that no one may take for the real thing.

It is repeated across the whole picture: a screen shows any part of a background, and a word in one
corner is the first thing that a phone cuts off.
"""

from __future__ import annotations

import re
from math import cos, radians, sin

from PIL import Image, ImageDraw

from themebuilder.media.slots import PictureError

_WORD = re.compile("[A-Z0-9 ]{1,12}")
_DEPTH = 52
"""How much deeper than the picture the letters are, of 255: seen at once, never in the way."""
_TURN = 18


def woven(word: str, size: tuple[int, int]) -> Image.Image:
    """*word* in rising rows, as a field to add to the picture's; raises `PictureError`."""
    if not _WORD.fullmatch(word):
        raise PictureError(
            "drawing-mark",
            f"{word!r} cannot be woven into a picture.",
            "Write one to twelve of the letters A to Z, digits and spaces.",
        )
    from PIL import ImageFont  # noqa: PLC0415 - few pictures have a word

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
            pen.text((left, top), letters, fill=_DEPTH, font=font)
    return _turned(rows, size)


def _turned(rows: Image.Image, size: tuple[int, int]) -> Image.Image:
    """The middle of *rows*, turned so that they rise to the right: only what is kept is turned."""
    sine, cosine = sin(radians(_TURN)), cos(radians(_TURN))
    x, y = size[0] / 2, size[1] / 2
    across = (cosine, -sine, rows.width / 2 - x * cosine + y * sine)
    down = (sine, cosine, rows.height / 2 - x * sine - y * cosine)
    turn = Image.Transform.AFFINE
    return rows.transform(size, turn, (*across, *down), Image.Resampling.BILINEAR)
