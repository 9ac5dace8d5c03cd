"""From a picture that somebody made to the one that a slot needs."""

from __future__ import annotations

from dataclasses import dataclass
from io import BytesIO
from math import ceil

from PIL import Image, ImageColor

from themebuilder.media.model import ICON_SIZES, PictureError, PreparedPicture, Slot
from themebuilder.media.picture_encoding import encode, encode_icon
from themebuilder.media.picture_header import PictureHeader
from themebuilder.media.picture_reader import (
    SIDEWAYS,
    check_name,
    inspect_picture,
    open_picture,
    read_orientation,
)
from themebuilder.media.svg import find_svg_faults, looks_like_svg

Box = tuple[float, float, float, float]

_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
_OVERSAMPLING = 1.5
"""How much larger than needed a picture is decoded; the rest is left to the good filter."""
_ICON_RESERVE = 4
"""An icon's sizes are all made from one picture this many times as large as the largest."""
_MOST_KEPT_BYTES = 5_000_000
"""The largest budget that a workspace can set; nothing larger is passed on."""
_ICON = b"\0\0\1\0"
_EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "WEBP": "webp", "SVG": "svg"}


@dataclass(frozen=True, slots=True)
class _Plan:
    """The part of the upright source that is kept, as shares of it, and its final size."""

    box: Box
    size: tuple[int, int]


def prepare(
    source: bytes, slot: Slot, focus: tuple[float, float], *, name: str, matte: str
) -> PreparedPicture:
    """*source* as *slot* needs it; see `themebuilder.media.pictures.prepare`."""
    if looks_like_svg(source):
        return _prepare_svg(source, slot, name)
    with open_picture(source, name) as image:
        turn = read_orientation(image, source)
        width, height = image.size if turn not in SIDEWAYS else image.size[::-1]
        pixels = _scale(image, turn, _plan(width, height, slot, focus))
        if slot.format == "icon":
            return encode_icon([_center(pixels, side) for side in ICON_SIZES], slot)
        if slot.format == "jpeg" and pixels.mode == "RGBA":
            sheet = Image.new("RGBA", pixels.size, ImageColor.getrgb(matte))
            pixels = Image.alpha_composite(sheet, pixels).convert("RGB")
        return encode(pixels, slot)


def keep(source: bytes, slot: Slot, name: str) -> PreparedPicture:
    """*source* as it is, for *slot*; see `themebuilder.media.pictures.keep`."""
    if len(source) > _MOST_KEPT_BYTES:
        raise PictureError(
            "picture-over-budget",
            f"The {slot.name} has {len(source):,} bytes; at most {_MOST_KEPT_BYTES:,} are passed on.",
            "Remove `keep`, and the picture is made to fit.",
        )
    if slot.format == "icon" and source.startswith(_ICON):
        return PreparedPicture(source, "ico")
    kind = inspect_picture(source, name).format
    if kind == "SVG":
        _check_svg(source)
    # The web app shows these; a conferencing node is known to read JPEG.
    taken = (
        ["JPEG"] if slot.name == "screen" else ["JPEG", "PNG", *["SVG"] * slot.takes_svg, "WEBP"]
    )
    if kind not in taken:
        raise PictureError(
            "picture-format",
            f"The {slot.name} cannot be kept as {kind}.",
            f"Export it as {' or '.join(taken)}, or remove `keep`.",
        )
    return PreparedPicture(source, _EXTENSIONS[kind])


def _prepare_svg(source: bytes, slot: Slot, name: str) -> PreparedPicture:
    if not slot.takes_svg:
        raise PictureError(
            "picture-format", f"The {slot.name} cannot be an SVG.", "Export it as PNG or JPEG."
        )
    check_name("SVG", name)
    _check_svg(source)
    if len(source) > slot.max_bytes:
        raise PictureError(
            "picture-over-budget",
            f"The {slot.name} has {len(source):,} bytes; its budget is {slot.max_bytes:,}.",
            "Simplify its paths, or export it as PNG.",
        )
    return PreparedPicture(source, "svg")


def _check_svg(source: bytes) -> None:
    if faults := find_svg_faults(source):
        first = faults[0]
        message = f"{first.message} {first.hint}"
        raise PictureError(first.rule, message, "Remove it in a text editor.", faults)


def check_size(header: PictureHeader, slot: Slot) -> None:
    """Refuse a picture that is too small for *slot*, by its header alone."""
    if header.width and header.height:
        _plan(header.width, header.height, slot, (0.5, 0.5))


