"""Changes values inside a YAML file; every other byte stays as somebody wrote it.

A YAML writer, also ruamel.yaml, would normalise spacing, quotes and line ends. So the characters of a
value are replaced in place, and the result is read back: it must be the old tree with the new values.
"""

from __future__ import annotations

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import takewhile
from typing import cast

from yaml import YAMLError

from themebuilder.core.messages import N_, Message, _
from themebuilder.core.problems import Problem, ThemeError
from themebuilder.core.tree import Plain, to_plain
from themebuilder.definitions.yaml_reader import CONTROL, decode_text, parse_yaml
from themebuilder.editing.yaml_changes import (
    CannotEditError,
    YamlChange,
    find_replacements,
    is_independent,
)
from themebuilder.editing.yaml_format import (
    Branch,
    YamlValue,
    as_read,
    format_entry,
    format_scalar,
)
from themebuilder.editing.yaml_text import KeyPath, Replacement, YamlText

__all__ = [
    "CannotEditError",
    "KeyPath",
    "ValueEdit",
    "YamlValue",
    "edit_values",
    "remove_value",
    "set_value",
]

ValueEdit = tuple[KeyPath, YamlValue | None]

_ELSEWHERE = N_("The change would affect other values.")
_NOTHING = re.compile(r"(?:[ \t]*(?:#[^\r\n]*)?(?:[\r\n]+|\Z)|(?:---|\.\.\.)(?=\s|\Z))*")


def set_value(data: bytes, path: KeyPath, value: YamlValue) -> bytes:
    """Return the file *data* with *value* at *path*: keys, and numbers of list items from 0.

    Mappings that aren't there are added. Of a list or a mapping, only what differs is written. The
    number behind a list's last item adds one. `CannotEditError` says why a file can't get the value.
    """
    return edit_values(data, [(path, value)])


def remove_value(data: bytes, path: KeyPath) -> bytes:
    """Return the file *data* without the value at *path*; it may be absent.

    Mappings that held nothing else go too, unless there are comments in them: these stay, as `{}`.
    """
    return edit_values(data, [(path, None)])


def edit_values(data: bytes, edits: Iterable[ValueEdit]) -> bytes:
    """Return the file *data* after *edits*, one after the other, as `set_value`; None removes."""
    edits = list(edits)
    try:
        return _edit(data, edits)
    except CannotEditError as error:
        error.yaml = _write_by_hand(edits)
        raise


def describe_broken_file(fault: Problem) -> Message:
    """Return why nothing can be edited in a file with *fault*."""
    line, message = fault.place.line, fault.message
    return _("The file can't be read. Line {line}: {fault}", line=line, fault=message)


def _edit(data: bytes, edits: Sequence[ValueEdit]) -> bytes:
    try:
        before = _read(data)
    except ThemeError as error:
        raise CannotEditError(describe_broken_file(error.problems[0])) from None
    text = decode_text(data, "")
    yaml = YamlText(text)
    after: YamlValue = before
    for path, value in edits:
        if value is None:
            after = _drop_value(after, _find_emptied(after, path, yaml))
        else:
            after = _set_value(after, path, value)
    changes = list(_compare(before, after, ()))
    while changes:
        together = [*takewhile(partial(is_independent, yaml), changes)] or changes[:1]
        text = _apply(
            text,
            [replacement for change in together for replacement in find_replacements(yaml, change)],
        )
        changes = changes[len(together) :]
        if changes:
            yaml = _parse(text)
    return _check(text, after, has_mark=data.startswith(codecs.BOM_UTF8))


def _parse(text: str) -> YamlText:
    """Return the values of a *text* with some of the changes."""
    try:
        return YamlText(text)
    except (YAMLError, UnicodeEncodeError):
        raise CannotEditError(_(_ELSEWHERE)) from None


def _check(text: str, expected: YamlValue, *, has_mark: bool) -> bytes:
    """Return the bytes of the new *text*, if it has the *expected* values."""
    try:
        written = text.encode()
    except UnicodeEncodeError:
        raise CannotEditError(_("The text has a character that UTF-8 can't write.")) from None
    try:
        is_right = _read(written) == as_read(expected)
    except ThemeError as error:
        # What is wrong now wasn't before: the fault is in the new value.
        raise CannotEditError(error.problems[0].message) from None
    if not is_right:
        raise CannotEditError(_(_ELSEWHERE))
    return codecs.BOM_UTF8 + written if has_mark else written


def _apply(text: str, replacements: Sequence[Replacement]) -> str:
    """Carry out the *replacements*; those at one place keep their order."""
    parts: list[str] = []
    place = 0
    for replacement in sorted(replacements, key=lambda replacement: replacement.start):
        parts += [text[place : replacement.start], replacement.text]
        place = replacement.end
    return "".join([*parts, text[place:]])


