"""Objects of a node: their addresses, how their values compare, and how a problem is raised."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, NoReturn

from themebuilder.core.problems import Place, ThemeError, problem

ROOT = "/api/admin/configuration/v1/"

Object = Mapping[str, Any]
"""An object of the node, as its JSON."""


def fail(rule: str, message: str, where: str, hint: str = "") -> NoReturn:
    """Raise one problem at *where*, the name of a node or of an object on it."""
    raise ThemeError([problem(rule, message, Place(where), hint)])


def require_text(value: object) -> str:
    """The *value* of a parsed JSON text; `TypeError` for any other."""
    if not isinstance(value, str):
        raise TypeError
    return value


class Resource(StrEnum):
    """The collections that we use; the value is the name in the API."""

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
        """The field that identifies an object: packages have a uuid and no id."""
        return "uuid" if self is Resource.BRANDING else "id"

    @property
    def label(self) -> str:
        """The field with the name that people use."""
        return "slug" if self is Resource.PATH else "name"


@dataclass(frozen=True, slots=True)
class Ref:
    """The identity of one object; never without a key, so it cannot address a whole list."""

    resource: Resource
    key: str

    def __post_init__(self) -> None:
        if not re.fullmatch(r"[A-Za-z0-9][A-Za-z0-9_-]*", self.key) or self.key == "schema":
            message = f"{self.key[:60]!r} is not the key of a {self.resource.value}."
            fail("node-broken", message, self.resource.value)

    @property
    def uri(self) -> str:
        """Its address on the node, which also identifies it in a write."""
        return f"{ROOT}{self.resource.value}/{self.key}/"

    def __str__(self) -> str:
        return f"{self.resource.value} {self.key}"


GLOBAL = Ref(Resource.GLOBAL, "1")


@dataclass(frozen=True, slots=True)
class FilePart:
    """A file that is uploaded with a new object."""

    field: str
    file_name: str
    data: bytes


def has_values(item: Object, values: Object) -> bool:
    """Whether *item* has those values; related objects are written as URIs and read as objects."""
    return all(_is_same(item.get(name), want) for name, want in values.items())


def key_of(related: object) -> str:
    """The key of a related object: embedded, a URI, or nothing."""
    if isinstance(related, dict):
        # Packages have only a uuid; whatever has an id is keyed by it.
        return str(related["id"] if "id" in related else related.get("uuid", ""))
    return str(related or "").rstrip("/").rpartition("/")[2]


def _is_same(have: object, want: object) -> bool:
    if isinstance(want, str) and want.startswith(ROOT):
        return key_of(have) == key_of(want)
    return have == want and isinstance(have, bool) == isinstance(want, bool)


def describe_differences(item: Object, values: Object) -> str:
    """Describe in which of those values *item* differs."""
    return ", ".join(
        f"{name} is {_format(item.get(name))}, not {_format(want)}"
        for name, want in values.items()
        if not _is_same(item.get(name), want)
    )


def _format(value: object) -> str:
    if isinstance(value, dict):
        return str(value.get("name", key_of(value)))
    return json.dumps(value, ensure_ascii=False)
