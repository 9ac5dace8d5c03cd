"""All keys of all kinds of definitions, as one page for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from themebuilder.definitions.schema import KINDS, load_schema


def format_keys() -> str:
    """All keys of all kinds as one Markdown document."""
    return "".join(_reference())


def _reference() -> Iterator[str]:
    yield "# Definition files\n\n"
    yield "Made by `themebuilder schema --markdown`; a test holds it equal.\n"
    for kind in KINDS:
        whole = load_schema(kind)
        yield f"\n## {kind}\n\n{whole.get('description', '')}\n\n| Key | Takes | What it is |\n|---|---|---|\n"
        yield from _rows(whole, whole, "")


def _rows(whole: dict[str, Any], part: dict[str, Any], path: str) -> Iterator[str]:
    for name, raw in part.get("properties", {}).items():
        entry = _followed(whole, raw)
        key = f"{path}{name}"
        needed = " (needed)" if name in part.get("required", ()) else ""
        said = raw.get("description") or entry.get("description", "")
        yield f"| `{key}`{needed} | {_takes(whole, entry)} | {said.replace('|', chr(92) + '|')} |\n"
        if entry.get("type") == "object":
            yield from _rows(whole, entry, f"{key}.")
        items = _followed(whole, entry.get("items", {}))
        if items.get("type") == "object":
            yield from _rows(whole, items, f"{key}[].")
        extra = entry.get("additionalProperties")
        named = _followed(whole, extra) if isinstance(extra, dict) else {}
        if named.get("type") == "object" and named.get("properties"):
            yield from _rows(whole, named, f"{key}.<name>.")
        for option in entry.get("anyOf", ()):
            if option.get("type") == "object":
                yield from _rows(whole, option, f"{key}.")


def _followed(whole: dict[str, Any], part: dict[str, Any]) -> dict[str, Any]:
    if "$ref" not in part:
        return part
    target: dict[str, Any] = whole["$defs"][part["$ref"].rpartition("/")[2]]
    return target


def _takes(whole: dict[str, Any], entry: dict[str, Any]) -> str:
    if "enum" in entry:
        return ", ".join(f"`{value}`" for value in entry["enum"])
    if "anyOf" in entry:
        return " or ".join(_takes(whole, _followed(whole, option)) for option in entry["anyOf"])
    if entry.get("type") == "array":
        return f"list of {_takes(whole, _followed(whole, entry.get('items', {})))}"
    kind = str(entry.get("type", "anything"))
    return {"object": "mapping", "string": "text", "integer": "whole number"}.get(kind, kind)
