"""Doctor: compare a node's schemas with what we rely on. Only reads."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum

from themebuilder.core.messages import N_, _
from themebuilder.publishing.apply.served import get_file
from themebuilder.publishing.node.node_state import (
    GLOBAL_FIELDS,
    ROOM_FIELDS,
    get_fields,
    read_optional,
)
from themebuilder.publishing.node.objects import GLOBAL, Object, Resource, skip_unread
from themebuilder.publishing.node.transport import NoAnswerError
from themebuilder.publishing.session import Session

SCHEMAS = N_("schemas of live nodes, v40 and v41, as published by third parties")
SDK = N_("Pexip's Go SDK and Terraform provider")
NEEDED = (Resource.BRANDING, Resource.PATH, Resource.THEME, Resource.ROOM, Resource.GLOBAL)

Schemas = Mapping[Resource, Object]


class Answer(StrEnum):
    """What a node's schemas say about something that we rely on; the value is a message."""

    CONFIRMED = N_("confirmed")
    CONTRADICTED = N_("contradicted")
    SILENT = N_("not stated")


@dataclass(frozen=True, slots=True)
class ApiFact:
    """A fact that our requests rely on, its source, and the node's answer."""

    what: str
    source: str
    answer: Answer


@dataclass(frozen=True, slots=True)
class Examination:
    """A node's description of itself.

    *missing* lists resources that we need and it lacks, *unread* those that our account may not read.
    """

    origin: str
    deployment_uuid: str
    versions: tuple[str, ...]
    missing: tuple[str, ...]
    unread: tuple[str, ...]
    facts: tuple[ApiFact, ...]
    conferencing: tuple[str, ...]

    @property
    def contradicted(self) -> tuple[ApiFact, ...]:
        """Return the facts that this node contradicts."""
        return tuple(fact for fact in self.facts if fact.answer is Answer.CONTRADICTED)


def examine(session: Session) -> Examination:
    """Read the node's schemas and versions, and whether its conferencing nodes answer."""
    node = session.node
    index = node.index()
    schemas, unread = {}, list[str]()
    for resource in Resource:
        if resource.value in index:
            with skip_unread(unread, resource.value):
                schemas[resource] = node.schema(resource)
    settings: Object = {}
    with skip_unread(unread, GLOBAL.resource.value):
        settings = node.get(GLOBAL) or {}
    bundles = read_optional(node, index, Resource.BUNDLE, [])
    return Examination(
        origin=node.origin,
        deployment_uuid=str(settings.get("deployment_uuid", "")),
        versions=tuple(
            f"{bundle.get('bundle_type', '?')} {bundle.get('version', '?')}"
            f"{' (core)' if bundle.get('core') is True else ''}"
            for bundle in bundles
        ),
        missing=tuple(resource.value for resource in NEEDED if resource.value not in index),
        unread=tuple(dict.fromkeys(unread)),
        facts=check_facts(schemas),
        conferencing=tuple(_ask_conferencing_nodes(session)),
    )


def _ask_conferencing_nodes(session: Session) -> Iterable[str]:
    for origin, transport in session.conferencing.items():
        try:
            reply = get_file(transport, "/webapp3/branding/manifest.json")
        except NoAnswerError as error:
            yield f"{origin}: {error}"
        else:
            state = _("serves branding files at /webapp3")
            if reply.status != 200:
                state = _("serves no branding files at /webapp3 ({status})", status=reply.status)
            yield f"{origin}: {state}"


_ANSWERS = {True: Answer.CONFIRMED, False: Answer.CONTRADICTED, None: Answer.SILENT}
_FIELDS: Mapping[Resource, tuple[str, ...]] = {
    Resource.BRANDING: ("uuid", "name", "description", "webapp_type"),
    Resource.PATH: ("slug", "branding", "is_enabled", "webapp_type"),
    Resource.THEME: ("name",),
    Resource.GLOBAL: ("default_theme", "default_webapp_alias", *GLOBAL_FIELDS),
    Resource.ROOM: ROOM_FIELDS,
}
_MISSING_FIELDS = {
    Resource.BRANDING: "id",
    Resource.PATH: "name",
    Resource.THEME: "description",
    Resource.RULE: "enable_chat",
}
_LISTS: tuple[tuple[Resource, str, tuple[str, ...]], ...] = (
    (Resource.BRANDING, "allowed_detail_http_methods", ("get", "patch", "delete")),
    (Resource.BRANDING, "filtering", ("name",)),
    (Resource.PATH, "filtering", ("slug",)),
    (Resource.THEME, "filtering", ("name",)),
    (Resource.ROOM, "filtering", ("name", "tag")),
)
_PROPERTIES: tuple[tuple[Resource, str, str, object, str], ...] = (
    (Resource.BRANDING, "webapp_type", "valid_choices", ("webapp3",), SDK),
    (Resource.BRANDING, "description", "max_length", 250, SDK),
    (Resource.PATH, "slug", "unique", True, SCHEMAS),
    (Resource.PATH, "branding", "nullable", True, SDK),
    (Resource.PATH, "is_enabled", "default", False, SCHEMAS),
    (Resource.THEME, "name", "unique", True, SDK),
    (Resource.ROOM, "enable_chat", "valid_choices", ("default", "yes", "no"), SDK),
    (Resource.ROOM, "ivr_theme", "nullable", True, SDK),
    (Resource.GLOBAL, "enable_chat", "type", "boolean", SDK),
)


def check_facts(schemas: Schemas) -> tuple[ApiFact, ...]:
    """Everything that we rely on, with the answer of the schemas."""
    return tuple(
        ApiFact(what, _(source), _ANSWERS[is_so]) for what, source, is_so in _find_facts(schemas)
    )


def _find_facts(schemas: Schemas) -> Iterator[tuple[str, str, bool | None]]:
    """Yield what we rely on, its source, and whether it is so; None where the node does not say."""
    fields = {resource: get_fields(schema) for resource, schema in schemas.items()}
    for resource, names in _FIELDS.items():
        for name in names:
            what = _("{resource} has the field {field}", resource=resource.value, field=name)
            yield what, SCHEMAS, name in fields[resource] if resource in fields else None
    for resource, name in _MISSING_FIELDS.items():
        what = _("{resource} has no field {field}", resource=resource.value, field=name)
        yield what, SCHEMAS, name not in fields[resource] if resource in fields else None
    for resource, key, names in _LISTS:
        found = schemas.get(resource, {}).get(key)
        is_so = all(one in found for one in names) if isinstance(found, dict | list) else None
        yield f"{resource.value}, {key}: {', '.join(names)}", SCHEMAS, is_so
    for resource, name, key, value, source in _PROPERTIES:
        field = fields[resource].get(name) if resource in fields else {}
        is_so = None if isinstance(field, dict) else False
        if isinstance(field, dict) and key in field:
            found = field[key]
            is_so = found == value
            if isinstance(value, tuple):
                is_so = isinstance(found, list) and all(one in found for one in value)
        wanted = value if isinstance(value, tuple) else (json.dumps(value),)
        yield f"{resource.value}.{name}, {key}: {', '.join(wanted)}", source, is_so
