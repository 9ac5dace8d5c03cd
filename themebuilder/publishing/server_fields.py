"""Which field of the server holds which setting of an organisation, from the table of settings.

The buttons that a package hides are a matter of looks; these fields decide what the meeting can do.
A field that the node's schema does not know is not written.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from themebuilder.definitions.model import Setting
from themebuilder.publishing.built import Built
from themebuilder.publishing.failure import Json
from themebuilder.settings import Declaration, Field, Where, find_fields


@dataclass(frozen=True, slots=True)
class ServerField:
    """A value of an organisation's setting, as the server knows it.

    *room* is the value of a room's field; *everywhere* that of a global field, or None where there
    is none. *overridable* is the field by which an LDAP template lets its rooms differ.
    """

    declared: Declaration
    value: str
    room_field: str
    room: Json
    overridable: str
    node: Field | None

    def __str__(self) -> str:
        return f"{self.declared}: {self.value}"

    @property
    def global_field(self) -> str:
        """The field of the node's global settings, or an empty text."""
        return self.node.name if self.node else ""

    @property
    def everywhere(self) -> Json:
        """The value of the global field."""
        return self.node.value(self.value) if self.node else None

    @property
    def button(self) -> str:
        """What a package hides for it, or an empty text."""
        hidden = self.declared.at(Where.HIDDEN)
        return next((field.name for field in hidden if field.value(self.value)), "")

    @property
    def forbids(self) -> bool:
        """Whether it takes something away, so that whatever gives it back is to be named."""
        return self.value != self.declared.open_value


def _server_fields() -> Iterator[ServerField]:
    for setting, field in find_fields(Where.ROOM):
        for value in setting.values:
            room = field.value(value.name)
            if room is not None:
                nodes = [one for one in setting.at(Where.NODE) if one.value(value.name) is not None]
                node = nodes[0] if nodes else None
                yield ServerField(setting, value.name, field.name, room, field.overridable, node)


SERVER_FIELDS = tuple(_server_fields())
ROOM_FIELDS = tuple(dict.fromkeys(field.name for _, field in find_fields(Where.ROOM)))
TEMPLATE_FIELDS = tuple(
    dict.fromkeys(
        name
        for _, field in find_fields(Where.ROOM)
        for name in (field.name, field.overridable)
        if name
    )
)
GLOBAL_FIELDS = tuple(dict.fromkeys(field.name for _, field in find_fields(Where.NODE)))


@dataclass(frozen=True, slots=True)
class Wish:
    """What an organisation wants of the server, and who decided it where: itself or one above it."""

    organisation: str
    field: ServerField
    decided: Setting


def wishes(built: Built, organisation: str) -> tuple[Wish, ...]:
    """What *organisation* wants of the server, as the catalogue tells of its settings.

    A definition that came with the tool decides for its own organisation alone: what others inherit
    from it, nobody there has decided.
    """
    return tuple(one for one in _wishes(built, organisation) if one.decided.is_own(organisation))


def only_inherited(built: Built, organisation: str) -> tuple[Wish, ...]:
    """What *organisation* has from a definition that came with the tool, other than the default."""
    return tuple(
        one
        for one in _wishes(built, organisation)
        if not one.decided.is_own(organisation) and one.field.value != one.field.declared.default
    )


def _wishes(built: Built, organisation: str) -> Iterator[Wish]:
    known = _settings(built, organisation)
    for field in SERVER_FIELDS:
        decided = known.get(field.declared.name)
        if decided and decided.value == field.value:
            yield Wish(organisation, field, decided)


def _settings(built: Built, organisation: str) -> Mapping[str, Setting]:
    """The settings of the organisation itself.

    A theme of an organisation below tells as well, where the value came from here or above.
    """
    known: dict[str, Setting] = {}
    for entry in built.entries.values():
        if organisation not in entry.organisations:
            continue
        here_and_above = entry.organisations[entry.organisations.index(organisation) :]
        for name, setting in entry.settings.items():
            if setting.organisation in here_and_above:
                known.setdefault(name, setting)
    return known
