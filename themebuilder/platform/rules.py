"""What can be wrong with what is said about a platform."""

from __future__ import annotations

from inspect import cleandoc

from themebuilder.problems import Rule, Severity, ThemeError


class PlatformError(ThemeError):
    """A target version that is not known, or a file about a platform that cannot be read."""


def _rule(name: str, severity: Severity, manual: str) -> Rule:
    return Rule(name, severity, cleandoc(manual))


TARGET_UNKNOWN = _rule(
    "target-unknown",
    Severity.ERROR,
    """The target is a component version that is known.

    The target selects the texts, test ids and settings that a package may name; of an unknown one
    nothing can be said. Write one of the known component versions, as "27". It is not the version
    of Infinity: nobody has published which of them has which components.
    """,
)
TEXTS_NOT_FLAT = _rule(
    "texts-not-flat",
    Severity.ERROR,
    """A language file holds texts, and objects that hold texts.

    The app shows "returned an object instead of string" where it asks for a text and finds an
    object, and nothing of use for a list, a number or null. A key that stands twice, once nested
    and once flat, is read in one of two ways. Write one text for each key.
    """,
)
LEARNT_UNREADABLE = _rule(
    "learnt-unreadable",
    Severity.ERROR,
    """A file with learnt facts has the form that `themebuilder platform learn` writes.

    Facts of your own deployment come before shipped ones, so a damaged file would make checks
    wrong in silence. Delete the file and learn again.
    """,
)
LEARNT_CONTRADICTS = _rule(
    "learnt-contradicts",
    Severity.INFO,
    """What was learnt from the deployment agrees with what is shipped.

    The learnt fact is used: it is your own installation. But a text, key or screen that differs
    can mean that the target version in the workspace is not the one that is installed. Compare
    the versions; if the target is right, there is nothing to do.
    """,
)

RULES = (TARGET_UNKNOWN, TEXTS_NOT_FLAT, LEARNT_UNREADABLE, LEARNT_CONTRADICTS)
"""All rules of this room."""
