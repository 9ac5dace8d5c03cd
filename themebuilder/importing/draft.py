"""The draft of a theme that an import makes from a package: values, files and remarks."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath, PurePosixPath
from typing import Literal

from themebuilder.core.json_text import Json
from themebuilder.core.messages import N_, _
from themebuilder.core.rules import Concern, Rule, load_rules
from themebuilder.core.slugs import find_free_name
from themebuilder.definitions.schema import accepts_value
from themebuilder.definitions.yaml_reader import CONTROL, find_passed_sections
from themebuilder.media.model import MediaError
from themebuilder.media.picture_header import ENDINGS, ICON_SIGNATURE, find_format
from themebuilder.packages.active_item import ActiveItem
from themebuilder.packages.differences import Difference
from themebuilder.platform.facts import ConfigKey

Tree = dict[str, Json]
"""A definition as JSON values."""

_MOST_FAULTS = 3
RemarkKind = Literal["lost", "passed", "changed", "look"]
"""Not imported, kept unchanged, imported differently, or to be decided by a person.

Only the last is in the to-do file.
"""

Remedy = Literal["fix", "accept", "style"]
"""What to do about a rule that the package breaks; the import accepts the last two."""

Broken = dict[Remedy, dict[str, dict[str, None]]]
"""What to do -> rule that the package breaks -> what was reported."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to know about the import: *what* it is about, a key or a file, and *why*."""

    weight: RemarkKind
    what: str
    why: str


@dataclass(slots=True)
class ThemeDraft:
    """*tree* is the definition so far, *notes* its comments by dotted key.

    *settings* are those that the organisation needs for the package to come out the same. *files* are
    the assets, by path in the theme's folder in ``brand_assets/``.
    """

    name: str
    sources: list[str]
    tree: Tree = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    settings: Tree = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    """Language -> key -> text, as in the package."""
    hidden: list[str] = field(default_factory=list)
    """Test ids of what the package hides, in its order."""
    screens: dict[str, str] = field(default_factory=dict)
    """Screen id -> words, of screens that have only words."""
    remarks: list[Remark] = field(default_factory=list)

    def part(self, *keys: str) -> Tree:
        """Return the mapping under *keys*, which begins empty."""
        at = self.tree
        for key in keys:
            below = at.setdefault(key, {})
            assert isinstance(below, dict)  # noqa: S101 - our own paths lead through mappings
            at = below
        return at

    def put(self, path: str, value: Json, note: str = "") -> None:
        """Set the value at a dotted *path*; the *note* becomes a comment behind it."""
        *holders, key = path.split(".")
        self.part(*holders)[key] = value
        if note:
            self.notes[path] = note

    def add_file(self, name: str, data: bytes) -> str:
        """Add an asset under a free name, and return its path in the theme's folder.

        A picture that is there under another name is not added again.
        """
        path = clean_path(name)
        twins = [
            file for file, kept in self.files.items() if kept == data and "/" not in file + path
        ]
        if twins:
            return twins[0]
        stem, ending = posixpath.splitext(path)
        path = find_free_name(stem, lambda name: self.files.get(name, data) != data, ending)
        self.files[path] = data
        return path

    def remark(self, weight: RemarkKind, what: str, why: str) -> None:
        """Add something that the user should know."""
        self.remarks.append(Remark(weight, what, why))

    def remark_unusable(self, file: str, slot: str, error: MediaError) -> None:
        """Add why a picture is kept as a file and not as one of the brand, if guests see it wrong."""
        if load_rules()[error.rule].concern is Concern.GUEST:
            why = _(
                "Kept as it is, but not as `brand.{slot}`: {reason}",
                slot=slot,
                reason=error.message,
            )
            self.remark("look", file, why)


def clean_path(name: str) -> str:
    """Return *name* without blanks and leading dots."""
    parts = (re.sub(r"[^\w.()+-]", "-", part).lstrip(".") or "file" for part in _split_name(name))
    return "/".join(parts)


def is_hidden(name: str) -> bool:
    """Whether a file or a folder above it begins with a dot, so that no build packs it."""
    return "/." in f"/{name}"


def guess_extension(data: bytes, name: str) -> str:
    """Return the extension for a picture: by its content, else as in *name*."""
    if data.startswith(ICON_SIGNATURE):
        return "ico"
    if known := find_format(data):
        return ENDINGS[known][0]
    return PurePosixPath(name).suffix.lstrip(".").lower() or "bin"


