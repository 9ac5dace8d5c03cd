"""Checks SVGs: they are kept unchanged, or rejected with every reason.

Allowed elements and attributes are listed, and all others are rejected: an SVG is a document that
can run programs, fetch files and contain a web page.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from xml.parsers import expat

from themebuilder.core.messages import N_, _
from themebuilder.media.model import SvgFault, SvgFaultKind
from themebuilder.media.svg_allowed import (
    PLAIN,
    RUNS,
    SVG,
    find_attribute_faults,
    find_style_faults,
    is_allowed,
    is_script,
    split_name,
)

_XHTML = "http://www.w3.org/1999/xhtml"
_ACTIVE = frozenset(
    "foreignobject animate animatemotion animatetransform animatecolor set discard iframe audio "  # noqa: SIM905
    "video canvas embed object".split()
)
"""Elements, in lower case, that hold web pages, play, or change other elements, such as their links."""
MAX_BYTES = 512_000
MAX_DEPTH = 100
MAX_ELEMENTS = 20_000
MAX_SHOWN = 100_000
"""The most elements shown when every reference to a part of the SVG is followed."""
MAX_FAULTS = 100
"""Reading stops after so many."""
_MOST_LEVELS = 250
"""How deep references to parts that refer to parts are followed."""

_START = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?svg[\s/>]", re.IGNORECASE)
_SIZE = re.compile(rb"\s(width|height|viewBox)\s*=\s*[\"']([^\"']*)")
_LENGTH = re.compile(rb"(\d*\.?\d+)(px|pt|pc|mm|cm|in|)")
_BOX = re.compile(rb"[-\d.e]+[\s,]+[-\d.e]+[\s,]+(\d*\.?\d+)[\s,]+(\d*\.?\d+)")
_REFERENCE = re.compile(r"(?:^\s*|url\(\s*(?:[\"']\s*)?)#([^\s\"')]+)", re.IGNORECASE)
_PACKET = "xpacket"
"""Adobe's programs wrap their metadata in this processing instruction; browsers ignore it."""

_FAULTS = (
    N_("duplicate attribute"),
    N_("junk after document element"),
    N_("mismatched tag"),
    N_("no element found"),
    N_("not well-formed (invalid token)"),
    N_("unbound prefix"),
    N_("unclosed CDATA section"),
    N_("unclosed token"),
    N_("undefined entity"),
)
"""What expat reports most, to be translated."""
_HOLDS = N_("The SVG contains `<{element}>`.")
_UTF_8 = N_("Save it as UTF-8: the checks can't read other encodings.")
_TOO_MUCH = N_("It could freeze a browser. Simplify it, or export it as PNG.")


def looks_like_svg(source: bytes) -> bool:
    """Whether *source* is meant to be an SVG, good or bad."""
    head = source[:65_536].replace(b"\0", b"")
    return bool(_START.match(head) and _ROOT.search(head))


def read_svg_size(source: bytes) -> tuple[float, float]:
    """Return the width and height that the SVG says, in any unit; 0 if it says none."""
    root = _ROOT.search(source)
    attributes = dict(_SIZE.findall(source[root.start() :].partition(b">")[0])) if root else {}
    width, height = (
        _LENGTH.fullmatch(attributes.get(side, b"").strip()) for side in (b"width", b"height")
    )
    if width and height and width[2] == height[2]:
        return float(width[1]), float(height[1])
    box = _BOX.fullmatch(attributes.get(b"viewBox", b"").strip())
    return (float(box[1]), float(box[2])) if box else (0, 0)


def find_svg_faults(source: bytes) -> tuple[SvgFault, ...]:
    """Return every reason to reject the SVG, in order of lines."""
    if len(source) > MAX_BYTES:
        sizes = {"size": len(source), "most": MAX_BYTES}
        message = _("The SVG has {size:,} bytes; at most {most:,} are allowed.", **sizes)
        return (SvgFault(1, 1, "complex", message, _(_TOO_MUCH)),)
    if source.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in source[:4]:
        message = _("The SVG's encoding is UTF-16 or UTF-32.")
        return (SvgFault(1, 1, "malformed", message, _(_UTF_8)),)
    return tuple(sorted(_Reader(source).read(), key=lambda fault: (fault.line, fault.column)))


@dataclass(slots=True)
class _Part:
    """An element with an id: the elements in it, and the ids of the parts that it shows."""

    id: str
    size: int = 0
    shows: list[str] = field(default_factory=list)


