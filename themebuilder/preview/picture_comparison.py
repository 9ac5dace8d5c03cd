"""Two pictures of the same screen compared, pixel by pixel, and a page that shows what differs."""

from __future__ import annotations

import base64
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal

from PIL import Image, ImageChops

from themebuilder.core.messages import N_, _, _n
from themebuilder.core.templates import render_template

ComparisonState = Literal["changed", "new", "gone", "same"]
STATES: Mapping[ComparisonState, str] = {
    "changed": N_("changed"),
    "new": N_("new"),
    "gone": N_("removed"),
    "same": N_("unchanged"),
}
"""State -> its name, for people."""
_MARK = (214, 0, 110)
"""The colour of changed pixels."""


@dataclass(frozen=True, slots=True)
class PictureComparison:
    """A picture by its file name, before and after: *pixels* of *size* changed; *marked* shows where.

    All pictures are PNGs.
    """

    file: str
    before: bytes | None
    after: bytes | None
    state: ComparisonState
    pixels: int = 0
    size: int = 0
    marked: bytes = b""

    @property
    def share(self) -> float:
        """The part of the picture that changed, 0 to 1."""
        return self.pixels / self.size if self.size else 0.0

    def __str__(self) -> str:
        if self.state != "changed":
            return _(STATES[self.state])
        return _n(
            "{count:,} pixel changed ({share:.2%})",
            "{count:,} pixels changed ({share:.2%})",
            self.pixels,
            share=self.share,
        )


def compare_pictures(file: str, before: bytes | None, after: bytes | None) -> PictureComparison:
    """Return what differs between two PNGs; None where there is no such picture."""
    if before is None or after is None:
        picture = _open(before or after or b"")
        size = picture.width * picture.height
        return PictureComparison(
            file, before, after, "gone" if after is None else "new", size, size
        )
    old, new = _open(before), _open(after)
    canvas = max(old.width, new.width), max(old.height, new.height)
    size = canvas[0] * canvas[1]
    if before == after:
        return PictureComparison(file, b"", b"", "same", 0, size)
    bands = ImageChops.difference(_enlarge(old, canvas), _enlarge(new, canvas)).split()
    # 255 where any channel differs at all.
    mask = reduce(ImageChops.lighter, bands).point([0, *[255] * 255])
    pixels = size - mask.histogram()[0]
    if not pixels:
        # Of thousands of equal pictures none stays in memory.
        return PictureComparison(file, b"", b"", "same", 0, size)
    return PictureComparison(file, before, after, "changed", pixels, size, _mark(new, mask))


def _open(data: bytes) -> Image.Image:
    return Image.open(io.BytesIO(data)).convert("RGB")


def _enlarge(picture: Image.Image, size: tuple[int, int]) -> Image.Image:
    """Return the picture on a transparent canvas, which differs from every colour."""
    canvas = Image.new("RGBA", size, (0, 0, 0, 0))
    canvas.paste(picture.convert("RGBA"), (0, 0))
    return canvas


def _mark(new: Image.Image, mask: Image.Image) -> bytes:
    pale = Image.blend(new.convert("L").convert("RGB"), Image.new("RGB", new.size, "white"), 0.7)
    canvas = Image.new("RGB", mask.size, "white")
    canvas.paste(pale, (0, 0))
    canvas.paste(_MARK, (0, 0), mask)
    out = io.BytesIO()
    canvas.save(out, "PNG")
    return out.getvalue()


_QUALITY = 82


def render_report(compared: Sequence[PictureComparison], title: str) -> str:
    """Return an HTML page that needs no other file; the most changed screens come first."""
    counted = Counter(comparison.state for comparison in compared)
    return render_template(
        "preview/screenshots.html.j2",
        title=title,
        counts=[(_(name), counted[state]) for state, name in STATES.items()],
        touched=sort_touched(compared),
        data_url=_make_data_url,
    )


def sort_touched(compared: Sequence[PictureComparison]) -> list[PictureComparison]:
    """Return those that are not the same, the most changed first."""
    touched = [comparison for comparison in compared if comparison.state != "same"]
    return sorted(touched, key=lambda comparison: (-comparison.share, comparison.file))


def _make_data_url(data: bytes) -> str:
    """Return the picture as WebP, to keep the page small."""
    out = io.BytesIO()
    Image.open(io.BytesIO(data)).convert("RGB").save(out, "WEBP", quality=_QUALITY)
    return f"data:image/webp;base64,{base64.b64encode(out.getvalue()).decode()}"
