"""SVGs pass as they are, or are refused with every reason; nothing is rewritten.

Elements and attributes that may be there are listed, and all others are refused: an SVG is a
document that can run programs, fetch files and hold a web page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from xml.parsers import expat

from themebuilder.core.problems import shorten
from themebuilder.media.model import SvgFault
from themebuilder.media.svg_style import RUNS, find_address_fault, find_style_faults

_SVG = "http://www.w3.org/2000/svg"
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
)
"""Namespaces that begin like this hold notes of drawing programs; no browser acts on them."""

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

MAX_BYTES = 512_000
MAX_DEPTH = 100
MAX_ELEMENTS = 20_000
MAX_SHOWN = 100_000
"""So many elements may be shown when every reference to a part of the SVG is followed."""
MAX_FAULTS = 100
"""Reading stops after so many; nobody reads on either."""
_MOST_LEVELS = 250
"""References to parts that refer to parts are followed so far."""

_START = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?svg[\s/>]", re.IGNORECASE)
_REFERENCE = re.compile(r"(?:^\s*|url\(\s*(?:[\"']\s*)?)#([^\s\"')]+)", re.IGNORECASE)
_PACKET = "xpacket"
"""Adobe's programs wrap their metadata in this processing instruction; nothing acts on it."""

_UTF_8 = "Text in another encoding can hide from the checks. Save it as UTF-8."
_TOO_MUCH = "It could stop a browser. Simplify it, or export it as PNG."
_PLAIN = "Only still shapes are allowed, and no part of a web page. Export it as plain SVG."


def looks_like_svg(source: bytes) -> bool:
    """Whether *source* is meant to be an SVG, good or bad."""
    head = source[:65_536].replace(b"\0", b"")
    return bool(_START.match(head) and _ROOT.search(head))


def find_svg_faults(source: bytes) -> tuple[SvgFault, ...]:
    """Everything that keeps the SVG out, from its first line to its last; nothing if it may pass."""
    if len(source) > MAX_BYTES:
        message = f"The SVG has {len(source):,} bytes; at most {MAX_BYTES:,} are read."
        return (SvgFault(1, 1, "svg-too-complex", message, _TOO_MUCH),)
    if source.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in source[:4]:
        message = "The SVG is written in UTF-16 or UTF-32."
        return (SvgFault(1, 1, "svg-malformed", message, _UTF_8),)
    return tuple(sorted(_Reader(source).read(), key=lambda fault: (fault.line, fault.column)))


@dataclass(slots=True)
class _Part:
    """An element with an id: the elements in it, and the ids of the parts that it shows."""

    id: str
    size: int = 0
    shows: list[str] = field(default_factory=list)


class _Enough(Exception):  # noqa: N818  # no error: the rest need not be read
    """Reading on would cost more than it tells."""


