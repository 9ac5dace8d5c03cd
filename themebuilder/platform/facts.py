"""What is known of a platform, one frozen record for each fact."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum

from themebuilder.core.problems import ThemeError

Json = str | int | float | bool | None | Sequence["Json"] | Mapping[str, "Json"]

_PLACEHOLDER = re.compile(r"\{\{-?\s*([^{},\s]+)\s*(?:,[^{}]*)?\}\}")
_TAG = re.compile(r"<(\w+)\s*/?>")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known, how well, and from where."""

    evidence: Evidence
    source: str

    @property
    def is_published(self) -> bool:
        """Whether it is more than hearsay: published by Pexip, or found in the own deployment."""
        return self.evidence in (Evidence.PUBLISHED, Evidence.LEARNT)


@dataclass(frozen=True, slots=True)
class TranslationKey(Fact):
    """A text that the app asks for.

    *english* is the text in the code; "…" stands for what only the running app knows, and it is
    empty where the code has no text and the app would show the key itself.
    """

    key: str
    english: str
    placeholders: tuple[str, ...]
    """Names between ``{{`` and ``}}`` in *english*, in its order."""
    tags: tuple[str, ...]
    """Names of the tags in *english* that must be kept: ``2`` for ``<2>…</2>``."""
    since: str
    """First component version known to have the key; the oldest known one means: or earlier."""
    until: str | None
    """Last component version that has the key, or None where the newest known one has it."""
    unfilled: tuple[str, ...] = ()
    """Placeholders of *english* that the app gives no value for, so that a text may leave them."""
    is_rich: bool = False
    """Whether the app reads tags in the text; elsewhere ``<`` is shown as it stands."""
    also: tuple[str, ...] = ()
    """Other English texts that the code has for the same key."""
    family: str = ""
    """Where the key is put together while the app runs: its form, with "…" for the part."""


@dataclass(frozen=True, slots=True)
class TestId(Fact):
    """A test id that a component has, and so a candidate for ``hiddenFunctionality``.

    The evidence is that of its existence. *hiding* is the evidence that naming it hides
    something, None where nobody has shown that.
    """

    # The name is the platform's; this is not a test.
    __test__ = False

    id: str
    package: str
    since: str
    until: str | None
    is_used: bool
    """Whether the published components do something with the id but list it."""
    what: str = ""
    hiding: Evidence | None = None
    hiding_source: str = ""


@dataclass(frozen=True, slots=True)
class ConfigKey(Fact):
    """A key of a JSON file. Parts of *path* are joined by dots; ``[]`` is an item, ``*`` a name."""

    path: str
    types: tuple[str, ...]
    """JSON types that the value may have, none where they are not known."""
    effect: str = ""
    allowed: tuple[Json, ...] = ()
    """All values (of each item, in a list) that are known to be taken, none where any is."""
    default: Json = None
    """The value that an absent key stands for, None where it is not known."""
    items: tuple[str, ...] = ()
    """JSON types of the items of a list, or of the values of an object."""
    pattern: str = ""
    """What a text (of each item, in a list) looks like, as a regular expression for all of it."""
    length: int | None = None
    """How many items a list must have."""
    may_emit: bool = True
    """Whether a builder may write the key without being told to."""
    definition: str = ""
    """Where a theme's definition has the value, parts joined by dots; empty where it has none."""
    by: str = ""
    """What writes and reads the value; empty for a plain one, which its type says how to write."""
    one_way: str = ""
    """Why the value of a package does not come back to the definition; empty where it does."""

    def objection(self, value: Json) -> str:
        """What is wrong with *value*, as the end of a sentence, or an empty text."""
        if self.types and name_json_type(value) not in _spelled_out(self.types):
            return f"must be {_either(self.types)}, not {name_json_type(value)}"
        if isinstance(value, Mapping):
            wrong = [key for key, one in value.items() if self.items and not self._is_item(one)]
            return f"must have {_either(self.items)} at {wrong[0]}" if wrong else ""
        if not isinstance(value, list | tuple):
            return self._objection_to_one(value)
        if self.length is not None and len(value) != self.length:
            return f"must have {self.length} items, not {len(value)}"
        for number, item in enumerate(value, start=1):
            if self.items and not self._is_item(item):
                return f"item {number} must be {_either(self.items)}, not {name_json_type(item)}"
            if objection := self._objection_to_one(item):
                return f"item {number} {objection}"
        return ""

    def _is_item(self, value: Json) -> bool:
        return name_json_type(value) in _spelled_out(self.items)

    def _objection_to_one(self, value: Json) -> str:
        is_scalar = isinstance(value, str | int | float)
        if self.allowed and is_scalar and not any(_same(value, one) for one in self.allowed):
            known = ", ".join(str(one) or '""' for one in self.allowed)
            return f"must be one of {known}"
        if self.pattern and isinstance(value, str) and not re.fullmatch(self.pattern, value):
            return f"must look like {self.pattern}"
        return ""


