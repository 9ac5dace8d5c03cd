"""SVGs pass as they are or are refused with every reason; nothing is rewritten in silence.

What may stand in one is listed, and all else is refused: an SVG is a document that can run
programs, fetch files and hold a whole web page, and new ways to do so are still invented.
"""

from __future__ import annotations

import re
from xml.parsers import expat

from themebuilder.media.addresses import judged
from themebuilder.media.attributes import attribute_refusals
from themebuilder.media.css import css_findings
from themebuilder.media.repeats import MAX_SHOWN, Part, repeats_endlessly
from themebuilder.media.slots import Fault
from themebuilder.media.svg_vocabulary import EDITORS, ELEMENTS, REFUSED, SVG, XHTML

MAX_BYTES = 512_000
MAX_DEPTH = 100
MAX_ELEMENTS = 20_000
MAX_FAULTS = 100
"""Reading stops after so many; nobody reads on either."""

_START = re.compile(rb"(?:\xef\xbb\xbf|\xff\xfe|\xfe\xff)?\s*<")
_ROOT = re.compile(rb"<(?:[\w.-]+:)?svg[\s/>]", re.IGNORECASE)
_TAG = re.compile(rb"<[^\s/>]+")
_ATTRIBUTE = re.compile(rb"\s+([^\s=]+)\s*=\s*(?:\"[^\"]*\"|'[^']*')")
_REFERENCE = re.compile(r"(?:^\s*|url\(\s*(?:[\"']\s*)?)#([^\s\"')]+)", re.IGNORECASE)
_UTF_8 = ("utf-8", "us-ascii")
_PACKET = "xpacket"
"""Adobe's programs wrap their metadata in this processing instruction; nothing acts on it."""

_HIDES = "Text in another encoding can hide from every check. Save it as UTF-8."
_TOO_MUCH = "It could stop a browser. Simplify it, or export it as PNG."


def looks_like_svg(source: bytes) -> bool:
    """Whether *source* is meant to be an SVG, good or bad."""
    head = source[:65_536].replace(b"\0", b"")
    return bool(_START.match(head) and _ROOT.search(head))


def svg_faults(source: bytes) -> tuple[Fault, ...]:
    """Everything that keeps the SVG out, from its first line to its last; nothing if it may pass."""
    if len(source) > MAX_BYTES:
        what = f"The SVG has {len(source):,} bytes; at most {MAX_BYTES:,} are read."
        return (Fault(1, 1, "svg-too-complex", what, _TOO_MUCH),)
    if source.startswith((b"\xff\xfe", b"\xfe\xff")) or b"\0" in source[:4]:
        return (Fault(1, 1, "svg-encoding", "The SVG is written in UTF-16 or UTF-32.", _HIDES),)
    return tuple(sorted(_Reading(source).faults(), key=lambda one: (one.line, one.column)))


class _Enough(Exception):  # noqa: N818  # no error: what follows need not be read
    """Reading on would cost more than it tells."""


