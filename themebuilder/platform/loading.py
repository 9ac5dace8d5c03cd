"""From a target version to what is known of it."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from types import MappingProxyType
from typing import TypeVar

from themebuilder.core.problems import Place, problem
from themebuilder.platform import shipped
from themebuilder.platform.errors import PlatformError
from themebuilder.platform.facts import TestId, TranslationKey
from themebuilder.platform.known import Platform, nearest
from themebuilder.platform.versions import LATEST, lines, versions

Dated = TypeVar("Dated", TranslationKey, TestId)

_NOWHERE = Place("")


def load(version: str = LATEST, place: Place = _NOWHERE) -> Platform:
    """What is known of a component version line, such as ``27``.

    It is not a version of Infinity: which of them has which components is not published. Raises
    `PlatformError` at *place* for a line that is not known.
    """
    known = lines()
    if version in known:
        return _load(version)
    listed = ", ".join(f'"{line}"' for line in known)
    near = nearest(version, known)
    raise PlatformError(
        [
            problem(
                "target-unknown",
                f'No component version "{version}" is known',
                place,
                f"Known: {listed}." + (f' Did you mean "{near}"?' if near else ""),
            )
        ]
    )


@cache
def _load(line: str) -> Platform:
    target = lines().index(line)
    components = versions()[target]
    fixed = shipped.translations("keys", components)
    computed = shipped.translations("computed", components)
    every = {**fixed, **computed}
    families = {it.family: it.source for it in computed.values()}
    return Platform(
        version=line,
        components=components,
        keys=_of(fixed, target, 0),
        computed_keys=_of(computed, target, 0),
        quoted_keys=shipped.quoted_texts(),
        old_keys=_of(every, target, -1),
        new_keys=_of(every, target, 1),
        open_forms=MappingProxyType({**families, **shipped.open_texts()}),
        test_ids=_of(shipped.test_ids(), target, 0),
        config_keys=shipped.config_keys("webapp"),
        theme_keys=shipped.config_keys("meeting"),
        screens=shipped.screens(),
        prompts=shipped.prompts(),
        sound=shipped.sound_form(),
    )


def _of(facts: Mapping[str, Dated], target: int, side: int) -> Mapping[str, Dated]:
    """The facts of the target (*side* 0), of older versions only (-1), of newer ones only (1)."""
    order = versions().index

    def lies(fact: Dated) -> int:
        if fact.until is not None and order(fact.until) < target:
            return -1
        return 1 if order(fact.since) > target else 0

    return MappingProxyType({name: it for name, it in facts.items() if lies(it) == side})
