"""What is on a node now, as far as it concerns a deployment: read, never remembered."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from themebuilder.core.problems import Place, Problem, ThemeError, problem, suggest_name
from themebuilder.publishing.built import Kind, Mark, mark_of
from themebuilder.publishing.deployment import Deployment, Rooms
from themebuilder.publishing.failure import Json, fail
from themebuilder.publishing.node_reader import NodeReader
from themebuilder.publishing.objects import GLOBAL, Object, Ref, Resource, key_of
from themebuilder.publishing.server_fields import GLOBAL_FIELDS, ROOM_FIELDS, TEMPLATE_FIELDS

BUILT_IN_PATHS = frozenset({"webapp", "webapp2", "webapp3"})
PATH_DESCRIPTION = "Made by themebuilder"
"""What the paths that we make say about themselves."""


@dataclass(frozen=True, slots=True)
class OnNode:
    """A package on the node. *mark* is None where it is not ours."""

    kind: Kind
    key: str
    name: str
    webapp_type: str
    is_default: bool
    last_updated: str
    mark: Mark | None

    @property
    def ref(self) -> Ref:
        """Its address."""
        return Ref(self.kind.resource, self.key)


@dataclass(frozen=True, slots=True)
class WebPath:
    """A web app path; *package* is the uuid of its branding, or empty for the default one."""

    ref: Ref
    slug: str
    webapp_type: str
    is_enabled: bool
    package: str
    is_live_default: bool
    is_ours: bool = False
    """Whether we made it."""


@dataclass(frozen=True, slots=True)
class Room:
    """A meeting room: of its many fields only those that we plan."""

    ref: Ref
    name: str
    tag: str
    theme: str
    """The id of its service theme, or empty."""
    theme_name: str
    values: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Template:
    """An LDAP template, which makes rooms and sets them back at each sync."""

    name: str
    values: Mapping[str, Json]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy profile; what it answers in a call wins over what the node holds."""

    name: str
    asks_elsewhere: bool
    script: str


@dataclass(frozen=True, slots=True)
class Live:
    """A node as it is now."""

    deployment_uuid: str
    packages: tuple[OnNode, ...]
    paths: Mapping[str, WebPath]
    rooms: Mapping[Rooms, tuple[Room, ...]]
    default_theme: str
    settings: Mapping[str, Json]
    templates: tuple[Template, ...]
    policies: tuple[Policy, ...]
    rule_count: int
    unread: tuple[str, ...]
    """What our account may not read, and would only have been advice."""
    room_fields: frozenset[str]
    global_fields: frozenset[str]

    def package(self, kind: Kind, key: str) -> OnNode | None:
        """The package with that key."""
        return next((p for p in self.packages if p.kind is kind and p.key == key), None)

    def ours(self, kind: Kind, theme: str) -> tuple[OnNode, ...]:
        """Our packages of a theme, the newest first."""
        found = [p for p in self.packages if p.kind is kind and p.mark and p.mark.theme == theme]
        return tuple(sorted(found, key=lambda p: (p.last_updated, p.key), reverse=True))

    def holding(self, kind: Kind, theme: str, short: str) -> OnNode | None:
        """Our package with that content; of twins the oldest, as every run chooses it."""
        twins = [p for p in self.ours(kind, theme) if p.mark and p.mark.short == short]
        return min(twins, key=lambda p: (p.last_updated, p.key), default=None)


def read_live(node: NodeReader, deployment: Deployment) -> Live:
    """Read everything that a plan for *deployment* relies on."""
    settings = node.get(GLOBAL)
    if settings is None:
        fail("node-broken", "The node has no global settings.", node.origin)
    index = node.index()
    default_path = key_of(settings.get("default_webapp_alias"))
    selections = {choice.rooms for choice in deployment.rooms if not choice.rooms.everything}
    selections |= {rooms for rooms in (deployment.organisations or {}).values() if rooms != Rooms()}
    if deployment.whole_deployment_of:
        selections.add(Rooms(everything=True))
    unread: list[str] = []
    rooms = _rooms(node, selections, deployment.place)
    paths = [_path(node, item, default_path) for item in node.all(Resource.PATH)]
    return Live(
        deployment_uuid=str(settings.get("deployment_uuid", "")),
        packages=tuple(read_packages(node)),
        paths={path.slug: path for path in paths},
        rooms=rooms,
        default_theme=key_of(settings.get("default_theme")),
        settings={name: settings[name] for name in GLOBAL_FIELDS if name in settings},
        templates=_templates(_advice(node, index, Resource.TEMPLATE, unread)),
        policies=_policies(_advice(node, index, Resource.POLICY, unread)),
        rule_count=len(_advice(node, index, Resource.RULE, unread)),
        unread=tuple(unread),
        room_fields=frozenset(_fields(node.schema(Resource.ROOM))),
        global_fields=frozenset(_fields(node.schema(Resource.GLOBAL))),
    )


