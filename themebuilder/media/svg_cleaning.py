"""Removes from an SVG what Illustrator writes and no browser needs.

That is the DOCTYPE, whose entities are only names of Adobe's, and the drawing in Illustrator's own
format. `find_svg_faults` must judge the result.
"""

from __future__ import annotations

import re

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
