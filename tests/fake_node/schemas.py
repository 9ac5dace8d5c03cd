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
STATUS = "/api/admin/status/v1/"


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
    ordering: tuple[str, ...] = ()
    list_methods: tuple[str, ...] = ALL
    detail_methods: tuple[str, ...] = ALL
    file_field: str = ""


def make_related(resource: str, **more: Any) -> Field:
    return Field("related", None, nullable=True, related=resource, **more)


def make_reverse(resource: str, by: str) -> Field:
    """The objects of *resource* whose field *by* names this one."""
    return make_related(resource, many=True, by=by, by_uri=by == "ivr_theme")


ID = Field("integer", None, readonly=True, unique=True)
URI = Field(readonly=True)
UPDATED = Field("datetime", "1970-01-01T00:00:00", readonly=True)
NAME = Field(required=True, longest=250)
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
    ordering=("name",),
    file_field="branding_file",
)
UNIQUE = Field(required=True, unique=True, longest=250)


def make_numbered(
    fields: dict[str, Field],
    filtering: tuple[str, ...] = ("name",),
    ordering: tuple[str, ...] = ("name",),
    **more: Any,
) -> Resource:
    """A resource whose objects have a number."""
    fields = {"id": ID, **fields, "resource_uri": URI}
    return Resource("id", fields, filtering, ordering, **more)


ALIAS = make_numbered(
    {
        "slug": Field(required=True, unique=True, help="Unique path component."),
        "description": DESCRIPTION,
        "webapp_type": WEBAPP,
        "is_enabled": NO,
        "is_default": Field("boolean", default=False, readonly=True),
        "branding": make_related("webapp_branding"),
        "bundle": make_related("software_bundle_revision"),
    },
    # No `name` here: a filter on it is ignored.
    filtering=("branding", "bundle", "description", "id", "is_enabled", "slug", "webapp_type"),
    ordering=("slug", "id"),
)
THEME = make_numbered(
    {
        "name": UNIQUE,
        "uuid": Field(unique=True),
        "package": Field("file", None),
        "custom_layouts": Field(),
        "pinning_configs": Field(),
        "conference": make_reverse("conference", "ivr_theme"),
        "gateway_routing_rule": make_reverse("gateway_routing_rule", "ivr_theme"),
        "last_updated": UPDATED,
    },
    filtering=("conference", "name", "uuid"),
    ordering=("name", "id"),
    file_field="package",
)
CONFERENCE = make_numbered(
    {
        "name": UNIQUE,
        "description": DESCRIPTION,
        "service_type": Field(
            default="conference",
            choices=("conference", "lecture", "two_stage_dialing", "test_call", "media_playback"),
        ),
        **ROOM_SETTINGS,
        "ivr_theme": make_related("ivr_theme", help="The theme for use with this service."),
        "tag": Field(longest=250),
        # (T) choices and default as Pexip's documentation of policies has them.
        "direct_media": Field(default="never", choices=("never", "best_effort", "always")),
        # Every room is read with its PINs: nothing of ours may repeat them.
        "pin": Field(longest=20),
        "guest_pin": Field(longest=20),
        # (R) filled for a room that an LDAP template made.
        "sync_tag": Field(longest=250),
        "primary_owner_email_address": Field(longest=100),
        # (R) read as objects; (T) an integrator writes them with a new room.
        "aliases": make_reverse("conference_alias", "conference"),
    },
    filtering=("name", "id", "tag", "service_type", "enable_chat", "ivr_theme"),
    ordering=("name", "id"),
)
CONFERENCE_ALIAS = make_numbered(  # (R) a recorded one; filters (S)
    {
        "alias": UNIQUE,
        "conference": make_related("conference", required=True, by_uri=True),
        "description": DESCRIPTION,
        "creation_time": UPDATED,
    },
    filtering=("alias", "conference", "description", "id"),
    ordering=("alias", "id"),
)
RULE = make_numbered(
    {
        "name": UNIQUE,
        "description": DESCRIPTION,
        "priority": Field("integer", 1),
        "tag": Field(),
        "ivr_theme": make_related("ivr_theme"),
    },
    filtering=("name", "ivr_theme", "priority", "tag"),
    ordering=("priority", "name"),
)
SYNC_TEMPLATE = make_numbered(
    {
        "name": UNIQUE,
        "description": DESCRIPTION,
        # The patterns that name what is made of a person (R: published schema).
        "conference_name": Field(longest=250),
        "conference_description": Field(longest=250),
        "alias_1": Field(longest=512),
        "tag": Field(longest=250),
        "primary_owner_email_address": Field(longest=100),
        **TEMPLATE_SETTINGS,
        "ivr_theme": make_related("ivr_theme"),
        **dict.fromkeys(
            ("ivr_theme_overridable", "tag_overridable", "conference_description_overridable"), NO
        ),
        "enable_automatic_sync": NO,
        "sync_conferences": NO,
    },
)
# (R) the name and its theme; the rest of its many fields are the scheduler's own.
CONNECTOR = make_numbered(
    {
        "name": UNIQUE,
        "description": DESCRIPTION,
        "ivr_theme": make_related("ivr_theme"),
        "uuid": Field(unique=True),
    },
)
POLICY = make_numbered(
    {
        "name": UNIQUE,
        "description": DESCRIPTION,
        "enable_service_lookup": NO,
        "enable_internal_service_policy": NO,
        "internal_service_policy_template": Field(longest=49152),
    },
)
LOCATION = make_numbered(
    {
        "name": UNIQUE,
        "policy_server": make_related("policy_server", by_uri=True),
    },
    filtering=("name", "policy_server"),
    ordering=("name",),
)
GLOBAL = make_numbered(
    {
        "enable_chat": YES,
        "live_captions_vmr_default": NO,
        "enable_directory": YES,
        "default_theme": make_related("ivr_theme"),
        # Read and written as a URI (T), and its real default is not the schema's null.
        "default_webapp_alias": make_related("webapp_alias", by_uri=True),
        "content_security_policy_state": YES,
        "deployment_uuid": Field(readonly=True),
        "legacy_api_password": Field(),
    },
    filtering=(),
    ordering=(),
    list_methods=("get",),
    detail_methods=("get", "patch"),
)
BUNDLE = make_numbered(
    {
        "bundle_type": Field(),
        "core": NO,
        "revision": Field(),
        "version": Field(),
    },
    filtering=("bundle_type", "revision", "version"),
    ordering=(),
    list_methods=("get",),
    detail_methods=("get",),
)
WEBAPP_HOST = make_numbered(
    {"address": Field(required=True, longest=255)},
    filtering=("address",),
    ordering=(),
)


