"""The facts that travel with the program, read once from ``data/``.

``translations.json`` and ``testids.json`` are made from the published component packages by
``.ci/platform-data/run``; ``webapp.json`` and ``meeting.json`` are written by hand.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from themebuilder.platform.facts import (
    ConfigKey,
    Evidence,
    Prompt,
    Screen,
    SoundForm,
    TestId,
    TranslationKey,
    find_placeholders,
    find_tags,
)


def make_translation_key(
    key: str, line: Mapping[str, Any], version: str, source: str, evidence: Evidence
) -> TranslationKey:
    """The key as *version* has it, from its line in the data."""
    english = dict(line.get("was", ())).get(version, line["en"])
    is_rich = bool(line.get("rich"))
    return TranslationKey(
        evidence=evidence,
        source=source,
        key=key,
        english=english,
        placeholders=find_placeholders(english),
        tags=find_tags(english) if is_rich else (),
        since=line.get("since", ""),
        until=line.get("until"),
        unfilled=tuple(line.get("unfilled", ())),
        is_rich=is_rich,
        also=tuple(line.get("also", ())),
        family=line.get("family", ""),
    )


@cache
def load_translations(part: str, version: str) -> Mapping[str, TranslationKey]:
    """All fixed (*part* ``keys``) or computed (``computed``) keys of any version.

    Each with the text that it has in *version*, or in the last version that has it.
    """
    data = read_data("translations")
    source = f"{data['source']} {version}"
    found = {
        key: make_translation_key(
            key, line, version, _source(data, line, source), Evidence.PUBLISHED
        )
        for key, line in data[part].items()
    }
    return MappingProxyType(found)


@cache
def load_quoted_texts() -> Mapping[str, TranslationKey]:
    """Keys of the app itself that a third party quotes."""
    found = {
        key: make_translation_key(key, line, "", line["source"], Evidence.QUOTED)
        for key, line in read_data("webapp")["quotedTexts"].items()
    }
    return MappingProxyType(found)


@cache
def load_open_texts() -> Mapping[str, str]:
    """Forms of keys whose names are not known, with "…" for the part, and what they are."""
    return MappingProxyType(read_data("webapp")["openTexts"])


@cache
def load_test_ids() -> Mapping[str, TestId]:
    """The test ids of all versions of the published components."""
    data = read_data("testids")
    hides = read_data("webapp")["hides"]
    found: dict[str, TestId] = {}
    for package, ids in data["ids"].items():
        for id_, line in ids.items():
            hidden = hides.get(id_, {})
            found[id_] = TestId(
                evidence=Evidence.PUBLISHED,
                source=f"{data['source']} {package}",
                id=id_,
                package=package,
                since=line["since"],
                until=line.get("until"),
                is_used=not line.get("unused"),
                what=hidden.get("what", ""),
                hiding=_mark(hidden.get("evidence")),
                hiding_source=hidden.get("source", ""),
            )
    return MappingProxyType(found)


@cache
def load_config_keys(file: str) -> Mapping[str, ConfigKey]:
    """The keys of the manifest (*file* ``webapp``) or of themeconfig.json (``meeting``)."""
    found = {
        path: ConfigKey(
            evidence=Evidence(line["evidence"]),
            source=line["source"],
            path=path,
            types=tuple(line["type"]),
            effect=line.get("effect", ""),
            allowed=tuple(line.get("allowed", ())),
            default=line.get("default"),
            items=_names(line.get("items", ())),
            pattern=line.get("pattern", ""),
            length=line.get("length"),
            may_emit=line.get("emit", True),
            definition=line.get("definition", ""),
            by=line.get("by", ""),
            one_way=line.get("oneWay", ""),
        )
        for path, line in read_data(file)["keys"].items()
    }
    return MappingProxyType(found)


@cache
def load_passed_on(file: str) -> Mapping[str, str]:
    """Section of a file -> where a theme's definition says what is passed on to it as it stands.

    Sections are objects at the top, and the top itself, which is the empty text and comes last.
    """
    return MappingProxyType(read_data(file)["passedOn"])


@cache
def load_portal_keys() -> tuple[str, ...]:
    """The keys that the branding portal writes, in its order."""
    return tuple(read_data("webapp")["portalKeys"])


@cache
def load_needed_keys() -> tuple[str, ...]:
    """The keys without which the app drops a manifest."""
    return tuple(read_data("webapp")["neededKeys"])


@cache
def load_screens() -> Mapping[str, Screen]:
    """The screens of the meeting itself, by id."""
    found = {
        id_: Screen(
            evidence=Evidence(line["evidence"]),
            source=line["source"],
            id=id_,
            is_direct_media=line.get("directMedia", False),
            text=line.get("text"),
            when=line.get("when", ""),
            when_evidence=_mark(line.get("whenEvidence")),
            wording=line.get("wording", ""),
            switch=line.get("switch", ""),
        )
        for id_, line in read_data("meeting")["screens"].items()
    }
    return MappingProxyType(found)


def list_seen_screens() -> tuple[str, ...]:
    """The ids of the screens that were seen in a service theme's file; there may be more."""
    return tuple(id_ for id_, screen in load_screens().items() if not screen.is_direct_media)