@dataclass(frozen=True, slots=True)
class Screen(Fact):
    """A screen of the meeting itself. *text* is its English default, None where not known."""

    id: str
    is_direct_media: bool = False
    """Drawn by the app from the client API's answer, not part of the picture that is sent."""
    text: str | None = None
    when: str = ""
    """When it is shown, empty where that is not known."""
    when_evidence: Evidence | None = None
    wording: str = ""
    """The message of a wording that gives its words, empty where a theme writes them out."""
    switch: str = ""
    """The key below ``inferred`` in the workspace that keeps those words from it."""
    shape: Mapping[str, Json] | None = None
    """The whole screen as the own deployment's file has it, None where that is not known."""


@dataclass(frozen=True, slots=True)
class Prompt(Fact):
    """A recording that the meeting plays: its file name, and what the stock one says."""

    name: str
    text: str | None = None
    """None where it is not known."""
    group: str = ""
    group_evidence: Evidence | None = None
    screens: tuple[str, ...] = ()
    """The screens beside which it belongs, none where nothing points to one."""
    screens_evidence: Evidence | None = None


@dataclass(frozen=True, slots=True)
class SoundForm(Fact):
    """What a prompt's file must be; others fail to upload. *rate* is in hertz."""

    container: str
    codec: str
    bits: int
    channels: int
    rate: int
    lead_in_seconds: float
    """Silence at the start of a prompt that may be played right after the connection."""


def find_placeholders(text: str) -> tuple[str, ...]:
    """The names that i18next fills in, in the order of the text, each once."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def find_tags(text: str) -> tuple[str, ...]:
    """The names of the tags that open in the text, in its order, each once."""
    return tuple(dict.fromkeys(_TAG.findall(text)))


def name_json_type(value: Json) -> str:
    """The name that JSON Schema gives to the type of *value*."""
    if isinstance(value, bool):
        return "boolean"
    if isinstance(value, int):
        return "integer"
    if isinstance(value, float):
        return "integer" if value.is_integer() else "number"
    if isinstance(value, str):
        return "string"
    if value is None:
        return "null"
    return "object" if isinstance(value, Mapping) else "array"


def _spelled_out(types: tuple[str, ...]) -> tuple[str, ...]:
    return (*types, "integer") if "number" in types else types


def _either(types: tuple[str, ...]) -> str:
    return " or ".join(types)


def _same(value: Json, other: Json) -> bool:
    """Equal as JSON has it, where true is not 1."""
    return value == other and isinstance(value, bool) == isinstance(other, bool)


class Evidence(StrEnum):
    """The mark of a fact, the surest first; the value is the letter that reports write."""

    LEARNT = "L"
    PUBLISHED = "P"
    QUOTED = "Q"
    FIELD = "F"
    USED = "U"
    INFERRED = "I"

    @property
    def meaning(self) -> str:
        """What the mark says, in one line."""
        return _MEANINGS[self]


_MEANINGS = {
    Evidence.LEARNT: "found in files of your own deployment",
    Evidence.PUBLISHED: "made or published by Pexip: a package, a repository, a documentation page",
    Evidence.QUOTED: "a third party quotes the app's own code, which is not public",
    Evidence.FIELD: "a third party reports that it works",
    Evidence.USED: "used in a package of a third party, which does not prove that it has an effect",
    Evidence.INFERRED: "concluded from other facts, and not tried on a node",
}


class PlatformError(ThemeError):
    """A target version is unknown, or a file about a platform can't be read."""