class _Reader:
    """One pass over an SVG."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._faults: list[SvgFault] = []
        self._elements = 0
        self._open: list[str] = []
        self._whole = _Part("")
        self._open_parts = [self._whole]
        self._parts = {"": self._whole}
        self._style: list[str] = []
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        # Names come as "namespace local prefix", attributes as [name, value, name, value …].
        parser.namespace_prefixes = True
        parser.ordered_attributes = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def read(self) -> list[SvgFault]:
        """Read to the end, or to where it is enough."""
        try:
            self._parser.Parse(self._source, True)  # noqa: FBT003  # takes no keyword
        except _Enough:
            return self._faults
        except expat.ExpatError as error:
            message = f"The XML is not well-formed: {expat.ErrorString(error.code)}."
            hint = "Browsers show nothing of it. Export it again."
            fault = SvgFault(error.lineno, error.offset + 1, "svg-malformed", message, hint)
            return [*self._faults, fault]
        if _shows_too_much(self._parts):
            message = f"The SVG repeats its parts until they are more than {MAX_SHOWN:,} elements."
            self._faults.append(SvgFault(1, 1, "svg-too-complex", message, _TOO_MUCH))
        return self._faults

    def _add(self, rule: str, message: str, hint: str) -> None:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        self._faults.append(SvgFault(line, column, rule, message, hint))
        if len(self._faults) >= MAX_FAULTS:
            raise _Enough

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
            self._add("svg-malformed", f"The SVG is written in {encoding}.", _UTF_8)
            raise _Enough

    def _doctype(
        self,
        _name: str,
        _system: str | None,
        _public: str | None,
        has_subset: bool,  # noqa: FBT001
    ) -> None:
        hint = "It can define entities that grow to gigabytes, and no browser needs it. Delete it."
        self._add("svg-doctype", "The SVG has a DOCTYPE.", hint)
        if has_subset:
            raise _Enough

    def _instruction(self, target: str, _data: str) -> None:
        if target != _PACKET:
            hint = "A processing instruction can fetch a style sheet or a program. Delete it."
            self._add("svg-doctype", f"The SVG holds <?{target} …?>.", hint)

    def _text(self, text: str) -> None:
        if "style" in self._open:
            self._style.append(text)

    def _start(self, full_name: str, attributes: list[str]) -> None:
        self._elements += 1
        if len(self._open) >= MAX_DEPTH or self._elements > MAX_ELEMENTS:
            message = f"The SVG has more than {MAX_DEPTH} levels or {MAX_ELEMENTS:,} elements."
            self._add("svg-too-complex", message, _TOO_MUCH)
            raise _Enough
        namespace, name, written = _split(full_name)
        self._check_element(namespace, name, written)
        names = [_split(attribute) for attribute in attributes[::2]]
        for parts, value in zip(names, attributes[1::2], strict=True):
            for fault in _find_attribute_faults(namespace, *parts, value):
                self._add(*fault)
        self._open_part(name, names, attributes[1::2])
        self._open.append(name.lower())

    def _end(self, _full_name: str) -> None:
        self._open_parts.pop()
        if self._open.pop() == "style" and "style" not in self._open:
            for fault in find_style_faults("".join(self._style), is_sheet=True):
                self._add(*fault)
            self._style.clear()

    def _check_element(self, namespace: str, name: str, written: str) -> None:
        if not self._open and (namespace, name) != (_SVG, "svg"):
            hint = f'It must begin with <svg xmlns="{_SVG}">, or browsers show nothing.'
            self._add("svg-malformed", f"The first element is <{written}>.", hint)
        elif "style" in self._open:
            hint = "A style sheet is text; tags in it can hide what it says."
            self._add("svg-style", f"<{written}> is inside a style sheet.", hint)
        elif name.lower() in ("script", "handler", "listener"):
            self._add("svg-script", f"The SVG holds <{written}>.", RUNS)
        elif name not in _ELEMENTS if namespace == _SVG else not namespace.startswith(_EDITORS):
            self._add("svg-unknown-element", f"The SVG holds <{written}>.", _PLAIN)

    def _open_part(
        self, element: str, names: list[tuple[str, str, str]], values: list[str]
    ) -> None:
        """Count the element in the nearest part, and begin a part where it has an id."""
        part = self._open_parts[-1]
        part.size += 1
        ids = (value for (_, name, _), value in zip(names, values, strict=True) if name == "id")
        id_ = next(ids, "")
        if id_ and all(id_ != other.id for other in self._open_parts):
            part.shows.append(id_)
            part = self._parts.setdefault(id_, _Part(id_))
        self._open_parts.append(part)
        if element != "a":  # a link shows nothing
            part.shows += [id_ for value in values for id_ in _REFERENCE.findall(value)]


def _find_attribute_faults(
    element: str, namespace: str, name: str, written: str, value: str
) -> Iterator[tuple[str, str, str]]:
    """Rule, message and hint of every reason to refuse an attribute of an *element*'s namespace."""
    if name.lower().startswith("on"):
        yield "svg-script", f"The attribute {written} handles an event.", RUNS
    elif namespace.startswith(_EDITORS) or (element.startswith(_EDITORS) and not namespace):
        return
    elif name == "href" and namespace in ("", _XLINK):
        if hint := find_address_fault(value):
            message = f"The attribute {written} refers to “{shorten(value.strip())}”."
            yield "svg-external-reference", message, hint
    elif not namespace and name.startswith(("data-", "aria-")):
        return
    elif (
        name in _ATTRIBUTES
        if not namespace
        else namespace == _XLINK or (namespace == _XML and name != "base")
    ):
        for rule, message, hint in find_style_faults(value):
            yield rule, f"{message[:-1]}, in the attribute {written}.", hint
    else:
        yield "svg-unknown-element", f"The SVG holds the attribute {written}.", _PLAIN


def _shows_too_much(parts: dict[str, _Part]) -> bool:
    """Whether following every reference shows more than `MAX_SHOWN` elements, or never ends.

    Ten elements that each show ten others that each show ten others … fill a small file and stop
    any browser.
    """
    shown = dict.fromkeys(parts, 0)
    for _ in range(_MOST_LEVELS):
        before = shown
        shown = {
            id_: part.size + sum(before.get(other, 0) for other in part.shows)
            for id_, part in parts.items()
        }
        if shown[""] > MAX_SHOWN:
            return True
        if shown == before:
            return False
    return True


def _split(full_name: str) -> tuple[str, str, str]:
    """Namespace, local name, and the name as it is written, of what expat calls it."""
    parts = full_name.split(" ")
    if len(parts) == 1:
        return "", full_name, full_name
    namespace, name, *prefix = parts
    return namespace, name, ":".join([*prefix, name])
