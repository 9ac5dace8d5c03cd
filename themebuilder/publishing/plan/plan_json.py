"""A plan as JSON: the same in every language, and read back to an equal plan."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import fields
from typing import Any, TypeVar, get_args, get_type_hints

from themebuilder.core.json_text import Json
from themebuilder.core.messages import MESSAGE_LANGUAGES, Message, _, get_language, translate
from themebuilder.core.problems import Place
from themebuilder.publishing.node.objects import (
    UNREADABLE,
    PackageId,
    PackageKind,
    Ref,
    Resource,
    fail,
    require_text,
)
from themebuilder.publishing.plan.plan import STEPS, Plan, Step

VERSION = 5


def to_json(plan: Plan) -> dict[str, Json]:
    """Return the plan as JSON data, the same in every language; `from_json` reads it back to an equal plan.

    Texts are English; `messages` holds each in the other languages.
    """
    messages: dict[str, Json] = {}

    def put_in_english(text: str) -> str:
        if not isinstance(text, Message):
            return text
        english, *others = (translate(text, language) for language in MESSAGE_LANGUAGES)
        messages[english] = dict(zip(MESSAGE_LANGUAGES[1:], others, strict=True))
        return english

    data = _map_texts(_write(plan), put_in_english)
    return {"plan": VERSION, **data, "messages": messages}


def from_json(data: bytes, file: str) -> Plan:
    """Return the plan that was saved in *file*; `ThemeError` when it is not a plan."""
    try:
        parsed = json.loads(data)
        if parsed["plan"] != VERSION:
            message = _("The plan is from another version of the program. Plan again.")
            fail("plan-unreadable", message, file)
        saved_messages, language = parsed.pop("messages"), get_language()
        messages = {
            english: others.get(language, english) for english, others in saved_messages.items()
        }
        return _read(Plan, _map_texts(parsed, lambda text: messages.get(text, text)))
    except UNREADABLE:
        fail("plan-unreadable", _("The file isn't a plan that `themebuilder plan` saved."), file)


T = TypeVar("T")


def _write(item: Any) -> dict[str, Json]:  # noqa: ANN401 - any of the classes above
    """Return a dataclass as JSON; packages, refs and places become fields of the object itself."""
    words = {kind: word for word, kind in STEPS.items()}
    data: dict[str, Json] = {"do": words[type(item)]} if type(item) in words else {}
    for field in fields(item):
        name, value = field.name.removeprefix("is_"), getattr(item, field.name)
        match value:
            case PackageId():
                data |= {"kind": value.kind.value, "theme": value.theme, "digest": value.digest}
            case Ref():
                data |= {"resource": value.resource.value, "key": value.key}
            case Place():
                data |= {"file": value.file, "line": value.line}
            case tuple():
                data[name] = [
                    element if isinstance(element, str) else _write(element) for element in value
                ]
            case Mapping() if name == "relies_on":
                data[name] = {key: dict(state) for key, state in value.items()}
            case _:
                data[name] = value
    return data


def _map_texts(data: Any, change: Callable[[str], str]) -> Any:  # noqa: ANN401 - JSON
    match data:
        case str():
            return change(data)
        case dict():
            return {name: _map_texts(value, change) for name, value in data.items()}
        case list():
            return [_map_texts(value, change) for value in data]
    return data


def _read(kind: type[T], data: Mapping[str, Any]) -> T:
    return kind(
        **{
            name: _read_field(hint, data, name.removeprefix("is_"))
            for name, hint in get_type_hints(kind).items()
        }
    )


def _read_field(hint: Any, data: Mapping[str, Any], name: str) -> Any:  # noqa: ANN401 - JSON
    if hint in _COMPOUND:
        return _COMPOUND[hint](data)
    value = data[name]
    if hint in _SIMPLE:
        return _SIMPLE[hint](value)
    if name == "relies_on":
        return {key: dict(state) for key, state in value.items()}
    if isinstance(value, list) and (kinds := get_args(hint)) and kinds[-1] is Ellipsis:
        return tuple(_read_item(kinds[0], item) for item in value)
    if name in {"before", "after"}:
        return value
    raise TypeError


_COMPOUND: Mapping[Any, Callable[[Mapping[str, Any]], object]] = {
    PackageId: lambda data: PackageId(
        PackageKind(data["kind"]), require_text(data["theme"]), require_text(data["digest"])
    ),
    Ref: lambda data: Ref(Resource(data["resource"]), require_text(data["key"])),
    Place: lambda data: Place(require_text(data["file"]), int(data["line"])),
}
_SIMPLE: Mapping[Any, Callable[[Any], object]] = {
    str: require_text,
    int: int,
    bool: lambda value: value is True,
}


def _read_item(kind: Any, value: Any) -> Any:  # noqa: ANN401 - JSON
    if kind is str:
        return require_text(value)
    return _read(STEPS[value["do"]] if kind == Step else kind, value)
