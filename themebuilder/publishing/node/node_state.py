"""The state of a node as far as it concerns a deployment: read each time, never cached."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from themebuilder.core.json_text import Json
from themebuilder.core.messages import _
from themebuilder.core.problems import Place, Problem, ThemeError, problem, suggest_name
from themebuilder.definitions.outline import BUILT_IN_PATHS
from themebuilder.publishing.deployment import Deployment, RoomChoice
from themebuilder.publishing.node.node import Node
from themebuilder.publishing.node.objects import (
    GLOBAL,
    Mark,
    Object,
    PackageId,
    PackageKind,
    Ref,
    Resource,
    fail,
    find_key,
    parse_mark,
)
from themebuilder.publishing.node.records import (
    EarlierContent,
    StoredRecord,
    list_records,
    read_description,
)
from themebuilder.settings import FieldKind, find_fields

WEBAPP3_TYPE = "webapp3"
"""The web app that our packages are for, as the node names it."""
PATH_DESCRIPTION = "Made by themebuilder"
"""The description of the paths that we create."""
ROOM_FIELDS = tuple(dict.fromkeys(field.name for _, field in find_fields(FieldKind.ROOM)))
GLOBAL_FIELDS = tuple(dict.fromkeys(field.name for _, field in find_fields(FieldKind.GLOBAL)))


@dataclass(frozen=True, slots=True)
class NodePackage:
    """A package on the node, ours or somebody else's."""

    kind: PackageKind
    key: str
    name: str
    is_default: bool
    last_updated: str
    mark: Mark
    webapp_type: str = ""
    """The web app that a branding is for; empty for a service theme."""

    @property
    def ref(self) -> Ref:
        """Its address."""
        return Ref(self.kind.resource, self.key)

    @property
    def theme(self) -> str:
        """The theme of a package of ours; empty for others."""
        return self.mark.theme

    @property
    def content(self) -> str:
        """The short digest of what a package of ours has; empty where it isn't certain."""
        return self.mark.short if self.mark.is_certain else ""

    @property
    def keeps_id(self) -> bool:
        """Whether it is a service theme of ours whose content is replaced in place."""
        if self.kind is PackageKind.WEBAPP or not self.mark:
            return False
        return self.name != PackageId(self.kind, self.mark.theme, self.mark.short).label


@dataclass(frozen=True, slots=True)
class WebPath:
    """A web app path; *package* is the uuid of its branding, or empty for the default one."""

    ref: Ref
    slug: str
    webapp_type: str
    is_enabled: bool
    package: str
    is_live_default: bool
    is_default: bool
    """Whether /webapp redirects to it."""
    is_ours: bool
    """Whether we created it."""
    description: str
    earlier: tuple[EarlierContent, ...]
    """What it showed before our themes, the newest first."""
    bundle: str
    """The type of the software bundle that it is pinned to, or empty."""


@dataclass(frozen=True, slots=True)
class Room:
    """A meeting room, with the fields that we plan."""

    ref: Ref
    name: str
    theme: str
    """The id of its service theme, or empty."""
    values: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy profile; its answer in a call overrides the node's fields."""

    key: str
    name: str
    asks_elsewhere: bool
    is_script_on: bool
    stored_script: str
    """Its script for services, whether it is on or not."""

    @property
    def script(self) -> str:
        """The script that calls go through, or an empty text."""
        return self.stored_script if self.is_script_on else ""


