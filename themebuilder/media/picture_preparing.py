"""Prepares pictures for their slots: checks, turns, crops, scales and encodes them."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from PIL import Image

from themebuilder.core.messages import N_, _, join_messages
from themebuilder.media.model import ICON_SIZES, PictureError, PreparedPicture, Slot
from themebuilder.media.picture_colors import convert_to_srgb, decode, flatten
from themebuilder.media.picture_encoding import encode, encode_icon, make_budget_message
from themebuilder.media.picture_header import PictureHeader
from themebuilder.media.picture_reader import (
    check_name,
    find_upright_size,
    inspect_picture,
    open_picture,
)
from themebuilder.media.svg import find_svg_faults, looks_like_svg
from themebuilder.media.svg_cleaning import clean_svg

Box = tuple[float, float, float, float]

_OVERSAMPLING = 1.5
"""A picture is decoded this much larger than needed, and then scaled with a better filter."""
_ICON_RESERVE = 4
"""An icon's sizes are all made from one picture this many times as large as the largest."""
_MOST_KEPT_BYTES = 5_000_000
"""The largest budget that a workspace can set; nothing larger is kept."""
_ICON = b"\0\0\1\0"
_EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "SVG": "svg", "WEBP": "webp", "GIF": "gif"}


@dataclass(frozen=True, slots=True)
class _Plan:
    """The part of the upright source that is kept, as shares of it, and its final size."""

    box: Box
    size: tuple[int, int]


def prepare(
    source: bytes, slot: Slot, focus: tuple[float, float], *, name: str, matte: str
) -> PreparedPicture:
    """Return *source* as *slot* needs it; see `themebuilder.media.pictures.prepare`."""
    if looks_like_svg(source):
        return _prepare_svg(source, slot, name)
    with open_picture(source, name) as image:
        pixels = _scale(image, source, _plan(*find_upright_size(image), slot, focus))
        if slot.format == "icon":
            return encode_icon([_center(pixels, side) for side in ICON_SIZES], slot)
        return encode(flatten(pixels, matte) if slot.format == "jpeg" else pixels, slot)


def keep(source: bytes, slot: Slot, name: str) -> PreparedPicture:
    """Return *source* as it is, for *slot*; see `themebuilder.media.pictures.keep`."""
    if len(source) > _MOST_KEPT_BYTES:
        values = {"slot": slot.name, "size": len(source), "most": _MOST_KEPT_BYTES}
        message = _("The `{slot}` has {size:,} bytes; at most {most:,} can be kept.", **values)
        hint = _("Remove `keep`, so that the build scales and compresses it.")
        raise PictureError("picture-over-budget", message, hint)
    if slot.format == "icon" and source.startswith(_ICON):
        return PreparedPicture(source, "ico")
    kind = inspect_picture(source, name).format
    if kind == "SVG":
        _check_svg(source)
    # Every browser shows these; a conferencing node is known to read JPEG.
    web = (one for one in _EXTENSIONS if one != "SVG" or slot.takes_svg)
    taken = ["JPEG"] if slot.name == "screen" else [*web]
    if kind not in taken:
        message = _("The `{slot}` can't be kept as {format}.", slot=slot.name, format=kind)
        hint = _("Remove `keep`, or export it as one of: {formats}", formats=", ".join(taken))
        raise PictureError("picture-format", message, hint)
    return PreparedPicture(source, _EXTENSIONS[kind])


def _prepare_svg(source: bytes, slot: Slot, name: str) -> PreparedPicture:
    if not slot.takes_svg:
        message = _("The `{slot}` can't be an SVG.", slot=slot.name)
        raise PictureError("picture-format", message, _("Export it as PNG or JPEG."))
    check_name("SVG", name)
    source = clean_svg(source)
    _check_svg(source)
    if len(source) > slot.max_bytes:
        message = make_budget_message(slot, len(source))
        hint = _("Simplify its paths, or export it as PNG.")
        raise PictureError("picture-over-budget", message, hint)
    return PreparedPicture(source, "svg")


def _check_svg(source: bytes) -> None:
    if faults := find_svg_faults(source):
        first = faults[0]
        message = join_messages([first.message, first.hint], " ")
        raise PictureError(
            first.rule, message, _("Edit the file in a text editor, or export it as PNG."), faults
        )


def check_size(header: PictureHeader, slot: Slot) -> None:
    """Reject a picture that is too small for *slot*, by its header alone."""
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
    message = _(
        "The picture is too small: `{slot}` would enlarge its {width} x {height} pixels {scale:.1f} "
        "times.",
        slot=slot.name,
        width=width,
        height=height,
        scale=scale,
    )
    hint = N_("Use a picture of at least {width} x {height} pixels.")
    if slot.takes_svg:
        hint = N_("Use an SVG, or a picture of at least {width} pixels across or {height} down.")
    least = {
        "width": ceil(slot.width / slot.max_upscale),
        "height": ceil(slot.height / slot.max_upscale),
    }
    return PictureError("picture-too-small", message, _(hint, **least))


def _clamp(value: float, most: float) -> float:
    """Return *value* between 0 and *most*; NaN counts as 0."""
    return min(max(0.0, value), max(0.0, most))


def _scale(image: Image.Image, source: bytes, plan: _Plan) -> Image.Image:
    """Return the planned part of *image*, upright, at its final size, as RGB or RGBA in sRGB."""
    left, top, right, bottom = plan.box
    needed = (
        ceil(plan.size[0] / (right - left) * _OVERSAMPLING),
        ceil(plan.size[1] / (bottom - top) * _OVERSAMPLING),
    )
    pixels = decode(image, source, needed)
    width, height = pixels.size
    box = (left * width, top * height, right * width, bottom * height)
    if pixels.size != plan.size or plan.box != (0, 0, 1, 1):
        pixels = pixels.resize(plan.size, Image.Resampling.LANCZOS, box, _OVERSAMPLING)
    return convert_to_srgb(pixels)


def _center(image: Image.Image, side: int) -> Image.Image:
    """Return *image* inside a transparent square of *side* pixels."""
    scale = side / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = image.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    square.paste(small, ((side - size[0]) // 2, (side - size[1]) // 2))
    return square
