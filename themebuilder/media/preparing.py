"""From a picture that somebody made to the one that a slot needs."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PIL import Image, ImageColor

from themebuilder.media.encoding import encoded, encoded_icon
from themebuilder.media.picture_reader import check_name, opened, orientation
from themebuilder.media.slots import ICON_SIZES, Facts, PictureError, Prepared, Slot
from themebuilder.media.svg import looks_like_svg, svg_faults

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
_SIDEWAYS = (5, 6, 7, 8)
_OVERSAMPLING = 1.5
"""How much larger than needed a picture is decoded; the rest is left to the good filter."""
_ICON_RESERVE = 4
"""An icon's sizes are all made from one picture this many times as large as the largest."""
_MUCH = 0.3
"""A crop that takes more than this share of the picture away is told."""


@dataclass(frozen=True, slots=True)
class _Plan:
    """The part of the upright source that is kept, as shares of it, and its final size."""

    box: Box
    size: tuple[int, int]


def prepared(
    source: bytes, slot: Slot, focus: tuple[float, float], *, name: str, matte: str
) -> Prepared:
    """*source* as *slot* needs it; see `themebuilder.media.pictures.prepare`."""
    if looks_like_svg(source):
        return _passed_on(source, slot, name)
    with opened(source, name) as image:
        turn = orientation(image, source)
        width, height = image.size if turn not in _SIDEWAYS else image.size[::-1]
        plan, notes = _planned(width, height, slot, focus)
        pixels, told = _scaled(image, turn, plan)
        notes += told
        if slot.format == "icon":
            return encoded_icon([_centred(pixels, side) for side in ICON_SIZES], slot, notes)
        if slot.format == "jpeg" and pixels.mode == "RGBA":
            if pixels.getchannel("A").histogram()[255] < pixels.width * pixels.height:
                notes += (f"Transparent parts show {matte}.",)
            sheet = Image.new("RGBA", pixels.size, ImageColor.getrgb(matte))
            pixels = Image.alpha_composite(sheet, pixels).convert("RGB")
        return encoded(pixels, slot, notes)


def _passed_on(source: bytes, slot: Slot, name: str) -> Prepared:
    if not slot.takes_svg:
        raise PictureError(
            "picture-format", f"The {slot.name} cannot be an SVG.", "Export it as PNG or JPEG."
        )
    check_name("SVG", name)
    if faults := svg_faults(source):
        first = faults[0]
        message = f"{first.what} {first.why}"
        raise PictureError(first.name, message, "Remove it in a text editor.", faults)
    if len(source) > slot.max_bytes:
        raise PictureError(
            "picture-over-budget",
            f"The {slot.name} has {len(source):,} bytes; its budget is {slot.max_bytes:,}.",
            "Simplify its paths, or export it as PNG.",
        )
    return Prepared(source, "svg", 0, 0)


def check_size(facts: Facts, slot: Slot) -> None:
    """Refuse a picture that is too small for *slot*, by its header alone."""
    if facts.width and facts.height:
        _planned(facts.width, facts.height, slot, (0.5, 0.5))


def _planned(
    width: int, height: int, slot: Slot, focus: tuple[float, float]
) -> tuple[_Plan, tuple[str, ...]]:
    across, down = slot.width / width, slot.height / height
    scale = max(across, down) if slot.fit == "cover" else min(across, down)
    if scale > slot.max_upscale:
        raise _too_small(width, height, slot, scale)
    notes: tuple[str, ...] = ()
    if slot.fit == "contain":
        if scale > 1:
            wanted = f"{slot.width} x {slot.height} would be sharp on dense screens"
            notes = (f"{width} x {height} pixels are kept as they are; {wanted}.",)
        shrink = min(scale * (_ICON_RESERVE if slot.format == "icon" else 1), 1)
        size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
        return _Plan((0, 0, 1, 1), size), notes
    if scale > 1:
        sizes = f"{width} x {height} pixels for {slot.width} x {slot.height}"
        notes += (f"Enlarged {scale:.2f} times: {sizes}.",)
    kept_across, kept_down = across / scale, down / scale
    if 1 - kept_across * kept_down > _MUCH:
        notes += (f"{1 - kept_across * kept_down:.0%} of the picture is cropped away.",)
    left = _clamped(focus[0] - kept_across / 2, 1 - kept_across)
    top = _clamped(focus[1] - kept_down / 2, 1 - kept_down)
    box = (left, top, left + kept_across, top + kept_down)
    return _Plan(box, (slot.width, slot.height)), notes


