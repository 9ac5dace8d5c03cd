"""Questions about the rules that a theme breaks on purpose."""

from __future__ import annotations

from collections.abc import Iterator

from themebuilder.checks.base import Context, Finding, check
from themebuilder.model import Theme


@check("accept-vague")
def accept_vague(theme: Theme, _context: Context) -> Iterator[Finding]:
    """The reason for breaking a rule tells the next person something.

    "ok" or the rule's own name is no reason, and nobody will dare to take the exception away.
    Say why, and until when.
    """
    for rule, reason in theme.accept.items():
        words = reason.split()
        if len(words) < 4 or reason.strip(". ").lower() == rule.replace("-", " "):
            place = theme.origin.map("accept").place_of(rule)
            yield place, f"`{reason}` does not say why `{rule}` is broken."


CHECKS = (accept_vague,)
