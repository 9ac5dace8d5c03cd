"""Two pictures of the same screen: how many pixels changed, and where."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import Literal

from PIL import Image, ImageChops

State = Literal["same", "changed", "new", "gone"]
_MARK = (214, 0, 110)
"""Where something changed."""


@dataclass(frozen=True, slots=True)
class Difference:
    """What became of a picture; *pixels* of *size* pixels changed. *shown* marks them, as a PNG."""

    state: State
    pixels: int = 0
    size: int = 0
    shown: bytes = b""

    @property
    def share(self) -> float:
        """The part of the picture that changed, 0 to 1."""
        return self.pixels / self.size if self.size else 0.0


def difference(before: bytes | None, after: bytes | None) -> Difference:
    """What *after* has that *before* has not, both PNG; None where there is no such picture."""
    if before is None or after is None:
        known = _opened(before or after or b"")
        count = known.width * known.height
        return Difference("gone" if after is None else "new", count, count)
    if before == after:
        known = _opened(after)
        return Difference("same", 0, known.width * known.height)
    old, new = _opened(before), _opened(after)
    width, height = max(old.width, new.width), max(old.height, new.height)
    changed = _changed(_on_canvas(old, width, height), _on_canvas(new, width, height))
    pixels = width * height - changed.histogram()[0]
    state: State = "changed" if pixels else "same"
    return Difference(state, pixels, width * height, _marked(new, changed) if pixels else b"")


def _opened(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def _on_canvas(picture: Image.Image, width: int, height: int) -> Image.Image:
    """The picture with room around it that no picture has: it is transparent."""
    canvas = Image.new("RGBA", (width, height), (0, 0, 0, 0))
    canvas.paste(picture.convert("RGBA"), (0, 0))
    return canvas


def _changed(old: Image.Image, new: Image.Image) -> Image.Image:
    """A mask: 255 where any channel differs at all."""
    bands = ImageChops.difference(old, new).split()
    most = bands[0]
    for band in bands[1:]:
        most = ImageChops.lighter(most, band)
    return most.point([0, *[255] * 255])


def _marked(new: Image.Image, changed: Image.Image) -> bytes:
    pale = Image.blend(new.convert("L").convert("RGB"), Image.new("RGB", new.size, "white"), 0.7)
    canvas = Image.new("RGB", changed.size, "white")
    canvas.paste(pale, (0, 0))
    canvas.paste(_MARK, (0, 0), changed)
    out = io.BytesIO()
    canvas.save(out, "PNG")
    return out.getvalue()
