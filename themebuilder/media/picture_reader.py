"""A picture opened with care: every doubt is settled before a pixel is decoded."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, TiffImagePlugin

from themebuilder.media.picture_header import ENDINGS, Header, broken, read_header, truncated
from themebuilder.media.slots import (
    MAX_SOURCE_BYTES,
    MAX_SOURCE_PIXELS,
    MAX_SOURCE_SIDE,
    Facts,
    PictureError,
)
from themebuilder.media.svg import looks_like_svg

_ORIENTATION = 0x0112
_TIFF_PIECES = ((273, 279), (324, 325))
"""The tags that say where strips and tiles begin, and how long they are."""
_PNG_NOTES = (b"eXIf", b"tEXt", b"zTXt", b"iTXt")
"""The pieces of a PNG that can say that it must be turned."""
_ON_ITS_SIDE = (5, 6, 7, 8)
_ONE_AT_A_TIME = threading.Lock()
"""Standard error is one for the whole process."""


def facts(source: bytes, name: str = "") -> Facts:
    """What *source* is, from its header; raises `PictureError`."""
    if looks_like_svg(source):
        check_name("SVG", name)
        return Facts("svg", 0, 0, "")
    with opened(source, name) as image:
        width, height = image.size
        if orientation(image, source) in _ON_ITS_SIDE:
            width, height = height, width
        form = "jpeg" if image.format == "MPO" else str(image.format).lower()
        return Facts(form, width, height, image.mode, bool(image.info.get("icc_profile")))


@contextmanager
def opened(source: bytes, name: str = "") -> Iterator[Image.Image]:
    """The picture in *source*, not yet decoded; whatever goes wrong inside is a `PictureError`.

    Pillow's plugins raise nearly anything for a damaged file, and warn where we refuse.
    """
    if len(source) > MAX_SOURCE_BYTES:
        raise PictureError(
            "picture-too-heavy",
            f"The file has {len(source):,} bytes; at most {MAX_SOURCE_BYTES:,} are read.",
            "Export it smaller: 3840 pixels are wide enough for every use.",
        )
    header = read_header(source)
    check_name(header.format, name)
    _check_size(header.width, header.height)
    if header.is_animated:
        raise _animated(header.format)
    with warnings.catch_warnings(), _quiet(header.format):
        warnings.simplefilter("ignore")
        try:
            image = _open(source, header)
            yield image
        except PictureError:
            raise
        except Image.DecompressionBombError:
            raise _bomb(f"more than {MAX_SOURCE_PIXELS:,} pixels") from None
        except Exception as error:
            if "truncated" in str(error).lower():
                raise truncated(header.format) from error
            raise broken(header.format) from error


def orientation(image: Image.Image, source: bytes) -> int:
    """How *image* must be turned, as an EXIF orientation from 1 to 8; 1 where it is upright.

    *source* is what it was opened from: Pillow decodes a whole PNG to see what stands behind it.
    """
    if image.format == "TIFF":  # Pillow turns these itself.
        return 1
    if image.format == "PNG" and not any(note in source for note in _PNG_NOTES):
        return 1
    try:
        found = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001  # damaged metadata does not make the picture unusable
        return 1
    return found if found in range(1, 9) else 1


def check_name(kind: str, name: str) -> None:
    """Raise `PictureError` when the ending of *name* promises another format than *kind*."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    promised = next((known for known, endings in ENDINGS.items() if ending in endings), "")
    if promised and promised != kind:
        raise PictureError(
            "picture-mislabelled",
            f"The file is called .{ending} but its content is {kind}.",
            f"Rename it to .{ENDINGS[kind][0]}, or export it as {promised}.",
        )


def _open(source: bytes, header: Header) -> Image.Image:
    image = Image.open(BytesIO(source), formats=[header.format])
    _check_size(*image.size)
    # A camera's JPEG may carry further views (MPO); the first one is the picture.
    if header.format == "GIF" and getattr(image, "is_animated", False):
        raise _animated("GIF")
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        _check_single(image)
        _check_strips(image, len(source))
    return image


@contextmanager
def _quiet(kind: str) -> Iterator[None]:
    """Keep libtiff, which decodes *kind* TIFF, from writing what it thinks to the terminal itself."""
    if kind != "TIFF":
        yield
        return
    with _ONE_AT_A_TIME:
        try:
            terminal = os.dup(2)
        except OSError:  # there is none
            yield
            return
        try:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, 2)
            os.close(nowhere)
            yield
        finally:
            os.dup2(terminal, 2)
            os.close(terminal)


def _check_single(image: TiffImagePlugin.TiffImageFile) -> None:
    """Refuse several pages, at the second one: counting millions of them takes minutes."""
    try:
        image.seek(1)
    except EOFError:
        return
    raise _animated("TIFF")


def _check_strips(image: TiffImagePlugin.TiffImageFile, length: int) -> None:
    """Refuse here what ends too early: a decoder that fails does not say so."""
    for offsets, counts in _TIFF_PIECES:
        starts, sizes = image.tag_v2.get(offsets, ()), image.tag_v2.get(counts, ())
        if any(start + size > length for start, size in zip(starts, sizes, strict=False)):
            raise truncated("TIFF")


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_SOURCE_PIXELS or max(width, height) > MAX_SOURCE_SIDE:
        raise _bomb(f"{width} x {height} pixels")


def _bomb(size: str) -> PictureError:
    return PictureError(
        "picture-bomb",
        f"The picture claims {size}; at most {MAX_SOURCE_PIXELS:,} pixels are decoded.",
        "Export it smaller: 3840 pixels are wide enough for every use.",
    )


def _animated(kind: str) -> PictureError:
    what = "has several pages" if kind == "TIFF" else "is animated"
    return PictureError(
        "picture-animated", f"The {kind} picture {what}.", "Export the one that should be shown."
    )
