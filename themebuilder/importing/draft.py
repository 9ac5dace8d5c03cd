"""A package on its way to a definition: plain values, files, and what a person should know."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import PurePosixPath
from typing import Literal

from themebuilder.packages.json_reader import Json

Tree = dict[str, Json]
"""A definition as plain values: texts, numbers, truth values, lists and mappings."""

Weight = Literal["lost", "passed", "look"]
HEADINGS: Mapping[Weight, str] = {
    "lost": "Not carried over",
    "passed": "Passed on as it is",
    "look": "To look at",
}
"""What a remark weighs -> the heading above it in the to-do file."""


@dataclass(frozen=True, slots=True)
class Remark:
    """Something that a person should know: *what* of the package, and what became of it."""

    weight: Weight
    what: str
    why: str


@dataclass(slots=True)
class Portrait:
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
        path = safe_path(name)
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

    def remark(self, weight: Weight, what: str, why: str) -> None:
        """Note something that a person should know."""
        self.remarks.append(Remark(weight, what, why))


def slug(text: str) -> str:
    """A name for a theme from any text: a-z, 0-9 and single hyphens, 50 at most."""
    letters = text.lower().replace("æ", "ae").replace("ø", "oe").replace("å", "aa")
    words = "".join(c if c.isascii() and c.isalnum() else " " for c in letters).split()
    return "-".join(words)[:50].strip("-")


def safe_path(name: str) -> str:
    """*name* without what an asset's path should not have: blanks, and dots in front."""
    parts = (re.sub(r"[^\w.()+-]", "-", part).lstrip(".") or "file" for part in _parts(name))
    return "/".join(parts)


def ending(data: bytes, name: str) -> str:
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
