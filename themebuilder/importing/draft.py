"""The draft of a theme: what was read from a package, on its way to a definition."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import PurePath, PurePosixPath
from typing import Literal

from themebuilder.definitions.schema import accepts_value
from themebuilder.definitions.yaml_reader import CONTROL, find_passed_sections
from themebuilder.importing.facts import Difference
from themebuilder.packages.json_reader import Json
from themebuilder.platform.facts import ConfigKey

Tree = dict[str, Json]
"""A definition as plain values: texts, numbers, truth values, lists and mappings."""

RemarkKind = Literal["lost", "passed", "look"]
HEADINGS: Mapping[RemarkKind, str] = {
    "lost": "Not carried over",
    "passed": "Passed on as it is",
    "look": "To look at",
}
"""What a remark weighs -> the heading above it in the to-do file."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a person should know: *what* of the package, and what became of it."""

    weight: RemarkKind
    what: str
    why: str


@dataclass(slots=True)
class ThemeDraft:
    """A theme in the making.

    *tree* is its definition so far, *notes* say by dotted key where a value came from, *settings* are
    those that its organisation must have for the package to come out the same. *files* hold the
    assets, by their path below the theme's own folder in ``brand_assets/``.
    """

    name: str
    sources: list[str]
    tree: Tree = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    settings: Tree = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    texts: dict[str, dict[str, str]] = field(default_factory=dict)
    """Language -> every text of its file in the package."""
    hidden: list[str] = field(default_factory=list)
    """What the package hides, by test id, in its order."""
    screens: dict[str, str] = field(default_factory=dict)
    """Screen -> its words, where it has words and nothing else."""
    remarks: list[Remark] = field(default_factory=list)

    def put(self, path: str, value: Json, note: str = "") -> None:
        """Set the value at a dotted *path*, with a *note* on where it came from."""
        *holders, key = path.split(".")
        at = self.tree
        for holder in holders:
            below = at.setdefault(holder, {})
            assert isinstance(below, dict)  # noqa: S101 - our own paths lead through mappings
            at = below
        at[key] = value
        if note:
            self.notes[path] = note

    def add_file(self, name: str, data: bytes) -> str:
        """Keep an asset; its path below the theme's folder, made unlike that of other content.

        A picture that is there already under another name is kept once.
        """
        path = clean_path(name)
        twins = [one for one, kept in self.files.items() if kept == data and "/" not in one + path]
        if twins:
            return twins[0]
        stem, dot, ending = path.rpartition(".")
        number = 1
        while self.files.get(path, data) != data:
            number += 1
            path = f"{stem}-{number}{dot}{ending}" if stem else f"{path}-{number}"
        self.files[path] = data
        return path

    def remark(self, weight: RemarkKind, what: str, why: str) -> None:
        """Note something that a person should know."""
        self.remarks.append(Remark(weight, what, why))


def make_slug(text: str) -> str:
    """A name for a theme from any text: a-z, 0-9 and single hyphens, 50 at most."""
    letters = text.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in letters).split()
    return "-".join(words)[:50].strip("-")


def clean_path(name: str) -> str:
    """*name* without what an asset's path should not have: blanks, and dots in front."""
    parts = (re.sub(r"[^\w.()+-]", "-", part).lstrip(".") or "file" for part in _parts(name))
    return "/".join(parts)


def guess_extension(data: bytes, name: str) -> str:
    """How a picture's file name should end, by its content where that is known."""
    for magic, known in (
        (b"\xff\xd8\xff", "jpg"),
        (b"\x89PNG", "png"),
        (b"\0\0\1\0", "ico"),
        (b"GIF8", "gif"),
    ):
        if data.startswith(magic):
            return known
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "webp"
    return PurePosixPath(name).suffix.lstrip(".").lower() or "bin"


def _parts(name: str) -> Iterator[str]:
    return (part for part in name.split("/") if part)


_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_REMOVED = "it held a control character, which only a section that is passed on may hold: taken out"


def is_writable(value: Json) -> bool:
    """Whether the texts in *value* may stand anywhere in a definition."""
    if isinstance(value, dict):
        return all(is_writable(key) and is_writable(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(map(is_writable, value))
    return not isinstance(value, str) or CONTROL.search(value) is None


def make_writable(draft: ThemeDraft) -> None:
    """Take them out of all other texts, and remark where; a line still ends where it ended."""
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
        return [
            _make_writable_value(inner, (*path, str(at)), draft)
            for at, inner in enumerate(value, 1)
        ]
    if isinstance(value, str) and not is_writable(value):
        draft.remark("look", ".".join(path), _REMOVED)
        return CONTROL.sub("", _LINE_ENDS.sub("\n", value))
    return value


def read_plain_values(
    draft: ThemeDraft, keys: Mapping[str, ConfigKey], part: Mapping[str, Json], holder: str = ""
) -> None:
    """Put into *draft* what *part* has directly below the key *holder*.

    A value that its key or the definition's schema does not take is left to be passed on.
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


def format_todo(draft: ThemeDraft, left: Sequence[Difference], accepted: Iterable[str]) -> str:
    """The to-do file of one imported theme; an empty text where there is nothing to do or to know."""
    sections: list[str] = []
    if left:
        lines = [f"- {change.section}, {change.name}: {_describe(change)}" for change in left]
        sections.append("## Other than in the package\n\n" + "\n".join(lines))
    for weight, heading in HEADINGS.items():
        lines = [
            f"- `{remark.what}`: {remark.why}"
            for remark in draft.remarks
            if remark.weight == weight
        ]
        if lines:
            sections.append(f"## {heading}\n\n" + "\n".join(lines))
    if rules := sorted(accepted):
        lines = [
            f"- `{rule}`: the package breaks it. Mend it, and take it out of `accept`. "
            f"`themebuilder explain {rule}` says how."
            for rule in rules
        ]
        sections.append("## Accepted for now\n\n" + "\n".join(lines))
    if not sections:
        return ""
    sources = ", ".join(PurePath(source).name for source in draft.sources)
    head = f"# {draft.name}: what the import leaves to you\n\nImported from {sources}. "
    return f"{head}Delete this file when it is done.\n\n" + "\n\n".join(sections) + "\n"


def _describe(change: Difference) -> str:
    before = change.before.shown if change.before else "not there"
    after = change.after.shown if change.after else "not there"
    return f"{_short(before)} → {_short(after)}"


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 80 else f"{line[:79]}…"
