"""The settings that organisations own: each declared once; all else is derived.

A new setting is an entry in `on_server` or in `in_package`. Its name stands nowhere else in the program.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from types import MappingProxyType

from themebuilder.settings.in_package import LANGUAGES, PACKAGE_SETTINGS
from themebuilder.settings.kinds import (
    WHAT_IS_WRITTEN,
    Declaration,
    Field,
    Json,
    Part,
    Said,
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
    "Declaration",
    "Field",
    "Json",
    "Part",
    "Said",
    "Value",
    "Where",
    "declared",
    "explained",
    "fields",
    "is_weaker",
    "needs_of_server",
]

SETTINGS: tuple[Declaration, ...] = (*SERVER_SETTINGS, *PACKAGE_SETTINGS)
BY_NAME: Mapping[str, Declaration] = MappingProxyType({one.name: one for one in SETTINGS})
DEFAULTS: Mapping[str, str] = MappingProxyType(
    {one.name: one.default for one in SETTINGS if one.default}
)
"""What holds where no organisation says anything. Lists are written with blanks between."""


def declared(key: str) -> Declaration | None:
    """The setting that *key* belongs to; a part of one has a dotted key, ``name.part``."""
    return BY_NAME.get(key.partition(".")[0])


def is_weaker(key: str, old: str, new: str) -> bool:
    """Whether the setting *key* restricts or offers less with *new* than with *old*.

    An empty text is a setting that is not given. `KeyError` for a setting that is not declared.
    """
    return BY_NAME[key.partition(".")[0]].is_weaker(old, new)


def explained(key: str, value: str) -> tuple[Said, Said]:
    """The title of the setting *key*, and what people notice of its *value*."""
    setting = BY_NAME[key.partition(".")[0]]
    part = next((one for one in setting.parts if key == f"{setting.name}.{one.name}"), None)
    return (part.title, part.effect) if part else (setting.title, setting.effect(value))


def fields(*where: Where) -> Iterator[tuple[Declaration, Field]]:
    """Every field that is *where*, each with its setting."""
    for setting in SETTINGS:
        for field in setting.at(*where):
            yield setting, field


def needs_of_server() -> Mapping[str, str]:
    """Settings that no package can carry out alone -> what the Management Node has to be told."""
    return {
        setting.name: " and ".join(f"{one.name} of the rooms" for one in setting.at(Where.ROOM))
        for setting in SETTINGS
        if setting.needs_server
    }
