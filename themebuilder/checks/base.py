"""What a check is, and how checks are run.

A check is a generator function that yields its findings. Its rule has a manual page in ``manual/``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

from themebuilder.core.problems import Place, Problem, problem
from themebuilder.definitions.library import Library
from themebuilder.platform.target import Platform

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

    rule: str
    ask: Callable[[Subject, Context], Iterator[Finding]]


def check(
    name: str,
) -> Callable[[Callable[[Subject, Context], Iterator[Finding]]], Check[Subject]]:
    """Make a check of a generator function, under a name that says the fault."""

    def made(ask: Callable[[Subject, Context], Iterator[Finding]]) -> Check[Subject]:
        return Check(name, ask)

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
