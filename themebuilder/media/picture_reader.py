"""Opens pictures safely: whatever can be rejected is rejected before decoding."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, TiffImagePlugin

from themebuilder.core.messages import N_, _
from themebuilder.media.model import (
    MAX_SOURCE_BYTES,
    MAX_SOURCE_PIXELS,
    MAX_SOURCE_SIDE,
    MediaError,
)
from themebuilder.media.picture_header import (
    PictureHeader,
    check_name,
    make_broken_error,
    make_truncated_error,
    read_header,
)
from themebuilder.media.svg import looks_like_svg

_ORIENTATION = 0x0112
_TIFF_PIECES = ((273, 279), (324, 325))
"""The tags that say where strips and tiles begin, and how long they are."""
_TURNED = ("JPEG", "MPO", "PNG")
"""The formats that are turned here; Pillow turns a TIFF itself."""
SIDEWAYS = (5, 6, 7, 8)
"""The orientations in which width and height change places."""
_SMALLER = N_("Export it smaller: a width of 3840 pixels is always enough.")
_ONE_AT_A_TIME = threading.Lock()
"""Standard error belongs to the whole process."""


def inspect_picture(source: bytes, name: str = "") -> PictureHeader:
    """Return format and upright size of *source*; raise `MediaError`."""
    if looks_like_svg(source):
        check_name("SVG", name)
        return PictureHeader("SVG")
    with open_picture(source, name) as image:
        kind = "JPEG" if image.format == "MPO" else str(image.format)
        return PictureHeader(kind, *find_upright_size(image))


@contextmanager
def open_picture(source: bytes, name: str = "") -> Iterator[Image.Image]:
    """Yield the picture in *source*, not yet decoded; raise `MediaError` for any error inside.

    Pillow's plugins raise nearly anything for a damaged file, and warn where we reject.
    """
    if len(source) > MAX_SOURCE_BYTES:
        sizes = {"size": len(source), "most": MAX_SOURCE_BYTES}
        message = _("The file has {size:,} bytes; at most {most:,} are allowed.", **sizes)
        raise MediaError("picture-too-large", message, _(_SMALLER))
    header = read_header(source)
    check_name(header.format, name)
    _check_size(header.width, header.height)
    if header.is_animated:
        raise _make_animation_error(header.format)
    with warnings.catch_warnings(), _silence_warnings(header.format):
        warnings.simplefilter("ignore")
        try:
            image = _open(source, header)
            yield image
        except MediaError:
            raise
        except Image.DecompressionBombError:
            message = _("The picture has more than {most:,} pixels.", most=MAX_SOURCE_PIXELS)
            raise MediaError("picture-too-large", message, _(_SMALLER)) from None
        except Exception as error:
            if "truncated" in str(error).lower():
                raise make_truncated_error(header.format) from error
            raise make_broken_error(header.format) from error


def read_orientation(image: Image.Image) -> int:
    """Return how *image*, not yet decoded, must be turned: an EXIF orientation, 1 to 8; 1 is upright.

    As Chromium: JPEG and PNG are turned, not WebP; metadata in XMP or behind the pixels isn't read.
    """
    found = image.info.get("exif")
    if image.format not in _TURNED or not found:
        return 1
    exif = Image.Exif()
    try:
        exif.load(found)
        orientation = exif.get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001  # damaged metadata does not make the picture unusable
        return 1
    return orientation if orientation in range(1, 9) else 1


def find_upright_size(image: Image.Image) -> tuple[int, int]:
    """Return width and height of *image*, not yet decoded, once it is upright."""
    width, height = image.size
    return (height, width) if read_orientation(image) in SIDEWAYS else (width, height)


def _open(source: bytes, header: PictureHeader) -> Image.Image:
    image = Image.open(BytesIO(source), formats=[header.format])
    _check_size(*image.size)
    # A camera's JPEG may carry further views (MPO); the first one is the picture.
    if header.format == "GIF" and getattr(image, "is_animated", False):
        raise _make_animation_error("GIF")
    if isinstance(image, TiffImagePlugin.TiffImageFile):
        _check_single(image)
        _check_strips(image, len(source))
    return image


@contextmanager
def _silence_warnings(kind: str) -> Iterator[None]:
    """Keep libtiff, which decodes TIFF, from writing its remarks to the terminal."""
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
    """Reject several pages at the second one: counting millions of them takes minutes."""
    try:
        image.seek(1)
    except EOFError:
        return
    raise _make_animation_error("TIFF")


def _check_strips(image: TiffImagePlugin.TiffImageFile, length: int) -> None:
    """Reject what ends too early: the decoder doesn't report it."""
    for offsets, counts in _TIFF_PIECES:
        starts, sizes = image.tag_v2.get(offsets, ()), image.tag_v2.get(counts, ())
        if any(start + size > length for start, size in zip(starts, sizes, strict=False)):
            raise make_truncated_error("TIFF")


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_SOURCE_PIXELS or max(width, height) > MAX_SOURCE_SIDE:
        message = _(
            "The picture claims {width} x {height} pixels; at most {most:,} pixels are allowed.",
            width=width,
            height=height,
            most=MAX_SOURCE_PIXELS,
        )
        raise MediaError("picture-too-large", message, _(_SMALLER))


def _make_animation_error(kind: str) -> MediaError:
    if kind == "TIFF":
        message = _("The TIFF picture has several pages.")
        return MediaError("picture-animated", message, _("Export the page to show."))
    message = _("The {format} picture is animated.", format=kind)
    return MediaError("picture-animated", message, _("Export a still picture."))
