"""Slots of pictures, their limits, and the errors of pictures and recordings."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Literal, NamedTuple

from themebuilder.core.messages import Message, _

Tone = Literal["light", "dark", "dawn", "dusk"]
Plate = Literal["disc", "square", "tile"]
"""What a drawn symbol stands on."""

MAX_SOURCE_BYTES = 100_000_000
"""A larger source is refused unread."""
MAX_SOURCE_PIXELS = 64_000_000
"""A source above this, about 9200 x 6900, is refused before a pixel of it is decoded."""
MAX_SOURCE_SIDE = 65_000
"""No side of a source is longer."""

QUALITIES = (85, 80, 75, 70, 62, 54, 46)
"""The JPEG qualities that are tried, best first, until the picture fits its budget."""
DRAWN_QUALITIES = (92, *QUALITIES)
"""The same for drawn pictures: they are small, and the grain that hides bands must survive."""

ICON_SIZES = (16, 32, 48)
"""The sizes inside an icon: a tab, a tab on a dense screen, a shortcut."""

STYLES = ("waves", "hills", "aurora", "paper", "sun", "fjord")
"""The styles that `draw` knows."""


class Slot(NamedTuple):
    """A place for a picture.

    *cover* fills the slot and crops the rest; *contain* keeps the whole picture and never enlarges
    it. A source must not be so small that filling the slot takes more than *max_upscale*.
    *max_bytes* is the budget of the finished file.
    """

    name: str
    width: int
    height: int
    format: Literal["jpeg", "png", "icon"]
    fit: Literal["cover", "contain"]
    max_bytes: int
    max_upscale: float
    is_progressive: bool = False
    takes_svg: bool = False


class PreparedPicture(NamedTuple):
    """A picture ready to ship; *extension* has no dot."""

    data: bytes
    extension: str


_SLOTS = (
    Slot("background", 1920, 1080, "jpeg", "cover", 500_000, 1.25, is_progressive=True),
    # The picture half of the card on the landing page: the manifest's images.jumbotron.
    Slot("card", 1920, 1080, "jpeg", "cover", 500_000, 1.25, is_progressive=True),
    # The only known background of a real theme is a baseline JPEG; whether a conferencing node reads
    # progressive ones is not documented.
    Slot("screen", 1920, 1080, "jpeg", "cover", 800_000, 1.25),
    # The card shows a logo within 168 x 80 CSS pixels: this is twice that, for dense screens.
    Slot("logo", 336, 160, "png", "contain", 100_000, 2.0, takes_svg=True),
    Slot("favicon", max(ICON_SIZES), max(ICON_SIZES), "icon", "contain", 30_000, 1, takes_svg=True),
)
SLOTS: Mapping[str, Slot] = MappingProxyType({slot.name: slot for slot in _SLOTS})
"""Every slot by its name, with the shipped budgets; `_replace` sets others."""


SvgFaultKind = Literal[
    "script", "reference", "style", "element", "instruction", "malformed", "complex"
]
_SVG_RULES: Mapping[SvgFaultKind, str] = {
    "script": "svg-active",
    "reference": "svg-active",
    "style": "svg-active",
    "element": "svg-not-plain",
    "instruction": "svg-not-plain",
    "malformed": "picture-unreadable",
    "complex": "picture-too-large",
}


class SvgFault(NamedTuple):
    """One reason to reject an SVG; *line* and *column* count from 1."""

    line: int
    column: int
    kind: SvgFaultKind
    message: str
    hint: str
    is_active: bool = True
    """Whether it may run, load from elsewhere, or hide what does."""

    @property
    def rule(self) -> str:
        """The rule that it breaks."""
        return _SVG_RULES[self.kind]


class MediaError(Exception):
    """A picture or a recording can't be used, or words can't be spoken.

    *rule* names the manual's page, *hint* says what to do. For an SVG, *faults* holds everything that
    was found.
    """

    def __init__(
        self, rule: str, message: str, hint: str, faults: tuple[SvgFault, ...] = ()
    ) -> None:
        """Keep the parts separate for reports."""
        # All of them are arguments, so that the error can be pickled.
        super().__init__(rule, message, hint, faults)
        self.rule = rule
        self.message = message
        self.hint = hint
        self.faults = faults

    def __str__(self) -> str:
        """Return message and hint."""
        return f"{self.message} {self.hint}"


def make_budget_message(slot: Slot, size: int) -> Message:
    """Return that a picture of *size* bytes is over the budget of *slot*."""
    values = {"slot": slot.name, "size": size, "most": slot.max_bytes}
    return _("The `{slot}` has {size:,} bytes; its budget is {most:,}.", **values)
