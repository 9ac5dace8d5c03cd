"""Pictures that people give in a browser: the file to keep in their workspace.

What is kept says nothing about who took a photo, and where; it runs nothing, and isn't much larger
than its slot needs. Nothing here opens a file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO
from typing import TYPE_CHECKING

from themebuilder.core.messages import _
from themebuilder.media.model import MediaError, PreparedPicture, Slot
from themebuilder.media.picture_header import find_format, refuse_format
from themebuilder.media.pictures import inspect, prepare
from themebuilder.media.svg import looks_like_svg
from themebuilder.media.svg_cleaning import strip_svg

if TYPE_CHECKING:
    from PIL import Image

_QUALITY = 92
"""Of a JPEG that the build compresses once more."""
_DARKENED = 0.4
"""White text has a contrast of 5.7:1 on white that is darkened so."""
_SPARE = {"cover": 2, "contain": 4}
"""How many times as large as its slot a picture is kept: enough to crop it elsewhere later."""
_FORMATS = ("JPEG", "PNG")
_SEGMENTS = frozenset(("APP0", "APP14"))
_CHUNKS = frozenset(b"IHDR PLTE tRNS IDAT IEND sRGB gAMA cHRM pHYs".split())
"""Pieces of a JPEG and a PNG that hold the picture and nothing else."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A picture to keep, and what became of the one that came.

    *kind* is the format that came; sizes in pixels are 0 for an SVG. *removed* has the number of things
    that were left out, by the kind of fault; `metadata` is the notes of a camera or a program.
    *fitted* is what a package would get.
    """

    picture: PreparedPicture
    kind: str
    came: tuple[int, int]
    kept: tuple[int, int]
    fitted: PreparedPicture
    fitted_size: tuple[int, int]
    removed: Mapping[str, int] = field(default_factory=dict)


def accept_upload(source: bytes, slot: Slot, *, is_darkened: bool = False) -> Upload:
    """Return *source*, a JPEG, PNG or SVG, as a workspace should keep it for *slot*.

    A photo that *is_darkened* is readable behind the light text of a meeting. Raise `MediaError`
    where it can't be used.
    """
    if looks_like_svg(source):
        data, removed = strip_svg(source)
        fitted = prepare(data, slot)
        # The stricter of the two: nothing of it is left for the build to clean.
        return Upload(fitted, "SVG", (0, 0), (0, 0), fitted, (0, 0), removed)
    if not find_format(source):
        refuse_format(source, (*_FORMATS, "SVG") if slot.takes_svg else _FORMATS)
    came = inspect(source)
    if came.format not in _FORMATS:
        message = _("The file's format is {format}, which can't be used.", format=came.format)
        raise MediaError("picture-unreadable", message, _("Save it as PNG or JPEG."))
    picture, is_plain = _keep(source, slot, is_darkened=is_darkened)
    kept, fitted = inspect(picture.data), prepare(picture.data, slot)
    size = (slot.width, slot.height)
    if fitted.extension != "ico":
        found = inspect(fitted.data)
        size = (found.width, found.height)
    return Upload(
        picture,
        came.format,
        (came.width, came.height),
        (kept.width, kept.height),
        fitted,
        size,
        {} if is_plain else {"metadata": 1},
    )


def _keep(source: bytes, slot: Slot, *, is_darkened: bool) -> tuple[PreparedPicture, bool]:
    """Return the picture to keep, and whether it came without notes."""
    # Pillow is slow to load, and an SVG needs none.
    from themebuilder.media.picture_colors import flatten, read_picture  # noqa: PLC0415
    from themebuilder.media.picture_encoding import compress_png  # noqa: PLC0415
    from themebuilder.media.picture_reader import find_upright_size, open_picture  # noqa: PLC0415

    with open_picture(source) as image:
        kind, is_plain = str(image.format), _is_plain(image, source)
        size = _limit_size(find_upright_size(image), slot)
        is_unchanged = is_plain and size == image.size
    if is_unchanged and not is_darkened:
        return PreparedPicture(source, "jpg" if kind == "JPEG" else "png"), is_plain
    pixels = read_picture(source, size)
    if pixels.size != size:
        pixels = pixels.resize(size, reducing_gap=2.0)
    if is_darkened:
        pixels = flatten(pixels).point(lambda value: value * _DARKENED)
    if slot.format == "jpeg":
        out = BytesIO()
        flatten(pixels).save(out, "JPEG", quality=_QUALITY, optimize=True)
        return PreparedPicture(out.getvalue(), "jpg"), is_plain
    return PreparedPicture(compress_png(pixels.tobytes(), pixels.size), "png"), is_plain


def _limit_size(size: tuple[int, int], slot: Slot) -> tuple[int, int]:
    spare = _SPARE[slot.fit]
    across, down = spare * slot.width / size[0], spare * slot.height / size[1]
    scale = min(max(across, down) if slot.fit == "cover" else min(across, down), 1)
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def _is_plain(image: Image.Image, source: bytes) -> bool:
    if image.format == "PNG":
        return _list_chunks(source) <= _CHUNKS
    pieces = {name for name, _data in getattr(image, "applist", [])}
    return pieces <= _SEGMENTS and source.endswith(b"\xff\xd9")


def _list_chunks(source: bytes) -> set[bytes]:
    """Return the names of a PNG's pieces, and what lies behind them."""
    found: set[bytes] = set()
    at = 8
    while b"IEND" not in found and at < len(source):
        found.add(source[at + 4 : at + 8])
        at += 12 + int.from_bytes(source[at : at + 4], "big")
    return found | {source[at:]} - {b""}
