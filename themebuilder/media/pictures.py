"""Pictures ready to ship: prepared from a file, or drawn.

Nothing here opens a file: the same bytes always give the same bytes. Whatever can't be used raises
`MediaError`. Pillow is loaded at the first picture.
"""

from __future__ import annotations

from math import ceil

from themebuilder.core.messages import N_, _, join_messages
from themebuilder.media.model import MediaError, PreparedPicture, Slot, Tone, make_budget_message
from themebuilder.media.picture_header import ICON_SIGNATURE, PictureHeader, check_name
from themebuilder.media.svg import find_svg_faults, looks_like_svg
from themebuilder.media.svg_cleaning import clean_svg

Box = tuple[float, float, float, float]
"""A part of a picture, in shares of its width and height."""

_ICON_RESERVE = 4
"""An icon's sizes are all made from one picture this many times as large as the largest."""
_MOST_KEPT_BYTES = 5_000_000
"""The largest budget that a workspace can set; nothing larger is kept."""
_EXTENSIONS = {"JPEG": "jpg", "PNG": "png", "SVG": "svg", "WEBP": "webp", "GIF": "gif"}


def prepare(
    source: bytes,
    slot: Slot,
    focus: tuple[float, float] = (0.5, 0.5),
    *,
    name: str = "",
) -> PreparedPicture:
    """Return *source* as *slot* needs it: turned upright, in sRGB, cropped, scaled, within the budget.

    *focus* is the point, from 0 to 1 from the upper left corner, that a crop keeps as near to the
    middle as it can. *name* is the file's name: its ending must fit the content. White
    shows through a transparent picture where the slot is opaque. An SVG is kept as `clean_svg` returns it, or rejected. Raise `MediaError`.
    """
    from themebuilder.media import picture_colors  # noqa: PLC0415 - loads Pillow
    from themebuilder.media.picture_encoding import encode, encode_icon  # noqa: PLC0415
    from themebuilder.media.picture_reader import find_upright_size, open_picture  # noqa: PLC0415

    if looks_like_svg(source):
        return _prepare_svg(source, slot, name)
    with open_picture(source, name) as image:
        box, size = _plan(*find_upright_size(image), slot, focus)
    pixels = picture_colors.decode_part(source, box, size)
    if slot.format == "icon":
        return encode_icon(pixels, slot)
    is_opaque = slot.format == "jpeg"
    return encode(picture_colors.flatten(pixels) if is_opaque else pixels, slot)


def keep(source: bytes, slot: Slot, *, name: str = "") -> PreparedPicture:
    """Return *source* unchanged, if *slot* can show it.

    A screen of the meeting takes JPEG, the web app PNG, WebP and GIF too; a logo or favicon may be an
    SVG without anything active, a favicon a Windows icon. At most 5 MB. Raise `MediaError`.
    """
    if len(source) > _MOST_KEPT_BYTES:
        values = {"slot": slot.name, "size": len(source), "most": _MOST_KEPT_BYTES}
        message = _("The `{slot}` has {size:,} bytes; at most {most:,} can be kept.", **values)
        hint = _("Remove `keep`, so that the build scales and compresses it.")
        raise MediaError("picture-too-large", message, hint)
    if slot.format == "icon" and source.startswith(ICON_SIGNATURE):
        return PreparedPicture(source, "ico")
    kind = inspect(source, name=name).format
    if kind == "SVG":
        _check_svg(source)
    # Every browser shows these; a conferencing node is known to read JPEG.
    web = (format_ for format_ in _EXTENSIONS if format_ != "SVG" or slot.takes_svg)
    taken = ["JPEG"] if slot.name == "screen" else [*web]
    if kind not in taken:
        message = _("The `{slot}` can't be kept as {format}.", slot=slot.name, format=kind)
        hint = _("Remove `keep`, or export it as one of: {formats}", formats=", ".join(taken))
        raise MediaError("picture-unreadable", message, hint)
    return PreparedPicture(source, _EXTENSIONS[kind])


def check_size(header: PictureHeader, slot: Slot) -> None:
    """Reject a picture that is too small for *slot*, by its header alone."""
    if header.width and header.height:
        _plan(header.width, header.height, slot, (0.5, 0.5))


def inspect(source: bytes, *, name: str = "") -> PictureHeader:
    """Return format and upright size of *source* without decoding; raise `MediaError`."""
    from themebuilder.media.picture_reader import inspect_picture  # noqa: PLC0415

    return inspect_picture(source, name)


def draw(
    style: str, color: str, tone: Tone, seed: int, slot: Slot, *, mark: str = ""
) -> PreparedPicture:
    """Return a picture in one of the `STYLES`, in *color* (``#rrggbb``), as *slot* needs it.

    *seed* chooses among the pictures of a style. *mark*, a short word in capitals such as TEST, is
    repeated at the edges of the picture, for themes that must not be mistaken for the real one.
    """
    from themebuilder.media.drawing import Drawing, draw_picture  # noqa: PLC0415

    return draw_picture(Drawing(style, color, tone, seed, mark), slot)


def _prepare_svg(source: bytes, slot: Slot, name: str) -> PreparedPicture:
    if not slot.takes_svg:
        message = _("The `{slot}` can't be an SVG.", slot=slot.name)
        raise MediaError("picture-unreadable", message, _("Export it as PNG or JPEG."))
    check_name("SVG", name)
    source = clean_svg(source)
    _check_svg(source)
    if len(source) > slot.max_bytes:
        message = make_budget_message(slot, len(source))
        hint = _("Simplify its paths, or export it as PNG.")
        raise MediaError("picture-too-large", message, hint)
    return PreparedPicture(source, "svg")


def _check_svg(source: bytes) -> None:
    if faults := find_svg_faults(source):
        first = faults[0]
        message = join_messages([first.message, first.hint], " ")
        raise MediaError(
            first.rule, message, _("Edit the file in a text editor, or export it as PNG."), faults
        )


def _plan(
    width: int, height: int, slot: Slot, focus: tuple[float, float]
) -> tuple[Box, tuple[int, int]]:
    """Return the part of the upright source that is kept, and its final size."""
    across, down = slot.width / width, slot.height / height
    scale = max(across, down) if slot.fit == "cover" else min(across, down)
    if scale > slot.max_upscale:
        raise _make_size_error(width, height, slot, scale)
    if slot.fit == "contain":
        shrink = min(scale * (_ICON_RESERVE if slot.format == "icon" else 1), 1)
        size = (max(1, round(width * shrink)), max(1, round(height * shrink)))
        return (0, 0, 1, 1), size
    kept_across, kept_down = across / scale, down / scale
    left = _clamp(focus[0] - kept_across / 2, 1 - kept_across)
    top = _clamp(focus[1] - kept_down / 2, 1 - kept_down)
    return (left, top, left + kept_across, top + kept_down), (slot.width, slot.height)


def _make_size_error(width: int, height: int, slot: Slot, scale: float) -> MediaError:
    message = _(
        "The picture is too small for `{slot}`: its {width} x {height} pixels would be enlarged "
        "{scale:.1f} times.",
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
    return MediaError("picture-too-small", message, _(hint, **least))


def _clamp(value: float, most: float) -> float:
    """Return *value* between 0 and *most*; NaN counts as 0."""
    return min(max(0.0, value), max(0.0, most))
