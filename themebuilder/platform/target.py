"""Everything that is known of one target version."""

from __future__ import annotations

import difflib
from collections.abc import Container, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TypeVar

from themebuilder.core.problems import Place, Problem, problem
from themebuilder.platform.facts import (
    ConfigKey,
    Evidence,
    Json,
    PlatformError,
    Prompt,
    Screen,
    SoundForm,
    TestId,
    TranslationKey,
    find_placeholders,
    find_tags,
)
from themebuilder.platform.learnt import LEARNT_FILE, Learnt, read_learnt
from themebuilder.platform.shipped import (
    LATEST,
    list_lines,
    load_config_keys,
    load_open_texts,
    load_prompts,
    load_quoted_texts,
    load_screens,
    load_sound_form,
    load_test_ids,
    load_translations,
    load_versions,
)

Value = TypeVar("Value")

_NOWHERE = Place("")
_LONGEST_NAME = 200
"""Of longer names only the start is compared, which keeps the search for a near one quick."""
_NAMED = 5
"""How many of a list are named before the rest is counted."""


@dataclass(frozen=True, slots=True, eq=False)
class Platform:
    """What a package for one target may hold.

    The target is a line of Pexip's component versions. Which version of Infinity has which
    components is not published, so no version of Infinity can be named here.
    """

    version: str
    """The line: ``27``."""
    components: str
    """The published version that stands for the line: ``27.0.0``."""
    keys: Mapping[str, TranslationKey]
    """The texts that the target asks for by a fixed key; a complete language file has them all."""
    computed_keys: Mapping[str, TranslationKey]
    """Texts with a key that is put together while the app runs, one for each known part."""
    quoted_keys: Mapping[str, TranslationKey]
    """Texts of the app around the components, of which third parties quote a few."""
    old_keys: Mapping[str, TranslationKey]
    """Keys that only older versions have."""
    new_keys: Mapping[str, TranslationKey]
    """Keys that only newer versions have."""
    open_forms: Mapping[str, str]
    """Forms of keys of which not all parts are known, with "…" for the part -> their source."""
    test_ids: Mapping[str, TestId]
    """The test ids that the target's components have."""
    config_keys: Mapping[str, ConfigKey]
    """The manifest's keys: ``images.logo``, ``plugins[].src``, ``applicationConfig.bandwidths``."""
    theme_keys: Mapping[str, ConfigKey]
    """The keys of themeconfig.json: ``splash_screens.screens.*.background.path``."""
    screens: Mapping[str, Screen]
    prompts: Mapping[str, Prompt]
    """Recordings in the order of the base theme where it was learnt, else by name."""
    sound: SoundForm
    contradictions: tuple[Problem, ...] = ()
    """Where learnt facts say something else than shipped ones."""

    def known(self, key: str) -> TranslationKey | None:
        """What is known of a text in the target, also of one whose key is put together."""
        for group in (self.keys, self.computed_keys, self.quoted_keys):
            if key in group:
                return group[key]
        for form, source in self.open_forms.items():
            start, end = form.split("…")
            if key.startswith(start) and key.endswith(end) and len(key) > len(start + end):
                return _text(key, "", Evidence.INFERRED, source, family=form)
        return None

    def ships(self, key: str) -> bool:
        """Whether a package for the target holds the text, had it one.

        Only keys of other versions are left out: what nobody knows may be the app's own.
        """
        return key not in self.old_keys and key not in self.new_keys

    def nearest(self, key: str) -> str | None:
        """The key of the target that *key* was most likely meant to be."""
        return find_nearest(key, (*self.keys, *self.computed_keys, *self.quoted_keys))

    def manifest_fact(self, path: str) -> ConfigKey | None:
        """What is known of a key of the manifest."""
        return self.config_keys.get(path)

    def extended(self, learnt: Learnt, place: Place = _NOWHERE) -> Platform:
        """The platform with the facts of the own deployment, which come before the shipped ones.

        What they contradict is in `contradictions`, told at *place*.
        """
        source = learnt.source
        texts = {
            key: _learnt_text(self._ever_known(key), key, text, source)
            for key, text in learnt.texts.items()
        }
        screens = {
            id_: _learnt_screen(self.screens.get(id_), id_, shape, source)
            for id_, shape in learnt.screens.items()
        }
        prompts = {
            name: replace(
                self.prompts.get(name, Prompt(Evidence.LEARNT, source, name)),
                evidence=Evidence.LEARNT,
                source=source,
            )
            for name in learnt.prompts
        }
        computed = {key: it for key, it in texts.items() if it.family}
        fixed = {key: it for key, it in texts.items() if not it.family}
        return replace(
            self,
            keys=MappingProxyType({**self.keys, **fixed}),
            computed_keys=MappingProxyType({**self.computed_keys, **computed}),
            quoted_keys=_without(self.quoted_keys, texts),
            old_keys=_without(self.old_keys, texts),
            new_keys=_without(self.new_keys, texts),
            screens=MappingProxyType({**self.screens, **screens}),
            prompts=MappingProxyType({**prompts, **_without(self.prompts, prompts)}),
            contradictions=(
                *self.contradictions,
                *(problem("learnt-contradicts", it, place) for it in _contradictions(self, learnt)),
            ),
        )

    def _ever_known(self, key: str) -> TranslationKey | None:
        return self.known(key) or self.old_keys.get(key) or self.new_keys.get(key)


