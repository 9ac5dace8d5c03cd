"""What stands in packages and cannot stand in a definition: control characters, endless names, depths."""

from __future__ import annotations

import re
from collections.abc import Callable

from themebuilder.archive import Json
from themebuilder.bring.portrait import Portrait
from themebuilder.source.reading import CONTROL, MAX_DEPTH

_LONGEST_NAME = 200
"""YAML takes five times as many, where nothing in them is written as an escape."""
_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_LETTERS = "it held a control character, which no definition may hold: taken out"
_NAME = "its name is too long for a definition: left out"
_DEPTH = "it is nested deeper than a definition may be: left out"

_Told = Callable[[str, str], None]


def make_writable(portrait: Portrait) -> None:
    """Take it out of the portrait, and remark where it stood; a line still ends where it ended."""

    def told(path: str, why: str) -> None:
        portrait.remark("look", _clean(path), why)

    portrait.tree = _mapping(portrait.tree, "", MAX_DEPTH - 1, told)


def _mapping(tree: dict[str, Json], path: str, room: int, told: _Told) -> dict[str, Json]:
    """*tree*, below which *room* more levels have their place."""
    made: dict[str, Json] = {}
    for key, value in tree.items():
        here = f"{path}.{key[:_LONGEST_NAME]}" if path else key
        if len(key) > _LONGEST_NAME:
            told(f"{here}…", _NAME)
        elif isinstance(value, dict | list) and not room:
            told(here, _DEPTH)
        else:
            if _clean(key) != key:
                told(here, _LETTERS)
            made[_clean(key)] = _value(value, here, room, told)
    return made


def _value(value: Json, path: str, room: int, told: _Told) -> Json:
    if isinstance(value, dict):
        return _mapping(value, path, room - 1, told)
    if isinstance(value, list):
        listed = {str(number): inner for number, inner in enumerate(value, 1)}
        return list(_mapping(listed, path, room - 1, told).values())
    if isinstance(value, str) and _clean(value) != value:
        told(path, _LETTERS)
        return _clean(value)
    return value


def _clean(text: str) -> str:
    return CONTROL.sub("", _LINE_ENDS.sub("\n", text))
