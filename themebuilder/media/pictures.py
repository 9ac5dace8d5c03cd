"""Pictures ready to ship: prepared from a file that somebody made, or drawn by us.

Nothing here opens a file: bytes come in, bytes go out, and the same ones give the same ones. What
cannot be used is a `PictureError`, whatever the bytes are. Pillow is loaded at the first picture.
"""

from __future__ import annotations

from themebuilder.media.slots import (
    ICON_SIZES,
    MAX_SOURCE_BYTES,
    MAX_SOURCE_PIXELS,
    QUALITIES,
    SLOTS,
    STYLES,
    Facts,
    Fault,
    PictureError,
    Prepared,
    Slot,
    Tone,
)

__all__ = [
    "ICON_SIZES",
    "MAX_SOURCE_BYTES",
    "MAX_SOURCE_PIXELS",
    "QUALITIES",
    "SLOTS",
    "STYLES",
    "Facts",
    "Fault",
    "PictureError",
    "Prepared",
    "Slot",
    "Tone",
    "check_size",
    "check_svg",
    "draw",
    "inspect",
    "is_svg",
    "keep",
    "prepare",
]


def prepare(
    source: bytes,
    slot: Slot,
    focus: tuple[float, float] = (0.5, 0.5),
    *,
    name: str = "",
    matte: str = "#ffffff",
) -> Prepared:
    """*source* as *slot* needs it: turned upright, in sRGB, cropped, scaled, within the budget.

    *focus* is the point, from 0 to 1 from the upper left corner, that a crop keeps as near to the
    middle as it can. *name* is the file's name: its ending must say what the content is. *matte*
    (``#rrggbb``) is what shines through a transparent picture where the slot is opaque. An SVG is
    passed on as it is, or refused. Raises `PictureError`.
    """
    from themebuilder.media.preparing import prepared  # noqa: PLC0415

    return prepared(source, slot, focus, name=name, matte=matte)


def check_size(facts: Facts, slot: Slot) -> None:
    """Raise `PictureError` where a picture of these *facts* is too small for *slot*."""
    from themebuilder.media.preparing import check_size as check  # noqa: PLC0415

    check(facts, slot)


def keep(source: bytes, slot: Slot, *, name: str = "") -> Prepared:
    """*source* byte by byte, when *slot* can show it as it is.

    A screen of the meeting takes JPEG, the web app PNG and WebP too; a logo or favicon may be an SVG
    without anything that acts, a favicon a Windows icon. At most 5 MB. Raises `PictureError`.
    """
    from themebuilder.media.keeping import kept  # noqa: PLC0415

    return kept(source, slot, name)


def inspect(source: bytes, *, name: str = "") -> Facts:
    """What *source* is, from its header alone: no pixel is decoded. Raises `PictureError`."""
    from themebuilder.media.picture_reader import facts  # noqa: PLC0415

    return facts(source, name)


def draw(style: str, color: str, tone: Tone, seed: int, slot: Slot, *, mark: str = "") -> Prepared:
    """A picture of one of the `STYLES` in *color* (``#rrggbb``), as *slot* needs it.

    *seed* chooses among the countless pictures of a style. *mark*, a short word such
    as TEST, is woven into the whole picture, for themes that no one may take for the real thing. Raises `PictureError` for a description that cannot be drawn.
    """
    from themebuilder.media.drawing import Sketch, drawn  # noqa: PLC0415

    return drawn(Sketch(style, color, tone, seed, mark), slot)


def is_svg(source: bytes) -> bool:
    """Whether *source* is meant to be an SVG, good or bad."""
    from themebuilder.media.svg import looks_like_svg  # noqa: PLC0415

    return looks_like_svg(source)


def check_svg(source: bytes) -> tuple[Fault, ...]:
    """Everything that keeps the SVG out, from its first line to its last; nothing if it may pass."""
    from themebuilder.media.svg import svg_faults  # noqa: PLC0415

    return svg_faults(source)
