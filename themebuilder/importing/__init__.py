"""Packages to definitions, and the comparison of two packages."""
