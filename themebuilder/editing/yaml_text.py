"""The text of a YAML file, its values with the characters they were written in, and where something goes.

libyaml's own nodes have no aliases, and end a block at whatever comes after its comments.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any, Literal, NamedTuple

import yaml

KeyPath = tuple[str | int, ...]

_COLON = re.compile(r"(?:\s|#[^\r\n]*)*:")
_COMMENT = re.compile(r"^( *)#( *)", re.MULTILINE)
_ABOVE = re.compile(r"(?:^[ \t]*(?:#[^\r\n]*)?(?:\r\n|\n|\r))*\Z", re.MULTILINE)


class Replacement(NamedTuple):
    """The characters from *start* to *end*, and the *text* that takes their place."""

    start: int
    end: int
    text: str


class YamlText:
    """The text of a YAML file that libyaml can parse, and its values."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.root = read_nodes(text)
        self.aliases = [node for node in self.root.walk() if node.kind == "alias"]

    def find_chain(self, path: KeyPath) -> list[YamlNode]:
        """Return the nodes from the root along *path*, as far as there are any."""
        chain = [self.root]
        for step in path:
            number = chain[-1].find(step)
            if number < 0:
                break
            chain.append(chain[-1].children[number][1])
        return chain

    def has_comment(self, path: KeyPath) -> bool:
        """Whether something is noted in the block at *path*, beside its entries."""
        chain = self.find_chain(path)
        if len(chain) <= len(path) or any(node.is_flow for node in chain):
            return False
        holder, node = chain[-2:]
        number = holder.find(path[-1])
        following = holder.children[number + 1 :]
        # What comes behind the block is its own only as far as it is indented.
        end = following[0][0].start if following else holder.reach
        column = find_column(self.text, node.inner)
        lead = self.find_lead_end(holder, number)
        if "#" in self.text[lead : find_line_end(self.text, lead)[0]]:
            return True
        gaps = [self.text[lead : node.inner]]
        for (_key, before), (after, _value) in pairwise(node.children):
            gaps.append(self.text[find_line_end(self.text, before.end)[1] : after.start])
        comments = _COMMENT.finditer(self.text, find_line_end(self.text, node.end)[1], end)
        return any("#" in gap for gap in gaps) or any(len(found[1]) >= column for found in comments)

    def find_comment_between(self, holder: YamlNode, key: str, column: int) -> int | None:
        """Return where a new *key* goes that is there as a comment, between two entries."""
        if f"# {key}:" not in self.text and f"#{key}:" not in self.text:
            return None
        if not holder.children:
            found = self.find_comment(key, 0, len(self.text), column)
            return found[0] if found else None
        first, *others = [find_line(self.text, entry[0].start) for entry in holder.children]
        ends = [find_line_end(self.text, entry[1].end)[1] for entry in holder.children]
        above = _ABOVE.search(self.text, 0, first)
        assert above  # noqa: S101 - it may be empty
        for start, end in zip([above.start(), *ends], [first, *others, holder.reach], strict=True):
            if found := self.find_comment(key, start, end, column):
                return found[0]
        return None

    def find_comment(
        self, key: str, start: int, end: int, column: int | None
    ) -> tuple[int, int] | None:
        """Return where the line behind the comment `# key: …` begins, and the comment's column."""
        wanted = re.compile(rf"^( *)#( ?){re.escape(key)}:(?= |[\r\n]|\Z)", re.MULTILINE)
        for found in wanted.finditer(self.text, start, end):
            if column in {None, len(found[1])}:
                place = find_line_end(self.text, found.end())[1]
                # The lines of the value that is commented out.
                while (more := _COMMENT.match(self.text, place)) and more.end() <= end:
                    if len(more[1]) != len(found[1]) or len(more[2]) <= len(found[2]):
                        break
                    place = find_line_end(self.text, more.end())[1]
                return place, len(found[1])
        return None

    def is_below_text(self, place: int) -> bool:
        """Whether the line break before *place* belongs to a block of text."""
        return any(
            node.style in {"|", ">"}
            and find_line_end(self.text, node.end)[1] == place
            and self.text[node.inner + 1 : node.inner + 2] != "-"
            for node in self.root.walk()
        )

    def find_lead_end(self, holder: YamlNode, number: int) -> int:
        """Return the end of the colon or dash before a value; 0 where there is none."""
        key = holder.children[number][0]
        if holder.kind == "list":
            return 0 if holder.is_flow else self.find_dash(holder, number) + 1
        found = _COLON.match(self.text, key.end)
        return found.end() if found else 0

    def find_dash(self, holder: YamlNode, number: int) -> int:
        """Return where the dash of an item in lines is."""
        if not number:
            return holder.inner
        start = find_line_end(self.text, holder.children[number - 1][1].end)[1]
        column = find_column(self.text, holder.inner)
        found = re.compile(rf"^ {{{column}}}-", re.MULTILINE).search(self.text, start)
        return found.end() - 1 if found else start

    def insert_lines(self, place: int, lines: Sequence[str]) -> Replacement:
        """Return *lines* before the line that begins at *place*, or behind a last line without end."""
        ending = self.find_break(place)
        is_start = not place or self.text[place - 1] in "\r\n"
        text = "".join(line + ending if is_start else ending + line for line in lines)
        return Replacement(place, place, text)

    def find_break(self, place: int) -> str:
        """Return the line break before *place*, or else the first one."""
        newline, back = self.text.rfind("\n", 0, place), self.text.rfind("\r", 0, place)
        if newline == back:
            found = re.search(r"\r\n|\n|\r", self.text)
            return found.group() if found else "\n"
        return "\r" if back > newline else "\r\n" if back == newline - 1 >= 0 else "\n"

    @property
    def step(self) -> int:
        """The spaces by which the file indents its blocks."""
        for node in self.root.walk():
            column = find_column(self.text, node.inner)
            for _key, child in node.children:
                if node.kind == child.kind == "map" and not child.is_flow:
                    return max(find_column(self.text, child.inner) - column, 1)
        return 2


