"""The settings of an organisation that a node has to carry out. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from themebuilder.core.json_text import Json
from themebuilder.core.messages import Message, _
from themebuilder.definitions.model import ResolvedSetting
from themebuilder.publishing.build_output import BuildOutput
from themebuilder.settings import SETTINGS, Field, FieldKind, Setting

FOLLOWS_GLOBAL = "default"
"""The value of a field that follows the global switch."""


@dataclass(frozen=True, slots=True)
class DesiredSetting:
    """The value that a setting of *organisation* is to have on the node, and where it was decided."""

    organisation: str
    declared: Setting
    value: str
    room_field: Field
    global_field: Field | None
    """The field of the global settings, where there is one for the value."""
    resolved: ResolvedSetting

    def __str__(self) -> str:
        return f"{self.declared}: {self.value}"

    @property
    def room_value(self) -> Json:
        """The value of a room's field."""
        return self.room_field.find_value(self.value)

    @property
    def button(self) -> str:
        """The test id that a package hides for it, or an empty text."""
        hidden = self.declared.list_fields(FieldKind.HIDDEN)
        return next((field.name for field in hidden if field.find_value(self.value)), "")

    @property
    def is_restriction(self) -> bool:
        """Whether it restricts guests, so that the plan names what could undo it."""
        return self.value != self.declared.open_value

    @property
    def reason(self) -> Message:
        """Who decided it, and where."""
        return _(
            "{organisation} decided `{setting}` in {place}",
            organisation=self.resolved.set_by,
            setting=self,
            place=self.resolved.place,
        )


def find_desired_settings(
    output: BuildOutput, organisation: str, *, only_shipped: bool = False
) -> tuple[DesiredSetting, ...]:
    """Return the settings of *organisation* that the node applies: those with a room field.

    What a shipped organisation sets doesn't reach those below it. With *only_shipped*, return instead what
    this organisation inherits from shipped ones, except defaults.
    """
    known = _find_settings(output, organisation)
    found = []
    for declared in SETTINGS:
        resolved = known.get(declared.name)
        if resolved is None or resolved.counts_for(organisation) is only_shipped:
            continue
        value = resolved.value
        if only_shipped and value == declared.default:
            continue
        node = [
            field
            for field in declared.list_fields(FieldKind.GLOBAL)
            if field.find_value(value) is not None
        ]
        found += [
            DesiredSetting(organisation, declared, value, room, node[0] if node else None, resolved)
            for room in declared.list_fields(FieldKind.ROOM)
            if room.find_value(value) is not None
        ]
    return tuple(found)


def plan_global_values(
    settings: Iterable[DesiredSetting], now: Mapping[str, Json]
) -> Mapping[str, Json]:
    """Return the node's global values once the *settings* of the deployment's owner are written."""
    fields = ((setting.global_field, setting.value) for setting in settings)
    return {**now, **{field.name: field.find_value(value) for field, value in fields if field}}


def _find_settings(output: BuildOutput, organisation: str) -> Mapping[str, ResolvedSetting]:
    """Return the settings of the organisation, also from themes of organisations below, which inherit them."""
    known: dict[str, ResolvedSetting] = {}
    for entry in output.entries.values():
        if organisation not in entry.organisations:
            continue
        own_and_above = entry.organisations[entry.organisations.index(organisation) :]
        for name, setting in entry.settings.items():
            if setting.set_by in own_and_above:
                known.setdefault(name, setting)
    return known
