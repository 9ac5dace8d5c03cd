"""Texts changed inside a YAML file: every other character stays as somebody wrote it.

A YAML writer, also ruamel.yaml, would normalise the spacing that somebody chose. So the characters
of a value are replaced in place, in the same quotes, and the result is read back: it must be the old
tree with the new values, and nothing else.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

import yaml

from themebuilder.core.messages import N_, Message, _
from themebuilder.core.problems import ThemeError
from themebuilder.core.tree import Plain, to_plain
from themebuilder.definitions.yaml_reader import parse_yaml

Path = tuple[str, ...]

_ELSEWHERE = N_("The change would affect other texts.")


@dataclass(frozen=True, slots=True)
class EditedYaml:
    """The file's new text, and why the values at some paths could not be written."""

    text: str
    refused: Mapping[Path, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class _Replacement:
    """Characters of the file that a new text takes the place of."""

    start: int
    end: int
    text: str


class _NotPlaceableError(Exception):
    """A value that can't be written; the message says why."""

    def __init__(self, message: Message) -> None:
        super().__init__(message)
        self.message = message


def edit_yaml(source: str, values: Mapping[Path, str]) -> EditedYaml:
    """The file with each value at its path: changed in its place, or added beside its neighbours.

    *source* is a definition that can be read; a byte order mark stays. A value is refused where
    writing it would touch anything else.
    """
    if source.startswith("\ufeff"):
        edited = edit_yaml(source[1:], values)
        return replace(edited, text=f"\ufeff{edited.text}")
    whole = _try_edit(source, values)
    if not whole.refused or len(values) == 1:
        return whole
    # One by one, so that a single value that does not fit keeps no other from being written.
    refused: dict[Path, str] = {}
    for path, value in values.items():
        single = _try_edit(source, {path: value})
        source = single.text
        refused.update(single.refused)
    return EditedYaml(source, refused)


def _try_edit(source: str, values: Mapping[Path, str]) -> EditedYaml:
    root = yaml.compose(source, Loader=yaml.CSafeLoader)
    expected = _read(source)
    for path, value in values.items():
        expected = _set_value(expected, path, value)
    try:
        spots = list(_find_replacements(source, root, values))
    except _NotPlaceableError as error:
        return EditedYaml(source, dict.fromkeys(values, error.message))
    text = source
    # From the end, so that earlier places stay true; those at one place keep their order.
    for spot in sorted(spots, key=lambda one: one.start)[::-1]:
        text = text[: spot.start] + spot.text + text[spot.end :]
    if _read(text) != expected:
        return EditedYaml(source, dict.fromkeys(values, _(_ELSEWHERE)))
    return EditedYaml(text)


def _find_replacements(
    source: str, root: yaml.Node | None, values: Mapping[Path, str]
) -> Iterator[_Replacement]:
    """One spot for each value that is there, and one for each branch that is new."""
    new: dict[Path, tuple[yaml.MappingNode, dict[Path, str]]] = {}
    for path, value in values.items():
        node, is_flow, depth = root, False, 0
        for step in path:
            if not isinstance(node, yaml.MappingNode):
                raise _NotPlaceableError(_("The file has no `key: value` lines at this place."))
            is_flow = is_flow or bool(node.flow_style)
            below = next((item for name, item in node.value if name.value == step), None)
            if below is None:
                break
            node, depth = below, depth + 1
        if depth == len(path):
            yield _replace_value(source, root, node, value, is_flow=is_flow)
        elif isinstance(node, yaml.MappingNode):
            new.setdefault(path[: depth + 1], (node, {}))[1][path[depth:]] = value
    for holder, branch in new.values():
        yield _add_branch(source, holder, branch)


def _replace_value(
    source: str, root: yaml.Node | None, node: yaml.Node | None, value: str, *, is_flow: bool
) -> _Replacement:
    if not isinstance(node, yaml.ScalarNode):
        raise _NotPlaceableError(_("The value there isn't a single text."))
    start, end = node.start_mark.index, node.end_mark.index
    if _count_uses(root, node) > 1 or source[start : start + 1] in {"&", "!", "*"}:
        raise _NotPlaceableError(_("A YAML anchor shares the text with other places."))
    written = _format_value(value, node.style, is_flow=is_flow)
    return _Replacement(start, _without_break(source, node, end), written)


def _add_branch(source: str, holder: yaml.MappingNode, branch: Mapping[Path, str]) -> _Replacement:
    """New lines beside the entries that are most like them."""
    if holder.flow_style or not holder.value:
        raise _NotPlaceableError(_("The texts beside it are in braces."))
    indent = holder.value[0][0].start_mark.column
    end = _end_of_line(source, _neighbour(holder, next(iter(branch))[0]))
    lines = "".join("\n" + line for line in _branch_lines(branch, indent))
    return _Replacement(end, end, lines.replace("\n", "\r\n") if "\r\n" in source else lines)


def _branch_lines(branch: Mapping[Path, str], indent: int) -> Iterator[str]:
    """The lines of a new branch; what it holds together stands together."""
    for first in dict.fromkeys(path[0] for path in branch):
        key = f"{' ' * indent}{_key(first)}:"
        rest = {path[1:]: value for path, value in branch.items() if path[0] == first}
        if () in rest:
            yield f"{key} {_format_value(rest[()], None, is_flow=False)}"
        else:
            yield key
            yield from _branch_lines(rest, indent + 2)


def _neighbour(holder: yaml.MappingNode, key: str) -> yaml.Node:
    """The value after which *key* is written: of its dotted family, the last that sorts before it."""
    entries: list[tuple[str, yaml.Node]] = [(str(name.value), item) for name, item in holder.value]
    if key.startswith("reviewed_"):
        entries = [one for one in entries if one[0] == "review"] or entries
    for parts in range(key.count("."), 0, -1):
        prefix = ".".join(key.split(".")[:parts]) + "."
        family = [(name, item) for name, item in entries if name.startswith(prefix)]
        if family:
            before = [item for name, item in family if name < key]
            return before[-1] if before else family[-1][1]
    return entries[-1][1]


def _end_of_line(source: str, node: yaml.Node) -> int:
    """The end of the line on which the last text of *node* stands, a comment behind it included."""
    last = node
    while isinstance(last, yaml.CollectionNode) and last.value and not last.flow_style:
        item = last.value[-1]
        last = item[1] if isinstance(item, tuple) else item
    end = source.find("\n", _without_break(source, last, last.end_mark.index))
    if end < 0:
        return len(source)
    return end - 1 if source[end - 1] == "\r" else end


def _without_break(source: str, node: yaml.Node, end: int) -> int:
    """The end of a text; the last line break of a block of text belongs to what follows."""
    if isinstance(node, yaml.ScalarNode) and node.style in {"|", ">"}:
        return len(source[:end].rstrip())
    return end


def _format_value(value: str, style: str | None, *, is_flow: bool) -> str:
    """The value as YAML, in the old style where that can hold it."""
    is_one_line = "\n" not in value
    if style not in {"'", '"'} and _is_read_as(value, value, is_flow=is_flow):
        return value
    if style == "'" and is_one_line:
        return "'" + value.replace("'", "''") + "'"
    escaped = value.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + escaped.replace("\n", "\\n") + '"'


def _is_read_as(written: str, value: str, *, is_flow: bool) -> bool:
    source = f"{{k: {written}}}" if is_flow else f"k: {written}\n"
    return "\n" not in written and _read(source) == {"k": value}


def _key(key: str) -> str:
    return key if _read(f"{key}: x") == {key: "x"} else f'"{key}"'


def _count_uses(root: yaml.Node | None, wanted: yaml.Node) -> int:
    """In how many places the very same node stands: an alias is one more."""
    stack, seen, found = [root], set(), 0
    while stack:
        node = stack.pop()
        found += node is wanted
        if isinstance(node, yaml.CollectionNode):
            children = list(_children(node))
            # Met again through an alias, all that it holds stands in one more place.
            found += id(node) in seen and any(child is wanted for child in children)
            stack += [] if id(node) in seen else children
            seen.add(id(node))
    return found


def _children(node: yaml.CollectionNode) -> Iterator[yaml.Node]:
    for item in node.value:
        yield from item if isinstance(item, tuple) else (item,)


def _read(source: str) -> Plain | None:
    try:
        return to_plain(parse_yaml(source.encode(), ""))
    except ThemeError:
        return None


def _set_value(tree: Plain | None, path: Path, value: str) -> Plain:
    """The tree with *value* at *path*."""
    entries: Mapping[str, Plain] = tree if isinstance(tree, dict) else {}
    below = value if len(path) == 1 else _set_value(entries.get(path[0]), path[1:], value)
    return {**entries, path[0]: below}
