"""Parses YAML into a tree.

Every scalar stays text: ``no`` is Norwegian. The limits protect memory and time from hostile files.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any, NamedTuple

import yaml

from themebuilder.core.json_text import MOST_DEPTH
from themebuilder.core.messages import _
from themebuilder.core.problems import Place, Problem, ThemeError, problem, shorten
from themebuilder.core.tree import Map, Node, Seq, Text
from themebuilder.definitions.redaction import TAG
from themebuilder.definitions.yaml_errors import (
    explain_yaml_error,
    find_place,
    refuse_second_document,
)

MAX_BYTES = 512 * 1024
MAX_VALUES = 40_000
MAX_DEPTH = MOST_DEPTH + 2
"""A package's JSON may nest `MOST_DEPTH` deep, and is written two levels below the top."""

# The separators U+0085, U+2028 and U+2029 are among them: YAML 1.1 ends a line there, YAML 1.2 and
# every editor does not.
CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ufeff\ufffe\uffff]")
_PLAIN_TAGS = {
    "tag:yaml.org,2002:str",
    "tag:yaml.org,2002:seq",
    "tag:yaml.org,2002:map",
    "!",
}


class PartlyReadError(ThemeError):
    """A definition with faults, and the *tree* of what is readable."""

    def __init__(self, problems: Iterable[Problem], tree: Map) -> None:
        """Take *problems*, at least one, and the *tree*."""
        super().__init__(problems)
        self.tree = tree


@cache
def find_passed_sections() -> frozenset[tuple[str, ...]]:
    """Return the sections that reach a package unchanged, where an escape may be any character.

    The items of a list have an empty name.
    """
    from themebuilder.platform.shipped import load_passed_on  # noqa: PLC0415 - few need it

    written = (*load_passed_on("webapp").values(), *load_passed_on("meeting").values())
    return frozenset(
        tuple(section.split("."))
        for section in (*written, "webapp.plugins..manifest", "webapp.nulls", "meeting.nulls")
    )


def parse_yaml(data: bytes, file: str) -> Map:
    """Return the definition in *data*, with places in *file*; `ThemeError` with all its problems.

    A `PartlyReadError` has what is readable nevertheless.
    """
    text = decode_text(data, file)
    builder = _Builder(file)
    parser = yaml.CSafeLoader(text)
    try:
        root = builder.root(parser)
    except yaml.YAMLError as error:
        raise ThemeError([*builder.problems, explain_yaml_error(error, text, file)]) from None
    finally:
        parser.dispose()
    if root is None:
        raise ThemeError([problem("yaml-malformed", _("The file is empty."), Place(file, 1, 1))])
    if not isinstance(root, Map):
        message = _("The file must be `key: value` lines, not a list or a text.")
        raise ThemeError(
            [*builder.problems, problem("value-not-allowed", message, Place(file, 1, 1))]
        )
    if builder.has_controls:
        builder.problems += _find_controls(root, ())
    if builder.problems:
        raise PartlyReadError(builder.problems, root)
    return root


def decode_text(data: bytes, file: str) -> str:
    """Return *data* as text; `ThemeError` where it is too large, not UTF-8, or has controls."""
    if len(data) > MAX_BYTES:
        message = _(
            "The file has {size:,} bytes. At most {most:,} are allowed.",
            size=len(data),
            most=MAX_BYTES,
        )
        raise ThemeError([problem("file-too-large", message, Place(file, 1, 1))])
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        message, hint = _("The file is UTF-16."), _("Save it as UTF-8.")
        raise ThemeError([problem("encoding-wrong", message, Place(file, 1, 1), hint)])
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = find_place(data[: error.start].decode("utf-8", "replace"), file)
        message = _("The byte {byte} isn't UTF-8.", byte=f"0x{data[error.start]:02x}")
        hint = _(
            "The file was probably saved as Windows-1252 or ISO 8859-1. Save it again as UTF-8."
        )
        raise ThemeError([problem("encoding-wrong", message, place, hint)]) from None
    found = CONTROL.search(text)
    if found:
        message = _(
            "The file contains the control character {code}.", code=f"U+{ord(found.group()):04X}"
        )
        place = find_place(text[: found.start()], file)
        raise ThemeError([problem("encoding-wrong", message, place, _("Remove it."))])
    return text


