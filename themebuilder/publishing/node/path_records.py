"""What a web app path showed before us, recorded in the path's description on the node.

The record is written in the same request as the switch: no crash leaves one without the other, and
every machine can roll back.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

MAX_DESCRIPTION = 250
_RECORD = re.compile(r"(.*?) ?\[themebuilder before ([^\[\]]+)\]", re.DOTALL)
_ENTRY = re.compile(
    r"([a-z0-9]+(?:-[a-z0-9]+)*)=(\w+)/([A-Za-z0-9_-]*)(/off)?(?:@([0-9]{8}T[0-9]{6}Z))?"
)


@dataclass(frozen=True, slots=True)
class Earlier:
    """What a path showed before *theme*: its web app and branding, empty for the default one.

    *at* says when the theme took it over.
    """

    theme: str
    webapp_type: str
    package: str
    is_on: bool
    at: str = ""

    def __str__(self) -> str:
        end = ("" if self.is_on else "/off") + (f"@{self.at}" if self.at else "")
        return f"{self.theme}={self.webapp_type}/{self.package}{end}"


def parse_earlier(text: str) -> Earlier | None:
    """The entry that `str` wrote; None for any other text."""
    found = _ENTRY.fullmatch(text)
    if found is None:
        return None
    return Earlier(found[1], found[2], found[3], found[4] is None, found[5] or "")


def read_description(description: str) -> tuple[str, tuple[Earlier, ...]]:
    """The description itself, and what the path showed before, the newest first."""
    found = _RECORD.fullmatch(description)
    entries = [parse_earlier(one) for one in found[2].split(", ")] if found else []
    if found is None or None in entries:
        return description, ()
    return found[1], tuple(one for one in entries if one)


def write_description(text: str, earlier: Sequence[Earlier]) -> str:
    """The description with its record; the second oldest entries go where not all fit."""
    entries = [*earlier]
    while True:
        record = f" [themebuilder before {', '.join(map(str, entries))}]" if entries else ""
        if len(text + record) <= MAX_DESCRIPTION or len(entries) <= 2:
            return text + record if text else record.strip()
        del entries[-2]


def add_earlier(description: str, earlier: Earlier) -> str:
    """The description that also records *earlier*; it may be longer than `MAX_DESCRIPTION`."""
    text, entries = read_description(description)
    others = [one for one in entries if one.theme != earlier.theme]
    return write_description(text, [earlier, *others])


def drop_earlier(description: str, theme: str) -> str:
    """The description without what it records from before *theme*."""
    text, entries = read_description(description)
    return write_description(text, [one for one in entries if one.theme != theme])
