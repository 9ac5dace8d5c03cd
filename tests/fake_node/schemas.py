"""The resources that the node knows, as its own ``schema/`` tells them, in two versions.

Names, methods, filterable fields and defaults (R: published schemas of live nodes); `nullable`,
`unique` and the choices (T: Pexip's provider and shell, which read the same schema).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

from themebuilder.settings import Where, find_fields

Profile = Literal["v40", "v41"]
ALL = ("get", "post", "put", "delete", "patch")
ROOT = "/api/admin/configuration/v1/"


@dataclass(frozen=True)
class Field:
    type: str = "string"
    default: Any = ""
    nullable: bool = False
    readonly: bool = False
    unique: bool = False
    choices: tuple[str, ...] = ()
    related: str = ""
    many: bool = False
    required: bool = False
    longest: int | None = None
    help: str = ""


@dataclass(frozen=True)
class Resource:
    key: str
    fields: dict[str, Field]
    filtering: tuple[str, ...] = ()
    ordering: tuple[str, ...] = ()
    list_methods: tuple[str, ...] = ALL
    detail_methods: tuple[str, ...] = ALL
    file_field: str = ""


def related(resource: str, **more: Any) -> Field:
    return Field("related", None, nullable=True, related=resource, **more)


ID = Field("integer", None, readonly=True, unique=True)
URI = Field(readonly=True)
UPDATED = Field("datetime", "1970-01-01T00:00:00", readonly=True)
NAME = Field(required=True, longest=250)
DESCRIPTION = Field(longest=250)
WEBAPP = Field(required=True, choices=("webapp2", "webapp3"))
THREE = ("default", "yes", "no")
YES = Field("boolean", default=True)
NO = Field("boolean", default=False)


def of_settings(where: Where, *, is_template: bool = False) -> dict[str, Field]:
    """The fields that hold the settings of organisations, by what a new node has in them."""
    found: dict[str, Field] = {}
    for _, one in find_fields(where):
        if is_template and not one.overridable:
            continue
        is_switch = isinstance(one.initial, bool)
        found[one.name] = (
            Field("boolean", one.initial) if is_switch else Field(default="default", choices=THREE)
        )
        if is_template:
            found[one.overridable] = NO
    return found


BRANDING = Resource(
    "uuid",
    {
        "name": Field(required=True, longest=100),
        "description": DESCRIPTION,
        "webapp_type": WEBAPP,
        "uuid": Field(unique=True),
        "is_default": Field("boolean", default=False, help="Pexip supplied default branding."),
        "last_updated": UPDATED,
        "branding_file": Field("file", None),
        "resource_uri": URI,
    },
    filtering=("description", "is_default", "name", "uuid", "webapp_type"),
    ordering=("name",),
    file_field="branding_file",
)
ALIAS = Resource(
    "id",
    {
        "id": ID,
        "slug": Field(required=True, unique=True, help="Unique path component."),
        "description": DESCRIPTION,
        "webapp_type": WEBAPP,
        "is_enabled": NO,
        "is_default": Field("boolean", default=False, readonly=True),
        "branding": related("webapp_branding"),
        "bundle": related("software_bundle_revision"),
        "resource_uri": URI,
    },
    # No `name` here: a filter on it is ignored.
    filtering=("branding", "bundle", "description", "id", "is_enabled", "slug", "webapp_type"),
    ordering=("slug", "id"),
)
THEME = Resource(
    "id",
    {
        "id": ID,
        "name": Field(required=True, unique=True, longest=250),
        "uuid": Field(unique=True),
        "package": Field("file", None),
        "custom_layouts": Field(),
        "pinning_configs": Field(),
        "conference": Field("related", None, nullable=True, related="conference", many=True),
        "last_updated": UPDATED,
        "resource_uri": URI,
    },
    filtering=("conference", "name", "uuid"),
    ordering=("name", "id"),
    file_field="package",
)
CONFERENCE = Resource(
    "id",
    {
        "id": ID,
        "name": Field(required=True, unique=True, longest=250),
        "description": DESCRIPTION,
        "service_type": Field(
            default="conference",
            choices=("conference", "lecture", "two_stage_dialing", "test_call", "media_playback"),
        ),
        **of_settings(Where.ROOM),
        "ivr_theme": related("ivr_theme", help="The theme for use with this service."),
        "tag": Field(longest=250),
        # Every room is read with its PINs: nothing of ours may repeat them.
        "pin": Field(longest=20),
        "guest_pin": Field(longest=20),
        "resource_uri": URI,
    },
    filtering=("name", "id", "tag", "service_type", "enable_chat", "ivr_theme"),
    ordering=("name", "id"),
)
RULE = Resource(
    "id",
    {
        "id": ID,
        "name": Field(required=True, unique=True, longest=250),
        "description": DESCRIPTION,
        "priority": Field("integer", 1),
        "tag": Field(),
        "ivr_theme": related("ivr_theme"),
        "resource_uri": URI,
    },
    filtering=("name", "ivr_theme", "priority", "tag"),
    ordering=("priority", "name"),
)
SYNC_TEMPLATE = Resource(
    "id",
    {
        "id": ID,
        "name": Field(required=True, unique=True, longest=250),
        **of_settings(Where.ROOM, is_template=True),
        "ivr_theme": related("ivr_theme"),
        "ivr_theme_overridable": NO,
        "resource_uri": URI,
    },
    filtering=("name",),
    ordering=("name",),
)
POLICY = Resource(
    "id",
    {
        "id": ID,
        "name": Field(required=True, unique=True, longest=250),
        "description": DESCRIPTION,
        "enable_service_lookup": NO,
        "enable_internal_service_policy": NO,
        "internal_service_policy_template": Field(longest=49152),
        "resource_uri": URI,
    },
    filtering=("name",),
    ordering=("name",),
)
LOCATION = Resource(
    "id",
    {
        "id": ID,
        "name": Field(required=True, unique=True, longest=250),
        "policy_server": related("policy_server"),
        "resource_uri": URI,
    },
    filtering=("name", "policy_server"),
    ordering=("name",),
)
GLOBAL = Resource(
    "id",
    {
        "id": ID,
        **of_settings(Where.NODE),
        "enable_directory": YES,
        "default_theme": related("ivr_theme"),
        # Read and written as a URI text, and its real default is not the schema's null.
        "default_webapp_alias": Field(default=None, nullable=True),
        "content_security_policy_state": YES,
        "deployment_uuid": Field(readonly=True),
        "legacy_api_password": Field(),
        "resource_uri": URI,
    },
    list_methods=("get",),
    detail_methods=("get", "patch"),
)
BUNDLE = Resource(
    "id",
    {
        "id": ID,
        "bundle_type": Field(),
        "core": NO,
        "revision": Field(),
        "version": Field(),
        "resource_uri": URI,
    },
    filtering=("bundle_type", "revision", "version"),
    list_methods=("get",),
    detail_methods=("get",),
)
WEBAPP_HOST = Resource(
    "id",
    {"id": ID, "address": Field(required=True, longest=255), "resource_uri": URI},
    filtering=("address",),
)


def resources(profile: Profile) -> dict[str, Resource]:
    """Every resource of that version; v40 has no `is_default` on a path."""
    fields = {n: f for n, f in ALIAS.fields.items() if profile == "v41" or n != "is_default"}
    alias = Resource(ALIAS.key, fields, ALIAS.filtering, ALIAS.ordering)
    return {
        "conference": CONFERENCE,
        "conference_sync_template": SYNC_TEMPLATE,
        "external_webapp_host": WEBAPP_HOST,
        "gateway_routing_rule": RULE,
        "global": GLOBAL,
        "ivr_theme": THEME,
        "policy_server": POLICY,
        "software_bundle_revision": BUNDLE,
        "system_location": LOCATION,
        "webapp_alias": alias,
        "webapp_branding": BRANDING,
    }


def schema(resource: Resource) -> dict[str, Any]:
    """What ``schema/`` answers (T: the shape that Pexip's own shell reads)."""
    return {
        "allowed_detail_http_methods": list(resource.detail_methods),
        "allowed_list_http_methods": list(resource.list_methods),
        "default_format": "application/json",
        "default_limit": 20,
        "fields": {name: _described(field) for name, field in resource.fields.items()},
        "filtering": dict.fromkeys(resource.filtering, 1),
        "ordering": list(resource.ordering),
    }


def _described(field: Field) -> dict[str, Any]:
    said: dict[str, Any] = {
        "blank": not field.required,
        "default": field.default,
        "help_text": field.help,
        "nullable": field.nullable,
        "readonly": field.readonly,
        "type": field.type,
        "unique": field.unique,
    }
    if field.choices:
        said["valid_choices"] = list(field.choices)
    if field.longest:
        said["max_length"] = field.longest
    if field.related:
        said["related_type"] = "to_many" if field.many else "to_one"
    return said
