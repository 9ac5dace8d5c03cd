"""The values of a YAML file with the characters that they were written in.

libyaml's own nodes have no aliases, and end a block at whatever comes after its comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any, Literal

import yaml

_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*|\s|#[^\r\n]*)+")
_LINE_END = re.compile(r"\r\n|\n|\r|\Z")
_BREAKS = "\r\n"


@dataclass(slots=True)
class YamlNode:
    """A value. Numbers are places in the text, in characters from 0.

    *start* is the first character, with anchor and tag; *inner* the first after these; *end* is behind
    the last character of the value, before comments and the line end. *reach* is where the next value,
    or the end of the file, begins. *style* is that of a text: a quote, `|`, `>`, or nothing.
    """

    kind: Literal["text", "list", "map", "alias"]
    start: int
    inner: int
    end: int
    reach: int
    value: str = ""
    style: str = ""
    anchor: str | None = None
    is_tagged: bool = False
    is_flow: bool = False
    children: list[tuple[YamlNode, YamlNode]] = field(default_factory=list)
    """Key and value; an item of a list is its own key."""

    def find(self, step: str | int) -> int | None:
        """Return the number of the child at *step*, a key or a number, or None."""
        if self.kind == "list" and isinstance(step, int):
            return step if 0 <= step < len(self.children) else None
        if self.kind == "map" and isinstance(step, str):
            keys = (key.value for key, _child in self.children)
            return next((number for number, key in enumerate(keys) if key == step), None)
        return None

    def walk(self) -> Iterator[YamlNode]:
        """Yield the node and all below it, keys included."""
        stack = [self]
        while stack:
            node = stack.pop()
            yield node
            for key, child in node.children:
                stack += [child] if key is child else [key, child]


def read_nodes(text: str) -> YamlNode:
    """Return the value of the only document in *text*, which libyaml can parse; an empty text if none."""
    parser = yaml.CSafeLoader(text)
    stack: list[YamlNode] = []
    keys: list[YamlNode | None] = []
    root: YamlNode | None = None
    try:
        while type(event := parser.get_event()) is not yaml.StreamEndEvent:
            if isinstance(event, yaml.CollectionStartEvent):
                stack.append(_start_collection(event))
                keys.append(None)
                continue
            if isinstance(event, yaml.CollectionEndEvent):
                node = _end_collection(stack.pop(), event, text)
                keys.pop()
            elif isinstance(event, yaml.AliasEvent | yaml.ScalarEvent):
                node = _read_scalar(event, text)
            else:
                continue
            if not stack:
                root = node
            elif stack[-1].kind == "list":
                stack[-1].children.append((node, node))
            elif (key := keys[-1]) is None:
                keys[-1] = node
            else:
                stack[-1].children.append((key, node))
                keys[-1] = None
    finally:
        parser.dispose()
    return root or YamlNode("text", len(text), len(text), len(text), len(text))


def _start_collection(event: Any) -> YamlNode:  # noqa: ANN401 - libyaml's events have no types
    start = event.start_mark.index
    kind: Literal["list", "map"] = "map" if isinstance(event, yaml.MappingStartEvent) else "list"
    is_tagged = event.tag is not None
    return YamlNode(
        kind, start, start, start, start, "", "", event.anchor, is_tagged, event.flow_style
    )


def _end_collection(node: YamlNode, event: Any, text: str) -> YamlNode:  # noqa: ANN401
    node.reach = event.start_mark.index
    if node.is_flow:
        node.end = node.reach = event.end_mark.index
    elif node.children:
        node.end = node.children[-1][1].end
    return _skip_properties(node, text)


def _read_scalar(event: Any, text: str) -> YamlNode:  # noqa: ANN401
    start, end = event.start_mark.index, event.end_mark.index
    if isinstance(event, yaml.AliasEvent):
        return YamlNode("alias", start, start, end, end, anchor=event.anchor)
    style = event.style or ""
    node = YamlNode(
        "text",
        start,
        start,
        end,
        end,
        str(event.value),
        style,
        event.anchor,
        event.tag is not None,
    )
    _skip_properties(node, text)
    if style in {"|", ">"}:
        body = text[node.inner : end]
        # The empty lines behind a block belong to it only if its head says so.
        is_kept = "+" in body[: _LINE_END.search(body).start()]  # type: ignore[union-attr]
        kept = body.removesuffix("\n").removesuffix("\r") if is_kept else body.rstrip(_BREAKS)
        node.end = node.inner + len(kept)
    return node


def _skip_properties(node: YamlNode, text: str) -> YamlNode:
    if node.anchor or node.is_tagged:
        found = _PROPERTIES.match(text, node.start)
        node.inner = min(found.end() if found else node.start, node.end)
    return node


def find_line(text: str, place: int) -> int:
    """Return where the line of *place* begins."""
    return max(text.rfind("\n", 0, place), text.rfind("\r", 0, place)) + 1


def find_line_end(text: str, place: int) -> tuple[int, int]:
    """Return where the line of *place* ends, before and after its line break."""
    found = _LINE_END.search(text, place)
    assert found  # noqa: S101 - the end of the text is one
    return found.span()


def find_column(text: str, place: int) -> int:
    """Return the column of *place*, from 0."""
    return place - find_line(text, place)


def count_line(text: str, place: int) -> int:
    """Return the line of *place*, from 1."""
    return len(re.findall(r"\r\n|\n|\r", text[:place])) + 1
