"""How a request can fail, and how to read a node's error message."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from http import HTTPStatus
from typing import NoReturn

from themebuilder.core.problems import Place, ThemeError, problem

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
MAX_MESSAGE = 500


class UnsentError(Exception):
    """The request never reached the node: nothing happened there."""


class BrokenOffError(Exception):
    """The connection ended before the answer: it is unknown whether the request was carried out."""


def fail(rule: str, message: str, where: str, hint: str = "") -> NoReturn:
    """Raise one problem at *where*, the name of a node or of an object on it."""
    raise ThemeError([problem(rule, message, Place(where), hint)])


def describe_error(status: int, body: bytes) -> str:
    """The node's error message in one line.

    Nodes answer with nothing, `error`, `error_message`, fields nested under the resource, or fields.
    """
    standard = {one.value: one.phrase.lower() for one in HTTPStatus}
    fallback = f"{status} {standard.get(status, '')}".strip()
    try:
        answer: Json = json.loads(body)
    except (ValueError, RecursionError):
        return fallback
    if isinstance(answer, str):
        return _one_line(answer) or fallback
    if not isinstance(answer, dict) or not answer:
        return fallback
    for key in ("error", "error_message"):
        if isinstance(answer.get(key), str) and (text := _one_line(str(answer[key]))):
            return text
    inner = next(iter(answer.values()))
    fields = inner if len(answer) == 1 and isinstance(inner, dict) else answer
    listed = "; ".join(f"{name}: {' '.join(_texts(fields[name]))}" for name in fields)
    return _one_line(listed) or fallback


def _texts(value: Json) -> Iterable[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield f"{key}: {' '.join(_texts(item))}"
    else:
        yield str(value)


def _one_line(text: str) -> str:
    line = re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()
    return line if len(line) <= MAX_MESSAGE else line[: MAX_MESSAGE - 1] + "…"
