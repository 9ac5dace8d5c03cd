"""Every rule that a theme is held against, by name; `themebuilder.manual` has those of the shells too."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from themebuilder import archive, checks
from themebuilder.pictures.rules import RULES as PICTURES
from themebuilder.platform import rules as platform_rules
from themebuilder.problems import Rule, Severity
from themebuilder.resolve.rules import RULES as RESOLVING
from themebuilder.sound.rules import RULES as SOUNDS
from themebuilder.source.rules import RULES as READING

ACCEPT_UNKNOWN_RULE = Rule(
    "accept-unknown-rule",
    Severity.ERROR,
    """A rule that is broken on purpose exists, and packages can be made in spite of it.

    A misspelt name accepts nothing, and the next person wonders. What keeps a package from being
    made, such as a missing picture, has to be mended.
    Correct the name, or take the line out; ``themebuilder rules`` prints all.
    """,
)
ACCEPT_WITHOUT_NEED = Rule(
    "accept-without-need",
    Severity.WARNING,
    """An exception goes when its cause is gone.

    An old exception hides the next fault of the same kind.
    Take the line out of ``accept``.
    """,
)

GROUPS: Mapping[str, tuple[Rule, ...]] = MappingProxyType(
    {
        "Reading files": READING,
        "Between definitions": RESOLVING,
        "A theme": (
            *(check.rule for check in checks.THEME_CHECKS),
            ACCEPT_UNKNOWN_RULE,
            ACCEPT_WITHOUT_NEED,
        ),
        "All themes together": tuple(check.rule for check in checks.COLLECTION_CHECKS),
        "Pictures": tuple(PICTURES.values()),
        "Recordings": tuple(SOUNDS.values()),
        "A finished package": tuple(check.rule for check in checks.PACKAGE_CHECKS),
        "Archives": tuple(archive.RULES),
        "The target platform": tuple(platform_rules.RULES),
    }
)
"""Heading -> its rules, in the order in which a build meets them."""

RULES: Mapping[str, Rule] = MappingProxyType(
    {rule.name: rule for rules in GROUPS.values() for rule in rules}
)
