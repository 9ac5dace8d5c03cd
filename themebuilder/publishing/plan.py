"""A plan: the writes to a node, in order, and the state of the node that they require. Data only."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, TypeVar, get_args, get_type_hints

from themebuilder.core.json_text import Json
from themebuilder.core.messages import Message, _, translate
from themebuilder.core.problems import Place
from themebuilder.publishing.objects import Kind, PackageId, Ref, Resource, fail, require_text

VERSION = 2


@dataclass(frozen=True, slots=True)
class UploadPackage:
    """Upload a package; a service theme has no *description*."""

    package: PackageId
    size: int
    description: str


@dataclass(frozen=True, slots=True)
class UpdateDescription:
    """Update the description of an uploaded package: which packages it now replaces."""

    package: PackageId
    description: str


@dataclass(frozen=True, slots=True)
class CreatePath:
    """Create a web app path that shows the package."""

    slug: str
    package: PackageId


@dataclass(frozen=True, slots=True)
class SwitchPackage:
    """Switch an object to another package.

    *before* is the key of the package that it uses now, empty for none. *enable* also switches a
    path on.
    """

    ref: Ref
    label: str
    field: str
    before: str
    before_shown: str
    package: PackageId
    enable: bool = False
    webapp_type: str = ""
    """The web app that a path has now, where that isn't Webapp3; the switch changes it as well."""
    earlier: str = ""
    """What is recorded on a path of what it shows now (`path_records.Earlier`)."""


@dataclass(frozen=True, slots=True)
class SetField:
    """Set a field to another value; *decided* is the line of a definition that says *why*."""

    ref: Ref
    label: str
    field: str
    before: Json
    after: Json
    why: str
    decided: Place


@dataclass(frozen=True, slots=True)
class RetirePath:
    """Stop a path from showing the package of *theme*, which is not defined any more.

    A path that we created is switched off; any other one shows again what it showed before, or the
    default branding where that is unknown.
    """

    ref: Ref
    label: str
    theme: str
    before: str
    before_shown: str
    switch_off: bool
    webapp_type: str
    after: str
    after_shown: str


@dataclass(frozen=True, slots=True)
class RestorePath:
    """Let a path show again what it showed before *theme*: its web app, its branding.

    *after* is the key of that branding, empty for the default one.
    """

    ref: Ref
    label: str
    theme: str
    before: str
    before_shown: str
    webapp_type: str
    after: str
    after_shown: str
    switch_off: bool


Step = (
    UploadPackage
    | UpdateDescription
    | CreatePath
    | SwitchPackage
    | SetField
    | RetirePath
    | RestorePath
)
_WORDS: Mapping[str, type[Step]] = {
    "upload": UploadPackage,
    "describe": UpdateDescription,
    "add-path": CreatePath,
    "switch": SwitchPackage,
    "set": SetField,
    "retire-path": RetirePath,
    "restore-path": RestorePath,
}
"""The value of `do` in JSON -> the step."""


@dataclass(frozen=True, slots=True)
class Retirement:
    """The steps to retire a theme that is published but no longer defined.

    They join the plan's steps only after the user confirms them.
    """

    theme: str
    paths: tuple[RetirePath, ...]
    used_by: tuple[str, ...]
    """What still uses its service theme, and blocks the retirement."""
    guarded: tuple[str, ...]
    """Those of the paths that every guest meets."""


@dataclass(frozen=True, slots=True)
class ContentChange:
    """The visible changes where *package* replaces the package named *replaces*."""

    package: PackageId
    replaces: str
    where: tuple[str, ...]
    lines: tuple[str, ...]
    is_known: bool
    """Whether both contents were known, so that *lines* is complete."""


@dataclass(frozen=True, slots=True)
class Cover:
    """Something on the node that gives rooms a setting from the start; *detail* says which and how far."""

    kind: str
    is_sure: bool
    detail: str


@dataclass(frozen=True, slots=True)
class FutureRooms:
    """What gives an organisation's rooms that don't exist yet a *setting*; nothing without *covers*."""

    organisation: str
    setting: str
    field: str
    covers: tuple[Cover, ...]


