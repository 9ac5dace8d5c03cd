"""YAML text into a tree; the only module that knows YAML.

Every scalar stays text, so ``no`` is Norwegian and ``1.10`` is not ``1.1``. The bounds below keep
any file, however hostile, from eating memory or time.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from typing import Any

import yaml

from themebuilder.problems import Place, Problem, ThemeError, problem, shortened
from themebuilder.source import rules
from themebuilder.tree import Map, Node, Seq, Text

MAX_BYTES = 512 * 1024
MAX_VALUES = 40_000
MAX_DEPTH = 24

_BARE_COLOR = re.compile(r"[:\[,]\s+(#[0-9a-fA-F]{6})\b")
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
    """A definition with faults that leave the rest of it readable: that is its *tree*."""

    def __init__(self, problems: Iterable[Problem], tree: Map) -> None:
        """Keep *problems*, at least one, and the *tree*."""
        super().__init__(problems)
        self.tree = tree


class _TextLoader(yaml.CSafeLoader):
    """libyaml's composer without a guess at what a scalar means."""

    yaml_implicit_resolvers = {}  # noqa: RUF012 - the base class declares it so


def parse(data: bytes, file: str) -> Map:
    """The definition in *data*, with places in *file*; `ThemeError` with all that is wrong.

    It is a `PartlyReadError` where there is something to go on with.
    """
    text = _decode(data, file)
    try:
        _measure(text, file)
        root = _compose(text)
    except yaml.YAMLError as error:
        raise ThemeError([_malformed(error, text, file)]) from None
    start = Place(file, 1, 1)
    if root is None:
        raise ThemeError([problem(rules.FILE_EMPTY, "The file is empty.", start)])
    conversion = _Conversion(file)
    tree = conversion.convert(root, 0)
    if not isinstance(tree, Map):
        message = "The file holds a list or a text where `key: value` lines are expected."
        conversion.problems.append(problem(rules.WRONG_KIND, message, start))
        raise ThemeError(conversion.problems)
    if conversion.problems:
        raise PartlyReadError(conversion.problems, tree)
    return tree


def _compose(text: str) -> yaml.Node | None:
    loader = _TextLoader(text)
    try:
        node: yaml.Node | None = loader.get_single_node()
    finally:
        loader.dispose()
    return node


def _decode(data: bytes, file: str) -> str:
    if len(data) > MAX_BYTES:
        message = f"The file has {len(data):,} bytes; {MAX_BYTES:,} are allowed."
        raise ThemeError([problem(rules.FILE_TOO_LARGE, message, Place(file, 1, 1))])
    for mark, name in (
        (b"\xef\xbb\xbf", "UTF-8"),
        (b"\xff\xfe", "UTF-16"),
        (b"\xfe\xff", "UTF-16"),
    ):
        if data.startswith(mark):
            message = f"The file begins with the byte order mark of {name}."
            hint = "Save it as UTF-8 without BOM."
            raise ThemeError([problem(rules.ENCODING_WRONG, message, Place(file, 1, 1), hint)])
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        place = _place_at(data[: error.start].decode("utf-8", "replace"), file)
        message = f"The byte 0x{data[error.start]:02x} is not UTF-8."
        hint = "The file was probably saved as Windows-1252 or ISO 8859-1: save it again as UTF-8."
        raise ThemeError([problem(rules.ENCODING_WRONG, message, place, hint)]) from None
    found = CONTROL.search(text)
    if found:
        message = f"The control character U+{ord(found.group()):04X} stands in the text."
        place = _place_at(text[: found.start()], file)
        raise ThemeError([problem(rules.ENCODING_WRONG, message, place, "Delete it.")])
    return text


def _measure(text: str, file: str) -> None:
    """Refuse what libyaml's composer must not see: it recurses in C, and crashes when too deep."""
    depth = values = 0
    loader = _TextLoader(text)
    try:
        while loader.check_event():
            event: Any = loader.get_event()
            if isinstance(event, yaml.CollectionEndEvent):
                depth -= 1
            elif isinstance(event, yaml.NodeEvent):
                values += 1
                depth += isinstance(event, yaml.CollectionStartEvent)
            if depth > MAX_DEPTH:
                mark = event.start_mark
                raise ThemeError([_too_deep(Place(file, mark.line + 1, mark.column + 1))])
            if values > 2 * MAX_VALUES:
                message = f"The file holds more than {MAX_VALUES:,} values."
                raise ThemeError([problem(rules.FILE_TOO_LARGE, message, Place(file, 1, 1))])
    finally:
        loader.dispose()


def _too_deep(place: Place) -> Problem:
    message = f"The values are nested more than {MAX_DEPTH} levels deep."
    return problem(rules.NESTED_TOO_DEEP, message, place)


def _place_at(before: str, file: str) -> Place:
    line = before.count("\n")
    return Place(file, line + 1, len(before) - (before.rfind("\n") + 1) + 1)


