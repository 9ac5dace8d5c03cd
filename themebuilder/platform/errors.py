"""The error of everything that reads facts about a platform."""

from themebuilder.core.problems import ThemeError


class PlatformError(ThemeError):
    """A target version is unknown, a file about a platform can't be read, or a language file isn't flat."""