def list_worded_screens(message: str) -> tuple[str, ...]:
    """The ids of the screens that take their words from a wording for *message*."""
    return tuple(id_ for id_, screen in load_screens().items() if screen.wording == message)


@cache
def load_prompts() -> Mapping[str, Prompt]:
    """The recordings whose names are known; there are more, of which no source has the names."""
    found = {
        name: Prompt(
            evidence=Evidence(line["evidence"]),
            source=line["source"],
            name=name,
            text=line["text"],
            group=line["group"],
            group_evidence=_mark(line["groupEvidence"]),
            screens=tuple(line.get("screens", ())),
            screens_evidence=_mark(line.get("screensEvidence")),
        )
        for name, line in read_data("meeting")["prompts"].items()
    }
    return MappingProxyType(found)


@cache
def load_sound_form() -> SoundForm:
    """What the file of a prompt must be."""
    line = read_data("meeting")["sound"]
    return SoundForm(
        evidence=Evidence(line["evidence"]),
        source=line["source"],
        container=line["container"],
        codec=line["codec"],
        bits=line["bits"],
        channels=line["channels"],
        rate=line["rate"],
        lead_in_seconds=line["leadInSeconds"],
    )


@cache
def load_theme_version() -> int:
    """The version of the service theme's form that is written."""
    return int(read_data("meeting")["keys"]["theme_version"]["default"])


@cache
def load_stock_files() -> tuple[str, ...]:
    """Files of the base theme that a theme may name without holding them; others are not known."""
    return tuple(read_data("meeting")["stockFiles"])


@cache
def load_never_made() -> Mapping[str, str]:
    """What no builder may write of itself, and why."""
    return MappingProxyType(read_data("meeting")["neverMade"])


def _source(data: Mapping[str, Any], line: Mapping[str, Any], source: str) -> str:
    return f"{data['source']} {line['until']}" if "until" in line else source


def _mark(letter: str | None) -> Evidence | None:
    return Evidence(letter) if letter else None


def _names(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)


LATEST = "27"
"""The newest component version line that is known."""

_DATA = Path(__file__).parent / "data"


@cache
def load_versions() -> tuple[str, ...]:
    """The component versions that are known in full, the oldest first, as ``22.0.3``."""
    return tuple(read_data("translations")["versions"])


@cache
def list_lines() -> tuple[str, ...]:
    """The component version lines that can be targets, the oldest first, as ``22``."""
    return tuple(version.split(".")[0] for version in load_versions())


@cache
def read_data(name: str) -> dict[str, Any]:
    """One of the files in ``data/``."""
    data: dict[str, Any] = json.loads((_DATA / f"{name}.json").read_bytes())
    return data
