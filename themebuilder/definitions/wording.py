"""Messages and roles: the words that one theme uses in every place, in one language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from themebuilder.core.problems import Place, Problem, problem
from themebuilder.core.tree import Map, Text
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import Message, Words
from themebuilder.definitions.values import ITSELF, Value, fill

MESSAGES = ("waiting", "locked", "late", "ended")

_YOUR = {
    "da": {"common": "din {noun}", "neuter": "dit {noun}"},
    "sv": {"common": "din {noun}", "neuter": "ditt {noun}"},
    "en": {"": "your {noun}"},
}


@dataclass(frozen=True, slots=True)
class Role:
    """Who opens the meeting, as one language says it."""

    noun: str
    definite: str
    your: str

    @property
    def parts(self) -> Mapping[str, str]:
        """What a text may say of the role; with a capital letter at the start of a sentence."""
        return {
            ITSELF: self.noun,
            "definite": self.definite,
            "your": self.your,
            "Your": self.your[:1].upper() + self.your[1:],
        }


def role(library: Library, language: str, name: str) -> Role | None:
    """The role called *name* in *language*, the workspace's own terms first."""
    for document in reversed(library.layers("terms", language)):
        entry = document.tree.map("roles", name)
        if entry.entries:
            return _role(language, entry)
    return None


def known_roles(library: Library, language: str) -> dict[str, str]:
    """The name of each role in the terms of *language*, and the noun for it."""
    return {
        name: entry.text("noun")
        for document in library.layers("terms", language)
        for name, entry in document.tree.map("roles").entries.items()
        if isinstance(entry, Map)
    }


def message(
    library: Library,
    kind: str,
    picked: Text,
    language: str,
    values: Mapping[str, Value],
    *,
    offered_at: Place,
) -> tuple[Message | None, list[Problem]]:
    """The message that the set *picked* has in *language*, and what is wrong with the choice."""
    faults = list(library.faults("wording", picked.value))
    tree = library.merged("wording", picked.value)
    if faults and (tree is None or not tree.map(kind, language).entries):
        return None, faults
    if tree is None or kind not in tree.entries:
        known = ", ".join(
            name
            for name in library.names("wording")
            if (found := library.merged("wording", name)) and kind in found.entries
        )
        said = f"There is no wording `{picked.value}` for the message `{kind}`."
        return None, [problem("wording-unknown", said, picked.place, f"Known: {known}.")]
    entry = tree.map(kind, language)
    if not entry.entries:
        said = f"The wording `{picked.value}` has no `{language}` for the message `{kind}`."
        hint = f"Add `{language}:` below `{kind}:` in themes/wordings/{picked.value}.yaml."
        return None, [problem("wording-lacks-language", said, offered_at, hint)]
    return (
        Message(*(_words(entry, part, values) for part in ("title", "body", "spoken"))),
        faults,
    )


def review(library: Library, kind: str, picked: str, language: str) -> str:
    """How far a native speaker has read the message: draft, proposed or approved."""
    tree = library.merged("wording", picked)
    return tree.text(kind, language, "review", default="draft") if tree else ""


def _words(entry: Map, part: str, values: Mapping[str, Value]) -> Words:
    node = entry.get(part)
    if not isinstance(node, Text):
        return Words("", entry.place)
    return Words(fill(node, values), node.place)


def _role(language: str, entry: Map) -> Role:
    noun = entry.text("noun")
    forms = _YOUR.get(language, {})
    derived = forms.get(entry.text("gender"), forms.get("", "")).format(noun=noun)
    return Role(
        noun=noun,
        definite=entry.text("definite", default=noun),
        your=entry.text("your", default=derived or noun),
    )