def _plan(width: int, height: int, slot: Slot, focus: tuple[float, float]) -> _Plan:
    across, down = slot.width / width, slot.height / height
    scale = max(across, down) if slot.fit == "cover" else min(across, down)
    if scale > slot.max_upscale:
        raise _make_size_error(width, height, slot, scale)
    if slot.fit == "contain":
        shrink = min(scale * (_ICON_RESERVE if slot.format == "icon" else 1), 1)
        size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
        return _Plan((0, 0, 1, 1), size)
    kept_across, kept_down = across / scale, down / scale
    left = _clamp(focus[0] - kept_across / 2, 1 - kept_across)
    top = _clamp(focus[1] - kept_down / 2, 1 - kept_down)
    return _Plan((left, top, left + kept_across, top + kept_down), (slot.width, slot.height))


def _make_size_error(width: int, height: int, slot: Slot, scale: float) -> PictureError:
    least = [ceil(side / slot.max_upscale) for side in (slot.width, slot.height)]
    needs = (
        f"{least[0]} x {least[1]}" if slot.fit == "cover" else f"{least[0]} wide or {least[1]} high"
    )
    return PictureError(
        "picture-too-small",
        f"The picture has {width} x {height} pixels; as {slot.name} it would have to be enlarged"
        f" {scale:.1f} times to {slot.width} x {slot.height}.",
        f"Find one of at least {needs} pixels, or an SVG."
        if slot.takes_svg
        else f"Find one of at least {needs} pixels.",
    )


def _clamp(value: float, most: float) -> float:
    """*value* between 0 and *most*; NaN counts as 0."""
    return min(max(0.0, value), max(0.0, most))


def _scale(image: Image.Image, turn: int, plan: _Plan) -> Image.Image:
    """The planned part of *image*, upright and of its final size, as RGB or RGBA in sRGB."""
    left, top, right, bottom = plan.box
    needed = (
        ceil(plan.size[0] / (right - left) * _OVERSAMPLING),
        ceil(plan.size[1] / (bottom - top) * _OVERSAMPLING),
    )
    # A JPEG is decoded at a half, a quarter or an eighth at once where that is enough.
    image.draft(None, needed if turn not in SIDEWAYS else needed[::-1])
    image.load()
    profile = image.info.get("icc_profile")
    pixels = _simplify_mode(image)
    if turn in _TURNS:
        pixels = pixels.transpose(_TURNS[turn])
    width, height = pixels.size
    box = (left * width, top * height, right * width, bottom * height)
    if pixels.size != plan.size or plan.box != (0, 0, 1, 1):
        pixels = pixels.resize(plan.size, Image.Resampling.LANCZOS, box, _OVERSAMPLING)
    return _convert_to_srgb(pixels, profile)


def _simplify_mode(image: Image.Image) -> Image.Image:
    """*image* in a mode that can be scaled: L, LA, RGB, RGBA, CMYK or LAB, eight bits each."""
    mode = image.mode
    if mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if mode in ("I", "F"):
        raise PictureError(
            "picture-format",
            "The picture has 32 bits for each pixel's brightness; how bright is white is not said.",
            "Export it with 8 or 16 bits per channel.",
        )
    if "transparency" in image.info or mode in ("PA", "RGBa"):
        return image.convert("RGBA")
    plain = {"1": "L", "La": "LA", "P": "RGB", "RGBX": "RGB", "YCbCr": "RGB", "HSV": "RGB"}
    return image.convert(plain[mode]) if mode in plain else image


def _convert_to_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """*image*, in L, LA, RGB, RGBA, CMYK or LAB, as RGB or RGBA in sRGB.

    A broken *profile*, or one for another kind of picture, is left out.
    """
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    opaque = image.convert({"LA": "L", "RGBA": "RGB"}.get(image.mode, image.mode))
    if opaque.mode == "LAB" or profile:
        opaque = _apply_profile(opaque, profile)
    rgb = opaque.convert("RGB")
    if alpha is not None:
        rgb.putalpha(alpha)
    return rgb


def _apply_profile(image: Image.Image, profile: bytes | None) -> Image.Image:
    from PIL import ImageCms  # noqa: PLC0415 - few pictures have a profile

    try:
        source = ImageCms.ImageCmsProfile(
            ImageCms.createProfile("LAB") if image.mode == "LAB" else BytesIO(profile or b"")
        )
        if image.mode == "RGB" and "sRGB" in ImageCms.getProfileDescription(source):
            return image
        converted = ImageCms.profileToProfile(
            image,
            source,
            ImageCms.createProfile("sRGB"),
            renderingIntent=ImageCms.Intent.RELATIVE_COLORIMETRIC,
            outputMode="RGB",
            flags=ImageCms.Flags.BLACKPOINTCOMPENSATION,
        )
    except (ImageCms.PyCMSError, OSError, ValueError):
        return image
    return converted or image


def _center(image: Image.Image, side: int) -> Image.Image:
    """*image* inside a transparent square of *side* pixels."""
    scale = side / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = image.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    square.paste(small, ((side - size[0]) // 2, (side - size[1]) // 2))
    return square
