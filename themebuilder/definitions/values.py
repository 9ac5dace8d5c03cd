"""Values in texts: ``[[ name ]]`` is replaced while the theme is resolved.

The brackets take a name, optionally a dot and a second name, and three filters, all looked up here. So
no text can run code, loop, or grow beyond `MAX_LENGTH`.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from themebuilder.core.messages import _
from themebuilder.core.problems import Place, ThemeError, problem, shorten, suggest_name
from themebuilder.core.tree import Text
from themebuilder.settings import SETTINGS_BY_NAME

OPEN = "[["
FILTERS = {"upper": str.upper, "lower": str.lower, "capitalize": str.capitalize}
_BRACKETS = re.compile(r"(\[\[.*?(?:\]\]|\Z))", re.DOTALL)
VALUE = re.compile(rf"\[\[\s*(\w+)(?:\.(\w+))?\s*((?:\|\s*(?:{'|'.join(FILTERS)})\s*)*)\]\]")
MAX_LENGTH = 20_000
"""The most characters of a text with its values; the longest known text has 700."""

TextValue = str | Mapping[str, str]
"""A text, or the texts of its parts by name."""


class UnsetValueError(ThemeError):
    """A text uses a part of a setting that the organisation hasn't set."""


def fill_values(text: Text, values: Mapping[str, TextValue]) -> str:
    """Return the text with its values filled in; `ThemeError` names a missing value."""
    if OPEN not in text.value:
        return text.value
    return _TextFiller(text, values).fill()


class _TextFiller:
    """A text and its values, so that every error knows its place."""

    def __init__(self, text: Text, values: Mapping[str, TextValue]) -> None:
        self._text = text
        self._values = values

    def fill(self) -> str:
        result = ""
        for number, piece in enumerate(_BRACKETS.split(self._text.value)):
            result += self._render(piece) if number % 2 else piece
            if len(result) > MAX_LENGTH:
                message = _(
                    "With its values, the text has more than {most:,} characters.", most=MAX_LENGTH
                )
                raise self._make_error(message)
        return result

    def _render(self, piece: str) -> str:
        found = VALUE.fullmatch(piece)
        if found is None:
            hint = _(
                "Write `[[ name ]]` or `[[ name.part ]]`. `|` and one of these may follow: "
                "{filters}.",
                filters=", ".join(FILTERS),
            )
            message = _(
                "`{text}` isn't a valid placeholder.", text=shorten(" ".join(piece.split()))
            )
            raise self._make_error(message, hint)
        name, part, filters = found.groups(default="")
        value = self._get_part(name, part)
        for filter_ in re.findall(r"\w+", filters):
            value = FILTERS[filter_](value)
        return value

    def _get_part(self, name: str, part: str) -> str:
        value = self._values.get(name)
        if value is None:
            known = ", ".join(sorted(self._values)[:20])
            hint = suggest_name(name, self._values, _("Known: {names}.", names=known))
            raise self._make_unknown_value_error(name, hint)
        parts = {"": value} if isinstance(value, str) else value
        if part in parts:
            return parts[part]
        whole = f"{name}.{part}" if part else name
        if name in SETTINGS_BY_NAME:
            hint = _("Set `{name}` in the organisation's settings, or remove the text.", name=name)
            error = self._make_unknown_value_error(whole, hint)
            is_known = part in (known.name for known in SETTINGS_BY_NAME[name].parts)
            raise UnsetValueError(error.problems) if is_known else error
        if names := [f"{name}.{one}" for one in parts if one]:
            hint = _("Known: {names}.", names=", ".join(names))
        else:
            hint = _("`{name}` is a text and has no parts.", name=name)
        raise self._make_unknown_value_error(whole, hint)

    def _make_unknown_value_error(self, name: str, hint: str) -> ThemeError:
        return self._make_error(_("`{name}` has no value here.", name=shorten(name)), hint)

    def _make_error(self, message: str, hint: str = "") -> ThemeError:
        return ThemeError([problem("value-undefined", message, _find_place(self._text), hint)])


def _find_place(text: Text) -> Place:
    """Return the place of the first ``[[`` in a text on one line without escapes; else the start of the text."""
    place = text.place
    if not place.end_column:
        return place
    column = place.column + text.value.index(OPEN) + (0 if text.is_plain else 1)
    end = text.value.find("]]", text.value.index(OPEN))
    width = end + 2 - text.value.index(OPEN) if end >= 0 else 2
    return place._replace(column=column, end_column=column + width)