_PROPERTIES = re.compile(r"(?:[&!][^\s,\[\]{}]*|\s|#[^\r\n]*)+")
_LINE_END = re.compile(r"\r\n|\n|\r|\Z")
_BREAKS = "\r\n"
_Kind = Literal["text", "list", "map", "alias"]
_KINDS: Mapping[type, _Kind] = {
    yaml.ScalarEvent: "text",
    yaml.SequenceStartEvent: "list",
    yaml.MappingStartEvent: "map",
    yaml.AliasEvent: "alias",
}


@dataclass(slots=True)
class YamlNode:
    """A value. Numbers are places in the text, in characters from 0.

    *start* is the first character, with anchor and tag; *inner* the first after these; *end* is behind
    the last character of the value, before comments and the line end. *reach* is where the next value,
    or the end of the file, begins. *style* is that of a text: a quote, `|`, `>`, or nothing.
    """

    kind: _Kind
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

    def find(self, step: str | int) -> int:
        """Return the number of the child at *step*, a key or a number, or -1."""
        if isinstance(step, int):
            return step if self.kind == "list" and step < len(self.children) else -1
        keys = [key.value for key, _child in self.children] if self.kind == "map" else []
        return keys.index(step) if step in keys else -1

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
                stack.append(_make_node(event, text))
                keys.append(None)
                continue
            if isinstance(event, yaml.CollectionEndEvent):
                node = _end_collection(stack.pop(), event, text)
                keys.pop()
            elif isinstance(event, yaml.NodeEvent):
                node = _make_node(event, text)
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


def _make_node(event: Any, text: str) -> YamlNode:  # noqa: ANN401 - libyaml's events have no types
    """Return the value that *event* is, or that it begins."""
    start, end = event.start_mark.index, event.end_mark.index
    node = YamlNode(_KINDS[type(event)], start, start, end, end, anchor=event.anchor)
    if node.kind == "alias":
        return node
    node.is_tagged = event.tag is not None
    if node.kind != "text":
        node.is_flow = event.flow_style
        return node
    node.value, node.style = str(event.value), event.style or ""
    _skip_properties(node, text)
    if node.style in {"|", ">"}:
        body = text[node.inner : end]
        # The empty lines behind a block belong to it only if its head says so.
        is_kept = "+" in body[: find_line_end(body, 0)[0]]
        kept = body.removesuffix("\n").removesuffix("\r") if is_kept else body.rstrip(_BREAKS)
        node.end = node.inner + len(kept)
    return node


def _end_collection(node: YamlNode, event: Any, text: str) -> YamlNode:  # noqa: ANN401
    node.end = node.reach = event.start_mark.index
    if node.is_flow:
        node.end = node.reach = event.end_mark.index
    elif node.children:
        node.end = node.children[-1][1].end
    return _skip_properties(node, text)


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
