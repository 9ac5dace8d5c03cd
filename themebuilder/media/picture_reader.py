"""Opens a picture safely: whatever can be refused is refused before a pixel is decoded."""

from __future__ import annotations

import os
import threading
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO

from PIL import Image, TiffImagePlugin

from themebuilder.media.model import (
    MAX_SOURCE_BYTES,
    MAX_SOURCE_PIXELS,
    MAX_SOURCE_SIDE,
    PictureError,
)
from themebuilder.media.picture_header import (
    ENDINGS,
    PictureHeader,
    make_broken_error,
    make_truncated_error,
    read_header,
)
from themebuilder.media.svg import looks_like_svg

_ORIENTATION = 0x0112
_TIFF_PIECES = ((273, 279), (324, 325))
"""The tags that say where strips and tiles begin, and how long they are."""
_PNG_NOTES = (b"eXIf", b"tEXt", b"zTXt", b"iTXt")
"""The chunks of a PNG that can hold an orientation."""
SIDEWAYS = (5, 6, 7, 8)
"""The orientations in which width and height change places."""
_SMALLER = "Export it smaller: 3840 pixels are wide enough for every use."
_ONE_AT_A_TIME = threading.Lock()
"""Standard error belongs to the whole process."""


def inspect_picture(source: bytes, name: str = "") -> PictureHeader:
    """What *source* is, its size as it is seen upright; raises `PictureError`."""
    if looks_like_svg(source):
        check_name("SVG", name)
        return PictureHeader("SVG")
    with open_picture(source, name) as image:
        width, height = image.size
        if read_orientation(image, source) in SIDEWAYS:
            width, height = height, width
        return PictureHeader("JPEG" if image.format == "MPO" else str(image.format), width, height)


@contextmanager
def open_picture(source: bytes, name: str = "") -> Iterator[Image.Image]:
    """The picture in *source*, not yet decoded; whatever goes wrong inside is a `PictureError`.

    Pillow's plugins raise nearly anything for a damaged file, and warn where we refuse.
    """
    if len(source) > MAX_SOURCE_BYTES:
        raise PictureError(
            "picture-too-large",
            f"The file has {len(source):,} bytes; at most {MAX_SOURCE_BYTES:,} are read.",
            _SMALLER,
        )
    header = read_header(source)
    check_name(header.format, name)
    _check_size(header.width, header.height)
    if header.is_animated:
        raise _make_animation_error(header.format)
    with warnings.catch_warnings(), _silence(header.format):
        warnings.simplefilter("ignore")
        try:
            image = _open(source, header)
            yield image
        except PictureError:
            raise
        except Image.DecompressionBombError:
            raise _make_size_error(f"more than {MAX_SOURCE_PIXELS:,} pixels") from None
        except Exception as error:
            if "truncated" in str(error).lower():
                raise make_truncated_error(header.format) from error
            raise make_broken_error(header.format) from error


def read_orientation(image: Image.Image, source: bytes) -> int:
    """How *image* must be turned, as an EXIF orientation from 1 to 8; 1 where it is upright.

    *source* is what it was opened from: Pillow decodes a whole PNG to read metadata behind it.
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
    """Raise `PictureError` when the ending of *name* means another format than *kind*."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    promised = next((known for known, endings in ENDINGS.items() if ending in endings), "")
    if promised and promised != kind:
        raise PictureError(
            "picture-mislabelled",
            f"The file is called .{ending} but its content is {kind}.",
            f"Rename it to .{ENDINGS[kind][0]}, or export it as {promised}.",
        )


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
def _silence(kind: str) -> Iterator[None]:
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
    """Refuse several pages, at the second one: counting millions of them takes minutes."""
    try:
        image.seek(1)
    except EOFError:
        return
    raise _make_animation_error("TIFF")


def _check_strips(image: TiffImagePlugin.TiffImageFile, length: int) -> None:
    """Refuse what ends too early: the decoder does not report it."""
    for offsets, counts in _TIFF_PIECES:
        starts, sizes = image.tag_v2.get(offsets, ()), image.tag_v2.get(counts, ())
        if any(start + size > length for start, size in zip(starts, sizes, strict=False)):
            raise make_truncated_error("TIFF")


def _check_size(width: int, height: int) -> None:
    if width * height > MAX_SOURCE_PIXELS or max(width, height) > MAX_SOURCE_SIDE:
        raise _make_size_error(f"{width} x {height} pixels")


def _make_size_error(size: str) -> PictureError:
    return PictureError(
        "picture-too-large",
        f"The picture claims {size}; at most {MAX_SOURCE_PIXELS:,} pixels are decoded.",
        _SMALLER,
    )


def _make_animation_error(kind: str) -> PictureError:
    what = "has several pages" if kind == "TIFF" else "is animated"
    return PictureError(
        "picture-animated", f"The {kind} picture {what}.", "Export the one that should be shown."
    )
