"""Values as YAML that every reader of YAML 1.1 and 1.2 takes for the same."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping, Sequence

from themebuilder.core.json_text import ReadOnlyJson
from themebuilder.core.tree import Plain
from themebuilder.definitions.yaml_reader import CONTROL

Scalar = str | int | float
YamlValue = Scalar | Sequence["YamlValue"] | Mapping[str, "YamlValue"]

WIDTH = 96
_LONGEST_KEY = 1000
"""Behind a longer one YAML does not look for the colon, unless a question mark announces the key."""
_SHORTEST_FOLD = 40
_WORDS = {"true", "false", "null", "yes", "no", "on", "off", "y", "n"}
_NUMBER = re.compile(r"[-+]?[0-9.][0-9a-fA-F_.:xXoOtTzZ+ -]*|[-+]?\.(?:inf|nan)", re.IGNORECASE)
"""What some YAML readers take for a number, a time or a date."""
_INDICATORS = "-?:,[]{}#&*!|>'\"%@`=~<"
_NOT_PLAIN = re.compile(r": | #|:$|[\t\r\n]")
_NOT_PLAIN_IN_FLOW = re.compile(r"[,\[\]{}:]")


class Branch(dict[str, "YamlValue"]):
    """A mapping that is written with a line for each key, as it was only made to hold a value."""


def format_scalar(value: Scalar | None, style: str = "", *, is_flow: bool = False) -> str:
    """Return *value* on one line, in the quotes of *style* if it can be."""
    if not isinstance(value, str):
        return json.dumps(value) if value is None or isinstance(value, bool) else repr(value)
    if style not in {"'", '"'} and is_safe_plain(value, is_flow=is_flow):
        return value
    if style == "'" and "\n" not in value and not CONTROL.search(value):
        return "'" + value.replace("'", "''") + "'"
    return CONTROL.sub(_escape, json.dumps(value, ensure_ascii=False))


def is_safe_plain(value: str, *, is_flow: bool = False) -> bool:
    """Whether every reader takes *value* without quotes for this very text."""
    return (
        value != ""
        and value == value.strip()
        and value[0] not in _INDICATORS
        and not CONTROL.search(value)
        and not _NOT_PLAIN.search(value)
        and not (is_flow and _NOT_PLAIN_IN_FLOW.search(value))
        and value.lower() not in _WORDS
        and not _NUMBER.fullmatch(value)
    )


def _escape(found: re.Match[str]) -> str:
    return f"\\u{ord(found.group()):04x}"


def as_read(value: YamlValue) -> Plain:
    """Return *value* as it is read back: every scalar is a text."""
    if isinstance(value, str):
        return value
    if isinstance(value, Mapping):
        return {key: as_read(below) for key, below in value.items()}
    if isinstance(value, int | float):
        return format_scalar(value)
    return [as_read(item) for item in value]


def format_flow(value: ReadOnlyJson) -> str:
    """Return *value* on one line, collections in brackets and braces."""
    if isinstance(value, Mapping):
        inner = (f"{format_key(key)}: {format_flow(below)}" for key, below in value.items())
        return f"{{{', '.join(inner)}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(map(format_flow, value))}]"
    return format_scalar(value, is_flow=True)


def format_key(key: str, *, is_flow: bool = True) -> str:
    """Return *key* as it is written before the colon."""
    written = format_scalar(key, is_flow=is_flow)
    return written if len(written) <= _LONGEST_KEY else f"? {written} "


def format_inline(value: YamlValue, column: int, style: str = "") -> str | None:
    """Return *value* as it is written on one line at *column*, or None where it needs lines."""
    if isinstance(value, str | int | float):
        return format_scalar(value, style)
    flow = format_flow(value)
    inner = value.values() if isinstance(value, Mapping) else value
    is_nested = any(isinstance(item, Mapping) and item for item in inner)
    is_short = not is_nested and not isinstance(value, Branch) and column + len(flow) <= WIDTH
    return flow if not value or is_short else None


def format_entry(lead: str, value: YamlValue, indent: int, step: int) -> Iterator[str]:
    """Yield the lines of *lead* (`key:` or `-`) with *value* at *indent* spaces."""
    start = " " * indent + lead
    inline = format_inline(value, len(start) + 1)
    if inline is not None:
        yield f"{start} {inline}"
        return
    lines = list(format_lines(value, indent + (2 if lead == "-" else step), step))
    if lead == "-":
        lines[0] = f"{start} {lines[0].lstrip(' ')}"
    else:
        yield start
    yield from lines


def format_lines(value: YamlValue, indent: int, step: int) -> Iterator[str]:
    """Yield the lines of a mapping or list that isn't empty."""
    if isinstance(value, Mapping):
        for key, below in value.items():
            yield from format_entry(f"{format_scalar(key)}:", below, indent, step)
    elif not isinstance(value, str | int | float):
        for item in value:
            yield from format_entry("-", item, indent, step)


def format_block(value: str, head: str, indent: int, width: int) -> list[str] | None:
    """Return *value* as a block of text: its head and lines; None where a block can't hold it.

    *head* is the old one, as `|` or `>-`; folded lines have at most *width* characters.
    """
    text = value.rstrip("\n")
    ends = len(value) - len(text)
    if not text or text.startswith((" ", "\n", "\t")) or CONTROL.search(value) or "\r" in value:
        return None
    if ends > 1:
        return None
    style, chomp = head[0], "" if ends else "-"
    lines = text.split("\n")
    if style == ">" and any(line.startswith((" ", "\t")) or line != line.strip() for line in lines):
        style = "|"
    if style == ">":
        folded: list[str] = []
        for line in lines:
            # A single line break would become a space.
            folded += ([""] if folded else []) + _wrap(line, width - indent)
        lines = folded
    return [style + chomp, *(" " * indent + line if line else "" for line in lines)]


def _wrap(line: str, width: int) -> list[str]:
    """Break *line* at single spaces, which a reader puts in again."""
    wrapped = [""]
    for word in re.split(r"(?<! ) (?! )", line):
        joined = f"{wrapped[-1]} {word}" if wrapped[-1] else word
        if len(joined) > max(width, _SHORTEST_FOLD) and wrapped[-1]:
            wrapped.append(word)
        else:
            wrapped[-1] = joined
    return wrapped
