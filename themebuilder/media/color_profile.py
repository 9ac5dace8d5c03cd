"""The colour profile that counts for a picture: Chromium's choice, as a test shows.

A PNG states its colours in up to five chunks; the first one that can be used counts: cICP, iCCP, sRGB, then
gAMA with cHRM. The other formats have an ICC profile or none.
"""

from __future__ import annotations

import re
import struct
from io import BytesIO
from operator import mul

from PIL import Image

_CICP = re.compile(rb"\x00\x00\x00\x04cICP(.)(.)\x00\x01", re.DOTALL)
"""Primaries and transfer of RGB in the full range, the only one that Chromium follows."""
_WHITE = (0.3127, 0.329)
_SRGB = (*_WHITE, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06)
_PRIMARIES = {
    1: _SRGB,
    9: (*_WHITE, 0.708, 0.292, 0.17, 0.797, 0.131, 0.046),
    12: (*_WHITE, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
}
"""ITU-T H.273, by number: sRGB, BT.2020, Display P3."""
_GAMMAS = {1: 2.4, 4: 2.2, 5: 2.8, 6: 2.4, 8: 1.0, 13: None, 14: 2.4, 15: 2.4}
"""ITU-T H.273, by number, as Chromium reads them; None is the curve of sRGB. PQ and HLG are left out."""
_NEUTRAL = (0.95, 1.05)
"""libpng's: a gAMA chunk alone counts if gamma times 2.2 is outside."""
_STEEPEST = 30_000
"""A profile holds no number from 32,768."""
_D50 = (0.9642, 1.0, 0.8249)
_BRADFORD = ((0.8951, -0.7502, 0.0389), (0.2664, 1.7135, -0.0685), (-0.1614, 0.0367, 1.0296))
"""Column by column: from XYZ to cones."""

Vector = tuple[float, ...]
Columns = tuple[Vector, ...]


def find_profile(image: Image.Image, source: bytes) -> bytes | None:
    """Return the ICC profile of *image*, opened from *source*; None means sRGB.

    A gAMA or cICP chunk is returned as the profile that means the same.
    """
    embedded: bytes | None = image.info.get("icc_profile")
    if image.format != "PNG":
        return embedded
    if found := _CICP.search(source, 0, max(0, source.find(b"IDAT"))):
        primaries, transfer = (number[0] for number in found.groups())
        if primaries in _PRIMARIES and transfer in _GAMMAS:
            return _make_profile(_PRIMARIES[primaries], _GAMMAS[transfer])
    if embedded and _can_read(embedded):
        return embedded
    gamma, primaries = image.info.get("gamma", 0), image.info.get("chromaticity")
    is_neutral = not primaries and _NEUTRAL[0] < gamma * 2.2 < _NEUTRAL[1]
    if "srgb" in image.info or not gamma or is_neutral:
        return None
    return _make_profile(primaries or _SRGB, min(1 / gamma, _STEEPEST))


def _can_read(profile: bytes) -> bool:
    from PIL import ImageCms  # noqa: PLC0415 - few pictures have a profile

    try:
        ImageCms.ImageCmsProfile(BytesIO(profile))
    except OSError:
        return False
    return True


def _make_profile(primaries: Vector, gamma: float | None) -> bytes | None:
    """Return an ICC profile: *primaries* are x and y of white, red, green and blue."""
    if not all(0 <= value <= 1 for value in primaries):
        return None
    try:
        colorants = [_pack(colorant) for colorant in _compute_colorants(primaries)]
    except (ZeroDivisionError, struct.error):  # not three colours, or too large a number
        return None
    # The parametric curve of type 3 is sRGB's, of type 0 a plain power.
    values = (gamma,) if gamma else (2.4, 1 / 1.055, 0.055 / 1.055, 1 / 12.92, 0.04045)
    curve = b"para\0\0\0\0" + struct.pack(">HH", 0 if gamma else 3, 0) + _pack(values)
    columns = (b"XYZ \0\0\0\0" + colorant for colorant in colorants)
    tags = dict(zip((b"rXYZ", b"gXYZ", b"bXYZ"), columns, strict=True))
    tags |= dict.fromkeys((b"rTRC", b"gTRC", b"bTRC"), curve)
    tags[b"wtpt"] = b"XYZ \0\0\0\0" + _pack(_D50)
    at = 132 + 12 * len(tags)
    table = b""
    for name, data in tags.items():
        table += name + struct.pack(">II", at, len(data))
        at += len(data)
    head = struct.pack(">I4xI", at, 0x04400000) + b"mntrRGB XYZ " + bytes(12) + b"acsp" + bytes(28)
    head = (head + _pack(_D50)).ljust(128, b"\0") + struct.pack(">I", len(tags))
    return head + table + b"".join(tags.values())


def _pack(values: Vector) -> bytes:
    return struct.pack(f">{len(values)}i", *(round(value * 65536) for value in values))


def _compute_colorants(primaries: Vector) -> Columns:
    """Return red, green and blue in XYZ, adapted to the white D50 after Bradford."""
    points = zip(primaries[::2], primaries[1::2], strict=True)
    white, red, green, blue = ((x / y, 1.0, (1 - x - y) / y) for x, y in points)
    amounts = _solve((red, green, blue), white)
    before, after = (_multiply(_BRADFORD, light) for light in (white, _D50))
    ratios = [new / old for new, old in zip(after, before, strict=True)]
    adapted = []
    for color, amount in zip((red, green, blue), amounts, strict=True):
        cones = _multiply(_BRADFORD, tuple(amount * part for part in color))
        adapted.append(_solve(_BRADFORD, tuple(map(mul, cones, ratios))))
    return tuple(adapted)


def _multiply(columns: Columns, vector: Vector) -> Vector:
    return tuple(sum(map(mul, row, vector)) for row in zip(*columns, strict=True))


def _solve(columns: Columns, vector: Vector) -> Vector:
    """Return the vector that `_multiply` makes *vector* of, after Cramer."""
    whole = _compute_determinant(columns)
    return tuple(
        _compute_determinant((*columns[:at], vector, *columns[at + 1 :])) / whole for at in range(3)
    )


def _compute_determinant(columns: Columns) -> float:
    (a, b, c), (d, e, f), (g, h, i) = columns
    return a * (e * i - f * h) - d * (b * i - c * h) + g * (b * f - c * e)