@dataclass(frozen=True, slots=True)
class NodeState:
    """A node as it is now; *rooms* holds what each choice of the deployment matches."""

    deployment_uuid: str
    packages: tuple[NodePackage, ...]
    paths: Mapping[str, WebPath]
    rooms: Mapping[RoomChoice, tuple[Room, ...]]
    default_theme: str
    global_values: Mapping[str, Json]
    records: Mapping[str, StoredRecord]
    """Theme -> our record of its service theme."""
    templates: tuple[Object, ...]
    """LDAP templates: they create rooms and reset their fields at each sync."""
    policies: tuple[Policy, ...]
    locations: Mapping[str, str] | None
    """System location -> the key of its policy profile, or empty; None if they can't be read."""
    rule_count: int
    unread: tuple[str, ...]
    """Resources that our account may not read, and that only matter for notes."""
    room_fields: frozenset[str]
    global_fields: frozenset[str]

    def package(self, kind: PackageKind, key: str) -> NodePackage | None:
        """Return the package with that key."""
        return next((p for p in self.packages if p.kind is kind and p.key == key), None)

    def find_own(self, kind: PackageKind, theme: str) -> tuple[NodePackage, ...]:
        """Return our packages of a theme, the newest first."""
        found = [p for p in self.packages if p.kind is kind and p.theme == theme]
        return tuple(sorted(found, key=lambda p: (p.last_updated, p.key), reverse=True))

    def find_theme(self, name: str) -> NodePackage | None:
        """Return the service theme of that name."""
        named = (p for p in self.packages if p.kind is PackageKind.MEETING and p.name == name)
        return min(named, key=lambda p: (p.last_updated, p.key), default=None)

    def find(self, kind: PackageKind, theme: str, short: str) -> NodePackage | None:
        """Return our package with that content; of duplicates the oldest, so that all runs choose the same."""
        found = [p for p in self.find_own(kind, theme) if p.mark.short == short]
        return found[-1] if found else None


def read_node_state(node: Node, deployment: Deployment) -> NodeState:
    """Read everything that a plan for *deployment* relies on."""
    settings = node.get(GLOBAL)
    if settings is None:
        fail("node-broken", _("The node has no global settings."), node.origin)
    index = node.index()
    default_path = find_key(settings.get("default_webapp_alias"))
    selections = {choice.rooms for choice in deployment.rooms if not choice.rooms.everything}
    selections |= {organisation.rooms for organisation in deployment.organisations.values()} - {
        RoomChoice()
    }
    if deployment.whole_deployment_of:
        selections.add(RoomChoice(everything=True))
    unread: list[str] = []
    rooms = _read_rooms(node, selections)
    policies = _parse_policies(read_optional(node, index, Resource.POLICY, unread))
    items = node.all(Resource.PATH)
    records = list_records(items)
    kept = {stored.ref.key for stored in records.values()}
    paths = [_parse_path(node, item, default_path) for item in items if str(item["id"]) not in kept]
    return NodeState(
        deployment_uuid=get_text(settings, "deployment_uuid"),
        packages=tuple(read_packages(node, records)),
        paths={path.slug: path for path in paths},
        rooms=rooms,
        records=records,
        default_theme=find_key(settings.get("default_theme")),
        global_values={name: settings[name] for name in GLOBAL_FIELDS if name in settings},
        templates=tuple(read_optional(node, index, Resource.TEMPLATE, unread)),
        policies=policies,
        locations=_read_locations(node, index) if policies else {},
        rule_count=len(read_optional(node, index, Resource.RULE, unread)),
        unread=tuple(unread),
        room_fields=frozenset(get_fields(node.schema(Resource.ROOM))),
        global_fields=frozenset(get_fields(node.schema(Resource.GLOBAL))),
    )


def name_webapp(webapp_type: str) -> str:
    """Return a web app's name for people: Webapp2 for `webapp2`."""
    return webapp_type.capitalize()


def read_packages(
    node: Node, records: Mapping[str, StoredRecord] | None = None
) -> Iterator[NodePackage]:
    """Yield all packages of both kinds, ours and others'; the *records* are read unless given."""
    if records is None:
        records = list_records(node.all(Resource.PATH))
    by_key = {stored.record.key: stored.record for stored in records.values()}
    for kind in PackageKind:
        for item in node.all(kind.resource):
            name, key = get_text(item, "name"), str(item[kind.resource.key])
            last_updated = get_text(item, "last_updated")
            mark = parse_mark(kind, name, get_text(item, "description"))
            if kind is PackageKind.MEETING and (record := by_key.get(key)):
                mark = record.to_mark(last_updated)
            is_default, webapp_type = _is_built_in(kind, item), get_text(item, "webapp_type")
            yield NodePackage(kind, key, name, is_default, last_updated, mark, webapp_type)


def _is_built_in(kind: PackageKind, item: Object) -> bool:
    """Whether the package came with the node; its service themes have a uuid like `defaultplushash`."""
    if kind is PackageKind.MEETING:
        return get_text(item, "uuid").startswith("default")
    return item.get("is_default") is True


