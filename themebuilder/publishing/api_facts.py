"""What we believe of the management API, each with its source, asked of a node's own schemas. Pure."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from themebuilder.publishing.objects import Object, Resource
from themebuilder.publishing.server_fields import SERVER_FIELDS

SCHEMAS = "schemas of live nodes, v40 and v41, as published by third parties"
SDK = "Pexip's Go SDK and Terraform provider"

Schemas = Mapping[Resource, Object]


class Answer(StrEnum):
    """What a node says to something that we believe."""

    CONFIRMED = "confirmed"
    CONTRADICTED = "contradicted"
    SILENT = "not said"


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that our requests rest on."""

    what: str
    source: str
    ask: Callable[[Schemas], bool | None]


@dataclass(frozen=True, slots=True)
class Asked:
    """A fact and the node's answer."""

    what: str
    source: str
    answer: Answer


def ask(schemas: Schemas) -> tuple[Asked, ...]:
    """Every fact with the node's answer."""
    answers = {True: Answer.CONFIRMED, False: Answer.CONTRADICTED, None: Answer.SILENT}
    return tuple(Asked(f.what, f.source, answers[f.ask(schemas)]) for f in FACTS)


def field_of(schemas: Schemas, resource: Resource, name: str) -> Mapping[str, Any] | None:
    """What a schema says of a field, or None."""
    fields = schemas.get(resource, {}).get("fields")
    said = fields.get(name) if isinstance(fields, dict) else None
    return said if isinstance(said, dict) else None


def _has(resource: Resource, *names: str) -> Callable[[Schemas], bool | None]:
    def asked(schemas: Schemas) -> bool | None:
        if resource not in schemas:
            return None
        return all(field_of(schemas, resource, name) is not None for name in names)

    return asked


def _lacks(resource: Resource, name: str) -> Callable[[Schemas], bool | None]:
    def asked(schemas: Schemas) -> bool | None:
        return field_of(schemas, resource, name) is None if resource in schemas else None

    return asked


def _says(
    resource: Resource, name: str, key: str, want: object
) -> Callable[[Schemas], bool | None]:
    def asked(schemas: Schemas) -> bool | None:
        said = field_of(schemas, resource, name)
        if said is None:
            return None if resource not in schemas else False
        if key not in said:
            return None
        return _among(want, said[key]) if isinstance(want, frozenset) else said[key] == want

    return asked


def _filters(resource: Resource, *names: str) -> Callable[[Schemas], bool | None]:
    def asked(schemas: Schemas) -> bool | None:
        filtering = schemas.get(resource, {}).get("filtering")
        return set(names) <= set(filtering) if isinstance(filtering, dict) else None

    return asked


def _takes(resource: Resource, key: str, *methods: str) -> Callable[[Schemas], bool | None]:
    def asked(schemas: Schemas) -> bool | None:
        allowed = schemas.get(resource, {}).get(key)
        return _among(methods, allowed) if isinstance(allowed, list) else None

    return asked


def _among(wanted: Iterable[str], said: object) -> bool:
    """Whether a node's list, of whatever it likes, has all that is wanted."""
    return isinstance(said, list) and all(one in said for one in wanted)


def _server_fields() -> Iterable[Fact]:
    for name in dict.fromkeys(f.room_field for f in SERVER_FIELDS):
        yield Fact(f"A room has {name}.", SCHEMAS, _has(Resource.ROOM, name))
    for name in dict.fromkeys(f.global_field for f in SERVER_FIELDS if f.global_field):
        yield Fact(f"The global settings have {name}.", SCHEMAS, _has(Resource.GLOBAL, name))


_BRANDING, _PATH, _THEME = Resource.BRANDING, Resource.PATH, Resource.THEME
_THREE = frozenset({"default", "yes", "no"})

FACTS: tuple[Fact, ...] = (
    Fact("A web app package is keyed by uuid.", SCHEMAS, _has(_BRANDING, "uuid")),
    Fact("A web app package has no id.", SCHEMAS, _lacks(_BRANDING, "id")),
    Fact(
        "A web app package has name, description and webapp_type.",
        SCHEMAS,
        _has(_BRANDING, "name", "description", "webapp_type"),
    ),
    Fact(
        "A web app package can be for webapp3.",
        SDK,
        _says(_BRANDING, "webapp_type", "valid_choices", frozenset({"webapp3"})),
    ),
    Fact(
        "A package's description may have 250 characters.",
        SDK,
        _says(_BRANDING, "description", "max_length", 250),
    ),
    Fact("Web app packages can be found by name.", SCHEMAS, _filters(_BRANDING, "name")),
    Fact(
        "A web app package can be made, changed and deleted.",
        SCHEMAS,
        _takes(_BRANDING, "allowed_detail_http_methods", "get", "patch", "delete"),
    ),
    Fact(
        "A path has slug, branding, is_enabled and webapp_type.",
        SCHEMAS,
        _has(_PATH, "slug", "branding", "is_enabled", "webapp_type"),
    ),
    Fact("A path has no name.", SCHEMAS, _lacks(_PATH, "name")),
    Fact("A slug is given once.", SCHEMAS, _says(_PATH, "slug", "unique", want=True)),
    Fact("Paths can be found by slug.", SCHEMAS, _filters(_PATH, "slug")),
    Fact("A path's package may be null.", SDK, _says(_PATH, "branding", "nullable", want=True)),
    Fact("A new path is switched off.", SCHEMAS, _says(_PATH, "is_enabled", "default", want=False)),
    Fact("A service theme has a name.", SCHEMAS, _has(_THEME, "name")),
    Fact("A service theme's name is given once.", SDK, _says(_THEME, "name", "unique", want=True)),
    Fact(
        "A service theme has no description, so its name must say all.",
        SCHEMAS,
        _lacks(_THEME, "description"),
    ),
    Fact("Service themes can be found by name.", SCHEMAS, _filters(_THEME, "name")),
    Fact("Rooms can be found by name and tag.", SCHEMAS, _filters(Resource.ROOM, "name", "tag")),
    Fact(
        "A room's enable_chat is default, yes or no.",
        SDK,
        _says(Resource.ROOM, "enable_chat", "valid_choices", _THREE),
    ),
    Fact(
        "A room's theme may be null.", SDK, _says(Resource.ROOM, "ivr_theme", "nullable", want=True)
    ),
    Fact(
        "The global enable_chat is a boolean.",
        SDK,
        _says(Resource.GLOBAL, "enable_chat", "type", "boolean"),
    ),
    Fact(
        "The default theme and the default path are global settings.",
        SDK,
        _has(Resource.GLOBAL, "default_theme", "default_webapp_alias"),
    ),
    Fact("A routing rule has no chat field.", SCHEMAS, _lacks(Resource.RULE, "enable_chat")),
    *_server_fields(),
)
