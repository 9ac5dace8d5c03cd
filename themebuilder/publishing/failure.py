"""How a request can fail, and what the node's own errors say."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from typing import NoReturn

from themebuilder.core.problems import Place, ThemeError, problem

Json = None | bool | int | float | str | list["Json"] | dict[str, "Json"]
MAX_TOLD = 500

STATUS = {
    400: "bad request",
    401: "not authorised",
    403: "forbidden",
    404: "not found",
    405: "method not allowed",
    429: "too many requests",
    500: "internal error",
    501: "not implemented",
    502: "bad gateway",
    503: "unavailable",
    504: "gateway timeout",
}


class UnsentError(Exception):
    """The request never reached the node: nothing happened there."""


class BrokenOffError(Exception):
    """The connection ended before the answer: nobody knows whether the request was done."""


def fail(rule: str, message: str, where: str, hint: str = "") -> NoReturn:
    """Raise one problem at *where*, the name of a node or of an object there."""
    raise ThemeError([problem(rule, message, Place(where), hint)])


def told(status: int, body: bytes) -> str:
    """What the node says in an error, in one line.

    In the order that its answers call for: nothing, `error`, `error_message`, fields nested under
    the resource, fields.
    """
    otherwise = f"{status} {STATUS.get(status, '')}".strip()
    try:
        said: Json = json.loads(body)
    except (ValueError, RecursionError):
        return otherwise
    if isinstance(said, str):
        return _shortened(said) or otherwise
    if not isinstance(said, dict) or not said:
        return otherwise
    for key in ("error", "error_message"):
        if isinstance(said.get(key), str) and (text := _shortened(str(said[key]))):
            return text
    inner = next(iter(said.values()))
    fields = inner if len(said) == 1 and isinstance(inner, dict) else said
    listed = "; ".join(f"{name}: {' '.join(_texts(fields[name]))}" for name in fields)
    return _shortened(listed) or otherwise


def _texts(value: Json) -> Iterable[str]:
    if isinstance(value, list):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield f"{key}: {' '.join(_texts(item))}"
    else:
        yield str(value)


def _shortened(text: str) -> str:
    line = re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()
    return line if len(line) <= MAX_TOLD else line[: MAX_TOLD - 1] + "…"
