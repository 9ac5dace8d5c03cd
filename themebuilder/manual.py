"""The manual: every rule of the whole tool, with its page."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from types import MappingProxyType

from themebuilder import rules
from themebuilder.bring.rules import RULES as BRINGING
from themebuilder.problems import Rule
from themebuilder.publish.rules import PUBLISH_RULES as PUBLISHING
from themebuilder.words.rules import RULES as TRANSLATING

GROUPS: Mapping[str, tuple[Rule, ...]] = MappingProxyType(
    {
        **rules.GROUPS,
        "Texts that come back from translators": tuple(TRANSLATING),
        "Packages of other hands": tuple(BRINGING),
        "Publishing": tuple(PUBLISHING),
    }
)
"""Heading -> its rules, in the order in which one meets them."""

RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.name: rule for group in GROUPS.values() for rule in group}
)


def page(rule: Rule) -> str:
    """A rule's page as text: its name and severity, what holds, why, and how to mend it."""
    return f"{rule.name} ({rule.severity})\n\n{rule.page}\n"


def reference() -> str:
    """All pages as one Markdown document."""
    return "".join(_reference())


def _reference() -> Iterator[str]:
    yield "# Rules\n\n"
    yield "Made by `themebuilder rules --markdown`; a test holds it equal.\n"
    for heading, group in GROUPS.items():
        yield f"\n## {heading}\n"
        for rule in group:
            title, _, rest = inspect.cleandoc(rule.manual).partition("\n")
            yield f"\n### {rule.name}\n\n**{rule.severity.capitalize()}.** {title}\n"
            if rest.strip():
                yield f"\n{rest.strip()}\n"
