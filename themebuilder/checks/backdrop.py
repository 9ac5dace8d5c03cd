"""The pixels under a text: how well it can be read on the worst of them.

A picture is looked at in cells of 8 x 8 of its pixels, which is what a JPEG decoder gives for next
to nothing. At 1920 pixels across, a cell is about as wide as the stroke of a letter on a laptop: what
is smaller than that hides no letter.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from themebuilder.checks.text_regions import Box
from themebuilder.core.color import contrast, luminance, mix

_ACROSS = 240
"""The cells in a row: a picture of 1920 pixels at an eighth."""
_NEAR, _MOST = 2, 24
"""How near to the extreme a cell must be, of 255, to be looked at closely; and how many are."""
_STRETCH = 3
"""How much finer dark cells are told apart: dark text needs its ground to be no darker than a third."""


@dataclass(frozen=True, slots=True)
class Spot:
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
def worst(data: bytes, text: str, box: Box, needed: float, veil: Veil = CLEAR) -> Spot:
    """Where text of the colour *text* is read worst on the picture *data*, within *box*.

    Raises `PictureError`.
    """
    return _worst(cells(data), text, box, needed, veil)


def at_least(data: bytes, text: str, box: Box, veil: Veil = CLEAR) -> float:
    """A contrast that `worst` does not fall below, from the extremes of the three channels alone.

    For most pictures it settles the matter. Raises `PictureError`.
    """
    image = cells(data)
    extremes = image.crop(_pixels(box, image.size)).getextrema()
    end = 1 if luminance(text) > 0.18 else 0
    bound = "#" + bytes(extreme[end] for extreme in extremes).hex().upper()
    return contrast(text, mix(bound, veil.color, veil.opacity))


def veil_needed(data: bytes, text: str, box: Box, needed: float, tint: str) -> float | None:
    """The least opacity of *tint*, in tenths, under which *text* can be read all over *box*.

    None where no veil helps.
    """
    image = cells(data)
    for tenth in range(11):
        if _worst(image, text, box, needed, Veil(tint, tenth / 10)).ratio >= needed:
            return tenth / 10
    return None


@lru_cache(maxsize=8)
def cells(data: bytes) -> Any:  # noqa: ANN401 - an image of Pillow, which is loaded at the first one
    """The picture, one pixel for each cell, as an RGB image; it must not be changed.

    Raises `PictureError`.
    """
    from PIL import Image  # noqa: PLC0415 - `--help` needs none

    from themebuilder.media.picture_reader import opened  # noqa: PLC0415 - loads Pillow

    with opened(_first_scan(data)) as image:
        down = max(1, round(image.height * _ACROSS / image.width))
        image.draft("RGB", (_ACROSS, down))
        rgb = _flat(image)
    return rgb.resize((_ACROSS, down), Image.Resampling.BOX) if rgb.width > _ACROSS else rgb


def _flat(image: Any) -> Any:  # noqa: ANN401 - as above
    from PIL import Image  # noqa: PLC0415 - as above

    if image.mode in ("RGBA", "LA", "PA") or "transparency" in image.info:
        above = image.convert("RGBA")
        return Image.alpha_composite(Image.new("RGBA", above.size, "white"), above).convert("RGB")
    return image.convert("RGB")


def _first_scan(data: bytes) -> bytes:
    """The part of a progressive JPEG that holds the mean of each cell, and is decoded in a tenth.

    Its first scan has just these means, of all three channels, when it says so. The means come one
    bit short, which changes a colour by a few levels of 255 and the contrast by less than a tenth.
    """
    is_progressive = data.find(b"\xff\xc2", 0, 4096) > 0
    start = data.find(b"\xff\xda")
    if not is_progressive or start < 0 or data[start + 4 : start + 5] != b"\x03":
        return data
    if data[start + 11 : start + 13] != b"\0\0":
        return data
    # What follows a scan is tables and the next one; inside of a scan no marker can stand.
    end = start + 14
    while (end := data.find(b"\xff", end)) >= 0:
        if data[end + 1 : end + 2] not in (b"\0", *_RESTARTS):
            return _without_smoothing(data[:start]) + data[start:end] + b"\xff\xd9"
        end += 2
    return data


_RESTARTS = tuple(bytes([0xD0 + number]) for number in range(8))
_FACTORS = 64


def _without_smoothing(head: bytes) -> bytes:
    """The head of a JPEG, such that libjpeg invents no transitions between the means.

    It does where only means are there, which takes three times as long as to decode them, and it
    leaves it when the factors are 0 of all that is not there.
    """
    told = bytearray(head)
    at = 2
    while at + 4 <= len(told):
        after = at + 2 + int.from_bytes(told[at + 2 : at + 4], "big")
        if told[at + 1] == 0xDB:
            table = at + 4
            while table < min(after, len(head)):
                width = 2 if told[table] >> 4 else 1
                rest = (_FACTORS - 1) * width
                first = table + 1 + width
                told[first : first + rest] = bytes(rest)
                table = first + rest
        at = after
    return bytes(told[: len(head)])


def _worst(image: Any, text: str, box: Box, needed: float, veil: Veil) -> Spot:  # noqa: ANN401
    left, top, right, bottom = _pixels(box, image.size)
    under = _veiled(image.crop((left, top, right, bottom)), veil)
    is_light = luminance(text) > 0.18
    levels = _levels(under, 1 if is_light else _STRETCH)
    is_told_apart = is_light or levels.getextrema()[0] < 255
    color, at = max(
        _candidates(under, levels if is_told_apart else _levels(under, 1), is_light=is_light),
        key=lambda found: luminance(found[0]) * (1 if is_light else -1),
    )
    x, y = at % under.width, at // under.width
    return Spot(
        color,
        contrast(text, color),
        (left + x + 0.5) / image.width,
        (top + y + 0.5) / image.height,
        _faint(levels, text, needed, is_light=is_light),
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


def _veiled(image: Any, veil: Veil) -> Any:  # noqa: ANN401 - as above
    if not veil.opacity:
        return image
    from PIL import Image  # noqa: PLC0415 - as above

    # `multiply` with black and `screen` with white come to the same as laying the colour over it.
    return Image.blend(image, Image.new("RGB", image.size, veil.color), veil.opacity)


def _levels(image: Any, stretch: int) -> Any:  # noqa: ANN401 - as above
    """The luminance of each cell, 0 to 255; *stretch* times finer, the upper part all 255."""
    return image.point(_curve(stretch) * 3).convert("L", (0.2126, 0.7152, 0.0722, 0))


@lru_cache(maxsize=2)
def _curve(stretch: int) -> tuple[int, ...]:
    return tuple(
        min(255, round(255 * stretch * luminance(f"#{level:02X}{level:02X}{level:02X}")))
        for level in range(256)
    )


def _candidates(image: Any, levels: Any, *, is_light: bool) -> Iterator[tuple[str, int]]:  # noqa: ANN401
    """The cells at the extreme, with their place: eight bits are too coarse to choose among them."""
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


def _faint(levels: Any, text: str, needed: float, *, is_light: bool) -> float:  # noqa: ANN401
    counts = levels.histogram()
    if is_light:
        limit = ((luminance(text) + 0.05) / needed - 0.05) * 255
        faint = sum(count for level, count in enumerate(counts) if level > limit + 0.5)
    else:
        limit = min(255.0, ((luminance(text) + 0.05) * needed - 0.05) * 255 * _STRETCH)
        faint = sum(count for level, count in enumerate(counts) if level < limit - 0.5)
    return float(faint / sum(counts))


def darkened(color: str, needed: float, text: str = "#FFFFFF") -> int:
    """The opacity of black over *color*, in steps of 5 %, under which *text* can be read on it."""
    return next(
        percent
        for percent in range(0, 101, 5)
        if percent == 100 or contrast(text, mix(color, "#000000", percent / 100)) >= needed
    )
