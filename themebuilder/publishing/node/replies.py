"""Answers of a node, and what they say is wrong."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from http import HTTPStatus
from urllib.parse import urljoin

from themebuilder.core.json_text import Json
from themebuilder.core.messages import _
from themebuilder.publishing.node.objects import ROOT, Object, Resource, fail

MAX_MESSAGE = 500


@dataclass(frozen=True, slots=True)
class Reply:
    """An answer: the whole body; header names in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes = field(repr=False)


def read_key(item: Object, origin: str, resource: Resource) -> str:
    """Return the key of an object in a list."""
    key = item.get(resource.key)
    if not isinstance(key, str | int) or key == "":
        message = _(
            "An object of `{resource}` has no `{field}`.",
            resource=resource.value,
            field=resource.key,
        )
        fail("node-broken", message, origin)
    return str(key)


def read_next_page(meta: Object, origin: str, resource: Resource) -> str | None:
    """Return the path of the page after the one with *meta*: on the same node, of the same list."""
    if not meta.get("next"):
        return None
    address, first = str(meta["next"]), f"{origin}{ROOT}{resource.value}/"
    try:
        full = urljoin(first, address)
    except ValueError:
        full = ""
    if not full.startswith(f"{first}?"):
        message = _(
            "The next page of `{resource}` is at another address: {address}.",
            resource=resource.value,
            address=address,
        )
        fail("node-broken", message, origin)
    return full.removeprefix(origin)


def describe_error(status: int, body: bytes) -> str:
    """Return the node's error message in one line.

    Nodes answer with nothing, `error`, `error_message`, fields nested under the resource, or fields.
    """
    standard = {known.value: known.phrase.lower() for known in HTTPStatus}
    try:
        answer: Json = json.loads(body)
    except (ValueError, RecursionError):
        answer = None
    if isinstance(answer, dict):
        inner = next(iter(answer.values()), None)
        messages = [answer.get(key) for key in ("error", "error_message")]
        quoted = [
            message
            for message in messages
            if isinstance(message, str) and _put_on_one_line(message)
        ]
        if quoted or (len(answer) == 1 and isinstance(inner, dict)):
            answer = quoted[0] if quoted else inner
    texts = _list_texts(answer) if isinstance(answer, dict | str) else ()
    return _put_on_one_line("; ".join(texts)) or f"{status} {standard.get(status, '')}".strip()


def _list_texts(value: Json) -> Iterable[str]:
    if isinstance(value, list):
        for item in value:
            yield from _list_texts(item)
    elif isinstance(value, dict):
        for key, item in value.items():
            yield f"{key}: {' '.join(_list_texts(item))}"
    else:
        yield str(value)


def _put_on_one_line(text: str) -> str:
    line = re.sub(r"[\s\x00-\x1f\x7f-\x9f]+", " ", text).strip()
    return line if len(line) <= MAX_MESSAGE else line[: MAX_MESSAGE - 1] + "…"
