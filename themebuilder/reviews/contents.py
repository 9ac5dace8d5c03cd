"""What a screen shows in a language, as a digest: it changes when anything that a guest sees there does.

A browser records once, from the finished page, which texts, colours and pictures a screen shows
(`ScreenContent`). With that, the digest follows from the packages alone.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, fields

from themebuilder.definitions.model import Files
from themebuilder.packages.differences import HIDE_PREFIX, SHADES, PackageFact, read_facts
from themebuilder.packages.model import ForeignKind, ForeignPackage
from themebuilder.platform.lookup import FALLBACK
from themebuilder.platform.shipped import load_config_keys

DIGITS = 32
_PLURALS = tuple(f"_{form}" for form in ("zero", "one", "two", "few", "many", "other"))
_ANYWHERE = frozenset({"titles", "plugins"})
_BACKGROUND = load_config_keys("webapp")["backgroundColor"].definition
_TINTS = frozenset(
    {load_config_keys("webapp")[key].definition for key in ("overlay", "overlayOpacity")}
)
_UNSEEN = frozenset({load_config_keys("webapp")["meta.baseColor"].definition})
_MEETING = frozenset({"meeting", "participants", "chat", "breakout", "breakout-move"})
_SCREENS_OF: Mapping[str, frozenset[str]] = {
    "languages": frozenset({"landing", "settings"}),
    "availableCallTypes": frozenset({"landing"}),
    "disconnectDestination": frozenset({"disconnected"}),
    "showLiveCaptionsFeature": _MEETING,
    "transferTimeout": frozenset({"breakout-move"}),
    "customStepConfig": frozenset({"custom-step", "landing"}),
}
"""First part of a setting's name -> the screens that it changes; any other may change every screen."""


@dataclass(frozen=True, slots=True)
class ScreenContent:
    """What a browser found on a screen.

    *texts* are keys; *screens* ids of the service theme; *pictures* slots; *colors* numbers of the
    shades from 1, and ``background``; *parts* test ids that can be hidden.
    """

    texts: tuple[str, ...] = ()
    screens: tuple[str, ...] = ()
    pictures: tuple[str, ...] = ()
    colors: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()

    @classmethod
    def from_json(cls, data: Mapping[str, Iterable[str]]) -> ScreenContent:
        """Return what was recorded; names that this version doesn't know are left out."""
        return cls(*(tuple(sorted(set(data.get(field.name, ())))) for field in fields(cls)))

    def to_json(self) -> dict[str, list[str]]:
        """Return it as `from_json` reads it."""
        return {field.name: list(getattr(self, field.name)) for field in fields(self)}

    def __or__(self, other: ScreenContent) -> ScreenContent:
        """Return what either of two windows shows."""
        return ScreenContent(
            *(
                tuple(sorted({*getattr(self, field.name), *getattr(other, field.name)}))
                for field in fields(self)
            )
        )


def read_package_facts(packages: Mapping[str, Files]) -> tuple[PackageFact, ...]:
    """Return the facts of a theme's *packages*, files by kind; raise `ThemeError`."""
    kinds: tuple[ForeignKind, ...] = ("webapp3", "service-theme")
    return tuple(
        fact
        for kind in kinds
        if kind in packages
        for fact in read_facts(ForeignPackage("", kind, packages[kind]))
    )


def list_languages(facts: Iterable[PackageFact]) -> list[str]:
    """Return the languages that have a file in the web app's package."""
    names = [fact.name for fact in facts if fact.section == "texts"]
    return [name for name in names if " " not in name and name != "languages"]


def digest_recordings(facts: Iterable[PackageFact]) -> dict[str, str]:
    """Return the digest of each recording, by its file name."""
    return {fact.name: fact.value[:DIGITS] for fact in facts if fact.section == "prompts"}


def digest_screen(
    facts: Iterable[PackageFact], screen: str, language: str, shown: ScreenContent
) -> str:
    """Return the digest of a *screen* in a *language* that shows *shown*."""
    values = sorted(_list_values(tuple(facts), screen, language, shown))
    written = json.dumps(values, ensure_ascii=False)
    return hashlib.sha256(written.encode()).hexdigest()[:DIGITS]


def _list_values(
    facts: tuple[PackageFact, ...], screen: str, language: str, shown: ScreenContent
) -> Iterator[tuple[str, str, str]]:
    own = {fact.name.partition(" ")[2] for fact in facts if _is_text_of(fact, language)}
    for fact in facts:
        if fact.section == "texts" and " " in fact.name:
            code, _, key = fact.name.partition(" ")
            is_read = code == language or (code == FALLBACK and key not in own)
            if is_read and _is_shown_text(key, shown):
                # Without the language: a text that comes from English is the same text.
                yield "texts", key, fact.value
        elif _is_shown(fact, screen, language, shown):
            yield *fact.key, fact.value


def _is_text_of(fact: PackageFact, language: str) -> bool:
    return fact.section == "texts" and fact.name.startswith(f"{language} ")


def _is_shown_text(key: str, shown: ScreenContent) -> bool:
    return key in shown.texts or any(
        key.endswith(form) and key.removesuffix(form) in shown.texts for form in _PLURALS
    )


def _is_shown(fact: PackageFact, screen: str, language: str, shown: ScreenContent) -> bool:
    """Whether a guest sees it on the screen: not a text, whose language matters."""
    name = fact.name
    match fact.section:
        case "texts":
            return name == language or screen in _SCREENS_OF.get(name, ())
        case "screens":
            return name.partition(" ")[0] in shown.screens
        case "pictures":
            return name in shown.pictures
        case "colours":
            if name in _TINTS:
                return "background" in shown.pictures
            shade = "background" if name == _BACKGROUND else name.removeprefix(f"{SHADES}.")
            return name not in _UNSEEN and shade in shown.colors
        case "settings" if name.startswith(HIDE_PREFIX):
            return name.removeprefix(HIDE_PREFIX) in shown.parts
        case "settings" | "configuration":
            return screen in _SCREENS_OF.get(name.partition(".")[0], (screen,))
        case "files":
            # Pages of the custom step name them.
            return screen == "custom-step"
        case section:
            return section in _ANYWHERE