WORKER = make_numbered(
    {
        **{name: Field() for name in ("name", "system_location", "version", "node_type")},
        **{name: Field() for name in ("deploy_status", "sync_status", "upgrade_status")},
        **{name: Field("integer", 0) for name in ("configuration_id", "media_load")},
        "maintenance_mode": NO,
        "last_updated": UPDATED,
        "last_attempted_contact": UPDATED,
    },
    filtering=("name",),
    ordering=("name", "id"),
    list_methods=("get",),
    detail_methods=("get",),
)
"""`status/v1/worker_vm`, a conferencing node (R: published schema, and an object of version 24)."""


def list_resources(profile: Profile) -> dict[str, Resource]:
    """Every resource of that version; v40 has no `is_default` on a path."""
    fields = {n: f for n, f in ALIAS.fields.items() if profile == "v41" or n != "is_default"}
    alias = Resource(ALIAS.key, fields, ALIAS.filtering, ALIAS.ordering)
    return {
        "conference": CONFERENCE,
        "conference_alias": CONFERENCE_ALIAS,
        "conference_sync_template": SYNC_TEMPLATE,
        "external_webapp_host": WEBAPP_HOST,
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


def render_schema(resource: Resource) -> dict[str, Any]:
    """What ``schema/`` answers (T: the shape that Pexip's own shell reads)."""
    return {
        "allowed_detail_http_methods": list(resource.detail_methods),
        "allowed_list_http_methods": list(resource.list_methods),
        "default_format": "application/json",
        "default_limit": 20,
        "fields": {name: _describe_field(field) for name, field in resource.fields.items()},
        "filtering": dict.fromkeys(resource.filtering, 1),
        "ordering": list(resource.ordering),
    }


def _describe_field(field: Field) -> dict[str, Any]:
    report: dict[str, Any] = {
        "blank": not field.required,
        "default": field.default,
        "help_text": field.help,
        "nullable": field.nullable,
        "readonly": field.readonly,
        "type": field.type,
        "unique": field.unique,
    }
    if field.choices:
        report["valid_choices"] = list(field.choices)
    if field.longest:
        report["max_length"] = field.longest
    if field.related:
        report["related_type"] = "to_many" if field.many else "to_one"
    return report
