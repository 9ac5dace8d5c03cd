"""What an SVG may contain: still shapes, and notes of drawing programs. Anything else is rejected."""

from __future__ import annotations

from collections.abc import Iterator

from themebuilder.core.messages import N_, _
from themebuilder.core.problems import shorten
from themebuilder.media.svg_style import RUNS, find_address_fault, find_style_faults

SVG = "http://www.w3.org/2000/svg"
_XLINK = "http://www.w3.org/1999/xlink"
_XML = "http://www.w3.org/XML/1998/namespace"
_EDITORS = (
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
    "http://xml.openoffice.org/svg/export",
    "http://sun.com/xmlns/staroffice/presentation",
    "http://krita.org/namespaces/svg/krita",
    "http://vectornator.io",
    "http://svgjs.com/svgjs",
    "http://svgjs.dev/svgjs",
)
"""Namespaces that begin like this hold notes of drawing programs; browsers ignore them."""

_ELEMENTS = frozenset(
    """
    svg g defs symbol use switch a view title desc metadata style path rect circle ellipse line
    polyline polygon image text tspan tref textPath linearGradient radialGradient stop pattern
    clipPath mask marker filter feBlend feColorMatrix feComponentTransfer feComposite
    feConvolveMatrix feDiffuseLighting feDisplacementMap feDistantLight feDropShadow feFlood
    feFuncA feFuncB feFuncG feFuncR feGaussianBlur feImage feMerge feMergeNode feMorphology
    feOffset fePointLight feSpecularLighting feSpotLight feTile feTurbulence
    """.split()  # noqa: SIM905  # a list of strings would be a line each
)
_ATTRIBUTES = frozenset(
    """
    id class style lang role tabindex type media title target version baseProfile viewBox
    preserveAspectRatio zoomAndPan contentScriptType contentStyleType systemLanguage
    requiredFeatures requiredExtensions externalResourcesRequired href x y z width height cx cy
    r rx ry x1 y1 x2 y2 fx fy fr d points pathLength path transform transform-origin
    gradientTransform gradientUnits spreadMethod offset patternUnits patternContentUnits
    patternTransform clipPathUnits maskUnits maskContentUnits mask-type markerUnits markerWidth
    markerHeight orient refX refY dx dy rotate textLength lengthAdjust startOffset method
    spacing side filterUnits primitiveUnits filterRes in in2 result mode values tableValues
    slope intercept amplitude exponent k1 k2 k3 k4 operator order kernelMatrix divisor bias
    targetX targetY edgeMode preserveAlpha kernelUnitLength surfaceScale diffuseConstant
    specularConstant specularExponent limitingConeAngle azimuth elevation pointsAtX pointsAtY
    pointsAtZ xChannelSelector yChannelSelector scale stdDeviation baseFrequency numOctaves seed
    stitchTiles radius alignment-baseline baseline-shift clip clip-path clip-rule color
    color-interpolation color-interpolation-filters color-profile color-rendering cursor
    direction display dominant-baseline enable-background fill fill-opacity fill-rule filter
    flood-color flood-opacity font font-family font-size font-size-adjust font-stretch
    font-style font-variant font-weight glyph-orientation-horizontal glyph-orientation-vertical
    image-rendering isolation kerning letter-spacing lighting-color marker marker-end marker-mid
    marker-start mask mix-blend-mode opacity overflow paint-order pointer-events shape-rendering
    solid-color solid-opacity stop-color stop-opacity stroke stroke-dasharray stroke-dashoffset
    stroke-linecap stroke-linejoin stroke-miterlimit stroke-opacity stroke-width text-anchor
    text-decoration text-rendering text-transform unicode-bidi vector-effect visibility
    white-space word-spacing writing-mode
    """.split()  # noqa: SIM905  # a list of strings would be a line each
)
"""The attributes of SVG 1.1 and 2 without those of events and animation."""

PLAIN = N_("Only still shapes are allowed. Export it as plain SVG.")
"""What to do about anything else."""


def is_script(name: str) -> bool:
    """Return whether an element of that local name is a program."""
    return name.lower() in ("script", "handler", "listener")


def is_allowed(namespace: str, name: str) -> bool:
    """Return whether an SVG may have such an element: a shape, or notes of a drawing program."""
    return name in _ELEMENTS if namespace == SVG else namespace.startswith(_EDITORS)


def find_attribute_faults(
    element: str, namespace: str, name: str, written: str, value: str
) -> Iterator[tuple[str, str, str]]:
    """Yield rule, message and hint of every reason to reject an attribute of an *element*'s namespace."""
    if name.lower().startswith("on"):
        message = _("The attribute `{attribute}` handles an event.", attribute=written)
        yield "svg-script", message, _(RUNS)
    elif namespace.startswith(_EDITORS) or (element.startswith(_EDITORS) and not namespace):
        return
    elif name == "href" and namespace in ("", _XLINK):
        if hint := find_address_fault(value):
            values = {"attribute": written, "address": shorten(value.strip())}
            message = _("The attribute `{attribute}` refers to `{address}`.", **values)
            yield "svg-external-reference", message, hint
    elif not namespace and name.startswith(("data-", "aria-")):
        return
    elif (
        name in _ATTRIBUTES
        if not namespace
        else namespace == _XLINK or (namespace == _XML and name != "base")
    ):
        for rule, fault, hint in find_style_faults(value):
            values = {"attribute": written, "fault": fault}
            yield rule, _("Attribute `{attribute}`: {fault}", **values), hint
    else:
        message = _("The SVG contains the attribute `{attribute}`.", attribute=written)
        yield "svg-unknown-element", message, _(PLAIN)


def split_name(full_name: str) -> tuple[str, str, str]:
    """Return namespace, local name, and the name as written, from expat's name."""
    parts = full_name.split(" ")
    if len(parts) == 1:
        return "", full_name, full_name
    namespace, name, *prefix = parts
    return namespace, name, ":".join([*prefix, name])
