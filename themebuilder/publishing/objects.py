"""Objects of a node: what they are called, and how their values compare."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from themebuilder.publishing.failure import fail

ROOT = "/api/admin/configuration/v1/"

Object = Mapping[str, Any]
"""An object of the node, as its JSON says it; read into types where it is understood."""


class Resource(StrEnum):
    """The collections that we deal with."""

    BRANDING = "webapp_branding"
    PATH = "webapp_alias"
    THEME = "ivr_theme"
    ROOM = "conference"
    RULE = "gateway_routing_rule"
    TEMPLATE = "conference_sync_template"
    CONNECTOR = "ms_exchange_connector"
    POLICY = "policy_server"
    GLOBAL = "global"
    BUNDLE = "software_bundle_revision"

    @property
    def key(self) -> str:
        """The field that names one object: packages are keyed by uuid and have no id."""
        return "uuid" if self is Resource.BRANDING else "id"

    @property
    def label(self) -> str:
        """The field that people know the object by."""
        return "slug" if self is Resource.PATH else "name"


@dataclass(frozen=True, slots=True)
class Ref:
    """One object. There is none without a key, so no address of a list can come of it."""

    resource: Resource
    key: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", self.key) or self.key == "schema":
            message = f"{self.key[:60]!r} is not the key of a {self.resource.value}."
            fail("node-broken", message, self.resource.value)

    @property
    def uri(self) -> str:
        """Its address on the node, and the way to name it in a write."""
        return f"{ROOT}{self.resource.value}/{self.key}/"

    def __str__(self) -> str:
        return f"{self.resource.value} {self.key}"


GLOBAL = Ref(Resource.GLOBAL, "1")


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that goes with a new object."""

    field: str
    file_name: str
    data: bytes


def kept(item: Object, values: Object) -> bool:
    """Whether *item* has those values; related objects are written as URIs and read as objects."""
    return all(_same(item.get(name), want) for name, want in values.items())


def key_of(related: object) -> str:
    """The key of a related object: embedded, a URI, or nothing."""
    if isinstance(related, dict):
        # Packages have only a uuid; whatever has an id is keyed by it.
        return str(related["id"] if "id" in related else related.get("uuid", ""))
    return str(related or "").rstrip("/").rpartition("/")[2]


def _same(have: object, want: object) -> bool:
    if isinstance(want, str) and want.startswith(ROOT):
        return key_of(have) == key_of(want)
    return have == want and isinstance(have, bool) == isinstance(want, bool)


def differences(item: Object, values: Object) -> str:
    """In which of those values *item* differs, in words."""
    return ", ".join(
        f"{name} is {_shown(item.get(name))}, not {_shown(want)}"
        for name, want in values.items()
        if not _same(item.get(name), want)
    )


def _shown(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("name", key_of(value)))
    return json.dumps(value, ensure_ascii=False)
