"""Strict, bounded reading of the JSON in packages."""

from __future__ import annotations

import codecs
import json
import re
from bisect import bisect_right
from functools import lru_cache
from typing import NoReturn

from themebuilder.core.json_text import MOST_DEPTH, Json
from themebuilder.core.messages import N_, Message, _
from themebuilder.core.problems import Place
from themebuilder.core.tree import Map, Node, Seq, Text
from themebuilder.definitions.model import Files
from themebuilder.packages.errors import JsonError, make_printable, package_problem
from themebuilder.platform.facts import describe_json_type

_MOST_BYTES = 1024 * 1024
_MOST_EXACT = 2**53 - 1

_ESCAPED_SURROGATE = re.compile(r"\\u[dD][89a-fA-F]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_COLON = re.compile(r"\s*:")
_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*+"|[{}\[\]]|[^\s{}\[\],:"]+')

_FAULTS = (
    N_("Expecting value"),
    N_("Expecting ',' delimiter"),
    N_("Expecting ':' delimiter"),
    N_("Expecting property name enclosed in double quotes"),
    N_("Extra data"),
    N_("Illegal trailing comma before end of array"),
    N_("Illegal trailing comma before end of object"),
    N_("Invalid \\escape"),
    N_("Invalid \\uXXXX escape"),
    N_("Invalid control character at"),
    N_("Unterminated string starting at"),
)
"""What Python's parser reports, to be translated."""


_AS_UTF_8 = N_("Save the file again as UTF-8 without BOM.")
_RIGHT_FILE = N_("Check that the right file was saved under this name.")


class _RefusedError(ValueError):
    """JSON that programs read differently: *message*, *hint*, and the number or key that it is about."""

    def __init__(
        self, message: Message, hint: Message, *, number: str = "", key: str | None = None
    ) -> None:
        super().__init__(message)
        self.message, self.hint = message, hint
        self.number, self.key = number, key

    def find_place(self, text: str) -> tuple[int, int]:
        """Return the line and column in *text* of the number or the second of two equal keys, or zeros."""
        objects: list[set[str]] = []
        for token in _TOKEN.finditer(text):
            found = token.group()
            if found in ("{", "["):
                objects.append(set())
            elif found == self.number:
                return _count_lines(text[: token.start()])
            elif not objects:
                # Python refused `NaN1]` at its first letters, before it saw that it's malformed.
                break
            elif found in ("}", "]"):
                objects.pop()
            elif found.startswith('"') and _COLON.match(text, token.end()):
                key = json.loads(found)
                if key == self.key and key in objects[-1]:
                    return _count_lines(text[: token.start()])
                objects[-1].add(key)
        return 0, 0


def read_json(data: bytes, name: str) -> dict[str, Json]:
    """Return the object in the JSON *data* of the file *name*; raise `JsonError` if there is none."""
    if data.startswith(codecs.BOM_UTF8):
        message = _("The file begins with a byte order mark.")
        raise _make_error(message, _(_AS_UTF_8), make_printable(name), 1, 1)
    return _read_object(_decode(data, make_printable(name)), make_printable(name))


read_shared_json = lru_cache(maxsize=64)(read_json)
"""The same for several checks of one file; don't change the object."""


def read_foreign_json(data: bytes, name: str) -> dict[str, Json]:
    """Do as `read_json`, but ignore a byte order mark."""
    return read_json(data.removeprefix(codecs.BOM_UTF8), name)


def read_tree(data: bytes, file: str) -> Map:
    """Return the object in the JSON *data* with the place in *file* of each key and value.

    Scalars are texts as `tree.Text` has them: in quotes, or plain and spelt as in the file. A byte
    order mark is ignored. Raise `JsonError`.
    """
    read_foreign_json(data, file)
    return _TreeReader(data.removeprefix(codecs.BOM_UTF8).decode(), file).read()


class _TreeReader:
    """Reads the tokens of a text that is known to be a JSON object."""

    def __init__(self, text: str, file: str) -> None:
        self.file = file
        self.tokens = _TOKEN.finditer(text)
        self.lines = [0, *(match.end() for match in re.finditer("\n", text))]

    def read(self) -> Map:
        node = self._read_value(next(self.tokens))
        assert isinstance(node, Map)  # noqa: S101 - known to be an object
        return node

    def _read_value(self, token: re.Match[str]) -> Node:
        place, text = self._place(token), token.group()
        if text == "{":
            entries: dict[str, Node] = {}
            keys: dict[str, Place] = {}
            while (token := next(self.tokens)).group() != "}":
                key = _unquote(token.group())
                keys[key] = self._place(token)
                entries[key] = self._read_value(next(self.tokens))
            return Map(entries, place, keys)
        if text == "[":
            items: list[Node] = []
            while (token := next(self.tokens)).group() != "]":
                items.append(self._read_value(token))
            return Seq(tuple(items), place)
        if text.startswith('"'):
            return Text(_unquote(text), place, is_plain=False)
        return Text(text, place)

    def _place(self, token: re.Match[str]) -> Place:
        line = bisect_right(self.lines, token.start())
        column = token.start() - self.lines[line - 1] + 1
        return Place(self.file, line, column, column + len(token.group()))


def _unquote(token: str) -> str:
    """Return the text of a string that is known to be well-formed."""
    if "\\" not in token:
        return token[1:-1]
    value: str = json.loads(token)
    return value


