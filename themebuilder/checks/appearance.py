"""Questions about colours."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from themebuilder.checks.base import Context, Finding, check
from themebuilder.color import contrast, is_proven_base, luminance
from themebuilder.model import PictureFile, Theme
from themebuilder.problems import Severity

READABLE = 4.5
"""WCAG 2.1, success criterion 1.4.3: text against its background."""

_PAIRS = (
    (0, 7, "the text of the main button"),
    (0, 6, "the text of the main button under the pointer"),
)
"""Shade of the text, shade of the ground, what it is: from the published stylesheet."""


@check("text-contrast-too-low")
def text_contrast_too_low(theme: Theme, _context: Context) -> Iterator[Finding]:
    """Text on buttons stands out from its ground, at least 4.5:1.

    Below that many people cannot read it, and the law on web accessibility asks for it (WCAG 2.1,
    1.4.3). The shades follow from the brand colour.
    Choose a darker brand colour, or give the eleven shades under ``palette``.
    """
    palette = theme.brand.palette
    pairs = [(palette[text], palette[ground], what) for text, ground, what in _PAIRS]
    # In the dark scheme the button is the base colour itself, with white text.
    pairs.append(("#FFFFFF", palette[5], "white text on the main button in the dark scheme"))
    for text, ground, what in pairs:
        ratio = contrast(text, ground)
        if ratio < READABLE:
            message = f"{what.capitalize()}: {text} on {ground} is {ratio:.1f}:1, 4.5:1 is needed."
            yield theme.origin.place_of("brand", "color"), message


@check("palette-unordered")
def palette_unordered(theme: Theme, _context: Context) -> Iterator[Finding]:
    """The eleven shades run from light to dark.

    The web app takes them by their place: a light shade among the dark ones makes text vanish.
    Sort the shades, lightest first.
    """
    palette = theme.brand.palette
    for number, (light, dark) in enumerate(pairwise(palette), 1):
        if luminance(dark) > luminance(light) and "palette" in theme.origin.map("brand").entries:
            message = f"Shade {number + 1} ({dark}) is lighter than shade {number} ({light})."
            yield theme.origin.place_of("brand", "palette"), message


@check("color-unproven", Severity.WARNING)
def color_unproven(theme: Theme, _context: Context) -> Iterator[Finding]:
    """The brand colour is one for which the portal's formula has been seen to hold.

    Greys, and colours lighter than 95 % or darker than 10 %, may come out otherwise in the portal.
    Look at the theme in the preview, or give the eleven shades under ``palette``.
    """
    if not is_proven_base(theme.brand.color) and "palette" not in theme.origin.map("brand").entries:
        message = f"{theme.brand.color} is a grey, or very light or very dark."
        yield theme.origin.place_of("brand", "color"), message


@check("kept-picture-over-budget", Severity.WARNING)
def kept_picture_over_budget(theme: Theme, context: Context) -> Iterator[Finding]:
    """A picture that is kept as it is stays within its budget.

    A guest on a phone waits for every picture before the page looks like anything.
    Take `keep` away, and the picture is made to fit; or raise its budget in themes/workspace.yaml.
    """
    for slot, picture in theme.brand.pictures.items():
        budget = int(context.library.workspace.text("budgets", slot, default="0"))
        if not budget or not isinstance(picture, PictureFile) or not picture.is_kept:
            continue
        file = context.library.asset(picture.path)
        size = file.stat().st_size if file else 0
        if size > budget:
            message = f"The {slot} has {size:,} bytes; its budget is {budget:,}."
            yield picture.place, message


CHECKS = (text_contrast_too_low, palette_unordered, color_unproven, kept_picture_over_budget)
