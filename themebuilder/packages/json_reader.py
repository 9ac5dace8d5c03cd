"""JSON as a package may hold it: strict, bounded, refused with line and column."""

from __future__ import annotations

import codecs
import json
import re
from collections.abc import Iterator
from itertools import islice
from typing import NoReturn

from themebuilder.core.json_text import MOST_DEPTH, Json
from themebuilder.core.problems import Problem
from themebuilder.packages.errors import JsonError, entry_problem, package_problem, printable

_MOST_BYTES = 1024 * 1024
_MOST_EXACT = 2**53 - 1
_MOST_PROBLEMS = 100

# The last quote may be missing: otherwise the search would start again at each quote in the text.
_STRING = r'"[^"\\]*+(?:\\.[^"\\]*+)*+"?'
_STRINGS = re.compile(_STRING, re.DOTALL)
_BRACKETS = re.compile(r"[\[\]{}]")
_TOKENS = re.compile(
    rf"(?P<string>{_STRING})(?P<colon>[ \t\n\r]*+:)?"
    r"|(?P<number>-?(?:0|[1-9][0-9]*)(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?|-?Infinity|NaN)"
    r"|(?P<open>[\[{])|(?P<close>[\]}])",
    re.DOTALL,
)
_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")


def read_json(data: bytes, name: str) -> dict[str, Json]:
    """The object in the JSON *data* of the file *name*; raises `JsonError` with everything wrong."""
    if data.startswith(codecs.BOM_UTF8):
        raise JsonError(
            [entry_problem("json-encoding", name, "begins with a byte order mark", 1, 1)]
        )
    return _read_object(_decode(data, name), name)


def read_foreign_json(data: bytes, name: str) -> tuple[dict[str, Json], tuple[Problem, ...]]:
    """As `read_json`, but a byte order mark is ignored, with a note."""
    if not data.startswith(codecs.BOM_UTF8):
        return read_json(data, name), ()
    note = entry_problem("quirk-left-out", name, "has a byte order mark, which was ignored", 1, 1)
    return _read_object(_decode(data.removeprefix(codecs.BOM_UTF8), name), name), (note,)


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
        problem = entry_problem("json-encoding", name, fault, *_find_position(before, len(before)))
        raise JsonError([problem]) from None


def _read_object(text: str, name: str) -> dict[str, Json]:
    """The object in *text*; the places of what is wrong are only looked for when something is."""
    try:
        value = _DECODER.decode(text) if _measure_depth(text) <= MOST_DEPTH else None
    except ValueError:
        value = None
    if not isinstance(value, dict) or _ESCAPED_SURROGATE.search(text):
        problems = list(islice(_find_problems(text, name), _MOST_PROBLEMS))
        if problems or not isinstance(value, dict):
            raise JsonError(problems)
    return value


def _measure_depth(text: str) -> int:
    """How deep *text* is nested; brackets in strings do not count."""
    depth = deepest = 0
    for bracket in _BRACKETS.findall(_STRINGS.sub("", text)):
        depth += 1 if bracket in "{[" else -1
        deepest = max(deepest, depth)
    return deepest


def _find_problems(text: str, name: str) -> Iterator[Problem]:
    """What is wrong with *text*, up to its first syntax error."""
    faults = list(_find_faults(text))
    # Deeper brackets could exhaust the library's reader, so it is given the text before them.
    end = faults[-1][0] if faults and faults[-1][1] == "json-too-large" else len(text)
    try:
        value = _SYNTAX.decode(text[:end])
        if not isinstance(value, dict):
            at = len(text) - len(text.lstrip())
            faults.append((at, "json-malformed", "This is not an object."))
    except json.JSONDecodeError as error:
        if error.pos < len(text[:end].rstrip()) or end == len(text):
            faults = [fault for fault in faults if fault[0] < error.pos]
            faults.append((error.pos, "json-malformed", f"{error.msg}."))
    for at, rule, message in faults:
        yield package_problem(rule, message, printable(name), *_find_position(text, at))


def _find_faults(text: str) -> Iterator[tuple[int, str, str]]:
    """Position, rule and message of what is wrong apart from the syntax, in the tokens of *text*.

    It ends at a bracket that is nested too deep.
    """
    keys: list[set[str]] = []
    """The keys of each open container."""
    for token in _TOKENS.finditer(text):
        at = token.start()
        if token["open"]:
            keys.append(set())
            if len(keys) > MOST_DEPTH:
                yield at, "json-too-large", f"This is nested more than {MOST_DEPTH} deep."
                return
        elif token["close"]:
            del keys[-1:]
        elif number := token["number"]:
            if not _is_exact(number):
                message = f"The number {printable(number, 40)} is none that every program keeps."
                yield at, "json-number", message
        else:
            yield from ((at, *fault) for fault in _find_string_faults(token, keys))


def _find_string_faults(token: re.Match[str], keys: list[set[str]]) -> Iterator[tuple[str, str]]:
    try:
        value = json.loads(token["string"])
    except ValueError:
        return  # a syntax error
    if _SURROGATE.search(value):
        message = f"The text “{printable(value)}” contains half a character (a lone surrogate)."
        yield "json-encoding", message
    if token["colon"] and keys:
        if value in keys[-1]:
            yield "json-key-given-twice", f"The key “{printable(value)}” is given twice."
        keys[-1].add(value)


def _is_exact(number: str) -> bool:
    try:
        read_number(number)
    except ValueError:
        return False
    return True


def _find_position(text: str, at: int) -> tuple[int, int]:
    """Line and column of *at*, from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _parse_int(digits: str) -> int | float:
    value = int(digits)
    if abs(value) > _MOST_EXACT:
        raise ValueError(digits[:20])
    # Python's integers have no negative zero, and JavaScript's numbers have one.
    return -0.0 if digits == "-0" else value


def _parse_float(digits: str) -> float:
    value = float(digits)
    if value in (float("inf"), float("-inf")):
        raise ValueError(digits[:20])
    return value


def _refuse_constant(word: str) -> NoReturn:
    raise ValueError(word)


def _refuse_duplicates(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError
    return found


_DECODER = json.JSONDecoder(
    parse_int=_parse_int,
    parse_float=_parse_float,
    parse_constant=_refuse_constant,
    object_pairs_hook=_refuse_duplicates,
)
_SYNTAX = json.JSONDecoder(parse_int=str, parse_float=str, parse_constant=str)
