"""XML from strangers, event by event: no document types, no entities, bounded depth.

Every entity attack needs a document type, and no file that we read has one, so each is refused
before anything in it is looked at.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from xml.parsers import expat

from themebuilder.translation.entry import unreadable

_MAX_DEPTH = 64

Started = Callable[[str, Mapping[str, str], int], None]
"""Called with an element's name, its attributes and its line."""


def read_xml(
    data: bytes,
    file: str,
    started: Started,
    ended: Callable[[str], None] | None = None,
    text: Callable[[str], None] | None = None,
) -> None:
    """Tell the elements and texts of *data* in its order; `ThemeError` where it is not such XML.

    Names come as ``namespace name`` where there is a namespace.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    depth = 0

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > _MAX_DEPTH:
            message = f"Its elements are nested more than {_MAX_DEPTH} deep."
            raise unreadable(file, message, line=parser.CurrentLineNumber)
        started(name, attributes, parser.CurrentLineNumber)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if ended:
            ended(name)

    def refuse(*_declared: object) -> None:
        message = "It declares a document type or an entity, which no translation needs."
        raise unreadable(file, message, line=parser.CurrentLineNumber)

    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.StartDoctypeDeclHandler = refuse
    parser.EntityDeclHandler = refuse
    if text:
        parser.CharacterDataHandler = text
    try:
        parser.Parse(data, True)  # noqa: FBT003 - expat takes it by position only
    except expat.ExpatError as error:
        said = expat.ErrorString(error.code)
        raise unreadable(file, f"The XML is broken: {said}.", line=error.lineno) from None
    except (LookupError, ValueError):
        # What the parser raises for an encoding that it does not know, or not byte by byte.
        hint = "Save it as UTF-8."
        raise unreadable(file, "Its encoding is not one that is read.", hint, line=1) from None
