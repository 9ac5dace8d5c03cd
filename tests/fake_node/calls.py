"""What a call to a room meets: the room's own values, and what a local policy makes of them.

A script acts where the system location of the conferencing nodes points at its profile (D), in every
call, after the node has read the room (D). Which keys of a stored room it sees is (S): its name, type
and tag (T), and its chat. The script itself runs in `tests.policy.emulator`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tests.policy import emulator

Rows = Mapping[str, Mapping[str, Any]]
PLACE = "Test"
"""The system location of all conferencing nodes."""


def has_chat(rows: Mapping[str, Rows], room: Mapping[str, Any], alias: str) -> bool | None:
    """Whether a meeting in the room has chat; None if a policy rejects the call."""
    service: Mapping[str, Any] | None = {
        **{
            name: room[name] for name in ("name", "service_type", "enable_chat", "pin", "guest_pin")
        },
        "service_tag": room["tag"],
    }
    if script := _find_script(rows):
        call = {"local_alias": alias, "call_direction": "dial_in", "protocol": "api"}
        service = emulator.apply(script, service, {**call, "location": PLACE})
    if service is None:
        return None
    everywhere = rows["global"]["1"]["enable_chat"]
    return {"yes": True, "no": False}.get(str(service.get("enable_chat")), bool(everywhere))


def _find_script(rows: Mapping[str, Rows]) -> str:
    places = rows["system_location"].values()
    key = next((str(place["policy_server"]) for place in places if place["name"] == PLACE), "")
    profile = rows["policy_server"].get(key, {})
    is_on = profile.get("enable_internal_service_policy") is True
    return str(profile["internal_service_policy_template"]) if is_on else ""
