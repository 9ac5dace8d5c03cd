"""What is known of one target version: `load_platform`, and what the user's own deployment adds."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, TypeVar

from themebuilder.core.json_text import ReadOnlyJson
from themebuilder.core.messages import N_, Message, _, join_messages
from themebuilder.core.problems import (
    Place,
    Problem,
    find_nearest,
    join_first,
    problem,
    suggest_name,
)
from themebuilder.platform.errors import PlatformError
from themebuilder.platform.facts import (
    ConfigKey,
    Evidence,
    Fact,
    Prompt,
    Screen,
    TestId,
    TranslationKey,
    find_placeholders,
    find_tags,
    make_text,
    read_screen_text,
)
from themebuilder.platform.learnt_file import LEARNT_FILE, read_learnt
from themebuilder.platform.probes import ProbeOutcome, get_outcome, list_unknown_subjects
from themebuilder.platform.shipped import (
    load_config_keys,
    load_core_texts,
    load_open_texts,
    load_prompts,
    load_quoted_texts,
    load_screens,
    load_test_ids,
    load_translations,
)
from themebuilder.platform.tables import LATEST, list_lines, load_versions

if TYPE_CHECKING:
    from themebuilder.platform.learnt import LearntFacts

Value = TypeVar("Value")

_NOWHERE = Place("")
_DIFFERS = N_('{what} is "{found}" in your deployment, but "{known}" in {source}.')
_MOST_LISTED = 5
"""A longer list is cut, and its rest counted."""


@dataclass(frozen=True, slots=True, eq=False)
class Platform:
    """What a package for one target may hold.

    The target is a line of Pexip's component versions. Which version of Infinity has which
    components is not published, so no version of Infinity can be named here.
    """

    version: str
    """The line: ``27``."""
    keys: Mapping[str, TranslationKey]
    """Texts with a fixed key; a complete language file has all of them."""
    computed_keys: Mapping[str, TranslationKey]
    """Texts whose key the app composes while it runs, one for each known part."""
    quoted_keys: Mapping[str, TranslationKey]
    """Texts of the app around the components, of which third parties quote a few."""
    old_keys: Mapping[str, TranslationKey]
    """Texts that only older versions have."""
    new_keys: Mapping[str, TranslationKey]
    """Texts that only newer versions have."""
    open_forms: Mapping[str, str]
    """Forms of composed keys whose parts are not all known, with "…" for the part -> source."""
    test_ids: Mapping[str, TestId]
    manifest_keys: Mapping[str, ConfigKey]
    """The manifest's keys: ``images.logo``, ``plugins[].src``, ``applicationConfig.bandwidths``."""
    themeconfig_keys: Mapping[str, ConfigKey]
    """The keys of themeconfig.json: ``splash_screens.screens.*.background.path``."""
    screens: Mapping[str, Screen]
    prompts: Mapping[str, Prompt]
    """Recordings in the order of the base theme where it was learnt, else by name."""
    contradictions: tuple[Problem, ...] = ()
    """Where learnt facts contradict shipped ones."""
    probes: Mapping[str, ProbeOutcome] = field(default_factory=dict)
    """What probes of the user's own stage node showed, by name."""
    filled_languages: frozenset[str] = frozenset()
    """Languages in which the app's own texts fill the gaps of a package's language file."""

    @property
    def core_keys(self) -> tuple[str, ...]:
        """The texts that a patient meets from the link to goodbye."""
        return tuple(key for key in load_core_texts() if key in self.keys)

    def find_text(self, key: str) -> TranslationKey | None:
        """Return what is known of a text of the target, composed keys included."""
        for group in (self.keys, self.computed_keys, self.quoted_keys):
            if key in group:
                return group[key]
        for form, source in self.open_forms.items():
            start, end = form.split("…")
            if key.startswith(start) and key.endswith(end) and len(key) > len(start + end):
                return make_text(key, "", Evidence.INFERRED, source, family=form)
        return None

    def find_text_of_any_version(self, key: str) -> TranslationKey | None:
        """Return what is known of a text that this or another version has."""
        return self.find_text(key) or self.old_keys.get(key) or self.new_keys.get(key)

    def includes_text(self, key: str) -> bool:
        """Whether a package for the target includes the text.

        Only keys of other versions are left out: an unknown key may be the app's own.
        """
        return key not in self.old_keys and key not in self.new_keys

    def find_nearest_text(self, key: str) -> str | None:
        """Return the key of the target most like *key*."""
        return find_nearest(key, (*self.keys, *self.computed_keys, *self.quoted_keys))

    def extend(self, learnt: LearntFacts, place: Place = _NOWHERE) -> Platform:
        """Return the platform with the facts of the user's own deployment in place of shipped ones.

        `contradictions` reports at *place* where the two differ.
        """
        source = learnt.source
        texts = {
            key: _make_learnt_text(self.find_text_of_any_version(key), key, text, source)
            for key, text in learnt.texts.items()
        }
        screens = {
            id_: _make_learnt_screen(self.screens.get(id_), id_, shape, source)
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
        hidden = {
            id_: replace(fact, hiding=Fact(Evidence.LEARNT, source))
            for id_, fact in self.test_ids.items()
            if get_outcome(learnt.probes, f"hiding:{id_}") == "hidden"
        }
        is_filled = get_outcome(learnt.probes, "language-file") == "keys"
        computed = {key: fact for key, fact in texts.items() if fact.family}
        fixed = {key: fact for key, fact in texts.items() if not fact.family}
        return replace(
            self,
            keys=MappingProxyType({**self.keys, **fixed}),
            computed_keys=MappingProxyType({**self.computed_keys, **computed}),
            quoted_keys=_drop_facts(self.quoted_keys, texts),
            old_keys=_drop_facts(self.old_keys, texts),
            new_keys=_drop_facts(self.new_keys, texts),
            test_ids=MappingProxyType({**self.test_ids, **hidden}),
            probes=MappingProxyType({**self.probes, **learnt.probes}),
            filled_languages=frozenset({"en", *learnt.translated} if is_filled else ()),
            screens=MappingProxyType({**self.screens, **screens}),
            prompts=MappingProxyType({**prompts, **_drop_facts(self.prompts, prompts)}),
            manifest_keys=MappingProxyType({**learnt.manifest_keys, **self.manifest_keys}),
            contradictions=(
                *self.contradictions,
                *list_unknown_subjects(learnt.probes, self.test_ids, place),
                *(
                    problem("learnt-contradicts", contradiction, place)
                    for contradiction in _find_contradictions(self, learnt)
                ),
            ),
        )


def _make_learnt_text(
    known: TranslationKey | None, key: str, text: str, source: str
) -> TranslationKey:
    if known is None:
        return replace(make_text(key, text, Evidence.LEARNT, source), is_rich=bool(find_tags(text)))
    return replace(
        known,
        evidence=Evidence.LEARNT,
        source=source,
        english=text,
        placeholders=find_placeholders(text),
        # The code says which tags there are for a rich text; elsewhere they are shown as they are.
        tags=known.tags if known.since else find_tags(text),
    )


def _make_learnt_screen(
    known: Screen | None, id_: str, shape: Mapping[str, ReadOnlyJson], source: str
) -> Screen:
    screen = known or Screen(Evidence.LEARNT, source, id_)
    return replace(
        screen,
        evidence=Evidence.LEARNT,
        source=source,
        # A base theme leaves the words to the platform where it does not write them.
        text=read_screen_text(shape) or screen.text,
        shape=MappingProxyType(shape),
    )


def _find_contradictions(platform: Platform, learnt: LearntFacts) -> Iterator[Message]:
    for key, text in learnt.texts.items():
        if old := platform.old_keys.get(key):
            yield _(
                "Your deployment has the text `{key}`, but components after {version} don't.",
                key=key,
                version=old.until,
            )
        elif new := platform.new_keys.get(key):
            yield _(
                "Your deployment has the text `{key}`, but components before {version} don't.",
                key=key,
                version=new.since,
            )
        elif (known := platform.find_text(key)) and _differs(known, text):
            named, source = _("The text `{key}`", key=key), known.source
            yield _(_DIFFERS, what=named, found=text, known=known.english, source=source)
    for id_, shape in learnt.screens.items():
        words, shipped = read_screen_text(shape), platform.screens.get(id_)
        if shipped and shipped.text and words and words != shipped.text:
            named, source = _("The screen `{id}`", id=id_), shipped.source
            yield _(_DIFFERS, what=named, found=words, known=shipped.text, source=source)
    sent = [id_ for id_, screen in platform.screens.items() if not screen.is_direct_media]
    # The answer of a meeting holds the direct-media screens alone.
    learnt_screens = set(learnt.screens).difference(platform.screens.keys() - set(sent))
    for message, shipped_names, found in (
        (N_("Your deployment lacks known texts ({count}): {names}."), platform.keys, learnt.texts),
        (N_("Your deployment lacks known screens ({count}): {names}."), sent, learnt_screens),
        (
            N_("Your deployment lacks known prompts ({count}): {names}."),
            platform.prompts,
            learnt.prompts,
        ),
    ):
        missing = [name for name in shipped_names if name not in found]
        # The files may not be about such things at all.
        if found and missing:
            names = join_first(missing, _MOST_LISTED)
            yield _(message, count=len(missing), names=names)


def _differs(known: TranslationKey, text: str) -> bool:
    # "…" stands for what only the running app knows.
    return (
        bool(known.english)
        and "…" not in known.english
        and text not in (known.english, *known.also)
    )


def _drop_facts(facts: Mapping[str, Value], names: Container[str]) -> Mapping[str, Value]:
    return MappingProxyType({name: fact for name, fact in facts.items() if name not in names})


Dated = TypeVar("Dated", TranslationKey, TestId)


def load_platform(version: str = LATEST, place: Place = _NOWHERE) -> Platform:
    """Return what is known of a component version line, such as ``27``.

    Raises `PlatformError` at *place* for an unknown line, versions of Infinity included.
    """
    known = list_lines()
    if version in known:
        return _load(version)
    message = _("Component version `{version}` isn't known.", version=version)
    hints = [
        _("Known versions: {versions}.", versions=", ".join(known)),
        suggest_name(version, known),
    ]
    hint = join_messages(filter(None, hints), " ")
    raise PlatformError([problem("target-unknown", message, place, hint)])


def load_workspace_platform(root: Path, target: str) -> Platform:
    """Return what is known of *target*, with the facts that the workspace at *root* learnt itself.

    Raises `ThemeError` where the file of learnt facts cannot be used.
    """
    platform, learnt = load_platform(target), read_learnt(root)
    return platform.extend(learnt, Place(LEARNT_FILE)) if learnt else platform


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
        keys=_select(fixed, target, 0),
        computed_keys=_select(computed, target, 0),
        quoted_keys=load_quoted_texts(),
        old_keys=_select(every, target, -1),
        new_keys=_select(every, target, 1),
        open_forms=MappingProxyType({**families, **load_open_texts()}),
        test_ids=_select(load_test_ids(), target, 0),
        manifest_keys=load_config_keys("webapp"),
        themeconfig_keys=load_config_keys("meeting"),
        screens=load_screens(),
        prompts=load_prompts(),
    )


def _select(facts: Mapping[str, Dated], target: int, side: int) -> Mapping[str, Dated]:
    """Return the facts of the target (*side* 0), of older versions only (-1) or of newer ones (1)."""
    order = load_versions().index

    def find_side(fact: Dated) -> int:
        if fact.until is not None and order(fact.until) < target:
            return -1
        return 1 if order(fact.since) > target else 0

    return MappingProxyType({name: fact for name, fact in facts.items() if find_side(fact) == side})


def find_closest_lines(texts: Mapping[str, str]) -> tuple[str, ...]:
    """Return the component version lines whose texts differ least from *texts* (key -> English).

    The tuple is empty where the texts lack most keys of each line, as a part of a language file does.
    """
    differences = {line: _count_differences(line, texts) for line in list_lines()}
    least = min(differences.values())
    lines = tuple(line for line, count in differences.items() if count == least)
    return lines if least < len(load_platform(lines[0]).keys) // 2 else ()


def _count_differences(line: str, texts: Mapping[str, str]) -> int:
    """Count the line's texts that are missing or otherwise."""
    keys = load_platform(line).keys
    return sum(texts.get(key) != fact.english for key, fact in keys.items())
