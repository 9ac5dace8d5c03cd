"""JSON as the packages hold it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

MOST_DEPTH = 64
"""Levels of nesting in the JSON of a package."""


def dump_compact(value: object) -> bytes:
    """*value* as UTF-8 JSON without a blank, in the order given: the way the portal writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def dump_indented(value: object) -> bytes:
    """*value* as UTF-8 JSON that a person can read, ending in a newline."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def apply_patch(value: object, patch: object) -> object:
    """*value* with *patch* laid on it as RFC 7396 (JSON Merge Patch) has it.

    Objects are merged key by key, null takes a key out, and anything else takes the place of what
    was there. Keys keep their order; new ones come last.
    """
    if not isinstance(patch, Mapping):
        return patch
    merged = dict(value) if isinstance(value, Mapping) else {}
    for key, change in patch.items():
        if change is None:
            merged.pop(key, None)
        else:
            merged[key] = apply_patch(merged.get(key), change)
    return merged


def set_null(value: object, path: Sequence[str]) -> dict[str, object]:
    """*value* with null at the keys of *path*, which a merge patch cannot write."""
    key, *rest = path
    merged = dict(value) if isinstance(value, Mapping) else {}
    merged[key] = set_null(merged.get(key), rest) if rest else None
    return merged


def make_patch(before: object, after: object) -> object:
    """The patch that makes *after* of *before*; an object in *after* must not hold null."""
    if not isinstance(before, Mapping) or not isinstance(after, Mapping):
        return after
    patch: dict[str, object] = {key: None for key in before if key not in after}
    for key, value in after.items():
        if key not in before:
            patch[key] = value
        elif not is_same_json(before[key], value):
            patch[key] = make_patch(before[key], value)
    return patch


def is_same_json(one: object, other: object) -> bool:
    """Whether two values are one in JSON: the order of keys says nothing, and true is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
