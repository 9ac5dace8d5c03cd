"""Questions about a theme's colours and pictures; whether they can be read is asked in `accessibility`."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

from themebuilder.checks.base import Context, Finding, check
from themebuilder.core.color import is_proven_base, luminance
from themebuilder.definitions.model import PictureFile, Theme


@check("palette-unordered")
def palette_unordered(theme: Theme, _context: Context) -> Iterator[Finding]:
    palette = theme.brand.palette
    for number, (light, dark) in enumerate(pairwise(palette), 1):
        if luminance(dark) > luminance(light) and "palette" in theme.origin.map("brand").entries:
            message = f"Shade {number + 1} ({dark}) is lighter than shade {number} ({light})."
            yield theme.origin.place_of("brand", "palette"), message


@check("color-unproven")
def color_unproven(theme: Theme, _context: Context) -> Iterator[Finding]:
    if not is_proven_base(theme.brand.color) and "palette" not in theme.origin.map("brand").entries:
        message = f"{theme.brand.color} is a grey, or very light or very dark."
        yield theme.origin.place_of("brand", "color"), message


@check("kept-picture-over-budget")
def kept_picture_over_budget(theme: Theme, context: Context) -> Iterator[Finding]:
    for slot, picture in theme.brand.pictures.items():
        budget = int(context.library.workspace.text("budgets", slot, default="0"))
        if not budget or not isinstance(picture, PictureFile) or not picture.is_kept:
            continue
        file = context.library.asset(picture.path)
        size = file.stat().st_size if file else 0
        if size > budget:
            message = f"The {slot} has {size:,} bytes; its budget is {budget:,}."
            yield picture.place, message


CHECKS = (palette_unordered, color_unproven, kept_picture_over_budget)
