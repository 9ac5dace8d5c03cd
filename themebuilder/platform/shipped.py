"""The facts that travel with the program, read once from ``data/``.

``translations.json`` and ``testids.json`` are made from the published component packages by
``.ci/platform-data/run``; ``webapp.json`` and ``meeting.json`` are written by hand.
"""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import Any

from themebuilder.platform.evidence import Evidence
from themebuilder.platform.facts import (
    ConfigKey,
    Prompt,
    Screen,
    SoundForm,
    TestId,
    TranslationKey,
    placeholders,
    tags,
)
from themebuilder.platform.versions import read


def translation(
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
        placeholders=placeholders(english),
        tags=tags(english) if is_rich else (),
        since=line.get("since", ""),
        until=line.get("until"),
        unfilled=tuple(line.get("unfilled", ())),
        is_rich=is_rich,
        also=tuple(line.get("also", ())),
        family=line.get("family", ""),
    )


@cache
def translations(part: str, version: str) -> Mapping[str, TranslationKey]:
    """All fixed (*part* ``keys``) or computed (``computed``) keys of any version.

    Each with the text that it has in *version*, or in the last version that has it.
    """
    data = read("translations")
    source = f"{data['source']} {version}"
    found = {
        key: translation(key, line, version, _source(data, line, source), Evidence.PUBLISHED)
        for key, line in data[part].items()
    }
    return MappingProxyType(found)


@cache
def quoted_texts() -> Mapping[str, TranslationKey]:
    """Keys of the app itself that a third party quotes."""
    found = {
        key: translation(key, line, "", line["source"], Evidence.QUOTED)
        for key, line in read("webapp")["quotedTexts"].items()
    }
    return MappingProxyType(found)


@cache
def open_texts() -> Mapping[str, str]:
    """Forms of keys whose names are not known, with "…" for the part, and what they are."""
    return MappingProxyType(read("webapp")["openTexts"])


@cache
def test_ids() -> Mapping[str, TestId]:
    """The test ids of all versions of the published components."""
    data = read("testids")
    hides = read("webapp")["hides"]
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
def config_keys(file: str) -> Mapping[str, ConfigKey]:
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
        for path, line in read(file)["keys"].items()
    }
    return MappingProxyType(found)


@cache
def passed_on(file: str) -> Mapping[str, str]:
    """Section of a file -> where a theme's definition says what is passed on to it as it stands.

    Sections are objects at the top, and the top itself, which is the empty text and comes last.
    """
    return MappingProxyType(read(file)["passedOn"])


@cache
def portal_keys() -> tuple[str, ...]:
    """The keys that the branding portal writes, in its order."""
    return tuple(read("webapp")["portalKeys"])


@cache
def needed_keys() -> tuple[str, ...]:
    """The keys without which the app drops a manifest."""
    return tuple(read("webapp")["neededKeys"])


@cache
def screens() -> Mapping[str, Screen]:
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
        for id_, line in read("meeting")["screens"].items()
    }
    return MappingProxyType(found)


def seen_screens() -> tuple[str, ...]:
    """The ids of the screens that were seen in a service theme's file; there may be more."""
    return tuple(id_ for id_, screen in screens().items() if not screen.is_direct_media)


def worded_screens(message: str) -> tuple[str, ...]:
    """The ids of the screens that take their words from a wording for *message*."""
    return tuple(id_ for id_, screen in screens().items() if screen.wording == message)


@cache
def prompts() -> Mapping[str, Prompt]:
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
        for name, line in read("meeting")["prompts"].items()
    }
    return MappingProxyType(found)


@cache
def sound_form() -> SoundForm:
    """What the file of a prompt must be."""
    line = read("meeting")["sound"]
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
def theme_version() -> int:
    """The version of the service theme's form that is written."""
    return int(read("meeting")["keys"]["theme_version"]["default"])


@cache
def stock_files() -> tuple[str, ...]:
    """Files of the base theme that a theme may name without holding them; others are not known."""
    return tuple(read("meeting")["stockFiles"])


@cache
def never_made() -> Mapping[str, str]:
    """What no builder may write of itself, and why."""
    return MappingProxyType(read("meeting")["neverMade"])


def _source(data: Mapping[str, Any], line: Mapping[str, Any], source: str) -> str:
    return f"{data['source']} {line['until']}" if "until" in line else source


def _mark(letter: str | None) -> Evidence | None:
    return Evidence(letter) if letter else None


def _names(value: str | list[str]) -> tuple[str, ...]:
    return (value,) if isinstance(value, str) else tuple(value)
