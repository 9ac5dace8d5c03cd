"""Plan the settings that an organisation owns on the server, and say how far each reaches. Pure.

Nothing here says that chat is off because a button is hidden: the two are told apart by name.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from themebuilder.core.problems import Problem, problem
from themebuilder.publishing.built import Built, Kind
from themebuilder.publishing.content_diff import hidden_buttons
from themebuilder.publishing.deployment import Deployment, Rooms
from themebuilder.publishing.failure import Json
from themebuilder.publishing.live import Live, Room
from themebuilder.publishing.objects import GLOBAL
from themebuilder.publishing.plan import Set, shown
from themebuilder.publishing.server_fields import Wish, only_inherited, wishes

FOLLOWS_GLOBAL = "default"


@dataclass
class ServerPlan:
    """The steps for the server's fields, and what is to be said about them."""

    steps: list[Set] = field(default_factory=list)
    scope_lines: list[str] = field(default_factory=list)
    note_lines: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    relies_on: dict[str, dict[str, Json]] = field(default_factory=dict)

    @property
    def scopes(self) -> tuple[str, ...]:
        """How far each setting reaches."""
        return tuple(self.scope_lines)

    @property
    def notes(self) -> tuple[str, ...]:
        """What may defeat it, each said once."""
        return tuple(dict.fromkeys(self.note_lines))


@dataclass(frozen=True, slots=True)
class Target:
    """A room, and what it is to have there."""

    room: Room
    wish: Wish
    value: Json


def plan_settings(
    deployment: Deployment, built: Built, live: Live, paths: Mapping[str, str]
) -> ServerPlan:
    """Everything on the server that the deployment's organisations decide.

    *paths* says which theme goes to which web app path.
    """
    plan = ServerPlan()
    for wish in _whole(deployment, built):
        _plan_global(plan, live, wish)
    for target in _targets(deployment, built, live, plan):
        name = str(target.room.ref)
        value = target.room.values.get(target.wish.field.room_field)
        plan.relies_on.setdefault(name, {})[target.wish.field.room_field] = value
        if value != target.value:
            plan.steps.append(
                Set(
                    target.room.ref,
                    f"room {target.room.name!r}",
                    target.wish.field.room_field,
                    value,
                    target.value,
                    _why(target.wish),
                    target.wish.decided.place,
                )
            )
    place = _Place(deployment, built, live, paths)
    unreached: dict[tuple[str, ...], list[str]] = {}
    for organisation in _everybody(deployment, built, paths):
        if not any(organisation in entry.organisations for entry in built.entries.values()):
            plan.note_lines.append(
                f"{organisation}: no built theme belongs to it, so its settings are not known here "
                "and the server is left as it is."
            )
        plan.note_lines.extend(map(_only_inherited, only_inherited(built, organisation)))
        wanted = wishes(built, organisation)
        missed = tuple(str(wish.field) for wish in wanted if not _scope(plan, place, wish))
        if missed:
            unreached.setdefault(missed, []).append(organisation)
    for missed, organisations in unreached.items():
        plan.note_lines.append(
            f"{', '.join(organisations)}: nothing is set on the server ({', '.join(missed)}), for "
            "the deployment does not say which rooms are theirs: name them under `organisations`."
        )
    return plan


def _targets(
    deployment: Deployment,
    built: Built,
    live: Live,
    plan: ServerPlan,
) -> Iterator[Target]:
    """Each room with the value that it should have; conflicts become problems of *plan*."""
    everywhere = _global_after(deployment, built, live)
    claimed: dict[tuple[str, str], Target] = {}
    for organisation, rooms in (deployment.organisations or {}).items():
        for wish in wishes(built, organisation):
            if wish.field.room_field not in live.room_fields:
                plan.note_lines.append(_unknown_field(wish))
                continue
            for room in live.rooms.get(rooms, ()):
                target = Target(room, wish, _room_value(room, wish, everywhere))
                key = (room.ref.key, wish.field.room_field)
                other = claimed.setdefault(key, target)
                if other.value != target.value:
                    plan.problems.append(_claimed_twice(deployment, other, target))
    for wish in _whole(deployment, built):
        if wish.field.room_field not in live.room_fields:
            plan.note_lines.append(_unknown_field(wish))
            continue
        for room in live.rooms.get(Rooms(everything=True), ()):
            if _overrides(room, wish):
                value = _room_value(room, wish, everywhere)
                claimed.setdefault((room.ref.key, wish.field.room_field), Target(room, wish, value))
    yield from claimed.values()


def _plan_global(plan: ServerPlan, live: Live, wish: Wish) -> None:
    name, value = wish.field.global_field, wish.field.everywhere
    if not name:
        return
    if name not in live.global_fields:
        plan.note_lines.append(_unknown_field(wish))
        return
    now = live.settings.get(name)
    plan.relies_on.setdefault(str(GLOBAL), {})[name] = now
    if now != value:
        plan.steps.append(
            Set(GLOBAL, "the whole deployment", name, now, value, _why(wish), wish.decided.place)
        )


def _room_value(room: Room, wish: Wish, everywhere: Mapping[str, Json]) -> Json:
    """What the room should have.

    A room that should follow the global switch is left with its own "yes"; where the switch is off,
    following it would not do.
    """
    want = wish.field.room
    if want != FOLLOWS_GLOBAL:
        return want
    now = room.values.get(wish.field.room_field)
    if now == "yes":
        return now
    return FOLLOWS_GLOBAL if everywhere.get(wish.field.global_field) is True else "yes"


