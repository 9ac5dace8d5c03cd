"""How two packages differ in meaning."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from themebuilder.importing.facts import SECTIONS, Fact


@dataclass(frozen=True, slots=True)
class Change:
    """One thing in which two packages differ; None: it was not there, or is gone.

    *names* are all the things that change so, as the one background of many screens.
    """

    section: str
    names: tuple[str, ...]
    before: Fact | None
    after: Fact | None

    @property
    def name(self) -> str:
        """What changes, in a few words."""
        if len(self.names) == 1:
            return self.names[0]
        what = {name.partition(" ")[2] for name in self.names}
        return f"{what.pop() or 'the whole'} of {len(self.names)} screens"


def changes(before: Iterable[Fact], after: Iterable[Fact]) -> tuple[Change, ...]:
    """What changes from *before* to *after*, by section, in the order in which it stands there."""
    old, new = _by_key(before), _by_key(after)
    found = [
        Change(key[0], (key[1],), old.get(key), new.get(key))
        for key in dict.fromkeys((*old, *new))
        if _value(old.get(key)) != _value(new.get(key))
    ]
    found.sort(key=lambda change: SECTIONS.index(change.section))
    return _together(found)


def _by_key(facts: Iterable[Fact]) -> Mapping[tuple[str, str], Fact]:
    return {fact.key: fact for fact in facts}


def _value(fact: Fact | None) -> str | None:
    return fact.value if fact else None


def _together(found: list[Change]) -> tuple[Change, ...]:
    """The changes, the same one on several screens told once."""
    merged: dict[tuple[object, ...], Change] = {}
    for change in found:
        name = change.names[0]
        what = name.partition(" ")[2] if change.section == "screens" else name
        key = (change.section, what, _value(change.before), _value(change.after))
        twin = merged.get(key)
        names = (*twin.names, name) if twin else (name,)
        merged[key] = Change(change.section, names, change.before, change.after)
    return tuple(merged.values())
