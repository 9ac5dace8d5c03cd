"""The settings that organisations own. ``table.yaml`` declares each once; the rest follows from it.

`find_fields` and `find_setting` look settings up; a `Setting` says everything known of one. `pages`
generates the schema that editors read and the reference page.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import yaml

from themebuilder.core.messages import Bilingual, Message, _
from themebuilder.settings.declaration import (
    WHAT_IS_WRITTEN,
    Field,
    FieldKind,
    FixedValue,
    Setting,
    SettingPart,
    list_lost_words,
    split_levels,
)

__all__ = [
    "COMPLETE",
    "CORE",
    "DEFAULTS",
    "LANGUAGES_SETTING",
    "SETTINGS",
    "SETTINGS_BY_NAME",
    "WHAT_IS_WRITTEN",
    "Bilingual",
    "Field",
    "FieldKind",
    "Setting",
    "describe_value",
    "find_fields",
    "find_setting",
    "find_weakened",
    "format_notice",
    "split_levels",
]

_TEXTS = frozenset({"title", "about", "without", "cannot"})


def _declare(name: str, entry: dict[str, Any]) -> Setting:
    """Return the setting *name* from its *entry* in the table."""
    texts: dict[str, Any] = {key: Bilingual(*entry.pop(key)) for key in _TEXTS & entry.keys()}
    values = tuple(
        FixedValue(key, Bilingual(*effect)) for key, effect in entry.pop("values", {}).items()
    )
    parts = tuple(
        SettingPart(
            key,
            Bilingual(*part["title"]),
            Bilingual(*part["effect"]),
            Bilingual(*part["without"]),
            Bilingual(*part["notice"]),
            part["schema"],
        )
        for key, part in entry.pop("parts", {}).items()
    )
    fields = tuple(_declare_field(field) for field in entry.pop("fields"))
    notices = {key: Bilingual(*pair) for key, pair in entry.pop("notices", {}).items()}
    return Setting(
        name=name, values=values, parts=parts, fields=fields, notices=notices, **texts, **entry
    )


def _declare_field(entry: dict[str, Any]) -> Field:
    if "falls_short" in entry:
        entry["falls_short"] = Bilingual(*entry["falls_short"])
    return Field(**{**entry, "kind": FieldKind[entry["kind"]]})


def _read_table() -> dict[str, dict[str, Any]]:
    text = Path(__file__).with_name("table.yaml").read_text("utf-8")
    table: dict[str, dict[str, Any]] = yaml.load(text, yaml.CSafeLoader)
    return table


SETTINGS = tuple(_declare(name, entry) for name, entry in _read_table().items())
SETTINGS_BY_NAME: Mapping[str, Setting] = MappingProxyType(
    {declared.name: declared for declared in SETTINGS}
)
LANGUAGES_SETTING = SETTINGS_BY_NAME["languages"]
"""The languages offered: the only setting that the program names, because texts depend on it."""
COMPLETE, CORE = LANGUAGES_SETTING.schema["additionalProperties"]["enum"]
"""How much there is of a language: all texts, or those that a patient meets from link to goodbye."""
DEFAULTS: Mapping[str, str] = MappingProxyType(
    {declared.name: declared.default for declared in SETTINGS if declared.default}
)
"""The values where no organisation sets any; lists are written with blanks between."""


def find_setting(key: str) -> Setting | None:
    """Return the setting that *key* belongs to; a part of one has a dotted key, ``name.part``."""
    return SETTINGS_BY_NAME.get(key.partition(".")[0])


def describe_value(key: str, value: str) -> tuple[Bilingual, Bilingual]:
    """Return the title of the setting *key*, and what people notice of its *value*."""
    setting, part = _find_part(key)
    if part:
        return part.title, part.effect if value else part.without
    return setting.title, setting.describe(value)


def format_notice(key: str, value: str) -> str:
    """Return what to tell guests of the *value* of the setting *key*, once it is in force."""
    setting, part = _find_part(key)
    notices = {WHAT_IS_WRITTEN: part.notice} if part else setting.notices
    notice = notices.get(value) or (value and notices.get(WHAT_IS_WRITTEN))
    return str(notice).format(value=value) if notice else str(describe_value(key, value)[1])


def _find_part(key: str) -> tuple[Setting, SettingPart | None]:
    setting = SETTINGS_BY_NAME[key.partition(".")[0]]
    parts = (part for part in setting.parts if key == f"{setting.name}.{part.name}")
    return setting, next(parts, None)


def find_fields(*kinds: FieldKind) -> Iterator[tuple[Setting, Field]]:
    """Yield every field of one of the *kinds*, with its setting."""
    for setting in SETTINGS:
        for field in setting.list_fields(*kinds):
            yield setting, field


def find_weakened(old: Mapping[str, str], new: Mapping[str, str]) -> Iterator[Message]:
    """Describe the change of each setting that restricts less or offers less in *new* than in *old*.

    Both map a setting's key to its value; a missing setting has its default. Settings and values that
    this version of the program doesn't know, such as another version's, are skipped.
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
            lost = ", ".join(f"`{word}`" for word in list_lost_words(before, after))
            if set(split_levels(before)) <= set(split_levels(after)):
                yield _("`{setting}` has only the core of {words}", setting=key, words=lost)
            else:
                yield _("`{setting}` no longer has {words}", setting=key, words=lost)
        elif not after:
            yield _("`{setting}` is no longer set (now `{before}`)", setting=key, before=before)
        elif key in new:
            yield _(
                "`{setting}` changes from `{before}` to `{after}`",
                setting=key,
                before=before,
                after=after,
            )
        else:
            yield _(
                "`{setting}` changes from `{before}` to the default `{after}`",
                setting=key,
                before=before,
                after=after,
            )
