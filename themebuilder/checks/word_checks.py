"""Questions about words: what people read and hear, held to the glossary, the language and its place.

Most are asked of a single text (`TextCheck`); the proofreader asks them of each text once, whatever
number of themes say it. The others look at a whole theme, or at all themes together.
"""

from themebuilder.checks import characters as letters
from themebuilder.checks import length, naming, readability, secrets, vocabulary
from themebuilder.checks import placeholders as slots
from themebuilder.checks import text_language as english
from themebuilder.checks import typography as signs
from themebuilder.checks.proofreading import Proofreader

TEXT_CHECKS = (
    *vocabulary.CHECKS,
    *slots.CHECKS,
    *english.CHECKS,
    *letters.CHECKS,
    *signs.CHECKS,
    *length.CHECKS,
    *secrets.CHECKS,
)
"""Asked of a single text."""

THEME_CHECKS = (
    *Proofreader(TEXT_CHECKS).theme_checks,
    *vocabulary.THEME_CHECKS,
    *slots.THEME_CHECKS,
    *signs.THEME_CHECKS,
    *readability.THEME_CHECKS,
    *secrets.THEME_CHECKS,
)
"""Asked of one complete theme."""

COLLECTION_CHECKS = naming.COLLECTION_CHECKS
"""Asked of the outlines of all themes together."""

__all__ = ["COLLECTION_CHECKS", "TEXT_CHECKS", "THEME_CHECKS"]
