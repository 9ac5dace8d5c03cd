"""Organisation settings that the node applies: the fields to write, and the rooms they reach.

A hidden button changes a look; the fields here decide what a meeting can do. `themebuilder.settings`
says which field holds which setting. A field that the node's schema does not have is not written.
Pure.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from themebuilder.core.json_text import Json
from themebuilder.core.messages import N_, Message, _, _n, join_messages
from themebuilder.core.problems import Problem, problem
from themebuilder.definitions.model import Files
from themebuilder.packages.differences import HIDE_PREFIX, read_facts
from themebuilder.packages.model import ForeignPackage
from themebuilder.publishing.build_output import BuildOutput
from themebuilder.publishing.deployment import RoomChoice
from themebuilder.publishing.node.node_state import Room
from themebuilder.publishing.node.objects import GLOBAL, PackageKind, Ref
from themebuilder.publishing.plan.desired_settings import (
    FOLLOWS_GLOBAL,
    DesiredSetting,
    find_desired_settings,
    plan_global_values,
)
from themebuilder.publishing.plan.plan import SetField, format_value
from themebuilder.publishing.plan.plan_builder import PlanBuilder
from themebuilder.publishing.plan.policy_script import remove_blocks


@dataclass
class SettingsPlanner:
    """The writes for settings, once `plan` has run.

    *scopes* say how far each reaches, *notes* what may undo it; what it relies on goes to *builder*.
    """

    builder: PlanBuilder
    output: BuildOutput
    paths: Mapping[str, str]
    """Web app path -> theme."""
    steps: list[SetField] = field(default_factory=list)
    scopes: list[str] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.deployment, self.live = self.builder.deployment, self.builder.live

    def plan(self) -> None:
        """Plan all writes."""
        owner = self.deployment.whole_deployment_of
        self._global = find_desired_settings(self.output, owner) if owner else ()
        self._after = plan_global_values(self._global, self.live.global_values)
        for desired in self._global:
            self._plan_global(desired)
        for room, desired, value in self._find_room_values():
            name = desired.room_field.name
            now = room.values.get(name)
            self._add(
                room.ref, _('room "{name}"', name=room.name), desired, name, now=now, value=value
            )
        unreached: dict[tuple[str, ...], list[str]] = {}
        for organisation in self._list_organisations():
            missed = self._add_organisation(organisation)
            if missed:
                unreached.setdefault(missed, []).append(organisation)
        for missed, names in unreached.items():
            self.notes.append(
                _(
                    "{organisations}: no server settings applied ({settings}), because the deployment "
                    "lists no rooms for them. List the rooms under `organisations`.",
                    organisations=", ".join(names),
                    settings=", ".join(missed),
                )
            )

    def _plan_global(self, desired: DesiredSetting) -> None:
        name = desired.global_field.name if desired.global_field else ""
        if name in self.live.global_fields:
            now, value = self.live.global_values.get(name), self._after[name]
            self._add(GLOBAL, _("the whole deployment"), desired, name, now=now, value=value)
        elif name:
            self.notes.append(_describe_unknown_field(desired, name))

    def _add(
        self, ref: Ref, label: str, desired: DesiredSetting, name: str, *, now: Json, value: Json
    ) -> None:
        self.builder.relies_on.setdefault(str(ref), set()).add(name)
        if now != value:
            reason, place = desired.reason, desired.resolved.place
            self.steps.append(SetField(ref, label, name, now, value, reason, place))

    def _find_room_values(self) -> Iterator[tuple[Room, DesiredSetting, Json]]:
        """Yield each room with the value that it should have; conflicts become problems."""
        chosen: dict[tuple[str, str], tuple[Room, DesiredSetting, Json]] = {}
        for organisation, theirs in self.deployment.organisations.items():
            for desired in self._select_known(find_desired_settings(self.output, organisation)):
                for room in self.live.rooms.get(theirs.rooms, ()):
                    value = self._find_room_value(room, desired)
                    key = (room.ref.key, desired.room_field.name)
                    _, other, other_value = chosen.setdefault(key, (room, desired, value))
                    if other_value != value:
                        self.problems.append(self._report_conflict(room, other, desired))
        for desired in self._select_known(self._global):
            for room in self.live.rooms.get(RoomChoice(everything=True), ()):
                if _overrides_setting(room, desired):
                    key = (room.ref.key, desired.room_field.name)
                    chosen.setdefault(key, (room, desired, self._find_room_value(room, desired)))
        yield from chosen.values()

    def _select_known(self, settings: tuple[DesiredSetting, ...]) -> Iterator[DesiredSetting]:
        for desired in settings:
            name = desired.room_field.name
            if name in self.live.room_fields:
                yield desired
            else:
                self.notes.append(_describe_unknown_field(desired, name))

    def _find_room_value(self, room: Room, desired: DesiredSetting) -> Json:
        """Return the value that the room should have.

        A room that should follow the global setting does so where that is on. Otherwise it gets "yes", and a
        "yes" of its own stays.
        """
        if desired.room_value != FOLLOWS_GLOBAL:
            return desired.room_value
        now = room.values.get(desired.room_field.name)
        return FOLLOWS_GLOBAL if now != "yes" and self._is_on_everywhere(desired) else "yes"

    def _is_on_everywhere(self, desired: DesiredSetting) -> bool:
        """Whether the global switch of the setting is on after this plan."""
        node = desired.global_field
        return node is not None and self._after.get(node.name) is True

    def _list_organisations(self) -> tuple[str, ...]:
        """Return the organisations that the deployment names, and those whose themes it publishes."""
        deployment = self.deployment
        found = dict.fromkeys(
            filter(None, [*deployment.organisations, deployment.whole_deployment_of])
        )
        published = {*self.paths.values(), *(choice.theme for choice in deployment.rooms)}
        for entry in self.output.entries.values():
            if entry.theme in published:
                found |= dict.fromkeys(entry.organisations[:1])
        return tuple(found)

    def _add_organisation(self, organisation: str) -> tuple[str, ...]:
        """Add scopes and notes; the settings that reach no room and not the whole deployment."""
        entries = self.output.entries.values()
        if not any(organisation in entry.organisations for entry in entries):
            self.notes.append(
                _(
                    "The build folder has no theme of {organisation}. Its settings aren't known, so its server settings stay as they are.",
                    organisation=organisation,
                )
            )
        for inherited in find_desired_settings(self.output, organisation, only_shipped=True):
            self.notes.append(
                _(
                    "{organisation}, `{setting}`: not applied on the server, because only a definition "
                    "shipped with the program decides it ({place}). To apply it, write it in a file of "
                    "your own.",
                    organisation=organisation,
                    setting=inherited,
                    place=inherited.resolved.place,
                )
            )
        return tuple(
            str(desired)
            for desired in find_desired_settings(self.output, organisation)
            if not self._add_scope(desired)
        )

    def _add_scope(self, desired: DesiredSetting) -> bool:
        """Add how far the setting reaches and what may undo it. Return whether the node carries it out."""
        who, owner = desired.organisation, desired.resolved.set_by
        if owner != who:
            who = _("{organisation} (decided by {owner})", organisation=who, owner=owner)
        reaches = []
        if desired.organisation == self.deployment.whole_deployment_of:
            reaches.append(_("the whole deployment") if desired.global_field else _("every room"))
        theirs = self.deployment.organisations.get(desired.organisation)
        if theirs and theirs.rooms in self.live.rooms:
            count, rooms = len(self.live.rooms[theirs.rooms]), theirs.rooms.describe()
            reaches.append(_("{rooms} ({count})", rooms=rooms, count=count))
        is_on_node = bool(reaches)
        if desired.button:
            if hiding := self._find_paths_that_hide(desired):
                listed = ", ".join(f"/{slug}" for slug in hiding)
                reaches.append(_("on {paths} the button is hidden (only the button)", paths=listed))
            else:
                message = N_("{who}, `{setting}`: none of its packages hides the button.")
                self.notes.append(_(message, who=who, setting=desired))
        if reaches:
            reaches.append(_("decided in {place}", place=desired.resolved.place))
            where = join_messages(reaches, "; ")
            self.scopes.append(
                _("{who}, `{setting}`: {where}", who=who, setting=desired, where=where)
            )
        if is_on_node and desired.is_restriction:
            self.notes.extend(self._describe_overriding(desired))
        return is_on_node

    def _describe_overriding(self, desired: DesiredSetting) -> Iterator[Message]:
        name, live = desired.room_field.name, self.live
        for template in live.templates:
            value, title = template.get(name), str(template.get("name"))
            if name not in template or value == desired.room_value:
                continue
            named = {"template": title, "field": name, "value": format_value(value)}
            if template.get(desired.room_field.overridable) is not True:
                yield _(
                    'The LDAP template "{template}" sets `{field}` to {value} for all its rooms: its '
                    "next sync may undo the setting.",
                    **named,
                )
            elif value != FOLLOWS_GLOBAL:
                yield _(
                    'The LDAP template "{template}" creates rooms with `{field}` {value}.', **named
                )
        for policy in live.policies:
            if name in remove_blocks(policy.script):
                yield _(
                    'The local policy "{policy}" may set another `{field}` for each call.',
                    policy=policy.name,
                    field=name,
                )
            if policy.asks_elsewhere:
                yield _(
                    'The policy server of "{policy}" may override `{field}`.',
                    policy=policy.name,
                    field=name,
                )
        is_whole = desired.organisation == self.deployment.whole_deployment_of
        node = desired.global_field
        if live.rule_count and node and node.covers_calls and not is_whole:
            yield _n(
                "Calls through {count} routing rule follow only the global setting: a rule has no "
                "field for `{setting}`.",
                "Calls through {count} routing rules follow only the global setting: a rule has no "
                "field for `{setting}`.",
                live.rule_count,
                setting=desired.declared.name,
            )
        for resource in live.unread:
            yield _(
                "Our account can't read `{resource}`, so we don't know whether it overrides `{field}`.",
                resource=resource,
                field=name,
            )

    def _find_paths_that_hide(self, desired: DesiredSetting) -> list[str]:
        """Return the paths of the organisation whose package hides the setting's button."""
        hiding = []
        for slug, theme in self.paths.items():
            entry = self.output.entries.get(theme)
            package = self.output.package(PackageKind.WEBAPP, theme)
            is_theirs = entry is not None and desired.organisation in entry.organisations
            if is_theirs and package and _hides(package.files, desired.button):
                hiding.append(slug)
        return hiding

    def _report_conflict(self, room: Room, one: DesiredSetting, other: DesiredSetting) -> Problem:
        message = _(
            'Room "{room}" belongs to both {organisation} and {other}, which want different values: '
            "{values}.",
            room=room.name,
            organisation=one.organisation,
            other=other.organisation,
            values=f"{one}, {other}",
        )
        place = self.deployment.places.get(other.organisation, self.deployment.place)
        return problem("claimed-twice", message, place)


def _overrides_setting(room: Room, desired: DesiredSetting) -> bool:
    """Whether a room has a value of its own, other than the owner of the deployment wants."""
    now = room.values.get(desired.room_field.name)
    if desired.global_field is None:
        return now != desired.room_value
    own_yes = ("yes",) if desired.room_value == FOLLOWS_GLOBAL else ()
    return now not in (FOLLOWS_GLOBAL, desired.room_value, *own_yes)


def _describe_unknown_field(desired: DesiredSetting, name: str) -> Message:
    return _(
        "{organisation}, `{setting}`: this node has no field `{field}`.",
        organisation=desired.organisation,
        setting=desired,
        field=name,
    )


def _hides(files: Files, button: str) -> bool:
    facts = read_facts(ForeignPackage("", "webapp3", files))
    return f"{HIDE_PREFIX}{button}" in {fact.name for fact in facts}