def find_nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that *name* was most likely meant to be, or None."""
    found = difflib.get_close_matches(name[:_LONGEST_NAME], list(known), n=1)
    return found[0] if found else None


def _text(
    key: str, english: str, evidence: Evidence, source: str, family: str = ""
) -> TranslationKey:
    """A text of which neither the code nor the versions are known."""
    return TranslationKey(
        evidence=evidence,
        source=source,
        key=key,
        english=english,
        placeholders=find_placeholders(english),
        tags=find_tags(english),
        since="",
        until=None,
        family=family,
    )


def _learnt_text(known: TranslationKey | None, key: str, text: str, source: str) -> TranslationKey:
    if known is None:
        return replace(_text(key, text, Evidence.LEARNT, source), is_rich=bool(find_tags(text)))
    return replace(
        known,
        evidence=Evidence.LEARNT,
        source=source,
        english=text,
        placeholders=find_placeholders(text),
        # The code says which tags there are for a rich text; elsewhere they are shown as they are.
        tags=known.tags if known.since else find_tags(text),
    )


def _learnt_screen(
    known: Screen | None, id_: str, shape: Mapping[str, Json], source: str
) -> Screen:
    screen = known or Screen(Evidence.LEARNT, source, id_)
    return replace(
        screen,
        evidence=Evidence.LEARNT,
        source=source,
        # A base theme leaves the words to the platform where it does not write them.
        text=_first_text(shape) or screen.text,
        shape=MappingProxyType(shape),
    )


def _first_text(shape: Mapping[str, Json]) -> str | None:
    elements = shape.get("elements")
    for element in elements if isinstance(elements, list | tuple) else ():
        if isinstance(element, Mapping) and isinstance(text := element.get("text"), str):
            return text
    return None


def _contradictions(platform: Platform, learnt: Learnt) -> Iterator[str]:
    for key, text in learnt.texts.items():
        named = f'The text "{key}" is'
        if old := platform.old_keys.get(key):
            yield f"{named} in your deployment; the components have it until {old.until}"
        elif new := platform.new_keys.get(key):
            yield f"{named} in your deployment; the components have it since {new.since}"
        elif (known := platform.known(key)) and _differs(known, text):
            yield f'{named} "{text}" in your deployment and "{known.english}" in {known.source}'
    for id_, shape in learnt.screens.items():
        words, shipped = _first_text(shape), platform.screens.get(id_)
        if shipped and shipped.text and words and words != shipped.text:
            named = f'The screen "{id_}" says'
            yield f'{named} "{words}" in your deployment and "{shipped.text}" in {shipped.source}'
    sent = [id_ for id_, screen in platform.screens.items() if not screen.is_direct_media]
    yield from _missing("texts", platform.keys, learnt.texts)
    yield from _missing("screens", sent, learnt.screens)
    yield from _missing("prompts", platform.prompts, learnt.prompts)


def _differs(known: TranslationKey, text: str) -> bool:
    # "…" stands for what only the running app knows.
    return (
        bool(known.english)
        and "…" not in known.english
        and text not in (known.english, *known.also)
    )


def _missing(what: str, shipped: Iterable[str], learnt: Iterable[str]) -> Iterator[str]:
    """Nothing where the files that were learnt from are not about such things at all."""
    found = set(learnt)
    missing = [name for name in shipped if name not in found]
    if found and missing:
        named = ", ".join(missing[:_NAMED]) + (", …" if len(missing) > _NAMED else "")
        yield f"Your deployment lacks {len(missing)} of the known {what}: {named}"


def _without(facts: Mapping[str, Value], names: Container[str]) -> Mapping[str, Value]:
    return MappingProxyType({name: it for name, it in facts.items() if name not in names})


Dated = TypeVar("Dated", TranslationKey, TestId)

_NOWHERE = Place("")


def load_platform(version: str = LATEST, place: Place = _NOWHERE) -> Platform:
    """What is known of a component version line, such as ``27``.

    It is not a version of Infinity: which of them has which components is not published. Raises
    `PlatformError` at *place* for a line that is not known.
    """
    known = list_lines()
    if version in known:
        return _load(version)
    listed = ", ".join(f'"{line}"' for line in known)
    near = find_nearest(version, known)
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


def load_workspace_platform(root: Path, target: str) -> Platform:
    """What is known of *target*, with the facts that the workspace at *root* learnt itself.

    Raises `ThemeError` where the file of learnt facts cannot be used.
    """
    platform, learnt = load_platform(target), read_learnt(root)
    return platform.extended(learnt, Place(LEARNT_FILE)) if learnt else platform


@cache
def _load(line: str) -> Platform:
    target = list_lines().index(line)
    components = load_versions()[target]
    fixed = load_translations("keys", components)
    computed = load_translations("computed", components)
    every = {**fixed, **computed}
    families = {it.family: it.source for it in computed.values()}
    return Platform(
        version=line,
        components=components,
        keys=_of(fixed, target, 0),
        computed_keys=_of(computed, target, 0),
        quoted_keys=load_quoted_texts(),
        old_keys=_of(every, target, -1),
        new_keys=_of(every, target, 1),
        open_forms=MappingProxyType({**families, **load_open_texts()}),
        test_ids=_of(load_test_ids(), target, 0),
        config_keys=load_config_keys("webapp"),
        theme_keys=load_config_keys("meeting"),
        screens=load_screens(),
        prompts=load_prompts(),
        sound=load_sound_form(),
    )


def _of(facts: Mapping[str, Dated], target: int, side: int) -> Mapping[str, Dated]:
    """The facts of the target (*side* 0), of older versions only (-1), of newer ones only (1)."""
    order = load_versions().index

    def lies(fact: Dated) -> int:
        if fact.until is not None and order(fact.until) < target:
            return -1
        return 1 if order(fact.since) > target else 0

    return MappingProxyType({name: it for name, it in facts.items() if lies(it) == side})
