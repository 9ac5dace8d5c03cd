"""Where text lies on a theme's pictures: measured once in the preview's guest page, kept as data.

Measured in Chromium with Pexip's published components (`@pexip/components` 19.0.0,
`@pexip/media-components` 27.0.0) and the longest waiting text that is shipped, in the viewports of
the preview and the narrowest one of WCAG 2.1, 1.4.10. A test measures again and holds the figures.

- The waiting screen of direct media: the client itself writes the text, white (``#FFFFFF``), bold,
  26 CSS pixels, centred, without any veil over the service theme's picture.
- The page's background: every published component stands on a card of its own. No text was found
  on the picture itself; what Webapp3 writes there is not published.
- The card's picture: the component has room for words on it, and the page uses none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple


class Box(NamedTuple):
    """A part of a picture, in shares of its width and height from the upper left corner."""

    left: float
    top: float
    right: float
    bottom: float


@dataclass(frozen=True, slots=True)
class Region:
    """The part of the screen's picture that a viewport's text covers.

    *width* and *height* are the viewport's, in CSS pixels; *picture* is how wide the picture is
    shown there.
    """

    viewport: str
    width: int
    height: int
    picture: int
    box: Box


WAITING = (
    Region("wide", 1920, 1080, 1888, Box(0.28, 0.46, 0.72, 0.54)),
    Region("laptop", 1366, 768, 1334, Box(0.19, 0.45, 0.81, 0.55)),
    Region("citrix", 1024, 768, 992, Box(0.09, 0.44, 0.91, 0.56)),
    Region("tablet", 820, 1180, 788, Box(0.03, 0.39, 0.97, 0.61)),
    Region("phone-landscape", 844, 390, 812, Box(0.02, 0.42, 0.98, 0.58)),
    Region("phone", 390, 844, 358, Box(0.03, 0.10, 0.97, 0.90)),
    Region("small-phone", 320, 640, 288, Box(0.04, 0.0, 0.96, 1.0)),
)
"""Where the waiting text lies, widest viewport first."""

WHOLE = Box(0.0, 0.0, 1.0, 1.0)

SCREEN_TEXT = "#FFFFFF"
"""The colour of text on a screen: the client's component; and the API's own default, 4294967295."""
DARK_TEXT = "#323232"
"""The colour of text in the light scheme: ``--font-text-body``."""
