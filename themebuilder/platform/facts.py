"""What is known of a platform: one frozen record for each fact."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from functools import reduce

from themebuilder.core.json_text import ReadOnlyJson
from themebuilder.core.messages import N_, Message, _

_PLACEHOLDER = re.compile(r"\{\{-?\s*([^{},\s]+)\s*(?:,[^{}]*)?\}\}")
_TAG = re.compile(r"<(\w+)\s*/?>")
_FORMS: Mapping[str, str] = {
    "#[0-9A-Fa-f]{6}": N_("a colour such as #3C5974"),
    "0x[0-9A-Fa-f]{6}": N_("a colour such as 0x3C5974"),
    "0*[1-9][0-9]*(\\.[0-9]+)?": N_("a number above 0"),
    "[0-9]+(\\.[0-9]+)?": N_("a number"),
    "[0-9*#A-D]{2}": N_("two telephone keys of 0-9, *, # and A-D"),
    "https?://\\S+": N_("an address that begins with https:// or http://"),
}
"""Patterns of the tables, in words."""


class Evidence(StrEnum):
    """How well a fact is known, best first; the value is the letter that reports print."""

    LEARNT = "L"
    """Found in files of the user's own deployment."""
    PUBLISHED = "P"
    """Made or published by Pexip: a package, a repository, a documentation page."""
    QUOTED = "Q"
    """A third party quotes the app's own code, which is not public."""
    FIELD = "F"
    """A third party reports that it works."""
    USED = "U"
    """A third party's package uses it, which doesn't prove that it has an effect."""
    INFERRED = "I"
    """Concluded from other facts, and not tried on a node."""


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is known, with its evidence and its source."""

    evidence: Evidence
    source: str

    @property
    def is_published(self) -> bool:
        """Whether Pexip published it or the user's own deployment shows it."""
        return self.evidence in (Evidence.PUBLISHED, Evidence.LEARNT)


@dataclass(frozen=True, slots=True)
class TranslationKey(Fact):
    """A text that the app asks for.

    *english* is the text in the app's code, with "…" for parts that only the running app knows. It
    is empty where the code has no text; the app then shows the key.
    """

    key: str
    english: str
    placeholders: tuple[str, ...]
    """Names between ``{{`` and ``}}`` in *english*, in its order."""
    tags: tuple[str, ...]
    """Names of the tags in *english* that must be kept: ``2`` for ``<2>…</2>``."""
    since: str
    """First component version with the key. The oldest known version means: or earlier."""
    until: str | None
    """Last component version with the key; None where the newest known version has it."""
    unfilled: tuple[str, ...] = ()
    """Placeholders of *english* that the app gives no value; a translation may omit them."""
    logo_tags: tuple[str, ...] = ()
    """Tags of *english* that draw the vendor's logo; a translation may omit them."""
    is_rich: bool = False
    """Whether the app interprets tags in the text; elsewhere it shows ``<`` literally."""
    also: tuple[str, ...] = ()
    """Other English texts for the same key."""
    family: str = ""
    """For a key that the app composes while it runs: its form, with "…" for the variable part."""


@dataclass(frozen=True, slots=True)
class TestId(Fact):
    """A test id of a component, and so a candidate for ``hiddenFunctionality``.

    The fact is that the id exists. *hiding* is the fact that naming it hides something, None where nobody
    has shown that.
    """

    __test__ = False  # not a test, whatever pytest makes of the name

    id: str
    since: str
    until: str | None = None
    hiding: Fact | None = None


@dataclass(frozen=True, slots=True)
class ConfigKey(Fact):
    """A key of a JSON file. Parts of *path* are joined by dots; ``[]`` is an item, ``*`` a name."""

    path: str
    types: tuple[str, ...]
    """JSON types that the value may have; empty where unknown."""
    effect: str = ""
    allowed: tuple[ReadOnlyJson, ...] = ()
    """All known values (of each item, in a list); empty where any value may do."""
    default: ReadOnlyJson = None
    """The value that an absent key stands for; None where unknown."""
    items: tuple[str, ...] = ()
    """JSON types of the items of a list, or of the values of an object."""
    pattern: str = ""
    """Regular expression for the whole text (of each item, in a list)."""
    length: int | None = None
    """How many items a list must have."""
    definition: str = ""
    """Dotted path of the value in a theme's definition; empty where it has none."""
    by: str = ""
    """Name of the code that writes and reads the value; empty for a plain value."""
    one_way: str = ""
    """Why an import can't read the value back; empty where it can."""

    def find_fault(self, value: ReadOnlyJson) -> str:
        """Return what is wrong with *value*, as the end of a sentence, or an empty text."""
        if self.types and name_json_type(value) not in _add_integer(self.types):
            return _describe_type_fault(self.types, value)
        if isinstance(value, Mapping):
            wrong = [key for key, item in value.items() if self.items and not self._is_item(item)]
            if not wrong:
                faults = ((key, self._find_scalar_fault(key)) for key in value)
                return next(
                    (
                        _("has the key `{key}`, which {fault}", key=key, fault=fault)
                        for key, fault in faults
                        if fault
                    ),
                    "",
                )
            return _(
                "must have {types} as every value: see `{key}`",
                types=_join_alternatives(self.items),
                key=wrong[0],
            )
        if not isinstance(value, list | tuple):
            return self._find_scalar_fault(value)
        if self.length is not None and len(value) != self.length:
            return _("must have {length} items, not {count}", length=self.length, count=len(value))
        for number, item in enumerate(value, start=1):
            fault = self._find_scalar_fault(item)
            if self.items and not self._is_item(item):
                fault = _describe_type_fault(self.items, item)
            if fault:
                return _("{fault} (item {number})", fault=fault, number=number)
        return ""

    def _is_item(self, value: ReadOnlyJson) -> bool:
        return name_json_type(value) in _add_integer(self.items)

    def _find_scalar_fault(self, value: ReadOnlyJson) -> str:
        is_scalar = isinstance(value, str | int | float)
        if (
            self.allowed
            and is_scalar
            and not any(_are_equal(value, allowed) for allowed in self.allowed)
        ):
            known = ", ".join(str(allowed) or '""' for allowed in self.allowed)
            return _("must be one of {values}", values=known)
        if self.pattern and isinstance(value, str) and not re.fullmatch(self.pattern, value):
            form = _(_FORMS[self.pattern]) if self.pattern in _FORMS else self.pattern
            return _("must be {form}", form=form)
        return ""


