"""Questions about the rules that a theme breaks on purpose."""

from __future__ import annotations

from collections.abc import Iterator

from themebuilder.checks.base import Context, Finding, check
from themebuilder.core.problems import Place
from themebuilder.definitions.model import Theme


@check("accept-vague")
def accept_vague(theme: Theme, context: Context) -> Iterator[Finding]:
    for rule, reason in theme.accept.items():
        words = reason.split()
        if len(words) < 4 or reason.strip(". ").lower() == rule.replace("-", " "):
            place = _written_at(theme, rule, context)
            yield place, f"`{reason}` does not say why `{rule}` is broken."


def _written_at(theme: Theme, rule: str, context: Context) -> Place:
    """Where the reason stands: in the theme or a parent, or with one of its organisations."""
    found = theme.origin.get("accept", rule)
    for name in theme.organisations:
        document = context.library.get("organisation", name)
        found = found or (document.tree.get("accept", rule) if document else None)
    return found.place if found else theme.origin.place_of("accept")


CHECKS = (accept_vague,)
