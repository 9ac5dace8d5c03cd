"""Pictures ready to ship: prepared from a file, or drawn.

Nothing here opens a file: the same bytes always give the same bytes. Whatever can't be used raises
`PictureError`. Pillow is loaded at the first picture.
"""

from __future__ import annotations

from themebuilder.media.model import (
    SLOTS,
    STYLES,
    PictureError,
    PreparedPicture,
    Slot,
    SvgFault,
    Tone,
)
from themebuilder.media.picture_header import PictureHeader
from themebuilder.media.svg import find_svg_faults, looks_like_svg
from themebuilder.media.svg_cleaning import clean_svg
from themebuilder.media.symbols import SYMBOLS, draw_symbol

__all__ = [
    "SLOTS",
    "STYLES",
    "SYMBOLS",
    "PictureError",
    "PictureHeader",
    "PreparedPicture",
    "Slot",
    "SvgFault",
    "Tone",
    "check_size",
    "clean_svg",
    "draw",
    "draw_symbol",
    "find_svg_faults",
    "inspect",
    "keep",
    "looks_like_svg",
    "prepare",
]


def prepare(
    source: bytes,
    slot: Slot,
    focus: tuple[float, float] = (0.5, 0.5),
    *,
    name: str = "",
    matte: str = "#ffffff",
) -> PreparedPicture:
    """Return *source* as *slot* needs it: turned upright, in sRGB, cropped, scaled, within the budget.

    *focus* is the point, from 0 to 1 from the upper left corner, that a crop keeps as near to the
    middle as it can. *name* is the file's name: its ending must fit the content. *matte*
    (``#rrggbb``) shows through a transparent picture where the slot is opaque. An SVG is kept
    as `clean_svg` returns it, or rejected. Raise `PictureError`.
    """
    from themebuilder.media import picture_preparing  # noqa: PLC0415

    return picture_preparing.prepare(source, slot, focus, name=name, matte=matte)


def keep(source: bytes, slot: Slot, *, name: str = "") -> PreparedPicture:
    """Return *source* unchanged, if *slot* can show it.

    A screen of the meeting takes JPEG, the web app PNG, WebP and GIF too; a logo or favicon may be an
    SVG without anything active, a favicon a Windows icon. At most 5 MB. Raise `PictureError`.
    """
    from themebuilder.media import picture_preparing  # noqa: PLC0415

    return picture_preparing.keep(source, slot, name)


def check_size(header: PictureHeader, slot: Slot) -> None:
    """Raise `PictureError` where a picture is too small for *slot*."""
    from themebuilder.media import picture_preparing  # noqa: PLC0415

    picture_preparing.check_size(header, slot)


def inspect(source: bytes, *, name: str = "") -> PictureHeader:
    """Return format and upright size of *source* without decoding; raise `PictureError`."""
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
