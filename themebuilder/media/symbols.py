"""Logos and tab icons in a theme's own colour: one simple shape on a plate, as an SVG."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import NamedTuple

from themebuilder.core.color import contrast
from themebuilder.media.model import Plate, PreparedPicture


class _Shape(NamedTuple):
    """A path on a plate of 64 x 64, which is filled, or drawn with a pen of *width*."""

    path: str
    width: float = 0


_DARK = "#1f2328"
_NEEDED = 3.0
"""What WCAG 2.1, 1.4.11 asks of graphics."""
_PLATES: Mapping[Plate, str] = MappingProxyType(
    {
        "disc": '<circle cx="32" cy="32" r="32" fill="{}"/>',
        "square": '<rect width="64" height="64" rx="5" fill="{}"/>',
        "tile": '<rect width="64" height="64" rx="16" fill="{}"/>',
    }
)
_DOT = "a8 8 0 1 1 0 16 8 8 0 1 1 0-16z"
SYMBOLS: Mapping[str, _Shape] = MappingProxyType(
    {
        "dots": _Shape(f"M23 15{_DOT}M41 15{_DOT}M23 33{_DOT}M41 33{_DOT}"),
        "talk": _Shape(
            "M20 17h24a7 7 0 0 1 7 7v11a7 7 0 0 1-7 7H34L24 52V42h-4a7 7 0 0 1-7-7V24a7 7 0 0 1 7-7z"
        ),
        "pulse": _Shape("M10 34h11l7-18 9 32 6-14h11", 6),
        "link": _Shape(
            "M24 20a12 12 0 1 0 0 24 12 12 0 1 0 0-24zM40 20a12 12 0 1 0 0 24 12 12 0 1 0 0-24z", 5
        ),
        "people": _Shape(
            "M32 13a8 8 0 1 1 0 16 8 8 0 1 1 0-16zM17 49a15 15 0 0 1 30 0z"
            "M15 24a5 5 0 1 1 0 10 5 5 0 1 1 0-10zM49 24a5 5 0 1 1 0 10 5 5 0 1 1 0-10z"
        ),
        "screen": _Shape("M26 18l20 14-20 14z", 5),
        "stripes": _Shape("M14 34 34 14M16 48 48 16M30 50 50 30", 6),
        "ring": _Shape("M32 16a16 16 0 1 0 0 32 16 16 0 1 0 0-32zM32 32h.01", 8),
        "diamond": _Shape("M32 13 51 32 32 51 13 32zM32 32h.01", 7),
        "chevrons": _Shape("M15 34 32 18l17 16M15 49l17-16 17 16", 7),
        "triangle": _Shape("M32 14 52 48H12z"),
        "bars": _Shape("M17 20h30M17 32h30M17 44h30", 7),
        "sunrise": _Shape("M21 43a11 11 0 0 1 22 0M10 43h44M32 22v-7M17 29l-4-4M47 29l4-4", 5),
        "peaks": _Shape("M8 47 25 19l8 13 6-8 17 23z"),
        "hexagon": _Shape("M32 14l16 9v18l-16 9-16-9V23z", 7),
    }
)
"""Every symbol by its name."""


def draw_symbol(name: str, color: str, plate: Plate) -> PreparedPicture:
    """Return the symbol called *name* on a plate of *color* (``#rrggbb``), as an SVG of 160 x 160.

    The symbol is white, or nearly black where white can't be seen on *color*.
    """
    shape = SYMBOLS[name]
    ink = "#ffffff" if contrast("#ffffff", color) >= _NEEDED else _DARK
    paint = f'fill="{ink}"'
    if shape.width:
        paint = (
            f'fill="none" stroke="{ink}" stroke-width="{shape.width:g}"'
            ' stroke-linecap="round" stroke-linejoin="round"'
        )
    svg = (
        '<svg xmlns="http://www.w3.org/2000/svg" width="160" height="160" viewBox="0 0 64 64">'
        f'{_PLATES[plate].format(color)}<path {paint} d="{shape.path}"/></svg>\n'
    )
    return PreparedPicture(svg.encode(), "svg")