def read_packages(node: NodeReader) -> Iterable[OnNode]:
    """All packages of both kinds, ours and others'."""
    for kind in Kind:
        for item in node.all(kind.resource):
            name = str(item.get("name", ""))
            yield OnNode(
                kind=kind,
                key=str(_needed(node, item, kind.resource.key)),
                name=name,
                webapp_type=str(item.get("webapp_type", "")),
                is_default=item.get("is_default") is True,
                last_updated=str(item.get("last_updated", "")),
                mark=mark_of(kind, name, str(item.get("description", ""))),
            )


def read_room(node: NodeReader, item: Object) -> Room:
    """A room from its JSON, which also holds PINs: they stay behind."""
    theme = item.get("ivr_theme")
    return Room(
        ref=Ref(Resource.ROOM, str(_needed(node, item, "id"))),
        name=str(item.get("name", "")),
        tag=str(item.get("tag", "")),
        theme=key_of(theme),
        theme_name=str(theme.get("name", "")) if isinstance(theme, dict) else "",
        values={name: item[name] for name in ROOM_FIELDS if name in item},
    )


def _rooms(
    node: NodeReader, selections: Iterable[Rooms], otherwise: Place
) -> dict[Rooms, tuple[Room, ...]]:
    """The rooms of each selection; `ThemeError` with every name that no room has."""
    chosen: dict[Rooms, tuple[Room, ...]] = {}
    problems: dict[Problem, None] = {}
    for rooms in sorted(selections, key=str):
        try:
            chosen[rooms] = _chosen(node, rooms, otherwise)
        except ThemeError as error:
            if any(found.rule.name != "room-unknown" for found in error.problems):
                raise
            problems |= dict.fromkeys(error.problems)
    if problems:
        raise ThemeError(problems)
    return chosen


def _chosen(node: NodeReader, rooms: Rooms, otherwise: Place) -> tuple[Room, ...]:
    items: dict[str, Object] = {}
    unknown: list[Problem] = []
    if rooms.everything:
        found = node.all(Resource.ROOM)
    else:
        found = node.all(Resource.ROOM, tag=rooms.tag) if rooms.tag else []
        for name in rooms.names:
            named = node.all(Resource.ROOM, name=name)
            if not named:
                message = f"No room on the node is named {name!r}."
                place = rooms.places.get(name, otherwise)
                hint = suggest_name(
                    name,
                    node.like(Resource.ROOM, name),
                    "Write it as the node does, to the letter, or choose the rooms by `tag`.",
                )
                unknown.append(problem("room-unknown", message, place, hint))
            found += named
    if unknown:
        raise ThemeError(unknown)
    for item in found:
        items[str(_needed(node, item, "id"))] = item
    chosen = (read_room(node, item) for item in items.values())
    return tuple(sorted(chosen, key=lambda room: (room.name, room.ref.key)))


def _path(node: NodeReader, item: Object, default_path: str) -> WebPath:
    ref = Ref(Resource.PATH, str(_needed(node, item, "id")))
    slug = str(_needed(node, item, "slug"))
    is_default = ref.key == default_path or item.get("is_default") is True
    return WebPath(
        ref=ref,
        slug=slug,
        webapp_type=str(item.get("webapp_type", "")),
        is_enabled=item.get("is_enabled") is True,
        package=key_of(item.get("branding")),
        is_live_default=is_default or slug in BUILT_IN_PATHS,
        is_ours=item.get("description") == PATH_DESCRIPTION,
    )


def _templates(items: Iterable[Object]) -> tuple[Template, ...]:
    return tuple(
        Template(
            name=str(item.get("name", "")),
            values={name: item[name] for name in TEMPLATE_FIELDS if name in item},
        )
        for item in items
    )


def _policies(items: Iterable[Object]) -> tuple[Policy, ...]:
    return tuple(
        Policy(
            name=str(item.get("name", "")),
            asks_elsewhere=item.get("enable_service_lookup") is True,
            script=str(item.get("internal_service_policy_template", ""))
            if item.get("enable_internal_service_policy") is True
            else "",
        )
        for item in items
    )


def _advice(node: NodeReader, index: Object, resource: Resource, unread: list[str]) -> list[Object]:
    """Objects that only tell what may defeat a setting: our account need not be let see them."""
    if resource.value not in index:
        return []
    try:
        return node.all(resource)
    except ThemeError as error:
        if any(found.rule.name != "not-admitted" for found in error.problems):
            raise
        unread.append(resource.value)
        return []


def _fields(schema: Object) -> Mapping[str, Any]:
    fields = schema.get("fields")
    return fields if isinstance(fields, dict) else {}


def _needed(node: NodeReader, item: Object, name: str) -> Any:  # noqa: ANN401 - JSON
    value = item.get(name)
    if value in (None, ""):
        fail("node-broken", f"The node shows an object without {name}.", node.origin)
    return value
