"""Checks of the colours of texts and controls: WCAG 2.1, 1.4.3 and 1.4.11.

Which colours meet on the page is read off the stylesheet of `@pexip/components` 19.0.0 (its current
look, not `.theme-legacy`), where ``--color-brand-…`` is used, and off the components drawn in a browser
with eleven distinct shades. Shades that colour no text and no control have no pair: a wrapper behind a
video, a divider, the ground of a round picture.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache, partial
from typing import Literal, NamedTuple

from themebuilder.checks.base import Context, Fault, theme_check
from themebuilder.core.color import contrast, darken_until, make_shades
from themebuilder.core.messages import Bilingual, _, join_messages
from themebuilder.definitions.model import Brand, Theme
from themebuilder.platform.tables import read_data

TEXT, LARGE_TEXT, CONTROL = 4.5, 3.0, 3.0
"""The least contrast that WCAG 2.1 asks for: 1.4.3 for text, and 1.4.11 for controls.

Large text has 24 CSS pixels, or 18.66 where it is bold.
"""

UNREADABLE = 1.5
"""Below this, people with ordinary sight can't read a text. A house value; WCAG 2.1 has no such level."""

SHADES = ("50", "100", "200", "300", "400", "500", "600", "700", "800", "900", "1000")
"""The names of the eleven shades in the stylesheet, in the order of the palette."""

DARK_WINDOW = "background_color"
"""The value behind ``--color-brand-background``."""


class ColorPair(NamedTuple):
    """Two colours that meet. Each is a shade's name, `DARK_WINDOW`, or ``#RRGGBB``."""

    key: str
    name: Bilingual
    above: str
    below: str
    needed: float
    """The least contrast."""

    @property
    def kind(self) -> Literal["text", "control"]:
        """What the colour above belongs to."""
        return "text" if self.needed == TEXT else "control"


class MeasuredPair(NamedTuple):
    """A pair in the colours of a brand."""

    pair: ColorPair
    above: str
    below: str

    @property
    def ratio(self) -> float:
        """Their contrast."""
        return contrast(self.above, self.below)

    @property
    def is_enough(self) -> bool:
        """Whether the contrast is what the law asks for."""
        return self.ratio >= self.pair.needed

    @property
    def is_unreadable(self) -> bool:
        """Whether it is a text that nobody can read."""
        return self.pair.kind == "text" and self.ratio < UNREADABLE


def _read_pairs(group: str) -> tuple[ColorPair, ...]:
    return tuple(
        ColorPair(
            one["key"], Bilingual(one["en"], one["da"]), one["above"], one["below"], one["needed"]
        )
        for one in read_data("color_pairs")[group]
    )


PAIRS = _read_pairs("theme")
"""Every pair that follows from a theme."""
PLATFORM = _read_pairs("platform")
"""Pairs that the platform's own colour decides: reported, no fault of a theme."""


def measure(brand: Brand, pairs: tuple[ColorPair, ...] = PAIRS) -> Iterator[MeasuredPair]:
    """Yield each pair in the colours of *brand*; without a palette, only those of the window."""
    colors = {**dict(zip(SHADES, brand.palette, strict=False)), DARK_WINDOW: brand.background_color}
    for pair in pairs:
        above, below = (
            name if name.startswith("#") else colors.get(name) for name in (pair.above, pair.below)
        )
        if above and below:
            yield MeasuredPair(pair, above, below)


def _check_contrast(theme: Theme, _context: Context, *, is_unreadable: bool) -> Iterator[Fault]:
    """Yield one fault for each key to change and kind of pair, with all pairs that depend on it."""
    faint: dict[tuple[str, str], list[MeasuredPair]] = {}
    for measured in measure(theme.brand):
        if not measured.is_enough and measured.is_unreadable == is_unreadable:
            faint.setdefault((measured.pair.kind, _find_brand_key(measured, theme)), []).append(
                measured
            )
    for (_kind, brand_key), pairs in faint.items():
        pairs.sort(key=lambda measured: (measured.ratio, measured.pair.key))
        worst, *others = pairs
        message = _(
            "Contrast too low: {pair} ({above} on {below}) has {ratio:.1f}:1 and needs {needed:g}:1.",
            pair=worst.pair.name,
            above=worst.above,
            below=worst.below,
            ratio=truncate_ratio(worst.ratio),
            needed=worst.pair.needed,
        )
        if others:
            listed = (
                _("{pair} {ratio:.1f}:1", pair=other.pair.name, ratio=truncate_ratio(other.ratio))
                for other in others
            )
            also = _("Also too low: {pairs}.", pairs=join_messages(listed, "; "))
            message = join_messages((message, also), " ")
        yield (
            theme.origin.place_of("brand", brand_key),
            message,
            _suggest_color(brand_key, theme.brand),
        )


def truncate_ratio(ratio: float) -> float:
    """Return the ratio with one decimal, not rounded up: 4.49 is not 4.5."""
    return int(ratio * 10) / 10


def _find_brand_key(one: MeasuredPair, theme: Theme) -> str:
    given = theme.origin.map("brand").entries
    if DARK_WINDOW in (one.pair.above, one.pair.below) and DARK_WINDOW in given:
        return DARK_WINDOW
    return "palette" if "palette" in given else "color"


def _suggest_color(brand_key: str, brand: Brand) -> str:
    if brand_key == "palette":
        return _("Darken these shades, or remove `palette` to use shades of the brand colour.")
    color = brand.background_color if brand_key == DARK_WINDOW else brand.color
    if found := darken(color, brand_key):
        return _('Use "{color}" (same hue, darker).', color=found)
    return _("No shade of this hue is dark enough. Use another colour.")


@lru_cache(maxsize=256)
def darken(color: str, brand_key: str = "color") -> str:
    """Return the lightest colour of the same hue with enough contrast, no lighter than *color*.

    *brand_key* is ``color`` or `DARK_WINDOW`. An empty text where there is none.
    """
    return darken_until(color.upper(), lambda tried: not find_faint(tried, brand_key))


def find_faint(color: str, brand_key: str = "color") -> list[MeasuredPair]:
    """Return the pairs with too little contrast in a theme whose *brand_key* has the colour, the worst first."""
    palette = () if brand_key == DARK_WINDOW else make_shades(color)
    brand = Brand("", "", color, palette, palette[-1] if palette else color, {})
    return sorted(
        (measured for measured in measure(brand) if not measured.is_enough),
        key=lambda measured: measured.ratio,
    )


theme_check("contrast-unreadable")(partial(_check_contrast, is_unreadable=True))
theme_check("contrast-too-low")(partial(_check_contrast, is_unreadable=False))
