"""The reference page of all keys of all kinds of definitions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from themebuilder.definitions.schema import KINDS, load_schema


def format_keys() -> str:
    """Return all keys of all kinds as one Markdown document."""
    return "".join(_write_reference())


def _write_reference() -> Iterator[str]:
    yield "# Definition files\n\n"
    yield "Made by `themebuilder schema --markdown`; a test holds it equal.\n"
    for kind in KINDS:
        whole = load_schema(kind)
        yield f"\n## {kind}\n\n{whole.get('description', '')}\n\n| Key | Takes | What it is |\n|---|---|---|\n"
        yield from _write_rows(whole, whole, "")


def _write_rows(whole: dict[str, Any], part: dict[str, Any], path: str) -> Iterator[str]:
    for name, raw in part.get("properties", {}).items():
        entry = _resolve(whole, raw)
        key = f"{path}{name}"
        needed = " (needed)" if name in part.get("required", ()) else ""
        said = raw.get("description") or entry.get("description", "")
        yield f"| `{key}`{needed} | {_describe_type(whole, entry)} | {said.replace('|', chr(92) + '|')} |\n"
        if entry.get("type") == "object":
            yield from _write_rows(whole, entry, f"{key}.")
        items = _resolve(whole, entry.get("items", {}))
        if items.get("type") == "object":
            yield from _write_rows(whole, items, f"{key}[].")
        extra = entry.get("additionalProperties")
        named = _resolve(whole, extra) if isinstance(extra, dict) else {}
        if named.get("type") == "object" and named.get("properties"):
            yield from _write_rows(whole, named, f"{key}.<name>.")
        for option in entry.get("anyOf", ()):
            if option.get("type") == "object":
                yield from _write_rows(whole, option, f"{key}.")


def _resolve(whole: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    target: dict[str, Any] = whole["$defs"][part["$ref"].rpartition("/")[2]]
    return target


def _describe_type(whole: dict[str, Any], entry: dict[str, Any]) -> str:
    if "enum" in entry:
        return ", ".join(f"`{value}`" for value in entry["enum"])
    if "anyOf" in entry:
        return " or ".join(
            _describe_type(whole, _resolve(whole, option)) for option in entry["anyOf"]
        )
    if isinstance(types := entry.get("type", "anything"), list):
        return " or ".join(_describe_type(whole, {**entry, "type": one}) for one in types)
    if entry.get("type") == "array":
        return f"list of {_describe_type(whole, _resolve(whole, entry.get('items', {})))}"
    kind = str(types)
    return {"object": "mapping", "string": "text", "integer": "whole number"}.get(kind, kind)
