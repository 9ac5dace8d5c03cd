"""A theme's values as JSON, by the tables of keys in ``platform/data``."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from themebuilder.core.json_text import ReadOnlyJson, apply_patch, set_null
from themebuilder.core.tree import Map, Node, Seq
from themebuilder.definitions.model import Theme
from themebuilder.packages.json_reader import read_number
from themebuilder.packages.model import Assets
from themebuilder.platform.facts import ConfigKey
from themebuilder.platform.shipped import load_passed_on

Writer = Callable[[ConfigKey], ReadOnlyJson]
"""From a key to its value; None leaves the key out."""

_NULL = {"", "~", "null", "Null", "NULL"}
_TRUE = {"true", "True", "TRUE"}
_FALSE = {"false", "False", "FALSE"}
_DIGITS = tuple("-0123456789")


def make_content(
    keys: Mapping[str, ConfigKey], theme: Theme, writers: Mapping[str, Writer]
) -> dict[str, Any]:
    """Return the content of a file: the *keys* that *theme* has a value for, in their order.

    *writers* have a function for each name that a key has in ``by``, except for ``constant``.
    """
    by = {"": lambda key: read_value(key, theme), "constant": _copy_constant, **writers}
    content: dict[str, Any] = {}
    for key in keys.values():
        value = by[key.by](key) if key.by or key.definition else None
        if value is not None:
            *parents, name = key.path.split(".")
            parent = content
            for parent_name in parents:
                parent = parent.setdefault(parent_name, {})
            parent[name] = value
    return content


def read_value(key: ConfigKey, theme: Theme) -> ReadOnlyJson:
    """Return the theme's value of *key* in the key's first JSON type; None where the theme has none."""
    part, _, name = key.definition.partition(".")
    # Only the resolved brand has what is derived from other values, such as the shades of a colour.
    if part == "brand" and (resolved := getattr(theme.brand, name, None)) is not None:
        return list(resolved) if isinstance(resolved, tuple) else str(resolved)
    node = theme.origin.get(part, *name.split("."))
    return None if node is None else _convert(node, key.types[0])


def add_passed_on(content: dict[str, Any], part: str, theme: Theme) -> dict[str, Any]:
    """Return *content* with what the definition passes on to it unchanged, nulls included.

    *part* is the part of the definition, ``webapp`` or ``meeting``, which its table of keys is named after.
    """
    for section, definition in load_passed_on(part).items():
        extra = to_json(theme.origin.map(*definition.split(".")))
        merged = apply_patch(content, {section: extra} if section else extra)
        assert isinstance(merged, dict)  # noqa: S101 - the patch is a mapping
        content = merged
    for keys in theme.origin.map(part).seq("nulls"):
        assert isinstance(keys, Seq)  # noqa: S101 - the schema allows lists only
        content = set_null(content, [str(key) for key in keys.items])
    return content


def collect_files(part: Map, assets: Assets, folder: str) -> dict[str, bytes]:
    """Return the files that a *part* of the definition adds unchanged, by their name in the package."""
    prefix = part.text("files").rstrip("/") + "/"
    return {
        folder + path.removeprefix(prefix): data
        for path, data in assets.files.items()
        if path.startswith(prefix)
    }


def to_json(node: Node) -> ReadOnlyJson:
    """Return a value of the definition as JSON, as it is passed on.

    A scalar in quotes is a text. Without quotes it may be null, true, false, or a number as JSON
    writes it. Other numbers of YAML (``0xff``, ``+1``, ``.5``, ``.inf``) are texts, and so are
    numbers that a browser would round.
    """
    if isinstance(node, Map):
        return {key: to_json(value) for key, value in node.entries.items()}
    if isinstance(node, Seq):
        return [to_json(item) for item in node.items]
    text = node.value
    if not node.is_plain:
        return text
    if text in _NULL:
        return None
    if text in _TRUE | _FALSE:
        return text in _TRUE
    try:
        return read_number(text) if text.startswith(_DIGITS) else text
    except ValueError:
        return text


def _convert(node: Node, kind: str) -> ReadOnlyJson:
    if isinstance(node, Map):
        return {name: str(value) for name, value in node.entries.items()} or None
    if isinstance(node, Seq):
        return [str(item) for item in node.items]
    if kind == "boolean":
        return node.value == "true"
    if kind in ("integer", "number"):
        return int(node.value) if kind == "integer" else float(node.value)
    return node.value


def _copy_constant(key: ConfigKey) -> ReadOnlyJson:
    # A copy, since other keys are written into it.
    return dict(key.default) if isinstance(key.default, Mapping) else key.default
