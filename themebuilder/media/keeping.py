"""A picture that must come out as it went in: looked at, and passed on byte by byte."""

from __future__ import annotations

from themebuilder.media.picture_reader import facts
from themebuilder.media.slots import PictureError, Prepared, Slot
from themebuilder.media.svg import looks_like_svg, svg_faults

MOST_BYTES = 5_000_000
"""The most that a workspace can set as a budget; above it nothing is passed on."""

_ICON = b"\0\0\1\0"
_EXTENSIONS = {"jpeg": "jpg", "png": "png", "webp": "webp", "svg": "svg"}


def kept(source: bytes, slot: Slot, name: str) -> Prepared:
    """*source* as it is, for *slot*; see `themebuilder.media.pictures.keep`."""
    if len(source) > MOST_BYTES:
        raise PictureError(
            "picture-over-budget",
            f"The {slot.name} has {len(source):,} bytes; at most {MOST_BYTES:,} are passed on.",
            "Take `keep` away, and it is made to fit.",
        )
    if slot.format == "icon" and source.startswith(_ICON):
        return Prepared(source, "ico", 0, 0)
    found = facts(source, name)
    if looks_like_svg(source) and (faults := svg_faults(source)):
        message = f"{faults[0].what} {faults[0].why}"
        raise PictureError(faults[0].name, message, "Remove it in a text editor.", faults)
    if found.format not in _taken(slot):
        raise PictureError(
            "picture-format",
            f"The {slot.name} cannot be kept as {found.format.upper()}.",
            f"Export it as {' or '.join(sorted(one.upper() for one in _taken(slot)))}, or take "
            "`keep` away.",
        )
    return Prepared(source, _EXTENSIONS[found.format], found.width, found.height)


def _taken(slot: Slot) -> set[str]:
    """The formats that the web app shows in a slot; a conferencing node is known to read JPEG."""
    if slot.name == "screen":
        return {"jpeg"}
    return {"jpeg", "png", "webp"} | ({"svg"} if slot.takes_svg else set())
