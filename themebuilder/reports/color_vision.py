"""How colours look to people who see them otherwise.

The matrices simulate the complete lack of one kind of cone, in linear RGB: Machado, Oliveira and
Fernandes, "A Physiologically-based Model for Simulation of Color Vision Deficiency", IEEE
Transactions on Visualization and Computer Graphics 15 (6), 2009, severity 1.0. How far two colours
lie apart is measured in OKLab (Björn Ottosson, 2020); about 2 of 100 is just seen when both lie
side by side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import dist
from types import MappingProxyType

from themebuilder.core.color import channels, linearize

Triple = tuple[float, float, float]
Matrix = tuple[Triple, Triple, Triple]

EYES: Mapping[str, Matrix] = MappingProxyType(
    {
        "usual": ((1, 0, 0), (0, 1, 0), (0, 0, 1)),
        "protan": (
            (0.152286, 1.052583, -0.204868),
            (0.114503, 0.786281, 0.099216),
            (-0.003882, -0.048116, 1.051998),
        ),
        "deutan": (
            (0.367322, 0.860646, -0.227968),
            (0.280085, 0.672501, 0.047413),
            (-0.011820, 0.042940, 0.968881),
        ),
        "tritan": (
            (1.255528, -0.076749, -0.178779),
            (-0.078411, 0.930809, 0.147602),
            (0.004733, 0.691367, 0.303900),
        ),
    }
)
"""Kind of sight -> what it makes of red, green and blue."""

ALIKE, NEAR = 2.0, 10.0
"""Below the first, two colours look the same; below the second, they are told apart side by side only."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """A theme's colour beside that of another theme: both as each kind of sight sees them."""

    theme: str
    title: str
    name: str
    colors: Mapping[str, tuple[str, str]]
    apart: Mapping[str, float]
    """Kind of sight -> how far the two lie apart, of 100."""


def likeness(color: str, theme: str, title: str, name: str, other: str) -> Likeness:
    """How *color* and the colour *other* of a theme look beside each other."""
    colors = {eye: (seen(color, eye), seen(other, eye)) for eye in EYES}
    apart = {eye: difference(*pair) for eye, pair in colors.items()}
    return Likeness(theme, title, name, colors, apart)


def seen(color: str, eye: str) -> str:
    """What *color* looks like to an *eye*, one of `EYES`."""
    linear = [linearize(value / 255) for value in channels(color)]
    parts = (sum(a * b for a, b in zip(row, linear, strict=True)) for row in EYES[eye])
    return "#" + "".join(f"{_encoded(part):02X}" for part in parts)


def difference(one: str, other: str) -> float:
    """How far two colours lie apart: 0 for the same one, 100 for black and white."""
    return 100 * dist(_oklab(one), _oklab(other))


def _oklab(color: str) -> Triple:
    r, g, b = (linearize(value / 255) for value in channels(color))
    long = (0.4122214708 * r + 0.5363325363 * g + 0.0514459929 * b) ** (1 / 3)
    middle = (0.2119034982 * r + 0.6806995451 * g + 0.1073969566 * b) ** (1 / 3)
    short = (0.0883024619 * r + 0.2817188376 * g + 0.6299787005 * b) ** (1 / 3)
    return (
        0.2104542553 * long + 0.7936177850 * middle - 0.0040720468 * short,
        1.9779984951 * long - 2.4285922050 * middle + 0.4505937099 * short,
        0.0259040371 * long + 0.7827717662 * middle - 0.8086757660 * short,
    )


def _encoded(linear: float) -> int:
    inside = min(1.0, max(0.0, linear))
    part = 12.92 * inside if inside <= 0.0031308 else 1.055 * inside ** (1 / 2.4) - 0.055
    return round(255 * part)
