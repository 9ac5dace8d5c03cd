"""Encodes pixels: fixed settings, no metadata, within the budget.

PNG is written by oxipng, whose bytes depend on no zlib of the machine.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
from io import BytesIO
from pathlib import Path

import oxipng
from PIL import Image

from themebuilder.core.messages import Message, _
from themebuilder.media.model import (
    ICON_SIZES,
    QUALITIES,
    MediaError,
    PreparedPicture,
    Slot,
    make_budget_message,
)

_EFFORT = 2
_AS_A_PROGRAM = """
import sys
sys.path[:] = sys.argv[4:]
from themebuilder.media.picture_encoding import compress_png
width, height, is_full = map(int, sys.argv[1:4])
sys.stdout.buffer.write(compress_png(sys.stdin.buffer.read(), (width, height), is_full=bool(is_full)))
"""
_owner: list[int] = []
"""The process that started oxipng's threads, once there is one."""


def encode(
    image: Image.Image, slot: Slot, qualities: tuple[int, ...] = QUALITIES
) -> PreparedPicture:
    """Return *image*, RGB or RGBA and of its final size, as the file that *slot* asks for.

    Raise `MediaError` when it does not fit the budget. An icon has its own `encode_icon`.
    """
    if slot.format == "jpeg":
        return _encode_jpeg(image, slot, qualities)
    has_alpha = image.mode == "RGBA" and image.getchannel("A").getextrema() != (255, 255)
    pixels = image if has_alpha else image.convert("RGB")
    return _check_budget(compress_png(pixels.tobytes(), pixels.size), "png", slot)


def encode_icon(image: Image.Image, slot: Slot) -> PreparedPicture:
    """Return an ICO file that holds *image* in all `ICON_SIZES`, each as a PNG."""
    # Readers of icons know no palette: four channels of eight bits each.
    pngs = [
        compress_png(_center(image, side).tobytes(), (side, side), is_full=True)
        for side in ICON_SIZES
    ]
    offset = 6 + 16 * len(pngs)
    entries = []
    for side, png in zip(ICON_SIZES, pngs, strict=True):
        entries.append(struct.pack("<BBBBHHII", side, side, 0, 0, 1, 32, len(png), offset))
        offset += len(png)
    data = b"".join((struct.pack("<HHH", 0, 1, len(pngs)), *entries, *pngs))
    return _check_budget(data, "ico", slot)


def _center(image: Image.Image, side: int) -> Image.Image:
    """Return *image* inside a transparent square of *side* pixels."""
    scale = side / max(image.size)
    size = (max(1, round(image.width * scale)), max(1, round(image.height * scale)))
    small = image.convert("RGBA").resize(size, Image.Resampling.LANCZOS)
    square = Image.new("RGBA", (side, side), (0, 0, 0, 0))
    square.paste(small, ((side - size[0]) // 2, (side - size[1]) // 2))
    return square


def _encode_jpeg(image: Image.Image, slot: Slot, qualities: tuple[int, ...]) -> PreparedPicture:
    for quality in qualities:
        out = BytesIO()
        image.save(out, "JPEG", quality=quality, optimize=True, progressive=slot.is_progressive)
        if out.tell() <= slot.max_bytes:
            return PreparedPicture(out.getvalue(), "jpg")
    values = {"slot": slot.name, "size": out.tell(), "most": slot.max_bytes}
    message = _(
        "The `{slot}` has {size:,} bytes even at JPEG quality {quality}; its budget is {most:,}.",
        **values,
        quality=qualities[-1],
    )
    raise _make_budget_error(message)


def _check_budget(data: bytes, extension: str, slot: Slot) -> PreparedPicture:
    if len(data) > slot.max_bytes:
        raise _make_budget_error(make_budget_message(slot, len(data)))
    return PreparedPicture(data, extension)


def _make_budget_error(message: Message) -> MediaError:
    hint = _("Choose a calmer picture, or raise the budget in themes/workspace.yaml.")
    return MediaError("picture-too-large", message, hint)


def compress_png(pixels: bytes, size: tuple[int, int], *, is_full: bool = False) -> bytes:
    """Return *pixels*, RGB or RGBA row by row, as a PNG; *is_full* keeps all channels of all pixels.

    A process that was forked from one that had compressed before has lost the threads and would
    wait for them for ever: there, a new process does the work.
    """
    _owner[:] = _owner or [os.getpid()]
    if _owner[0] != os.getpid():
        return _compress_elsewhere(pixels, size, is_full=is_full)
    has_alpha = len(pixels) == 4 * size[0] * size[1]
    color = oxipng.ColorType.rgba() if has_alpha else oxipng.ColorType.rgb()
    raw = oxipng.RawImage(pixels, *size, color_type=color)
    return bytes(
        raw.create_optimized_png(
            level=_EFFORT,
            optimize_alpha=True,
            bit_depth_reduction=not is_full,
            color_type_reduction=not is_full,
            palette_reduction=not is_full,
            grayscale_reduction=not is_full,
        )
    )


def _compress_elsewhere(pixels: bytes, size: tuple[int, int], *, is_full: bool) -> bytes:
    numbers = (str(number) for number in (*size, int(is_full)))
    paths = (str(Path(path).absolute()) for path in sys.path)
    command = [sys.executable, "-c", _AS_A_PROGRAM, *numbers, *paths]
    return subprocess.run(command, input=pixels, stdout=subprocess.PIPE, check=True).stdout  # noqa: S603  # our own program
