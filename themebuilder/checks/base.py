"""What a check is, and how checks are run.

A check is a generator function: it yields what it found and stays silent when all is well. Its
docstring is the rule's manual page: the first line says what holds, then why it matters, then how
to mend it.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from themebuilder.platform.known import Platform
from themebuilder.problems import Place, Problem, Rule, Severity, problem
from themebuilder.source.library import Library

Subject = TypeVar("Subject")
Finding = tuple[Place, str] | tuple[Place, str, str]
"""Where, what, and (when there is more to say than the manual does) what to do."""


@dataclass(frozen=True)
class Context:
    """What a check may look at beside its subject."""

    library: Library
    platform: Platform


@dataclass(frozen=True, slots=True)
class Check(Generic[Subject]):
    """A question asked of a *Subject*, and the rule that it is about."""

    rule: Rule
    ask: Callable[[Subject, Context], Iterator[Finding]]


def check(
    name: str, severity: Severity = Severity.ERROR
) -> Callable[[Callable[[Subject, Context], Iterator[Finding]]], Check[Subject]]:
    """Make a check of a generator function, under a name that says the fault."""

    def made(ask: Callable[[Subject, Context], Iterator[Finding]]) -> Check[Subject]:
        return Check(Rule(name, severity, ask.__doc__ or ""), ask)

    return made


def run(
    checks: Sequence[Check[Subject]],
    subject: Subject,
    context: Context,
    *,
    theme: str = "",
) -> list[Problem]:
    """What all *checks* find in *subject*."""
    return [
        problem(one.rule, message, place, hint[0] if hint else "", theme=theme)
        for one in checks
        for place, message, *hint in one.ask(subject, context)
    ]
