"""What is wrong with a package, or was mended in it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from themebuilder.core.problems import Place, Problem, ThemeError, problem
from themebuilder.core.rules import load_rules


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing about an archive; *entry* is the name inside, or empty for the whole of it.

    *entry* and *message* are safe to print: what is not printable in a name is escaped.
    *line* and *column* count from 1, in JSON; 0 elsewhere.
    """

    rule: str
    message: str
    entry: str = ""
    line: int = 0
    column: int = 0

    @property
    def fault(self) -> str:
        """The kebab-case name of what is wrong."""
        return self.rule

    @property
    def hint(self) -> str:
        """What to do about it: the last line of the rule's manual."""
        return load_rules()[self.rule].advice

    def problem(self, file: str) -> Problem:
        """The finding as a problem of the package *file*."""
        inside = f"{file}/{self.entry}" if file and self.entry else file or self.entry
        place = Place(inside, self.line, self.column)
        return problem(self.rule, self.message, place, self.hint)


class ArchiveError(Exception):
    """A package that cannot be taken; it carries everything that was found."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        """Keep *findings*, at least one."""
        self.findings = tuple(findings)
        super().__init__("; ".join(f.message for f in self.findings))

    @property
    def fault(self) -> str:
        """The name of the first fault."""
        return self.findings[0].fault

    @property
    def faults(self) -> frozenset[str]:
        """The names of all faults."""
        return frozenset(finding.fault for finding in self.findings)

    def in_file(self, file: str) -> ThemeError:
        """The same error, said of the package *file*, as the rest of the program tells errors."""
        return ThemeError(finding.problem(file) for finding in self.findings)


class JsonError(ArchiveError):
    """JSON that cannot be taken."""

    @property
    def line(self) -> int:
        """The line of the first fault, from 1; 0 where it concerns the whole file."""
        return self.findings[0].line

    @property
    def column(self) -> int:
        """The column of the first fault, in characters from 1; 0 as for the line."""
        return self.findings[0].column


def shown(name: str, most: int = 80) -> str:
    """*name* as it may be printed: escaped where not printable, cut in the middle when long."""
    half = most // 2
    cut = name if len(name) <= most else f"{name[:half]}…{name[-half:]}"
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in cut)
