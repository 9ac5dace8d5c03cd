"""Writes a definition as readable YAML: keys in the usual order, short values on one line."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from themebuilder.core.json_text import Json
from themebuilder.core.messages import _
from themebuilder.editing.yaml_format import (
    WIDTH,
    format_flow,
    format_key,
    format_scalar,
)
from themebuilder.packages.secret_values import is_secret_line

LONGEST = 120
ORDER = (
    "theme", "title", "about", "extends", "organisation", "name", "part_of", "audience", "reach",
    "valid", "packages", "brand", "wording", "values", "settings", "texts", "webapp", "meeting", "accept",
)  # fmt: skip
"""The order in which the shipped definitions have their keys."""

_INNER = (
    "name", "title", "color", "palette", "background_color", "background", "card", "screen", "logo",
    "favicon", "overlay", "path", "texts", "hide", "config", "user", "manifest", "plugins", "step",
    "language", "prompts", "keep", "screens", "dtmf", "files",
)  # fmt: skip
_BLOCKS = {"brand", "settings", "accept", "texts"}
"""Keys below which every value has its own line."""


def write_yaml(tree: Mapping[str, Json], notes: Mapping[str, str], head: str) -> str:
    """Return the definition *tree* as YAML below *head*; *notes* are comments by dotted key.

    A line with a value that looks like a secret has a comment above it.
    """
    lines = _mark_secrets(_render_mapping(tree, notes, "", 0))
    return head + "".join(f"{line}\n" for line in lines)


def _mark_secrets(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if is_secret_line(line):
            indent = " " * (len(line) - len(line.lstrip(" ")))
            note = _("This looks like a secret, and everybody can read a branding. Replace it.")
            yield f"{indent}# {note}"
        yield line


def _render_mapping(
    tree: Mapping[str, Json], notes: Mapping[str, str], path: str, depth: int
) -> Iterator[str]:
    for key in _sort_keys(tree, depth):
        value = tree[key]
        here = f"{path}.{key}" if path else key
        indent = "  " * depth
        lead = f"{indent}{format_key(key, is_flow=False)}:"
        if lead.startswith(f"{indent}? "):
            yield lead.removesuffix(":")
            lead = f"{indent}:"
        flow = f"{lead} {_format_value(value)}"
        is_noted = any(noted.startswith(f"{here}.") for noted in notes)
        is_short = len(flow) <= WIDTH and not is_noted and _is_flat(value)
        is_block = isinstance(value, dict) and key in _BLOCKS
        is_line = not isinstance(value, dict | list) or not value or (is_short and not is_block)
        yield from _add_note(flow if is_line else lead, notes.get(here, ""), indent)
        if not is_line and isinstance(value, dict):
            yield from _render_mapping(value, notes, here, depth + 1)
        elif not is_line and isinstance(value, list):
            yield from _list_lines(value, depth + 1)


def _add_note(line: str, note: str, indent: str) -> Iterator[str]:
    """Yield a line with its comment behind it, or above it if the line would be too long."""
    note = "".join(c if c.isprintable() else "?" for c in note)
    if note and len(line) + len(note) > LONGEST:
        yield f"{indent}# {note}"
        yield line
    else:
        yield f"{line}   # {note}" if note else line


def _list_lines(items: list[Json], depth: int) -> Iterator[str]:
    indent = "  " * depth
    for item in items:
        flow = f"{indent}- {_format_value(item)}"
        if isinstance(item, dict) and item and len(flow) > WIDTH:
            first, *others = _render_mapping(item, {}, "", 0)
            yield f"{indent}- {first}"
            yield from (f"{indent}  {line}" for line in others)
        else:
            yield flow


def _format_value(value: Json) -> str:
    return format_flow(value) if isinstance(value, dict | list) else format_scalar(value)


def _is_flat(value: Json) -> bool:
    """Whether a value is readable on one line: nothing nested twice."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return not any(isinstance(item, dict | list) and item for item in inner)


def _sort_keys(tree: Mapping[str, Json], depth: int) -> list[str]:
    order = ORDER if depth == 0 else _INNER if depth == 1 else ()
    known = [key for key in order if key in tree]
    if depth == 0:
        # The first key names the kind of definition.
        known = list(dict.fromkeys([next(iter(tree)), *known]))
    return [*known, *(key for key in tree if key not in known)]