def _split_name(name: str) -> Iterator[str]:
    return (part for part in name.split("/") if part)


_LINE_ENDS = re.compile("[\x85\u2028\u2029]")


def is_writable(value: Json) -> bool:
    """Whether a definition may hold the texts in *value* anywhere."""
    if isinstance(value, dict):
        return all(is_writable(key) and is_writable(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(map(is_writable, value))
    return not isinstance(value, str) or CONTROL.search(value) is None


def make_writable(draft: ThemeDraft) -> None:
    """Remove control characters outside the sections that are passed on, and remark where."""
    draft.tree = {
        key: _make_writable_value(value, (key,), draft) for key, value in draft.tree.items()
    }


def _make_writable_value(value: Json, path: tuple[str, ...], draft: ThemeDraft) -> Json:
    if path in find_passed_sections():
        return value
    if isinstance(value, dict):
        return {
            key: _make_writable_value(inner, (*path, key), draft) for key, inner in value.items()
        }
    if isinstance(value, list):
        return [_make_writable_value(inner, (*path, ""), draft) for inner in value]
    if isinstance(value, str) and not is_writable(value):
        draft.remark("changed", ".".join(path), _("A control character was removed."))
        return CONTROL.sub("", _LINE_ENDS.sub("\n", value))
    return value


def read_plain_values(
    draft: ThemeDraft, keys: Mapping[str, ConfigKey], part: Mapping[str, Json], holder: str = ""
) -> None:
    """Put into *draft* what *part* has directly below the key *holder*.

    A value that its key or the definition's schema rejects is left for the patches.
    """
    for key in keys.values():
        above, _, name = key.path.rpartition(".")
        value = part.get(name)
        if above != holder or not key.definition or key.by or value is None:
            continue
        is_said = value == key.default == ""  # the same as saying nothing
        is_fit = is_writable(value) and not key.find_fault(value)
        if not is_said and is_fit and accepts_value(key.definition, value):
            draft.put(key.definition, value, key.path)


def choose_remedy(rule: Rule) -> Remedy:
    """Return what to do about a broken *rule*.

    The node refuses a package whatever its theme accepts, and a person must accept active content.
    """
    if rule.concern in {Concern.NODE, Concern.ACTIVE} and not rule.is_unconfirmed:
        return "fix"
    return "style" if rule.concern is Concern.STYLE else "accept"


_REMEDIES: Mapping[Remedy, str] = {
    "fix": N_("Fix before you build"),
    "accept": N_("Fix, or keep under `accept`"),
    "style": N_("House style: change it, or keep it under `accept`"),
}


def format_todo(
    draft: ThemeDraft,
    left: Sequence[Difference],
    broken: Broken,
    active: Iterable[ActiveItem] = (),
) -> str:
    """Return the to-do file of an imported theme; an empty text if nothing must be decided."""
    found: dict[str, list[str]] = {
        _("Decide"): [
            f"`{remark.what}`: {remark.why}" for remark in draft.remarks if remark.weight == "look"
        ],
        _("Active content: accept it, or remove it before you publish"): [
            f"{item}: {item.effect}" for item in active if item.accepted is None
        ],
        **{
            _(heading): [
                "\n  - ".join(
                    [f"`{rule}` (`themebuilder rules {rule}`)", *_shorten_list([*faults])]
                )
                for rule, faults in broken.get(way, {}).items()
            ]
            for way, heading in _REMEDIES.items()
        },
        _("Different from the package: is it still right?"): [str(change) for change in left],
    }
    sections = [
        "\n".join([f"\n## {heading}\n", *(f"- {line}" for line in lines)])
        for heading, lines in found.items()
        if lines
    ]
    if not sections:
        return ""
    title = _("{theme}: to do after the import", theme=draft.name)
    sources = ", ".join(PurePath(source).name for source in draft.sources)
    about = _(
        "Imported from {sources}. The keys are those of `{file}`. Delete this file when you are done.",
        sources=sources,
        file=f"themes/{draft.name}.yaml",
    )
    return "\n".join([f"# {title}\n", about, *sections]) + "\n"


def _shorten_list(messages: Sequence[str]) -> Sequence[str]:
    more = len(messages) - _MOST_FAULTS
    rest = [_("And {count} more.", count=more)] if more > 0 else []
    return [*messages[:_MOST_FAULTS], *rest]
