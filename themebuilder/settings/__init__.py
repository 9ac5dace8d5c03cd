"""The settings that organisations own: each declared once; all else is derived.

A new setting is an entry in `on_server` or in `in_package`. Its name stands nowhere else in the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from themebuilder.settings.in_package import LANGUAGES, PACKAGE_SETTINGS
from themebuilder.settings.kinds import (
    WHAT_IS_WRITTEN,
    Bilingual,
    Declaration,
    Field,
    Json,
    Part,
    Value,
    Where,
)
from themebuilder.settings.on_server import SERVER_SETTINGS

__all__ = [
    "BY_NAME",
    "DEFAULTS",
    "LANGUAGES",
    "SETTINGS",
    "WHAT_IS_WRITTEN",
    "Bilingual",
    "Declaration",
    "Field",
    "Json",
    "Part",
    "Value",
    "Where",
    "describe_value",
    "find_fields",
    "find_server_needs",
    "find_setting",
    "find_weakened",
    "is_weaker",
]

SETTINGS: tuple[Declaration, ...] = (*SERVER_SETTINGS, *PACKAGE_SETTINGS)
BY_NAME: Mapping[str, Declaration] = MappingProxyType({one.name: one for one in SETTINGS})
DEFAULTS: Mapping[str, str] = MappingProxyType(
    {one.name: one.default for one in SETTINGS if one.default}
)
"""What holds where no organisation says anything. Lists are written with blanks between."""


def find_setting(key: str) -> Declaration | None:
    """The setting that *key* belongs to; a part of one has a dotted key, ``name.part``."""
    return BY_NAME.get(key.partition(".")[0])


def is_weaker(key: str, old: str, new: str) -> bool:
    """Whether the setting *key* restricts or offers less with *new* than with *old*.

    An empty text is a setting that is not given. `KeyError` for a setting that is not declared.
    """
    return BY_NAME[key.partition(".")[0]].is_weaker(old, new)


def describe_value(key: str, value: str) -> tuple[Bilingual, Bilingual]:
    """The title of the setting *key*, and what people notice of its *value*."""
    setting = BY_NAME[key.partition(".")[0]]
    part = next((one for one in setting.parts if key == f"{setting.name}.{one.name}"), None)
    return (part.title, part.effect) if part else (setting.title, setting.effect(value))


def find_fields(*where: Where) -> Iterator[tuple[Declaration, Field]]:
    """Every field that is *where*, each with its setting."""
    for setting in SETTINGS:
        for field in setting.at(*where):
            yield setting, field


def find_server_needs() -> Mapping[str, str]:
    """Settings that no package can carry out alone -> what the Management Node has to be told."""
    return {
        setting.name: " and ".join(f"{one.name} of the rooms" for one in setting.at(Where.ROOM))
        for setting in SETTINGS
        if setting.needs_server
    }


def find_weakened(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[str]:
    """Say of each setting that restricts or offers less in *new* than in *old* how it changes.

    Both map a setting's key to its value. A setting that is not given has its default. What this
    version of the program does not know, as from another version's catalogue, is passed over.
    """
    for key in sorted({*old, *new}):
        setting = find_setting(key)
        if setting is None:
            continue
        before, after = old.get(key, setting.default), new.get(key, setting.default)
        known = {value.name for value in setting.values}
        if (known and not {before, after} <= known) or not setting.is_weaker(before, after):
            continue
        if setting.is_list:
            lost = [word for word in before.split() if word not in after.split()]
            yield f"`{key}` no longer has {', '.join(f'`{word}`' for word in lost)}"
        elif not after:
            yield f"`{key}`, now `{before}`, is gone"
        else:
            default = "" if key in new else ", the default"
            yield f"`{key}` changes from `{before}` to `{after}`{default}"
