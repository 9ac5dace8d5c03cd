"""ICC profiles of every kind that counts for pictures, written byte by byte."""

import struct
from collections.abc import Callable
from itertools import product, starmap

from PIL import ImageCms


def _make_profile(
    space: bytes, tags: dict[bytes, bytes], pcs: bytes = b"XYZ ", *, version: int = 2
) -> bytes:
    """An ICC profile for input from pixels in *space*."""
    header = bytearray(128)
    header[8:12] = bytes((version, 0x40, 0, 0))
    header[12:24] = b"mntr" + space + pcs
    header[36:40] = b"acsp"
    header[68:80] = struct.pack(">3i", *(round(value * 65536) for value in _D50))
    whole = {
        b"desc": b"desc\0\0\0\0" + struct.pack(">I", 5) + b"test\0" + bytes(78),
        b"cprt": b"text\0\0\0\0none\0",
        b"wtpt": _pack_xyz(_D50),
        **tags,
    }
    table, body = b"", b""
    for name, data in whole.items():
        padded = data + bytes(-len(data) % 4)
        at = 128 + 4 + 12 * len(whole) + len(body)
        table += name + struct.pack(">II", at, len(data))
        body += padded
    header += struct.pack(">I", len(whole)) + table.ljust(12 * len(whole)) + body
    header[0:4] = struct.pack(">I", len(header))
    return bytes(header)


_D50 = (0.9642, 1.0, 0.8249)
_SRGB_MATRIX = (
    (0.43607, 0.22249, 0.01392),
    (0.38515, 0.71687, 0.09708),
    (0.14307, 0.06061, 0.71410),
)
_P3_MATRIX = (
    (0.51512, 0.24120, -0.00105),
    (0.29198, 0.69225, 0.04189),
    (0.15710, 0.06657, 0.78407),
)
_SWAPPED_MATRIX = (_SRGB_MATRIX[1], _SRGB_MATRIX[0], _SRGB_MATRIX[2])


def _pack_xyz(values: tuple[float, ...]) -> bytes:
    return b"XYZ \0\0\0\0" + struct.pack(">3i", *(round(value * 65536) for value in values))


def _pack_curve(gamma: float) -> bytes:
    return b"curv\0\0\0\0" + struct.pack(">IH", 1, round(gamma * 256))


_SRGB_CURVE = b"para\0\0\0\0" + struct.pack(
    ">HH5i", 3, 0, *(round(v * 65536) for v in (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045))
)


def _make_matrix_profile(
    matrix: tuple[tuple[float, ...], ...] = _SRGB_MATRIX, curve: bytes = _SRGB_CURVE, **more: bytes
) -> bytes:
    """A profile of an RGB screen."""
    columns = {
        name: _pack_xyz(column)
        for name, column in zip((b"rXYZ", b"gXYZ", b"bXYZ"), matrix, strict=True)
    }
    curves = dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    tags = {name.encode(): tag for name, tag in more.items()}
    return _make_profile(b"RGB ", columns | curves | tags, version=4 if b"para" in curve else 2)


def _make_table(
    inputs: int, find_color: Callable[..., tuple[float, float, float]], depth: int = 8
) -> bytes:
    """A table from *inputs* channels, 0 to 1, to Lab, with _GRID points each."""
    colors = starmap(find_color, product([at / (_GRID - 1) for at in range(_GRID)], repeat=inputs))
    levels = [
        min(255, max(0, level))
        for lightness, a, b in colors
        for level in (lightness * 2.55, a + 128, b + 128)
    ]
    identity = struct.pack(">9i", *(65536 * (at % 4 == 0) for at in range(9)))
    head = f"mft{depth // 8}".encode() + bytes((0, 0, 0, 0, inputs, 3, _GRID, 0)) + identity
    if depth == 8:
        flat = bytes(range(256))
        return head + flat * inputs + bytes(map(round, levels)) + flat * 3
    # A curve of two points; white is 0xFF00, and the zero of a and b 0x8000.
    flat = struct.pack(">2H", 0, 65535)
    pixels = struct.pack(f">{len(levels)}H", *(round(level * 256) for level in levels))
    return head + struct.pack(">2H", 2, 2) + flat * inputs + pixels + flat * 3


_GRID = 9


def _make_press(black: float, depth: int = 8) -> bytes:
    """Ink on paper: each ink takes light and adds its hue; all black ink leaves *black* of it."""

    def find_color(c: float, m: float, y: float, k: float) -> tuple[float, float, float]:
        light = 1 - (1 - black) * k
        lightness = 95 * (0.6**c) * (0.5**m) * (0.9**y) * light
        return lightness, (-35 * c + 70 * m - 5 * y) * light, (-45 * c + 85 * y) * light

    return _make_table(4, find_color, depth)


def _make_scanner(shift: float) -> bytes:
    """An RGB device whose colours are duller than sRGB's, and *shift* redder."""
    return _make_table(
        3,
        lambda r, g, b: (
            100 * (0.2 * r + 0.7 * g + 0.1 * b),
            60 * (r - g) + shift,
            50 * (g - b),
        ),
    )


PROFILES = {
    "srgb": ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes(),
    "handmade-srgb": _make_matrix_profile(),
    "p3": _make_matrix_profile(_P3_MATRIX),
    "linear": _make_matrix_profile(curve=b"curv" + bytes(8)),
    "gamma-1.8": _make_matrix_profile(curve=_pack_curve(1.8)),
    "swapped": _make_matrix_profile(_SWAPPED_MATRIX),
    "named-srgb": _make_matrix_profile(
        _SWAPPED_MATRIX,
        desc=b"desc\0\0\0\0" + struct.pack(">I", 18) + b"sRGB IEC61966-2.1\0" + bytes(78),
    ),
    "tables": _make_profile(b"RGB ", {b"A2B0": _make_scanner(0)}, b"Lab "),
    "two-tables": _make_profile(
        b"RGB ", {b"A2B0": _make_scanner(0), b"A2B1": _make_scanner(25)}, b"Lab "
    ),
    "tables-and-matrix": _make_matrix_profile(A2B0=_make_scanner(0)).replace(
        b"RGB XYZ ", b"RGB Lab ", 1
    ),
    "grey-linear": _make_profile(b"GRAY", {b"kTRC": _pack_curve(1)}),
    "grey-1.8": _make_profile(b"GRAY", {b"kTRC": _pack_curve(1.8)}),
    "cmyk": _make_profile(b"CMYK", {b"A2B0": _make_press(0.1)}, b"Lab "),
    "cmyk-grey-black": _make_profile(b"CMYK", {b"A2B0": _make_press(0.4)}, b"Lab "),
    "cmyk-two": _make_profile(
        b"CMYK", {b"A2B0": _make_press(0.1), b"A2B1": _make_press(0.4)}, b"Lab "
    ),
    "cmyk-of-16-bits": _make_profile(b"CMYK", {b"A2B0": _make_press(0.1, 16)}, b"Lab "),
    "lab": ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes(),
    "xyz": ImageCms.ImageCmsProfile(ImageCms.createProfile("XYZ")).tobytes(),
    "broken": b"no profile",
    "cut": _make_matrix_profile(_SWAPPED_MATRIX)[:300],
}
"""Colour profiles, by what they do."""
