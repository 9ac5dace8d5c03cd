"""Values in texts: ``[[ name ]]`` is replaced while the theme is resolved.

Jinja2 only parses the text; nothing is executed. The brackets take a name, optionally a dot and a second
name, and three filters without arguments, all looked up here. So no text can run code, loop, or grow
beyond `MAX_LENGTH`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from functools import cache, lru_cache
from typing import Any

from themebuilder.core.problems import Place, ThemeError, problem, shorten, suggest_name
from themebuilder.core.tree import Text
from themebuilder.settings import BY_NAME

OPEN = "[["
FILTERS = {"upper": str.upper, "lower": str.lower, "capitalize": str.capitalize}
MAX_LENGTH = 20_000
"""The most characters of a text with its values; the longest known text has 700."""

Value = str | Mapping[str, str]
"""A text, or the texts of its parts by name."""


class UnsetValueError(ThemeError):
    """A text uses a part of a setting that the organisation hasn't set."""


def fill_values(text: Text, values: Mapping[str, Value]) -> str:
    """Return the text with its values filled in; `ThemeError` names a missing value."""
    if OPEN not in text.value:
        return text.value
    return _Filling(text, values).fill()


class _Filling:
    """A text and its values, so that every error knows its place."""

    def __init__(self, text: Text, values: Mapping[str, Value]) -> None:
        self._text = text
        self._values = values

    def fill(self) -> str:
        import jinja2  # noqa: PLC0415 - only texts with values need it

        try:
            pieces = _parse(self._text.value)
        except jinja2.TemplateSyntaxError as error:
            reason = shorten(str(error.message))
            raise self._make_error(f"`[[` is not a value: {reason}.") from None
        except RecursionError:
            message = "The brackets are nested too deep."
            raise self._make_error(message) from None
        result = ""
        for piece in pieces:
            result += self._render(piece)
            if len(result) > MAX_LENGTH:
                message = f"With its values, the text has more than {MAX_LENGTH:,} characters."
                raise self._make_error(message)
        return result

    def _render(self, node: Any) -> str:  # noqa: ANN401 - a node of Jinja2's, imported at run time
        from jinja2 import nodes  # noqa: PLC0415 - as above

        if isinstance(node, nodes.TemplateData):
            return node.data
        if isinstance(node, nodes.Filter) and node.name in FILTERS:
            if _has_arguments(node):
                raise self._refuse(f"What `{node.name}` is given")
            return FILTERS[node.name](self._render(node.node))
        if isinstance(node, nodes.Filter):
            raise self._refuse(f"The filter `{shorten(node.name)}`")
        if isinstance(node, nodes.Name):
            return self._get_part(node.name, "")
        if isinstance(node, nodes.Getattr) and isinstance(node.node, nodes.Name):
            return self._get_part(node.node.name, node.attr)
        if isinstance(node, nodes.Getattr):
            raise self._refuse(f"`.{shorten(node.attr)}`")
        raise self._refuse(f"An expression ({type(node).__name__.lower()})")

    def _get_part(self, name: str, part: str) -> str:
        value = self._values.get(name)
        if value is None:
            known = ", ".join(sorted(self._values)[:20])
            hint = suggest_name(name, self._values, f"Known: {known}.")
            raise self._make_unknown_value_error(name, hint)
        parts = {"": value} if isinstance(value, str) else value
        if part in parts:
            return parts[part]
        whole = f"{name}.{part}" if part else name
        if name in BY_NAME:
            hint = f"Set `{name}` in the organisation's settings, or leave the text out."
            error = self._make_unknown_value_error(whole, hint)
            is_known = part in (one.name for one in BY_NAME[name].parts)
            raise UnsetValueError(error.problems) if is_known else error
        if names := [f"{name}.{one}" for one in parts if one]:
            hint = f"Known: {', '.join(names)}."
        else:
            hint = f"`{name}` is a text and has no parts."
        raise self._make_unknown_value_error(whole, hint)

    def _make_unknown_value_error(self, name: str, hint: str) -> ThemeError:
        return self._make_error(f"`{shorten(name)}` has no value here.", hint)

    def _refuse(self, what: str) -> ThemeError:
        return self._make_error(f"{what} cannot stand between [[ and ]].")

    def _make_error(self, message: str, hint: str = "") -> ThemeError:
        return ThemeError([problem("value-undefined", message, _find_place(self._text), hint)])


def _has_arguments(node: Any) -> bool:  # noqa: ANN401 - as above
    return bool(node.args or node.kwargs or node.dyn_args or node.dyn_kwargs)


def _find_place(text: Text) -> Place:
    """Return the place of the first ``[[``; exact for texts on one line without escapes."""
    place = text.place
    if not place.end_column:
        return place
    column = place.column + text.value.index(OPEN) + (0 if text.is_plain else 1)
    end = text.value.find("]]", text.value.index(OPEN))
    width = end + 2 - text.value.index(OPEN) if end >= 0 else 2
    return replace(place, column=column, end_column=column + width)


@cache
def _environment() -> Any:  # noqa: ANN401 - imported at run time
    import jinja2  # noqa: PLC0415 - as above

    return jinja2.Environment(  # noqa: S701 - nothing is rendered
        variable_start_string=OPEN,
        variable_end_string="]]",
        block_start_string="[[%",
        block_end_string="%]]",
        comment_start_string="[[#",
        comment_end_string="#]]",
        keep_trailing_newline=True,
    )


@lru_cache(maxsize=4096)
def _parse(source: str) -> tuple[Any, ...]:
    """Return the nodes into which Jinja2 parses *source*: plain text, values and others."""
    from jinja2 import nodes  # noqa: PLC0415 - as above

    found: list[Any] = []
    for node in _environment().parse(source).body:
        found += node.nodes if isinstance(node, nodes.Output) else [node]
    return tuple(found)