def _too_small(width: int, height: int, slot: Slot, scale: float) -> PictureError:
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


def _clamped(value: float, most: float) -> float:
    """*value* between 0 and *most*; what is no number counts as 0."""
    return min(max(0.0, value), max(0.0, most))


def _scaled(image: Image.Image, turn: int, plan: _Plan) -> tuple[Image.Image, tuple[str, ...]]:
    """The planned part of *image*, upright and of its final size, as RGB or RGBA in sRGB."""
    left, top, right, bottom = plan.box
    needed = (
        ceil(plan.size[0] / (right - left) * _OVERSAMPLING),
        ceil(plan.size[1] / (bottom - top) * _OVERSAMPLING),
    )
    # A JPEG is decoded at a half, a quarter or an eighth at once where that is enough.
    image.draft(None, needed if turn not in _SIDEWAYS else needed[::-1])
    image.load()
    profile = image.info.get("icc_profile")
    pixels = _with_plain_mode(image)
    if turn in _TURNS:
        pixels = pixels.transpose(_TURNS[turn])
    width, height = pixels.size
    box = (left * width, top * height, right * width, bottom * height)
    if pixels.size != plan.size or plan.box != (0, 0, 1, 1):
        pixels = pixels.resize(plan.size, Image.Resampling.LANCZOS, box, _OVERSAMPLING)
    return _in_srgb(pixels, profile)


def _with_plain_mode(image: Image.Image) -> Image.Image:
    """*image* in a mode that can be scaled: L, LA, RGB, RGBA, CMYK or LAB, eight bits each."""
    mode = image.mode
    if mode.startswith("I;16"):
        return image.convert("I").point(lambda value: value * (1 / 257)).convert("L")
    if mode in ("I", "F"):
        raise PictureError(
            "picture-mode",
            "The picture has 32 bits for each pixel's brightness; how bright is white is not said.",
            "Export it with 8 or 16 bits per channel.",
        )
    if "transparency" in image.info or mode in ("PA", "RGBa"):
        return image.convert("RGBA")
    plain = {"1": "L", "La": "LA", "P": "RGB", "RGBX": "RGB", "YCbCr": "RGB", "HSV": "RGB"}
    return image.convert(plain[mode]) if mode in plain else image


def _in_srgb(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, tuple[str, ...]]:
    alpha = image.getchannel("A") if image.mode in ("LA", "RGBA") else None
    opaque = image.convert({"LA": "L", "RGBA": "RGB"}.get(image.mode, image.mode))
    notes: tuple[str, ...] = ()
    if opaque.mode == "LAB" or profile:
        from themebuilder.media.profiles import ProfileError, in_srgb  # noqa: PLC0415 - seldom

        try:
            opaque = in_srgb(opaque, profile)
        except ProfileError:
            notes = ("The colour profile does not fit the picture and was left out.",)
    elif opaque.mode == "CMYK":
        notes = ("CMYK without a colour profile: the colours are a guess. Deliver it in sRGB.",)
    rgb = opaque.convert("RGB")
    if alpha is not None:
        rgb.putalpha(alpha)
    return rgb, notes


def _centred(image: Image.Image, side: int) -> Image.Image:
    """*image* inside a transparent square of *side* pixels."""
    scale = side / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = image.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    square.paste(small, ((side - size[0]) // 2, (side - size[1]) // 2))
    return square
