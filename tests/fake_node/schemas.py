"""The resources that the node knows, as its own ``schema/`` tells them, in two versions.

Names, methods, filterable fields and defaults (R: published schemas of live nodes); `nullable`,
`unique` and the choices (T: Pexip's provider and shell, which read the same schema).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

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
    """A reverse link: the rows of *related* that point here by their field *by*."""
    by: str = ""
    by_uri: bool = False
    """Read as a URI, not as an object (R for aliases and locations)."""
    required: bool = False
    longest: int | None = None
    help: str = ""


@dataclass(frozen=True)
class Resource:
    key: str
    fields: dict[str, Field]
    filtering: tuple[str, ...] = ()
    list_methods: tuple[str, ...] = ALL
    detail_methods: tuple[str, ...] = ALL
    file_field: str = ""


def related(resource: str, **more: Any) -> Field:
    return Field("related", None, nullable=True, related=resource, **more)


def keyed(fields: dict[str, Field], **more: Any) -> Resource:
    """A resource whose objects have an id."""
    return Resource("id", {"id": ID, **fields, "resource_uri": URI}, **more)


ID = Field("integer", None, readonly=True, unique=True)
URI = Field(readonly=True)
UPDATED = Field("datetime", "1970-01-01T00:00:00", readonly=True)
NAME = Field(required=True, unique=True, longest=250)
DESCRIPTION = Field(longest=250)
WEBAPP = Field(required=True, choices=("webapp2", "webapp3"))
THREE = ("default", "yes", "no")
YES = Field("boolean", default=True)
NO = Field("boolean", default=False)


# Written out, not read from the table of settings: a name misspelt there is refused here.
ROOM_SETTINGS = {
    "enable_chat": Field(default="default", choices=THREE),
    "live_captions_enabled": Field(default="default", choices=THREE),
    "enable_overlay_text": NO,
    "guests_can_present": YES,
    "mute_all_guests": NO,
}
TEMPLATE_SETTINGS = {
    **{
        name: ROOM_SETTINGS[name]
        for name in ("enable_chat", "enable_overlay_text", "guests_can_present")
    },
    "enable_chat_overridable": NO,
    "host_view_overridable": NO,
    "guests_can_present_overridable": NO,
}


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
    file_field="branding_file",
)
ALIAS = keyed(
    {
        "slug": Field(required=True, unique=True, help="Unique path component."),
        "description": DESCRIPTION,
        "webapp_type": WEBAPP,
        "is_enabled": NO,
        "is_default": Field("boolean", default=False, readonly=True),
        "branding": related("webapp_branding"),
        "bundle": related("software_bundle_revision"),
    },
    # No `name` here: a filter on it is ignored.
    filtering=("branding", "bundle", "description", "id", "is_enabled", "slug", "webapp_type"),
)
THEME = keyed(
    {
        "name": NAME,
        "uuid": Field(unique=True),
        "package": Field("file", None),
        "custom_layouts": Field(),
        "pinning_configs": Field(),
        "last_updated": UPDATED,
    },
    filtering=("name", "uuid"),
    file_field="package",
)
CONFERENCE = keyed(
    {
        "name": NAME,
        "description": DESCRIPTION,
        "service_type": Field(
            default="conference",
            choices=("conference", "lecture", "two_stage_dialing", "test_call", "media_playback"),
        ),
        **ROOM_SETTINGS,
        "ivr_theme": related("ivr_theme", help="The theme for use with this service."),
        "tag": Field(longest=250),
        # (T) choices and default as Pexip's documentation of policies has them.
        "direct_media": Field(default="never", choices=("never", "best_effort", "always")),
        # Every room is read with its PINs: nothing of ours may repeat them.
        "pin": Field(longest=20),
        "guest_pin": Field(longest=20),
        # (R) read as objects; (T) an integrator writes them with a new room.
        "aliases": related("conference_alias", many=True, by="conference"),
    },
    filtering=("name", "id", "tag", "service_type", "enable_chat", "ivr_theme"),
)
CONFERENCE_ALIAS = keyed(  # (R) a recorded one; filters (S)
    {
        "alias": Field(required=True, unique=True, longest=250),
        "conference": related("conference", required=True, by_uri=True),
        "description": DESCRIPTION,
        "creation_time": UPDATED,
    },
    filtering=("alias", "conference", "description", "id"),
)
RULE = keyed(
    {
        "name": NAME,
        "description": DESCRIPTION,
        "priority": Field("integer", 1),
        "tag": Field(),
        "ivr_theme": related("ivr_theme"),
    },
    filtering=("name", "ivr_theme", "priority", "tag"),
)
SYNC_TEMPLATE = keyed(
    {
        "name": NAME,
        "description": DESCRIPTION,
        "tag": Field(longest=250),
        **TEMPLATE_SETTINGS,
        "ivr_theme": related("ivr_theme"),
    },
    filtering=("name",),
)
# (R) the name and its theme; the rest of its many fields are the scheduler's own.
CONNECTOR = keyed(
    {
        "name": NAME,
        "description": DESCRIPTION,
        "ivr_theme": related("ivr_theme"),
        "uuid": Field(unique=True),
    },
    filtering=("name",),
)
POLICY = keyed(
    {
        "name": NAME,
        "description": DESCRIPTION,
        "enable_service_lookup": NO,
        "enable_internal_service_policy": NO,
        "internal_service_policy_template": Field(longest=49152),
    },
    filtering=("name",),
)
LOCATION = keyed(
    {
        "name": NAME,
        "policy_server": related("policy_server", by_uri=True),
    },
    filtering=("name", "policy_server"),
)
GLOBAL = keyed(
    {
        "enable_chat": YES,
        "live_captions_vmr_default": NO,
        "default_theme": related("ivr_theme"),
        # Read and written as a URI (T), and its real default is not the schema's null.
        "default_webapp_alias": related("webapp_alias", by_uri=True),
        "deployment_uuid": Field(readonly=True),
    },
    list_methods=("get",),
    detail_methods=("get", "patch"),
)
BUNDLE = keyed(
    {
        "bundle_type": Field(),
        "core": NO,
        "revision": Field(),
        "version": Field(),
    },
    filtering=("bundle_type", "revision", "version"),
    list_methods=("get",),
    detail_methods=("get",),
)


def resources(profile: Profile) -> dict[str, Resource]:
    """Every resource of that version; v40 has no `is_default` on a path."""
    fields = {n: f for n, f in ALIAS.fields.items() if profile == "v41" or n != "is_default"}
    alias = Resource(ALIAS.key, fields, ALIAS.filtering)
    return {
        "conference": CONFERENCE,
        "conference_alias": CONFERENCE_ALIAS,
        "conference_sync_template": SYNC_TEMPLATE,
        "gateway_routing_rule": RULE,
        "global": GLOBAL,
        "ivr_theme": THEME,
        "ms_exchange_connector": CONNECTOR,
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