def _malformed(error: yaml.YAMLError, text: str, file: str) -> Problem:
    said = str(getattr(error, "problem", "") or error).splitlines()[0]
    marks = [getattr(error, name, None) for name in ("problem_mark", "context_mark")]
    if "unexpected end of stream" in said:
        marks.reverse()  # what never ends is mended where it begins
    mark = next((mark for mark in marks if mark), None)
    place = Place(file, mark.line + 1, mark.column + 1) if mark else Place(file, 1, 1)
    lines = text.splitlines()
    line = lines[place.line - 1] if 0 < place.line <= len(lines) else ""
    if "expected a single document" in str(error) or "but found another document" in said:
        return problem(
            rules.YAML_MALFORMED,
            "A second document begins here.",
            place,
            "Put each definition into a file of its own, and remove the `---` line.",
        )
    if "\t" in line[: len(line) - len(line.lstrip())] or "'\\t'" in said:
        hint = "Replace the tab by spaces."
        return problem(rules.YAML_MALFORMED, "A tab is used for indenting.", place, hint)
    hint = "Indent it as its neighbours. If it is, look at the line above: a text may need quotes."
    if color := _bare_color(text, marks):
        place = _place_at(text[: color.start(1)], file)
        hint = f'Write the colour in quotes: "{color.group(1)}". YAML reads # as a comment.'
    elif "mapping values are not allowed" in said and ":" in line[: place.column - 1]:
        hint = "Put quotes around a text that holds a colon."
    elif "mapping values are not allowed" in said:
        hint = "Indent this line as its neighbours. If it goes on a text, put quotes around that."
    elif "unexpected end of stream" in said:
        hint = "The quote or bracket that opens here is never closed."
    return problem(rules.YAML_MALFORMED, f"The YAML cannot be read: {said}.", place, hint)


def _bare_color(text: str, marks: list[Any]) -> re.Match[str] | None:
    """The last colour without quotes in the lines that the *marks* span, or just above them.

    What hides behind its # is missed a few lines below at most: a bracket, or the next key.
    """
    lines = [mark.line for mark in marks if mark]
    ends = [found.end() for found in re.finditer("\n|\\Z", text)]
    found = [
        color
        for color in _BARE_COLOR.finditer(text)
        if lines and min(lines) - 4 <= bisect_left(ends, color.end()) <= max(lines)
    ]
    return found[-1] if found else None


class _Conversion:
    """One pass over libyaml's nodes, counting what it meets."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self._values = 0

    def convert(self, node: yaml.Node, depth: int) -> Node:
        place = self._place(node)
        self._values += 1
        if self._values > MAX_VALUES:
            message = f"Written out, the aliases stand for more than {MAX_VALUES:,} values."
            raise ThemeError([problem(rules.ALIASES_EXPLODE, message, place)])
        if depth > MAX_DEPTH:
            raise ThemeError([_too_deep(place)])
        self._refuse_tag(node, place)
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, place, depth)
        if isinstance(node, yaml.SequenceNode):
            return Seq(tuple(self.convert(item, depth + 1) for item in node.value), place)
        assert isinstance(node, yaml.ScalarNode)  # noqa: S101 - there are three kinds of node
        value = self._text(node, place)
        return Text(value, place, is_plain=not getattr(node, "style", None))

    def _mapping(self, node: yaml.MappingNode, place: Place, depth: int) -> Map:
        entries: dict[str, Node] = {}
        keys: dict[str, Place] = {}
        for key_node, value_node in node.value:
            key_place = self._place(key_node)
            if not isinstance(key_node, yaml.ScalarNode):
                message = "A list or a mapping is used as a key."
                self.problems.append(problem(rules.KEY_NOT_TEXT, message, key_place))
                continue
            self._refuse_tag(key_node, key_place)
            key = self._text(key_node, key_place)
            if key in entries:
                message = f"The key `{shortened(key)}` was already given in line {keys[key].line}."
                self.problems.append(problem(rules.KEY_GIVEN_TWICE, message, key_place))
                continue
            keys[key] = key_place
            entries[key] = self.convert(value_node, depth + 1)
        return Map(entries, place, keys)

    def _refuse_tag(self, node: yaml.Node, place: Place) -> None:
        if node.tag not in _PLAIN_TAGS:
            shown = shortened(node.tag.replace("tag:yaml.org,2002:", "!!"))
            message = f"The tag {shown} is not allowed here."
            self.problems.append(problem(rules.TAG_NOT_ALLOWED, message, place))

    def _text(self, node: yaml.ScalarNode, place: Place) -> str:
        text = str(node.value)
        if found := CONTROL.search(text):
            message = f"The escape stands for the control character U+{ord(found.group()):04X}."
            self.problems.append(problem(rules.ENCODING_WRONG, message, place, "Remove it."))
        return text

    def _place(self, node: yaml.Node) -> Place:
        start, end = node.start_mark, node.end_mark
        ends_here = isinstance(node, yaml.ScalarNode) and end.line == start.line
        return Place(
            self.file,
            start.line + 1,
            start.column + 1,
            end.column + 1 if ends_here else 0,
        )
