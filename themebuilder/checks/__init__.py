"""Every check there is, in plain sight: three subjects, three tuples."""

from themebuilder.checks import (
    accepted,
    appearance,
    collection,
    settings,
    succession,
    texts,
    webapp,
)
from themebuilder.checks import accessibility_checks as accessibility
from themebuilder.checks import package_checks as package
from themebuilder.checks import word_checks as words
from themebuilder.checks.package_checks import PackageSubject

WORDLESS_CHECKS = (
    *appearance.CHECKS,
    *accessibility.THEME_CHECKS,
    *settings.CHECKS,
    *webapp.CHECKS,
    *accepted.CHECKS,
)
"""Asked of a theme, whatever may be wrong with its words."""

THEME_CHECKS = (
    *appearance.CHECKS,
    *accessibility.THEME_CHECKS,
    *settings.CHECKS,
    *texts.CHECKS,
    *words.THEME_CHECKS,
    *webapp.CHECKS,
    *accepted.CHECKS,
)
"""Asked of one complete theme."""

COLLECTION_CHECKS = (
    *collection.CHECKS,
    *succession.CHECKS,
    *accessibility.COLLECTION_CHECKS,
    *words.COLLECTION_CHECKS,
)
"""Asked of the outlines of all themes together."""

PACKAGE_CHECKS = (*package.CHECKS, *accessibility.PACKAGE_CHECKS)
"""Asked of a finished package, read back from its bytes."""

__all__ = [
    "COLLECTION_CHECKS",
    "PACKAGE_CHECKS",
    "THEME_CHECKS",
    "WORDLESS_CHECKS",
    "PackageSubject",
]
