"""Which field of the server holds which setting of an organisation, with the evidence for each.

The buttons that a package hides are a matter of looks; these fields decide what the meeting can do.
A field that the node's schema does not know is not written.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from themebuilder.publish.failure import Json
from themebuilder.publish.packages import Built


@dataclass(frozen=True, slots=True)
class ServerField:
    """A value of an organisation's setting, as the server knows it.

    *room* is the value of a room's field; *everywhere* that of a global field, or None where there
    is none. *button* is what a package hides for it; *overridable* is the field by which an LDAP
    template lets its rooms differ.
    """

    setting: str
    value: str
    room_field: str
    room: Json
    global_field: str = ""
    everywhere: Json = None
    button: str = ""
    overridable: str = ""
    evidence: str = ""

    def __str__(self) -> str:
        return f"{self.setting}: {self.value}"

    @property
    def forbids(self) -> bool:
        """Whether it takes something away, so that whatever gives it back is to be named."""
        return self.value in {"disabled", "hidden", "refused"}


SERVER_FIELDS = (
    ServerField(
        "chat",
        "disabled",
        "enable_chat",
        "no",
        "enable_chat",
        everywhere=False,
        button="button-chat",
        overridable="enable_chat_overridable",
        evidence="Pexip's Terraform provider (validator, integration test); node schemas",
    ),
    # A room's own "yes" or "no" wins over the global switch; "default" follows it.
    ServerField(
        "chat",
        "enabled",
        "enable_chat",
        "default",
        "enable_chat",
        everywhere=True,
        button="button-chat",
        overridable="enable_chat_overridable",
        evidence="as above",
    ),
    ServerField(
        "captions",
        "hidden",
        "live_captions_enabled",
        "no",
        "live_captions_vmr_default",
        everywhere=False,
        evidence="node schemas: conference, global",
    ),
    ServerField(
        "names_on_video",
        "shown",
        "enable_overlay_text",
        overridable="host_view_overridable",
        room=True,
        evidence="node schema: conference",
    ),
    ServerField(
        "names_on_video",
        "hidden",
        "enable_overlay_text",
        overridable="host_view_overridable",
        room=False,
        evidence="node schema: conference",
    ),
    ServerField(
        "guests_present",
        "allowed",
        "guests_can_present",
        overridable="guests_can_present_overridable",
        room=True,
        evidence="node schema: conference; recorded rooms",
    ),
    ServerField(
        "guests_present",
        "refused",
        "guests_can_present",
        overridable="guests_can_present_overridable",
        room=False,
        evidence="node schema: conference; recorded rooms",
    ),
)
ROOM_FIELDS = tuple(dict.fromkeys(field.room_field for field in SERVER_FIELDS))
TEMPLATE_FIELDS = tuple(
    dict.fromkeys(name for f in SERVER_FIELDS for name in (f.room_field, f.overridable) if name)
)
GLOBAL_FIELDS = tuple(dict.fromkeys(f.global_field for f in SERVER_FIELDS if f.global_field))


@dataclass(frozen=True, slots=True)
class Wish:
    """What an organisation wants of the server, and who decided it: itself or one above it."""

    organisation: str
    field: ServerField
    decided_by: str


def wishes(built: Built, organisation: str) -> tuple[Wish, ...]:
    """What *organisation* wants of the server, as the catalogue tells of its settings."""
    known = _settings(built, organisation)
    return tuple(
        Wish(organisation, field, known[field.setting][1])
        for field in SERVER_FIELDS
        if field.setting in known and known[field.setting][0] == field.value
    )


def _settings(built: Built, organisation: str) -> Mapping[str, tuple[str, str]]:
    """Setting -> (value, who decided), of the organisation itself.

    A theme of an organisation below tells as well, where the value came from here or above.
    """
    known: dict[str, tuple[str, str]] = {}
    for entry in built.entries.values():
        if organisation not in entry.organisations:
            continue
        here_and_above = entry.organisations[entry.organisations.index(organisation) :]
        for name, (value, decided_by) in entry.settings.items():
            if decided_by in here_and_above:
                known.setdefault(name, (value, decided_by))
    return known
