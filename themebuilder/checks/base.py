"""What a check is, how it is declared, and how checks are run.

A check is a generator function that yields what breaks its rule. A decorator declares it, such as
`@theme_check("rule-name")`: there is one for each kind of subject. The rule's page is in ``core/manual/``.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Generic, NamedTuple, ParamSpec, TypeVar

from themebuilder.checks.faultless_texts import FaultlessTexts
from themebuilder.core.problems import Place, Problem, problem
from themebuilder.definitions.library import Library
from themebuilder.definitions.model import Theme
from themebuilder.definitions.outline import Outline
from themebuilder.platform.probes import settle_problem
from themebuilder.platform.target import Platform

Subject = TypeVar("Subject")
Parameters = ParamSpec("Parameters")
Yielded = TypeVar("Yielded")
CheckFunction = Callable[Parameters, Iterator[Yielded]]
Fault = tuple[Place, str] | tuple[Place, str, str]
"""Place, message, and a hint where there is more to do than the rule's page says."""


class Context(NamedTuple):
    """What a check may look up beside its subject."""

    library: Library
    platform: Platform
    faultless: FaultlessTexts | None = None
    """Texts that needn't be checked once more."""


class Check(NamedTuple, Generic[Parameters, Yielded]):
    """A generator function with the rule that it checks."""

    rule: str
    ask: CheckFunction[Parameters, Yielded]


class CheckRegistry(Generic[Parameters, Yielded]):
    """The checks of one kind of subject, in their order; called with a rule, it is the decorator that declares one."""

    def __init__(self) -> None:
        """Begin without checks; the modules of checks add theirs when they are loaded."""
        self.checks: list[Check[Parameters, Yielded]] = []

    def __call__(
        self, rule: str
    ) -> Callable[[CheckFunction[Parameters, Yielded]], CheckFunction[Parameters, Yielded]]:
        """Declare a generator function to be a check of *rule*."""

        def declare(ask: CheckFunction[Parameters, Yielded]) -> CheckFunction[Parameters, Yielded]:
            self.checks.append(Check(rule, ask))
            return ask

        return declare


theme_check = CheckRegistry[[Theme, Context], Fault]()
"""Asked of each theme, also where its words are incomplete."""
collection_check = CheckRegistry[[Sequence[Outline], Context], Fault]()
"""Asked of the outlines of all themes together."""


def run(
    checks: Sequence[Check[[Subject, Context], Fault]],
    subject: Subject,
    context: Context,
    *,
    theme: str = "",
) -> list[Problem]:
    """Return what *checks* find in *subject*, without what the user's own stage node refuted."""
    found = (
        problem(check.rule, message, place, hint[0] if hint else "", theme=theme)
        for check in checks
        for place, message, *hint in check.ask(subject, context)
    )
    settled = (settle_problem(one, context.platform.probes) for one in found)
    return [one for one in settled if one is not None]