def _read(data: bytes) -> dict[str, Plain]:
    """Return the values of a definition; a file of comments has none."""
    try:
        return cast("dict[str, Plain]", to_plain(parse_yaml(data, "")))
    except ThemeError:
        text = data.removeprefix(codecs.BOM_UTF8).decode("utf-8", "replace")
        if _NOTHING.fullmatch(text) and not CONTROL.search(text):
            return {}
        raise


def _set_value(tree: YamlValue | None, path: KeyPath, value: YamlValue) -> YamlValue:
    """Return *tree* with *value* at *path*."""
    if not path:
        return value
    step, *rest = path
    if isinstance(step, str) and (isinstance(tree, Mapping) or not tree):
        entries = tree if isinstance(tree, Mapping) else {}
        whole = {**entries, step: _set_value(entries.get(step), tuple(rest), value)}
        return Branch(whole) if isinstance(tree, Branch) or not entries else whole
    if isinstance(step, int) and (isinstance(tree, list) or not tree):
        items = list(tree) if isinstance(tree, list) else []
        if 0 <= step <= len(items):
            below = items[step] if step < len(items) else None
            items[step : step + 1] = [_set_value(below, tuple(rest), value)]
            return items
    raise CannotEditError(_("The file has a text, a list or nothing where the value goes."))


def _drop_value(tree: YamlValue, path: KeyPath) -> YamlValue:
    """Return *tree* without what is at *path*."""
    step, *rest = path
    if isinstance(tree, Mapping) and step in tree:
        below = {str(step): _drop_value(tree[str(step)], tuple(rest))} if rest else {}
        return {**{key: value for key, value in tree.items() if rest or key != step}, **below}
    if isinstance(tree, list) and isinstance(step, int) and 0 <= step < len(tree):
        items = [_drop_value(tree[step], tuple(rest))] if rest else []
        return [*tree[:step], *items, *tree[step + 1 :]]
    return tree


def _find_emptied(tree: YamlValue, path: KeyPath, yaml: YamlText) -> KeyPath:
    """Return the path of the widest mapping that holds nothing but the value at *path*."""
    while len(path) > 1:
        holder: YamlValue | None = tree
        for step in path[:-1]:
            holder = holder.get(str(step)) if isinstance(holder, Mapping) else None
        is_only = isinstance(holder, Mapping) and [*holder] == [path[-1]]
        if not is_only or yaml.has_comment(path[:-1]):
            break
        path = path[:-1]
    return path


def _compare(before: YamlValue | None, after: YamlValue, path: KeyPath) -> Iterator[YamlChange]:
    """Yield the smallest changes from one tree to the other: what is empty is written as a whole."""
    if before is None or (path and not before):
        if before is None or as_read(before) != as_read(after):
            yield YamlChange(path, after)
    elif isinstance(before, Mapping) and isinstance(after, Mapping):
        order = [key for key in before if key in after]
        # The file itself is never written as a whole: its keys stay where they are.
        if path and order != [key for key in after if key in before]:
            yield YamlChange(path, after)
            return
        for key, value in after.items():
            yield from _compare(before.get(key), value, (*path, key))
        yield from (YamlChange((*path, key), None) for key in before if key not in after)
    elif isinstance(before, list) and isinstance(after, list):
        yield from _compare_items(before, after, path)
    elif as_read(before) != as_read(after):
        yield YamlChange(path, after)


def _compare_items(
    before: Sequence[YamlValue], after: Sequence[YamlValue], path: KeyPath
) -> Iterator[YamlChange]:
    old, new = [as_read(item) for item in before], [as_read(item) for item in after]
    most = min(len(old), len(new))
    start = next((n for n in range(most) if old[n] != new[n]), most)
    end = next((n for n in range(most - start) if old[-1 - n] != new[-1 - n]), most - start)
    common = most - end
    for number in range(start, common):
        yield from _compare(before[number], after[number], (*path, number))
    for number in range(common, len(after) - end):
        yield YamlChange((*path, number), after[number], is_new=True)
    for number in reversed(range(common, len(before) - end)):
        yield YamlChange((*path, number), None)


def _write_by_hand(edits: Sequence[ValueEdit]) -> str:
    """Return the lines that set the values of *edits*, as they are in a file of their own."""
    lines: list[str] = []
    for path, value in edits:
        if value is not None and path:
            whole = value
            for step in reversed(path[1:]):
                whole = [whole] if isinstance(step, int) else Branch({step: whole})
            lines += format_entry(f"{format_scalar(path[0])}:", whole, 0, 2)
    return "\n".join(lines).encode("utf-8", "replace").decode()
