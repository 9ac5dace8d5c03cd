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

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from themebuilder.core.color import LUMINANCE, contrast, luminance, mix


class Box(NamedTuple):
    """A part of a picture, in shares of its width and height from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Region:
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
_NEAR, _MOST = 2, 24
"""Cells so near to the extreme, of 255, are compared exactly; and at most so many for each level."""
_STRETCH = 3
"""How much finer dark cells are distinguished: under dark text only the darkest third matters."""


@dataclass(frozen=True, slots=True)
class WorstSpot:
    """The worst cell under a text: its colour, the contrast, and the share of cells too faint.

    *x* and *y* are the middle of the cell, in shares of the picture. *faint* is how much of the
    region lacks the contrast that was asked for.
    """

    color: str
    ratio: float
    x: float
    y: float
    faint: float


@dataclass(frozen=True, slots=True)
class Veil:
    """A colour laid over a picture, with an opacity from 0 to 1."""

    color: str
    opacity: float


CLEAR = Veil("#000000", 0.0)


@lru_cache(maxsize=8)
def find_worst(data: bytes, text: str, box: Box, needed: float, veil: Veil = CLEAR) -> WorstSpot:
    """Find where text of the colour *text* has the least contrast on the picture *data*, within *box*.

    Raises `PictureError`.
    """
    return _find_worst(read_cells(data), text, box, needed, veil)


def contrast_bound(data: bytes, text: str, box: Box, veil: Veil = CLEAR) -> float:
    """Return a contrast that `find_worst` doesn't fall below, from the channels' extremes alone.

    Enough to decide for most pictures. Raises `PictureError`.
    """
    image = read_cells(data)
    extremes = image.crop(_pixels(box, image.size)).getextrema()
    end = 1 if luminance(text) > 0.18 else 0
    bound = "#" + bytes(extreme[end] for extreme in extremes).hex().upper()
    return contrast(text, mix(bound, veil.color, veil.opacity))


def find_veil(data: bytes, text: str, box: Box, needed: float, tint: str) -> float | None:
    """Return the least opacity of *tint*, in tenths, with which *text* is readable all over *box*.

    None where no veil helps. Raises `PictureError`.
    """
    image = read_cells(data)
    for tenth in range(11):
        if _find_worst(image, text, box, needed, Veil(tint, tenth / 10)).ratio >= needed:
            return tenth / 10
    return None


@lru_cache(maxsize=8)
def read_cells(data: bytes) -> Any:  # noqa: ANN401 - an image of Pillow, which is loaded at the first one
    """Return the picture as an RGB image with one pixel for each cell; don't change it.

    Raises `PictureError`.
    """
    from PIL import Image  # noqa: PLC0415 - `--help` needs none

    from themebuilder.media.picture_reader import open_picture  # noqa: PLC0415 - loads Pillow

    with open_picture(_first_scan(data)) as image:
        down = max(1, round(image.height * _ACROSS / image.width))
        image.draft("RGB", (_ACROSS, down))
        rgb = _flatten(image)
    return rgb.resize((_ACROSS, down), Image.Resampling.BOX) if rgb.width > _ACROSS else rgb


def _flatten(image: Any) -> Any:  # noqa: ANN401 - as above
    from PIL import Image  # noqa: PLC0415 - as above

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        above = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", above.size, "white"), above).convert("RGB")
    return image.convert("RGB")


def _first_scan(data: bytes) -> bytes:
    """The part of a progressive JPEG that holds each cell's mean: a tenth of the work to decode.

    That is the first scan, where it has all three channels. Its means are one bit short, which changes a
    colour by a few levels of 255 and the contrast by less than a tenth.
    """
    is_progressive = data.find(b"\xff\xc2", 0, 4096) > 0
    start = data.find(b"\xff\xda")
    if not is_progressive or start < 0 or data[start + 4 : start + 5] != b"\x03":
        return data
    if data[start + 11 : start + 13] != b"\0\0":
        return data
    # Tables and the next scan follow; a scan itself holds no marker.
    end = start + 14
    while (end := data.find(b"\xff", end)) >= 0:
        if data[end + 1 : end + 2] not in (b"\0", *_RESTARTS):
            return _disable_smoothing(data[:start]) + data[start:end] + b"\xff\xd9"
        end += 2
    return data


_RESTARTS = tuple(bytes([0xD0 + number]) for number in range(8))
_FACTORS = 64


def _disable_smoothing(head: bytes) -> bytes:
    """Return the head of a JPEG, changed so that libjpeg doesn't smooth between the means.

    Smoothing takes three times as long as decoding. libjpeg skips it when all other factors are 0.
    """
    changed = bytearray(head)
    at = 2
    while at + 4 <= len(changed):
        after = at + 2 + int.from_bytes(changed[at + 2 : at + 4], "big")
        if changed[at + 1] == 0xDB:
            table = at + 4
            while table < min(after, len(head)):
                width = 2 if changed[table] >> 4 else 1
                rest = (_FACTORS - 1) * width
                first = table + 1 + width
                changed[first : first + rest] = bytes(rest)
                table = first + rest
        at = after
    return bytes(changed[: len(head)])


def _find_worst(image: Any, text: str, box: Box, needed: float, veil: Veil) -> WorstSpot:  # noqa: ANN401
    left, top, right, bottom = _pixels(box, image.size)
    under = _lay_veil(image.crop((left, top, right, bottom)), veil)
    is_light = luminance(text) > 0.18
    levels = _levels(under, 1 if is_light else _STRETCH)
    is_distinct = is_light or levels.getextrema()[0] < 255
    color, at = max(
        _candidates(under, levels if is_distinct else _levels(under, 1), is_light=is_light),
        key=lambda found: luminance(found[0]) * (1 if is_light else -1),
    )
    x, y = at % under.width, at // under.width
    return WorstSpot(
        color,
        contrast(text, color),
        (left + x + 0.5) / image.width,
        (top + y + 0.5) / image.height,
        _measure_faint_share(levels, text, needed, is_light=is_light),
    )


def _pixels(box: Box, size: tuple[int, int]) -> tuple[int, int, int, int]:
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


def _levels(image: Any, stretch: int) -> Any:  # noqa: ANN401 - as above
    """The luminance of each cell, 0 to 255; *stretch* times finer, the upper part all 255."""
    return image.point(_curve(stretch) * 3).convert("L", (*LUMINANCE, 0))


@lru_cache(maxsize=2)
def _curve(stretch: int) -> tuple[int, ...]:
    return tuple(
        min(255, round(255 * stretch * luminance(f"#{level:02X}{level:02X}{level:02X}")))
        for level in range(256)
    )


def _candidates(image: Any, levels: Any, *, is_light: bool) -> Iterator[tuple[str, int]]:  # noqa: ANN401
    """Colour and index of the cells near the extreme; eight bits are too coarse to choose among them."""
    low, high = levels.getextrema()
    extreme = high if is_light else low
    near = [level for level in range(extreme - _NEAR, extreme + _NEAR + 1) if 0 <= level < 256]
    flat = levels.tobytes()
    pixels = image.tobytes()
    for level in near:
        at = -1
        for _ in range(_MOST):
            at = flat.find(level, at + 1)
            if at < 0:
                break
            yield "#" + pixels[at * 3 : at * 3 + 3].hex().upper(), at


def _measure_faint_share(levels: Any, text: str, needed: float, *, is_light: bool) -> float:  # noqa: ANN401
    counts = levels.histogram()
    if is_light:
        limit = ((luminance(text) + 0.05) / needed - 0.05) * 255
        faint = sum(count for level, count in enumerate(counts) if level > limit + 0.5)
    else:
        limit = min(255.0, ((luminance(text) + 0.05) * needed - 0.05) * 255 * _STRETCH)
        faint = sum(count for level, count in enumerate(counts) if level < limit - 0.5)
    return float(faint / sum(counts))


def find_darkening(color: str, needed: float, text: str = "#FFFFFF") -> int:
    """Return the opacity of black over *color*, in steps of 5 %, with which *text* is readable on it."""
    return next(
        percent
        for percent in range(0, 101, 5)
        if percent == 100 or contrast(text, mix(color, "#000000", percent / 100)) >= needed
    )
