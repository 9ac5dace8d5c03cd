"""A theme's values as the keys of a JSON file, by the tables in ``platform/data``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from themebuilder.core.json_text import apply_patch, set_null
from themebuilder.core.tree import Map, Node, Seq, Text
from themebuilder.definitions.model import Theme
from themebuilder.packages.json_reader import read_number
from themebuilder.packages.model import Assets
from themebuilder.platform.facts import ConfigKey, Json

Writer = Callable[[ConfigKey], Json]
"""From a key to its value; None leaves the key out."""


def write(
    keys: Mapping[str, ConfigKey], theme: Theme, writers: Mapping[str, Writer]
) -> dict[str, object]:
    """The file with the *keys* that *theme* has a value for, in their order.

    *writers* have a function for each name that a key has in ``by``, but for ``constant``.
    """
    every = {"": lambda key: plain(key, theme), "constant": _constant, **writers}
    whole: dict[str, Any] = {}
    for key in keys.values():
        value = every[key.by](key) if key.by or key.definition else None
        if value is not None:
            *holders, name = key.path.split(".")
            at = whole
            for holder in holders:
                at = at.setdefault(holder, {})
            at[name] = value
    return whole


def plain(key: ConfigKey, theme: Theme) -> Json:
    """The value of a key as its type has it, None where the theme says nothing."""
    part, _, name = key.definition.partition(".")
    # What `resolve` fills in where the definition is silent stands in the brand alone.
    if part == "brand" and (resolved := getattr(theme.brand, name, None)) is not None:
        return list(resolved) if isinstance(resolved, tuple) else str(resolved)
    node = theme.origin.get(part, *name.split("."))
    return None if node is None else _typed(node, key.types[0])


def patch(whole: object, extra: Json) -> dict[str, object]:
    """*whole* with what the definition passes on as it stands."""
    merged = apply_patch(whole, extra)
    assert isinstance(merged, dict)  # noqa: S101 - a map gives a dict
    return merged


def put_nulls(whole: dict[str, object], part: Map) -> dict[str, object]:
    """*whole* with null where a *part* of the definition lists it."""
    for keys in part.seq("nulls"):
        assert isinstance(keys, Seq)  # noqa: S101 - the schema allows lists only
        whole = set_null(whole, [str(key) for key in keys.items])
    return whole


def _typed(node: Node, kind: str) -> Json:
    if isinstance(node, Map):
        return {name: str(value) for name, value in node.entries.items()} or None
    if isinstance(node, Seq):
        return [str(item) for item in node.items]
    if kind == "boolean":
        return node.value == "true"
    if kind in ("integer", "number"):
        return int(node.value) if kind == "integer" else float(node.value)
    return node.value


def _constant(key: ConfigKey) -> Json:
    # A copy: other keys write into it.
    return dict(key.default) if isinstance(key.default, Mapping) else key.default


def collect_files(part: Map, assets: Assets, folder: str) -> dict[str, bytes]:
    """The files that a *part* of the definition packs as they are, by their name in the package."""
    prefix = part.text("files").rstrip("/") + "/"
    return {
        folder + path.removeprefix(prefix): data
        for path, data in assets.files.items()
        if len(prefix) > 1 and path.startswith(prefix)
    }


def to_json(node: Node) -> Json:
    """A pass-through value as JSON: unquoted ``true``, ``false``, ``null`` and numbers are such."""
    if isinstance(node, Map):
        return {key: to_json(value) for key, value in node.entries.items()}
    if isinstance(node, Seq):
        return [to_json(item) for item in node.items]
    return _json_scalar(node)


_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE, _FALSE = {"true", "True", "TRUE"}, {"false", "False", "FALSE"}
_DIGITS = tuple("-0123456789")


def _json_scalar(text: Text) -> Json:
    """A scalar as JSON; in quotes it is always a text.

    A number is written as JSON writes one. What YAML takes for a number besides (``0xff``, ``+1``,
    ``.5``, ``.inf``), and what a browser would read as another number, stays the text that it is.
    """
    said = text.value
    if not text.is_plain:
        return said
    if said in _NULL:
        return None
    if said in _TRUE | _FALSE:
        return said in _TRUE
    try:
        return read_number(said) if said.startswith(_DIGITS) else said
    except ValueError:
        return said
