"""What an SVG may hold: elements and attributes, addresses and styles.

The lists say what is allowed; everything else is rejected. The text of a style is searched, not parsed,
comments and strings included: rejecting too much is safer than missing one hidden address.
"""

from __future__ import annotations

import re
from base64 import b64decode
from binascii import Error as Base64Error
from collections.abc import Iterator
from itertools import islice

from themebuilder.core.messages import N_, _
from themebuilder.core.problems import shorten
from themebuilder.media.model import MAX_SOURCE_PIXELS, MediaError, SvgFaultKind
from themebuilder.media.picture_header import read_header

Match = tuple[SvgFaultKind, str, str]
"""Kind, message, hint."""

_DATA = re.compile(r"data:image/(png|jpe?g);base64,([A-Za-z0-9+/=\s]+)", re.IGNORECASE)
# Browsers strip spaces and control characters from both ends of an address.
_BLANK = "".join(map(chr, range(0x21)))
# A name is tried from its first letter only: a megabyte of letters must not cost its square.
_CALL = re.compile(r"(?<![-\w])([-\w]+)\(")
_ADDRESS = re.compile(r"\s*(?:\"([^\"]*)|'([^']*)|([^)]*))")
_FETCHING = re.compile(r"(-webkit-|-moz-)?(src|image|image-set|cross-fade|element|paint|attr)")
_WITHIN = re.compile(r"\s*[\"']?#")
_SCRIPT = re.compile(
    # Browsers skip blanks within the name of a scheme.
    "|".join(
        r"\s*".join(map(re.escape, word))
        for word in ("javascript:", "vbscript:", "-moz-binding", "behavior:", "expression(")
    ),
    re.IGNORECASE,
)
_AT_RULE = re.compile(r"@(-?[a-z][-\w]*)", re.IGNORECASE)
_HARMLESS_RULES = frozenset(("charset", "media", "supports", "font-face", "layer"))
_MOST = 100
"""A search stops after so many matches."""
_FETCHES = N_("Browsers would load it from elsewhere. Embed it, or remove it.")
RUNS = N_("It would run as a program. Remove it.")


def find_address_fault(address: str) -> str:
    """Return why *address* is rejected, or an empty text for parts of the SVG and embedded pictures."""
    address = address.strip(_BLANK)
    if not address or address.startswith("#"):
        return ""
    if address[:5].lower() != "data:":
        return _(_FETCHES)
    picture = _DATA.fullmatch(address)
    if not picture:
        return _("Embed only PNG and JPEG pictures, as base64.")
    try:
        header = read_header(b64decode(picture[2]))
    except (Base64Error, MediaError):
        return _("The embedded picture can't be read.")
    if header.format != ("PNG" if picture[1].lower() == "png" else "JPEG") or header.is_animated:
        return _(
            "The embedded picture's format is {format}, unlike its label.", format=header.format
        )
    if header.width * header.height > MAX_SOURCE_PIXELS:
        size = {"width": header.width, "height": header.height}
        return _("The embedded picture claims {width} x {height} pixels.", **size)
    return ""


def find_style_faults(style: str, *, is_sheet: bool = False) -> Iterator[Match]:
    """Yield everything in *style* that is rejected, escapes first.

    *is_sheet* when *style* is the content of a style element, which may hold rules such as ``@import``.
    """
    if "\\" in style:
        hint = _("An escape can hide an address. Write the character itself.")
        yield "style", _("A style contains an escape (a backslash)."), hint
    searches = [_find_calls(style), _find_scripts(style)]
    if is_sheet:
        searches.append(_find_rules(style))
    for search in searches:
        yield from islice(search, _MOST)


def _find_calls(text: str) -> Iterator[Match]:
    for call in _CALL.finditer(text):
        function = call[1].lower()
        # A longer word that ends so is not the function, but looking at it costs nothing.
        if function.endswith("url"):
            if _WITHIN.match(text, call.end()):
                continue
            written = _ADDRESS.match(text, call.end())
            address = "".join(filter(None, written.groups())) if written else ""
            if hint := find_address_fault(address):
                message = _("A style refers to `{address}`.", address=shorten(address.strip()))
                yield "reference", message, hint
        elif _FETCHING.fullmatch(function):
            message = _("A style uses `{function}()`.", function=function)
            yield "reference", message, _(_FETCHES)


def _find_scripts(text: str) -> Iterator[Match]:
    for script in _SCRIPT.finditer(text):
        yield "script", _("A style contains `{code}`.", code=script[0]), _(RUNS)


def _find_rules(text: str) -> Iterator[Match]:
    for rule in _AT_RULE.finditer(text):
        name = rule[1].lower()
        # An e-mail address in a comment is no rule.
        is_rule = not re.match(r"[\w-]", text[rule.start() - 1 : rule.start()])
        if name.startswith("import") or (is_rule and name not in _HARMLESS_RULES):
            message = _("A style sheet uses `@{rule}`.", rule=name)
            hint = _("Use only @media, @supports, @font-face, @layer and @charset.")
            yield "style", message, hint
    if "<" in text:
        hint = _("A page that embeds the SVG could take it for a tag.")
        yield "style", _("A style sheet contains `<`."), hint


SVG = "http://www.w3.org/2000/svg"
XLINK = "http://www.w3.org/1999/xlink"
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
    """Whether an element of that local name is a program."""
    return name.lower() in ("script", "handler", "listener")


def is_allowed(namespace: str, name: str) -> bool:
    """Whether an SVG may have such an element: a shape, or notes of a drawing program."""
    return name in _ELEMENTS if namespace == SVG else namespace.startswith(_EDITORS)


def find_attribute_faults(
    element: str, namespace: str, name: str, written: str, value: str
) -> Iterator[Match]:
    """Yield kind, message and hint of every reason to reject an attribute of an *element*'s namespace."""
    if name.lower().startswith("on"):
        message = _("The attribute `{attribute}` handles an event.", attribute=written)
        yield "script", message, _(RUNS)
    elif namespace.startswith(_EDITORS) or (element.startswith(_EDITORS) and not namespace):
        return
    elif name == "href" and namespace in ("", XLINK):
        if hint := find_address_fault(value):
            values = {"attribute": written, "address": shorten(value.strip())}
            message = _("The attribute `{attribute}` refers to `{address}`.", **values)
            yield "reference", message, hint
    elif not namespace and name.startswith(("data-", "aria-")):
        return
    elif (
        name in _ATTRIBUTES
        if not namespace
        else namespace == XLINK or (namespace == _XML and name != "base")
    ):
        for kind, fault, hint in find_style_faults(value):
            values = {"attribute": written, "fault": fault}
            yield kind, _("Attribute `{attribute}`: {fault}", **values), hint
    else:
        message = _("The SVG contains the attribute `{attribute}`.", attribute=written)
        yield "element", message, _(PLAIN)


def split_name(full_name: str) -> tuple[str, str, str]:
    """Return namespace, local name, and the name as written, from expat's name."""
    parts = full_name.split(" ")
    if len(parts) == 1:
        return "", full_name, full_name
    namespace, name, *prefix = parts
    return namespace, name, ":".join([*prefix, name])
