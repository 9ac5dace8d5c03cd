"""JSON as a package may hold it: strict, bounded, and answered with line and column."""

from __future__ import annotations

import codecs
import json
import re
from typing import NoReturn

from themebuilder.core.json_text import MOST_DEPTH
from themebuilder.packages.errors import Finding, JsonError, shown
from themebuilder.packages.json_walk import MOST_EXACT, Walk, place
from themebuilder.packages.json_walk import Json as Json  # noqa: PLC0414

MOST_BYTES = 1024 * 1024
# The last quote may be missing: a text without end must not be sought again from each of its quotes.
_STRINGS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_BRACKETS = re.compile(r"[\[\]{}]")
_HALF = re.compile(r"\\u[dD][89a-fA-F]")


def read_json(data: bytes, name: str) -> dict[str, Json]:
    """The object in the JSON *data* of the file *name*; raises `JsonError` with everything wrong."""
    if data.startswith(codecs.BOM_UTF8):
        message = f"“{shown(name)}” begins with a byte order mark."
        raise JsonError([Finding("json-bom", message, shown(name), 1, 1)])
    return _object(_text(data, name), name)


def read_foreign_json(data: bytes, name: str) -> tuple[dict[str, Json], tuple[Finding, ...]]:
    """As `read_json`, but a byte order mark is passed over, with a note."""
    if not data.startswith(codecs.BOM_UTF8):
        return read_json(data, name), ()
    message = f"The byte order mark of “{shown(name)}” was passed over."
    note = Finding("quirk-bom", message, shown(name), 1, 1)
    bare = data.removeprefix(codecs.BOM_UTF8)
    return _object(_text(bare, name), name), (note,)


def read_number(token: str) -> int | float:
    """The number that *token* is in JSON; raises `ValueError` where it is none that readers keep."""
    value: Json = _DECODER.decode(token)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise ValueError(token[:20])


def _text(data: bytes, name: str) -> str:
    def refuse(rule: str, message: str, line: int = 0, column: int = 0) -> NoReturn:
        raise JsonError([Finding(rule, message, shown(name), line, column)])

    if len(data) > MOST_BYTES:
        refuse("json-too-large", f"“{shown(name)}” has {len(data):,} bytes.")
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        refuse("json-encoding", f"“{shown(name)}” is UTF-16, not UTF-8.", 1, 1)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        line, column = place(before, len(before))
        message = (
            f"“{shown(name)}” is not UTF-8: byte {error.start:,} is 0x{data[error.start]:02X}."
        )
        refuse("json-encoding", message, line, column)


def _object(text: str, name: str) -> dict[str, Json]:
    """The object in *text*: by the standard library where nothing is in doubt, else by a walk."""
    if _depth(text) <= MOST_DEPTH and not _HALF.search(text):
        try:
            value = _DECODER.decode(text)
        except ValueError:
            pass
        else:
            if isinstance(value, dict):
                return value
    return Walk(text, name).read()


def _depth(text: str) -> int:
    """How deep *text* is nested, up to where it stops being JSON; brackets in texts do not count."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub("", text)):
        depth += 1 if bracket in "{[" else -1
        deepest = max(deepest, depth)
    return deepest


def _whole(digits: str) -> int | float:
    value = int(digits)
    if abs(value) > MOST_EXACT:
        raise ValueError(digits[:20])
    # Python's integers have no negative zero, and JavaScript's numbers have one.
    return -0.0 if digits == "-0" else value


def _real(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ValueError(digits[:20])
    return value


def _constant(word: str) -> NoReturn:
    raise ValueError(word)


def _without_twins(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


_DECODER = json.JSONDecoder(
    parse_int=_whole,
    parse_float=_real,
    parse_constant=_constant,
    object_pairs_hook=_without_twins,
)