class _StopReading(Exception):  # noqa: N818  # no error: the rest isn't read
    """Enough was found to stop reading."""


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
        """Read to the end, or until enough was found."""
        try:
            self._parser.Parse(self._source, True)  # noqa: FBT003  # takes no keyword
        except _StopReading:
            return self._faults
        except expat.ExpatError as error:
            reason = _(expat.ErrorString(error.code))
            message = _("The XML isn't well-formed: {reason}.", reason=reason)
            hint = _("Browsers can't show it. Export it again.")
            fault = SvgFault(error.lineno, error.offset + 1, "malformed", message, hint)
            return [*self._faults, fault]
        if _shows_too_much(self._parts):
            message = _(
                "The SVG repeats its parts: over {most:,} elements in total.", most=MAX_SHOWN
            )
            self._faults.append(SvgFault(1, 1, "complex", message, _(_TOO_MUCH)))
        return self._faults

    def _add(self, kind: SvgFaultKind, message: str, hint: str, *, is_active: bool = True) -> None:
        line, column = self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1
        self._faults.append(SvgFault(line, column, kind, message, hint, is_active))
        if len(self._faults) >= MAX_FAULTS:
            raise _StopReading

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in ("utf-8", "us-ascii"):
            message = _("The SVG's encoding is {encoding}.", encoding=encoding)
            self._add("malformed", message, _(_UTF_8))
            raise _StopReading

    def _doctype(
        self,
        _name: str,
        _system: str | None,
        _public: str | None,
        has_subset: bool,  # noqa: FBT001
    ) -> None:
        hint = _("A DOCTYPE can expand to gigabytes, and no browser needs it. Remove it.")
        self._add("instruction", _("The SVG has a DOCTYPE."), hint, is_active=has_subset)
        if has_subset:
            raise _StopReading

    def _instruction(self, target: str, _data: str) -> None:
        if target != _PACKET:
            message = _("The SVG contains `<?{target} …?>`.", target=target)
            hint = _("A processing instruction can load a style sheet or a program. Remove it.")
            self._add("instruction", message, hint)

    def _text(self, text: str) -> None:
        if "style" in self._open:
            self._style.append(text)

    def _start(self, full_name: str, attributes: list[str]) -> None:
        self._elements += 1
        if len(self._open) >= MAX_DEPTH or self._elements > MAX_ELEMENTS:
            most = {"depth": MAX_DEPTH, "elements": MAX_ELEMENTS}
            message = _("The SVG has more than {depth} levels or {elements:,} elements.", **most)
            self._add("complex", message, _(_TOO_MUCH))
            raise _StopReading
        namespace, name, written = split_name(full_name)
        self._check_element(namespace, name, written)
        names = [split_name(attribute) for attribute in attributes[::2]]
        for parts, value in zip(names, attributes[1::2], strict=True):
            for fault in find_attribute_faults(namespace, *parts, value):
                is_active = fault[0] != "element" or parts[1] == "base"
                self._add(*fault, is_active=is_active)
        self._open_part(name, names, attributes[1::2])
        self._open.append(name.lower())

    def _end(self, _full_name: str) -> None:
        self._open_parts.pop()
        if self._open.pop() == "style" and "style" not in self._open:
            for fault in find_style_faults("".join(self._style), is_sheet=True):
                self._add(*fault)
            self._style.clear()

    def _check_element(self, namespace: str, name: str, written: str) -> None:
        if not self._open and (namespace, name) != (SVG, "svg"):
            message = _("The first element is `<{element}>`.", element=written)
            hint = _('Begin with `<svg xmlns="{namespace}">`; browsers need it.', namespace=SVG)
            self._add("malformed", message, hint)
        elif "style" in self._open:
            message = _("`<{element}>` is inside a style sheet.", element=written)
            self._add("style", message, _("Tags in a style sheet can hide its content."))
        elif is_script(name):
            self._add("script", _(_HOLDS, element=written), _(RUNS))
        elif not is_allowed(namespace, name):
            is_active = name.lower() in _ACTIVE or namespace == _XHTML
            message = _(_HOLDS, element=written)
            self._add("element", message, _(PLAIN), is_active=is_active)

    def _open_part(
        self, element: str, names: list[tuple[str, str, str]], values: list[str]
    ) -> None:
        """Count the element in the nearest part, and begin a part where it has an id."""
        part = self._open_parts[-1]
        part.size += 1
        ids = (
            value for (_space, name, _as), value in zip(names, values, strict=True) if name == "id"
        )
        id_ = next(ids, "")
        if id_ and all(id_ != other.id for other in self._open_parts):
            part.shows.append(id_)
            part = self._parts.setdefault(id_, _Part(id_))
        self._open_parts.append(part)
        if element != "a":  # a link shows nothing
            part.shows += [id_ for value in values for id_ in _REFERENCE.findall(value)]


def _shows_too_much(parts: dict[str, _Part]) -> bool:
    """Whether following every reference shows more than `MAX_SHOWN` elements, or never ends.

    Ten elements that each show ten others that each show ten others … fill a small file and stop
    any browser.
    """
    shown = dict.fromkeys(parts, 0)
    for _level in range(_MOST_LEVELS):
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