class _UnfinishedNode:
    """A list or mapping that hasn't ended; of a mapping, the *key* whose value is next."""

    __slots__ = (
        "anchor",
        "before",
        "entries",
        "height",
        "items",
        "key",
        "keys",
        "left_out",
        "place",
    )

    def __init__(self, place: Place, anchor: str | None, before: int, *, is_mapping: bool) -> None:
        self.place = place
        self.anchor = anchor
        self.before = before
        """The number of values before it."""
        self.height = 1
        self.items: list[Node] | None = None if is_mapping else []
        self.entries: dict[str, Node] = {}
        self.keys: dict[str, Place] = {}
        self.key: str | None = None
        self.left_out: tuple[int, int] | None = None
        """For the value of a faulty key: the number of problems and values before it."""


class _Anchor(NamedTuple):
    """The value of an anchor; no node until it has ended."""

    place: Place
    node: Node | None = None
    size: int = 0
    height: int = 0


class _Builder:
    """Builds a tree in one pass over libyaml's events.

    It has its own stack: libyaml's composer recurses in C, and crashes on deeply nested files.
    """

    def __init__(self, file: str) -> None:
        self.problems: list[Problem] = []
        self.has_controls = False
        """Whether an escape anywhere is a control character."""
        self._file = file
        self._values = 0
        self._open: list[_UnfinishedNode] = []
        self._anchors: dict[str, _Anchor] = {}
        self._root: Node | None = None

    def root(self, parser: Any) -> Node | None:  # noqa: ANN401 - libyaml's has no type of its own
        """Return the value of the only document, or None."""
        take = {
            yaml.ScalarEvent: self._add_scalar,
            yaml.MappingStartEvent: self._begin,
            yaml.SequenceStartEvent: self._begin,
            yaml.MappingEndEvent: self._end,
            yaml.SequenceEndEvent: self._end,
            yaml.AliasEvent: self._add_alias,
        }
        documents = 0
        while (kind := type(event := parser.get_event())) is not yaml.StreamEndEvent:
            if kind in take:
                take[kind](event)
            elif kind is yaml.DocumentStartEvent:
                documents += 1
                if documents > 1:
                    raise ThemeError([*self.problems, refuse_second_document(self._place(event))])
        return self._root

    def _add_scalar(self, event: Any) -> None:  # noqa: ANN401 - an event, as below
        place, text, style, tag = self._place(event), event.value, event.style, event.tag
        if tag is not None:
            self._refuse_tag(tag, place)
        # Elsewhere `decode_text` has refused them: no other style has escapes.
        if style == '"' and CONTROL.search(text):
            self.has_controls = True
        if event.anchor:
            self._name(event)
        self._put(Text(text, place, not style and tag is None), place, event.anchor, 1, 0)

    def _begin(self, event: Any) -> None:  # noqa: ANN401
        place = self._place(event)
        if len(self._open) >= MAX_DEPTH:
            raise ThemeError([*self.problems, _refuse_depth(place)])
        if event.tag is not None:
            self._refuse_tag(event.tag, place)
        if event.anchor:
            self._name(event)
        is_mapping = type(event) is yaml.MappingStartEvent
        self._open.append(_UnfinishedNode(place, event.anchor, self._values, is_mapping=is_mapping))

    def _end(self, _event: Any) -> None:  # noqa: ANN401
        ended = self._open.pop()
        node: Node
        if ended.items is None:
            node = Map(ended.entries, ended.place, ended.keys)
        else:
            node = Seq(tuple(ended.items), ended.place)
        inner = self._values - ended.before
        self._values = ended.before
        self._put(node, ended.place, ended.anchor, inner + 1, ended.height)

    def _add_alias(self, event: Any) -> None:  # noqa: ANN401
        place = self._place(event)
        known = self._anchors.get(event.anchor)
        # These messages don't quote the name, as it may begin a secret.
        if known is None:
            message = _("This alias refers to nothing: no anchor of its name comes before it.")
            hint = _("Put quotes around a text that begins with *.")
            raise ThemeError([*self.problems, problem("yaml-malformed", message, place, hint)])
        if known.node is None:
            message = _("This alias is inside the value that it refers to.")
            raise ThemeError([*self.problems, problem("yaml-malformed", message, place)])
        if len(self._open) + known.height > MAX_DEPTH:
            raise ThemeError([*self.problems, _refuse_depth(place)])
        self._put(known.node, place, None, known.size, known.height)

    def _put(self, node: Node, place: Place, anchor: str | None, size: int, height: int) -> None:
        """Add a finished *node* of *size* values to what is open; *place* is where it is written."""
        if anchor:
            self._anchors[anchor] = _Anchor(place, node, size, height)
        if not self._open:
            self._count(size, place)
            self._root = node
            return
        holder = self._open[-1]
        holder.height = max(holder.height, height + 1)
        if holder.items is not None:
            self._count(size, place)
            holder.items.append(node)
        elif holder.key is None:
            self._put_key(node, place, holder)
        elif holder.left_out:
            count, self._values = holder.left_out
            del self.problems[count:]
            holder.key = holder.left_out = None
        else:
            self._count(size, place)
            holder.entries[holder.key] = node
            holder.key = None

    def _put_key(self, node: Node, place: Place, holder: _UnfinishedNode) -> None:
        holder.key = node.value if isinstance(node, Text) else ""
        if not isinstance(node, Text):
            message = _("A list or a mapping is used as a key.")
            self.problems.append(problem("yaml-malformed", message, place))
        elif holder.key in holder.keys:
            line = holder.keys[holder.key].line
            message = _(
                "The key `{key}` is already in line {line}.", key=shorten(holder.key), line=line
            )
            self.problems.append(problem("yaml-malformed", message, place))
        else:
            holder.keys[holder.key] = place
            return
        holder.left_out = (len(self.problems), self._values)

    def _count(self, size: int, place: Place) -> None:
        self._values += size
        if self._values > MAX_VALUES:
            if self._anchors:
                message = _(
                    "With its aliases, the file has more than {most:,} values.", most=MAX_VALUES
                )
                found = problem("yaml-malformed", message, place)
            else:
                message = _("The file has more than {most:,} values.", most=MAX_VALUES)
                found = problem("file-too-large", message, place)
            raise ThemeError([*self.problems, found])

    def _name(self, event: Any) -> None:  # noqa: ANN401
        """Register the anchor before its value has ended, to detect a value that contains itself."""
        if event.anchor in self._anchors:
            line = self._anchors[event.anchor].place.line
            message = _("This anchor is already in line {line}.", line=line)
            found = problem("yaml-malformed", message, self._place(event))
            raise ThemeError([*self.problems, found])
        self._anchors[event.anchor] = _Anchor(self._place(event))

    def _refuse_tag(self, tag: str, place: Place) -> None:
        if tag not in _PLAIN_TAGS:
            shown = shorten(tag.replace("tag:yaml.org,2002:", "!!"))
            message = _(TAG, tag=shown)
            self.problems.append(problem("yaml-malformed", message, place))

    def _place(self, event: Any) -> Place:  # noqa: ANN401
        start, end = event.start_mark, event.end_mark
        line, column = start.line, 0
        if type(event) is yaml.ScalarEvent and end.line == line:
            column = end.column + 1
        return Place(self._file, line + 1, start.column + 1, column)


def _find_controls(node: Node, path: tuple[str, ...]) -> Iterator[Problem]:
    """Yield the control characters outside the sections that are passed on."""
    if path in find_passed_sections():
        return
    if isinstance(node, Text):
        yield from _check_control(node.value, node.place)
    elif isinstance(node, Map):
        for key, value in node.entries.items():
            yield from _check_control(key, node.key_place(key))
            yield from _find_controls(value, (*path, key))
    else:
        for item in node.items:
            yield from _find_controls(item, (*path, ""))


def _check_control(text: str, place: Place) -> Iterator[Problem]:
    if found := CONTROL.search(text):
        message = _(
            "The escape gives the control character {code}.", code=f"U+{ord(found.group()):04X}"
        )
        yield problem("encoding-wrong", message, place, _("Remove it."))


def _refuse_depth(place: Place) -> Problem:
    message = _("The values are nested more than {most} levels deep.", most=MAX_DEPTH)
    return problem("yaml-malformed", message, place)
