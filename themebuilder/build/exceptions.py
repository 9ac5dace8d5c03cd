"""The rules that a theme's assets and exceptions are held against."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from themebuilder.checks import COLLECTION_CHECKS, PACKAGE_CHECKS, THEME_CHECKS
from themebuilder.core.problems import Problem, problem, suggest_name
from themebuilder.core.rules import load_rules
from themebuilder.definitions.outline import Outline

_ASKED_OF_A_THEME = {one.rule for one in THEME_CHECKS} | {one.rule for one in PACKAGE_CHECKS}
_ACCEPTABLE = _ASKED_OF_A_THEME | {one.rule for one in COLLECTION_CHECKS}


def settled(
    problems: Sequence[Problem], outlined: Outline, *, is_everything: bool
) -> list[Problem]:
    """The problems that nobody accepted, and what is wrong with the exceptions themselves.

    Only what a check found can be accepted: the rest keeps the packages from being made.
    With *is_everything* all rules were asked, so that an exception nobody needs can be told.
    """
    accepted = outlined.accept.keys() & _ACCEPTABLE
    kept = [found for found in problems if found.rule.name not in accepted]
    needed = {found.rule.name for found in problems}
    return [*kept, *_exceptions(outlined, needed if is_everything else None)]


def _exceptions(outlined: Outline, needed: set[str] | None) -> Iterator[Problem]:
    own = outlined.line[0].tree.map("accept")
    for name in own.entries:
        place = own.key_place(name)
        if name not in load_rules():
            hint = suggest_name(name, load_rules())
            message = f"No rule is named `{name}`."
            yield problem("accept-unknown-rule", message, place, hint, theme=outlined.name)
        elif name not in _ACCEPTABLE:
            message = f"`{name}` keeps the packages from being made, and cannot be accepted."
            yield problem("accept-unknown-rule", message, place, theme=outlined.name)
        elif needed is not None and name in _ASKED_OF_A_THEME - needed:
            message = f"`{outlined.name}` does not break `{name}`."
            yield problem("accept-without-need", message, place, theme=outlined.name)
