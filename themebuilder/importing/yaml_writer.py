"""Writes a definition as readable YAML: keys in the usual order, short values on one line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping

from themebuilder.core.json_text import Json
from themebuilder.core.messages import _
from themebuilder.packages.secret_values import is_secret_line

WIDTH = 96
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

_PLAIN = re.compile(r"[^\W\d_][^:#\[\]{},&*!|>'\"%@`\\\n\t]*(?<! )")
_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./()+-]*[A-Za-z0-9]")
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_NUMBER = re.compile(r"[0-9][0-9a-fA-F_.xXoO+-]*")
"""What some YAML readers take for a number or a date."""
_LONGEST_KEY = 1000
"""Behind a longer one YAML does not look for the colon, unless a question mark announces the key."""


def write_yaml(tree: Mapping[str, Json], notes: Mapping[str, str], head: str) -> str:
    """Return the definition *tree* as YAML below *head*; *notes* are comments by dotted key.

    A line with a value that looks like a secret has a comment above it.
    """
    lines = _mark_secrets(_mapping_lines(tree, notes, "", 0))
    return head + "".join(f"{line}\n" for line in lines)


def _mark_secrets(lines: Iterable[str]) -> Iterator[str]:
    for line in lines:
        if is_secret_line(line):
            indent = " " * (len(line) - len(line.lstrip(" ")))
            note = _("This looks like a secret, and everybody can read a branding. Replace it.")
            yield f"{indent}# {note}"
        yield line


def format_scalar(value: Json) -> str:
    """Return a scalar as YAML, quoted where it would otherwise be read as something else."""
    if not isinstance(value, str):
        assert not isinstance(value, list | dict)  # noqa: S101 - scalars only
        return format_bare(value)
    is_word = value.lower() in _WORDS
    is_plain = _PLAIN.fullmatch(value) or (_PATH.fullmatch(value) and not _NUMBER.fullmatch(value))
    if is_plain and not is_word and value.isprintable():
        return value
    return _quote(value)


def _quote(value: str) -> str:
    """Return *value* in double quotes; what isn't printable is escaped."""
    quoted = json.dumps(value, ensure_ascii=False)
    return "".join(c if c.isprintable() else _escape(c) for c in quoted)


def _escape(character: str) -> str:
    code = ord(character)
    return f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _mapping_lines(
    tree: Mapping[str, Json], notes: Mapping[str, str], path: str, depth: int
) -> Iterator[str]:
    for key in _sort_keys(tree, depth):
        value = tree[key]
        here = f"{path}.{key}" if path else key
        indent = "  " * depth
        lead = f"{indent}{_format_key(key)}:"
        if len(format_scalar(key)) > _LONGEST_KEY:
            yield f"{indent}{_format_key(key)}"
            lead = f"{indent}:"
        flow = f"{lead} {_format_flow(value)}"
        is_noted = any(noted.startswith(f"{here}.") for noted in notes)
        is_short = len(flow) <= WIDTH and not is_noted and _is_flat(value)
        is_block = isinstance(value, dict) and key in _BLOCKS
        is_line = not isinstance(value, dict | list) or not value or (is_short and not is_block)
        yield from _add_note(flow if is_line else lead, notes.get(here, ""), indent)
        if not is_line and isinstance(value, dict):
            yield from _mapping_lines(value, notes, here, depth + 1)
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
        flow = f"{indent}- {_format_flow(item)}"
        if isinstance(item, dict) and item and len(flow) > WIDTH:
            first, *others = _mapping_lines(item, {}, "", 0)
            yield f"{indent}- {first}"
            yield from (f"{indent}  {line}" for line in others)
        else:
            yield flow


def _format_flow(value: Json) -> str:
    if isinstance(value, dict):
        inner = ", ".join(f"{_format_key(key)}: {_format_flow(value[key])}" for key in value)
        return f"{{{inner}}}"
    if isinstance(value, list):
        return f"[{', '.join(_format_flow(item) for item in value)}]"
    return format_scalar(value)


def _format_key(key: str) -> str:
    written = format_scalar(key)
    return written if len(written) <= _LONGEST_KEY else f"? {written} "


def _is_flat(value: Json) -> bool:
    """Return whether a value is readable on one line: nothing nested twice."""
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return not any(isinstance(one, dict | list) and one for one in inner)


def _sort_keys(tree: Mapping[str, Json], depth: int) -> list[str]:
    order = ORDER if depth == 0 else _INNER if depth == 1 else ()
    known = [key for key in order if key in tree]
    if depth == 0:
        # The first key names the kind of definition.
        known = list(dict.fromkeys([next(iter(tree)), *known]))
    return [*known, *(key for key in tree if key not in known)]


def format_bare(value: float | bool | None) -> str:  # noqa: FBT001 - a scalar of JSON
    """Return a number, a boolean or None as YAML writes it without quotes."""
    if value is None:
        return "null"
    if isinstance(value, bool):
        return str(value).lower()
    return repr(value)
