"""What can be declared of a setting that organisations own."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

Json = bool | str
Schema = Mapping[str, Any]

WHAT_IS_WRITTEN = "*"
"""Key of `Field.values` for settings without fixed values: the field gets what the user wrote."""


@dataclass(frozen=True, slots=True)
class Bilingual:
    """The same sentence in English and in Danish."""

    en: str
    da: str


class Where(StrEnum):
    """Who carries a setting out; the value is what people call it."""

    HIDDEN = "hidden part of the page"
    CONFIG = "applicationConfig"
    TEXTS = "texts of the package"
    ROOM = "room"
    BOOKING = "booking template"
    POLICY = "policy"
    NODE = "global settings"
    MEETING = "what a meeting tells its apps"


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A field that carries a setting, or a part of the page that is hidden for it.

    *name* is a test id, a key of applicationConfig, or a field of the resource. *values* maps the
    setting's value to the field's: a value that is not there leaves the field as it is.
    """

    where: Where
    name: str
    values: Mapping[str, Json]
    evidence: str
    initial: Json | None = None
    """What a node gives the field where nobody sets it."""
    overridable: str = ""
    """The field by which an LDAP template lets its rooms differ."""
    falls_short: str = ""
    """What the field does not do alone, as "does not …"; empty where it does all that is said."""
    covers_calls: bool = False
    """Whether calls through routing rules follow this field alone: a rule has no field like it."""

    @property
    def is_decisive(self) -> bool:
        """Whether the field alone does all that the setting says. A hidden chat button does not."""
        return not self.falls_short

    def when(self, found: Json) -> str:
        """The setting's value for which the field is *found*, or an empty text."""
        return next((name for name, value in self.values.items() if value == found), "")

    def value(self, of: str) -> Json | None:
        """The field's value for the setting's value *of*, or None: the field is left as it is."""
        if WHAT_IS_WRITTEN in self.values:
            return of or None
        return self.values.get(of)


@dataclass(frozen=True, slots=True)
class Value:
    """One of the fixed values of a setting, and what people notice of it."""

    name: str
    effect: Bilingual


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part of a setting that is a mapping, and what it is for."""

    name: str
    title: Bilingual
    effect: Bilingual
    schema: Schema


@dataclass(frozen=True, slots=True, kw_only=True)
class Declaration:
    """A setting: everything that the program knows of it.

    It has fixed *values*, from open to restrictive, or named *parts*, or else takes what *schema*
    allows. *default* holds where no organisation says anything; lists are written with blanks
    between. *unseen* says of a value why neither a package nor a server shows it.
    """

    name: str
    title: Bilingual
    about: Bilingual
    cannot: Bilingual
    fields: tuple[Field, ...]
    values: tuple[Value, ...] = ()
    parts: tuple[Part, ...] = ()
    schema: Schema = field(default_factory=dict)
    default: str = ""
    without: Bilingual | None = None
    """What people notice where a setting without fixed values is not given."""
    is_lockable: bool = True
    unseen: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        return self.name

    @property
    def is_list(self) -> bool:
        """Whether the value is several words with blanks between."""
        return self.schema.get("type") == "array"

    @property
    def open_value(self) -> str:
        """The value that takes nothing away from anybody, or an empty text."""
        return self.values[0].name if self.values else ""

    @property
    def needs_server(self) -> bool:
        """Whether no package can carry the setting out alone."""
        return bool(self.at(Where.ROOM)) and not any(
            one.is_decisive for one in self.at(Where.HIDDEN, Where.CONFIG)
        )

    def at(self, *where: Where) -> tuple[Field, ...]:
        """The fields that are *where*."""
        return tuple(one for one in self.fields if one.where in where)

    def is_weaker(self, old: str, new: str) -> bool:
        """Whether *new* restricts or offers less than *old*; an empty text is a setting not given.

        A later value restricts more. Losing a language offers less, and so does dropping an address.
        """
        before, after = old or self.default, new or self.default
        if self.values:
            order = [one.name for one in self.values]
            return order.index(after) < order.index(before)
        if self.is_list:
            return not set(before.split()) <= set(after.split())
        return bool(before) and not after

    def read_back(self, field: Field, found: object) -> str:
        """The value that a package with *found* in *field* shows; empty where it shows none."""
        if not self.values:
            pattern = self.schema.get("pattern", "")
            fits = isinstance(found, str) and re.fullmatch(pattern, found)
            return str(found) if fits else ""
        told = field.when(found) if isinstance(found, bool | str) else ""
        return told or self.open_value

    def effect(self, value: str) -> Bilingual:
        """What people notice of *value*; an empty text is a setting not given."""
        told = {one.name: one.effect for one in self.values}
        if value in told:
            return told[value]
        return self.about if value or self.without is None else self.without
