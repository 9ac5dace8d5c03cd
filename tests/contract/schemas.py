"""Every key that the schemas accept, as a dotted path."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from typing import Any

from click.testing import CliRunner

from themebuilder.cli import main

_SHARED = {"picture", "symbol"}
KINDS = ("theme", "organisation", "workspace", "deployment", "wording", "texts", "terms")


@cache
def read_schema(kind: str) -> dict[str, Any]:
    """The schema of *kind* as the tool prints it: some of its keys stand in tables of their own."""
    read: dict[str, Any] = json.loads(CliRunner().invoke(main, ["schema", kind]).stdout)
    return read


def list_keys(kind: str) -> set[str]:
    """Every path at which the schema of *kind* takes a value, and each allowed value as ``path=x``.

    A free name is ``<name>``, an entry of a list ``[]``. A theme's backgrounds take the same keys,
    below ``picture``; its logo and icon those below ``symbol``; and the files of both, ``picture``.
    """
    whole = read_schema(kind)
    defs = whole.get("$defs", {})
    found = set(_walk(whole, "", defs))
    for shared in _SHARED & defs.keys():
        found |= set(_walk(defs[shared], shared, defs))
    return found


def holds(kind: str, value: Any, key: str) -> bool:
    """Whether *value*, a definition, really has *key* of the schema of *kind*."""
    path, _, wanted = key.partition("=")
    steps = path.replace("[]", ".[]").split(".")
    if steps[0] in _SHARED:
        brand = value.get("brand", {})
        return any(_has(one, steps[1:], wanted) for one in brand.values())
    return _has(value, steps, wanted)


def _has(value: Any, steps: list[str], wanted: str) -> bool:
    if not steps:
        return not wanted or str(value) == wanted
    step, *rest = steps
    if step == "[]":
        return isinstance(value, list) and any(_has(one, rest, wanted) for one in value)
    if not isinstance(value, dict):
        return False
    if step == "<name>":
        return any(_has(one, rest, wanted) for one in value.values())
    return step in value and _has(value[step], rest, wanted)


def _walk(node: dict[str, Any], path: str, defs: dict[str, Any]) -> Iterator[str]:
    reference = node.get("$ref", "").removeprefix("#/$defs/")
    if reference in _SHARED:
        yield path
        return
    if reference == "picture_file":
        path = "picture"
    node = defs[reference] if reference else node
    below = list(node.get("anyOf", ()))
    if isinstance(node.get("type"), list):
        below = [{**node, "type": one} for one in node["type"]]
    if below:
        for one in below:
            yield from _walk(one, path, defs)
    elif "enum" in node:
        yield from (f"{path}={value}" for value in node["enum"])
    elif node.get("type") == "array":
        is_plain = node["items"].get("type") == "string" and "enum" not in node["items"]
        inner = list(_walk(node["items"], f"{path}[]", defs))
        yield from [path] if is_plain or inner == [f"{path}[]"] else inner
    elif "properties" in node or isinstance(node.get("additionalProperties"), dict):
        for name, one in node.get("properties", {}).items():
            yield from _walk(one, f"{path}.{name}" if path else name, defs)
        is_open = isinstance(node.get("additionalProperties"), dict)
        names = node.get("propertyNames", {}).get("enum", ["<name>"]) if is_open else ()
        for name in names:
            yield from _walk(node["additionalProperties"], f"{path}.{name}", defs)
    else:
        yield path
