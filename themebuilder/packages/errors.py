"""Problems of packages, and notes on what was repaired in them."""

from __future__ import annotations

from themebuilder.core.messages import _
from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.core.rules import load_rules


class ArchiveError(ThemeError):
    """A zip that is refused. The places of its problems are names inside the zip, or empty."""

    def __str__(self) -> str:
        """Return the messages alone: each one names its entry."""
        return "; ".join(found.message for found in self.problems)

    def in_file(self, file: str) -> ThemeError:
        """Return the same error with places that begin with the name of the package."""
        return ThemeError(in_package(found, file) for found in self.problems)


class JsonError(ArchiveError):
    """JSON in a package that is refused. Lines and columns (in characters) count from 1."""


def package_problem(
    rule: str, message: str, entry: str = "", line: int = 0, column: int = 0, *, hint: str = ""
) -> Problem:
    """Return a problem of the package, or of the *entry* in it; the rule's advice is its hint if none is given."""
    return problem(rule, message, Place(entry, line, column), hint or load_rules()[rule].advice)


def make_entry_problem(rule: str, message: str, name: str, **values: object) -> Problem:
    """Return a problem of the entry *name*; *message* is marked with `N_` and has a ``{name}``."""
    entry = make_printable(name)
    return package_problem(rule, _(message, name=entry, **values), entry)


def in_package(found: Problem, file: str) -> Problem:
    """Return the problem with a place that begins with the name of the package."""
    return found._replace(place=place_in_package(found.place, file))


def place_in_package(place: Place, file: str) -> Place:
    """Return the *place* of an entry with the name of its package before it."""
    return place._replace(file=f"{file}/{place.file}" if place.file else file)


def make_printable(name: str, most: int = 80) -> str:
    """Return *name*, escaped where it can't be printed and cut in the middle when it is long."""
    half = most // 2
    cut = name if len(name) <= most else f"{name[:half]}…{name[-half:]}"
    if cut.isprintable():
        return cut
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
