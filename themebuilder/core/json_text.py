"""JSON as packages contain it, and merge patches (RFC 7396)."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
"""A value as parsed from JSON."""

ReadOnlyJson = (
    None | bool | int | float | str | Sequence["ReadOnlyJson"] | Mapping[str, "ReadOnlyJson"]
)
"""A value that can be written as JSON."""

MOST_DEPTH = 64
"""The most levels of nesting in a package's JSON."""


def find_object(value: Any, *keys: str) -> dict[str, Any]:  # noqa: ANN401 - whatever JSON has
    """Return the object under *keys* in *value*, or an empty one where there is none."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value if isinstance(value, dict) else {}


def iterate_leaves(value: Json, path: str = "") -> Iterator[tuple[str, Json]]:
    """Yield each value with its dotted path; only empty containers count as values."""
    if isinstance(value, dict) and value:
        for key, inner in value.items():
            yield from iterate_leaves(inner, f"{path}.{key}" if path else key)
    elif isinstance(value, list) and value:
        for number, inner in enumerate(value, 1):
            yield from iterate_leaves(inner, f"{path}.{number}")
    else:
        yield path, value


def iterate_texts(value: Json) -> Iterator[str]:
    """Yield each text in a value, at any depth."""
    yield from (text for _path, text in iterate_leaves(value) if isinstance(text, str))


def dump_compact(value: object) -> bytes:
    """Return *value* as UTF-8 JSON without blanks, in the given order, as the portal writes it."""
    return json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode()


def dump_indented(value: object) -> bytes:
    """Return *value* as indented UTF-8 JSON that ends in a newline."""
    return (json.dumps(value, ensure_ascii=False, indent=2) + "\n").encode()


def apply_patch(value: object, patch: object) -> object:
    """Return *value* with the merge *patch* applied.

    Objects are merged key by key, null removes a key, and anything else replaces the value. Keys keep
    their order; new ones come last.
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
    """Return *value* with null at *path*, which a merge patch can't express."""
    key, *rest = path
    merged = dict(value) if isinstance(value, Mapping) else {}
    merged[key] = set_null(merged.get(key), rest) if rest else None
    return merged


def make_patch(before: object, after: object) -> object:
    """Return the patch from *before* to *after*; objects in *after* must not contain null."""
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
    """Whether two values are equal JSON: the order of keys doesn't matter, and true is not 1."""
    return json.dumps(one, sort_keys=True) == json.dumps(other, sort_keys=True)
