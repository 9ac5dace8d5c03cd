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
from xml.etree import ElementTree as ET

from themebuilder.media.svg import find_svg_faults
from themebuilder.media.svg_allowed import (
    SVG,
    XLINK,
    find_attribute_faults,
    find_style_faults,
    is_allowed,
    is_script,
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


_STATEMENT = re.compile(r"(?<=[;{}])")
_HOPELESS = frozenset({"malformed", "complex"})
"""Faults in a file that nobody should read any further."""
ET.register_namespace("", SVG)
ET.register_namespace("xlink", XLINK)


def strip_svg(source: bytes) -> tuple[bytes, dict[str, int]]:
    """Return *source* without programs, references to elsewhere and other elements than still shapes.

    The second value has the number of things removed, by the kind of their fault; `cleaned`
    is what `clean_svg` removes. What isn't well-formed is returned as it is: `find_svg_faults` must
    judge the result in any case.
    """
    cleaned = clean_svg(source)
    removed = Counter({"cleaned": 1} if cleaned != source else {})
    faults = Counter(fault.kind for fault in find_svg_faults(cleaned))
    if not faults or _HOPELESS & faults.keys() or b"<!DOCTYPE" in cleaned:
        return cleaned, dict(removed)
    parser = ET.XMLParser(target=ET.TreeBuilder(insert_comments=True))  # noqa: S314 - judged above
    root = ET.fromstring(cleaned, parser)  # noqa: S314 - judged above
    # It has no processing instructions any more.
    removed["instruction"] = faults["instruction"]
    try:
        for element in filter(_is_element, root.iter()):
            _strip_attributes(element, removed)
            _strip_content(element, removed)
        return ET.tostring(root, encoding="unicode").encode(), dict(+removed)
    except RecursionError:
        return cleaned, {}


def _strip_attributes(element: ET.Element, removed: Counter[str]) -> None:
    namespace, _name = _split(element.tag)
    for key, value in list(element.items()):
        holder, name = _split(key)
        if fault := next(find_attribute_faults(namespace, holder, name, name, value), None):
            removed[fault[0]] += 1
            del element.attrib[key]
            if name == "style" and (kept := _filter_style(value, is_sheet=False)):
                element.set(key, kept)


def _strip_content(element: ET.Element, removed: Counter[str]) -> None:
    is_sheet = _split(element.tag)[1].lower() == "style"
    last: ET.Element | None = None
    for child in list(element):
        if not _is_element(child):
            last = child
            continue
        namespace, name = _split(child.tag)
        if not is_sheet and is_allowed(namespace, name) and not is_script(name):
            last = child
            continue
        removed["script" if is_script(name) else "element"] += 1
        element.remove(child)
        if last is None:
            element.text = (element.text or "") + (child.tail or "")
        else:
            last.tail = (last.tail or "") + (child.tail or "")
    sheet = element.text or ""
    if is_sheet and (fault := next(find_style_faults(sheet, is_sheet=True), None)):
        removed[fault[0]] += 1
        element.text = _filter_style(sheet, is_sheet=True)


def _is_element(node: ET.Element) -> bool:
    """Whether the node is no comment, whose tag is a function."""
    return isinstance(node.tag, str)


def _split(full_name: str) -> tuple[str, str]:
    """Return namespace and local name."""
    namespace, _brace, name = full_name.removeprefix("{").rpartition("}")
    return namespace, name


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