def _parse_room(item: Object) -> Room:
    """Return a room without its PINs, which the JSON also holds."""
    return Room(
        ref=Ref(Resource.ROOM, str(item["id"])),
        name=get_text(item, "name"),
        theme=find_key(item.get("ivr_theme")),
        values={name: item[name] for name in ROOM_FIELDS if name in item},
    )


def _read_rooms(node: Node, choices: Iterable[RoomChoice]) -> dict[RoomChoice, tuple[Room, ...]]:
    """Return the rooms of each choice; `ThemeError` with every name that no room has."""
    chosen: dict[RoomChoice, tuple[Room, ...]] = {}
    problems: dict[Problem, None] = {}
    for rooms in sorted(choices, key=str):
        if rooms.everything:
            items = node.all(Resource.ROOM)
        else:
            items = node.all(Resource.ROOM, tag=rooms.tag) if rooms.tag else []
            for name in rooms.names:
                named = node.all(Resource.ROOM, name=name)
                items += named
                if not named:
                    problems[_report_unknown_room(node, name, rooms.places[name])] = None
        found = {room.ref: room for room in (_parse_room(item) for item in items)}
        chosen[rooms] = tuple(sorted(found.values(), key=lambda room: (room.name, room.ref.key)))
    if problems:
        raise ThemeError(problems)
    return chosen


def _report_unknown_room(node: Node, name: str, place: Place) -> Problem:
    hint = suggest_name(
        name,
        node.find_similar(Resource.ROOM, name),
        _("Write the name exactly as on the node, or choose the rooms by `tag`."),
    )
    message = _('No room on the node is named "{name}".', name=name)
    return problem("name-unknown", message, place, hint)


def _parse_path(node: Node, item: Object, default_path: str) -> WebPath:
    ref = Ref(Resource.PATH, str(item["id"]))
    slug = get_text(item, "slug")
    if not slug:
        fail("node-broken", _("A web app path on the node has no slug."), node.origin)
    is_default = ref.key == default_path or item.get("is_default") is True
    description = get_text(item, "description")
    text, earlier = read_description(description)
    bundle = item.get("bundle")
    return WebPath(
        ref=ref,
        slug=slug,
        webapp_type=get_text(item, "webapp_type"),
        is_enabled=item.get("is_enabled") is True,
        package=find_key(item.get("branding")),
        is_live_default=is_default or slug in BUILT_IN_PATHS,
        is_default=is_default,
        is_ours=text == PATH_DESCRIPTION,
        description=description,
        earlier=earlier,
        bundle=get_text(bundle, "bundle_type") if isinstance(bundle, dict) else find_key(bundle),
    )


def _parse_policies(items: Iterable[Object]) -> tuple[Policy, ...]:
    return tuple(
        Policy(
            key=str(item.get("id")),
            name=get_text(item, "name"),
            asks_elsewhere=item.get("enable_service_lookup") is True,
            is_script_on=item.get("enable_internal_service_policy") is True,
            stored_script=get_text(item, "internal_service_policy_template"),
        )
        for item in items
    )


def _read_locations(node: Node, index: Object) -> Mapping[str, str] | None:
    unread: list[str] = []
    found = read_optional(node, index, Resource.LOCATION, unread)
    is_read = Resource.LOCATION.value in index and not unread
    return (
        {get_text(o, "name"): find_key(o.get("policy_server")) for o in found} if is_read else None
    )


def read_optional(
    node: Node, index: Object, resource: Resource, unread: list[str] | None, label: str = ""
) -> list[Object]:
    """Return all objects of a resource; none where the node does not offer it.

    What our account may not read is added to *unread*, as *label* or by the name of the resource;
    without *unread* that raises `ThemeError`.
    """
    if resource.value not in index:
        return []
    try:
        return node.all(resource)
    except ThemeError as error:
        if unread is None or any(found.rule.name != "not-admitted" for found in error.problems):
            raise
        unread.append(label or resource.value)
        return []


def get_fields(schema: Object) -> Mapping[str, Any]:
    """Return the fields in a resource's schema."""
    return fields if isinstance(fields := schema.get("fields"), dict) else {}


def get_text(item: Object, name: str) -> str:
    """Return a field of an object as text, which is empty where it has none."""
    return str(item.get(name) or "")
