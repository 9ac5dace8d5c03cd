"""Plain values of a package as a theme's definition says them, by the tables in ``platform/data``."""

from __future__ import annotations

from collections.abc import Mapping

from themebuilder.definitions.schema import accepts_value
from themebuilder.importing.draft import Portrait
from themebuilder.importing.writable import is_writable
from themebuilder.packages.json_reader import Json
from themebuilder.platform.facts import ConfigKey


def read_plain(
    portrait: Portrait, keys: Mapping[str, ConfigKey], part: Mapping[str, Json], holder: str = ""
) -> None:
    """Put into *portrait* what *part* has directly below the key *holder*.

    A value that its key or the definition's schema does not take is left to be passed on.
    """
    for key in keys.values():
        above, _, name = key.path.rpartition(".")
        value = part.get(name)
        if above != holder or not key.definition or key.by or value is None:
            continue
        is_said = value == key.default == ""  # the same as saying nothing
        is_fit = is_writable(value) and not key.objection(value)
        if not is_said and is_fit and accepts_value(key.definition, value):
            portrait.put(key.definition, value, key.path)