@dataclass(frozen=True, slots=True)
class Plan:
    """All steps, with their reasons.

    *guarded* names what all guests use. *scopes* say how far each setting of an organisation
    reaches; *notes* what may undo it, or stays as it is.
    """

    deployment: str
    node: str
    deployment_uuid: str
    steps: tuple[Step, ...]
    contents: tuple[ContentChange, ...]
    scopes: tuple[str, ...]
    notes: tuple[str, ...]
    guarded: tuple[str, ...]
    relies_on: Mapping[str, Mapping[str, Json]]
    """The state that the plan was made from: object -> field -> value."""
    missed: tuple[str, ...] = ()
    """Choices of rooms that match no room."""
    retirements: tuple[Retirement, ...] = ()
    """What is published, no longer defined, and stays as it is."""
    future: tuple[FutureRooms, ...] = ()

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not self.steps


def format_value(value: Json) -> str:
    """A field's value for people."""
    if isinstance(value, bool):
        return _("on") if value else _("off")
    return _("not set") if value is None else repr(value)


def to_json(plan: Plan) -> dict[str, Json]:
    """The plan as JSON data, the same in every language; `from_json` reads it back to an equal plan.

    Texts are English; `messages` holds what each is made from, for other languages.
    """
    messages: dict[str, Json] = {}
    data = {name: _put_in_english(value, messages) for name, value in _write(plan).items()}
    return {"plan": VERSION, **data, "messages": messages}


def from_json(data: bytes, file: str) -> Plan:
    """The plan that was saved in *file*; `ThemeError` when it is not a plan."""
    try:
        parsed = json.loads(data)
        if parsed["plan"] != VERSION:
            message = _("The plan is from another version of the program. Plan again.")
            fail("plan-unreadable", message, file)
        said = parsed.pop("messages", {})
        messages = {english: _read_message(message) for english, message in said.items()}
        return _read(Plan, _put_in_language(parsed, messages))
    except (ArithmeticError, AttributeError, LookupError, RecursionError, TypeError, ValueError):
        fail("plan-unreadable", _("The file isn't a plan that `themebuilder plan` saved."), file)


T = TypeVar("T")


def _write(item: Any) -> dict[str, Json]:  # noqa: ANN401 - any of the classes above
    """A dataclass as JSON; packages, refs and places become fields of the object itself."""
    words = {kind: word for word, kind in _WORDS.items()}
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
                data[name] = [one if isinstance(one, str) else _write(one) for one in value]
            case Mapping() if name == "relies_on":
                data[name] = {key: dict(state) for key, state in value.items()}
            case _:
                data[name] = value
    return data


def _put_in_english(data: Json, messages: dict[str, Json]) -> Json:
    """Return *data* with its messages in English, and note in *messages* what each is made from."""
    match data:
        case Message():
            english = translate(data, "en")
            messages[english] = _write_message(data)
            return english
        case dict():
            return {name: _put_in_english(value, messages) for name, value in data.items()}
        case list():
            return [_put_in_english(value, messages) for value in data]
    return data


def _put_in_language(data: Any, messages: Mapping[str, str]) -> Any:  # noqa: ANN401 - JSON
    match data:
        case str():
            return messages.get(data, data)
        case dict():
            return {name: _put_in_language(value, messages) for name, value in data.items()}
        case list():
            return [_put_in_language(value, messages) for value in data]
    return data


def _write_message(value: object) -> Json:
    match value:
        case Message():
            values = {name: _write_message(inner) for name, inner in value.values.items()}
            counted: dict[str, Json] = {"plural": value.plural, "count": value.number}
            return {"message": value.source, **(counted if value.plural else {}), "values": values}
        case date():
            return {"date": value.isoformat()}
        case str() | int() | float():
            return value
    return str(value)


def _read_message(data: Any) -> Any:  # noqa: ANN401 - JSON
    """The message, date or value that `_write_message` wrote, in the language in use."""
    if not isinstance(data, dict):
        return data
    if "date" in data:
        return date.fromisoformat(data["date"])
    values = {name: _read_message(value) for name, value in data["values"].items()}
    plural, count = require_text(data.get("plural", "")), int(data.get("count", 0))
    return Message.make(require_text(data["message"]), plural, count, values)


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
        return tuple(_read_item(kinds[0], one) for one in value)
    if name in {"before", "after"}:
        return value
    raise TypeError


_COMPOUND: Mapping[Any, Callable[[Mapping[str, Any]], object]] = {
    PackageId: lambda data: PackageId(
        Kind(data["kind"]), require_text(data["theme"]), require_text(data["digest"])
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
    return _read(_WORDS[value["do"]] if kind == Step else kind, value)
