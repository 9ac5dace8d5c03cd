"""Edits: a value that a file shall have, and the files that come out of several."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Never

from themebuilder.core.messages import _
from themebuilder.core.problems import ThemeError
from themebuilder.core.tree import Map, Node, Seq
from themebuilder.definitions.yaml_reader import PartlyReadError, parse_yaml
from themebuilder.editing.review_states import withdraw_approvals
from themebuilder.editing.yaml_editor import CannotEditError, ValueEdit, YamlValue, edit_values
from themebuilder.editing.yaml_format import as_read

Key = tuple[str, tuple[str, ...]]
"""A file of the workspace, and the path of a value in it; the empty path is the file as a whole."""
DIGEST = ("",)
"""The path of a file as a whole that isn't text: the value is its digest."""
ReadBytes = Callable[[str], bytes | None]
"""What gives the bytes with a digest."""
Contents = Mapping[str, bytes | None]
"""File -> its bytes; None where it doesn't exist."""
_INTEGER = re.compile(r"-?(?:0|[1-9][0-9]{0,15})")
_FLOAT = re.compile(r"-?[0-9]{1,15}\.[0-9]{1,15}")


@dataclass(frozen=True, slots=True)
class Edit:
    """The *value* that *path* in *file* shall have; None removes it. *was* is the value before.

    *theme*, *part* and *scope* are what the user chose. *head* begins a file that doesn't exist.
    """

    id: int
    theme: str
    part: str
    scope: str
    file: str
    path: tuple[str, ...]
    value: YamlValue | None
    was: YamlValue | None
    head: str = ""

    @property
    def key(self) -> Key:
        """What it changes."""
        return self.file, self.path

    @property
    def inverse(self) -> Edit:
        """The edit that takes it back."""
        return replace(self, value=self.was, was=self.value)


@dataclass(frozen=True, slots=True)
class Conflict:
    """An edit whose value the file on the disk has changed as well, to *theirs*."""

    edit: Edit
    theirs: YamlValue | None
    is_unreadable: bool = False
    """Whether the file is missing or no valid YAML now, so that nobody can tell what it will have."""


class ConflictError(Exception):
    """The files have other values than the user saw; nothing was changed."""

    def __init__(self, conflicts: Iterable[Conflict]) -> None:
        self.conflicts = tuple(conflicts)
        super().__init__(len(self.conflicts))


@dataclass(frozen=True, slots=True)
class Patch:
    """What a saved step changed in one file, so that undoing it gives the same bytes again."""

    after: str
    """The digest of the file with the step."""
    start: int
    end: int
    """Where the file with the step differs from the one before."""
    before: bytes | None
    """What was there; None where there was no file."""

    def undo(self, data: bytes) -> bytes | None:
        """Return the file without the step; *data* is the file with it."""
        if self.before is None:
            return None
        return data[: self.start] + self.before + data[self.end :]


def make_patch(before: bytes | None, after: bytes) -> Patch:
    """Return the patch that takes *after* back to *before*."""
    if before is None:
        return Patch(digest(after), 0, len(after), None)
    most = min(len(before), len(after))
    start = next((i for i in range(most) if before[i] != after[i]), most)
    tail = next((i for i in range(most - start) if before[-1 - i] != after[-1 - i]), most - start)
    return Patch(digest(after), start, len(after) - tail, before[start : len(before) - tail])


@dataclass(frozen=True, slots=True)
class UndoStep:
    """Edits that are undone together; *patches* by file, once they are saved."""

    edits: tuple[Edit, ...]
    patches: Mapping[str, Patch] = field(default_factory=dict)


def digest(data: bytes | None) -> str:
    """Return the digest of a file; an empty text where there is none."""
    return "" if data is None else f"sha256:{hashlib.sha256(data).hexdigest()}"


def read_value(data: bytes | None, path: tuple[str, ...]) -> YamlValue | None:
    """Return the value at *path* of a definition, or None."""
    if not path:
        return None if data is None else data.decode("utf-8", "replace")
    if path == DIGEST:
        return digest(data) or None
    tree = _parse(data)[0] if data else None
    node = tree.get(*path) if tree else None
    return None if node is None else read_node(node)


def read_node(node: Node) -> YamlValue:
    """Return the value of *node*, so typed that writing it gives the same YAML again."""
    if isinstance(node, Map):
        return {key: read_node(below) for key, below in node.entries.items()}
    if isinstance(node, Seq):
        return [read_node(item) for item in node.items]
    text = node.value
    if node.is_plain and text in {"true", "false"}:
        return text == "true"
    if node.is_plain and _INTEGER.fullmatch(text):
        return int(text)
    return float(text) if node.is_plain and _FLOAT.fullmatch(text) else text


def is_same(one: YamlValue | None, other: YamlValue | None) -> bool:
    """Whether both are written as the same value; the order of keys counts, as for languages."""
    if one is None or other is None:
        return one is other
    return json.dumps(as_read(one)) == json.dumps(as_read(other))


@lru_cache(maxsize=32)
def _parse(data: bytes) -> tuple[Map | None, bool]:
    """Return what can be read, and whether that is all."""
    try:
        return parse_yaml(data, ""), True
    except PartlyReadError as error:
        return error.tree, False
    except ThemeError:
        return None, False


