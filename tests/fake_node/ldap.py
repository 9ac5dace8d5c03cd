"""Rooms that an LDAP template makes of people, as a sync does it.

The fields and what `…_overridable` means are published (R); that a room whose person is gone is
deleted, too. Patterns know names in braces and `lower`, no other filter (S).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping

from tests.fake_node.node import Node, Row
from themebuilder.settings import FieldKind, find_fields

_FIELDS = [
    ("tag", "tag", "tag_overridable"),
    ("conference_description", "description", "conference_description_overridable"),
    ("ivr_theme", "ivr_theme", "ivr_theme_overridable"),
    *[
        (field.name, field.name, field.overridable)
        for _, field in find_fields(FieldKind.ROOM)
        if field.overridable
    ],
]
"""Fields of a template, of the room, and what lets a person change it on the room."""


def sync(node: Node, template: str, people: Iterable[Mapping[str, str]]) -> list[Row]:
    """Make, change and delete the rooms of that template; those that it has now."""
    (one,) = node.find_rows("conference_sync_template", template)
    rooms = node.rows["conference"]
    tag = f"ldap {one['id']}"
    kept = [_sync_room(node, one, person, tag) for person in people]
    for key, room in [*rooms.items()]:
        if room["sync_tag"] == tag and room not in kept:
            node.remove("conference", key)
    node.settle()
    return kept


def _sync_room(node: Node, template: Row, person: Mapping[str, str], tag: str) -> Row:
    name = _fill(template["conference_name"], person)
    found = [room for room in node.find_rows("conference", name) if room["sync_tag"] == tag]
    (room,) = found or [node.add_room(name, sync_tag=tag)]
    for source, field, overridable in _FIELDS:
        if not found or not template[overridable]:  # else somebody may have changed it
            value = template[source]
            room[field] = _fill(value, person) if isinstance(value, str) else value
    if not found and template["alias_1"]:
        alias = _fill(template["alias_1"], person)
        node.add("conference_alias", alias=alias, conference=room["id"])
    return room


def _fill(pattern: str, person: Mapping[str, str]) -> str:
    def find_value(match: re.Match[str]) -> str:
        found = person[match[1]]
        return found.lower() if match[2] else found

    return re.sub(r"{{\s*(\w+)\s*(\|\s*lower)?\s*}}", find_value, pattern)
