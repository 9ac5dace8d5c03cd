"""Questions about who can read, see and use a theme, by the criteria of WCAG 2.1.

The law asks for levels A and AA (EN 301 549, clauses 9 to 11). What a theme decides is asked here, on
the colours that really meet and on the pixels that are really under a text; what Webapp3 and the
node decide is not a theme's, and the report says so.
"""

from themebuilder.checks import color_contrast as colors
from themebuilder.checks import control_names as names
from themebuilder.checks import picture_contrast as pictures
from themebuilder.checks import text_alternatives as words

THEME_CHECKS = (*colors.CHECKS, *words.THEME_CHECKS, *names.CHECKS)
"""Asked of one complete theme."""

COLLECTION_CHECKS = words.COLLECTION_CHECKS
"""Asked of the outlines of all themes together."""

PACKAGE_CHECKS = pictures.CHECKS
"""Asked of a finished package."""

__all__ = ["COLLECTION_CHECKS", "PACKAGE_CHECKS", "THEME_CHECKS"]
