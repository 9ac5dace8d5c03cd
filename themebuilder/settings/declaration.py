"""The types of ``table.yaml``: what can be declared of a setting.

Named tuples, as every command needs these types and a data class takes ten times as long to make.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from enum import StrEnum
from types import MappingProxyType
from typing import Any, NamedTuple

from themebuilder.core.messages import Bilingual

FieldValue = bool | str
Schema = Mapping[str, Any]

WHAT_IS_WRITTEN = "*"
"""Key of `Field.values` for a setting without fixed values: the field gets what the user wrote."""


def split_levels(value: str) -> dict[str, str]:
    """Return word -> level of a list with levels, ``da en pl:core``; the whole has an empty level."""
    return {word: level for word, _, level in (item.partition(":") for item in value.split())}


def list_lost_words(old: str, new: str) -> list[str]:
    """Return the words of the list *old* that *new* lacks, or has on a level only."""
    after = split_levels(new)
    return [
        word
        for word, level in split_levels(old).items()
        if word not in after or (after[word] and not level)
    ]


class FieldKind(StrEnum):
    """What carries a setting out; the value is its name in reports.

    - `HIDDEN` and `CONFIG` are rendered into the package.
    - `ROOM` is planned by publishing, and `GLOBAL` for a setting that also has a `ROOM`.
    - `MEETING` is what `verify` and the preview read.
    - `BOOKING` is compared with booking templates; `POLICY` goes into policy scripts and the catalogue.
      People carry both out.
    - `TEXTS` is for the reference only: texts are filled in when a theme is resolved.
    """

    HIDDEN = "hidden part of the page"
    CONFIG = "applicationConfig"
    TEXTS = "texts of the package"
    ROOM = "room"
    BOOKING = "booking template"
    POLICY = "policy"
    GLOBAL = "global settings"
    MEETING = "what a meeting tells its apps"


class Field(NamedTuple):
    """A field that carries a setting out, or a part of the page that is hidden for it.

    *name* is a test id, a key of applicationConfig, or a field of the resource. *values* maps the
    setting's value to the field's; other values leave the field as it is.
    """

    kind: FieldKind
    name: str
    values: Mapping[str, FieldValue]
    source: str
    initial: FieldValue | None = None
    """The field's value in a new room where nobody sets it."""
    overridable: str = ""
    """The field by which an LDAP template lets its rooms differ."""
    falls_short: Bilingual | None = None
    """What the field alone doesn't do, as "doesn't …"; None where it does everything."""
    menu: str = ""
    """Where the web administration shows it, as Pexip's documentation names it; empty if unknown."""
    covers_calls: bool = False
    """Whether calls through routing rules follow this field alone, as rules have no such field."""

    @property
    def is_decisive(self) -> bool:
        """Whether the field alone does everything the setting says. A hidden chat button doesn't."""
        return not self.falls_short

    def find_setting_value(self, found: FieldValue) -> str:
        """Return the setting's value for which the field is *found*, or an empty text."""
        return next((name for name, value in self.values.items() if value == found), "")

    def find_value(self, setting_value: str) -> FieldValue | None:
        """Return the field's value for the *setting_value*; None leaves the field as it is."""
        if WHAT_IS_WRITTEN in self.values:
            return setting_value or None
        return self.values.get(setting_value)


class FixedValue(NamedTuple):
    """One of the fixed values of a setting, and what people notice of it."""

    name: str
    effect: Bilingual


class SettingPart(NamedTuple):
    """A part of a setting that is a mapping, and what it is for."""

    name: str
    title: Bilingual
    effect: Bilingual
    without: Bilingual
    """What people notice where it is not set."""
    notice: Bilingual
    """What to tell guests of it, with ``{value}``."""
    schema: Schema


class Setting(NamedTuple):
    """Everything known of a setting.

    It has fixed *values*, from open to restrictive, or named *parts*, or takes what *schema* allows.
    *default* applies where no organisation sets a value; lists are written with blanks between.
    """

    name: str
    title: Bilingual
    about: Bilingual
    cannot: Bilingual
    fields: tuple[Field, ...]
    values: tuple[FixedValue, ...] = ()
    parts: tuple[SettingPart, ...] = ()
    schema: Schema = MappingProxyType({})
    default: str = ""
    notices: Mapping[str, Bilingual] = MappingProxyType({})
    """Each value -> what to tell guests of it, once it is in force; ``*`` is what the user wrote."""
    without: Bilingual | None = None
    """What people notice where a setting without fixed values is not set."""
    screens: Sequence[str] = ()
    """Screens of the preview on which it can be seen."""

    def __str__(self) -> str:
        return self.name

    @property
    def is_list(self) -> bool:
        """Whether the value is several words with blanks between."""
        return "array" in self.schema.get("type", ())

    @property
    def open_value(self) -> str:
        """The least restrictive value, or an empty text."""
        return self.values[0].name if self.values else ""

    @property
    def needs_server(self) -> bool:
        """Whether no package can carry the setting out alone."""
        return bool(self.list_fields(FieldKind.ROOM)) and not any(
            field.is_decisive for field in self.list_fields(FieldKind.HIDDEN, FieldKind.CONFIG)
        )

    def list_fields(self, *kinds: FieldKind) -> tuple[Field, ...]:
        """Return the fields of the *kinds*."""
        return tuple(field for field in self.fields if field.kind in kinds)

    def is_weaker(self, old: str, new: str) -> bool:
        """Whether *new* restricts less or offers less than *old*; an empty text is a setting not set."""
        before, after = old or self.default, new or self.default
        if self.values:
            order = [value.name for value in self.values]
            return order.index(after) < order.index(before)
        if self.is_list:
            return bool(list_lost_words(before, after))
        return bool(before) and not after

    def read_back(self, field: Field, found: object) -> str:
        """Return the value that *found* in a package's *field* stands for, or an empty text."""
        if not self.values:
            pattern = self.schema.get("pattern", "")
            fits = isinstance(found, str) and re.fullmatch(pattern, found)
            return str(found) if fits else ""
        value = field.find_setting_value(found) if isinstance(found, bool | str) else ""
        return value or self.open_value

    def describe(self, value: str) -> Bilingual:
        """Return what people notice of *value*; an empty text is a setting not set."""
        effects = {fixed.name: fixed.effect for fixed in self.values}
        if value in effects:
            return effects[value]
        return self.about if value or self.without is None else self.without