@dataclass(frozen=True, slots=True)
class Situation(Fact):
    """What a guest may be in when a screen, a text or a recording meets them: locked out, alone."""

    id: str
    label: str
    who: str
    """The guest, as part of a sentence: "a guest who waits outside a locked meeting"."""


@dataclass(frozen=True, slots=True)
class Screen(Fact):
    """A screen that the meeting shows. *text* is its English default, None where unknown."""

    id: str
    is_direct_media: bool = False
    """Whether the app draws it from the client API's answer, and not the server into the video."""
    text: str | None = None
    wording: str = ""
    """The message of a wording that gives its words; empty where a theme writes them itself."""
    switch: str = ""
    """The key below ``inferred`` in the workspace that turns those words off."""
    shape: Mapping[str, ReadOnlyJson] | None = None
    """The whole screen as the user's own deployment has it; None where unknown."""
    situations: Mapping[str, Evidence] = field(default_factory=dict)
    """The situations that it serves, each with its evidence; empty where none is known."""


@dataclass(frozen=True, slots=True)
class Prompt(Fact):
    """A recording that the meeting plays: its file name, and what the stock recording says."""

    name: str
    text: str | None = None
    """None where unknown."""
    proposed: Mapping[str, str] = field(default_factory=dict)
    """Language -> words of ours, which a native speaker should still approve."""
    screens: tuple[str, ...] = ()
    """The screens that it probably accompanies; empty where nothing points to one."""
    situations: Mapping[str, Evidence] = field(default_factory=dict)


def find_placeholders(text: str) -> tuple[str, ...]:
    """Return the names that i18next fills in, in the order of the text, each once."""
    return tuple(dict.fromkeys(_PLACEHOLDER.findall(text)))


def find_tags(text: str) -> tuple[str, ...]:
    """Return the names of the opening tags, in the order of the text, each once."""
    return tuple(dict.fromkeys(_TAG.findall(text)))


def name_json_type(value: ReadOnlyJson) -> str:
    """Return the name that JSON Schema gives to the type of *value*."""
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


def _add_integer(types: tuple[str, ...]) -> tuple[str, ...]:
    return (*types, "integer") if "number" in types else types


_TYPES = {
    "boolean": N_("`true` or `false`"),
    "integer": N_("a whole number"),
    "number": N_("a number"),
    "string": N_("a text"),
    "null": N_("empty (`null`)"),
    "object": N_("an object with keys"),
    "array": N_("a list"),
}
"""JSON type -> its name for people."""


def describe_json_type(value: ReadOnlyJson) -> Message:
    """Return the name of the type of *value* for people."""
    return _(_TYPES[name_json_type(value)])


def _describe_type_fault(types: tuple[str, ...], value: ReadOnlyJson) -> str:
    found = describe_json_type(value)
    return _("must be {types}, not {found}", types=_join_alternatives(types), found=found)


def _join_alternatives(types: tuple[str, ...]) -> Message:
    names = [_(_TYPES[name]) for name in types]
    return reduce(lambda first, second: _("{first} or {second}", first=first, second=second), names)


def _are_equal(value: ReadOnlyJson, other: ReadOnlyJson) -> bool:
    """Whether two values are equal in JSON, where true is not 1."""
    return value == other and isinstance(value, bool) == isinstance(other, bool)


def make_text(
    key: str, english: str, evidence: Evidence, source: str, family: str = ""
) -> TranslationKey:
    """Return a text of which neither the code nor the versions are known."""
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


def read_screen_text(screen: Mapping[str, object]) -> str:
    """Return the text of a screen as themeconfig.json has it, or an empty text."""
    elements = screen.get("elements")
    for element in elements if isinstance(elements, list | tuple) else ():
        if isinstance(element, Mapping) and isinstance(text := element.get("text"), str):
            return text
    return ""