def _overrides(room: Room, wish: Wish) -> bool:
    """Whether a room goes its own way against the organisation that owns the deployment."""
    now = room.values.get(wish.field.room_field)
    if wish.field.global_field:
        return now not in {FOLLOWS_GLOBAL, wish.field.room} and not (
            wish.field.room == FOLLOWS_GLOBAL and now == "yes"
        )
    return now != wish.field.room


def _whole(deployment: Deployment, built: Built) -> tuple[Wish, ...]:
    owner = deployment.whole_deployment_of
    return wishes(built, owner) if owner else ()


def _global_after(deployment: Deployment, built: Built, live: Live) -> Mapping[str, Json]:
    changed = {
        wish.field.global_field: wish.field.everywhere
        for wish in _whole(deployment, built)
        if wish.field.global_field
    }
    return {**live.settings, **changed}


def _everybody(deployment: Deployment, built: Built, paths: Mapping[str, str]) -> tuple[str, ...]:
    """The organisations to speak of: those of the deployment, and those with themes in it."""
    found = dict.fromkeys([*(deployment.organisations or {}), deployment.whole_deployment_of])
    wanted = {*paths.values(), *(choice.theme for choice in deployment.rooms)}
    for entry in built.entries.values():
        if entry.theme in wanted and entry.organisations:
            found[entry.organisations[0]] = None
    return tuple(name for name in found if name)


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a setting is to hold."""

    deployment: Deployment
    built: Built
    live: Live
    paths: Mapping[str, str]


def _scope(plan: ServerPlan, place: _Place, wish: Wish) -> bool:
    """Say how far the setting reaches and what may turn it back; whether the server has it at all."""
    deployment, live = place.deployment, place.live
    who = wish.organisation
    if wish.decided.organisation != who:
        who = f"{who} (decided by {wish.decided.organisation})"
    reaches = []
    if wish.organisation == deployment.whole_deployment_of:
        reaches.append("the whole deployment" if wish.field.global_field else "every room")
    rooms = (deployment.organisations or {}).get(wish.organisation)
    if rooms and rooms != Rooms():
        reaches.append(f"{rooms} ({len(live.rooms.get(rooms, ()))})")
    on_server = bool(reaches)
    hiding = _paths_hiding(place, wish)
    if hiding:
        listed = ", ".join(f"/{slug}" for slug in hiding)
        reaches.append(f"the button is hidden on {listed} (the button only)")
    elif hiding is not None:
        plan.note_lines.append(f"{who}: none of its packages hides the button.")
    if reaches:
        reaches.append(f"decided in {wish.decided.place}")
        plan.scope_lines.append(f"{who}, {wish.field}: {'; '.join(reaches)}")
    if on_server and wish.field.forbids:
        plan.note_lines.extend(_turned_on_again(live, deployment, wish))
    return on_server


def _turned_on_again(live: Live, deployment: Deployment, wish: Wish) -> Iterator[str]:
    name = wish.field.room_field
    for template in live.templates:
        value = template.values.get(name)
        if name not in template.values or value == wish.field.room:
            continue
        if template.values.get(wish.field.overridable) is not True:
            yield (
                f"The LDAP template {template.name!r} has {name} {shown(value)} and lets no room "
                "differ: its next sync may turn the setting back."
            )
        elif value != FOLLOWS_GLOBAL:
            yield f"The LDAP template {template.name!r} makes new rooms with {name} {shown(value)}."
    for policy in live.policies:
        if name in policy.script:
            yield f"The local policy {policy.name!r} sets {name} itself, call by call."
        if policy.asks_elsewhere:
            yield f"The policy server of {policy.name!r} may answer {name} itself."
    is_whole = wish.organisation == deployment.whole_deployment_of
    node = wish.field.node
    if live.rule_count and node and node.covers_calls and not is_whole:
        yield (
            f"Calls through the {live.rule_count} routing rules follow the global switch only: "
            f"a rule has no {wish.field.declared.title.en.lower()} field."
        )
    for resource in live.unread:
        yield f"Our account may not read {resource}, so what turns {name} back there is not known."


def _paths_hiding(place: _Place, wish: Wish) -> tuple[str, ...] | None:
    """The paths whose package hides the setting's button; None where it has none or shows it."""
    if not wish.field.button:
        return None
    hiding = []
    for slug, theme in place.paths.items():
        entry, package = place.built.entries.get(theme), place.built.package(Kind.WEBAPP, theme)
        is_theirs = entry is not None and wish.organisation in entry.organisations
        if is_theirs and package and wish.field.button in hidden_buttons(package.files):
            hiding.append(slug)
    return tuple(hiding)


def _why(wish: Wish) -> str:
    return f"{wish.decided.organisation} decided {wish.field} in {wish.decided.place}"


def _only_inherited(wish: Wish) -> str:
    return (
        f"{wish.organisation}, {wish.field}: the server is left as it is, for only a definition "
        f"that came with the tool says so ({wish.decided.place}). To set it, write it in a file of your own."
    )


def _unknown_field(wish: Wish) -> str:
    return f"{wish.organisation}, {wish.field}: this node does not know {wish.field.room_field}."


def _claimed_twice(deployment: Deployment, one: Target, other: Target) -> Problem:
    message = (
        f"{one.wish.organisation} and {other.wish.organisation} both choose the room "
        f"{one.room.name!r} and want different things: {one.wish.field}, {other.wish.field}."
    )
    place = deployment.places.get(other.wish.organisation, deployment.place)
    return problem("room-claimed-twice", message, place)
