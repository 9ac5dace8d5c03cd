"""Decodes pictures to the pixels that Chromium shows: upright, sRGB, with their transparency.

What is followed, and what isn't, is in docs/packages.md.
"""

from __future__ import annotations

from functools import lru_cache
from io import BytesIO
from math import ceil

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


def flatten(image: Image.Image, color: str = "#ffffff") -> Image.Image:
    """Return *image*, RGB or RGBA, as it looks on *color*."""
    if image.mode == "RGB":
        return image
    sheet = Image.new("RGBA", image.size, color)
    return Image.alpha_composite(sheet, image).convert("RGB")


def decode(image: Image.Image, source: bytes, least: tuple[int, int] | None = None) -> Image.Image:
    """Return *image*, opened from *source*, upright, in a mode that can be scaled.

    The mode is L, LA, RGB, RGBA, CMYK or LAB, eight bits each; `convert_to_srgb` takes it on. A JPEG may be
    decoded smaller, at a half, a quarter or an eighth, but not below *least* pixels.
    """
    turn = read_orientation(image)
    if least:
        image.draft(None, least if turn not in SIDEWAYS else least[::-1])
    profile = image.info.get(_PROFILE)
    image.load()
    pixels = _simplify_mode(image, source)
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
            "picture-format",
            _("The picture has 32 bits per channel, and doesn't define which value is white."),
            _("Export it with 8 or 16 bits per channel."),
        )
    if image.format == "PNG" and mode in ("L", "I;16", "RGB") and "transparency" in image.info:
        return _make_color_clear(image, depth=source[24])
    if mode.startswith("I;16"):
        return _halve_depth(image)
    if "transparency" in image.info or mode in ("PA", "RGBa"):
        return image.convert("RGBA")
    plain = {"1": "L", "La": "LA", "P": "RGB", "RGBX": "RGB", "YCbCr": "RGB", "HSV": "RGB"}
    return image.convert(plain[mode]) if mode in plain else image


def _halve_depth(image: Image.Image) -> Image.Image:
    """Return *image*, grey with 16 bits, with the upper eight, as Chromium and Pillow do with colours."""
    return image.convert("I").point(lambda value: value * (1 / 256)).convert("L")


def _make_color_clear(image: Image.Image, depth: int) -> Image.Image:
    """Return *image*, a grey or RGB PNG, as LA or RGBA: the colour in its tRNS chunk is clear.

    Pillow doesn't scale the chunk's value as it scales pixels. Of 16 bits the upper eight count.
    """
    most = 2**depth - 1
    found = image.info["transparency"]
    values = [value & most for value in (found if isinstance(found, tuple) else (found,))]
    levels = [value >> 8 if depth == 16 else value * 255 // most for value in values]
    clear = _halve_depth(image) if image.mode == "I;16" else image.copy()
    alpha = Image.new("L", image.size, 0)
    for plane, level in zip(clear.split(), levels, strict=True):
        is_other = plane.point([255 * (value != level) for value in range(256)])
        alpha = ImageChops.lighter(alpha, is_other)
    clear.putalpha(alpha)
    return clear


def _apply_profile(image: Image.Image, profile: bytes | None) -> Image.Image:
    """Return *image* in sRGB; a *profile* that is broken, or for other pixels, is left out."""
    from PIL import ImageCms  # noqa: PLC0415 - few pictures have a profile

    try:
        if image.mode == "LAB":
            source = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB"))
        else:
            source = ImageCms.ImageCmsProfile(BytesIO(profile or b""))
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
