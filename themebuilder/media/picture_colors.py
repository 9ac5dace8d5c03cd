"""Decodes pictures to the pixels that Chromium shows: upright, sRGB, with their transparency.

What is followed, and what isn't, is in docs/packages.md. The profile that counts is Chromium's choice, as
a test shows: a PNG states its colours in up to five chunks, and the first one that can be used counts:
cICP, iCCP, sRGB, then gAMA with cHRM. The other formats have an ICC profile or none.
"""

from __future__ import annotations

import re
import struct
from functools import lru_cache
from io import BytesIO
from math import ceil
from operator import mul

from PIL import Image, ImageChops

from themebuilder.core.messages import _
from themebuilder.media.model import MediaError
from themebuilder.media.picture_reader import SIDEWAYS, open_picture, read_orientation

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_PROFILE = "icc_profile"
_SPACES = {"L": ("GRAY", "RGB "), "RGB": ("RGB ",), "CMYK": ("CMYK",)}
"""The colour spaces of profiles that Chromium applies to pixels of a mode."""
_HIGH_PRECISION = 0x0400
_PROBE = bytes(
    level
    for red in range(0, 256, 51)
    for green in range(0, 256, 51)
    for level in (red, green, 255 - red)
)
"""Colours that show whether a profile changes anything."""

_OVERSAMPLING = 1.5
"""A picture is decoded this much larger than needed, and then scaled with a better filter."""


def read_picture(source: bytes, least: tuple[int, int] | None = None) -> Image.Image:
    """Return the picture in *source* as RGB or RGBA; *least* as in `decode`. Raise `MediaError`."""
    with open_picture(source) as image:
        return convert_to_srgb(decode(image, source, least))


def flatten(image: Image.Image) -> Image.Image:
    """Return *image*, RGB or RGBA, as it looks on white."""
    if image.mode == "RGB":
        return image
    sheet = Image.new("RGBA", image.size, "#ffffff")
    return Image.alpha_composite(sheet, image).convert("RGB")


def decode(image: Image.Image, source: bytes, least: tuple[int, int] | None = None) -> Image.Image:
    """Return *image*, opened from *source*, upright, in a mode that can be scaled.

    The mode is L, LA, RGB, RGBA, CMYK or LAB, eight bits each; `convert_to_srgb` takes it on. A JPEG may be
    decoded smaller, at a half, a quarter or an eighth, but not below *least* pixels.
    """
    turn = read_orientation(image)
    if least:
        image.draft(None, least if turn not in SIDEWAYS else least[::-1])
    profile = find_profile(image, source)
    image.load()
    pixels = _simplify_mode(image, source)
    if profile and pixels.mode == "CMYK" and image.format != "TIFF":
        pixels = _mix_black(pixels)
    if turn in _TURNS:
        pixels = pixels.transpose(_TURNS[turn])
    # The copies that Pillow makes keep it.
    pixels.info = {_PROFILE: profile}
    return pixels


@lru_cache(maxsize=1)
def decode_part(
    source: bytes, box: tuple[float, float, float, float], size: tuple[int, int]
) -> Image.Image:
    """Return the part *box* of a picture, in shares of it, upright, in *size*, as RGB or RGBA in sRGB.

    Don't change it: several slots often show the same part of one picture. Raise `MediaError`.
    """
    left, top, right, bottom = box
    needed = (
        ceil(size[0] / (right - left) * _OVERSAMPLING),
        ceil(size[1] / (bottom - top) * _OVERSAMPLING),
    )
    with open_picture(source) as image:
        pixels = decode(image, source, needed)
        width, height = pixels.size
        kept = (left * width, top * height, right * width, bottom * height)
        if pixels.size != size or box != (0, 0, 1, 1):
            pixels = pixels.resize(size, Image.Resampling.LANCZOS, kept, _OVERSAMPLING)
        return convert_to_srgb(pixels)


def convert_to_srgb(image: Image.Image) -> Image.Image:
    """Return *image*, from `decode`, as RGB or RGBA in sRGB."""
    profile = image.info[_PROFILE]
    has_alpha = image.mode in ("LA", "RGBA")
    if profile or image.mode == "LAB":
        opaque = image.convert(image.mode[:-1]) if has_alpha else image
        rgb = _apply_profile(opaque, profile).convert("RGB")
        if has_alpha:
            rgb.putalpha(image.getchannel("A"))
    else:
        rgb = image.convert("RGBA" if has_alpha else "RGB")
    # Whoever saves it, as a PNG for instance, must not add the profile again.
    rgb.info = {}
    return rgb


