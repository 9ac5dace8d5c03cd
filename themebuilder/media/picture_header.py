"""Reads the headers of pictures, and checks that they are complete.

This needs no Pillow: a header must cost no memory, and decoders accept two things that we reject: a picture that was cut off, and one with a false size.
"""

from __future__ import annotations

import re
import struct
from collections.abc import Iterable
from typing import NamedTuple, NoReturn

from themebuilder.core.messages import _
from themebuilder.media.model import MediaError

ENDINGS = {
    "JPEG": ("jpg", "jpeg", "jpe", "jfif"),
    "PNG": ("png",),
    "WEBP": ("webp",),
    "GIF": ("gif",),
    "TIFF": ("tif", "tiff"),
    "SVG": ("svg",),
}
"""The formats that are read, and the endings of their files' names."""

_SIGNATURES = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
)
ICON_SIGNATURE = b"\0\0\1\0"
_FOREIGN = (
    (b"%PDF", "PDF"),
    (b"%!PS", "PostScript"),
    (b"8BPS", "PSD (Photoshop)"),
    (b"BM", "BMP"),
    (ICON_SIGNATURE, "ICO"),
    (b"\x1f\x8b", "gzip"),
    (b"PK\3\4", "zip"),
    (b"\0\0\0\x0cjP  ", "JPEG 2000"),
    (b"\xff\x0a", "JPEG XL"),
)
_LFS = b"version https://git-lfs"
_BRANDS = {b"avif": "AVIF", b"avis": "AVIF", b"heic": "HEIC", b"heix": "HEIC", b"mif1": "HEIF"}
_STANDALONE = frozenset((0x01, *range(0xD0, 0xD9)))
_NO_FRAME = frozenset((0xC4, 0xC8, 0xCC))
_NEXT_MARKER = re.compile(rb"\xff[^\x00\xff\xd0-\xd7]")
_MOST_SCANS = 50
"""Each scan covers the whole picture; a small file with thousands of them decodes for hours."""
_MOST_PIECES = 500_000


class PictureHeader(NamedTuple):
    """The *format*, as in `ENDINGS`, and the size in pixels, 0 where it is unknown."""

    format: str
    width: int = 0
    height: int = 0
    is_animated: bool = False


def read_header(source: bytes) -> PictureHeader:
    """Return the header of *source*; raise `MediaError` for other formats and what is cut off."""
    kind = find_format(source) or refuse_format(source, ENDINGS)
    read = {"JPEG": _read_jpeg, "PNG": _read_png, "WEBP": _read_webp, "GIF": _read_gif}.get(kind)
    try:
        return read(source) if read else PictureHeader(kind)
    except (struct.error, IndexError):
        raise make_truncated_error(kind) from None


def check_name(kind: str, name: str) -> None:
    """Raise `MediaError` when the ending of *name* means another format than *kind*."""
    ending = name.rpartition(".")[2].lower() if "." in name else ""
    promised = next((known for known, endings in ENDINGS.items() if ending in endings), "")
    if promised and promised != kind:
        # Browsers look at the bytes of a picture, except to tell drawings from photos.
        is_shown = "SVG" not in (kind, promised)
        raise MediaError(
            "picture-mislabelled" if is_shown else "picture-unreadable",
            _(
                "The file is named .{ending}, but its format is {format}.",
                ending=ending,
                format=kind,
            ),
            _(
                "Rename it to .{ending}, or export it as {format}.",
                ending=ENDINGS[kind][0],
                format=promised,
            ),
        )


def make_truncated_error(kind: str) -> MediaError:
    """Return the error for a *kind* of picture whose end is missing."""
    return MediaError(
        "picture-unreadable",
        _("The {format} picture is incomplete: its end is missing.", format=kind),
        _("Copy or export it again."),
    )