def apply_edits(
    contents: Contents, edits: Iterable[Edit], read_bytes: ReadBytes
) -> dict[str, bytes | None]:
    """Return *contents* with *edits*, one for each value. Words that change aren't approved any more.

    `CannotEditError` where YAML can't hold one, or where *read_bytes* doesn't have a picture's bytes.
    """
    files = dict(contents)
    by_file: dict[str, list[Edit]] = {}
    for edit in edits:
        by_file.setdefault(edit.file, []).append(edit)
    for file, changes in by_file.items():
        if changes[0].path == DIGEST:
            files[file] = _find_bytes(changes[-1], read_bytes)
            continue
        whole = next((edit for edit in changes if not edit.path), None)
        values = [(edit.path, edit.value) for edit in changes if edit.path]
        data = (
            files.get(file) if whole is None or whole.value is None else str(whole.value).encode()
        )
        if values and not (data is None and all(value is None for _path, value in values)):
            data = changes[0].head.encode() if data is None else data
            data = edit_values(data, [*values, *_list_withdrawn(data, changes)])
        if whole and whole.value is None and data is not None:
            if read_value(data, ()) != whole.was:
                raise CannotEditError(_("The file was changed after it was created."))
            data = None
        files[file] = data
    return files


def _list_withdrawn(data: bytes, changes: Iterable[Edit]) -> Iterator[ValueEdit]:
    tree, _is_whole = _parse(data)
    new = (edit.path for edit in changes if edit.path and edit.value is not None)
    yield from withdraw_approvals(tree, new).items() if tree else ()


def _find_bytes(edit: Edit, read_bytes: ReadBytes) -> bytes | None:
    if edit.value is None:
        return None
    data = read_bytes(str(edit.value))
    if data is None:
        raise CannotEditError(_("The picture isn't kept any more. Choose it again."))
    return data


def undo_step(contents: Contents, step: UndoStep, read_bytes: ReadBytes) -> dict[str, bytes | None]:
    """Return *contents* without a saved *step*: the bytes before it, if nobody changed them since."""
    files = dict(contents)
    for file in {edit.file for edit in step.edits}:
        data, patch = files.get(file), step.patches.get(file)
        if data is not None and patch and digest(data) == patch.after:
            files[file] = patch.undo(data)
        else:
            edits = [edit.inverse for edit in reversed(step.edits) if edit.file == file]
            files = apply_edits(files, edits, read_bytes)
    return files


def merge_edits(edits: Iterable[Edit]) -> dict[Key, Edit]:
    """Return one edit for each value: from what it was before the first, to what it is after the last."""
    merged: dict[Key, Edit] = {}
    for edit in edits:
        first = merged.get(edit.key, edit)
        merged[edit.key] = replace(edit, was=first.was)
    return {key: edit for key, edit in merged.items() if not is_same(edit.value, edit.was)}


def add_needed(keys: Collection[Key], edits: Mapping[Key, Edit]) -> set[Key]:
    """Return *keys* with those of the edits that create their files, and what these are created with."""
    created = _list_created(edits)
    parts = {created[file].part for file, _path in keys if file in created}
    return {*keys, *(edit.key for edit in created.values() if edit.part in parts)}


def add_dependent(keys: Collection[Key], edits: Mapping[Key, Edit]) -> set[Key]:
    """Return *keys* with those of the edits that have no file without them."""
    created = _list_created(edits)
    parts = {edit.part for edit in created.values() if edit.key in keys}
    lost = {file for file, edit in created.items() if edit.part in parts}
    return {*keys, *(key for key in edits if key[0] in lost)}


def _list_created(edits: Mapping[Key, Edit]) -> dict[str, Edit]:
    """Return file -> the edit that creates it."""
    return {edit.file: edit for edit in edits.values() if not edit.path and edit.value is not None}


def find_conflicts(contents: Contents, edits: Iterable[Edit]) -> Iterator[Conflict]:
    """Yield the merged *edits* whose value in *contents* is neither the old one nor theirs.

    Whether a whole file can be removed is seen once the other edits are applied.
    """
    edits = list(edits)
    created = {
        edit.file: str(edit.value).encode() for edit in edits if not edit.path and edit.value
    }
    for edit in edits:
        if not edit.path and edit.value is None:
            continue
        data = contents.get(edit.file)
        if data is None and edit.path:
            data = created.get(edit.file)
        theirs = read_value(data, edit.path)
        needs_file = edit.path not in {(), DIGEST} and not edit.head and edit.value is not None
        is_lost = data is None and needs_file
        if is_lost or not (is_same(theirs, edit.was) or is_same(theirs, edit.value)):
            yield find_conflict(edit, data)


def find_conflict(edit: Edit, data: bytes | None) -> Conflict:
    """Return the conflict of *edit* with the content *data* of its file."""
    is_readable = bool(edit.head) if data is None else not data or _parse(data)[1]
    is_unreadable = edit.path not in {(), DIGEST} and not is_readable
    return Conflict(edit, read_value(data, edit.path), is_unreadable)


def raise_conflicts(
    conflicts: Iterable[Conflict], contents: Contents, read_bytes: ReadBytes
) -> Never:
    """Raise `ConflictError`; where a file can't be read, the `CannotEditError` that names its line."""
    conflicts = tuple(conflicts)
    for edit in (conflict.edit for conflict in conflicts if conflict.is_unreadable):
        apply_edits({edit.file: contents.get(edit.file)}, [edit], read_bytes)
    raise ConflictError(conflicts)
