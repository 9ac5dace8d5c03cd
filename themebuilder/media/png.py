"""PNG bytes that depend on no zlib of the machine's, in every process that may ask for them."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import oxipng

_EFFORT = 2
_AS_A_PROGRAM = """
import sys
sys.path[:] = sys.argv[4:]
from themebuilder.media.png import compressed
width, height, is_full = map(int, sys.argv[1:4])
sys.stdout.buffer.write(compressed(sys.stdin.buffer.read(), (width, height), is_full=bool(is_full)))
"""
_owner: list[int] = []
"""The process that started oxipng's threads, once there is one."""


def compressed(pixels: bytes, size: tuple[int, int], *, is_full: bool = False) -> bytes:
    """*pixels*, RGB or RGBA row by row, as a PNG; *is_full* keeps all channels of all pixels.

    A process that was forked from one that had compressed before has lost the threads and would
    wait for them for ever: there, a fresh process does the work.
    """
    _owner[:] = _owner or [os.getpid()]
    if _owner[0] != os.getpid():
        return _compressed_elsewhere(pixels, size, is_full=is_full)
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


def _compressed_elsewhere(pixels: bytes, size: tuple[int, int], *, is_full: bool) -> bytes:
    numbers = (str(number) for number in (*size, int(is_full)))
    paths = (str(Path(path).absolute()) for path in sys.path)
    command = [sys.executable, "-c", _AS_A_PROGRAM, *numbers, *paths]
    return subprocess.run(command, input=pixels, stdout=subprocess.PIPE, check=True).stdout  # noqa: S603  # our own program
