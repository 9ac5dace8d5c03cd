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
from themebuilder.core.messages import N_, _, join_messages
from themebuilder.definitions.model import Brand, Theme

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
    """Two colours that meet. Each is a shade's name, `DARK_WINDOW`, or ``#RRGGBB``.

    *key* names the pair in reports, *name* in messages.
    """

    key: str
    name: str
    above: str
    below: str
    kind: Literal["text", "control"]

    @property
    def needed(self) -> float:
        """The least contrast."""
        return TEXT if self.kind == "text" else CONTROL


class Measured(NamedTuple):
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


PAIRS = (
    ColorPair("button", N_("main button"), "50", "700", "text"),
    ColorPair("button-hover", N_("main button under the pointer"), "50", "600", "text"),
    ColorPair("button-dark", N_("main button on dark"), "#FFFFFF", "500", "text"),
    ColorPair(
        "button-dark-hover", N_("main button on dark under the pointer"), "#FFFFFF", "600", "text"
    ),
    ColorPair("third-hover", N_("third button under the pointer"), "#FFFFFF", "500", "text"),
    ColorPair("plain", N_("button without a frame"), "600", "#FFFFFF", "text"),
    ColorPair(
        "plain-hover", N_("button without a frame under the pointer"), "600", "#E6E6E6", "text"
    ),
    ColorPair("plain-pressed", N_("button without a frame, pressed"), "600", "#DCDCDC", "text"),
    ColorPair("call-to-action", N_("call to action"), "#FFFFFF", "900", "text"),
    ColorPair("light-window", N_("text in the light window"), "#323232", "50", "text"),
    ColorPair("dark-window", N_("text around the meeting"), "#FFFFFF", DARK_WINDOW, "text"),
    ColorPair(
        "dark-window-aside", N_("small print around the meeting"), "#D2D2D2", DARK_WINDOW, "text"
    ),
    ColorPair("switch", N_("switch that is on"), "#FFFFFF", "600", "control"),
    ColorPair(
        "switch-hover", N_("switch that is on, under the pointer"), "#FFFFFF", "700", "control"
    ),
    ColorPair("focus-dark", N_("focus ring around the meeting"), "#4490F6", DARK_WINDOW, "control"),
)
"""Every pair that follows from a theme."""

PLATFORM = (
    ColorPair("focus-light", N_("focus ring on white"), "#4490F6", "#FFFFFF", "control"),
    ColorPair(
        "focus-light-window", N_("focus ring in the light window"), "#4490F6", "50", "control"
    ),
)
"""Pairs that the platform's own colour decides: reported, no fault of a theme."""


def measure(brand: Brand, pairs: tuple[ColorPair, ...] = PAIRS) -> Iterator[Measured]:
    """Yield each pair in the colours of *brand*; without a palette, only those of the window."""
    colors = {**dict(zip(SHADES, brand.palette, strict=False)), DARK_WINDOW: brand.background_color}
    for pair in pairs:
        above, below = (
            one if one.startswith("#") else colors.get(one) for one in (pair.above, pair.below)
        )
        if above and below:
            yield Measured(pair, above, below)


def _check_contrast(theme: Theme, _context: Context, *, is_unreadable: bool) -> Iterator[Fault]:
    """Yield one fault for each key to change and kind of pair, with all pairs that depend on it."""
    faint: dict[tuple[str, str], list[Measured]] = {}
    for one in measure(theme.brand):
        if not one.is_enough and one.is_unreadable == is_unreadable:
            faint.setdefault((one.pair.kind, _find_brand_key(one, theme)), []).append(one)
    for (_kind, brand_key), pairs in faint.items():
        pairs.sort(key=lambda one: (one.ratio, one.pair.key))
        worst, *others = pairs
        message = _(
            "Contrast too low: {pair} ({above} on {below}) has {ratio:.1f}:1 and needs {needed:g}:1.",
            pair=_(worst.pair.name),
            above=worst.above,
            below=worst.below,
            ratio=truncate_ratio(worst.ratio),
            needed=worst.pair.needed,
        )
        if others:
            listed = (
                _("{pair} {ratio:.1f}:1", pair=_(one.pair.name), ratio=truncate_ratio(one.ratio))
                for one in others
            )
            also = _("Also too low: {pairs}.", pairs=join_messages(listed, "; "))
            message = join_messages((message, also), " ")
        yield theme.origin.place_of("brand", brand_key), message, _hint(brand_key, theme.brand)


def truncate_ratio(ratio: float) -> float:
    """Return the ratio with one decimal, not rounded up: 4.49 is not 4.5."""
    return int(ratio * 10) / 10


def _find_brand_key(one: Measured, theme: Theme) -> str:
    given = theme.origin.map("brand").entries
    if DARK_WINDOW in (one.pair.above, one.pair.below) and DARK_WINDOW in given:
        return DARK_WINDOW
    return "palette" if "palette" in given else "color"


def _hint(brand_key: str, brand: Brand) -> str:
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


def find_faint(color: str, brand_key: str = "color") -> list[Measured]:
    """Return the pairs with too little contrast in a theme whose *brand_key* has the colour, the worst first."""
    palette = () if brand_key == DARK_WINDOW else make_shades(color)
    brand = Brand("", "", color, palette, palette[-1] if palette else color, {})
    return sorted((one for one in measure(brand) if not one.is_enough), key=lambda one: one.ratio)


theme_check("contrast-unreadable")(partial(_check_contrast, is_unreadable=True))
theme_check("contrast-too-low")(partial(_check_contrast, is_unreadable=False))
