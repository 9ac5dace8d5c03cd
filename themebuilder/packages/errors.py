"""What is wrong with a package, or was repaired in it."""

from __future__ import annotations

from dataclasses import replace

from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.core.rules import load_rules


class ArchiveError(ThemeError):
    """A zip that is refused. The places of its problems are names inside the zip, or empty."""

    def __str__(self) -> str:
        """The messages alone: each one names its entry."""
        return "; ".join(found.message for found in self.problems)

    def in_file(self, file: str) -> ThemeError:
        """The same error with places that begin with the name of the package."""
        return ThemeError(in_package(found, file) for found in self.problems)


class JsonError(ArchiveError):
    """JSON in a package that is refused. Lines and columns (in characters) count from 1."""


def package_problem(
    rule: str, message: str, entry: str = "", line: int = 0, column: int = 0
) -> Problem:
    """A problem of the package as a whole, or of the *entry* in it, with the rule's advice."""
    return problem(rule, message, Place(entry, line, column), load_rules()[rule].advice)


def entry_problem(rule: str, name: str, fault: str, line: int = 0, column: int = 0) -> Problem:
    """A problem of one entry; *fault* continues its name: ``is encrypted``."""
    entry = printable(name)
    return package_problem(rule, f"“{entry}” {fault}.", entry, line, column)


def in_package(found: Problem, file: str) -> Problem:
    """The problem with a place that begins with the name of the package."""
    entry = found.place.file
    return replace(found, place=replace(found.place, file=f"{file}/{entry}" if entry else file))


def printable(name: str, most: int = 80) -> str:
    """*name*, escaped where it cannot be printed and cut in the middle when it is long."""
    half = most // 2
    cut = name if len(name) <= most else f"{name[:half]}…{name[-half:]}"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
