"""What goes wrong when facts about a platform are read."""

from themebuilder.core.problems import ThemeError


class PlatformError(ThemeError):
    """A target version is unknown, or a file about a platform can't be read."""
