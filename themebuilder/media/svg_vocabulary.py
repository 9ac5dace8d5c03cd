"""What may stand in an SVG: the static elements of SVG 1.1 and 2, and what drawing programs add."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
XML = "http://www.w3.org/XML/1998/namespace"
XHTML = "http://www.w3.org/1999/xhtml"
EVENTS = "http://www.w3.org/2001/xml-events"

EDITORS = (
    "http://www.inkscape.org/namespaces/",
    "http://inkscape.sourceforge.net/DTD/",
    "http://sodipodi.sourceforge.net/DTD/",
    "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "http://creativecommons.org/ns#",
    "http://web.resource.org/cc/",
    "http://purl.org/dc/",
    "http://ns.adobe.com/",
    "adobe:ns:meta/",
    "http://www.bohemiancoding.com/sketch/",
    "http://www.figma.com/figma/",
    "http://www.serif.com/",
    "https://boxy-svg.com",
    "http://schemas.microsoft.com/visio/",
)
"""Namespaces that begin like this hold notes of drawing programs; no browser shows them."""

_FILTERS = (
    "Blend",
    "ColorMatrix",
    "ComponentTransfer",
    "Composite",
    "ConvolveMatrix",
    "DiffuseLighting",
    "DisplacementMap",
    "DistantLight",
    "DropShadow",
    "Flood",
    "FuncA",
    "FuncB",
    "FuncG",
    "FuncR",
    "GaussianBlur",
    "Image",
    "Merge",
    "MergeNode",
    "Morphology",
    "Offset",
    "PointLight",
    "SpecularLighting",
    "SpotLight",
    "Tile",
    "Turbulence",
)
ELEMENTS = frozenset(
    (
        *(
            "svg",
            "g",
            "defs",
            "symbol",
            "use",
            "switch",
            "a",
            "view",
            "title",
            "desc",
            "metadata",
            "style",
        ),
        *("path", "rect", "circle", "ellipse", "line", "polyline", "polygon", "image"),
        *("text", "tspan", "tref", "textPath"),
        *(
            "linearGradient",
            "radialGradient",
            "stop",
            "pattern",
            "clipPath",
            "mask",
            "marker",
            "filter",
        ),
        *(f"fe{name}" for name in _FILTERS),
    )
)
"""The elements that may stand in an SVG. Names are written exactly so."""

_RUNS = ("svg-script", "It would run as a program.")
_PAGE = ("svg-foreign-object", "It would hold a piece of a web page.")
_MOVES = (
    "svg-animation",
    "A logo stands still: movement distracts, and an animation can change where a link leads.",
)
REFUSED: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        **dict.fromkeys(("script", "handler", "listener"), _RUNS),
        **dict.fromkeys(
            (
                "foreignobject",
                "iframe",
                "embed",
                "object",
                "audio",
                "video",
                "canvas",
                "html",
                "body",
                "link",
                "meta",
                "base",
            ),
            _PAGE,
        ),
        **dict.fromkeys(
            (
                "animate",
                "animatecolor",
                "animatemotion",
                "animatetransform",
                "set",
                "mpath",
                "discard",
            ),
            _MOVES,
        ),
    }
)
"""Lower-case names of elements that have a reason of their own -> fault and reason."""