def make_broken_error(kind: str) -> MediaError:
    """Return the error for a *kind* of picture that can't be decoded."""
    return MediaError(
        "picture-unreadable",
        _("The {format} picture is damaged.", format=kind),
        _("Open it in an image editor and export it again."),
    )


def find_format(source: bytes) -> str:
    """Return the format of a picture by its first bytes, as in `ENDINGS`; empty for any other file."""
    if source[:4] == b"RIFF" and source[8:12] == b"WEBP":
        return "WEBP"
    return next((kind for signature, kind in _SIGNATURES if source.startswith(signature)), "")


def refuse_format(source: bytes, known: Iterable[str]) -> NoReturn:
    """Raise `MediaError` for *source*, a file that is none of the *known* formats."""
    if not source:
        raise MediaError("picture-unreadable", _("The file is empty."), _("Copy it again."))
    if source.startswith(_LFS):
        message = _("The file is a Git LFS pointer: the picture itself is missing.")
        raise MediaError("picture-unreadable", message, _("Run `git lfs pull`."))
    what = next((name for signature, name in _FOREIGN if source.startswith(signature)), "")
    if source[4:8] == b"ftyp":
        what = _BRANDS.get(source[8:12], what)
    message = _(
        "The file isn't a picture in one of these formats: {known}.", known=", ".join(known)
    )
    if what:
        message = _("The file's format is {format}, which can't be used.", format=what)
    raise MediaError("picture-unreadable", message, _("Save it as PNG or JPEG."))


def _read_jpeg(source: bytes) -> PictureHeader:
    """Walk the segments to the end-of-image marker; the frame header holds the size."""
    size = (0, 0)
    scans = 0
    at = 2
    for _piece in range(_MOST_PIECES):
        found = _NEXT_MARKER.search(source, at)
        if not found:
            break
        marker = source[found.start() + 1]
        at = found.end()
        if marker == 0xD9:
            if not all(size):
                raise make_broken_error("JPEG")
            return PictureHeader("JPEG", *size)
        if marker in _STANDALONE:
            continue
        (length,) = struct.unpack_from(">H", source, at)
        if 0xC0 <= marker <= 0xCF and marker not in _NO_FRAME:
            height, width = struct.unpack_from(">HH", source, at + 3)
            size = (width, height)
        scans += marker == 0xDA
        if scans > _MOST_SCANS:
            raise make_broken_error("JPEG")
        at += length
    raise make_truncated_error("JPEG")


def _read_png(source: bytes) -> PictureHeader:
    width, height = struct.unpack_from(">II", source, 16)
    is_animated = False
    at = 8
    for _piece in range(_MOST_PIECES):
        length, kind = struct.unpack_from(">I4s", source, at)
        if kind == b"acTL" and length >= 4:
            is_animated = struct.unpack_from(">I", source, at + 8)[0] > 1
        at += 12 + length
        if at > len(source):
            raise make_truncated_error("PNG")
        if kind == b"IEND":
            return PictureHeader("PNG", width, height, is_animated)
    raise make_broken_error("PNG")


def _read_webp(source: bytes) -> PictureHeader:
    (length,) = struct.unpack_from("<I", source, 4)
    if length + 8 > len(source):
        raise make_truncated_error("WEBP")
    if source[12:16] == b"VP8X":
        width, height = (int.from_bytes(source[at : at + 3], "little") + 1 for at in (24, 27))
        return PictureHeader("WEBP", width, height, bool(source[20] & 0x02))
    if source[12:16] == b"VP8L":
        (bits,) = struct.unpack_from("<I", source, 21)
        return PictureHeader("WEBP", (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1)
    if source[12:16] == b"VP8 ":
        width, height = struct.unpack_from("<HH", source, 26)
        return PictureHeader("WEBP", width & 0x3FFF, height & 0x3FFF)
    raise make_broken_error("WEBP")


def _read_gif(source: bytes) -> PictureHeader:
    return PictureHeader("GIF", *struct.unpack_from("<HH", source, 6))
