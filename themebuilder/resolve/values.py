"""Build-time values: ``[[ name ]]`` in a text, filled in while the theme is resolved.

Jinja2 parses and renders, in its sandbox. What may stand between the brackets is bounded before
that: names, dots, and three filters without arguments. So no text can run, grow or wait.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from difflib import get_close_matches
from functools import cache
from typing import Any

from themebuilder.problems import Place, Problem, Rule, ThemeError, problem
from themebuilder.resolve import rules
from themebuilder.tree import Text

OPEN = "[["
FILTERS = ("upper", "lower", "capitalize")


def fill(text: Text, values: Mapping[str, object]) -> str:
    """The text with its values filled in; `ThemeError` names the value that is missing."""
    if OPEN not in text.value:
        return text.value
    return _Filled(text, values).value


class _Filled:
    """One text in the act of being filled, so that every error knows its place."""

    def __init__(self, text: Text, values: Mapping[str, object]) -> None:
        self._text = text
        self._values = values
        self.value = self._render()

    def _render(self) -> str:
        import jinja2  # noqa: PLC0415 - only texts with values need it

        try:
            fault = _fault(self._text.value)
        except (jinja2.TemplateSyntaxError, RecursionError) as error:
            raise self._error(rules.VALUE_TOO_CLEVER, f"`[[` is not a value: {error}.") from None
        if fault:
            raise self._error(rules.VALUE_TOO_CLEVER, f"{fault} cannot stand between [[ and ]].")
        try:
            return str(_template(self._text.value).render(self._values))
        except jinja2.UndefinedError as error:
            raise self._undefined(str(error)) from None

    def _undefined(self, said: str) -> ThemeError:
        name = said.split("'")[-2] if said.count("'") >= 2 else said
        known = sorted(self._values)
        nearest = get_close_matches(name, known, n=1)
        hint = f"Did you mean `{nearest[0]}`?" if nearest else f"Known: {', '.join(known)}."
        if name in {"phone", "text"} or "support" in said:
            hint = "Set `support` in the organisation's settings, or leave the text out."
        return self._error(rules.VALUE_UNDEFINED, f"`{name}` has no value here.", hint)

    def _error(self, rule: Rule, message: str, hint: str = "") -> ThemeError:
        return ThemeError([self._problem(rule, message, hint)])

    def _problem(self, rule: Rule, message: str, hint: str) -> Problem:
        return problem(rule, message, _place_of_first(self._text), hint)


def _place_of_first(text: Text) -> Place:
    """Where the first ``[[`` stands; exact for texts on one line without escapes."""
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
    from jinja2.sandbox import ImmutableSandboxedEnvironment  # noqa: PLC0415 - as above

    return ImmutableSandboxedEnvironment(
        variable_start_string=OPEN,
        variable_end_string="]]",
        block_start_string="[[%",
        block_end_string="%]]",
        comment_start_string="[[#",
        comment_end_string="#]]",
        undefined=jinja2.StrictUndefined,
        keep_trailing_newline=True,
        cache_size=0,
    )


@cache
def _template(source: str) -> Any:  # noqa: ANN401 - as above
    return _environment().from_string(source)


@cache
def _fault(source: str) -> str:
    """What in *source* is more than a name, or an empty text."""
    from jinja2 import nodes  # noqa: PLC0415 - as above

    parsed = _environment().parse(source)
    for node in parsed.find_all(nodes.Node):
        if isinstance(node, nodes.Output | nodes.TemplateData | nodes.Name):
            continue
        if isinstance(node, nodes.Getattr):
            if node.attr.startswith("_"):
                return f"`.{node.attr}`"
            continue
        if isinstance(node, nodes.Filter) and node.name in FILTERS and not node.args:
            continue
        if isinstance(node, nodes.Filter):
            return f"The filter `{node.name}`"
        return f"An expression ({type(node).__name__.lower()})"
    return ""