def _simplify_mode(image: Image.Image, source: bytes) -> Image.Image:
    mode = image.mode
    if mode in ("I", "F"):
        raise MediaError(
            "picture-unreadable",
            _("The picture has 32 bits per channel, and doesn't define which value is white."),
            _("Export it with 8 or 16 bits per channel."),
        )
    if image.format == "PNG" and mode in ("L", "I;16", "RGB") and "transparency" in image.info:
        return _make_color_clear(image, source)
    if mode.startswith("I;16"):
        return _halve_depth(image)
    if "transparency" in image.info or mode in ("PA", "RGBa"):
        return image.convert("RGBA")
    if image.format == "PNG" and mode == "RGBA" and source[25] == 4:
        return image.convert("LA")
    plain = {"1": "L", "La": "LA", "P": "RGB", "RGBX": "RGB", "YCbCr": "RGB", "HSV": "RGB"}
    return image.convert(plain[mode]) if mode in plain else image


def _halve_depth(image: Image.Image) -> Image.Image:
    """Return *image*, grey with 16 bits, with the upper eight, as Chromium and Pillow do with colours."""
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _mix_black(image: Image.Image) -> Image.Image:
    """Return *image* with its black ink as equal parts of the other inks.

    Chromium applies the profile of a CMYK JPEG after that, which makes deep black lighter.
    """
    inks = ImageChops.invert(image.convert("RGB")).split()
    return Image.merge("CMYK", (*inks, Image.new("L", image.size, 0)))


def _make_color_clear(image: Image.Image, source: bytes) -> Image.Image:
    """Return *image*, a grey or RGB PNG, as LA or RGBA: the colour in its tRNS chunk is clear.

    Pillow compares eight bits of a value, and doesn't scale the chunk's value as it scales pixels.
    """
    depth = source[24]
    most = 2**depth - 1
    found = image.info["transparency"]
    values = [value & most for value in (found if isinstance(found, tuple) else (found,))]
    opaque = _halve_depth(image) if image.mode == "I;16" else image
    if depth < 16:
        planes, levels = opaque.split(), [value * 255 // most for value in values]
    elif image.mode == "I;16":
        low, high = Image.frombytes("LA", image.size, image.tobytes()).split()
        planes, levels = (high, low), [*divmod(values[0], 256)]
    else:
        planes = (*image.split(), *_read_low_bytes(source).split())
        levels = [value >> 8 for value in values] + [value & 255 for value in values]
    alpha = Image.new("L", image.size, 0)
    for plane, level in zip(planes, levels, strict=True):
        is_other = plane.point([255 * (value != level) for value in range(256)])
        alpha = ImageChops.lighter(alpha, is_other)
    clear = opaque.copy()
    clear.putalpha(alpha)
    return clear


def _read_low_bytes(source: bytes) -> Image.Image:
    """Return the lower halves of the values of an RGB PNG of 16 bits; Pillow itself drops them."""
    image = Image.open(BytesIO(source), formats=["PNG"])
    image.tile = [tile._replace(args="RGB;16L") for tile in image.tile]
    image.load()
    return image


def _apply_profile(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return *image* in sRGB; a *profile* that is broken, or for other pixels, is left out."""
    from PIL import ImageCms  # noqa: PLC0415 - few pictures have a profile

    try:
        if image.mode == "LAB":
            source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        else:
            source = ImageCms.ImageCmsProfile(BytesIO(_prefer_first_table(profile or b"")))
            space = source.profile.xcolor_space
            if space not in _SPACES.get(image.mode, ()):
                return image
            image = image.convert("RGB") if space == "RGB " else image
        transform = ImageCms.buildTransform(
            source,
            ImageCms.createProfile("sRGB"),
            image.mode,
            "RGB",
            ImageCms.Intent.RELATIVE_COLORIMETRIC,
            ImageCms.Flags(_HIGH_PRECISION),
        )
        # Every profile called sRGB leaves colours as they are, but for rounding.
        if image.mode == "RGB":
            probe = Image.frombytes("RGB", (6, 6), _PROBE)
            after = ImageCms.applyTransform(probe, transform)
            if after and max(ImageChops.difference(probe, after).tobytes()) <= 1:
                return image
        return ImageCms.applyTransform(image, transform) or image
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image


def _prefer_first_table(profile: bytes) -> bytes:
    """Return *profile* without its second table if it has the first one, which Chromium uses."""
    tags, rest = profile[:1024], profile[1024:]
    return tags.replace(b"A2B1", b"none") + rest if b"A2B0" in tags else profile


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
