"""Pixels to bytes: fixed settings, no metadata, within the budget."""

from __future__ import annotations

import struct
from collections.abc import Sequence
from io import BytesIO

from PIL import Image

from themebuilder.media.png import compressed
from themebuilder.media.slots import QUALITIES, PictureError, Prepared, Slot


def encoded(
    image: Image.Image,
    slot: Slot,
    notes: tuple[str, ...] = (),
    qualities: tuple[int, ...] = QUALITIES,
) -> Prepared:
    """*image*, RGB or RGBA and of its final size, as the file that *slot* asks for.

    Raises `PictureError` when it does not fit the budget. An icon has its own `encoded_icon`.
    """
    if slot.format == "jpeg":
        return _encoded_jpeg(image, slot, notes, qualities)
    return _within_budget(Prepared(_png(image), "png", *image.size, notes=notes), slot)


def encoded_icon(images: Sequence[Image.Image], slot: Slot, notes: tuple[str, ...]) -> Prepared:
    """An ICO file that holds *images*, all square RGBA, each as a PNG."""
    # Readers of icons know no palette: four channels of eight bits each.
    pngs = [compressed(image.tobytes(), image.size, is_full=True) for image in images]
    offset = 6 + 16 * len(pngs)
    entries = []
    for image, png in zip(images, pngs, strict=True):
        entries.append(
            struct.pack("<BBBBHHII", image.width, image.height, 0, 0, 1, 32, len(png), offset)
        )
        offset += len(png)
    data = b"".join((struct.pack("<HHH", 0, 1, len(pngs)), *entries, *pngs))
    return _within_budget(Prepared(data, "ico", *images[-1].size, notes=notes), slot)


def _encoded_jpeg(
    image: Image.Image, slot: Slot, notes: tuple[str, ...], qualities: tuple[int, ...]
) -> Prepared:
    # Pillow writes a comment that it finds in the picture.
    image.info = {}
    for quality in qualities:
        out = BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True, progressive=slot.is_progressive)
        if out.tell() <= slot.max_bytes:
            if quality != qualities[0]:
                notes = (
                    *notes,
                    f"JPEG quality {quality}, to stay within {slot.max_bytes:,} bytes.",
                )
            return Prepared(out.getvalue(), "jpg", *image.size, quality, notes)
    raise _over_budget(slot, out.tell(), f" even at JPEG quality {qualities[-1]}")


def _png(image: Image.Image) -> bytes:
    has_alpha = image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255)
    pixels = image if has_alpha else image.convert("RGB")
    return compressed(pixels.tobytes(), pixels.size)


def _within_budget(prepared: Prepared, slot: Slot) -> Prepared:
    if len(prepared.data) > slot.max_bytes:
        raise _over_budget(slot, len(prepared.data))
    return prepared


def _over_budget(slot: Slot, size: int, how: str = "") -> PictureError:
    return PictureError(
        "picture-over-budget",
        f"The {slot.name} has {size:,} bytes{how}; its budget is {slot.max_bytes:,}.",
        "Choose a calmer picture, or raise the budget in the workspace file.",
    )
