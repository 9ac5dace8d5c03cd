"""Control characters of a package, which a definition holds only in the sections that are passed on."""

from __future__ import annotations

import re

from themebuilder.definitions.yaml_reader import CONTROL, find_passed_sections
from themebuilder.importing.draft import Portrait
from themebuilder.packages.json_reader import Json

_LINE_ENDS = re.compile("[\x85\u2028\u2029]")
_LETTERS = "it held a control character, which only a section that is passed on may hold: taken out"


def is_writable(value: Json) -> bool:
    """Whether the texts in *value* may stand anywhere in a definition."""
    if isinstance(value, dict):
        return all(is_writable(key) and is_writable(inner) for key, inner in value.items())
    if isinstance(value, list):
        return all(map(is_writable, value))
    return not isinstance(value, str) or CONTROL.search(value) is None


def make_writable(portrait: Portrait) -> None:
    """Take them out of all other texts, and remark where; a line still ends where it ended."""
    portrait.tree = {key: _value(value, (key,), portrait) for key, value in portrait.tree.items()}


def _value(value: Json, path: tuple[str, ...], portrait: Portrait) -> Json:
    if path in find_passed_sections():
        return value
    if isinstance(value, dict):
        return {key: _value(inner, (*path, key), portrait) for key, inner in value.items()}
    if isinstance(value, list):
        return [_value(inner, (*path, str(at)), portrait) for at, inner in enumerate(value, 1)]
    if isinstance(value, str) and not is_writable(value):
        portrait.remark("look", ".".join(path), _LETTERS)
        return CONTROL.sub("", _LINE_ENDS.sub("\n", value))
    return value
