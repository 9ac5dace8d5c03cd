"""The contrast of a text with the worst pixels under it, and where text lies on a theme's pictures.

A picture is measured in cells of 8 x 8 pixels, which a JPEG decoder yields at nearly no cost. In a
picture 1920 pixels wide, a cell is about as wide as a letter's stroke on a laptop: anything smaller hides
no letter.

Where text lies was measured in the preview's guest page, in Chromium with Pexip's published components
(`@pexip/components` 19.0.0, `@pexip/media-components` 27.0.0) and the longest shipped waiting text, in
the viewports of the preview and the narrowest one of WCAG 2.1, 1.4.10. A test measures it again.

- The waiting screen of direct media: the client itself writes the text, white (``#FFFFFF``), bold,
  26 CSS pixels, centred, without any veil over the service theme's picture.
- The page's background: every published component has a card of its own. No text was found on the
  picture itself; what Webapp3 writes there is not published.
- The card's picture: the component has room for words on it, and the page uses none.
"""

from __future__ import annotations

from functools import lru_cache
from typing import Any, NamedTuple

from themebuilder.core.color import LUMINANCE, contrast, linearize, luminance, mix


class Box(NamedTuple):
    """A part of a picture, in shares of its width and height from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


class Region(NamedTuple):
    """The part of the screen's picture that a viewport's text covers.

    *width* and *height* are the viewport's, in CSS pixels; *picture* is how wide the picture is
    shown there.
    """

    viewport: str
    width: int
    height: int
    picture: int
    box: Box


WAITING = (
    Region("wide", 1920, 1080, 1888, Box(0.28, 0.46, 0.72, 0.54)),
    Region("laptop", 1366, 768, 1334, Box(0.19, 0.45, 0.81, 0.55)),
    Region("citrix", 1024, 768, 992, Box(0.09, 0.44, 0.91, 0.56)),
    Region("tablet", 820, 1180, 788, Box(0.03, 0.39, 0.97, 0.61)),
    Region("phone-landscape", 844, 390, 812, Box(0.02, 0.42, 0.98, 0.58)),
    Region("phone", 390, 844, 358, Box(0.03, 0.10, 0.97, 0.90)),
    Region("small-phone", 320, 640, 288, Box(0.04, 0.0, 0.96, 1.0)),
)
"""Where the waiting text lies, widest viewport first."""

WHOLE = Box(0.0, 0.0, 1.0, 1.0)

SCREEN_TEXT = "#FFFFFF"
"""The colour of text on a screen: the client's component; and the API's own default, 4294967295."""
DARK_TEXT = "#323232"
"""The colour of text in the light scheme: ``--font-text-body``."""

_ACROSS = 240
"""The cells in a row: a picture of 1920 pixels at an eighth."""
_LIGHT = tuple(
    tuple(weight * linearize(value / 255) for value in range(256)) for weight in LUMINANCE
)
"""What each value of red, green and blue adds to the luminance."""


class WorstSpot(NamedTuple):
    """The worst cell under a text: its colour, the contrast, and the share of cells too faint.

    *x* and *y* are the middle of the cell, in shares of the picture. *faint* is how much of the
    region lacks the contrast that was asked for.
    """

    color: str
    ratio: float
    x: float
    y: float
    faint: float


class Veil(NamedTuple):
    """A colour laid over a picture, with an opacity from 0 to 1."""

    color: str
    opacity: float


CLEAR = Veil("#000000", 0.0)


@lru_cache(maxsize=64)
def find_worst(data: bytes, text: str, box: Box, needed: float, veil: Veil = CLEAR) -> WorstSpot:
    """Find where text of the colour *text* has the least contrast on the picture *data*, within *box*.

    Raises `MediaError`.
    """
    image = read_cells(data)
    left, top, right, bottom = _scale_box(box, image.size)
    under = _lay_veil(image.crop((left, top, right, bottom)), veil)
    data = under.tobytes()
    red, green, blue = _LIGHT
    cells = [
        red[r] + green[g] + blue[b]
        for r, g, b in zip(data[::3], data[1::3], data[2::3], strict=True)
    ]
    own = luminance(text) + 0.05
    if own > 0.23:
        worst, limit = max(cells), own / needed - 0.05
        faint = sum(cell > limit for cell in cells)
    else:
        worst, limit = min(cells), own * needed - 0.05
        faint = sum(cell < limit for cell in cells)
    at = cells.index(worst)
    color = "#" + data[at * 3 : at * 3 + 3].hex().upper()
    return WorstSpot(
        color,
        contrast(text, color),
        (left + at % under.width + 0.5) / image.width,
        (top + at // under.width + 0.5) / image.height,
        faint / len(cells),
    )


def bound_contrast(data: bytes, text: str, box: Box, veil: Veil = CLEAR) -> float:
    """Return a contrast that `find_worst` doesn't fall below, from the channels' extremes alone.

    It decides for most pictures, a hundred times faster. Raises `MediaError`.
    """
    image = read_cells(data)
    end = 1 if luminance(text) > 0.18 else 0
    extremes = image.crop(_scale_box(box, image.size)).getextrema()
    bound = "#" + bytes(extreme[end] for extreme in extremes).hex()
    return contrast(text, mix(bound, veil.color, veil.opacity))


def find_veil(data: bytes, text: str, box: Box, needed: float, tint: str) -> float | None:
    """Return the least opacity of *tint*, in tenths, with which *text* is readable all over *box*.

    None where no veil helps. Raises `MediaError`.
    """
    tenths = (tenth / 10 for tenth in range(11))
    return next(
        (
            tenth
            for tenth in tenths
            if find_worst(data, text, box, needed, Veil(tint, tenth)).ratio >= needed
        ),
        None,
    )


@lru_cache(maxsize=8)
def read_cells(data: bytes) -> Any:  # noqa: ANN401 - an image of Pillow, which is loaded at the first one
    """Return the picture, on white, as an RGB image with one pixel for each cell; don't change it.

    Raises `MediaError`.
    """
    from PIL import Image  # noqa: PLC0415 - `--help` needs none

    from themebuilder.media import picture_colors  # noqa: PLC0415 - loads Pillow

    seen = picture_colors.flatten(picture_colors.read_picture(_cut_scans(data), (_ACROSS, 1)))
    if seen.width <= _ACROSS:
        return seen
    down = max(1, round(seen.height * _ACROSS / seen.width))
    return seen.resize((_ACROSS, down), Image.Resampling.BOX)


def _cut_scans(data: bytes) -> bytes:
    """Return a progressive JPEG with its first scan only, which has each cell's mean but for its last bit.

    It takes half of the time to decode. Anything else is returned as it is.
    """
    first = data.find(b"\xff\xda")
    second = data.find(b"\xff\xda", first + 2)
    has_means = data[first + 4 : first + 5] == b"\3" and data[first + 11 : first + 13] == b"\0\0"
    is_progressive = data.find(b"\xff\xc2", 0, 4096) > 0
    return data[:second] + b"\xff\xd9" if is_progressive and has_means and second > 0 else data


def _scale_box(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
    width, height = size
    left, top = int(box.left * width), int(box.top * height)
    return (
        left,
        top,
        max(left + 1, round(box.right * width)),
        max(top + 1, round(box.bottom * height)),
    )


def _lay_veil(image: Any, veil: Veil) -> Any:  # noqa: ANN401 - as above
    if not veil.opacity:
        return image
    from PIL import Image  # noqa: PLC0415 - as above

    return Image.blend(image, Image.new("RGB", image.size, veil.color), veil.opacity)


def find_darkening(color: str, needed: float) -> int:
    """Return the opacity of black over *color*, in steps of 5 %, with which white text is readable."""
    return next(
        percent
        for percent in range(0, 101, 5)
        if percent == 100 or contrast(SCREEN_TEXT, mix(color, "#000000", percent / 100)) >= needed
    )
