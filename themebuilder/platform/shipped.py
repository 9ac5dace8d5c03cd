"""The facts that come with the program, read once from ``data/``.

``.ci/platform-data/run`` makes ``translations.json`` and ``testids.json`` from the published component
packages; ``webapp.json`` and ``meeting.json`` are written by hand. A member of a line is named like
the field of its record; members that no record has are notes.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields
from functools import cache
from types import MappingProxyType
from typing import Any, TypeVar

from themebuilder.platform.facts import (
    ConfigKey,
    Evidence,
    Fact,
    Prompt,
    Screen,
    Situation,
    TestId,
    TranslationKey,
    find_placeholders,
    find_tags,
)
from themebuilder.platform.tables import read_data

Record = TypeVar("Record", bound=Fact)


@cache
def load_core_texts() -> Mapping[str, str]:
    """Return the keys of the core set -> the moment at which a patient meets the text."""
    moments = read_data("core")["texts"].items()
    return MappingProxyType({key: moment for moment, keys in moments for key in keys})


@cache
def load_translations(part: str, version: str) -> Mapping[str, TranslationKey]:
    """Return all fixed (*part* ``keys``) or computed (``computed``) keys of any version.

    Each has its text in *version*, or in the last version that has the key.
    """
    data = read_data("translations")
    return MappingProxyType(
        {
            key: _make_translation(
                key,
                line,
                english=dict(line.get("was", ())).get(version, line["en"]),
                evidence=Evidence.PUBLISHED,
                source=f"{data['source']} {line.get('until', version)}",
            )
            for key, line in data[part].items()
        }
    )


@cache
def load_quoted_texts() -> Mapping[str, TranslationKey]:
    """Return the keys of the app itself that a third party quotes."""
    return MappingProxyType(
        {
            key: _make_translation(
                key, line, english=line["en"], evidence=Evidence.QUOTED, since=""
            )
            for key, line in read_data("webapp")["quotedTexts"].items()
        }
    )


def load_open_texts() -> Mapping[str, str]:
    """Return forms of keys whose names are unknown, with "…" for the variable part -> their source."""
    return MappingProxyType(read_data("webapp")["openTexts"])


@cache
def load_test_ids() -> Mapping[str, TestId]:
    """Return the test ids of all versions of the published components."""
    data = read_data("testids")
    hides = read_data("webapp")["hides"]
    known = {id_ for ids in data["ids"].values() for id_ in ids}
    assert hides.keys() <= known, hides.keys() - known  # noqa: S101 - our own data
    return MappingProxyType(
        {
            id_: _make(
                TestId,
                line,
                id=id_,
                evidence=Evidence.PUBLISHED,
                source=f"{data['source']} {package}",
                hiding=_make(Fact, hides[id_]) if id_ in hides else None,
            )
            for package, ids in data["ids"].items()
            for id_, line in ids.items()
        }
    )


@cache
def load_config_keys(table: str) -> Mapping[str, ConfigKey]:
    """Return the keys of the manifest (*table* ``webapp``) or of themeconfig.json (``meeting``)."""
    return _load(ConfigKey, table, "keys", "path")


@cache
def load_screens() -> Mapping[str, Screen]:
    """Return the known screens of the meeting by id; there may be more."""
    return _load(Screen, "meeting", "screens", "id")


@cache
def load_prompts() -> Mapping[str, Prompt]:
    """Return the recordings whose names are known; there are more, whose names no source has."""
    return _load(Prompt, "meeting", "prompts", "name")


@cache
def load_situations() -> Mapping[str, Situation]:
    """Return the situations that guests meet, by id, in the order of a call."""
    return _load(Situation, "meeting", "situations", "id")


@cache
def load_text_situations() -> Mapping[str, Mapping[str, Evidence]]:
    """Return the keys of the app's texts that are met in known situations -> these, with evidence."""
    texts = read_data("webapp")["situations"]
    return MappingProxyType({key: _read_marks(marks) for key, marks in texts.items()})


def list_message_situations(message: str) -> tuple[str, ...]:
    """Return the situations that a wording's *message* is written for."""
    data = read_data("meeting")
    return tuple((data["messages"] | data["screenMessages"]).get(message, ()))


def list_worded_screens(message: str) -> tuple[str, ...]:
    """Return the ids of the screens whose words come from a wording for *message*."""
    return tuple(id_ for id_, screen in load_screens().items() if screen.wording == message)


def read_direct_media_shape(form: str = "layout") -> Mapping[str, Any]:
    """Return a direct-media screen without its words, in a *form* of the probe ``screens``.

    ``layout`` is what Pexip's own client demands; a node may fill in what ``text`` and ``color`` lack.
    """
    shape = read_data("meeting")["directMediaShape"]
    if form in ("text", "color"):
        kept = ("type", "text", form)
        elements = [
            {key: value for key, value in element.items() if key in kept}
            for element in shape["elements"]
        ]
        shape = {"elements": elements}
    return MappingProxyType(shape)


def load_passed_on(table: str) -> Mapping[str, str]:
    """Return section of a file -> the part of a theme's definition that is passed on to it unchanged.

    Sections are objects at the top, and the top itself, which is the empty text and comes last.
    """
    return MappingProxyType(read_data(table)["passedOn"])


def load_needed_keys() -> tuple[str, ...]:
    """Return the keys without which the app rejects a manifest."""
    return tuple(read_data("webapp")["neededKeys"])


def _load(record: type[Record], file: str, part: str, name: str) -> Mapping[str, Record]:
    """Return the lines of a *part* of a *file* as records; their key is the member *name*."""
    lines = read_data(file)[part]
    return MappingProxyType(
        {key: _make(record, line, **{name: key}) for key, line in lines.items()}
    )


def _make(record: type[Record], line: Mapping[str, Any], **more: Any) -> Record:  # noqa: ANN401 - JSON
    """Return a record of the members of *line* that it has a field for, and of *more*."""
    known = {field.name for field in fields(record)}
    members = {name: value for name, value in {**line, **more}.items() if name in known}
    for name, value in members.items():
        if name == "evidence":
            members[name] = Evidence(value)
        elif name == "situations":
            members[name] = _read_marks(value)
        elif isinstance(value, list) and name != "default":
            members[name] = tuple(value)
    return record(**members)


def _read_marks(marks: Mapping[str, str]) -> Mapping[str, Evidence]:
    return MappingProxyType({name: Evidence(mark) for name, mark in marks.items()})


def _make_translation(
    key: str,
    line: Mapping[str, Any],
    *,
    english: str,
    **more: Any,  # noqa: ANN401 - JSON
) -> TranslationKey:
    """Return a key whose text is *english*, from its *line* in the data."""
    is_rich = bool(line.get("rich"))
    more |= {"placeholders": find_placeholders(english), "is_rich": is_rich}
    logos = read_data("webapp")["logoTags"].get(key, {"tags": ()})
    more["logo_tags"] = tuple(logos["tags"])
    more |= {"tags": find_tags(english) if is_rich else (), "key": key, "english": english}
    return _make(TranslationKey, {"until": None, **line}, **more)