def read_number(token: str) -> int | float:
    """Return the number that *token* is in JSON; raise `ValueError` where programs read it differently."""
    value: Json = _DECODER.decode(token)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return value
    raise ValueError(token[:20])


def _decode(data: bytes, file: str) -> str:
    if len(data) > _MOST_BYTES:
        sizes = {"size": len(data), "most": _MOST_BYTES}
        message = _("The file has {size:,} bytes; at most {most:,} are allowed.", **sizes)
        raise _make_error(message, _(_RIGHT_FILE), file)
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        line, column = _count_lines(data[: error.start].decode())
        message = _("The file isn't UTF-8: this byte is 0x{byte}.", byte=f"{data[error.start]:02X}")
        raise _make_error(message, _(_AS_UTF_8), file, line, column) from None


def _make_error(message: str, hint: str, file: str, line: int = 0, column: int = 0) -> JsonError:
    return JsonError([package_problem("json-malformed", message, file, line, column, hint=hint)])


def _count_lines(before: str) -> tuple[int, int]:
    """Return the line and column that follow *before*."""
    return before.count("\n") + 1, len(before) - before.rfind("\n")


def _read_object(text: str, file: str) -> dict[str, Json]:
    try:
        value = _DECODER.decode(text)
        _check_depth(value)
        if not isinstance(value, dict):
            found = describe_json_type(value)
            message = _("The file must be an object with keys (`{{…}}`), not {found}.", found=found)
            hint = _("Save the right file under this name, or put its keys in braces: `{…}`.")
            place = _count_lines(text[: len(text) - len(text.lstrip())])
            raise _make_error(message, hint, file, *place)
        if _ESCAPED_SURROGATE.search(text) and _SURROGATE.search(
            json.dumps(value, ensure_ascii=False)
        ):
            message = _("A text contains half a character (a lone surrogate).")
            hint = _("Write the characters instead of their escapes.")
            raise _make_error(message, hint, file, *_find_surrogate(text))
    except json.JSONDecodeError as error:
        message = _("The JSON is malformed: {fault}.", fault=_(error.msg))
        raise _make_error(message, "", file, error.lineno, error.colno) from None
    except RecursionError:
        message = _("The values are nested more than {most} levels deep.", most=MOST_DEPTH)
        raise _make_error(message, _(_RIGHT_FILE), file, *_find_depth(text)) from None
    except _RefusedError as error:
        raise _make_error(error.message, error.hint, file, *error.find_place(text)) from None
    return value


def _find_surrogate(text: str) -> tuple[int, int]:
    """Return the line and column of the first text or key with half a character."""
    for token in _TOKEN.finditer(text):
        found = token.group()
        if _ESCAPED_SURROGATE.search(found) and _SURROGATE.search(_unquote(found)):
            return _count_lines(text[: token.start()])
    return 0, 0


def _find_depth(text: str) -> tuple[int, int]:
    """Return the line and column of the first value that is nested too deep."""
    depth = 0
    for token in _TOKEN.finditer(text):
        depth += (token.group() in ("{", "[")) - (token.group() in ("}", "]"))
        if depth > MOST_DEPTH:
            return _count_lines(text[: token.start()])
    return 0, 0


def _check_depth(value: Json) -> None:
    """Raise `RecursionError`, as Python's parser does further down, where *value* is nested too deep."""
    depth, layer = 0, [value]
    while layer := [inner for inner in layer if isinstance(inner, dict | list)]:
        depth += 1
        if depth > MOST_DEPTH:
            raise RecursionError
        layer = [
            inner for one in layer for inner in (one.values() if isinstance(one, dict) else one)
        ]


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
    message = _(
        "Not all programs read the number {number} as the same value.",
        number=make_printable(token, 40),
    )
    raise _RefusedError(message, _("Write it as a text, in quotes."), number=token)


def _refuse_duplicates(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found: dict[str, Json] = {}
    for key, value in pairs:
        if key in found:
            message = _("The key `{key}` is given twice.", key=make_printable(key))
            raise _RefusedError(message, _("Remove one of the two."), key=key)
        found[key] = value
    return found


_DECODER = json.JSONDecoder(
    parse_int=_parse_int,
    parse_float=_parse_float,
    parse_constant=_refuse_number,
    object_pairs_hook=_refuse_duplicates,
)


UTF_16 = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
_UTF_8_LETTER = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}")


def recode_json(files: Files) -> dict[str, bytes]:
    """Return *files* with their JSON in UTF-8 without a byte order mark, where it is certain."""
    return {
        name: _recode(data) if name.lower().endswith(".json") else data
        for name, data in files.items()
    }


def _recode(data: bytes) -> bytes:
    text = data.removeprefix(codecs.BOM_UTF8)
    try:
        if data.startswith(UTF_16):
            text = data.decode("utf-16").encode()
        elif not _is_utf_8(text) and not _UTF_8_LETTER.search(data):
            text = data.decode("cp1252").encode()
        read_json(text, "")
    except (UnicodeDecodeError, JsonError):
        return data.removeprefix(codecs.BOM_UTF8)  # the reader reports the fault
    return text


def _is_utf_8(data: bytes) -> bool:
    try:
        data.decode()
    except UnicodeDecodeError:
        return False
    return True