class _Reading:
    """One pass over an SVG, from which `faults` comes."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self._found: list[Fault] = []
        self._open: list[str] = []
        self._open_parts: list[Part] = []
        self._whole = Part()
        self._parts: dict[str, Part] = {}
        self._style: list[tuple[int, int, str]] = []
        self._parser = parser = expat.ParserCreate(namespace_separator=" ")
        # Names come as "namespace local prefix", attributes as [name, value, name, value …].
        parser.namespace_prefixes = True
        parser.ordered_attributes = True
        parser.XmlDeclHandler = self._declaration
        parser.StartDoctypeDeclHandler = self._doctype
        parser.EntityDeclHandler = self._entity
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def faults(self) -> list[Fault]:
        """Read to the end, or to where it is enough."""
        try:
            self._parser.Parse(self._source, True)  # noqa: FBT003  # takes no keyword
        except _Enough:
            return self._found
        except expat.ExpatError as error:
            what = f"The XML is not well-formed: {expat.ErrorString(error.code)}."
            why = "Browsers show nothing of it."
            fault = Fault(error.lineno, error.offset + 1, "svg-malformed", what, why)
            return [*self._found, fault]
        if repeats_endlessly(self._whole, self._parts):
            what = f"The SVG repeats its parts until they are more than {MAX_SHOWN:,} elements."
            self._found.append(Fault(1, 1, "svg-too-complex", what, _TOO_MUCH))
        return self._found

    def _add(self, name: str, what: str, why: str, at: tuple[int, int] | None = None) -> None:
        self._found.append(Fault(*(at or self._here()), name, what, why))
        if len(self._found) >= MAX_FAULTS:
            raise _Enough

    def _here(self) -> tuple[int, int]:
        return self._parser.CurrentLineNumber, self._parser.CurrentColumnNumber + 1

    def _declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding and encoding.lower() not in _UTF_8:
            self._add("svg-encoding", f"The SVG is written in {encoding}.", _HIDES)
            raise _Enough

    def _doctype(
        self,
        _name: str,
        _system: str | None,
        _public: str | None,
        has_subset: bool,  # noqa: FBT001
    ) -> None:
        why = "It can declare what the checks cannot see, and no browser needs it. Delete it."
        self._add("svg-doctype", "The SVG has a DOCTYPE.", why)
        if has_subset:
            raise _Enough

    def _entity(self, name: str, *_: object) -> None:
        why = "Entities can grow without end and fetch files."
        self._add("svg-entity", f"The SVG declares the entity {name}.", why)
        raise _Enough

    def _instruction(self, target: str, _data: str) -> None:
        if target != _PACKET:
            why = "A processing instruction can fetch a style sheet or a program."
            self._add("svg-instruction", f"The SVG holds <?{target} …?>.", why)

    def _text(self, text: str) -> None:
        if "style" in self._open:
            self._style.append((*self._here(), text))

    def _start(self, full_name: str, attributes: list[str]) -> None:
        self._whole.size += 1
        if len(self._open) >= MAX_DEPTH or self._whole.size > MAX_ELEMENTS:
            what = f"The SVG has more than {MAX_DEPTH} levels or {MAX_ELEMENTS:,} elements."
            self._add("svg-too-complex", what, _TOO_MUCH)
            raise _Enough
        namespace, name, shown = _split(full_name)
        self._judge_element(namespace, name, shown)
        pairs = list(zip(attributes[::2], attributes[1::2], strict=True))
        for number, (attribute, value) in enumerate(pairs):
            for refusal in attribute_refusals(*_split(attribute), value):
                self._add(*refusal, at=self._attribute_place(number))
        self._count(pairs)
        self._open.append(name.lower())

    def _end(self, _full_name: str) -> None:
        self._open_parts.pop()
        if self._open.pop() == "style" and "style" not in self._open:
            self._judge_style()

    def _judge_element(self, namespace: str, name: str, shown: str) -> None:
        lower = name.lower()
        if not self._open and (namespace, name) != (SVG, "svg"):
            why = f'It must begin with <svg xmlns="{SVG}">, or browsers show nothing.'
            self._add("svg-root", f"The first element is <{shown}>.", why)
        elif "style" in self._open:
            why = "A style sheet is text; tags in it can hide what it says."
            self._add("svg-style", f"<{shown}> stands inside a style sheet.", why)
        elif namespace == XHTML:
            why = "It is a piece of a web page, and can run programs."
            self._add("svg-embedded-html", f"The SVG holds <{shown}> of HTML.", why)
        elif lower in REFUSED:
            fault, why = REFUSED[lower]
            self._add(fault, f"The SVG holds <{shown}>.", why)
        elif namespace == SVG and name not in ELEMENTS:
            why = "Only the still elements of SVG are known to be harmless."
            self._add("svg-unknown-element", f"The SVG holds <{shown}>.", why)
        elif namespace != SVG and not namespace.startswith(EDITORS):
            why = f"Nothing is known of its namespace, {namespace or 'which is none'}."
            self._add("svg-unknown-element", f"The SVG holds <{shown}>.", why)

    def _judge_style(self) -> None:
        text = "".join(piece for _, _, piece in self._style)
        for found in css_findings(text, judged, is_sheet=True):
            self._add(found.name, found.what, found.why, self._style_place(found.offset))
        self._style.clear()

    def _style_place(self, offset: int) -> tuple[int, int]:
        line, column = 0, 0
        for line, column, piece in self._style:  # noqa: B007  # the last one is used below
            if offset < len(piece):
                break
            offset -= len(piece)
        return line, column + offset

    def _attribute_place(self, number: int) -> tuple[int, int]:
        """Where the attribute with this *number* of the element that begins here is written."""
        tag = _TAG.match(self._source, self._parser.CurrentByteIndex)
        at = tag.end() if tag else 0
        while written := _ATTRIBUTE.match(self._source, at):
            if not written[1].startswith(b"xmlns"):
                if number == 0:
                    before = self._source[: written.start(1)]
                    line = before[before.rfind(b"\n") + 1 :]
                    return before.count(b"\n") + 1, len(line.decode(errors="replace")) + 1
                number -= 1
            at = written.end()
        return self._here()

    def _count(self, attributes: list[tuple[str, str]]) -> None:
        """Note what this element adds to every open element that has an id."""
        name = next((value for attribute, value in attributes if attribute == "id"), "")
        self._open_parts.append(self._parts.setdefault(name, Part()) if name else Part())
        refers_to = [one for _, value in attributes for one in _REFERENCE.findall(value)]
        for part in self._open_parts:
            part.size += 1
            part.refers_to += refers_to
        self._whole.refers_to += refers_to


def _split(full_name: str) -> tuple[str, str, str]:
    """Namespace, local name, and the name as it is written, of what expat calls it."""
    parts = full_name.split(" ")
    if len(parts) == 1:
        return "", full_name, full_name
    namespace, name, *prefix = parts
    return namespace, name, ":".join([*prefix, name])
