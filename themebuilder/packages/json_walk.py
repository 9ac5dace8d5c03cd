"""A walk over JSON that the standard library did not take without doubt, to say what is wrong and where.

The containers are walked here, without recursion, so that depth, twins and places can be told; the
scalars are left to the standard library.
"""

from __future__ import annotations

import json
import re
from typing import NoReturn

from themebuilder.core.json_text import MOST_DEPTH
from themebuilder.packages.errors import Finding, JsonError, shown

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]

MOST_EXACT = 2**53 - 1
_MOST_FINDINGS = 100
_SPACE = re.compile(r"[ \t\n\r]*")
_SURROGATE = re.compile("[\ud800-\udfff]")
_CLOSING = {"{": "}", "[": "]"}


class Walk:
    """One walk over one text."""

    def __init__(self, text: str, name: str) -> None:
        self._text = text
        self._name = shown(name)
        self._at = 0
        self._findings: list[Finding] = []
        self._decoder = json.JSONDecoder(
            parse_int=self._whole, parse_float=self._real, parse_constant=self._constant
        )

    def read(self) -> dict[str, Json]:
        """The object that the text holds."""
        if not self._next():
            self._stop("json-malformed", "The file is empty.")
        value = self._value()
        if self._next():
            self._stop("json-malformed", "Something stands behind the end of the JSON.")
        if self._findings:
            raise JsonError(self._findings)
        if not isinstance(value, dict):
            self._at = 0
            self._next()
            self._stop("json-not-an-object", "This is not an object.")
        return value

    def _value(self) -> Json:
        """The value at hand with everything in it; opened containers wait in *open_* with their key."""
        open_: list[tuple[dict[str, Json] | list[Json], str]] = []
        while True:
            opened = self._opened(len(open_))
            if (
                opened is not None
                and self._next() != _CLOSING["{" if isinstance(opened, dict) else "["]
            ):
                open_.append((opened, self._key(opened) if isinstance(opened, dict) else ""))
                continue
            value: Json
            if opened is None:
                value = self._scalar()
            else:
                value = opened
                self._at += 1
            while True:
                if not open_:
                    return value
                holder, key = open_.pop()
                if isinstance(holder, dict):
                    holder[key] = value
                else:
                    holder.append(value)
                closing = "}" if isinstance(holder, dict) else "]"
                sign = self._next()
                if sign not in {",", closing}:
                    self._stop("json-malformed", f"Here a comma or “{closing}” must stand.")
                self._at += 1
                if sign == ",":
                    self._next()
                    open_.append((holder, self._key(holder) if isinstance(holder, dict) else ""))
                    break
                value = holder

    def _opened(self, depth: int) -> dict[str, Json] | list[Json] | None:
        """The container that begins here, or None where none does."""
        sign = self._next()
        if sign not in {"{", "["}:
            return None
        if depth >= MOST_DEPTH:
            self._stop("json-too-deep", f"This is nested more than {MOST_DEPTH} deep.")
        self._at += 1
        return {} if sign == "{" else []

    def _key(self, holder: dict[str, Json]) -> str:
        if self._next() != '"':
            self._stop("json-malformed", "Here a key in double quotes must stand.")
        start = self._at
        key = self._scalar()
        if not isinstance(key, str):  # pragma: no cover - a quote begins a text
            raise TypeError
        if key in holder:
            message = f"The key “{shown(key)}” stands twice in its object."
            self._note("json-key-given-twice", message, start)
        if self._next() != ":":
            self._stop("json-malformed", "Here a colon must stand.")
        self._at += 1
        return key

    def _scalar(self) -> Json:
        self._next()
        start = self._at
        try:
            value: Json
            value, self._at = self._decoder.raw_decode(self._text, start)
        except json.JSONDecodeError as error:
            self._at = error.pos
            self._stop("json-malformed", f"{_plain(error.msg)}.")
        if isinstance(value, str) and _SURROGATE.search(value):
            message = f"The text “{shown(value)}” holds half a character (a lone surrogate)."
            self._note("json-surrogate", message, start)
        return value

    def _whole(self, digits: str) -> int | float:
        # Longer than any exact number: not even converted.
        if len(digits) > 20 or abs(int(digits)) > MOST_EXACT:
            message = f"The number {shown(digits, 40)} is beyond 2^53 and would be rounded."
            self._note("json-number", message, self._at)
            return 0
        return -0.0 if digits == "-0" else int(digits)

    def _real(self, digits: str) -> float:
        value = float(digits)
        if value in (float("inf"), float("-inf")):
            message = f"The number {shown(digits, 40)} is too large."
            self._note("json-number", message, self._at)
        return value

    def _constant(self, word: str) -> float:
        self._note("json-number", f"“{word}” is not a number in JSON.", self._at)
        return 0.0

    def _next(self) -> str:
        """The sign at hand, spaces passed over; empty at the end."""
        space = _SPACE.match(self._text, self._at)
        self._at = space.end() if space else self._at
        return self._text[self._at : self._at + 1]

    def _note(self, rule: str, message: str, at: int) -> None:
        line, column = place(self._text, at)
        self._findings.append(Finding(rule, message, self._name, line, column))
        if len(self._findings) == _MOST_FINDINGS:
            raise JsonError(self._findings)

    def _stop(self, rule: str, message: str) -> NoReturn:
        line, column = place(self._text, self._at)
        raise JsonError([*self._findings, Finding(rule, message, self._name, line, column)])


def place(text: str, at: int) -> tuple[int, int]:
    """Line and column of *at*, from 1."""
    return text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)


def _plain(message: str) -> str:
    """The standard library's message, with the words that a reader of the file needs."""
    told = {
        "Expecting value": "Here a value must stand",
        "Invalid control character": "A line break or tab within a text must be escaped",
        "Unterminated string": "This text has no closing quote",
        "Invalid \\escape": "This escape is unknown",
        "Invalid \\u": "This escape needs four hexadecimal digits",
    }
    return next((ours for begins, ours in told.items() if message.startswith(begins)), message)
