"""themebuilder: one YAML definition per theme in, Pexip packages out."""

__version__ = "0.1.0"
