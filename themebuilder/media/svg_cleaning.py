"""Removes from an SVG what must not ship; `find_svg_faults` must judge the result.

`clean_svg` is for builds: it removes what Illustrator writes and no browser needs, that is the
DOCTYPE, whose entities are only names of Adobe's, and the drawing in Illustrator's own format. A file
with a script in it is somebody's mistake to look at. `strip_svg` removes that too, for people who
can't edit the file themselves.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from xml.parsers import expat

from themebuilder.media.svg_allowed import (
    find_attribute_faults,
    find_style_faults,
    is_allowed,
    is_script,
    split_name,
)

_ENTITIES = {
    b"ns_svg": b"http://www.w3.org/2000/svg",
    b"ns_xlink": b"http://www.w3.org/1999/xlink",
    b"ns_extend": b"http://ns.adobe.com/Extensibility/1.0/",
    b"ns_ai": b"http://ns.adobe.com/AdobeIllustrator/10.0/",
    b"ns_graphs": b"http://ns.adobe.com/Graphs/1.0/",
    b"ns_vars": b"http://ns.adobe.com/Variables/1.0/",
    b"ns_imrep": b"http://ns.adobe.com/ImageReplacement/1.0/",
    b"ns_sfw": b"http://ns.adobe.com/SaveForWeb/1.0/",
    b"ns_custom": b"http://ns.adobe.com/GenericCustomNamespace/1.0/",
    b"ns_flows": b"http://ns.adobe.com/Flows/1.0/",
    b"ns_adobe_xpath": b"http://ns.adobe.com/XPath/1.0/",
}
"""The entities that Illustrator declares, each a namespace."""
_DOCTYPE = re.compile(
    rb"\A((?:\xef\xbb\xbf)?\s*(?:<\?xml\s[^>]*\?>\s*)?(?:<!--(?:(?!-->).)*-->\s*)*)"
    rb"<!DOCTYPE\s+svg(?:\s+(?:PUBLIC\s+(?:\"[^\"<]*\"|'[^'<]*')|SYSTEM)\s+(?:\"[^\"<]*\"|'[^'<]*'))?\s*"
    rb'(?:\[((?:\s|<!ENTITY\s+\w+\s+"[^"&%<]*"\s*>)*)\]\s*)?>',
    re.DOTALL,
)
_ENTITY = re.compile(rb'<!ENTITY\s+(\w+)\s+"([^"]*)"')
_ILLUSTRATOR = re.compile(
    rb'<foreignObject\s+requiredExtensions="http://ns\.adobe\.com/AdobeIllustrator/[^">]*"[^>]*'
    rb"(?:/>|(?<!/)>(?:(?!</?foreignObject).)*</foreignObject>)"
    rb"|<i:(aipgf|pgf)\s[^>]*(?<!/)>(?:(?!</?i:).)*</i:\1>",
    re.DOTALL,
)


def clean_svg(source: bytes) -> bytes:
    """Return *source* without what can be removed safely; the lines keep their numbers."""
    found = _DOCTYPE.match(source)
    if found is None:
        return _ILLUSTRATOR.sub(_keep_lines, source)
    declared = dict(_ENTITY.findall(found.group(2) or b""))
    if declared.items() - _ENTITIES.items():
        return source
    head = found.group(1)
    cleaned = head + b"\n" * found.group()[len(head) :].count(b"\n") + source[found.end() :]
    for name, value in declared.items():
        cleaned = cleaned.replace(b"&%s;" % name, value)
    return _ILLUSTRATOR.sub(_keep_lines, cleaned)


def _keep_lines(removed: re.Match[bytes]) -> bytes:
    return b"\n" * removed.group().count(b"\n")


_TAG = re.compile(rb"""<[^\s/>]+((?:\s+[^\s=/>]+\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(/?)>""")
_ATTRIBUTE = re.compile(rb"""\s+([^\s=/>]+)\s*=\s*(?:"[^"]*"|'[^']*')""")
_STATEMENT = re.compile(r"(?<=[;{}])")
_XPACKET = "xpacket"
Replacement = tuple[int, int, bytes]
"""Start and end of bytes, and what takes their place."""


def strip_svg(source: bytes) -> tuple[bytes, dict[str, int]]:
    """Return *source* without programs, references to elsewhere and other elements than still shapes.

    The second value has the number of things removed, by the rule that rejects them; `svg-cleaned`
    is what `clean_svg` removes. What isn't well-formed is returned as it is: `find_svg_faults` must
    judge the result in any case.
    """
    cleaned = clean_svg(source)
    removed = Counter({"svg-cleaned": 1} if cleaned != source else {})
    try:
        stripper = _Stripper(cleaned)
        stripper.parser.Parse(cleaned, True)  # noqa: FBT003  # takes no keyword
    except expat.ExpatError:
        return cleaned, dict(removed)
    parts: list[bytes] = []
    place = 0
    for start, end, text in sorted(stripper.spots):
        parts += [cleaned[place:start], text]
        place = end
    return b"".join([*parts, cleaned[place:]]), dict(removed + stripper.removed)


class _Stripper:
    """One pass over an SVG: the bytes to replace."""

    def __init__(self, source: bytes) -> None:
        self._source = source
        self.spots: list[Replacement] = []
        self.removed: Counter[str] = Counter()
        self._open: list[int] = []
        """Where the tags of the open elements end; 0 where a tag is the whole element."""
        self._within: tuple[int, int] | None = None
        """Depth and start of the element that is being removed."""
        self._style: list[str] | None = None
        self.parser = parser = expat.ParserCreate(namespace_separator=" ")
        parser.namespace_prefixes = True
        parser.ordered_attributes = True
        parser.StartDoctypeDeclHandler = self._doctype
        parser.ProcessingInstructionHandler = self._instruction
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._text

    def _doctype(self, _name: str, _system: object, _public: object, _has_subset: int) -> None:
        raise expat.ExpatError  # its bytes don't say what is in it

    def _instruction(self, target: str, _data: str) -> None:
        start = self.parser.CurrentByteIndex
        if target != _XPACKET and self._within is None:
            self._remove("svg-doctype", start, self._source.index(b"?>", start) + 2)

    def _text(self, text: str) -> None:
        if self._style is not None:
            self._style.append(text)

    def _start(self, full_name: str, attributes: list[str]) -> None:
        start = self.parser.CurrentByteIndex
        tag = _TAG.match(self._source, start)
        if tag is None:
            raise expat.ExpatError  # its bytes don't say what is in it
        self._open.append(0 if tag[2] else tag.end())
        if self._within is not None:
            return
        namespace, name, _written = split_name(full_name)
        if is_script(name) or not is_allowed(namespace, name) or self._style is not None:
            self.removed["svg-script" if is_script(name) else "svg-unknown-element"] += 1
            self._within = len(self._open), start
            return
        if name.lower() == "style":
            self._style = []
        places = _ATTRIBUTE.finditer(self._source, *tag.span(1))
        # Namespace declarations are attributes in the bytes, but not for the parser.
        written = [one for one in places if not re.match(rb"xmlns(:|$)", one[1])]
        for place, attribute, value in zip(written, attributes[::2], attributes[1::2], strict=True):
            self._check(namespace, place, split_name(attribute), value)

    def _check(
        self, namespace: str, place: re.Match[bytes], name: tuple[str, str, str], value: str
    ) -> None:
        found = next(find_attribute_faults(namespace, *name, value), None)
        if found is None:
            return
        kept = _filter_style(value, is_sheet=False) if name[1] == "style" else ""
        text = b""
        if kept:
            quoted = kept.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
            text = b' style="%s"' % quoted.encode()
        self._remove(found[0], *place.span(), text)

    def _end(self, _full_name: str) -> None:
        place, tag_end = self.parser.CurrentByteIndex, self._open.pop()
        if self._within is not None:
            depth, start = self._within
            if depth == len(self._open) + 1:
                self._within = None
                self.spots.append((start, self._find_end(start, place, tag_end), b""))
        elif self._style is not None:
            sheet = "".join(self._style)
            self._style = None
            if found := next(find_style_faults(sheet, is_sheet=True), None):
                kept = _filter_style(sheet, is_sheet=True)
                quoted = kept.replace("&", "&amp;").replace("<", "&lt;")
                # What was removed from the sheet goes with its bytes.
                self.spots = [spot for spot in self.spots if spot[0] < tag_end]
                self._remove(found[0], tag_end, place, quoted.encode())

    def _find_end(self, start: int, place: int, tag_end: int) -> int:
        if tag_end:
            return self._source.index(b">", place) + 1
        tag = _TAG.match(self._source, start)
        return tag.end() if tag else place

    def _remove(self, rule: str, start: int, end: int, text: bytes = b"") -> None:
        self.removed[rule] += 1
        self.spots.append((start, end, text))


def _filter_style(style: str, *, is_sheet: bool) -> str:
    """Return *style* without the statements that are rejected; nothing where that isn't enough."""
    kept = "".join(_filter_statements(style, is_sheet=is_sheet))
    return "" if next(find_style_faults(kept, is_sheet=is_sheet), None) else kept


def _filter_statements(style: str, *, is_sheet: bool) -> Iterator[str]:
    for statement in _STATEMENT.split(style):
        if next(find_style_faults(statement, is_sheet=is_sheet), None) is None:
            yield statement
        elif statement[-1:] in {"{", "}"}:
            yield statement[-1]
