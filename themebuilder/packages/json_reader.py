"""JSON as a package may hold it: strict and bounded."""

from __future__ import annotations

import codecs
import json
import re
from typing import NoReturn

from themebuilder.core.json_text import MOST_DEPTH, Json
from themebuilder.packages.errors import JsonError, entry_problem, package_problem, printable

_MOST_BYTES = 1024 * 1024
_MOST_EXACT = 2**53 - 1

# The last quote may be missing: otherwise the search would start again at each quote in the text.
_STRINGS = re.compile(r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?', re.DOTALL)
_BRACKETS = re.compile(r"[\[\]{}]")
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


class _RefusedError(ValueError):
    """Something that is JSON and not read the same by every program: *rule* and message."""

    def __init__(self, rule: str, message: str) -> None:
        super().__init__(message)
        self.rule = rule


def read_json(data: bytes, name: str) -> dict[str, Json]:
    """The object in the JSON *data* of the file *name*; raises `JsonError`."""
    if data.startswith(codecs.BOM_UTF8):
        raise JsonError(
            [entry_problem("json-encoding", name, "begins with a byte order mark", 1, 1)]
        )
    return _read_object(_decode(data, name), name)


def read_foreign_json(data: bytes, name: str) -> dict[str, Json]:
    """As `read_json`, but a byte order mark is ignored."""
    return read_json(data.removeprefix(codecs.BOM_UTF8), name)


def read_number(token: str) -> int | float:
    """The number that *token* is in JSON; raises `ValueError` where programs read it differently."""
    value: Json = _DECODER.decode(token)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise ValueError(token[:20])


def _decode(data: bytes, name: str) -> str:
    if len(data) > _MOST_BYTES:
        fault = f"has {len(data):,} bytes; at most {_MOST_BYTES:,} are allowed"
        raise JsonError([entry_problem("json-too-large", name, fault)])
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        before = data[: error.start].decode()
        fault = f"is not UTF-8: byte {error.start:,} is 0x{data[error.start]:02X}"
        line, column = before.count("\n") + 1, len(before) - before.rfind("\n")
        raise JsonError([entry_problem("json-encoding", name, fault, line, column)]) from None


def _read_object(text: str, name: str) -> dict[str, Json]:
    file = printable(name)
    try:
        if _measure_depth(text) > MOST_DEPTH:
            _refuse("json-too-large", f"This is nested more than {MOST_DEPTH} deep.")
        value = _DECODER.decode(text)
        if not isinstance(value, dict):
            _refuse("json-malformed", "This is not an object.")
        if _ESCAPED_SURROGATE.search(text) and _SURROGATE.search(
            json.dumps(value, ensure_ascii=False)
        ):
            _refuse("json-encoding", "A text contains half a character (a lone surrogate).")
    except json.JSONDecodeError as error:
        place = (file, error.lineno, error.colno)
        raise JsonError([package_problem("json-malformed", f"{error.msg}.", *place)]) from None
    except _RefusedError as error:
        raise JsonError([package_problem(error.rule, f"{error}", file)]) from None
    return value


def _refuse(rule: str, message: str) -> NoReturn:
    raise _RefusedError(rule, message)


def _measure_depth(text: str) -> int:
    """How deep *text* is nested; brackets in strings do not count."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub("", text)):
        depth += 1 if bracket in "{[" else -1
        deepest = max(deepest, depth)
    return deepest


def _parse_int(digits: str) -> int | float:
    # Python refuses to read a number of thousands of digits.
    value = int(digits) if len(digits) < 20 else _MOST_EXACT + 1
    if abs(value) > _MOST_EXACT:
        _refuse_number(digits)
    # Python's integers have no negative zero, and JavaScript's numbers have one.
    return -0.0 if digits == "-0" else value


def _parse_float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        _refuse_number(digits)
    return value


def _refuse_number(token: str) -> NoReturn:
    _refuse("json-number", f"The number {printable(token, 40)} is none that every program keeps.")


def _refuse_duplicates(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key, value in pairs:
        if key in found:
            _refuse("json-key-given-twice", f"The key “{printable(key)}” is given twice.")
        found[key] = value
    return found


_DECODER = json.JSONDecoder(
    parse_int=_parse_int,
    parse_float=_parse_float,
    parse_constant=_refuse_number,
    object_pairs_hook=_refuse_duplicates,
)
