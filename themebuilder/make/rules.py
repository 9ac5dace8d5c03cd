"""The rules that a theme's assets and exceptions are held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from themebuilder.platform import nearest
from themebuilder.problems import Problem, Rule, problem
from themebuilder.resolve.outline import Outline
from themebuilder.rules import ACCEPT_UNKNOWN_RULE, ACCEPT_WITHOUT_NEED, RULES


def rule_for(fault: str) -> Rule:
    """The rule that a picture's or a recording's *fault* breaks."""
    return RULES[fault]


def settled(
    problems: Sequence[Problem], outlined: Outline, *, is_everything: bool
) -> list[Problem]:
    """The problems that nobody accepted, and what is wrong with the exceptions themselves.

    With *is_everything* all rules were asked, so that an exception nobody needs can be told.
    """
    kept = [found for found in problems if found.rule.name not in outlined.accept]
    needed = {found.rule.name for found in problems}
    return [*kept, *_exceptions(outlined, needed if is_everything else None)]


def _exceptions(outlined: Outline, needed: set[str] | None) -> Iterator[Problem]:
    own = outlined.line[0].tree.map("accept")
    for name in own.entries:
        place = own.key_place(name)
        if name not in RULES:
            near = nearest(name, RULES)
            hint = f"Did you mean `{near}`?" if near else ""
            message = f"No rule is named `{name}`."
            yield problem(ACCEPT_UNKNOWN_RULE, message, place, hint, theme=outlined.name)
        elif needed is not None and name not in needed:
            message = f"`{outlined.name}` does not break `{name}`."
            yield problem(ACCEPT_WITHOUT_NEED, message, place, theme=outlined.name)
